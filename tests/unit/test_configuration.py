"""Defaults from a configuration file: a stated value wins, and none is used without a word."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.configuration import read_configuration
from mri_check.policy import read_policy
from tests.conftest import write_request
from tests.worlds import request

Command = Callable[..., tuple[int, str, str]]
IMPLANT = {"device": "8637-40", "identified_by": "card",
           "facts": {"pump_state": "active", "pump_face": "port-to-front"}}  # fmt: skip
BOTH = "format: mri-check/config/1\nmarket: US\nscanner: g30\n"


@pytest.fixture
def asked(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Check a request beside a configuration file in the configuration folder."""
    home = tmp_path / "home"
    (home / "mri-check").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))

    def call(config: str | None, form: dict[str, Any], *options: str) -> tuple[int, Any, str]:
        file = home / "mri-check" / "config.yaml"
        if config is not None:
            file.write_text(config)
        path = write_request(tmp_path / "request.json", form)
        code, out, err = command("check", path, "--format", "json", *options)
        return code, json.loads(out), err

    return call


def plain(**parts: Any) -> dict[str, Any]:
    form = request(implants=[IMPLANT], **parts)
    if "market" not in parts:
        del form["market"]
    return form


def notices(out: dict[str, Any]) -> list[str]:
    return [one["text"] for one in out["notices"] if one["id"] == "configuration"]


def test_defaults_are_used_and_said(asked: Any, tmp_path: Path) -> None:
    scan = {"region": "brain", "nucleus": "1H"}
    code, without, _ = asked(None, plain(scan=scan))
    assert code == 11 and "market" in without["decided_by"] and not notices(without)
    assert "configuration" not in without
    code, out, _ = asked(BOTH, plain(scan=scan))
    assert code == 10
    assert out["market"] == "US"
    place = f"{tmp_path}/home/mri-check/config.yaml"
    assert out["configuration"] == [
        {"name": "market", "value": "US", "where": f"{place}:2:1"},
        {"name": "scanner", "value": "g30", "where": f"{place}:3:1"},
    ]
    assert out["scan"]["scan.field_strength"] == {"value": "3 T", "from": "configuration", "overrides": None}  # fmt: skip
    assert out["scan"]["scan.region"]["from"] == "request"
    assert notices(out) == [
        f"market US is not stated: it comes from the configuration ({place}:2:1).",
        f"scanner g30 is not stated: it comes from the configuration ({place}:3:1).",
    ]


def test_the_text_says_it_too(tmp_path: Path, command: Command) -> None:
    (tmp_path / "config.yaml").write_text(BOTH)
    path = write_request(tmp_path / "request.json", plain())
    _, out, _ = command("check", path, "--config", tmp_path / "config.yaml")
    text = " ".join(out.split())
    assert "device sold in US (not stated: from the configuration)." in text
    assert "scan.field_strength 3 T (configuration)" in text
    assert "is not stated: it comes from the configuration" in text


