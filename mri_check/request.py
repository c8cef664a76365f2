"""Reads a request: which implants, which scan, what is known of both; every problem at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mri_check.axes import ANSWERS
from mri_check.checklist import Default
from mri_check.document import Document, Path, counted, from_mapping, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.quantity import FIRST_YEAR
from mri_check.scanners import EXAMPLES, UNKNOWN, Scanner, by_name, examples, read_profiles
from mri_check.source import FileName, decode_text, load, read_text

if TYPE_CHECKING:
    from mri_check.configuration import Configuration
    from mri_check.exam_table import Row, Table

FORMAT = "mri-check/request/1"
MAX_ENTRIES = 64
MANY = 100
"""Problems of one request; for more no near names are looked for."""
MAX_TEXT = 300

KEYS = ("format", "id", "on", "market", "implants", "other_implants", "bringing", "scan", "patient",
        "consulted", "answers")  # fmt: skip
IMPLANT_KEYS = ("device", "identified_by", "market", "facts", "answers", "checked_by")
CONSULTED_KEYS = ("manufacturer", "on", "document", "by", "said", "answered", "device")
NONE = "none"


class Request(Record):
    """A request as it was written; its values are read against the axes of a catalogue."""

    document: Document
    profile_name: str | None = None
    profile_note: str | None = None
    exam_row: Row | None = None
    """What the site's own table of exams says of the exam that it names."""
    exams: Table | None = None
    scanner: Scanner | None = None
    """The scanner whose profile that is."""
    configured: tuple[Default, ...] = ()
    """What it leaves out and the configuration file states."""
    unused: tuple[Default, ...] = ()
    """What such a file states, where it is named for this request, and is not left out: it is looked at all the same."""
    replaced: tuple[tuple[Path, str], ...] = ()
    """What an option replaced in a file: where, and what stood there."""


def read_request(
    source: Mapping[str, Any] | FileName | Document | bytes,
    scanners: FileName | tuple[Scanner, ...] | None = None,
    exams: FileName | Table | None = None,
    configuration: FileName | Configuration | None = None,
) -> Request:
    """Read a request from a mapping, a file, or the bytes of one.

    ``scanners`` is the file of scanner profiles, or what was read from it; without one, the two examples that
    ship with the tool are known, and the checklist says so. ``exams`` is the site's own table of exams, or its file;
    ``configuration``, or its file, holds what stands for a market or a scanner that neither the request nor that
    table names, and the checklist says that too; for a scanner that the request calls ``unknown`` nothing stands in.
    No file is read that is not named. Raises RequestError with every problem of its shape; the values are read by
    ``check``, against the axes of the catalogue.
    """
    if isinstance(source, Document):
        document = source
    elif isinstance(source, bytes):
        document = load(decode_text(source, "standard input"), "standard input")
    elif isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        document = load(read_text(path), path)
    elif isinstance(source, Mapping):
        document = from_mapping(source)
    else:
        raise RequestError(Problem("shape", "request", "a request is a mapping or a file"))
    if isinstance(configuration, str | os.PathLike):
        from mri_check.configuration import read_configuration

        configuration = read_configuration(os.fspath(configuration))
    problems = list(_shape(document))
    scanner: Scanner | None = None
    name: Any = None
    note: str | None = None
    row: Row | None = None
    table: Table | None = None
    scan: Any = document.data.get("scan", {}) if isinstance(document.data, Mapping) else None
    exam = scan.get("exam") if isinstance(scan, Mapping) else None
    if isinstance(exam, str) and exams is not None:
        from mri_check.exam_table import Table, read_exams

        table = exams if isinstance(exams, Table) else read_exams(os.fspath(exams))
        row = table.find(exam)
    document, configured = _completed(document, configuration, row)
    if isinstance(scan, Mapping):
        scan = document.data.get("scan", {})
        name = scan.get("scanner", row and row.scanner)
        if "scanner" in scan and not isinstance(name, str):
            message = "the value is missing" if name is None else "a profile's name is text"
            problems.append(document.problem("scanner", ("scan", "scanner"), message))
        elif "scanner" in scan and name == UNKNOWN:
            name = None
    if isinstance(name, str):
        if isinstance(scanners, tuple):
            known, path = scanners, scanners[0].document.name if scanners else "the site's file"
        else:
            path = EXAMPLES if scanners is None else os.fspath(scanners)
            known = examples() if scanners is None else read_profiles(path)
        profiles = by_name(known)
        scanner = profiles.get(name)
        if scanner is None:
            message = f"no scanner profile '{name}' in {path}{near(name, profiles)}"
            place = document.locate(("scan", "scanner"))
            if row is not None and "scanner" not in scan:
                place = row.place
            problems.append(Problem("scanner", place, message))
        elif scanners is None:
            from mri_check.messages import request as say

            note = say.EXAMPLE_PROFILE.format(name=name)
    if problems:
        raise RequestError(*problems)
    return Request(document, name, note, row, table, scanner, configured)


