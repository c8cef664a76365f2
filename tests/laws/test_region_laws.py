"""The algebra of sets and of judging, exhaustively on a small world and with hypothesis on a large one."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from mri_check.region import Choice, Set, Span, judge, meet, within
from mri_check.verdict import MET, NOT_MET, UNKNOWN

BOUNDS = [None, Decimal(0), Decimal(1), Decimal(2)]
SPANS: list[Set] = [
    Span(low, high, low_open, high_open)
    for low, high, low_open, high_open in product(BOUNDS, BOUNDS, [False, True], [False, True])
    if not (low is None and low_open) and not (high is None and high_open)
]
CHOICES: list[Set] = [
    Choice(frozenset(names)) for size in range(4) for names in combinations("abc", size)
]
POINTS = [Decimal(n) / 2 for n in range(-2, 7)]


def holds(region: Set, point: object) -> bool:
    """Membership, said a second way."""
    if isinstance(region, Choice):
        return point in region.names
    assert isinstance(point, Decimal)
    above = (
        region.low is None or point > region.low or (point == region.low and not region.low_open)
    )
    below = (
        region.high is None
        or point < region.high
        or (point == region.high and not region.high_open)
    )
    return above and below


def worlds() -> list[tuple[list[Set], list[object]]]:
    return [(SPANS, list(POINTS)), (CHOICES, list("abc"))]


def test_meet_is_membership_in_both() -> None:
    for regions, points in worlds():
        for a, b in product(regions, repeat=2):
            both = meet(a, b)
            assert all(holds(both, p) == (holds(a, p) and holds(b, p)) for p in points)
            assert meet(a, a) == a


def test_empty_is_holding_nothing() -> None:
    for regions, points in worlds():
        for region in regions:
            assert region.empty == (not any(holds(region, p) for p in points))


def test_within_is_subset() -> None:
    for regions, points in worlds():
        for a, b in product(regions, repeat=2):
            if not a.empty and not b.empty:
                assert within(a, b) == all(holds(b, p) for p in points if holds(a, p))


def test_judging_is_within_apart_or_unknown() -> None:
    for regions, points in worlds():
        for stated, permitted in product(regions, repeat=2):
            inside = [holds(permitted, p) for p in points if holds(stated, p)]
            expected = UNKNOWN
            if inside and not permitted.empty:
                expected = MET if all(inside) else UNKNOWN if any(inside) else NOT_MET
            assert judge(stated, permitted) is expected, (stated, permitted)


def test_narrowing_never_changes_a_definite_verdict() -> None:
    for regions, _ in worlds():
        for wide, narrow, permitted in product(regions, repeat=3):
            if narrow.empty or wide.empty or not within(narrow, wide):
                continue
            before = judge(wide, permitted)
            if before is not UNKNOWN:
                assert judge(narrow, permitted) is before


def test_what_is_permitted_twice_over_is_permitted_by_both() -> None:
    for regions, _ in worlds():
        for stated, a, b in product(regions, repeat=3):
            if judge(stated, meet(a, b)) is MET:
                assert judge(stated, a) is MET
                assert judge(stated, b) is MET


numbers = st.decimals(min_value=0, max_value=1000, places=3)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    low, high = sorted([draw(numbers), draw(numbers)])
    return Span(
        draw(st.sampled_from([low, None])), draw(st.sampled_from([high, None])), False, False
    )


@given(spans(), spans(), spans())
def test_narrowing_on_a_large_world(wide: Span, other: Span, permitted: Span) -> None:
    narrow = meet(wide, other)
    if narrow.empty:
        return
    before = judge(wide, permitted)
    if before is not UNKNOWN:
        assert judge(narrow, permitted) is before


@given(spans(), spans(), spans())
def test_meet_is_associative_and_commutative(a: Span, b: Span, c: Span) -> None:
    assert meet(a, b) == meet(b, a)
    assert meet(meet(a, b), c) == meet(a, meet(b, c))
