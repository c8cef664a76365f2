"""The law of ``catalog diff``: what it calls tightened or added lets no request fare better."""

from __future__ import annotations

from functools import cache
from itertools import product
from operator import lt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mri_check.checklist import Disposition
from mri_check.compare import KINDS, STRICTNESS, compare
from mri_check.decode import Reader
from mri_check.evaluate import evaluate, worst
from mri_check.judging import _counted
from mri_check.record import Labelling
from mri_check.silence import merged
from tests.laws.test_small_world import (
    ACTIVE,
    DEPLETED,
    FIELD,
    FIRST,
    LABELS,
    MODE,
    NORMAL,
    REQUESTS,
    field,
)
from tests.worlds import AXES, SOURCES, facts

STATED = [facts(request) for request in REQUESTS]


def outcomes(label: Labelling) -> list[Disposition]:
    """What each request comes to under one label, with what was not read of it, before the maker is asked."""
    found = []
    quiet: dict[tuple[tuple[str, ...], ...], bool] = {}
    """Whether something was not read of what some settings leave open; the same for every request that they count for."""
    for stated in STATED:
        judged = evaluate(label, stated)
        ways = _counted(judged)
        names = tuple(tuple(setting.id for setting in way) for way in ways)
        if names not in quiet:
            left = merged(label, ways, AXES)
            quiet[names] = any(one.is_ == "not-read" for one in left)
        unread = quiet[names] or (label.mr_status is None and label.read != "full")
        disposition, _ = worst(judged.claims)
        found.append(max(disposition, Disposition.INCOMPLETE if unread else Disposition.CONSULT))
    return found


@cache
def of_named(name: str) -> list[Disposition]:
    """The same under a label of the small world, worked out once."""
    return outcomes(LABELS[name])


def is_looser(old: Labelling, new: Labelling) -> bool:
    """Whether ``compare`` calls anything loosened or removed."""
    kinds = {change.kind for change in compare(old, new, AXES)}
    assert kinds <= set(KINDS)
    return bool(kinds & {"loosened", "removed"})


def none_fares_better(under_old: list[Disposition], under_new: list[Disposition]) -> None:
    for request, old, new in zip(REQUESTS, under_old, under_new):
        assert new >= old, request


def holds(old: Labelling, new: Labelling) -> None:
    if not is_looser(old, new):
        none_fares_better(outcomes(old), outcomes(new))


NAMES = list(LABELS)


@pytest.mark.parametrize("name", NAMES)
def test_no_request_fares_better_where_nothing_was_loosened(name: str) -> None:
    for other in NAMES:
        if not is_looser(LABELS[name], LABELS[other]):
            none_fares_better(of_named(name), of_named(other))


FIELDS = st.sampled_from([None, field("1.5 T"), field("3 T"), field("1.5 T", "3 T")])
MODES = st.sampled_from([None, NORMAL, FIRST])
WHENS = st.sampled_from([None, ACTIVE, DEPLETED])
STATUSES = st.sampled_from([status for status in STRICTNESS if status != "safe"])


def _status(status: str | None) -> dict[str, Any]:
    return {} if status is None else {"mr_status": {"is": status, "page": "1"}}


@st.composite
def boxes(draw: st.DrawFn) -> dict[str, Any]:
    found = {FIELD: draw(FIELDS), MODE: draw(MODES)}
    return {axis: form for axis, form in found.items() if form is not None}


REST = {axis: {"page": "1"} for axis in AXES.table() if axis not in (FIELD, MODE)}


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    parts: dict[str, Any] = {"read": draw(st.sampled_from(["full", "part"]))}
    if always := draw(boxes()):
        parts["always"] = always
    ways = {}
    for name in draw(st.lists(st.sampled_from("abc"), unique=True, max_size=2)):
        way = draw(boxes())
        if (when := draw(WHENS)) is not None:
            way["when"] = when
        if way and draw(st.booleans()):
            way |= _status(draw(STATUSES))
        if way:
            ways[name] = way
    if ways:
        parts["settings"] = ways
    if box := draw(boxes()):
        when = draw(WHENS)
        parts["prohibits"] = [{"says": "no", **box, **({"when": when} if when else {})}]
    if draw(st.booleans()):
        parts["says_no_limit"] = REST
    status = _status(draw(STATUSES))
    if not status:
        parts["read"] = "part"
    return {**parts, **status}


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Labelling, Labelling]:
    """A label, and the same with one part of another."""
    old, other = draw(forms()), draw(forms())
    new = dict(old)
    for part in draw(st.sets(st.sampled_from(sorted({*old, *other})), max_size=2)):
        new.pop(part, None)
        if part in other:
            new[part] = other[part]
    if "mr_status" not in new:
        new["read"] = "part"
    return made(**old), made(**new)


def made(**form: Any) -> Labelling:
    """A label of these parts; without a status, where that was not in the part that was read."""
    whole = {"id": "acme/pump/us-doc", "device": "acme/pump", "market": "US", "market_basis": "printed",
             "source": "doc", "dated": "2024-01-01", "digest": "", **form}  # fmt: skip
    return Reader(AXES, SOURCES).labelling(whole)


