"""Kleene's tables, as tables."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict, all_of, any_of

T, F, U = MET, NOT_MET, UNKNOWN

AND = """
      T  U  F
   T  T  U  F
   U  U  U  F
   F  F  F  F
"""
OR = """
      T  U  F
   T  T  T  T
   U  T  U  U
   F  T  U  F
"""


def table(text: str) -> dict[tuple[Verdict, Verdict], Verdict]:
    names = {"T": T, "F": F, "U": U}
    rows = [line.split() for line in text.strip().splitlines()]
    return {
        (names[row[0]], names[column]): names[cell]
        for row in rows[1:]
        for column, cell in zip(rows[0], row[1:])
    }


@pytest.mark.parametrize("pair,expected", table(AND).items())
def test_and(pair: tuple[Verdict, Verdict], expected: Verdict) -> None:
    assert all_of(pair) is expected


@pytest.mark.parametrize("pair,expected", table(OR).items())
def test_or(pair: tuple[Verdict, Verdict], expected: Verdict) -> None:
    assert any_of(pair) is expected


@pytest.mark.parametrize("three", list(product([T, F, U], repeat=3)))
def test_order_and_grouping_change_nothing(three: tuple[Verdict, ...]) -> None:
    for other in permutations(three):
        assert all_of(other) is all_of(three)
        assert any_of(other) is any_of(three)
    assert all_of([all_of(three[:2]), three[2]]) is all_of(three)
    assert any_of([any_of(three[:2]), three[2]]) is any_of(three)


def test_of_nothing_is_unknown() -> None:
    assert all_of([]) is U
    assert any_of([]) is U


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_verdict_has_no_truth_value(verdict: Verdict) -> None:
    with pytest.raises(TypeError, match="compare it by name"):
        bool(verdict)
