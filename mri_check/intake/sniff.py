"""What a source is, by its first bytes and never by its name."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Collection

from mri_check.intake.row import Bad
from mri_check.intake.strict import json_of
from mri_check.intake.worklist import is_dicom

JSON, LINES, ITEMS, BUNDLE, EXPORT, CSV, DICOM, HL7 = (
    "json", "lines", "dicom-lines", "fhir", "fhir-lines", "csv", "dicom", "hl7",
)  # fmt: skip
FORMATS = {
    JSON: "a JSON document (requests or DICOM worklist items)",
    LINES: "requests, one to a line (JSON)",
    ITEMS: "DICOM worklist items, one to a line (JSON)",
    BUNDLE: "a FHIR resource or bundle (JSON)",
    EXPORT: "a FHIR export, one resource to a line (NDJSON)",
    CSV: "a table (CSV) with a header",
    DICOM: "a DICOM file",
    HL7: "HL7 v2 messages",
}

_HL7 = re.compile(rb"(?:MSH|FHS|BHS)[^\w\s\x00-\x1f]")
_FHIR = re.compile(rb'"resourceType"\s*:')
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')
_TABLE = re.compile(rb"(id|on|market|device|exam|notes)\s*(?:$|[;\t])")
"""The first of a single column, or of columns that are separated by something else: the table says what is wrong."""
_YAML = re.compile(
    rb"(?:[ \t\r]*(?:#[^\n]*|---[^\n]*)?\n)*"
    rb"(?:format|id|on|market|implants|other_implants|bringing|scan|patient|consulted|answers):(?:\s|$)"
)
"""A request in YAML by its first key, after comments."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def sniff(head: bytes, columns: Collection[str] = ()) -> str:
    """The format of a source by its first bytes (after a UTF-8 byte order mark). Raises Bad, saying what is known.

    ``columns``: what columns of a table may be called beside the names that are known.
    """
    if head[128:132] == b"DICM":
        return DICOM
    if head[:2] in _UTF16 or _wide(head):
        raise Bad("UTF-16 text: save it as UTF-8", 0)
    bare = head.removeprefix(BOM_UTF8).lstrip(b" \t\r\n\x0b\x1c")
    if not bare:
        return LINES  # a schedule without a row
    if _HL7.match(bare):
        return HL7
    if bare[:1] != b"{" and _before_requests(bare):
        return LINES
    if bare[:1] == b"[":
        return BUNDLE if _FHIR.search(bare) and not _FHIR.search(bare.split(b"{")[0]) else JSON
    if bare[:1] == b"{":
        return _object(bare)
    if bare[:1] == b"<":
        raise Bad("XML: FHIR is read as JSON, DICOM as DICOM JSON or a .dcm file", 0)
    if bare[:2] == b"\x1f\x8b" or bare[:2] == b"PK":
        raise Bad("it is compressed: unpack it first", 0)
    if _YAML.match(bare):
        raise Bad(
            "it looks like a request in YAML: mri-check check takes it; here a request is JSON, on one line",
            0,
        )
    first = bare.split(b"\n", 1)[0]
    if b"," in first or _TABLE.match(first) or (columns and _header(first, columns)):
        return CSV
    known = "; ".join(FORMATS.values())
    raise Bad(f"it begins like nothing that is read here (known: {known})", 0)


def _header(line: bytes, columns: Collection[str]) -> bool:
    """Whether a cell of a line is one of these, whatever separates the cells: who reads it says what is wrong."""
    text = line.decode("utf-8", "replace").strip()
    try:
        return any(
            cell.strip() in columns
            for sign in ",;\t"
            for cell in next(csv.reader([text], delimiter=sign), ())
        )
    except csv.Error:
        return False


def _wide(head: bytes) -> bool:
    """Whether every other byte of the beginning is zero: UTF-16 without its mark."""
    part = head[:64]
    return len(part) >= 4 and (not any(part[0::2]) or not any(part[1::2]))


def _object(bare: bytes) -> str:
    """One document over many lines, or one to a line: then a line other than all of it is one in itself."""
    lines = [line for line in bare.split(b"\n") if line.strip()]
    fhir = _FHIR.search(bare) is not None
    if len(lines) > 1 and lines[0].rstrip()[-1:] in b"[{," and not _is_document(lines[0]):
        return BUNDLE if fhir else JSON  # its first line is open: the others are inside it
    first = next((line for line in lines if line[:1] == b"{" and _is_document(line)), None)
    if first is not None and (len(lines) > 1 or (fhir and not _BUNDLE.search(first))):
        if _FHIR.search(first):
            return EXPORT
        return ITEMS if is_dicom(json_of(first)) else LINES
    return BUNDLE if fhir else JSON


def _before_requests(bare: bytes) -> bool:
    """Whether a first line that is none, or is whole, stands before requests: it is a bad row, and they are not lost."""
    first, *lines = bare.split(b"\n")[:20]
    if first[:1] == b"[" and not _is_document(first):
        return False
    return any(line[:1] == b"{" and b'"implants"' in line and _is_document(line) for line in lines)


def _is_document(line: bytes) -> bool:
    try:
        json_of(line)
        return True
    except Bad:
        return False
