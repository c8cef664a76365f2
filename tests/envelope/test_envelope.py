"""``mri-check envelope`` as a person and a script use it: worked cases, scanners, bad input."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import Disposition, check, read_request
from mri_check.catalog import Catalogue
from mri_check.policy import read_policy
from mri_check.strict_yaml import read
from mri_check.survey import survey
from tests.conftest import write_request
from tests.laws.test_whole_checks import CATALOGUE, CONSULTED, FORBIDDEN, answered, good, requests
from tests.worlds import AXES, SHIPPED, catalogue, document, request

HERE = Path(__file__).parent
CASES = read((HERE / "cases.yaml").read_text(), "cases.yaml").data
Command = Callable[..., tuple[int, str, str]]
POLICY = {
    "format": "mri-check/policy/1", "name": "City",
    "rules": [
        {"id": "normal-mode-only", "for": {"manufacturer": "Medtronic"},
         "conditions": {"scan.operating_mode": {"at_most": "normal"}}},
        {"id": "three-tesla", "for": {"device": "8667-20"},
         "conditions": {"scan.field_strength": {"one_of": ["3 T"]}}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def without_briefs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue without Prometra II's safety briefs: what was read of them permits nothing, so with them no box is left."""
    folder = tmp_path_factory.mktemp("older") / "catalogue"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("us-pl-19*", "compiled.jsonl"))
    return str(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_worked_case(
    case: dict[str, Any], tmp_path: Path, command: Command, without_briefs: str
) -> None:
    policy = str(write_request(tmp_path / "policy.json", POLICY))
    places = {"POLICY": policy, "WITHOUT-BRIEFS": without_briefs}
    given_ = [places.get(one, one) for one in case["arguments"]]
    arguments = ["envelope", *given_, "--on", "2026-11-23"]
    code, out, err = command(*arguments)
    assert (code, err) == (int(case["exit"]), "")
    assert all(len(line) <= 80 for line in out.splitlines())
    assert FORBIDDEN.search(" ".join(out.split())) is None
    text = " ".join(out.split())
    for pattern in case.get("says", []):
        assert re.search(pattern, text), f"{pattern}\n{out}"
    for pattern in case.get("silent", []):
        assert not re.search(pattern, text), pattern
    code, out, _ = command(*arguments, "--format", "json")
    form = json.loads(out)
    assert code == form["exit_code"] == int(case["exit"])
    assert form["format"] == "mri-check/envelope/1"
    assert [len(one["boxes"]) for one in form["cases"]] == [int(one) for one in case["boxes"]]
    assert FORBIDDEN.search(out) is None
    for one in form["cases"]:
        assert bool(one["boxes"]) != bool(one["refused"])
        for box in one["boxes"]:
            for row in box["limits"]:
                assert any(limit["binds"] for limit in row["bound_by"])
                for limit in row["bound_by"]:
                    assert limit["origin"] == "policy" or limit["source"]["document"]


# --- with the shipped catalogue: the envelope and check never disagree ------------------------------

many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(st.one_of(requests(), good()))
def test_no_check_fares_better_than_the_envelope_says(form: dict[str, Any]) -> None:
    form = {**form, "other_implants": "none", "bringing": []}
    form.pop("consulted", None)
    assert answered(form).disposition >= survey(CATALOGUE, read_request(form)).disposition


@many
@given(good())
def test_what_is_met_is_within_a_box(form: dict[str, Any]) -> None:
    found = survey(CATALOGUE, read_request(form))
    assert found.disposition is Disposition.CONSULT
    assert all(case.allowed for case in found.cases)


def test_the_scan_of_a_request_is_not_looked_at() -> None:
    """Not even the urgency that a request has where it says none."""
    form = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "consulted": [CONSULTED],
        "implants": [{"device": "13827", "facts": {"reservoir": "15 mL"}}],
        "scan": {"field_strength": "7 T", "urgency": "routine"},
    }  # fmt: skip
    bare = {name: value for name, value in form.items() if name != "scan"}
    assert (
        survey(CATALOGUE, read_request(form)).cases == survey(CATALOGUE, read_request(bare)).cases
    )


def test_every_shipped_device_has_its_answer(catalogue: Catalogue) -> None:
    """And none of them is 0, whatever the catalogue holds."""
    for id in catalogue.device_ids():
        device = catalogue.device(id)
        name = device.models[0].number if device.models else device.name
        form = {"format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": name}]}
        found = survey(catalogue, read_request(form))
        assert found.disposition > Disposition.CONSULT  # the market is not stated
        assert found.refused or found.cases


