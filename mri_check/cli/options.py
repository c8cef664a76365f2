"""Options into a request: the same keys as a file, each value placed at its option."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import click

from mri_check.document import Document, Path, copied, counted, near
from mri_check.planned import IMPLANTED_ON
from mri_check.request import CONSULTED_KEYS, FORMAT
from mri_check.values import written
from mri_check.words import scanned, things

SCAN = {
    "scanner": "scanner",
    "exam": "exam",
    "field": "field_strength",
    "region": "region",
    "coil": "transmit_coil",
    "mode": "operating_mode",
    "bore": "bore",
    "minutes": "active_minutes",
    "urgency": "urgency",
}
_LISTS = (
    "nucleus", "transmit_coil", "receive_coil", "region", "drug", "configuration", "components",
)  # fmt: skip
"""The axes of which several values may hold at once; of another, a second value is a mistake."""
_NONE = "none"
_KEY = re.compile(r"(?:^|[\s;])([^\W\d][\w-]*)\s*=")
_KEY_BEFORE = re.compile(r"\s*([^\W\d][\w-]*)\s*:")
"""What a person may have meant as the next key of a consultation; an id of a question has a stroke in it."""


class Options:
    """Builds the data of a request from options in their order, on top of a file where there is one."""

    def __init__(self, base: Document | None, today: str) -> None:
        self.base = base
        self.data: dict[str, Any] = copied(base.data) if base is not None else {"format": FORMAT}
        self.today = today
        self.places: dict[Path, str] = {}
        self.replaced: list[tuple[Path, str]] = []
        self.implant: Path | None = None
        self.started: set[str] = set()
        self.catalog: str | None = None

    def document(self, sequence: Iterable[tuple[str, Any]]) -> Document:
        """The request that the options say. Raises click.UsageError for an option that cannot be read."""
        sequence = tuple(sequence)
        self.catalog = dict(sequence).get("catalog")
        for name, value in sequence:
            self.option(name, value)
        self.over_each_implant()
        if self.base is None:
            self.data.setdefault("on", self.today)
        name = self.base.name if self.base is not None else "options"
        return Document(name, self.data, self.locate, "", self.places)

    def locate(self, path: Path) -> str:
        """The option that said it, or its place in the file."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return self.base.locate(path) if self.base is not None else "options"

    def option(self, name: str, value: Any) -> None:
        flag = "--" + name.rstrip("_").replace("_", "-")
        if name in SCAN:
            said = value if name == "exam" else written(value)
            self.put(("scan", SCAN[name]), said, flag, add=name == "region")
        elif name in ("market", "on", "id_"):
            self.put((name.rstrip("_"),), value, flag)
        elif name == "implant":
            self.new_implant(value, flag)
        elif name == "identified_by":
            self.put((*self.current(flag), "identified_by"), value, flag)
        elif name == "fact":
            fact, stated = _pair(value, flag)
            self.put(
                (*self.current(flag), "facts", fact), written(stated), f"{flag} {fact}", add=True
            )
        elif name == "answer":
            ask, word = _pair(value, flag)
            owner = self.implant or ()
            self.put((*owner, "answers", ask), word, f"{flag} {ask}")
        elif name == "patient":
            fact, stated = _pair(value, flag)
            self.put(("patient", fact), written(stated), f"{flag} {fact}")
        elif name in ("other_implants", "bringing"):
            self.entries(name, value, flag)
        elif name == "consulted":
            self.consulted(value, flag)
        elif name == "set_":
            self.set(value)

    def set(self, value: str) -> None:
        axis, stated = _pair(value, "--set")
        family, _, short = axis.partition(".")
        if family in ("scan", "patient") and short:
            self.put((family, short), written(stated), f"--set {axis}", add=True)
        elif family == "implant" and short:
            path = (*self.current("--set"), "facts", short)
            self.put(path, written(stated), f"--set {axis}", add=True)
        else:
            raise click.UsageError(
                f"--set: '{axis}' is no axis: write scan.NAME, implant.NAME or patient.NAME"
            )

    def put(self, path: Path, value: Any, place: str, add: bool = False) -> None:
        """Set a value; what the file said there is kept as replaced; a repeated option adds to a list."""
        inner: Any = self.data
        for at, step in enumerate(path[:-1]):
            inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
            if not isinstance(inner, (dict, list)):
                raise click.UsageError(f"{place}: {self.locate(path[: at + 1])} is not a mapping")
        last = path[-1]
        if last in _LISTS:
            _divided(value, place)
        if path in self.places:
            old = inner[last]
            if not add or last not in _LISTS:
                raise click.UsageError(f"{place} is given twice")
            if isinstance(old, dict) or isinstance(value, dict):
                raise click.UsageError(
                    f"{place}: one of several (a | b) and a list cannot be mixed"
                )
            more = value if isinstance(value, list) else [value]
            inner[last] = [*(old if isinstance(old, list) else [old]), *more]
            return
        if last in inner and inner[last] != value:
            self.replaced.append((path, _words(inner[last])))
        inner[last] = value
        self.places[path] = place

    def over_each_implant(self) -> None:
        """An option at the top wins over what a file says of one implant: its market, its answer to a question."""
        tops = [path for path in self.places if path == ("market",) or path[:-1] == ("answers",)]
        for top in tops:
            name = str(top[-1])
            said = self.data["answers"] if len(top) > 1 else self.data
            for kind in ("implants", "other_implants"):
                forms = self.data.get(kind)
                for at, one in enumerate(forms if isinstance(forms, list) else ()):
                    path = (kind, at, *top)
                    own = one.get("answers") if len(top) > 1 and isinstance(one, dict) else one
                    if not isinstance(own, dict) or name not in own or path in self.places:
                        continue
                    if own[name] != said[name]:
                        self.replaced.append((path, _words(own.pop(name))))
                        self.places[path] = self.places[top]

    def refuse_what_is_of_another(self, flag: str) -> None:
        """What a file says of its one implant without naming it holds of no other. Raises click.UsageError."""
        found = ["answers"] if self.data.get("answers") else []
        consulted, patient = self.data.get("consulted"), self.data.get("patient")
        for at, one in enumerate(consulted if isinstance(consulted, list) else ()):
            if isinstance(one, dict) and "device" not in one:
                found.append(counted(("consulted", at)))
        if isinstance(patient, dict) and IMPLANTED_ON in patient:
            found.append(counted(("patient", IMPLANTED_ON)))
        if found:
            raise click.UsageError(
                f"{flag}: what the file says under {' and '.join(found)} is of the implant that it names, and would be of"
                " another: put it under that implant (consulted: give its device), or leave the option out"
            )

    def new_implant(self, device: str, flag: str) -> None:
        if "implants" not in self.started:
            self.started.add("implants")
            if self.data.get("implants"):
                self.refuse_what_is_of_another(flag)
                self.replaced.append((("implants",), _words(self.data["implants"])))
            self.data["implants"] = []
            self.places[("implants",)] = flag
        self.implant = ("implants", len(self.data["implants"]))
        self.data["implants"].append({"device": device})
        self.places[self.implant] = flag

    def current(self, flag: str) -> Path:
        """The implant that an option belongs to: the last --implant, or the only one of the file."""
        if self.implant is not None:
            return self.implant
        implants = self.data.get("implants")
        if isinstance(implants, list) and len(implants) == 1 and isinstance(implants[0], dict):
            return ("implants", 0)
        raise click.UsageError(f"{flag} belongs to an implant: put it after its --implant")

    def entries(self, name: str, value: str, flag: str) -> None:
        if " | " in value:
            raise click.UsageError(
                f"{flag}: one of several (a | b) is for values: name each thing with a {flag} of its own"
            )
        said = _things(value, self.catalog)
        if name not in self.started:
            self.started.add(name)
            if name in self.data:
                self.replaced.append(((name,), _words(self.data[name])))
            self.data[name] = []
            self.places[(name,)] = flag
        elif self.data[name] == _NONE:
            said = [_NONE, *said]
        if _NONE in said and (len(said) > 1 or self.data[name]):
            raise click.UsageError(f"{flag}: none and something contradict each other")
        self.data[name] = _NONE if said == [_NONE] else [*self.data[name], *said]

    def consulted(self, value: str, flag: str) -> None:
        entry: dict[str, Any] = {}
        last = ""
        for part in value.split(","):
            key, sign, word = part.partition("=")
            known = sign and key.strip() in CONSULTED_KEYS
            wrong = _KEY.search(word) if known else _KEY.search(part) or _KEY_BEFORE.match(part)
            if wrong:  # it would be read as more of what stands before it, and narrow nothing
                hint = near(wrong[1], CONSULTED_KEYS)
                raise click.UsageError(f"{flag}: '{wrong[1]}' is no part of an entry{hint}")
            if known:
                last = key.strip()
                if last in entry:
                    raise click.UsageError(f"{flag}: '{last}' is given twice")
                entry[last] = word.strip()
            elif last:
                entry[last] += "," + part
            else:
                raise click.UsageError(
                    f"{flag}: '{part}' is not KEY=VALUE{near(key, CONSULTED_KEYS)}"
                )
        if entry.get("answered", "all") != "all":
            ids = entry["answered"].replace("+", ",").split(",")
            entry["answered"] = [id.strip() for id in ids if id.strip()]
        entries = self.data.setdefault("consulted", [])
        if not isinstance(entries, list):
            raise click.UsageError(f"{flag}: 'consulted' in the file is not a list")
        self.places[("consulted", len(entries))] = flag
        entries.append(entry)


def _pair(text: str, flag: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise click.UsageError(f"{flag}: '{text}' is not NAME=VALUE")
    return name.strip(), value.strip()


def _things(text: str, catalog: str | None) -> list[str]:
    if ", " not in text:  # no catalogue is needed
        return [text]
    from mri_check.compiled import load_catalog

    return things(text, load_catalog(catalog).spelling.values())


def _divided(value: Any, place: str) -> None:
    """Raises click.UsageError where commas divide what is read as one: no value of a list holds one, save a barcode."""
    for one in value if isinstance(value, list) else [value]:
        parts = [part.strip() for part in one.split(",")] if isinstance(one, str) else []
        if len(parts) > 1 and all(parts) and _words(one) == one:
            raise click.UsageError(
                f"{place}: '{one}' is read as one value: write a list with spaces, '{', '.join(parts)}'"
            )


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_words(inner) for inner in value)
    text = str(value)
    if scanned(text):  # no output repeats the lot and the serial number of a barcode
        from mri_check.udi import shown

        return shown(text)
    return text
