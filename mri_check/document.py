"""Plain data, and where each value of it stands: ``file:line:col``, an option, or a dotted path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from mri_check.errors import Problem
from mri_check.frozen import Record

Path: TypeAlias = tuple[str | int, ...]


class Document(Record):
    """Plain data (mappings, lists, text), its name, and how to find the place of a value in it."""

    name: str
    data: Any
    locate: Callable[[Path], str]
    text: str = ""
    """The text that it was read from, where there is one."""
    options: Mapping[Path, str] = {}
    """The values that an option said, and which."""

    def problem(self, code: str, path: Path, message: str) -> Problem:
        """A problem at the place of ``path``."""
        return Problem(code, self.locate(path), message)


def from_mapping(data: Mapping[str, Any]) -> Document:
    """A mapping from a Python program, as it is now; its places are dotted paths."""
    return Document("request", copied(data), _in_request)


def _in_request(path: Path) -> str:  # not a lambda, so that a request can go to another process
    return dotted("request", path)


def copied(value: Any, deep: int = 32) -> Any:
    """Plain data of its own, so that what is done to the other changes nothing here; below ``deep`` levels as it is."""
    if not deep or not isinstance(value, (Mapping, list)):
        return value
    if isinstance(value, list):
        return [copied(inner, deep - 1) for inner in value]
    return {name: copied(inner, deep - 1) for name, inner in value.items()}


def dotted(name: str, path: Path) -> str:
    """``request.scan.region[1]``."""
    return name + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


def counted(path: Path) -> str:
    """``implants/1/facts/drug``: things counted from 1, as a checklist names them."""
    return "/".join(str(key + 1 if isinstance(key, int) else key) for key in path)


def meant(names: Sequence[str]) -> str:
    """A hint at names that fit."""
    *others, last = names
    return f" (did you mean {' or '.join(filter(None, (', '.join(others), last)))}?)"


def near(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """A hint at the nearest of the known names; where none is near, ``otherwise``, or all of them."""
    from difflib import get_close_matches

    known = list(known)
    hits = get_close_matches(str(word), known, n=1, cutoff=0.6)
    if hits:
        return meant(hits)
    return f" (known: {', '.join(known)})" if otherwise is None else otherwise
