"""What texts on an axis come to, and what the conditions that look at it say of them; remembered, and bounded.

A text is read once, whatever device it is about: to a key and to the end of its findings. The conditions of a
device cut the numbers of an axis into a few stretches, and whatever lies in one comes out alike; so does a key that is
no number each time it is met.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring_ascii
from math import inf, nextafter
from typing import Any

from mri_check.batch.frames import Slot, ended
from mri_check.batch.reading import ABSENT
from mri_check.batch.way import Told
from mri_check.batch.written import Entry
from mri_check.checklist import Stated
from mri_check.quantity import FIRST_YEAR, MAX_DIGITS, UNITS
from mri_check.record import Axis
from mri_check.region import Span

MOST_TEXTS, MOST_KEYS = 1024, 128
"""How many texts are remembered of an axis, and how many keys of one that one device's conditions look at."""
MISSING = -1.0
"""The key of what is not stated: on an axis of numbers below all of them."""
_FIRST = -0.5
_EXACT = 15
"""Decimal digits that a float keeps apart: two numbers of no more are in the same order as their floats."""
_BASE = rf"[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{_EXACT - MAX_DIGITS}}})?"
_NUMBER = re.compile(rf"([0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})?) (\S+)").fullmatch


def _none(_: str) -> None:
    """No text."""


class Seen(dict[Any, Any]):
    """What was met before; when it is full it is left as it is, and now and then begun anew.

    Where nothing repeats, to put away and to throw out what never comes again would cost more than to work it out.
    """

    __slots__ = ("anew", "left", "most")

    def __init__(self, most: int) -> None:
        super().__init__()
        self.left = self.most = most
        """For how many there is room; below nothing, how many found none."""
        self.anew = -32 * most

    def keep(self, key: Any, value: Any) -> None:
        """Keep a value, if there is room."""
        self.left -= 1
        if self.left >= 0:
            self[key] = value
        elif self.left < self.anew:
            self.clear()
            self.left = self.most


class Texts(Seen):
    """What texts on one axis come to; a number that was not met before is read as it is looked up."""

    __slots__ = ("base", "crowded", "cut", "units")

    def __init__(self, axis: Axis) -> None:
        super().__init__(MOST_TEXTS)
        self.units = UNITS[axis.dimension] if axis.kind == "quantity" and axis.dimension else {}
        units = [unit for unit, factor in self.units.items() if factor == 1 and unit.isascii()]
        self.base: Callable[[str], Any] = (
            re.compile(f"{_BASE} {re.escape(units[0])}").fullmatch if units else _none
        )
        """Numbers that are read as they stand, in the unit of the axis."""
        self.cut = -len(units[0]) if units else 0
        self.crowded = False
        """Whether its numbers hardly ever come again, so that to look them up is in vain."""

    def settle(self) -> bool:
        """Whether it has become crowded since."""
        was, self.crowded = self.crowded, self.crowded or bool(self.cut and self.left < -self.most)
        return self.crowded and not was

    def __missing__(self, raw: Any) -> Told:
        """Raises KeyError for what is no number."""
        if raw.__class__ is str:
            if self.base(raw):
                told = (float(raw[: self.cut]), f'"{raw}"}}'.encode())
                if 0 >= self.left > self.anew:
                    self.left -= 1  # to call ``keep`` for it would be a sixth of all this
                else:
                    self.keep(raw, told)
                return told
            key = self._number(raw)
            if key is not None:
                told = (key, encode_basestring_ascii(raw).encode() + b"}")
                self.keep(raw, told)
                return told
        elif raw is ABSENT:
            self[raw] = told = (MISSING, ended(None))
            return told
        raise KeyError(raw)

    def _number(self, raw: str) -> float | None:
        """The key of a number in another unit, or of one with many digits."""
        found = _NUMBER(raw)
        factor = self.units.get(found.group(2)) if found else None
        return _key(Decimal(found.group(1)) * factor) if found and factor is not None else None


