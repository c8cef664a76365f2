"""Proposed identifiers as a unified diff of the catalogue's files: a person reviews it, and ``patch`` applies it."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterable, Mapping
from glob import escape, glob
from typing import Any

from mri_check import strict_yaml
from mri_check.errors import CatalogueError, MriCheckError, Problem, RequestError, reason_of
from mri_check.gudid.matching import Proposed
from mri_check.source import read_text

_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s:{]+)\s*:[ \t]*""")


def patch(
    proposed: Iterable[Proposed], root: str, source: str, form: Mapping[str, str]
) -> tuple[str, list[Proposed]]:
    """The diff, and what could not be written into its file. Nothing is changed.

    ``source`` is the id of the release as a source, and ``form`` what the catalogue records of it. Every file
    of the diff was read back: it holds what it held, and the new identifiers, and nothing else.
    """
    by_device: dict[str, list[Proposed]] = {}
    for one in proposed:
        by_device.setdefault(one.device, []).append(one)
    told, left, makers = [], [], dict[str, None]()
    for device, entries in by_device.items():
        path = f"manufacturers/{device}/device.yaml"
        old = read_text(os.path.join(root, path), CatalogueError)
        new = _with_identifiers(old, entries, source)
        if new is None:
            left += entries
            continue
        makers[device.partition("/")[0]] = None
        told.append(_diff(path, old, new))
    for maker in makers:
        path = f"manufacturers/{maker}/sources/gudid.yaml"
        full = os.path.join(root, path)
        there = read_text(full, CatalogueError) if os.path.exists(full) else None
        if there is None or source not in _data(there)["sources"]:
            added = _with_source(path, there or "kind: sources\nsources:", source, form)
            told.append(_diff(path, there, added))
    return "".join(told), left


def recorded(file: str, on: str) -> tuple[str, dict[str, str]]:
    """The release as a source of the catalogue: its id, and what is recorded of it.

    ``on`` is the day it was fetched. Raises RequestError where the file cannot be read.
    """
    form = {
        "title": "GUDID, FDA's Global Unique Device Identification Database",
        "seen": on,
        "rank": "regulator",
        "read": "part",
        "copy": os.fsencode(os.path.basename(os.path.normpath(file))).decode("utf-8", "replace"),
        "note": "Device identifiers only. Its MRI status is a word without conditions: a cross-check.",
    }
    if os.path.isfile(file):
        form["sha256"] = _sha256(file)
    return f"gudid-{on}", form


def numbered(id: str, form: Mapping[str, str], root: str) -> str:
    """The id of a release as a source; that of another file of the same day is not given again."""
    there = [
        _data(read_text(path, CatalogueError))["sources"]
        for path in glob(os.path.join(escape(root), "manufacturers", "*", "sources", "gudid.yaml"))
    ]
    number, free = 1, id
    while any(not _same(form, sources[free]) for sources in there if free in sources):
        number += 1
        free = f"{id}-{number}"
    return free


