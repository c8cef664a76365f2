"""What the catalogue does not know, what to ask whom, and how much it holds: work lists and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.applicable import LATEST, applicable
from mri_check.catalog import Catalogue
from mri_check.record import Device, Labelling
from mri_check.silence import of_label
from mri_check.status import status_of


def gaps(catalogue: Catalogue, device: str | None = None) -> list[dict[str, Any]]:
    """What is not known, per device and axis, with the document that would answer it."""
    ids = catalogue.device_ids() if device is None else (device,)
    return [row for id in ids for row in _gaps_of(catalogue.device(id), catalogue)]


def _gaps_of(device: Device, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    def row(is_: str, says: str, ask: str, axis: str | None = None) -> dict[str, Any]:
        return {
            "device": device.id, "manufacturer": device.manufacturer, "is": is_, "axis": axis, "says": says,
            "ask": ask, "asks": _asks(is_, says, ask, axis, catalogue),
        }  # fmt: skip

    governs = applicable(device, None, None, LATEST, catalogue)
    form = catalogue.record(device.id)["device"]
    if not governs.in_force:
        says = device.looked_for or "no labelling is on file"
        yield row("unlabelled", says, device.ask_for or "any MRI labelling of this device")
    for one in governs.unread:
        says = f"{one.source.document} ({one.market}) was not read"
        yield row("not-read", says, one.source.ask_for or one.source.document)
    for one in governs.in_force:
        ask = one.source.ask_for or one.source.document
        for is_, says, axis in _silent(one, catalogue):
            yield row(is_, says, ask, axis)
    for name in form.get("not_found", ()):
        yield row("not-found", f"{name}: looked for, and not found", "the maker's own material")
    for name in uncited(form):
        yield row("uncited", f"{name}: no source is recorded for it", "the maker's own material")
    for gap in form.get("gaps", ()):
        yield row("gap", f"{gap['about']}: {gap['says']}", gap["ask"])


def uncited(form: Mapping[str, Any]) -> list[str]:
    """What a device's record gives of its identity without saying where that is said."""
    return [name for name in _identity(form) if name not in form.get("cited", {})]


def _identity(form: Mapping[str, Any]) -> list[str]:
    """The parts of a device's identity that it gives; their sources stand under ``cited``."""
    models = form.get("models", {}).values()
    given = {
        "models": bool(models),
        "drive": form.get("drive", "not-stated") != "not-stated",
        "electrically_active": form["electrically_active"] != "not-known",
        "reservoir": any("reservoir" in one for one in models),
        "radiopaque": any("radiopaque" in one for one in models),
    }
    return [name for name, there in given.items() if there]


