"""Sources to rows: what each is by its content, and one reader for each form. Lazy; never an exception for bad data."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from mri_check.frozen import Record
from mri_check.intake.assemble import Assembler
from mri_check.intake.booking import message_rows
from mri_check.intake.elements import elements
from mri_check.intake.fhir import Reading
from mri_check.intake.gathering import NO_BOOKING, bundle_rows, export_rows, gathered
from mri_check.intake.lines import Source
from mri_check.intake.requests import request_row
from mri_check.intake.row import MAX_DOCUMENT, MAX_ROW, Bad, Context, Row, unreadable
from mri_check.intake.sniff import BUNDLE, CSV, DICOM, EXPORT, HL7, ITEMS, JSON, LINES, sniff
from mri_check.intake.strict import json_of
from mri_check.intake.table import table_rows
from mri_check.intake.worklist import is_dicom, item_rows


class Opened(Record):
    """One source of several, opened together."""

    name: str
    form: str
    """One of FORMATS; empty for what is nothing that is read."""
    rows: Iterator[Row]
    """To be taken after those of the sources before it."""


def open_rows(sources: Iterable[tuple[str, BinaryIO]], context: Context) -> list[Opened]:
    """Several sources with the rows of each, in order, each with its name and numbered within it; nothing is lost.

    A source is read once, in constant memory but for a form that is one document (at most MAX_DOCUMENT bytes) and
    for the devices of a FHIR export, which are gathered first, here; a pipe with such an export goes through a
    nameless temporary file. FHIR exports given together belong together (one file for each kind of resource).
    Raises RequestError, before any row, where the header of a table or the columns asked for are wrong.
    """
    opened = [(name, *_rewindable(file, context.columns)) for name, file in sources]
    forms = [form for _, _, form in opened]
    if "" in forms or not together(forms):
        # a device may stand where these rows do not see it
        context = context.replace(complete=False, alone=False)
    make = Assembler(context)
    exports = [file for _, file, form in opened if form == EXPORT]
    reading = gathered(exports, make) if exports else None
    last = max((at for at, one in enumerate(opened) if one[2] == EXPORT), default=-1)
    bookings = [0]
    found = []
    for at, (name, file, form) in enumerate(opened):
        rows = _rows(file, form, name, make, reading)
        if form == EXPORT and reading is not None:
            rows = _booked(rows, bookings, reading if at == last else None)
        found.append(Opened(name, form, _named(rows, name)))
    return found


def together(forms: Iterable[str]) -> bool:
    """Whether what the FHIR sources among some hold is seen by the rows of them all."""
    fhir = [form for form in forms if form in (BUNDLE, EXPORT)]
    return BUNDLE not in fhir or len(fhir) == 1


def _named(rows: Iterator[Row], name: str) -> Iterator[Row]:
    for row in rows:
        yield row.replace(source=name)


def _booked(rows: Iterator[Row], bookings: list[int], last: Reading | None) -> Iterator[Row]:
    """The rows of an export; of the last one, where none of them all has a booking, that this is so."""
    for row in rows:
        bookings[0] += 1
        yield row
    if last is not None and not bookings[0]:
        why = "; ".join(last.devices.errors) or NO_BOOKING
        yield unreadable(1, 0, f"the whole source: {why}")


def read_rows(sources: Iterable[tuple[str, BinaryIO]], context: Context) -> Iterator[Row]:
    """The rows of several sources, one after another; see ``open_rows``."""
    for one in open_rows(sources, context):
        yield from one.rows


def rows(file: BinaryIO, context: Context, name: str = "standard input") -> Iterator[Row]:
    """The rows of one source; see ``open_rows``."""
    return read_rows([(name, file)], context)


def _rewindable(file: BinaryIO, columns: Collection[str]) -> tuple[Any, str]:
    """The source with its format; one that must be read twice as a file that can be."""
    seekable = file.seekable()
    start = file.tell() if seekable else 0
    source = Source(file)
    try:
        form = sniff(source.head(), columns)
    except Bad as bad:
        return (source, bad.why), ""
    if form != EXPORT:
        return source, form
    if seekable and not start:
        return file, form
    import shutil
    import tempfile

    copy = tempfile.TemporaryFile()
    copy.write(b" " * source.offset + source.rest())  # offsets stay those of the source
    shutil.copyfileobj(file, copy)
    return copy, form


def _rows(
    file: Any, form: str, name: str, make: Assembler, reading: Reading | None
) -> Iterator[Row]:
    if not form:
        return iter([unreadable(1, 0, f"the whole source: {file[1]}")])
    if form == CSV:
        return table_rows(file, name, make)
    if form == HL7:
        return message_rows(file, make)
    if form == LINES:
        return _line_rows(file, make)
    if form == ITEMS:
        return _item_rows(file, make)
    if form == EXPORT and reading is not None:
        return export_rows(file, make, reading)
    return _document_rows(file, form, make)


def _line_rows(source: Source, make: Assembler) -> Iterator[Row]:
    """Requests, one to a line: each line is a row, whatever stands in it."""
    number = 0
    for offset, raw, _ in source.lines():
        if raw is None or raw.strip():
            number += 1
            yield line_row(raw, number, offset, make)


def line_row(raw: bytes | None, number: int, offset: int, make: Assembler) -> Row:
    """The row of one line of requests; None is a line longer than MAX_ROW."""
    try:
        return request_row(line_of(raw), number, offset, make)
    except Bad as bad:
        return unreadable(number, offset, bad.why, at=bad.at)


def line_of(raw: bytes | None) -> Any:
    """The data of one line. Raises Bad."""
    if raw is None or len(raw) > MAX_ROW:
        raise Bad(f"longer than {MAX_ROW:,} bytes")
    return json_of(raw.rstrip())


def _item_rows(source: Source, make: Assembler) -> Iterator[Row]:
    """Worklist items, one to a line; each has a row for every step that it schedules."""
    number = 0
    for offset, raw, _ in source.lines():
        if raw is not None and not raw.strip():
            continue
        found: Iterable[Row]
        try:
            found = _data_rows(line_of(raw), number + 1, offset, make)
        except Bad as bad:
            found = [unreadable(number + 1, offset, bad.why, at=bad.at)]
        for row in found:
            number += 1
            yield row if row.number == number else row.replace(number=number)


def _data_rows(data: Any, number: int, offset: int, make: Assembler) -> Iterator[Row]:
    """The rows of one JSON document, by what it is: FHIR, a worklist item, a request."""
    if isinstance(data, Mapping) and "resourceType" in data:
        return bundle_rows([(offset, data)], number, make)
    if is_dicom(data):
        return item_rows(data, number, offset, make)
    return iter([request_row(data, number, offset, make)])


def _document_rows(source: Source, form: str, make: Assembler) -> Iterator[Row]:
    """A form that is one document."""
    base = source.offset
    raw = source.whole()
    if raw is None:
        why = f"the whole source: larger than {MAX_DOCUMENT:,} bytes; write one row to a line"
        yield unreadable(1, 0, why)
        return
    try:
        if form == DICOM:
            from mri_check.intake.dicom_file import dataset_of

            yield from item_rows(dataset_of(raw), 1, 0, make)
            return
        if raw.lstrip()[:1] == b"[":
            yield from _array_rows(raw, base, make, form == BUNDLE)
            return
        data = json_of(raw)
    except Bad as bad:
        if form == JSON and b"\n{" in raw.strip():
            # rows after all, the first of them cut off at a bracket
            yield from _line_rows(Source(io.BytesIO(b" " * base + raw)), make)
            return
        if form == BUNDLE and b"\n{" in raw.strip():
            yield from bundle_rows(_resources(raw, base), 1, make)
            return
        if form == BUNDLE and (found := _ENTRIES.search(raw)) is not None:
            yield from bundle_rows(list(_entries(raw, found.start(1), base, bad)), 1, make)
            return
        yield unreadable(1, base, bad.why, at=bad.at)
        return
    yield from _data_rows(data, 1, base, make)


_ENTRIES = re.compile(rb'"entry"\s*:\s*(\[)')


def _entries(raw: bytes, start: int, base: int, wrong: Bad) -> Iterator[tuple[int, Any]]:
    """The entries of a bundle that is no JSON, each a bundle of its own; one that is none is Bad, or all of it is."""
    whole = True
    for offset, part, why in elements(raw[start:]):
        if why:
            break
        try:
            yield base + start + offset, {"resourceType": "Bundle", "entry": [json_of(part)]}
        except Bad as bad:
            whole = False
            yield base + start + offset, bad
    if whole:
        yield base, wrong


def _resources(raw: bytes, base: int) -> list[tuple[int, Any]]:
    """What should have been one resource as lines, each with its place; a line that is none is Bad."""
    found: list[tuple[int, Any]] = []
    for offset, line, _ in Source(io.BytesIO(raw)).lines():
        if line is not None and not line.strip():
            continue
        try:
            data = line_of(line)
            if not isinstance(data, Mapping) or "resourceType" not in data:
                raise Bad("no FHIR resource")
        except Bad as bad:
            data = bad
        found.append((base + offset, data))
    return found


def _array_rows(raw: bytes, base: int, make: Assembler, fhir: bool) -> Iterator[Row]:
    """The elements of an array, each for itself; FHIR resources together, since they refer to each other."""
    number = 0
    resources: list[tuple[int, Any]] = []
    for offset, part, why in elements(raw):
        try:
            if why:
                raise Bad(why)
            data = json_of(part)
            if fhir and isinstance(data, Mapping) and "resourceType" in data:
                resources.append((base + offset, data))
                continue
            found = _data_rows(data, number + 1, base + offset, make)
        except Bad as bad:
            found = iter([unreadable(number + 1, base + offset, bad.why, at=bad.at)])
            if fhir:
                resources.append((base + offset, bad))
                continue
        for row in found:
            number += 1
            yield row.replace(number=number)
    if resources:
        yield from bundle_rows(resources, number + 1, make)
