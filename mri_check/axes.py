"""Builds the axes from their catalogue file, with what each value permits and states worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mri_check.quantity import parse_quantity
from mri_check.record import Axis
from mri_check.region import Choice, Set, Span


def build_axes(data: Mapping[str, Any]) -> dict[str, Axis]:
    """The axes of ``axes.yaml`` (already found to fit its schema), by name, in its order."""
    return {name: _axis(name, form) for name, form in data.items()}


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
        for choice in choices:
            permits[choice] = Choice(frozenset(_atoms(choice, parents)))
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


def _atoms(name: str, parents: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The indivisible parts of a value: what lies under it, and what of it has no name of its own.

    A value with two parents is two parts, one under each, since no source says which it belongs to.
    """
    above = parents.get(name, ())
    atoms = [f"{name}@{parent}" for parent in above] if len(above) > 1 else [name]
    for child, over in parents.items():
        if name in over:
            atoms += [f"{child}@{name}"] if len(over) > 1 else _atoms(child, parents)
    return atoms


def _stated(
    name: str, parents: Mapping[str, tuple[str, ...]], permits: Choice, whole: bool
) -> tuple[Choice, ...]:
    if whole and len(parents.get(name, ())) < 2:
        return tuple(Choice(frozenset([atom])) for atom in sorted(permits.names))
    return (permits,)
