"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from mri_check.errors import reason_of


def never_over(path: str | None, *read: str | None, option: str = "--output: ") -> None:
    """What is read is not written over, whatever it is called by. Raises UsageError."""
    if path is None:
        return
    if path == "-":
        raise click.UsageError(f"{option}- is no file; what is left out goes to standard output")
    if os.path.realpath(path) in {os.path.realpath(one) for one in read if one not in (None, "-")}:
        raise click.UsageError(f"{option}{path} is read too")


@contextmanager
def writing(path: str, option: str = "--output: ", binary: bool = False) -> Iterator[IO[Any]]:
    """A file that appears whole or not at all; a device or a pipe (/dev/stdout) is written to as it is.

    Raises UsageError, which begins with ``option``, where it cannot be written.
    """
    target = os.path.realpath(path)
    special = os.path.exists(target) and not os.path.isfile(target)
    written = target if special else f"{target}.{os.getpid()}.part"
    mode = ("w" if special else "x") + "b" * binary
    try:
        with open(written, mode, encoding=None if binary else "utf-8") as file:
            yield file
        if not special:
            os.replace(written, target)
    except OSError as bad:
        raise click.UsageError(f"{option}{path} cannot be written: {reason_of(bad)}") from None
    finally:
        if not special and os.path.exists(written):
            os.unlink(written)


def write(path: str, made: str | bytes, option: str = "--output: ") -> None:
    """Write a file whole or not at all. Raises UsageError as ``writing`` does."""
    with writing(path, option, isinstance(made, bytes)) as file:
        file.write(made)
