"""Builds the axes from their catalogue file, with what each value permits and states worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from mri_check.checklist import Stated
from mri_check.frozen import Fixed
from mri_check.quantity import parse_quantity
from mri_check.record import Axis
from mri_check.region import Choice, Set, Span

ANSWERS = ("confirmed", "denied")
_NOTHING = Fixed()


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

    def as_written(self) -> dict[str, Any]:
        """The axes as they stand in their file."""
        return {name: dict(form) for name, form in self._forms.items()}

    def table(self, outside: bool = False) -> tuple[str, ...]:
        """The axes that are rows of the MR labelling tables; ``outside``: of the table for what stays outside the bore."""
        return tuple(
            name
            for name, form in self._forms.items()
            if "row" in form and ("outside" in form.get("with", ())) is outside
        )


def stays_outside(limited: Iterable[Axis]) -> bool:
    """Whether a label that limits these axes is of a thing outside the bore: none of them is a row of the scan."""
    axes = list(limited)
    return any(axis.outside for axis in axes) and not any(
        axis.table and not axis.outside for axis in axes
    )


def ask_axis(name: str, text: str, who: str, see: str | None = None) -> Axis:
    """The axis of one question to a person: confirmed, or denied."""
    sets = Fixed({choice: Choice(frozenset([choice])) for choice in ANSWERS})
    return Axis(
        name=name, title=text, kind="choice", dimension=None, choices=ANSWERS, parents=_NOTHING,
        whole=False, lists=False, none=False, measured=_NOTHING, means=text, known_by=who,
        phase="match", ask=text, ask_maker=text, table=False, console=False, fixed=False,
        everything=Choice(frozenset(ANSWERS)), permits=sets,
        states=Fixed({choice: (one,) for choice, one in sets.items()}), see=see,
    )  # fmt: skip


def _axis(name: str, form: Mapping[str, Any]) -> Axis:
    kind, dimension = form["is"], form.get("unit")
    parents = Fixed({child: tuple(above) for child, above in form.get("parents", {}).items()})
    choices = tuple(form.get("choices", ()))
    whole = "whole" in form.get("with", ())
    everything: Set | None = None
    permits = states = _NOTHING
    if kind in ("quantity", "age"):
        everything = Span(Decimal(0), None)
    elif kind != "devices":
        parts = _Parts(choices, parents)
        permits, states = parts.permits, parts.states if whole else parts.states_as_one
        tops = (choice for choice in choices if choice not in parents)
        everything = Choice(frozenset(atom for top in tops for atom in parts.permits[top].names))
    traits = form.get("with", ())
    measured = Fixed(
        {parse_quantity(m, form["unit"]): c for m, c in form.get("measured", {}).items()}
    )
    return Axis(
        name, form["title"], kind, dimension, choices, parents, whole, "lists" in traits,
        "none" in traits, measured, form["means"], form["known_by"], form["phase"], form["ask"],
        form.get("ask_maker", ""), "row" in form, "console" in traits, "fixed" in traits,
        everything, permits, states, "outside" in traits,
    )  # fmt: skip


class _Sets(Fixed):
    """Sets by the choice that names them, each worked out when it is first asked for; nothing else names one."""

    __slots__ = ("choices", "make")

    def __init__(self, choices: tuple[str, ...], make: Callable[[str], Any]) -> None:
        super().__init__()
        self.choices, self.make = choices, make

    def __missing__(self, name: str) -> Any:
        if name not in self.choices:
            raise KeyError(name)
        found = self.make(name)
        dict.__setitem__(self, name, found)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Fixed, ({name: self[name] for name in self.choices},)


class _Parts:
    """What the values of a tree are made of: what lies under each, and what of it has no name of its own.

    A value with two parents is two parts, one under each, since no source says which it belongs to.
    """

    def __init__(self, choices: tuple[str, ...], parents: Mapping[str, tuple[str, ...]]) -> None:
        self.parents = parents
        self.children: dict[str, list[str]] = {}
        for child, above in parents.items():
            for parent in above:
                self.children.setdefault(parent, []).append(child)
        self.permits = _Sets(choices, lambda name: Choice(frozenset(self.atoms(name))))
        self.states = _Sets(choices, self.stated)
        self.states_as_one = _Sets(choices, lambda name: (self.permits[name],))

    def atoms(self, name: str) -> list[str]:
        above = self.parents.get(name, ())
        atoms = [f"{name}@{parent}" for parent in above] if len(above) > 1 else [name]
        for child in self.children.get(name, ()):
            two = len(self.parents[child]) > 1
            atoms += [f"{child}@{name}"] if two else self.atoms(child)
        return atoms

    def stated(self, name: str) -> tuple[Choice, ...]:
        """A region is wholly scanned: all its parts at once; one of two parents is not known which."""
        if len(self.parents.get(name, ())) > 1:
            return (self.permits[name],)
        return tuple(Choice(frozenset([atom])) for atom in sorted(self.permits[name].names))
