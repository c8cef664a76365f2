"""Progress: a bar with rate and time left at a terminal, a line a minute elsewhere; Ctrl-C in every form."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check.cli import telling
from tests.ask.test_terminal import Terminal, terminal  # noqa: F401
from tests.batch.test_runs import fed, left, row, started

BAR = r"\[#* *\] +\d+%  [\d,]+ rows, [\d,]+ rows/s, \d+ min \d\d s left"
MESSAGE = (
    "MSH|^~\\&|R|H|X|Y|20261122||SIU^S12|1|P|2.5\r"
    "SCH||F-{at}\rAIS|1||A^MRI BRAIN|20261123\rNTE|1||pump\r"
)


def test_a_bar_at_a_terminal(
    terminal: Callable[..., Terminal],  # noqa: F811
    tmp_path: Path,
) -> None:
    """It says how far, how fast and how long; it is one line, fits the screen, and is gone at the end."""
    path, out = tmp_path / "s.jsonl", tmp_path / "out"
    rows = [json.dumps(row(at, id=f"Doe-{at}", implants=[{"device": f"pump A{at}Z"}])) for at in range(12_000)]  # fmt: skip
    path.write_text("\n".join(rows))
    it = terminal("batch", str(path), "--output", str(out), "--jobs", "1")
    shown = it.until(r"the worst: \w+")
    assert it.end() == 12
    shown += it.seen
    found = re.findall(BAR, shown)
    assert found, shown
    assert max(map(len, re.split(r"[\r\n]", shown))) <= 80
    assert re.search(r"\r {79}\r12000 rows; the worst", shown), "the bar was not wiped away"
    assert "Doe" not in shown
    assert len(out.read_text().splitlines()) == 12_000


PARTS = [
    (0, "[##########          ]  50%  12,000 rows, 1,200 rows/s, 0 min 10 s left"),
    (80, "[##########          ]  50%  12,000 rows, 1,200 rows/s, 0 min 10 s left"),
    (60, " 50%  12,000 rows, 1,200 rows/s, 0 min 10 s left"),
    (40, " 50%  12,000 rows, 0 min 10 s left"),
    (20, " 50%  12,000 rows"),
    (10, " 50%"),
    (4, " 50"),
]


@pytest.mark.parametrize("columns,told", PARTS)
def test_a_bar_leaves_out_what_a_narrow_terminal_has_no_room_for(
    columns: int, told: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One that is wrapped would not be written over, nor wiped away."""
    size = os.terminal_size((columns, 24))
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: size)
    it = telling.Telling()
    it.terminal, it.began, it.last = True, 0.0, 0.0
    monkeypatch.setattr(telling.time, "monotonic", lambda: 10.0)
    it.tick(12_000, 0.5)
    it.close()
    width = (columns or 80) - 1
    assert capfd.readouterr().err == f"\r{told:<{width}}\r{' ' * width}\r"


def test_a_line_a_minute_elsewhere(
    tmp_path: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard error is a file, no bar: a line when a minute is over, and none before."""
    path = tmp_path / "s.csv"
    path.write_text("id,on,device\n" + "Doe,2026-11-23,8637-40\n" * 2000)
    _, _, err = command("batch", path, "--output", tmp_path / "out")
    assert "rows/s" not in err
    clock = iter(range(0, 10_000, 25))
    monkeypatch.setattr(telling.time, "monotonic", lambda: float(next(clock)))
    _, _, err = command("batch", path, "--output", tmp_path / "out")
    told = [line for line in err.splitlines() if "rows/s" in line]
    assert 2 <= len(told) <= 4
    assert all(re.fullmatch(BAR, line) for line in told), told
    assert "\r" not in err
    assert "Doe" not in err


def test_ctrl_c_at_a_terminal(
    terminal: Callable[..., Terminal],  # noqa: F811
    tmp_path: Path,
) -> None:
    """A table from a pipe that never ends: Ctrl-C ends it within a second, and the journal says how far it was."""
    place = tmp_path / "fifo"
    os.mkfifo(place)
    out = tmp_path / "out"
    it = terminal("batch", str(place), "--output", str(out))
    raw = ("id,on,device\n" + "1,2026-11-23,8637-40\n" * 9000).encode()
    with open(place, "wb", buffering=0) as file:
        file.write(raw)
        for _ in range(600):
            journal = tmp_path / "out.journal"
            if journal.exists() and journal.read_text().count("\n") > 3:
                break
            time.sleep(0.02)
        began = time.monotonic()
        it.type("\x03")
        code = it.end()
        assert time.monotonic() - began < 1.5
    assert code == 5
    assert "run again with --resume" in it.seen
    assert "Traceback" not in it.seen
    assert left(out) == {"out.part", "out.journal"}


def test_another_form_is_gone_on_with_after_ctrl_c(tmp_path: Path) -> None:
    raw = "".join(MESSAGE.format(at=at) for at in range(3000)).encode()
    whole = tmp_path / "whole"
    assert resumed_with(raw, whole) == 12
    out = tmp_path / "out"
    process = started("-", "--output", out)
    fed(process, raw[: len(raw) * 3 // 4], out)
    process.kill()
    process.wait()
    assert resumed_with(raw, out, "--resume") == 12
    assert out.read_bytes() == whole.read_bytes()
    assert whole.read_bytes().count(b"\n") == 3000


def resumed_with(raw: bytes, out: Path, *more: str) -> int:
    process = started("-", "--output", out, *more)
    process.communicate(raw)
    return process.returncode
