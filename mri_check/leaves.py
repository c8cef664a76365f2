"""Where two pieces of plain data differ: the smallest places, whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str, ...]
NAMES = ("id", "what", "topic", "about", "for", "axis", "number")
"""What an entry of a list is known by; any other is known by its content."""


def differing(old: Any, new: Any, path: Path = ()) -> Iterator[tuple[Path, str | None, str | None]]:
    """Each place with what stands there on either side; None where there is nothing."""
    if isinstance(old, list) and isinstance(new, list):
        old, new = _by_name(old), _by_name(new)
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        if old != new:
            yield path, text(old), text(new)
        return
    for key in dict.fromkeys((*old, *new)):
        if key not in new:
            yield (*path, key), text(old[key]), None
        elif key not in old:
            yield (*path, key), None, text(new[key])
        else:
            yield from differing(old[key], new[key], (*path, key))


def _by_name(entries: list[Any]) -> dict[str, Any]:
    """A list as a mapping; where two entries have one name, by content."""
    names = [
        next((str(one[name]) for name in NAMES if name in one), text(one))
        if isinstance(one, Mapping)
        else text(one)
        for one in entries
    ]
    if len(set(names)) < len(names):
        names = [text(one) for one in entries]
    return dict(zip(names, entries, strict=False))


def text(value: Any) -> str:
    """A value in one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
