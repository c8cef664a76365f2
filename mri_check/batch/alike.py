"""Rows that are alike: what they share by their devices, by scanner and exam, and by all that stands beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mri_check.batch.columns import Column, Reader
from mri_check.batch.frames import STRIDE, Slot, Slow, Subjects
from mri_check.batch.scene import Scene
from mri_check.batch.typed import FAMILIES
from mri_check.batch.way import Told, Way
from mri_check.batch.written import Entry
from mri_check.checklist import Stated
from mri_check.frozen import Record
from mri_check.record import Axis

_LAST = len(FAMILIES)
MOST_MARKS = 64


class Frame:
    """Rows that differ only in the facts of scan, patient and implants."""

    def __init__(
        self,
        subjects: Subjects,
        own: Mapping[str, Mapping[str, Stated]],
        reader: Callable[[Axis], Reader],
    ) -> None:
        self.subjects, self.own = subjects, own
        by_axis: dict[str, list[Slot]] = {}
        for axis, slot in subjects.slots:
            slot.part = len(by_axis.setdefault(axis, [])) * STRIDE + 1
            by_axis[axis].append(slot)
        self.columns: dict[str, Column] = {}
        every = {
            axis: Column(reader(slots[0].condition.axis), tuple(slots))
            for axis, slots in by_axis.items()
        }
        for place, axis in enumerate(sorted(every, key=lambda axis: _first(axis, every[axis]))):
            column = self.columns[axis] = every[axis]
            column.place = place
            for slot in column.slots:
                slot.place = place
        self.stated = sum(_first(axis, column) < _LAST for axis, column in every.items())
        """How many of the columns a plain row may state; they are the first."""
        self.blanks: dict[Any, Blank] = {}
        self.ways: dict[int, Way | None] = {}
        self.by_family: dict[str, dict[str, Column]] = {}
        self.plans: dict[Any, Any] = {}
        self.marks: dict[Any, int] = {}
        """Values that are judged together with what else is stated; each has a bit of its own, above all others."""

    def mark(self, place: int, key: Any) -> int:
        """The bit of such a value. Raises Slow where there are too many."""
        found = self.marks.get((place, key))
        if found is None:
            if len(self.marks) >= MOST_MARKS:
                raise Slow
            found = self.marks[place, key] = 1 << (self.subjects.size + len(self.marks))
        return found


def _first(axis: str, column: Column) -> int:
    """The axes that a plain row states come first: of scan, patient, the one implant; each as the labels have them."""
    if column.reader.plain:
        for at, start in enumerate(("scan.", "patient.", "implants/1/implant.")):
            if axis.startswith(start):
                return at
    return _LAST


class Blank(Record):
    """What rows of a frame come to that state nothing but their scanner and exam."""

    scene: Scene
    entries: list[Entry]
    told: list[Told]
    beside: Mapping[str, Any] | None
    """What these say of the scan; None where that cannot be written."""

    def unsaid(self, scan: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What of it the row does not say itself."""
        if not self.beside or self.beside.keys().isdisjoint(scan):
            return self.beside
        return {name: value for name, value in self.beside.items() if name not in scan}


class Head(Record):
    """What rows share that name the same device on the same day, with everything that stands beside it."""

    frame: Frame
    name: str | None
    """The device as it may be repeated."""
    colons: int
    length: int
    """In the text of the device, those that are not repeated."""
