"""Judges identified devices: every labelling in force and every site rule, then the worst of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mri_check.applicable import Applicable, applicable, newer
from mri_check.axes import ask_axis
from mri_check.catalog import Catalogue, Quiet
from mri_check.checklist import (
    Candidate,
    Disposition,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Silence,
)
from mri_check.evaluate import (
    Claim,
    Judged,
    at_best,
    evaluate,
    fires,
    in_common,
    verdict_of,
    worlds_of,
    worst,
)
from mri_check.examined import Examined, Judgement, Weighed, flat, is_other, place_words
from mri_check.messages import checklist as say
from mri_check.record import Condition, Device, Instruction, Labelling, Setting, Tested, by_state
from mri_check.region import Choice
from mri_check.resolve import Resolved
from mri_check.silence import merged
from mri_check.verdict import MET, NOT_MET, UNKNOWN
from mri_check.words import full_name, with_model

if TYPE_CHECKING:
    from mri_check.policy import Policy

OTHER_CONDITIONS = "ask.other-implant-conditions-met"
"""The question that stands in for an implant that the catalogue does not know."""

_OTHER = ask_axis(OTHER_CONDITIONS, say.OTHER_CONDITIONS, "mr-safety-officer")
_OTHER_CONDITION = Condition(
    _OTHER, Choice(frozenset(["confirmed"])), "confirmed", {"one_of": ["confirmed"]}, None
)

_OF_OTHER = {
    MET: Disposition.WITHIN,
    UNKNOWN: Disposition.UNIDENTIFIED,
    NOT_MET: Disposition.OUTSIDE,
}
NOBODY = Weighed({}, {}, ())
"""No consultation on record."""


class Judging:
    """Judges the devices of one request."""

    def __init__(
        self, catalogue: Catalogue, asked: Resolved, policy: Policy | None, weighed: Weighed,
        called: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.catalogue, self.asked, self.policy = catalogue, asked, policy
        self.weighed, self.called = weighed, called

    def judge(self, one: Examined) -> Examined:
        """Judge one implant, item or other implant, with its components."""
        one = one.replace(components=tuple(self.judge(part) for part in one.components))
        if one.device is None or one.applicable is None:
            return self._unidentified(one)
        judgements = self._judgements(one.device, one.applicable, one, self.weighed)
        claims = [(j.outcome.disposition, j.outcome.decided_by) for j in judgements]
        claims += self.weighed.claims.get(one.implant.place, ())
        if one.applicable.missing:
            claims.append((Disposition.UNLABELLED, (one.implant.place,)))
        if one.implant.market is None and self.asked.market is None:
            claims.append((Disposition.INCOMPLETE, ("market",)))
        if axes := in_common(([each.labelling] for each in judgements), one.facts):
            worlds = worlds_of(one.facts, axes)
            claims += at_best((self._claim(one.replace(facts=world)) for world in worlds), claims)
        return self._close(one, judgements, claims)

    def _claim(self, one: Examined) -> Claim:
        """What all labellings and rules for a device that is on file come to."""
        assert one.device is not None and one.applicable is not None
        judgements = self._judgements(one.device, one.applicable, one, self.weighed)
        return worst((j.outcome.disposition, j.outcome.decided_by) for j in judgements)

    def _judgements(
        self, device: Device, governs: Applicable, one: Examined, weighed: Weighed
    ) -> tuple[Judgement, ...]:
        by_label = [
            self._labelling(labelling, governs, one, weighed) for labelling in governs.in_force
        ]
        rules = self.policy.rules_for(device) if self.policy else ()
        return (*by_label, *(self._policy(rule, one) for rule in rules))

    def _labelling(
        self, labelling: Labelling, governs: Applicable, one: Examined, weighed: Weighed
    ) -> Judgement:
        judged = evaluate(labelling, one.facts)
        findings = marked(judged.findings, newer(labelling, governs.in_force))
        claims = [*judged.claims, *_refusals(labelling, one)]
        quiet: tuple[Silence, ...] = ()
        confirmed = weighed.confirmed.get((one.implant.place, labelling.id))
        closed: frozenset[str] = frozenset()
        prohibited = any(claim is Disposition.PROHIBITED for claim, _ in judged.claims)
        if labelling.mr_status != "unsafe" or not prohibited:
            quiet, unread, silent = self._quiet(labelling, _counted(judged))
            questions = (*silent, *_asked_of_the_maker(labelling, one))
            if confirmed is None:
                claims.append((Disposition.CONSULT, (f"{labelling.id}/consultation",)))
            else:
                claims.append((Disposition.WITHIN, (confirmed.place,)))
                answers = confirmed.answered
                closed = frozenset(q for q in questions if answers is None or q in answers)
            claims.append((Disposition.INCOMPLETE, unread))
            left = tuple(question for question in questions if question not in closed)
            claims.append((Disposition.CONSULT, left))
        disposition, decided_by = worst(claim for claim in claims if claim[1])
        outcome = _outcome(labelling, findings, judged, disposition, decided_by)
        outcome = outcome.replace(silences=quiet, tested=_tested(labelling, one))
        return Judgement(labelling, "label", outcome, judged.applied, confirmed, closed)

    def _quiet(self, labelling: Labelling, ways: tuple[tuple[Setting, ...], ...]) -> Quiet:
        """The silences of a labelling on the ways that count, and the ids of what they leave open."""
        kept = (labelling.id, *("+".join(setting.id for setting in way) for way in ways))
        found = self.catalogue.memo.quiet.get(kept)
        if found is None:
            quiet = merged(labelling, ways, self.catalogue.axes)
            unread = [silence.axis for silence in quiet if silence.is_ == "not-read"]
            if labelling.mr_status is None and labelling.read != "full":
                unread.insert(0, "mr_status")
            silent = [silence.axis for silence in quiet if silence.is_ == "not-addressed"]
            ids = (
                tuple(f"{labelling.id}/not-read/{axis}" for axis in unread),
                tuple(f"{labelling.id}/not-addressed/{axis}" for axis in silent),
            )
            found = self.catalogue.memo.quiet.keep(kept, (quiet, *ids))
        return found

    def _policy(self, rule: Labelling, one: Examined) -> Judgement:
        judged = evaluate(rule, one.facts, "policy")
        disposition, decided_by = worst([*judged.claims, *_refusals(rule, one)])
        outcome = _outcome(rule, judged.findings, judged, disposition, decided_by)
        return Judgement(rule, "policy", outcome, judged.applied, None, frozenset())

    def _unidentified(self, one: Examined) -> Examined:
        """A device that is not known: what each candidate would come to, and what stands in for it."""
        implant, found = one.implant, one.unidentified
        assert found is not None
        candidates = tuple(self._candidate(device, one) for device in found.candidates)
        one = one.replace(candidates=candidates)
        claims = [*self.weighed.claims.get(implant.place, ())]
        if candidates and all(c.disposition is Disposition.PROHIBITED for c in candidates):
            return self._close(one, (), [*claims, (Disposition.PROHIBITED, (implant.place,))])
        if not is_other(implant.place):
            return self._close(one, (), [*claims, (Disposition.UNIDENTIFIED, (implant.place,))])
        stated = one.facts.get(OTHER_CONDITIONS)
        finding = Finding(
            f"{implant.place}/{OTHER_CONDITIONS}", "other-implant", "ask", "label", OTHER_CONDITIONS,
            say.OTHER_CONDITIONS, _OTHER.known_by, verdict_of(_OTHER_CONDITION, stated), "confirmed", {"one_of": ["confirmed"]},
            stated.text if stated else None, {"one_of": [stated.text]} if stated else None, None,
        )  # fmt: skip
        one = one.replace(findings=(finding,))
        claims.append((_OF_OTHER[finding.verdict], (finding.id,)))
        if candidates or (stated and self._may_be_pump(implant.asked)):
            # it may be a pump of this catalogue: no answer stands in for which one
            claims.append((Disposition.UNIDENTIFIED, (implant.place,)))
        return self._close(one, (), claims)

    def _may_be_pump(self, asked: str) -> bool:
        from mri_check.mentions import may_be_pump

        return may_be_pump(asked, self.catalogue)

    def _candidate(self, id: str, one: Examined) -> Candidate:
        device = self.catalogue.device(id)
        market = one.implant.market or self.asked.market
        governs = applicable(device, None, market, self.asked.on, self.catalogue)
        judgements = self._judgements(device, governs, one, NOBODY)
        disposition, _ = worst((j.outcome.disposition, ()) for j in judgements)
        if governs.missing:
            disposition = max(disposition, Disposition.UNLABELLED)
        numbers = tuple(model.number for model in device.models)
        return Candidate(id, device.name, numbers, device.tell_apart, disposition)

    def _close(
        self, one: Examined, judgements: tuple[Judgement, ...], claims: list[Claim]
    ) -> Examined:
        claims += [
            (part.outcome.disposition, part.outcome.decided_by)
            for part in one.components
            if part.outcome is not None
        ]
        disposition, decided_by = worst(claims)
        implant, device, found = one.implant, one.device, one.unidentified
        outcome = ImplantOutcome(
            implant.place, implant.asked, device.manufacturer if device else None,
            device.id.partition("/")[2] if device else None, name_of(one, self.catalogue), one.model,
            one.candidates, found.did_you_mean if found else (), disposition, decided_by,
            tuple([(axis, stated.text) for axis, stated in implant.facts.items()]),
            tuple([judgement.outcome for judgement in judgements]),
            one.applicable.superseded if one.applicable else (), one.findings, implant.checked_by,
            outcomes(one.components), implant.market or self.asked.market,
            one.applicable.ungoverned if one.applicable else (), self.called[implant.place],
        )  # fmt: skip
        return one.replace(outcome=outcome, judgements=judgements)


def name_of(one: Examined, catalogue: Catalogue) -> str | None:
    """The full name of a device, with its model; None where it is not known."""
    if one.device is None:
        return None
    maker = catalogue.manufacturer(one.device.manufacturer).name
    return full_name(maker, with_model(one.device.name, one.model))


def called(examined: Iterable[Examined], catalogue: Catalogue) -> dict[str, str]:
    """What each device of a request is called, by its place; the place is part of it where two are called the same."""
    names = {
        one.implant.place: name_of(one, catalogue) or one.implant.asked for one in flat(examined)
    }
    if len({*names.values()}) == len(names):
        return names
    from mri_check.messages import envelope

    often = Counter(names.values())
    return {
        place: envelope.CALLED.format(name=name, place=place_words(place))
        if often[name] > 1
        else name
        for place, name in names.items()
    }


def outcomes(examined: Iterable[Examined]) -> tuple[ImplantOutcome, ...]:
    """Their outcomes, in order."""
    return tuple(one.outcome for one in examined if one.outcome is not None)


def marked(findings: tuple[Finding, ...], newer_ones: tuple[Labelling, ...]) -> tuple[Finding, ...]:
    """Findings on an axis that a newer document in force was not read on may be superseded by it."""
    unread = [one for one in newer_ones if one.read != "full"]
    if not unread:
        return findings
    return tuple(
        finding.replace(
            may_be_superseded_by=tuple(
                one.source.document for one in unread if not _speaks(one, finding.axis)
            )
        )
        for finding in findings
    )


def _speaks(labelling: Labelling, axis: str) -> bool:
    return (
        axis in labelling.axes
        or axis in labelling.no_limit
        or axis in labelling.not_addressed
        or any(axis in setting.no_limit for setting in labelling.settings)
    )


def _counted(judged: Judged) -> tuple[tuple[Setting, ...], ...]:
    """The settings whose silences count: of each state those that are met, together; else each that may be; else all.

    A row that one table of a label lists and another does not is a question where the scan goes by the other.
    """
    verdicts = dict(judged.settings)
    ways = list[tuple[Setting, ...]]()
    for group in by_state(judged.applied):
        if met := tuple(one for one in group if verdicts[one.id] is MET):
            ways.append(met)
        else:
            ways += [(one,) for one in group if verdicts[one.id] is UNKNOWN]
    return tuple(ways) or (judged.applied,)


def _asked_of_the_maker(labelling: Labelling, one: Examined) -> tuple[str, ...]:
    """The ids of the questions that the labelling puts to the maker."""
    return tuple(
        task.id for task in labelling.questions if fires(task.when, one.facts) is not NOT_MET
    )


def _tested(labelling: Labelling, one: Examined) -> tuple[Tested, ...]:
    """What the labelling says was tested, for a state that the device is or may be in."""
    return tuple(it for it in labelling.tested if fires(it.when, one.facts) is not NOT_MET)


def _refusals(labelling: Labelling, one: Examined) -> list[Claim]:
    return [(Disposition.INCOMPLETE, (task.id,)) for task in refused(labelling, one)]


def refused(labelling: Labelling, one: Examined) -> list[Instruction]:
    """The instructions that are denied and may apply; each keeps the result at best incomplete."""
    if not one.answered:
        return []
    return [
        task
        for task in labelling.instructions
        if one.answered.get(task.id.rpartition("/")[2]) == "denied"
        and fires(task.when, one.facts) is not NOT_MET
    ]


def _outcome(
    labelling: Labelling,
    findings: tuple[Finding, ...],
    judged: Judged,
    disposition: Disposition,
    decided_by: tuple[str, ...],
) -> LabellingOutcome:
    return LabellingOutcome(
        labelling.id, labelling.market, labelling.mr_status, labelling.printed_status,
        labelling.source, labelling.dated, labelling.read, labelling.market_inferred,
        labelling.digest, disposition, decided_by, judged.settings,
        {setting.id: setting.mr_status for setting in judged.applied}, findings, (), judged.clear,
    )  # fmt: skip
