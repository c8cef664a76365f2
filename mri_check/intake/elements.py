"""The elements of a JSON array, cut apart by its brackets, so that a bad one does not take the others with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|[\[\]{},]', re.S)
_SPACE = b" \t\r\n"


def elements(raw: bytes) -> Iterator[tuple[int, bytes, str]]:
    """Each element with its place, and what is wrong with the array there: nothing, or that it is cut short.

    ``raw`` begins with ``[``, after white space.
    """
    start = raw.index(b"[") + 1
    depth, closed, any_before = 0, False, False
    place = start
    for match in _SIGN.finditer(raw, start):
        sign = match.group()
        if sign in (b"[", b"{"):
            depth += 1
        elif sign == b"]" and depth == 0:
            closed = True
            place, start = start, match.end()
            last = raw[place : match.start()]
            if last.strip(_SPACE) or any_before:
                yield _trimmed(place, last)
            break
        elif sign in (b"]", b"}"):
            depth = max(0, depth - 1)
        elif sign == b"," and depth == 0:
            any_before = True
            yield _trimmed(start, raw[start : match.start()])
            start = match.end()
    rest = raw[start:]
    if not closed:
        yield (*_trimmed(start, rest)[:2], "the array has no end: it is cut short here")
    elif rest.strip(_SPACE):
        yield (*_trimmed(start, rest)[:2], "a second document begins here")


def _trimmed(place: int, raw: bytes) -> tuple[int, bytes, str]:
    lead = len(raw) - len(raw.lstrip(_SPACE))
    return place + lead, raw.strip(_SPACE), ""
