"""The dialogue as a person holds it, at a terminal of its own."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mri_check.strict_yaml import read

ROOT = Path(__file__).parents[2]
HELLO = "Nothing that is asked or printed means"


class Terminal:
    """``mri-check`` at a terminal of 80 columns."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.seen = ""
        self.decoder = getincrementaldecoder("utf-8")(
            "backslashreplace"
        )  # a read may end amid a character
        environment = {
            **os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": str(ROOT), "TERM": "dumb", "COLUMNS": "80",
        }  # fmt: skip
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background ignores it
            os.chdir(home)
            os.execve(sys.executable, [sys.executable, "-m", "mri_check", *arguments], environment)

    def until(self, pattern: str, seconds: float = 30) -> str:
        """What is shown from the last look up to a pattern."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.seen, re.S)):
            if time.monotonic() > end:
                raise AssertionError(f"no {pattern!r} in:\n{self.seen}")
            ready, _, _ = select.select([self.handle], [], [], 0.5)
            if ready:
                try:
                    self.seen += self.decoder.decode(os.read(self.handle, 65536)).replace(
                        "\r\n", "\n"
                    )
                except OSError:  # the other side has closed it
                    if not re.search(pattern, self.seen, re.S):
                        raise AssertionError(f"ended without {pattern!r}:\n{self.seen}") from None
        shown, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return shown

    def type(self, text: str) -> None:
        if (
            text == "\x03"
        ):  # readline, which has just shown its prompt, may not yet wait: it would miss this
            time.sleep(0.5)
        os.write(self.handle, text.encode("utf-8", "surrogateescape"))

    def say(self, text: str, pattern: str = r"\n> $") -> str:
        """Type an answer; what is shown up to the next prompt."""
        self.type(text + "\n")
        return self.until(pattern)

    def end(self) -> int:
        """The exit code."""
        with suppress(OSError):  # the other side has closed it
            while select.select([self.handle], [], [], 60)[0] and (
                more := os.read(self.handle, 65536)
            ):
                self.seen += self.decoder.decode(more)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def interrupt(self, key: str = "\x03") -> int:
        """The exit code after Ctrl-C; typed again where it came before Python was there to hear it."""
        for _ in range(20):
            self.type(key)
            if select.select([self.handle], [], [], 3)[0]:
                break
        return self.end()

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.handle)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        opened.append(Terminal(tmp_path, *arguments))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def test_from_nothing_to_a_checklist(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    it = terminal("ask", "--on", "2026-11-23")
    shown = it.until(r"\n> $")
    assert HELLO in " ".join(shown.split())
    assert "1. Which pump is implanted?" in shown
    assert "Who usually knows:" in it.say("?"), (
        "a question that no axis stands behind is explained too"
    )
    shown = it.say("8637-40")
    assert "IDENTIFIED: 8637-40" in shown
    assert "So far: INCOMPLETE" in shown
    assert "2. Which scanner is it?" in shown
    shown = it.say("3 T, cylindrical, 18 T/m, 1H, 150 T/m/s, normal")
    assert "3. In which market" in shown
    assert "Not taken: no market 'USA'" in " ".join(it.say("USA").split())
    it.say("us")
    shown = it.say("?")
    assert "active: running" in shown
    assert "Who usually knows: pump clinician" in shown
    it.say("active")
    shown = it.say("list")
    assert "1. implants/1/device: 8637-40" in shown
    shown = it.say("back 3")
    assert "3. In which market" in shown
    it.say("US")
    shown = it.say("back 9")
    assert "There is no answer 9" in shown
    shown = it.say("done", r"Write the request to which file\?[^\n]* $")
    assert "INCOMPLETE (exit code 11)" in shown
    assert "WHAT EACH PERSON DOES" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    (tmp_path / "there.yaml").write_text("mine")
    it.say("there.yaml", r"Replace it\? \[y/N\] $")
    it.say("n", r"to none. $")
    shown = it.say("r.yaml", r"mri-check check r.yaml\n")
    assert it.end() == 11
    assert (tmp_path / "there.yaml").read_text() == "mine"
    text = (tmp_path / "r.yaml").read_text()
    assert read(text, "r.yaml").data == {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US",
        "implants": [{"device": "8637-40", "facts": {"pump_state": "active"}}],
        "scan": {"field_strength": "3 T", "bore": "cylindrical", "spatial_gradient": "18 T/m",
                 "nucleus": "1H", "slew_rate": "150 T/m/s", "operating_mode": "normal"},
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "mri_check", "check", "r.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 11
    assert list((tmp_path / "cache" / "mri-check").glob("ask-*")) == []


@pytest.mark.parametrize("key,code", [("\x03", 5), ("\x04", 5)])
def test_to_stop_loses_nothing_that_was_answered(
    key: str, code: int, terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    it = terminal("ask", "--on", "2026-11-23")
    it.until(r"\n> $")
    it.say("8637-40")
    it.say("1.5 T")
    assert it.interrupt(key) == code
    assert "Stopped. What was answered is kept" in " ".join(it.seen.split())
    assert re.search(r"ask-\d+.yaml\r?\n", it.seen)
    assert "Traceback" not in it.seen
    (kept,) = (tmp_path / "cache" / "mri-check").glob("ask-*.yaml")
    assert read(kept.read_text(), "x").data["scan"] == {"field_strength": "1.5 T"}

    new = terminal("ask")
    assert str(kept) in new.until(r"\n> $")
    assert new.interrupt() == 5
    more = terminal("ask", str(kept))
    shown = more.until(r"\n> $")
    assert "Which pump" not in shown
    more.say("done", r"to none. $")
    more.type("\n")
    assert more.end() == 11
    assert not kept.exists(), "a dialogue that came to its end is not kept"


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_byte_that_is_no_text_is_not_taken(
    errors: str, terminal: Callable[..., Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However Python was told to read the terminal."""
    monkeypatch.setenv("PYTHONIOENCODING", f"utf-8:{errors}")
    it = terminal("ask", "--on", "2026-11-23")
    it.until(r"\n> $")
    assert "Not taken: it holds bytes that are no UTF-8 text" in it.say("Codman\udcff")
    assert "IDENTIFIED: 8637-40" in it.say("8637-40")
    assert it.interrupt() == 5