def test_the_table_says_it_too(tmp_path: Path, command: Command) -> None:
    (tmp_path / "config.yaml").write_text(BOTH)
    path = write_request(tmp_path / "request.json", plain())
    _, out, _ = command("check", path, "--config", tmp_path / "config.yaml", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    of = {row["from"] for row in rows if row["axis"] == "scan.field_strength"}
    assert of == {"configuration"}
    told = [row["note"] for row in rows if row["kind"] == "notice"]
    for said in (
        "market US is not stated",
        "scanner g30 is not stated",
        "is the example that ships",
    ):
        assert any(said in one for one in told)


RECORD = ("--record", "--document", "M005186C003 Rev B", "--on", "2026-11-23", "--by", "phone",
          "--said", "confirmed")  # fmt: skip


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize(
    "of", [("consult",), ("consult", *RECORD), ("after",), ("after", "--observed", "stall")]
)
def test_every_output_that_used_a_default_says_so(
    of: tuple[str, ...], format: str, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(BOTH)
    path = write_request(tmp_path / "request.json", plain())
    monkeypatch.setenv("MRI_CHECK_CONFIG", str(config))
    _, out, _ = command(of[0], path, "--format", format, *of[1:])
    text = " ".join(out.split())
    assert "market US is not stated: it comes from the configuration" in text
    assert "scanner g30 is not stated: it comes from the configuration" in text
    assert "g30 is the example that ships with this tool, not a scanner of yours" in text
    monkeypatch.setenv("MRI_CHECK_CONFIG", "none")
    _, out, _ = command(of[0], path, "--format", format, *of[1:])
    assert "configuration" not in out


@pytest.mark.parametrize("file, text, said", [
    ("config", BOTH.replace("US", "XX"), "c.yaml:2:1: unknown market 'XX'"),
    ("config", BOTH.replace("g30", "zz"), "c.yaml:3:1: no scanner profile 'zz' in"),
    ("exams", "\0", "c.yaml: not text"),
    ("exams", "garbage", "c.yaml"),
    ("scanners", "garbage", "c.yaml:1:1: a profile file says format"),
])  # fmt: skip
@pytest.mark.parametrize("by", ["option", "variable"])
@pytest.mark.parametrize("of", ["check", "after", "consult"])
def test_a_named_file_that_cannot_be_used_is_an_error_needed_or_not(
    of: str,
    by: str,
    file: str,
    text: str,
    said: str,
    tmp_path: Path,
    command: Command,
    monkeypatch: Any,
) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text)
    scan = {"field_strength": "3 T"} if file == "scanners" else {"scanner": "g30"}
    form = write_request(tmp_path / "request.json", plain(market="US", scan=scan))
    options: tuple[Any, ...] = (f"--{file}", path)
    if by == "variable":
        monkeypatch.setenv(f"MRI_CHECK_{file.upper()}", str(path))
        options = ()
    code, _, err = command(of, form, *options)
    assert code == 3
    assert said in err


def test_a_stated_value_wins(asked: Any) -> None:
    _, out, _ = asked(BOTH, plain(market="EU", scan={"scanner": "g15"}))
    assert out["market"] == "EU"
    assert out["scan"]["scan.field_strength"] == {"value": "1.5 T", "from": "profile", "overrides": None}  # fmt: skip
    assert not notices(out) and "configuration" not in out
    _, out, _ = asked(BOTH, plain(market="US", scan={"slew_rate": "100 T/m/s"}))
    assert out["scan"]["scan.slew_rate"]["value"] == "100 T/m/s"
    assert [one["name"] for one in out["configuration"]] == ["scanner"]


@pytest.mark.parametrize("field", ["1.5 T", {"any_of": ["1.5 T", "3 T"]}])
def test_a_scanner_that_the_request_contradicts_is_set_aside_as_a_whole(
    asked: Any, field: Any
) -> None:
    code, out, _ = asked(BOTH, plain(scan={"field_strength": field}))
    assert code == 11
    assert "scan.spatial_gradient" not in out["scan"]
    assert [one["name"] for one in out["configuration"]] == ["market"]
    assert any("scanner g30 of the configuration" in one and "is not used" in one for one in notices(out))  # fmt: skip


def test_nothing_stands_in_for_a_scanner_that_is_called_unknown(asked: Any, tmp_path: Path) -> None:
    (tmp_path / "exams.csv").write_text("code,region,scanner\nB1,brain,g15\n")
    for more in ((), ("--exams", str(tmp_path / "exams.csv"))):
        _, out, _ = asked(BOTH, plain(scan={"scanner": "unknown", "exam": "B1"}), *more)
        assert "scan.field_strength" not in out["scan"]
        assert [one["name"] for one in out["configuration"]] == ["market"]


def test_an_option_leaves_it_out_and_a_variable_names_another(
    asked: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = asked(BOTH, plain(), "--config", "none")
    assert out["market"] is None and not notices(out)
    other = tmp_path / "other.yaml"
    other.write_text("format: mri-check/config/1\nmarket: EU\n")
    monkeypatch.setenv("MRI_CHECK_CONFIG", str(other))
    _, out, _ = asked(BOTH, plain())
    assert out["market"] == "EU"


@pytest.mark.parametrize("name", ["scanners", "exams", "policy", "config"])
@pytest.mark.parametrize("command_", ["check", "after"])
def test_a_file_that_is_named_and_not_there_is_an_error_whatever_is_read(
    name: str, command_: str, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    path, nowhere = write_request(tmp_path / "request.json", plain()), str(tmp_path / "nowhere")
    code, out, err = command("check", path, f"--{name}", nowhere)
    assert (code, out) == (3, "")
    assert f"{nowhere}: cannot be read: no such file or directory" in err
    monkeypatch.setenv(f"MRI_CHECK_{name.upper()}", nowhere)
    refused = command_ == "check" or name != "policy"  # which after does not know
    for place, why in ((nowhere, "no such file or directory"), (str(tmp_path), "is a directory")):
        monkeypatch.setenv(f"MRI_CHECK_{name.upper()}", place)
        code, _, err = command(command_, path)
        told = f"mri-check: MRI_CHECK_{name.upper()}: {place}: cannot be read: {why}"
        assert (code == 3, told in err) == (refused, refused)
    monkeypatch.setenv(f"MRI_CHECK_{name.upper()}", "")  # is as if it were not set
    assert command(command_, path)[0] not in (2, 3)


WRONG = [
    ("market: US\n", "1:1: a configuration file says format: mri-check/config/1"),
    ("format: mri-check/config/1\nmarkt: US\n", "2:1: unknown key 'markt' (did you mean market?)"),
    ("format: mri-check/config/1\nmarket: [US]\n", "2:1: write one name, as text"),
    ("format: mri-check/config/1\nmarket:\n", "config.yaml:2:"),
    ("format: mri-check/config/1\nmarket: XX\n", "2:1: unknown market 'XX'"),
    ("format: mri-check/config/1\nscanner: g31\n", "2:1: no scanner profile 'g31'"),
    ("", "the file is empty"),
]


@pytest.mark.parametrize("config,expected", WRONG, ids=[one for _, one in WRONG])
def test_a_bad_file_is_refused_with_its_place(asked: Any, config: str, expected: str) -> None:
    code, out, err = asked(config, plain())
    assert code == 3
    assert expected in err
    assert out["errors"]


def test_python_is_not_configured_behind_its_back(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "mri-check").mkdir()
    (tmp_path / "mri-check" / "config.yaml").write_text(BOTH)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "market" not in read_request(plain()).document.data


def test_python_names_the_files_of_a_site(tmp_path: Path, catalogue: Catalogue) -> None:
    defaults, rules = tmp_path / "config.yaml", tmp_path / "policy.yaml"
    defaults.write_text(BOTH)
    rules.write_text(
        "format: mri-check/policy/1\nname: ours\nrules:\n"
        "  - {id: mode, conditions: {scan.operating_mode: {at_most: normal}}}\n"
    )
    read = read_configuration(str(defaults))
    asked = read_request(plain(), configuration=defaults)
    assert asked.configured == read_request(plain(), configuration=read).configured != ()
    policy = read_policy(str(rules), catalogue)
    found = check(catalogue, asked, rules)
    assert found == check(catalogue, asked, policy) != check(catalogue, asked)


@pytest.mark.parametrize("form", [{**plain(), "scan": "g30"}, {"format": "mri-check/request/1"}])
def test_a_request_that_is_broken_is_told_as_ever(asked: Any, form: dict[str, Any]) -> None:
    code, out, _ = asked(BOTH, form)
    assert code == 3
    _, without, _ = asked(BOTH, form, "--config", "none")
    assert out == without


def _linked(path: Path) -> None:
    path.symlink_to(path.parent / "not-mounted")


def _file(path: Path) -> None:
    path.write_text("")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("made", [_linked, _file, _loop])
@pytest.mark.parametrize("name", ["mri-check", "above"])
def test_a_folder_that_cannot_be_looked_into_is_an_error_and_not_none(
    made: Callable[[Path], None], name: str, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    """A site policy may lie there: a share that is not mounted does not make the site less strict."""
    home = tmp_path / "above" if name == "above" else tmp_path
    made(tmp_path / name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    nothing_there = name == "above" and made is _file  # as HOME=/dev/null
    code, _, err = command("check", "--implant", "8637-40")
    assert (code == 3, "a policy may be there" in err) == (not nothing_there, not nothing_there)
    code, out, _ = command("doctor")
    assert code == (0 if nothing_there else 3)
    assert " ".join(out.split()).count("a policy may be there") == (not nothing_there)


MISTYPED = [
    *((name, "policy.yaml") for name in ("policy.yml", "Policy.yaml", "policy.yaml.txt", "polciy.yaml", "policies.yaml")),
    ("policy (1).yaml", "policy.yaml"), ("policy", "policy.yaml"), ("config.yml", "config.yaml"),
    ("scanner.yaml", "scanners.yaml"), ("exam.csv", "exams.csv"), ("exams.txt", "exams.csv"),
]  # fmt: skip


@pytest.mark.parametrize("name,known", MISTYPED)
def test_a_file_of_ours_under_another_name_is_not_passed_over(
    name: str, known: str, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    (tmp_path / "mri-check").mkdir()
    place = tmp_path / "mri-check" / name
    place.write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    code, out, err = command("check", "--implant", "8637-40", "--scanner", "g30")
    assert (code, out) == (3, "")
    assert f"{place}: it looks like {known}, which is not there" in err
    code, out, _ = command("doctor", "--format", "json")
    found = json.loads(out)
    assert code == 3 and [one["where"] for one in found["problems"]] == [str(place)]
    assert not any("is not read" in one for one in found["notes"])


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "protocols.yaml", "contacts.yaml", "README.md", ".policy.yaml.swp", "examples.yaml", "policy.yaml.bak",
     "scanners-2025.yaml", "policy-2025-11-23.yaml", "notes-on-policy.txt", "site-policy.yaml", "policy.yaml~",
     "examiners.csv", "context.yaml"],
)  # fmt: skip
def test_another_file_there_is_none_of_ours(
    name: str, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    (tmp_path / "mri-check").mkdir()
    (tmp_path / "mri-check" / name).write_text("")
    (tmp_path / "mri-check" / "policies").mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert command("check", "--implant", "8637-40")[0] == 11
    assert command("doctor")[0] == 0


@pytest.mark.parametrize("said", [".config", "~/.config", ""])
def test_a_relative_folder_is_ignored_as_the_standard_has_it(
    said: str, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    (tmp_path / ".config" / "mri-check").mkdir(parents=True)
    policy = tmp_path / ".config" / "mri-check" / "policy.yaml"
    policy.write_text("name: x\n")
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("HOME", str(tmp_path))
    for one in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(one, said)
    code, _, err = command("check", "--implant", "8637-40")
    assert code == 3 and str(policy) in err
    assert command("doctor")[0] == 3
    assert not [*(tmp_path / "desk").iterdir()]


def test_doctor_takes_a_default_that_check_takes(tmp_path: Path, command: Command) -> None:
    config = tmp_path / "c.yaml"
    config.write_text("format: mri-check/config/1\nscanner: unknown\n")
    assert command("check", "--implant", "8637-40", "--config", config)[0] == 11
    assert command("doctor", "--config", config)[0] == 0


def test_doctor_names_a_file_that_nothing_reads(
    tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    (tmp_path / "mri-check").mkdir()
    for name in ("config.yml", "config.yaml"):
        (tmp_path / "mri-check" / name).write_text(BOTH)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    code, out, _ = command("doctor", "--format", "json")
    assert code == 0
    assert any("config.yml is not read" in one for one in json.loads(out)["notes"])


@pytest.mark.parametrize("pipe", [False, True])
@pytest.mark.parametrize(("default", "code"), [("unknown", 11), ("g15", 11), ("s1", 11), ("s2", 3)])
def test_a_default_that_is_not_needed_is_looked_up_once(
    default: str, code: int, pipe: bool, tmp_path: Path, command: Command
) -> None:
    """The scanner of the request is stated; what a pipe holds is there once."""
    if default == "g15" and pipe:
        pytest.skip("of the examples, which are no pipe")
    config = tmp_path / "c.yaml"
    config.write_text(f"format: mri-check/config/1\nscanner: {default}\n")
    path = write_request(tmp_path / "request.json", plain(scan={"region": "brain"}, market="US"))
    more: list[Any] = ["--scanner", "g30"]
    if default != "g15":
        more = ["--scanner", "s1", "--scanners", tmp_path / "s.yaml"]
        text = "format: mri-check/scanners/1\nscanners: {s1: {field_strength: 3 T}}\n"
        (tmp_path / "s.yaml").write_text(text)
        if pipe:
            reads, writes = os.pipe()
            os.write(writes, text.encode())
            os.close(writes)
            more[-1] = f"/dev/fd/{reads}"
    got, _, err = command("check", path, "--config", config, *more)
    assert got == code, err
    assert ("no scanner profile 's2'" in err) == (code == 3)


@pytest.mark.parametrize(
    ("said", "told"), [("market: XX", "unknown market 'XX'"), ("scanner: s9", "no scanner profile 's9'")]
)  # fmt: skip
def test_a_default_that_is_not_on_file_is_an_error_of_a_schedule_too(
    said: str, told: str, tmp_path: Path, command: Command
) -> None:
    config = tmp_path / "c.yaml"
    config.write_text(f"format: mri-check/config/1\n{said}\n")
    form = plain(scan={"scanner": "g30", "region": "brain"}, market="US")
    day = write_request(tmp_path / "day.json", form)
    code, out, err = command("batch", day, "--config", config)
    assert (code, out) == (3, "")
    assert f"{config}:2:1" in err and told in err
    config.write_text("format: mri-check/config/1\nmarket: US\nscanner: unknown\n")
    assert command("batch", day, "--config", config)[0] not in (2, 3)
