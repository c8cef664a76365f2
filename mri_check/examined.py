"""One implant on its way through a check: what it is, what governs it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from mri_check.applicable import Applicable
from mri_check.checklist import (
    Candidate,
    Checklist,
    Consultation,
    Finding,
    Implant,
    ImplantOutcome,
    LabellingOutcome,
)
from mri_check.evaluate import Claim, Facts
from mri_check.frozen import Record
from mri_check.identify import NotIdentified
from mri_check.messages import checklist as say
from mri_check.record import Device, Labelling, Setting
from mri_check.words import capital


class Judgement(Record):
    """One labelling or policy rule, judged, with what was asked of the maker and answered."""

    labelling: Labelling
    origin: str
    outcome: LabellingOutcome
    applied: tuple[Setting, ...]
    confirmed: Consultation | None
    closed: frozenset[str]
    """The ids of the questions that the consultation closed."""


class Examined(Record):
    """One implant, item or other implant on its way through a check."""

    implant: Implant
    device: Device | None
    model: str | None
    unidentified: NotIdentified | None
    applicable: Applicable | None
    facts: Facts = {}
    answered: Mapping[str, str] = {}
    candidates: tuple[Candidate, ...] = ()
    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    components: tuple[Examined, ...] = ()
    outcome: ImplantOutcome | None = None
    identifier: str | None = None
    """The kind of device identifier (UDI-DI) that it was identified by."""
    by_itself: bool = False
    """Whether it is a part of which nothing is stated: what is said of its system is said of another pump."""

    @property
    def is_part(self) -> bool:
        """Whether it belongs to another device of the request."""
        return is_part(self.implant.place)

    @property
    def owner(self) -> str:
        """The place of the device whose facts it has; a part has those of its system."""
        place = self.implant.place
        return place if self.by_itself else "/".join(place.split("/")[:2])

    @property
    def called(self) -> str:
        """What its outcome calls it."""
        return self.outcome.called if self.outcome is not None else self.implant.asked


class Subject(Record):
    """A device of the request as a consultation may be about it."""

    place: str
    called: str
    device: Device | None
    """None where it is not identified."""
    may_be: tuple[str, ...]
    """The ids of the devices that it may be: its own, or those of the candidates."""
    anybodys: bool
    """Whether it may be none of these."""
    model: str | None
    labellings: tuple[Labelling, ...]
    """Those that govern it."""

    @property
    def makers(self) -> set[str]:
        """Whose it may be."""
        return {id.partition("/")[0] for id in self.may_be}


def subject(
    place: str, called: str, device: Device | None, unidentified: NotIdentified | None,
    model: str | None, labellings: tuple[Labelling, ...],
) -> Subject:  # fmt: skip
    """A device of the request with all that it may be."""
    anybodys = unidentified is not None and not unidentified.may_be
    return Subject(place, called, device, may_be(device, unidentified), anybodys, model, labellings)


class Told(Record):
    """What a consultation counts for, in words that hold the place of how many questions it answers."""

    entry: Consultation
    text: str
    of: Mapping[str, object]
    confirms: tuple[str, str] | None = None
    """The place and the labelling, where it confirms one."""


class Weighed(Record):
    """What the consultations on record come to."""

    confirmed: Mapping[tuple[str, str], Consultation]
    """By place and labelling."""
    claims: Mapping[str, tuple[Claim, ...]]
    """By place."""
    told: tuple[Told, ...]


One = TypeVar("One", Examined, ImplantOutcome)


def flat(each: Iterable[One]) -> Iterator[One]:
    """Each, followed by its components."""
    for one in each:
        yield one
        yield from flat(one.components)


def outcomes_of(it: Checklist) -> Iterator[ImplantOutcome]:
    """All that is implanted or comes into the room, each followed by its components."""
    return flat((*it.implants, *it.items, *it.other_implants))


def another_pump(device: Device | None, of: Iterable[Device | None]) -> bool:
    """Whether a part is a pump beside another one in its system: what is stated there is not said of it."""
    pumps = [one for one in of if one is not None and one.kind == "pump"]
    return device is not None and device.kind == "pump" and len(pumps) > 1


def is_other(place: str) -> bool:
    """Whether a place is an entry of ``other_implants`` itself: what a person checked of it is said of no part of it."""
    return place.rpartition("/")[0] == "other_implants"


def is_item(place: str) -> bool:
    """Whether a place is of what would be brought in, or of a part of it."""
    return place.startswith("items/")


def is_part(place: str) -> bool:
    """Whether a place is that of a part of another device of the request."""
    return place.count("/") > 1


def may_be(device: Device | None, unidentified: NotIdentified | None) -> tuple[str, ...]:
    """The ids of all devices on file that one is, or may be."""
    if device is not None:
        return (device.id,)
    return unidentified.candidates if unidentified is not None else ()


def place_words(place: str) -> str:
    """``implant 1``, ``implant 1, component 2``."""
    parts = place.split("/")
    names = zip(parts[::2], parts[1::2])
    return ", ".join(say.PLACES[kind].format(number=number) for kind, number in names)


def place_title(place: str) -> str:
    """``Implant 1``, ``Implant 1, component 2``."""
    return capital(place_words(place))


def by_maker(examined: Iterable[Examined]) -> dict[str, list[Examined]]:
    """Who is asked, about which devices; for a device that is not known, every maker that it may be of."""
    found: dict[str, list[Examined]] = {}
    for one in examined:
        if one.device is not None:
            found.setdefault(one.device.manufacturer, []).append(one)
        for candidate in one.candidates:
            maker = found.setdefault(candidate.device.partition("/")[0], [])
            if not any(one is other for other in maker):
                maker.append(one)
    return found
