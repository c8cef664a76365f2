"""A set back into words and into its public form, where several sources made it and none printed it."""

from __future__ import annotations

from typing import Any

from mri_check.messages import checklist
from mri_check.messages import envelope as say
from mri_check.quantity import base_unit, plain
from mri_check.record import Axis
from mri_check.region import Choice, Set

ANY_OTHER = ""
"""Stands for a part that the catalogue does not know."""


def in_words(axis: Axis, values: Set) -> str:
    """``at most 19 T/m``, ``1.5 T or 3 T``, ``more than 0 mL and at most 1 mL``; quantities in the base unit."""
    if isinstance(values, Choice):
        return _names_in_words(axis, values)
    unit = base_unit(axis.dimension or "age")
    if values.low is not None and values.low == values.high:
        return f"{plain(values.low)} {unit}"
    parts = []
    if values.low is not None and (values.low > 0 or values.low_open):
        parts.append(
            f"{checklist.TESTS['more_than' if values.low_open else 'at_least']} {plain(values.low)} {unit}"
        )
    if values.high is not None:
        parts.append(
            f"{checklist.TESTS['less_than' if values.high_open else 'at_most']} {plain(values.high)} {unit}"
        )
    return checklist.AND.join(parts) or say.ANY


def in_form(axis: Axis, values: Set) -> dict[str, Any]:
    """The same in the form of a condition: tests, and the unit of a quantity; decimals as strings."""
    if isinstance(values, Choice):
        return {"one_of": list(names_of(axis, values))}
    form: dict[str, Any] = {}
    if values.low is not None and (values.low > 0 or values.low_open):
        form["more_than" if values.low_open else "at_least"] = plain(values.low)
    if values.high is not None:
        form["less_than" if values.high_open else "at_most"] = plain(values.high)
    return {**form, "unit": base_unit(axis.dimension or "age")}


def names_of(axis: Axis, values: Choice) -> tuple[str, ...]:
    """The fewest names that say a choice, in the order of the axis.

    Of a tree, a value that holds others stands for them; what has no name of its own is said as a part.
    """
    if axis.kind == "devices":
        return tuple(sorted(values.names))
    if axis.kind != "tree":
        return tuple(name for name in axis.choices if name in values.names)
    said: set[str] = set()
    found: set[str] = set()
    for name in sorted(axis.choices, key=lambda one: -len(axis.permits[one].names)):
        parts = axis.permits[name].names
        if parts <= values.names and not parts <= said:
            found.add(name)
            said |= parts
    rest = sorted(values.names - said)
    return (*(name for name in axis.choices if name in found), *(_part(atom) for atom in rest))


def _part(atom: str) -> str:
    """A part of a tree that no name stands for: ``neck@torso`` lies under two, another is what is left of one."""
    name, sign, above = atom.partition("@")
    return (say.PART_AS_FAR_AS if sign else say.PART_REST).format(name=name, above=above)


def _names_in_words(axis: Axis, values: Choice) -> str:
    names = names_of(axis, values)
    if axis.kind == "devices" and ANY_OTHER in names:
        return say.ANY_PART
    if axis.kind == "ordered" and len(names) > 2:
        at = axis.choices.index(names[0])
        if names == axis.choices[at : at + len(names)]:
            if at == 0:
                return f"{checklist.TESTS['at_most']} {names[-1]}"
            if names[-1] == axis.choices[-1]:
                return f"{checklist.TESTS['at_least']} {names[0]}"
    return checklist.OR.join(names)
