"""Rules on the questions of a labelling, which a person answers with yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mri_check.errors import Problem
from mri_check.files import Files
from mri_check.quantity import UNITS
from mri_check.record import Axis
from mri_check.rules.places import Place, all_conditions
from mri_check.rules.registry import rule
from mri_check.words import words

_OF_MUCH = ("minutes", "length")
"""Dimensions of other things too: how long a pump was stopped, how long a catheter is."""
_FILLING = (
    "a", "an", "and", "are", "at", "be", "does", "highest", "in", "is", "it", "least", "most", "no", "not", "of", "only",
    "or", "scanner", "set", "than", "the", "to", "use", "used",
)  # fmt: skip


@rule(
    "ask-table-row",
    "A limit from the label tables is a condition on its axis, never a question to a person: none names a row as its "
    "section, or asks for a value of one.",
    "A question can be answered with a yes; a limit is compared.",
    "Write the axis: scan.slew_rate: {at_most: ..., page: ...}.",
)
def ask_table_row(files: Files) -> Iterator[Problem]:
    rows = [axis for axis in files.axes().values() if axis.table]
    for place in all_conditions(files):
        if place.name.startswith("ask.") and _of_a_row(place, rows):
            yield place.problem("ask-table-row", f"{place.name} asks for a row of the label table")


def _of_a_row(place: Place, rows: Iterable[Axis]) -> bool:
    asks, section = place.form.get("asks", ""), place.form.get("section", "")
    if "row" in place.form:
        return True
    for axis in rows:
        short = axis.name.partition(".")[2].replace("_", "-")
        names = [_spoken(axis.title), *([_spoken(short)] if "-" in short else ())]
        if place.name[4:] == short or any(name in _spoken(section) for name in names):
            return True
        rest = _spoken(asks)
        for name in names:
            rest = rest.replace(name, " ")
        if rest != _spoken(asks) and (any(map(str.isdigit, rest)) or _chosen(rest, axis)):
            return True
        if _measured(f"{section} {asks}", axis):
            return True
    return False


def _chosen(rest: str, axis: Axis) -> bool:
    """Whether a question names a choice of the axis, and speaks of nothing else."""
    left = rest
    for name in sorted(axis.choices, key=len, reverse=True):
        left = left.replace(_spoken(name), " ")
    return left != rest and {*_FILLING, *words(axis.title)}.issuperset(left.split())


def _spoken(text: str) -> str:
    return f" {' '.join(words(text))} "


def _measured(text: str, axis: Axis) -> bool:
    """Whether a number with a unit of the axis stands in a text."""
    if axis.dimension is None or axis.kind == "age" or axis.dimension in _OF_MUCH:
        return False
    units = "|".join(map(re.escape, UNITS[axis.dimension]))
    return re.search(rf"\d ?(?:{units})(?![\w/])", text) is not None
