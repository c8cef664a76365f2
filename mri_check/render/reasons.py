"""What decides a disposition, in words: every id of ``decided_by``, with what is like it said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mri_check.checklist import (
    Checklist,
    Disposition,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Line,
)
from mri_check.examined import outcomes_of
from mri_check.messages import checklist as say
from mri_check.record import Contact, place_of


class Reason(NamedTuple):
    """Why an id decides."""

    id: str
    text: str
    axis: str = ""
    """Of a silence, the title of the axis; silences of one document on many axes are one sentence."""

    @property
    def sentence(self) -> str:
        """It alone."""
        return f"{self.text} {self.axis}" if self.axis else self.text


def reasons(checklist: Checklist) -> list[Reason]:
    """Each id that decides, with its reason."""
    known = dict(say.WHY_FIXED)
    for one in outcomes_of(checklist):
        known[one.place] = _place(one, checklist)
        for finding in one.findings:
            known[finding.id] = f"{one.asked}: {_finding(finding)}"
        for labelling in one.labellings:
            for finding in labelling.findings:
                known[finding.id] = f"{one.name}: {_finding(finding)}"
    for notice in checklist.notices:
        known.setdefault(notice.id, notice.text)
    for line in checklist.lines:
        known.setdefault(line.id, line.text)
    return [
        Reason(id, known[id]) if known.get(id) else _labelling(id, checklist)
        for id in checklist.decided_by
    ]


def meaning(of: Disposition, decided_by: Sequence[str]) -> str:
    """What an outcome means; where the site's policy alone, or a maker's advice, decides, that is said."""
    told = say.HEADLINES[of.word][1]
    if decided_by and all(id.startswith("policy/") for id in decided_by):
        return say.POLICY_MEANS.get(of.word, told)
    if decided_by and all(id.startswith("consulted/") for id in decided_by):
        from mri_check.messages import consult as consulted

        return consulted.ADVICE_MEANS.get(of.word, told)
    return told


def together(checklist: Checklist) -> list[str]:
    """The reasons for a reader: silences of one document on many axes are one sentence."""
    found: dict[str, list[str]] = {}
    for one in reasons(checklist):
        found.setdefault(one.text, []).extend([one.axis] if one.axis else [])
    return [f"{text} {', '.join(axes)}" if axes else text for text, axes in found.items()]


def _finding(one: Finding) -> str:
    where = f" ({place_of(one.cited)})" if place_of(one.cited) else ""
    if one.kind == "ask":
        answer = one.stated or say.WHY_UNANSWERED
        return say.WHY_ASK.format(title=one.title, answer=answer, where=where)
    stated = one.stated or say.WHY_UNKNOWN
    if one.kind == "when":
        told = say.WHY_WHEN.get(one.origin, say.WHY_WHEN["label"])
        return told.format(title=one.title, stated=stated, where=where)
    return say.WHY_FINDING.format(
        title=one.title, stated=stated, owner=say.WHY_OWNER.get(one.origin, say.WHY_OWNER["label"]),
        rule=say.WHY_RULE[one.kind], permitted=one.permitted, where=where,
    )  # fmt: skip


def _place(one: ImplantOutcome, checklist: Checklist) -> str:
    if one.name is not None:
        market = checklist.market or say.WHY_ANY_MARKET
        return say.WHY_UNGOVERNED.format(name=one.name, market=market, on=checklist.on)
    if one.disposition is Disposition.PROHIBITED:
        return say.WHY_ALL_PROHIBITED.format(asked=one.asked)
    return say.WHY_UNIDENTIFIED.format(asked=one.asked)


def _labelling(id: str, checklist: Checklist) -> Reason:
    for one in outcomes_of(checklist):
        for labelling in one.labellings:
            if id.startswith(labelling.id + "/"):
                rest = id[len(labelling.id) + 1 :].split("/")
                told, axis = _of_labelling(labelling, rest)
                told = told or _question(id, checklist) or "/".join(rest)
                return Reason(id, f"{one.name}: {told}", axis)
    return Reason(id, id)


def _of_labelling(one: LabellingOutcome, rest: list[str]) -> tuple[str, str]:
    """What is said of a labelling, and of which axis."""
    document = one.source.document
    match rest:
        case ["consultation"]:
            return say.WHY_UNCONFIRMED.format(document=document), ""
        case ["not-addressed", axis]:
            return say.WHY_NOT_ADDRESSED.format(document=document), _title(one, axis)
        case ["not-read", axis]:
            return say.WHY_NOT_READ.format(document=document), _title(one, axis)
        case [_, "mr_status"] if one.mr_status == "unsafe":
            status = one.printed_status or say.WHY_UNSAFE
            return say.WHY_STATUS.format(status=status, document=document), ""
        case [_, "mr_status"]:
            return say.WHY_NO_STATUS.format(document=document), ""
        case ["no-setting"]:
            return say.WHY_NO_SETTING.format(document=document), ""
    return "", ""


def _question(id: str, checklist: Checklist) -> str:
    """The question to the maker that is open."""
    asked = (one for maker in checklist.consult for one in maker.questions)
    return next((one.text for one in asked if one.id == id), "")


def _title(one: LabellingOutcome, axis: str) -> str:
    return next((s.title for s in one.silences if s.axis == axis), say.WHY_MR_STATUS)


def because(line: Line) -> str:
    """Why a line of the checklist is there, where that is printed, and whether it is only our advice."""
    source = place_of(line.cited)
    parts = [line.why.rstrip(".")] if line.why and line.why != source else []
    if source:
        parts.append(source)
    if line.ours and not any(mark in line.why for mark in say.ADVICE_MARKS):
        parts.append(say.ADVICE)
    return "; ".join(parts)


def reached(one: Contact) -> str:
    """How somebody is reached at a manufacturer, when that was seen, and where."""
    reach = ", ".join(part for part in (one.phone, one.address) if part)
    return (say.CONTACT if reach else say.CONTACT_NONE).format(
        purpose=one.purpose, market=f" [{one.market}]" if one.market else "", reach=reach,
        seen=one.seen, source=place_of(one.cited), doubt=f"; {one.doubt}" if one.doubt else "",
    )  # fmt: skip
