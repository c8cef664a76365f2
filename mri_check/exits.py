"""The one table of exit codes."""

from __future__ import annotations

from mri_check.checklist import Disposition
from mri_check.errors import CatalogueError, RequestError

BY_DISPOSITION = {
    Disposition.WITHIN: 0,
    Disposition.CONSULT: 10,
    Disposition.INCOMPLETE: 11,
    Disposition.UNIDENTIFIED: 12,
    Disposition.UNLABELLED: 13,
    Disposition.OUTSIDE: 14,
    Disposition.PROHIBITED: 15,
}
TIGHTENED = 20
"""Of ``catalog diff``: something was tightened or added, and nothing else."""
LOOSENED = 21
"""Of ``catalog diff``: something was loosened or removed."""
ESCALATE = 30
"""Of ``after``: somebody must act on the pump, or call the maker, now."""
NOT_YET_KNOWN = 31
"""Of ``after``: it is not yet known whether the pump has resumed. That it has is 0."""
USAGE = 2
REQUEST_UNREADABLE = 3
CATALOGUE_UNREADABLE = 4
ANYTHING_ELSE = 5


def exit_code(outcome: Disposition | BaseException) -> int:
    """The exit code of an outcome, or of what went wrong."""
    match outcome:
        case Disposition():
            return BY_DISPOSITION[outcome]
        case RequestError():
            return REQUEST_UNREADABLE
        case CatalogueError():
            return CATALOGUE_UNREADABLE
        case _:
            return ANYTHING_ELSE
