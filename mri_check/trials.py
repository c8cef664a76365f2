"""Values that stand for all answers to a question: whatever a rule on file tells apart, some two of them differ in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from mri_check.quantity import base_unit, plain
from mri_check.record import Axis, Condition, Instruction, Labelling
from mri_check.region import Span

UNKNOWN_PART = "a part that is not on file"


def trials(axis: Axis, conditions: Iterable[Condition], on: date) -> list[Any]:
    """What a request could state on an axis.

    Every choice there is; of numbers and ages one on, below, between and above all bounds that a condition
    on it names (none, where no condition does). ``on`` is the day of the scan.
    """
    if axis.choices:
        return list(axis.choices)
    if axis.kind == "devices":
        return [UNKNOWN_PART]
    bounds = sorted(set(_bounds(axis, conditions)))
    if not bounds:
        return []
    points = [bounds[0] / 2, *bounds, *((a + b) / 2 for a, b in pairwise(bounds)), bounds[-1] + 1]
    if axis.kind == "age":
        days = sorted({int(point) for point in points})
        return [(on - timedelta(one)).isoformat() for one in days if one < on.toordinal()]
    unit = base_unit(axis.dimension or "age")
    numbers = [f"{plain(round(point, 9))} {unit}" for point in sorted(set(points))]
    return [*numbers, *(["none"] if axis.none else [])]


def _bounds(axis: Axis, conditions: Iterable[Condition]) -> Iterator[Decimal]:
    for one in conditions:
        if one.axis.name == axis.name and isinstance(one.permitted, Span):
            ends = (one.permitted.low, one.permitted.high)
            yield from (end for end in ends if end is not None and end.is_finite())


def conditions_of(labelling: Labelling) -> Iterator[Condition]:
    """Every condition of a document or of a rule: limits, states, what is forbidden, triggers of tasks and tests."""
    yield from labelling.always
    for setting in labelling.settings:
        yield from (*setting.when, *setting.conditions)
    for box in labelling.boxes:
        yield from (*box.when, *box.conditions)
    yield from triggers_of((*labelling.instructions, *labelling.questions))
    for point in labelling.tested:
        yield from point.when


def triggers_of(tasks: Iterable[Instruction]) -> Iterator[Condition]:
    """What tasks look at."""
    for task in tasks:
        yield from task.when
