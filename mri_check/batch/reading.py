"""One row of a schedule as data: by the fast road where that cannot differ from the strict one, else by the strict one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from mri_check.document import Document, dotted
from mri_check.errors import Problem, RequestError
from mri_check.intake import Bad, at_byte, line_of

NAME = "request"
ABSENT: Any = object()
"""Not null, which a row may say; msgspec has its own."""
with suppress(ImportError):
    ABSENT = import_module("msgspec").UNSET


def decoder(name: str | None = None) -> Callable[[bytes], Any]:
    """The fastest JSON reader that is installed, or the one that is named (``msgspec``, ``orjson``, ``json``).

    What it reads is only a proposal: ``Engine.fast`` takes it where the strict reader would read the same.
    """
    if name in (None, "msgspec"):
        with suppress(ImportError):
            found: Callable[[bytes], Any] = import_module("msgspec.json").Decoder().decode
            return found
    if name in (None, "orjson"):
        with suppress(ImportError):
            other: Callable[[bytes], Any] = import_module("orjson").loads
            return other
    return _plain


def _plain(line: bytes) -> Any:
    """The standard library's reader, which lets half of a surrogate pair pass for a character."""
    if b"\\ud" in line or b"\\uD" in line:
        raise ValueError
    return json.loads(line.decode())


def strict(line: bytes) -> Document:
    """A line as the readers of schedules read it: no key twice, no NaN, numbers as they are written.

    Raises RequestError with the byte of the line.
    """
    try:
        return placed(line_of(line))
    except Bad as bad:
        raise RequestError(Problem("row", "row", at_byte(bad.why, bad.at))) from None


def placed(data: Any) -> Document:
    """Data whose places are told as ``request.scan.region[1]``."""
    return Document(NAME, data, lambda path: dotted(NAME, path))


def keys_of(data: Mapping[str, Any]) -> int:
    """How many keys a request has, in the mappings that the fast path looks into."""
    found = len(data)
    for value in data.values():
        if isinstance(value, dict):
            found += keys_of(value)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    found += keys_of(one)
    return found
