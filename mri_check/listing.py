"""Which files make up a catalogue folder: one walk, for the digest and for the reader."""

from __future__ import annotations

import os
from collections.abc import Iterator

SCHEMA = "schema/catalogue.schema.json"
"""The schema that a catalogue folder is held to; part of what its digest covers."""


def listing(root: str) -> list[str]:
    """The YAML files of a catalogue, and its schema, by path with forward slashes, sorted.

    ``template/`` at the top holds what a contributor copies, and is no part of it.
    """
    return sorted(_visit(root, ""))


def _visit(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir():
                if path != "template" and entry.name != "__pycache__":
                    yield from _visit(entry.path, path + "/")
            elif entry.name.endswith((".yaml", ".yml")) or path == SCHEMA:
                yield path
