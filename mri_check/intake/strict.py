"""JSON without its traps, and UTF-8 without exceptions: what cannot be read is Bad, with the byte in the row."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, NoReturn

from mri_check.intake.row import MAX_DEPTH, Bad

_KEYS = frozenset(
    """answers bringing code consulted device entry format id implants market on other_implants patient resource
    resourceType scan start status subject""".split()  # noqa: SIM905
)
"""Keys that may be repeated in an error; another may name a patient."""
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.S)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def text_of(raw: bytes) -> str:
    """UTF-8 text; Bad with the byte that cannot be read. A byte order mark at the start is dropped."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as bad:
        raise Bad("not UTF-8 text", bad.start) from None
    if "\0" in text:
        raise Bad("a NUL character", raw.index(b"\0"))
    return text[1:] if text[:1] == "\ufeff" else text


def json_of(raw: bytes) -> Any:
    """The plain data of one JSON document; numbers stay as they are written.

    Bad for everything that is not strictly JSON: a key given twice, NaN, nesting deeper than MAX_DEPTH, half a
    character, a second document; with the byte where that is known.
    """
    text = text_of(raw)
    if not text.strip():
        raise Bad("empty", 0)
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _depth(text)
    try:
        data = _DECODER.decode(text)
        if _SURROGATE.search(text):
            json.dumps(data, ensure_ascii=False).encode("utf-8")
        return data
    except json.JSONDecodeError as bad:
        why = "a second document begins here" if bad.msg == "Extra data" else f"not JSON: {bad.msg}"
        raise Bad(why, len(text[: bad.pos].encode("utf-8"))) from None
    except RecursionError:
        raise Bad("nested too deeply") from None
    except UnicodeEncodeError:
        raise Bad("half of a surrogate pair is no character") from None


def _depth(text: str) -> None:
    depth = 0
    for sign in re.findall(r"[\[{}\]]", _STRINGS.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > MAX_DEPTH:
            raise Bad(f"nested deeper than {MAX_DEPTH} levels")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise Bad("key given twice" + (f": {twice}" if twice in _KEYS else ""))
    return mapping


def _constant(word: str) -> NoReturn:
    raise Bad(f"{word} is not a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=_constant
)
