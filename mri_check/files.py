"""The files of a catalogue folder, read and sorted by what they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.axes import Axes
from mri_check.document import Document, Path
from mri_check.errors import CatalogueError, Problem
from mri_check.frozen import Record
from mri_check.listing import SCHEMA, listing
from mri_check.record import Axis
from mri_check.source import decode_text, read_text

_NO_KIND = "no kind of catalogue file lies here, or its name does not end in .yaml"
_SINGLE = ("edition", "axes", "markets", "families", "practice", "exams")


class File(Record):
    """One YAML file: where it lies, what it must be, and what it holds."""

    path: str
    """Relative to the catalogue, with forward slashes; also its identity."""
    kind: str
    maker: str
    device: str
    document: Document

    @property
    def data(self) -> Any:
        """Its plain data."""
        return self.document.data

    @property
    def id(self) -> str:
        """``medtronic/synchromed-ii`` of a device, ``.../us-m005186c003-b`` of a labelling."""
        stem = self.path.rpartition("/")[2].removesuffix(".yaml")
        parts = (self.maker, self.device, stem if self.kind in ("labelling", "notice") else "")
        return "/".join(part for part in parts if part)

    def problem(self, code: str, path: Path, message: str) -> Problem:
        """A problem at a place in this file."""
        return self.document.problem(code, path, message)


def kind_of(path: str) -> tuple[str, str, str]:
    """What a file must be by where it lies: kind, manufacturer, device; no kind where nothing lies there."""
    if not path.endswith(".yaml"):
        return "", "", ""
    match path.removesuffix(".yaml").split("/"):
        case [single] if single in _SINGLE:
            return single, "", ""
        case ["manufacturers", maker, "manufacturer"]:
            return "manufacturer", maker, ""
        case ["manufacturers", maker, "sources", _]:
            return "sources", maker, ""
        case ["manufacturers", maker, "notices", _]:
            return "notice", maker, ""
        case ["manufacturers", maker, device, "device"]:
            return "device", maker, device
        case ["manufacturers", maker, device, _]:
            return "labelling", maker, device
    return "", "", ""


class Files(Record):
    """A whole catalogue as it lies on the disk."""

    root: str
    all: tuple[File, ...]
    broken: frozenset[str]
    """Files with problems already found; rules that need a whole file pass over them."""
    schema: tuple[str, str] | None
    """Where its own schema lies, and the text of it; without one it is held to the shipped one."""

    def of(self, kind: str) -> Iterator[File]:
        """The files of one kind, in order."""
        return (file for file in self.all if file.kind == kind)

    def axes(self) -> Mapping[str, Axis]:
        """The axes; none where their file cannot be used."""
        if not self.whole("axes"):
            return {}
        return next(Axes(file.data["axes"]) for file in self.of("axes"))

    def whole(self, *kinds: str, maker: str | None = None) -> bool:
        """Whether every file of some kinds is there and without problems; what leans on a broken one waits."""
        paths = [kind + ".yaml" for kind in kinds if kind in _SINGLE]
        here = {file.path for file in self.all}
        if any(path not in here or path in self.broken for path in paths):
            return False
        return not any(
            kind_of(path)[0] in kinds and maker in (None, kind_of(path)[1]) for path in self.broken
        )

    def markets(self) -> Mapping[str, Any]:
        """The markets; none where their file cannot be used."""
        return next((file.data.get("markets", {}) for file in self.of("markets")), {})

    def sources(self, maker: str) -> dict[str, Any]:
        """The sources of one manufacturer, by id."""
        found: dict[str, Any] = {}
        for file in self.of("sources"):
            if file.maker == maker:
                found.update(file.data.get("sources", {}))
        return found


def read(root: str, contents: Mapping[str, bytes] | None = None) -> tuple[Files, list[Problem]]:
    """Read every file; those that cannot be read are left out, with all that is wrong with them.

    ``contents``: the bytes of every file by path, where they were read before.
    """
    from mri_check import strict_yaml

    found: list[File] = []
    problems: list[Problem] = []
    broken: set[str] = set()
    schema = None
    for path in listing(root) if contents is None else contents:
        kind, maker, device = kind_of(path)
        full = os.path.join(root, path)
        if not kind and path != SCHEMA:
            problems.append(Problem("path-identity", full, _NO_KIND))
            continue
        try:
            if contents is None:
                text = read_text(full, CatalogueError)
            else:
                text = decode_text(contents[path], full, CatalogueError)
            if path == SCHEMA:
                schema = (full, text)
                continue
            document = strict_yaml.read(text, full, CatalogueError)
        except CatalogueError as bad:
            problems += bad.problems
            broken.add(path)
            continue
        found.append(File(path, kind, maker, device, document))
    return Files(root, tuple(found), frozenset(broken), schema), problems
