"""The process's own streams: closed before it started, full, read by nobody, or already given part of an answer."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Closed(Exception):
    """Nobody reads the output any more. Click would end with code 1, and without a word."""


@contextmanager
def read() -> Iterator[None]:
    """Raises Closed where what is written within is read by nobody."""
    try:
        yield
    except BrokenPipeError:
        raise Closed from None


def opened() -> bool:
    """Whether there is a standard output; what else a caller has closed is read, or written, as nothing.

    Python has None for a stream that was closed before it started, and gives its number to the next file.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull)
    there = sys.stdout is not None
    if not there:
        sys.stdout = open(os.devnull, "w")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")
    return there


class _Deaf(io.FileIO):
    """Standard error that is full, or that nobody reads, takes nothing from an answer and its exit code."""

    def write(self, said: Any) -> int:
        try:
            return super().write(said) or 0
        except OSError:
            return len(said)


def told_to_nobody() -> None:
    """Standard error as ``_Deaf``, where it is the process's own."""
    stream = sys.stderr
    if isinstance(stream, io.TextIOWrapper) and stream is sys.__stderr__:
        raw = io.BufferedWriter(_Deaf(stream.fileno(), "w", closefd=False))
        sys.stderr = io.TextIOWrapper(raw, stream.encoding, "backslashreplace", line_buffering=True)


def watched() -> None:
    """Standard output takes note of what is written: of what is interrupted meanwhile, the rest is still flushed."""
    stream: Any = sys.stdout
    write = type(stream).write

    def noted(said: str) -> Any:
        stream.begun = True
        return write(stream, said)

    stream.begun, stream.write = False, noted


def begin() -> None:
    """Part of an answer goes to standard output by another way."""
    stream: Any = sys.stdout
    stream.begun = True


def begun() -> bool:
    """Whether part of an answer is out, after which no other document may come."""
    return getattr(sys.stdout, "begun", False)


def let_go() -> None:
    """What standard output did not take is not tried once more on the way out, where it would end the process with 120."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
