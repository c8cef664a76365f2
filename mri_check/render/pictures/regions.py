"""What the labels say of a scan region: permitted, warned of, forbidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.checklist import Checklist, Finding
from mri_check.frozen import Record
from mri_check.messages import pictures as say
from mri_check.record import place_of
from mri_check.render.pictures.bars import ruled_out, source, sources
from mri_check.render.pictures.sheet import Placed, numbered, numbers, placed
from mri_check.words import capital

REGION = "scan.region"


class Limit(Record):
    """What a label says of a region."""

    kind: str
    """``permits``, ``warns`` or ``forbids``."""
    regions: tuple[str, ...]
    text: str
    verdict: str | None
    """None of a task, and of what is forbidden and this scan is clear of."""


def regional(checklist: Checklist) -> list[Limit]:
    """Each once, with the numbers of the implants that it is of."""
    names = numbers(checklist)
    found: dict[Limit, list[str]] = {}
    for one in placed(checklist):
        for limit in _of_labels(one):
            found.setdefault(limit, []).append(names.get(one.name, one.name) if names else "")
    for task in checklist.lines:
        for when in task.task.when if task.task is not None else ():
            if when.axis.name == REGION:
                number, text = numbered(task.text, names)
                told = f"{text.removesuffix('.')}{sources((place_of(task.cited),))}."
                found.setdefault(Limit("warns", _named(when.form), told, None), []).append(number)
    return [
        one.replace(text=say.LIMIT_OF.format(number=say.AND.join(dict.fromkeys(of)), text=one.text))
        if any(of)
        else one
        for one, of in found.items()
    ]


def _of_labels(one: Placed) -> Iterator[Limit]:
    for outcome in one.outcome.labellings:
        aside = ruled_out(outcome)
        for finding in outcome.findings:
            if finding.axis == REGION and finding.setting not in aside:
                yield from _of_finding(finding)
        owner = capital(say.OWNERS["policy" if outcome.id.startswith("policy/") else "label"])
        for box in outcome.clear:
            for condition in box.conditions:
                if condition.axis.name == REGION:
                    told = say.LIMIT_CLEAR.format(
                        owner=owner, note=box.says.removesuffix("."), source=sources((place_of(condition.cited),))
                    )  # fmt: skip
                    yield Limit("forbids", _named(condition.form), told, None)


def _of_finding(finding: Finding) -> Iterator[Limit]:
    verdict = finding.verdict.value
    told = {
        "owner": capital(say.OWNERS.get(finding.origin, say.OWNERS["label"])), "permitted": finding.permitted,
        "verdict": say.VERDICTS[verdict], "source": source(finding),
        "note": f" {capital(finding.note).removesuffix('.')}." if finding.note else "",
    }  # fmt: skip
    if finding.kind == "condition":
        yield Limit(
            "permits", _named(finding.permitted_set), say.LIMIT_REGION.format(**told), verdict
        )
    elif finding.kind == "prohibits":
        yield Limit(
            "forbids", _named(finding.permitted_set), say.LIMIT_FORBIDS.format(**told), verdict
        )


def _named(form: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(form.get("one_of", ()))
