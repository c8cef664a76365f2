"""The rules that a catalogue must keep beyond its schema; each with a code, a reason and an example."""

from mri_check.rules import conditions, documents, names, records
from mri_check.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule", "conditions", "documents", "names", "records"]
