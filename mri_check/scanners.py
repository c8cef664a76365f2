"""Reads scanner profiles: what a site knows of its own scanners."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mri_check.document import Document, Path, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.quantity import parse_quantity
from mri_check.source import load_kept

FORMAT = "mri-check/scanners/1"

_SAME = ("field_strength", "bore", "b0_orientation", "spatial_gradient", "slew_rate", "excitation",
         "reports_b1_rms")  # fmt: skip
_LISTS = {"transmit_coils": "transmit_coil", "receive_coils": "receive_coil", "nuclei": "nucleus"}
_DEFAULTS = {
    "default_operating_mode": "operating_mode",
    "default_gradient_mode": "gradient_mode",
}
_LOWEST = {"whole_body_sar": "sar", "head_sar": "sar", "b1_rms": "b1", "slew_rate": "slew"}
_KEYS = {axis: key for key, axis in (*_LISTS.items(), *_DEFAULTS.items())}
_KNOWN = (*_SAME, *_LISTS, *_DEFAULTS, "lowest_limits", "about", "station_names")

AXES = frozenset(f"scan.{name}" for name in (*_SAME, *_LISTS.values(), *_DEFAULTS.values()))
"""What a profile can say of a scanner; all else of a scan is planned."""

UNKNOWN = "unknown"
"""In the place of a profile's name: the scanner is not one that a default may stand in for."""

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "examples", "scanners.yaml")


_LIST = "a list of names is needed here: [NAME, ...]"


class Lowest(Record):
    """The lowest limit that the console of a scanner can hold a scan to, and where the site has that from."""

    value: Decimal
    """In the base unit of its axis."""
    text: str
    source: str


class Scanner(Record):
    """One scanner of a site, as its profile tells it; the values are read against the axes later."""

    name: str
    stations: tuple[str, ...]
    facts: Mapping[str, Any]
    """By short axis name; a mode is what the console starts with."""
    lowest: Mapping[str, Lowest]
    """By axis."""
    document: Document

    @property
    def names(self) -> tuple[str, ...]:
        """All that it goes by: its own name, then those of its stations."""
        return (self.name, *self.stations)

    def problem(self, name: str, message: str, at: Path = ()) -> Problem:
        """A problem with a fact, or with what is ``at`` a place in it, at its place in the file."""
        path = ("scanners", self.name, _KEYS.get(name, name), *at)
        return self.document.problem("value", path, message)


def by_name(scanners: tuple[Scanner, ...]) -> dict[str, Scanner]:
    """Scanners by every name that they go by."""
    return {name: one for one in scanners for name in one.names}


def examples() -> tuple[Scanner, ...]:
    """The profiles that ship, by their own names alone: a station of a site may be called as one of theirs."""
    return tuple(one.replace(stations=()) for one in read_profiles(EXAMPLES))


def read_profiles(path: str) -> tuple[Scanner, ...]:
    """The profiles of a file.

    Several coils or nuclei are undecided between them (``any_of``); a default operating mode states the
    mode. Raises RequestError with every problem of the file's form; values are read with the request.
    """
    document = load_kept(path, "scanners")
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
    if not forms:
        raise RequestError(document.problem("shape", ("scanners",), "the file holds no profile"))
    scanners: list[Scanner] = []
    taken: set[str] = set()
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
        if not isinstance(stations, list) or not all(isinstance(one, str) for one in stations):
            here = (*path_of, "station_names")
            problems.append(document.problem("shape", here, _LIST))
            continue
        for key in _LISTS:
            values = form.get(key, [""])
            if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
                problems.append(document.problem("shape", (*path_of, key), _LIST))
        own = set[str]()
        for at, station in enumerate((name, *stations), -1):
            place: Path = (*path_of, "station_names", at) if at >= 0 else path_of
            told = ""
            if station == UNKNOWN:
                told = "names no profile: it is the word for none"
            elif station in taken:
                told = "names two profiles"
            elif station in own and station != name:
                told = "stands twice in one profile"
            if told:
                message = f"'{station}' {told}"
                problems.append(document.problem("profile-name", place, message))
            own.add(station)
        taken |= own
        names = (name, *(one for one in dict.fromkeys(stations) if one != name))
        lowest = dict(_lowest(form.get("lowest_limits", {}), path_of, document, problems))
        scanners.append(Scanner(name, names[1:], _facts(form), lowest, document))
    if problems:
        raise RequestError(*problems)
    return tuple(scanners)


def _lowest(
    forms: Any, path: tuple[str, str], document: Document, problems: list[Problem]
) -> Iterator[tuple[str, Lowest]]:
    """``lowest_limits``: on each axis a quantity, and the page of the manual that it is from."""
    at = (*path, "lowest_limits")
    if not isinstance(forms, Mapping):
        problems.append(document.problem("shape", at, "a mapping is needed here"))
        return
    for name, form in forms.items():
        if name not in _LOWEST:
            message = f"no limit of a console is called '{name}'{near(name, _LOWEST)}"
            problems.append(document.problem("unknown-key", (*at, name), message))
            continue
        texts = form if isinstance(form, Mapping) else {}
        if set(texts) != {"is", "source"} or not all(
            isinstance(one, str) and one.strip() for one in texts.values()
        ):
            message = 'write {is: 0.5 W/kg, source: "the manual, its page"}'
            problems.append(document.problem("shape", (*at, name), message))
            continue
        try:
            value = parse_quantity(texts["is"], _LOWEST[name])
        except ValueError as bad:
            problems.append(document.problem("value", (*at, name, "is"), str(bad)))
            continue
        yield f"scan.{name}", Lowest(value, texts["is"], texts["source"])


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
