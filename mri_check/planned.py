"""Reads what is planned: the facts of the scan, from request, scanner profile, exam and configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from mri_check.axes import Axes
from mri_check.checklist import Notice, ScanFact, Stated
from mri_check.document import Document, Path, meant, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.request import Request, day_of, no_day
from mri_check.scanners import Scanner
from mri_check.values import path_of, stated_value

if TYPE_CHECKING:
    from mri_check.exam_words import Vocabulary
    from mri_check.ordered import Order

FIELD, REGION = "scan.field_strength", "scan.region"
"""What an exam's name may contradict."""
MAX_READ = 4096
"""How many distinct values are remembered as read."""
IMPLANTED_ON = "implanted_on"
"""May stand under ``patient`` where there is one implant; it is that implant's fact."""


class Site(Record):
    """A scanner with the values of its profile read."""

    scanner: Scanner
    facts: Mapping[str, Stated]
    """By axis; a mode is what the console starts with."""


def read_sites(scanners: Iterable[Scanner], axes: Axes, on: date) -> tuple[Site, ...]:
    """The scanners with every value read against the axes.

    Raises RequestError with every problem, each at its place in the file of the profiles.
    """
    problems: list[Problem] = []
    found = []
    for scanner in scanners:
        facts: dict[str, Stated] = {}
        for name, raw in scanner.facts.items():
            axis = axes.get(f"scan.{name}")
            try:
                if axis is None:
                    raise ValueError(f"the catalogue has no axis scan.{name}")
                facts[axis.name] = _read(axes, axis.name, raw, on)
            except ValueError as bad:
                message = f"{axis.title}: {bad}" if axis is not None else str(bad)
                at = path_of(bad)[1:]  # the file has a list where any_of stands here
                problems.append(scanner.problem(name, message, at))
        found.append(Site(scanner, facts))
    if problems:
        raise RequestError(*problems)
    return tuple(found)


def _read(axes: Axes, name: str, raw: Any, on: date) -> Stated:
    """What is stated on an axis; the same text is read once. Raises ValueError."""
    if isinstance(raw, str) and (known := axes.read.get((name, raw))) is not None:
        return known
    stated = stated_value(axes[name], raw, on)
    if isinstance(raw, str) and axes[name].kind != "age" and len(axes.read) < MAX_READ:
        axes.read[name, raw] = stated
    return stated


def _near(name: str, family: str, axes: Axes) -> str:
    """A hint at every axis that has the words of a name, in its own or its title; else at the nearest."""
    titles = {
        one.partition(".")[2]: axes[one].title for one in axes if one.startswith(family + ".")
    }
    titles |= {IMPLANTED_ON: ""} if family == "patient" else {}
    short = name.removeprefix(family + ".")
    said = set(short.casefold().split("_"))
    fit = [one for one in titles if said <= {*one.split("_")}]
    fit = fit or [
        one for one in titles if said <= {*one.split("_"), *titles[one].casefold().split()}
    ]
    if short in titles or not fit:
        return near(short, titles)
    return meant(fit)


