"""The rules that a catalogue must keep beyond its schema; each with a code, a reason and an example."""

from mri_check.rules import (
    aftercare,
    asks,
    conditions,
    documents,
    exams,
    identifiers,
    names,
    records,
)
from mri_check.rules.registry import RULES, Rule

__all__ = [
    "RULES",
    "Rule",
    "aftercare",
    "asks",
    "conditions",
    "documents",
    "exams",
    "identifiers",
    "names",
    "records",
]
