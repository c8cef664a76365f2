"""What an answer changes: what a checklist decides, and what it tells people to do."""

from __future__ import annotations

from typing import Any

from mri_check.checklist import Checklist, Disposition
from mri_check.examined import outcomes_of
from mri_check.frozen import Record

_ECHOES = frozenset({"profile", "configuration", "override", "option", "exam-table"})
"""Notices that only repeat what was stated."""


class Effect(Record):
    """What one answer changes."""

    outcome: Disposition
    decides: bool
    """Whether the outcome, what decides it, or the verdict on a condition is another."""
    entries: frozenset[tuple[Any, ...]]
    """The parts of the checklist that come or go."""


def verdicts(it: Checklist) -> frozenset[tuple[Any, ...]]:
    """What a checklist decides: the outcome and why, each implant, each document, each condition."""
    found: set[tuple[Any, ...]] = {("outcome", it.disposition)}
    found |= {("by", id) for id in it.decided_by}
    for one in outcomes_of(it):
        found.add((one.place, one.device, one.model, one.disposition))
        found |= {(one.place, may_be.device, may_be.disposition) for may_be in one.candidates}
        found |= {(one.place, finding.id, finding.verdict) for finding in one.findings}
        for labelling in one.labellings:
            found.add((one.place, labelling.id, labelling.disposition))
            found |= {(one.place, finding.id, finding.verdict) for finding in labelling.findings}
    return frozenset(found)


def contents(it: Checklist) -> frozenset[tuple[Any, ...]]:
    """What a checklist tells people to do, ask and set; not what it merely repeats of the request."""
    found: set[tuple[Any, ...]] = {("line", line.id, line.state, line.text) for line in it.lines}
    found |= {("ask", one.manufacturer, asked.id) for one in it.consult for asked in one.questions}
    found |= {("console", one.axis, one.limit, one.from_, one.warnings) for one in it.console}
    labels = (label for one in outcomes_of(it) for label in one.labellings)
    found |= {("tested", one.id, at.axis, at.value) for one in labels for at in one.tested}
    found |= {("note", one.id, one.text) for one in it.notices if one.id not in _ECHOES}
    return frozenset(found)