class Planned:
    """One reading of a request: its scan, and all problems and notices on the way.

    Raises RequestError where the day of the scan is no date: no age can be read without it.
    """

    def __init__(
        self, request: Request, axes: Axes, exams: Callable[[], Vocabulary] | None
    ) -> None:
        self.request, self.axes, self.exams = request, axes, exams
        self.document: Document = request.document
        self.data: Mapping[str, Any] = request.document.data
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []
        self.replaced = dict(request.replaced)
        self.configured = {one.name: one for one in request.configured}
        self.site: Site | None = None
        self.field: Stated | None = None
        """The field strength that the exam's name holds. It is of no scanner, and may be that of another one."""
        day = day_of(self.data["on"])
        if day is None:
            raise RequestError(self.document.problem("date", ("on",), no_day(self.data["on"])))
        self.day = day

    def add(self, code: str, path: Path, message: str) -> None:
        self.problems.append(self.document.problem(code, path, message))

    def value(self, family: str, name: str, raw: Any, path: Path) -> Stated | None:
        full = f"{family}.{name}"
        if full not in self.axes:
            hint = _near(name, family, self.axes)
            self.add("unknown-axis", path, f"unknown {family} axis '{name}'{hint}")
            return None
        try:
            return _read(self.axes, full, raw, self.day)
        except ValueError as bad:
            self.add("value", (*path, *path_of(bad)), str(bad))
            return None

    def scan(self) -> tuple[dict[str, Stated], dict[str, ScanFact]]:
        """The scan's facts: what is stated wins over the profile, save what a scanner cannot change."""
        said = {
            f"scan.{name}": stated
            for name, raw in self.data.get("scan", {}).items()
            if name not in ("scanner", "exam")
            and (stated := self.value("scan", name, raw, ("scan", name))) is not None
        }
        order = self.order() if "exam" in self.data.get("scan", {}) else None
        facts = self.profile({FIELD: self.field, **said} if self.field is not None else said)
        from_ = "configuration" if "scanner" in self.configured else "profile"
        scan = {axis: ScanFact(stated.text, from_, None) for axis, stated in facts.items()}
        if order is not None:
            self.take(order, facts, scan)
        for axis, stated in said.items():
            path: Path = ("scan", axis.partition(".")[2])
            old = facts.get(axis)
            if old is not None and self.axes[axis].fixed and sets_of(old) != sets_of(stated):
                self.add(
                    "profile", path,
                    f"{stated.text} contradicts the profile '{self.request.profile_name}', which says "
                    f"{old.text}; a scanner cannot change its {self.axes[axis].title}",
                )  # fmt: skip
            both = None
            if axis == REGION and order is not None and old is not None:
                both = self.settle(axis, stated, old)
            fact = self.scan_fact(path, stated, old if both is None else None, scan.get(axis))
            if both is not None:
                stated, fact = both, ScanFact(both.text, "undecided", fact.overrides)
            facts[axis], scan[axis] = stated, fact
        if self.field is not None and (old := facts.get(FIELD)) is not None:
            if (both := self.settle(FIELD, old, self.field)) is not None:
                facts[FIELD] = both
                scan[FIELD] = ScanFact(both.text, "undecided", scan[FIELD].overrides)
        elif self.field is not None:
            self.not_taken(self.field.text)
        if "scan.urgency" not in facts:
            facts["scan.urgency"] = stated_value(self.axes["scan.urgency"], "routine", self.day)
            scan["scan.urgency"] = ScanFact("routine", "default", None)
        for one in self.configured.values():
            from mri_check.messages import request as say

            text = say.CONFIGURED.format(name=one.name, value=one.value, where=one.where)
            self.notices.append(Notice("configuration", text))
        ordered = {axis: scan[axis] for axis in self.axes if axis in scan}
        return facts, ordered

    def profile(self, said: Mapping[str, Stated]) -> dict[str, Stated]:
        """The facts of the scanner profile.

        One that nobody named for this scan is set aside as a whole where a stated fact shows that it is
        another scanner: its other values would be those of the wrong one.
        """
        if self.request.scanner is None:
            return {}
        try:
            (self.site,) = read_sites((self.request.scanner,), self.axes, self.day)
        except RequestError as bad:
            self.problems += bad.problems
            return {}
        facts = dict(self.site.facts)
        for axis, old in facts.items():
            wrong = axis in said and self.axes[axis].fixed and sets_of(old) != sets_of(said[axis])
            if wrong and (assumed := self.assumed()) is not None:
                self.configured.pop("scanner", None)
                self.site = None
                from mri_check.messages import request as say

                text = say.ASSUMED_NOT_USED.format(
                    scanner=assumed,
                    title=self.axes[axis].title,
                    value=old.text,
                    stated=said[axis].text,
                )
                self.notices.append(Notice("configuration", text))
                return {}
        if self.request.profile_note:
            self.notices.append(Notice("profile", self.request.profile_note))
        return facts

    def assumed(self) -> str | None:
        """The scanner that nobody named for this scan, and by what it is assumed."""
        from mri_check.messages import request as say

        if (default := self.configured.get("scanner")) is not None:
            return say.BY_CONFIGURATION.format(scanner=default.value, where=default.where)
        row = self.request.exam_row
        if row is not None and row.scanner and "scanner" not in self.data.get("scan", {}):
            return say.BY_EXAM.format(scanner=row.scanner, where=row.place)
        return None

    def order(self) -> Order | None:
        """What the exam says; None where it cannot be read."""
        from mri_check.ordered import read_order

        assert self.exams is not None, "a request with an exam needs the words of exam names"
        row, table = self.request.exam_row, self.request.exams
        if table is not None and (axis := self.axes.get(REGION)) is not None:
            table.check_regions(lambda region: stated_value(axis, region, self.day))
        try:
            order = read_order(self.data["scan"]["exam"], row, self.exams())
        except ValueError as bad:
            self.add("exam", ("scan", "exam"), str(bad))
            return None
        names = order.exam.fields if order.exam is not None and FIELD in self.axes else ()
        try:
            self.field = _read(self.axes, FIELD, {"any_of": [*names]}, self.day) if names else None
        except ValueError:  # none that a scanner has
            self.not_taken(" / ".join(names))
        return order

    def take(self, order: Order, facts: dict[str, Stated], scan: dict[str, ScanFact]) -> None:
        """What the exam says, taken for what nothing else states."""
        from mri_check.messages import exams as say
        from mri_check.ordered import TABLE

        for name, (raw, origin) in order.facts.items():
            stated = self.value("scan", name, raw, ("scan", "exam"))
            if stated is not None:
                facts[f"scan.{name}"] = stated
                scan[f"scan.{name}"] = ScanFact(stated.text, origin, None)
        self.notices += order.notices
        row = order.row
        if row is not None and row.scanner is not None and self.site is not None:
            usual = row.scanner in self.site.scanner.names
            told = say.USUAL_SCANNER if usual else say.OTHER_SCANNER
            text = told.format(
                scanner=self.request.profile_name, usual=row.scanner, place=row.place
            )
            self.notices.append(Notice(TABLE, text))

    def not_taken(self, field: str) -> None:
        """Say that a field strength in the exam's name is not taken for the scanner's."""
        from mri_check.messages import exams as say

        self.notices.append(Notice("exam", say.FIELD_NOT_TAKEN.format(field=field)))

    def settle(self, axis: str, stated: Stated, ordered: Stated) -> Stated | None:
        """Where what is stated leaves out what the exam names, one of them is wrong: undecided, said so."""
        from mri_check.messages import exams as say
        from mri_check.ordered import settle

        both = settle(stated, ordered)
        if both is not None:
            text = say.CONTRADICTION.format(
                what=say.WHAT[axis], stated=stated.text, ordered=ordered.text
            )
            self.notices.append(Notice("exam-contradiction", text))
        return both

    def scan_fact(
        self, path: Path, stated: Stated, other: Stated | None, fact: ScanFact | None
    ) -> ScanFact:
        """Where a scan fact comes from; what it replaces is said."""
        was, over = self.replaced.get(path), "file"
        if was is None and other is not None and sets_of(other) != sets_of(stated):
            was, over = other.text, fact.from_ if fact is not None else "profile"
        if was is not None:
            from mri_check.messages import request as say

            title, place = self.axes[f"scan.{path[1]}"].title, self.document.locate(path)
            text = say.REPLACES_FACT.format(
                title=title, stated=stated.text, place=place, was=was, over=say.OVER[over]
            )
            self.notices.append(Notice("override", text))
        return ScanFact(stated.text, "option" if path in self.document.options else "request", was)


def sets_of(stated: Stated) -> object:
    """What is stated, whatever it is called: two that state the same are equal in it."""
    return [item.members for item in (stated.worlds or stated.items)]


def unstated(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Those of what was not stated but configured, and of a scanner that is only an example: every output says them."""
    return tuple(one for one in notices if one.id in ("configuration", "profile"))
