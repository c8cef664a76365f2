"""GS1: element strings as printed, ``(01)...(17)...``, and as scanned, with FNC1 and symbology identifiers.

The five elements of a UDI and their formats: FDA, "UDI formats by FDA-accredited issuing agency". The lengths
of the others, only passed over: GS1 General Specifications, element strings of predefined length.
"""

from __future__ import annotations

import re

from mri_check.messages import identifiers as say
from mri_check.udi.parts import Bad, Udi, day, full_year, last_day

GS = "\x1d"
"""FNC1 as scanners type it: the end of an element of variable length."""
_TYPED_GS = ("\u241d", "<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "[FNC1]", "\\x1d")
_ALLOWED = re.compile(r"[A-Za-z0-9!\"%&'()*+,\-./:;<=>?_]+")
_FIXED = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8,
    "17": 8, "18": 8, "19": 8, "20": 4, "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}  # fmt: skip
"""Element strings of a fixed length, by how they begin; all others end at FNC1."""
_MESSAGE = ("C1", "e0", "d2", "Q3", "J1")
"""Symbologies that hold element strings: GS1-128, DataBar, DataMatrix, QR Code, DotCode."""
_NUMBER = ("E0", "E3", "E4", "I1")
"""Symbologies that hold a bare trade item number: EAN and UPC, ITF-14."""
_BRACKETS = re.compile(r"[\[{<](0[012]|1[017]|21|24[0-9])[\]}>](?=[^\s(\[{<])")
"""An application identifier as some write it: in other brackets, its value right behind them."""
_PRINTED = re.compile(r"\((?:00|01|02|10|11|17|21|24[0-9])\)")
_LINK = re.compile(r"/(?:01|gtin)/\d{8,14}\b", re.IGNORECASE)
"""The same as a web address, GS1 Digital Link."""
_AMONG = re.compile(r"\((?:01|10|11|17|21)\)\s*[^\s(]")
"""An element as it is printed, after other text."""
_BARE = re.compile(r"(?<!\d)01(\d{14})")
_DATED = re.compile(r"(?:1[1-7]\d\d(?:0[1-9]|1[0-2])[0-3]\d)+(?:10|21|01\d{14})")
"""How a barcode begins whose dates come first: a scanner need not type what ends an element of fixed length."""
_MAX_TEXT = 20


def check_digit(digits: str) -> str:
    """The check digit of what stands before it: weights 3 and 1 from the right, modulo 10."""
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def device_identifier(digits: str) -> str:
    """The digits, where they are a device identifier with its check digit. Raises Bad."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 14):
        raise Bad(say.DIGITS_14.format(count=len(digits)))
    if check_digit(digits[:-1]) != digits[-1] or not digits.strip("0"):
        raise Bad(say.CHECK_DIGIT)
    return digits


def read(text: str, symbol: str, year: int) -> Udi | None:
    """Read what a scanner typed, or a person read off; None where it is no GS1 identifier. Raises Bad."""
    for typed in _TYPED_GS:
        text = text.replace(typed, GS)
    text = _BRACKETS.sub(r"(\1)", text)
    bare = [match for match in _BARE.finditer(text) if check_digit(match[1][:-1]) == match[1][-1]]
    text = GS.join("".join(part.split()) for part in text.split(GS))
    digits = text.isascii() and text.isdigit()
    if symbol in _NUMBER or (digits and not symbol and 12 <= len(text) <= 14):
        return _meaning([("01", text.zfill(14))], year)
    if _PRINTED.match(text):
        parts = re.split(r"\((\d{2,4})\)", text.replace(GS, ""))
        return _meaning(list(zip(parts[1::2], parts[2::2])), year)
    if symbol in _MESSAGE or re.match(r"01\d{14}", text) or _DATED.match(text) or GS in text:
        return _meaning(_elements(text), year, GS not in text.strip(GS))
    if _LINK.search(text):
        raise Bad("it is a web address; give the identifier alone, as printed: (01)...")
    if "(01)" in text or _AMONG.search(text) or bare:
        raise Bad(say.TEXT_BEFORE)
    if digits and len(text) == 15 and text.startswith("01"):
        raise Bad(say.DIGIT_MISSING)
    return None


def _elements(text: str) -> list[tuple[str, str]]:
    """The element strings of a barcode: application identifier and value, in their order."""
    found = []
    while text := text.lstrip(GS):
        ai = text[:2]
        if not (ai.isascii() and ai.isdigit()):
            raise Bad(say.NO_ELEMENT)
        if (length := _FIXED.get(ai)) is not None:
            value, text = text[2:length], text[length:]
            if len(value) != length - 2 or GS in value:
                raise Bad(say.ELEMENT_SHORT.format(ai=ai))
        else:
            value, _, text = text[2:].partition(GS)
        found.append((ai, value))
    return found


def _meaning(elements: list[tuple[str, str]], year: int, unseparated: bool = False) -> Udi:
    """The parts of a UDI among element strings; the other elements are no part of it."""
    found: dict[str, str] = {}
    if not elements:
        raise Bad(say.EMPTY)
    for ai, value in elements:
        if ai in ("01", "11", "17", "10", "21") and found.setdefault(ai, value) != value:
            raise Bad(say.ELEMENT_TWICE.format(ai=ai))
    notes = []
    for ai in ("10", "21"):
        if ai in found and not _ALLOWED.fullmatch(found[ai]):
            raise Bad(say.ELEMENT_CHARACTER.format(ai=ai))
        if len(found.get(ai, "")) > _MAX_TEXT:
            if not unseparated:
                raise Bad(say.ELEMENT_LONG.format(ai=ai, limit=_MAX_TEXT))
            # a scanner that types no FNC1 runs lot and serial number together
            notes.append(say.NO_SEPARATORS)
            del found[ai]
    made, expires = (_day(found[ai], year) if ai in found else None for ai in ("11", "17"))
    lot, serial = found.get("10"), found.get("21")
    if "01" not in found:
        notes.append(say.OTHER_BARCODE)
        return Udi(
            "GS1", None, say.SHOWN.format(issuer="GS1"), lot, serial, made, expires, tuple(notes)
        )
    di = device_identifier(found["01"])
    if package := may_be_package(di):
        notes.append(package)
    return Udi("GS1", di, f"(01){di}", lot, serial, made, expires, tuple(notes))


def may_be_package(di: str) -> str | None:
    """Why it may be the identifier of a package: the first digit of a trade item number counts levels."""
    if di[0] in "12345678":
        return say.PACKAGE_LEVEL.format(digit=di[0])
    return None


def _day(value: str, year: int) -> str:
    if not (value.isascii() and value.isdigit() and len(value) == 6):
        raise Bad(say.DATE_SIX)
    full = full_year(value[:2], year)
    if value[4:] == "00":
        return last_day(full, value[2:4])
    return day(full, value[2:4], value[4:])
