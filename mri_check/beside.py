"""A file that is written beside its place, and put there when it is whole."""

from __future__ import annotations

import os
from contextlib import suppress


def anew(part: str) -> int:
    """Open it. What a process that was killed left under this name goes first, and no link is followed.

    Raises OSError, which names what is in the way.
    """
    with suppress(FileNotFoundError):
        os.unlink(part)
    return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


def with_the_rights_of(target: str, part: str) -> None:
    """Who may read a file may read the one that replaces it, and nobody else. Raises OSError."""
    with suppress(FileNotFoundError):
        os.chmod(part, os.stat(target).st_mode & 0o7777)
