"""HL7 v2 messages as bookings: SIU (scheduling), ORM and OMI (orders). Which field says what: ``facts/standards.md``, 7.

Read by the name of a segment, in whatever order. PID, PV1, NK1, GT1 and IN1 are never read. Where an order has its
day (ORC-7, TQ1-7): the stylesheet that section cites (its 71). A day that stands nowhere else is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, groupby

from mri_check.intake.assemble import Assembler, Booking, Coding, told_status
from mri_check.intake.hl7 import Message, Segment, messages
from mri_check.intake.lines import Source
from mri_check.intake.row import Bad, Context, Row, bounded, unreadable

_SCHEDULES = ("SIU",)
_ORDERS = ("ORM", "OMI")
_NEW = ("SIU", "S12")
_PEOPLE = (2, 3, 10, 16, 17, 28, 32, 33, 34, 35)
_FREE = {"OBR": tuple(at for at in range(1, 51) if at not in _PEOPLE), "ORC": (16,), "PV2": (3,)}
"""Free text, field by field: where an implant may be mentioned. Of an exam all but numbers, people and telephones."""
_WHOLE = ("AIS", "AL1", "DG1", "IAM", "IPC", "NTE", "PR1", "PRB", "SCH")
"""Segments of which every field is looked at, as of those of a site (Z..): the facts do not say which one it is."""
_KEPT = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,2})(?:\.(\d{1,2}))?\Z")
_EVENT = re.compile(r"S\d\d")
_KIND = re.compile(r"[A-Z]{3}(\^[A-Z][A-Z0-9]{2})?")
_RESOURCES = ("AIL", "AIG")
_LOINC = ("LN", "LOINC")


def message_rows(source: Source, make: Assembler) -> Iterator[Row]:
    """At least one row for each message, one for each exam that it books or orders."""
    number = 0
    found: list[Booking | Bad]
    for raw in messages(source):
        try:
            if raw.why:
                raise Bad(raw.why)
            found = list(_bookings(Message(raw.raw), raw.offset, make.context))
        except Bad as bad:
            found = [bad]
        for one in found:
            number += 1
            if isinstance(one, Bad):
                yield unreadable(number, raw.offset, one.why, at=one.at)
            else:
                yield make.row(one.replace(number=number))


def _bookings(message: Message, offset: int, context: Context) -> Iterator[Booking | Bad]:
    kind, event = message.kind
    if kind not in (*_SCHEDULES, *_ORDERS):
        told = f"{kind}^{event}" if event else kind
        said = f"says {told}" if _KIND.fullmatch(told) else "names no message that is known"
        raise Bad(f"MSH-9 {said}: read are SIU, ORM and OMI")
    notices = []
    if kind in _SCHEDULES and (kind, event) != _NEW:
        # what became of the booking is not decided here: whatever it was, it is judged
        told = f"{kind}^{event}" if _EVENT.fullmatch(event) else f"{kind} without a known event"
        notices.append(f"The message is {told}, not SIU^S12 (a new booking): it is judged.")
    texts = tuple(_texts(message))
    for group, why in _services(message) if kind in _SCHEDULES else _orders(message):
        if why:
            yield Bad(why)
        else:
            keep = dict(_kept(group, context.keep))
            yield _booking(kind, group, offset, tuple(notices), texts, keep)


def _services(message: Message) -> Iterator[tuple[list[Segment], str]]:
    """The segments of each AIS; where each has resources of its own, they all stand before it or all behind it.

    Where one of a group has none, they are those of the group: of all its exams (``facts/standards.md``, 7).
    """
    head, groups = _cut(message.segments, "RGS")
    found: list[list[Segment]] = []
    for group in groups:
        own, services = _cut(group, "AIS", *_RESOURCES)
        each: list[list[Segment]] = []
        for service in services:
            before, exams = _cut(service, "AIS")
            each += ([*before, *exam] for exam in exams)
        places = [[one for one in exam if one.name in _RESOURCES] for exam in each]
        if not all(places):
            each = [[one for one in exam if one.name not in _RESOURCES] for exam in each]
            own += chain.from_iterable(places)
        found += ([*head, *own, *exam] for exam in each)
    found = [one for one in found if any(segment.name == "AIS" for segment in one)]
    grouped = {id(segment) for one in found for segment in one}
    rest = [segment for segment in message.segments if id(segment) not in grouped]
    for one in found or [[]]:
        yield [*one, *rest], ""  # a segment that stands with no exam belongs to each


def _orders(message: Message) -> Iterator[tuple[list[Segment], str]]:
    """The segments of each order, and of each exam where it has several; and why they cannot be of one."""
    head, orders = _cut(message.segments, "ORC", "OBR")
    for order in orders:
        why = "" if _agree(order) else "the numbers of the order do not agree (ORC and OBR)"
        shared, exams = _cut(order, "OBR")
        for at, exam in enumerate(exams):
            # a second exam of one order has its own number, and what the order says of both before the first
            yield [*head, *exam, *shared] if at else [*head, *shared, *exam], why


def _cut(segments: list[Segment], *names: str) -> tuple[list[Segment], list[list[Segment]]]:
    """What stands before the first segment of these names, and what begins with each that is called as that one."""
    first = next((one.name for one in segments if one.name in names), None)
    starts = [at for at, one in enumerate(segments) if one.name == first]
    if not starts:
        return [], [segments]
    ends = [*starts[1:], len(segments)]
    return segments[: starts[0]], [segments[at:end] for at, end in zip(starts, ends)]


def _agree(order: list[Segment]) -> bool:
    """Whether ORC and OBR may be of one order: where both number it, one number at least is the same."""
    numbers = [
        [next((one.part(at) for one in order if one.name == name), "") for at in (2, 3)]
        for name in ("ORC", "OBR")
    ]
    both = [pair for pair in zip(*numbers) if all(pair)]
    return not both or any(one == other for one, other in both)


def _booking(
    kind: str,
    group: list[Segment],
    offset: int,
    notices: tuple[str, ...],
    texts: tuple[tuple[str, str], ...],
    keep: dict[str, str],
) -> Booking:
    exams: list[tuple[Coding, ...]] = []
    modalities: list[str] = []
    stations: list[tuple[str, tuple[str, ...]]] = []
    days: dict[str, list[str]] = {name: [] for name in ("AIS", "TQ1", "ORC", "SCH")}
    """Of the exam itself, of the order, of the whole appointment."""
    ids: list[str] = []
    told: list[str] = []
    again: list[tuple[Coding, ...]] = []
    for one in group:
        match one.name:
            case "AIS":
                exams += _coded(one, 3)
                days["AIS"].append(one.part(4))
            case "OBR":
                exams += _coded(one, 4)
                again += _coded(one, 44)
                modalities.append(one.part(24))
                ids += [one.part(2), one.part(3)]
            case "IPC":
                modalities.append(one.part(5))
                again += _coded(one, 6)
                stations.append(("IPC", (one.part(9), one.part(7), one.part(8))))
            case "AIL":
                stations += (("AIL", _place(each)) for each in one.parts(3))
            case "AIG":
                stations += (("AIG", tuple(each[:2])) for each in one.parts(3))
            case "ORC":
                ids += [one.part(2), one.part(3)]
                days["ORC"].append(one.part(7, 4))
                told += [one.part(1) if one.part(1) != "NW" else "", one.part(5)]
            case "TQ1":
                days["TQ1"].append(one.part(7))
            case "SCH":
                ids += [one.part(2), one.part(1)]
                again += (*_coded(one, 7), *_coded(one, 8))
                days["SCH"].append(one.part(11, 4))
                told.append(one.part(25))
    beside = tuple(coding for concept in again for coding in concept)
    id = next((bounded(one, 300) for one in ids if one), None)
    # of an exam without a name of its own another one may tell a reason: it is one that nothing names
    return Booking(
        0, id, offset, tuple(on for each in days.values() for on in each), tuple(exams) or ((),), beside,
        tuple(one for one in modalities if one), tuple(stations),
        texts=texts, notices=(*notices, *(told_status(one) for one in told if one)), keep=keep,
    )  # fmt: skip


def _coded(segment: Segment, number: int) -> Iterator[tuple[Coding, ...]]:
    """Each exam of a coded field: code and text of components 1 to 3, and of the alternative 4 to 6."""
    for parts in segment.parts(number):
        parts = [*parts, *[""] * 6]
        found = []
        for at in (0, 3):
            code, text, system = (part.strip() for part in parts[at : at + 3])
            if code or text:
                found.append((code, text, system.upper() in _LOINC))
        if found:
            yield tuple(found)


def _place(parts: list[str]) -> tuple[str, ...]:
    """Point of care, room and bed of a place, and its description."""
    return tuple(parts[at] for at in (1, 0, 2, 8) if at < len(parts))


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    for _, run in groupby(message.all("OBX"), lambda one: one.text(3)):
        answers = [*run]
        asked = _said(answers[0], 3)
        for text in _wrapped([_said(one, 5) for one in answers]):
            yield "OBX-5", f"{asked} {text}"  # a question and its answer are one text
    for name, run in groupby(message.segments, lambda one: one.name):
        lines = [*run]
        whole = name[0] == "Z" or name in _WHOLE
        fields = range(1, max(map(len, lines)) + 1) if whole else _FREE.get(name, ())
        for number in fields:
            texts = [_said(one, number) for one in lines]
            for text in _wrapped(texts) if name == "NTE" else texts:
                if text.strip():
                    yield f"{name}-{number}", text


def _said(segment: Segment, number: int) -> str:
    return " ".join(" ".join(parts) for parts in segment.parts(number))


def _wrapped(lines: list[str]) -> Iterator[str]:
    """A text that may be one of several lines: as one, each line, and as one in which a word was cut in two."""
    if len(lines) > 1:
        yield " ".join(lines)
    yield from lines
    if len(lines) > 1:
        yield "".join(lines)


def _kept(group: list[Segment], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is kept of a booking: from its own segments, and never what another one has."""
    for name in names:
        match = _KEPT.match(name)
        segment = next((one for one in group if match and one.name == match.group(1)), None)
        if match is not None and segment is not None:
            number = int(match.group(2))
            part = match.group(3)
            text = segment.part(number, int(part)) if part else segment.text(number)
            yield name, bounded(text, 300)
