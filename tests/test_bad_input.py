"""Bad input: each ends in one clear line or list, the right exit code, and nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
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
    "unknown choice": (yaml_request(bore="cylindric"), "is not one of: cylindrical, open-sided, standing, extremity, portable (did you mean cylindrical?)"),
    "reversed range": (yaml_request(spatial_gradient="20 T/m .. 10 T/m"), "runs backwards"),
    "range without order": (yaml_request(bore="cylindrical .. standing"), "has no order"),
    "reversed modes": (yaml_request(operating_mode="first-level .. normal"), "runs backwards"),
    "list where there is one": (yaml_request(bore="[cylindrical, standing]"), "takes one value"),
    "empty list": (yaml_request(region="[]"), "the list is empty"),
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
    "scan is a list": (json.dumps({**BASE, "scan": []}), "a mapping is needed here"),
    "implants is a mapping": (json.dumps({**BASE, "implants": {}}), "a list is needed here"),
    "facts is a list": (json.dumps({**BASE, "implants": [{"device": "x", "facts": []}]}), "a mapping is needed here"),
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
        (b"\xff\xfe\x00\x01", "not UTF-8 text: byte 0"),
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


def test_a_scan_in_the_past_is_allowed_and_said(command: Command) -> None:
    code, out, err = command("check", "--implant", "8637-40", "--on", "2020-01-01")
    assert code == 14 or code == 11
    assert "in the past" in err
    assert "2020-01-01" in out


OPTIONS = [
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
    (["--implant", "8637", "--consulted", "medtronic"], 2, "is not KEY=VALUE"),
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
