"""The checklist for a terminal, a log or a screen reader: 80 columns, words before marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mri_check.checklist import (
    Checklist,
    Consult,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Line,
)
from mri_check.exits import exit_code
from mri_check.record import Citation, Source, place_of
from mri_check.render.reasons import together
from mri_check.render.words import (
    HEADLINES,
    NEVER,
    OTHERWISE,
    PHASES,
    POLICY_BINDS,
    READ,
    SILENCES,
    STATES,
    STATUS,
    VERDICTS,
    WHO,
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
    page = _Page(style or (lambda role, line: line))
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


class _Page:
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
        word, meaning = HEADLINES[it.disposition]
        self.put(f"{word} (exit code {exit_code(it.disposition)})", role="headline")
        self.put(meaning)
        if all(id.startswith("policy/") for id in it.decided_by):
            self.put(POLICY_BINDS)
        self.put("Decided by:")
        for reason in together(it):
            self.put(f"- {reason}", 2, 4)
        self.lines.append("")
        request = f", request {it.id}" if it.id else ""
        self.put(
            f"Consult-the-manufacturer checklist for the scan on {it.on}, device sold in "
            f"{it.market or 'a market that is not known'}{request}."
        )
        self.put(NEVER)
        self.scan(it)
        for title, outcomes in (
            ("Implant", it.implants),
            ("Brought into the room", it.items),
            ("Other implant", it.other_implants),
        ):
            for number, one in enumerate(outcomes, 1):
                self.implant(f"{title} {number}", one)
        self.tasks(it.lines)
        for section in it.consult:
            self.consult(section)
        self.console(it)
        self.superseded((*it.implants, *it.items, *it.other_implants))
        if it.notices:
            self.heading("Notices")
            for notice in it.notices:
                where = place_of(notice.cited)
                self.put(f"- {notice.text}" + (f" [{where}]" if where else ""), 0, 2)
        self.heading("Versions")
        self.put(f"mri-check {it.tool_version}, catalogue edition {it.edition}")
        self.put(it.digest)

    def scan(self, it: Checklist) -> None:
        self.heading("Planned scan")
        for axis, fact in it.scan.items():
            over = f", instead of {fact.overrides}" if fact.overrides else ""
            origin = "" if fact.from_ == "request" and not over else f"  ({fact.from_}{over})"
            self.row(axis, f"{fact.value}{origin}")

    def implant(self, title: str, one: ImplantOutcome) -> None:
        named = f" = {one.name}" if one.name else ""
        self.heading(f"{title}: {one.asked}{named}")
        word, meaning = HEADLINES[one.disposition]
        self.put(f"{word}. {meaning}")
        if one.stated:
            told = "; ".join(f"{axis.partition('.')[2]} {text}" for axis, text in one.stated)
            self.put(f"Stated: {told}.")
        if one.checked_by:
            self.put(f"Checked by: {one.checked_by}.")
        if one.did_you_mean:
            self.put(f"Near names, not used: {', '.join(one.did_you_mean)}.")
        for candidate in one.candidates:
            models = ", ".join(candidate.models)
            self.put(
                f"- may be {candidate.name} ({models}): would be {candidate.disposition.word}. "
                f"{candidate.tell_apart}", 2, 4,
            )  # fmt: skip
        if one.candidates:
            worst = max(candidate.disposition for candidate in one.candidates)
            self.put(f"The worst reading among them: {worst.word}.")
        for finding in one.findings:
            self.finding(finding)
        for labelling in one.labellings:
            self.labelling(labelling)
        for number, part in enumerate(one.components, 1):
            self.implant(f"{title}, component {number}", part)

    def labelling(self, one: LabellingOutcome) -> None:
        self.lines.append("")
        policy = one.id.startswith("policy/")
        dated = one.dated or "undated"
        market = (
            f"{one.market} (our inference; the document prints none)"
            if one.market_inferred
            else one.market
        )
        if policy:
            self.put(f"Site policy: {one.source.document}", role="heading")
        else:
            self.put(f"Labelling: {one.source.document}, {dated}, {READ[one.read]}", role="heading")
            self.put(f"Market {market}. {one.printed_status or STATUS[one.mr_status]}.", 2)
        for id, status in one.statuses.items():
            if status != one.mr_status and not policy:
                self.put(f"For this state of the device ({id}): {STATUS[status]}.", 2, 4)
        self.put(f"Outcome under it: {one.disposition.word}.", 2)
        if len(one.settings) > 1:
            told = "; ".join(f"{id}: {VERDICTS[verdict]}" for id, verdict in one.settings)
            self.put(f"Its settings: {told}.", 2, 4)
        for verdict, title in ((NOT_MET, "Not met"), (UNKNOWN, "Unknown"), (MET, "Met")):
            found = [finding for finding in one.findings if finding.verdict is verdict]
            if found:
                self.put(f"{title}:", 2)
                for before, finding in zip([None, *found], found):
                    self.finding(finding, len(one.settings) > 1, before)
        for kind, words in SILENCES.items():
            axes = [s for s in one.silences if s.is_ == kind]
            if axes:
                told = ", ".join(
                    s.title + (f" ({_where(s.cited)})" if _where(s.cited) else "") for s in axes
                )
                self.put(f"{words}:", 2)
                self.put(f"{told}.", 4, 4)

    def finding(self, one: Finding, several: bool = False, before: Finding | None = None) -> None:
        """One finding; of which setting, where there are several; what a box says, once."""
        rule = {
            "prohibits": "the label forbids",
            "when": "this part of the label is for",
            "ask": "must be",
        }.get(one.kind, "permitted")
        if one.origin == "policy":
            rule = "site policy permits" if one.kind == "condition" else f"site policy: {rule}"
        stated = one.stated or "not stated"
        shown = several and one.kind in ("condition", "when") and one.setting != "always"
        setting = f" [{one.setting}]" if shown else ""
        self.put(f"- {one.title}{setting}: {rule} {one.permitted}; stated: {stated}.", 4, 6,
                 "stop" if one.verdict is NOT_MET else "")  # fmt: skip
        extra = []
        if one.cited is not None:
            extra.append(place_of(one.cited))
        same_box = before is not None and before.kind == "prohibits" and before.note == one.note
        if one.note and not same_box:
            extra.append(one.note)
        if one.otherwise and one.verdict is not MET:
            extra.append(OTHERWISE[one.otherwise])
        if one.may_be_superseded_by:
            newer = ", ".join(one.may_be_superseded_by)
            extra.append(f"may be superseded by {newer}, which was not read on this")
        if extra:
            self.put("; ".join(extra) + ("" if extra[-1].endswith(".") else "."), 6, 6)

    def tasks(self, lines: Iterable[Line]) -> None:
        self.heading("What each person does")
        phase = who = ""
        for line in lines:
            if line.phase != phase:
                phase, who = line.phase, ""
                self.sub(PHASES[phase])
            if line.who != who:
                who = line.who
                self.put(f"{WHO[who]}:", 2)
            mark = STATES[line.state]
            self.put(f"{mark} {line.text}", 4, 8, "stop" if line.state == "stop" else "")
            source = place_of(line.cited)
            parts = [line.why] if line.why and line.why != source else []
            if source:
                parts.append(source)
            if line.ours and "our" not in line.why and "advice of this tool" not in line.why:
                parts.append("advice of this tool, not of the label")
            if parts:
                self.put(f"({'; '.join(parts)})", 8, 9)

    def consult(self, one: Consult) -> None:
        self.heading(f"Consult the manufacturer: {one.name}")
        if one.answers_now:
            self.put(f"Who answers now: {one.answers_now}.")
        self.sub("Whom to ask")
        for contact in one.contacts:
            reach = ", ".join(part for part in (contact.phone, contact.address) if part)
            market = f" [{contact.market}]" if contact.market else ""
            doubt = f"; {contact.doubt}" if contact.doubt else ""
            seen = f"(seen {contact.seen}, {place_of(contact.cited)}{doubt})"
            self.put(f"- {contact.purpose}{market}: {reach} {seen}", 0, 2)
        if one.documents:
            self.sub("Which document")
        for source in one.documents:
            self.document(source)
        if one.questions:
            self.sub("Which questions (the id is for the record of the answer)")
        for number, question in enumerate(one.questions, 1):
            self.put(f"{number}. {question.about}: {question.text}", 0, 4)
            self.id(question.id)

    def id(self, id: str) -> None:
        """An id is copied, so it is never broken."""
        shown = f"    id: {inert(id)}"
        self.lines += [shown] if len(shown) <= WIDTH else ["    id:", inert(id)]

    def document(self, source: Source) -> None:
        dated = source.dated or "undated"
        title = source.title
        if source.document != title:
            title += f", {source.document}"
        self.put(f"- On file: {title}, {dated}, {READ[source.read]}.", 0, 2)
        ask = source.ask_for or f"the current revision of {source.document}"
        self.put(f"Ask for: {ask}" + ("" if ask.endswith(".") else "."), 2)
        if source.address:
            self.put(f"Copy read: {source.address}", 2, 4)

    def console(self, it: Checklist) -> None:
        self.heading("Limits to enter or keep at the console")
        if not it.console:
            self.put("No labelling on file prints one for this device.")
        for limit in it.console:
            self.row(limit.axis, f"{limit.limit}  ({limit.from_})")
        stated = [axis for axis in ("scan.operating_mode",) if axis not in it.scan]
        if stated:
            self.put(
                "Check the operating mode at the console: First Level is the default on some scanners."
            )

    def superseded(self, outcomes: Iterable[ImplantOutcome]) -> None:
        found = {old.id: old for one in outcomes for old in one.superseded}
        if not found:
            return
        self.heading("Superseded, no longer followed")
        for old in found.values():
            basis = "our inference" if old.basis == "inferred" else "printed"
            because = f": {old.because}" if old.because else ""
            self.put(
                f"- {old.document} ({old.dated or 'undated'}), superseded by {old.by} ({basis}{because})",
                0,
                2,
            )
            for said in old.said:
                self.put(f"it said: {said}", 4, 6)


def _where(cited: Citation | None) -> str:
    if cited is None:
        return ""
    return f"p. {cited.page}" if cited.page else cited.section or ""
