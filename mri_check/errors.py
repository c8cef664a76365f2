"""What went wrong, and where: the only exceptions that reach the door."""

from __future__ import annotations

from mri_check.frozen import Record


class Problem(Record):
    """One thing that is wrong, and what would be right.

    ``where`` is ``file:line:col``, the name of an option, or a place in a mapping.
    """

    code: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def reason_of(bad: OSError) -> str:
    """Why the system refused something, as it stands in a sentence."""
    return (bad.strerror or str(bad)).lower()


def unreadable(bad: OSError, where: str) -> Problem:
    """What the system refused to read: the file that it names, else ``where``."""
    return Problem("unreadable-file", bad.filename or where, f"cannot be read: {reason_of(bad)}")


class MriCheckError(Exception):
    """Something that the caller can mend; carries every problem that was found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class RequestError(MriCheckError):
    """The request, a scanner profile or a site policy cannot be read."""


class CatalogueError(MriCheckError):
    """The catalogue cannot be read; none of it is used."""
