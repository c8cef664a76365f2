"""A text that was read as plain data, and where each value of it stands: ``file:line:col``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeAlias

from mri_check.errors import MriCheckError, Problem, RequestError
from mri_check.frozen import Record

Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1_000_000
"""A request, a profile file or a catalogue file is far smaller; more is a mistake or an attack."""


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


def from_mapping(data: Mapping[str, Any], name: str = "request") -> Document:
    """A mapping from a Python program; its places are dotted paths."""
    return Document(name, data, lambda path: dotted(name, path))


def dotted(name: str, path: Path) -> str:
    """``request.scan.region[1]``."""
    return name + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


def load(text: str, name: str, error: type[MriCheckError] = RequestError) -> Document:
    """Read one YAML or JSON document; JSON is recognised by its first character.

    JSON takes the fast road, and the strict YAML reader only to say where something stands in it.
    Raises ``error`` with every problem.
    """
    if not text.lstrip().startswith(("{", "[")):
        from mri_check import strict_yaml

        return strict_yaml.read(text, name, error)
    try:
        data = _Json(name, error).decode(text)
    except json.JSONDecodeError as bad:
        if bad.msg == "Extra data":
            message = "a second document begins here; write one request to a file"
        else:
            message = f"not JSON: {bad.msg}"
        raise error(Problem("json", f"{name}:{bad.lineno}:{bad.colno}", message)) from None
    except RecursionError:
        raise error(Problem("depth", name, "nested too deeply")) from None

    def locate(path: Path) -> str:
        from mri_check import strict_yaml

        try:
            return strict_yaml.read(text, name, error).locate(path)
        except MriCheckError:
            return dotted(name + ": ", path)

    return Document(name, data, locate)


class _Json:
    """JSON without its traps: no duplicate keys, no NaN; numbers stay as they are written."""

    def __init__(self, name: str, error: type[MriCheckError]) -> None:
        self.name, self.error = name, error
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self.pairs,
            parse_float=str,
            parse_int=str,
            parse_constant=self.constant,
        )

    def decode(self, text: str) -> Any:
        return self.decoder.decode(text)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise self.error(
                Problem("duplicate-key", self.name, f"key given twice: {', '.join(twice)}")
            )
        return mapping

    def constant(self, word: str) -> NoReturn:
        raise self.error(Problem("number", self.name, f"{word} is not a number"))


def read_text(path: str, error: type[MriCheckError] = RequestError) -> str:
    """The text of a file, bounded and UTF-8. Raises ``error`` in one clear line for everything else."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as bad:
        reason = (bad.strerror or str(bad)).lower()
        raise error(Problem("unreadable-file", path, f"cannot be read: {reason}")) from None
    return decode_text(raw, path, error)


def decode_text(raw: bytes, name: str, error: type[MriCheckError] = RequestError) -> str:
    """Text from bytes, with the same limits as a file."""
    if len(raw) > MAX_BYTES:
        raise error(Problem("too-large", name, f"larger than {MAX_BYTES:,} bytes"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise error(
            Problem("not-text", name, f"not UTF-8 text: byte {bad.start} cannot be read")
        ) from None
    if "\0" in text:
        raise error(Problem("not-text", name, "not text: it holds a NUL character"))
    if not text.strip():
        raise error(Problem("empty", name, "the file is empty"))
    return text


def is_file_name(source: object) -> bool:
    """Whether a source given from Python is a path rather than data."""
    return isinstance(source, (str, os.PathLike))


def near(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """A hint at the nearest of the known names; where none is near, ``otherwise``, or all of them."""
    from difflib import get_close_matches

    known = list(known)
    hits = get_close_matches(str(word), known, n=1, cutoff=0.6)
    if hits:
        return f" (did you mean {hits[0]}?)"
    return f" (known: {', '.join(known)})" if otherwise is None else otherwise
