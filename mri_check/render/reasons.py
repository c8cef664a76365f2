"""What decides a disposition, in words: every id of ``decided_by``, with what is like it said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mri_check.applicable import where_none_governs
from mri_check.checklist import (
    Checklist,
    Disposition,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Line,
    Question,
    Silence,
    Superseded,
)
from mri_check.examined import outcomes_of, place_title
from mri_check.forbidden import box_of, forbidden_words, others, stated_words
from mri_check.messages import checklist as say
from mri_check.record import Citation, Contact, Elsewhere, Source, Tested, place_of

if TYPE_CHECKING:
    from mri_check.correspondence import Asked


One = TypeVar("One", Question, "Asked")


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
    """Each id that decides, with its reason; one for each device of which it decides."""
    known = dict(say.WHY_FIXED)
    for notice in checklist.notices:
        known.setdefault(notice.id, notice.text)
    for line in checklist.lines:
        known.setdefault(line.id, line.text)
    found = list[Reason]()
    for id in checklist.decided_by:
        told = [
            reason
            for one in outcomes_of(checklist)
            if one.disposition is checklist.disposition and id in one.decided_by
            if (reason := _of_device(id, one, checklist)) is not None
        ]
        found += told or [Reason(id, known.get(id, id))]
    return found


def titled(it: Checklist) -> Iterator[tuple[str, ImplantOutcome]]:
    """Each device with its heading: its number, and where it was sold if that is not where the request says."""
    for one in (*it.implants, *it.items, *it.other_implants):
        sold = say.SOLD_IN.format(market=one.market) if one.market != it.market else ""
        yield place_title(one.place) + sold, one


def meaning(of: Disposition, decided_by: Sequence[str]) -> str:
    """What an outcome means; where policy alone, a maker's advice, or what a person confirmed decides, that is said."""
    told = say.HEADLINES[of.word][1]
    kinds = {id.partition("/")[0] for id in decided_by}
    if kinds == {"policy"}:
        return say.POLICY_MEANS.get(of.word, told)
    if kinds in ({"consulted"}, {"other_implants"}):
        from mri_check.messages import consult

        return consult.MEANS[kinds.pop()].get(of.word, told)
    return told


def together(checklist: Checklist) -> list[str]:
    """The reasons for a reader: silences of one document on many axes are one sentence."""
    found: dict[str, list[str]] = {}
    for one in reasons(checklist):
        found.setdefault(one.text, []).extend([one.axis] if one.axis else [])
    return [f"{text} {', '.join(axes)}" if axes else text for text, axes in found.items()]


def rule_of(one: Finding, findings: Iterable[Finding]) -> str:
    """What a finding does (``permitted``, ``the label forbids``); of a box of several, what it forbids it with."""
    rule = (say.RULES_OF_POLICY if one.origin == "policy" else say.RULES)[one.kind]
    titles = others(one, findings)
    return rule.format(others=say.RULE_OTHERS.format(titles=titles) if titles else "")


def _finding(one: Finding, box: tuple[Finding, ...]) -> str:
    where = f" ({place_of(one.cited)})" if place_of(one.cited) else ""
    if one.kind == "ask":
        answer = one.stated or say.WHY_UNANSWERED
        return say.WHY_ASK.format(title=one.title, answer=answer, where=where)
    stated = one.stated or say.WHY_UNKNOWN
    if one.kind == "when":
        told = say.WHY_WHEN.get(one.origin, say.WHY_WHEN["label"])
        return told.format(title=one.title, stated=stated, where=where)
    owner = say.WHY_OWNER.get(one.origin, say.WHY_OWNER["label"])
    if len(box) > 1:
        return say.WHY_BOX.format(
            note=one.note, told=stated_words(box), owner=owner, permitted=forbidden_words(box),
            where=where,
        )  # fmt: skip
    return say.WHY_FINDING.format(
        title=one.title, stated=stated, owner=owner,
        rule=say.WHY_RULE[one.kind], permitted=one.permitted, where=where,
    )  # fmt: skip


def _of_device(id: str, one: ImplantOutcome, checklist: Checklist) -> Reason | None:
    """Why an id decides of a device, where it is one of its own."""
    if id == one.place:
        return Reason(id, _place(one, checklist))
    for among in (one.findings, *(labelling.findings for labelling in one.labellings)):
        for finding in among:
            if finding.id == id:
                return Reason(id, f"{one.called}: {_finding(finding, box_of(finding, among))}")
    for labelling in one.labellings:
        if id.startswith(labelling.id + "/"):
            rest = id[len(labelling.id) + 1 :].split("/")
            told, axis = _of_labelling(labelling, rest)
            told = told or _open(id, one, checklist) or "/".join(rest)
            return Reason(id, f"{one.called}: {told}", axis)
    return None


