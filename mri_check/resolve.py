"""Reads the values of a request against the axes of a catalogue; every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.axes import Axes
from mri_check.checklist import Consultation, Implant, Notice, ScanFact, Stated, answer
from mri_check.document import Document, Path, near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.request import NONE, Request, day_of
from mri_check.values import stated_value

MAX_WORLDS = 1024
MAX_READ = 4096
"""How many distinct values are remembered as read."""


class Resolved(Record):
    """A request with every value read."""

    id: str | None
    on: str
    market: str | None
    implants: tuple[Implant, ...]
    other_implants: tuple[Implant, ...] | None
    """None is silence: not known."""
    items: tuple[Implant, ...] | None
    consulted: tuple[Consultation, ...]
    answers: Mapping[str, str]
    """Answers that stand at the top, for the one implant that asks."""
    scan: Mapping[str, ScanFact]
    facts: Mapping[str, Stated]
    """What holds for the whole request: the scan's and the patient's facts."""
    notices: tuple[Notice, ...]
    document: Document


def resolve(request: Request, axes: Axes, markets: Mapping[str, str | None]) -> Resolved:
    """Read every value of a request against the axes.

    Raises RequestError with every problem: unknown axes and choices, wrong units, impossible dates,
    a scanner's field strength contradicted.
    """
    return _Resolving(request, axes, markets).resolve()


class _Resolving:
    """One pass over one request."""

    def __init__(self, request: Request, axes: Axes, markets: Mapping[str, str | None]) -> None:
        self.request, self.axes, self.markets = request, axes, markets
        self.document: Document = request.document
        self.data: Mapping[str, Any] = request.document.data
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []
        self.replaced = dict(request.replaced)

    def resolve(self) -> Resolved:
        day = day_of(self.data["on"])
        if day is None:
            message = f"'{self.data['on']}' is not a date: write it as 2026-11-23"
            raise RequestError(self.document.problem("date", ("on",), message))
        self.day = day
        for path, old in self.request.replaced:
            if path[:1] != ("scan",):
                name = ".".join(str(part) for part in path)
                place = self.document.locate(path)
                self.notices.append(
                    Notice("option", f"{place} replaces {name} = {old} of the file.")
                )
        facts, scan = self.scan()
        for name, raw in self.data.get("patient", {}).items():
            if (stated := self.value("patient", name, raw, ("patient", name))) is not None:
                facts[f"patient.{name}"] = stated
        implants = self.implants("implants", self.data["implants"], ("implants",))
        others = self.group("other_implants")
        items = self.group("bringing")
        self.worlds(facts, (*implants, *(others or ())))
        consulted = tuple(self.consulted())
        market = self.market(self.data.get("market"), ("market",))
        if self.problems:
            raise RequestError(*self.problems)
        return Resolved(
            self.data.get("id"), self.data["on"], market, implants, others, items, consulted,
            self.data.get("answers", {}), scan, facts, tuple(self.notices), self.document,
        )  # fmt: skip

    def add(self, code: str, path: Path, message: str) -> None:
        self.problems.append(self.document.problem(code, path, message))

    def value(self, family: str, name: str, raw: Any, path: Path) -> Stated | None:
        full = f"{family}.{name}"
        if isinstance(raw, str) and (known := self.axes.read.get((full, raw))) is not None:
            return known
        axis = self.axes.get(full)
        if axis is None:
            names = [one.partition(".")[2] for one in self.axes if one.startswith(family + ".")]
            self.add("unknown-axis", path, f"unknown {family} axis '{name}'{near(name, names)}")
            return None
        try:
            stated = stated_value(axis, raw, self.day)
        except ValueError as bad:
            self.add("value", path, str(bad))
            return None
        if isinstance(raw, str) and axis.kind != "age" and len(self.axes.read) < MAX_READ:
            self.axes.read[full, raw] = stated
        return stated

    def scan(self) -> tuple[dict[str, Stated], dict[str, ScanFact]]:
        """The scan's facts: what is stated wins over the profile, save what a scanner cannot change."""
        facts: dict[str, Stated] = {}
        scan: dict[str, ScanFact] = {}
        for name, raw in (self.request.profile or {}).items():
            stated = self.value("scan", name, raw, ("scan", "scanner"))
            if stated is not None:
                facts[f"scan.{name}"] = stated
                scan[f"scan.{name}"] = ScanFact(stated.text, "profile", None)
        for name, raw in self.data.get("scan", {}).items():
            path: Path = ("scan", name)
            if name == "scanner" or (stated := self.value("scan", name, raw, path)) is None:
                continue
            axis = f"scan.{name}"
            old = facts.get(axis)
            if old is not None and self.axes[axis].fixed and _sets(old) != _sets(stated):
                self.add(
                    "profile", path,
                    f"{stated.text} contradicts the profile '{self.request.profile_name}', which says "
                    f"{old.text}; a scanner cannot change its {self.axes[axis].title}",
                )  # fmt: skip
            facts[axis] = stated
            scan[axis] = self.scan_fact(path, stated, old)
        if "scan.urgency" not in facts:
            facts["scan.urgency"] = stated_value(self.axes["scan.urgency"], "routine", self.day)
            scan["scan.urgency"] = ScanFact("routine", "default", None)
        if self.request.profile_note:
            self.notices.append(Notice("profile", self.request.profile_note))
        ordered = {axis: scan[axis] for axis in self.axes if axis in scan}
        return facts, ordered

    def scan_fact(self, path: Path, stated: Stated, profile: Stated | None) -> ScanFact:
        """Where a scan fact comes from; what it replaces is said."""
        was, over = self.replaced.get(path), "the file"
        if was is None and profile is not None and _sets(profile) != _sets(stated):
            was, over = profile.text, "the scanner profile"
        if was is not None:
            title, place = self.axes[f"scan.{path[1]}"].title, self.document.locate(path)
            text = f"{title}: {stated.text} ({place}) replaces {was} of {over}."
            self.notices.append(Notice("override", text))
        return ScanFact(stated.text, "option" if path in self.document.options else "request", was)

    def group(self, name: str) -> tuple[Implant, ...] | None:
        """``other_implants`` or ``bringing``: None is silence, which is not the same as none."""
        if name not in self.data:
            return None
        raw = self.data[name]
        if raw in (NONE, []):
            return ()
        place = "items" if name == "bringing" else name
        forms = [{"device": one} if isinstance(one, str) else one for one in raw]
        return self.implants(place, forms, (name,))

    def implants(self, place: str, forms: Any, path: Path) -> tuple[Implant, ...]:
        return tuple(
            self.implant(f"{place}/{at + 1}", one, (*path, at)) for at, one in enumerate(forms)
        )

    def implant(self, place: str, form: Mapping[str, Any], path: Path) -> Implant:
        facts: dict[str, Stated] = {}
        components: tuple[str, ...] = ()
        for name, raw in form.get("facts", {}).items():
            stated = self.value("implant", name, raw, (*path, "facts", name))
            if stated is not None:
                facts[f"implant.{name}"] = stated
                if name == "components":
                    components = tuple(item.text for item in stated.items)
        source = form.get("identified_by")
        if source is not None:
            stated = self.value("implant", "identified_by", source, (*path, "identified_by"))
            if stated is not None:
                facts["implant.identified_by"] = stated
        return Implant(
            place, form["device"], self.market(form.get("market"), (*path, "market")), source, facts,
            form.get("answers", {}), components, form.get("checked_by"),
        )  # fmt: skip

    def market(self, market: str | None, path: Path) -> str | None:
        if market is not None and market not in self.markets:
            self.add("market", path, f"unknown market '{market}'{near(market, self.markets)}")
        return market

    def worlds(self, facts: Mapping[str, Stated], implants: tuple[Implant, ...]) -> None:
        """Refuse more alternatives than can be judged one by one."""
        for implant in implants:
            count = 1
            for stated in (*facts.values(), *implant.facts.values()):
                count *= len(stated.worlds) or 1
            if count > MAX_WORLDS:
                message = (
                    f"{count} combinations of any_of are undecided; state at most {MAX_WORLDS}"
                )
                self.add("any-of", (), message)
                return

    def consulted(self) -> list[Consultation]:
        found = []
        for at, one in enumerate(self.data.get("consulted", ())):
            answered = one.get("answered", [])
            found.append(
                Consultation(
                    f"consulted/{at + 1}",
                    one["manufacturer"],
                    one["on"],
                    one.get("document"),
                    one.get("by"),
                    one["said"],
                    None if answered == "all" else frozenset(answered),
                    one.get("device"),
                )
            )
        return found


def _sets(stated: Stated) -> object:
    return [item.members for item in (stated.worlds or stated.items)]


def answers_as_facts(answers: Mapping[str, str]) -> dict[str, Stated]:
    """Answers to questions, as stated values on their ``ask.*`` axes."""
    return {f"ask.{name}": answer(word) for name, word in answers.items()}
