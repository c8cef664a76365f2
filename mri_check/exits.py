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
CHANGED = 20
"""Of ``recheck``: the outcome of an upcoming scan changes, and none for the worse."""
WORSE = 21
"""Of ``recheck``: one changes for the worse, or must be run again to be known."""
ESCALATE = 30
"""Of ``after``: somebody must act on the pump, or call the maker, now."""
NOT_YET_KNOWN = 31
"""Of ``after``: it is not yet known whether the pump has resumed. That it has is 0."""
NOT_KEPT = 40
"""Of ``verify``: by the headers of what was scanned, a condition was not kept."""
NOT_TOLD = 41
"""Of ``verify``: whether a condition was kept cannot be told from the headers. That all were is 0."""
NOT_JUDGED = 9
"""Of a row of ``batch``: no MRI, or a complete device list that names no pump. Ranks below all others; so does
a schedule without a row."""
UNREADABLE = 16
"""Of a row of ``batch``: it could not be read. Ranks above all others."""
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
