"""The law of ``catalog diff``: what it calls tightened or added lets no request fare better."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mri_check.checklist import Disposition
from mri_check.compare import KINDS, STRICTNESS, compare
from mri_check.evaluate import evaluate, worst
from mri_check.record import Labelling
from mri_check.silence import silences
from tests.laws.test_small_world import (
    ACTIVE,
    DEPLETED,
    FIELD,
    FIRST,
    LABELS,
    MODE,
    NORMAL,
    REQUESTS,
    Request,
    field,
)
from tests.worlds import AXES, facts, labelling


def outcome(label: Labelling, request: Request) -> Disposition:
    """What a request comes to under one label, with what was not read of it, before the maker is asked."""
    judged = evaluate(label, facts(request))
    found, _ = worst(judged.claims)
    unread = label.mr_status is None and label.read != "full"
    unread |= any(one.is_ == "not-read" for one in silences(label, judged.applied, AXES))
    return max(found, Disposition.INCOMPLETE if unread else Disposition.CONSULT)


def holds(old: Labelling, new: Labelling) -> None:
    kinds = {change.kind for change in compare(old, new, AXES)}
    assert kinds <= set(KINDS)
    if kinds & {"loosened", "removed"}:
        return
    for request in REQUESTS:
        assert outcome(new, request) >= outcome(old, request), (request, kinds)


NAMES = list(LABELS)


@pytest.mark.parametrize("name", NAMES)
def test_no_request_fares_better_where_nothing_was_loosened(name: str) -> None:
    for other in NAMES:
        holds(LABELS[name], LABELS[other])


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


@st.composite
def labels(draw: st.DrawFn) -> Labelling:
    parts: dict[str, Any] = {"read": draw(st.sampled_from(["full", "part"]))}
    if always := draw(boxes()):
        parts["always"] = always
    ways = {}
    for name in draw(st.lists(st.sampled_from("abc"), unique=True, max_size=2)):
        way = draw(boxes())
        if (when := draw(WHENS)) is not None:
            way["when"] = when
        if way:
            ways[name] = way
    if ways:
        parts["settings"] = ways
    if box := draw(boxes()):
        parts["prohibits"] = [{"says": "no", **box}]
    if draw(st.booleans()):
        parts["says_no_limit"] = {"scan.receive_coil": {"page": "1"}}
    form = {**parts, "mr_status": None, **_status(draw(STATUSES))}
    if form["mr_status"] is None:
        form = {**parts, "read": "part"}
        return _without_status(form)
    return labelling(**form)


def _without_status(form: dict[str, Any]) -> Labelling:
    from mri_check.decode import Reader
    from tests.worlds import SOURCES

    whole = {"id": "acme/pump/us-doc", "device": "acme/pump", "market": "US", "market_basis": "printed",
             "source": "doc", "dated": "2024-01-01", "digest": "", **form}  # fmt: skip
    return Reader(AXES, SOURCES).labelling(whole)


@settings(max_examples=400, deadline=None)
@given(labels(), labels())
def test_no_request_fares_better_under_any_two_labels(old: Labelling, new: Labelling) -> None:
    holds(old, new)


@settings(max_examples=50, deadline=None)
@given(labels())
def test_a_label_does_not_differ_from_itself(label: Labelling) -> None:
    assert compare(label, label, AXES) == ()


LOOSER = [
    (a, b)
    for a, b in product(NAMES, NAMES)
    if any(outcome(LABELS[b], one) < outcome(LABELS[a], one) for one in REQUESTS)
]


def test_the_law_is_not_empty() -> None:
    """There are pairs on either side of it."""
    called = [
        (a, b)
        for a, b in product(NAMES, NAMES)
        if {one.kind for one in compare(LABELS[a], LABELS[b], AXES)} & {"loosened", "removed"}
    ]
    assert set(LOOSER) <= set(called)
    assert len(LOOSER) > 20 and len(called) < len(NAMES) ** 2 - 20