@pytest.mark.unwatched
@settings(max_examples=400, deadline=None)
@given(forms(), forms())
def test_no_request_fares_better_under_any_two_labels(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    holds(made(**old), made(**new))


@pytest.mark.unwatched
@settings(max_examples=600, deadline=None)
@given(revisions())
def test_no_request_fares_better_under_a_revision(pair: tuple[Labelling, Labelling]) -> None:
    holds(*pair)


@pytest.mark.parametrize("status", ["not-printed", "not-evaluated", "unsafe"])
def test_a_status_that_was_read_lets_more_where_settings_have_their_own(status: str) -> None:
    """Until it was, nothing that the settings print counted."""
    field = {"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}}
    own = {"a": {"mr_status": {"is": "conditional", "page": "1"}, **field}}
    part = {"read": "part", "always": {MODE: NORMAL}, "settings": own, "says_no_limit": REST}
    old, new = made(**part), made(**part, mr_status={"is": status, "page": "1"})
    kinds = {change.kind for change in compare(old, new, AXES) if change.what == "mr_status"}
    assert kinds == {"loosened"}
    assert any(map(lt, outcomes(new), outcomes(old)))


@settings(max_examples=50, deadline=None)
@given(forms())
def test_a_label_does_not_differ_from_itself(form: dict[str, Any]) -> None:
    assert compare(made(**form), made(**form), AXES) == ()


def test_the_law_is_not_empty() -> None:
    """There are pairs on either side of it."""
    pairs = list(product(NAMES, NAMES))
    better = {(a, b) for a, b in pairs if any(map(lt, of_named(b), of_named(a)))}
    called = {(a, b) for a, b in pairs if is_looser(LABELS[a], LABELS[b])}
    assert better <= called
    assert len(better) > 20 and len(called) < len(NAMES) ** 2 - 20


def test_what_is_forbidden_in_a_part_that_was_read_is_no_word_on_the_rest() -> None:
    """A further box may not settle a row that was not read: beside what it forbids there may be a limit."""
    form = {
        "read": "part",
        "always": {MODE: NORMAL},
        "says_no_limit": REST,
        **_status("conditional"),
    }
    box = {"says": "no", "when": DEPLETED, FIELD: field("3 T")}
    old, new = made(**form), made(**form, prohibits=[box])
    assert {one.kind for one in compare(old, new, AXES)} == {"added"}
    holds(old, new)


def test_another_market_another_question_or_nothing_read_is_told() -> None:
    asks = {"ask.empty": {"asks": "Is the reservoir empty?", "page": "1"}}
    turned = {"ask.empty": {"asks": "Is the reservoir full?", "page": "1"}}
    form = {**_status("conditional"), "read": "full"}
    old = made(**form, always=asks)
    (reworded,) = compare(old, made(**form, always=turned), AXES)
    assert (reworded.kind, reworded.what) == ("loosened", "ask.empty")
    (moved,) = compare(old, old.replace(market="EU"), AXES)
    assert (moved.kind, moved.old, moved.new) == ("loosened", "US", "EU")
    unread = made(read="none")
    other = unread.replace(source=unread.source.replace(id="other"))
    assert [one.kind for one in compare(unread, other, AXES)] == ["loosened"]


def test_a_box_that_grows_and_a_silence_that_is_broken_are_told() -> None:
    def forbids(*values: str) -> Labelling:
        boxes = [{"says": "no", FIELD: field(*values)}]
        return made(**_status("conditional"), read="full", prohibits=boxes)

    small, large = forbids("3 T"), forbids("1.5 T", "3 T")
    assert [one.kind for one in compare(small, large, AXES)] == ["tightened"]
    assert [one.kind for one in compare(large, small, AXES)] == ["loosened"]
    holds(small, large)
    quiet = made(**_status("conditional"), read="full")
    says = made(**_status("conditional"), read="full", says_no_limit={MODE: {"page": "1"}})
    told = [
        [(one.kind, one.what) for one in compare(*pair, AXES)]
        for pair in ((says, quiet), (quiet, says))
    ]
    assert told == [[("tightened", MODE)], [("loosened", MODE)]]
    unread = made(**_status("conditional"), read="part")
    kinds = {(one.kind, one.what) for one in compare(unread, quiet, AXES)}
    assert (("loosened", MODE) not in kinds) and kinds, "how much was read is told once"


def test_the_status_of_a_label_counts_where_its_settings_say_another() -> None:
    form = {"settings": {"a": {FIELD: field("1.5 T"), **_status("conditional")}}, "read": "full"}
    old, new = made(**form, **_status("conditional")), made(**form, **_status("unsafe"))
    assert [one.kind for one in compare(old, new, AXES)] == ["tightened"]
    assert [one.kind for one in compare(new, old, AXES)] == ["loosened"]
