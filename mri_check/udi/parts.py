"""What an identifier is made of, whoever issues it: its record, its dates, and why it cannot be read."""

from __future__ import annotations

from datetime import date

from mri_check.frozen import Record
from mri_check.messages import identifiers as say


class Udi(Record):
    """An identifier that was read, its check digit verified."""

    issuer: str
    """``GS1``, ``HIBCC`` or ``ICCBBA``."""
    di: str | None
    """The device identifier: 14 digits, or labeler, product and unit of measure; None where there is none."""
    shown: str
    """It as it may be written down anywhere: without lot, serial number and dates."""
    lot: str | None = None
    serial: str | None = None
    manufactured: str | None = None
    """A day, ``2026-11-23``; a month where no day is given."""
    expires: str | None = None
    notes: tuple[str, ...] = ()


class Unreadable(Record):
    """Something that is meant as an identifier, and cannot be read."""

    issuer: str
    why: str

    @property
    def shown(self) -> str:
        """What may be written down of it: nothing that it says."""
        return say.UNREADABLE_SHOWN.format(issuer=self.issuer)


class Bad(Exception):
    """Why an identifier cannot be read."""


def digits(text: str, length: int) -> str:
    """The text, where it is so many digits."""
    if len(text) != length or not (text.isascii() and text.isdigit()):
        raise Bad(say.DIGITS_NEEDED.format(count=length))
    return text


def full_year(two: str, year: int) -> int:
    """The year that two digits mean: from 49 years back to 50 ahead (GS1 General Specifications)."""
    full = year - year % 100 + int(two)
    return full - 100 if full - year >= 51 else full + 100 if year - full >= 50 else full


def day(year: int, month: str, number: str) -> str:
    """A day of the calendar."""
    try:
        return date(year, int(month), int(number)).isoformat()
    except ValueError:
        raise Bad(say.DATE_DAY) from None


def last_day(year: int, month: str) -> str:
    """The last day of a month, which GS1 writes as day 00."""
    day(year, month, "1")
    after = date(year + int(month) // 12, int(month) % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1).isoformat()


def day_of_year(text: str, year: int) -> str:
    """A day as YYJJJ: the year, and the number of the day in it."""
    full, number = full_year(text[:2], year), int(text[2:])
    first = date(full, 1, 1).toordinal()
    if not 1 <= number <= date(full, 12, 31).toordinal() - first + 1:
        raise Bad(say.DATE_DAY_OF_YEAR)
    return date.fromordinal(first + number - 1).isoformat()