# --- scanners -----------------------------------------------------------------------------------------

CITED = {"page": "1"}
USED = {
    "scan.field_strength": {"one_of": ["1.5 T", "3 T"], **CITED},
    "scan.bore": {"one_of": ["cylindrical"], **CITED},
    "scan.operating_mode": {"at_most": "normal", **CITED},
    "scan.slew_rate": {"at_most": "200 T/m/s", **CITED},
    "scan.transmit_coil": {"one_of": ["head"], **CITED},
    "scan.whole_body_sar": {"at_most": "0.4 W/kg", **CITED},
    "scan.region": {"one_of": ["head"], **CITED},
}
FIRST = {
    "field_strength": "1.5 T", "bore": "cylindrical", "default_operating_mode": "normal", "default_gradient_mode": "normal",
    "slew_rate": "200 T/m/s", "transmit_coils": ["head"],
}  # fmt: skip
MANUAL = "operator manual, page 3"
LOW = {"lowest_limits": {"whole_body_sar": {"is": "0.5 W/kg", "source": MANUAL}}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Catalogue]:
    folder = tmp_path_factory.mktemp("catalogue")
    label = document(
        not_addressed=[axis for axis in AXES.table() if axis not in (*USED, "scan.excitation", "scan.gradient_mode")],
        always=USED,
        prohibits=[
            {"says": "never", "scan.field_strength": {"one_of": ["3 T"], **CITED}, "scan.excitation": {"one_of": ["parallel"], **CITED}},
            {"says": "not so", "scan.bore": {"one_of": ["cylindrical"], **CITED}, "scan.gradient_mode": {"one_of": ["second-level"], **CITED}},
            {"says": "of the plan", "scan.bore": {"one_of": ["cylindrical"], **CITED}, "scan.region": {"one_of": ["brain"], **CITED}},
        ],
    )  # fmt: skip
    return str(folder), catalogue(folder, {"manufacturers/acme/pump/us-doc.yaml": label})


def profiles(tmp_path: Path, **scanners: Any) -> str:
    form = {"format": "mri-check/scanners/1", "scanners": scanners}
    return str(write_request(tmp_path / "scanners.json", form))


