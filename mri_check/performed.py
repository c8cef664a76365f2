"""What was scanned, by the headers of its files: read from datasets in the form of DICOM JSON, set on the axes.

Pure; which attribute tells what, and what is not confirmed of it, is said in ``intake/header.py``. Headers hold what
the scanner reported. Absent, empty and zero are three things, and none of them is a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from mri_check.axes import Axes
from mri_check.checklist import Item, Stated
from mri_check.frozen import Record
from mri_check.messages import verify as say
from mri_check.quantity import base_unit
from mri_check.record import Axis
from mri_check.region import Choice, Set, Span, judge
from mri_check.verdict import NOT_MET

TOLD_BY = {
    "scan.field_strength": "Magnetic Field Strength (0018,0087)",
    "scan.nucleus": "Resonant or Imaged Nucleus (0018,9100), (0018,0085)",
    "scan.operating_mode": "Operating Mode (0018,9178) of type RF",
    "scan.gradient_mode": "Operating Mode (0018,9178) of type GRADIENT",
    "scan.transmit_coil": "MR Transmit Coil Type (0018,9051)",
    "scan.whole_body_sar": "SAR Value (0018,9181) of IEC_WHOLE_BODY",
    "scan.head_sar": "SAR Value (0018,9181) of IEC_HEAD",
    "scan.b1_rms": "B1rms (0018,1320)",
    "scan.region": "Body Part Examined (0018,0015) or Anatomic Region (0008,2218)",
}
"""The axes that headers tell, and the attribute that does. No attribute tells any other (slew rate, spatial gradient)."""


_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(?=[ ,]|$)")
_FEW = 3


class Reading(Record):
    """One value of one axis in one file."""

    text: str
    """What it is taken as, and what stands in the header where that differs."""
    members: tuple[Set, ...]
    sure: bool = True
    """False: what it means is not confirmed, so that it can show a condition broken and none kept."""


class Header(Record):
    """One file, or one dataset in it."""

    file: str
    series: str | None
    """Series Number."""
    problem: str | None
    """Why nothing of it is used."""
    readings: Mapping[str, tuple[Reading, ...]] = {}
    gaps: Mapping[str, tuple[str, ...]] = {}
    """By axis, why it does not, or not wholly, tell it."""
    also: tuple[tuple[str, str], ...] = ()
    """What else it reports, by a key of ``say.ALSO_TITLES``."""
    study: str | None = None
    """Which study it is of; compared, never shown."""

    @property
    def where(self) -> str:
        """The file as it was named, with its series."""
        told = say.NUMBERED if self.series else say.UNNUMBERED
        return told.format(file=self.file, series=self.series)


class Told(Record):
    """One axis over all files: each value, each reason why one does not tell it, and where."""

    axis: str
    values: tuple[tuple[Reading, tuple[str, ...]], ...]
    """Each with the files that it stands in; the largest first, where there is an order."""
    gaps: tuple[tuple[str, tuple[str, ...]], ...]
    stated: Stated | None
    """As a stated value: all values at once, and anything where one does not tell; None where none tells."""

    @property
    def text(self) -> str:
        """The values in words; of many numbers the least and the largest."""
        return spread([one.text for one, _ in self.values])

    @property
    def where(self) -> str:
        """The files of the first value; where there are others, it is named beside them."""
        if not self.values:
            return ""
        first, files = self.values[0]
        if len(self.values) == 1:
            return some(files)
        return say.FIRST.format(value=first.text, files=some(files))


def over(headers: Iterable[Header], axes: Axes) -> dict[str, Told]:
    """What all files together tell of each axis, whatever their order."""
    ordered = sorted(headers, key=lambda one: (one.file, one.series or "", one.problem or ""))
    return {axis: _told(axis, ordered, axes) for axis in TOLD_BY if axis in axes}


def _told(name: str, headers: list[Header], axes: Axes) -> Told:
    axis = axes[name]
    values: dict[Reading, list[str]] = {}
    gaps: dict[str, list[str]] = {}
    for one in headers:
        for why in one.gaps.get(name, ()) if one.problem is None else (say.FILE_GAP,):
            gaps.setdefault(why, []).append(one.where)
        for reading in one.readings.get(name, ()):
            values.setdefault(reading, []).append(one.where)
    ranked = sorted(values, key=lambda one: (_rank(one, axis), one.text), reverse=True)
    everything = axis.everything
    assert everything is not None, "no header tells an axis of devices"
    items = [
        Item(one.text, one.text, one.members if one.sure else (*one.members, everything))
        for one in ranked
    ]
    stated = None
    if items:
        unit = {"unit": base_unit(axis.dimension)} if axis.kind == "quantity" and axis.dimension else {}  # fmt: skip
        form: Mapping[str, Any] = {"all_of": [one.name for one in items], **unit}
        if gaps:
            items.append(Item("", "", (everything,)))
        stated = Stated(spread([one.text for one in ranked]), tuple(items), form)
    return Told(
        name,
        tuple((one, tuple(dict.fromkeys(values[one]))) for one in ranked),
        tuple((why, tuple(dict.fromkeys(gaps[why]))) for why in sorted(gaps)),
        stated,
    )


def _rank(one: Reading, axis: Axis) -> Decimal | int:
    """The size of a number, the place of one of the choices that have an order; 0 where there is no order."""
    first = one.members[0]
    if isinstance(first, Span):
        return first.low or 0
    return _highest(first, axis) if axis.kind == "ordered" else 0


def spread(texts: list[str]) -> str:
    """Several values in words; of many numbers of one unit, with the largest first, the least and the largest."""
    if len(texts) <= _FEW:
        return ", ".join(texts)
    numbers = [_NUMBER.match(text) for text in texts]
    if all(numbers) and len({text[one.end() :] for text, one in zip(texts, numbers) if one}) == 1:
        return say.RANGE.format(low=texts[-1], high=texts[0])
    return say.AND_MORE.format(first=", ".join(texts[:_FEW]), count=len(texts) - _FEW)


def some(files: tuple[str, ...]) -> str:
    """The first of several files, and how many more there are."""
    if len(files) == 1:
        return files[0]
    return say.AND_MORE.format(first=files[0], count=len(files) - 1)


def also(headers: Iterable[Header]) -> list[tuple[str, str, str]]:
    """What else the headers report: title, values, files."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in sorted(headers, key=lambda one: (one.file, one.series or "")):
        for key, value in one.also:
            found.setdefault(key, {}).setdefault(value, []).append(one.where)
    rows = []
    for key, title in say.ALSO_TITLES.items():
        if key not in found:
            continue
        values = sorted(found[key], key=_numbers, reverse=True)
        files = tuple(dict.fromkeys(file for value in values for file in found[key][value]))
        rows.append((title, spread(values), some(files)))
    return rows


def _numbers(text: str) -> tuple[float, str]:
    """Numbers by their size, all else by its letters."""
    try:
        return float(text.split()[0].rstrip(",")), text
    except (ValueError, IndexError):
        return 0.0, text


def apart(planned: Stated, reading: Reading, axis: Axis) -> bool:
    """Whether nothing of what was scanned lies in what was planned. Of a limit, less than planned is no contradiction."""
    plan = [member for item in (planned.worlds or planned.items) for member in item.members]
    return bool(plan) and not any(
        _goes_with(member, one, axis) for member in reading.members for one in plan
    )


def _goes_with(member: Set, plan: Set, axis: Axis) -> bool:
    if isinstance(member, Span) and isinstance(plan, Span):
        return plan.high is None or member.low is None or member.low <= plan.high
    if judge(member, plan) is not NOT_MET:
        return True
    limit = axis.console and axis.kind == "ordered"
    return limit and _highest(member, axis) <= _highest(plan, axis)


def _highest(one: Set, axis: Axis) -> int:
    names = one.names if isinstance(one, Choice) else ()
    return max((axis.choices.index(name) for name in names), default=-1)
