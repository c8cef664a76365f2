"""The conditions of a catalogue as the peers take them: plain data, made before anything is measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VERDICTS = ("met", "unknown", "not_met")
WORDS = (("incomplete", 11), ("incomplete", 11), ("outside-labelling", 14))
"""What is said of a row by its worst verdict: nobody has stated other implants or what is brought."""
ALWAYS = ["other_implants", "bringing"]
"""What decides a row beside its findings, unless one is not met."""
TECHNOLOGIST = "technologist"
UNIDENTIFIED: dict[str, Any] = {
    "disposition": "unidentified", "exit_code": 12, "decided_by": ["implants/1"],
    "open": [{"id": name, "who": TECHNOLOGIST} for name in ("other_implants", "implants/1", "bringing")],
    "devices": [{"place": "implants/1", "device": None, "model": None, "disposition": "unidentified",
                 "labellings": []}],
}  # fmt: skip
OPEN = [
    {"id": "other_implants", "who": TECHNOLOGIST},
    {"id": "implants/1/identified_by", "who": TECHNOLOGIST},
    {"id": "consult/acme", "who": "mr-safety-officer"},
    {"id": "bringing", "who": TECHNOLOGIST},
]


def write(path: Path, catalogue: str) -> None:
    """Write the plan of a catalogue of ``tests/bench/schedule.py``."""
    from mri_check import check, read_request
    from mri_check.batch.result import device
    from mri_check.compiled import load_catalog

    loaded = load_catalog(catalogue)
    devices: dict[str, Any] = {}
    for id in loaded.device_ids():
        model = next(iter(loaded.record(id)["device"]["models"]))
        if not loaded.device(id).labellings:  # the device that every invented world has
            continue
        kept = loaded.device(id).labellings[0]
        asked = {
            "format": "mri-check/request/1",
            "on": "2026-11-23",
            "market": "US",
            "implants": [{"device": model}],
        }
        checked = check(loaded, read_request(asked))
        decided, (result,) = checked.decided_by, checked.implants
        conditions = []
        for one in kept.always:
            test = "at_most" if "at_most" in one.form else "one_of"
            assert one.cited is not None
            conditions.append({
                "id": f"{kept.id}/always/{one.axis.name}", "axis": one.axis.name, "name": one.axis.name[5:],
                "test": test, "permitted": one.text, "who": loaded.axes[one.axis.name].known_by,
                "bound": float(one.form[test]) if test == "at_most" else list(one.form[test]),
                "source": {"document": one.cited.document, "page": one.cited.page},
                "unit": one.form.get("unit", ""),
            })  # fmt: skip
        devices[model] = {
            "device": id, "told": device(result, checked, loaded)["told"], "label": kept.id, "digest": kept.digest, "conditions": conditions,
            "not_read": [one for one in decided if "/not-read/" in one],
        }  # fmt: skip
    met = {one["name"] for device in devices.values() for one in device["conditions"]}
    path.write_text(json.dumps({
        "catalogue": {"edition": loaded.edition, "digest": loaded.digest},
        "axes": [axis[5:] for axis in loaded.axes if axis[5:] in met | {"operating_mode"}],
        "devices": devices,
    }))  # fmt: skip


def read(path: str) -> Any:
    """The plan as data."""
    with open(path, "rb") as file:
        return json.load(file)


def finding(condition: Any, verdict: str, stated: str | None) -> dict[str, Any]:
    """One finding of a row."""
    return {
        "id": condition["id"], "kind": "condition", "origin": "label", "axis": condition["axis"], "verdict": verdict,
        "permitted": condition["permitted"], "source": condition["source"], "stated": stated,
    }  # fmt: skip


def unidentified(plan: Any, row: Any, number: int) -> dict[str, Any]:
    """The result of a row that names no device on file."""
    head = {
        "format": "mri-check/result/1",
        "row": number,
        "id": row["id"],
        "on": row["on"],
        "market": row["market"],
    }
    return {**head, **UNIDENTIFIED, "catalogue": plan["catalogue"], "findings": [], "asked": None}


def answer(
    plan: Any, row: Any, number: int, device: Any, found: list[Any], worst: int
) -> dict[str, Any]:
    """The result of a row, from its findings; ``worst`` is the place of the worst verdict among VERDICTS."""
    disposition, code = WORDS[worst]
    unknown: list[tuple[str, str]] = []
    if worst == 2:  # what is unknown beside it asks nothing any more
        decided = [one["id"] for one in found if one["verdict"] == "not_met"]
    else:
        unknown = [
            (one["id"], asks["who"])
            for one, asks in zip(found, device["conditions"])
            if one["verdict"] == "unknown"
        ]
        decided = [*ALWAYS, *[id for id, _ in unknown], *device["not_read"]]
    scan, model = row["scan"], row["implants"][0]["device"]
    return {
        "format": "mri-check/result/1", "row": number, "id": row["id"], "on": row["on"], "market": row["market"],
        "disposition": disposition, "exit_code": code, "decided_by": decided,
        "open": [*OPEN, *[{"id": id, "who": who} for id, who in unknown]],
        "devices": [{"place": "implants/1", "device": device["device"], "model": model, "disposition": disposition,
                     "told": device["told"], "labellings": [{"id": device["label"], "digest": device["digest"], "disposition": disposition}]}],
        "catalogue": plan["catalogue"], "findings": found,
        "asked": {"on": row["on"], "market": row["market"], "implants": [{"device": model}],
                  "scan": {name: scan[name] for name in plan["axes"] if name in scan}},
    }  # fmt: skip
