"""The checklist for a terminal, a log or a screen reader: 80 columns, words before marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mri_check.checklist import (
    Checklist,
    Consult,
    Disposition,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Line,
)
from mri_check.examined import outcomes_of, place_title
from mri_check.exits import exit_code
from mri_check.messages import checklist as say
from mri_check.record import Elsewhere, Source, place_of
from mri_check.render.console import (
    console_limit,
    console_title,
    console_warning,
    without_limits,
)
from mri_check.render.reasons import (
    asked_once,
    because,
    held,
    meaning,
    quiet_on,
    reached,
    rule_of,
    superseded_words,
    tested_at,
    titled,
    together,
)
from mri_check.verdict import MET, NOT_MET, UNKNOWN

WIDTH = 80
Style = Callable[[str, str], str]
"""A role (``headline``, ``heading``, ``stop``) and a line, to the line as it is shown."""


def inert(text: str) -> str:
    """Text whose control, format and bidirectional characters are shown, not obeyed."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata

    return "".join(
        char
        if unicodedata.category(char)[0] != "C" and char not in "\u2028\u2029"
        else f"\\u{ord(char):04x}"
        for char in text
    )


def to_text(checklist: Checklist, style: Style | None = None) -> str:
    """The checklist in plain text; ``style`` may colour whole lines, and changes no word of them."""
    page = ChecklistPage(style or (lambda role, line: line))
    page.checklist(checklist)
    return "\n".join(page.lines) + "\n"


def wrap(text: str, first: str, rest: str) -> list[str]:
    """A paragraph in lines of at most WIDTH characters; a word that is longer is broken.

    What textwrap does, without the hyphens and tabs that cost it nine tenths of its time.
    """
    text = " ".join(text.split())
    lines, start, indent = [], 0, first
    while len(text) - start > WIDTH - len(indent):
        end = start + WIDTH - len(indent)
        cut = text.rfind(" ", start, end + 1)
        if cut <= start:
            cut = end
        lines.append(indent + text[start:cut])
        start = cut + (text[cut] == " ")
        indent = rest
    return [*lines, indent + text[start:]] if start < len(text) else lines


