"""Holds a record against a second, independent transcription of the same documents.

What can be compared by a machine is compared exactly: identities, limits with their pages, silences, what
was tested, on which pages there is a task. Of prose, the numbers: each number that the record prints must
stand in the transcription, and each one transcribed must stand in the record.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from mri_check import strict_yaml
from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.errors import CatalogueError, Problem
from mri_check.frozen import Record
from mri_check.listing import meant_as_yaml
from mri_check.quantity import pages_of, plain
from mri_check.region import Choice
from mri_check.schema import errors_of
from mri_check.source import read_text
from mri_check.values import TESTS, permitted_set


class Difference(Record):
    """Something that one of the two says and the other does not."""

    device: str
    where: str
    """The labelling, or the notice, or ``device``."""
    what: str
    only_in: str
    """``record`` or ``reading``."""


def readings(folder: str) -> dict[str, Mapping[str, Any]]:
    """Every transcription of a folder, by its device or manufacturer.

    Raises CatalogueError with every problem of every file.
    """
    problems: list[Problem] = []
    found: dict[str, Mapping[str, Any]] = {}
    if not os.path.isdir(folder):
        raise CatalogueError(Problem("unreadable-file", folder, "there is no folder here"))
    for at, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(at, name)
            if meant_as_yaml(name) and not name.endswith(".yaml"):
                problems.append(Problem("path-identity", path, "its name does not end in .yaml"))
            elif meant_as_yaml(name):
                try:
                    form = _read(path)
                    id = form.get("device") or form["manufacturer"]
                    if id in found:
                        problems.append(Problem("id-twice", path, f"{id} has another reading here"))
                    found[id] = form
                except CatalogueError as bad:
                    problems += bad.problems
    if not problems and not found:
        problems.append(Problem("empty", folder, "there is no second reading here"))
    if problems:
        raise CatalogueError(*problems)
    return found


def _read(path: str) -> Mapping[str, Any]:
    document = strict_yaml.read(read_text(path, CatalogueError), path, CatalogueError)
    kind = "maker-reading" if "manufacturer" in document.data else "second-reading"
    errors = [document.problem("schema", *one) for one in errors_of(kind, document.data)]
    if errors:
        raise CatalogueError(*errors)
    form: Mapping[str, Any] = document.data
    return form


def compare_reading(reading: Mapping[str, Any], catalogue: Catalogue) -> list[Difference]:
    """Everything in which a record and its second reading differ.

    Raises CatalogueError where the transcription is of a device that is not on file, or a value is none.
    """
    id = reading["device"]
    if id not in catalogue.device_ids():
        raise CatalogueError(Problem("unknown-device", id, "no such device is on file"))
    try:
        return list(_Comparing(id, reading, catalogue).differences())
    except (KeyError, ValueError) as bad:
        raise CatalogueError(Problem("bad-value", id, f"the second reading: {bad}")) from None


class _Comparing:
    def __init__(self, id: str, reading: Mapping[str, Any], catalogue: Catalogue) -> None:
        self.id, self.reading, self.axes = id, reading, catalogue.axes
        self.record = {**catalogue.record(id), "notices": catalogue.own_notices(id)}
        self.labellings = {
            form["id"].rpartition("/")[2]: form for form in catalogue.labellings_as_written(id)
        }
        self.sources = catalogue.maker_as_written(id.split("/")[0])["sources"]

    def differences(self) -> Iterator[Difference]:
        yield from self.sets("device", _identity(self.record["device"]), _identity(self.reading))
        theirs = self.reading.get("labellings", {})
        yield from self.sets(
            "device", _named("labelling", self.labellings), _named("labelling", theirs)
        )
        for name in self.labellings.keys() & theirs.keys():
            yield from self.labelling(name, self.labellings[name], theirs[name])
        notices = {one["id"].rpartition("/")[2]: one for one in self.record["notices"]}
        others = self.reading.get("notices", {})
        yield from self.sets("device", _named("notice", notices), _named("notice", others))
        for name in notices.keys() & others.keys():
            yield from self.sets(
                name, _notice(notices[name], others[name]), _notice(others[name], others[name])
            )
        yield from self.numbers()

    def sets(self, where: str, ours: set[str], theirs: set[str]) -> Iterator[Difference]:
        for what in sorted(ours - theirs):
            yield Difference(self.id, where, what, "record")
        for what in sorted(theirs - ours):
            yield Difference(self.id, where, what, "reading")

    def labelling(
        self, name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> Iterator[Difference]:
        yield from self.sets(name, self.said(ours), self.said(theirs))
        pairs = (self.settings(ours), self.settings(theirs)), (self.boxes(ours), self.boxes(theirs))
        for left, right in pairs:
            for mine, other in _matched(left, right):
                yield from self.sets(name, mine, other)

    def said(self, form: Mapping[str, Any]) -> set[str]:
        """What a whole labelling says, beside its settings and boxes."""
        found = {f"{key}: {form[key]}" for key in ("market", "dated", "read")}
        if "mr_status" in form:
            found.add(f"MR status {form['mr_status']['is']}{_place(form['mr_status'])}")
        found |= {f"not addressed: {axis}" for axis in form.get("not_addressed", ())}
        found |= self.no_limit(form)
        for one in form.get("test_points", ()):
            found.add(f"tested: {one['axis']} {_numbers(one['value'])}{_place(one)}")
        tasks = [*form.get("instructions", ()), *form.get("after_scan", ())]
        pages = [one["page"] for one in tasks if one.get("ours") != "yes" and "page" in one]
        for page in (*pages, *form.get("task_pages", ())):
            found |= {f"a task on p. {one}" for one in pages_of(page)}
        return found

    def no_limit(self, form: Mapping[str, Any]) -> set[str]:
        said = form.get("says_no_limit", {})
        return {f"no limit on {axis}{_place(cite)}" for axis, cite in said.items()}

    def settings(self, form: Mapping[str, Any]) -> list[set[str]]:
        """Each setting with the conditions that all share, so that it does not matter where they stand."""
        shared = self.conditions(form.get("always", {}))
        found = []
        for one in form.get("settings", {}).values():
            said = shared | self.conditions(one) | self.no_limit(one) | self.when(one)
            if "mr_status" in one:
                said.add(f"MR status {one['mr_status']['is']}{_place(one['mr_status'])}")
            found.append(said)
        return found or [shared]

    def boxes(self, form: Mapping[str, Any]) -> list[set[str]]:
        return [
            {f"forbidden: {one}" for one in self.conditions(box)} | self.when(box)
            for box in form.get("prohibits", ())
        ]

    def when(self, form: Mapping[str, Any]) -> set[str]:
        return {f"when {one}" for one in self.conditions(form.get("when", {}))}

    def conditions(self, form: Mapping[str, Any]) -> set[str]:
        """Limits by what they permit, questions by how many there are on a page: their words are our own."""
        found = set()
        asked: dict[str, int] = {}
        for name, one in form.items():
            if name.startswith("ask."):
                place = _place(one)
                asked[place] = asked.get(place, 0) + 1
                found.add(f"a question{place}" + (f" ({asked[place]})" if asked[place] > 1 else ""))
            elif name.startswith(("scan.", "implant.", "patient.")):
                found.add(f"{name}: {_permitted(self.axes, name, one)}{_place(one)}")
        return found

    def numbers(self) -> Iterator[Difference]:
        """The numbers of the prose, both ways."""
        device = self.record["device"]
        prose = [fact["value"] for fact in device.get("facts", ())]
        prose += [claim["says"] for one in device.get("conflicts", ()) for claim in one["claims"]]
        for form in self.labellings.values():
            prose += _prose(form)
        theirs = {_decimal(one) for text in self.reading.get("numbers", ()) for one in _found(text)}
        theirs |= {
            _decimal(one) for text in self.reading.get("left_out", {}) for one in _found(text)
        }
        for text in prose:
            for one in _found(text):
                if _decimal(one) not in theirs:
                    yield Difference(self.id, "numbers", f"{one} (in: {text[:60]})", "record")
        everything = [*_texts(self.record), *_texts(list(self.labellings.values()))]
        everything += _texts([self.sources[one] for one in _cited([self.record, self.labellings])])
        ours = {_decimal(one) for text in everything for one in _found(text)}
        for text in self.reading.get("numbers", ()):
            for one in _found(text):
                if _decimal(one) not in ours:
                    yield Difference(self.id, "numbers", text, "reading")


def _identity(form: Mapping[str, Any]) -> set[str]:
    keys = ("is", "implanted", "electrically_active", "drive")
    found = {f"{key}: {form[key]}" for key in keys if key in form and form[key] != "not-stated"}
    found |= {f"therapy: {one}" for one in form.get("therapies", ())}
    found |= {f"market: {one}" for one in form.get("markets", ())}
    for model, one in form.get("models", {}).items():
        found.add(f"model {model}")
        found |= {
            f"model {model}: {key} {one[key]}" for key in ("reservoir", "radiopaque") if key in one
        }
        for di in one.get("udi", ()):
            found.add(f"model {model}: device identifier {di if isinstance(di, str) else di['di']}")
        found |= {f"model {model}: sold in {market}" for market in one.get("markets", ())}
    return found


def _named(kind: str, names: Iterable[str]) -> set[str]:
    return {f"{kind} {name}" for name in names}


def _notice(form: Mapping[str, Any], wanted: Mapping[str, Any]) -> set[str]:
    """What a notice says under the keys that were transcribed."""
    return {f"{key}: {form.get(key)}" for key in wanted}


def _place(form: Mapping[str, Any]) -> str:
    return f", p. {form['page']}" if "page" in form else ""


def _permitted(axes: Axes, name: str, form: Mapping[str, Any]) -> str:
    """A permitted set in one spelling, whatever unit or test it is written with."""
    permitted = permitted_set(axes[name], {test: form[test] for test in TESTS if test in form})
    if isinstance(permitted, Choice):
        return ", ".join(sorted(permitted.names))
    ends = [None if end is None else plain(end) for end in (permitted.low, permitted.high)]
    marks = "(" if permitted.low_open else "[", ")" if permitted.high_open else "]"
    return f"{marks[0]}{ends[0]} .. {ends[1]}{marks[1]}"


def _matched(left: list[set[str]], right: list[set[str]]) -> Iterator[tuple[set[str], set[str]]]:
    """Pairs of what is most alike; what is left over stands against nothing."""
    rest = list(right)
    for one in left:
        best = max(rest, key=lambda other: len(one & other), default=set())
        if best in rest:
            rest.remove(best)
        yield one, best
    yield from ((set(), other) for other in rest)


def _prose(form: Mapping[str, Any]) -> list[str]:
    found = [
        one["do"]
        for one in (*form.get("instructions", ()), *form.get("after_scan", ()))
        if one.get("ours") != "yes"
    ]
    found += [
        one[key] for one in form.get("after_scan", ()) for key in ("wait", "since") if key in one
    ]
    found += [
        one[key]
        for step in form.get("after_scan", ())
        for one in step.get("readings", ())
        for key in ("sees", "means", "then")
        if key in one
    ]
    found += [
        one["says"] for name in ("says", "prohibits", "test_points") for one in form.get(name, ())
    ]
    return found


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _found(text: str) -> list[str]:
    return _NUMBER.findall(text)


def _decimal(text: str) -> str:
    """One spelling of a number: 2,000 is 2000, 3.0 is 3; what is none (1.2.3) stays as it is."""
    plain_text = re.sub(r",(?=\d{3}(?!\d))", "", text).replace(",", ".")
    if plain_text.count(".") > 1:
        return plain_text
    return plain(Decimal(plain_text))


def _numbers(text: str) -> str:
    return " ".join(_decimal(one) for one in _found(text)) or text


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for name, inner in value.items() for text in (str(name), *_texts(inner))]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []


def _cited(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        own = {str(value["source"])} if "source" in value else set()
        return own.union(*(_cited(inner) for inner in value.values()))
    return set().union(*(_cited(inner) for inner in value)) if isinstance(value, list) else set()
