"""Which question is next: what is not known, and could still change the outcome or the checklist.

Nothing here is a script. Every thing that a request leaves open is tried with values that stand for all its
answers; what changes nothing is not asked, and what changes most is asked first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from mri_check.axes import ANSWERS
from mri_check.catalog import Catalogue
from mri_check.check import check
from mri_check.checklist import Checklist, Finding, ImplantOutcome
from mri_check.document import Path
from mri_check.effects import Effect, contents, verdicts
from mri_check.errors import RequestError
from mri_check.examined import is_other, outcomes_of
from mri_check.planned import IMPLANTED_ON
from mri_check.policy import Policy
from mri_check.question import Field, Question, Reason
from mri_check.record import Condition
from mri_check.request import NONE, Request
from mri_check.scanners import AXES as OF_SCANNERS
from mri_check.trials import UNKNOWN_PART, conditions_of, trials, triggers_of
from mri_check.verdict import UNKNOWN

Data = Mapping[str, Any]
_DEVICE_FIRST = 1e6


class Asking:
    """Questions on requests, under one catalogue, one site policy and one way to read a request.

    ``read`` makes a request of plain data (with what is configured) and raises RequestError; ``profiles``
    are the names of the site's own scanners.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        read: Callable[[Data], Request],
        policy: Policy | None = None,
        profiles: tuple[str, ...] = (),
    ) -> None:
        self.catalogue, self.read, self.policy, self.profiles = catalogue, read, policy, profiles

    def check(self, data: Data) -> Checklist:
        """The checklist of a request as far as it is known. Raises RequestError."""
        return check(self.catalogue, self.read(data), self.policy)

    def questions(self, data: Data, passed: frozenset[Path] = frozenset()) -> tuple[Question, ...]:
        """What is still to be asked, the most decisive first; nothing that was ``passed`` (not known).

        Raises RequestError where the request itself cannot be read.
        """
        return _Looking(self, data, passed).questions()


