"""From what a source says of one booked exam to its row: whether it is judged, and the request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from mri_check.exam_words import names_mri, tokens
from mri_check.exams import understand
from mri_check.frozen import Record
from mri_check.intake.row import (
    JUDGE,
    MAX_DEVICES,
    NO_PUMP,
    NOT_JUDGED,
    NOT_KNOWN,
    NOT_MRI,
    Context,
    Row,
    as_device,
    unreadable,
)
from mri_check.intake.stations import scanner_of
from mri_check.kept import Kept
from mri_check.mentions import Mentions
from mri_check.request import FORMAT
from mri_check.scanners import UNKNOWN

EXAM_TEXT = 300
MORE = "whether there are more implants is not known"
"""An entry of ``other_implants`` that is a list and not all: an incomplete list never stands for a complete one."""
Coding: TypeAlias = tuple[str, str, bool]
"""A name of an exam: code, text, and whether the code is a LOINC code; either may be empty."""
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:\Z|[T ]?\d.*)", re.S)
_VAGUE = re.compile(r"\d{4}(-?\d{2})?")
"""A year, or a month of it: no day, and none that cannot be read."""
_NOT_MR = frozenset("BMD CR CT DX ES IO IVUS MG PX RF RG US XA XC".split())  # noqa: SIM905
"""Codes of modalities (DICOM, (0008,0060)) that are none, and that no name of an exam is told by; PT may be a PET/MR."""
_UTC = re.compile(r"\d(Z|[+-]00:?00)\Z")


class Found(Record):
    """One device of a device list."""

    form: Mapping[str, Any]
    """As a request states it: ``{device: ..., identified_by: ...}``."""
    pump: bool | None
    """Whether it is, or may be, a pump, catheter or controller; None where what it is cannot be told."""
    removed: bool = False


class Booking(Record):
    """What a source says of one booked exam, whatever its format."""

    number: int
    id: str | None
    offset: int
    days: tuple[str, ...] = ()
    """What names the day, as it is written; the first counts. One that cannot be read leaves none; a month is none."""
    exams: tuple[tuple[Coding, ...], ...] = ()
    """What is to be scanned, all of it: each exam by all that names it; by nothing where its own name is not told."""
    beside: tuple[Coding, ...] = ()
    """What names the whole of it once more."""
    modalities: tuple[str, ...] = ()
    """What tells of the modality alone, of all of it: a code such as MR."""
    stations: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Where it is to be: of what kind each place is (a device, a room), and all that names it."""
    devices: tuple[Found, ...] | None = None
    """The device list; None where the source has none."""
    unknown: str = ""
    """Why the device list is not all there is, where it is not."""
    complete: bool = False
    """Whether the device list is stated to be complete."""
    texts: tuple[tuple[str, str], ...] = ()
    """Free texts with where they stand."""
    notices: tuple[str, ...] = ()
    keep: Mapping[str, str] = {}
    unseen: str = ""
    """Why ``exams`` are not all that is to be scanned, where they are not."""
    orders: tuple[tuple[Coding, ...], ...] = ()
    """What a wider order names, of which this may be a part: it tells no more than the modality."""


_STATUSES = frozenset(
    """active arrived blocked booked canceled cancelled checked-in complete completed deleted departed discontinued
    draft entered-in-error fulfilled in-progress noshow no-show on-hold overbook pending proposed ready revoked
    scheduled started unknown waitlist a af ca cm cn cr dc de df er fu hd ip na nr nw oc od oe oh ok or pa pr ra rc rd
    re rf ro rp rq rr ru sc sn sr ss ua uc ud uf uh um un ur ux xo xr xx""".split()  # noqa: SIM905
)
"""Words of FHIR and DICOM, codes of HL7 (tables 0038, 0119, 0278): another may be anything, and is not repeated."""


def told_status(status: str) -> str:
    """What the source says of how a booking stands. What it means is not decided here: whatever it is, it is judged."""
    word = status if status.casefold() in _STATUSES else "none that is known here"
    return f"Its status in the source: {word}."


def day(text: str) -> str | None:
    """The day of a date or a time, as 2026-11-23 (from 2026-11-23T..., 20261123...); None where it names none."""
    match = _DAY.match(text.strip())
    if match is None:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None


