"""A file that is written beside its place, and put there when it is whole."""

from __future__ import annotations

import os
import stat
from contextlib import suppress


def anew(target: str) -> tuple[int, str]:
    """Open it, under a name that is no other's: in another container one that writes may have our process id.

    What a process that was killed left stays, since nobody knows that it was. Raises OSError.
    """
    part = f"{target}.{os.urandom(6).hex()}.part"
    return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), part


def with_the_rights_of(target: str, part: str, more: int = 0) -> None:
    """A file has the permissions of the one that it replaces, and ``more``.

    Its group too; where that may not be given, what the group may do is what everybody may. Raises OSError.
    """
    with suppress(FileNotFoundError):
        old = os.stat(target)
        mode = stat.S_IMODE(old.st_mode)
        if hasattr(os, "chown") and os.stat(part).st_gid != old.st_gid:
            try:
                os.chown(part, -1, old.st_gid)
            except OSError:
                mode &= ~(stat.S_IRWXG | stat.S_ISGID) | (mode & stat.S_IRWXO) << 3
        os.chmod(part, mode | more)
