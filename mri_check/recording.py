"""Writes one more consultation into the text of a request, and leaves every other byte of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.errors import MriCheckError, Problem, RequestError
from mri_check.source import load

Entry = Mapping[str, str | list[str]]
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/ -]*(?<! )")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_OTHER = re.compile(r"[0-9._-]+|(?i:y|n|yes|no|on|off|true|false|null)")
"""What other readers of YAML take for a number or a truth value."""
_KEY = "consulted"


def with_entry(text: str, name: str, entry: Entry) -> str:
    """The text of a request with an entry at the end of ``consulted``; comments and order stay.

    The entry is put where it belongs by the look of the text, and the result is read back: it must hold
    what was there, and the entry. Raises RequestError where no place in the text does so.
    """
    document = load(text, name)
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get(_KEY, []), list):
        raise RequestError(Problem("shape", name, "this is no request: a mapping is needed"))
    wanted = {**data, _KEY: [*data.get(_KEY, ()), dict(entry)]}
    for candidate in _candidates(text, data, document.locate((_KEY,)), entry):
        try:
            if load(candidate, name).data == wanted:
                return candidate
        except MriCheckError:
            continue
    message = f"no place was found to write to; add it by hand: {_KEY}: [{_flow(entry)}]"
    raise RequestError(Problem("record", name, message))


def _flow(entry: Entry) -> str:
    return "{" + ", ".join(f"{name}: {in_yaml(value)}" for name, value in entry.items()) + "}"


def in_yaml(value: str | list[str]) -> str:
    """A text, or a list of texts, as YAML on one line; quoted where a reader might take it for anything else."""
    if isinstance(value, list):
        return "[" + ", ".join(in_yaml(one) for one in value) + "]"
    plain = _PLAIN.fullmatch(value) and not _OTHER.fullmatch(value)
    return value if plain or _DAY.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _candidates(text: str, data: Mapping[str, Any], place: str, entry: Entry) -> Iterator[str]:
    """The text with the entry at one place after the other where it may belong."""
    newline = "\r\n" if "\r\n" in text else "\n"
    if text.lstrip().startswith("{"):
        yield from _in_json(text, data, entry)
        return
    if _KEY not in data:
        yield from _new_key(text, newline, entry)
        return
    lines = text.splitlines(keepends=True)
    key = int(place.rsplit(":", 2)[1]) - 1
    end = next((at for at in range(key + 1, len(lines)) if _begins_a_key(lines[at])), len(lines))
    item = next((at for at in range(key, end) if re.match(r"\s*-\s", lines[at])), None)
    if item is not None:
        indent = lines[item][: lines[item].index("-")]
        for at in range(end, key, -1):
            before = "".join(lines[:at])
            if before and not before.endswith(("\n", "\r")):
                before += newline
            if lines[at - 1].strip() and not lines[at - 1].lstrip().startswith("#"):
                yield f"{before}{indent}- {_flow(entry)}{newline}{''.join(lines[at:])}"
    yield from _before_closing(text, "]", _flow(entry), bool(data[_KEY]))


def _begins_a_key(line: str) -> bool:
    return re.match(r"[^\s#-]", line) is not None


def _new_key(text: str, newline: str, entry: Entry) -> Iterator[str]:
    """A key of its own at the end; before the mark that ends a document; in the braces of a mapping."""
    added = f"{_KEY}:{newline}  - {_flow(entry)}{newline}"
    whole = text if text.endswith(("\n", "\r")) else text + newline
    yield whole + added
    mark = re.search(r"^\.\.\.", whole, re.M)
    if mark is not None:
        yield whole[: mark.start()] + added + whole[mark.start() :]
    yield from _before_closing(text, "}", f"{_KEY}: [{_flow(entry)}]", True)


def _before_closing(text: str, bracket: str, added: str, more: bool) -> Iterator[str]:
    """Before a closing bracket, from the last one backwards."""
    at = len(text)
    for _ in range(200):
        at = text.rfind(bracket, 0, at)
        if at < 0:
            return
        kept = text[:at].rstrip()
        space = text[len(kept) : at]
        comma = "," if more and not kept.endswith(",") else ""
        yield f"{kept}{comma} {added}{space}{text[at:]}"
        yield f"{kept}\n{comma} {added}{space}{text[at:]}"  # where a comment ends the line
        if more and kept.endswith(","):
            yield f"{kept} {added}{space}{text[at:]}"


def _in_json(text: str, data: Mapping[str, Any], entry: Entry) -> Iterator[str]:
    added = json.dumps(entry)
    if _KEY in data:
        yield from _before_closing(text, "]", added, bool(data[_KEY]))
    else:
        yield from _before_closing(text, "}", f'"{_KEY}": [{added}]', bool(data))