class ChecklistPage:
    """Lines of text, wrapped and escaped as they are written."""

    def __init__(self, style: Style) -> None:
        self.lines: list[str] = []
        self.style = style

    def put(self, text: str, indent: int = 0, hang: int | None = None, role: str = "") -> None:
        """Write a paragraph, wrapped at 80 columns, with its further lines indented to ``hang``."""
        wrapped = wrap(inert(text), " " * indent, " " * (indent if hang is None else hang))
        self.lines += [self.style(role, line) if role else line for line in wrapped]

    def row(self, name: str, text: str) -> None:
        """A name, and what belongs to it in a column of its own."""
        self.lines += wrap(inert(text), f"{inert(name):<26} ", " " * 27)

    def heading(self, text: str) -> None:
        self.lines.append("")
        self.put(text.upper(), role="heading")

    def sub(self, text: str) -> None:
        self.lines.append("")
        self.put(text, 0, role="heading")

    # --- the parts -------------------------------------------------------------------------------

    def checklist(self, it: Checklist) -> None:
        word, _ = say.HEADLINES[it.disposition.word]
        by_policy = all(id.startswith("policy/") for id in it.decided_by)
        self.put(say.OUTCOME.format(word=word, code=exit_code(it.disposition)), role="headline")
        self.put(meaning(it.disposition, it.decided_by))
        if by_policy:
            self.put(say.POLICY_BINDS)
        self.put(say.DECIDED_BY)
        for reason in together(it):
            self.put(f"- {reason}", 2, 4)
        self.lines.append("")
        request = say.REQUEST.format(id=it.id) if it.id else ""
        self.put(say.CHECKLIST_FOR.format(on=it.on, market=market_of(it), request=request))
        self.put(say.NEVER)
        self.scan(it)
        for title, one in titled(it):
            self.implant(title, one)
        self.tasks(it.lines)
        for section in it.consult:
            self.consult(section)
        self.console(it)
        self.superseded((*it.implants, *it.items, *it.other_implants), it.lines)
        if it.notices:
            self.heading(say.NOTICES)
            for notice in it.notices:
                where = place_of(notice.cited)
                self.put(f"- {notice.text}" + (f" [{where}]" if where else ""), 0, 2)
        self.heading(say.VERSIONS)
        self.put(say.TOOL.format(version=it.tool_version, edition=it.edition))
        self.put(it.digest)
        if it.policy is not None:
            self.put(say.POLICY_FILE.format(name=it.policy[0], digest=it.policy[1]))

    def scan(self, it: Checklist) -> None:
        self.heading(say.PLANNED_SCAN)
        for axis, fact in it.scan.items():
            over = say.INSTEAD_OF.format(value=fact.overrides) if fact.overrides else ""
            plain = fact.from_ == "request" and not over
            told = say.FACT.format(value=fact.value, origin=fact.from_ + over)
            self.row(axis, fact.value if plain else told)
        if it.patient:
            self.heading(say.PATIENT)
            for axis, text in it.patient.items():
                self.row(axis, text)

    def implant(self, title: str, one: ImplantOutcome) -> None:
        named = f" = {one.name}" if one.name else ""
        self.heading(f"{title}: {one.asked}{named}")
        word, _ = say.HEADLINES[one.disposition.word]
        self.put(f"{word}. {meaning(one.disposition, one.decided_by)}")
        if one.stated:
            facts = "; ".join(f"{axis.partition('.')[2]} {text}" for axis, text in one.stated)
            self.put(say.STATED.format(facts=facts))
        if one.checked_by:
            self.put(say.CHECKED_BY.format(who=one.checked_by))
        if one.did_you_mean:
            self.put(say.NEAR_NAMES.format(names=", ".join(one.did_you_mean)))
        for candidate in one.candidates:
            models = f" ({', '.join(candidate.models)})" if candidate.models else ""
            self.put(
                say.MAY_BE.format(
                    name=candidate.name, models=models, disposition=candidate.disposition.word,
                    tell_apart=candidate.tell_apart,
                ), 2, 4,
            )  # fmt: skip
        if one.candidates:
            worst = max(candidate.disposition for candidate in one.candidates)
            self.put(say.WORST_READING.format(disposition=worst.word))
        for finding in one.findings:
            self.finding(finding, one.findings)
        for labelling in one.labellings:
            self.labelling(labelling)
        for part in one.components:
            self.implant(place_title(part.place), part)

    def labelling(self, one: LabellingOutcome) -> None:
        self.lines.append("")
        policy = one.id.startswith("policy/")
        document, dated = one.source.document, one.dated or say.UNDATED
        inferred = say.MARKET_INFERRED.format(market=one.market)
        market = inferred if one.market_inferred else one.market
        if policy:
            self.put(say.SITE_POLICY.format(name=document), role="heading")
        else:
            told = say.LABELLING.format(document=document, dated=dated, read=say.READ[one.read])
            self.put(told, role="heading")
            status = one.printed_status or say.STATUS[one.mr_status]
            self.put(say.MARKET_STATUS.format(market=market, status=status), 2)
        for id, state in one.statuses.items():
            if state != one.mr_status and not policy:
                self.put(say.STATE_STATUS.format(id=id, status=say.STATUS[state]), 2, 4)
        quiet = policy and one.disposition is Disposition.WITHIN
        told = say.OUTCOME_UNDER.format(disposition=one.disposition.word)
        self.put(say.POLICY_QUIET if quiet else told, 2)
        if len(one.settings) > 1:
            told = "; ".join(f"{id}: {say.VERDICTS[verdict.value]}" for id, verdict in one.settings)
            self.put(say.SETTINGS.format(settings=told), 2, 4)
        for verdict in (NOT_MET, UNKNOWN, MET):
            found = [finding for finding in one.findings if finding.verdict is verdict]
            if found:
                self.put(say.GROUPS[verdict.value], 2)
                for before, finding in zip([None, *found], found):
                    self.finding(finding, one.findings, len(one.settings) > 1, before)
        for kind, words in say.SILENCES.items():
            axes = [s for s in one.silences if s.is_ == kind]
            if axes:
                self.put(f"{words}:", 2)
                self.put(f"{', '.join(map(quiet_on, axes))}.", 4, 4)
        if one.tested:
            self.put(f"{say.TESTED}:", 2)
            self.put(f"{', '.join(map(tested_at, one.tested))}.", 4, 4)

    def finding(
        self, one: Finding, among: tuple[Finding, ...], several: bool = False,
        before: Finding | None = None,
    ) -> None:  # fmt: skip
        """One finding; of which setting, where there are several; what a box says, once."""
        shown = several and one.kind in ("condition", "when") and one.setting != "always"
        told = say.FINDING.format(
            title=one.title, setting=f" [{one.setting}]" if shown else "", rule=rule_of(one, among),
            permitted=one.permitted, stated=one.stated or say.NOT_STATED,
        )  # fmt: skip
        self.put(told, 4, 6, "stop" if one.verdict is NOT_MET else "")
        extra = []
        if one.cited is not None:
            extra.append(place_of(one.cited))
        same_box = before is not None and before.kind == "prohibits" and before.note == one.note
        if one.note and not same_box:
            extra.append(one.note)
        if one.otherwise and one.verdict is not MET:
            extra.append(say.OTHERWISE[one.otherwise])
        if one.may_be_superseded_by:
            newer = ", ".join(one.may_be_superseded_by)
            extra.append(say.MAY_BE_SUPERSEDED.format(documents=newer))
        if extra:
            self.put("; ".join(extra) + ("" if extra[-1].endswith(".") else "."), 6, 6)

    def tasks(self, lines: Iterable[Line]) -> None:
        self.heading(say.TASKS)
        phase = who = ""
        for line in lines:
            if line.phase != phase:
                phase, who = line.phase, ""
                self.sub(say.PHASES[phase])
            if line.who != who:
                who = line.who
                self.put(f"{say.WHO[who]}:", 2)
            mark = say.STATES[line.state]
            self.put(f"{mark} {line.text}", 4, 8, "stop" if line.state == "stop" else "")
            if why := because(line):
                self.put(f"({why})", 8, 9)

    def consult(self, one: Consult) -> None:
        self.heading(say.CONSULT.format(name=one.name))
        if one.answers_now:
            self.put(say.ANSWERS_NOW.format(who=one.answers_now))
        self.sub(say.WHOM)
        for contact in one.contacts:
            self.put(f"- {reached(contact)}", 0, 2)
        if not one.contacts:
            self.put(say.NO_CONTACT)
        if one.documents or one.elsewhere:
            self.sub(say.WHICH_DOCUMENT)
        for source in one.documents:
            self.document(source)
        for other in one.elsewhere:
            self.document(other.source, other)
        if one.questions:
            self.sub(say.WHICH_QUESTIONS)
        for number, same in enumerate(asked_once(one.questions), 1):
            self.put(f"{number}. {same[0].about}: {same[0].text}", 0, 4)
            for question in same:
                self.id(question.id)

    def id(self, id: str) -> None:
        """An id is copied, so it is never broken."""
        shown = f"    id: {inert(id)}"
        self.lines += [shown] if len(shown) <= WIDTH else ["    id:", inert(id)]

    def document(self, source: Source, other: Elsewhere | None = None) -> None:
        told, asked = held(source, other)
        self.put(told, 0, 2)
        self.put(asked, 2)
        if source.address:
            self.put(say.COPY_READ.format(address=source.address), 2, 4)

    def console(self, it: Checklist) -> None:
        self.heading(say.CONSOLE)
        for limit in it.console:
            self.row(console_title(limit), console_limit(limit))
            for warning in limit.warnings:
                self.put(f"! {console_warning(warning)}", 4, 6, "stop")
        for told in without_limits(it):
            self.put(f"- {told}", 0, 2)
        warned = any(one.axis == "scan.operating_mode" and one.warnings for one in it.console)
        if "scan.operating_mode" not in it.scan and not warned:
            self.put(say.CONSOLE_MODE)

    def superseded(self, outcomes: Iterable[ImplantOutcome], lines: tuple[Line, ...]) -> None:
        found = {old.id: old for one in outcomes for old in one.superseded}
        if not found:
            return
        self.heading(say.SUPERSEDED)
        for old in found.values():
            self.put(superseded_words(old, lines), 0, 2)
            for said in old.said:
                self.put(say.IT_SAID.format(said=said), 4, 6)


def market_of(it: Checklist) -> str:
    """The market as a heading says it, and where it comes from: each that a device is of, where it was sold; the labels of another may judge it."""
    configured = any(one.name == "market" for one in it.configured)

    def told(market: str | None) -> str:
        if configured and market == it.market:
            return say.MARKET_CONFIGURED.format(market=market)
        return market or say.MARKET_NOT_KNOWN

    markets = dict.fromkeys(one.market for one in outcomes_of(it))
    return say.AND.join(map(told, markets or (it.market,)))
