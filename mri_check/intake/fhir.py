"""FHIR (R4, R4B, R5) as bookings: a row for each ServiceRequest or Appointment.

An order that a standing appointment of the source is based on has the appointment's row. Of a patient only the
reference is read, to find the devices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from mri_check.frozen import Record
from mri_check.intake.assemble import Assembler, Booking, Coding, day, told_status
from mri_check.intake.record_of import Devices
from mri_check.intake.reference import (
    concept,
    listed,
    mappings,
    meant,
    own,
    said_in,
    text,
    words_of,
)
from mri_check.intake.referred import ANSWER, BOOKED, NOT_READ
from mri_check.intake.row import Bad, Row, bounded, unreadable

_FALLEN = ("cancelled", "noshow", "entered-in-error")
"""Of an appointment that does not stand: an order that it is based on is still to be done."""


class Order(Record):
    """What a ServiceRequest says, for the appointment that is based on it."""

    exams: tuple[tuple[Coding, ...], ...]
    beside: tuple[Coding, ...]
    """What may name them once more: a description, a category."""
    patient: str
    starts: tuple[str, ...]
    """The days that it names, as they are written."""
    stations: tuple[tuple[str, tuple[str, ...]], ...]
    texts: tuple[tuple[str, str], ...]
    devices: tuple[str, ...]
    status: str


class Reading:
    """The bookings of one source, or of several that belong together."""

    def __init__(self, make: Assembler) -> None:
        self.make = make
        self.devices = Devices(make)
        self.wanted: set[str] = set()
        """Orders that an appointment is based on."""
        self.booked: set[str] = set()
        """Those of them that have its row."""
        self.orders: dict[str, Order] = {}
        self.places: dict[str, str] = {}
        """The names of locations and of scanners, by reference."""

    def want(self, resource: Mapping[str, Any], full_url: str = "") -> None:
        """Note the orders that appointments are based on, names of places, and urns: before ``gather``."""
        kind, holder = resource.get("resourceType"), own(resource, full_url)
        if full_url.startswith("urn:"):
            self.devices.kinds[full_url] = text(resource, "resourceType")
            if id := text(resource, "id"):
                first = self.devices.alias.setdefault(f"{kind}/{id}", full_url)
                if first != full_url:  # one and the same, or two that are called alike
                    self.devices.linked.update((first, full_url))
        if kind == "Location":
            self.places[holder] = text(resource, "name")
        if kind == "Appointment":
            for one in mappings(resource, "basedOn"):
                if _order_like(told := meant(one, holder)):
                    self.wanted.add(told)
                    if text(resource, "status") not in _FALLEN:
                        self.booked.add(told)

    def settle(self) -> None:
        """After every ``want``: what was noted, by what it is known by now."""
        spot = self.devices.spot
        self.wanted = {spot(one) for one in self.wanted}
        self.booked = {spot(one) for one in self.booked}
        self.places = {spot(one): name for one, name in self.places.items()}
        self.devices.searched = {spot(one): None for one in self.devices.searched}

    def gather(self, resource: Mapping[str, Any], full_url: str = "") -> None:
        """Note what a resource says for the bookings. Never raises: what cannot be read makes lists incomplete."""
        try:
            kind, holder = text(resource, "resourceType"), own(resource, full_url)
            patient = self._patient(resource, holder) if kind in (*BOOKED, ANSWER) else ""
            self.devices.add(resource, full_url, patient)
            if kind in BOOKED:
                for one in mappings(resource, "participant"):
                    self.devices.equipment.add(self.devices.spot(meant(one.get("actor"), holder)))
            if kind == "Appointment":
                for one in mappings(resource, "contained"):
                    if one.get("resourceType") == "ServiceRequest":
                        place = self.devices.spot(f"{holder}#{text(one, 'id')}")
                        self.orders[place] = self._order(one, holder)
            if kind == "ServiceRequest" and self.devices.spot(holder) in self.wanted:
                self.orders[self.devices.spot(holder)] = self._order(resource, holder)
        except Bad as bad:
            self.unread(f"A resource could not be read ({bad.why})")

    def tie(self, resource: Mapping[str, Any], full_url: str = "") -> None:
        """After every ``gather``: what a resource refers to is said of its patient too. What cannot be read was told there."""
        with suppress(Bad):
            kind, holder = text(resource, "resourceType"), own(resource, full_url)
            patient = self._patient(resource, holder) if kind in (*BOOKED, ANSWER) else ""
            self.devices.tie(resource, holder, patient)

    def unread(self, why: str) -> None:
        """A part of the source could not be read: a device may stand there."""
        self.devices.unknown[why] = None

    def is_row(self, resource: Mapping[str, Any], full_url: str = "") -> bool:
        """Whether a resource has a row of its own."""
        kind = resource.get("resourceType")
        if kind == "ServiceRequest":
            try:
                return self.devices.spot(own(resource, full_url)) not in self.booked
            except Bad:
                return True
        return kind == "Appointment"

    def row(self, resource: Mapping[str, Any], number: int, offset: int, full_url: str = "") -> Row:
        """The row of a booking, once everything is gathered."""
        id = resource.get("id")
        id = bounded(id, 300) if isinstance(id, str) else None
        keep: dict[str, str] = {}
        try:
            for name in self.make.context.keep:
                if isinstance(value := resource.get(name), str):
                    keep[name] = bounded(value, 300)
            booking = self._booking(resource, own(resource, full_url), number, offset)
        except Bad as bad:
            return unreadable(number, offset, bad.why, id, keep)
        if self.devices.errors:
            return unreadable(number, offset, "; ".join(self.devices.errors), id, keep)
        return self.make.row(booking.replace(id=id, keep=keep))

    def _booking(self, data: Mapping[str, Any], holder: str, number: int, offset: int) -> Booking:
        it = self._order(data, holder)
        notices: list[str] = []
        if it.status:
            notices.append(told_status(it.status))
        exams, texts, asked = list[tuple[Coding, ...]](), [*it.texts], [*it.devices]
        stations = list[tuple[str, tuple[str, ...]]]()
        patient, starts = it.patient, it.starts
        unseen, beside = "", tuple[Coding, ...]()
        for one in mappings(data, "basedOn") if data.get("resourceType") == "Appointment" else ():
            told = self.devices.spot(meant(one, holder))
            order = self.orders.get(told)
            if order is None:
                if self.devices.kind_of(told, one) in ("", "ServiceRequest"):
                    unseen = "The order that it is based on is not in the source"
                continue
            if any(it.starts):
                if _days(order.starts) - _days(it.starts):
                    notices.append("An order that it is based on names another day than it does.")
            else:
                starts += order.starts
            exams += order.exams
            beside += order.beside
            texts += order.texts
            stations += order.stations
            asked += order.devices
            if patient and order.patient and patient != order.patient:
                raise Bad("the appointment and its order name different patients")
            patient = patient or order.patient
        named = {self.devices.spot(one) for one in asked if one}
        known = self.devices.known
        asked = sorted(one for one in named if one in known or one.startswith("Device/"))
        devices, told_of, more = self.devices.of_patient(patient, tuple(asked))
        if not patient:
            notices.append("It names no patient by reference: no device list can be found.")
            devices = devices or None
        spoken = self.devices.spoken
        texts += [(kind, said) for kind, said in spoken.get(patient, {}) if patient]
        texts += [(kind, said) for kind, said in spoken.get("", {})]
        if unseen:  # that order may be the MRI: only what the appointment itself names tells of it
            exams += it.exams or (it.beside,)
        beside += it.beside
        exams = _named(exams)
        if exams:
            beside += tuple(one for concept in it.exams for one in concept)
        context = self.make.context
        listed = patient in self.devices.searched or context.complete
        if listed and not context.alone:
            more.append("Another schedule that was given is not looked at from this one")
        complete = listed and self.devices.sure(patient)
        return Booking(
            number, None, offset, starts, tuple(exams or _named(it.exams)), beside, (), it.stations or tuple(stations), devices,
            "; ".join(more), complete, tuple(texts), tuple(dict.fromkeys((*notices, *told_of))),
            unseen=unseen,
        )  # fmt: skip

    def _patient(self, data: Mapping[str, Any], holder: str) -> str:
        """The patient of a booking or an answer to one: its subject, or the one who takes part and is a patient."""
        patient = self.devices.patient(data, holder)
        if patient:
            return patient
        actors = [one.get("actor") for one in (data, *mappings(data, "participant"))]
        told = {meant(one, holder) for one in actors if self.devices.kind_of(meant(one, holder), one) == "Patient"}  # fmt: skip
        self.devices.unnamed |= "" in told
        found = {self.devices.spot(one) for one in told if one}
        if len(found) > 1:
            raise Bad("it names several patients")
        self.devices.patients.update(dict.fromkeys(found))
        return next(iter(found), "")

    def _order(self, data: Mapping[str, Any], holder: str) -> Order:
        """What a ServiceRequest or an Appointment says itself."""
        exams = [
            tuple(concept(one)) for name in ("code", "serviceType") for one in _each(data, name)
        ]
        if data.get("resourceType") == "ServiceRequest":
            exams = exams or [()]  # it orders something, whether or not it says what
        sites = tuple(site for one in mappings(data, "bodySite") for site in concept(one))
        exams = [(*one, *sites) for one in exams]
        told = text(data, "description")
        beside = [("", told, False)] if told else []
        for name in ("category", "orderDetail", "specialty", "serviceCategory"):
            beside += (found for one in _each(data, name) for found in concept(one))
        texts = list(said_in(data, NOT_READ))
        stations, devices = [], []
        for one in (*mappings(data, "location"), *mappings(data, "locationReference")):
            stations.append(("Location", self._place(one, holder)))
        for one in mappings(data, "participant"):
            actor = one.get("actor")
            kind = self.devices.kind_of(meant(actor, holder), actor)
            pump = self.devices.pump(self.devices.spot(meant(actor, holder)))
            if kind in ("Location", "Device") and not pump:
                stations.append((kind, self._place(actor, holder)))
        for one in (*mappings(data, "supportingInfo"), *mappings(data, "supportingInformation")):
            inner = one.get("reference")  # a CodeableReference (R5) holds a Reference
            reference = inner if isinstance(inner, Mapping) else one
            told = self.devices.spot(meant(reference, holder))
            if text(reference, "type") == "Device" and told not in self.devices.known:
                told = f"Device/{told.rpartition('/')[2]}"  # it is one, whatever it is called by
            devices.append(told)
        starts = (text(data, "start"), text(data, "occurrenceDateTime"), *_timed(data))
        return Order(
            tuple(exams), tuple(beside), self._patient(data, holder), starts, tuple(stations), tuple(texts),
            tuple(devices), text(data, "status"),
        )  # fmt: skip

    def _place(self, reference: Any, holder: str) -> tuple[str, ...]:
        """What a place or a scanner is called: the end of its reference, the display, and the name on record."""
        told = self.devices.spot(meant(reference, holder))
        shown = text(reference, "display") if isinstance(reference, Mapping) else ""
        id = told.rpartition("/")[2] if not told.startswith("urn:") else ""
        return tuple(one for one in (shown, self.places.get(told, ""), id) if one)


def _timed(data: Mapping[str, Any]) -> Iterator[str]:
    """The days of a period, of a timing, and of the periods that are asked for."""
    yield _day_of(data, "occurrencePeriod")
    timing = data.get("occurrenceTiming")
    if isinstance(timing, Mapping):
        found = [one for one in listed(timing, "event") if isinstance(one, str)]
        bounds = (timing, "repeat", "boundsPeriod")
        if not found and not text(*bounds, "start") and (timing.get("event") or _in_words(timing)):
            found = ["not told"]
        yield from found or (_day_of(*bounds),)
    for one in mappings(data, "requestedPeriod"):
        yield _day_of(one)


def _in_words(timing: Mapping[str, Any]) -> bool:
    """Whether the name of a timing may state a day; "once", or how often, is none."""
    return any(one.isdigit() for one in words_of(timing.get("code")))


def _day_of(data: Mapping[str, Any], *path: str) -> str:
    """The day of a period, as it is written; none where it ends on another: which of them it is, is not told."""
    start, end = text(data, *path, "start"), text(data, *path, "end")
    return "" if end and day(start) not in (None, day(end)) else start


def _days(starts: tuple[str, ...]) -> set[str]:
    """The days that some texts name for certain."""
    return {found for one in starts if (found := day(one))}


def _named(exams: Sequence[tuple[Coding, ...]]) -> list[tuple[Coding, ...]]:
    """Some exams; none where there is but one and it has no name: what stands beside it tells of that."""
    return [*exams] if len(exams) > 1 or any(exams) else []


def _order_like(reference: str) -> bool:
    """Whether a reference may mean a ServiceRequest."""
    return reference.startswith("urn:") or "ServiceRequest/" in reference


def _each(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The concepts of an element that is one in R4 and may be several in R5; a text is none."""
    return [] if isinstance(data.get(name), str) else mappings(data, name)