class Assembler:
    """Makes rows of bookings; one for a whole source."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.mentions = Mentions(context.catalogue)
        self._looked: tuple[Any, tuple[tuple[str, str], ...]] = (None, ())
        self._modality: Kept[str, str] = Kept()
        self._more: Kept[tuple[str, str], bool] = Kept()
        self._spoken: Kept[str, tuple[str, ...]] = Kept()

    def modality(self, text: str) -> str:
        """``mri``, ``not-mri`` or ``unknown``, of the name of an exam or the code of a modality."""
        kept = self._modality.get(text)
        if kept is not None:
            return kept
        if self.context.exams is not None and self.context.exams.find(text) is not None:
            said = "mri"
        else:
            try:
                said = understand(text, self.context.catalogue.exams()).modality
            except ValueError:  # a mistyped LOINC code; the check says so
                said = "unknown"
            if said == "unknown" and names_mri(tokens(text)):
                said = "mri"  # in a language or spelling that tells no region: so does no code say otherwise
        return self._modality.keep(text, said) if len(text) <= EXAM_TEXT else said

    def not_mri(self, it: Booking) -> tuple[bool, str]:
        """Whether it is no MRI, and a notice where only a part of the source says so; then it is judged.

        All of it is none where its modality says so, or each exam by itself, or each of a wider order.
        """
        exams = it.exams or (it.beside,)
        said = self._kinds(it.modalities)
        if not _NOT_MR.isdisjoint(one.strip().upper() for one in it.modalities):
            said.add("not-mri")
        each, wider = ([self._kinds(self._told(one)) for one in of] for of in (exams, it.orders))
        kinds = said.union(*each, *wider)
        # what stands beside an exam may make an MRI of it, and takes none away
        if "mri" in kinds | self._kinds(self._told(it.beside)):
            told = "One part of the source names an MRI and another does not: it is judged."
            return False, told if "not-mri" in kinds else ""
        if "not-mri" in said or any(of and all("not-mri" in one for one in of) for of in (each, wider)):  # fmt: skip
            return True, ""
        told = "Of a part of what is booked it is not told that it is no MRI: it is judged."
        return False, told if "not-mri" in kinds else ""

    def _kinds(self, texts: Iterable[str]) -> set[str]:
        return {self.modality(text) for text in texts if text.strip()}

    def row(self, it: Booking) -> Row:
        """The row of a booking."""
        keep, notices = it.keep, list(it.notices)
        told = [one.strip() for one in it.days if one.strip()]
        days = [day(one) for one in told if not _VAGUE.fullmatch(one)]
        named = next(iter(days), None)
        on = named or self.context.on
        if None in days or (told and not days):
            return unreadable(it.number, it.offset, "the day of the scan cannot be read", it.id, keep)  # fmt: skip
        of_exam: list[str] = []
        exam = self.exam(it, of_exam)
        scanner = scanner_of(it.stations, self.context.scanners, notices)
        off, contradiction = self.not_mri(it)
        if off and scanner not in (None, UNKNOWN):
            off, contradiction = False, "It is booked on a scanner with a profile: it is judged."
        if contradiction:
            notices.append(contradiction)
        possible = self.possible(it, exam)
        if off:
            return Row(it.number, it.id, it.offset, None, NOT_JUDGED, NOT_MRI, tuple(notices), possible, keep, on=on)  # fmt: skip
        notices += of_exam
        if len({*days}) > 1:
            notices.append(f"The source names different days: it is judged on {named}.")
        if named and _UTC.search(next(one for one in told if day(one))):
            notices.append("The day is that of a time in UTC: it may be another one on site.")
        devices, others = self.devices(it, possible, notices)
        if devices is None:
            return Row(it.number, it.id, it.offset, None, NOT_JUDGED, NO_PUMP, tuple(notices), possible, keep, on=on)  # fmt: skip
        if len(devices) > MAX_DEVICES:
            return unreadable(it.number, it.offset, f"more than {MAX_DEVICES} devices", it.id, keep)
        if on is None:
            return unreadable(it.number, it.offset, "the day of the scan is not stated", it.id, keep)  # fmt: skip
        request: dict[str, Any] = {"format": FORMAT}
        if it.id:
            request["id"] = it.id
        request["on"] = on
        request["implants"] = devices
        if others:
            request["other_implants"] = others
        scan: dict[str, Any] = {}
        if exam:
            scan["exam"] = exam
        if scanner is not None:
            scan["scanner"] = scanner
        if scan:
            request["scan"] = scan
        return Row(it.number, it.id, it.offset, request, JUDGE, "", tuple(notices), possible, keep)

    def _told(self, codings: Iterable[Coding]) -> list[str]:
        """What tells the modality: a site's own code is no word, but in its own table of exams: US may be anything."""
        table, codings = self.context.exams, list(codings)
        texts = [text for _, text, _ in codings]
        return texts + [code for code, _, loinc in codings if loinc or (table and table.find(code))]

    def exam(self, it: Booking, notices: list[str]) -> str:
        """All that is to be scanned, as a request names it; nothing where it cannot be told whole."""
        if it.unseen:
            notices.append(f"{it.unseen}: what is scanned is not known.")
            return ""
        names = dict.fromkeys(self._name(concept) for concept in it.exams)
        if "" in names and len(it.exams) > 1:
            notices.append("One of the exams has no name: what is scanned is not known.")
            return ""
        found = " + ".join(names) or self._name(it.beside)
        for _, text, _ in it.beside:
            if self._names_more(found, text):
                found = f"{found} + {text}"
        found = " ".join(found.split())
        if len(found) > EXAM_TEXT:
            notices.append("The exam has too long a name: what is scanned is not known.")
            return ""
        return found

    def _name(self, codings: tuple[Coding, ...]) -> str:
        """One exam: by a code of the site's own table, else by its text, its LOINC codes, and texts that name more."""
        table = self.context.exams
        for code, text, _ in codings:
            for name in (code, text):
                if name and table is not None and table.find(name) is not None:
                    return name
        found = ""
        for code, text, loinc in codings:
            if not found:
                found = f"{text} {code}" if text and loinc and code not in text else text or code
                continue
            for name in (text, code if loinc else ""):
                if self._names_more(found, name):
                    found = f"{found} + {name}"
        return found

    def _names_more(self, name: str, text: str) -> bool:
        """Whether another name of an exam speaks of a region, or a field, that this one does not, understood whole or not."""
        table = self.context.exams
        if text in ("", name) or (table is not None and table.find(name) is not None):
            return False
        known = self._more.get((name, text))
        if known is None:
            words = self.context.catalogue.exams()
            try:
                both, alone = understand(f"{name} + {text}", words), understand(name, words)
                other = understand(text, words)
                exam = bool(other.regions) or other.modality == "mri"  # a reason names regions too
                known = exam and {*both.named} != {*alone.named}
                known = known or {*both.fields} != {*alone.fields}
            except ValueError:  # a mistyped LOINC code; the check says so
                known = False
            if len(name) + len(text) <= EXAM_TEXT:
                self._more.keep((name, text), known)
        return known

    def possible(self, it: Booking, exam: str) -> tuple[str, ...]:
        """The mentions in the free texts and in all that names what is booked."""
        if it.texts is not self._looked[0]:  # those of a message are of each of its exams
            told: list[tuple[str, str]] = []
            said: dict[str, str] = {}
            for place, text in it.texts:
                for one in self.mentioned(text):
                    close = one.replace(" ", "")
                    if close not in said.get(place, ""):  # else a longer one there says it too
                        said[place] = f"{said.get(place, '')}{close}\n"
                        told.append((one, place))
            self._looked = (it.texts, tuple(told))
        found: dict[str, str] = {}
        for one, place in self._looked[1]:
            found.setdefault(one, place)
        named = [*it.exams, *it.orders, it.beside]
        names = dict.fromkeys(name for of in named for coding in of for name in coding[:2] if name)
        for one in (one for name in (exam, *names) for one in self.mentioned(name)):
            found.setdefault(one, "exam")  # which is often one of the texts
        return tuple(f"{place}: {one}" for one, place in found.items())

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The mentions in a text."""
        known = self._spoken.get(text)
        if known is None:
            known = self.mentions.spoken(text)
            if len(text) <= EXAM_TEXT:
                self._spoken.keep(text, known)
        return known

    def devices(
        self, it: Booking, possible: tuple[str, ...], notices: list[str]
    ) -> tuple[list[Mapping[str, Any]] | None, Any]:
        """The implants and the other implants of a request; None where a complete list names no pump.

        A pump is an implant; what is certainly another kind of device is among the others; what cannot be told is
        an implant. Whether there are other implants stays unsaid unless the list is stated to be complete.
        """
        listed = it.devices or ()
        implants = [one.form for one in listed if one.pump is not False]
        others = [one.form for one in listed if one.pump is False]
        complete = it.complete and it.devices is not None and not it.unknown
        if it.unknown:
            notices.append(f"{it.unknown}: there may be implants that are not listed.")
        if possible:
            told = "; ".join(possible)
            if implants:
                notices.append(f"Mentioned in free text: {told}. Make sure that it is one of the devices listed.")  # fmt: skip
            else:
                notices.append(f"Possible implant, identify: {told}.")
                implants = [{"device": as_device(one.partition(": ")[2])} for one in possible]
        elif not implants and complete:
            return None, None
        elif not implants:
            if it.devices is None:
                notices.append("No device list was given: implants not known.")
            elif not it.unknown:
                notices.append("The device list names no pump and is not stated to be complete: implants not known.")  # fmt: skip
            implants = [{"device": NOT_KNOWN}]
        if complete and not possible:
            return implants, others or "none"
        return implants, [*others, MORE] if others else None
