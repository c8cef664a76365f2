"""HL7 v2 messages as bookings: SIU (scheduling), ORM and OMI (orders). Which field says what: HL7 2.5.1, chapters 4, 10.

Read by the name of a segment, in whatever order. PID, PV1, NK1, GT1 and IN1 are never read. Where an order has its
day: the stylesheet of dcm4chee, hl7-order2dcm (ORC-7, TQ1-7), and the standard (OBR-27 is ORC-7 once more, OBR-36 is
what was booked of it: HL7 2.5.1, 4.5.3). A day that stands nowhere else is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, groupby

from mri_check.intake.assemble import Assembler, Booking, Coding, told_status
from mri_check.intake.hl7 import Message, Segment, messages
from mri_check.intake.lines import Source
from mri_check.intake.row import Bad, Context, Row, bounded, unreadable

_SCHEDULES = ("SIU",)
_ORDERS = ("ORM", "OMI")
_NEW = ("SIU", "S12")
_NEVER = frozenset(
    """ACC AIG AIL AIP CON CTD EVN GT1 IN1 IN2 IN3 MRG MSH NK1 PD1 PDA PID PRA PV1 QRD QRF ROL SFT STF TXA UAC""".split()  # noqa: SIM905
)
"""Segments of people, of who does it and where, and of the message itself. Of all others free text is looked at, for an
implant may be mentioned anywhere: the facts do not say where."""
_PEOPLE: Mapping[str, frozenset[int]] = {
    name: frozenset(numbers)
    for name, numbers in {
        "DG1": (16,), "FT1": (16, 20, 21, 23, 24), "IAM": (14, 18, 19), "NTE": (5,), "OBX": (3, 5, 15, 16, 23, 24, 25),
        "OBR": (2, 3, 10, 16, 17, 28, 32, 33, 34, 35), "ORC": (2, 3, 4, *range(8, 15), *range(17, 20), *range(21, 25), 30, 33),
        "PR1": (8, 11, 12), "PRT": (5, 8, 9, 14, 15), "PV2": (1, 13, 23), "RXA": (10, 11, 27, 28), "RXD": (10, 13),
        "RXE": (8, 13, 14, *range(40, 46)), "RXG": (11,), "RXO": (8, 14, 15, *range(29, 34)), "SCH": range(12, 23), "VAR": (4,),
    }.items()
}  # fmt: skip
"""Their fields of people, places, telephones and numbers; of an OBX question and answer are one text, read by itself."""
_SAYS = re.compile(r"[^\W\d_]{2}|\d-\d|[^\x00-\x7f]|\(\s*\d\d\s*\)|\d{16}|\+[A-Za-z]")
"""One of these every mention has, and every identifier of a device; times and counts have none of it, and are most of
what a message holds."""
_KEPT = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,2})(?:\.(\d{1,2}))?\Z")
_DAYS = ("AIS-4", "OBR-36", "TQ1-7", "ORC-7", "OBR-27", "SCH-11")
"""What names the day: what is booked of the exam itself, what is asked for, the whole appointment."""
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
            yield _booking(group, offset, tuple(notices), texts, keep)


def _services(message: Message) -> Iterator[tuple[list[Segment], str]]:
    """The segments of each AIS; where each has resources of its own, they all stand before it or all behind it.

    Where one of a group has none, they are those of the group: of all its exams (HL7 2.5.1, chapter 10).
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
    group: list[Segment],
    offset: int,
    notices: tuple[str, ...],
    texts: tuple[tuple[str, str], ...],
    keep: dict[str, str],
) -> Booking:
    exams: list[tuple[Coding, ...]] = []
    modalities: list[str] = []
    stations: list[tuple[str, tuple[str, ...]]] = []
    days: dict[str, list[str]] = {name: [] for name in _DAYS}
    ids: list[str] = []
    told: list[str] = []
    again: list[tuple[Coding, ...]] = []
    for one in group:
        match one.name:
            case "AIS":
                exams += _coded(one, 3)
                days["AIS-4"] += one.each(4)
            case "OBR":
                exams += _coded(one, 4)
                again += _coded(one, 44)
                modalities.append(one.part(24))
                days["OBR-36"] += one.each(36)
                days["OBR-27"] += one.each(27, 4)
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
                days["ORC-7"] += one.each(7, 4)
                told += [one.part(1) if one.part(1) != "NW" else "", one.part(5)]
            case "TQ1":
                days["TQ1-7"] += one.each(7)
            case "SCH":
                ids += [one.part(2), one.part(1)]
                again += (*_coded(one, 7), *_coded(one, 8))
                days["SCH-11"] += one.each(11, 4)
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
        people = _PEOPLE.get(name, frozenset())
        for number in range(1, max(map(len, lines)) + 1) if name not in _NEVER else ():
            if number in people:
                continue
            texts = [_said(one, number) for one in lines]
            for text in _wrapped(texts) if name == "NTE" else texts:
                if _SAYS.search(text):
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
