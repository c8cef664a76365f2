"""The parts of an envelope in words: limits, boxes that are forbidden, reasons, and what a scanner needs."""

from __future__ import annotations

from collections.abc import Iterable

from mri_check.boxes import Forbidden, Limit, Party, Row, Why
from mri_check.checklist import ImplantOutcome
from mri_check.envelope import Told
from mri_check.examined import place_title
from mri_check.fleet import Remark
from mri_check.messages import checklist
from mri_check.messages import envelope as say
from mri_check.record import Condition, place_of
from mri_check.render.console import console_warning, in_console_words
from mri_check.spelling import in_words


class Named:
    """What implants and documents are called in one envelope."""

    def __init__(self, outcomes: tuple[ImplantOutcome, ...]) -> None:
        self.outcomes = {one.place: one for one in outcomes}
        self.several = len(outcomes) > 1

    def owner(self, owner: str) -> str:
        """The implant, where there are several."""
        return f"{place_title(owner)}, " if self.several and owner else ""

    def of(self, party: Party | None) -> str:
        """The implant's place and name."""
        assert party is not None
        one = self.outcomes[party.place]
        name = one.name or one.asked
        return f"{place_title(party.place)}, {name}" if self.several else name

    def document(self, party: Party) -> str:
        """The document, or the rule of the site's policy."""
        document = party.labelling.source.document
        return say.OF_POLICY.format(document=document) if party.origin == "policy" else document

    def printed(self, party: Party, condition: Condition) -> str:
        """Where a condition is printed; of a rule, the rule."""
        printed = place_of(condition.cited) if party.origin == "label" else ""
        return printed or self.document(party)

    def limit(self, limit: Limit) -> str:
        """Where a limit is printed, and for which implant where there are several."""
        where = self.printed(limit.party, limit.condition)
        return f"{place_title(limit.party.place)}: {where}" if self.several else where


def limit_words(row: Row) -> str:
    """What a row permits: as it is printed where one limit makes it, else in our words."""
    alone = [one for one in row.limits if one.condition.permitted == row.permitted]
    words = alone[0].condition.text if alone else in_words(row.axis, row.permitted)
    return in_console_words(words)


def why_words(why: Why, name: Named) -> str:
    """Why there is no box, or one fewer."""
    label = why.party.labelling if why.party is not None else None
    document = name.document(why.party) if why.party is not None else ""
    alone = why.setting in ("", "always")
    setting = "" if alone else say.OF_SETTING.format(setting=why.setting)
    if why.kind == "clash":
        sides = say.AGAINST.join(
            (say.CLASH_SIDE_ONLY if "one_of" in one.condition.form else say.CLASH_SIDE).format(
                title=one.condition.axis.title, permitted=one.condition.text, where=name.limit(one)
            )
            for one in why.limits
        )
        told = say.CLASH_BOTH if len(why.limits) == 2 else say.CLASH_ALL
        return told.format(sides=sides)
    if why.kind == "not-met":
        told = "; ".join(
            say.NOT_MET.format(
                title=one.condition.axis.title,
                stated=one.stated.text if one.stated else say.NOTHING,
                permitted=one.condition.text,
                where=name.limit(one),
            )
            for one in why.limits
        )
        return f"{told}{setting}."
    if why.kind in ("forbidden", "all-forbidden"):
        told = "; ".join(forbidden_words(one, name) for one in why.forbidden)
        head = say.FORBIDDEN_STATED if why.kind == "forbidden" else say.FORBIDDEN_ALL
        return head.format(what=told)
    assert label is not None
    if why.kind == "unsafe":
        where = place_of(label.status_cited)
        return say.UNSAFE.format(
            name=name.of(why.party), status=label.printed_status or checklist.STATUS["unsafe"],
            where=where or document, setting=setting,
        )  # fmt: skip
    return say.WHY[why.kind].format(name=name.of(why.party), document=document, setting=setting)


def forbidden_words(one: Forbidden, name: Named) -> str:
    """What must not be, with what the label says of it."""
    conditions = one.conditions or one.box.conditions
    told = say.TOGETHER_WITH.join(f"{c.axis.title}: {c.text}" for c in conditions)
    box = one.box
    where = (
        name.printed(one.party, box.conditions[0]) if box.conditions else name.document(one.party)
    )
    return say.FORBIDDEN.format(
        what=told, name=name.of(one.party), where=where, says=box.says.rstrip(".")
    )


def told_words(told: Iterable[Told], name: Named) -> str:
    """The state that a case is for: ``state of the pump: active or stopped``."""
    return "; ".join(f"{name.owner(one.owner)}{one.axis.title}: {one.stated.text}" for one in told)


def remark_words(one: Remark) -> str:
    """What a limit means on a scanner, and what a person would set."""
    title, permitted = one.axis.title, one.permitted
    if one.warning is not None:
        warning = console_warning(one.warning)
        return say.REMARK_WARNING.format(title=title, permitted=permitted, warning=warning)
    if one.kind == "change":
        told = say.REMARK_CHANGE_NOT if one.forbidden else say.REMARK_CHANGE
    else:
        told = say.REMARK_FORBIDDEN if one.forbidden else say.REMARK_PERMITTED
    has = one.has or say.NOT_IN_PROFILE if one.kind == "unknown" else one.has
    return told.format(title=title, has=has, permitted=permitted)
