"""What each person does next: the lines of the checklist, the questions to the maker, the console's limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mri_check.applicable import Applicable
from mri_check.catalog import Catalogue
from mri_check.checklist import (
    Candidate,
    ConsoleLimit,
    Consult,
    Consultation,
    Disposition,
    Finding,
    Implant,
    ImplantOutcome,
    LabellingOutcome,
    Line,
    Notice,
    Question,
    Silence,
)
from mri_check.evaluate import Facts, fires
from mri_check.frozen import Record
from mri_check.identify import NotIdentified
from mri_check.record import (
    Axis,
    Citation,
    Condition,
    Device,
    Instruction,
    Labelling,
    Setting,
    Source,
)
from mri_check.request import Resolved
from mri_check.verdict import MET, NOT_MET, UNKNOWN

PHASES = ("identify", "consult", "match", "plan", "before", "during", "after", "record")
WHO = ("technologist", "mr-safety-officer", "radiologist", "pump-clinician", "manufacturer", "scheduler")  # fmt: skip


_RANK = {(phase, who): (a, b) for a, phase in enumerate(PHASES) for b, who in enumerate(WHO)}


MAX_KEPT = 4096
"""How many lines and questions are remembered as written."""


class Judgement(Record):
    """One labelling or policy rule, judged, with what was asked of the maker and answered."""

    labelling: Labelling
    origin: str
    outcome: LabellingOutcome
    applied: tuple[Setting, ...]
    confirmed: Consultation | None
    closed: frozenset[str]
    """The ids of the questions that the consultation closed."""


class Examined(Record):
    """One implant, item or other implant on its way through a check."""

    implant: Implant
    device: Device | None
    model: str | None
    unidentified: NotIdentified | None
    applicable: Applicable | None
    facts: Facts = {}
    answered: Mapping[str, str] = {}
    candidates: tuple[Candidate, ...] = ()
    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    components: tuple[Examined, ...] = ()
    outcome: ImplantOutcome | None = None


class Written(Record):
    """The parts of a checklist that are for people."""

    lines: tuple[Line, ...]
    consult: tuple[Consult, ...]
    console: tuple[ConsoleLimit, ...]
    notices: tuple[Notice, ...]


def write(
    catalogue: Catalogue,
    asked: Resolved,
    examined: tuple[Examined, ...],
    weighed: tuple[Notice, ...],
) -> Written:
    """Say what follows from the findings, for each person and each manufacturer."""
    writing = _Writing(catalogue, asked, tuple(_flat(examined)))
    return Written(
        writing.lines(),
        writing.consult(),
        writing.console(),
        (*asked.notices, *weighed, *writing.notices()),
    )


def _flat(examined: Iterable[Examined]) -> Iterator[Examined]:
    for one in examined:
        yield one
        yield from _flat(one.components)


def place_of(cited: Citation | None) -> str:
    """``M005186C003 Rev B, p. 9``."""
    if cited is None:
        return ""
    where = (
        f"p. {cited.page}" if cited.page else f"section {cited.section}" if cited.section else ""
    )
    return ", ".join(part for part in (cited.document, where) if part)


class _Writing:
    """Writes the people's parts of one checklist."""

    def __init__(
        self, catalogue: Catalogue, asked: Resolved, examined: tuple[Examined, ...]
    ) -> None:
        self.catalogue, self.asked, self.examined = catalogue, asked, examined
        self.makers = self.by_maker()
        self.several = sum(one.implant.place.count("/") == 1 for one in examined) > 1

    def name(self, one: Examined) -> str:
        return one.outcome.name if one.outcome and one.outcome.name else one.implant.asked

    # --- the checklist ---------------------------------------------------------------------------

    def lines(self) -> tuple[Line, ...]:
        found: dict[tuple[str, str, str], Line] = {}
        for line in self.unsorted():
            found.setdefault((line.phase, line.who, line.text), line)
        return tuple(sorted(found.values(), key=lambda line: _RANK[line.phase, line.who]))

    def unsorted(self) -> Iterator[Line]:
        yield from self.request_lines()
        for one in self.examined:
            prefix = f"{self.name(one)}: " if self.several else ""
            yield from self.identity_lines(one)
            for judgement in one.judgements:
                yield from self.finding_lines(judgement, prefix)
                yield from self.apart_lines(judgement, one, prefix)
                label = judgement.labelling
                yield from self.task_lines(
                    label.id, label.instructions, one.facts, one.answered, prefix
                )
            for finding in one.findings:
                yield self.ask_line(finding, f"{one.implant.asked}: ", one.implant.checked_by)
        practice = self.catalogue.practice()
        yield from self.task_lines("practice", practice, self.asked.facts, self.asked.answers, "")
        yield from self.maker_lines()

    def request_lines(self) -> Iterator[Line]:
        asked = self.asked
        if any((one.implant.market or asked.market) is None for one in self.examined):
            yield Line(
                "market", "identify", "technologist", "open",
                "Find out in which market the device was sold (ID card, operation note).",
                "Labels differ by market; the labelling follows the device, not the scanner.", None, True,
            )  # fmt: skip
        if asked.other_implants is None:
            yield Line(
                "other_implants", "identify", "technologist", "open",
                "Ask for all other implants; radiograph if unclear.",
                "With several implants the most restrictive conditions apply.", None, True,
            )  # fmt: skip
        if asked.items is None:
            yield Line(
                "bringing", "before", "technologist", "open",
                "Ask which devices would come into the scanner room (programmer, handset, controller).",
                "External devices of infusion pumps stay outside; silence is not nothing.", None, True,
            )  # fmt: skip

    def identity_lines(self, one: Examined) -> Iterator[Line]:
        implant, asked = one.implant, one.implant.asked
        if one.unidentified is not None:
            if one.findings:
                return
            near = ", ".join(one.unidentified.did_you_mean)
            why = one.unidentified.why
            why += f". Near names, not used: {near}" if near else ""
            yield Line(
                implant.place, "identify", "technologist", "open",
                f"Find out which device '{asked}' is: patient ID card, operation note, pump clinic, the "
                "maker's line, radiograph.", why, None, True,
            )  # fmt: skip
        elif implant.place.rpartition("/")[0] == "implants" and implant.identified_by in (
            None,
            "verbal",
        ):
            said = "was only said" if implant.identified_by else "has no stated origin"
            yield Line(
                f"{implant.place}/identified_by", "identify", "technologist", "open",
                f"Confirm the model number of {self.name(one)} on the ID card, by interrogation or in the "
                "operation note.", f"The model number {said}.", None, True,
            )  # fmt: skip

    def finding_lines(self, judgement: Judgement, prefix: str) -> Iterator[Line]:
        """Lines for what is open or in the way; not for an alternative setting that is out of the question."""
        outcome = judgement.outcome
        ruled_out = {id for id, verdict in outcome.settings if verdict is NOT_MET}
        blocked = outcome.disposition >= Disposition.OUTSIDE
        for finding in outcome.findings:
            mute = finding.setting in ruled_out and finding.kind in ("condition", "ask")
            if mute and not (blocked and finding.verdict is NOT_MET):
                continue
            if finding.kind == "ask":
                yield self.ask_line(finding, prefix, None)
            elif finding.verdict is not MET:
                yield self.condition_line(finding, self.catalogue.axes[finding.axis], prefix)

    def condition_line(self, finding: Finding, axis: Axis, prefix: str) -> Line:
        owner = "the site policy, not the label," if finding.origin == "policy" else "the label"
        rule = "forbids" if finding.kind == "prohibits" else "permits"
        why = f"{owner} {rule}: {finding.permitted}"
        if finding.kind == "when":
            why = f"it decides which part of the label applies ({finding.permitted})"
        state = "open" if finding.verdict is UNKNOWN else "stop"
        if state == "stop":
            told = f"{_capital(finding.title)} is {finding.stated or 'not known'}"
            text = (
                f"{_capital(finding.note or '')}. {told}."
                if finding.kind == "prohibits"
                else f"{told}."
            )
        elif finding.stated is None:
            text, why = axis.ask, f"{why}; state it as {axis.name}"
        else:
            text = f"{_capital(axis.title)} is stated as {finding.stated}, which does not settle it. {axis.ask}"
        return Line(finding.id, axis.phase, axis.known_by, state, prefix + text, why, finding.cited)

    def ask_line(self, finding: Finding, prefix: str, checked_by: str | None) -> Line:
        state = {MET: "done", NOT_MET: "stop", UNKNOWN: "open"}[finding.verdict]
        name = finding.axis.removeprefix("ask.")
        why = f"checked by {checked_by}" if checked_by else "only a person can confirm it"
        if state == "open":
            why += f"; answer it as {name}"
        who = "mr-safety-officer" if finding.setting == "other-implant" else "pump-clinician"
        text = prefix + finding.title
        return Line(finding.id, "match", who, state, text, why, finding.cited)

    def apart_lines(self, judgement: Judgement, one: Examined, prefix: str) -> Iterator[Line]:
        """A forbidden combination that this plan stays clear of: said, since it must stay so."""
        for box in judgement.labelling.boxes:
            if fires(box.when, one.facts) is NOT_MET:
                continue
            if fires(box.conditions, one.facts) is NOT_MET:
                axis = box.conditions[0].axis
                yield Line(
                    f"{judgement.labelling.id}/{box.id}", axis.phase, axis.known_by, "done",
                    f"{prefix}as stated, clear of what is forbidden: {box.says}",
                    "check that it still holds before the scan starts", box.conditions[0].cited,
                    judgement.origin == "policy",
                )  # fmt: skip

    def task_lines(
        self,
        owner: str,
        tasks: tuple[Instruction, ...],
        facts: Facts,
        answered: Mapping[str, str],
        prefix: str,
    ) -> tuple[Line, ...]:
        """The tasks of a document as lines; written once for each reading of what their triggers look at."""
        axes = self.catalogue.triggers.get(owner)
        if axes is None:
            axes = tuple({one.axis.name: None for task in tasks for one in task.when})
            self.catalogue.triggers[owner] = axes
        told = [facts.get(axis) for axis in axes]
        kept = (owner, prefix, *(one.text if one else None for one in told))
        memo = self.catalogue.lines
        if not answered and (known := memo.get(kept)) is not None:
            return known
        lines = tuple(
            line
            for task in tasks
            if task.phase != "consult"
            and (line := _task_line(task, facts, answered, prefix)) is not None
        )
        dated = any(one is not None and one.dated for one in told)
        if not answered and not dated and len(memo) < MAX_KEPT:
            memo[kept] = lines
        return lines

    # --- the manufacturer ------------------------------------------------------------------------

    def by_maker(self) -> dict[str, list[Examined]]:
        found: dict[str, list[Examined]] = {}
        for one in self.examined:
            if one.device is not None:
                found.setdefault(one.device.manufacturer, []).append(one)
            for candidate in one.candidates:
                maker = found.setdefault(candidate.device.partition("/")[0], [])
                if one not in maker:
                    maker.append(one)
        return found

    def consult(self) -> tuple[Consult, ...]:
        sections = []
        for id, subjects in self.makers.items():
            maker = self.catalogue.manufacturer(id)
            markets = {one.implant.market or self.asked.market for one in subjects}
            contacts = tuple(
                contact
                for contact in maker.contacts
                if contact.market is None
                or None in markets
                or any(self.catalogue.lies_in(m, contact.market) for m in markets if m)
            )
            documents: dict[str, Source] = {}
            questions: list[Question] = []
            for one in subjects:
                for labelling in self.documents(one):
                    documents.setdefault(labelling.source.id, labelling.source)
                questions += self.questions(one)
            sections.append(
                Consult(id, maker.name, maker.answers_now, contacts or maker.contacts,
                        tuple(documents.values()), tuple(questions))
            )  # fmt: skip
        return tuple(sections)

    def documents(self, one: Examined) -> tuple[Labelling, ...]:
        governs = one.applicable
        return (*governs.in_force, *governs.unread) if governs else ()

    def maker_lines(self) -> Iterator[Line]:
        for id, subjects in self.makers.items():
            judged = [j for one in subjects for j in one.judgements if j.origin == "label"]
            maker = self.catalogue.manufacturer(id)
            done = bool(judged) and all(
                j.confirmed is not None or j.labelling.mr_status == "unsafe" for j in judged
            )
            yield Line(
                f"consult/{id}", "consult", "mr-safety-officer", "done" if done else "open",
                f"Ask {maker.name} for the current labelling and put the questions below; write down "
                "who answered, when, and which document and revision.",
                "the labelling on file may be out of date", None, True,
            )  # fmt: skip

    def questions(self, one: Examined) -> Iterator[Question]:
        about = self.name(one)
        if one.device is None:
            yield Question(
                f"{one.implant.place}/identity", about,
                f"Which device is '{one.implant.asked}', and how can it be told from the others of that name?",
            )  # fmt: skip
        elif one.applicable is not None and one.applicable.missing:
            market = one.implant.market or self.asked.market or "the market where it was sold"
            ask = f" {one.device.ask_for}" if one.device.ask_for else ""
            yield Question(
                f"{one.implant.place}/labelling", about,
                f"Which MRI labelling governs this device as sold in {market}? Please send it.{ask}",
            )  # fmt: skip
        for judgement in one.judgements:
            if judgement.origin == "label":
                yield from self.label_questions(judgement, one, about)

    def label_questions(
        self, judgement: Judgement, one: Examined, about: str
    ) -> Iterator[Question]:
        document = judgement.labelling.source.document
        for finding in judgement.outcome.findings:
            if finding.verdict is MET:
                continue
            where = place_of(finding.cited) or document
            title = finding.title
            plan = (
                f"for this scan it is {finding.stated}"
                if finding.stated
                else "here it is not known"
            )
            if finding.kind == "ask":
                told = f"our answer is: {finding.stated}" if finding.stated else "we have no answer"
                text = f"{where} asks for this: {title} Here {told}. Does it still hold today?"
            elif finding.kind == "when":
                text = f"{title}: {plan}. Which part of {document} applies to this state?"
            elif finding.kind == "prohibits":
                text = f"{finding.note} ({where}). {title}: {plan}. What must be done first?"
            else:
                ending = "Does it hold for this device today, and what applies here?"
                text = f"{title}: {where} permits {finding.permitted}; {plan}. {ending}"
            yield Question(finding.id, about, text)
        for silence in judgement.outcome.silences:
            if silence.is_ == "no-limit":
                continue
            id = f"{judgement.labelling.id}/{silence.is_}/{silence.axis}"
            if id not in judgement.closed:
                yield self.silence_question(id, silence, document, one, about)
        for task in judgement.labelling.instructions:
            if task.phase == "consult" and task.id not in judgement.closed:
                fired = fires(task.when, one.facts)
                if fired is not NOT_MET:
                    prefix = "" if fired is MET else f"If {condition_words(task.when, one.facts)}: "
                    yield Question(task.id, about, f"{prefix}{task.do} ({place_of(task.cited)})")

    def silence_question(
        self, id: str, silence: Silence, document: str, one: Examined, about: str
    ) -> Question:
        stated = one.facts.get(silence.axis)
        kept = (id, about, stated.text if stated else None)
        memo = self.catalogue.questions
        if (found := memo.get(kept)) is None:
            plan = f" Planned: {stated.text}." if stated else ""
            told = "does not address it" if silence.is_ == "not-addressed" else "was not read on it"
            asks = self.catalogue.axes[silence.axis].ask_maker
            found = Question(id, about, f"{asks} {document} {told}.{plan}")
            if len(memo) < MAX_KEPT:
                memo[kept] = found
        return found

    # --- the console, and what else to know ------------------------------------------------------

    def console(self) -> tuple[ConsoleLimit, ...]:
        return tuple(
            ConsoleLimit(
                condition.axis.name, condition.printed or condition.text, judgement.labelling.id
            )
            for one in self.examined
            for judgement in one.judgements
            for condition in _limits(judgement)
            if condition.axis.console
        )

    def notices(self) -> Iterator[Notice]:
        for one in self.examined:
            if one.device is None:
                continue
            if one.device.about:
                yield Notice(one.implant.place, f"{self.name(one)}: {one.device.about}")
            for unread in one.applicable.unread if one.applicable else ():
                yield Notice(
                    unread.id,
                    f"{unread.source.document} is known to exist and was not read: ask for it.",
                )
            for field in one.device.notices:
                text = f"{field.title} ({field.dated}): {field.says}"
                yield Notice(field.id, text, field.cited)
            yield from self.unasked(one)

    def unasked(self, one: Examined) -> Iterator[Notice]:
        asked = {
            name
            for judgement in one.judgements
            for name in (
                *(a[4:] for a in judgement.labelling.axes if a.startswith("ask.")),
                *(t.id.rpartition("/")[2] for t in judgement.labelling.instructions),
            )
        }
        for name in one.implant.instructions_answered:
            if name not in asked and not one.findings:
                yield Notice(
                    "answer", f"'{name}' is answered, but nothing asks it of {self.name(one)}."
                )


