"""The files of a catalogue folder, read and sorted by what they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.axes import Axes
from mri_check.document import Document, Path, read_text
from mri_check.errors import CatalogueError, Problem
from mri_check.frozen import Record
from mri_check.record import Axis

_SINGLE = ("edition", "axes", "markets", "families", "practice")
_SKIPPED = ("template", "schema")
SCHEMA = "schema/catalogue.schema.json"
"""The schema that a catalogue folder is held to."""


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


def names(root: str) -> list[str]:
    """The files that make up a catalogue, sorted: its YAML, and the schema that they are held to."""
    found = []
    for folder, folders, inside in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        top = relative.split("/")[0]
        if top in _SKIPPED and relative != ".":
            folders[:] = []
            continue
        folders.sort()
        prefix = "" if relative == "." else relative + "/"
        found += [prefix + name for name in inside if name.endswith((".yaml", ".yml"))]
    if os.path.exists(os.path.join(root, SCHEMA)):
        found.append(SCHEMA)
    return sorted(found)


def kind_of(path: str) -> tuple[str, str, str]:
    """What a file must be by where it lies: kind, manufacturer, device; no kind where nothing lies there."""
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

    def of(self, kind: str) -> Iterator[File]:
        """The files of one kind, in order."""
        return (file for file in self.all if file.kind == kind)

    def axes(self) -> Mapping[str, Axis]:
        """The axes; none where their file cannot be used."""
        for file in self.of("axes"):
            if file.path not in self.broken:
                return Axes(file.data["axes"])
        return {}

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


def read(root: str) -> tuple[Files, list[Problem]]:
    """Read every file; those that cannot be read are left out, with all that is wrong with them."""
    from mri_check import strict_yaml

    found: list[File] = []
    problems: list[Problem] = []
    broken: set[str] = set()
    for path in names(root):
        if path == SCHEMA:
            continue
        kind, maker, device = kind_of(path)
        full = os.path.join(root, path)
        if not kind:
            problems.append(Problem("path-identity", full, "no kind of catalogue file lies here"))
            continue
        try:
            document = strict_yaml.read(read_text(full, CatalogueError), full, CatalogueError)
        except CatalogueError as bad:
            problems += bad.problems
            broken.add(path)
            continue
        found.append(File(path, kind, maker, device, document))
    return Files(root, tuple(found), frozenset(broken)), problems
