"""YAML without its traps: every scalar is text, and nothing is shared, tagged, merged or said twice.

``8472-20-05`` stays an IsoMed and ``00643169007222`` a device identifier; ``no`` stays the word no.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import yaml

from mri_check.document import Document, Path
from mri_check.errors import MriCheckError, Problem, RequestError

MAX_DEPTH = 16
_NULLS = {"", "~", "null", "Null", "NULL"}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Refused(Exception):
    """Building cannot go on; the problem is recorded already."""


class Plain(str):
    """A scalar that was written without quotes, for the rules that care (a model number is quoted)."""

    __slots__ = ()


def read(text: str, name: str, error: type[MriCheckError] = RequestError) -> Document:
    """Read one YAML document into plain data with the place of every value.

    Raises ``error`` with every problem of the file: syntax, duplicate keys, anchors, aliases,
    tags, merge keys, empty values, a second document, or nesting deeper than MAX_DEPTH.
    """
    builder = _Builder(name)
    try:
        data = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as bad:
        place, words = _mistake(bad, text)
        builder.problems.append(Problem("yaml", f"{name}{place}", f"not YAML: {words}"))
    except yaml.YAMLError as bad:
        words, wrong = str(bad).split("\n")[0], yaml.reader.Reader.NON_PRINTABLE.search(text)
        where = name
        if wrong is not None:
            before = text[: wrong.start()].split("\n")
            where = f"{name}:{len(before)}:{len(before[-1]) + 1}"
        builder.problems.append(Problem("yaml", where, f"not YAML: {words}"))
    except _Refused:
        pass
    if builder.problems:
        raise error(*builder.problems)
    return Document(name, data, builder.locate, text)


def places(text: str, name: str) -> Callable[[Path], str]:
    """Where each value of a text stands that another reader takes, JSON say, whatever this one would refuse in it."""
    builder = _Builder(name)
    with suppress(yaml.YAMLError, _Refused):
        builder.document(yaml.parse(text, Loader=_LOADER))
    return builder.locate


_OPENED = ("simple key", "quoted scalar", "flow sequence", "flow mapping")
"""What is noticed lines after the one that it begins on, where its colon, quote or bracket was forgotten."""


def _mistake(bad: yaml.MarkedYAMLError, text: str) -> tuple[str, str]:
    """Where the mistake of a syntax error is, which is not always where it was noticed, and what it is."""
    words = ", ".join(part for part in (bad.context, bad.problem) if part)
    mark, start = bad.problem_mark or bad.context_mark, bad.context_mark
    if mark is None:
        return "", words
    at = (mark.line, mark.column)
    if start is not None and str(bad.context).endswith(_OPENED):
        at = min(at, (start.line, start.column)) if start.line < mark.line else at
    elif (quoted := _quoted_before(text, mark.line)) is not None:
        at, words = quoted, "a quote that opens here closes on another line"
    elif str(bad.problem).startswith("mapping values"):
        lines = text.split("\n")[: mark.line + 1]
        above = [(n, one) for n, one in enumerate(lines[:-1]) if one.split("#")[0].strip()]
        if above and ":" not in above[-1][1] + lines[-1][: mark.column]:
            number, line = above[-1]
            at, words = (number, len(line) - len(line.lstrip())), "could not find expected ':'"
    noticed = f" (noticed on line {mark.line + 1})" if at[0] < mark.line else ""
    return f":{at[0] + 1}:{at[1] + 1}", words + noticed


def _quoted_before(text: str, line: int) -> tuple[int, int] | None:
    """Where a quoted text begins that ends on the line on which reading stops, and began on another."""
    last: Any = None
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            last = event
    except yaml.YAMLError:
        pass
    if isinstance(last, yaml.ScalarEvent) and last.style in ("'", '"'):
        start, end = cast(Any, last.start_mark), cast(Any, last.end_mark)
        if start.line < end.line == line:
            return start.line, start.column
    return None


class _Builder:
    """Turns parser events into plain data; a mark for each value, at its key where it has one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.marks: dict[Path, tuple[int, int]] = {}

    def refuse(self, event: Any, code: str, message: str) -> None:
        mark = event.start_mark
        self.problems.append(
            Problem(code, f"{self.name}:{mark.line + 1}:{mark.column + 1}", message)
        )

    def locate(self, path: Path) -> str:
        """The place of a value, or of the nearest that holds it."""
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"

    def document(self, events: Any) -> Any:
        next(events)  # the start of the stream
        start = next(events)
        if isinstance(start, yaml.StreamEndEvent):
            self.refuse(start, "empty", "the file holds nothing but comments")
            raise _Refused
        data = self.value(events, next(events), ())
        next(events)  # the end of the document
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.refuse(after, "second-document", "a second document begins here; write one")
        return data

    def value(self, events: Any, event: Any, path: Path) -> Any:
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, "alias", f"the alias *{event.anchor} is not allowed: write it out")
            return ""
        if event.anchor is not None:
            self.refuse(event, "anchor", f"the anchor &{event.anchor} is not allowed")
        if event.tag not in (None, "!"):
            self.refuse(event, "tag", f"the tag {event.tag} is not allowed")
        if len(path) > MAX_DEPTH:
            self.refuse(event, "depth", f"nested deeper than {MAX_DEPTH} levels")
            raise _Refused
        self.marks.setdefault(path, (event.start_mark.line + 1, event.start_mark.column + 1))
        if isinstance(event, yaml.ScalarEvent):
            if event.implicit[0] and event.value in _NULLS:
                key = f"'{path[-1]}'" if path and isinstance(path[-1], str) else "this entry"
                told = f"{key} has no value: write one or leave the key out"
                self.refuse(event, "empty-value", told)
            return Plain(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self.value(events, event, (*path, len(items))))
            return items
        return self.mapping(events, path)

    def mapping(self, events: Any, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(key_event := next(events), yaml.MappingEndEvent):
            key = self.value(events, key_event, (*path, "?"))
            self.marks.pop((*path, "?"), None)
            if not isinstance(key, str):
                self.refuse(key_event, "key", "a key must be text")
                key = "?"
            if key == "<<":
                self.refuse(key_event, "merge-key", "the merge key << is not allowed: write it out")
            if key in mapping:
                self.refuse(key_event, "duplicate-key", f"key given twice: {key}")
            mark, inner = key_event.start_mark, (*path, str(key))
            self.marks[inner] = (mark.line + 1, mark.column + 1)
            event = next(events)
            if _comma(mapping, key_event, event):
                whole = next(reversed(mapping.values()))
                self.refuse(key_event, "empty-value", f"write decimals with a point: {whole}.{key}")
                event.value = key  # what is refused is refused once
            mapping[str(key)] = self.value(events, event, inner)
        return mapping


def _comma(before: dict[str, Any], key: Any, value: Any) -> bool:
    """Whether a key of a flow mapping is what stands behind a decimal comma: ``{at_most: 1,5 T}``."""
    last = next(reversed(before.values()), None)
    digits = isinstance(last, Plain) and last.isdecimal() and isinstance(key, yaml.ScalarEvent)
    empty = isinstance(value, yaml.ScalarEvent) and value.value == "" and value.implicit[0]
    return digits and empty and key.value[:1].isdecimal()
