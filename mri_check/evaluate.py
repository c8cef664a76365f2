"""Judges one labelling against what is stated: every condition, always, so that all gaps show at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from mri_check.checklist import Disposition, Finding, Item, Stated
from mri_check.checklist import stated as stated_as
from mri_check.frozen import Record
from mri_check.record import Box, Condition, Labelling, Setting
from mri_check.region import judge
from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict, all_of, any_of

Facts: TypeAlias = Mapping[str, Stated]
Claim: TypeAlias = tuple[Disposition, tuple[str, ...]]
"""A disposition, and the ids of what brings it about; the worst claim decides."""

BARS = {
    "unsafe": Disposition.PROHIBITED,
    "not-evaluated": Disposition.UNLABELLED,
    "not-printed": Disposition.INCOMPLETE,
    "no-conditions": Disposition.INCOMPLETE,
}
"""What a setting comes to, at best, for what ``barred`` says of it."""


class Judged(Record):
    """What became of a labelling: its findings, its settings, and its claims on the outcome."""

    findings: tuple[Finding, ...]
    settings: tuple[tuple[str, Verdict], ...]
    applied: tuple[Setting, ...]
    claims: tuple[Claim, ...]
    clear: tuple[Box, ...]
    """The boxes that hold for this state of the device, and that what is stated is apart from."""


def one_item(item: Item, among: Stated) -> Stated:
    """One of the values of a list, or of an undecided ``any_of``, on its own."""
    unit = {"unit": among.form["unit"]} if "unit" in among.form else {}
    return stated_as(item.text, (item,), {"one_of": [item.name], **unit})


def worst(claims: Iterable[Claim]) -> Claim:
    """The worst disposition and everything that brings it about; of nothing, the best there is."""
    claims = list(claims)
    disposition = max((one for one, _ in claims), default=Disposition.WITHIN)
    ids = dict.fromkeys(id for one, ids in claims if one is disposition for id in ids)
    return disposition, tuple(ids)


def verdict_of(condition: Condition, stated: Stated | None) -> Verdict:
    """A condition is met when every stated thing is permitted, and not met when any is apart.

    Nothing stated is the widest set there is.
    """
    if stated is None:
        return _of_nothing(condition)
    if (one := stated.only) is not None:
        return judge(one, condition.permitted)
    return all_of(
        judge(member, condition.permitted) for item in stated.items for member in item.members
    )


def fires(conditions: tuple[Condition, ...], facts: Facts) -> Verdict:
    """Whether a box of conditions holds: on every axis, any stated thing lies in it. No condition: it does."""
    if not conditions:
        return MET
    if len(conditions) == 1:
        return touches(conditions[0], facts.get(conditions[0].axis.name))
    return all_of(touches(one, facts.get(one.axis.name)) for one in conditions)


def touches(condition: Condition, stated: Stated | None) -> Verdict:
    """Whether any stated thing lies in what a box, a state or a trigger looks at."""
    if stated is None:
        return _of_nothing(condition)
    if (one := stated.only) is not None:
        return judge(one, condition.permitted)
    return any_of(
        judge(member, condition.permitted) for item in stated.items for member in item.members
    )


def _of_nothing(condition: Condition) -> Verdict:
    everything = condition.axis.everything
    return UNKNOWN if everything is None else judge(everything, condition.permitted)


def barred(labelling: Labelling, setting: Setting, origin: str) -> str | None:
    """Why a setting permits nothing, or nothing that is on file, whatever is stated: one of ``BARS``; else None."""
    status = setting.mr_status
    if status in ("unsafe", "not-evaluated"):
        return status
    if origin == "policy":
        return None
    if status == "not-printed" or (status is None and labelling.read == "full"):
        return "not-printed"
    bare = not setting.conditions and not labelling.always
    return "no-conditions" if bare and status != "safe" else None


def evaluate(labelling: Labelling, facts: Facts, origin: str = "label") -> Judged:
    """Judge every condition of every setting that applies, and every box.

    What is undecided between several values (``any_of``) is judged value by value: a finding on which
    the values disagree is unknown; an outcome on which they disagree is the best of theirs, but at
    best incomplete. A state of the device (``when``) is not split so: undecided, it is unknown, and the
    worst of the possible ones counts.
    """
    together = _evaluate(labelling, facts, facts, origin)
    undecided = [axis for axis in sorted(labelling.axes) if axis in facts and facts[axis].worlds]
    if not undecided:
        return together
    worlds = [_evaluate(labelling, world, facts, origin) for world in worlds_of(facts, undecided)]
    return _merge(together, worlds, frozenset(undecided))


def worlds_of(facts: Facts, axes: Sequence[str]) -> Iterator[Facts]:
    """The facts, once for each way to decide what is undecided on some axes."""
    for items in product(*(facts[axis].worlds for axis in axes)):
        yield {**facts, **{axis: one_item(item, facts[axis]) for axis, item in zip(axes, items)}}


def in_common(labellings: Iterable[Iterable[Labelling]], facts: Facts) -> list[str]:
    """The axes that are undecided, and that more than one of some groups of labellings looks at.

    Each group has a favourite among the values, but one value holds for all of them: where none suits them all, to
    judge each on its own is not enough.
    """
    undecided = {axis for axis, one in facts.items() if one.worlds}
    if not undecided:
        return []
    looked = Counter(
        axis
        for group in labellings
        for axis in undecided.intersection(axis for one in group for axis in one.axes)
    )
    return sorted(axis for axis, groups in looked.items() if groups > 1)


def at_best(outcomes: Iterable[Claim], claims: Iterable[Claim]) -> list[Claim]:
    """What something undecided comes to however it turns out, with all that brings it about; nothing where the claims are
    as bad without it."""
    outcomes = list(outcomes)
    least = min(disposition for disposition, _ in outcomes)
    if least <= worst(claims)[0]:
        return []
    return [(least, tuple(dict.fromkeys(id for _, ids in outcomes for id in ids)))]


def findings_of(
    labelling: Labelling, origin: str, setting: str, conditions: tuple[Condition, ...], facts: Facts
) -> list[Finding]:
    """Some conditions of one setting, judged on their own: a finding for each, and for each thing of a list."""
    return _Judging(labelling, facts, facts, origin).conditions(setting, conditions)


def _merge(together: Judged, worlds: list[Judged], undecided: frozenset[str]) -> Judged:
    verdicts: dict[str, set[Verdict]] = {}
    for world in worlds:
        for finding in world.findings:
            verdicts.setdefault(finding.id, set()).add(finding.verdict)
    everywhere = [{finding.id for finding in world.findings} for world in worlds]
    for one in together.findings:
        boxed = one.kind == "prohibits" and one.id in verdicts
        if boxed and not all(one.id in ids for ids in everywhere):
            verdicts[one.id].add(MET)  # apart in one world, where it has no finding
    findings = tuple(
        one if one.kind == "when" else one.replace(verdict=_agreed(verdicts[one.id]))
        for one in together.findings
        if one.kind == "when" or one.id in verdicts
    )
    settings = tuple(
        (id, _agreed({dict(world.settings)[id] for world in worlds})) for id, _ in together.settings
    )
    outcomes = [worst(world.claims) for world in worlds]
    best = min(disposition for disposition, _ in outcomes)
    agreed = all(disposition is best for disposition, _ in outcomes)
    result = best if agreed else max(best, Disposition.INCOMPLETE)
    claims = [one for one in outcomes if one[0] is result]
    if result is Disposition.INCOMPLETE or not agreed:
        unknown = (f for f in findings if f.verdict is UNKNOWN)
        open_here = (f.id for f in unknown if f.axis in undecided or f.kind == "when")
        claims.append((result, tuple(open_here)))
    return Judged(findings, settings, together.applied, tuple(claims), together.clear)


def _agreed(verdicts: set[Verdict]) -> Verdict:
    return next(iter(verdicts)) if len(verdicts) == 1 else UNKNOWN


def _evaluate(labelling: Labelling, facts: Facts, states: Facts, origin: str) -> Judged:
    judging = _Judging(labelling, facts, states, origin)
    always = judging.conditions("always", labelling.always)
    claims = [_claim(always)] if always else []
    for box in labelling.boxes:
        claims += judging.box(box)
    groups: dict[frozenset[object], list[tuple[Claim, tuple[str, ...]]]] = {}
    applied: list[Setting] = []
    settings: list[tuple[str, Verdict]] = []
    for setting in labelling.settings:
        state = fires(setting.when, states)
        if state is NOT_MET:
            continue
        applied.append(setting)
        claim = judging.setting(setting)
        settings.append((setting.id, _setting_verdict(claim[0], always)))
        when = judging.when(setting.id, setting.when, state)
        groups.setdefault(setting.state, []).append((claim, when))
    for group in groups.values():
        claims += _best(group)
    if not groups and origin == "label":
        claims.append((Disposition.OUTSIDE, (f"{labelling.id}/no-setting",)))
    return Judged(
        tuple(judging.findings),
        tuple(settings),
        tuple(applied),
        tuple(claims),
        tuple(judging.clear),
    )


def _best(alternatives: list[tuple[Claim, tuple[str, ...]]]) -> list[Claim]:
    """The best of settings for one state; where that state itself is unknown, at best incomplete."""
    best = min(claim[0] for claim, _ in alternatives)
    claims: list[Claim] = [claim for claim, _ in alternatives if claim[0] is best]
    states = tuple(id for _, when in alternatives for id in when)
    if states:
        claims.append((max(best, Disposition.INCOMPLETE), states))
    return claims


def _setting_verdict(disposition: Disposition, always: list[Finding]) -> Verdict:
    shared = {finding.verdict for finding in always}
    if disposition > Disposition.INCOMPLETE or NOT_MET in shared:
        return NOT_MET
    return UNKNOWN if disposition is Disposition.INCOMPLETE or UNKNOWN in shared else MET


def _claim(findings: list[Finding]) -> Claim:
    """What the conditions of one setting come to: all must be met."""
    verdict = all_of(finding.verdict for finding in findings)
    ids = tuple(finding.id for finding in findings if finding.verdict is verdict)
    return _BY_VERDICT[verdict], (() if verdict is MET else ids)


_BY_VERDICT = {
    MET: Disposition.WITHIN, UNKNOWN: Disposition.INCOMPLETE, NOT_MET: Disposition.OUTSIDE
}  # fmt: skip


class _Judging:
    """One pass over one labelling; collects the findings in the order of the label."""

    def __init__(self, labelling: Labelling, facts: Facts, states: Facts, origin: str) -> None:
        self.labelling, self.facts, self.origin = labelling, facts, origin
        self.states = states
        """What ``when`` looks at: the facts with nothing decided that is not."""
        self.findings: list[Finding] = []
        self.clear: list[Box] = []

    def conditions(self, setting: str, conditions: tuple[Condition, ...]) -> list[Finding]:
        """Judge the conditions of one setting; of a list, each thing on its own."""
        found = []
        for condition in conditions:
            stated = self.facts.get(condition.axis.name)
            kind = "ask" if condition.axis.name.startswith("ask.") else "condition"
            if stated is None or not stated.is_list:
                verdict = verdict_of(condition, stated)
                found.append(self.finding(setting, kind, condition, stated, verdict))
                continue
            for item in stated.items:
                one = one_item(item, stated)
                verdict = verdict_of(condition, one)
                finding = self.finding(setting, kind, condition, one, verdict)
                found.append(finding.replace(id=f"{finding.id}={item.name}"))
        self.findings += found
        return found

    def setting(self, setting: Setting) -> Claim:
        """What one setting comes to, with the status that the document prints for it."""
        own = self.conditions(setting.id, setting.conditions)
        claims = [_claim(own)] if own else []
        if why := barred(self.labelling, setting, self.origin):
            end = "no-setting" if why == "no-conditions" else f"{setting.id}/mr_status"
            claim = BARS[why], (f"{self.labelling.id}/{end}",)
            claims = [*claims, claim] if claim[0] is Disposition.INCOMPLETE else [claim]
        return worst(claims)

    def box(self, box: Box) -> list[Claim]:
        """A box that holds prohibits, one that may hold is unknown, one that is apart says nothing."""
        state = fires(box.when, self.states)
        if state is NOT_MET:
            return []
        verdict = fires(box.conditions, self.facts)
        if verdict is NOT_MET:
            self.clear.append(box)
            return []
        holds = verdict is MET
        ids = []
        for condition in box.conditions:
            stated = self.facts.get(condition.axis.name)
            told = NOT_MET if holds else UNKNOWN
            finding = self.finding(box.id, "prohibits", condition, stated, told)
            self.findings.append(finding.replace(note=box.says))
            ids.append(finding.id)
        ids += self.when(box.id, box.when, state)
        return [(Disposition.PROHIBITED if holds else Disposition.INCOMPLETE, tuple(ids))]

    def when(self, owner: str, when: tuple[Condition, ...], state: Verdict) -> tuple[str, ...]:
        """Record a state that is unknown, and return the ids; nothing where it is known."""
        if state is not UNKNOWN:
            return ()
        found = []
        for condition in when:
            stated = self.states.get(condition.axis.name)
            if touches(condition, stated) is UNKNOWN:
                finding = self.finding(f"{owner}/when", "when", condition, stated, UNKNOWN)
                found.append(finding.replace(setting=owner))
        self.findings += found
        return tuple(finding.id for finding in found)

    def finding(
        self, setting: str, kind: str, condition: Condition, stated: Stated | None, verdict: Verdict
    ) -> Finding:
        axis = condition.axis
        return Finding(
            f"{self.labelling.id}/{setting}/{axis.name}", setting, kind, self.origin, axis.name,
            axis.title, axis.known_by,
            verdict, condition.text, condition.form,
            None if stated is None else stated.text,
            None if stated is None else stated.form,
            condition.cited, condition.otherwise, condition.note, (),
            axis.choices if axis.kind == "ordered" else (),
        )  # fmt: skip