class _Looking:
    """One look at one request."""

    def __init__(self, asking: Asking, data: Data, passed: frozenset[Path]) -> None:
        self.asking, self.data, self.passed = asking, data, passed
        self.catalogue = asking.catalogue
        self.base = asking.check(data)
        self.verdicts, self.contents = verdicts(self.base), contents(self.base)
        self.on = date.fromisoformat(self.base.on)
        self.conditions = tuple(self.in_scope())

    def questions(self) -> tuple[Question, ...]:
        found = [*self.devices(), *self.whole(), *self.of_scan(), *self.of_patient()]
        for name in ("implants", "other_implants"):
            found += self.of_implants(name)
        return tuple(sorted(found, key=lambda one: (one.line is not None, -one.weight)))

    # --- what there is to state ----------------------------------------------------------------------

    def devices(self) -> Iterator[Question]:
        """Which device it is comes before all else: nothing is known of one that is not identified."""
        for one in outcomes_of(self.base):
            unclear = one.device is None and (one.candidates or not is_other(one.place))
            path = self.named_at(one.place) if unclear else ()
            field = Field(path, None, "device")
            if path and path not in self.passed:
                yield Question(
                    f"{one.place}/device", "device", (field,), one.place, one.asked, "technologist",
                    weight=_DEVICE_FIRST,
                )  # fmt: skip

    def whole(self) -> Iterator[Question]:
        """What holds for the whole request and is no axis: the market, what else is there."""
        tried: tuple[tuple[str, str, list[Any]], ...] = (
            ("market", "market", list(self.catalogue.markets)),
            ("others", "other_implants", [NONE, [UNKNOWN_PART]]),
            ("items", "bringing", [NONE, [UNKNOWN_PART]]),
        )
        for kind, name, values in tried:
            stated = name in self.data or (kind == "market" and self.base.market is not None)
            if not stated and (name,) not in self.passed:
                yield from self.one(kind, Field((name,), None, name), values, "technologist")

    def of_scan(self) -> Iterator[Question]:
        """The scanner at once, and the rest of the scan."""
        known = {axis for axis, fact in self.base.scan.items() if fact.from_ != "default"}
        fields = [
            Field(("scan", name.partition(".")[2]), axis, name.partition(".")[2])
            for name, axis in self.catalogue.axes.items()
            if name.startswith("scan.") and name not in known
        ]
        scanner = [one for one in fields if one.axis and one.axis.name in OF_SCANNERS]
        path: Path = ("scan", "scanner")
        named = "scanner" in self.data.get("scan", {}) or path in self.passed
        open_ = [one for one in scanner if not named or one.path not in self.passed]
        parts = [question for one in open_ for question in self.of_field(one, "", "")]
        if parts and not named:
            field = Field(path, None, "scanner")
            effects = self.effects(field, self.asking.profiles)
            whole = self.made("scanner", "scanner", (field,), "", "", "technologist", effects)
            yield _joined([whole, *parts], "scanner", "scanner")
        elif parts:  # what a named scanner leaves open is one question more
            yield _joined(parts, "scanner/more") if len(parts) > 1 else parts[0]
        rest = [one for one in fields if one not in scanner and one.path not in self.passed]
        yield from self.together(rest, "scan", "", "")

    def of_patient(self) -> Iterator[Question]:
        stated = self.base.patient
        fields = [
            Field(("patient", short), axis, short)
            for name, axis in self.catalogue.axes.items()
            for short in [name.partition(".")[2]]
            if name.startswith("patient.") and name not in stated
        ]
        open_ = [one for one in fields if one.path not in self.passed]
        yield from self.together(open_, "patient", "", "")

    def of_implants(self, name: str) -> Iterator[Question]:
        for one in getattr(self.base, name):
            kind, at = self.place(one)
            form = self.data[kind][at] if isinstance(self.data.get(kind), list) else {}
            form = form if isinstance(form, Mapping) else {"device": form}
            stated = {*form.get("facts", {}), *form}
            if IMPLANTED_ON in self.data.get("patient", {}):
                stated.add(IMPLANTED_ON)
            fields = []
            for axis in self.catalogue.axes.values():
                family, _, short = axis.name.partition(".")
                if family != "implant" or short in stated:
                    continue
                inner: Path = ("identified_by",) if short == "identified_by" else ("facts", short)
                fields.append(Field((kind, at, *inner), axis, short))
            open_ = [field for field in fields if field.path not in self.passed]
            yield from self.together(open_, one.place, one.place, one.called)
            yield from self.answers(one, (kind, at))

    def answers(self, one: ImplantOutcome, at: tuple[str, int]) -> Iterator[Question]:
        """The questions that a label, a rule or an unknown implant asks and nobody has answered."""
        asked: dict[str, Finding] = {}
        for finding in (*one.findings, *(f for judged in one.labellings for f in judged.findings)):
            if finding.kind == "ask" and finding.verdict is UNKNOWN:
                asked.setdefault(finding.axis, finding)
        for axis, finding in asked.items():
            field = Field((*at, "answers", axis[4:]), None, axis[4:])
            if field.path not in self.passed:
                effects = self.effects(field, ANSWERS)
                if any(effect.entries for effect in effects):
                    made = self.made(
                        f"{one.place}/answers/{field.name}", "answer", (field,), one.place,
                        finding.title, finding.who, effects,
                    )  # fmt: skip
                    yield made.replace(reasons=self.reasons(axis, one.place))

    def named_at(self, place: str) -> Path:
        """Where the name of a device stands in the request; nowhere, if it is one of several that are undecided."""
        kind, number, *part = place.split("/")
        name, at = "bringing" if kind == "items" else kind, int(number) - 1
        entry: Path = (name, at)
        if not part:
            return entry if kind == "items" else (*entry, "device")
        form = self.data[name][at]
        named = form["facts"]["components"] if isinstance(form, Mapping) else None
        if isinstance(named, list):
            return (*entry, "facts", "components", int(part[1]) - 1)
        return (*entry, "facts", "components") if isinstance(named, str) else ()

    def place(self, one: ImplantOutcome) -> tuple[str, int]:
        kind, _, number = one.place.partition("/")
        return kind, int(number) - 1

    # --- what it would change ------------------------------------------------------------------------

    def together(self, fields: list[Field], id: str, place: str, about: str) -> Iterator[Question]:
        """Each field that can decide by itself is a question; those that can only add to the checklist are one."""
        small: list[Question] = []
        for field in fields:
            for question in self.of_field(field, place, about):
                if question.line is None:
                    yield question
                else:
                    small.append(question)
        if small:
            yield _joined(small, f"{id}/more") if len(small) > 1 else small[0]

    def of_field(self, field: Field, place: str, about: str) -> Iterator[Question]:
        axis = field.axis
        assert axis is not None
        kind = "region" if axis.name == "scan.region" else "value"
        values = trials(axis, self.conditions, self.on)
        for made in self.one(kind, field, values, axis.known_by, place, about):
            yield made.replace(reasons=self.reasons(axis.name, place))

    def one(
        self,
        kind: str,
        field: Field,
        values: list[Any],
        who: str,
        place: str = "",
        about: str = "",
    ) -> Iterator[Question]:
        """The question for one field; none where no answer to it would change anything."""
        effects = self.effects(field, values)
        if any(effect.entries for effect in effects):
            id = f"{place}/{field.name}" if place else "/".join(str(part) for part in field.path)
            yield self.made(id, kind, (field,), place, about, who, effects)

    def made(
        self,
        id: str,
        kind: str,
        fields: tuple[Field, ...],
        place: str,
        about: str,
        who: str,
        effects: list[Effect],
    ) -> Question:
        outcomes = sorted({one.outcome for one in effects} - {self.base.disposition})
        line = None
        if not any(one.decides for one in effects):
            changed = {entry for one in effects for entry in one.entries if entry[0] == "line"}
            line = min((str(entry[3]) for entry in changed), default="")
        weight = sum(len(one.entries) for one in effects) / len(effects) if effects else 0.0
        return Question(id, kind, fields, place, about, who, (), tuple(outcomes), line, weight)

    def effects(self, field: Field, values: Any) -> list[Effect]:
        return [one for value in values if (one := self.effect(field, value)) is not None]

    def effect(self, field: Field, value: Any) -> Effect | None:
        """What one answer would change; None where it cannot be stated beside the rest."""
        try:
            found = self.asking.check(with_value(self.data, field.path, value))
        except RequestError:
            return None
        decided = verdicts(found) ^ self.verdicts
        return Effect(found.disposition, bool(decided), decided | (contents(found) ^ self.contents))

    def reasons(self, axis: str, place: str) -> tuple[Reason, ...]:
        """The rules on file that look at an axis and are open."""
        found: dict[tuple[Any, ...], Reason] = {}
        for one in outcomes_of(self.base):
            if place and not one.place.startswith(place):
                continue
            for finding in (f for judged in one.labellings for f in judged.findings):
                if finding.axis == axis and finding.verdict is UNKNOWN:
                    key = (finding.origin, finding.kind, finding.permitted)
                    made = Reason(finding.origin, finding.kind, finding.permitted, finding.cited)
                    found.setdefault(key, made)
        return tuple(found.values())

    def in_scope(self) -> Iterator[Condition]:
        """Every condition that could come to count: of all documents of each device, of the site, of practice."""
        known = (one for one in outcomes_of(self.base) if one.device)
        ids = {f"{one.manufacturer}/{one.device}": None for one in known}
        may_be = [
            one
            for top in (*self.base.implants, *self.base.other_implants)
            for one in top.candidates
        ]
        for id in (*ids, *(one.device for one in may_be)):
            for labelling in self.catalogue.device(id).labellings:
                yield from conditions_of(labelling)
        for rule in self.asking.policy.rules if self.asking.policy else ():
            yield from conditions_of(rule.labelling)
        yield from triggers_of(self.catalogue.practice())


def _joined(parts: list[Question], id: str, kind: str = "several") -> Question:
    """Several questions as one."""
    return parts[0].replace(
        id=id, kind=kind,
        fields=tuple(one for part in parts for one in part.fields),
        reasons=tuple(one for part in parts for one in part.reasons),
        outcomes=tuple(sorted({one for part in parts for one in part.outcomes})),
        line=next((part.line for part in parts if part.line), "")
        if all(part.line is not None for part in parts)
        else None,
        weight=sum(part.weight for part in parts),
    )  # fmt: skip


def with_value(data: Data, path: Path, value: Any) -> dict[str, Any]:
    """The data with one value at its path; what was given is not changed."""
    first, *rest = path
    return {**data, str(first): _put(data.get(str(first)), tuple(rest), value)}


def _put(inner: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(first, int):
        return [
            _put(one, tuple(rest), value) if at == first else one for at, one in enumerate(inner)
        ]
    if isinstance(inner, str):  # an implant that is named and no more
        inner = {"device": inner}
    inner = inner or {}
    return {**inner, first: _put(inner.get(first), tuple(rest), value)}
