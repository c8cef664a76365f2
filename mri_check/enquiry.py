"""The enquiry to each manufacturer: whom to ask, for which document, and the exact questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from mri_check.applicable import where_none_governs
from mri_check.catalog import Catalogue
from mri_check.checklist import Consult, Finding, LabellingOutcome, Question, Silence, Stated
from mri_check.evaluate import Facts, fires
from mri_check.examined import Examined, Judgement, by_maker, is_item
from mri_check.forbidden import box_of
from mri_check.messages import checklist as say
from mri_check.record import Elsewhere, Labelling, Source, place_of
from mri_check.region import Span
from mri_check.resolve import Resolved
from mri_check.triggers import condition_words, task_question
from mri_check.values import age_words
from mri_check.verdict import MET, NOT_MET

Quiet: TypeAlias = tuple[LabellingOutcome, str, Silence, str]
"""A silence of a labelling that is still asked about: its id, and the states of the device that it is of."""


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
            elsewhere: dict[tuple[str, str, str], Elsewhere] = {}
            questions: list[Question] = []
            for one in subjects:
                for labelling in self.documents(one):
                    documents.setdefault(labelling.source.id, labelling.source)
                for other in one.applicable.elsewhere if one.applicable else ():
                    elsewhere.setdefault((other.source.id, other.market, other.sold), other)
                questions += self.questions(one)
            sections.append(
                Consult(id, maker.name, maker.answers_now, contacts, tuple(documents.values()), tuple(questions),
                        tuple(elsewhere.values()))
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
                say.QUESTION_DEVICE.format(asked=one.implant.asked),
            )  # fmt: skip
        elif one.applicable is not None and one.applicable.missing:
            stated = one.implant.market or self.asked.market
            market = where_none_governs(one.applicable.ungoverned, stated) or say.QUESTION_MARKET
            wanted = (one.device.ask_for or say.QUESTION_ANY).rstrip(".")
            told = [say.QUESTION_LABELLING.format(market=market, wanted=wanted)]
            for other in one.applicable.elsewhere:
                from mri_check.messages import elsewhere

                document, of = other.source.document, other.market_told
                told.append(
                    elsewhere.QUESTION.format(document=document, market=of, sold=other.sold)
                )
            yield Question(f"{one.implant.place}/labelling", about, " ".join(told))
        label = [judgement for judgement in one.judgements if judgement.origin == "label"]
        silent = {} if _stays_outside(one) else self.silence_questions(label, one, about)
        for judgement in label:
            yield from self.label_questions(judgement, one, about)
            yield from silent.get(judgement.outcome.id, ())
            for task in judgement.labelling.questions:
                if task.id not in judgement.closed and fires(task.when, one.facts) is not NOT_MET:
                    yield Question(task.id, about, task_question(task, one.facts))

    def label_questions(
        self, judgement: Judgement, one: Examined, about: str
    ) -> Iterator[Question]:
        document = judgement.labelling.source.document
        for finding in judgement.outcome.findings:
            if finding.verdict is MET:
                continue
            where = place_of(finding.cited) or document
            title = finding.title
            stated = finding.stated
            plan = _plan(finding, one.facts)
            if finding.kind == "ask":
                told = say.ANSWER_IS.format(stated=stated) if stated else say.ANSWER_NONE
                text = say.QUESTION_ASK.format(where=where, title=title, answer=told)
            elif finding.kind == "when":
                text = say.QUESTION_WHEN.format(title=title, plan=plan, document=document)
            elif finding.kind == "prohibits":
                box = box_of(finding, judgement.outcome.findings)
                plans = (
                    say.QUESTION_PLAN.format(title=it.title, plan=_plan(it, one.facts))
                    for it in box
                )
                text = say.QUESTION_PROHIBITS.format(
                    note=finding.note, where=where, plans="; ".join(plans)
                )
            else:
                text = say.QUESTION_CONDITION.format(
                    title=title, where=where, permitted=finding.permitted, plan=plan
                )
            yield Question(finding.id, about, text)

    def silence_questions(
        self, judgements: list[Judgement], one: Examined, about: str
    ) -> dict[str, tuple[Question, ...]]:
        """What the labels of a device leave open, by labelling: of an axis one text, that says so of each document.

        Written once for each reading of the plan.
        """
        facts = one.facts
        quiet: list[Quiet] = []
        for judgement in judgements:
            states = {
                setting.id: condition_words(setting.when, facts) for setting in judgement.applied
            }
            outcome = judgement.outcome
            for silence in outcome.silences:
                id = f"{outcome.id}/{silence.is_}/{silence.axis}"
                if silence.is_ == "no-limit" or id in judgement.closed:
                    continue
                state = say.OR.join(dict.fromkeys(filter(None, (states[it] for it in silence.of))))
                quiet.append((outcome, id, silence, state))
        plans = {silence.axis: facts.get(silence.axis) for _, _, silence, _ in quiet}
        kept = (
            about,
            *(text for _, id, _, state in quiet for text in (id, state)),
            *(shown(plan) if plan else None for plan in plans.values()),
        )
        memo = self.catalogue.memo.questions
        found = memo.get(kept)
        if found is None:
            found = memo.keep(kept, _of_silences(quiet, plans, about, self.catalogue))
        return found


def _of_silences(
    quiet: list[Quiet], plans: Mapping[str, Stated | None], about: str, catalogue: Catalogue
) -> dict[str, tuple[Question, ...]]:
    """The questions, by the id of the labelling."""
    alike: dict[tuple[str, str], list[tuple[str, Silence]]] = {}
    for outcome, _, silence, state in quiet:
        alike.setdefault((silence.axis, state), []).append((outcome.source.document, silence))
    texts = {}
    for (axis, state), some in alike.items():
        plan = plans[axis]
        told = say.QUESTION_SILENT.format(
            asks=catalogue.axes[axis].ask_maker, told="; ".join(_told(some)),
            plan=(say.IMPLANTED if plan.dated else say.PLANNED).format(stated=shown(plan)) if plan else "",
        )  # fmt: skip
        texts[axis, state] = say.IF_UNKNOWN.format(condition=state, text=told) if state else told
    found: dict[str, list[Question]] = {}
    for outcome, id, silence, state in quiet:
        found.setdefault(outcome.id, []).append(Question(id, about, texts[silence.axis, state]))
    return {id: tuple(some) for id, some in found.items()}


def _told(silences: list[tuple[str, Silence]]) -> Iterator[str]:
    """What is said of an axis by each document that sets no limit on it; those that are silent alike, together."""
    documents: dict[str, dict[str, None]] = {}
    for document, silence in silences:
        if silence.cited is not None:
            yield say.QUESTION_CAUTION.format(where=place_of(silence.cited))
        else:
            documents.setdefault(silence.is_, {})[document] = None
    for is_, some in documents.items():
        yield say.SILENT[is_][len(some) > 1].format(documents=", ".join(some))


def _stays_outside(one: Examined) -> bool:
    """Whether it is an item that a labelling calls MR Unsafe: under no limit is it brought in, so none is asked for."""
    statuses = (judgement.labelling.mr_status for judgement in one.judgements)
    return is_item(one.implant.place) and "unsafe" in statuses


def _plan(one: Finding, facts: Facts) -> str:
    if one.stated is None:
        return say.PLAN_UNKNOWN
    stated = facts.get(one.axis)
    return say.PLAN_IS.format(stated=shown(stated) if stated and stated.dated else one.stated)


def shown(stated: Stated) -> str:
    """What is stated, for a maker: a day as an age, for a full date may tell which patient it is."""
    if not stated.dated:
        return stated.text
    ages = (each for item in stated.worlds or stated.items for each in item.members)
    return say.OR.join(age_words(each) for each in ages if isinstance(each, Span))
