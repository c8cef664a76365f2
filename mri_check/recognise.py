"""What a barcode, a card or a radiograph says: one device, or what tells the candidates apart, and who knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.identify import Identified, NotIdentified, identify
from mri_check.messages import identifiers as say
from mri_check.udi import Udi, Unreadable, may_be_package, read_udi
from mri_check.words import full_name, key, scanned

FEATURES = (
    "manufacturer",
    "model number",
    "volume",
    "port",
    "radiopaque code",
    "years",
    "market",
)
"""What candidates are told apart by, in this order."""
_PORT = re.compile(r"\bport\b")


def recognise(text: str, catalogue: Catalogue, year: int) -> dict[str, Any]:
    """What a text identifies; else why it does not, the candidates, and how to find out.

    ``answer`` is ``identified``, ``unidentified`` or ``unreadable``. ``identifier`` is what a barcode says, the
    only place where lot and serial number are repeated; ``year`` is the present one, for its two-digit years.
    Suggestions (``did_you_mean``) are near names, and identify nothing.
    """
    found = identify(text, catalogue)
    udi = read_udi(text, year) if scanned(text) and key(text) not in catalogue.names else None
    asked = udi.shown if udi is not None else text
    form: dict[str, Any] = {
        "asked": asked,
        "answer": "unidentified",
        "identified": None,
        "identifier": _identifier(udi, found) if isinstance(udi, Udi) else None,
        "why": None,
        "candidates": [],
        "did_you_mean": [],
        "tells_apart": [],
        "find_out": [],
    }
    if isinstance(found, Identified):
        about = _about(found.device, catalogue)
        kind = found.identifier
        by = say.BY_IDENTIFIER.format(kind=kind) if kind else say.BY_NAME
        manufacturer, _, device = found.device.partition("/")
        identity = {"manufacturer": manufacturer, "device": device, "model": found.model, "by": by}
        return {**form, "answer": "identified", "identified": {**about, **identity}}
    if isinstance(udi, Unreadable):
        form["answer"] = "unreadable"
    meant = [_about(id, catalogue) for id in found.candidates]
    near = [] if meant else [_about(id, catalogue) for id in _named(found.did_you_mean, catalogue)]
    form.update(
        why=found.why,
        candidates=meant,
        did_you_mean=[{"name": name} for name in found.did_you_mean],
        tells_apart=_tells_apart(meant or near),
        find_out=_find_out(meant or near, found, catalogue),
    )
    return form


def _identifier(udi: Udi, found: Identified | NotIdentified) -> dict[str, Any]:
    """What a barcode says. Whether it is a package's is known only where the identifier is on file."""
    on_file = isinstance(found, Identified)
    kind = found.identifier if isinstance(found, Identified) else None
    doubt = may_be_package(udi.di, udi.issuer) if udi.di is not None else None
    package = "yes" if kind == "package" else "no" if on_file else "maybe" if doubt else "not known"
    notes = [note for note in udi.notes if not (on_file and note == doubt)]
    return {
        "issuer": udi.issuer, "di": udi.di, "check": "fits" if udi.di else None, "on_file": on_file,
        "type": kind, "package": package, "lot": udi.lot, "serial": udi.serial,
        "manufactured": udi.manufactured, "expires": udi.expires, "notes": notes,
    }  # fmt: skip


