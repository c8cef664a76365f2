"""Every form of a schedule, through the command: from a file, from standard input, in one piece or resumed."""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check.batch import inputs
from mri_check.intake import sniff
from mri_check.scanners import EXAMPLES
from tests.batch.test_runs import stopping
from tests.intake import test_nothing_concluded as made
from tests.intake.test_cases import CASES
from tests.intake.test_dicom_file import file_of
from tests.intake.test_laws import MARK, SOURCES, marked_item

Command = Callable[..., tuple[int, str, str]]
NAMES = [case["name"] for case in CASES]
AND = '{"format": "mri-check/request/1", "id"'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site's own profiles, with the stations MR1 and MR2."""
    return Path(shutil.copy(EXAMPLES, tmp_path_factory.mktemp("site") / "scanners.yaml"))


def written(case: dict[str, Any], folder: Path) -> Path:
    source = case["source"].encode("latin-1" if case.get("latin") else "utf-8")
    path = folder / "schedule"
    path.write_bytes(source.replace(b'{"id"', AND.encode()))
    return path


def options(case: dict[str, Any], site: Path) -> list[Any]:
    mapped = [f"--map={column}={axis}" for column, axis in case.get("columns", {}).items()]
    return [*mapped, *(f"--keep={one}" for one in case.get("keep", ())), "--scanners", site]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_row_of_every_form(
    case: dict[str, Any], site: Path, tmp_path: Path, command: Command
) -> None:
    """What the readers say of each row is what the results say; the worst decides the exit code; nothing is lost."""
    path, given = written(case, tmp_path), options(case, site)
    out = tmp_path / "out"
    code, text, err = command("batch", path, *given, "--output", out, "--summary", tmp_path / "n")
    found = lines(out)
    assert text == ""
    assert [one["row"] for one in found] == list(range(1, len(case["rows"]) + 1))
    for one, expected in zip(found, case["rows"]):
        assert one["catalogue"] == found[0]["catalogue"]
        unread = expected["outcome"] == "unreadable" or expected.get("id") == "8"
        if expected["outcome"] == "not-judged":
            assert (one["disposition"], one["exit_code"]) == ("not-judged", 9)
            assert expected["why"] in one["why"]
        elif unread:
            assert (one["disposition"], one["exit_code"]) == ("unreadable", 16)
            assert expected.get("why", "") in one["errors"][0]["message"]
            assert 0 <= one["offset"] <= path.stat().st_size
        else:
            assert 11 <= one["exit_code"] <= 15
            assert expected.get("day", one["on"]) == one["on"]
        for name in ("id", "keep"):
            if name in expected:
                assert one[name] == expected[name]
        assert expected.get("notice", "") in "\n".join(one.get("notices", ()))
        assert expected.get("possible", "") in "\n".join(one.get("possible", ()))
    assert code == (16 if any(one["exit_code"] == 16 for one in found) else max(one["exit_code"] for one in found))  # fmt: skip
    counts = json.loads((tmp_path / "n").read_text())
    assert (counts["rows"], counts["exit_code"]) == (len(found), code)
    assert err.startswith(f"{len(found)} row")
    assert all(len(line) <= 80 for line in err.splitlines())


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_jobs_resume_and_csv(
    case: dict[str, Any], site: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    path, given, out = written(case, tmp_path), options(case, site), tmp_path / "out"
    monkeypatch.setattr(inputs, "ROWS", 2)
    monkeypatch.setattr(inputs, "CHUNK", 300)
    code, _, _ = command("batch", path, *given, "--output", out, "--jobs", "1")
    whole = out.read_bytes()
    assert command("batch", path, *given, "--output", out, "--jobs", "2")[0] == code
    assert out.read_bytes() == whole
    for after in (3, 5):
        with monkeypatch.context() as patch:
            patch.setattr(os, "writev", stopping(after, 7))
            command("batch", path, *given, "--output", tmp_path / "two", "--jobs", "1")
        assert command("batch", path, *given, "--output", tmp_path / "two", "--resume")[0] == code
        assert (tmp_path / "two").read_bytes() == whole
    table = tmp_path / "table"
    assert command("batch", path, *given, "--output", table, "--format", "csv")[0] == code
    with open(table, newline="") as file:
        cells = list(csv.DictReader(file))
    results = lines(out)
    assert [one["disposition"] for one in cells] == [one["disposition"] for one in results]
    assert [one["row"] for one in cells] == [str(one["row"]) for one in results]
    assert all(name in cells[0] for name in case.get("keep", ()))


PIPED = ["a table with several devices", "HL7 orders", "worklist items", "FHIR R5 export", "requests, one to a line"]  # fmt: skip


@pytest.mark.parametrize("begin", PIPED)
@pytest.mark.parametrize("redirected", [False, True])
def test_from_standard_input(
    begin: str, redirected: bool, site: Path, tmp_path: Path, command: Command
) -> None:
    """A pipe and a file say the same; only the name of the schedule differs."""
    case = next(case for case in CASES if case["name"].startswith(begin))
    path, given = written(case, tmp_path), options(case, site)
    code, _, _ = command("batch", path, *given, "--output", tmp_path / "out")
    with open(path, "rb") as file:
        ended = subprocess.run(
            [sys.executable, "-m", "mri_check", "batch", "-", *map(str, given)], check=False, capture_output=True,
            **({"stdin": file} if redirected else {"input": path.read_bytes()}),
        )  # fmt: skip
    assert ended.returncode == code
    told = (tmp_path / "out").read_bytes().replace(str(path).encode(), b"standard input")
    assert ended.stdout == told


DEVICE = {"resourceType": "Device", "id": "d", "patient": {"reference": "Patient/1"}, "modelNumber": "8637-40"}  # fmt: skip


def order(id: str, patient: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest", "id": id, "subject": {"reference": f"Patient/{patient}"},
        "occurrenceDateTime": "2026-11-23", "code": {"text": "MRI BRAIN"}, **more,
    }  # fmt: skip


def ndjson(path: Path, *resources: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in resources))
    return path


