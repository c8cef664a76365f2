"""The door: every command and option has help and stands in the README; every exit code has a case."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from mri_check.cli import cli, run
from mri_check.exits import BY_DISPOSITION, exit_code
from tests.conftest import ROOT, write_request
from tests.golden.test_golden import REQUESTS
from tests.worlds import SHIPPED

README = (ROOT / "README.md").read_text()
Command = Callable[..., tuple[int, str, str]]
GOOD = ["--implant", "8637-40", "--market", "US", "--on", "2026-11-23"]


def commands(group: click.Group, name: str = "mri-check") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for child in group.list_commands(context):
        command = group.get_command(context, child)
        assert command is not None
        yield f"{name} {child}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {child}")


ALL = list(commands(cli))


@pytest.mark.parametrize("name,command", ALL, ids=[name for name, _ in ALL])
def test_every_command_and_option_has_help_and_is_in_the_readme(
    name: str, command: click.Command
) -> None:
    assert command.help
    if isinstance(command, click.Group):
        return
    about = "".join(part for part in README.split("\n## ") if word(name, part))
    assert about
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert word(parameter.opts[0], about), f"{name} {parameter.opts[0]}"


def word(text: str, part: str) -> bool:
    """Whether a part of the README says it; ``--on`` is no part of ``--only``."""
    return re.search(rf"{re.escape(text)}(?![\w-])", part) is not None


@pytest.mark.parametrize("name,owner", ALL, ids=[name for name, _ in ALL])
def test_an_option_of_one_value_is_given_once(
    name: str, owner: click.Command, command: Command
) -> None:
    """Of two site policies the last one alone would count, and the stricter one be lost without a word."""
    for one in owner.params:
        if isinstance(one, click.Option) and not (one.multiple or one.is_flag):
            value = one.type.choices[0] if isinstance(one.type, click.Choice) else "1"
            option = one.opts[0]
            code, _, err = command(*name.split()[1:], option, str(value), f"{option}={value}")
            assert (code, f"mri-check: {option} is given twice\n" in err) == (2, True), err


@pytest.mark.parametrize("name", ["check", "batch", "after", "consult", "recheck"])
def test_a_barcode_in_the_place_of_a_file_is_not_repeated(name: str, command: Command) -> None:
    code, out, err = command(*name.split(), "(01)00643169007222(17)290131(21)S123SECRET")
    assert code and "SECRET" not in out + err


def test_a_key_of_a_consultation_is_given_once(command: Command) -> None:
    """Of advice and a confirmation in one entry the last alone would count."""
    entry = "manufacturer=medtronic,said=advised-against,said=confirmed"
    code, _, err = command("check", "--implant", "8637-40", "--consulted", entry)
    assert (code, "--consulted: 'said' is given twice" in err) == (2, True)


def test_the_help_shows_an_example_and_fits_the_screen(command: Command) -> None:
    code, out, _ = command("--help")
    assert code == 0
    assert "mri-check check --implant" in out
    assert len(out.splitlines()) <= 40


@pytest.mark.parametrize("disposition", list(BY_DISPOSITION))
def test_every_disposition_has_its_exit_code(
    disposition: Any, tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "request.json", REQUESTS[disposition])
    code, out, _ = command("check", path, "--format", "json")
    assert code == BY_DISPOSITION[disposition] == exit_code(disposition)
    assert json.loads(out)["disposition"] == disposition.word


def test_exit_2_usage(command: Command) -> None:
    code, out, err = command("check", "--implnt", "8637")
    assert (code, out) == (2, "")
    assert "--implant" in err


def test_exit_3_request(command: Command) -> None:
    code, _, err = command("check", "no-such-file.yaml")
    assert code == 3
    assert "no-such-file.yaml: cannot be read" in err


def test_exit_4_catalogue(command: Command, tmp_path: Path) -> None:
    (tmp_path / "edition.yaml").write_text("kind: edition\n")
    code, _, err = command("check", *GOOD, "--catalog", tmp_path)
    assert code == 4
    assert f"{tmp_path}/edition.yaml:1:1" in err
    assert "nothing of it is used" in err


def test_exit_5_anything_else_is_one_line_and_debug_shows_the_rest(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("mri_check.cli.check.load_catalog", crash)
    code, out, err = command("check", *GOOD)
    assert (code, out) == (5, "")
    assert err.splitlines() == [
        "mri-check: ZeroDivisionError: by zero (--debug before the command shows where)"
    ]
    with pytest.raises(ZeroDivisionError):
        run(["--debug", "check", *GOOD])


def test_interrupted_is_5_and_one_line(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mri_check.cli.check.load_catalog", stop)
    code, _, err = command("check", *GOOD)
    assert (code, err.strip()) == (5, "mri-check: interrupted")


@pytest.mark.parametrize(
    "arguments,code",
    [
        (["check", "--format", "json"], 2),
        (["check", "nothing.yaml", "--format=json"], 3),
        (["check", "--implant", "8637", "--format", "json", "--catalog", "/nowhere"], 4),
    ],
)
def test_errors_as_json(arguments: list[str], code: int, command: Command) -> None:
    told, out, _ = command(*arguments)
    form = json.loads(out)
    assert told == code == form["exit_code"]
    assert form["format"] == "mri-check/error/1"
    assert form["errors"]
    assert all(set(one) == {"code", "where", "message"} for one in form["errors"])


def test_once_part_of_an_answer_is_out_no_second_document_follows(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        sys.stdout.write('{"format": ')
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("mri_check.cli.check.show", stop)
        code, out, err = command("check", *GOOD, "--format", "json")
    assert (code, out, err.strip()) == (5, '{"format": ', "mri-check: interrupted")
    code, out, _ = command("check", "--format", "json")
    assert json.loads(out)["exit_code"] == code == 2, "of the next run nothing is out yet"


def as_process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mri_check", *arguments],
        **{"capture_output": True, "text": True, **options},
    )


def test_a_closed_pipe_ends_in_one_line() -> None:
    shell = f"{sys.executable} -m mri_check check --implant 8637-40; echo code $? >&2"
    ended = subprocess.run(
        ["bash", "-c", f"({shell}) | true"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in ended.stderr
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("code")]
    assert lines in ([], ["mri-check: the output was closed before it was complete"])


@pytest.mark.parametrize(
    "closed,arguments,code,told",
    [
        ("<&-", "check -", 3, "mri-check: standard input: the file is empty\n"),
        ("<&-", "identify -", 2, "standard input holds no text\n"),
        ("<&-", "batch -", 9, "standard input holds no row"),
        (">&-", "check --implant 8637-40", 5, "mri-check: standard output is closed: send it"),
        ("2>&-", "find 8637", 0, ""),
        ("2>/dev/full", "find 8637", 0, ""),
        ("2>/dev/full", "check no-such-file", 3, ""),
        ("2>/dev/full", "check --implant 8637-40 --on 2020-01-01", 11, ""),
    ],
)
def test_a_stream_that_is_closed_before_it_starts(
    closed: str, arguments: str, code: int, told: str
) -> None:
    """Python has no stream object for it then, and gives its number to the next file that is opened."""
    shell = f"{sys.executable} -m mri_check {arguments} {closed}"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert told in ended.stderr
    assert "Error" not in ended.stderr
    assert len(ended.stderr.splitlines()) <= 3


ANSWERS = [
    ["check", "--implant", "8637-40"],
    ["catalog", "stats", "--format", "json"],
    ["find", "--help"],
    ["--help"],
    ["--version"],
]


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_an_output_that_nobody_reads_ends_with_5(arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = as_process(*arguments, capture_output=False, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert ended.returncode == 5
    assert ended.stderr == "mri-check: the output was closed before it was complete\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_an_output_that_is_full_is_said(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        ended = as_process(*arguments, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 5
    assert ended.stderr == "mri-check: the output cannot be written: no space left on device\n"


def test_standard_input(tmp_path: Path) -> None:
    text = json.dumps(REQUESTS[list(REQUESTS)[1]])
    ended = as_process("check", "-", input=text)
    assert ended.returncode == 10
    assert ended.stdout.startswith("CONSULT THE MANUFACTURER")


NOT_LOADED = {"yaml", "jsonschema", "referencing", "json", "importlib.metadata", "importlib.resources", "pathlib",
              "dataclasses", "hashlib", "difflib", "textwrap", "tempfile", "mri_check.lint", "mri_check.policy",
              "mri_check.render.json"}  # fmt: skip


def test_what_a_cold_check_does_not_load() -> None:
    arguments = [
        "check",
        *GOOD,
        "--scanner",
        "g30",
        "--region",
        "brain",
        "--other-implants",
        "none",
    ]
    script = (
        "import sys; from mri_check.cli import run; before = set(sys.modules)\n"
        f"code = run({arguments!r})\n"
        "print(code, *sorted(sys.modules), file=sys.stderr)"
    )
    for _ in range(2):  # the first run may compile the catalogue
        ended = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True,
                               env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False)  # fmt: skip
    loaded = set(ended.stderr.split())
    assert "11" in loaded, ended.stderr
    assert not loaded & NOT_LOADED
    messages = {name for name in loaded if name.startswith("mri_check.messages.")}
    assert messages <= {"mri_check.messages.checklist", "mri_check.messages.request"}


def test_a_command_leaves_as_python_would() -> None:
    """What was said is written, what was asked for at the end is done, and the code is handed on."""
    script = "import atexit; from mri_check.cli import leave; atexit.register(print, 'last'); print('first'); leave({})"
    for code in (0, 11):
        ended = subprocess.run([sys.executable, "-c", script.format(code)], capture_output=True, text=True, check=False)  # fmt: skip
        assert (ended.returncode, ended.stdout, ended.stderr) == (code, "first\nlast\n", "")
    closed = (
        "import sys; from mri_check.cli import leave; print('lost'); sys.stdout.close(); leave(11)"
    )
    ended = subprocess.run([sys.executable, "-c", closed], capture_output=True, text=True, check=False)  # fmt: skip
    assert (ended.returncode, ended.stderr) == (11, "")


@pytest.mark.parametrize("name", ["batch", "recheck", "verify"])
def test_what_a_schedule_and_a_scan_do_not_load(name: str, tmp_path: Path) -> None:
    """Ten rows start in about the time of one check: what only the catalogue's keepers need is not read."""
    rows, made, scan = tmp_path / "s.jsonl", tmp_path / "r.jsonl", tmp_path / "scan.json"
    rows.write_text(json.dumps({"format": "mri-check/request/1", "on": "2099-01-01", "implants": [{"device": "8637-40"}]}))  # fmt: skip
    scan.write_text('{"00080060": {"vr": "CS", "Value": ["MR"]}}')
    as_process("batch", str(rows), "--output", str(made))
    arguments = {
        "batch": [str(rows)],
        "recheck": [str(made)],
        "verify": [str(scan), "--request", str(rows)],
    }[name]
    script = (
        "import sys; from mri_check.cli import run\n"
        f"code = run({[name, *arguments]!r})\n"
        "print('code', code, *sorted(sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)  # fmt: skip
    loaded = set(ended.stderr.partition("code ")[2].split())
    assert loaded & {"11", "0", "41"}, ended.stderr
    assert not loaded & {"jsonschema", "referencing", "mri_check.lint", "mri_check.second_reading"}


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from mri_check.cli.screen import style_for

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    style = style_for(Terminal())  # type: ignore[arg-type]
    assert style is not None
    assert "\x1b[" in style("headline", "x")
    assert "32m" not in style("stop", "x")  # nothing green
    monkeypatch.setenv("NO_COLOR", "1")
    assert style_for(Terminal()) is None  # type: ignore[arg-type]
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert style_for(Terminal()) is None  # type: ignore[arg-type]


def test_the_readme_example_is_what_the_command_prints(command: Command) -> None:
    example = README.split("<!-- example -->")[1].split("```")[1].removeprefix("console\n")
    line, _, printed = example.partition("\n")
    arguments = line.removeprefix("$ mri-check ").split()
    _, out, _ = command(*arguments)
    at = 0
    for part in printed.split("\n...\n"):
        assert part.strip("\n") in out[at:], part
        at = out.index(part.strip("\n"), at)


def test_the_catalogue_that_ships_lints_clean(command: Command) -> None:
    code, out, _ = command("catalog", "lint", SHIPPED)
    assert (code, out) == (0, "")
    code, out, _ = command("catalog", "lint", "--format", "json")
    assert json.loads(out) == {"format": "mri-check/lint/1", "problems": []}


def test_explain(command: Command) -> None:
    code, out, _ = command("catalog", "lint", "--explain", "no-page")
    assert code == 0
    assert out.startswith("no-page: Every condition")
    code, _, err = command("catalog", "lint", "--explain", "nopage")
    assert code == 2
    assert "did you mean no-page?" in err
