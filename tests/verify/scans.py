"""Invented scans: datasets as DICOM JSON, a label that limits what headers tell, and the request for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mri_check import read_request
from mri_check.catalog import Catalogue
from mri_check.intake.header import header
from mri_check.performed import Header
from mri_check.resolve import resolve
from mri_check.verify import Verification, verify
from tests import worlds

CLASSIC, ENHANCED = "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.4.1"
PATIENT = "Zebedee^Quux"
LIMITS: dict[str, Any] = {
    "scan.field_strength": {"one_of": ["1.5 T"], "page": "1"},
    "scan.operating_mode": {"at_most": "normal", "page": "1"},
    "scan.whole_body_sar": {"at_most": "2 W/kg", "page": "2"},
}
MORE: dict[str, Any] = {
    "scan.gradient_mode": {"at_most": "first-level", "page": "1"},
    "scan.head_sar": {"at_most": "3.2 W/kg", "page": "1"},
    "scan.b1_rms": {"at_most": "2 uT", "page": "1"},
    "scan.transmit_coil": {"one_of": ["head", "knee", "extremity", "local"], "page": "1"},
    "scan.nucleus": {"one_of": ["1H"], "page": "1"},
    "scan.region": {"one_of": ["head", "extremity"], "page": "1"},
}


def el(vr: str, *values: Any) -> dict[str, Any]:
    """An attribute; without values, an empty one."""
    return {"vr": vr, "Value": list(values)} if values else {"vr": vr}


def modes(**by_type: str) -> dict[str, Any]:
    """An operating mode sequence."""
    items = [{"00189177": el("CS", kind), "00189178": el("CS", mode)} for kind, mode in by_type.items()]  # fmt: skip
    return el("SQ", *items)


def sars(**by_kind: Any) -> dict[str, Any]:
    """A specific absorption rate sequence."""
    items = [{"00189179": el("CS", kind), "00189181": el("FD", value)} for kind, value in by_kind.items()]  # fmt: skip
    return el("SQ", *items)


def classic(**more: Any) -> dict[str, Any]:
    """A classic MR image of a patient; ``more`` by tag, as in t00180087=..."""
    return {
        "00080016": el("UI", CLASSIC),
        "00080060": el("CS", "MR"),
        "00100010": el("PN", {"Alphabetic": PATIENT}),
        "00100020": el("LO", "PAT-4711"),
        "0008103E": el("LO", f"brain of {PATIENT}"),
        "00200011": el("IS", "7"),
        "0020000D": el("UI", "1.2.3.4711"),
        **{tag[1:]: value for tag, value in more.items()},
    }


def enhanced(shared: dict[str, Any], *frames: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An enhanced MR image: functional groups for all frames, and for each."""
    groups = {
        "t52009229": el("SQ", shared),
        "t52009230": el("SQ", *frames),
        "t00280008": el("IS", str(len(frames))),
    }
    return {**classic(**groups, **more), "00080016": el("UI", ENHANCED)}


def uncounted(data: dict[str, Any]) -> dict[str, Any]:
    """The same image without the number of its frames."""
    return {tag: one for tag, one in data.items() if tag != "00280008"}


def whole(**more: Any) -> dict[str, Any]:
    """An enhanced image that tells all that LIMITS asks, and keeps it."""
    timing = {"00189176": modes(RF="IEC_NORMAL", GRADIENT="IEC_NORMAL")}
    return enhanced(
        {"00189112": el("SQ", timing)},
        {"00189239": sars(IEC_WHOLE_BODY="1.2", IEC_LOCAL="7")},
        {"00189239": sars(IEC_WHOLE_BODY="0.4")},
        **{"t00180087": el("DS", "1.5"), **more},
    )


def world(folder: Path, always: dict[str, Any] = LIMITS, **form: Any) -> Catalogue:
    """A catalogue of one pump whose label has these conditions."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "manufacturers/acme/pump/us-doc.yaml"
    used = {axis for box in (always, *form.get("settings", {}).values(), *form.get("prohibits", ())) for axis in box}  # fmt: skip
    silent = [axis for axis in worlds.AXES.table() if axis not in used]
    if form.get("read") != "part":
        form["not_addressed"] = silent
    return worlds.catalogue(folder, {name: worlds.document(always=always, **form)})


def judge(catalogue: Catalogue, *datasets: Any, **request: Any) -> Verification:
    """What was scanned, against the label of the invented pump; each dataset is a file: 1.dcm, 2.dcm."""
    given = [(f"{at}.dcm", data) for at, data in enumerate(datasets, 1)]
    headers = [
        data if isinstance(data, Header) else header(name, data, catalogue.axes)
        for name, data in given
    ]
    asked = read_request(worlds.request(**request))
    return verify(
        catalogue,
        resolve(asked, catalogue.axes, catalogue.markets, catalogue.exams),
        headers,
    )


def outcomes(it: Verification) -> dict[str, str]:
    """Each condition by its id, with what became of it."""
    return {
        condition.id: condition.verdict.value
        for device in it.devices
        for labelling in device.labellings
        for condition in labelling.conditions
    }


def by_axis(it: Verification) -> dict[str, str]:
    """The same by the short name of the axis, where each has one condition."""
    return {id.rpartition("scan.")[2]: verdict for id, verdict in outcomes(it).items()}
