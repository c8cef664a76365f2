"""Completion, doctor, help and hints: what makes the command line bearable."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mri_check import load_catalog
from mri_check.catalog import Catalogue
from mri_check.cli.whole import write
from mri_check.identify import Identified, identify
from tests.conftest import ROOT, write_request
from tests.worlds import SHIPPED, request

Command = Callable[..., tuple[int, str, str]]


def completions(shell: str, *words: str, **more: str) -> list[str]:
    """What a shell is offered for the last word."""
    position = words[-1] if shell == "fish" else str(len(words))
    line = "mri-check " + " ".join(words[:-1] if shell == "fish" else words)
    asked = {"_MRI_CHECK_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": position}
    ended = subprocess.run([sys.executable, "-m", "mri_check"], capture_output=True, text=True,
                           env={**os.environ, **asked, **more}, cwd=ROOT, check=False)  # fmt: skip
    assert not ended.stderr
    lines = [line for line in ended.stdout.splitlines() if line]
    if shell == "zsh":
        return lines[1::3]
    return [line.partition(",")[2].split("\t")[0] for line in lines]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_devices_and_scanners_are_completed(shell: str) -> None:
    assert {"8637", "8637-20", "8637-40"} <= set(completions(shell, "check", "--implant", "8637"))
    assert {"g15", "g30"} <= set(completions(shell, "check", "--scanner", ""))


@pytest.mark.parametrize(
    "words,expected",
    [
        (("",), "doctor"),
        (("check", "--implant", "synchr"), "SynchroMed-II"),
        (("check", "--region", "lumb"), "lumbar-spine"),
        (("check", "--market", "U"), "US"),
        (("check", "--patient", "sys"), "system=trial"),
        (("check", "--fact", "dr"), "drug=baclofen"),
        (("check", "--answer", "surg"), "surgical-site-healed=confirmed"),
        (("check", "--bringing", "n"), "none"),
        (("check", "--other-implants", ""), "none"),
        (("check", "--form"), "--format"),
        (("check", "--catalog", "x"), "x"),
        (("catalog", "show", "118"), "11823"),
        (("catalog", "list", "--manufacturer", "flow"), "flowonix"),
        (("completion", "f"), "fish"),
    ],
)
def test_what_is_completed(words: tuple[str, ...], expected: str) -> None:
    assert expected in completions("bash", *words)


def test_every_completed_device_is_one_word_that_identifies_it(catalogue: Catalogue) -> None:
    from mri_check.cli.check import check
    from mri_check.cli.completing import _devices

    words = dict(_devices(check.make_context("check", [], resilient_parsing=True)))
    assert len(words) > 100
    for word, device in words.items():
        assert re.fullmatch(r"[\w.+-]+", word)
        found = identify(word, catalogue)
        assert isinstance(found, Identified) and found.device == device


def test_scanners_of_the_site_are_completed_and_nothing_fails_loudly(tmp_path: Path) -> None:
    mine = tmp_path / "scanners.yaml"
    mine.write_text("format: mri-check/scanners/1\nscanners: {aera: {field_strength: 1.5 T}, MR 2: {}}\n")  # fmt: skip
    assert completions("bash", "check", "--scanner", "", MRI_CHECK_SCANNERS=str(mine)) == ["aera"]
    assert completions("zsh", "check", "--scanner", "m", MRI_CHECK_SCANNERS=str(mine)) == ["MR 2"]
    mine.write_text("nonsense")
    assert completions("bash", "check", "--scanner", "", MRI_CHECK_SCANNERS=str(mine)) == []
    assert completions("bash", "check", "--catalog", "/nowhere", "--implant", "86") == []


def test_bash_itself_completes(tmp_path: Path) -> None:
    shim = tmp_path / "mri-check"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m mri_check "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    script = (
        'eval "$(mri-check completion bash)"; COMP_WORDS=(mri-check check --implant 8637-4); '
        "COMP_CWORD=3; _mri_check_completion mri-check; echo ${COMPREPLY[@]}"
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=env, check=False)  # fmt: skip
    assert ended.stdout.split() == ["8637-40"], ended.stderr


CUT = [
    (("check", "--fact", "pump_state", "=", "a"), ["active"]),
    (("check", "--fact", "pump_state", "="), ["active", "stopped", "depleted"]),
    (("check", "--scanner", "=", "g3"), ["g30"]),
    (("check", "--fact", "=", "pump_state", "=", "a"), ["active"]),
    (("check", "--fact", "drug", "=", "morphine", "--scanner", "g3"), ["g30"]),
    (("check", "--fact", "pump_state=a"), ["pump_state=active"]),
]


@pytest.mark.parametrize("words,expected", CUT, ids=[" ".join(words) for words, _ in CUT])
def test_bash_cuts_words_at_an_equals_sign(words: tuple[str, ...], expected: list[str]) -> None:
    assert completions("bash", *words) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_what_the_shell_reads(shell: str, command: Command) -> None:
    code, out, _ = command("completion", shell)
    assert code == 0
    assert f"_MRI_CHECK_COMPLETE={shell}_complete" in out


@pytest.mark.parametrize("columns,lines,width", [("80", 24, 80), ("60", 50, 60)])
def test_the_help_fits_a_screen_of_24_lines_and_80_columns(
    columns: str, lines: int, width: int, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a narrower one it is broken into more lines; click takes no fewer than 50 columns."""
    monkeypatch.setenv("COLUMNS", columns)
    code, out, _ = command("--help")
    assert code == 0
    assert len(out.splitlines()) <= lines
    assert max(len(line) for line in out.splitlines()) <= width
    assert "Exit codes: 0 and 10 alone let" in " ".join(out.split())


