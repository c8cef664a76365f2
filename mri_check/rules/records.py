"""Rules on whole records: who read them, and what every pump's record owes its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files, kind_of
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
    "A range of pages runs forwards, over at most 2,000 pages, and none is beyond the pages that its source counts.",
    "A page that nobody can turn to proves nothing.",
    'Mend it: page: "7-8"; where other numbers are printed than are counted, say so: pages: 9 pages, 512 to 520.',
)
def page_range(files: Files) -> Iterator[Problem]:
    for file in files.all:
        sources = files.sources(file.maker) if file.maker else file.data.get("sources", {})
        for path, form in [((), file.data), *cites(file)]:
            for name in ("page", "limit_page"):
                try:
                    _turned_to(form.get(name, ""), sources.get(_source_at(path, file), {}))
                except ValueError as bad:
                    yield file.problem("page-range", (*path, name), str(bad))


def _source_at(path: Path, file: File) -> str:
    """The source that a citation is of: its own, or that of what it stands in."""
    source: str = file.data.get("source", "")
    form: Any = file.data
    for step in path:
        form = form[step]
        source = form.get("source", source) if isinstance(form, Mapping) else source
    return source


def _turned_to(page: str, source: Mapping[str, Any]) -> None:
    """Raises ValueError where a page is in no copy of the source, whatever its pages are numbered by."""
    pages_of(page)
    told = source.get("pages", "")
    if not re.match(r"\d+ pages\b", told):
        return
    last = max(int(one) for one in re.findall(r"\d+", told))
    for one in filter(None, page.split("-")):
        if (int(one) if one.isdigit() else _roman(one)) > last:
            raise ValueError(f"there is no p. {one}: the source has {last} pages")


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _roman(text: str) -> int:
    numbers = [_ROMAN[one] for one in text]
    return sum(-n if n < after else n for n, after in zip(numbers, [*numbers[1:], 0], strict=True))


@rule(
    "early-reading",
    "A document is read on its day, or later.",
    "Whoever read it earlier read another one, and nobody has read this.",
    "Mend on: of the reading, or dated: of the document.",
)
def early_reading(files: Files) -> Iterator[Problem]:
    for kind in ("labelling", "notice"):
        for file in files.of(kind):
            source = files.sources(file.maker).get(file.data.get("source", ""), {})
            dated = file.data.get("dated", source.get("dated", "undated"))
            dated = file.data.get("after", "") if dated == "undated" else dated
            for at, one in enumerate(file.data.get("readings", ())):
                if one["on"][: len(dated)] < dated:
                    message = f"read on {one['on']}; the document is of {dated}"
                    yield file.problem("early-reading", ("readings", at, "on"), message)
