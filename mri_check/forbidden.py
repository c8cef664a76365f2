"""What is forbidden only together, told as one: the conditions of a box, and the person who can change one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mri_check.checklist import Finding, Line
from mri_check.evaluate import Facts, fires
from mri_check.examined import Examined, Judgement
from mri_check.messages import checklist as say
from mri_check.verdict import NOT_MET, UNKNOWN

URGENCY = "scan.urgency"
"""What no person may change to come clear of a box: a scan is as urgent as it is."""


def box_of(one: Finding, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of the box that one belongs to; it alone, where it belongs to none."""
    if one.kind != "prohibits":
        return (one,)
    return tuple(each for each in findings if each.kind == one.kind and each.setting == one.setting)


def forbidden_words(box: tuple[Finding, ...]) -> str:
    """What a box forbids; of several conditions, each with what it is on."""
    return _together([(it.title, it.permitted) for it in box])


def stated_words(box: tuple[Finding, ...]) -> str:
    """All that is stated of what a box looks at."""
    told = (say.IS.format(title=it.title, stated=it.stated or say.WHY_UNKNOWN) for it in box)
    return say.AND.join(told)


def others(one: Finding, findings: Iterable[Finding]) -> str:
    """What else a box looks at, so that one condition of it is not told as a rule of its own."""
    return say.AND.join(each.title for each in box_of(one, findings) if each.id != one.id)


def findings_told(
    judgement: Judgement, one: Examined
) -> Iterator[tuple[Finding, tuple[Finding, ...]]]:
    """Each finding that a person may have to hear of, with its box: of one that holds, one; of one that may, what is open."""
    findings = judgement.outcome.findings
    for finding in findings:
        box = box_of(finding, findings)
        if len(box) > 1 and finding.verdict is NOT_MET:
            if finding.id == _changeable(box).id:
                yield finding, box
        elif len(box) == 1 or _unsettled(finding, judgement, one.facts):
            yield finding, box


def _changeable(box: tuple[Finding, ...]) -> Finding:
    return next((each for each in box if each.axis != URGENCY), box[0])


def _unsettled(finding: Finding, judgement: Judgement, facts: Facts) -> bool:
    """Whether it is this condition of a box that leaves it open, and not only another one."""
    box = next(each for each in judgement.labelling.boxes if each.id == finding.setting)
    left = [each.axis.name for each in box.conditions if fires((each,), facts) is UNKNOWN]
    return finding.axis in left or not left


def for_another_urgency(finding: Finding, judgement: Judgement) -> bool:
    """Whether a setting is only not for a scan of this urgency, where a box or another setting is what stands in the way."""
    if finding.axis != URGENCY or finding.verdict is not NOT_MET or finding.setting == "always":
        return False
    outcome = judgement.outcome
    fails = {
        each.setting
        for each in outcome.findings
        if each.axis == URGENCY and each.verdict is NOT_MET and each.kind == "condition"
    }
    boxed = any(it.kind == "prohibits" and it.verdict is NOT_MET for it in outcome.findings)
    return boxed or any(id not in fails for id, _ in outcome.settings)


def clear_lines(judgement: Judgement, one: Examined, prefix: str) -> Iterator[Line]:
    """A forbidden combination that this plan stays clear of: it must stay so, and a person has to see that it does."""
    label = judgement.labelling
    for box in label.boxes:
        if fires(box.when, one.facts) is NOT_MET:
            continue
        apart = [each for each in box.conditions if fires((each,), one.facts) is NOT_MET]
        if not apart:
            continue
        is_now = say.AND.join(
            say.ON_AXIS.format(title=each.axis.title, value=one.facts[each.axis.name].text)
            for each in apart
        )
        owner = say.WHY_OWNER[judgement.origin]
        alone = len(apart) < len(box.conditions)
        notes = say.AND.join(each.note for each in apart if each.note)  # no exception is read
        text = (say.CLEAR_UNREAD if alone and notes else say.CLEAR).format(
            prefix=prefix, told=is_now, notes=notes, owner=owner, says=box.says
        )
        why = say.CONDITION_WHY.format(
            owner=owner,
            rule=say.WHY_RULE["prohibits"],
            permitted=_together([(it.axis.title, it.text) for it in box.conditions]),
        )
        axis = apart[0].axis
        yield Line(
            f"{label.id}/{box.id}", axis.phase, axis.known_by, "open", text, why, apart[0].cited
        )


def _together(rules: list[tuple[str, str]]) -> str:
    """What is forbidden on each axis; of several all at once, of one alone without its name."""
    if len(rules) == 1:
        return rules[0][1]
    return say.TOGETHER_WITH.join(
        say.ON_AXIS.format(title=title, value=value) for title, value in rules
    )
