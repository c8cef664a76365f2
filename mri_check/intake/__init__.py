"""Reads schedules: requests (JSON, JSONL, CSV), FHIR, DICOM worklists and HL7 v2, each row for itself.

``rows(file, Context(catalogue))`` yields a Row for every row that comes in: to be judged (with the request that
``read_request`` takes), not to be judged (and which of the two reasons), or unreadable (why, and at which byte).
Nothing in a Row identifies a patient, but what was asked for by name.
"""

from mri_check.intake.assemble import Assembler
from mri_check.intake.read import Opened, line_of, line_row, open_rows, read_rows, rows, together
from mri_check.intake.requests import request_row
from mri_check.intake.row import (
    JUDGE,
    MAX_ROW,
    NO_PUMP,
    NOT_JUDGED,
    NOT_KNOWN,
    NOT_MRI,
    POSSIBLE,
    REMOVED,
    UNREADABLE,
    Bad,
    Context,
    Row,
    at_byte,
)
from mri_check.intake.sniff import BUNDLE as FHIR
from mri_check.intake.sniff import CSV, EXPORT, FORMATS, LINES, sniff
from mri_check.intake.table import OWN as COLUMNS

__all__ = [
    "COLUMNS",
    "CSV",
    "EXPORT",
    "FHIR",
    "FORMATS",
    "JUDGE",
    "LINES",
    "MAX_ROW",
    "NOT_JUDGED",
    "NOT_KNOWN",
    "NOT_MRI",
    "NO_PUMP",
    "POSSIBLE",
    "REMOVED",
    "UNREADABLE",
    "Assembler",
    "Bad",
    "Context",
    "Opened",
    "Row",
    "at_byte",
    "line_of",
    "line_row",
    "open_rows",
    "read_rows",
    "request_row",
    "rows",
    "sniff",
    "together",
]
