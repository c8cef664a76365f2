"""The two written steps do what a loop would do, whatever the shape of a row."""

from __future__ import annotations

from bisect import bisect_right
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mri_check.batch.reading import ABSENT
from mri_check.batch.result import ASKED, END
from mri_check.batch.way import ENDED, Way, _shape
from mri_check.batch.written import line, look

NAMES = ("field_strength", "class", "on", "one", "key", "e0", "t1", "lambda", "None", "bisect", "implanted_on",
         "x; raise SystemExit", "a'b\\")  # fmt: skip
TEXTS = {
    "1": (1.0, b'"1"}'),
    "2.5": (2.5, b'"2.5"}'),
    "9": (9.0, b'"9"}'),
    ABSENT: (-1.0, b"null}"),
}
BORDERS = [-0.5, 2.0, 5.0]


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[str], list[bool], str | None, dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6))
    ordered = draw(st.lists(st.booleans(), max_size=len(names)))
    aged = draw(st.sampled_from([None, *names]))
    return names, ordered, aged, {name: draw(st.sampled_from(list(TEXTS))) for name in names}


@given(rows())
def test_what_is_stated_is_looked_up_as_a_loop_would(
    row: tuple[list[str], list[bool], str | None, dict[str, Any]],
) -> None:
    names, ordered, aged, stated = row
    dated = {(text, "2026-11-23"): told for text, told in TEXTS.items() if text is not ABSENT}
    texts = [{**TEXTS, **dated} if name == aged else TEXTS for name in names]
    entries = {key: (1 << at, b"%d" % at) for at, (key, _) in enumerate(TEXTS.values())}
    stretches = [(1 << 4 + at, b"s%d" % at) for at in range(len(BORDERS) + 1)]
    tables = [table for one in ordered for table in ([BORDERS, stretches] if one else [entries])]
    bits, wanted, ends = 0, [], []
    for name, by_number in zip(names, ordered):
        key, end = TEXTS[stated[name]]
        wanted.append(stretches[bisect_right(BORDERS, key)] if by_number else entries[key])
        bits |= int(wanted[-1][0])
        ends.append(end)
    found = look(tuple(names), tuple(ordered), aged)(texts, tables)
    assert found(SimpleNamespace(**stated), "2026-11-23") == (bits, wanted, ends)


def test_what_no_condition_looks_at_must_be_read_too() -> None:
    found = look(("region",), (), None)([{"head": ("head", b'"head"}')}], [])
    assert found(SimpleNamespace(region="head"), "2026-11-23") == (0, [], [])
    with pytest.raises(KeyError):
        found(SimpleNamespace(region="nobody's head"), "2026-11-23")


@given(st.lists(st.sampled_from([b",a", b",b", (0, 1), (0, ENDED), (1, 2), (2, 1)]), max_size=8))
def test_pieces_come_in_order_and_lose_their_first_comma(pieces: list[Any]) -> None:
    entries = [(0, b",x", b",y"), (0, b"", b",z"), (0, b"", b"")]
    ends = [b"0}", b"1}", b"2}"]
    said = [one if isinstance(one, bytes) else (ends[one[0]] if one[1] == ENDED else entries[one[0]][one[1]])
            for one in pieces]  # fmt: skip
    fixed: list[bytes] = []
    shape = [*_shape([b"[", pieces, b"]"] if pieces else [b"[", b"]"], fixed)]
    written = line(3, len(fixed), *shape)(fixed)(entries, ends, b"{", b"day", b"what")
    assert b"".join(written) == b"{day[" + b"".join(said)[1:] + b"]what" + END


def test_a_list_that_begins_with_what_never_changes_is_not_joined_in_each_row() -> None:
    checklist: Any = SimpleNamespace(
        disposition=SimpleNamespace(word="incomplete"), implants=(), items=(), other_implants=()
    )
    lists = ([b",a", (0, 1)], [(0, 2), b",b"], [])
    way = Way([b"<", b"|", b"|", b">" + ASKED], lists, 1, checklist)
    written = way.line([(0, b",u", b"")], [b"null}"], b"{", b"", b"{}")
    assert b"".join(written) == b"{<a,u|b|>" + ASKED + b"{}" + END
