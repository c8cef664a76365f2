"""FHIR sources to rows: what they hold of devices is gathered first, whichever of them holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO

from mri_check.intake.assemble import Assembler
from mri_check.intake.fhir import Reading
from mri_check.intake.lines import Source
from mri_check.intake.reference import type_of
from mri_check.intake.requests import kind_of
from mri_check.intake.row import MAX_ROW, Bad, Row, unreadable
from mri_check.intake.strict import json_of

NO_BOOKING = "it holds no ServiceRequest and no Appointment"
_FIRST = (b'"basedOn"', b'"Location"', b'"urn:')
"""What a line of an export must hold to be looked at in the first pass."""


def bundle_rows(found: list[tuple[int, Any]], number: int, make: Assembler) -> Iterator[Row]:
    """The bookings of bundles and single resources that are in memory; what cannot be read is a row too."""
    reading = Reading(make)
    every: list[tuple[int, Any, str]] = []
    for offset, data in found:
        try:
            if isinstance(data, Bad):
                raise data
            every += [(offset, one, url) for one, url in _resources(data, reading, False)]
        except Bad as bad:
            every.append((offset, bad, ""))
    _gather([(one, url) for _, one, url in every], reading)
    count = 0
    for offset, data, url in every:
        if isinstance(data, Bad):
            row = unreadable(number + count, offset, data.why, at=data.at)
        elif reading.is_row(data, url):
            row = reading.row(data, number + count, offset, url)
        else:
            continue
        count += 1
        yield row
    if not count:
        told = "; ".join(reading.devices.errors) or NO_BOOKING
        yield unreadable(number, found[0][0], told)


def _gather(resources: list[tuple[Any, str]], reading: Reading) -> None:
    for step in (reading.want, reading.gather):
        if step == reading.gather:
            reading.settle()
        for data, url in resources:
            _note(step, data, url, reading)
    for _ in reading.devices.rounds():
        for data, url in resources:
            if not isinstance(data, Bad):
                reading.tie(data, url)


def _note(step: Callable[[Any, str], None], data: Any, url: str, reading: Reading) -> None:
    """Take note of a resource; of one that cannot be read, that it is there: it takes no other with it."""
    try:
        if isinstance(data, Bad):
            raise data
        step(data, url)
    except Bad:
        reading.unread("A part of the source could not be read")


def gathered(files: list[BinaryIO], make: Assembler) -> Reading:
    """What the exports hold of devices, and the orders that appointments are based on: passes before the rows."""
    reading = Reading(make)
    for first in (True, False):
        if not first:
            reading.settle()
        for raw in _lines(files):
            if first and (raw is None or not any(word in raw for word in _FIRST)):
                continue
            try:
                if raw is None:
                    raise Bad("too long")
                data = json_of(raw)
                for one, url in _resources(data, reading, first):
                    _note(reading.want if first else reading.gather, one, url, reading)
            except Bad:
                reading.unread("A line of the source could not be read")
    for _ in reading.devices.rounds():
        for raw in _lines(files):
            with suppress(Bad):  # told above
                for one, url in _resources(json_of(raw or b""), reading, True):
                    if not isinstance(one, Bad):
                        reading.tie(one, url)
    return reading


def _lines(files: list[BinaryIO]) -> Iterator[bytes | None]:
    """The lines of some files, from their beginnings, but empty ones; None for one that is too long."""
    for file in files:
        file.seek(0)
        for _, raw, _ in Source(file).lines():
            if raw is None or raw.strip():
                yield raw


def _resources(data: Any, reading: Reading, first: bool) -> Iterable[tuple[Any, str]]:
    """The resources of a line: one, or those of a bundle."""
    if not isinstance(data, Mapping) or "resourceType" not in data:
        raise Bad("no resource")
    if type_of(data) != "Bundle":
        return [(data, "")]
    return list((Reading(reading.make) if first else reading).devices.bundle(data))


def export_rows(file: BinaryIO, make: Assembler, reading: Reading) -> Iterator[Row]:
    """The bookings of an export, and its lines that cannot be read, in order."""
    number = 0
    file.seek(0)
    for offset, raw, _ in Source(file).lines():
        if raw is not None and not raw.strip():
            continue
        found: list[Row] = []
        try:
            if raw is None:
                raise Bad(f"longer than {MAX_ROW:,} bytes")
            data = json_of(raw.rstrip())
            if not isinstance(data, Mapping) or "resourceType" not in data:
                raise Bad(f"no FHIR resource, but {kind_of(data)}")
            for one, url in _resources(data, Reading(make), False):
                if isinstance(one, Bad):
                    found.append(unreadable(0, offset, one.why))
                elif reading.is_row(one, url):
                    found.append(reading.row(one, 0, offset, url))
        except Bad as bad:
            found = [unreadable(0, offset, bad.why, at=bad.at)]
        for row in found:
            number += 1
            yield row.replace(number=number)