def _about(id: str, catalogue: Catalogue) -> dict[str, Any]:
    """A device, and all on file that a person can tell it by."""
    device, form = catalogue.device(id), catalogue.record(id)["device"]
    maker = catalogue.manufacturer(device.manufacturer)
    models = [
        {"model": model.number, "volume": model.reservoir, "markets": list(model.markets),
         "radiopaque": form["models"][model.number].get("radiopaque")}
        for model in device.models
    ]  # fmt: skip
    markets = {market for model in device.models for market in model.markets}
    markets |= {labelling.market for labelling in device.labellings}
    markets |= set(form.get("markets", ()))
    ports = [
        one["value"] for one in form.get("facts", ()) if device.kind == "pump" and _PORT.search(one["value"])
    ]  # fmt: skip
    return {
        "id": id,
        "name": full_name(maker.name, device.name),
        "is": device.kind,
        "models": models,
        "told_by": {
            "manufacturer": maker.name,
            "model number": ", ".join(one.number for one in device.models) or None,
            "volume": _of_models(models, "volume") or form.get("reservoir", {}).get("says"),
            "port": "; ".join(ports) or None,
            "radiopaque code": _of_models(models, "radiopaque"),
            "years": form.get("years", {}).get("says"),
            "market": ", ".join(sorted(markets)) or None,
        },
        "tell_apart": device.tell_apart,
    }


def _of_models(models: Iterable[Mapping[str, Any]], name: str) -> str | None:
    """Each value, with the models that have it where they differ."""
    of: dict[str, list[str]] = {}
    for one in models:
        if one[name]:
            of.setdefault(one[name], []).append(one["model"])
    if len(of) == 1:
        return next(iter(of))
    return ", ".join(f"{value} ({', '.join(having)})" for value, having in of.items()) or None


def _tells_apart(devices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What differs between the candidates, as far as it is on file: each feature, device by device."""
    rows = []
    for feature in FEATURES:
        of = {one["id"]: one["told_by"][feature] for one in devices}
        if len(set(of.values())) > 1:
            rows.append({"by": feature, "of": of})
    return rows


def _named(names: Iterable[str], catalogue: Catalogue) -> list[str]:
    """The devices that near names are of."""
    found: dict[str, None] = {}
    for name in map(key, names):
        if name in catalogue.families:
            found.update(dict.fromkeys(catalogue.families[name].devices))
        found.update((device, None) for device, _ in catalogue.names.get(name, ()))
    return list(found)


def _find_out(
    devices: list[dict[str, Any]], found: NotIdentified, catalogue: Catalogue
) -> list[dict[str, Any]]:
    """Where the answer stands, and who has it: card, clinic, the makers' lines, radiograph."""
    if found.do is not None:
        return [{"way": "identifier", "says": found.do}]
    ways: list[dict[str, Any]] = [
        {"way": "id-card", "says": say.ID_CARD},
        {"way": "pump-clinic", "says": say.PUMP_CLINIC},
    ]  # fmt: skip
    for maker in dict.fromkeys(one["id"].partition("/")[0] for one in devices):
        ways.append(_line(maker, catalogue))
    codes = [
        say.CODE_IS.format(code=model["radiopaque"], name=one["name"], model=model["model"])
        for one in devices
        for model in one["models"]
        if model["radiopaque"]
    ]
    told = "; ".join(codes) or say.NO_CODES
    if devices:
        ways.append({"way": "radiograph", "says": say.RADIOGRAPH.format(codes=told)})
    else:
        ways.append({"way": "radiograph", "says": say.RADIOGRAPH_ANY})  # fmt: skip
    return ways


def _line(id: str, catalogue: Catalogue) -> dict[str, Any]:
    """Whom to ask at a maker: the contact for identification where there is one, else the first."""
    maker = catalogue.manufacturer(id)
    reached = [one for one in maker.contacts if one.phone] or list(maker.contacts)
    best = next((one for one in reached if "identification" in one.purpose), None) or next(iter(reached), None)  # fmt: skip
    if best is None:
        now = say.ANSWERS_NOW.format(who=maker.answers_now) if maker.answers_now else ""
        says = say.NO_CONTACT.format(name=maker.name, now=now)
    else:
        market = f" [{best.market}]" if best.market else ""
        doubt = f"; {best.doubt}" if best.doubt else ""
        reach = say.OR.join(part for part in (best.phone, best.address) if part)
        says = say.CONTACT.format(
            name=maker.name, purpose=best.purpose, market=market, reach=reach or say.SEE_RECORD,
            seen=best.seen, doubt=doubt,
        )  # fmt: skip
    return {"way": "maker", "manufacturer": id, "says": says}
