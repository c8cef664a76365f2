"""Triggers that are unknown, in words, and what is told where they hold."""

from __future__ import annotations

from mri_check.evaluate import Facts, fires
from mri_check.messages import checklist as say
from mri_check.record import Condition, Instruction, place_of
from mri_check.verdict import UNKNOWN


def condition_words(when: tuple[Condition, ...], facts: Facts) -> str:
    """The part of a trigger that is unknown, in words."""
    parts = []
    for condition in when:
        if fires((condition,), facts) is not UNKNOWN:
            continue
        stated = facts.get(condition.axis.name)
        told = say.TOLD_STATED.format(stated=stated.text) if stated else say.WHY_UNKNOWN
        means = condition.axis.means.partition(";")[0].partition(". ")[0].rstrip(".")
        if means.startswith("Whether ") and condition.text == "yes":
            whether = means.removeprefix("Whether ")
            parts.append(say.TRIGGER_WHETHER.format(means=whether, told=told))
        else:
            title, permitted = condition.axis.title, condition.text
            parts.append(say.TRIGGER.format(title=title, permitted=permitted, told=told))
    return say.AND.join(parts)


def where_known(text: str, when: tuple[Condition, ...], facts: Facts) -> str:
    """A text that holds where a trigger does; before it stands the part of that which is unknown."""
    told = condition_words(when, facts)
    return say.IF_UNKNOWN.format(condition=told, text=text) if told else text


def task_question(task: Instruction, facts: Facts) -> str:
    """What the catalogue asks a maker of its own accord, of a task whose trigger holds or is unknown."""
    text = say.QUESTION_TASK.format(text=task.do, where=place_of(task.cited))
    return where_known(text, task.when, facts)