def _limits(judgement: Judgement) -> Iterator[Condition]:
    yield from judgement.labelling.always
    for setting in judgement.applied:
        yield from setting.conditions


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _task_line(
    task: Instruction, facts: Facts, answered: Mapping[str, str], prefix: str
) -> Line | None:
    """A task as a line; none where its trigger does not hold, "if" where that is unknown."""
    fired = fires(task.when, facts)
    if fired is NOT_MET:
        return None
    text = task.do
    if fired is UNKNOWN:
        text = f"If {condition_words(task.when, facts)}: {text}"
    word = answered.get(task.id.rpartition("/")[2], "")
    state = {"confirmed": "done", "denied": "stop"}.get(word, "open")
    why = "advice of this tool, not of the label" if task.ours else place_of(task.cited)
    return Line(task.id, task.phase, task.who, state, prefix + text, why, task.cited, task.ours)


def condition_words(when: tuple[Condition, ...], facts: Facts) -> str:
    """The part of a trigger that is unknown, in words."""
    parts = []
    for condition in when:
        if fires((condition,), facts) is not UNKNOWN:
            continue
        stated = facts.get(condition.axis.name)
        told = f"stated: {stated.text}" if stated else "not known"
        means = condition.axis.means.partition(";")[0].partition(". ")[0].rstrip(".")
        if means.startswith("Whether ") and condition.text == "yes":
            parts.append(f"{means.removeprefix('Whether ')} ({told})")
        else:
            parts.append(f"the {condition.axis.title} is {condition.text} ({told})")
    return " and ".join(parts)
