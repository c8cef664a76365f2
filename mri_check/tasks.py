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
    Reason,
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

    reasons: tuple[Reason, ...]
    lines: tuple[Line, ...]
    consult: tuple[Consult, ...]
    console: tuple[ConsoleLimit, ...]
    notices: tuple[Notice, ...]


def write(
    catalogue: Catalogue,
    asked: Resolved,
    examined: tuple[Examined, ...],
    decided_by: tuple[str, ...],
    weighed: tuple[Notice, ...],
) -> Written:
    """Say what follows from the findings, for each person and each manufacturer."""
    writing = _Writing(catalogue, asked, tuple(_flat(examined)))
    return Written(
        writing.reasons(decided_by),
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
        self.several = sum(one.implant.place.count("/") == 1 for one in examined) > 1

    def title(self, axis: str) -> str:
        return self.catalogue.axes[axis].title if axis in self.catalogue.axes else axis

    def name(self, one: Examined) -> str:
        return one.outcome.name if one.outcome and one.outcome.name else one.implant.asked

    # --- reasons ---------------------------------------------------------------------------------

    def reasons(self, decided_by: tuple[str, ...]) -> tuple[Reason, ...]:
        known = {
            finding.id: self.finding_reason(one, finding)
            for one in self.examined
            for finding in (*one.findings, *(f for j in one.judgements for f in j.outcome.findings))
        }
        return tuple(Reason(id, known.get(id) or self.reason(id)) for id in decided_by)

    def finding_reason(self, one: Examined, finding: Finding) -> str:
        what = {
            "ask": finding.note or "a question",
            "when": "state that decides which part applies: ",
        }
        title = what.get(finding.kind, "") if finding.kind == "ask" else (
            what.get(finding.kind, "") + self.title(finding.axis)
        )  # fmt: skip
        stated = finding.stated or "not known"
        rule = "forbidden" if finding.kind == "prohibits" else "permitted"
        where = place_of(finding.cited) or ("site policy" if finding.origin == "policy" else "")
        told = "" if finding.kind in ("ask", "when") else f"; {rule}: {finding.permitted}"
        return f"{self.name(one)}: {title}: {stated}{told}" + (f" ({where})" if where else "")

    def reason(self, id: str) -> str:
        fixed = {
            "market": "The market where the device was sold is not known.",
            "bringing": "Whether a device would be brought into the room is not known.",
            "other_implants": "Whether there are other implants is not known.",
        }
        if id in fixed:
            return fixed[id]
        for one in self.examined:
            if id == one.implant.place:
                return self.place_reason(one)
            for judgement in one.judgements:
                if id.startswith(judgement.labelling.id + "/"):
                    return f"{self.name(one)}: {self.label_reason(judgement, id)}"
        return next((n.text for n in self.consulted(id)), f"The consultation {id} is on record.")

    def consulted(self, id: str) -> Iterator[Notice]:
        for entry in self.asked.consulted:
            if entry.place == id:
                text = f"{entry.manufacturer} on {entry.on}, {entry.document or 'no document'}: {entry.said}."
                yield Notice(id, text)

    def place_reason(self, one: Examined) -> str:
        asked = one.implant.asked
        if one.unidentified is not None:
            if one.outcome and one.outcome.disposition is Disposition.PROHIBITED:
                return f"'{asked}': every device that this name may mean is labelled MR Unsafe or prohibited here."
            return f"'{asked}' does not say which device it is: {one.unidentified.why}."
        market = one.implant.market or self.asked.market or "any market"
        return f"{self.name(one)}: no labelling on file governs {market} on {self.asked.on}."

    def label_reason(self, judgement: Judgement, id: str) -> str:
        document = judgement.labelling.source.document
        rest = id[len(judgement.labelling.id) + 1 :].split("/")
        match rest:
            case ["consultation"]:
                return f"{document} is not confirmed as current by the manufacturer on the day of the scan"
            case ["not-addressed", axis]:
                return f"{document} does not address the {self.title(axis)}"
            case ["not-read", "mr_status"]:
                return f"the MR status was not in the part of {document} that was read"
            case ["not-read", axis]:
                return f"what {document} says of the {self.title(axis)} was not read"
            case [setting, "mr_status"]:
                return self.status_reason(judgement, setting)
            case ["no-setting"]:
                return f"{document} has no conditions for this state of the device"
        task = next((t for t in judgement.labelling.instructions if t.id == id), None)
        return f"{task.do} ({place_of(task.cited)})" if task else id

    def status_reason(self, judgement: Judgement, setting: str) -> str:
        found = next((s for s in judgement.labelling.settings if s.id == setting), None)
        status = found.mr_status if found else None
        where = place_of(found.status_cited) if found else ""
        told = {
            "unsafe": judgement.labelling.printed_status or "labelled MR Unsafe",
            "not-evaluated": "safety in MRI not evaluated",
        }
        text = told.get(status or "", "no MR status is printed for this state of the device")
        return f"{text} ({where})"

    # --- the checklist ---------------------------------------------------------------------------

    def lines(self) -> tuple[Line, ...]:
        found: dict[tuple[str, str, str], Line] = {}
        for line in self.unsorted():
            found.setdefault((line.phase, line.who, line.text), line)
        order = sorted(
            found.values(), key=lambda line: (PHASES.index(line.phase), WHO.index(line.who))
        )
        return tuple(order)

    def unsorted(self) -> Iterator[Line]:
        yield from self.request_lines()
        for one in self.examined:
            prefix = f"{self.name(one)}: " if self.several else ""
            yield from self.identity_lines(one)
            for judgement in one.judgements:
                yield from self.finding_lines(judgement, prefix)
                yield from self.apart_lines(judgement, one, prefix)
                for task in judgement.labelling.instructions:
                    if task.phase != "consult":
                        yield from self.task_line(task, one.facts, one.answered, prefix)
            for finding in one.findings:
                yield self.ask_line(finding, f"{one.implant.asked}: ", one.implant.checked_by)
        for task in self.catalogue.practice():
            yield from self.task_line(task, self.asked.facts, self.asked.answers, "")
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
            hint = "; ".join(
                f"{c.name} ({', '.join(c.models)}): {c.tell_apart}" for c in one.candidates
            )
            near = ", ".join(one.unidentified.did_you_mean)
            why = one.unidentified.why + (f". To tell apart: {hint}" if hint else "")
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
        for finding in judgement.outcome.findings:
            if finding.kind == "ask":
                yield self.ask_line(finding, prefix, None)
            elif finding.verdict is not MET:
                axis = self.catalogue.axes[finding.axis]
                yield self.condition_line(finding, axis, prefix)

    def condition_line(self, finding: Finding, axis: Axis, prefix: str) -> Line:
        rule = "forbidden" if finding.kind == "prohibits" else "permitted"
        why = f"{rule}: {finding.permitted}"
        if finding.kind == "when":
            why = "decides which part of the label applies"
        if finding.origin == "policy":
            why = f"site policy, not the label; {why}"
        if finding.verdict is UNKNOWN:
            text = axis.ask
            if finding.stated is not None:
                text = (
                    f"{axis.title} is stated as {finding.stated}, which does not settle it: {text}"
                )
            return Line(
                finding.id, axis.phase, axis.known_by, "open", prefix + text, why, finding.cited
            )
        told = finding.note if finding.kind == "prohibits" else None
        text = f"{axis.title}: {finding.stated or 'not known'} - {told or 'not what is ' + why}"
        return Line(
            finding.id, axis.phase, axis.known_by, "stop", prefix + text, why, finding.cited
        )

    def ask_line(self, finding: Finding, prefix: str, checked_by: str | None) -> Line:
        state = {MET: "done", NOT_MET: "stop", UNKNOWN: "open"}[finding.verdict]
        by = (
            f"checked by {checked_by}"
            if checked_by
            else "a condition that only a person can confirm"
        )
        who = "mr-safety-officer" if finding.setting == "other-implant" else "pump-clinician"
        text = f"{prefix}{finding.note}"
        return Line(finding.id, "match", who, state, text, by, finding.cited)

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

    def task_line(
        self, task: Instruction, facts: Facts, answered: Mapping[str, str], prefix: str
    ) -> Iterator[Line]:
        fired = fires(task.when, facts)
        if fired is NOT_MET:
            return
        text = task.do
        if fired is UNKNOWN:
            text = f"If {_condition_words(task.when, facts)}: {text}"
        word = answered.get(task.id.rpartition("/")[2])
        state = {"confirmed": "done", "denied": "stop"}.get(word or "", "open")
        why = "advice of this tool, not of the label" if task.ours else place_of(task.cited)
        yield Line(task.id, task.phase, task.who, state, prefix + text, why, task.cited, task.ours)

    # --- the manufacturer ------------------------------------------------------------------------

    def makers(self) -> dict[str, list[Examined]]:
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
        for id, subjects in self.makers().items():
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
        for id, subjects in self.makers().items():
            judged = [j for one in subjects for j in one.judgements if j.origin == "label"]
            maker = self.catalogue.manufacturer(id)
            done = bool(judged) and all(
                j.confirmed is not None or j.labelling.mr_status == "unsafe" for j in judged
            )
            yield Line(
                f"consult/{id}", "consult", "mr-safety-officer", "done" if done else "open",
                f"Ask {maker.name} for the current labelling and put the questions below; write down "
                "who answered, when, and which document and revision.",
                "The labelling on file may be out of date.", None, True,
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
            title = finding.note if finding.kind == "ask" else self.title(finding.axis)
            plan = (
                f"for this scan it is {finding.stated}"
                if finding.stated
                else "here it is not known"
            )
            if finding.kind == "when":
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
            axis = self.catalogue.axes[silence.axis]
            id = f"{judgement.labelling.id}/{silence.is_}/{silence.axis}"
            if id in judgement.closed:
                continue
            stated = one.facts.get(silence.axis)
            plan = f" Planned: {stated.text}." if stated else ""
            told = "does not address it" if silence.is_ == "not-addressed" else "was not read on it"
            yield Question(id, about, f"{axis.ask_maker} {document} {told}.{plan}")
        for task in judgement.labelling.instructions:
            if task.phase == "consult" and task.id not in judgement.closed:
                fired = fires(task.when, one.facts)
                if fired is not NOT_MET:
                    prefix = (
                        "" if fired is MET else f"If {_condition_words(task.when, one.facts)}: "
                    )
                    yield Question(task.id, about, f"{prefix}{task.do} ({place_of(task.cited)})")

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


def _condition_words(when: tuple[Condition, ...], facts: Facts) -> str:
    parts = []
    for condition in when:
        if fires((condition,), facts) is not UNKNOWN:
            continue
        stated = facts.get(condition.axis.name)
        told = f"stated: {stated.text}" if stated else "not known"
        parts.append(f"the {condition.axis.title} is {condition.text} ({told})")
    return " and ".join(parts)