def _silent(one: Labelling, catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """On what a labelling in force says nothing, or was not read."""
    document = one.source.document
    if one.mr_status is None:
        yield (
            "not-read",
            f"{document}: the MR status was not in the part that was read",
            "mr_status",
        )
    for setting in one.settings:
        if setting.mr_status == "not-printed":
            yield "not-printed", f"{document} prints no MR status ({setting.id})", "mr_status"
    if one.mr_status == "unsafe":
        return
    for silence in of_label(one, catalogue.axes):
        if silence.is_ != "no-limit":
            told = "does not address it" if silence.is_ == "not-addressed" else "was not read on it"
            told += f" ({', '.join(silence.of)})" if silence.of else ""
            yield silence.is_, f"{document} {told}", silence.axis


def _asks(is_: str, says: str, ask: str, axis: str | None, catalogue: Catalogue) -> str:
    """The question to the maker, in words."""
    if axis in catalogue.axes and axis is not None:
        return catalogue.axes[axis].ask_maker or says
    if axis == "mr_status":
        return "Which MR term (MR Conditional, MR Unsafe) does the labelling print for this device and state?"
    if is_ in ("unlabelled", "not-read"):
        return f"Please send the document: {ask.rstrip('.')}."
    return f"{says[0].upper()}{says[1:].rstrip('.')}. What holds?"


def letter(manufacturer: str, catalogue: Catalogue) -> dict[str, Any]:
    """The letter to one maker: what is on file of each device, and what is asked of it."""
    maker = catalogue.manufacturer(manufacturer)
    devices = []
    for id in catalogue.devices_of(manufacturer):
        device = catalogue.device(id)
        rows = gaps(catalogue, id)
        on_file = applicable(device, None, None, LATEST, catalogue).in_force
        questions: dict[str, list[str]] = {}
        for row in rows:
            if row["is"] not in ("not-found", "uncited"):
                questions.setdefault(row["asks"], []).append(row["says"])
        devices.append({
            "id": id,
            "name": device.name,
            "models": [model.number for model in device.models],
            "on_file": [
                {"document": one.source.document, "market": one.market, "dated": one.dated, "read": one.read}
                for one in on_file
            ],
            "questions": [{"asks": asks, "because": says} for asks, says in questions.items()],
        })  # fmt: skip
    return {
        "manufacturer": maker.name,
        "answers_now": maker.answers_now,
        "contacts": [one.told() for one in maker.contacts],
        "devices": devices,
    }  # fmt: skip


def stats(catalogue: Catalogue) -> dict[str, int]:
    """How much is on file, how much of it has its place, was read in full and read twice, and what is missing."""
    devices = [catalogue.device(id) for id in catalogue.device_ids()]
    records = [catalogue.record(device.id) for device in devices]
    labellings = [form for device in devices for form in catalogue.labellings_as_written(device.id)]
    notices = {one["id"]: one for record in records for one in record["notices"]}
    signed = [*(record["device"] for record in records), *labellings, *notices.values()]
    makers = [catalogue.maker_as_written(one) for one in catalogue.manufacturers()]
    signed += makers
    limits = [(form, value) for form in labellings for value in _values(form)]
    others = [value for form in (*makers, *notices.values()) for value in _cited_parts(form)]
    others += [value for record in records for value in _cited_parts(record["device"])]
    identity = sum(len(_identity(record["device"])) for record in records)
    missing = sum(len(uncited(record["device"])) for record in records)
    return {
        "manufacturers": len(makers),
        "devices": len(devices),
        "pumps": sum(device.kind == "pump" for device in devices),
        "unlabelled": sum(status_of(device, catalogue) == "unlabelled" for device in devices),
        "labellings": len(labellings),
        "labellings read in full": sum(form["read"] == "full" for form in labellings),
        "labellings read in part": sum(form["read"] == "part" for form in labellings),
        "labellings known and not read": sum(form["read"] == "none" for form in labellings),
        "notices": len(notices),
        "sources": sum(len(catalogue.sources(one)) for one in catalogue.manufacturers()),
        "conflicts answered": sum(len(record["device"].get("conflicts", ())) for record in records)
        + len(catalogue.practice_conflicts()),
        "values": len(limits) + len(others) + identity,
        "values of labellings": len(limits),
        "values read in full": sum(form["read"] == "full" for form, _ in limits),
        "values with a page or section": sum(_placed(value) for _, value in limits)
        + sum(_placed(value) for value in others)
        + identity
        - missing,
        "values without, counted by gaps": missing,
        "records": len(signed),
        "records with a reading": sum("readings" in form for form in signed),
        "records with a second reading that agreed": sum(_agreed(form) for form in signed),
        "gaps": len(gaps(catalogue)),
    }


def _placed(value: Mapping[str, Any]) -> bool:
    return bool({"page", "section"} & value.keys())


def _agreed(form: Mapping[str, Any]) -> bool:
    """Whether the last of its readings that was compared agreed."""
    compared = [one["agreed"] for one in form.get("readings", ()) if "agreed" in one]
    return bool(compared) and compared[-1] == "yes"


def _values(form: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every value of a labelling that owes its place: limits, statuses, silences, tests, tasks, sayings."""
    settings = form.get("settings", {}).values()
    for group in (form, form.get("always", {}), *settings, *form.get("prohibits", ())):
        for name, value in group.items():
            if name == "mr_status" or name.startswith(("scan.", "implant.", "patient.", "ask.")):
                yield value
        yield from group.get("says_no_limit", {}).values()
    for name in ("instructions", "after_scan", "says", "test_points"):
        yield from (one for one in form.get(name, ()) if one.get("ours") != "yes")


_PARTS = ("facts", "conflicts", "claims", "contacts", "consultation", "answers_now", "therapies", "markets", "reservoir",
          "years", "predecessor", "successor")  # fmt: skip
"""Where a device, a manufacturer or a notice holds values of its own; a notice is one value itself."""


def _cited_parts(form: Any) -> Iterator[Mapping[str, Any]]:
    """Every value of a record that is no labelling, with its source."""
    if isinstance(form, list):
        for one in form:
            yield from _cited_parts(one)
    elif isinstance(form, Mapping):
        if "source" in form:
            yield form
        for name, inner in form.items():
            if name in _PARTS:
                yield from _cited_parts(inner)
            elif isinstance(inner, Mapping) and "source" in inner and name != "cited":
                yield inner
