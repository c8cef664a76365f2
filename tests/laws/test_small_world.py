"""The laws of judging one labelling, exhaustively: every request of a small world, against every labelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from mri_check.checklist import Disposition
from mri_check.evaluate import Claim, evaluate, findings_of, worst
from mri_check.record import Labelling
from mri_check.verdict import MET, NOT_MET, UNKNOWN
from tests.worlds import facts, labelling

STATE, FIELD, MODE = "implant.pump_state", "scan.field_strength", "scan.operating_mode"
VALUES = {
    STATE: ["active", "depleted"],
    FIELD: ["1.5 T", "3 T"],
    MODE: ["normal", "first-level"],
}
ACTIVE = {STATE: {"one_of": ["active", "stopped"]}}
DEPLETED = {STATE: {"one_of": ["depleted"]}}
NORMAL = {"at_most": "normal", "page": "1"}
FIRST = {"at_most": "first-level", "page": "1"}


def field(*names: str) -> dict[str, Any]:
    return {"one_of": list(names), "page": "1"}


NOT_PRINTED = {"is": "not-printed", "page": "2"}
LABELS: dict[str, Labelling] = {
    "one condition": labelling(always={FIELD: field("1.5 T")}),
    "two conditions": labelling(always={FIELD: field("1.5 T", "3 T"), MODE: NORMAL}),
    "alternatives": labelling(
        settings={"low": {FIELD: field("1.5 T"), MODE: FIRST}, "high": {FIELD: field("3 T"), MODE: NORMAL}}
    ),
    "by state": labelling(
        always={FIELD: field("1.5 T", "3 T")},
        settings={
            "active": {"when": ACTIVE, MODE: NORMAL},
            "depleted": {"when": DEPLETED, MODE: FIRST},
        },
    ),
    "one state only": labelling(settings={"active": {"when": ACTIVE, MODE: NORMAL}}),
    "a state without a status": labelling(
        settings={
            "active": {"when": ACTIVE, MODE: NORMAL},
            "depleted": {"when": DEPLETED, "mr_status": NOT_PRINTED},
        },
    ),
    "a state that is unsafe": labelling(
        settings={
            "active": {"when": ACTIVE, "mr_status": {"is": "unsafe", "page": "1"}},
            "depleted": {"when": DEPLETED, MODE: NORMAL},
        },
    ),
    "a box": labelling(
        always={MODE: FIRST}, prohibits=[{"says": "no", FIELD: field("3 T"), MODE: field("first-level")}]
    ),
    "a box in one state": labelling(
        always={MODE: FIRST}, prohibits=[{"says": "no", "when": ACTIVE, FIELD: field("3 T")}]
    ),
    "alternatives in one state": labelling(
        settings={
            "a": {"when": ACTIVE, FIELD: field("1.5 T")},
            "b": {"when": ACTIVE, MODE: NORMAL},
            "c": {"when": DEPLETED, FIELD: field("3 T"), MODE: NORMAL},
        },
        prohibits=[{"says": "no", "when": DEPLETED, MODE: field("first-level")}],
    ),
    "unsafe": labelling(mr_status={"is": "unsafe", "page": "1"}),
    "not printed": labelling(mr_status=NOT_PRINTED, always={FIELD: field("1.5 T")}),
    "not evaluated": labelling(mr_status={"is": "not-evaluated", "page": "1"}),
    "safe": labelling(mr_status={"is": "safe", "page": "1"}),
    "nothing": labelling(),
}  # fmt: skip

Request = dict[str, Any]


def stated(axis: str) -> list[Any]:
    """Every way to state an axis: not at all, each value, undecided between them."""
    return [None, *VALUES[axis], {"any_of": VALUES[axis]}]


def requests() -> Iterator[Request]:
    for combination in product(*(stated(axis) for axis in VALUES)):
        yield {axis: value for axis, value in zip(VALUES, combination) if value is not None}


REQUESTS = list(requests())


def outcome(label: Labelling, request: Mapping[str, Any]) -> Claim:
    return worst(evaluate(label, facts(request)).claims)


def completions(request: Request) -> Iterator[Request]:
    """Every full request that a request may turn out to be."""
    choices = []
    for axis, values in VALUES.items():
        value = request.get(axis)
        choices.append(values if value is None or isinstance(value, dict) else [value])
    for combination in product(*choices):
        yield dict(zip(VALUES, combination))


def narrower(request: Request) -> Iterator[Request]:
    """Requests that say more about one axis."""
    for axis, values in VALUES.items():
        value = request.get(axis)
        if value is None:
            yield {**request, axis: {"any_of": values}}
        if value is None or isinstance(value, dict):
            yield from ({**request, axis: one} for one in values)


each_label = pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)


@each_label
def test_law_1_the_best_result_holds_however_the_missing_facts_turn_out(label: Labelling) -> None:
    for request in REQUESTS:
        if outcome(label, request)[0] is Disposition.WITHIN:
            for full in completions(request):
                assert outcome(label, full)[0] is Disposition.WITHIN, (request, full)


@each_label
def test_law_3_knowing_more_never_flips_a_finding(label: Labelling) -> None:
    for request in REQUESTS:
        before = {one.id: one.verdict for one in evaluate(label, facts(request)).findings}
        for more in narrower(request):
            for finding in evaluate(label, facts(more)).findings:
                verdict = before.get(finding.id)
                if verdict in (MET, NOT_MET):
                    assert finding.verdict is verdict, (request, more, finding.id)


@each_label
def test_law_8_every_result_names_what_decides_it(label: Labelling) -> None:
    for request in REQUESTS:
        disposition, decided_by = outcome(label, request)
        assert bool(decided_by) == (disposition is not Disposition.WITHIN), (request, disposition)


@each_label
def test_law_8_settling_what_decides_an_incomplete_result_changes_it(label: Labelling) -> None:
    for request in REQUESTS:
        disposition, decided_by = outcome(label, request)
        if disposition is not Disposition.INCOMPLETE:
            continue
        if any(id.endswith(("/mr_status", "/no-setting")) for id in decided_by):
            continue  # settled only by a better reading
        axes = {id.rpartition("/")[2] for id in decided_by}
        for values in product(*(VALUES[axis] for axis in sorted(axes))):
            told = dict(zip(sorted(axes), values))
            if any(told[a] not in wanted(request, a) for a in axes):
                continue
            assert outcome(label, {**request, **told})[0] is not Disposition.INCOMPLETE, (
                request, told, decided_by,
            )  # fmt: skip


def wanted(request: Request, axis: str) -> list[str]:
    value = request.get(axis)
    if value is None:
        return VALUES[axis]
    return value["any_of"] if isinstance(value, dict) else [value]


@each_label
def test_an_undecided_value_is_as_good_as_the_best_of_its_values_but_at_best_incomplete(
    label: Labelling,
) -> None:
    for request in REQUESTS:
        undecided = [axis for axis, value in request.items() if isinstance(value, dict)]
        if not undecided or any(axis not in label.axes for axis in undecided):
            continue
        if STATE in undecided:
            continue  # a state that is undecided is unknown: the worst of the possible ones counts
        results = {
            outcome(label, {**request, **dict(zip(undecided, values))})[0]
            for values in product(*(VALUES[axis] for axis in undecided))
        }
        together = outcome(label, request)[0]
        if len(results) == 1:
            assert together is results.pop()
        else:
            assert together is max(min(results), Disposition.INCOMPLETE)


@each_label
def test_law_5_a_request_that_says_nothing_is_never_one_of_the_best(label: Labelling) -> None:
    if label.mr_status != "safe":  # the one label that permits without a condition
        assert outcome(label, {})[0] > Disposition.CONSULT


def test_law_5_a_label_without_conditions_permits_nothing() -> None:
    for request in REQUESTS:
        assert outcome(LABELS["nothing"], request)[0] is Disposition.INCOMPLETE


@pytest.mark.parametrize("axis,condition", [(FIELD, field("1.5 T")), (MODE, NORMAL)])
def test_law_2_a_further_condition_or_box_never_helps(axis: str, condition: dict[str, Any]) -> None:
    for _, label in LABELS.items():
        if axis in {one.axis.name for one in label.always} or not label.always:
            continue
        extra = labelling(always={axis: condition}).always
        box = labelling(prohibits=[{"says": "no", axis: condition}]).boxes
        for request in REQUESTS:
            before = outcome(label, request)[0]
            more = label.replace(always=label.always + extra, axes=label.axes | {axis})
            boxed = label.replace(boxes=label.boxes + box, axes=label.axes | {axis})
            assert outcome(more, request)[0] >= before
            assert outcome(boxed, request)[0] >= before


def test_nothing_is_left_unjudged() -> None:
    """Every condition of every setting has its finding, whatever failed before it."""
    label = LABELS["by state"]
    for request in REQUESTS:
        judged = evaluate(label, facts(request))
        for setting in judged.applied:
            for condition in (*label.always, *setting.conditions):
                assert any(one.axis == condition.axis.name for one in judged.findings)
        assert all(one.verdict in (MET, NOT_MET, UNKNOWN) for one in judged.findings)


def test_an_undecided_state_is_an_unknown_one() -> None:
    for label in LABELS.values():
        for request in REQUESTS:
            if STATE not in request:
                undecided = {**request, STATE: {"any_of": ["active", "stopped", "depleted"]}}
                assert outcome(label, undecided) == outcome(label, request)


@each_label
def test_a_condition_judged_alone_is_judged_as_among_the_others(label: Labelling) -> None:
    for request in REQUESTS:
        if any(isinstance(value, dict) for value in request.values()):
            continue  # undecided: of all together the worlds are merged
        stated = facts(request)
        judged = evaluate(label, stated)
        parts = [("always", label.always), *((one.id, one.conditions) for one in judged.applied)]
        for owner, conditions in parts:
            alone = findings_of(label, "label", owner, conditions, stated)
            assert len(alone) == len(conditions)
            assert [one for one in alone if one not in judged.findings] == [], (request, owner)
