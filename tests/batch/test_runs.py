"""Nothing lost: whatever ends a run, each row is there once in the end, or a clear error tells that not all are."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mri_check import load_catalog
from mri_check.batch import engine, inputs, journal, work
from mri_check.batch.inputs import open_inputs
from mri_check.beside import with_the_rights_of
from mri_check.cli.whole import writing
from mri_check.intake import Context

Command = Callable[..., tuple[int, str, str]]
DEVICES = ["8637-40", "11827", "91827", "no such pump", "SynchroMed"]


def row(at: int, **parts: Any) -> dict[str, Any]:
    return {
        "format": "mri-check/request/1", "id": f"secret-{at}", "on": "2026-11-23", "market": "US",
        "implants": [{"device": DEVICES[at % 5]}], "other_implants": "none", "bringing": [],
        "scan": {"field_strength": "3 T" if at % 3 else "1.5 T", "active_minutes": f"{at % 40 + 1} min"}, **parts,
    }  # fmt: skip


def written(path: Path, rows: list[Any]) -> Path:
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in rows]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


@pytest.fixture
def schedule(tmp_path: Path) -> Path:
    return written(tmp_path / "day.jsonl", [row(at) for at in range(120)])


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(inputs, "CHUNK", 3000)
    monkeypatch.setattr(inputs, "HEAD", 2000)
    yield


@pytest.fixture
def whole(schedule: Path, tmp_path: Path, command: Command) -> bytes:
    """What an uninterrupted run writes."""
    code, out, _ = command("batch", schedule, "--output", tmp_path / "whole", "--jobs", "1")
    assert (code, out) == (15, "")
    found = (tmp_path / "whole").read_bytes()
    assert [json.loads(line)["row"] for line in found.splitlines()] == list(range(1, 121))
    assert [json.loads(line)["id"] for line in found.splitlines()] == [
        f"secret-{n}" for n in range(120)
    ]
    return found


def left(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir() if one.name.startswith(path.name)}


@pytest.mark.parametrize("jobs", [2, 3, 5])
def test_any_number_of_jobs_writes_the_same_bytes(
    jobs: int, schedule: Path, whole: bytes, tmp_path: Path, command: Command
) -> None:
    code, _, err = command("batch", schedule, "--output", tmp_path / "out", "--jobs", jobs)
    assert code == 15
    assert (tmp_path / "out").read_bytes() == whole
    assert left(tmp_path / "out") == {"out"}
    assert "120 rows; the worst: prohibited (exit code 15)" in err


def test_every_bad_row_is_a_result(tmp_path: Path, command: Command) -> None:
    bad: list[bytes] = [
        b'{"format": "mri-check/request/1"', b"[1]", b"null", b"7", b'{"a": 1, "a": 2}', b"\xff\xfe", b'{"id": NaN}',
        json.dumps({**row(1), "id": None}).encode(), json.dumps({**row(1), "mrn": "Doe"}).encode(),
        json.dumps({**row(1), "market": "Doe^Jane"}).encode(),
        json.dumps({**row(1), "patient": None}).encode(), json.dumps({**row(1), "bringing": 1}).encode(),
        json.dumps({**row(1), "other_implants": None}).encode(), json.dumps({**row(1), "scan": {"exam": None}}).encode(),
        json.dumps(row(1)).replace('"on"', '"id": "x", "on"').encode(), b'{"id": "' + b"x" * 1_100_000 + b'"}',
        b"[" * 100_000, json.dumps({**row(1), "format": "x"}).encode(), b'{"id": "\x01"}',
    ]  # fmt: skip
    rows: list[Any] = []
    for at, one in enumerate(bad):
        rows += [row(at), one, b"", b"  \r"]
    path = written(tmp_path / "bad.jsonl", rows)
    raw = path.read_bytes().removesuffix(b"\n")
    path.write_bytes(raw)  # the last row has no newline either
    for jobs in (1, 2):
        command(
            "batch",
            path,
            "--output",
            tmp_path / "out",
            "--jobs",
            jobs,
            "--summary",
            tmp_path / "counts",
        )
        found = [json.loads(line) for line in (tmp_path / "out").read_bytes().splitlines()]
        counts = json.loads((tmp_path / "counts").read_text())
        assert counts["dispositions"]["unreadable"] == len(bad)
        assert counts["rows"] == 2 * len(bad)
        assert len(found) == 2 * len(bad)
        assert [one["row"] for one in found] == list(range(1, 2 * len(bad) + 1))
        for good, one, wanted in zip(found[::2], found[1::2], bad):
            assert good["disposition"] != "unreadable"
            assert (one["disposition"], one["exit_code"]) == ("unreadable", 16), wanted[:80]
            assert raw[one["offset"] :].startswith(wanted[:50])
            assert one["errors"]
        assert "Jane" not in (tmp_path / "out").read_text()


class Stop(OSError):
    pass


def stopping(after: int, keep: int) -> Callable[[int, Any], int]:
    """An ``os.writev`` that writes part of what it is given and then fails for good."""
    left = [after]
    real = os.writev

    def write(file: int, data: Any) -> int:
        if file < 3:
            return real(file, data)
        left[0] -= 1
        if left[0] < 0:
            raise Stop(errno.ENOSPC, "No space left on device")
        if left[0] == 0:
            return os.write(file, b"".join(data)[:keep])
        return real(file, data)

    return write


@pytest.mark.parametrize("after", [1, 2, 3, 4, 5, 8, 13, 20])
@pytest.mark.parametrize("keep", [1, 60])
def test_a_full_disk_at_any_write_loses_nothing(
    after: int, keep: int, schedule: Path, whole: bytes, tmp_path: Path, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(after, keep))
        code, _, err = command("batch", schedule, "--output", out, "--jobs", "1")
    assert code == 5
    assert "cannot be written: no space left on device" in err
    assert not out.exists()
    code, _, _ = command("batch", schedule, "--output", out, "--resume", "--jobs", 1 + after % 2)
    assert code == 15
    assert out.read_bytes() == whole
    assert left(out) == {"out"}


def test_a_resumed_run_judges_only_what_is_left(
    schedule: Path, whole: bytes, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(13, 9))
        command("batch", schedule, "--output", out, "--jobs", "1")
    chunks = len((tmp_path / "out.journal").read_text().splitlines()) - 2
    assert chunks > 2
    judged = []
    real = work.Run.put
    monkeypatch.setattr(work.Run, "put", lambda self, *a: judged.append(1) or real(self, *a))
    _, _, err = command("batch", schedule, "--output", out, "--resume", "--jobs", "1")
    assert out.read_bytes() == whole
    with monkeypatch.context() as patch:
        every = len(judged)
        judged.clear()
        _, _, again = command("batch", schedule, "--output", out, "--jobs", "1")
    assert len(judged) - 1 == every + chunks  # and the header
    assert err == again  # the same summary


@pytest.mark.parametrize("several", [True, False])
def test_short_writes_write_all(
    several: bool, schedule: Path, whole: bytes, tmp_path: Path, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    real = os.write
    if several:
        monkeypatch.setattr(os, "writev", lambda file, data: real(file, b"".join(data)[:701]))
    else:  # a system without it
        monkeypatch.delattr(os, "writev")
        monkeypatch.setattr(os, "write", lambda file, data: real(file, bytes(data)[:701]))
    command("batch", schedule, "--output", tmp_path / "out", "--jobs", "1")
    assert (tmp_path / "out").read_bytes() == whole
    command("batch", schedule, "--output", tmp_path / "two", "--jobs", "2")
    assert (tmp_path / "two").read_bytes() == whole


def test_what_changed_is_not_gone_on_with(
    schedule: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(9, 9))
        command("batch", schedule, "--output", out, "--jobs", "1")
    code, _, err = command("batch", schedule, "--output", out, "--resume", "--findings")
    assert code == 5
    assert "begun with other data or options (options)" in err
    raw = schedule.read_bytes()
    schedule.write_bytes(raw.replace(b"3 T", b"7 T"))
    code, _, err = command("batch", schedule, "--output", out, "--resume")
    assert code == 5
    assert "the schedule is not what it was" in err
    other = raw.replace(b"2026-11-23", b"2026-20-14", 1)
    assert zlib.adler32(other) == zlib.adler32(raw)  # as of two rows whose ids change places
    schedule.write_bytes(other)
    code, _, err = command("batch", schedule, "--output", out, "--resume")
    assert (code, "the schedule is not what it was" in err) == (5, True)
    schedule.write_bytes(raw)
    part = tmp_path / "out.part"
    part.write_bytes(
        part.read_bytes()[:-400]
    )  # as after a power cut: what is not there is done again
    code, _, _ = command("batch", schedule, "--output", out, "--resume")
    assert code == 15
    code, _, err = command("batch", schedule, "--output", out, "--resume")
    assert code == 15
    assert "nothing to go on with" in err


def test_rows_not_yet_judged_are_taken_as_they_now_stand(
    schedule: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(9, 9))
        command("batch", schedule, "--output", out, "--jobs", "1")
    lines = schedule.read_bytes().splitlines(keepends=True)
    schedule.write_bytes(b"".join([*lines[:-1], lines[-1].replace(b"3 T", b"7 T"), lines[0]]))
    code, _, err = command("batch", schedule, "--output", out, "--resume")
    assert (code, "nothing to go on with" in err) == (15, False)
    command("batch", schedule, "--output", fresh)
    assert out.read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize(
    ("was", "is_", "told"),
    [
        ('"version"', '"more": 1, "version"', "begun with other data or options (more)"),
        ('"schedules"', '"schedule"', "begun with other data or options (schedules, schedule)"),
        ("journal/2", "journal/1", "begun by another version of mri-check"),
    ],
)
def test_what_is_other_in_a_journal_is_named(
    was: str, is_: str, told: str, schedule: Path, tmp_path: Path, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out, place = tmp_path / "out", tmp_path / "out.journal"
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(9, 9))
        command("batch", schedule, "--output", out, "--jobs", "1")
    place.write_text(place.read_text().replace(was, is_, 1))
    code, _, err = command("batch", schedule, "--output", out, "--resume")
    assert (code, told in err) == (5, True)


def test_two_runs_do_not_write_one_file(schedule: Path, tmp_path: Path, command: Command) -> None:
    other = journal.Output(str(tmp_path / "out"), {})
    other.open(False)
    code, _, err = command("batch", schedule, "--output", tmp_path / "out")
    other.close()
    assert code == 5
    assert "another run is writing this file" in err


@pytest.mark.parametrize(
    ("left_out", "more", "rows"),
    [(1, b"", 120), (1, b"\n", 120), (1, b"\n{}\n", 121), (99, b"", 120), (99, None, 0), (1, b" \n", 0)],
)  # fmt: skip
def test_a_last_line_that_was_half_written_is_not_two_rows(
    left_out: int, more: bytes | None, rows: int, schedule: Path, tmp_path: Path, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The first run came to the end of the schedule as it then was, and could not put its results in their place."""
    out, raw = tmp_path / "out", schedule.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    schedule.write_bytes(raw[:-left_out])
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert command("batch", schedule, "--output", out, "--jobs", "1")[0] == 5
    schedule.write_bytes(raw[:-left_out] + (raw[-left_out:] if more is None else more))
    code, _, err = command("batch", schedule, "--output", out, "--resume")
    if rows:
        assert code in (15, 16)
        assert len(out.read_bytes().splitlines()) == rows
    else:
        assert (code, "the schedule is not what it was" in err) == (5, True)


