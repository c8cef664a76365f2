"""Schedules as chunks of rows: lines by the fast road, all other forms row by row from the readers in ``intake``."""

from __future__ import annotations

import os
import select
import stat
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from mri_check.cache import digest_of
from mri_check.errors import Problem, RequestError, reason_of
from mri_check.frozen import Record
from mri_check.intake import LINES, Bad, Context, Row, open_rows, sniff
from mri_check.intake.lines import END, HEAD, tells

CHUNK = 1 << 18
"""Bytes of rows that are judged together."""
SHORT = 1 << 14
"""What of an unfinished row may travel from one worker to the next: less than a pipe holds."""
ROWS = 256


class Cursor(Record):
    """How far a schedule was read; plain data, so that it can go from one process to another."""

    file: int
    offset: int
    row: int
    """Rows taken so far."""
    rest: bytes
    """What was read of the next row."""


class Chunk(Record):
    """Some rows of one file."""

    file: int
    row: int
    """The rows before it."""
    offset: int
    lines: tuple[bytes, ...] | None
    """Every line, blank ones too."""
    rows: tuple[Row, ...]
    """Where they are not lines: what ``intake`` made of them."""
    many: int
    size: int
    """Of lines, the bytes of the file that it is; of others, how many."""
    bytes: int
    """How far this brings a schedule, for the progress bar."""

    def mark(self) -> str:
        """A digest of what was read, and of its place: of rows that change places a checksum may stay the same.

        SHA-256 has circuits of its own in most processors: it takes a third of the time of BLAKE2.
        """
        if self.lines is not None:
            rows = b"\n".join(self.lines)
        else:
            rows = repr(self.rows).encode("utf-8", "backslashreplace")
        return digest_of(repr((self.file, self.row, self.offset)).encode() + rows)


class Part:
    """One file of a schedule, opened."""

    def __init__(self, name: str, file: int, head: bytes, lines: bool, start: int | None) -> None:
        self.name, self.file, self.head, self.lines = name, file, head, lines
        self.start = start
        """Where in the file it begins; None for a pipe."""
        self.form = LINES if lines else ""
        self.rows: Iterator[Row] = iter(())
        self.done = 0
        """Where the last row that was taken begins, where they are not lines."""
        self.parent = -1
        """In a worker: a pipe that ends when its parent does, so that none waits for rows that nobody wants."""
        self.total = 0
        with suppress(OSError):
            self.total = os.fstat(file).st_size


