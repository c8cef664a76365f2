"""Rules on whole records: who read them, and what every pump's record owes its reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.errors import Problem
from mri_check.files import Files, kind_of
from mri_check.quantity import pages_of
from mri_check.rules.documents import cites
from mri_check.rules.registry import rule


@rule(
    "no-reading",
    "Every manufacturer, device, labelling and notice says when it was read, from what, and how much of that.",
    "A record that nobody signs for cannot be checked again.",
    "readings: [{on: 2026-01-31, read: full, from: the document, all pages}].",
)
def no_reading(files: Files) -> Iterator[Problem]:
    for kind in ("manufacturer", "device", "labelling", "notice"):
        for file in files.of(kind):
            if "readings" not in file.data:
                yield file.problem(
                    "no-reading", (), "who read this, and when? readings: is missing"
                )


@rule(
    "device-identity",
    "A device's record gives each of these or lists it under not_found: models, markets, radiopaque code, years, "
    "predecessor, successor; a pump's also drive, reservoir and therapies.",
    "What is silently absent looks as if nobody had searched for it.",
    "Write it with its source, or add it to not_found: [...] once it was looked for.",
)
def device_identity(files: Files) -> Iterator[Problem]:
    labelled = _labelled(files)
    for file in files.of("device"):
        missing = file.data.get("not_found", [])
        for name, given in _identity(file.data, file.id in labelled).items():
            if given and name in missing:
                path = ("not_found", missing.index(name))
                yield file.problem(
                    "device-identity", path, f"{name} is given, and is not_found too"
                )
            if not given and name not in missing:
                message = f"{name}: give it, or list it under not_found"
                yield file.problem("device-identity", (), message)


def _labelled(files: Files) -> set[str]:
    """The devices with a labelling, though it may not be readable yet."""
    places = [kind_of(path) for path in (*(file.path for file in files.all), *files.broken)]
    return {f"{maker}/{device}" for kind, maker, device in places if kind == "labelling"}


def _identity(data: Mapping[str, Any], labelled: bool) -> dict[str, bool]:
    models = data.get("models", {})
    found = {
        "models": bool(models),
        "markets": labelled
        or "markets" in data
        or any("markets" in one for one in models.values()),
        "radiopaque": any("radiopaque" in one for one in models.values()),
        **{name: name in data for name in ("years", "predecessor", "successor")},
    }
    if data.get("is") == "pump":
        found |= {
            "drive": data.get("drive", "not-stated") != "not-stated",
            "reservoir": "reservoir" in data or any("reservoir" in one for one in models.values()),
            "therapies": "therapies" in data,
        }
    return found


@rule(
    "unlabelled-device",
    "A device without any labelling on file says what was looked for, and what to ask the maker for.",
    "Its checklist has nothing else to go by: whom to ask for which document.",
    "Write looked_for: and ask_for: (what is asked for, as 'the instructions for use of the Flow 3').",
)
def unlabelled_device(files: Files) -> Iterator[Problem]:
    labelled = _labelled(files)
    for file in files.of("device"):
        if file.id not in labelled:
            missing = [name for name in ("looked_for", "ask_for") if name not in file.data]
            if missing:
                message = f"no labelling is on file; missing: {', '.join(missing)}"
                yield file.problem("unlabelled-device", (), message)


@rule(
    "page-range",
    "A range of pages runs forwards, over at most 2,000 pages.",
    "A page that nobody can turn to proves nothing.",
    'Mend it: page: "7-8".',
)
def page_range(files: Files) -> Iterator[Problem]:
    for file in files.all:
        for path, form in [((), file.data), *cites(file)]:
            try:
                pages_of(form.get("page", ""))
            except ValueError as bad:
                yield file.problem("page-range", (*path, "page"), str(bad))
