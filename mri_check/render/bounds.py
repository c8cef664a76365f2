"""The parts of an envelope in words: limits, boxes that are forbidden, reasons, and what a scanner needs."""

from __future__ import annotations

from collections.abc import Iterable

from mri_check.boxes import Forbidden, Limit, Party, Row, Why
from mri_check.checklist import ImplantOutcome
from mri_check.envelope import Told
from mri_check.fleet import Remark
from mri_check.record import Condition, place_of
from mri_check.render.console import MODES, console_warning
from mri_check.render.words import STATUS
from mri_check.spelling import in_words


class Named:
    """What implants and documents are called in one envelope."""

    def __init__(self, outcomes: tuple[ImplantOutcome, ...]) -> None:
        self.outcomes = {one.place: one for one in outcomes}
        self.several = len(outcomes) > 1

    def place(self, place: str) -> str:
        """``Implant 1``, ``Implant 1, component 2``."""
        parts = place.split("/")
        names = zip(parts[::2], parts[1::2])
        words = {"implants": "Implant", "components": "component"}
        return ", ".join(f"{words.get(kind, kind)} {number}" for kind, number in names)

    def owner(self, owner: str) -> str:
        """The implant, where there are several."""
        return f"{self.place(owner)}, " if self.several and owner else ""

    def of(self, party: Party | None) -> str:
        """The implant's place and name."""
        assert party is not None
        one = self.outcomes[party.place]
        name = one.name or one.asked
        return f"{self.place(party.place)}, {name}" if self.several else name

    def document(self, party: Party) -> str:
        """The document, or the rule of the site's policy."""
        document = party.labelling.source.document
        return f"site policy {document}" if party.origin == "policy" else document

    def printed(self, party: Party, condition: Condition) -> str:
        """Where a condition is printed; of a rule, the rule."""
        printed = place_of(condition.cited) if party.origin == "label" else ""
        return printed or self.document(party)

    def limit(self, limit: Limit) -> str:
        """Where a limit is printed, and for which implant where there are several."""
        where = self.printed(limit.party, limit.condition)
        return f"{self.place(limit.party.place)}: {where}" if self.several else where


def limit_words(row: Row) -> str:
    """What a row permits: as it is printed where one limit makes it, else in our words."""
    alone = [one for one in row.limits if one.condition.permitted == row.permitted]
    words = alone[0].condition.text if alone else in_words(row.axis, row.permitted)
    head, sign, mode = words.rpartition("at most ")
    return f"{head}{sign}{MODES[mode]}" if mode in MODES else words


def why_words(why: Why, name: Named) -> str:
    """Why there is no box, or one fewer."""
    label = why.party.labelling if why.party is not None else None
    document = name.document(why.party) if why.party is not None else ""
    alone = why.setting in ("", "always")
    setting = "" if alone else f" (setting {why.setting})"
    if why.kind == "clash":
        against = " against ".join(
            f"{one.condition.axis.title}: {one.condition.text}"
            + f"{' only' if 'one_of' in one.condition.form else ''} ({name.limit(one)})"
            for one in why.limits
        )
        both = "both" if len(why.limits) == 2 else "all of these"
        return f"No scan satisfies {both}: {against}."
    if why.kind == "not-met":
        told = "; ".join(
            f"{one.condition.axis.title}: stated {one.stated.text if one.stated else 'nothing'}, permitted "
            f"{one.condition.text} ({name.limit(one)})"
            for one in why.limits
        )
        return f"{told}{setting}."
    if why.kind in ("forbidden", "all-forbidden"):
        told = "; ".join(forbidden_words(one, name) for one in why.forbidden)
        head = (
            "What is stated is forbidden"
            if why.kind == "forbidden"
            else "All that is left is forbidden"
        )
        return f"{head}: {told}"
    assert label is not None
    if why.kind == "unsafe":
        where = place_of(label.status_cited)
        return f"{name.of(why.party)}: {label.printed_status or STATUS['unsafe']} ({where or document}){setting}."
    said = {
        "not-evaluated": "says that the device was not evaluated in MRI",
        "not-printed": "prints no MR status for this state of the device, so nothing in it permits a scan",
        "no-conditions": "has no conditions on file for this state of the device",
        "no-setting": "has no conditions on file for this state of the device",
    }[why.kind]
    return f"{name.of(why.party)}: {document} {said}{setting}."


def forbidden_words(one: Forbidden, name: Named) -> str:
    """What must not be, with what the label says of it."""
    conditions = one.conditions or one.box.conditions
    told = " together with ".join(f"{c.axis.title}: {c.text}" for c in conditions)
    box = one.box
    where = (
        name.printed(one.party, box.conditions[0]) if box.conditions else name.document(one.party)
    )
    return f"{told} ({name.of(one.party)}, {where}; {box.says.rstrip('.')})."


def told_words(told: Iterable[Told], name: Named) -> str:
    """The state that a case is for: ``state of the pump: active or stopped``."""
    return "; ".join(f"{name.owner(one.owner)}{one.axis.title}: {one.stated.text}" for one in told)


def remark_words(one: Remark) -> str:
    """What a limit means on a scanner, and what a person would set."""
    title = one.axis.title
    if one.warning is not None:
        return f"{title}, permitted {one.permitted}: {console_warning(one.warning)}"
    rule = f"forbidden {one.permitted}" if one.forbidden else f"permitted {one.permitted}"
    if one.kind == "unknown":
        return f"{title}: {one.has or 'not in its profile'}; {rule}"
    if one.kind == "change":
        return f"{title}: it has or starts with {one.has}; set or choose: {'not ' if one.forbidden else ''}{one.permitted}"
    return f"{title}: {one.has}; {rule}"
