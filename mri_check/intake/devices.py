"""FHIR devices as a request states them: by UDI, model number or name; never by serial or lot number.

Device of R4, R4B and R5. How a UDI was entered: FHIR value set udi-entry-type; which name a patient reported:
device-nametype (hl7.org/fhir/R4B, both).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.identify import Identified, identify
from mri_check.intake.assemble import Assembler, Found
from mri_check.intake.kinds import is_other
from mri_check.intake.reference import concept, mappings, said_in, text, words_of
from mri_check.intake.row import REMOVED, as_device, bounded
from mri_check.udi import Udi, read_udi
from mri_check.words import words

_ENTERED = {"barcode": "barcode", "card": "card", "self-reported": "verbal"}
"""Of ``udiCarrier.entryType``; the others say nothing that a request has a word for."""
_REPORTED = "patient-reported-name"
PARTS_REMAIN = "recorded as removed: parts may remain"
_NOT_SAID = frozenset(
    """resourceType id meta text contained identifier udiCarrier serialNumber lotNumber distinctIdentifier patient
    subject owner contact location url status""".split()  # noqa: SIM905
)
"""Elements of a device whose texts say nothing of what it is."""
_CLAIMS = {
    key: claim
    for code, claim in (
        ("C106045", "MR Safe"),
        ("C106046", "MR Conditional"),
        ("C106047", "MR Unsafe"),
    )
    for key in (code, claim.lower())
}
"""Codes of the NCI thesaurus in the value set of ``Device.safety``, and their words."""
UNNAMED = "a device without a name"
ABSENT = "a device that the source refers to and does not hold"


def device_of(resource: Mapping[str, Any], make: Assembler, notices: list[str]) -> Found:
    """A Device: what it is called, and whether it may be a pump. What is removed is told later (``removed``).

    The identity is one text that names exactly one device on file; where its parts name different ones, all of
    them, which name none; so is it where a model number is on file in none of these ways: the name alone does not
    outweigh it. Raises Bad for elements of the wrong kind.
    """
    names, reported = _names(resource)
    maker = text(resource, "manufacturer")
    models = [text(resource, "modelNumber"), text(resource, "partNumber")]
    kinds = [words_of(one) for one in mappings(resource, "type")]
    di, entered = _identifier(resource, notices)
    model = next((one for one in models if one), "")
    name = names[0] if names else ""
    ways = [di] if di else []
    for one in (*(m for m in models if m), *names):
        ways.append(_joined(maker, one))
    ways.append(_joined(maker, name, model))
    told = next((way for way in (_joined(maker, name, model), _joined(name, model), di) if way), "")
    form: dict[str, Any] = {}
    found = {way: hit for way in ways if isinstance(hit := identify(way, make.context.catalogue), Identified)}  # fmt: skip
    devices = {one.device for one in found.values()}
    numbers = {one.model for one in found.values() if one.model}
    if devices and model and not any(one in way for one in models if one for way in found):
        notices.append("A device has a model number that is not on file with its name: it is not identified.")  # fmt: skip
    elif len(devices) == 1 and len(numbers) <= 1:
        told = next((way for way, hit in found.items() if hit.model), next(iter(found)))
    elif devices:
        told = as_device("; ".join(found))
        notices.append("A device is named in ways that mean different devices: it is not identified.")  # fmt: skip
    elif alone := _alone(models, make):
        notices.append(f"A device has a model number that is on file ({alone}), beside a maker or a name that is not: it is not identified. State the model number as the device where its label confirms it.")  # fmt: skip
    if entered and told == di:
        form["identified_by"] = entered
    if not told and reported:
        told, form["identified_by"] = reported[0], "verbal"
    for claim in _safety(resource):
        notices.append(f"The source says of a device: {claim}. Hold it against the labelling.")
    said = " ".join((*names, *reported, *kinds, maker, *models))
    mention = make.mentions.find(said)
    beside = any(make.mentions.find(one) for _, one in said_in(resource, _NOT_SAID))
    if not told:
        kind = next((one for one in kinds if one), "")
        told = as_device(mention[0]) if mention else kind or UNNAMED
    form["device"] = bounded(told)
    pump: bool | None = True if devices or mention or beside else None
    if pump is None and is_other(" ".join((*names, *reported, *kinds))):
        pump = False
    return Found({"device": form.pop("device"), **form}, pump)


def _alone(models: list[str], make: Assembler) -> str:
    """The first of some numbers that would identify a device by itself, as it is written on file."""
    found = (identify(one, make.context.catalogue) for one in models if one)
    return next((one.model for one in found if isinstance(one, Identified) and one.model), "")


def _safety(resource: Mapping[str, Any]) -> dict[str, None]:
    """What a source claims of a device in the scanner; it is held against the labelling, and decides nothing."""
    told = [one for each in mappings(resource, "safety") for one in concept(each)]
    found = (_CLAIMS.get(code) or _CLAIMS.get(" ".join(words(said))) for code, said, _ in told)
    return {one: None for one in found if one is not None}


def removed(one: Found) -> Found:
    """A device that is recorded as removed: it names what was there and identifies nothing."""
    what = PARTS_REMAIN if one.pump is False else REMOVED
    return Found({"device": f"{what} ({one.form['device']})"}, one.pump, True)


def _joined(*parts: str) -> str:
    return " ".join(dict.fromkeys(part for part in parts if part))


def _names(resource: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The names of a device, and those that the patient reported."""
    names: list[str] = []
    reported: list[str] = []
    for one in (*mappings(resource, "deviceName"), *mappings(resource, "name")):
        name = text(one, "name") or text(one, "value")
        kind = one.get("type")
        if isinstance(kind, Mapping):
            kind = next((text(code, "code") for code in mappings(kind, "coding")), "")
        if name:
            (reported if kind == _REPORTED else names).append(name)
    display = text(resource, "displayName")
    return names + ([display] if display else []), reported


def _identifier(resource: Mapping[str, Any], notices: list[str]) -> tuple[str, str]:
    """The device identifier of a UDI, without serial, lot and dates, and how it was entered."""
    for carrier in mappings(resource, "udiCarrier"):
        di = text(carrier, "deviceIdentifier")
        for carried in (text(carrier, "carrierHRF"),) if not di else ():
            read = read_udi(carried) if carried else None
            if isinstance(read, Udi) and read.di:
                di = read.di
            elif carried:
                notices.append("The UDI of a device cannot be read, and is not used.")
        if di:
            read = read_udi(di)
            if read is not None and not isinstance(read, Udi):
                notices.append("The device identifier of a device cannot be read, and is not used.")
                continue
            plain = read.di if isinstance(read, Udi) and read.di else di
            return bounded(plain), _ENTERED.get(text(carrier, "entryType"), "")
    return "", ""
