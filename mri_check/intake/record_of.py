"""What a FHIR source holds of each patient's devices: gathered first, asked for each booking.

Patients are told apart by references alone, and no reference leaves this room.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mri_check.frozen import Record
from mri_check.intake.assemble import Assembler, Found
from mri_check.intake.devices import ABSENT, device_of, removed
from mri_check.intake.reference import (
    concept,
    mappings,
    meant,
    own,
    same,
    text,
    type_of,
    words_of,
)
from mri_check.intake.referred import BOOKED, SILENT, Referred
from mri_check.intake.row import NOT_KNOWN
from mri_check.words import words

_LINKS = {"DeviceAssociation": "subject", "DeviceUseStatement": "subject", "DeviceUsage": "patient"}
_PLAIN = re.compile(r"Patient/[A-Za-z0-9.-]{1,64}|urn:[^#?]+")
"""A reference that means one patient for sure."""
_GONE = ("explant", "remov")
_OF_DEVICE = frozenset(
    """a an baclofen delivery device drug explant explantation explanted implantable implanted infusion intrathecal of
    old pain programmable pump removal removed spinal system the""".split()  # noqa: SIM905
)
"""All words of the name of a procedure that removes a device: another may say that it is a part, or for a new one."""
_MAYBE_OUT = "A procedure may have removed a device: it is judged as one that is implanted. Verify."

_UNHEARD = "Documents of the patient are not read here, since the source does not hold them as text: a pump may be mentioned there."


class Known(Record):
    """One device of the source."""

    key: str
    patient: str
    found: Found
    notices: tuple[str, ...]
    active: bool
    """Whether its own status says so."""


class Link(Record):
    """What says that a patient has, or had, a device."""

    device: str
    patient: str
    removed: bool


class Devices(Referred):
    """The devices of a source by patient, and why they may not be all."""

    def __init__(self, make: Assembler) -> None:
        super().__init__(make)
        self.known: dict[str, list[Known]] = {}
        """By the tail of the device's reference."""
        self.links: dict[str, list[Link]] = {}
        """By the tail of the device's reference."""
        self.of: dict[str, dict[str, None]] = {}
        """Tails of devices by the tail of the patient's reference."""
        self.orphans: dict[str, None] = {}
        self._orphans: tuple[tuple[int, ...], dict[str, None], bool] = ((), {}, False)
        self.equipment: set[str] = set()
        """What takes part in an appointment: a device among it is a scanner, not an implant, unless it is a pump."""
        self.taken_out: set[str] = set()
        self.maybe_out: set[str] = set()
        """Devices of a procedure whose name speaks of a removal, and not of theirs for certain."""
        self.wrong: dict[str, None] = {}
        """Patients of whom the source withdraws a device as entered in error; empty where it names none."""
        self.linked: set[str] = set()
        """Patients that a record of a patient links with another."""

    def add(self, resource: Mapping[str, Any], full_url: str, booked: str = "") -> None:
        """Note what a resource says of devices. Raises Bad where it cannot be read.

        ``booked``: of a booking or an answer to one, its patient, who may be a participant.
        """
        kind = text(resource, "resourceType")
        holder = own(resource, full_url)
        people = (booked,) if booked else self.whose(resource, holder)
        for inner in mappings(resource, "contained"):
            if text(inner, "resourceType") == "Device":
                self._contained(inner, resource, holder, people)
            elif text(inner, "resourceType") not in SILENT:
                of = self.whose(inner, holder) or people
                self.refer(inner, holder, of)
                self.speak(inner, of or ("",))
            type_of(inner)  # a slip in it may hide a device
        if kind == "Device":
            self._device(resource, holder or f"Device/?{len(self.known)}", holder)
        elif kind in _LINKS:
            self._link(resource, holder, _LINKS[kind])
        elif kind == "OperationOutcome":
            self._outcome(resource)
        if kind == "Procedure":
            self._procedure(resource, holder)
        if kind == "Patient":
            self._links(resource, holder)
            self._added(resource, holder)
        self.refer(resource, holder, people)
        if kind not in SILENT:
            self.speak(resource, people, holder)

    def _contained(
        self, inner: Mapping[str, Any], resource: Mapping[str, Any], holder: str, people: tuple[str, ...]
    ) -> None:  # fmt: skip
        """A pump in another resource is the patient's; in a booking any device is that does not take part itself."""
        key = f"{holder}#{text(inner, 'id')}"
        self._device(inner, key, holder, contained=True)
        acting = [one.get("actor") for one in mappings(resource, "participant")]
        acting += mappings(resource, "performer")
        place = self.spot(key)
        idle = key not in (meant(one, holder) for one in acting)
        if not (self.pump(place) or (idle and resource.get("resourceType") in BOOKED)):
            return
        for patient in people:
            self.of.setdefault(patient, {})[place] = None
        if not people:
            self.orphans[place] = None

    def pump(self, place: str) -> bool:
        """Whether a device is, or may be, a pump, catheter or controller: it is no station, whatever it takes part in."""
        return any(one.found.pump for one in self.known.get(place, ()))

    def _links(self, data: Mapping[str, Any], holder: str) -> None:
        """The devices of a patient who has another record may be listed there."""
        for one in mappings(data, "link"):
            self.linked.update((self.spot(holder), self.spot(meant(one.get("other"), holder))))

    def _added(self, data: Mapping[str, Any], holder: str) -> None:
        """What extensions of a patient say; not those that are a name."""
        each = (one for name in ("extension", "modifierExtension") for one in mappings(data, name))
        told = [one for one in each if "name" not in text(one, "url").casefold()]
        if told and holder:
            self.speak({"resourceType": "Patient", "extension": told}, (self.spot(holder),))

    def sure(self, patient: str) -> bool:
        """Whether it is certain that what is listed of a patient is listed of this one."""
        plain = bool(_PLAIN.fullmatch(patient)) and patient not in self.linked
        return plain and len(self.servers) < 2

    def _device(self, data: Mapping[str, Any], key: str, holder: str, contained: bool = False) -> None:  # fmt: skip
        self.listed = True
        notices: list[str] = []
        status = text(data, "status")
        patient = self.patient(data, holder)
        if status == "entered-in-error":
            self.known.setdefault(self.spot(key), [])
            self.wrong[patient] = None
            return
        found = device_of(data, self.make, notices)
        if status == "inactive":
            found = removed(found)
        place = self.spot(key)
        self.known.setdefault(place, []).append(
            Known(key, patient, found, tuple(notices), status == "active")
        )
        if patient:
            self.of.setdefault(patient, {})[place] = None
        elif not contained:
            self.orphans[place] = None

    def _link(self, data: Mapping[str, Any], holder: str, subject: str) -> None:
        self.listed = True
        patient = self.patient({"subject": data.get(subject)}, holder)
        self.speak(data, (patient,))
        told = data.get("device")
        if isinstance(told, Mapping) and isinstance(told.get("reference"), Mapping):
            told = told["reference"]  # a CodeableReference (R5)
        device = meant(told, holder)
        status = data.get("status")
        codes = [text(one, "code") for one in mappings(status, "coding")] if isinstance(status, Mapping) else []  # fmt: skip
        said = [status] if isinstance(status, str) else [*codes, words_of(status)]
        if not device:
            self.unknown["A record of a device names no device"] = None
            return
        self.links.setdefault(self.spot(device), []).append(
            Link(device, patient, any(map(_tells_removal, said)))
        )
        if patient:
            self.of.setdefault(patient, {})[self.spot(device)] = None
        else:
            self.unknown["A record of a device names no patient"] = None

    def _procedure(self, data: Mapping[str, Any], holder: str) -> None:
        """A procedure that removed a device: its focal device, by the action, or by the procedure where none is told."""
        done = text(data, "status") in ("", "completed")
        for focal in mappings(data, "focalDevice"):
            action = [
                word for code, said, _ in concept(focal.get("action")) for word in (code, said)
            ]
            device = self.spot(meant(focal.get("manipulated"), holder))
            said = " ".join(action) or words_of(data.get("code"))
            if done and _tells_removal(said):
                if action or _OF_DEVICE.issuperset(words(said)):
                    self.taken_out.add(device)
                    continue
                self.maybe_out.add(device)
            if device and (patient := self.patient(data, holder)):
                self.of.setdefault(patient, {})[device] = None

    def _without_patient(self) -> tuple[dict[str, None], bool]:
        """The devices that name no patient, and whether one of them has no record that does; found once."""
        size = (len(self.orphans), len(self.equipment), len(self.links))
        if self._orphans[0] != size:
            orphans = {
                one: None for one in self.orphans if one not in self.equipment or self.pump(one)
            }
            self._orphans = (size, orphans, any(place not in self.links for place in orphans))
        return self._orphans[1:]

    def _counts(self, place: str) -> bool:
        """Whether a device that a record of the patient refers to is the patient's for all that is known of it.

        One that is certainly of another kind is where it says whose it is, or nobody's.
        """
        known = self.known.get(place)
        if place in self.equipment and not self.pump(place):
            return False
        return known is None or any(one.found.pump is not False for one in known)

    def of_patient(
        self, patient: str, asked: tuple[str, ...]
    ) -> tuple[tuple[Found, ...] | None, list[str], list[str]]:
        """The devices of a patient and those that a booking itself refers to; notices; why they may not be all.

        None where the source holds no device list, or the booking names no patient.
        """
        unknown = list(self.unknown)
        places = dict(self.of.get(patient, {})) if patient else {}
        orphans, loose = self._without_patient()
        doubtful = False
        if len(self.patients) <= 1:
            places.update(orphans)
            doubtful = (loose and self.unnamed) or (bool(orphans) and not patient)
        elif loose:
            unknown.append("A device of the source names no patient")
        named = {self.spot(one) for one in asked}
        places.update(dict.fromkeys(named))
        places.update(dict.fromkeys(filter(self._counts, self.referred.get(patient, ()))))
        found: list[Found] = []
        notices: list[str] = []
        for place in places:
            links = [one for one in self.links.get(place, ()) if one.patient == patient]
            every = self.known.get(place, [])
            # of several that are called alike, those that are this patient's; what a record ties to
            # the patient is never lost, whomever the device itself names
            known = [
                one
                for one in every
                if place in named
                or one.patient == patient
                or any(same(one.key, link.device) for link in links)
                or not (one.patient or links)
            ] or every
            if place not in self.known:
                found.append(Found({"device": ABSENT}, None))
            for one in known:
                gone = any(link.removed for link in links) or place in self.taken_out
                if one.active or not gone:  # active and removed is a contradiction: both are judged
                    found.append(one.found)
                if gone:
                    found.append(one.found if one.found.removed else removed(one.found))
                elif place in self.maybe_out:
                    notices.append(_MAYBE_OUT)
                notices += one.notices
        if doubtful:
            found.append(Found({"device": NOT_KNOWN}, None))
            unknown.append("Whose a device of the source is cannot be told")
        if patient in self.wrong or "" in self.wrong:
            notices.append("A device is recorded as entered in error: it is left out. Verify.")
        if any(one.removed for one in found):
            notices.append("A device is recorded as removed: a catheter may remain. Verify.")
        if self.unheard.get(patient, set()) - self.heard:
            notices.append(_UNHEARD)
        listed = self.listed and bool(patient)
        return tuple(found) if listed or found else None, notices, unknown


def _tells_removal(said: str) -> bool:
    """Whether a status, an action or the name of a procedure speaks of a removal."""
    return any(word in said.casefold() for word in _GONE)