@pytest.mark.parametrize("name", ["out.journal", "out.part"])
@pytest.mark.parametrize("kind", ["link", "loose link", "pipe", "folder"])
def test_what_stands_in_the_place_of_our_files_is_left_alone(
    kind: str, name: str, schedule: Path, tmp_path: Path, command: Command
) -> None:
    blocks, other = tmp_path / name, tmp_path / "other"
    if kind == "pipe":
        os.mkfifo(blocks)
    elif kind == "folder":
        blocks.mkdir()
    else:
        blocks.symlink_to(other)
    if kind == "link":
        other.write_text("a letter")
    for more in ([], ["--resume"]):
        code, _, err = command("batch", schedule, "--output", tmp_path / "out", *more)
        assert code == 2
        assert f"cannot be written: something else has this name ({blocks})" in err
    assert other.exists() is (kind == "link")
    assert kind != "link" or other.read_text() == "a letter"


def test_a_run_of_the_same_number_writes_its_own(tmp_path: Path) -> None:
    """In a container every run has the same process id; on a shared folder the other may be alive."""
    counts = tmp_path / "counts"
    with writing(str(counts)) as one:
        one.write("first")
        with writing(str(counts)) as other:
            other.write("second")
        assert counts.read_text() == "second"
    assert (counts.read_text(), list(tmp_path.iterdir())) == ("first", [counts])


