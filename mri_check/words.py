"""The one normalising function: what names, numbers and documents are compared by."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> tuple[str, ...]:
    """Compatibility forms, no case, letters and digits only."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def key(text: str) -> str:
    """What names are compared by: ``8637-40``, ``8637 40`` and ``863740`` are one name."""
    return "".join(words(text))
