"""Builds the axes from their catalogue file, with what each value permits and states worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mri_check.checklist import Stated
from mri_check.quantity import parse_quantity
from mri_check.record import Axis
from mri_check.region import Choice, Set, Span


class Axes(Mapping[str, Axis]):
    """The axes of ``axes.yaml`` (already found to fit its schema) by name, each built when first used."""

    def __init__(self, forms: Mapping[str, Any]) -> None:
        self._forms, self._built = forms, dict[str, Axis]()
        self.read: dict[tuple[str, str], Stated] = {}
        """Values that were read before: what a text states on an axis does not change."""

    def __getitem__(self, name: str) -> Axis:
        found = self._built.get(name)
        if found is None:
            found = self._built[name] = _axis(name, self._forms[name])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)

    def table(self) -> tuple[str, ...]:
        """The axes that are rows of the MR labelling tables."""
        return tuple(name for name, form in self._forms.items() if "row" in form)


def ask_axis(name: str, text: str, who: str) -> Axis:
    """The axis of one question to a person: confirmed, or denied."""
    choices = ("confirmed", "denied")
    sets = {choice: Choice(frozenset([choice])) for choice in choices}
    return Axis(
        name=name, title=text, kind="choice", dimension=None, choices=choices, parents={},
        whole=False, lists=False, none=False, measured={}, means=text, known_by=who,
        phase="match", ask=text, ask_maker=text, table=False, console=False, fixed=False,
        everything=Choice(frozenset(choices)), permits=sets,
        states={choice: (one,) for choice, one in sets.items()},
    )  # fmt: skip


def _axis(name: str, form: Mapping[str, Any]) -> Axis:
    kind, dimension = form["is"], form.get("unit")
    parents = {child: tuple(above) for child, above in form.get("parents", {}).items()}
    choices = tuple(form.get("choices", ()))
    whole = "whole" in form.get("with", ())
    everything: Set | None
    permits: dict[str, Choice] = {}
    states: dict[str, tuple[Choice, ...]] = {}
    if kind in ("quantity", "age"):
        everything = Span(Decimal(0), None)
    elif kind == "devices":
        everything = None
    else:
        children = _children(parents)
        for choice in choices:
            permits[choice] = Choice(frozenset(_atoms(choice, parents, children)))
            states[choice] = _stated(choice, parents, permits[choice], whole)
        everything = Choice(frozenset().union(*(one.names for one in permits.values())))
    return Axis(
        name=name, title=form["title"], kind=kind, dimension=dimension, choices=choices,
        parents=parents, whole=whole, lists="lists" in form.get("with", ()),
        none="none" in form.get("with", ()),
        measured={parse_quantity(m, form["unit"]): c for m, c in form.get("measured", {}).items()},
        means=form["means"], known_by=form["known_by"], phase=form["phase"], ask=form["ask"],
        ask_maker=form.get("ask_maker", ""), table="row" in form,
        console="console" in form.get("with", ()), fixed="fixed" in form.get("with", ()),
        everything=everything, permits=permits, states=states,
    )  # fmt: skip


def _children(parents: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for child, above in parents.items():
        for parent in above:
            found.setdefault(parent, []).append(child)
    return found


def _atoms(
    name: str, parents: Mapping[str, tuple[str, ...]], children: Mapping[str, list[str]]
) -> list[str]:
    """The indivisible parts of a value: what lies under it, and what of it has no name of its own.

    A value with two parents is two parts, one under each, since no source says which it belongs to.
    """
    above = parents.get(name, ())
    atoms = [f"{name}@{parent}" for parent in above] if len(above) > 1 else [name]
    for child in children.get(name, ()):
        two = len(parents[child]) > 1
        atoms += [f"{child}@{name}"] if two else _atoms(child, parents, children)
    return atoms


def _stated(
    name: str, parents: Mapping[str, tuple[str, ...]], permits: Choice, whole: bool
) -> tuple[Choice, ...]:
    if whole and len(parents.get(name, ())) < 2:
        return tuple(Choice(frozenset([atom])) for atom in sorted(permits.names))
    return (permits,)
