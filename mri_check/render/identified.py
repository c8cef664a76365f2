"""``identify`` in words: which device it is, or what tells the candidates apart and who knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mri_check.messages import identifiers as say
from mri_check.messages import pages
from mri_check.render.listings import Page, as_json
from mri_check.words import capital


def identified(it: Mapping[str, Any], format: str) -> str:
    """``identify``; in ``lines``, one JSON object to a line."""
    if format == "json":
        return as_json("identify", **it)
    if format == "lines":
        return json.dumps({"format": "mri-check/identify/1", **it}) + "\n"
    page = Page()
    asked = "" if it["answer"] == "unreadable" else f": {it['asked']}"
    page.put(f"{say.HEADS[it['answer']]}{asked}")
    if it["identified"] is not None:
        _identity(page, it["identified"])
    if it["identifier"] is not None:
        _barcode(page, it["identifier"])
    if it["why"]:
        page.put(say.WHY.format(why=capital(it["why"])))
    for one in it["candidates"]:
        page.put(say.MAY_BE.format(name=one["name"], id=one["id"], tell_apart=one["tell_apart"]), 2)
    if it["did_you_mean"] and not it["candidates"]:
        names = ", ".join(one["name"] for one in it["did_you_mean"])
        page.put(say.NEAR_NAMES.format(names=names))
    _apart(page, it["tells_apart"])
    if it["find_out"]:
        page.head(say.HOW_TO_FIND_OUT)
        for way in it["find_out"]:
            page.put(f"- {way['says']}")
    return page.text()


def _apart(page: Page, rows: Sequence[Mapping[str, Any]]) -> None:
    """What is on file of each device where they differ; what is not on file of any is left out."""
    if not rows:
        return
    page.head(say.APART)
    for id in rows[0]["of"]:
        told = [f"{say.FEATURES[row['by']]} {row['of'][id]}" for row in rows if row["of"][id]]
        page.put(f"- {id}: {'; '.join(told) or say.NOTHING_ON_FILE}")
    page.put(say.NOT_LISTED)


def _identity(page: Page, it: Mapping[str, Any]) -> None:
    model = say.IDENTITY_MODEL.format(model=it["model"]) if it["model"] else ""
    page.put(
        say.IDENTITY.format(
            name=it["name"], model=model, id=it["id"], kind=pages.KINDS[it["is"]], by=it["by"]
        )
    )
    for one in it["models"]:
        if it["model"] in (None, one["model"]):
            code, markets = one["radiopaque"], ", ".join(one["markets"])
            told = [one["volume"], say.RADIOPAQUE.format(code=code) if code else None]
            told.append(say.SOLD_IN.format(markets=markets) if markets else None)
            said = "; ".join(part for part in told if part)
            line = say.MODEL_SAYS if said else say.MODEL
            page.put(line.format(model=one["model"], said=said), 2)
    if it["model"] is None and len(it["models"]) > 1:
        page.put(say.WHICH_MODEL, 2)
    page.put(say.COMPARE.format(tell_apart=it["tell_apart"]), 2)
    page.put(say.NOTHING_ON_MRI)


def _barcode(page: Page, it: Mapping[str, Any]) -> None:
    """What a barcode says; shown here, and nowhere kept."""
    if it["di"] is not None:
        kind = f", {it['type']}" if it["type"] else ""
        page.put(say.BARCODE.format(issuer=it["issuer"], di=it["di"], kind=kind))  # fmt: skip
    else:
        page.put(say.BARCODE_WITHOUT.format(issuer=it["issuer"]))
    if it["package"] == "yes":
        page.put(say.BARCODE_PACKAGE, 2)  # fmt: skip
    for name, told in say.BARCODE_PARTS.items():
        if it[name] is not None:
            page.put(told.format(value=it[name]), 2)
    for note in it["notes"]:
        page.put(say.NOTE.format(note=note), 2)