def _completed(
    document: Document, configuration: Configuration | None, row: Row | None
) -> tuple[Document, tuple[Default, ...]]:
    """The request with what it leaves out and the configuration states; each placed in that file.

    The usual scanner of the exam, in the site's own table, comes before the usual scanner of all exams.
    """
    data = document.data
    if configuration is None or not isinstance(data, Mapping):
        return document, ()
    market, scanner = configuration.default("market"), configuration.default("scanner")
    scan = data.get("scan", {})
    named = not isinstance(scan, Mapping) or "scanner" in scan or (row and row.scanner)
    taken: dict[Path, Default] = {}
    if market is not None and "market" not in data:
        taken[("market",)] = market
        data = {**data, "market": market.value}
    if scanner is not None and not named:
        taken[("scan", "scanner")] = scanner
        data = {**data, "scan": {**scan, "scanner": scanner.value}}
    locate = partial(_where, document, taken)
    return document.replace(data=data, locate=locate), tuple(taken.values())


def _where(document: Document, taken: Mapping[Path, Default], path: Path) -> str:
    return taken[path].where if path in taken else document.locate(path)


def _shape(document: Document) -> list[Problem]:
    """Every problem of the outer form: keys, lists, texts, the format line."""
    shape = _Shape(document)
    data = document.data
    if isinstance(data, list):
        return [document.problem("shape", (), "a list: write one request to a file")]
    if not shape.keys(data, (), KEYS, ("format", "on", "implants")):
        return shape.problems
    if "format" in data and data["format"] != FORMAT:
        shape.add(
            ("format",), f"{_quoted(data['format'])} is not a format known here: write {FORMAT}"
        )
    for name in ("id", "on", "market"):
        if name in data:
            shape.text(data[name], (name,))
    for at, one in enumerate(shape.list(data, "implants")):
        path: Path = ("implants", at)
        if shape.keys(one, path, IMPLANT_KEYS, ("device",)):
            shape.implant(one, path)
    others = data.get("other_implants", NONE)
    if others != NONE:
        for at, one in enumerate(shape.list(data, "other_implants")):
            path = ("other_implants", at)
            if isinstance(one, str):
                shape.text(one, path)
            elif shape.keys(one, path, IMPLANT_KEYS, ("device",)):
                shape.implant(one, path)
    if data.get("bringing", NONE) not in (NONE, []):
        for at, one in enumerate(shape.list(data, "bringing")):
            shape.text(one, ("bringing", at))
    for name in ("scan", "patient", "answers"):
        if name in data and not isinstance(data[name], Mapping):
            shape.add((name,), "a mapping is needed here")
    if isinstance(data.get("scan"), Mapping) and "exam" in data["scan"]:
        shape.text(data["scan"]["exam"], ("scan", "exam"))
    shape.answers(data, ())
    shape.contradicted(data)
    for at, one in enumerate(shape.list(data, "consulted") if data.get("consulted") != [] else ()):
        path = ("consulted", at)
        if shape.keys(one, path, CONSULTED_KEYS, ("manufacturer", "on", "said")):
            shape.consulted(one, path)
    return shape.problems


_UNDER = {"scan": "scan", "implant": "facts", "patient": "patient"}


def _hint(key: Any, known: tuple[str, ...]) -> str:
    """What may have been meant by a key; an axis with its whole name has a place of its own."""
    family, _, name = str(key).partition(".")
    if name and family in _UNDER:
        # the rest of a key that is none may name a patient: it is not repeated
        return f" (write it under {_UNDER[family]}, without '{family}.')"
    return near(key, known)


