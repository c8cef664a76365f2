"""A source as a stream of bytes: its first bytes, its lines with their places, whole where it is one document."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO

from mri_check.intake.row import MAX_DOCUMENT, MAX_ROW

HEAD = 65_536
"""Bytes that are looked at to tell the format, of JSON more: up to the end of its first line."""

END = b"\x1a"
"""How DOS ends a text: no part of it."""


def tells(head: bytes, enough: int = HEAD) -> bool:
    """Whether the first bytes of a source, of which there may be more, are enough to tell its format."""
    open_line = head[:1024].removeprefix(BOM_UTF8).lstrip()[:1] == b"{" and b"\n" not in head
    return len(head) >= enough and (not open_line or len(head) > MAX_ROW)


class Source:
    """One file or standard input, read once from start to end; short reads do not matter."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._ended = False
        self.offset = 0
        """Bytes consumed so far."""
        if self.head()[:3] == BOM_UTF8:
            self._skip(3)

    def _fill(self, size: int) -> None:
        parts, have = [self._buffer], len(self._buffer)
        while have < size and not self._ended:
            part = self._file.read(max(HEAD, size - have))
            if not part:
                self._ended = True
                break
            parts.append(part)
            have += len(part)
        self._buffer = b"".join(parts)
        if self._ended and self._buffer[128:132] != b"DICM":
            self._buffer = self._buffer.removesuffix(END)

    def _skip(self, size: int) -> None:
        self._buffer = self._buffer[size:]
        self.offset += size

    def head(self) -> bytes:
        """The next bytes, left where they are: as many as tell the format."""
        while not tells(self._buffer) and not self._ended:
            self._fill(max(HEAD, len(self._buffer) + 1))
        return self._buffer

    def whole(self) -> bytes | None:
        """All that is left; None where that is more than MAX_DOCUMENT."""
        self._fill(MAX_DOCUMENT + 1)
        if len(self._buffer) > MAX_DOCUMENT:
            return None
        found, self._buffer = self._buffer, b""
        self.offset += len(found)
        return found

    def rest(self) -> bytes:
        """What was read ahead and not used yet; the file goes on behind it."""
        found, self._buffer = self._buffer, b""
        self.offset += len(found)
        return found

    def lines(self, ends: bytes = b"\n") -> Iterator[tuple[int, bytes | None, int]]:
        """Each line with the place where it begins, without its end, and its length with it.

        ``ends``: the bytes that end a line. A line longer than MAX_ROW is None, and is passed over whole.
        """
        while True:
            self._fill(1)
            if not self._buffer:
                return
            buffer, start, base = self._buffer, 0, self.offset
            while (end := _find(buffer, ends, start)) >= 0:
                line = buffer[start:end] if end - start <= MAX_ROW else None
                yield base + start, line, end + 1 - start
                start = end + 1
                self.offset = base + start
            self._buffer, self.offset = buffer[start:], base + start
            del buffer
            if not self._buffer and not self._ended:
                continue
            if self._ended:
                if self._buffer:
                    last, self._buffer = self._buffer, b""
                    self.offset += len(last)
                    yield self.offset - len(last), last if len(last) <= MAX_ROW else None, len(last)
                return
            self._fill(len(self._buffer) + 1)
            if len(self._buffer) > MAX_ROW and _find(self._buffer, ends, 0) < 0:
                place = self.offset
                self._pass(ends)
                yield place, None, self.offset - place

    def _pass(self, ends: bytes) -> None:
        """Pass over the rest of an endless line, keeping none of it."""
        while True:
            end = _find(self._buffer, ends, 0)
            if end >= 0:
                self._skip(end + 1)
                return
            self._skip(len(self._buffer))
            self._fill(1)
            if not self._buffer:
                return


def _find(buffer: bytes, ends: bytes, start: int) -> int:
    """Where the next of some bytes stands; -1 where none does."""
    if len(ends) == 1:
        return buffer.find(ends, start)
    found = [at for end in ends if (at := buffer.find(bytes([end]), start)) >= 0]
    return min(found, default=-1)
