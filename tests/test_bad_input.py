"""Bad input: each ends in one clear line or list, the right exit code, and nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mri_check import load_catalog
from mri_check.cli.options import _LISTS
from tests.conftest import write_request

Command = Callable[..., tuple[int, str, str]]
BASE: dict[str, Any] = {
    "format": "mri-check/request/1", "on": "2026-11-23", "market": "US",
    "implants": [{"device": "8637-40"}], "other_implants": "none", "bringing": [],
}  # fmt: skip


def yaml_request(**scan: str) -> str:
    lines = [
        "format: mri-check/request/1",
        "on: 2026-11-23",
        "implants: [{device: 8637-40}]",
        "scan:",
        *(f"  {name}: {value}" for name, value in scan.items()),
    ]
    return "\n".join(lines) + "\n"


TEXTS = {
    "wrong unit": (yaml_request(spatial_gradient="15 T"), "r.yaml:5:3: 'T' is not a unit that fits here (units that fit: T/m"),
    "missing unit": (yaml_request(spatial_gradient="15"), "r.yaml:5:3: '15' has no unit: write it as in '15 T/m'"),
    "thousands": (yaml_request(spatial_gradient='"1,900 G/cm"'), "'1,900 G/cm' is not a quantity"),
    "negative": (yaml_request(spatial_gradient="-3 T/m"), "'-3 T/m' is not a quantity"),
    "a sign": (yaml_request(spatial_gradient='"+19 T/m"'), "'+19 T/m' is not a quantity"),
    "nan": (yaml_request(spatial_gradient="nan T/m"), "'nan T/m' is not a quantity"),
    "exponent": (yaml_request(spatial_gradient="1e3 T/m"), "'1e3 T/m' is not a quantity"),
    "15 T": (yaml_request(field_strength="15 T"), "'15 T' is not one of: 0.064 T"),
    "unknown axis": (yaml_request(spacial_gradient="15 T/m"), "unknown scan axis 'spacial_gradient' (did you mean spatial_gradient?)"),
    "a decimal comma in braces": (yaml_request(field_strength="{any_of: 1,5 T}"), "r.yaml:5:30: write decimals with a point: 1.5 T"),
    "an axis of three": (yaml_request(minutes="25 min"), "unknown scan axis 'minutes' (did you mean active_minutes, total_minutes or wait_minutes?)"),
    "an axis by its title": (yaml_request(rf_mode="normal"), "unknown scan axis 'rf_mode' (did you mean operating_mode?)"),
    "an axis with its family": (json.dumps({**BASE, "implants": [{"device": "8637", "facts": {"implant.drug": "baclofen"}}]}), "unknown implant axis 'implant.drug' (did you mean drug?)"),
    "an axis of an implant beside its facts": (json.dumps({**BASE, "implants": [{"device": "8637", "implant.drug": "baclofen"}]}), "unknown key 'implant.drug' (write it under facts, without 'implant.')"),
    "an axis of the scan at the top": (json.dumps({**BASE, "scan.region": "brain"}), "unknown key 'scan.region' (write it under scan, without 'scan.')"),
    "unknown choice": (yaml_request(bore="cylindric"), "is not one of: cylindrical, open-sided, standing, extremity, portable (did you mean cylindrical?)"),
    "reversed range": (yaml_request(spatial_gradient="20 T/m .. 10 T/m"), "runs backwards"),
    "range without order": (yaml_request(bore="cylindrical .. standing"), "has no order"),
    "reversed modes": (yaml_request(operating_mode="first-level .. normal"), "runs backwards"),
    "list where there is one": (yaml_request(bore="[cylindrical, standing]"), "takes one value"),
    "empty list": (yaml_request(region="[]"), "the list is empty"),
    "an item of a list": (yaml_request(region="\n    - brain\n    - bbrain"), "r.yaml:7:7: 'bbrain' is not one of"),
    "an item of any_of": (yaml_request(bore="{any_of: [standing, cylindric]}"), "r.yaml:5:29: 'cylindric' is not one of"),
    "an item of a list in json": (json.dumps({**BASE, "scan": {"region": ["brain", "bbrain"]}}), "r.yaml:1:179: 'bbrain' is not one of"),
    "empty any_of": (yaml_request(bore="{any_of: []}"), "any_of names no value"),
    "mapping": (yaml_request(bore="{all_of: [a]}"), "write a value, a range, a list, or {any_of: [...]}"),
    "none where it cannot be": (yaml_request(active_minutes="none"), "'none' is not a quantity"),
    "empty value": (yaml_request(bore=""), "r.yaml:5:8: 'bore' has no value"),
    "duplicate key": (yaml_request(bore="standing") + "  bore: standing\n", "r.yaml:6:3: key given twice: bore"),
    "unknown key": ("format: mri-check/request/1\non: 2026-11-23\nimplnts: []\nimplants: [{device: x}]\n", "r.yaml:3:1: unknown key 'implnts' (did you mean implants?)"),
    "missing keys": ("format: mri-check/request/1\n", "'on' is missing"),
    "another format": ("format: mri-check/request/9\non: 2026-11-23\nimplants: [{device: x}]\n", "is not a format known here"),
    "no implants": ("format: mri-check/request/1\non: 2026-11-23\nimplants: []\n", "r.yaml:3:1: an empty list says nothing"),
    "other_implants empty": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x}]\nother_implants: []\n", "write other_implants: none"),
    "impossible date": ("format: mri-check/request/1\non: 2026-02-30\nimplants: [{device: x}]\n", "r.yaml:2:1: '2026-02-30' is not a date"),
    "impossible implant date": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x, facts: {implanted_on: 2026-02-30}}]\n", "is not a date that exists"),
    "implanted after the scan": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x, facts: {implanted_on: 2027-01-01}}]\n", "lies after the scan"),
    "no date at all": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x, facts: {implanted_on: lately}}]\n", "is not a date: write it as 2021-05-04"),
    "implanted before there were pumps": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x, facts: {implanted_on: 0026-11-20}}]\n", "r.yaml:3:32: 0026-11-20 lies before 1900"),
    "a month of another age": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x, facts: {implanted_on: 1026-11 .. 2026-11}}]\n", "1026-11 lies before 1900"),
    "a scan of another age": ("format: mri-check/request/1\non: 0026-11-23\nimplants: [{device: x, facts: {implanted_on: 2021-05-04}}]\n", "r.yaml:2:1: '0026-11-23' lies before 1900"),
    "consulted in another age": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x}]\nconsulted: [{manufacturer: m, on: 0026-11-23, said: confirmed}]\n", "'0026-11-23' lies before 1900"),
    "unknown market": ("format: mri-check/request/1\non: 2026-11-23\nmarket: usa\nimplants: [{device: x}]\n", "unknown market 'usa'"),
    "an answer that is neither": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x, answers: {a: maybe}}]\n", "'maybe' is not one of: confirmed, denied"),
    "said something else": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x}]\nconsulted: [{manufacturer: m, on: 2026-11-23, said: fine}]\n", "'fine' is not one of: confirmed, advised-against"),
    "consulted on no date": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x}]\nconsulted: [{manufacturer: m, on: today, said: confirmed}]\n", "'today' is not a date"),
    "answered badly": ("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x}]\nconsulted: [{manufacturer: m, on: 2026-11-23, said: confirmed, answered: some}]\n", "write all, or a list"),
    "two requests": (yaml_request(bore="standing") + "---\n" + yaml_request(bore="standing"), "a second document begins here"),
    "an alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "r.yaml:1:4: the anchor &a is not allowed"),
    "a tag": ("format: !!python/object:os.system x\n", "the tag tag:yaml.org,2002:python/object:os.system is not allowed"),
    "nested": ("[" * 50_000, "nested too deeply"),
    "nested yaml": ("a:\n" + "".join(" " * n + "a:\n" for n in range(1, 40)), "nested deeper than 16 levels"),
    "nested json": ('{"a":' * 100_000, "nested too deeply"),
    "a list": ("- a\n", "a list: write one request to a file"),
    "a word": ("hello\n", "a mapping is needed here"),
    "nothing but comments": ("# x\n", "nothing but comments"),
    "too many combinations": (
        "format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: x}]\nscan:\n"
        + "".join(f"  {name}: {{any_of: [{', '.join(['1 T/m', '2 T/m'] if name == 'spatial_gradient' else values)}]}}\n"
                  for name, values in {"bore": ["cylindrical", "standing", "portable", "extremity"], "field_strength": ["1 T", "1.5 T", "3 T", "7 T", "2 T"],
                                       "nucleus": ["1H", "31P", "13C", "19F"], "region": ["brain", "neck", "knee", "foot"], "spatial_gradient": [], "excitation": ["cp", "mc-2"]}.items()),
        "combinations of any_of are undecided"),
    "json": ('{"format": "mri-check/request/1", "on": "2026-11-23",\n "implants": [{"device": "8637"}], "scan":\n {"spatial_gradient": 15}}', "r.yaml:3:3: '15' has no unit"),
    "json duplicate": ('{"on": "a",\n "on": "b"}', "r.yaml:2:2: key given twice: on"),
    "json nan": ('{"a": NaN}', "NaN is not a number"),
    "json broken": ('{"a": 1,}', "not JSON: "),
    "two json": ('{"a": "1"}\n{"a": "2"}', "r.yaml:2:1: a second document begins here"),
    "json truth": (json.dumps({**BASE, "patient": {"pregnant": True}}), "true is no text: write \"yes\", \"no\""),
    "json null": (json.dumps({**BASE, "scan": {"bore": None}}), "the value is missing"),
    "json with a null elsewhere": ('{"format": "mri-check/request/1", "on": "2026-11-23",\n "implants": [{"device": "8637"}],\n "scan":\n {"regions": "brain",\n  "slew_rate": null}}', "r.yaml:4:3: unknown scan axis 'regions'"),
    "the null itself": ('{"format": "mri-check/request/1", "on": "2026-11-23",\n "implants": [{"device": "8637"}], "scan":\n {"slew_rate": null}}', "r.yaml:3:3: the value is missing"),
    "json with half of a pair": ('{"format": "mri-check/request/1", "on": "2026-11-23",\n "scan": {"regions": "brain"}, "id": "\\ud800",\n "implants": [{"device": "8637"}]}', "r.yaml:2:11: unknown scan axis 'regions'"),
    "scan is a list": (json.dumps({**BASE, "scan": []}), "a mapping is needed here"),
    "implants is a mapping": (json.dumps({**BASE, "implants": {}}), "a list is needed here"),
    "facts is a list": (json.dumps({**BASE, "implants": [{"device": "x", "facts": []}]}), "a mapping is needed here"),
    "other_implants is a text": (json.dumps({**BASE, "other_implants": "hip prosthesis"}), "a list is needed here, or other_implants: none"),
    "answers is a list": (json.dumps({**BASE, "answers": []}), "a mapping is needed here"),
    "an empty device": (json.dumps({**BASE, "implants": [{"device": " "}]}), "the value is missing"),
    "a long device": (json.dumps({**BASE, "implants": [{"device": "x" * 400}]}), "longer than 300 characters"),
    "sixty-five implants": (json.dumps({**BASE, "implants": [{"device": "x"}] * 65}), "more than 64 entries"),
    "an unknown scanner": (json.dumps({**BASE, "scan": {"scanner": "g99"}}), "no scanner profile 'g99'"),
    "a scanner that is no name": (json.dumps({**BASE, "scan": {"scanner": ["g15"]}}), "a profile's name is text"),
    "a scanner that is missing": (json.dumps({**BASE, "scan": {"scanner": None}}), "the value is missing"),
    "a field that the scanner has not": (json.dumps({**BASE, "scan": {"scanner": "g15", "field_strength": "3 T"}}), "contradicts the profile 'g15', which says 1.5 T"),
    "an answer for two": (json.dumps({**BASE, "implants": [{"device": "13827"}, {"device": "16827"}], "answers": {"surgical-site-healed": "confirmed"}}), "is asked for implants/1, implants/2"),
    "identified twice": (json.dumps({**BASE, "implants": [{"device": "8637-40", "identified_by": "card", "facts": {"identified_by": "verbal"}}]}), "r.yaml:1:141: verbal contradicts identified_by, which says card"),
    "a bad component list": (json.dumps({**BASE, "implants": [{"device": "x", "facts": {"components": []}}]}), "the list is empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_bad_request(name: str, tmp_path: Path, command: Command, monkeypatch: Any) -> None:
    text, expected = TEXTS[name]
    monkeypatch.chdir(tmp_path)
    Path("r.yaml").write_text(text)
    code, out, err = command("check", "r.yaml", "--output", "out.txt")
    assert (code, out) == (3, "")
    assert expected in err
    assert "Traceback" not in err
    assert all(line.startswith("mri-check: ") for line in err.splitlines())
    assert [path.name for path in tmp_path.iterdir()] == ["r.yaml"]


SLIPS = {
    "a colon left out": ("a: b\nmarket US\nc: d\n", "2:1"),
    "in a block": ("a:\n  b: c\n  market US\n  d: e\n", "3:3"),
    "on the first line": ("market US\na: b\n", "1:1"),
    "above a block": ("a: b\nscan\n  # what is planned\n\n  bore: x\n", "2:1"),
    "two colons": ("a: b\nc: d: e\n", "2:5"),
    "a line too far in": ("a: b\n  c: d\n", "2:4"),
    "a quote not closed": ('a: b\nc: "d\ne: f\ng: h\n', "2:4"),
    "a quote closed by another": ('a: b\nc: "d\ne: "f"\n', "2:4"),
    "a quote in braces": ("a: {b: 'c}\nd: e\n", "1:8"),
    "a bracket not closed": ("a: b\nid: [demo\nc: d\n", "2:5"),
    "a brace not closed at the end": ("a: b\nid: {x: demo\n", "2:5"),
    "a comma left out": ("a: b\nc: {d: e f: g}\n", "2:11"),
    "one bracket too many": ("a: b\nc: d\ne: ]\n", "3:4"),
    "a tab": ("a: b\n\tc: d\n", "2:1"),
    "text behind a quote": ("a: b\nc: 'd' e\n", "2:8"),
    "a control character": ("a: b\nc: d\x07\n", "2:5"),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_of_yaml_is_placed_where_it_was_made(
    name: str, tmp_path: Path, command: Command
) -> None:
    text, place = SLIPS[name]
    path = tmp_path / "r.yaml"
    path.write_text(text)
    code, _, err = command("check", path)
    assert code == 3
    assert f"r.yaml:{place}: not YAML: " in err


def test_all_problems_are_reported_together(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(
        yaml_request(bore="round", spatial_gradient="15", field_strength="15 T", foo="x")
    )
    _, _, err = command("check", path)
    assert len(err.splitlines()) == 4


@pytest.mark.parametrize(
    "raw,expected",
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00\x01", "UTF-16 text: save it as UTF-8"),
        ("a: b".encode("utf-16"), "UTF-16 text: save it as UTF-8"),
        (b"\xfd\x00\x01", "not UTF-8 text: byte 0"),
        (b"a: \x00b", "a NUL character"),
        (b"a: b\n" * 200_001, "larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_text(
    raw: bytes, expected: str, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(raw)
    code, _, err = command("check", path)
    assert code == 3
    assert expected in err
    ended = subprocess.run(
        [sys.executable, "-m", "mri_check", "check", "-"],
        input=raw,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 3
    assert expected in ended.stderr.decode()


def test_a_huge_file_is_refused_without_reading_it_all(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    code, _, err = command("check", path)
    assert code == 3
    assert "larger than" in err


def test_a_directory_and_a_file_that_is_not_there(tmp_path: Path, command: Command) -> None:
    assert command("check", tmp_path)[0] == 3
    code, _, err = command("check", tmp_path / "none.yaml")
    assert code == 3
    assert err.strip().endswith("cannot be read: no such file or directory")


def test_answers_that_are_no_mapping_are_told_once(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", {**BASE, "answers": []})
    assert len(command("check", path)[2].splitlines()) == 1


@pytest.mark.parametrize("sign", ["\u00b5", "\u03bc", "u"])
def test_micro_is_one_sign_however_it_is_typed(sign: str, command: Command) -> None:
    rate = f"flow_rate=200 {sign}L/day"
    assert command("check", "--implant", "8637-40", "--fact", rate)[0] == 11


def test_a_scan_in_the_past_is_allowed_and_said(command: Command) -> None:
    code, out, err = command("check", "--implant", "8637-40", "--on", "2020-01-01")
    assert code == 14 or code == 11
    assert "in the past" in err
    assert "2020-01-01" in out


@pytest.mark.parametrize("on,told", [("2062-11-23", True), ("9999-12-31", True), (None, False)])
@pytest.mark.parametrize("name", ["check", "after"])
def test_a_scan_far_ahead_is_allowed_and_said(
    name: str, on: str | None, told: bool, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({**BASE, "on": on or date.today().isoformat()}))
    code, _, err = command(name, path)
    assert code not in (2, 3, 5)
    assert ("more than two years ahead" in err) is told


OPTIONS = [
    (["--implant", "8637", "--on", "0026-11-23"], 3, "'0026-11-23' lies before 1900"),
    (["--implant", "8637", "--fact", "implanted_on=0206-11-20"], 3, "--fact implanted_on: 0206-11-20 lies before 1900"),
    (["--implant", "8637", "--fact", "drug"], 2, "'drug' is not NAME=VALUE"),
    (["--implant", "8637", "--fact", "components=8780,8709"], 2, "write a list with spaces, '8780, 8709'"),
    (["--implant", "8637", "--set", "scan.nucleus=1H,31P"], 2, "write a list with spaces, '1H, 31P'"),
    (["--implant", "8637", "--region", "brain, neck,chest"], 2, "'neck,chest' is read as one value"),
    (["--fact", "drug=baclofen"], 2, "give a request file"),
    (["--implant", "8637", "--set", "bore=standing"], 2, "'bore' is no axis"),
    (["--implant", "8637", "--field", "3 T", "--field", "1.5 T"], 2, "--field"),
    (["--implant", "8637", "--region", "brain", "--region", "body | chest"], 2, "--region: one of several (a | b) and a list cannot be mixed"),
    (["--implant", "8637", "--scanner", "g30", "--set", "scan.scanner=g15"], 2, "--set scan.scanner is given twice"),
    (["--implant", "8637", "--exam", "X", "--set", "scan.exam=Y"], 2, "--set scan.exam is given twice"),
    (["--implant", "8637", "--urgency", "routine", "--set", "scan.urgency=emergency"], 2, "--set scan.urgency is given twice"),
    (["--implant", "8637", "--bringing", "none", "--bringing", "x"], 2, "contradict each other"),
    (["--implant", "8637", "--bringing", "8840, none"], 2, "contradict each other"),
    (["--implant", "8637", "--bringing", "none", "--bringing", "none"], 2, "contradict each other"),
    (["--implant", "8637", "--bringing", ", "], 3, "--bringing: the value is missing"),
    (["--implant", "8637", "--other-implants", "stent, "], 3, "--other-implants: the value is missing"),
    (["--implant", "8637", "--bringing", "8840 | A810"], 2, "name each thing with a --bringing of its own"),
    (["--implant", "8637", "--other-implants", "stent | hip prosthesis"], 2, "name each thing with a --other-implants of its own"),
    (["--implant", "8637", "--consulted", "medtronic"], 2, "is not KEY=VALUE"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=all,by=phone,devise=13827"], 2, "'devise' is no part of an entry (did you mean device?)"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=all,by=phone,Device=13827"], 2, "'Device' is no part of an entry (did you mean device?)"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=all,by=phone,device:13827"], 2, "'device' is no part of an entry (did you mean device?)"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=all,by=phone, devise = 13827"], 2, "'devise' is no part of an entry (did you mean device?)"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=all,by=phone;device=13827"], 2, "'device' is no part of an entry (did you mean device?)"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,by=phone,answerd=all"], 2, "'answerd' is no part of an entry (did you mean answered?)"),
    (["--implant", "8637", "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=a/b/c=d,devise=13827"], 2, "'devise' is no part of an entry (did you mean device?)"),
    (["--implant", "8637", "--answer", "no-such=confirmed"], 3, "--answer no-such: no labelling on file asks"),
    (["--implant", "8637", "--fact", "drug=milk"], 3, "--fact drug: 'milk' is not one of"),
    (["--implant", "8637", "--identified-by", "card", "--set", "implant.identified_by=verbal"], 3, "--set implant.identified_by: verbal contradicts identified_by, which says card"),
    (["--implant", "8637", "--patient", "pregnant=maybe"], 3, "--patient pregnant"),
    (["--implant", "8637", "--scanner", "g15", "--scanners", "/nowhere"], 3, "/nowhere: cannot be read"),
    (["--implant", "8637", "--policy", "/nowhere"], 3, "/nowhere: cannot be read"),
    (["--implant", "8637", "--output", "/nowhere/x"], 2, "--output: /nowhere/x cannot be written"),
]  # fmt: skip


@pytest.mark.parametrize("arguments,code,expected", OPTIONS, ids=[" ".join(o[0]) for o in OPTIONS])
def test_a_bad_option(arguments: list[str], code: int, expected: str, command: Command) -> None:
    told, out, err = command("check", *arguments)
    assert (told, out) == (code, "")
    assert expected in err


@pytest.mark.parametrize(
    "stated,confirmed",
    [("card", True), ("verbal", False), ("card | radiograph", False)],
)
def test_how_a_device_was_identified_is_one_statement_wherever_it_stands(
    stated: str, confirmed: bool, command: Command
) -> None:
    implant = ("check", "--implant", "8637-40", "--on", "2026-11-23", "--format", "json")
    _, out, _ = command(*implant, "--fact", f"identified_by={stated}")
    told = json.loads(out)
    lines = {line["id"] for line in told["checklist"]}
    assert ("implants/1/identified_by" not in lines) is confirmed
    if "|" not in stated:
        _, as_option, _ = command(*implant, "--identified-by", stated)
        assert json.loads(as_option)["checklist"] == told["checklist"]


def test_a_repeated_option_adds_to_a_list_where_the_axis_takes_one() -> None:
    assert {name.partition(".")[2] for name, axis in load_catalog().axes.items() if axis.lists} == {
        *_LISTS
    }


def test_options_belong_to_the_implant_before_them(command: Command) -> None:
    _, out, _ = command(
        "check", "--implant", "8637-40", "--fact", "drug=baclofen", "--fact", "pump_state=active",
        "--implant", "8667-20", "--fact", "drug=morphine", "--identified-by", "card",
        "--on", "2026-11-23", "--format", "json",
    )  # fmt: skip
    implants = json.loads(out)["implants"]
    assert implants[0]["facts"] == {"implant.drug": "baclofen", "implant.pump_state": "active"}
    assert implants[1]["facts"] == {"implant.drug": "morphine", "implant.identified_by": "card"}


def test_an_option_wins_over_the_file_and_the_output_says_so(
    tmp_path: Path, command: Command
) -> None:
    path = write_request(
        tmp_path / "r.json", {**BASE, "scan": {"region": "brain", "bore": "cylindrical"}}
    )
    _, out, _ = command(
        "check", path, "--region", "knee", "--fact", "drug=baclofen", "--bringing", "none",
        "--market", "EU", "--other-implants", "hip prosthesis", "--format", "json",
    )  # fmt: skip
    form = json.loads(out)
    assert form["scan"]["scan.region"] == {"value": "knee", "from": "option", "overrides": "brain"}
    assert form["scan"]["scan.bore"]["from"] == "request"
    assert form["market"] == "EU"
    texts = " ".join(notice["text"] for notice in form["notices"])
    assert "scan region: knee (--region) replaces brain of the file." in texts
    assert "--market replaces market = US of the file." in texts
    assert "--other-implants replaces other_implants = none of the file." in texts
    _, out, _ = command("check", path, "--implant", "8667-20")
    assert "--implant replaces implants = device 8637-40 of the file." in " ".join(out.split())


HIP = {"device": "hip prosthesis", "answers": {"other-implant-conditions-met": "confirmed"}}
PUMP = {
    "device": "13827",
    "answers": {"surgical-site-healed": "confirmed", "tell-the-patient": "confirmed"},
}


@pytest.mark.parametrize("form,name,where", [
    ({"implants": [PUMP]}, "surgical-site-healed", "implants/1"),
    ({"implants": [PUMP]}, "tell-the-patient", "implants/1"),
    ({"implants": [{"device": "8637-40"}, PUMP]}, "surgical-site-healed", "implants/2"),
    ({"implants": [{**PUMP, "facts": {"components": ["11823"]}}]}, "surgical-site-healed", "implants/1"),
    ({"other_implants": [HIP]}, "other-implant-conditions-met", "other_implants/1"),
])  # fmt: skip
def test_an_answer_by_option_wins_over_that_of_an_implant_and_the_output_says_so(
    form: dict[str, Any], name: str, where: str, tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", {**BASE, **form})
    code, out, _ = command("check", path, "--answer", f"{name}=denied", "--format", "json")
    told = " ".join(notice["text"] for notice in json.loads(out)["notices"])
    assert f"--answer {name} replaces {where}/answers/{name} = confirmed of the file." in told
    key, at = where.split("/")
    changed = json.loads(json.dumps({**BASE, **form}))
    changed[key][int(at) - 1]["answers"][name] = "denied"
    under = write_request(tmp_path / "under.json", changed)
    wanted, plain, _ = command("check", under, "--format", "json")
    assert (code, json.loads(out)["checklist"]) == (wanted, json.loads(plain)["checklist"])
    top = write_request(tmp_path / "top.json", {**BASE, **form, "answers": {name: "denied"}})
    said = f"top.json:1:{top.read_text().rindex(json.dumps(name)) + 1}: '{name}' is answered otherwise in {where}/answers"
    for told_by in ("check", "after"):
        code, _, err = command(told_by, top)
        assert code == 3 and said in err
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(json.loads(top.read_text())) + "\n")
    assert command("batch", rows, "--jobs", "1", "--output", tmp_path / "out.jsonl")[0] == 16
    same = write_request(tmp_path / "top.json", {**BASE, **form, "answers": {name: "confirmed"}})
    assert command("check", same)[0] == command("check", path)[0]


def test_an_answer_by_option_that_several_implants_ask_is_put_to_none(
    tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", {**BASE, "implants": [PUMP, PUMP]})
    code, _, err = command("check", path, "--answer", "surgical-site-healed=denied")
    assert code == 3
    assert "is asked for implants/1, implants/2: answer it under each implant" in err
    pair = ["--answer", "surgical-site-healed=denied", "--implant", "13827", "--answer", "surgical-site-healed=confirmed"]  # fmt: skip
    code, _, err = command("check", *pair)
    assert code == 3 and "is answered otherwise in implants/1/answers" in err


@pytest.mark.parametrize("implants,told", [
    ([{"device": "8637-40", "market": "US"}], ["implants/1/market = US"]),
    ([{"device": "8637-40", "market": "US"}, {"device": "13827", "market": "AU"}], ["implants/1/market = US", "implants/2/market = AU"]),
    ([{"device": "8637-40", "market": "EU"}, {"device": "13827"}], []),
])  # fmt: skip
def test_a_market_by_option_wins_over_that_of_each_implant(
    implants: list[dict[str, str]], told: list[str], tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", {**BASE, "implants": implants})
    code, out, _ = command("check", path, "--market", "EU", "--format", "json")
    form = json.loads(out)
    texts = " ".join(notice["text"] for notice in form["notices"])
    assert all(f"--market replaces {one} of the file." in texts for one in told)
    assert texts.count("--market replaces implants/") == len(told)
    everywhere = [{"device": one["device"]} for one in implants]
    one = write_request(tmp_path / "one.json", {**BASE, "implants": everywhere, "market": "EU"})
    wanted, plain, _ = command("check", one, "--format", "json")
    assert (code, form["implants"]) == (wanted, json.loads(plain)["implants"])


@pytest.mark.parametrize("top,markets,heading", [
    ("US", ["EU"], "sold in EU."),
    ("US", ["EU", "US"], "sold in EU and US."),
    (None, ["US"], "sold in US."),
    (None, ["US", None], "sold in US and a market that is not known."),
])  # fmt: skip
def test_the_heading_names_the_markets_that_devices_were_judged_by(
    top: str | None, markets: list[str | None], heading: str, tmp_path: Path, command: Command
) -> None:
    implants = [{"device": "8637-40", **({"market": one} if one else {})} for one in markets]
    form = {**BASE, "implants": implants, "market": top}
    path = write_request(tmp_path / "r.json", {k: v for k, v in form.items() if v is not None})
    assert heading in " ".join(command("check", path)[1].split("\n\n")[1].split())


@pytest.mark.parametrize("more,where", [
    ({"answers": {"surgical-site-healed": "confirmed"}}, "answers"),
    ({"consulted": [{"manufacturer": "medtronic", "on": "2026-11-23", "said": "confirmed", "device": "8637-40"},
                    {"manufacturer": "medtronic", "on": "2026-11-23", "said": "confirmed"}]}, "consulted/2"),
    ({"patient": {"implanted_on": "2021-05-04"}}, "patient/implanted_on"),
])  # fmt: skip
def test_what_a_file_says_of_its_implant_is_said_of_no_other(
    more: dict[str, Any], where: str, tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", {**BASE, **more})
    code, out, err = command("check", path, "--implant", "8667-20")
    assert (code, out) == (2, "")
    assert f"under {where} is of the implant that it names" in " ".join(err.split())
    assert command("check", path, "--fact", "drug=baclofen")[0] != 2


def test_an_option_belongs_to_the_one_implant_of_a_file(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", BASE)
    _, out, _ = command("check", path, "--fact", "drug=morphine, baclofen", "--format", "json")
    assert json.loads(out)["implants"][0]["facts"] == {"implant.drug": "morphine, baclofen"}
    one = {"device": "8637-40", "identified_by": "card", "facts": {"drug": "baclofen"}}
    write_request(path, {**BASE, "implants": [one]})
    _, out, _ = command(
        "check", path, "--fact", "drug=morphine", "--identified-by", "verbal", "--format", "json"
    )
    told = " ".join(notice["text"] for notice in json.loads(out)["notices"])
    assert "--fact drug replaces implants/1/facts/drug = baclofen of the file." in told
    assert "--identified-by replaces implants/1/identified_by = card of the file." in told
    two = write_request(
        tmp_path / "two.json", {**BASE, "implants": [{"device": "a"}, {"device": "b"}]}
    )
    code, _, err = command("check", two, "--fact", "drug=baclofen")
    assert code == 2
    assert "--fact belongs to an implant" in err


def test_options_say_ranges_lists_and_alternatives(command: Command) -> None:
    _, out, _ = command(
        "check", "--implant", "8637-40", "--field", "1.5 T | 3 T", "--region", "brain", "--region", "neck",
        "--set", "scan.spatial_gradient=10 T/m .. 20 T/m", "--set", "patient.pregnant=no",
        "--set", "implant.drug=baclofen", "--on", "2026-11-23", "--id", "7", "--format", "json",
        "--consulted", "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered=a+b",
    )  # fmt: skip
    form = json.loads(out)
    assert form["id"] == "7"
    assert form["scan"]["scan.field_strength"]["value"] == "1.5 T or 3 T"
    assert form["scan"]["scan.region"]["value"] == "brain, neck"
    assert form["scan"]["scan.spatial_gradient"]["value"] == "10 T/m .. 20 T/m"


@pytest.mark.parametrize("option,key", [("--bringing", "items"), ("--other-implants", "other_implants")])  # fmt: skip
@pytest.mark.parametrize("said,things", [
    (["N'Vision, 8840"], ["N'Vision", "8840"]),
    (["hip prosthesis, stent", "clip"], ["hip prosthesis", "stent", "clip"]),
    (["Prometra II 20 mL, US REF 13827"], ["Prometra II 20 mL, US REF 13827"]),
    (["stent, prometra II 20 mL, US REF 13827, clip"], ["stent", "prometra II 20 mL, US REF 13827", "clip"]),
])  # fmt: skip
def test_several_things_stand_in_one_option_and_a_name_with_a_comma_is_one(
    option: str, key: str, said: list[str], things: list[str], command: Command
) -> None:
    options = [part for one in said for part in (option, one)]
    out = command("check", "--implant", "8637-40", *options, "--format", "json")[1]
    assert [one["asked"] for one in json.loads(out)[key]] == things


SERIAL = "S1234X"
SCANNED = f"(01)00643169007223(21){SERIAL}"
REPEATED = [
    *(["check", "--implant", "8637", flag, SCANNED] for flag in ("--region", "--scanner", "--market", "--exam", "--consulted", "--on")),
    *(["check", "--implant", "8637", flag, f"{name}={SCANNED}"] for flag, name in (
        ("--fact", "drug"), ("--set", "scan.bore"), ("--patient", "pregnant"), ("--answer", "x"), ("--consulted", "by"))),
    ["check", "--implant", "8637", "--fact", f"{SCANNED}=x"],
    ["check", "--implant", "8637", "--answer", f"{SCANNED}=confirmed", "--answer", f"{SCANNED}=denied"],
    ["catalog", "diff", SCANNED, "8637"], ["catalog", "source", SCANNED], ["exam", SCANNED], [SCANNED],
]  # fmt: skip


@pytest.mark.parametrize("arguments", REPEATED, ids=[" ".join(one) for one in REPEATED])
@pytest.mark.parametrize("format", ["text", "json"])
def test_a_barcode_in_the_wrong_place_is_not_repeated_with_its_serial_number(
    arguments: list[str], format: str, command: Command
) -> None:
    _, out, err = command(*arguments, *(["--format", "json"] if format == "json" else []))
    assert SERIAL.casefold() not in (out + err).casefold()


def test_a_barcode_in_a_file_neither(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(yaml_request(bore=f'"{SCANNED}"'))
    code, _, err = command("check", path)
    assert code == 3
    assert "r.yaml:5:3: 'unreadable GS1 identifier' is not one of: cylindrical" in err


@pytest.mark.parametrize("sign", [",", "+", ", ", ",,"])
def test_the_questions_that_were_answered_stand_between_commas_or_plus_signs(
    sign: str, command: Command
) -> None:
    label = "medtronic/synchromed-ii/us-m005186c003-b"
    ids = [f"{label}/not-addressed/{axis}" for axis in ("scan.b1_rms", "scan.head_sar")]
    said = (
        "manufacturer=medtronic,on=2026-11-23,document=M005186C003 Rev B,said=confirmed,answered="
    )
    _, out, _ = command(
        "check", "--implant", "8637-40", "--market", "US", "--on", "2026-11-23", "--format", "json",
        "--consulted", f"{said}{sign.join(ids)},by=phone",
    )  # fmt: skip
    form = json.loads(out)
    assert any("questions answered: 2." in one["text"] for one in form["notices"])
    assert not {*ids} & {*form["decided_by"]}


def test_output_is_written_whole(tmp_path: Path, command: Command) -> None:
    target = tmp_path / "checklist.txt"
    target.write_text("before")
    code, out, _ = command(
        "check", "--implant", "8637-40", "--on", "2026-11-23", "--output", target
    )
    assert (code, out) == (11, "")
    assert target.read_text().startswith("INCOMPLETE")
    assert [path.name for path in tmp_path.iterdir()] == ["checklist.txt"]


def test_output_to_a_device_a_folder_and_a_link(tmp_path: Path, command: Command) -> None:
    good = ["check", "--implant", "8637-40", "--on", "2026-11-23", "--output"]
    code, _, err = command(*good, "/dev/full")
    assert (code, Path("/dev/full").is_char_device()) == (5, True)
    assert "/dev/full cannot be written: no space left on device" in err
    code, _, err = command(*good, tmp_path)
    assert code == 2
    assert "is a directory" in err
    (tmp_path / "real.txt").write_text("before")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert command(*good, tmp_path / "link.txt")[0] == 11
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text().startswith("INCOMPLETE")


@pytest.mark.parametrize("of", ["check", "consult", "batch", "recheck", "summary"])
def test_standard_output_by_its_name_keeps_what_it_holds(of: str, tmp_path: Path) -> None:
    """Redirected to a file, or read through a pipe; standard error too."""
    path = write_request(tmp_path / "r.json", {**BASE, "implants": [{"device": "8637-40"}]})
    made = tmp_path / "made"
    record = [
        "--record",
        "--document",
        "M005186C003 Rev B",
        "--on",
        BASE["on"],
        "--by",
        "phone",
        "--said",
        "confirmed",
    ]
    given = {"consult": [path, *record], "recheck": [made, "--from", "2000-01-01"],
             "summary": [path, "--output", tmp_path / "out"]}.get(of, [path])  # fmt: skip
    command = "batch" if of == "summary" else of
    option = "--summary" if of == "summary" else "--output"
    called = [sys.executable, "-m", "mri_check", command, *map(str, given), option]
    if of == "recheck":
        subprocess.run([sys.executable, "-m", "mri_check", "batch", path, "--output", made], check=False, capture_output=True)  # fmt: skip
    piped = subprocess.run([*called, "/dev/stdout"], capture_output=True, check=False)
    assert len(piped.stdout) > 100, piped.stderr
    for name, stream in (("/dev/stdout", "stdout"), ("/dev/stderr", "stderr")):
        held = tmp_path / stream
        held.write_bytes(b"held\n")
        with held.open("ab") as file:
            ended = subprocess.run([*called, name], check=False, **{stream: file})  # type: ignore[call-overload]
        assert ended.returncode == piped.returncode
        assert held.read_bytes().startswith(b"held\n")
        wanted = b"consulted" if of == "consult" else piped.stdout.strip()
        assert wanted in held.read_bytes()
    assert not list(tmp_path.glob("*.part"))


HOSTILE = "\x1b[2J\u202eevil\u2066\x07<script>=cmd|' /C calc'!A0"


def test_hostile_text_is_inert(tmp_path: Path, command: Command) -> None:
    request = {**BASE, "id": HOSTILE, "implants": [{"device": HOSTILE}], "bringing": [HOSTILE],
               "other_implants": [{"device": HOSTILE, "checked_by": HOSTILE}]}  # fmt: skip
    path = write_request(tmp_path / "r.json", request)
    for format in ("text", "json"):
        _, out, err = command("check", path, "--format", format)
        for char in "\x1b\u202e\u2066\x07":
            assert char not in out + err
        assert "evil" in out


def test_nothing_of_a_request_is_logged(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", {**BASE, "id": "patient-0042"})
    _, out, err = command("check", path)
    assert "patient-0042" in out
    assert err == ""