def _same(form: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two sources are one file."""
    return all(form.get(name) == other.get(name) for name in ("copy", "sha256"))


def _sha256(file: str) -> str:
    from hashlib import sha256

    found = sha256()
    try:
        with open(file, "rb") as stream:
            while chunk := stream.read(1 << 20):
                found.update(chunk)
    except OSError as bad:
        reason = reason_of(bad)
        raise RequestError(Problem("gudid", file, f"cannot be read: {reason}")) from None
    return found.hexdigest()


def _with_source(path: str, text: str, id: str, form: Mapping[str, str]) -> str:
    """A file of sources with one more. Raises RequestError where it could not be read back."""
    lines = [
        f"    {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in form.items()
    ]
    new = f"{text.rstrip()}\n  {id}:\n{''.join(lines)}"
    try:
        if _data(new)["sources"][id] == form:
            return new
    except MriCheckError:
        pass
    message = f"its name cannot be written into {path}: give it a plain one, or add it by hand"
    raise RequestError(Problem("gudid", form["copy"], message))


def _data(text: str) -> Any:
    return strict_yaml.read(text, "device.yaml", CatalogueError).data


def _diff(path: str, old: str | None, new: str) -> str:
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True), new.splitlines(keepends=True),
        f"a/{path}" if old is not None else "/dev/null", f"b/{path}",
    )  # fmt: skip
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _with_identifiers(text: str, entries: list[Proposed], source: str) -> str | None:
    """A device's file with more identifiers; None where that cannot be written without touching anything else."""
    expected = json.loads(json.dumps(_data(text)))
    by_model: dict[str, list[str]] = {}
    for one in entries:
        form = {"di": one.di, "issuer": one.issuer, "type": one.type, "source": source}
        expected["models"][one.model].setdefault("udi", []).append(form)
        line = f'{{di: "{one.di}", issuer: {one.issuer}, type: {one.type}, source: {source}}}'
        by_model.setdefault(one.model, []).append(line)
    try:
        for model, lines in by_model.items():
            text = _insert(text, model, lines)
        return text if _data(text) == expected else None
    except (MriCheckError, ValueError):
        return None


def _insert(text: str, model: str, lines: list[str]) -> str:
    """Write identifiers under one model. Raises ValueError where its form is not known here."""
    document = strict_yaml.read(text, "device.yaml", CatalogueError)
    row, column = (int(part) for part in document.locate(("models", model)).split(":")[-2:])
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    begin = starts[row - 1] + column - 1
    key = _KEY.match(text, begin)
    if key is None:
        raise ValueError
    indent = " " * (column + 5)
    block = "".join(f"{indent}{line},\n" for line in lines)
    at = key.end()
    if text[at : at + 1] == "{":
        end = _closing(text, at)
        inner = text[at + 1 : end]
        if (there := re.search(r"\budi: \[", inner)) is not None:
            close = _closing(text, at + 1 + there.end() - 1)
            comma = "" if text[:close].rstrip().endswith(",") else ","
            return f"{text[:close].rstrip()}{comma}\n{block}{' ' * (column + 3)}{text[close:]}"
        comma = "" if not inner.strip() else " " if inner.rstrip().endswith(",") else ", "
        return f"{text[:end].rstrip()}{comma}udi: [\n{block}{' ' * (column + 3)}]{text[end:]}"
    if text[at : at + 1] != "\n":
        raise ValueError
    return _into_block(text, at + 1, column, lines)


def _into_block(text: str, at: int, column: int, lines: list[str]) -> str:
    """Write identifiers into a model that is laid out line by line."""
    inner = re.match(r" *", text[at:])
    indent = len(inner[0]) if inner and len(inner[0]) >= column else column + 1
    pad = " " * indent
    udi = re.compile(rf"^{pad}udi:\n((?:{pad} *- .*\n)+)", re.MULTILINE).search(text, at)
    body = re.match(rf"(?:{pad}.*\n|\s*\n)*", text[at:])
    if udi is not None and body is not None and udi.end() <= at + body.end():
        inner_pad = udi[1][: udi[1].index("-")]
        items = "".join(f"{inner_pad}- {line}\n" for line in lines)
        return text[: udi.end()] + items + text[udi.end() :]
    items = "".join(f"{pad}  - {line}\n" for line in lines)
    return f"{text[:at]}{pad}udi:\n{items}{text[at:]}"


def _closing(text: str, at: int) -> int:
    """Where the bracket that opens at a place is closed, past quotes. Raises ValueError where it is not."""
    depth, quote = 0, ""
    for place in range(at, len(text)):
        c = text[place]
        if quote:
            quote = "" if c == quote and text[place - 1] != "\\" else quote
        elif c in "\"'" and text[place - 1] in " [{,:":
            quote = c
        elif c in "[{":
            depth += 1
        elif c in "]}":
            depth -= 1
            if not depth:
                return place
    raise ValueError
