"""Three-valued truth: met, not met, unknown. Unknown is never read as either of the others."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn


class Verdict(Enum):
    """What became of a condition."""

    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"

    def __bool__(self) -> NoReturn:
        """Refuse: ``if verdict:`` would read unknown as one of the other two."""
        raise TypeError("a verdict is met, not met or unknown: compare it by name")


MET, UNKNOWN, NOT_MET = Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's "and". Of nothing: unknown, so that an empty list never permits anything."""
    found = UNKNOWN
    for at, verdict in enumerate(verdicts):
        if verdict is NOT_MET:
            return NOT_MET
        found = verdict if not at or verdict is UNKNOWN else found
    return found


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's "or". Of nothing: unknown, so that an empty list never rules anything out."""
    found = UNKNOWN
    for at, verdict in enumerate(verdicts):
        if verdict is MET:
            return MET
        found = verdict if not at or verdict is UNKNOWN else found
    return found
