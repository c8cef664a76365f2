"""What may be seen of a pump after a scan: a closed list of words, which the readings of a label are written in.

The words of one group exclude each other, and one of them always holds: the log shows a stall or shows none.
A word without a group is an event: it is said where it is there, and nothing is concluded where it is not said,
since no step of a label asks for it.
"""

from __future__ import annotations

from mri_check.frozen import Record


class Observation(Record):
    """One word of the list: the group that it belongs to (none for an event), and what it says."""

    word: str
    group: str | None
    means: str


_WORDS = (
    Observation("stall", "stall", "the event log shows a motor stall"),
    Observation("no-stall", "stall", "the event log shows no motor stall"),
    Observation("recovery", "recovery", "the event log shows that the motor recovered from a stall"),
    Observation("no-recovery", "recovery", "the event log shows no recovery from a stall"),
    Observation("rate-as-programmed", "rate", "the pump runs at the rate that is prescribed"),
    Observation("rate-safe-state", "rate", "the pump is in its safe state, at minimum rate until it is reprogrammed"),
    Observation("rate-otherwise", "rate", "the pump runs at another rate than the one prescribed"),
    Observation("infusion-running", "infusion", "the infusion programme was not interrupted, or runs again"),
    Observation("infusion-interrupted", "infusion", "the infusion programme is interrupted"),
    Observation("valve-reset", "valve", "the flow-activated valve was reset"),
    Observation("valve-closed", "valve", "the flow-activated valve is closed, or was not reset"),
    Observation("status-confirmed", "status", "the pump was inquired and works with its settings"),
    Observation("status-not-confirmed", "status", "the pump was inquired and does not work with its settings"),
    Observation("alarm", None, "an alarm of the pump sounds"),
    Observation("waiting-for-communication", None, "the pump is in the state that waits for a programmer"),
    Observation("stopped-pump-message", None, "the log or the programmer shows a stopped-pump message"),
    Observation("memory-error", None, "the programmer shows a memory error"),
    Observation("symptoms", None, "symptoms return, or there are signs of withdrawal, underdose or overdose"),
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
