"""Small invented worlds: labellings and whole catalogues made from plain data, for the laws."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.checklist import Stated
from mri_check.compiled import build, contents_of
from mri_check.decode import Reader
from mri_check.record import Labelling
from mri_check.resolve import answers_as_facts
from mri_check.strict_yaml import read
from mri_check.values import stated_value

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "device_catalog"
ON = date(2026, 11, 23)
SOURCES = {"doc": {"title": "Doc", "number": "DOC1", "revision": "Rev A", "rank": "primary",
                   "read": "full", "dated": "2024-01-01"}}  # fmt: skip

READINGS = [{"on": "2026-01-01", "read": "full", "from": "the document"}]
KIN = ["radiopaque", "years", "predecessor", "successor"]
OF_PUMPS = ["drive", "reservoir", "therapies"]


def axes() -> Axes:
    """The shipped axes."""
    text = (SHIPPED / "axes.yaml").read_text()
    return Axes(read(text, "axes.yaml").data["axes"])


AXES = axes()


def labelling(**form: Any) -> Labelling:
    """A labelling from its catalogue form, with what every one needs filled in."""
    whole = {
        "id": "acme/pump/us-doc", "device": "acme/pump", "market": "US", "market_basis": "printed",
        "source": "doc", "dated": "2024-01-01", "read": "full", "digest": "",
        "mr_status": {"is": "conditional", "page": "1"}, **form,
    }  # fmt: skip
    return Reader(AXES, SOURCES).labelling(whole)


def facts(stated: Mapping[str, Any]) -> dict[str, Stated]:
    """Stated facts by axis, read as a request's values are; answers to questions too."""
    found = {}
    for axis, raw in stated.items():
        if axis.startswith("ask."):
            found.update(answers_as_facts({axis[4:]: raw}))
        else:
            found[axis] = stated_value(AXES[axis], raw, ON)
    return found


def catalogue(folder: Path, files: Mapping[str, Any]) -> Catalogue:
    """A catalogue of one invented maker; JSON is YAML, so plain data is enough."""
    base: dict[str, Any] = {
        "edition.yaml": {"kind": "edition", "edition": "2026.1", "released": "2026-01-01", "schema": "1"},
        "families.yaml": {"kind": "families", "families": {
            "Acme pump family": {"says": "several", "devices": ["acme/pump"]}}},
        "practice.yaml": {"kind": "practice", "sources": {"ours": {"title": "Ours", "rank": "secondary", "read": "full"}},
                          "instructions": [{"id": "always", "phase": "record", "who": "technologist",
                                            "ours": "yes", "do": "Write it down."}]},
        "manufacturers/acme/manufacturer.yaml": {"kind": "manufacturer", "name": "Acme"},
        "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": SOURCES},
        "manufacturers/acme/pump/device.yaml": {
            "kind": "device", "name": "Acme Pump", "is": "pump", "implanted": "yes",
            "electrically_active": "yes", "tell_apart": "the only one", "models": {"AP1": {}}},
        **files,
    }  # fmt: skip
    for name in ("axes.yaml", "markets.yaml"):
        shutil.copy(SHIPPED / name, folder / name)
    for name, data in base.items():
        if data.get("kind") in ("manufacturer", "device", "labelling", "notice"):
            data = {"readings": READINGS, **data}
        if data.get("kind") == "device":
            data = {
                "looked_for": "a label",
                "ask_for": "the label",
                "not_found": _not_found(data, name, base),
                **data,
            }
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data))
    return Catalogue(build(str(folder), contents_of(str(folder))))


def _not_found(device: dict[str, Any], path: str, files: Mapping[str, Any]) -> list[str]:
    """What an invented device does not say of itself."""
    models = device.get("models", {}).values()
    folder = path.rpartition("/")[0] + "/"
    sold = "markets" in device or any("markets" in one for one in models)
    sold |= any(one.startswith(folder) and one != path for one in files)
    wanted = KIN + OF_PUMPS * (device["is"] == "pump")
    wanted += ["models"] * (not models) + ["markets"] * (not sold)
    given = {name for model in models for name in model}
    return [one for one in wanted if one not in device and one not in given]


def document(**form: Any) -> dict[str, Any]:
    """A labelling file for the invented pump, read in part so that no silence is owed."""
    return {
        "kind": "labelling", "device": "acme/pump", "market": "US", "market_basis": "printed",
        "source": "doc", "dated": "2024-01-01", "read": "full",
        "mr_status": {"is": "conditional", "page": "1"}, **form,
    }  # fmt: skip


def request(**parts: Any) -> dict[str, Any]:
    """A request for the invented pump."""
    return {
        "format": "mri-check/request/1", "on": ON.isoformat(), "market": "US",
        "implants": [{"device": "AP1", "identified_by": "card"}], "other_implants": "none",
        "bringing": [], **parts,
    }  # fmt: skip