class Dates(Texts):
    """What dates come to on a day: the key of one is its age in days. A month or a year is for the slower road."""

    __slots__ = ()

    def __missing__(self, raw: Any) -> Told:
        """Raises KeyError for what is no date, up to the day of the scan, with that day."""
        if type(raw) is tuple and type(raw[1]) is str and len(raw[0]) == len("2021-05-04"):
            with suppress(ValueError):
                day = date.fromisoformat(raw[0])
                if day.year < FIRST_YEAR:
                    raise KeyError(raw)
                age = (date.fromisoformat(raw[1]) - day).days
                if age >= 0 and day.isoformat() == raw[0]:
                    told = (float(age), f'"{raw[0]}"}}'.encode())
                    self.keep(raw, told)
                    return told
        return super().__missing__(raw)


def _key(number: Decimal) -> float | None:
    """A number as a key, which is in the same order as the number; None where it has too many digits."""
    return float(number) if len(number.normalize().as_tuple().digits) <= _EXACT else None


class Reader:
    """Reads the texts of one axis."""

    __slots__ = ("aged", "axis", "name", "plain", "seen")

    def __init__(self, axis: Axis) -> None:
        self.axis, self.aged = axis, axis.kind == "age"
        """Whether a text depends on the day."""
        self.name = axis.name.partition(".")[2]
        self.plain = axis.kind != "devices" and self.name != "identified_by"
        """Whether a text says the same whatever the device."""
        self.seen = Dates(axis) if self.aged else Texts(axis)


class Column(Seen):
    """One axis of a frame: the conditions that look at it, and by key what they say of a value."""

    __slots__ = ("borders", "family", "name", "place", "reader", "slots", "stretches")

    def __init__(self, reader: Reader, slots: tuple[Slot, ...]) -> None:
        super().__init__(MOST_KEYS)
        self.reader, self.slots, self.place = reader, slots, -1
        self.family, _, self.name = reader.axis.name.partition(".")
        self.borders = _borders(slots) if reader.seen.units or reader.aged else []
        """Where a verdict on a number may change: each is the first number after. Before them stands one below which
        there is no number."""
        self.stretches: list[Entry | None] = [None] * (len(self.borders) + 1)
        """What is said of a key below the first border, of one between it and the next, and so on."""

    def __missing__(self, key: Any) -> Entry:
        """Of a number in a stretch that was met before. Raises KeyError for all else."""
        found = (
            self.stretches[bisect_right(self.borders, key)]
            if type(key) is float and self.borders
            else None
        )
        if found is None:
            raise KeyError(key)
        return found

    def learn(self, key: Any, found: Entry) -> Entry:
        """Keep what they say of it."""
        if self.borders and type(key) is float:
            self.stretches[bisect_right(self.borders, key)] = found
        else:
            self.keep(key, found)
        return found


class Beside(dict[Any, Told]):
    """The texts of an axis where scanner profile or exam tell what a row does not state."""

    __slots__ = ("texts",)

    def __init__(self, texts: Texts, told: Told) -> None:
        super().__init__({ABSENT: told})
        self.texts = texts

    def __missing__(self, raw: Any) -> Told:
        """Raises KeyError."""
        told: Told = self.texts[raw]
        return told


def _borders(slots: tuple[Slot, ...]) -> list[float]:
    """Where what the conditions permit begins, and where it is over; none where one of them permits no plain range."""
    found = set[float]()
    for slot in slots:
        permitted = slot.condition.permitted
        if not isinstance(permitted, Span) or permitted.empty:
            return []
        for end, above in (
            (permitted.low, permitted.low_open),
            (permitted.high, not permitted.high_open),
        ):
            if end is None:
                continue
            border = _key(end) if end.is_finite() else None
            if border is None:
                return []
            found.add(nextafter(border, inf) if above else border)
    return [_FIRST, *sorted(border for border in found if border > 0)]


def key_of(reader: Reader, stated: Stated | None) -> Any:
    """The key of what is stated otherwise than by a text: by a scanner profile, an exam, or not at all."""
    if stated is None:
        return MISSING
    if not (stated.worlds or stated.is_list):
        with suppress(KeyError):
            return reader.seen[stated.text][0]
    return (stated.text, stated.is_list, bool(stated.worlds))
