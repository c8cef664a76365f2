"""Whether an identifier (UDI) stands in free text.

Stricter than the reading of what is meant as an identifier: notes hold telephone numbers, dates and lists too.
"""

from __future__ import annotations

import re
import unicodedata

from mri_check.udi import Udi, read_udi
from mri_check.udi.gs1 import check_digit

_SIGNS = re.compile(
    r"[(\[{<]\s*01|(?<!\d)01\d{14}|\+[A-Z][A-Z0-9]{3}|UDI|[(\[{<](?:11|17)[)\]}>]|/gtin/|/01/", re.I
)
"""One of these stands in every text that holds an identifier."""
_PRINTED = re.compile(r"[(\[{<]\s*01\s*[)\]}>]\s*\d(?:\s?\d){11,13}(?!\d)")
_BARE = re.compile(r"(?<!\d)01(\d{14})(?=\D|\Z|1[0127]|21)")
_LINK = re.compile(r"/(?:01|gtin)/\d{14}\b", re.I)
_DATED = re.compile(r"[(\[{<](?:11|17)[)\]}>]\s*\d{6}\s*[(\[{<](?:01|10|11|17|21)[)\]}>]")
"""The elements behind a device identifier, without it."""
_LABELLED = re.compile(
    r"""\bUDI(?:[ -]?DI)?\b (?:[ ](?:code|no|number|is))? [\s.:=\#]*
    (?: [(\[{<]\d\d[)\]}>] | \+[A-Z] | =[/,] | \][A-Z]\d | [A-Z0-9-]{0,12}\d{6} )""",
    re.I | re.X,
)
"""What is called one, whether or not it can be read: not UDI-6, a questionnaire."""
_HIBCC = re.compile(
    r"(?<![\w+])\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}\d(?:/\S{1,80}|[0-9A-Z.$/+%-])", re.I
)


def holds_udi(text: str) -> bool:
    """Whether a UDI stands in a text."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if _SIGNS.search(text) is None:
        return False
    if any(form.search(text) for form in (_PRINTED, _LABELLED, _LINK, _DATED)):
        return True
    found = (match[1] for match in _BARE.finditer(text))
    if any(check_digit(digits[:-1]) == digits[-1] for digits in found):
        return True
    carried = (match[0].rstrip(",;") for match in _HIBCC.finditer(text))
    return any(isinstance(read_udi(one), Udi) for one in carried)