@pytest.mark.parametrize(("was", "is_"), [(0o640, 0o600), (0o664, 0o644), (0o2775, 0o755)])
def test_what_a_group_may_do_is_given_to_no_other(
    was: int, is_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, part, real = tmp_path / "out", tmp_path / "part", os.stat

    def refused(*_: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def stat(path: Any, **more: Any) -> os.stat_result:
        found = real(path, **more)
        if path != str(target):
            return found
        return os.stat_result((*found[:5], found.st_gid + 1, *found[6:10]))

    for one in (target, part):
        one.touch()
    target.chmod(was)
    with monkeypatch.context() as patch:
        patch.setattr(os, "chown", refused)
        patch.setattr(os, "stat", stat)
        with_the_rights_of(str(target), str(part))
    assert part.stat().st_mode & 0o7777 == is_


def test_what_is_read_only_is_replaced_and_gone_on_with(
    schedule: Path, whole: bytes, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.touch()
    out.chmod(0o444)
    told = ("batch", schedule, "--output", out, "--jobs", "1")
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(9, 9))
        assert command(*told)[0] == 5
    parts = [tmp_path / "out.part", tmp_path / "out.journal"]
    assert [one.stat().st_mode & 0o777 for one in parts] == [0o644] * 2
    assert command(*told, "--resume")[0] == 15
    assert (out.read_bytes(), out.stat().st_mode & 0o777) == (whole, 0o444)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_signal_leaves_no_half_of_a_summary(
    number: int, jobs: str, long: tuple[bytes, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    process = started("-", "--output", out, "--summary", tmp_path / "counts", "--jobs", jobs)
    fed(process, long[0][: len(long[0]) // 2], out)
    assert list(tmp_path.glob("counts.*"))
    process.send_signal(number)
    process.communicate(timeout=10)
    assert process.returncode == -number
    assert not list(tmp_path.glob("counts*"))
    assert left(out) == {"out.part", "out.journal"}


def test_a_file_that_is_replaced_keeps_who_may_read_it(
    schedule: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, counts = tmp_path / "out", tmp_path / "counts"
    told = ("batch", schedule, "--output", out, "--summary", counts, "--jobs", "1")
    for mode in (0o600, 0o664):
        for one in (out, counts):
            one.touch()
            one.chmod(mode)
        assert command(*told)[0] == 15
        assert [one.stat().st_mode & 0o777 for one in (out, counts)] == [mode, mode]
    out.chmod(0o600)
    with monkeypatch.context() as patch:
        patch.setattr(os, "writev", stopping(9, 9))
        assert command(*told)[0] == 5
    parts = [tmp_path / "out.part", tmp_path / "out.journal"]
    assert [one.stat().st_mode & 0o777 for one in parts] == [0o600] * 2


@pytest.mark.parametrize("line", [b"\0\0\0\n", b"null\n", b"{}\n", b'{"format": 1}\n'])
def test_a_journal_that_is_none_is_said(
    line: bytes, schedule: Path, tmp_path: Path, command: Command
) -> None:
    (tmp_path / "out.journal").write_bytes(line)
    (tmp_path / "out.part").write_bytes(b"some results\n")
    code, _, err = command("batch", schedule, "--output", tmp_path / "out", "--resume")
    assert code == 5
    assert "out.journal is not a journal that can be read: run again without --resume" in err
    assert (tmp_path / "out.part").read_bytes() == b"some results\n"


@pytest.mark.parametrize(
    "damage",
    [
        b"\0" * 40 + b"\n", b"7\n", b'{"in":1\n', b"\xff x\n",
        b'{"in":1000000000000,"in_mark":1,"bytes":1,"out":"x","out_mark":1,"counts":{}}\n',
        b'93043aca80bcf00917b080ddd19829061967c05a {"in":1000000000000,"in_mark":"","bytes":1,"out":0,"out_mark":0,'
        b'"counts":{}}\n',
    ],
)  # fmt: skip
def test_a_damaged_end_of_a_journal_is_judged_again(
    damage: bytes, schedule: Path, whole: bytes, tmp_path: Path, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(os, "writev", stopping(9, 9))
        assert command("batch", schedule, "--output", out, "--jobs", "1")[0] == 5
    with open(f"{out}.journal", "ab") as file:
        file.write(damage)
    assert command("batch", schedule, "--output", out, "--jobs", "1", "--resume")[0] == 15
    assert out.read_bytes() == whole


def test_a_journal_that_another_run_takes_away_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other run ended between our opening its journal and our turn to write it."""
    header = {"format": "mri-check/journal/2"}
    first = journal.Output(str(tmp_path / "out"), header)
    first.open(False)
    second = journal.Output(str(tmp_path / "out"), header)
    wait = second._alone

    def ends_meanwhile() -> None:
        if first.file >= 0:
            first.finish()
        wait()

    monkeypatch.setattr(second, "_alone", ends_meanwhile)
    assert second.open(True) is False
    assert (tmp_path / "out.journal").stat().st_size > 0
    second.finish()


def started(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mri_check", "batch", *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def fed(process: subprocess.Popen[bytes], raw: bytes, out: Path) -> None:
    """Give a run the first half of a schedule, and wait until some of it is done."""
    assert process.stdin is not None
    process.stdin.write(raw)
    process.stdin.flush()
    place = out.with_name(out.name + ".journal")
    for _ in range(600):
        if place.exists() and len(place.read_bytes().splitlines()) > 3:
            return
        time.sleep(0.02)
    raise AssertionError("no chunk was done")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A schedule of many chunks of the usual size, and its results."""
    folder = tmp_path_factory.mktemp("long")
    path = written(folder / "long.jsonl", [row(at) for at in range(6000)])
    ended = subprocess.run(
        [sys.executable, "-m", "mri_check", "batch", path, "--jobs", "1"], capture_output=True, check=False
    )  # fmt: skip
    assert ended.stdout.count(b"\n") == 6000
    return path.read_bytes(), ended.stdout


def resumed(raw: bytes, out: Path, *more: str) -> bytes:
    ended = subprocess.run(
        [sys.executable, "-m", "mri_check", "batch", "-", "--output", str(out), "--resume", *more],
        input=raw, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 15, ended.stderr
    assert left(out) == {out.name}
    return out.read_bytes()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_kill_9_at_any_moment_and_resume(
    jobs: str, long: tuple[bytes, bytes], tmp_path: Path
) -> None:
    raw, whole = long
    out = tmp_path / "out"
    process = started("-", "--output", out, "--jobs", jobs)
    fed(process, raw[: len(raw) * 3 // 4], out)
    process.kill()
    process.wait()
    assert not out.exists()
    time.sleep(0.3)  # a worker that lost its parent ends with the chunk it is at
    assert resumed(raw, out, "--jobs", jobs) == whole


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_within_a_second_and_leaves_a_journal(
    jobs: str, long: tuple[bytes, bytes], tmp_path: Path
) -> None:
    raw, whole = long
    out = tmp_path / "out"
    process = started("-", "--output", out, "--jobs", jobs, start_new_session=True)
    fed(process, raw[: len(raw) // 2], out)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, err = process.communicate(timeout=10)
    assert time.monotonic() - began < 1.5
    assert process.returncode == 5
    assert b"run again with --resume" in err
    assert err.rstrip().endswith(b"mri-check: interrupted")
    assert b"Traceback" not in err
    assert resumed(raw, out) == whole


def test_a_worker_that_dies_is_told_and_nothing_is_lost(
    long: tuple[bytes, bytes], tmp_path: Path
) -> None:
    raw, whole = long
    out = tmp_path / "out"
    process = started("-", "--output", out, "--jobs", "2")
    fed(process, raw[: len(raw) // 2], out)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 2
    os.kill(int(children[1]), signal.SIGKILL)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 5
    assert b"a worker ended by signal 9" in err
    assert not out.exists()
    assert resumed(raw, out, "--jobs", "2") == whole


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_schedule_that_fails_while_it_is_read_is_said(
    jobs: str, schedule: Path, whole: bytes, tmp_path: Path, command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    real, there = os.read, os.stat(schedule)

    def read(file: int, size: int) -> bytes:
        if os.path.samestat(os.fstat(file), there) and os.lseek(file, 0, os.SEEK_CUR) > 9000:
            raise OSError(errno.EIO, "Input/output error")
        return real(file, size)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", read)
        code, _, err = command("batch", schedule, "--output", out, "--jobs", jobs)
    assert code == 3
    assert err.endswith(f"mri-check: {schedule}: cannot be read: input/output error\n")
    code, _, _ = command("batch", schedule, "--output", out, "--jobs", jobs, "--resume")
    assert (code, out.read_bytes()) == (15, whole)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_limit_on_the_file_is_a_clear_error(
    jobs: str, long: tuple[bytes, bytes], tmp_path: Path
) -> None:
    raw, whole = long
    out = tmp_path / "out"

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) // 2, len(whole) // 2))

    process = started("-", "--output", out, "--jobs", jobs, preexec_fn=small)
    _, err = process.communicate(raw)
    assert process.returncode == 5
    assert b"cannot be written: file too large" in err
    assert not out.exists()
    assert resumed(raw, out) == whole


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_closed_pipe_is_one_line(jobs: str, long: tuple[bytes, bytes]) -> None:
    process = started("-", "--jobs", jobs)
    assert process.stdin and process.stdout and process.stderr
    process.stdout.close()
    try:
        process.stdin.write(long[0])
        process.stdin.close()
    except BrokenPipeError:
        pass
    err = process.stderr.read()
    assert process.wait() == 5
    assert err == b"mri-check: the output was closed before it was complete\n"


def test_no_identifier_reaches_standard_error(
    schedule: Path, tmp_path: Path, command: Command
) -> None:
    code, out, err = command(
        "batch", schedule, "--output", tmp_path / "o", "--summary", tmp_path / "s"
    )
    assert code == 15
    assert out == ""
    assert "secret" not in err + (tmp_path / "s").read_text()
    assert all(len(line) <= 80 for line in err.splitlines())
    form = json.loads((tmp_path / "s").read_text())
    assert form["format"] == "mri-check/summary/1"
    assert sum(form["dispositions"].values()) == form["rows"] == 120
    assert next(iter(form["dispositions"])) == form["disposition"] == "prohibited"
    assert f"rows {form['first']['prohibited'][0]}," in err


def test_an_empty_schedule_never_exits_0(tmp_path: Path, command: Command) -> None:
    (tmp_path / "none").write_text("\n\n")
    code, _, err = command("batch", tmp_path / "none", "--output", tmp_path / "out")
    assert code == 9
    assert (
        err == f"note: {tmp_path / 'none'} holds no row\nNo row: nothing was judged (exit code 9)\n"
    )


def test_a_schedule_without_a_row_among_others_is_noted(
    schedule: Path, tmp_path: Path, command: Command
) -> None:
    (tmp_path / "none").write_text("\n\n")
    code, _, err = command("batch", tmp_path / "none", schedule, "--output", tmp_path / "out")
    assert code == 15
    assert err.startswith(f"note: {tmp_path / 'none'} holds no row\n120 rows; ")


def test_one_row_is_a_row(tmp_path: Path, command: Command) -> None:
    _, _, err = command("batch", written(tmp_path / "s", [row(0)]), "--output", tmp_path / "out")
    assert "\n      row 1\n" in err


OWN = {
    "--summary": ["day.jsonl", "out", "site.yaml"],
    "--output": ["day.jsonl", "day", "site.yaml"],
}


@pytest.mark.parametrize(
    ("option", "path"), [(option, path) for option, paths in OWN.items() for path in paths]
)
def test_what_is_read_or_written_is_never_written_over(
    option: str, path: str, tmp_path: Path, command: Command
) -> None:
    schedules = [written(tmp_path / name, [row(0)]) for name in ("day.jsonl", "day.part", "day.journal")]  # fmt: skip
    policy = tmp_path / "site.yaml"
    policy.write_text(
        "format: mri-check/policy/1\nname: a site\n"
        "rules: [{id: mode, conditions: {scan.operating_mode: {at_most: normal}}}]\n"
    )
    before = {one: one.read_bytes() for one in (*schedules, policy)}
    more = [] if option == "--output" else ["--output", tmp_path / "out"]
    code, _, err = command(
        "batch", *schedules, "--policy", policy, option, tmp_path / path, *more
    )  # fmt: skip
    assert (code, {one: one.read_bytes() for one in before}) == (2, before)
    assert f"{option}: {tmp_path / path} is read or written as something else too" in err


@pytest.mark.parametrize("option", ["--output", "--summary"])
def test_a_place_that_cannot_be_written_is_said_before_a_row_is_judged(
    option: str, schedule: Path, tmp_path: Path, command: Command
) -> None:
    for path, told in (("no/where", "there is no such folder"), ("", "is a directory")):
        code, out, err = command("batch", schedule, option, tmp_path / path)
        assert (code, out) == (2, "")
        assert f"{option}: {tmp_path / path} cannot be written: {told}" in err


@pytest.mark.parametrize("name", ["out.journal", "out.part"])
def test_a_folder_that_takes_no_file_is_said_before_a_row_is_judged(
    name: str, schedule: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To root every folder is open: the refusal is put in its place."""
    open_ = os.open

    def refused(path: Any, *more: Any) -> int:
        if str(path) == str(tmp_path / name):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return open_(path, *more)

    monkeypatch.setattr(os, "open", refused)
    code, out, err = command("batch", schedule, "--output", tmp_path / "out")
    assert (code, out) == (2, "")
    assert f"--output: {tmp_path / 'out'} cannot be written: permission denied" in err
    assert "rows" not in err


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ([], "standard output: cannot be written"),
        (["--output", "/dev/full"], "--output: /dev/full cannot be written"),
        (["--output", "/dev/full", "--jobs", "2"], "--output: /dev/full cannot be written"),
    ],
)
def test_an_output_that_is_full_is_named(schedule: Path, output: list[str], told: str) -> None:
    with open("/dev/full" if not output else os.devnull, "wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "mri_check", "batch", schedule, *output], stdout=full,
            stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert ended.returncode == 5
    assert f"mri-check: {told}: no space left on device" in ended.stderr.decode()
    assert ("standard output" in told) is (b"standard output" in ended.stderr)


def test_a_summary_that_cannot_be_written_is_an_error_of_its_own(
    schedule: Path, whole: bytes, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told before a row is judged where it can be; else after the same counts on standard error."""
    out, counts = tmp_path / "out", tmp_path / "counts"
    _, _, told = command("batch", schedule, "--output", out)
    for place in ("/proc/counts", tmp_path / ("x" * 250)):
        code, text, err = command("batch", schedule, "--output", tmp_path / "new", "--summary", place)  # fmt: skip
        assert (code, text, (tmp_path / "new").exists()) == (2, "", False)
        assert f"--summary: {place} cannot be written: " in err
        assert "rows" not in err
    code, _, err = command("batch", schedule, "--output", out, "--summary", "/dev/full")
    assert (code, out.read_bytes()) == (5, whole)
    assert err == f"{told}mri-check: --summary: /dev/full cannot be written: no space left on device\n"  # fmt: skip
    monkeypatch.setattr(os, "writev", stopping(3, 9))
    code, _, err = command("batch", schedule, "--output", out, "--summary", counts, "--jobs", "1")
    assert (code, "--summary" in err) == (5, False)
    assert not list(tmp_path.glob("counts*"))


@pytest.mark.parametrize("names", [["/dev/stdin", "/dev/stdin"], ["-", "/dev/stdin"], ["pipe"] * 2])
def test_a_pipe_is_read_once(names: list[str], long: tuple[bytes, bytes], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ended = subprocess.run(
        [sys.executable, "-m", "mri_check", "batch", *names], input=long[0][:4000], capture_output=True,
        check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"is read once: name it once" in ended.stderr


def test_what_gives_each_who_reads_it_the_same_is_read_twice(
    tmp_path: Path, command: Command
) -> None:
    code, _, err = command("batch", "/dev/null", "/dev/null", "--output", tmp_path / "out")
    assert code == 9
    assert err.count("note: /dev/null holds no row") == 2


def test_a_name_that_is_no_text_is_told_as_text(tmp_path: Path, command: Command) -> None:
    path = written(tmp_path / "day\udcff.jsonl", [b"{"])
    command("batch", path, "--output", tmp_path / "out")
    found = json.loads((tmp_path / "out").read_bytes())
    assert found["file"] == str(tmp_path / "day\\udcff.jsonl")


def test_columns_to_keep_are_no_part_of_the_request(tmp_path: Path, command: Command) -> None:
    path = written(tmp_path / "s", [row(0, bay="B:7", room=3), row(1, bay="x"), row(2)])
    command("batch", path, "--keep", "bay", "--keep", "room", "--output", tmp_path / "out")
    found = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [one.get("keep") for one in found] == [{"bay": "B:7", "room": "3"}, {"bay": "x"}, {}]
    assert not any(one["disposition"] == "unreadable" for one in found)
    for jobs in (1, 2):
        told = ["--keep", "bay", "--keep", "wrad", "--output", tmp_path / "out"]
        _, _, err = command("batch", path, *told, "--jobs", jobs)
        assert err.startswith("note: --keep: no row has 'wrad'\n3 rows")
    code, _, err = command("batch", path, "--keep", "scan")
    assert code == 2
    assert "'scan' is a key of the request itself" in err


def test_a_table_has_a_row_for_each_row(schedule: Path, tmp_path: Path, command: Command) -> None:
    import csv

    for jobs in (1, 2):
        command(
            "batch",
            schedule,
            "--format",
            "csv",
            "--output",
            tmp_path / f"{jobs}.csv",
            "--jobs",
            jobs,
        )
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    with open(tmp_path / "1.csv", newline="") as file:
        found = list(csv.DictReader(file))
    assert [one["row"] for one in found] == [str(n) for n in range(1, 121)]
    assert found[0]["labellings"].startswith("medtronic/synchromed-ii/us-m005186c003-b@sha256:")
    path = written(tmp_path / "f", [row(0, id="=1+2")])
    command("batch", path, "--format", "csv", "--output", tmp_path / "f.csv")
    assert "\n1,'=1+2," in (tmp_path / "f.csv").read_text()


def test_a_table_repeats_what_is_kept_and_names_the_schedule(
    tmp_path: Path, command: Command
) -> None:
    import csv

    paths = [written(tmp_path / "a", [row(0, room="Röntgen 甲")]), written(tmp_path / "b", [b"{"])]
    out = tmp_path / "out.csv"
    command("batch", *paths, "--keep", "room", "--format", "csv", "--output", out)
    with open(out, newline="", encoding="utf-8") as file:
        good, bad = csv.DictReader(file)
    assert good["room"] == "Röntgen 甲"
    assert bad["why"].endswith(f"({paths[1]}, from byte 0)")


def test_a_cell_of_a_table_is_a_text_or_json(tmp_path: Path, command: Command) -> None:
    import csv

    implants = [{"device": "8637-40", "market": "EU"}, {"device": "13827"}]
    rows = [row(0, room={"bay": None, "tags": ["é", True]}, market="US", implants=implants), row(1)]
    path, out = written(tmp_path / "s", rows), tmp_path / "out.csv"
    command("batch", path, "--keep", "room", "--format", "csv", "--output", out)
    with open(out, newline="", encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert json.loads(first["room"]) == {"bay": None, "tags": ["é", True]}
    assert (first["row"], second["room"]) == ("1", "")
    assert first["devices"].split()[0] == "medtronic/synchromed-ii@EU"
    assert "@" not in first["devices"].split()[1] + second["devices"]


def test_no_two_columns_of_a_table_have_one_name(tmp_path: Path, command: Command) -> None:
    path = written(tmp_path / "s", [row(0, devices="x", bay="B")])
    code, out, err = command("batch", path, "--keep", "devices", "--format", "csv")
    assert (code, out) == (2, "")
    assert "'devices' is a column of the results too" in err
    assert command("batch", path, "--keep", "devices", "--output", tmp_path / "out")[0] != 2
    command("batch", path, *["--keep", "bay"] * 2, "--format", "csv", "--output", tmp_path / "out")
    assert (tmp_path / "out").read_text().startswith("row,id,bay,on,")


def test_chunks_are_cut_at_rows_and_read_again_the_same(schedule: Path) -> None:
    context = Context(load_catalog())
    first, second = (open_inputs([str(schedule)] * 2, context) for _ in range(2))
    at, again = first.start(), second.start()
    rows = 0
    while (taken := first.take(at)) is not None:
        chunk, at = taken
        repeated = second.take(again, chunk.size)
        assert repeated is not None
        assert repeated[0] == chunk
        again = repeated[1]
        rows += chunk.many
    assert second.take(again) is None
    assert rows == at.row == 240


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("road", ["plain", "fast"])
def test_a_defect_of_a_quick_road_is_told_and_no_slower_road(
    road: str, jobs: int, schedule: Path, tmp_path: Path, command: Command, monkeypatch: Any
) -> None:
    def defect(*_: Any) -> Any:
        raise NameError

    if road == "plain":
        monkeypatch.setattr(engine, "plain_road", lambda _: defect)
    else:
        monkeypatch.setattr(engine.Engine, "fast", defect)
    code, out, err = command("batch", schedule, "--output", tmp_path / "out", "--jobs", jobs)
    assert (code, out) == (5, "") and "NameError" in err
