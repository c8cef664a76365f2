"""Finds devices for a reader: exact names first, then suggestions that are marked as such."""

from __future__ import annotations

from typing import Any

from mri_check.catalog import Catalogue
from mri_check.identify import Identified, identify, near_names
from mri_check.status import status_of
from mri_check.words import apart, doubtful, key, scanned


def find(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """What a text finds: exact names, REFs, aliases, codes, makers and families; else suggestions.

    A suggestion is marked as such, with what tells it apart; nothing here identifies a device for a check.
    """
    wanted = key(text)
    handles = _handles(catalogue)
    exact = [_hit(*hit) for hit in handles.get(wanted, ())]
    known = {row["id"] for row in exact}
    if (maker := catalogue.makers.get(wanted)) is not None:
        name = catalogue.manufacturer(maker).name
        exact += [
            _hit(id, "manufacturer", name) for id in catalogue.devices_of(maker) if id not in known
        ]
    family = catalogue.families.get(wanted)
    if family is not None:
        exact += [_hit(id, "family", family.name) for id in family.devices if id not in known]
    asked = text
    if scanned(text):  # no output repeats the lot and the serial number of a barcode
        from mri_check.udi import shown

        asked = shown(text)
    found = identify(text, catalogue)
    shared = wanted in catalogue.makers or wanted in catalogue.families
    divided = len(apart(text)) > 1 and not shared
    if doubtful(text) or (divided and not isinstance(found, Identified)):
        exact, family = [], None  # with a digit that could not be read, say
    if not exact and isinstance(found, Identified):
        by = "device identifier" if found.identifier else "name"
        exact = [_hit(found.device, by, asked, found.model)]
    suggestions = [] if exact or family else _suggestions(text, catalogue, handles)
    for row in (*exact, *suggestions):
        device = catalogue.device(row["id"])
        row.update(
            device=device.name,
            status=status_of(device, catalogue, model=row["model"]),
            tell_apart=device.tell_apart,
        )
        row["manufacturer"] = catalogue.manufacturer(device.manufacturer).name
    says = family.says if family is not None else None
    if says is None and not exact and len(wanted) > 2:
        near = [
            one for name, one in catalogue.families.items() if wanted in name and not one.devices
        ]
        says = f"{near[0].name}: {near[0].says}" if near else None
    return {"asked": asked, "exact": exact, "suggestions": suggestions, "says": says}


_Handles = dict[str, list[tuple[str, str, str, str | None]]]


def _hit(id: str, by: str, name: str, model: str | None = None) -> dict[str, Any]:
    return {"id": id, "by": by, "name": name, "model": model}


def _handles(catalogue: Catalogue) -> _Handles:
    """Everything that a device is found by: id, what it is, as it is written, and the model."""
    found: _Handles = {}
    for id in catalogue.device_ids():
        form = catalogue.record(id)["device"]
        hits: list[tuple[str, str, str | None]] = [("name", form["name"], None)]
        hits += [("alias", alias, None) for alias in form.get("aliases", ())]
        for model, inner in form.get("models", {}).items():
            hits.append(("model", model, model))
            hits += [("alias", alias, model) for alias in inner.get("aliases", ())]
            if "radiopaque" in inner:
                hits.append(("radiopaque code", inner["radiopaque"], model))
        for kind, name, at in hits:
            found.setdefault(key(name), []).append((id, kind, name, at))
    return found


def _suggestions(text: str, catalogue: Catalogue, handles: _Handles) -> list[dict[str, Any]]:
    wanted = key(text)
    near = near_names(wanted, catalogue, 5)
    names = [*near[:1], *(name for name in handles if len(wanted) > 2 and wanted in name), *near]
    hits = dict.fromkeys(hit for name in names for hit in handles.get(name, ()))
    for name, family in catalogue.families.items():
        if name in near or (len(wanted) > 2 and wanted in name):
            hits.update(dict.fromkeys((id, "family", family.name, None) for id in family.devices))
    first: dict[str, tuple[str, str, str, str | None]] = {}
    for hit in hits:
        first.setdefault(hit[0], hit)
    return [_hit(*hit) for hit in list(first.values())[:10]]
