"""Triggers that are unknown, in words."""

from __future__ import annotations

from mri_check.evaluate import Facts, fires
from mri_check.record import Condition
from mri_check.verdict import UNKNOWN


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
