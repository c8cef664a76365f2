"""HIBCC: the primary barcode (what it is), the secondary (lot, serial, dates), or both joined by a slash.

The structure and the date formats: FDA, "UDI formats by FDA-accredited issuing agency", and the HIBC Supplier
Labeling Standard. The last character checks the others; in a secondary barcode of its own, the character
before it repeats the check character of the primary one (the link).
"""

from __future__ import annotations

import re

from mri_check.messages import identifiers as say
from mri_check.udi.parts import Bad, Udi, day, day_of_year, digits, full_year

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""Each character at its value for the check."""
_PRODUCT = re.compile(r"[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]")
_AFTER = re.compile(r"[^\s*][\s*:,;=(]+(\+[A-Za-z0-9$]\S{3,}|\$[$+]\S{3,})")


def check_character(text: str) -> str:
    """The check character of what stands before it: the sum of all values, modulo 43."""
    return _ALPHABET[sum(map(_ALPHABET.index, text)) % 43]


def device_identifier(text: str) -> str:
    """The text, where it is labeler, product and unit of measure. Raises Bad."""
    if not _PRODUCT.fullmatch(text):
        raise Bad(say.NOT_LABELER)
    return text


def stands_in(text: str) -> bool:
    """Whether a barcode stands behind other text: it is divided as one, or its check character fits."""
    parts = (match[1].upper() for match in _AFTER.finditer(text))
    return any("/" in one or "$" in one or _fits(one) for one in parts)


def read(text: str, year: int) -> Udi:
    """Read one barcode, or a primary and its secondary with a space between them. Raises Bad."""
    text = text.strip("*")
    text = text if text.startswith("+") else f"+{text}"
    scans = [_checked(part) for part in re.split(r"[\s*]+(?=\+)", text)]
    if len(scans) > 2:
        raise Bad(say.MORE_THAN_TWO)
    found: dict[str, str] = {}
    first = scans[0]
    if not first[1].isalpha():
        if len(scans) > 1:
            raise Bad(say.PRODUCT_FIRST)
        _secondary(first[1:-2], found, year)
        return _udi(None, say.SHOWN.format(issuer="HIBCC"), found, say.OTHER_BARCODE_LETTER)
    product, slash, rest = first[1:-1].partition("/")
    di = device_identifier(product)
    if slash:
        _secondary(rest, found, year)
    for second in scans[1:]:
        if slash or second[1].isalpha() or second[-2] != first[-1]:
            raise Bad(say.NOT_TOGETHER)
        _secondary(second[1:-2], found, year)
    return _udi(di, f"+{di}{check_character('+' + di)}", found, may_be_package(di))


def may_be_package(di: str) -> str | None:
    """Why it may be the identifier of a package: its unit of measure is not 0."""
    if di[-1] != "0":
        return say.PACKAGE_UNIT.format(unit=di[-1])
    return None


def _udi(di: str | None, shown: str, found: dict[str, str], note: str | None) -> Udi:
    lot, serial, made, expires = (found.get(name) for name in ("lot", "serial", "made", "expires"))
    return Udi("HIBCC", di, shown, lot, serial, made, expires, (note,) if note else ())


def _checked(part: str) -> str:
    """One barcode, its check character verified; where that is a space, it is printed as an underscore."""
    part = part.upper()
    if part.endswith("_"):
        part = part[:-1] + " "
    if len(part) < 4 or not set(part) <= set(_ALPHABET):
        raise Bad(say.SHORT_OR_CHARACTER)
    if not _fits(part):
        raise Bad(say.CHECK_CHARACTER)
    return part


def _fits(part: str) -> bool:
    return set(part) <= set(_ALPHABET) and check_character(part[:-1]) == part[-1]


def _secondary(rest: str, found: dict[str, str], year: int) -> None:
    """Lot, serial number and dates: a reference, perhaps with a date, then supplements, divided by slashes."""
    for at, part in enumerate(rest.split("/")):
        if part.startswith("$"):
            value = part.lstrip("$")
            kind = "serial" if value.startswith("+") else "lot"
            value = value.removeprefix("+")
            if part.startswith("$$"):
                value = _dated(value, found, year)
        elif part.startswith(("16D", "14D")):
            kind = "made" if part.startswith("16D") else "expires"
            told = digits(part[3:], 8)
            value = day(int(told[:4]), told[4:6], told[6:])
        elif part.startswith("S"):
            kind, value = "serial", part[1:]
        elif at == 0 and part[:1].isdigit():
            kind, value = "lot", part[5:]
            _put(found, "expires", day_of_year(digits(part[:5], 5), year))
        else:
            continue  # a quantity, or another supplement that is no part of a UDI
        _put(found, kind, value)


def _put(found: dict[str, str], kind: str, value: str) -> None:
    if value and found.setdefault(kind, value) != value:
        raise Bad(say.TWICE)


_DATES = {"2": 6, "3": 6, "4": 8, "5": 5, "6": 7}
"""The formats MMDDYY, YYMMDD, YYMMDDHH, YYJJJ, YYJJJHH, and how long they are."""


def _dated(text: str, found: dict[str, str], year: int) -> str:
    """Read a quantity and an expiry date, and return what follows: the lot or the serial number."""
    if text[:1] in ("8", "9"):
        end = 3 if text[0] == "8" else 6
        digits(text[1:end], end - 1)
        text = text[end:]
    form = text[:1]
    if form in ("", "7"):  # no date
        return text[1:]
    if form in ("0", "1"):  # MMYY, whose first digit this is
        told = digits(text[:4], 4)
        _put(found, "expires", day(full_year(told[2:], year), told[:2], "1")[:7])
        return text[4:]
    if form not in _DATES:
        raise Bad(say.DATE_FORMAT)
    end = 1 + _DATES[form]
    told = digits(text[1:end], _DATES[form])
    if form in ("4", "6") and int(told[-2:]) > 23:
        raise Bad(say.DATE_HOUR)
    if form == "2":
        _put(found, "expires", day(full_year(told[4:], year), told[:2], told[2:4]))
    elif form in ("3", "4"):
        _put(found, "expires", day(full_year(told[:2], year), told[2:4], told[4:6]))
    else:
        _put(found, "expires", day_of_year(told[:5], year))
    return text[end:]
