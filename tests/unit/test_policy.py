"""Site policy: what it may hold, what it may not loosen, and that it stays apart from the label."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mri_check import Disposition, check, read_request, render
from mri_check.asking import Asking
from mri_check.batch.result import still_open
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist
from mri_check.errors import RequestError
from mri_check.looser import looser
from mri_check.policy import Policy, read_policy
from mri_check.record import Device
from mri_check.source import load
from tests.worlds import AXES, document, labelling, request
from tests.worlds import catalogue as invented

FORM = "format: mri-check/policy/1\nname: City Hospital\nrules:\n"
GOOD = {"device": "8637-40", "identified_by": "card",
        "facts": {"pump_state": "active", "pump_face": "port-to-front"}}  # fmt: skip
SCAN = {"field_strength": "3 T", "bore": "cylindrical", "spatial_gradient": "15 T/m", "nucleus": "1H",
        "slew_rate": "200 T/m/s", "operating_mode": "normal", "region": "brain"}  # fmt: skip


def policy_of(folder: Path, catalogue: Catalogue, *rules: Mapping[str, Any]) -> Policy:
    path = folder / "policy.json"
    form = {"format": "mri-check/policy/1", "name": "City Hospital", "rules": list(rules)}
    path.write_text(json.dumps(form))
    return read_policy(str(path), catalogue)


def problems(folder: Path, catalogue: Catalogue, text: str) -> list[str]:
    path = folder / "policy.yaml"
    path.write_text(FORM + text)
    with pytest.raises(RequestError) as bad:
        read_policy(str(path), catalogue)
    return [str(one).replace(f"{path}:", "") for one in bad.value.problems]


REFUSED = [
    ("- {id: a}", "4:3: rule 'a' says nothing"),
    ("- {id: a, says: because}", "4:3: rule 'a' says nothing"),
    ("- {id: a, for: {device: '8637', manufacturer: Medtronic}, conditions: {scan.bore: {one_of: [cylindrical]}}}",
     "not both"),
    ("- {id: a, for: {manufacturer: Medtronik}, conditions: {scan.bore: {one_of: [cylindrical]}}}",
     "did you mean Medtronic?"),
    ("- {id: a, for: {manufacturer: Baxter}, conditions: {scan.bore: {one_of: [cylindrical]}}}",
     "of Baxter no implanted device is on file: name the device"),
    ("- {id: a, for: {device: 8637-4}, conditions: {scan.bore: {one_of: [cylindrical]}}}", "(did you mean 8637-40?)"),
    ("- {id: a, for: {device: Prometra}, prohibits: [{says: x, scan.bore: {one_of: [standing]}}]}",
     "names no single device"),
    ("- {id: a, prohibits: [{says: never}]}", "a box without a condition"),
    ("- {id: a, when: {scan.region: {one_of: [brain]}}, conditions: {scan.bore: {one_of: [cylindrical]}}}",
     "scan.region is of the plan"),
    ("- {id: a, prohibits: [{says: x, when: {scan.bore: {one_of: [standing]}}, scan.region: {one_of: [brain]}}]}",
     "scan.bore is of the plan"),
    ("- {id: a, conditions: {ask.surgical-site-healed: {asks: 'Is it?'}}}", "a label uses"),
    ("- {id: a, conditions: {ask.zz: {asks: 'Is it?'}}}\n- {id: b, conditions: {ask.zz: {asks: 'Was it?'}}}",
     "5:24: 'zz' stands for 'Is it?' above: one answer would count for both"),
    ("- {id: a, conditions: {ask.zz: {asks: 'Is it?'}},\n   instructions: [{id: zz, phase: before, who: radiologist, do: Do it.}]}",
     "'zz' stands for 'Is it?' above"),
    ("- {id: a, instructions: [{id: palpate-the-pump, phase: before, who: technologist, do: x}]}", "a label uses"),
    ("- {id: a, conditions: {scan.bore: {one_of: [cylindrical], source: doc}}}", "leave 'source' out"),
    ("- {id: a, instructions: [{id: mine, phase: before, who: technologist, do: x, source: doc}]}", "leave 'source' out"),
    ("- {id: a, instructions: [{id: mine, phase: consult, who: technologist, do: x}]}",
     "4:37: a policy has no questions to a maker: write a condition ask.NAME"),
    # what is printed would be shown in place of the limit, and be held against nothing
    ("- {id: a, conditions: {scan.whole_body_sar: {at_most: 1 W/kg, printed: 4 W/kg}}}", "leave 'printed' out"),
    ("- {id: a, conditions: {scan.whole_body_sar: {at_most: 1 W/kg, page: 9}}}", "leave 'page' out"),
    ("- {id: a, prohibits: [{says: x, scan.region: {one_of: [brain], section: '3'}}]}", "leave 'section' out"),
    ("- {id: a, conditions: {scan.bore: {one_of: [cylindrical], otherwise: not-established}}}", "leave 'otherwise' out"),
    ("- {id: a, conditions: {implant.components: {one_of: [no such part]}}}", "'no such part' names no single device"),
    ("- {id: a, consultation: {max_age_days: -1}}", "'-1' is not a whole number, 0 or more"),
    (" []", "'rules' is empty"),
    ("- {id: a, consultation: {max_days: 1}}", "unknown key 'max_days' (known: max_age_days)"),
    # what would loosen: the rule, the label's value, its document and page
    ("- id: loose\n  for: {device: 8637-40}\n  conditions:\n    scan.spatial_gradient: {at_most: 25 T/m}",
     "7:5: rule 'loose' would loosen the label: spatial field gradient at most 25 T/m is more than the label "
     "permits: at most 19 T/m (1900 gauss/cm) (M005186C003 Rev B, p. 9)"),
    ("- {id: a, for: {device: 8637-40}, conditions: {scan.operating_mode: {at_most: second-level}}}",
     "at most First Level Controlled (M005186C003 Rev B, p. 9)"),
    ("- {id: a, for: {device: 8637-40}, conditions: {scan.nucleus: {one_of: [1H, 31P]}}}", "hydrogen (M005186C003"),
    ("- {id: a, for: {device: 8637-40}, conditions: {scan.field_strength: {one_of: [3 T, 7 T]}}}", "1.5 T or 3 T ("),
    # several documents govern together: one that is silent opens nothing that another limits
    *((f"- {{id: a, for: {{device: '{device}'}}, conditions: {{{axis}: {{at_most: {most}}}}}}}", said) for device, axis, most, said in (
        ("13827", "scan.spatial_gradient", "25 T/m", "at most 2,000 gauss/cm (20 T/m) at 1.5 T (IFU 13827, p. 8)"),
        ("11827", "scan.spatial_gradient", "25 T/m", "at most 2,000 gauss/cm (20 T/m) at 1.5 T (IFU 13827, p. 8); a policy"),
        ("16827", "scan.spatial_gradient", "25 T/m", "permits: at most 2,000 gauss/cm (20 T/m)"),
        ("11827", "implant.reservoir", "5 mL", "permits: at most 0 mL (IFU 13827, p. 8)"),
        ("93827", "scan.spatial_gradient", "5 T/m", "permits: at most 410 gauss/cm (4.1 T/m)"),
        ("93827", "scan.whole_body_sar", "3 W/kg", "permits: at most 2 W/kg"),
        ("93827", "scan.active_minutes", "30 min", "permits: at most 20 minutes"),
        ("93827", "scan.operating_mode", "first-level", "permits: at most Normal Operating Mode"),
    )),
    # for several devices: one that would tighten none of the labels that it is for
    ("- {id: a, for: {manufacturer: Medtronic}, conditions: {scan.spatial_gradient: {at_most: 30 T/m}}}",
     "rule 'a' would loosen the label: spatial field gradient at most 30 T/m is more than the label permits: "),
    ("- {id: a, consultation: {max_age_days: 1}}", "1 day is longer than is allowed by Medtronic: the day of the "
     "scan (M005186C003 Rev B, p. 7)"),
    ("- {id: a, for: {manufacturer: Flowonix}, consultation: {max_age_days: 7}}",
     "Flowonix: the day of the scan (no age is on file"),
]  # fmt: skip


@pytest.mark.parametrize("text,expected", REFUSED, ids=[expected for _, expected in REFUSED])
def test_refused(text: str, expected: str, tmp_path: Path, catalogue: Catalogue) -> None:
    found = problems(tmp_path, catalogue, text + "\n")
    assert any(expected in one for one in found), found
    assert all(one[0].isdigit() for one in found), "each has its line"


ALLOWED = [
    {"for": {"device": "8637-40"}, "conditions": {"scan.spatial_gradient": {"at_most": "19 T/m"}}},
    {"for": {"device": "8637-40"}, "conditions": {"scan.spatial_gradient": {"at_least": "1 T/m"}}},
    {"for": {"device": "8637-40"}, "conditions": {"scan.field_strength": {"at_most": "3 T"}}},
    {"for": {"device": "8637-40"}, "conditions": {"scan.whole_body_sar": {"at_most": "1 W/kg"}}},
    {"for": {"device": "91827"}, "conditions": {"scan.field_strength": {"at_most": "1.5 T"}}},
    {"conditions": {"scan.spatial_gradient": {"at_most": "25 T/m"}}},  # for all: merely redundant here
    {"for": {"manufacturer": "Medtronic"}, "conditions": {"scan.field_strength": {"at_most": "3 T"}}},
    {"for": {"device": "13827"}, "conditions": {"scan.spatial_gradient": {"at_most": "20 T/m"}}},
    {"for": {"device": "13827"}, "conditions": {"scan.whole_body_sar": {"at_most": "9 W/kg"}}},  # of none
    {"for": {"device": "13827"}, "conditions": {"implant.reservoir": {"at_most": "5 mL"}}},  # an emergency
    {"for": {"manufacturer": "Flowonix"}, "conditions": {"scan.spatial_gradient": {"at_most": "25 T/m"}}},
    {"consultation": {"max_age_days": "0"}},
    {"for": {"device": "medtronic/synchromed-ii"}, "conditions": {"implant.components": {"one_of": ["8709"]}}},
]  # fmt: skip


@pytest.mark.parametrize("rule", ALLOWED, ids=str)
def test_allowed(rule: dict[str, Any], tmp_path: Path, catalogue: Catalogue) -> None:
    if "implant.components" in rule.get("conditions", {}):
        rule["conditions"]["implant.components"]["one_of"] = ["medtronic/ascenda", "InDura"]
    assert len(policy_of(tmp_path, catalogue, {"id": "a", **rule}).rules) == 1


def test_what_was_read_is_kept_until_a_byte_changes(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = {"id": "a", "conditions": {"scan.operating_mode": {"at_most": "normal"}}}
    first = policy_of(tmp_path, catalogue, rule)
    monkeypatch.setattr("mri_check.schema.errors_of", lambda *_: pytest.fail("read again"))
    assert policy_of(tmp_path, catalogue, rule) == first
    with pytest.raises(pytest.fail.Exception):
        policy_of(tmp_path, catalogue, {**rule, "id": "b"})


def pump(**form: Any) -> Device:
    return Device("acme/pump", "acme", "P", "pump", True, (), "", None, (labelling(**form),), (), (), None, None)  # fmt: skip


def rule_on(axis: str, **tests: Any) -> Any:
    from mri_check.decode import Reader

    return Reader(AXES, {}).condition(axis, tests, None)


SAR = "scan.whole_body_sar"
FIELD_15, FIELD_3 = (
    {"scan.field_strength": {"one_of": [f]}, "page": "1"} for f in ("1.5 T", "3 T")
)


@pytest.mark.parametrize(
    "label,tests,is_looser",
    [
        ({"always": {SAR: {"at_most": "2 W/kg", "page": "1"}}}, {"at_most": "2 W/kg"}, False),
        ({"always": {SAR: {"at_most": "2 W/kg", "page": "1"}}}, {"at_most": "2.1 W/kg"}, True),
        ({"always": {SAR: {"less_than": "2 W/kg", "page": "1"}}}, {"at_most": "2 W/kg"}, True),
        ({"always": {SAR: {"at_least": "1 W/kg", "page": "1"}}}, {"at_least": "0.5 W/kg"}, True),
        ({"always": {SAR: {"more_than": "1 W/kg", "page": "1"}}}, {"at_least": "1 W/kg"}, True),
        ({"always": {SAR: {"more_than": "1 W/kg", "page": "1"}}}, {"more_than": "0 W/kg"}, True),
        ({"always": {SAR: {"at_least": "1 W/kg", "page": "1"}}}, {"at_most": "9 W/kg"}, False),
        ({"always": {SAR: {"at_most": "2 W/kg", "page": "1"}}}, {"at_least": "0.5 W/kg"}, False),
        ({}, {"at_most": "9 W/kg"}, False),  # the label leaves it open: the rule tightens
        ({"settings": {"a": {SAR: {"at_most": "1 W/kg", "page": "1"}}, "b": {}}}, {"at_most": "3 W/kg"}, False),
        ({"settings": {"a": {SAR: {"at_most": "1 W/kg", "page": "1"}}, "b": {SAR: {"at_most": "4 W/kg", "page": "1"}}}},
         {"at_most": "3 W/kg"}, False),  # fits one of the ways
        ({"settings": {"a": {SAR: {"at_most": "1 W/kg", "page": "1"}}, "b": {"mr_status": {"is": "not-printed", "page": "1"}}}},
         {"at_most": "3 W/kg"}, True),  # a state without an MR term permits nothing
    ],
)  # fmt: skip
def test_looser(label: dict[str, Any], tests: dict[str, Any], is_looser: bool) -> None:
    assert (looser(rule_on(SAR, **tests), pump(**label)) is not None) is is_looser


@pytest.mark.parametrize(
    "tests,is_looser",
    [({"at_most": "first-level"}, True), ({"less_than": "first-level"}, False), ({"at_least": "normal"}, True),
     ({"at_least": "first-level"}, False), ({"at_most": "normal"}, False)],
)  # fmt: skip
def test_looser_on_an_ordered_axis_compares_the_stated_end(tests: Any, is_looser: bool) -> None:
    axis = "scan.operating_mode"
    value = "normal" if "at_most" in tests or "less_than" in tests else "first-level"
    label = pump(always={axis: {"one_of": [value], "page": "1"}})
    assert (looser(rule_on(axis, **tests), label) is not None) is is_looser


@pytest.mark.parametrize(
    "markets,alone,is_looser",
    [
        (("US", "US"), True, True),  # labels of a market govern together
        (("US", "EU"), True, False),  # where the other is silent it tightens
        (("US", "US"), False, False),
        (("US",), True, True),
    ],
)
def test_labels_govern_together_in_their_market(
    markets: tuple[str, ...], alone: bool, is_looser: bool
) -> None:
    limits = ({"always": {SAR: {"at_most": "2 W/kg", "page": "1"}}}, {})
    labels = tuple(
        labelling(**limit).replace(market=market) for limit, market in zip(limits, markets)
    )
    device = pump().replace(labellings=labels)
    assert (looser(rule_on(SAR, at_most="3 W/kg"), device, alone) is not None) is is_looser


def test_two_conditions_of_a_label_on_one_axis_are_met_together() -> None:
    label = pump(
        always={SAR: {"at_most": "4 W/kg", "page": "1"}},
        settings={"a": {SAR: {"at_most": "2 W/kg", "page": "2"}}},
    )
    said = looser(rule_on(SAR, at_most="3 W/kg"), label)
    assert said == "at most 4 W/kg (DOC1 Rev A, p. 1) and at most 2 W/kg (DOC1 Rev A, p. 2)"


def judged(
    folder: Path, catalogue: Catalogue, *rules: Mapping[str, Any], **parts: Any
) -> Checklist:
    whole = request(implants=[GOOD], scan=SCAN, **parts)
    return check(catalogue, read_request(whole), policy_of(folder, catalogue, *rules))


def told(result: Checklist) -> str:
    return " ".join(render(result).split())


def test_a_verbal_model_number_is_not_enough(tmp_path: Path, catalogue: Catalogue) -> None:
    rule = {"id": "written", "conditions": {"implant.identified_by": {"one_of": ["card", "op-note", "interrogation"]}}}  # fmt: skip
    assert judged(tmp_path, catalogue, rule).disposition is Disposition.CONSULT
    for how, expected in (("verbal", Disposition.OUTSIDE), (None, Disposition.INCOMPLETE)):
        form = {**GOOD, "identified_by": how} if how else {k: v for k, v in GOOD.items() if k != "identified_by"}  # fmt: skip
        policy = policy_of(tmp_path, catalogue, rule)
        result = check(catalogue, read_request(request(implants=[form], scan=SCAN)), policy)
        assert result.disposition is expected
        assert result.decided_by == ("policy/written/always/implant.identified_by",)
    assert "It is the site's policy, not the label, that binds here." in told(result)


def test_findings_of_policy_and_label_stay_apart(tmp_path: Path, catalogue: Catalogue) -> None:
    rule = {"id": "short", "says": "Our own limit.", "conditions": {"scan.spatial_gradient": {"at_most": "10 T/m"}}}  # fmt: skip
    result = judged(tmp_path, catalogue, rule)
    both = [f for one in result.implants[0].labellings for f in one.findings if f.axis == "scan.spatial_gradient"]  # fmt: skip
    by_label, by_policy = both
    assert (by_label.origin, by_policy.origin) == ("label", "policy")
    assert by_label.cited and by_label.cited.document == "M005186C003 Rev B"
    assert by_policy.cited and by_policy.cited.document == "City Hospital, rule short"
    text = told(result)
    assert "OUTSIDE LABELLING (exit code 14) A condition of the site's policy is not met." in text
    assert "permitted at most 19 T/m (1900 gauss/cm); stated: 15 T/m" in text
    assert "site policy permits at most 10 T/m; stated: 15 T/m" in text
    assert "Our own limit." in text
    form = json.loads(render(result, "json"))
    assert form["policy"]["name"] == "City Hospital"
    assert form["policy"]["digest"] in render(result).replace("\n", "")
    assert not any("policy" in q["id"] for one in form["consult"] for q in one["questions"])


def test_a_rule_for_a_state_of_device_or_patient(tmp_path: Path, catalogue: Catalogue) -> None:
    rule = {"id": "baclofen", "when": {"implant.drug": {"one_of": ["baclofen"]}},
            "conditions": {"ask.plan-signed": {"asks": "Is the plan signed?"}},
            "instructions": [{"id": "bed", "phase": "plan", "who": "scheduler", "do": "Book a bed."}],
            "prohibits": [{"says": "not in an emergency", "scan.urgency": {"one_of": ["emergency"]}}]}  # fmt: skip
    policy = policy_of(tmp_path, catalogue, rule)

    def of(drug: str | None, urgency: str = "routine", **answers: str) -> Checklist:
        facts = {**GOOD["facts"], **({"drug": drug} if drug else {})}
        implant = {**GOOD, "facts": facts, **({"answers": answers} if answers else {})}
        whole = request(implants=[implant], scan={**SCAN, "urgency": urgency})
        return check(catalogue, read_request(whole), policy)

    assert of("morphine").disposition is Disposition.CONSULT
    assert of("morphine", "emergency").disposition is Disposition.CONSULT
    assert "Book a bed." not in told(of("morphine"))
    assert of("baclofen").disposition is Disposition.INCOMPLETE
    assert of("baclofen", **{"plan-signed": "confirmed"}).disposition is Disposition.CONSULT
    assert of("baclofen", **{"plan-signed": "denied"}).disposition is Disposition.OUTSIDE
    assert of("baclofen", **{"plan-signed": "confirmed", "bed": "denied"}).decided_by == ("policy/baclofen/bed",)  # fmt: skip
    assert of("baclofen", "emergency").disposition is Disposition.PROHIBITED
    assert "[ ] Book a bed. (City Hospital, rule baclofen)" in told(of("baclofen"))
    unknown = of(None, **{"plan-signed": "confirmed"})
    assert unknown.disposition is Disposition.INCOMPLETE
    assert "decides whether a rule of the site policy applies" in told(unknown)
    assert "Nothing in it stands against this plan or is open." in told(of("morphine"))


def test_a_question_is_put_to_the_person_whom_it_names(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    forms = {"ask.physicist-agrees": {"asks": "Does the physicist agree?", "who": "mr-safety-officer"},
             "ask.plan-signed": {"asks": "Is the plan signed?"}}  # fmt: skip
    policy = policy_of(tmp_path, catalogue, {"id": "a", "conditions": forms})
    data = request(implants=[GOOD], scan=SCAN)
    result = check(catalogue, read_request(data), policy)
    expected = {f"policy/a/always/{axis}": form.get("who", "pump-clinician") for axis, form in forms.items()}  # fmt: skip
    assert {one.id: one.who for one in result.lines if one.id in expected} == expected
    assert {one["id"]: one["who"] for one in still_open(result) if one["id"] in expected} == expected  # fmt: skip
    assert {
        f"policy/a/always/ask.{one.fields[0].name}": one.who
        for one in Asking(catalogue, read_request, policy).questions(data)
        if one.kind == "answer"
    } == expected


def test_an_answer_at_the_top_reaches_a_rule_and_a_mistyped_one_is_told(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    rule = {"id": "a", "conditions": {"ask.plan-signed": {"asks": "Is the plan signed?"}}}
    result = judged(tmp_path, catalogue, rule, answers={"plan-signed": "confirmed"})
    assert result.disposition is Disposition.CONSULT
    with pytest.raises(RequestError, match="did you mean plan-signed"):
        judged(tmp_path, catalogue, rule, answers={"plan-sined": "confirmed"})
    with pytest.raises(RequestError, match="no labelling on file asks"):
        check(catalogue, read_request(request(implants=[GOOD], answers={"plan-signed": "confirmed"})))  # fmt: skip


def test_a_rule_for_an_external_device_holds_though_rules_for_all_do_not(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    box = {"prohibits": [{"says": "no", "scan.urgency": {"at_most": "emergency"}}]}
    all_, one = {"id": "all", **box}, {"id": "one", "for": {"device": "CADD-Solis"}, **box}
    for rule, expected in ((all_, Disposition.UNLABELLED), (one, Disposition.PROHIBITED)):
        policy = policy_of(tmp_path, catalogue, rule)
        result = check(
            catalogue, read_request(request(implants=[{"device": "CADD-Solis"}])), policy
        )
        assert result.disposition is expected


def aged(folder: Path, days: int) -> Catalogue:
    (folder / "world").mkdir()
    silent = sorted(set(AXES.table()))
    return invented(folder / "world", {
        "manufacturers/acme/manufacturer.yaml": {"kind": "manufacturer", "name": "Acme",
                                                 "consultation": {"max_age_days": str(days), "source": "doc", "page": "1"}},
        "manufacturers/acme/pump/us-doc.yaml": document(
            always={"scan.field_strength": {"one_of": ["3 T"], "page": "1"}},
            not_addressed=[axis for axis in silent if axis != "scan.field_strength"]),
    })  # fmt: skip


@pytest.mark.parametrize("allowed,old,counts", [(7, 7, True), (7, 8, False), (0, 1, False), (0, 0, True)])  # fmt: skip
def test_a_site_shortens_the_age_of_a_consultation(
    allowed: int, old: int, counts: bool, tmp_path: Path
) -> None:
    catalogue = aged(tmp_path, 30)
    entry = {"manufacturer": "Acme", "on": f"2026-11-{23 - old:02}", "document": "DOC1 Rev A",
             "said": "confirmed", "answered": "all"}  # fmt: skip
    asked = read_request(request(scan={"field_strength": "3 T"}, consulted=[entry]))
    assert check(catalogue, asked).disposition is Disposition.WITHIN
    rule = {"id": "fresh", "consultation": {"max_age_days": str(allowed)}}
    result = check(catalogue, asked, policy_of(tmp_path, catalogue, rule))
    assert (result.disposition is Disposition.WITHIN) is counts
    if not counts:
        assert "City Hospital, rule fresh of the site policy" in told(result)
    with pytest.raises(RequestError, match="31 days is longer than is allowed by Acme: 30 days"):
        policy_of(tmp_path, catalogue, {"id": "a", "consultation": {"max_age_days": "31"}})


def test_the_example_of_the_readme_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    from tests.conftest import ROOT

    text = (ROOT / "README.md").read_text()
    block = text.split("## Site policy")[1].split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "policy.yaml"
    path.write_text(block)
    assert load(block, "README").data["name"] == read_policy(str(path), catalogue).name


def test_two_models_of_a_device_are_one_device(tmp_path: Path, catalogue: Catalogue) -> None:
    parts = {"implant.components": {"one_of": ["8780", "8781"]}}
    rule = {"id": "a", "for": {"manufacturer": "Medtronic"}, "conditions": parts}
    (only,) = policy_of(tmp_path, catalogue, rule).rules
    assert [one.text for one in only.labelling.always] == ["medtronic/ascenda"]


def test_two_rules_may_ask_the_same(tmp_path: Path, catalogue: Catalogue) -> None:
    same = {"ask.plan-signed": {"asks": "Is the plan signed?"}}
    rules = [{"id": "a", "conditions": same}, {"id": "b", "conditions": same}]
    assert policy_of(tmp_path, catalogue, *rules).asks == {"plan-signed"}
