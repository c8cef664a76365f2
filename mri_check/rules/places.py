"""The conditions of a labelling, wherever in its file they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files
from mri_check.frozen import Record


class Place(Record):
    """A condition, a citation or an instruction in a labelling, and where it stands."""

    file: File
    path: Path
    name: str
    form: Mapping[str, Any]
    role: str
    """``limit`` (of a setting or of always), ``box``, ``when`` or ``trigger``."""

    def problem(self, code: str, message: str) -> Problem:
        """A problem at this place."""
        return self.file.problem(code, self.path, message)


def conditions(file: File) -> Iterator[Place]:
    """Every condition of a labelling, wherever it stands."""
    data = file.data
    groups: list[tuple[Path, Mapping[str, Any], str]] = [
        (("always",), data.get("always", {}), "limit")
    ]
    for id, form in data.get("settings", {}).items():
        groups.append((("settings", id), form, "limit"))
        groups.append((("settings", id, "when"), form.get("when", {}), "when"))
    for at, form in enumerate(data.get("prohibits", ())):
        groups.append((("prohibits", at), form, "box"))
        groups.append((("prohibits", at, "when"), form.get("when", {}), "when"))
    for list_name in ("instructions", "after_scan", "test_points"):
        for at, form in enumerate(data.get(list_name, ())):
            groups.append(((list_name, at, "when"), form.get("when", {}), "trigger"))
            for number, one in enumerate(form.get("readings", ())):
                inner: Path = (list_name, at, "readings", number, "when")
                groups.append((inner, one.get("when", {}), "trigger"))
    for path, group, role in groups:
        for name, form in group.items():
            if name.startswith(("scan.", "implant.", "patient.", "ask.")):
                yield Place(file, (*path, name), name, form, role)


def device_identifiers(file: File) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every device identifier (UDI-DI) of a device, and where it stands."""
    for model, form in file.data.get("models", {}).items():
        for at, one in enumerate(form.get("udi", ())):
            yield ("models", model, "udi", at), one


def all_conditions(files: Files) -> Iterator[Place]:
    """Every condition of every labelling."""
    for file in files.of("labelling"):
        yield from conditions(file)