def _place(one: ImplantOutcome, checklist: Checklist) -> str:
    if one.name is not None:
        market = where_none_governs(one.ungoverned, one.market) or say.WHY_ANY_MARKET
        return say.WHY_UNGOVERNED.format(name=one.called, market=market, on=checklist.on)
    if one.disposition is Disposition.PROHIBITED:
        return say.WHY_ALL_PROHIBITED.format(asked=one.called)
    return say.WHY_UNIDENTIFIED.format(asked=one.called)


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
        case ["no-setting"] if [id for id, _ in one.settings] == ["always"]:
            return say.WHY_NO_CONDITION.format(document=document), ""
        case ["no-setting"]:
            return say.WHY_NO_SETTING.format(document=document), ""
    return "", ""


def _open(id: str, one: ImplantOutcome, checklist: Checklist) -> str:
    """The task that is open or was denied, or the question to the maker; without the device, which is named before it."""
    name = f"{one.called}: "
    told = [line.text for line in checklist.lines if line.id == id]
    told = [text for text in told if text.startswith(name)] or told
    told += [
        each.text
        for maker in checklist.consult
        for each in maker.questions
        if each.id == id and each.about == one.called
    ]
    return told[0].removeprefix(name) if told else ""


def _title(one: LabellingOutcome, axis: str) -> str:
    return next((quiet_title(s) for s in one.silences if s.axis == axis), say.WHY_MR_STATUS)


def quiet_title(one: Silence) -> str:
    """The axis of a silence; with the place of a caution, where the label prints one and no limit."""
    if one.is_ == "no-limit" or one.cited is None:
        return one.title
    return one.title + say.CAUTION.format(where=_where(one.cited))


def quiet_on(one: Silence) -> str:
    """The axis of a silence, with the settings that it is of where it is not of all, and where the label says so."""
    settings = f" [{', '.join(one.of)}]" if one.of else ""
    where = _where(one.cited) if one.is_ == "no-limit" else ""
    return quiet_title(one) + settings + (f" ({where})" if where else "")


def tested_at(one: Tested) -> str:
    """A value at which the maker tested, and where that stands; never in the words of a limit."""
    return say.TESTED_AT.format(
        title=one.title, value=one.value, says=one.says, where=place_of(one.cited)
    )


def superseded_words(old: Superseded, lines: Iterable[Line]) -> str:
    """A superseded document, by which, on what basis; and whether a task of it is told all the same."""
    kept = any(one.cited is not None and one.cited.document == old.document for one in lines)
    return say.SUPERSEDED_BY.format(
        document=old.document, dated=old.dated or say.UNDATED, by=old.by,
        basis=say.BASIS[old.basis] + (f": {old.because}" if old.because else ""),
        kept=say.KEPT if kept else "",
    )  # fmt: skip


def _where(cited: Citation | None) -> str:
    if cited is None:
        return ""
    return say.PAGE.format(page=cited.page) if cited.page else cited.section or ""


def because(line: Line) -> str:
    """Why a line of the checklist is there, where that is printed, and whether it is only our advice."""
    source = place_of(line.cited)
    parts = [line.why.rstrip(".")] if line.why and line.why != source else []
    if source:
        parts.append(source)
    if line.ours and not any(mark in line.why for mark in say.ADVICE_MARKS):
        parts.append(say.ADVICE)
    return "; ".join(parts)


def held(source: Source, other: Elsewhere | None = None) -> tuple[str, str]:
    """A document that is on file, for which market where it governs nothing here, and what to ask for."""
    title = source.title
    if source.document != title:
        title += f", {source.document}"
    of = {"title": title, "dated": source.dated or say.UNDATED, "read": say.READ[source.read]}
    ask = source.ask_for or say.CURRENT_REVISION.format(document=source.document)
    if other is None:
        told, asked = say.ON_FILE.format(**of), say.ASK_FOR.format(document=ask)
    else:
        from mri_check.messages import elsewhere as abroad

        told = abroad.ON_FILE.format(market=other.market_told, sold=other.sold, **of)
        asked = abroad.ASK_FOR.format(sold=other.sold, document=ask)
    return told, asked + ("" if asked.endswith(".") else ".")


def elsewhere(one: Elsewhere) -> dict[str, Any]:
    """The same for a program."""
    source = one.source
    return {
        "id": one.id, "document": source.document, "title": source.title, "dated": source.dated,
        "read": source.read, "market": one.market,
        "market_basis": "inferred" if one.inferred else "printed", "sold_in": one.sold,
        "ask_for": source.ask_for, "address": source.address,
    }  # fmt: skip


def asked_once(questions: Iterable[One]) -> list[list[One]]:
    """The questions of an enquiry, those that are one in words together: each of them has an id to be answered by."""
    found: dict[tuple[str, str], list[One]] = {}
    for one in questions:
        found.setdefault((one.about, one.text), []).append(one)
    return list(found.values())


def reached(one: Contact) -> str:
    """How somebody is reached at a manufacturer, when that was seen, and where."""
    reach = ", ".join(part for part in (one.phone, one.address) if part)
    return (say.CONTACT if reach else say.CONTACT_NONE).format(
        purpose=one.purpose, market=f" [{one.market}]" if one.market else "", reach=reach,
        seen=one.seen, source=place_of(one.cited), doubt=f"; {one.doubt}" if one.doubt else "",
    )  # fmt: skip
