"""Reads texts: bounded, UTF-8, one YAML or JSON document to a file; never a traceback."""

from __future__ import annotations

import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from functools import partial
from typing import Any, NoReturn, TypeAlias

from mri_check import cache
from mri_check.document import Document, Path
from mri_check.errors import MriCheckError, Problem, RequestError, unreadable

FileName: TypeAlias = "str | os.PathLike[str]"
MAX_BYTES = 1_000_000
"""A request, a profile file or a catalogue file is far smaller; more is a mistake or an attack."""


def load(text: str, name: str, error: type[MriCheckError] = RequestError) -> Document:
    """Read one YAML or JSON document; JSON is recognised by its first character.

    JSON takes the fast road, and the strict YAML reader only to say where something stands in it.
    Raises ``error`` with every problem.
    """
    if not text.lstrip().startswith(("{", "[")):
        from mri_check import strict_yaml

        return strict_yaml.read(text, name, error)
    import json

    try:
        data = _Json(name).decode(text)
    except _Wrong as bad:
        raise error(_placed(bad.args[0], text, name)) from None
    except json.JSONDecodeError as bad:
        if bad.msg == "Extra data":
            message = "a second document begins here; write one request to a file"
        else:
            message = f"not JSON: {bad.msg}"
        raise error(Problem("json", f"{name}:{bad.lineno}:{bad.colno}", message)) from None
    except RecursionError:
        raise error(Problem("depth", name, "nested too deeply")) from None
    return Document(name, data, partial(_in_json, text, name))


def _in_json(text: str, name: str, path: Path) -> str:
    from mri_check import strict_yaml

    return strict_yaml.places(text, name)(path)


class _Wrong(Exception):
    """What strict JSON does not hold; its problem has no place yet."""


def _placed(problem: Problem, text: str, name: str) -> Problem:
    """Where it is: a key given twice by the YAML reader, which knows its places; a number by its word."""
    if problem.code == "number":
        at = text.find(problem.message.split(" ")[0])
        line = text.count("\n", 0, at) + 1
        return problem.replace(where=f"{name}:{line}:{at - text.rfind(chr(10), 0, at)}")
    from mri_check import strict_yaml

    try:
        strict_yaml.read(text, name, MriCheckError)
    except MriCheckError as bad:
        return next((one for one in bad.problems if one.code == problem.code), problem)
    return problem


class _Json:
    """JSON without its traps: no duplicate keys, no NaN; numbers stay as they are written."""

    def __init__(self, name: str) -> None:
        from json import JSONDecoder

        self.name = name
        self.decoder = JSONDecoder(
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
            from collections import Counter

            counts = Counter(key for key, _ in pairs)
            twice = sorted(key for key, count in counts.items() if count > 1)
            told = f"key given twice: {', '.join(twice)}"
            raise _Wrong(Problem("duplicate-key", self.name, told))
        return mapping

    def constant(self, word: str) -> NoReturn:
        raise _Wrong(Problem("number", self.name, f"{word} is not a number"))


def load_kept(path: str, kind: str) -> Document:
    """The document in a file, by way of what an earlier run read from the very same bytes.

    ``kind`` names what is kept, so that no other form is taken for it. Raises RequestError.
    """
    text = read_text(path)
    made_from = cache.fingerprint([text.encode("utf-8")])
    place = os.path.join(cache.folder(), f"{kind}-{made_from}.json")
    kept = cache.read(place, made_from)
    if kept is not None:
        return Document(path, cache.loads(kept), partial(_in_kept, text, path))
    import json

    document = load(text, path)
    cache.write(place, made_from, json.dumps(document.data))
    return document


def _in_kept(text: str, name: str, path: Path) -> str:
    return load(text, name).locate(path)


def read_text(path: str, error: type[MriCheckError] = RequestError) -> str:
    """The text of a file, bounded and UTF-8. Raises ``error`` in one clear line for everything else."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as bad:
        raise error(unreadable(bad, path)) from None
    return decode_text(raw, path, error)


def decode_text(raw: bytes, name: str, error: type[MriCheckError] = RequestError) -> str:
    """Text from bytes, with the same limits as a file."""
    if len(raw) > MAX_BYTES:
        raise error(Problem("too-large", name, f"larger than {MAX_BYTES:,} bytes"))
    try:
        text = raw.removeprefix(BOM_UTF8).decode()  # its own codec is a module more to load
    except UnicodeDecodeError as bad:
        if raw[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            told = "UTF-16 text: save it as UTF-8"
            raise error(Problem("not-text", name, told)) from None
        raise error(
            Problem("not-text", name, f"not UTF-8 text: byte {bad.start} cannot be read")
        ) from None
    if "\0" in text:
        raise error(Problem("not-text", name, "not text: it holds a NUL character"))
    if not text.strip():
        raise error(Problem("empty", name, "the file is empty"))
    return text
