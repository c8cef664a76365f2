"""Sets of values on an axis: what a label permits, what a request states, and how the two compare."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from mri_check.frozen import Record
from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict


class Span(Record):
    """The numbers from ``low`` to ``high``; None is no bound, an open end leaves its bound out."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        """Whether no number lies in it, as when two tests on one axis contradict each other."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))


class Choice(Record):
    """Some of the values of a closed list."""

    names: frozenset[str]

    @property
    def empty(self) -> bool:
        """Whether it names nothing."""
        return not self.names


Set: TypeAlias = Span | Choice


def meet(a: Set, b: Set) -> Set:
    """What lies in both."""
    if isinstance(a, Choice) and isinstance(b, Choice):
        return Choice(a.names & b.names)
    assert isinstance(a, Span) and isinstance(b, Span), "an axis holds spans or choices, not both"
    low, low_open = a.low, a.low_open
    if b.low is not None and (low is None or b.low > low or (b.low == low and b.low_open)):
        low, low_open = b.low, b.low_open
    high, high_open = a.high, a.high_open
    if b.high is not None and (high is None or b.high < high or (b.high == high and b.high_open)):
        high, high_open = b.high, b.high_open
    return Span(low, high, low_open, high_open)


def within(a: Set, b: Set) -> bool:
    """Whether every value of ``a`` is in ``b``."""
    return meet(a, b) == a


def outside(a: Set, b: Set) -> tuple[Set, ...]:
    """What of ``a`` does not lie in ``b``, in pieces that are not empty."""
    if isinstance(a, Choice) and isinstance(b, Choice):
        pieces: list[Set] = [Choice(a.names - b.names)]
    else:
        assert isinstance(b, Span), "an axis holds spans or choices, not both"
        pieces = [a] if b.empty else []
        if not b.empty and b.low is not None:
            pieces.append(meet(a, Span(None, b.low, False, not b.low_open)))
        if not b.empty and b.high is not None:
            pieces.append(meet(a, Span(b.high, None, not b.high_open, False)))
    return tuple(piece for piece in pieces if not piece.empty)


def judge(stated: Set, permitted: Set) -> Verdict:
    """Stated within permitted is met, stated apart from permitted is not met, all else is unknown.

    An empty set says nothing, and so is unknown on either side of the comparison.
    """
    if isinstance(stated, Choice) and isinstance(permitted, Choice):
        if not stated.names or not permitted.names:
            return UNKNOWN
        if stated.names <= permitted.names:
            return MET
        return NOT_MET if stated.names.isdisjoint(permitted.names) else UNKNOWN
    if isinstance(stated, Span) and stated.low is not None and stated.low == stated.high:
        if stated.low_open or stated.high_open or permitted.empty:
            return UNKNOWN
        assert isinstance(permitted, Span), "an axis holds spans or choices, not both"
        return MET if holds(permitted, stated.low) else NOT_MET
    if stated.empty or permitted.empty:
        return UNKNOWN
    if within(stated, permitted):
        return MET
    return NOT_MET if meet(stated, permitted).empty else UNKNOWN


def holds(span: Span, number: Decimal) -> bool:
    """Whether a number lies in a span: what ``within`` and ``meet`` say of a span of that number alone."""
    low, high = span.low, span.high
    if low is not None and (number < low or (span.low_open and number == low)):
        return False
    return high is None or not (number > high or (span.high_open and number == high))
