"""Law 2 for site policies: whatever a policy holds, adding it never improves an outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.checklist import ImplantOutcome
from mri_check.errors import RequestError
from mri_check.policy import Policy, read_policy
from tests.worlds import AXES, document, request
from tests.worlds import catalogue as invented

many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

CONDITIONS = st.sampled_from([
    {"scan.spatial_gradient": {"at_most": "10 T/m"}},
    {"scan.spatial_gradient": {"at_most": "30 T/m"}},
    {"scan.field_strength": {"one_of": ["1.5 T"]}},
    {"scan.region": {"one_of": ["head"]}},
    {"implant.identified_by": {"one_of": ["card"]}},
    {"patient.sedated": {"one_of": ["no"]}},
    {"patient.system": {"one_of": ["permanent"]}},
    {"ask.site-says-so": {"asks": "Does the site say so?"}},
])  # fmt: skip
WHEN = st.sampled_from([
    {"implant.drug": {"one_of": ["baclofen"]}},
    {"implant.pump_state": {"one_of": ["depleted"]}},
    {"patient.pregnant": {"one_of": ["yes"]}},
])  # fmt: skip
BOXES = st.sampled_from([
    [{"says": "no", "scan.region": {"one_of": ["torso"]}}],
    [{"says": "no", "scan.urgency": {"one_of": ["routine"]}, "patient.sedated": {"one_of": ["yes"]}}],
    [{"says": "no", "when": {"implant.drug": {"one_of": ["morphine"]}}, "scan.field_strength": {"one_of": ["3 T"]}}],
])  # fmt: skip
TASKS = st.just([{"id": "site-task", "phase": "plan", "who": "scheduler", "do": "Book it."}])
FOR = st.sampled_from([{"manufacturer": "Acme"}, {"device": "AP1"}, {"device": "AX9"}])
RULE = st.fixed_dictionaries({}, optional={
    "for": FOR, "when": WHEN, "conditions": CONDITIONS, "prohibits": BOXES, "instructions": TASKS,
    "consultation": st.sampled_from([{"max_age_days": str(days)} for days in (0, 3, 30, 31)]),
}).filter(lambda rule: rule.keys() & {"conditions", "prohibits", "instructions", "consultation"})  # fmt: skip

SCAN = st.fixed_dictionaries({}, optional={
    "field_strength": st.sampled_from(["1.5 T", "3 T", {"any_of": ["1.5 T", "3 T"]}]),
    "spatial_gradient": st.sampled_from(["8 T/m", "15 T/m", "25 T/m"]),
    "region": st.sampled_from(["brain", "abdomen", ["brain", "knee"]]),
})  # fmt: skip
FACTS = st.fixed_dictionaries({}, optional={
    "drug": st.sampled_from(["baclofen", "morphine", {"any_of": ["baclofen", "morphine"]}]),
    "pump_state": st.sampled_from(["active", "depleted"]),
})  # fmt: skip
PATIENT = st.fixed_dictionaries({}, optional={
    "sedated": st.sampled_from(["yes", "no"]), "pregnant": st.sampled_from(["yes", "no"]),
    "system": st.sampled_from(["trial", "permanent"]), "implanted_on": st.sampled_from(["2026-11-01", "2020"]),
    "active_infection": st.sampled_from(["yes", "no"]),
})  # fmt: skip
ANSWERS = st.sampled_from([{}, {"site-task": "denied"}, {"site-says-so": "confirmed"}, {"site-says-so": "denied"}])  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    implants = [
        {"device": device, "facts": draw(FACTS), **draw(st.sampled_from([{}, {"identified_by": "card"}, {"identified_by": "verbal"}]))}
        for device in draw(st.sampled_from([["AP1"], ["AP1"], ["AX9"], ["AP1", "AX9"], ["nothing"]]))
    ]  # fmt: skip
    entry = {"manufacturer": "Acme", "on": f"2026-11-{draw(st.integers(1, 23)):02}", "document": "DOC1 Rev A",
             "said": draw(st.sampled_from(["confirmed", "confirmed", "advised-against"])), "answered": "all"}  # fmt: skip
    scan, patient = draw(SCAN), {"system": "permanent", **draw(PATIENT)}
    if len(implants) > 1:
        patient.pop("implanted_on", None)
    return request(
        implants=implants,
        scan=scan,
        patient=patient,
        consulted=draw(st.sampled_from([[], [entry]])),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("policies")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    limited = {"scan.field_strength", "scan.spatial_gradient"}
    label = document(
        always={"scan.field_strength": {"one_of": ["1.5 T", "3 T"], "page": "1"},
                "scan.spatial_gradient": {"at_most": "19 T/m", "page": "1"}},
        prohibits=[{"says": "no", "page": "1", "implant.pump_state": {"one_of": ["depleted"], "page": "1"}}],
        not_addressed=[axis for axis in AXES.table() if axis not in limited])  # fmt: skip
    del label["prohibits"][0]["page"]
    return invented(tmp_path_factory.mktemp("world"), {
        "manufacturers/acme/manufacturer.yaml": {"kind": "manufacturer", "name": "Acme", "consultation": {
            "max_age_days": "30", "source": "doc", "page": "1"}},
        "manufacturers/acme/pump/us-doc.yaml": label,
        "manufacturers/acme/other/device.yaml": {
            "kind": "device", "name": "Acme Other", "is": "external-pump", "implanted": "no",
            "electrically_active": "yes", "tell_apart": "worn outside", "models": {"AX9": {}}},
    })  # fmt: skip


def read(folder: Path, world: Catalogue, rules: list[dict[str, Any]]) -> Policy | str:
    """The policy, or why it was refused."""
    path = folder / "policy.json"
    form = [{"id": f"r{at}", **rule} for at, rule in enumerate(rules)]
    path.write_text(json.dumps({"format": "mri-check/policy/1", "name": "S", "rules": form}))
    try:
        return read_policy(str(path), world)
    except RequestError as bad:
        return str(bad)


def loosens(rules: list[dict[str, Any]]) -> bool:
    """By hand: an age above 30 days, or a limit above the 19 T/m of the pump, the only device that prints one."""
    return any(
        rule.get("consultation") == {"max_age_days": "31"}
        or (rule.get("for") != {"device": "AX9"}
            and rule.get("conditions") == {"scan.spatial_gradient": {"at_most": "30 T/m"}})
        for rule in rules
    )  # fmt: skip


@many
@given(requests(), st.lists(RULE, min_size=1, max_size=3), ANSWERS)
def test_law_2_a_policy_never_improves_an_outcome_and_one_that_would_loosen_is_refused(
    world: Catalogue, folder: Path, asked: dict[str, Any],
    rules: list[dict[str, Any]], answers: dict[str, str],
) -> None:  # fmt: skip
    policy = read(folder, world, rules)
    assert isinstance(policy, str) is loosens(rules)
    if isinstance(policy, str):
        assert "can only tighten" in policy
        return
    before = check(world, read_request(asked)).disposition
    known = {name: word for name, word in answers.items() if name in policy.asks}
    if known:
        asked["implants"][0]["answers"] = known
    after = check(world, read_request(asked), policy)
    assert after.disposition >= before
    for one in after.implants:
        assert_apart(one)


def assert_apart(one: ImplantOutcome) -> None:
    """Every finding says whose it is, and its source is that document."""
    for label in one.labellings:
        for finding in label.findings:
            of_policy = label.id.startswith("policy/")
            assert finding.origin == ("policy" if of_policy else "label")
            assert finding.cited is not None
            assert finding.cited.document.startswith("S, rule") is of_policy


@many
@given(requests())
def test_what_is_said_of_the_patient_changes_no_disposition_by_itself(
    world: Catalogue, asked: dict[str, Any]
) -> None:
    without = {name: value for name, value in asked.items() if name != "patient"}
    with_it, plain = (check(world, read_request(one)) for one in (asked, without))
    assert (with_it.disposition, with_it.decided_by) == (plain.disposition, plain.decided_by)
