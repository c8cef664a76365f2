"""The two written steps do what a loop would do, whatever the shape of a row."""

from __future__ import annotations

import re
from bisect import bisect_right
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mri_check.batch.reading import ABSENT
from mri_check.batch.result import ASKED, END
from mri_check.batch.typed import FAMILIES
from mri_check.batch.way import ENDED, Filled, Way, _shape
from mri_check.batch.written import Field, line, row

NAMES = ("field_strength", "class", "on", "one", "key", "e0", "t1", "lambda", "None", "bisect", "implanted_on",
         "x; raise SystemExit", "a'b\\")  # fmt: skip
TEXTS = {
    "1 T": (1.0, b'"1 T"}'),
    "2.5 T": (2.5, b'"2.5 T"}'),
    "9 T": (9.0, b'"9 T"}'),
    "0x T": (0.0, b'"0x T"}'),
    ABSENT: (-1.0, b"null}"),
}
NUMBER = re.compile(r"[0-9.]+ T").fullmatch
BORDERS = [-0.5, 2.0, 5.0]


ON = "2026-11-23"


class Shown:
    """A way that shows what it was given."""

    def line(self, *given: Any) -> tuple[Any, ...]:
        return given


class Everything(dict[int, Shown]):
    """Ways of all bits; which were looked up is what it holds."""

    def __missing__(self, bits: int) -> Shown:
        return self.setdefault(bits, Shown())


PLACES = st.sampled_from(FAMILIES), st.sampled_from(NAMES)
FIELDS = (
    st.builds(Field, *PLACES, st.just(False), st.integers(0, 3), st.sampled_from([0, 1]))
    | st.builds(Field, *PLACES, st.booleans(), st.integers(0, 3), st.just(0))
)  # fmt: skip


@given(
    st.lists(FIELDS | st.none(), max_size=6),
    st.lists(FIELDS, max_size=2),
    st.dictionaries(st.tuples(st.sampled_from(FAMILIES), st.sampled_from(NAMES)), st.sampled_from(list(TEXTS))),
)  # fmt: skip
def test_what_is_stated_is_looked_up_as_a_loop_would(
    axes: list[Field | None], loose: list[Field], stated: dict[tuple[str, str], Any]
) -> None:
    dated = {(text, ON): told for text, told in TEXTS.items() if text is not ABSENT}
    dated[ABSENT] = TEXTS[ABSENT]
    entries = {key: (1 << at, b"%d" % at) for at, (key, _) in enumerate(TEXTS.values())}
    stretches = [(1 << 4 + at, b"s%d" % at) for at in range(len(BORDERS) + 1)]
    bits, wanted, ends = 1 << 9, [], []
    for at, one in enumerate(axes):
        if one is None:
            wanted.append((0, b"fixed %d" % at))
            ends.append(b"end %d" % at)
            continue
        key, end = TEXTS[stated.get((one.family, one.name), ABSENT)]
        cut = BORDERS[: one.borders]
        wanted.append(stretches[bisect_right(cut, key)] if cut else entries[key])
        bits |= int(wanted[-1][0])
        ends.append(end)

    def texts(one: Field) -> Any:
        return dated if one.aged else dict(list(TEXTS.items())[3:]) if one.unit else TEXTS

    mine = [one for one in axes if one is not None]
    others = [at for at, one in enumerate(axes) if one is None]
    judge = row(tuple(axes), tuple(loose))(
        [texts(one) for one in mine] + [dated if one.aged else TEXTS for one in loose],
        [NUMBER for one in mine if one.unit],
        [border for one in mine for border in BORDERS[: one.borders]],
        [stretches if one.borders else entries for one in mine],
        [1 << 9], [wanted[at] for at in others], [ends[at] for at in others],
    )  # fmt: skip
    families = [
        SimpleNamespace(**{name: stated.get((family, name), ABSENT) for name in NAMES})
        for family in FAMILIES
    ]
    ways = Everything()
    way, pieces = judge(ways, *families, ON, b"head", b"day", b"asked")
    assert ways == {bits: way}
    assert pieces == (b"head", b"day", b"asked", *wanted, *ends)


def test_what_no_condition_looks_at_must_be_read_too() -> None:
    judge = row((), (Field("scan", "region"),))(
        [{"head": ("head", b'"head"}')}], [], [], [], [0], [], []
    )
    beside = (None, None, ON, b"head", b"day", b"asked")
    ways = {0: Shown()}
    assert judge(ways, SimpleNamespace(region="head"), *beside) == (
        ways[0],
        (b"head", b"day", b"asked"),
    )
    with pytest.raises(KeyError):
        judge(ways, SimpleNamespace(region="nobody's head"), *beside)


@pytest.mark.parametrize("ways", [{}, {0: None}])
def test_a_way_that_is_not_known_or_cannot_be_used_raises(ways: dict[int, Any]) -> None:
    with pytest.raises((KeyError, AttributeError)):
        row((), ())([], [], [], [], [0], [], [])(
            ways, None, None, None, ON, b"head", b"day", b"asked"
        )


@given(st.lists(st.sampled_from([b",a", b",b", (0, 1), (0, ENDED), (1, 2), (2, 1)]), max_size=8))
def test_pieces_come_in_order_and_lose_their_first_comma(pieces: list[Any]) -> None:
    entries = [(0, b",x", b",y"), (0, b"", b",z"), (0, b"", b"")]
    ends = [b"0}", b"1}", b"2}"]
    said = [one if isinstance(one, bytes) else (ends[one[0]] if one[1] == ENDED else entries[one[0]][one[1]])
            for one in pieces]  # fmt: skip
    fixed: list[bytes] = []
    shape = [*_shape([b"[", pieces, b"]"] if pieces else [b"[", b"]"], fixed)]
    written = line(3, len(fixed), *shape)(fixed)(b"{", b"day", b"what", *entries, *ends)
    assert b"".join(written) == b"{day[" + b"".join(said)[1:] + b"]what" + END


def test_a_list_that_begins_with_what_never_changes_is_not_joined_in_each_row() -> None:
    checklist: Any = SimpleNamespace(
        disposition=SimpleNamespace(word="incomplete"), implants=(), items=(), other_implants=()
    )
    lists = ([b",a", (0, 1)], [(0, 2), b",b"], [], Filled([(0, 1), (0, ENDED)]), Filled())
    way = Way([b"<", b"|", b"|", b"|", b"|", b">" + ASKED], lists, 1, checklist)
    written = way.line(b"{", b"", b"{}", (0, b",u", b""), b"null}")
    assert b"".join(written) == b"{<a,u|b||unull}|>" + ASKED + b"{}" + END
    assert b"a,u" not in written
    assert b"null}" in written
