"""What each person does next: the lines of the checklist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mri_check.catalog import Catalogue
from mri_check.checklist import Consult, Disposition, Finding, Line
from mri_check.elsewhere import question
from mri_check.evaluate import Facts, fires
from mri_check.examined import Examined, Judgement, by_maker, is_item
from mri_check.forbidden import (
    clear_lines,
    findings_told,
    for_another_urgency,
    forbidden_words,
    stated_words,
)
from mri_check.good_practice import (
    answered,
    facts_of,
    gives_a_drug,
    name_of,
    of_device,
    of_request,
)
from mri_check.messages import checklist as say
from mri_check.record import Axis, Instruction, place_of
from mri_check.resolve import Resolved
from mri_check.triggers import where_known
from mri_check.verdict import MET, NOT_MET, UNKNOWN
from mri_check.words import capital

PHASES = ("identify", "consult", "match", "plan", "before", "during", "after", "record")
WHO = ("technologist", "mr-safety-officer", "radiologist", "pump-clinician", "manufacturer", "scheduler")  # fmt: skip
STATES = ("done", "open", "stop")
"""Of two lines that say the same the later state counts: what was done for one device was not done for another."""
_RANK = {(phase, who): (a, b) for a, phase in enumerate(PHASES) for b, who in enumerate(WHO)}


def lines(
    catalogue: Catalogue,
    asked: Resolved,
    examined: tuple[Examined, ...],
    consult: tuple[Consult, ...],
) -> tuple[Line, ...]:
    """The lines of the checklist, by phase and by who acts."""
    return _Writing(catalogue, asked, examined, consult).lines()


class _Writing:
    """Writes the people's parts of one checklist."""

    def __init__(
        self,
        catalogue: Catalogue,
        asked: Resolved,
        examined: tuple[Examined, ...],
        consult: tuple[Consult, ...],
    ) -> None:
        self.catalogue, self.asked, self.examined = catalogue, asked, examined
        self.open = {one.manufacturer for one in consult if one.questions}
        self.several = sum(not one.is_part for one in examined) > 1

    def lines(self) -> tuple[Line, ...]:
        found: dict[tuple[str, str, str, str], Line] = {}
        for line in self.unsorted():
            # one limit does not stand for another; what decides which of them apply is asked once
            same = line.task is not None or "/when/" in line.id
            kept = (line.phase, line.who, line.text, "" if same else line.why)
            if kept not in found or STATES.index(line.state) > STATES.index(found[kept].state):
                found[kept] = line
        return tuple(sorted(found.values(), key=lambda line: _RANK[line.phase, line.who]))

    def unsorted(self) -> Iterator[Line]:
        yield from self.request_lines()
        for one in self.examined:
            prefix = f"{one.called}: " if self.several or one.is_part else ""
            yield from self.identity_lines(one)
            yield from _unsafe_lines(one)
            for judgement in one.judgements:
                yield from self.finding_lines(judgement, one, prefix)
                yield from clear_lines(judgement, one, prefix)
                label = judgement.labelling
                yield from self.task_lines(
                    label.id, label.instructions, one.facts, one.answered, prefix
                )
            for finding in one.findings:
                yield self.ask_line(finding, f"{one.implant.asked}: ", one.implant.checked_by)
            for id in _advised(one):
                from mri_check.messages import consult as consulted

                yield Line(
                    id, "consult", "mr-safety-officer", "stop",
                    consulted.ADVICE_STOPS.format(called=one.called), consulted.ADVICE_WHY, None,
                )  # fmt: skip
            if gives_a_drug(one, self.catalogue):
                yield from self.fact_lines(one, prefix)
        practice = of_request(self.examined, self.catalogue)
        facts = facts_of(self.asked.facts, self.examined, self.catalogue)
        told = answered(self.asked.answers, self.examined)
        yield from self.task_lines(_ids(practice), practice, facts, told, "")
        yield from self.maker_lines()

    def fact_lines(self, one: Examined, prefix: str) -> Iterator[Line]:
        """What good practice says to a fact of the implant."""
        if tasks := of_device(one, one.facts, self.catalogue):
            yield from self.task_lines(_ids(tasks), tasks, one.facts, one.answered, prefix)

    def request_lines(self) -> Iterator[Line]:
        asked = self.asked
        if any((one.implant.market or asked.market) is None for one in self.examined):
            yield Line(
                "market", "identify", "technologist", "open",
                say.FIND_MARKET, say.FIND_MARKET_WHY, None, True,
            )  # fmt: skip
        if asked.other_implants is None:
            yield Line(
                "other_implants", "identify", "technologist", "open",
                say.FIND_OTHERS, say.FIND_OTHERS_WHY, None, True,
            )  # fmt: skip
        if asked.items is None:
            yield Line(
                "bringing", "before", "technologist", "open",
                say.FIND_ITEMS, say.FIND_ITEMS_WHY, None, True,
            )  # fmt: skip

    def identity_lines(self, one: Examined) -> Iterator[Line]:
        implant, asked = one.implant, one.implant.asked
        if one.unidentified is not None:
            if one.findings:
                return
            near = ", ".join(one.unidentified.did_you_mean)
            why = one.unidentified.why
            if near:
                why = say.FIND_DEVICE_WHY.format(why=why, names=near)
            text = say.FIND_DEVICE.format(asked=asked)
            if one.unidentified.do is not None:
                text = say.FIND_DEVICE_DO.format(asked=capital(asked), do=one.unidentified.do)
            if is_item(implant.place):
                text = say.FIND_ITEM.format(found=text)
            yield Line(implant.place, "identify", "technologist", "open", text, why, None, True)
            return
        if one.device is not None and one.device.kind == "external-pump":
            yield Line(
                f"{implant.place}/external", "before", "technologist", "open",
                say.EXTERNAL.format(called=one.called), say.EXTERNAL_WHY, None, True,
            )  # fmt: skip
        if implant.place.rpartition("/")[0] == "implants" and implant.identified_by in (
            None,
            "verbal",
        ):
            why = say.MODEL_ONLY_SAID if implant.identified_by else say.MODEL_NO_ORIGIN
            yield Line(
                f"{implant.place}/identified_by", "identify", "technologist", "open",
                say.CONFIRM_MODEL.format(called=one.called), why, None, True,
            )  # fmt: skip
        if one.identifier == "package":
            from mri_check.messages import identifiers

            yield Line(
                f"{implant.place}/package", "identify", "technologist", "open",
                identifiers.PACKAGE.format(asked=asked, called=one.called), identifiers.PACKAGE_WHY, None, True,
            )  # fmt: skip

    def finding_lines(self, judgement: Judgement, one: Examined, prefix: str) -> Iterator[Line]:
        """Lines for what is open or in the way; not for an alternative setting that is out of the question."""
        outcome = judgement.outcome
        ruled_out = {id for id, verdict in outcome.settings if verdict is NOT_MET}
        failed = {one.setting for one in outcome.findings if one.verdict is NOT_MET}
        # where one of them would do but for what all share, the others are no way to go, and nothing of them stops
        none_would_do = all(id in failed for id, _ in outcome.settings)
        prohibited = outcome.disposition is Disposition.PROHIBITED
        for finding, box in findings_told(judgement, one):
            mute = finding.setting in ruled_out and finding.kind in ("condition", "ask")
            blocks = finding.id in outcome.decided_by or (prohibited and none_would_do)
            if mute and not (blocks and finding.verdict is NOT_MET):
                continue
            if for_another_urgency(finding, judgement):
                continue
            if finding.kind == "ask":
                said = question(finding, judgement, one, self.examined, self.asked)
                yield self.ask_line(finding.replace(title=said), prefix, None)
            elif finding.verdict is not MET:
                axis = self.catalogue.axes[finding.axis]
                yield self.condition_line(finding, box, axis, prefix)

    def condition_line(
        self, finding: Finding, box: tuple[Finding, ...], axis: Axis, prefix: str
    ) -> Line:
        if finding.kind == "when":
            why = say.CONDITION_WHEN.format(permitted=finding.permitted)
        else:
            why = say.CONDITION_WHY.format(
                owner=say.WHY_OWNER[finding.origin], rule=say.WHY_RULE[finding.kind],
                permitted=forbidden_words(box),
            )  # fmt: skip
        state = "open" if finding.verdict is UNKNOWN else "stop"
        if state == "stop":
            forbids = finding.kind == "prohibits"
            text = (say.CONDITION_FORBIDDEN if forbids else say.CONDITION_IS).format(
                note=capital(finding.note or ""), told=capital(stated_words(box))
            )
        elif finding.stated is None:
            text, why = axis.ask, say.CONDITION_STATE_IT.format(why=why, axis=axis.name)
        else:
            text = say.CONDITION_UNSETTLED.format(
                title=capital(axis.title), stated=finding.stated, ask=axis.ask
            )
        return Line(finding.id, axis.phase, finding.who, state, prefix + text, why, finding.cited)

    def ask_line(self, finding: Finding, prefix: str, checked_by: str | None) -> Line:
        state = {MET: "done", NOT_MET: "stop", UNKNOWN: "open"}[finding.verdict]
        name = finding.axis.removeprefix("ask.")
        why = say.ASK_CHECKED.format(who=checked_by) if checked_by else say.ASK_PERSON
        if state == "open":
            why = say.ASK_ANSWER_IT.format(why=why, name=name)
        text = prefix + finding.title
        return Line(finding.id, "match", finding.who, state, text, why, finding.cited)

    def task_lines(
        self,
        owner: str,
        tasks: tuple[Instruction, ...],
        facts: Facts,
        told: Mapping[str, str],
        prefix: str,
    ) -> tuple[Line, ...]:
        """The tasks of a document as lines; written once for each reading of what their triggers look at."""
        axes = self.catalogue.memo.triggers.get(owner)
        if axes is None:
            axes = tuple({one.axis.name: None for task in tasks for one in task.when})
            self.catalogue.memo.triggers[owner] = axes
        stated = [facts.get(axis) for axis in axes]
        kept = (owner, prefix, *(one.text if one else None for one in stated))
        memo = self.catalogue.memo.lines
        if not told and (known := memo.get(kept)) is not None:
            return known
        lines = tuple(
            line
            for task in tasks
            if task.phase != "consult"
            and (line := _task_line(task, facts, told, prefix)) is not None
        )
        dated = any(one is not None and one.dated for one in stated)
        if not told and not dated:
            memo.keep(kept, lines)
        return lines

    def maker_lines(self) -> Iterator[Line]:
        """Ask the maker: done where it confirmed each document and has no question left; none where nothing is asked."""
        for id, subjects in by_maker(self.examined).items():
            asked = [
                judgement
                for one in subjects
                for judgement in one.judgements
                if judgement.origin == "label" and judgement.labelling.mr_status != "unsafe"
            ]
            if not asked and id not in self.open:
                continue
            confirmed = all(judgement.confirmed is not None for judgement in asked)
            done = confirmed and id not in self.open and not any(map(_advised, subjects))
            maker = self.catalogue.manufacturer(id)
            yield Line(
                f"consult/{id}", "consult", "mr-safety-officer", "done" if done else "open",
                say.ASK_MAKER.format(name=maker.name), say.ASK_MAKER_WHY, None, True,
            )  # fmt: skip


