"""One row of a schedule as it came in: to be judged, not to be judged, or unreadable, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.exam_table import Table
from mri_check.frozen import Record

JUDGE, NOT_JUDGED, UNREADABLE = "judge", "not-judged", "unreadable"

NOT_MRI = "not an MRI"
NO_PUMP = "the device list is stated to be complete and names no pump, catheter or controller"
"""The two reasons why a row is not judged; ``Row.why`` begins with one of them."""
NOT_KNOWN = "implants not known"
"""The ``device`` of a row whose source gives no device list; it identifies nothing. Never "no implants"."""
REMOVED = "recorded as removed: a catheter may remain"
POSSIBLE = "possible implant"

MAX_ROW = 1_000_000
"""Bytes of one row (a line, a message, a record); more is a mistake or an attack."""
MAX_DOCUMENT = 32_000_000
"""Bytes of a form that is one document (a JSON array, a bundle); more belongs into lines."""
MAX_DEPTH = 40
"""Levels of nesting in JSON."""
MAX_TEXT = 120
"""Characters of a text from a source that a request may repeat."""
MAX_DEVICES = 64


class Row(Record):
    """One row. Every row that comes in gives one of these, in order, whatever is wrong with it.

    Nothing in it identifies a patient, but what ``keep`` was asked to hold.
    """

    number: int
    """From 1, in the order of the source."""
    id: str | None
    """Its own: of the request, the order or the booking; never a patient's."""
    offset: int
    """Where it begins: bytes from the start of the source."""
    request: Mapping[str, Any] | None
    """What ``read_request`` takes; None where the row is not to be judged or cannot be read."""
    outcome: str
    """``judge``, ``not-judged`` or ``unreadable``."""
    why: str = ""
    """Why it is not judged (NOT_MRI, NO_PUMP) or cannot be read."""
    notices: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    """Free-text mentions of a pump: where it stands, and its words of a closed list. To be identified."""
    keep: Mapping[str, Any] = {}
    """What was asked for by name, as it stood in the source."""
    source: str = ""
    """The name of the source that it is from."""
    stated: Mapping[str, Any] | None = None
    """Of a request that is not judged since it states that there is no implant: what must be readable of it."""
    on: str | None = None
    """The day of a row that is not judged, where its source tells it."""


class Context(Record):
    """What the readers know beside the source."""

    catalogue: Catalogue
    scanners: frozenset[str] = frozenset()
    """The names of scanner profiles, station names too."""
    exams: Table | None = None
    """The site's own table of exams."""
    on: str | None = None
    """The day of the scan of rows that state none, ``2026-11-23``."""
    complete: bool = False
    """Whether whoever asks states that the device lists of the source are complete (FHIR)."""
    alone: bool = True
    """Whether the rows of a FHIR source see what is given beside it; else no list of it is complete."""
    columns: Mapping[str, str] = {}
    """Of CSV: what the columns of the source stand for here (``--map column=axis``)."""
    keep: tuple[str, ...] = ()
    """What is kept of each row: a column (CSV), a key (JSON), ``PID-3`` (HL7), ``00100020`` (DICOM), an element (FHIR)."""


class Bad(Exception):
    """Why a row cannot be read; ``at`` is the byte in it where that is known."""

    def __init__(self, why: str, at: int | None = None) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def unreadable(
    number: int, offset: int, why: str, id: str | None = None, keep: Mapping[str, Any] = {},
    at: int | None = None,
) -> Row:  # fmt: skip
    """A row that cannot be read: the reason, where it begins, and at which byte of it it goes wrong (``at``)."""
    return Row(number, id, offset, None, UNREADABLE, at_byte(why, at), (), (), keep)


def at_byte(why: str, at: int | None) -> str:
    """A reason, and the byte of the row where that is known."""
    return f"{why} (byte {at} of the row)" if at else why


def bounded(text: str, most: int = MAX_TEXT) -> str:
    """A text from a source in one line and of bounded length."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most else line[: most - 3].rstrip() + "..."


def as_device(mention: str) -> str:
    """A mention as the ``device`` of a request: it says what was read and identifies nothing."""
    return f"{POSSIBLE}: {mention}"
