"""Requests as they are: one JSON object, or one to a line. What they say is read by ``read_request``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.intake.assemble import Assembler
from mri_check.intake.kinds import is_other
from mri_check.intake.row import (
    JUDGE,
    NO_PUMP,
    NOT_JUDGED,
    NOT_KNOWN,
    NOT_MRI,
    Row,
    as_device,
    unreadable,
)
from mri_check.intake.worklist import is_dicom
from mri_check.record import Axis
from mri_check.request import KEYS, NONE

OTHER = "a FHIR resource or a DICOM dataset among requests: give these as a schedule of their own"
_ANY_SCAN = frozenset({"exam", "region", "urgency", "active_minutes", "total_minutes"})


def of_mri(scan: Mapping[str, Any]) -> bool:
    """Whether a request says of a scan what only an MRI has, whatever its exam is called."""
    return not _ANY_SCAN.issuperset(scan)


def of_a_pump(patient: Any, axes: Mapping[str, Axis]) -> bool:
    """Whether a fact of the patient is one of a pump: what tells which it is, or what is an axis of implants only."""
    facts = patient if isinstance(patient, Mapping) else {}
    found = (axes.get(f"patient.{name}") for name in facts)
    return any(axis is None or axis.phase == "identify" for axis in found)


def not_mri(
    data: Mapping[str, Any], number: int, offset: int, keep: Mapping[str, Any], possible: tuple[str, ...] = ()
) -> Row:  # fmt: skip
    """The row of an exam that is no MRI; the rest of it must be readable all the same (``Row.stated``)."""
    implants = data.get("implants", NONE)
    stated = {**data, "implants": [{"device": NOT_KNOWN}] if implants in (NONE, []) else implants}
    id = data.get("id")
    return Row(number, id, offset, None, NOT_JUDGED, NOT_MRI, (), possible, keep, stated=stated)


def request_row(data: Any, number: int, offset: int, make: Assembler) -> Row:
    """The row of one request. Its form is not checked here beyond what decides whether it is judged.

    ``implants: none`` states, in a batch, that the device list is complete and empty.
    """
    if not isinstance(data, dict):
        return unreadable(number, offset, f"a request is a mapping, not {kind_of(data)}")
    if "resourceType" in data or is_dicom(data):
        return unreadable(number, offset, OTHER)
    id = data.get("id")
    if id is not None and (not isinstance(id, str) or len(id) > 300):
        return unreadable(number, offset, "'id' is a text of at most 300 characters")
    names, keep = make.context.keep, dict[str, Any]()
    if names:
        keep = {name: data[name] for name in names if name in data}
    if extra := [name for name in keep if name not in KEYS]:
        data = {key: value for key, value in data.items() if key not in extra}
    scan = data.get("scan", {})
    if not isinstance(scan, dict):
        return unreadable(number, offset, f"'scan' is a mapping, not {kind_of(scan)}", id, keep)
    if make.context.on is not None and "on" not in data:
        data = {**data, "on": make.context.on}
    exam, notices = scan.get("exam"), list[str]()
    if isinstance(exam, str) and make.modality(exam) == "not-mri":
        if not of_mri(scan):
            return not_mri(data, number, offset, keep)
        notices.append("The exam names no MRI, but the request names an MR scanner: it is judged.")
    if data.get("implants") != NONE:
        return Row(number, id, offset, data, JUDGE, "", tuple(notices), (), keep)
    return without_implants(data, number, offset, make, notices, keep)


def without_implants(
    data: Mapping[str, Any],
    number: int,
    offset: int,
    make: Assembler,
    notices: list[str],
    keep: Mapping[str, Any],
) -> Row:
    """A request that states that there is no implant of this kind: believed unless the rest of it speaks of one.

    What it states otherwise must be readable all the same (``Row.stated``).
    """
    others = data.get("other_implants", NONE)
    id, bringing = data.get("id"), data.get("bringing", NONE)
    texts = others if isinstance(others, list) else []
    named = [one.get("device", "") if isinstance(one, Mapping) else one for one in texts]
    told = [*(("other_implants", one) for one in named), ("exam", data.get("scan", {}).get("exam"))]
    found = [(place, m) for place, one in told if isinstance(one, str) for m in make.mentions.find(one)]  # fmt: skip
    device: str | None = None
    if found:
        place, mention = found[0]
        device = as_device(mention)
        notices.append(f"implants: none, but {place} names a possible pump: {mention}.")
    elif bringing not in (NONE, []):
        device = NOT_KNOWN
        notices.append("implants: none, but a device is brought into the room: implants not known.")
    elif any(not isinstance(one, str) or not is_other(one) for one in named):
        device = NOT_KNOWN
        notices.append("implants: none, but what other_implants names cannot be told.")
    elif any(data.get(name) for name in ("consulted", "answers")):
        device = NOT_KNOWN
        notices.append("implants: none, but a maker was asked about one: implants not known.")
    elif of_a_pump(data.get("patient"), make.context.catalogue.axes):
        device = NOT_KNOWN
        notices.append("implants: none, but a fact of the patient speaks of one: implants not known.")  # fmt: skip
    request = {**data, "implants": [{"device": device or NOT_KNOWN}]}
    if device is None:
        return Row(number, id, offset, None, NOT_JUDGED, NO_PUMP, tuple(notices), (), keep, stated=request)  # fmt: skip
    possible = tuple(f"{place}: {mention}" for place, mention in found)
    return Row(number, id, offset, request, JUDGE, "", tuple(notices), possible, keep)


def kind_of(data: Any) -> str:
    """What a piece of JSON is, in words."""
    if data is None:
        return "null"
    words = {bool: "true or false", str: "a text or a number", list: "a list", dict: "a mapping"}
    return words.get(type(data), "something else")
