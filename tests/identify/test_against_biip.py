"""GS1 element strings, held against biip, a library that is well kept: the same parts, or neither reads it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mri_check.udi import Udi, Unreadable, read_udi
from mri_check.udi.gs1 import _FIXED, GS
from tests.identify import worlds

biip = pytest.importorskip("biip", reason="the oracle comes with the extra: test")
YEAR = date.today().year
OTHERS = st.sampled_from(
    [("15", "290101"), ("20", "01"), ("240", "REF-1"), ("30", "12"), ("3103", "000123"), ("410", "4000001000005")]
)  # fmt: skip


def theirs(text: str, printed: bool) -> tuple[str | None, ...] | None:
    """What biip reads: identifier, lot, serial number, dates; None where it reads none."""
    from biip.gs1_messages import GS1Message

    try:
        found = GS1Message.parse_hri(text) if printed else GS1Message.parse(text)
    except biip.ParseError:
        return None
    of = {one.ai.ai: one for one in found.element_strings}
    if "01" not in of or of["01"].gtin is None:
        return None
    days = (of[ai].date.isoformat() if ai in of else None for ai in ("11", "17"))
    texts = (of[ai].value if ai in of else None for ai in ("10", "21"))
    return (of["01"].value, *texts, *days)


def ours(text: str) -> tuple[str | None, ...] | None:
    found = read_udi(text, YEAR)
    if not isinstance(found, Udi) or found.di is None:
        assert isinstance(found, (Udi, Unreadable))
        return None
    return (found.di, found.lot, found.serial, found.manufactured, found.expires)


@settings(max_examples=300)
@given(worlds.PARTS, st.lists(OTHERS, max_size=2, unique_by=lambda one: one[0]), st.randoms())
def test_whole_identifiers(parts: dict[str, str], others: list[tuple[str, str]], order) -> None:  # type: ignore[no-untyped-def]
    elements = [*parts.items(), *others]
    rest = elements[1:]
    order.shuffle(rest)
    told = [elements[0], *rest]
    fixed = ("01", "11", "17", "15", "20", "3103", "410")
    scanned = "".join(ai + value + ("" if ai in fixed else GS) for ai, value in told)
    printed = "".join(f"({ai}){value}" for ai, value in told)
    expected = theirs(scanned, False)
    assert expected is not None
    assert ours(scanned) == expected
    assert ours(printed) == theirs(printed, True) == expected


@settings(max_examples=300)
@given(worlds.PARTS, st.data())
def test_damaged_ones(parts: dict[str, str], data: st.DataObject) -> None:
    """One digit of the identifier or of a date is another: both refuse it, or both read the same."""
    ai = data.draw(st.sampled_from([ai for ai in parts if ai in ("01", "11", "17")]))
    at = data.draw(st.integers(0, len(parts[ai]) - 1))
    wrong = parts[ai][:at] + data.draw(st.sampled_from("0123456789")) + parts[ai][at + 1 :]
    damaged = {**parts, ai: wrong}
    text = worlds.scanned(damaged)
    assert ours(text) == theirs(text, False)


def test_the_lengths_of_all_elements_of_a_fixed_length() -> None:
    from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS as known

    lengths = {}
    for ai, one in known.items():
        if not one.separator_required:
            digits = sum(int("".join(filter(str.isdigit, part))) for part in one.format.split("+"))
            lengths[ai[:2]] = digits
    assert lengths
    assert {ai: _FIXED[ai] for ai in lengths} == lengths
