"""What a rule is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mri_check.errors import Problem
from mri_check.files import Files
from mri_check.frozen import Record

Check = Callable[[Files], Iterator[Problem]]


class Rule(Record):
    """One rule: its code, what it asks, why, and what to write instead."""

    code: str
    asks: str
    why: str
    instead: str
    check: Check | None


RULES: dict[str, Rule] = {}


def rule(code: str, asks: str, why: str, instead: str) -> Callable[[Check], Check]:
    """Register a rule under its code."""

    def register(check: Check) -> Check:
        RULES[code] = Rule(code, asks, why, instead, check)
        return check

    return register
