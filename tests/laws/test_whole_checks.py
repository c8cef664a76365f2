"""The laws on whole checks: random requests about the shipped devices, and invented catalogues."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mri_check import Disposition, check, load_catalog, read_request, render
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, ImplantOutcome
from mri_check.identify import Identified, identify
from mri_check.policy import Policy, Rule
from mri_check.verdict import MET, NOT_MET
from tests.worlds import labelling

BEST = (Disposition.WITHIN, Disposition.CONSULT)
SCAN = {
    "field_strength": ["1.5 T", "3 T", "1.2 T", "7 T", {"any_of": ["1.5 T", "3 T"]}],
    "bore": ["cylindrical", "open-sided"],
    "b0_orientation": ["horizontal", "vertical"],
    "spatial_gradient": ["15 T/m", "1900 G/cm", "25 T/m", "10 T/m .. 20 T/m", "2 T/m"],
    "slew_rate": ["200 T/m/s", "250 T/m/s"],
    "nucleus": ["1H", ["1H", "31P"]],
    "region": ["brain", "lumbar-spine", "cervical-spine", ["brain", "abdomen"], "body"],
    "operating_mode": [
        "normal",
        "first-level",
        "second-level",
        {"any_of": ["normal", "first-level"]},
    ],
    "transmit_coil": ["body", "head"],
    "active_minutes": ["15 min", "45 min"],
    "total_minutes": ["15 min", "1 h"],
    "whole_body_sar": ["1 W/kg", "3 W/kg"],
    "urgency": ["routine", "urgent", "emergency"],
}
FACTS = {
    "pump_state": ["active", "stopped", "depleted", {"any_of": ["active", "depleted"]}],
    "pump_face": ["port-to-front", "port-to-head", "not-perpendicular"],
    "pump_site": ["abdomen", "chest"],
    "drug": ["baclofen", "morphine", ["morphine", "baclofen"]],
    "flow_rate": ["0.006 mL/day", "0.02 mL/day", "0.2 mL/day"],
    "reservoir": ["0 mL", "0.8 mL", "15 mL"],
    "implanted_on": ["2026-11-13", "2021"],
}
DEVICES = ["8637-40", "8667-20", "8472", "8626", "8615", "8611H", "11827", "13827", "16827", "91827",
           "93827", "11823", "Codman 3000", "SynchroMed", "Prometra", "no such pump"]  # fmt: skip
CONSULTED = {
    "manufacturer": "medtronic", "on": "2026-11-23", "document": "M005186C003 Rev B", "by": "phone",
    "said": "confirmed", "answered": "all",
}  # fmt: skip


def some(options: dict[str, list[Any]], least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in options.items()}
    ).filter(lambda found: len(found) >= least)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    request: dict[str, Any] = {
        "format": "mri-check/request/1", "on": "2026-11-23",
        "implants": [{"device": draw(st.sampled_from(DEVICES)), "facts": draw(some(FACTS))}],
        "scan": draw(some(SCAN)),
    }  # fmt: skip
    if draw(st.booleans()):
        request["market"] = draw(st.sampled_from(["US", "EU", "DE"]))
    if draw(st.booleans()):
        request["other_implants"] = "none"
    if draw(st.booleans()):
        request["bringing"] = []
    if draw(st.booleans()):
        request["consulted"] = [CONSULTED]
    return request


@st.composite
def good(draw: st.DrawFn) -> dict[str, Any]:
    """A request that is within one setting of a label read in full, with or without a consultation."""
    request = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US",
        "implants": [{
            "device": draw(st.sampled_from(["8637-20", "8667-40"])), "identified_by": "card",
            "facts": {"pump_state": "active", "pump_face": "port-to-front", **draw(some(
                {k: v for k, v in FACTS.items() if k not in ("pump_state", "pump_face")}))},
        }],
        "other_implants": "none", "bringing": [],
        "scan": {
            **draw(some({k: v for k, v in SCAN.items() if k in (
                "b0_orientation", "region", "transmit_coil", "active_minutes", "urgency")})),
            "field_strength": draw(st.sampled_from(["1.5 T", "3 T", {"any_of": ["1.5 T", "3 T"]}])),
            "bore": "cylindrical", "nucleus": "1H",
            "spatial_gradient": draw(st.sampled_from(["15 T/m", "1900 G/cm", "10 T/m .. 19 T/m"])),
            "slew_rate": "200 T/m/s",
            "operating_mode": draw(st.sampled_from(["normal", "first-level"])),
        },
    }  # fmt: skip
    if draw(st.booleans()):
        request["consulted"] = [CONSULTED]
    return request


@st.composite
def forgetful(draw: st.DrawFn) -> dict[str, Any]:
    """A good request from which something that matters was left out."""
    request = draw(good())
    needed = [
        (request["scan"], name) for name in ("field_strength", "bore", "nucleus", "slew_rate")
    ]
    needed += [(request["implants"][0]["facts"], name) for name in ("pump_state", "pump_face")]
    needed += [(request, name) for name in ("market", "other_implants", "bringing")]
    for holder, name in draw(st.lists(st.sampled_from(needed), min_size=1, max_size=4)):
        holder.pop(name, None)
    return request


CATALOGUE: Catalogue = load_catalog()
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answered(request: dict[str, Any], word: str = "confirmed") -> Checklist:
    """The checklist with every question of every implant answered."""
    result = check(CATALOGUE, read_request(request))
    told = copy.deepcopy(request)
    for form, outcome in zip(told["implants"], result.implants):
        names = {
            finding.axis[4:]
            for label in outcome.labellings
            for finding in label.findings
            if finding.kind == "ask"
        }
        if names:
            form["answers"] = dict.fromkeys(sorted(names), word)
    return check(CATALOGUE, read_request(told))


def stated_places(request: dict[str, Any]) -> list[tuple[Any, str]]:
    """Every single fact of a request, as the mapping and key that hold it."""
    places = [(request["scan"], name) for name in request["scan"]]
    places += [(request["implants"][0]["facts"], name) for name in request["implants"][0]["facts"]]
    places += [
        (request, name) for name in ("market", "other_implants", "bringing") if name in request
    ]
    return places


@many
@given(st.one_of(requests(), good()), st.data())
def test_law_1_forgetting_never_leads_to_one_of_the_best(
    request: dict[str, Any], data: st.DataObject
) -> None:
    places = stated_places(request)
    assume(places)
    before = answered(request).disposition
    at = data.draw(st.integers(0, len(places) - 1))
    less = copy.deepcopy(request)
    holder, name = stated_places(less)[at]
    assume(name != "urgency")  # whose default is the strictest
    del holder[name]
    if answered(less).disposition in BEST:
        assert before in BEST


@many
@given(st.one_of(requests(), good()), st.sampled_from(DEVICES))
def test_law_2_another_implant_never_helps(request: dict[str, Any], device: str) -> None:
    before = answered(request).disposition
    more = copy.deepcopy(request)
    more["implants"].append({"device": device})
    assert answered(more).disposition >= before


@many
@given(good(), st.sampled_from(["clinician programmer", "Paradigm", "a stethoscope"]))
def test_law_2_another_item_never_helps(request: dict[str, Any], item: str) -> None:
    before = answered(request).disposition
    request["bringing"] = [item]
    assert answered(request).disposition >= before


RULES = [
    labelling(id="policy/mode", always={"scan.operating_mode": {"at_most": "normal"}}),
    labelling(id="policy/box", prohibits=[{"says": "no", "scan.region": {"one_of": ["brain"]}}]),
]


@many
@given(st.one_of(requests(), good()), st.sampled_from(RULES))
def test_law_2_a_site_policy_never_helps(request: dict[str, Any], rule: Any) -> None:
    read = read_request(request)
    policy = Policy("site", (Rule(None, None, rule.replace(mr_status=None)),))
    assert check(CATALOGUE, read, policy).disposition >= check(CATALOGUE, read).disposition


SAME = {
    "1.5 T": "15000 G", "3 T": "3000 mT", "15 T/m": "1500 G/cm", "1900 G/cm": "19 T/m",
    "25 T/m": "2500 gauss/cm", "2 T/m": "200 G/cm", "45 min": "0.75 h", "1 h": "60 min",
    "15 mL": "15000 uL", "0.8 mL": "800 uL", "0.2 mL/day": "200 uL/day", "0.006 mL/day": "6 uL/day",
}  # fmt: skip


@many
@given(st.one_of(requests(), good()))
def test_law_4_units_never_change_the_outcome(request: dict[str, Any]) -> None:
    def other(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: other(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [other(inner) for inner in value]
        return SAME.get(value, value)

    a, b = answered(request), answered({**request, 
        "scan": other(request["scan"]), "implants": other(request["implants"])})  # fmt: skip
    assert a.disposition is b.disposition
    assert a.decided_by == b.decided_by
    assert [f.verdict for f in findings(a)] == [f.verdict for f in findings(b)]


def test_law_5_nothing_in_nothing_allowed() -> None:
    for device in DEVICES:
        request = {
            "format": "mri-check/request/1",
            "on": "2026-11-23",
            "implants": [{"device": device}],
        }
        assert check(CATALOGUE, read_request(request)).disposition not in BEST


def outcomes(result: Checklist) -> list[ImplantOutcome]:
    return [*result.implants, *result.items, *result.other_implants]


def findings(result: Checklist) -> list[Any]:
    return [f for one in outcomes(result) for label in one.labellings for f in label.findings] + [
        f for one in outcomes(result) for f in one.findings
    ]


@many
@given(st.one_of(requests(), good()))
def test_law_6_every_printed_limit_has_its_place_and_every_format_every_finding(
    request: dict[str, Any],
) -> None:
    result = check(CATALOGUE, read_request(request))
    for finding in findings(result):
        if finding.kind in ("condition", "prohibits", "ask") and finding.setting != "other-implant":
            assert finding.cited is not None
            assert finding.cited.document
            assert finding.cited.page or finding.cited.section
    as_json = json.loads(render(result, "json"))
    ids = [
        f["id"]
        for group in ("implants", "items", "other_implants")
        for one in as_json[group]
        for f in [*one["findings"], *(f for label in one["labellings"] for f in label["findings"])]
    ]
    assert sorted(ids) == sorted(f.id for f in findings(result))
    text = " ".join(render(result, "text").split())
    for finding in findings(result):
        assert finding.title in text
        assert " ".join(finding.permitted.split()) in text
    for line in result.lines:
        assert " ".join(line.text.split()) in text


@many
@given(st.one_of(requests(), good()))
def test_law_8_every_disposition_names_what_decides_it(request: dict[str, Any]) -> None:
    result = answered(request)
    assert result.decided_by
    text = render(result, "text")
    assert "Decided by:" in text
    for one in outcomes(result):
        assert one.decided_by


@many
@given(good())
def test_law_8_a_request_within_one_setting_is_one_of_the_best(request: dict[str, Any]) -> None:
    result = answered(request)
    expected = Disposition.WITHIN if "consulted" in request else Disposition.CONSULT
    assert result.disposition is expected, result.decided_by


SETTLE = {
    **{f"scan.{name}": values for name, values in SCAN.items()},
    **{f"implant.{name}": values for name, values in FACTS.items()},
}


@many
@given(forgetful(), st.data())
def test_law_8_settling_what_decides_an_incomplete_result_changes_it(
    request: dict[str, Any], data: st.DataObject
) -> None:
    result = answered(request)
    assert result.disposition >= Disposition.INCOMPLETE
    if result.disposition is not Disposition.INCOMPLETE:
        return
    told = copy.deepcopy(request)
    for id in result.decided_by:
        axis = id.rpartition("/")[2]
        if id == "market":
            told["market"] = "US"
        elif id == "other_implants":
            told["other_implants"] = "none"
        elif id == "bringing":
            told["bringing"] = []
        elif axis in SETTLE:
            plain = [v for v in SETTLE[axis] if isinstance(v, str) and " .. " not in v]
            if axis == "scan.region":
                plain.remove("cervical-spine")
            value = data.draw(st.sampled_from(plain))
            family, _, name = axis.partition(".")
            holder = told["scan"] if family == "scan" else told["implants"][0]["facts"]
            holder[name] = value
        else:  # an unread part or an unprinted status is settled only by a better reading
            assert id.endswith("/mr_status"), f"nothing settles {id}"
            return
    assert answered(told).disposition is not Disposition.INCOMPLETE


FORBIDDEN = re.compile(
    r"safe to scan|safely|\bis safe\b|\bare safe\b|cleared|approved for|may be scanned|\bOK\b|\bpass(ed)?\b",
    re.IGNORECASE,
)


@many
@given(st.one_of(requests(), good()))
def test_law_9_nothing_says_that_a_scan_is_safe(request: dict[str, Any]) -> None:
    result = answered(request)
    for format in ("text", "json"):
        text = render(result, format)
        hit = FORBIDDEN.search(" ".join(text.split()))
        assert hit is None, hit


def test_law_3_a_definite_finding_stays_when_more_is_said() -> None:
    wide = {"field_strength": {"any_of": ["1.5 T", "3 T"]}, "spatial_gradient": "10 T/m .. 15 T/m"}
    narrow = {"field_strength": "3 T", "spatial_gradient": "12 T/m"}
    base = {"format": "mri-check/request/1", "on": "2026-11-23", "market": "US",
            "implants": [{"device": "8637-40", "facts": {"pump_state": "active"}}]}  # fmt: skip
    before = check(CATALOGUE, read_request({**base, "scan": wide}))
    after = check(CATALOGUE, read_request({**base, "scan": narrow}))
    verdicts = {f.id: f.verdict for f in findings(after)}
    for finding in findings(before):
        if finding.verdict in (MET, NOT_MET):
            assert verdicts[finding.id] is finding.verdict


@many
@given(requests())
def test_the_same_request_gives_the_same_bytes(request: dict[str, Any]) -> None:
    for format in ("text", "json"):
        first = render(check(CATALOGUE, read_request(request)), format)
        fresh = Catalogue(CATALOGUE._text)
        assert first == render(check(fresh, read_request(copy.deepcopy(request))), format)


MARKETS = (None, "US", "EU", "DE", "JP", "AU")


@pytest.mark.parametrize("market", MARKETS)
def test_a_name_alone_is_never_better_than_a_model_that_it_may_mean(market: str | None) -> None:
    """Of a stated market, those that are sold there; where none is, all of them."""
    catalogue = load_catalog()
    plan = {"on": "2026-11-23", "scan": {"field_strength": "1.5 T", "spatial_gradient": "7 T/m"}}
    plan |= {"other_implants": "none", "bringing": [], "market": market} if market else {}

    def outcome(name: str) -> Disposition:
        request = {"format": "mri-check/request/1", "implants": [{"device": name}], **plan}
        return check(catalogue, read_request(request)).disposition

    for id in catalogue.device_ids():
        device = catalogue.device(id)
        name = f"{catalogue.manufacturer(device.manufacturer).name} {device.name}"
        if not device.models or not isinstance(identify(name, catalogue), Identified):
            continue
        here = [
            model.number
            for model in device.models
            if market is None
            or not model.markets
            or any(catalogue.lies_in(market, sold) for sold in model.markets)
        ]
        for model in here or [model.number for model in device.models]:
            assert outcome(name) >= outcome(model), (name, model)


def test_a_name_that_may_mean_a_model_without_a_labelling_says_which() -> None:
    catalogue = load_catalog()
    request = {"format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": "MedStream"}]}  # fmt: skip
    found = check(catalogue, read_request(request))
    assert found.disposition is Disposition.UNLABELLED
    assert any("91-4200US or 91-4201US, sold in US" in one.text for one in found.notices)
    assert "governs US on" in render(found, "text")
    sold = check(catalogue, read_request({**request, "market": "EU"}))
    assert sold.disposition is Disposition.INCOMPLETE
    assert not any("91-4200US" in one.text for one in sold.notices)
