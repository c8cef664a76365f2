"""Of whom a FHIR resource speaks, and what it refers to: the words and devices that are that patient's too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mri_check.intake.assemble import Assembler
from mri_check.intake.attached import not_read, said
from mri_check.intake.bundle import DEPTH, Bundles
from mri_check.intake.reference import (
    concept,
    mappings,
    meant,
    references,
    said_in,
    text,
    under,
)
from mri_check.mentions import into_spine

BOOKED = ("ServiceRequest", "Appointment")
ANSWER = "AppointmentResponse"
NOT_READ = frozenset(
    """resourceType id meta implicitRules language contained identifier status intent
    subject patient participant performer performerType requester encounter location locationReference locationCode
    insurance slot basedOn replaces requisition account class start end created authoredOn occurrenceDateTime
    occurrencePeriod requestedPeriod""".split()  # noqa: SIM905
)
"""Elements of a booking that are not looked at for a mention of a pump: who, where and when."""
_SPOKEN = frozenset({"Flag", "Condition", "AllergyIntolerance", "Procedure", "Observation"})
"""Resources whose words may mention an implant, of whomever they are; others where they name the patient."""
SILENT = frozenset(
    """Account Bundle Coverage Device Group OperationOutcome Organization Patient Person Practitioner PractitionerRole
    RelatedPerson""".split()  # noqa: SIM905
)
"""Those whose words are no mention, or that are looked at elsewhere."""
_NOBODYS = SILENT - {"Device"}
_WHO = frozenset(
    """resourceType id meta text contained identifier status subject patient encounter participant performer recorder
    asserter author actor location serviceProvider for individual owner requester sender""".split()  # noqa: SIM905
)
"""What is not looked at of others: who and where, how it stands, and the narrative, which holds these."""
_HOW = frozenset(
    {"clinicalStatus", "verificationStatus", "category", "extension", "modifierExtension"}
)
"""Elements that say nothing of what it is: where there are no others, the narrative is all that there is."""
_GIVEN = "intrathecal {0} intrathecal"
"""A drug, and on both sides of its name, which may be long, where it is given."""
_ANSWERS = ("Observation", "QuestionnaireResponse")
"""Those of which a question and its answer, which are one text, stand in several elements."""
_ACTING = frozenset(
    """actor agent asserter attester author collector contained container encounter enterer informationSource location
    locationReference observer owner participant performer receiver recipient recorder reporter requester sender source
    verifier""".split()  # noqa: SIM905
)
"""Where a device is one that does something, holds something or stands somewhere: none that a patient has."""
_EQUIPPED = frozenset(
    """AuditEvent BodyStructure Bundle ImagingSelection ImagingStudy Media Patient Provenance Specimen""".split()  # noqa: SIM905
)
"""Resources whose devices take pictures, hold samples or write records."""
_MEASURED = frozenset({"vital-signs", "laboratory", "imaging"})
"""Categories of observations that are made with equipment."""


class Referred(Bundles):
    """The patients of a source, what is said of them, and what their records refer to."""

    def __init__(self, make: Assembler) -> None:
        super().__init__()
        self.make = make
        self.spoken: dict[str, dict[tuple[str, str], None]] = {}
        self.patients: dict[str, None] = {}
        self.unnamed = False
        """Whether somebody is meant whom no reference names: another patient, or one of these."""
        self.referred: dict[str, dict[str, None]] = {}
        """Devices that a patient's records refer to, by patient."""
        self.loose: dict[str, dict[tuple[str, str], None]] = {}
        """What is said where no patient is named: of each patient whose records lead there."""
        self.led: set[str] = set()
        """Of these, where the records of a patient lead."""
        self.drugs: dict[str, dict[tuple[str, str], None]] = {}
        """What each Medication would be a mention of where it is given intrathecally."""
        self.given: dict[str, set[str]] = {}
        """Those that are given so, by patient."""
        self.heard: set[str] = set()
        """Documents that are resources of their own, and are read."""
        self.unheard: dict[str, set[str]] = {}
        """Documents that are not read, by patient: where each lies, empty where that is the source itself."""

    def patient(self, resource: Mapping[str, Any], holder: str) -> str:
        """The tail of the reference to the patient; empty where there is none."""
        told = meant(resource.get("subject"), holder) or meant(resource.get("patient"), holder)
        found = self.spot(told)
        if found:
            self.patients[found] = None
        elif resource.get("subject") or resource.get("patient"):
            self.unnamed = True
        if "://" in told:
            self.servers.add(told.rsplit("/", 2)[0])
        return found

    def whose(self, resource: Mapping[str, Any], holder: str) -> tuple[str, ...]:
        """The patients of whom a resource speaks: its subject, or all whom it names where that is none, or a device."""
        if text(resource, "resourceType") in _NOBODYS:
            return ()
        found = self.patient(resource, holder)
        if found and self.kind_of(found, resource.get("subject")) != "Device":
            return (found,)
        every = ((meant(one, holder), one) for _, one in references(resource, ("contained",)))
        people = {self.spot(told): None for told, one in every if self.kind_of(told, one) == "Patient"}  # fmt: skip
        people.pop("", None)
        self.patients.update(people)
        return tuple(people)

    def speak(self, resource: Mapping[str, Any], people: Iterable[str], holder: str = "") -> None:
        """Note what the words of a resource mention, of the patients that it is about: each of its texts by itself."""
        kind = text(resource, "resourceType")
        texts = [one for _, one in said_in(resource, _but(kind))]
        texts += _narrative(resource)
        self._unheard(resource, people, holder)
        if kind.startswith("Medication"):
            texts += self._given(resource, people, holder)
        if kind in _ANSWERS:
            texts.insert(0, " . ".join(texts))
        told = {(kind, one): None for each in texts for one in self.make.mentioned(each)}
        if not told:
            return
        for one in people or ([""] if kind in _SPOKEN else ()):
            self.spoken.setdefault(one, {}).update(told)
        if not people and holder:
            self.loose.setdefault(self.spot(holder), {}).update(told)

    def _given(self, resource: Mapping[str, Any], people: Iterable[str], holder: str) -> list[str]:
        """Texts of the drugs that a resource gives intrathecally: the way is one element, and the drug another."""
        if text(resource, "resourceType") == "Medication":
            each = (_GIVEN.format(one) for _, one in said_in(resource, _WHO))
            found = {
                ("Medication", one): None for said in each for one in self.make.mentioned(said)
            }
            self.drugs.setdefault(self.spot(holder), {}).update(found)
            return []
        if not any(map(into_spine, under(resource, "route"))):
            return []
        drug = {name: value for name, value in resource.items() if name.startswith("medication")}
        led = {meant(one, holder) for _, one in references(drug)}
        inner = [one for one in mappings(resource, "contained") if f"{holder}#{text(one, 'id')}" in led]  # fmt: skip
        for patient in people:
            of = (self.spot(one) for one in led if one and "#" not in one)
            self.given.setdefault(patient, set()).update(of)
        return [_GIVEN.format(one) for each in (drug, *inner) for _, one in said_in(each, _WHO)]

    def _unheard(self, resource: Mapping[str, Any], people: Iterable[str], holder: str) -> None:
        """Note what is attached and not read."""
        left = {self.spot(meant({"reference": one}, holder)) for one in not_read(resource)}
        if text(resource, "resourceType") == "Binary" and not left:
            self.heard.add(self.spot(holder))
        for one in people if left else ():
            self.unheard.setdefault(one, set()).update(left)

    def refer(self, resource: Mapping[str, Any], holder: str, people: Iterable[str]) -> None:
        """Note the devices that a record of a patient refers to; not those that only act in it, or measured it."""
        kind = text(resource, "resourceType")
        if kind in _EQUIPPED or not people:
            return
        for name, one in references(resource, _ACTING):
            told = meant(one, holder)
            means = self.kind_of(told, one)
            if means != "Device" and (means or not told or "device" not in name.casefold()):
                continue
            if name == "device" and kind == "Observation" and _measured(resource):
                continue
            for patient in people:
                self.referred.setdefault(patient, {})[self.spot(told or "Device/")] = None

    def rounds(self) -> Iterator[None]:
        """As often as all resources are to be gone through (``tie``) to know whose the loose words are."""
        before, size = 0, self._loose()
        for _ in range(DEPTH):
            if size == before:
                break
            yield
            before, size = size, self._loose()
        for patient, drugs in self.given.items():
            for one in drugs:  # one that the source does not hold may be any
                unknown = {("Medication", "intrathecal drug delivery"): None}
                self.spoken.setdefault(patient, {}).update(self.drugs.get(one, unknown))
        for place, told in self.loose.items():
            # a longer way than is followed, and a document that nothing leads to, may be anybody's
            if size != before or (place in self.heard - self.led):
                self.spoken.setdefault("", {}).update(told)

    def _loose(self) -> int:
        return sum(map(len, self.loose.values()))

    def tie(self, resource: Mapping[str, Any], holder: str, booked: str = "") -> None:
        """What is said where a resource leads to is said of its patient, or is as loose as it is itself."""
        kind = text(resource, "resourceType")
        if kind in _NOBODYS:
            return
        inner = mappings(resource, "contained")
        told: dict[tuple[str, str], None] = {}
        for one in (resource, *inner):
            for _, reference in _led(one):
                place = self.spot(meant(reference, holder))
                if place in self.loose:
                    self.led.add(place)
                    told.update(self.loose[place])
        if not told:
            return
        people = (booked,) if booked else self.whose(resource, holder)
        people = people or tuple(one for each in inner for one in self.whose(each, holder))
        for patient in people:
            self.spoken.setdefault(patient, {}).update(told)
        if not people and holder:
            self.loose.setdefault(self.spot(holder), {}).update(told)


def _narrative(resource: Mapping[str, Any]) -> list[str]:
    """The narrative, where it says more than the elements, or they say nothing: it holds who and where too."""
    but, narrative = _but(text(resource, "resourceType")), resource.get("text")
    div = narrative.get("div") if isinstance(narrative, Mapping) else None
    if not isinstance(narrative, Mapping) or not isinstance(div, str) or "text" not in but:
        return []
    more = narrative.get("status") == "additional" or not any(said_in(resource, but | _HOW))
    return [said(div)] if more else []


def _but(kind: str) -> frozenset[str]:
    return NOT_READ if kind in BOOKED else _WHO


def _led(resource: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The references of a resource to what it speaks of: not to who and where."""
    but = _but(text(resource, "resourceType"))
    found = references({name: value for name, value in resource.items() if name not in but})
    return found + [("url", {"reference": one}) for one in not_read(resource) if one]


def _measured(observation: Mapping[str, Any]) -> bool:
    """Whether an observation is of a kind that is made with equipment."""
    found = (concept(one) for one in mappings(observation, "category"))
    return any(code in _MEASURED for each in found for code, _, _ in each)
