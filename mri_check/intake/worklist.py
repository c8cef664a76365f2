"""DICOM modality worklist items (DICOM JSON, PS3.18 F) as bookings. Which attribute says what: ``facts/standards.md``, 3.

The patient module is read for alerts only; name, number, birth date, weight and size are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from mri_check.intake.assemble import Assembler, Booking, Coding, told_status
from mri_check.intake.row import Bad, Context, Row, bounded, unreadable

STEPS = "00400100"
_TAG = re.compile(r"[0-9A-Fa-f]{8}\Z")
_FREE = {
    "00102000": "Medical Alerts (0010,2000)",
    "00102110": "Allergies (0010,2110)",
    "001021B0": "Additional Patient History (0010,21B0)",
    "00380050": "Special Needs (0038,0050)",
    "00380500": "Patient State (0038,0500)",
    "00401002": "Reason (0040,1002)",
    "00401400": "Comments (0040,1400)",
    "00321060": "Requested Procedure Description (0032,1060)",
}
"""Free texts of an item; of a step below."""
_FREE_OF_STEP = {
    "00400007": "Scheduled Procedure Step Description (0040,0007)",
    "00400012": "Pre-Medication (0040,0012)",
}
_PREGNANCY = "001021C0"
MOST_STEPS = 64


def is_dicom(data: Any) -> bool:
    """Whether a JSON object is a DICOM dataset: its keys are tags."""
    return isinstance(data, Mapping) and bool(data) and all(map(_TAG.match, data))


def item_rows(data: Any, number: int, offset: int, make: Assembler) -> Iterator[Row]:
    """A row for each scheduled step of a worklist item; one where there is none. ``number`` is that of the first."""
    try:
        item = _upper(data)
        steps = [_upper(one) for one in _values(item, STEPS, of_items=True)] or [{}]
        if len(steps) > MOST_STEPS:
            raise Bad(f"more than {MOST_STEPS} scheduled steps")
        found = [_booking(item, step, offset, make.context) for step in steps]
    except Bad as bad:
        yield unreadable(number, offset, bad.why)
        return
    for at, one in enumerate(found):
        yield make.row(one.replace(number=number + at))


def _booking(
    item: Mapping[str, Any], step: Mapping[str, Any], offset: int, context: Context
) -> Booking:
    texts = [(told, text) for tag, told in _FREE.items() for text in _texts(item, tag)]
    texts += [(told, text) for tag, told in _FREE_OF_STEP.items() for text in _texts(step, tag)]
    exams, beside = _exams(step, "00400008", "00400007")
    ordered, described = _exams(item, "00321064", "00321060")
    if not exams and not beside:
        exams, beside = ordered, described
    notices = []
    if _texts(item, _PREGNANCY):
        # the terms of this attribute are not confirmed in the facts, so its value is not used
        notices.append("Pregnancy Status (0010,21C0) is recorded: state patient.pregnant.")
    if not step:
        notices.append("The item has no scheduled procedure step (0040,0100).")
    notices += [told_status(one) for one in _texts(step, "00400020")]
    modalities = [*_texts(step, "00080060"), *_texts(item, "00080060")]
    # of a procedure of several steps the names are those of all of them: they tell no more than the modality
    orders = tuple(one for one in (*ordered, described) if one)
    titles, names, rooms = (_texts(step, tag) for tag in ("00400001", "00400010", "00400011"))
    stations = [("station", one) for one in zip_longest(titles, names, fillvalue="")]
    stations += [("room", (one, "")) for one in rooms]
    id = next((text for data, tag in ((step, "00400009"), (item, "00401001")) for text in _texts(data, tag)), None)  # fmt: skip
    keep = {
        name: bounded("\\".join(_texts(item, name.upper()) or _texts(step, name.upper())), 300)
        for name in context.keep
        if name.upper() in item or name.upper() in step
    }
    return Booking(
        0, bounded(id, 300) if id else None, offset, tuple(_texts(step, "00400002")[:1]),
        exams, beside, tuple(modalities), tuple(stations), texts=tuple(texts),
        notices=tuple(notices), keep=keep, orders=orders,
    )  # fmt: skip


def _exams(
    data: Mapping[str, Any], codes: str, described: str
) -> tuple[tuple[tuple[Coding, ...], ...], tuple[Coding, ...]]:
    """The exams by their codes, and what describes the whole of them."""
    found = tuple((one,) for one in _codes(data, codes))
    return found, tuple(("", text, False) for text in _texts(data, described))


def _upper(data: Any) -> dict[str, Any]:
    """A dataset by tag. Bad where it is none: a mapping of tags to attributes."""
    if not isinstance(data, Mapping):
        raise Bad("a DICOM dataset is a mapping of tags to attributes")
    found = {}
    for key, value in data.items():
        if not isinstance(value, Mapping):
            raise Bad("an attribute is no mapping")
        found[key.upper()] = value
    return found


def _values(data: Mapping[str, Any], tag: str, of_items: bool = False) -> list[Any]:
    """The values of an attribute; none where it is absent or empty. Bad where they are of the wrong kind."""
    values = data.get(tag, {}).get("Value", [])
    if not isinstance(values, list):
        raise Bad(f"the values of {tag} are no list")
    if of_items and not all(isinstance(one, Mapping) for one in values):
        raise Bad(f"{tag} is a sequence: each value is a mapping")
    return values


def _texts(data: Mapping[str, Any], tag: str) -> list[str]:
    """The values of an attribute that are text (or a number, as it is written), without padding."""
    if not _TAG.match(tag):
        return []
    texts = []
    for one in _values(data, tag):
        if isinstance(one, Mapping):
            one = one.get("Alphabetic")
        if one is not None and not isinstance(one, str):
            raise Bad(f"a value of {tag} is no text")
        if one and one.strip(" \0"):
            texts.append(one.strip(" \0"))
    return texts


def _codes(data: Mapping[str, Any], tag: str) -> Iterator[Coding]:
    """Code value, meaning, and whether the coding scheme is LOINC, of each item of a code sequence."""
    for one in _values(data, tag, of_items=True):
        code = _upper(one)
        value, scheme, meaning = (
            next(iter(_texts(code, name)), "") for name in ("00080100", "00080102", "00080104")
        )
        if value or meaning:
            yield value, meaning, scheme == "LN"