@pytest.mark.parametrize(
    "more,disposition,on",
    [
        ({"scan": {"exam": "CT HEAD"}}, "not-judged", "2026-11-23"),
        ({"implants": "none"}, "not-judged", "2026-11-23"),
        ({"market": "Mars"}, "unreadable", "2026-11-23"),
        ({"scan": {"exam": "CT HEAD"}, "market": "Mars"}, "unreadable", "2026-11-23"),
        ({"on": "23.11.2026"}, "unreadable", None),
        ({"implants": "none", "on": "a name"}, "unreadable", None),
    ],
)
def test_a_row_that_is_not_judged_tells_its_day_and_the_catalogue(
    more: dict[str, Any], disposition: str, on: str | None, tmp_path: Path, command: Command
) -> None:
    path, out = tmp_path / "rows", tmp_path / "out"
    ndjson(path, {**REQUEST, **more}, REQUEST)
    command("batch", path, "--output", out)
    row, judged = lines(out)
    assert (row["disposition"], row.get("on")) == (disposition, on)
    assert row["catalogue"] == judged["catalogue"]


REQUEST = {"format": "mri-check/request/1", "id": "r", "on": "2026-11-23", "implants": [{"device": "8472"}]}  # fmt: skip


@pytest.mark.parametrize("turn", range(4))
def test_the_files_of_an_export_belong_together(
    turn: int, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands between them, in whatever order; row numbers over all, offsets of each; resumed as well."""
    files = [
        ndjson(tmp_path / "Device.ndjson", DEVICE),
        ndjson(tmp_path / "ServiceRequest.ndjson", order("s1", "1"), order("s2", "2")),
        ndjson(tmp_path / "requests.jsonl", REQUEST, REQUEST),
        tmp_path / "table.csv",
    ]
    files[3].write_text("id,on,device\nt,2026-11-23,11827\n")
    files = files[turn:] + files[:turn]
    out = tmp_path / "out"
    command("batch", *files, "--output", out, "--jobs", "2")
    found = lines(out)
    assert [one["row"] for one in found] == [1, 2, 3, 4, 5]
    by = {one["id"]: one for one in found}
    assert by["s1"]["devices"][0]["device"] == "medtronic/synchromed-ii"
    assert by["s2"]["devices"][0]["device"] is None
    assert "names no pump and is not stated to be complete" in by["s2"]["notices"][0]
    whole = out.read_bytes()
    monkeypatch.setattr(inputs, "ROWS", 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(6, 9))
        code, _, _ = command("batch", *files, "--output", out, "--jobs", "1")
        assert code == 5
    _, _, err = command("batch", *files, "--output", out, "--resume")
    assert "starting anew" not in err
    assert out.read_bytes() == whole


def test_lists_that_are_stated_to_be_complete(tmp_path: Path, command: Command) -> None:
    files = [ndjson(tmp_path / "d", DEVICE), ndjson(tmp_path / "s", order("s2", "2"))]
    out = tmp_path / "out"
    assert command("batch", *files, "--output", out)[0] == 12
    assert command("batch", *files, "--output", out, "--devices-complete")[0] == 9
    (row,) = lines(out)
    assert "stated to be complete and names no pump" in row["why"]
    assert row["on"] == "2026-11-23"
    broken = tmp_path / "b"
    for raw in (
        json.dumps(DEVICE) + '\n{"resourceType": "Device", "id"\n',
        "\x1f\x8b\x08compressed",
    ):
        broken.write_bytes(raw.encode("latin-1"))
        assert command("batch", *files, broken, "--output", out, "--devices-complete")[0] == 16
        assert lines(out)[0]["exit_code"] == 12, "what cannot be read may be a pump"
    broken.write_text('{"resourceType": "Device", "id"\n')
    code, _, err = command("batch", *files, broken, "--output", out, "--devices-complete")
    assert code == 2
    assert "only exports (one resource to a line) belong together" in err


def test_what_is_wrong_with_a_row_is_found_before_and_after_the_readers(
    tmp_path: Path, command: Command
) -> None:
    """A row that the readers took and the catalogue does not know is unreadable, and never a traceback."""
    path = tmp_path / "t.csv"
    bad = ["x,2026-13-01,8637-40,,", "x,2026-11-23,8637-40,7 bananas,", "x,2026-11-23,8637-40,,Mars",
           f"x,2026-11-23,{'y' * 400},,", "x,2026-11-23,8637-40,1.5 T | ,"]  # fmt: skip
    rows = ["id,on,device,scan.field_strength,market", *bad, "x,2026-11-23,8637-40,,"]
    path.write_text("\n".join(rows) + "\n")
    code, _, err = command("batch", path, "--output", tmp_path / "out")
    assert code == 16
    found = lines(tmp_path / "out")
    assert [one["disposition"] for one in found] == ["unreadable"] * len(bad) + ["incomplete"]
    for at, one in enumerate(found[:-1]):
        assert one["offset"] == path.read_bytes().index(bad[at].encode())
        assert one["errors"][0]["message"]
    assert "bananas" not in json.dumps(found) + err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["--map", "Implant=devce"], 2, "'devce' is no column or axis (did you mean device?)"),
        (["--map", "Implant=ask.surgical-site-healed"], 2, "is no column or axis"),
        (["--map", "Implant"], 2, "not written as COLUMN=AXIS"),
        (["--map", "=device"], 2, "not written as COLUMN=AXIS"),
        (["--map", "Implant=device", "--map", "Implant=notes"], 2, "column 'Implant' is given twice"),
        (["--map", "Implant=device", "--map", "id=device"], 2, "both stand for device"),
        (["--map", "Implnt=device"], 3, "--map Implnt=device: no column is called 'Implnt' (did you mean Implant?)"),
        (["--map", "Implant=id"], 3, "two columns stand for id"),
        ([], 3, "unknown column 'Implant'"),
        (["--keep", "Nope"], 3, "--keep Nope: no column is called 'Nope'"),
        (["--keep", "scan"], 2, "'scan' is a key of the request itself"),
        (["--on", "tomorrow"], 2, "'tomorrow' is not a date"),
        (["--devices-complete"], 3, "unknown column 'Implant'"),
        (["--devices-complete", "--map", "Implant=device"], 2, "--devices-complete is about FHIR"),
        (["--exams", "no-such-file"], 3, "no-such-file: cannot be read"),
        (["--scanners", "no-such-file"], 3, "no-such-file: cannot be read"),
        (["-", "-"], 2, "standard input (-) is read once"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_option_is_said_before_any_row(
    given: list[str], code: int, said: str, tmp_path: Path, command: Command
) -> None:
    ndjson(tmp_path / "first.jsonl", REQUEST)
    (tmp_path / "t.csv").write_text("id,on,Implant\n1,2026-11-23,8637-40\n")
    out = tmp_path / "out"
    got, text, err = command("batch", tmp_path / "first.jsonl", tmp_path / "t.csv", *given, "--output", out)  # fmt: skip
    assert (got, text) == (code, "")
    assert said in err
    assert not out.exists()
    assert not list(tmp_path.glob("out.*"))


@pytest.mark.parametrize(
    ("raw", "code", "said"),
    [
        (b"Pump\n8637-40\n", 11, '"model":"8637-40"'),
        (b'\xef\xbb\xbf"Pump"\r\n8637-40\r\n', 11, '"model":"8637-40"'),
        (b"Fecha;Pump\n2027-01-01;8637-40\n", 3, "t:1: the columns are separated by commas"),
        (b"Fecha\tPump\n2027-01-01\t8637-40\n", 3, "t:1: the columns are separated by commas"),
        ("Pump,on\n".encode("utf-16"), 16, "UTF-16 text: save it as UTF-8"),
        (gzip.compress(b"Pump,on\n", mtime=0), 16, "it is compressed: unpack it first"),
        (b"Pumpwerk\n8637-40\n", 16, "it begins like nothing that is read here"),
    ],
)
def test_a_table_whose_columns_are_mapped_is_told_by_them(
    raw: bytes, code: int, said: str, tmp_path: Path, command: Command
) -> None:
    """One column is a table too; what is none, or none that is read, says why."""
    (tmp_path / "t").write_bytes(raw)
    got, _, err = command(
        "batch",
        tmp_path / "t",
        "--map",
        "Pump=device",
        "--on",
        "2027-01-01",
        "--output",
        tmp_path / "out",
    )
    out = (tmp_path / "out").read_text() if got != 3 else ""
    assert (got, said in out + err) == (code, True)


def test_complete_devices_of_what_is_not_read(tmp_path: Path, command: Command) -> None:
    (tmp_path / "t").write_bytes('{"resourceType": "Bundle"}'.encode("utf-16"))
    code, _, _ = command(
        "batch", tmp_path / "t", "--devices-complete", "--output", tmp_path / "out"
    )
    assert (code, "UTF-16" in (tmp_path / "out").read_text()) == (16, True)


def test_map_needs_a_table(tmp_path: Path, command: Command) -> None:
    path = ndjson(tmp_path / "first.jsonl", REQUEST)
    code, _, err = command("batch", path, "--map", "A=device")
    assert code == 2
    assert "no schedule is one" in err


def test_a_first_row_is_not_repeated_as_a_header(tmp_path: Path, command: Command) -> None:
    (tmp_path / "t.csv").write_text("1,2026-11-23,8637-40,EXAMPLE JANE\n")
    code, out, err = command("batch", tmp_path / "t.csv")
    assert code == 3
    assert "a table begins with a header" in err
    assert "JANE" not in out + err


def test_the_day_of_rows_that_state_none(tmp_path: Path, command: Command) -> None:
    (tmp_path / "t.csv").write_text("id,device,on\n1,8637-40,\n2,8637-40,2026-01-02\n")
    path = ndjson(tmp_path / "r", {**REQUEST, "on": "2026-01-03"}, {k: v for k, v in REQUEST.items() if k != "on"})  # fmt: skip
    out = tmp_path / "out"
    assert command("batch", tmp_path / "t.csv", path, "--output", out)[0] == 16
    command("batch", tmp_path / "t.csv", path, "--output", out, "--on", "2026-11-23")
    assert [one["on"] for one in lines(out)] == [
        "2026-11-23",
        "2026-01-02",
        "2026-01-03",
        "2026-11-23",
    ]


def test_a_station_picks_its_profile_only(site: Path, tmp_path: Path, command: Command) -> None:
    item = marked_item("x")
    (tmp_path / "w.json").write_text(json.dumps([item]))
    found = []
    for given in ([], ["--scanners", site]):
        command("batch", tmp_path / "w.json", *given, "--output", tmp_path / "out", "--findings")
        found.append(lines(tmp_path / "out")[0])
    assert "No scanner profile is called" in "".join(found[0]["notices"])
    assert "g30" not in json.dumps(found[0])
    assert "No scanner profile" not in "".join(found[1]["notices"])


@pytest.mark.parametrize("stations", [("MR9",), ("MR1", "MR2"), ("MR1", "MR9"), ()])
def test_nothing_usual_stands_in_for_a_station_that_is_booked(
    stations: tuple[str, ...], site: Path, tmp_path: Path, command: Command
) -> None:
    """A station without a profile, and one of several, may be any scanner."""
    places = [{"reference": f"Location/{one}"} for one in stations]
    booked = made.order(locationReference=places)
    (tmp_path / "s.json").write_bytes(made.bundle(made.device("Medtronic 8637-40"), booked))
    (tmp_path / "e.csv").write_text("text,region,scanner\nMRI BRAIN,brain,g15\n")
    (tmp_path / "c.yaml").write_text("format: mri-check/config/1\nscanner: g15\n")
    for given in (["--exams", tmp_path / "e.csv"], ["--config", tmp_path / "c.yaml"]):
        out = tmp_path / "out"
        command("batch", tmp_path / "s.json", "--scanners", site, *given, "--output", out)
        (row,) = lines(out)
        assert ("field_strength" in row["asked"]["profile"]) == (not stations)
        told = " ".join(row["notices"])
        assert ("scanner is not known" in told) == bool(stations)
        assert ("scanner g15 is not stated: it comes from" in told) == (
            not stations and given[0] == "--config"
        )


def test_what_changed_for_the_readers_is_not_gone_on_with(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "t.csv", tmp_path / "out"
    path.write_text("id,device,A\n" + "1,8637-40,2026-11-23\n" * 9)
    with monkeypatch.context() as patch:
        patch.setattr(inputs, "ROWS", 2)
        patch.setattr(os, "writev", stopping(6, 9))
        command("batch", path, "--map", "A=on", "--output", out)
    code, _, err = command("batch", path, "--keep", "A", "--on", "2026-01-01", "--output", out, "--resume")  # fmt: skip
    assert code == 5
    assert "begun with other data or options (options)" in err


WHOLE = [
    *SOURCES[:4],
    lambda mark: SOURCES[4](mark).replace(b",MRN", b"", 1).replace(f",{mark}\n2".encode(), b"\n2"),
]
FORMS = ["bundle", "export", "worklist", "hl7", "table"]


@pytest.mark.parametrize("made", WHOLE, ids=FORMS)
@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_nothing_that_identifies_a_patient_comes_out(
    made: Callable[[str], bytes], format_: str, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "s"
    path.write_bytes(made(MARK))
    out = tmp_path / "out"
    _, text, err = command(
        "batch", path, "--output", out, "--summary", tmp_path / "n", "--findings", "--format", format_
    )  # fmt: skip
    told = out.read_text() + text + err + (tmp_path / "n").read_text()
    assert " pump" in told, "the free text was read"
    assert MARK not in told.upper()
    assert "1950" not in told
    # cut short anywhere, nobody is named either
    for at in range(30, path.stat().st_size, 331):
        path.write_bytes(made(MARK)[:at])
        _, text, err = command("batch", path, "--output", out, "--format", format_)
        told = text + err + (out.read_text() if out.exists() else "")
        assert MARK not in told.upper(), at
        assert "Traceback" not in err


def test_a_key_that_is_not_on_file_names_nobody(tmp_path: Path, command: Command) -> None:
    whole = {
        "format": "mri-check/request/1",
        "on": "2026-11-23",
        "implants": [{"device": "8637-40"}],
    }
    named = [
        {**whole, MARK: "x"},
        {**whole, "scan": {MARK: "x"}},
        {**whole, f"scan.{MARK}": "x"},
        {**whole, "scan": {f"scan.{MARK}": "x"}},
        {**whole, "patient": {MARK: "x"}},
        {**whole, "answers": {MARK: "confirmed"}},
        {**whole, "implants": [{"device": "8637-40", MARK: "x"}]},
        {**whole, "implants": [{"device": "8637-40", "facts": {MARK: "x"}}]},
    ]
    rows = [json.dumps(one) for one in named]
    rows += [f'{{"{MARK}": 1, "{MARK}": 2}}', json.dumps({**whole, "scan": {"feild": "3 T"}})]
    path, out = tmp_path / "s.jsonl", tmp_path / "out"
    path.write_text("\n".join(rows) + "\n")
    _, text, err = command("batch", path, "--output", out, "--findings")
    assert MARK not in out.read_text() + text + err
    assert [one["exit_code"] for one in lines(out)] == [16] * len(rows)
    assert "(not shown)" in out.read_text()


@pytest.mark.parametrize(
    "more,told",
    [
        ({"on": ...}, "request: 'on' is missing"),
        ({"implant": []}, "request.(not shown): unknown key (not shown) (did you mean implants?)"),
        ({"scan": {"scanner": "scanner"}}, "request.scan.scanner: no scanner profile 'scanner' in "),
        ({"market": "brain"}, "request.market: unknown market 'brain' (known: US"),
        ({"im": 1}, "request.(not shown): unknown key (not shown) (known: format, id, on, market, implants"),
        ({"im": 1, "implants": [{"device": " "}]}, "request.implants[0].device: the value is missing"),
    ],
)  # fmt: skip
def test_words_of_ours_are_shown(
    more: dict[str, Any], told: str, tmp_path: Path, command: Command
) -> None:
    facts = {"pump_face": "port-to-front"}
    row = {**REQUEST, "implants": [{"device": "8637-40", "facts": facts}], **more}
    path, out = tmp_path / "s.jsonl", tmp_path / "out"
    path.write_text(json.dumps({key: value for key, value in row.items() if value != ...}))
    command("batch", path, "--output", out)
    (found,) = lines(out)
    errors = [f"{one['where']}: {one['message']}" for one in found["errors"]]
    assert any(one.startswith(told) for one in errors), errors


def test_what_would_be_right_does_not_give_away_what_is_hidden(
    tmp_path: Path, command: Command
) -> None:
    """The right check digit behind all the other digits of a record number."""
    row = {"format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": "8637-40"}]}
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps({**row, "scan": {"exam": "MRI BRAIN MRN 37205-4"}}))
    code, _, err = command("batch", path, "--output", tmp_path / "out")
    text = (tmp_path / "out").read_text()
    assert code == 16
    assert "check digit" in text
    assert "37205" not in text + err


def test_what_a_row_calls_a_component_is_in_no_id(tmp_path: Path, command: Command) -> None:
    """Of a list each thing has a finding of its own; its number stands in the id."""
    components = [MARK, "60-2918", f"(01)00643169007222(21){MARK}"]
    row = {"format": "mri-check/request/1", "on": "2026-11-23", "market": "EU", "scan": {"region": "brain"}}  # fmt: skip
    implants = [{"device": "MedStream", "facts": {"components": components}}]
    path, out = tmp_path / "s.jsonl", tmp_path / "out"
    path.write_text(json.dumps({**row, "implants": implants}))
    for form in ("csv", "jsonl"):
        command("batch", path, "--output", out, "--findings", "--format", form)
        assert MARK not in out.read_text()
    (found,) = lines(out)
    ids = [one["id"] for one in found["findings"] if "=" in one["id"]]
    assert [one.rpartition("/")[2] for one in ids] == [
        f"implant.components={at}" for at in (1, 2, 3)
    ]
    assert {one["id"] for one in found["open"] if "=" in one["id"]} <= set(ids)


APOSTROPHES = [f"O'{MARK} Jane", f"{MARK} 'Jane' Doe", f"Jane' {MARK}", f"d' {MARK}'s"]
PLACES = ["on", "market", "format", "scan region", "scan field_strength", "scan scanner", "patient pregnant", "facts drug",
          "facts implanted_on", "answers surgical-site-healed", "consulted said", "consulted on"]  # fmt: skip


@pytest.mark.parametrize("name", [*APOSTROPHES, *(f"3 {one}" for one in APOSTROPHES)])
def test_an_apostrophe_in_a_wrong_column_names_nobody(
    name: str, tmp_path: Path, command: Command
) -> None:
    rows = []
    for value in (name, [name], {"any_of": [name, name]}, {name: 1}):
        for place in PLACES:
            implant: dict[str, Any] = {"device": "8637-40", "facts": {}, "answers": {}}
            consulted = {"manufacturer": "medtronic", "on": "2026-11-23", "said": "confirmed"}
            form: dict[str, Any] = {**REQUEST, "scan": {}, "patient": {}, "implants": [implant], "consulted": [consulted]}  # fmt: skip
            part, _, key = place.rpartition(" ")
            {"": form, **form, **implant, "consulted": consulted}[part][key] = value
            rows.append(form)
    path, out = ndjson(tmp_path / "s.jsonl", *rows), tmp_path / "out"
    _, text, err = command("batch", path, "--output", out, "--findings")
    told = out.read_text() + text + err
    assert MARK not in told and "Jane" not in told
    assert [one["exit_code"] for one in lines(out)] == [16] * len(rows)


def test_a_row_with_many_problems_tells_some(tmp_path: Path, command: Command) -> None:
    whole = {
        "format": "mri-check/request/1",
        "on": "2026-11-23",
        "implants": [{"device": "8637-40"}],
    }
    path, out = tmp_path / "s.jsonl", tmp_path / "out"
    path.write_text(
        json.dumps({**whole, "scan": {f"a{at}": f"b{at}" for at in range(5_000)}}) + "\n"
    )
    command("batch", path, "--output", out)
    (row,) = lines(out)
    assert len(row["errors"]) == 21
    assert row["errors"][-1]["message"] == "4,980 problems more"


@pytest.mark.parametrize(
    ("at", "name"), [(1, "subject"), (2, "00100020"), (3, "PID-3"), (3, "PID-5.1"), (4, "notes")]
)
def test_what_is_kept_is_what_was_named(
    at: int, name: str, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "s"
    path.write_bytes(WHOLE[at]("doe-jane"))
    command("batch", path, "--output", tmp_path / "out", "--keep", name)
    row = lines(tmp_path / "out")[0]
    if at == 1:  # an element that is no text is not repeated
        assert row["keep"] == {}
    else:
        assert "doe-jane" in row["keep"][name]
    assert "doe-jane" not in json.dumps({**row, "keep": {}})


def test_a_dicom_file(tmp_path: Path, command: Command) -> None:
    pytest.importorskip("pydicom")
    path = tmp_path / "item"
    item = {tag: one for tag, one in marked_item(MARK).items() if one["vr"] != "UI"}
    path.write_bytes(file_of({**item, "0020000D": {"vr": "UI"}}))
    code, _, err = command("batch", path, "--output", tmp_path / "out")
    assert code == 12
    (row,) = lines(tmp_path / "out")
    assert row["id"] == "S1"
    assert MARK not in json.dumps(row).upper() + err.upper()


def test_forms_are_told_by_content(tmp_path: Path, command: Command) -> None:
    """Any name, any form; every one of the worked cases, but the last three, is told for what it is."""
    forms = {sniff(written(case, tmp_path).read_bytes()) for case in CASES[:-3]}
    assert forms == {"lines", "csv", "hl7", "json", "fhir", "fhir-lines"}
