"""Rules on whole records: who read them, and what every pump's record owes its reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.errors import Problem
from mri_check.files import Files
from mri_check.rules.registry import rule


@rule(
    "no-reading",
    "Every device, labelling and notice says when it was read, from what, and how much of that.",
    "A record that nobody signs for cannot be checked again.",
    "readings: [{on: 2026-01-31, read: full, from: the document, all pages}].",
)
def no_reading(files: Files) -> Iterator[Problem]:
    for kind in ("device", "labelling", "notice"):
        for file in files.of(kind):
            if "readings" not in file.data:
                yield file.problem(
                    "no-reading", (), "who read this, and when? readings: is missing"
                )


@rule(
    "pump-identity",
    "A pump's record gives each of these or lists it under not_found: models, drive, reservoir, radiopaque code, "
    "therapies, years, predecessor, successor.",
    "What is silently absent looks as if nobody had searched for it.",
    "Write it with its source, or add it to not_found: [...] once it was looked for.",
)
def pump_identity(files: Files) -> Iterator[Problem]:
    for file in files.of("device"):
        if file.data.get("is") != "pump":
            continue
        missing = file.data.get("not_found", [])
        for name, given in _identity(file.data).items():
            if given and name in missing:
                path = ("not_found", missing.index(name))
                yield file.problem("pump-identity", path, f"{name} is given, and is not_found too")
            if not given and name not in missing:
                message = f"{name}: give it, or list it under not_found"
                yield file.problem("pump-identity", (), message)


def _identity(data: Mapping[str, Any]) -> dict[str, bool]:
    models = data.get("models", {})
    return {
        "models": bool(models),
        "drive": data.get("drive", "not-stated") != "not-stated",
        "reservoir": "reservoir" in data or any("reservoir" in one for one in models.values()),
        "radiopaque": any("radiopaque" in one for one in models.values()),
        **{name: name in data for name in ("therapies", "years", "predecessor", "successor")},
    }
