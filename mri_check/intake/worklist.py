"""DICOM modality worklist items (DICOM JSON, PS3.18 F) as bookings. Which attribute says what: PS3.4, K.6.

Of the patient module free texts alone are read; name, number, birth date, weight and size are never looked at.
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
_TEXTS = frozenset({"LO", "LT", "ST", "UC", "UT"})
"""The kinds of attributes that may hold a free text; the meaning of a code is one."""
_OWN_TEXTS = _TEXTS | {"CS", "SH"}
"""Of a maker's or a site's own attributes; of the others these are codes, numbers and places."""
_ODD = "13579BDF"
_CALLED = {
    "00102000": "Medical Alerts", "00102110": "Allergies", "001021B0": "Additional Patient History",
    "00104000": "Patient Comments", "00321060": "Requested Procedure Description",
    "00321064": "Requested Procedure Code", "00380050": "Special Needs", "00380500": "Patient State",
    "00400007": "Scheduled Procedure Step Description", "00400008": "Scheduled Protocol Code",
    "00400012": "Pre-Medication", "00400400": "Step Comments", "00401002": "Reason", "0040100A": "Reason Code",
    "00401400": "Comments", "00402001": "Reason for the Request", "00402400": "Request Comments",
}  # fmt: skip
"""What some of them are called; another is told by its tag."""
_OF_PEOPLE = frozenset(
    """00080080 00080081 00080082 00080092 00080096 00081010 00081040 00081041 0008009C 0008009D 00081048 00081049
    00081052 00081062 00081072 00100020 00100021 00100024 00100026 00100101 00101000 00101002 00101040 00101050 00101080
    00101081 00101090 00102150 00102152 00102154 00102155 00102180 001021F0 00102297 00102299 00321031 00321032
    00321033 00321034 00380010 00380011 00380014 00380060 00380061 00380064 00380300 00380400 0040000B 00400241
    00400242 00400243 00401005 00401008 0040100B 00401010 00401011 00401101 00401102 00401103 00401104 00402008
    00402009 00402010 00402011 00402016 00402017""".split()  # noqa: SIM905
)
"""Who, whose, where and under what number: names that a word for a pump may be a part of."""
_MEANING = "00080104"
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
        texts = tuple(_spoken(item))  # of a step too: they are all of one patient
        found = [_booking(item, step, texts, offset, make.context) for step in steps]
    except Bad as bad:
        yield unreadable(number, offset, bad.why)
        return
    for at, one in enumerate(found):
        yield make.row(one.replace(number=number + at))


def _booking(
    item: Mapping[str, Any],
    step: Mapping[str, Any],
    texts: tuple[tuple[str, str], ...],
    offset: int,
    context: Context,
) -> Booking:
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
        exams, beside, tuple(modalities), tuple(stations), texts=texts,
        notices=tuple(notices), keep=keep, orders=orders,
    )  # fmt: skip


def _spoken(data: Mapping[str, Any], of: str = "") -> Iterator[tuple[str, str]]:
    """The free texts of a dataset, however deep they stand, with where; not those of people, places and numbers."""
    for tag in sorted(data.keys() - _OF_PEOPLE):
        where = f"{_CALLED.get(tag, 'Attribute')} ({tag[:4]},{tag[4:]})"
        kind = data[tag].get("vr")
        for one in _values(data, tag):
            if is_dicom(one):
                yield from _spoken(_upper(one), where)
        kinds = _OWN_TEXTS if tag[3] in _ODD else _TEXTS  # the group of a private attribute is odd
        if tag in _CALLED or (isinstance(kind, str) and kind in kinds):
            for text in _texts(data, tag):
                yield of if tag == _MEANING and of else where, text


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