HINTS = [
    (["chek"], "no command 'chek' (did you mean check?)"),
    (["catalog", "shw"], "show"),
    (["import", "gudd", "x"], "No such command 'gudd'. Did you mean 'gudid'?\n"),
    (["completion"], "Choose from: bash, fish, zsh\n"),
    (["check", "--implnt", "8637"], "--implant"),
    (["check", "--patent", "x"], "--patient"),
    (["--market", "US"], "It belongs after a command: mri-check check --market"),
    (["check", "--implant", "8637", "--format", "jsn"], "(did you mean json?)"),
    (["completion", "fsh"], "(did you mean fish?)"),
    (["check", "--implant", "8637", "--region", "lumber-spine"], "lumbar-spine"),
    (["check", "--implant", "8637", "--patient", "pregnent=no"], "did you mean pregnant?"),
    (["check", "--implant", "8637", "--scanner", "g31"], "did you mean g3"),
    (["check", "--implant", "8637", "--answer", "surgical-site-heald=confirmed"], "surgical-site-healed"),
]  # fmt: skip


@pytest.mark.parametrize("arguments,expected", HINTS, ids=[" ".join(one) for one, _ in HINTS])
def test_the_nearest_is_suggested(arguments: list[str], expected: str, command: Command) -> None:
    code, out, err = command(*arguments)
    assert code in (2, 3)
    assert out == ""
    assert expected in err.splitlines(keepends=True)[-1]


@pytest.mark.parametrize("arguments", [[], ["catalog"]])
def test_a_group_alone_shows_its_help(arguments: list[str], command: Command) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage:") and "\\u000a" not in err
    code, out, _ = command(*arguments, "--format=json") if arguments else (2, "", "")
    assert code == 2