@pytest.mark.parametrize("keys", [["quit"], ["done", "\x04"]], ids=" ".join)
def test_what_is_stopped_is_one_document(
    keys: list[str], terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    """An error, or the checklist that was printed before it; in either case it says how to go on."""
    it = terminal("check", "--interactive", "--implant", "8637-40", "--format", "json")
    it.until(r"\n> $")
    it.say("1.5 T")
    for key in keys[:-1]:
        it.say(key, r"to none. $")
    assert it.interrupt(keys[-1] + "\n" * (keys[-1] == "quit")) == 5
    assert "Stopped. What was answered is kept" in it.seen
    assert ('"code": "interrupted"' in it.seen) == (keys == ["quit"])
    assert len(list((tmp_path / "cache" / "mri-check").glob("ask-*.yaml"))) == 1


def test_whatever_ends_it_what_was_answered_is_named(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    it = terminal("check", "--interactive", "--implant", "8637-40", "--output", "/dev/full")
    it.until(r"\n> $")
    it.say("1.5 T")
    it.type("done\n")
    assert it.end() == 5
    (kept,) = (tmp_path / "cache" / "mri-check").glob("ask-*.yaml")
    assert f"mri-check ask {kept}" in it.seen
    assert "no space left on device" in it.seen


@pytest.mark.parametrize(
    "word,made", [("n", False), ("No", False), ("none", False), ("./no", True)]
)
def test_the_offer_of_a_file_can_be_declined(
    word: str, made: bool, terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    it = terminal("ask", "--on", "2026-11-23")
    it.until(r"\n> $")
    it.say("8637-40")
    it.say("done", r"to none. $")
    it.type(word + "\n")
    assert it.end() == 11
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["no"] * made


def test_back_goes_on_back_and_quit_keeps(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    it = terminal("ask", "--on", "2026-11-23")
    it.until(r"\n> $")
    for text in ("8637-40", "1.5 T", "US"):
        it.say(text)
    assert "3. In which market" in it.say("BACK")
    assert "2. Which scanner is it?" in it.say("back")
    assert "1. Which pump is implanted?" in it.say("back")
    it.type("Quit\n")
    assert it.end() == 5
    (kept,) = (tmp_path / "cache" / "mri-check").glob("ask-*.yaml")
    assert read(kept.read_text(), "x").data["implants"] == [{"device": "8637-40"}]


def test_killed_it_is_kept_too(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    it = terminal("ask")
    it.until(r"\n> $")
    it.say("8637-40")
    it.close()
    it.handle = os.open(os.devnull, os.O_RDONLY)
    it.pid = 0
    (kept,) = (tmp_path / "cache" / "mri-check").glob("ask-*.yaml")
    assert read(kept.read_text(), "x").data["implants"] == [{"device": "8637-40"}]
    assert kept.stat().st_mode & 0o777 == 0o600, "it is of a patient, and for nobody else"


def test_check_asks_for_what_is_left_out(terminal: Callable[..., Terminal]) -> None:
    it = terminal(
        "check", "--interactive", "--implant", "8637-40", "--identified-by", "card", "--fact", "pump_state=active",
        "--market", "US", "--scanner", "g30", "--on", "2026-11-23", "--format", "json",
    )  # fmt: skip
    shown = it.until(r"\n> $")
    assert "Which pump" not in shown
    assert "In which market" not in shown
    shown = it.say("done", r"to none. $")
    assert '"format": "mri-check/checklist/1"' in shown
    it.type("\n")
    assert it.end() == 11


def test_what_is_typed_is_shown_and_not_obeyed(terminal: Callable[..., Terminal]) -> None:
    it = terminal("ask")
    it.until(r"\n> $")
    shown = it.say("a\u202epump \u2066x")
    assert "\\u202e" in shown.split("UNIDENTIFIED")[1]
    assert "\u202e" not in shown.split("UNIDENTIFIED")[1]


@pytest.mark.parametrize("arguments", [["ask"], ["check", "--interactive", "--implant", "8637"]])
def test_never_without_a_terminal(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mri_check", *arguments], input="8637-40\n", capture_output=True,
        text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "standard input is no terminal" in done.stderr


@pytest.mark.parametrize(
    "arguments,code,said",
    [
        (["--on", "tomorrow"], 2, "is not a date"),
        (["/nowhere.yaml"], 3, "cannot be read"),
        (["--policy", "/nowhere.yaml"], 3, "cannot be read"),
        (["--scanners", "/nowhere.yaml"], 3, "cannot be read"),
        (["--catalog", "/nowhere"], 4, "/nowhere"),
        (["bad.yaml"], 3, "unknown key 'scann' (did you mean scan?)"),
        (["list.yaml"], 3, "a mapping is needed"),
        (["day.yaml"], 3, "'2026-13-01' is not a date"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: list[str], code: int, said: str, terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text(
        "format: mri-check/request/1\non: 2026-11-23\nscann: {}\nimplants: [{device: a}]\n"
    )
    (tmp_path / "day.yaml").write_text(
        "format: mri-check/request/1\non: 2026-13-01\nimplants: [{device: a}]\n"
    )
    (tmp_path / "list.yaml").write_text("- a\n")
    it = terminal("ask", *arguments)
    assert it.end() == code
    assert said in " ".join(it.seen.split())
    assert "Traceback" not in it.seen
