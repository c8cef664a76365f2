"""Which files make up a catalogue folder: one walk, for the digest and for the reader."""

from __future__ import annotations

import os
from errno import EINVAL

SCHEMA = "schema/catalogue.schema.json"
"""The schema that a catalogue folder is held to; part of what its digest covers."""

_ENDS = (".yaml", ".yml")


def folder_of(folder: str | None = None) -> str:
    """The folder of a catalogue; where none is named, of the one that is installed beside this package."""
    if folder is not None:
        return folder
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return os.path.join(here, "device_catalog")


def meant_as_yaml(name: str) -> bool:
    """Whether a file is a record or was to be one: ``a.YAML`` and ``a.yaml.txt`` too, but no backup of an editor."""
    if _aside(name):
        return name.endswith(_ENDS)
    return any(end in name.lower() for end in _ENDS)


def _aside(name: str) -> bool:
    """Whether a file is hidden, or what an editor left."""
    return name.startswith(".") or name.endswith("~")


def listing(root: str) -> list[str]:
    """The YAML files of a catalogue, and its schema, by path with forward slashes, sorted.

    Whatever else lies under ``manufacturers/`` is listed too, so that no record is passed over for its name.
    ``template/`` at the top holds what a contributor copies, and is no part of it. Raises OSError for a folder that
    cannot be read, a link that leads to itself, and what is no file at all: a pipe would be waited at for ever.
    """
    found: list[str] = []
    folders = [(root, "")]
    for folder, prefix in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir():
                    if path != "template" and entry.name != "__pycache__":
                        folders.append((entry.path, path + "/"))
                elif (
                    meant_as_yaml(entry.name)
                    or path == SCHEMA
                    or (prefix.startswith("manufacturers/") and not _aside(entry.name))
                ):
                    if not entry.is_file() and os.path.exists(entry.path):
                        raise OSError(EINVAL, "not a file", entry.path)
                    found.append(path)
    return sorted(found)