def test_doctor_finds_nothing_wrong(command: Command) -> None:
    code, out, _ = command("doctor")
    assert code == 0
    assert "Nothing was found." in out
    assert load_catalog().edition in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_doctor_says_all_that_is_wrong(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mri-check"
    folder.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (folder / "policy.yaml").write_text("format: mri-check/policy/1\nname: x\nrules: [{id: a}]\n")
    (folder / "config.yaml").write_text("format: mri-check/config/1\nmarket: XX\nscanner: g30\n")
    (folder / "scanners.yaml").write_text("format: mri-check/scanners/1\nscanners: {a: {}}\n")
    (folder / "exams.csv").write_text("text,region,scanner\nKNEE,knee,b\nHED,hed,\n")
    code, out, _ = command("doctor", "--format", "json")
    form = json.loads(out)
    assert code == form["exit_code"] == 3
    assert form["format"] == "mri-check/doctor/1"
    assert [one["where"].rpartition("/")[2] for one in form["problems"]] == [
        "exams.csv:3",
        "exams.csv:2",
        "policy.yaml:3:9",
        "config.yaml:2:1",
        "config.yaml:3:1",
    ]
    assert form["scanners"] == {"file": f"{folder}/scanners.yaml", "from": "configuration folder", "names": ["a"]}  # fmt: skip
    code, out, _ = command("doctor")
    text = " ".join(out.split())
    assert "unknown market 'XX'" in text
    assert "(the configuration folder)" in text


def test_doctor_exits_3_for_a_market_alone(command: Command, tmp_path: Path) -> None:
    config = tmp_path / "c.yaml"
    config.write_text("format: mri-check/config/1\nmarket: gb\n")
    code, out, _ = command("doctor", "--config", config)
    assert code == 3 and "unknown market 'gb' (did you mean UK?)" in " ".join(out.split())


def test_doctor_tells_what_is_found(command: Command, tmp_path: Path) -> None:
    policy, config = tmp_path / "p.yaml", tmp_path / "c.yaml"
    policy.write_text("format: mri-check/policy/1\nname: Ours\nrules: [{id: a, consultation: {max_age_days: 0}}]\n")  # fmt: skip
    config.write_text("format: mri-check/config/1\nmarket: US\nscanner: g30\n")
    code, out, _ = command("doctor", "--policy", policy, "--config", config)
    assert code == 0
    assert "Ours: 1 rules" in out
    assert "market US; scanner g30" in out


def test_doctor_on_a_bad_catalogue_is_4(command: Command, tmp_path: Path) -> None:
    (tmp_path / "edition.yaml").write_text("kind: edition\n")
    code, out, _ = command("doctor", "--catalog", tmp_path)
    assert code == 4
    assert "cannot be used" in out


@pytest.mark.parametrize("made", ["a checklist", b"a page"])
def test_a_file_whose_writing_is_interrupted_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str | bytes
) -> None:
    def interrupted(*_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(str(tmp_path / "out"), made)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("of", ["check", "consult"])
@pytest.mark.parametrize("read", ["request", "policy", "scanners", "link", "configured"])
def test_what_is_read_is_not_written_over(
    of: str, read: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "request": write_request(tmp_path / "request.json", request(implants=[{"device": "8637-40"}])),
        "policy": tmp_path / "policy.yaml",
        "scanners": tmp_path / "scanners.yaml",
        "link": tmp_path / "link",
        "configured": tmp_path / "mri-check" / "policy.yaml",
    }  # fmt: skip
    files["configured"].parent.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    files["link"].symlink_to(files["request"])
    rule = "format: mri-check/policy/1\nname: a\nrules: [{id: b, conditions: {ask.zz: {asks: Is it?}}}]\n"
    for name in ("policy", "configured"):
        files[name].write_text(rule)
    files["scanners"].write_text("format: mri-check/scanners/1\nscanners: {a: {}}\n")
    options = [] if read == "configured" else ["--policy", files["policy"]]
    before = files[read].read_bytes()
    code, out, err = command(
        of, files["request"], *options, "--scanners", files["scanners"], "--output", files[read]
    )
    assert (code, out) == (2, "")
    assert "is read too" in err
    assert files[read].read_bytes() == before


@pytest.mark.parametrize("of", ["check", "consult", "batch", "recheck"])
@pytest.mark.parametrize("target", ["edition.yaml", "manufacturers/new.txt", "link"])
def test_a_catalogue_that_is_read_is_not_written_into(
    of: str, target: str, tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", request(implants=[{"device": "8637-40"}]))
    root = tmp_path / "catalogue"
    shutil.copytree(SHIPPED, root)
    (tmp_path / "link").symlink_to(root / "axes.yaml")
    place = tmp_path / "link" if target == "link" else root / target
    before = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    for option in ("--output", *["--summary"] * (of == "batch")):
        code, out, err = command(of, path, "--catalog", root, option, place)
        assert (code, out) == (2, "")
        assert f"{option}: {place} is read too" in err
    assert before == {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    code, _, err = command(of, path, "--output", SHIPPED / "new.txt")
    assert (code, "is read too" in err) == (2, True)


def test_standard_input_is_not_written_over(tmp_path: Path) -> None:
    path = write_request(tmp_path / "r.json", request(implants=[{"device": "8637-40"}]))
    before = path.read_bytes()
    for of in ("check", "batch"):
        with path.open() as file:
            called = [sys.executable, "-m", "mri_check", of, "-", "--output", str(path)]
            ended = subprocess.run(called, stdin=file, capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout, path.read_bytes()) == (2, "", before)
        assert "is read too" in ended.stderr


@pytest.mark.parametrize(
    ("called", "told"),
    [
        ("batch FILE >> FILE", "standard output is read too"),
        ("batch - < FILE >> FILE", "standard output is read too"),
        ("batch FILE --output /dev/stdout >> FILE", "--output: /dev/stdout is read too"),
        ("cat FILE | batch - --output /dev/stdin", "--output: /dev/stdin is read too"),
        ("cat FILE | batch - --summary /dev/stdin", "--summary: /dev/stdin is read too"),
        ("cat FILE | batch /dev/stdin --output /dev/fd/0", "--output: /dev/fd/0 is read too"),
        ("batch PIPE --output PIPE", "--output: PIPE is read too"),
        ("recheck FILE --format jsonl >> FILE", "standard output is read too"),
        ("recheck PIPE --output PIPE", "--output: PIPE is read too"),
        ("identify - < FILE >> FILE", "standard output is read too"),
    ],
)
def test_what_is_written_does_not_come_back_to_be_read(
    called: str, told: str, tmp_path: Path
) -> None:
    path = write_request(tmp_path / "r.json", request(implants=[{"device": "8637-40"}]))
    before = path.read_bytes()
    os.mkfifo(tmp_path / "pipe")
    tool = f"{sys.executable} -m mri_check "
    line = re.sub(r"^(?!cat)|(?<=\| )", tool, called)
    for name, place in (("FILE", path), ("PIPE", tmp_path / "pipe")):
        line, told = line.replace(name, str(place)), told.replace(name, str(place))
    ended = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    assert (ended.returncode, ended.stdout, path.read_bytes()) == (2, "", before)
    assert f"mri-check: {told}: it would never end" in ended.stderr


@pytest.mark.parametrize("of", ["check", "consult", "batch", "recheck", "summary", "catalog site"])
@pytest.mark.parametrize(
    ("name", "told"), [("", "the name is empty"), ("x", "x cannot be written: the folder you are in is gone")]
)  # fmt: skip
def test_a_name_that_says_no_place_is_said_with_its_option(
    of: str, name: str, told: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_request(tmp_path / "r.json", request(implants=[{"device": "8637-40"}]))
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    option = "--summary" if of == "summary" else "--output"
    called = ["batch"] if of == "summary" else of.split()
    read = [] if of == "catalog site" else [path]
    code, out, err = command(*called, *read, option, name)
    assert (code, out) == (2, "")
    assert f"mri-check: {option}: {told}\n" in err
    assert (
        "cannot be read: no such file"
        in command("check", "r.json", "--output", tmp_path / "out")[2]
    )


def test_a_dash_is_no_file_to_write(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    path = write_request(tmp_path / "request.json", request(implants=[{"device": "8637-40"}]))
    for of in ("check", "consult", "batch"):
        code, _, err = command(of, path, "--output", "-")
        assert (code, "goes to standard output" in err) == (2, True)
    assert [one.name for one in tmp_path.iterdir()] == ["request.json"]
