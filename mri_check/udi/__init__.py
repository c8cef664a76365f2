"""Reads unique device identifiers (UDI) as a hand scanner types them and as they are printed.

Only what identifies a device is used. Lot, serial number and dates are read so that they can be shown once;
nothing keeps them.
"""

from __future__ import annotations

import re
import unicodedata

from mri_check.messages import identifiers as say
from mri_check.udi import gs1, hibcc
from mri_check.udi.parts import Bad, Udi, Unreadable

__all__ = ["Udi", "Unreadable", "fault_of", "may_be_package", "read_udi", "shown"]

YEAR = 2026
"""The year that two-digit years are read from, where no other is given."""
_LABEL = re.compile(r"(?:UDI(?:-?DI)?|DI|GTIN)\b\s*[:=#]?\s*(?=[(\[{<\]+=*$\d\x1d])", re.IGNORECASE)
_ICCBBA = re.compile(r"=[/,>}]|=[A-Z0-9]{13}|&,1")
_HIBCC = re.compile(
    r"\*?(?:\+(?!\d+(?:[.,]\d+)? [^\d ])[A-Z0-9$]|\$[A-Z0-9$+]|[A-Z][A-Z0-9]{4,21}\d/\$)",
    re.IGNORECASE,
)
"""Not a number with a sign before it, and a unit. Some leave out the plus that comes first."""


def read_udi(text: str, year: int = YEAR) -> Udi | Unreadable | None:
    """Read a text as a UDI; None where it is none, but a name.

    ``year`` is the present year: a two-digit year is meant from 49 years back to 50 ahead. Never raises:
    what begins like an identifier and does not hold is Unreadable, and never a name.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.lstrip(" \t\r\n").rstrip("\t\r\n")  # the check character of HIBCC may be a space
    text = text[match.end() :] if (match := _LABEL.match(text)) else text
    symbol = ""
    if text[:1] == "]" and len(text) > 3:  # the AIM symbology identifier: ], a letter, a modifier
        symbol, text = text[1:3], text[3:]
    issuer = "HIBCC" if _HIBCC.match(text) else "GS1"
    try:
        if issuer == "HIBCC":
            return hibcc.read(text, year)
        if _ICCBBA.match(text):
            return Udi("ICCBBA", None, say.SHOWN.format(issuer="ICCBBA"), notes=(say.TISSUE,))
        if hibcc.stands_in(text):
            issuer = "HIBCC"
            raise Bad(say.TEXT_BEFORE)
        return gs1.read(text, symbol, year)
    except Bad as bad:
        return Unreadable(issuer, str(bad))


def shown(text: str) -> str:
    """A text as it may be written down anywhere: of an identifier, neither lot nor serial number nor dates."""
    found = read_udi(text)
    return text if found is None else found.shown


def may_be_package(di: str, issuer: str) -> str | None:
    """Why a device identifier may be that of a package, by the digit that says so; None where it does not."""
    return gs1.may_be_package(di) if issuer == "GS1" else hibcc.may_be_package(di)


def fault_of(di: str, issuer: str) -> str | None:
    """What is wrong with a device identifier as a register writes it; None where nothing is.

    GS1: 14 digits, the last of them a check digit. HIBCC: labeler, product and unit of measure, without the
    ``+`` and the check character that only a barcode carries.
    """
    try:
        (gs1 if issuer == "GS1" else hibcc).device_identifier(di)
    except Bad as bad:
        return str(bad)
    return None