class Inputs:
    """The files of a schedule, one after another; the place in each belongs to who holds the cursor."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.all_lines = all(part.lines for part in parts)
        self.total = sum(part.total for part in parts)

    def start(self) -> Cursor:
        """The beginning of the first file."""
        return self._begin(0, 0)

    def _begin(self, file: int, row: int) -> Cursor:
        """The beginning of a file, after its byte order mark."""
        head = self.parts[file].head if file < len(self.parts) else b""
        rest = head.removeprefix(BOM_UTF8)
        return Cursor(file, len(head) - len(rest), row, rest)

    def take(self, at: Cursor, size: int | None = None) -> tuple[Chunk, Cursor] | None:
        """The next rows and where the ones after them begin; None at the end.

        With ``size``, exactly as much as an earlier run took: the same rows.
        """
        while at.file < len(self.parts):
            part = self.parts[at.file]
            found = self._lines(part, at, size) if part.lines else self._rows(part, at, size)
            if found is not None:
                return found
            at = self._begin(at.file + 1, at.row)
        return None

    def _lines(self, part: Part, at: Cursor, size: int | None) -> tuple[Chunk, Cursor] | None:
        blocks, got = [at.rest], len(at.rest)
        if size is not None:
            while got < size and (more := _read(part, size - got)):
                blocks.append(more)
                got += len(more)
            data = b"".join(blocks)
            data, rest = data[:size], data[size:]
            if not data.endswith(b"\n"):  # the last line then; it may have been half written
                rest = rest or _read(part, 1)
                if rest and not rest.startswith(b"\n"):
                    data += rest[:1]
        else:
            ended = False
            while not ended:
                wanted = CHUNK - got if got < CHUNK else CHUNK
                more = _read(part, wanted)
                ended = not more
                blocks.append(more)
                got += len(more)
                if got >= CHUNK:
                    last = blocks[-1].rfind(b"\n")
                    left = len(blocks[-1]) - last - 1
                    if last >= 0 and left <= SHORT:
                        break
            data = b"".join(blocks)
            cut = len(data) if ended else data.rfind(b"\n") + 1
            data, rest = data[:cut], data[cut:]
        if not data:
            return None
        lines = data.removesuffix(END).removesuffix(b"\n").split(b"\n")
        count = len(lines) - lines.count(b"") - sum(map(bytes.isspace, lines))
        many = len(data)
        chunk = Chunk(at.file, at.row, at.offset, tuple(lines), (), count, many, many)
        return chunk, Cursor(at.file, at.offset + many, at.row + count, rest)

    def _rows(self, part: Part, at: Cursor, size: int | None) -> tuple[Chunk, Cursor] | None:
        rows: list[Row] = []
        for row in part.rows:
            rows.append(row)
            if len(rows) == (size or ROWS):
                break
        if not rows:
            return None
        before, part.done = part.done, max(part.done, rows[-1].offset)
        chunk = Chunk(
            at.file, at.row, at.offset, None, tuple(rows), len(rows), len(rows), part.done - before
        )  # fmt: skip
        return chunk, Cursor(at.file, at.offset + len(rows), at.row + len(rows), b"")


def _read(part: Part, size: int) -> bytes:
    if part.parent >= 0 and part.parent in select.select([part.file, part.parent], [], [])[0]:
        raise EOFError
    try:
        return os.read(part.file, size)
    except OSError as bad:
        raise RequestError(
            Problem("unreadable-file", part.name, f"cannot be read: {reason_of(bad)}")
        ) from None


def open_inputs(paths: Iterable[str], context: Context) -> Inputs:
    """Open every schedule and tell by its first bytes what it is.

    Raises RequestError where one cannot be opened, or the header of a table is wrong.
    """
    parts = []
    for path in paths:
        # a name that is no text is told as CSV tells it: a result is JSON that every reader takes
        name = path.encode("utf-8", "backslashreplace").decode()
        name = "standard input" if path == "-" else name
        try:
            file = 0 if path == "-" else os.open(path, os.O_RDONLY)
            start = os.lseek(file, 0, os.SEEK_CUR) if _regular(file) else None
            head = b""
            while not tells(head, HEAD) and (more := os.read(file, HEAD)):
                head += more
        except OSError as bad:
            reason = f"cannot be read: {reason_of(bad)}"
            raise RequestError(Problem("unreadable-file", name, reason)) from None
        parts.append(Part(name, file, head, _in_lines(head), start))
    others = [part for part in parts if not part.lines]
    files: list[Any] = [_Stream(part) for part in others]
    opened = open_rows(zip([part.name for part in others], files), context)
    for part, one in zip(others, opened):
        part.form, part.rows = one.form, one.rows
    return Inputs(parts)


def _in_lines(head: bytes) -> bool:
    """Whether a schedule is requests, one to a line, or nothing at all."""
    try:
        return sniff(head) == LINES
    except Bad:
        return False


def _regular(file: int) -> bool:
    return stat.S_ISREG(os.fstat(file).st_mode)


class _Stream:
    """A schedule as the readers want it: what was read to tell the form, followed by the rest."""

    def __init__(self, part: Part) -> None:
        self.part, self.left = part, part.head

    def read(self, size: int = -1) -> bytes:
        """As a file does; it may give less. Raises RequestError."""
        found = self.left if size < 0 else self.left[:size]
        if found:
            self.left = self.left[len(found) :]
            return found
        return _read(self.part, size if size >= 0 else HEAD)

    def seekable(self) -> bool:
        """Whether it is a file, and no pipe."""
        return self.part.start is not None

    def tell(self) -> int:
        """Where the schedule begins: its first bytes may be another's."""
        return 0

    def seek(self, place: int) -> None:
        """Go to a place of it."""
        assert self.part.start is not None
        self.left = b""
        os.lseek(self.part.file, self.part.start + place, os.SEEK_SET)
