"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from mri_check.errors import reason_of


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
