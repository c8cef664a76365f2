"""The enquiry to each manufacturer: whom to ask, for which document, and the exact questions."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.catalog import Catalogue
from mri_check.checklist import Consult, Question, Silence, Stated
from mri_check.evaluate import fires
from mri_check.examined import Examined, Judgement, by_maker
from mri_check.record import Labelling, Source, place_of
from mri_check.resolve import Resolved
from mri_check.triggers import condition_words
from mri_check.verdict import MET, NOT_MET


def enquire(
    catalogue: Catalogue, asked: Resolved, examined: tuple[Examined, ...]
) -> tuple[Consult, ...]:
    """One section for each manufacturer of a device that is, or may be, in the request."""
    return _Enquiry(catalogue, asked, examined).consult()


class _Enquiry:
    """Writes the enquiries of one checklist."""

    def __init__(
        self, catalogue: Catalogue, asked: Resolved, examined: tuple[Examined, ...]
    ) -> None:
        self.catalogue, self.asked, self.examined = catalogue, asked, examined

    def consult(self) -> tuple[Consult, ...]:
        sections = []
        for id, subjects in by_maker(self.examined).items():
            maker = self.catalogue.manufacturer(id)
            markets = {one.implant.market or self.asked.market for one in subjects}
            contacts = self.catalogue.contacts(id, markets)
            documents: dict[str, Source] = {}
            questions: list[Question] = []
            for one in subjects:
                for labelling in self.documents(one):
                    documents.setdefault(labelling.source.id, labelling.source)
                questions += self.questions(one)
            sections.append(
                Consult(id, maker.name, maker.answers_now, contacts, tuple(documents.values()), tuple(questions))
            )  # fmt: skip
        return tuple(sections)

    def documents(self, one: Examined) -> tuple[Labelling, ...]:
        governs = one.applicable
        return (*governs.in_force, *governs.unread) if governs else ()

    def questions(self, one: Examined) -> Iterator[Question]:
        about = one.called
        if one.device is None:
            yield Question(
                f"{one.implant.place}/identity", about,
                f"Which device is '{one.implant.asked}', and how can it be told from the others of that name?",
            )  # fmt: skip
        elif one.applicable is not None and one.applicable.missing:
            market = one.implant.market or self.asked.market or "the market where it was sold"
            wanted = (one.device.ask_for or "any MRI labelling of it").rstrip(".")
            yield Question(
                f"{one.implant.place}/labelling", about,
                f"Which MRI labelling governs this device as sold in {market}? Please send {wanted}.",
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
        yield from self.silence_questions(judgement, one, about)
        for task in judgement.labelling.questions:
            if task.id not in judgement.closed:
                fired = fires(task.when, one.facts)
                if fired is not NOT_MET:
                    prefix = "" if fired is MET else f"If {condition_words(task.when, one.facts)}: "
                    yield Question(task.id, about, f"{prefix}{task.do} ({place_of(task.cited)})")

    def silence_questions(
        self, judgement: Judgement, one: Examined, about: str
    ) -> tuple[Question, ...]:
        """What the label leaves open, axis by axis; written once for each reading of the plan."""
        outcome, facts = judgement.outcome, one.facts
        quiet = [silence for silence in outcome.silences if silence.is_ != "no-limit"]
        told = [facts.get(silence.axis) for silence in quiet]
        kept = (
            outcome.id,
            about,
            *(silence.axis for silence in quiet),
            *(s.text if s else None for s in told),
        )
        memo = self.catalogue.questions
        found = None if judgement.closed else memo.get(kept)
        if found is None:
            found = tuple(
                self.silence_question(id, silence, outcome.source.document, stated, about)
                for silence, stated in zip(quiet, told)
                if (id := f"{outcome.id}/{silence.is_}/{silence.axis}") not in judgement.closed
            )
            if not judgement.closed:
                memo.keep(kept, found)
        return found

    def silence_question(
        self, id: str, silence: Silence, document: str, stated: Stated | None, about: str
    ) -> Question:
        plan = f" Planned: {stated.text}." if stated else ""
        told = "does not address it" if silence.is_ == "not-addressed" else "was not read on it"
        asks = self.catalogue.axes[silence.axis].ask_maker
        return Question(id, about, f"{asks} {document} {told}.{plan}")