class _Shape:
    """Collects the problems of a request's outer form."""

    def __init__(self, document: Document) -> None:
        self.document, self.problems = document, list[Problem]()

    def add(self, path: Path, message: str, code: str = "shape") -> None:
        self.problems.append(self.document.problem(code, path, message))

    def keys(self, data: Any, path: Path, known: tuple[str, ...], needed: tuple[str, ...]) -> bool:
        if not isinstance(data, Mapping):
            self.add(path, "a mapping is needed here")
            return False
        for key in data:
            if key not in known:
                hint = _hint(key, known) if len(self.problems) < MANY else ""
                self.add((*path, key), f"unknown key '{key}'{hint}", "unknown-key")
        for key in needed:
            if key not in data:
                self.add(path, f"'{key}' is missing", "missing-key")
        return True

    def list(self, data: Mapping[str, Any], name: str) -> list[Any]:
        if name not in data:
            return []
        value = data[name]
        if not isinstance(value, list):
            hint = f", or {name}: none" if name in ("other_implants", "bringing") else ""
            self.add((name,), f"a list is needed here{hint}")
            return []
        if not value:
            hint = f": write {name}: none" if name == "other_implants" else ""
            self.add((name,), f"an empty list says nothing{hint}")
        if len(value) > MAX_ENTRIES:
            self.add((name,), f"more than {MAX_ENTRIES} entries")
            return []
        return value

    def text(self, value: Any, path: Path) -> None:
        if not isinstance(value, str):
            self.add(path, "write it as text, in quotes")
        elif not value.strip():
            self.add(path, "the value is missing")
        elif len(value) > MAX_TEXT:
            self.add(path, f"longer than {MAX_TEXT} characters")

    def implant(self, one: Mapping[str, Any], path: Path) -> None:
        for name in ("device", "identified_by", "market", "checked_by"):
            if name in one:
                self.text(one[name], (*path, name))
        if not isinstance(one.get("facts", {}), Mapping):
            self.add((*path, "facts"), "a mapping is needed here")
        self.answers(one, path)

    def answers(self, data: Mapping[str, Any], path: Path) -> None:
        answers = data.get("answers", {})
        if not isinstance(answers, Mapping):
            if path:  # at the top it is told beside the others that must be one
                self.add((*path, "answers"), "a mapping is needed here")
            return
        for name, word in answers.items():
            if word not in ANSWERS:
                told = f"{_quoted(word)} is not one of: confirmed, denied"
                self.add((*path, "answers", name), told)

    def contradicted(self, data: Mapping[str, Any]) -> None:
        """Of an answer that stands at the top, and otherwise under an implant, neither can be the one that counts."""
        top = data.get("answers")
        if not isinstance(top, Mapping) or not top:
            return
        for kind in ("implants", "other_implants"):
            forms = data.get(kind)
            for at, one in enumerate(forms if isinstance(forms, list) else ()):
                own = one.get("answers") if isinstance(one, Mapping) else None
                for name, word in own.items() if isinstance(own, Mapping) else ():
                    if name in top and {word, top[name]} == set(ANSWERS):
                        place = counted((kind, at, "answers"))
                        told = f"'{name}' is answered otherwise in {place}: say it once"
                        self.add(("answers", name), told, "answer")

    def consulted(self, one: Mapping[str, Any], path: Path) -> None:
        for name in CONSULTED_KEYS:
            if name != "answered" and name in one:
                self.text(one[name], (*path, name))
        if one.get("said") not in (None, "confirmed", "advised-against"):
            message = f"{_quoted(one['said'])} is not one of: confirmed, advised-against"
            self.add((*path, "said"), message)
        answered = one.get("answered", "all")
        ids = answered if isinstance(answered, list) else []
        if answered != "all" and (not ids or any(not isinstance(id, str) for id in ids)):
            self.add((*path, "answered"), "write all, or a list of the ids of the questions")
        if "on" in one and isinstance(one["on"], str) and day_of(one["on"]) is None:
            self.add((*path, "on"), no_day(one["on"]), "date")


def _quoted(value: Any) -> str:
    """A value as a message repeats it; what is no text may hold anything."""
    return f"'{value}'" if isinstance(value, str) else "this"


def day_of(text: str) -> date | None:
    """The day that a text names, written as 2026-11-23; None for anything else, and for one before FIRST_YEAR."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if day.year < FIRST_YEAR:
        return None
    return day if day.isoformat() == text else None  # 20261123 and 2026-W48-1 are compared as texts


def no_day(text: str) -> str:
    """Why a text names no day."""
    early = text[:4].isdigit() and text < str(FIRST_YEAR)
    told = f"lies before {FIRST_YEAR}" if early else "is not a date"
    return f"'{text}' {told}: write it as 2026-11-23"
