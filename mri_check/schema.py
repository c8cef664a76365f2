"""Holds plain data to the catalogue's JSON Schema; the one room that knows jsonschema."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from mri_check.document import Path
from mri_check.errors import CatalogueError, Problem
from mri_check.listing import SCHEMA, folder_of
from mri_check.source import read_text

_VALIDATORS: dict[tuple[tuple[str, str] | None, str], Any] = {}
_TYPES = {"object": "a mapping", "array": "a list", "string": "text"}


def errors_of(
    kind: str, data: Any, own: tuple[str, str] | None = None
) -> Iterator[tuple[Path, str]]:
    """Where data does not fit the schema of its kind, and what would be right; a stray key at itself.

    ``own``: where the schema of a catalogue lies, and its text; without one, the shipped schema is used.
    """
    for error in _validator(own, kind).iter_errors(data):
        path: Path = tuple(error.absolute_path)
        wanted = error.validator_value
        if error.validator == "additionalProperties":
            yield from _stray(path, error)
        elif error.validator == "required":
            missing = ", ".join(name for name in wanted if name not in error.instance)
            yield path, f"missing: {missing}"
        elif error.validator == "enum":
            yield path, f"'{error.instance}' is not one of: {', '.join(wanted)}"
        elif error.validator == "type":
            yield path, f"{_TYPES[wanted]} is needed here"
        elif error.validator == "pattern" and _WHOLE.fullmatch(wanted):
            yield path, f"'{error.instance}' is not a whole number, 0 or more"
        elif error.validator == "pattern":
            yield path, f"'{error.instance}' has not the form {wanted}"
        elif path and not error.instance:
            yield path, f"'{path[-1]}' is empty"
        else:
            yield path, error.message


_WHOLE = re.compile(r"\^(\[0-9\]|\\d)\{1,\d\}\$")
"""The pattern of a plain number, which tells a person nothing."""


def _stray(path: Path, error: Any) -> Iterator[tuple[Path, str]]:
    known = error.schema.get("properties", {})
    patterns = tuple(error.schema.get("patternProperties", {}))
    hint = f" (known: {', '.join(sorted(known))})" if known else ""
    for name in error.instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            yield (*path, name), f"unknown key '{name}'{hint}"


def _validator(own: tuple[str, str] | None, kind: str) -> Any:
    found = _VALIDATORS.get((own, kind))
    if found is None:
        path = os.path.join(folder_of(), SCHEMA)
        path, text = own or (path, read_text(path, CatalogueError))
        try:
            definitions = json.loads(text)["$defs"]
        except (ValueError, KeyError, TypeError):
            message = "the schema of this catalogue cannot be read"
            raise CatalogueError(Problem("schema", path, message)) from None
        found = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": definitions})
        _VALIDATORS[own, kind] = found
    return found