def _unsafe_lines(one: Examined) -> Iterator[Line]:
    """A device that its label calls MR Unsafe, or that can only be one that is, stops the scan by itself."""
    if one.outcome is None or one.outcome.disposition is not Disposition.PROHIBITED:
        return
    why = say.HEADLINES[Disposition.PROHIBITED.word][1]
    for id in one.outcome.decided_by:
        for label in (judgement.labelling for judgement in one.judgements):
            if id.startswith(f"{label.id}/") and id.endswith("/mr_status"):
                status = label.printed_status or say.WHY_UNSAFE
                told = say.WHY_STATUS.format(status=status, document=label.source.document)
                told = f"{one.called}: {told}"
                yield Line(id, "match", "mr-safety-officer", "stop", told, why, label.status_cited)
        if id == one.implant.place:
            told = say.WHY_ALL_PROHIBITED.format(asked=one.called)
            yield Line(id, "match", "mr-safety-officer", "stop", told, why, None)


def _advised(one: Examined) -> tuple[str, ...]:
    """The consultations by which the manufacturer of a device advised against the scan."""
    if one.outcome is None or one.outcome.disposition is not Disposition.OUTSIDE:
        return ()
    return tuple(id for id in one.outcome.decided_by if id.startswith("consulted/"))


def _ids(tasks: tuple[Instruction, ...]) -> str:
    """What the lines of such tasks are kept by."""
    return "+".join(one.id for one in tasks)


def _task_line(
    task: Instruction, facts: Facts, told: Mapping[str, str], prefix: str
) -> Line | None:
    """A task as a line; none where its trigger does not hold, "if" where that is unknown."""
    if fires(task.when, facts) is NOT_MET:
        return None
    text = where_known(task.do, task.when, facts)
    word = told.get(name_of(task), "")
    state = {"confirmed": "done", "denied": "stop"}.get(word, "open")
    why = say.ADVICE if task.ours else place_of(task.cited)
    return Line(
        task.id, task.phase, task.who, state, prefix + text, why, task.cited, task.ours, task
    )
