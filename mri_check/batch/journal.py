"""What a run has done so far, so that an interrupted one goes on where it stopped, and a finished one is whole."""

from __future__ import annotations

import errno
import json
import os
import stat
import time
import zlib
from collections.abc import Iterable
from typing import Any

from mri_check.beside import with_the_rights_of
from mri_check.cache import fingerprint
from mri_check.errors import MriCheckError, Problem, reason_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


PATIENCE = 20
"""Tenths of a second."""
AT_ONCE = 1024
"""So many blocks are written with one call; more no system takes."""


class Broken(MriCheckError):
    """The output cannot be written, or cannot be gone on with."""


def broken(where: str, message: str) -> Broken:
    """One problem of the output."""
    return Broken(Problem("output", where, message))


_JOURNAL = "mri-check/journal/"


class Output:
    """A file that appears whole or not at all: written beside its place, with a journal, and renamed at the end.

    The journal has one line for each chunk, written after the chunk itself, so that it never says more than
    is there, and with a digest of its own, so that a damaged one is none. What stands behind its last line is cut
    off when a run goes on.
    """

    def __init__(self, path: str, header: dict[str, Any]) -> None:
        self.path = os.path.realpath(path)
        self.part, self.place = self.path + ".part", self.path + ".journal"
        self.header = header
        self.file = self.journal = -1
        self.records: list[dict[str, Any]] = []
        self.size = 0

    def open(self, resume: bool) -> bool:
        """Open anew, or go on with what an interrupted run left; False where there is nothing to go on with.

        Raises Broken: another run is writing it, or it was begun on other data or with other options; OSError
        where it cannot be opened.
        """
        try:
            while self.journal < 0:
                self.journal = _own(self.place, os.O_APPEND)
                if fcntl is not None:
                    self._alone()
                if not self._there():  # the run that had it ended meanwhile, and took it away
                    os.close(self.journal)
                    self.journal = -1
            self.file = _own(self.part)
            for one in (self.place, self.part):  # who goes on with it writes both, and else nobody
                with_the_rights_of(self.path, one, stat.S_IRUSR | stat.S_IWUSR)
        except BlockingIOError:
            raise broken(self.path, "another run is writing this file") from None
        found = self._read() if resume else []
        if not found:
            os.ftruncate(self.journal, 0)
            os.ftruncate(self.file, 0)
            self._say(json.dumps(self.header, separators=(",", ":")).encode())
            return False
        self.records = found
        return True

    def _alone(self) -> None:
        """Wait a little for the workers of a run that was killed to end. Raises BlockingIOError."""
        for _ in range(PATIENCE):
            try:
                fcntl.flock(self.journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(0.1)
        fcntl.flock(self.journal, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _there(self) -> bool:
        """Whether the journal that is open is still the file of that name."""
        try:
            return os.path.samestat(os.fstat(self.journal), os.stat(self.place))
        except FileNotFoundError:
            return False

    def _read(self) -> list[dict[str, Any]]:
        """The records whose output is there as it was written. Raises Broken."""
        with open(self.place, "rb") as file:
            lines = file.read().split(b"\n")[:-1]  # a line that was not finished does not count
        if not lines:
            return []
        try:
            header = json.loads(lines[0])
        except (ValueError, RecursionError):
            header = None
        form = header.get("format") if isinstance(header, dict) else None
        if not isinstance(form, str) or not form.startswith(_JOURNAL):
            raise broken(
                "--resume", f"{self.place} is not a journal that can be read: "
                "run again without --resume to start anew"
            )  # fmt: skip
        if form != self.header["format"]:
            raise broken(
                "--resume", f"{self.place} was begun by another version of mri-check: "
                "run again without --resume to start anew"
            )  # fmt: skip
        asked = json.loads(json.dumps(self.header))
        if header != asked:
            every = {**asked, **header}
            other = [name for name in every if header.get(name, ...) != asked.get(name, ...)]
            raise broken(
                "--resume", f"{self.place} was begun with other data or options ({', '.join(other)}): "
                "run again without --resume to start anew"
            )  # fmt: skip
        records, length = [], len(lines[0]) + 1
        for line in lines[1:]:
            mark, _, body = line.partition(b" ")
            if mark.decode("ascii", "replace") != fingerprint((body,)):
                break  # of a damaged one, what follows is judged again
            record = json.loads(body)
            raw = _exactly(self.file, self.size, record["out"])
            if raw is None or zlib.crc32(raw) != record["out_mark"]:
                break
            records.append(record)
            self.size += record["out"]
            length += len(line) + 1
        os.ftruncate(self.journal, length)
        os.ftruncate(self.file, self.size)
        os.lseek(self.file, self.size, os.SEEK_SET)
        return records

    def note(self, record: dict[str, Any]) -> None:
        """Write down a chunk that was written."""
        line = json.dumps(record, separators=(",", ":")).encode()
        self._say(fingerprint((line,)).encode() + b" " + line)

    def _say(self, line: bytes) -> None:
        try:
            write_all(self.journal, [line + b"\n"])
        except OSError as bad:
            raise broken(self.place, f"cannot be written: {reason_of(bad)}") from None

    def finish(self) -> None:
        """Put the whole file in its place. Raises Broken."""
        try:
            os.fsync(self.file)
            with_the_rights_of(self.path, self.part)
            os.replace(self.part, self.path)
            os.unlink(self.place)
        except OSError as bad:
            raise broken(self.path, f"cannot be written: {reason_of(bad)}") from None
        self.close()

    def close(self) -> None:
        """Leave what there is for ``--resume``."""
        for file in (self.file, self.journal):
            if file >= 0:
                os.close(file)
        self.file = self.journal = -1


def _own(place: str, more: int = 0) -> int:
    """Open a file of our own for writing; what a link leads to is another's. Raises OSError."""
    if os.path.lexists(place) and not stat.S_ISREG(os.lstat(place).st_mode):
        raise OSError(errno.EEXIST, "something else has this name", place)
    return os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | more, 0o644)


def write_all(file: int, blocks: Iterable[bytes]) -> None:
    """Write all of it, many blocks with one call, and however little each call takes. Raises OSError."""
    left = [memoryview(block) for block in blocks if block]
    while left:
        wrote = _write(file, left)
        done = 0
        while done < len(left) and wrote >= len(left[done]):
            wrote -= len(left[done])
            done += 1
        del left[:done]
        if wrote:
            left[0] = left[0][wrote:]


def _write(file: int, left: list[memoryview]) -> int:
    """As much as one call takes; how much that was."""
    if hasattr(os, "writev"):
        return os.writev(file, left[:AT_ONCE])
    return os.write(file, left[0])


def _exactly(file: int, offset: int, size: int) -> bytes | None:
    """So many bytes of a file; None where it has fewer."""
    found = bytearray()
    while len(found) < size:
        more = os.pread(file, size - len(found), offset + len(found))
        if not more:
            return None
        found += more
    return bytes(found)
