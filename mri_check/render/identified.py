"""``identify`` in words: which device it is, or what tells the candidates apart and who knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mri_check.render.listings import IS, Page, as_json

_HEADS = {
    "identified": "IDENTIFIED",
    "unidentified": "UNIDENTIFIED",
    "unreadable": "UNREADABLE IDENTIFIER",
}
NOTHING_ON_MRI = "This says which device is meant, and nothing about a scan"


def identified(it: Mapping[str, Any], format: str) -> str:
    """``identify``; in ``lines``, one JSON object to a line."""
    if format == "json":
        return as_json("identify", **it)
    if format == "lines":
        return json.dumps({"format": "mri-check/identify/1", **it}) + "\n"
    page = Page()
    asked = "" if it["answer"] == "unreadable" else f": {it['asked']}"
    page.put(f"{_HEADS[it['answer']]}{asked}")
    if it["identified"] is not None:
        _identity(page, it["identified"])
    if it["identifier"] is not None:
        _barcode(page, it["identifier"])
    if it["why"]:
        page.put(f"{it['why'][0].upper()}{it['why'][1:]}.")
    for one in it["candidates"]:
        page.put(f"- may be {one['name']} ({one['id']}). {one['tell_apart']}", 2)
    if it["did_you_mean"] and not it["candidates"]:
        page.put(f"Near names, not used: {', '.join(one['name'] for one in it['did_you_mean'])}.")
    _apart(page, it["tells_apart"])
    if it["find_out"]:
        page.head("How to find out")
        for way in it["find_out"]:
            page.put(f"- {way['says']}")
    return page.text()


def _apart(page: Page, rows: Sequence[Mapping[str, Any]]) -> None:
    """What is on file of each device where they differ; what is not on file of any is left out."""
    if not rows:
        return
    page.head("What tells them apart")
    for id in rows[0]["of"]:
        told = [f"{row['by']} {row['of'][id]}" for row in rows if row["of"][id]]
        page.put(f"- {id}: {'; '.join(told) or 'nothing is on file'}")
    page.put("What is not listed for a device is not on file, and may be as for another.")


def _identity(page: Page, it: Mapping[str, Any]) -> None:
    model = f", model {it['model']}" if it["model"] else ""
    page.put(f"{it['name']}{model} ({it['id']}), {IS[it['is']]}; by {it['by']}.")
    for one in it["models"]:
        if it["model"] in (None, one["model"]):
            told = [one["volume"], f"radiopaque code {one['radiopaque']}" if one["radiopaque"] else None]  # fmt: skip
            told.append(f"sold in {', '.join(one['markets'])}" if one["markets"] else None)
            said = "; ".join(part for part in told if part)
            page.put(f"Model {one['model']}" + (f": {said}" if said else ""), 2)
    if it["model"] is None and len(it["models"]) > 1:
        page.put("Which of these models it is was not said.", 2)
    page.put(f"Compare: {it['tell_apart']}", 2)
    page.put(f"{NOTHING_ON_MRI}: mri-check check goes on from here.")


def _barcode(page: Page, it: Mapping[str, Any]) -> None:
    """What a barcode says; shown here, and nowhere kept."""
    if it["di"] is not None:
        kind = f", {it['type']}" if it["type"] else ""
        page.put(f"Barcode: {it['issuer']} device identifier {it['di']}{kind}; its check digit fits.")  # fmt: skip
    else:
        page.put(f"Barcode: {it['issuer']}, without a device identifier.")
    if it["package"] == "yes":
        page.put("It is the identifier of a package, not of the device: compare the device or its card.", 2)  # fmt: skip
    for name, title in (
        ("lot", "Lot"), ("serial", "Serial number"), ("manufactured", "Manufactured"), ("expires", "Expires"),
    ):  # fmt: skip
        if it[name] is not None:
            page.put(f"{title}: {it[name]}", 2)
    for note in it["notes"]:
        page.put(f"Note: {note}.", 2)