SCANNERS: dict[str, tuple[dict[str, Any], str, dict[str, str]]] = {
    "inside": (FIRST, "inside", {}),
    "starts in First Level": ({**FIRST, "default_operating_mode": "first-level"}, "change", {"scan.operating_mode": "change"}),
    "too fast, but it can be limited": ({**FIRST, "slew_rate": "250 T/m/s"}, "change", {"scan.slew_rate": "change"}),
    "a coil to choose": ({**FIRST, "transmit_coils": ["body", "head"]}, "change", {"scan.transmit_coil": "change"}),
    "no such coil": ({**FIRST, "transmit_coils": ["body", "knee"]}, "outside", {"scan.transmit_coil": "outside"}),
    "open, and no mode in its profile": (
        {**{name: value for name, value in FIRST.items() if name != "default_operating_mode"}, "bore": "open-sided"},
        "outside", {"scan.bore": "outside", "scan.operating_mode": "unknown"},
    ),
    "no mode in its profile": (
        {name: value for name, value in FIRST.items() if name != "default_operating_mode"}, "unknown", {"scan.operating_mode": "unknown"},
    ),
    "starts in what is forbidden": (
        {**FIRST, "default_gradient_mode": "second-level"}, "change", {"scan.gradient_mode": "change"},
    ),
    "cannot hold 0.4 W/kg": ({**FIRST, **LOW}, "unknown", {"scan.whole_body_sar": "unknown"}),
    "forbidden at 3 T": ({**FIRST, "field_strength": "3 T", "excitation": "parallel"}, "outside", {"scan.field_strength": "outside", "scan.excitation": "outside"}),
    "its bore undecided": ({**FIRST, "bore": {"any_of": ["cylindrical", "open-sided"]}}, "unknown", {"scan.bore": "unknown"}),
    "at 3 T, its excitation undecided": (
        {**FIRST, "field_strength": "3 T", "excitation": {"any_of": ["cp", "parallel"]}}, "unknown",
        {"scan.field_strength": "unknown", "scan.excitation": "unknown"},
    ),
    "at 3 T, its excitation not known": ({**FIRST, "field_strength": "3 T"}, "unknown", {"scan.field_strength": "unknown", "scan.excitation": "unknown"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SCANNERS)
def test_a_scanner_of_the_site(
    name: str, made: tuple[str, Catalogue], tmp_path: Path, command: Command
) -> None:
    profile, kind, remarks = SCANNERS[name]
    path = profiles(tmp_path, mine=profile)
    arguments = ["envelope", "--implant", "AP1", "--market", "US", "--catalog", made[0], "--scanners", path]  # fmt: skip
    code, out, err = command(*arguments, "--format", "json")
    assert (code, err) == (10, "")
    (mark,) = json.loads(out)["cases"][0]["scanners"]
    assert (mark["scanner"], mark["is"]) == ("mine", kind)
    assert {one["axis"]: one["is"] for one in mark["boxes"][0]["remarks"]} == remarks
    _, text, _ = command(*arguments)
    words = {"inside": "mine: inside$", "change": "only with a setting", "unknown": "mine: not known", "outside": "mine: outside"}  # fmt: skip
    assert re.search(words[kind], text, re.MULTILINE)


def test_a_configured_scanner_is_one_of_the_site(
    made: tuple[str, Catalogue], tmp_path: Path, command: Command
) -> None:
    (tmp_path / "c.yaml").write_text("format: mri-check/config/1\nscanner: mine\n")
    code, out, _ = command("envelope", "--implant", "AP1", "--market", "US", "--catalog", made[0], "--scanners",
                           profiles(tmp_path, mine=FIRST), "--config", tmp_path / "c.yaml")  # fmt: skip
    assert code == 10 and "mine: inside" in out


def test_a_scanner_that_no_box_is_left_for(
    made: tuple[str, Catalogue], tmp_path: Path, command: Command
) -> None:
    path = profiles(tmp_path, mine=FIRST)
    code, out, _ = command("envelope", "--implant", "8472", "--market", "US", "--scanners", path)
    assert code == 11
    assert "There is no box that a scanner could lie in." in out
    out = command(
        "envelope", "--implant", "8472", "--market", "US", "--scanners", path, "--format", "json"
    )[1]
    assert {one["is"] for case in json.loads(out)["cases"] for one in case["scanners"]} == {
        "unknown"
    }


@pytest.mark.parametrize(
    "form,message",
    [
        ({"lowest_limits": "0.5 W/kg"}, "a mapping is needed here"),
        ({"lowest_limits": {"sar": {"is": "0.5 W/kg", "source": "x"}}}, "no limit of a console is called 'sar'"),
        ({"lowest_limits": {"head_sar": "0.5 W/kg"}}, "write {is: 0.5 W/kg, source:"),
        ({"lowest_limits": {"head_sar": {"is": "0.5 W/kg"}}}, "write {is: 0.5 W/kg, source:"),
        ({"lowest_limits": {"head_sar": {"is": "0.5 T", "source": "x"}}}, "'T' is not a unit that fits here"),
        ({"field_strength": "15 T"}, "static magnetic field strength: '15 T' is not one of"),
        ({"default_operating_mode": "turbo"}, "RF operating mode: 'turbo' is not one of"),
        ({"spatial_gradient": "1500"}, "spatial field gradient: '1500' "),
        ({"transmit_coils": ["body", "foot"]}, "transmit coil: 'foot' is not one of"),
    ],
)  # fmt: skip
def test_a_bad_profile_is_refused_at_its_place(
    form: dict[str, Any], message: str, tmp_path: Path, command: Command
) -> None:
    path = profiles(tmp_path, mine=form)
    rows = write_request(tmp_path / "s.jsonl", request(implants=[{"device": "8637-40"}], scan={"scanner": "mine"}))  # fmt: skip
    asked = [
        ("envelope", "--implant", "8637-40"), ("check", "--implant", "8637-40", "--scanner", "mine"), ("doctor", "--format", "json"),
        ("batch", rows, "--output", tmp_path / "out"),
    ]  # fmt: skip
    for arguments in asked:
        code, out, err = command(*arguments, "--scanners", path)
        assert code == 3
        assert f"{path}:1:" in out + err
        assert message in out + err


# --- the console --------------------------------------------------------------------------------------


def console(made: Catalogue, tmp_path: Path, profile: Any, **scan: str) -> dict[str, list[str]]:
    """The codes of the warnings by axis, in the order of the block."""
    path = profiles(tmp_path, mine=profile) if profile is not None else None
    named = {"scanner": "mine"} if profile is not None else {}
    result = check(made, read_request(request(scan={**named, **scan}), path))
    return {one.axis: [warning.code for warning in one.warnings] for one in result.console}


def test_the_console_warns_of_what_the_scanner_does_not_do(
    made: tuple[str, Catalogue], tmp_path: Path
) -> None:
    starts_high = {**FIRST, "default_operating_mode": "first-level"}
    found = console(made[1], tmp_path, {**starts_high, **LOW}, operating_mode="normal")
    assert list(found) == [
        "scan.operating_mode", "scan.whole_body_sar", "scan.slew_rate", "scan.transmit_coil",
    ]  # fmt: skip
    assert found["scan.operating_mode"] == ["default-looser"]
    assert found["scan.whole_body_sar"] == ["below-lowest"]
    quiet = {"lowest_limits": {"whole_body_sar": {"is": "0.4 W/kg", "source": MANUAL}}}
    assert not any(console(made[1], tmp_path, {**FIRST, **quiet}).values())


@pytest.mark.parametrize(
    "starts,codes",
    [
        ({"any_of": ["normal", "first-level"]}, ["default-not-known"]), ("normal .. first-level", ["default-not-known"]),
        ({"any_of": ["first-level", "second-level"]}, ["default-looser"]), ({"any_of": ["normal"]}, []),
    ],
)  # fmt: skip
def test_a_mode_in_which_a_scanner_may_start(
    starts: Any, codes: list[str], made: tuple[str, Catalogue], tmp_path: Path
) -> None:
    found = console(made[1], tmp_path, {**FIRST, "default_operating_mode": starts})
    assert found["scan.operating_mode"] == codes


def test_the_console_says_what_it_does_not_know_of_the_scanner(
    made: tuple[str, Catalogue], tmp_path: Path
) -> None:
    found = console(made[1], tmp_path, None, operating_mode="normal")
    assert found["scan.operating_mode"] == ["default-not-known"]
    assert found["scan.whole_body_sar"] == ["lowest-not-known"]


def test_the_console_block_in_words(
    made: tuple[str, Catalogue], tmp_path: Path, command: Command
) -> None:
    path = profiles(tmp_path, mr2={**FIRST, "default_operating_mode": "first-level", **LOW})
    code, out, _ = command("check", "--implant", "AP1", "--market", "US", "--catalog", made[0],
                           "--scanners", path, "--scanner", "mr2")  # fmt: skip
    text = " ".join(out.split())
    assert "at most Normal Operating Mode (DOC1 Rev A, p. 1)" in text
    assert "! mr2 starts in First Level Controlled Operating Mode, which is looser" in text
    assert f"! mr2 cannot be limited below 0.5 W/kg ({MANUAL}): it does not hold this limit" in text
    assert code == 14  # the default states the mode, and it is not permitted


def test_of_alternatives_only_those_that_the_scan_goes_by_stand_at_the_console(
    tmp_path: Path,
) -> None:
    """FDA's sample: B1+rms at most 1.7 uT at 3 T; at 1.5 T a whole-body SAR of at most 2 W/kg."""
    used = {"scan.field_strength"}
    files = {
        "manufacturers/acme/pump/us-doc.yaml": document(
            not_addressed=[axis for axis in AXES.table() if axis not in used],
            settings={
                "low": {"scan.field_strength": {"one_of": ["1.5 T"], **CITED}, "scan.whole_body_sar": {"at_most": "2 W/kg", **CITED}},
                "high": {"scan.field_strength": {"one_of": ["3 T"], **CITED}, "scan.b1_rms": {"at_most": "1.7 uT", **CITED}},
            },
        )
    }  # fmt: skip
    made = catalogue(tmp_path, files)
    assert list(console(made, tmp_path, None, field_strength="1.5 T")) == ["scan.whole_body_sar"]
    silent = {"field_strength": "3 T", "reports_b1_rms": "no"}
    assert console(made, tmp_path, silent) == {"scan.b1_rms": ["not-reported"]}
    stated = {"field_strength": "3 T", "reports_b1_rms": "no"}
    assert console(made, tmp_path, None, **stated) == {"scan.b1_rms": ["not-reported"]}
    assert list(console(made, tmp_path, None)) == ["scan.whole_body_sar", "scan.b1_rms"]
    assert len(console(made, tmp_path, None, field_strength="7 T")) == 2


# --- as a user meets it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments,code,message",
    [
        ([], 2, "--implant"),
        (["--implnt", "8637"], 2, "--implant"),
        (["--fact", "pump_state=active", "--implant", "8637"], 2, "put it after its --implant"),
        (["--implant", "8637", "--fact", "pump_state=on"], 3, "'on' is not one of: active, stopped, depleted"),
        (["--implant", "8637", "--fact", "pumpstate=active"], 3, "pump_state"),
        (["--implant", "8637", "--market", "USA"], 3, "unknown market 'USA'"),
        (["--implant", "8637", "--on", "tomorrow"], 3, "is not a date"),
        (["--implant", "8637", "--scanners", "/nowhere"], 3, "/nowhere: cannot be read"),
        (["--implant", "8637", "--policy", "/nowhere"], 3, "/nowhere: cannot be read"),
        (["--implant", "8637", "--answer", "healed=confirmed"], 3, "no labelling on file asks 'healed'"),
        (["--implant", "8637", "--catalog", "/nowhere"], 4, "/nowhere"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    arguments: list[str], code: int, message: str, command: Command
) -> None:
    found, out, err = command("envelope", *arguments)
    assert (found, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def test_an_answer_settles_a_question(command: Command, without_briefs: str) -> None:
    asks = ["envelope", "--implant", "13827", "--market", "US", "--on", "2026-11-23",
            "--catalog", without_briefs]  # fmt: skip
    _, out, _ = command(*asks, "--answer", "surgical-site-healed=denied", "--format", "json")
    form = json.loads(out)
    assert form["disposition"] == "outside-labelling"
    assert {why["kind"] for why in form["cases"][0]["refused"]} == {"not-met"}


def test_text_is_escaped(command: Command) -> None:
    _, out, _ = command("envelope", "--implant", "a\x1b[31mpump")
    assert "\x1b" not in out


def test_too_many_open_states_are_refused(made: tuple[str, Catalogue], command: Command) -> None:
    implants = [word for _ in range(7) for word in ("--implant", "8637-40")]
    code, _, err = command("envelope", *implants, "--market", "US")
    assert code == 3
    assert "128 combinations of states are possible; state some of: implant.pump_state" in err


def test_a_policy_can_only_narrow(tmp_path: Path, catalogue: Catalogue) -> None:
    form = {"format": "mri-check/request/1", "on": "2026-11-23", "market": "US",
            "implants": [{"device": "8637-40", "facts": {"pump_state": "active"}}]}  # fmt: skip
    path = str(write_request(tmp_path / "policy.json", POLICY))
    wide = survey(catalogue, read_request(form))
    narrow = survey(catalogue, read_request(form), read_policy(path, catalogue))
    modes = [
        next(row for row in one.cases[0].allowed[0].rows if row.axis.name == "scan.operating_mode")
        for one in (wide, narrow)
    ]
    assert modes[1].permitted != modes[0].permitted
    assert [one.party.origin for one in modes[1].binding] == ["policy"]
    assert [one.party.origin for one in modes[1].limits] == ["label", "policy"]


def test_what_is_stated_of_the_patient_settles_a_rule(tmp_path: Path, command: Command) -> None:
    rule = {"id": "awake", "conditions": {"patient.unable_to_report": {"one_of": ["no"]}}}
    form = {"format": "mri-check/policy/1", "name": "X", "rules": [rule]}
    pump = ("--implant", "8637-40", "--fact", "pump_state=active", "--market", "US")
    pump += ("--policy", str(write_request(tmp_path / "p.json", form)))
    found = [
        command("envelope", *pump, "--patient", f"unable_to_report={one}") for one in ("no", "yes")
    ]
    assert [code for code, _, _ in found] == [10, 14]
    assert "stated: no" in found[0][1]


@pytest.mark.parametrize("task", ["palpate-the-pump", "full-stop"])
def test_an_instruction_that_is_denied_keeps_it_incomplete(command: Command, task: str) -> None:
    """As it keeps every check, whatever the scan."""
    pump = ("--implant", "8637-40", "--fact", "pump_state=active", "--market", "US")
    told = []
    for word in ("confirmed", "denied"):
        code, out, _ = command("envelope", *pump, "--answer", f"{task}={word}")
        told.append((code, "Denied, so that a check of any scan is at best incomplete" in out))
    assert told == [(10, False), (11, True)]


def test_there_is_one_patient_however_many_implants(tmp_path: Path, command: Command) -> None:
    rules = [
        {"id": word, "when": {"patient.unable_to_report": {"one_of": [word]}},
         "conditions": {"scan.field_strength": {"one_of": [field]}}}
        for word, field in (("yes", "1.5 T"), ("no", "3 T"))
    ]  # fmt: skip
    form = {"format": "mri-check/policy/1", "name": "X", "rules": rules}
    policy = write_request(tmp_path / "p.json", form)
    pump = ("--implant", "8637-40", "--fact", "pump_state=active")
    one, two = (
        command("envelope", *pump * count, "--market", "US", "--policy", policy) for count in (1, 2)
    )
    assert one[0] == two[0] == 11
    assert two[1].count("CASE: ") == 2
