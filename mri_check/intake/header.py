"""One DICOM dataset of a performed scan, in the form of DICOM JSON, as the header of a file.

Which attribute tells what: DICOM PS3.3, C.8.13. What no source on file confirms (the unit of B1rms, the types of a
coil) is used only where it makes an answer worse. Only the attributes in ``WANTED`` are looked at: none of the
patient module is among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from mri_check.axes import Axes
from mri_check.intake.dataset import (
    COILS,
    SAR_ITEMS,
    TIMING,
    Dataset,
    Gap,
    all_items,
    by_tag,
    code,
    elements_of,
    items_of,
    number_of,
    shown,
    texts_of,
)  # fmt: skip
from mri_check.messages import verify as say
from mri_check.performed import TOLD_BY, Header, Reading
from mri_check.quantity import base_unit, parse_quantity, plain
from mri_check.region import Choice, Span

MODALITY, SOP_CLASS, STUDY, SERIES, FRAMES = "00080060", "00080016", "0020000D", "00200011", "00280008"  # fmt: skip
SHARED, PER_FRAME = "52009229", "52009230"
FIELD, NUCLEUS, IMAGED, BODY_PART = "00180087", "00189100", "00180085", "00180015"
ANATOMY, ANATOMIC, MEANING = "00209071", "00082218", "00080104"
SAR_KIND, SAR_VALUE, SAR, B1_RMS = "00189179", "00189181", "00181316", "00181320"  # fmt: skip
MODES, MODE_TYPE, MODE = "00189176", "00189177", "00189178"
COIL_TYPE, COIL_NAME = "00189051", "00181251"
OUTPUT_TYPE, OUTPUT, DB_DT, POSITION = "00189180", "00189182", "00181318", "00185100"
WANTED = (
    MODALITY, SOP_CLASS, STUDY, SERIES, FRAMES, SHARED, PER_FRAME, TIMING, FIELD, NUCLEUS, IMAGED, BODY_PART,
    ANATOMIC, SAR_ITEMS, SAR, B1_RMS, MODES, COILS, COIL_NAME, OUTPUT_TYPE, OUTPUT, DB_DT, POSITION,
)  # fmt: skip
"""The attributes of a dataset that are read; what stands inside a sequence comes with it."""

MR_CLASSES = frozenset(f"1.2.840.10008.5.1.4.1.1.4{end}" for end in ("", ".1", ".2", ".3", ".4"))
"""MR image, enhanced MR image, MR spectroscopy, enhanced colour, legacy converted (as pydicom 3.0 names them)."""
PERCENT = 4
"""How far from a class a measured field may lie. Our own rule; 2.89 T of a 3 T scanner lies 3.7 % off."""
_MODES = {"IEC_NORMAL": "normal", "IEC_FIRST_LEVEL": "first-level", "IEC_SECOND_LEVEL": "second-level"}  # fmt: skip
_MODE_OF = {"RF": "scan.operating_mode", "GRADIENT": "scan.gradient_mode"}
_MODE_TYPES = frozenset({*_MODE_OF, "STATIC FIELD"})
_SAR_OF = {"IEC_WHOLE_BODY": "scan.whole_body_sar", "IEC_HEAD": "scan.head_sar"}
_SAR_KINDS = frozenset({*_SAR_OF, "IEC_PARTIAL_BODY", "IEC_LOCAL"})
_OUTPUTS = ("DB_DT", "ELECTRIC_FIELD", "PER_NERVE_STIM")


def header(file: str, data: Any, axes: Axes) -> Header:
    """The header of one dataset; with a ``problem`` where it is of no MR image or has no form."""
    try:
        return _Dataset(file, by_tag(data), axes).header()
    except ValueError as bad:
        return Header(file, None, str(bad))


class _Dataset:
    """One reading of one dataset."""

    def __init__(self, file: str, data: Dataset, axes: Axes) -> None:
        self.file, self.data, self.axes = file, data, axes
        shared = items_of(data, SHARED)
        self.base = [data, *shared]
        self.frames = items_of(data, PER_FRAME)
        self.readings: dict[str, dict[Reading, None]] = {}
        self.gaps: dict[str, dict[str, None]] = {}
        self.also: dict[tuple[str, str], None] = {}

    def header(self) -> Header:
        series = self.one(SERIES)
        series = series if series and re.fullmatch(r"\d{1,12}", series) else None
        problem = self.problem()
        if problem is not None:
            return Header(self.file, series, problem)
        count = self.one(FRAMES)
        known = count is not None and re.fullmatch(r"[0-9]{1,9}", count) is not None
        frames = max(int(count or 0), len(self.frames)) if known else None
        for axis, read in self.readers().items():
            if axis in self.axes:
                self.across(axis, read, frames)
        for place in (*self.base, *self.frames):
            self.beside(place)
        return Header(
            self.file, series, None,
            {axis: tuple(found) for axis, found in self.readings.items()},
            {axis: tuple(found) for axis, found in self.gaps.items()},
            tuple(self.also), self.one(STUDY),
        )  # fmt: skip

    def problem(self) -> str | None:
        """Why this is not the header of an MR image."""
        modality, sop_class = self.one(MODALITY), self.one(SOP_CLASS)
        if modality is None:
            return say.NO_MODALITY
        if modality != "MR":
            return say.NOT_MR.format(modality=code(modality))
        return None if sop_class in MR_CLASSES else say.NO_IMAGE

    def one(self, tag: str) -> str | None:
        return next((text for text in texts_of(self.data, tag) if text), None)

    def readers(self) -> Mapping[str, Callable[[Dataset], Iterator[Reading | str]]]:
        """What reads each axis in one place: the dataset, a shared group, or the group of a frame."""
        return {
            "scan.field_strength": self.field,
            "scan.nucleus": self.nucleus,
            "scan.operating_mode": lambda place: self.mode(place, "RF"),
            "scan.gradient_mode": lambda place: self.mode(place, "GRADIENT"),
            "scan.transmit_coil": self.coil,
            "scan.whole_body_sar": lambda place: self.sar(place, "IEC_WHOLE_BODY"),
            "scan.head_sar": lambda place: self.sar(place, "IEC_HEAD"),
            "scan.b1_rms": self.b1_rms,
            "scan.region": self.region,
        }

    def across(self, axis: str, read: Callable[[Dataset], Iterator[Reading | str]], frames: int | None) -> None:  # fmt: skip
        """One axis over the whole dataset; a text among what is read is a reason why it is not told.

        ``frames`` is how many there are; None where nothing tells, and then there may be more than are described.
        """
        attribute = TOLD_BY[axis]
        common = [one for place in self.base for one in read(place)]
        by_frame = [list(read(place)) for place in self.frames]
        for one in (*common, *(one for frame in by_frame for one in frame)):
            if isinstance(one, Reading):
                self.readings.setdefault(axis, {})[one] = None
            else:
                self.gaps.setdefault(axis, {})[one] = None
        if common:
            return
        count = sum(map(bool, by_frame))
        if not count:
            text = say.ABSENT.format(attribute=attribute)
        elif frames is None:
            text = say.OF_HOW_MANY_FRAMES.format(attribute=attribute, count=count)
        elif count < frames:
            text = say.NOT_IN_EVERY_FRAME.format(attribute=attribute, count=frames - count, frames=frames)  # fmt: skip
        else:
            return
        self.gaps.setdefault(axis, {})[text] = None

    def taken(
        self, place: Dataset, tag: str, axis: str, take: Callable[[str, str], Reading]
    ) -> Iterator[Reading | str]:
        """Each value of one attribute, taken, or the reason why it is not."""
        for vr, texts in elements_of(place, tag):
            yield from self.each(vr, texts, TOLD_BY[axis], take)

    def each(
        self, vr: str, texts: list[str], attribute: str, take: Callable[[str, str], Reading]
    ) -> Iterator[Reading | str]:
        if not any(texts):
            yield say.EMPTY.format(attribute=attribute)
        for text in texts if any(texts) else ():
            try:
                yield take(vr, text)
            except Gap as gap:
                yield str(gap)

    def field(self, place: Dataset) -> Iterator[Reading | str]:
        axis = "scan.field_strength"
        for vr, texts in elements_of(place, FIELD):
            if len(texts) > 1:
                yield say.SEVERAL_VALUES.format(attribute=TOLD_BY[axis])
                continue
            yield from self.each(vr, texts, TOLD_BY[axis], self.field_class)

    def field_class(self, vr: str, text: str) -> Reading:
        """The class of a measured field (tesla): itself, one that the catalogue lists it under, one that it is near."""
        attribute = TOLD_BY["scan.field_strength"]
        number = number_of(vr, text, attribute)
        value = plain(number)
        if not Decimal("0.01") <= number <= 15:
            raise Gap(say.NO_FIELD.format(attribute=attribute, value=value))
        axis = self.axes["scan.field_strength"]
        classes = {name: parse_quantity(name, "field") for name in axis.choices}
        names = [name for name, nominal in classes.items() if nominal == number]
        told = "{name}"
        if not names and number in axis.measured:
            names, told = [axis.measured[number]], say.LISTED
        if not names:
            near = [n for n, nominal in classes.items() if abs(number - nominal) * 100 <= PERCENT * nominal]  # fmt: skip
            names, told = near, say.TAKEN if len(near) == 1 else say.TAKEN_EITHER
        if not names:
            raise Gap(say.NO_CLASS.format(attribute=attribute, value=value))
        text = told.format(name=names[0], names=", ".join(names), value=value, percent=PERCENT)
        return Reading(text, (Choice(frozenset(names)),))

    def nucleus(self, place: Dataset) -> Iterator[Reading | str]:
        for tag in (NUCLEUS, IMAGED):
            yield from self.taken(place, tag, "scan.nucleus", self.choice("scan.nucleus"))

    def region(self, place: Dataset) -> Iterator[Reading | str]:
        take = self.choice("scan.region")
        yield from self.taken(place, BODY_PART, "scan.region", take)
        for at in (place, *items_of(place, ANATOMY)):
            for item in items_of(at, ANATOMIC):
                yield from self.each("LO", texts_of(item, MEANING), say.ANATOMIC_REGION, take)

    def choice(self, name: str) -> Callable[[str, str], Reading]:
        """Takes a term that is, but for case and hyphens, a value of the axis; no other word is guessed at."""
        axis = self.axes[name]
        known = {choice.upper().replace("-", ""): choice for choice in axis.choices}

        def take(_: str, term: str) -> Reading:
            found = known.get(re.sub("[-_ ]", "", term.upper()))
            if found is None:
                raise Gap(say.NO_TERM.format(attribute=TOLD_BY[name], value=code(term)))
            text = found if found == term else say.MEMBER.format(name=found, term=term)
            return Reading(text, axis.states[found])

        return take

    def mode(self, place: Dataset, kind: str) -> Iterator[Reading | str]:
        name = _MODE_OF[kind]

        def take(_: str, term: str) -> Reading:
            if term not in _MODES:
                raise Gap(say.NO_TERM.format(attribute=TOLD_BY[name], value=code(term)))
            return Reading(_MODES[term], self.axes[name].states[_MODES[term]])

        for item in all_items(place, MODES):
            types = texts_of(item, MODE_TYPE)
            if kind in types:
                yield from self.each("CS", texts_of(item, MODE), TOLD_BY[name], take)
            elif _MODE_TYPES.isdisjoint(types):  # it may be the mode of this one
                yield say.NO_TYPE.format(attribute=TOLD_BY[name])

    def coil(self, place: Dataset) -> Iterator[Reading | str]:
        axis = self.axes["scan.transmit_coil"]

        def take(_: str, term: str) -> Reading:
            if term == "SURFACE":
                rest = frozenset(axis.choices) - {"body"}
                return Reading(say.ANY_BUT_BODY.format(term=term), (Choice(rest),))
            if term == "BODY":  # not confirmed by a source
                return Reading(say.MEMBER.format(name="body", term=term), axis.states["body"], False)  # fmt: skip
            raise Gap(say.NO_TERM.format(attribute=TOLD_BY[axis.name], value=code(term)))

        for item in all_items(place, COILS):
            yield from self.each("CS", texts_of(item, COIL_TYPE), TOLD_BY[axis.name], take)

    def sar(self, place: Dataset, kind: str) -> Iterator[Reading | str]:
        take = self.quantity(_SAR_OF[kind])
        for item in all_items(place, SAR_ITEMS):
            kinds = texts_of(item, SAR_KIND)
            if kind in kinds:
                yield from self.each("FD", texts_of(item, SAR_VALUE), TOLD_BY[_SAR_OF[kind]], take)
            elif _SAR_KINDS.isdisjoint(kinds):
                yield say.NO_TYPE.format(attribute=TOLD_BY[_SAR_OF[kind]])

    def b1_rms(self, place: Dataset) -> Iterator[Reading | str]:
        # microtesla is from memory in the facts: it can show a limit exceeded, and none kept
        yield from self.taken(place, B1_RMS, "scan.b1_rms", self.quantity("scan.b1_rms", False))

    def quantity(self, name: str, sure: bool = True) -> Callable[[str, str], Reading]:
        """Takes a number, in the unit that the axis is compared in."""
        attribute, unit = TOLD_BY[name], base_unit(self.axes[name].dimension or "")

        def take(vr: str, text: str) -> Reading:
            number = number_of(vr, text, attribute)
            if not number:
                raise Gap(say.ZERO.format(attribute=attribute))
            return Reading(f"{plain(number)} {unit}", (Span(number, number),), sure)

        return take

    def beside(self, place: Dataset) -> None:
        """What is reported and settles no condition."""
        for key, tag in (("sar", SAR), ("db_dt", DB_DT)):
            for vr, texts in elements_of(place, tag):
                for text in filter(None, texts):
                    value = shown(vr, text)
                    self.put(key, say.SAR_VALUE.format(value=value) if key == "sar" else value)
        for item in all_items(place, SAR_ITEMS):
            for kind in texts_of(item, SAR_KIND) or [""]:
                key = kind if kind in ("IEC_PARTIAL_BODY", "IEC_LOCAL") else "other-sar"
                for text in texts_of(item, SAR_VALUE) if kind not in _SAR_OF else ():
                    self.put(key, say.SAR_VALUE.format(value=shown("FD", text)))
        kinds = [kind for _, texts in elements_of(place, OUTPUT_TYPE) for kind in texts]
        for vr, texts in elements_of(place, OUTPUT):
            known = len(kinds) == 1 and kinds[0] in _OUTPUTS
            for text in filter(None, texts):
                told = say.OUTPUT if known else say.OUTPUT_UNKNOWN
                value = shown(vr, text)
                self.put("gradient_output", told.format(value=value, kind="".join(kinds)))
        for item in all_items(place, MODES):
            types = texts_of(item, MODE_TYPE)
            key = "static_mode" if "STATIC FIELD" in types else "other_mode"
            if key == "static_mode" or _MODE_TYPES.isdisjoint(types):
                for text in filter(None, texts_of(item, MODE)):
                    self.put(key, _MODES.get(text, code(text)))
        for key, tag in (("coil_name", COIL_NAME), ("position", POSITION)):
            for _, texts in elements_of(place, tag):
                for text in filter(None, texts):
                    self.put(key, code(text.upper()))

    def put(self, key: str, value: str) -> None:
        self.also[key, value] = None
