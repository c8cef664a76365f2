"""What may be seen of a pump after a scan: a closed list of words, which the readings of a label are written in.

The words of one group exclude each other, and one of them always holds: the log shows a stall or shows none.
A word without a group is an event: it is said where it is there, and nothing is concluded where it is not said,
since no step of a label asks for it.
"""

from __future__ import annotations

from mri_check.frozen import Record
from mri_check.messages import after as say


class Observation(Record):
    """One word of the list: the group that it belongs to (none for an event), and what it says."""

    word: str
    group: str | None
    means: str


SYMPTOMS = "symptoms"
_WORDS = (
    Observation("stall", "stall", say.OBSERVED["stall"]),
    Observation("no-stall", "stall", say.OBSERVED["no-stall"]),
    Observation("recovery", "recovery", say.OBSERVED["recovery"]),
    Observation("no-recovery", "recovery", say.OBSERVED["no-recovery"]),
    Observation("rate-as-programmed", "rate", say.OBSERVED["rate-as-programmed"]),
    Observation("rate-safe-state", "rate", say.OBSERVED["rate-safe-state"]),
    Observation("rate-otherwise", "rate", say.OBSERVED["rate-otherwise"]),
    Observation("infusion-running", "infusion", say.OBSERVED["infusion-running"]),
    Observation("infusion-interrupted", "infusion", say.OBSERVED["infusion-interrupted"]),
    Observation("valve-reset", "valve", say.OBSERVED["valve-reset"]),
    Observation("valve-closed", "valve", say.OBSERVED["valve-closed"]),
    Observation("status-confirmed", "status", say.OBSERVED["status-confirmed"]),
    Observation("status-not-confirmed", "status", say.OBSERVED["status-not-confirmed"]),
    Observation("alarm", None, say.OBSERVED["alarm"]),
    Observation("waiting-for-communication", None, say.OBSERVED["waiting-for-communication"]),
    Observation("stopped-pump-message", None, say.OBSERVED["stopped-pump-message"]),
    Observation("memory-error", None, say.OBSERVED["memory-error"]),
    Observation(SYMPTOMS, None, say.OBSERVED[SYMPTOMS]),
)  # fmt: skip
OBSERVATIONS = {one.word: one for one in _WORDS}


def groups() -> dict[str, tuple[str, ...]]:
    """The words of each group, in the order of the list."""
    found: dict[str, tuple[str, ...]] = {}
    for one in _WORDS:
        if one.group is not None:
            found[one.group] = (*found.get(one.group, ()), one.word)
    return found


def contradictions(words: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """The words that cannot hold together: two or more of one group."""
    each = (tuple(word for word in group if word in words) for group in groups().values())
    return tuple(some for some in each if len(some) > 1)
