"""Reads scanner profiles: what a site knows of its own scanners."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from mri_check import cache
from mri_check.document import Document, near
from mri_check.errors import Problem, RequestError
from mri_check.source import load, read_text

FORMAT = "mri-check/scanners/1"

_SAME = ("field_strength", "bore", "b0_orientation", "spatial_gradient", "slew_rate", "excitation",
         "reports_b1_rms")  # fmt: skip
_LISTS = {"transmit_coils": "transmit_coil", "receive_coils": "receive_coil", "nuclei": "nucleus"}
_DEFAULTS = {
    "default_operating_mode": "operating_mode",
    "default_gradient_mode": "gradient_mode",
}
_KNOWN = (*_SAME, *_LISTS, *_DEFAULTS, "about", "station_names")


EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "examples", "scanners.yaml")


def read_scanners(path: str) -> dict[str, dict[str, Any]]:
    """The profiles of a file, by name and by station name, as facts by short axis name.

    Several coils or nuclei are undecided between them (``any_of``); a default operating mode states the
    mode. Raises RequestError with every problem of the file's form; values are read with the request.
    """
    document = _document(path)
    data, problems = document.data, list[Problem]()
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise RequestError(document.problem("format", (), f"a profile file says format: {FORMAT}"))
    for key in data:
        if key not in ("format", "scanners"):
            message = f"unknown key '{key}'{near(key, ('format', 'scanners'))}"
            problems.append(document.problem("unknown-key", (key,), message))
    forms = data.get("scanners")
    if not isinstance(forms, Mapping):
        raise RequestError(document.problem("shape", (), "'scanners' is a mapping of profiles"))
    profiles: dict[str, dict[str, Any]] = {}
    for name, form in forms.items():
        path_of = ("scanners", name)
        if not isinstance(form, Mapping):
            problems.append(document.problem("shape", path_of, "a mapping is needed here"))
            continue
        for key in form:
            if key not in _KNOWN:
                message = f"unknown key '{key}'{near(key, _KNOWN)}"
                problems.append(document.problem("unknown-key", (*path_of, key), message))
        stations = form.get("station_names", [])
        for station in (name, *(stations if isinstance(stations, list) else [])):
            if station in profiles:
                message = f"'{station}' names two profiles"
                problems.append(document.problem("profile-name", path_of, message))
            profiles[station] = _facts(form)
    if problems:
        raise RequestError(*problems)
    return profiles


def _facts(form: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: form[name] for name in _SAME if name in form}
    for name, axis in _LISTS.items():
        values = form.get(name)
        if values is not None:
            facts[axis] = (
                values[0] if isinstance(values, list) and len(values) == 1 else {"any_of": values}
            )
    facts.update((axis, form[name]) for name, axis in _DEFAULTS.items() if name in form)
    return facts


def _document(path: str) -> Document:
    """The file, by way of what an earlier run read from the very same bytes."""
    text = read_text(path)
    made_from = cache.fingerprint([text.encode("utf-8")])
    place = os.path.join(cache.folder(), f"scanners-{made_from}.json")
    kept = cache.read(place, made_from)
    if kept is not None:
        return Document(path, json.loads(kept), lambda at: load(text, path).locate(at))
    document = load(text, path)
    cache.write(place, made_from, json.dumps(document.data))
    return document
