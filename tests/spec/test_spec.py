"""Worked cases as data, run through the public command; each file reads as a list of answers with reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check.exits import BY_DISPOSITION
from mri_check.strict_yaml import read
from tests.conftest import write_request

HERE = Path(__file__).parent
EXIT = {disposition.word: code for disposition, code in BY_DISPOSITION.items()}
PROFILES: dict[str, dict[str, Any]] = {
    "g15": {
        "field_strength": "1.5 T", "bore": "cylindrical", "b0_orientation": "horizontal",
        "spatial_gradient": "15 T/m", "slew_rate": "200 T/m/s", "nucleus": "1H",
        "operating_mode": "normal", "transmit_coil": "body", "receive_coil": "array",
        "excitation": "cp", "active_minutes": "20 min",
    },
}  # fmt: skip
PROFILES["g30"] = {**PROFILES["g15"], "field_strength": "3 T", "spatial_gradient": "18 T/m"}
KEYS = {
    "case", "device", "devices", "facts", "only", "scan", "with", "forget", "without", "market",
    "other_implants", "bringing", "consulted", "policy", "patient", "answers", "identified_by", "on",
    "expect", "says", "silent", "decided", "not_met", "unknown",
}  # fmt: skip


def cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        for case in read(path.read_text(), path.name).data:
            assert not case.keys() - KEYS, case
            found.append(pytest.param(case, id=f"{path.stem}: {case['case']}"))
    return found


def request_of(case: dict[str, Any]) -> dict[str, Any]:
    facts = {"pump_state": "active", "pump_face": "port-to-front", **case.get("facts", {})}
    if "only" in case:
        facts = case["only"]
    implants = [
        {"device": device, "identified_by": case.get("identified_by", "card"), "facts": facts}
        for device in case.get("devices", [case.get("device")])
    ]
    if isinstance(case.get("answers"), dict):
        implants[0]["answers"] = case["answers"]
    scan = {**PROFILES[case["scan"]], **case.get("with", {})}
    request: dict[str, Any] = {
        "format": "mri-check/request/1", "on": case.get("on", "2026-11-23"),
        "market": case.get("market", "US"), "implants": implants,
        "other_implants": case.get("other_implants", "none"), "bringing": case.get("bringing", []),
        "scan": {name: value for name, value in scan.items() if name not in case.get("forget", [])},
    }  # fmt: skip
    for name in ("consulted", "patient"):
        if name in case:
            request[name] = case[name]
    for name in case.get("without", []):
        del request[name]
    return request


def answer_open_questions(request: dict[str, Any], result: dict[str, Any], word: str) -> bool:
    changed = False
    for form, outcome in zip(request["implants"], result["implants"]):
        for label in outcome["labellings"]:
            for finding in label["findings"]:
                name = finding["axis"].removeprefix("ask.")
                if finding["kind"] == "ask" and name not in form.get("answers", {}):
                    form.setdefault("answers", {})[name] = word
                    changed = True
    return changed


@pytest.mark.parametrize("case", cases())
def test_worked_case(
    case: dict[str, Any], tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    request, options = request_of(case), []
    if "policy" in case:
        options = ["--policy", str(write_request(tmp_path / "policy.json", case["policy"]))]
    path = write_request(tmp_path / "request.json", request)
    code, out, err = command("check", path, "--format", "json", *options)
    if case["expect"].startswith("error "):
        assert code == int(case["expect"].removeprefix("error ")), err
        assert json.loads(out)["errors"]
        return
    result = json.loads(out)
    word = case["answers"] if isinstance(case.get("answers"), str) else "confirmed"
    if answer_open_questions(request, result, word):
        write_request(path, request)
        code, out, err = command("check", path, "--format", "json", *options)
        result = json.loads(out)
    assert result["disposition"] == case["expect"], result["decided_by"]
    assert code == result["exit_code"] == EXIT[case["expect"]]
    for id in case.get("decided", []):
        assert id in result["decided_by"]
    findings = [
        finding
        for one in result["implants"]
        for label in one["labellings"]
        for finding in label["findings"]
    ]
    for verdict in ("not_met", "unknown"):
        if verdict in case:
            assert sorted({f["axis"] for f in findings if f["verdict"] == verdict}) == sorted(
                case[verdict]
            )
    _, text, _ = command("check", path, *options)
    text = " ".join(text.split())
    for pattern in case.get("says", []):
        assert re.search(pattern, text), pattern
    for pattern in case.get("silent", []):
        assert not re.search(pattern, text), pattern
