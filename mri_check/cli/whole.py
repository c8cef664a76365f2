"""A file that is written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import click

from mri_check.beside import anew, with_the_rights_of
from mri_check.cli.streams import begin
from mri_check.errors import MriCheckError, Problem, reason_of


def never_over(path: str | None, *read: str | None, option: str = "--output: ") -> None:
    """What is read is not written over, whatever it is called by, and nothing is put into a folder that is read.

    Raises UsageError.
    """
    if path is None:
        return
    if path == "-":
        raise click.UsageError(f"{option}- is no file; what is left out goes to standard output")
    target = place_of(path, option)
    for one in read:
        if one is None or (one == "-" and not os.path.isfile(target)):
            continue
        try:
            place = os.path.realpath("/dev/stdin" if one == "-" else one)
        except OSError:  # of a folder that is gone; who reads it says so
            continue
        if target == place or (os.path.isdir(place) and target.startswith(os.path.join(place, ""))):
            raise click.UsageError(f"{option}{path} is read too")


def never_back(path: str | None, *read: str, option: str = "--output: ") -> None:
    """What is written does not come back to be read: a file or a pipe that is both would never end.

    ``path``: None is standard output. Raises UsageError.
    """
    if path is not None and not is_stream(path):
        return  # a file is written beside its place
    with suppress(OSError, ValueError):
        there = os.fstat(sys.stdout.fileno()) if path is None else os.stat(path)
        if stat.S_ISREG(there.st_mode) or stat.S_ISFIFO(there.st_mode):
            for one in read:
                with suppress(OSError):
                    if os.path.samestat(there, os.fstat(0) if one == "-" else os.stat(one)):
                        named = "standard output" if path is None else f"{option}{path}"
                        raise click.UsageError(f"{named} is read too: it would never end")


def once_each(read: Iterable[str]) -> None:
    """Two who read one pipe tear its lines apart, whatever it is called by. Raises UsageError."""
    known: list[os.stat_result] = []
    own = False
    for one in read:
        with suppress(OSError, ValueError):
            there = os.fstat(0) if one == "-" else os.stat(one)
            twice = any(os.path.samestat(there, other) for other in known)
            if twice or (own and one == "-"):
                named = "standard input (-)" if one == "-" else one
                raise click.UsageError(f"{named} is read once: name it once")
            own = own or one == "-"
            if _flows(one, there.st_mode):
                known.append(there)


def _flows(path: str, mode: int) -> bool:
    """Whether what one reads of it is gone for another: of a pipe, a socket or a terminal."""
    if not stat.S_ISCHR(mode):
        return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
    if path == "-":
        return os.isatty(0)
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        return os.isatty(file)
    finally:
        os.close(file)


def place_of(path: str, option: str = "--output: ") -> str:
    """Where a file to be written lies. Raises UsageError, which begins with ``option``, where its name says no place."""
    if not path:
        raise click.UsageError(f"{option}the name is empty")
    try:
        return os.path.realpath(path)
    except OSError:
        told = "the folder you are in is gone"
        raise click.UsageError(f"{option}{path} cannot be written: {told}") from None


def is_stream(path: str) -> bool:
    """Whether a name leads to no file of its own: to a device, a pipe, or what standard output or error is already."""
    try:
        there = os.stat(path)
    except OSError:
        return False
    other = not stat.S_ISREG(there.st_mode) and not stat.S_ISDIR(there.st_mode)
    return other or _standard(there) is not None


def _standard(there: os.stat_result) -> int | None:
    for file in (1, 2):
        with suppress(OSError):
            if os.path.samestat(there, os.fstat(file)):
                return file
    return None


def stream(path: str) -> int:
    """Open a stream as it is: what it holds stays, and what is written comes after it. Raises OSError."""
    file = _standard(os.stat(path))
    if file is None:
        return os.open(path, os.O_WRONLY)
    sys.stdout.flush()
    if file == 1:
        begin()
    return os.dup(file)


@contextmanager
def writing(path: str, option: str = "--output: ", binary: bool = False) -> Iterator[IO[Any]]:
    """A file that appears whole or not at all, with the rights of the one that it replaces; a device or a pipe
    (/dev/stdout) is written to as it is.

    Raises UsageError, which begins with ``option``, where it cannot be opened, and MriCheckError where it cannot be
    written to its end.
    """
    target = place_of(path, option)
    as_it_is = is_stream(path) or os.path.isdir(path)  # a folder is refused by who opens it
    part = ""
    try:
        if as_it_is:
            opened = stream(path)
        else:
            opened, part = anew(target)
            with_the_rights_of(target, part)
    except OSError as bad:
        if part:
            os.close(opened)
            with suppress(OSError):
                os.unlink(part)
        named = "" if as_it_is else f" ({os.path.dirname(target)})"
        raise click.UsageError(
            f"{option}{path} cannot be written: {reason_of(bad)}{named}"
        ) from None
    file = open(opened, "wb" if binary else "w", encoding=None if binary else "utf-8")
    if as_it_is:
        with file:
            yield file
            with to_its_end(option + path):
                file.close()
        return
    try:
        with _taken_away(part):
            yield file
            with to_its_end(option + path):
                file.close()
                os.replace(part, target)
    finally:
        with suppress(OSError):
            file.close()
        with suppress(FileNotFoundError):
            os.unlink(part)


@contextmanager
def _taken_away(part: str) -> Iterator[None]:
    """A signal that ends this process, and not only a worker of it, leaves no half of a file."""
    import signal  # half a millisecond, which no cold check has to spare

    before, here = dict[int, Any](), os.getpid()

    def end(number: int, _: object) -> None:
        if os.getpid() == here:
            with suppress(OSError):
                os.unlink(part)
        signal.signal(number, before[number])
        os.kill(os.getpid(), number)

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


@contextmanager
def to_its_end(named: str) -> Iterator[None]:
    try:
        yield
    except OSError as bad:
        message = f"{named} cannot be written: {reason_of(bad)}"
        raise MriCheckError(Problem("output", "", message)) from None


def write(path: str, made: str | bytes, option: str = "--output: ") -> None:
    """Write a file whole or not at all. Raises what ``writing`` does."""
    with writing(path, option, isinstance(made, bytes)) as file, to_its_end(option + path):
        file.write(made)
