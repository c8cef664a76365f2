"""Which files make up a catalogue folder: one walk, for the digest and for the reader."""

from __future__ import annotations

import os

SCHEMA = "schema/catalogue.schema.json"
"""The schema that a catalogue folder is held to; part of what its digest covers."""


def listing(root: str) -> list[str]:
    """The YAML files of a catalogue, and its schema, by path with forward slashes, sorted.

    ``template/`` at the top holds what a contributor copies, and is no part of it.
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
                elif entry.name.endswith((".yaml", ".yml")) or path == SCHEMA:
                    found.append(path)
    return sorted(found)
