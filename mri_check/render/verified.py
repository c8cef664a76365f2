"""What was scanned against the labelling, as text of 80 columns or as JSON."""

from __future__ import annotations

from typing import Any

from mri_check.messages import checklist
from mri_check.messages import verify as say
from mri_check.performed import Header, Told, also, some
from mri_check.record import place_of
from mri_check.render.listings import Page, as_json
from mri_check.verdict import UNKNOWN
from mri_check.verify import Followed, Kept, Verification, Verified
from mri_check.version import VERSION


def verified(it: Verification, exit_code: int, format: str) -> str:
    """``verify``: what the headers say, and each condition that was kept, was not kept, or cannot be told."""
    if format == "json":
        return as_json("verify", **_data(it, exit_code))
    page = Page()
    word, meaning = say.HEADLINES[it.verdict.value]
    page.put(say.OUTCOME.format(word=word, code=exit_code))
    page.put(meaning)
    page.put(say.NEVER)
    page.put("")
    read = [one for one in it.headers if one.problem is None]
    page.put(say.FILES.format(read=len(read), all=len(it.headers)))
    bad = [one for one in it.headers if one.problem is not None]
    if bad:
        page.put(say.NOT_READ)
        for header in bad:
            page.put(say.FILE_NOT_READ.format(file=header.where, why=header.problem), 2)
    if (count := _studies(it.headers)) > 1:
        page.put(say.STUDIES.format(count=count))
    for why in it.why:
        page.put(say.WHY.format(why=why))
    if it.contradictions:
        page.put("")
        page.put(say.CONTRADICTIONS)
        for one in it.contradictions:
            page.put(
                say.CONTRADICTION.format(
                    title=one.title, planned=one.planned, scanned=one.scanned, where=one.files
                ),
                2,
            )
    if read:
        page.head(say.SAID)
    for axis, told in it.told.items():
        _told(page, it.titles[axis], told)
    beside = also(it.headers)
    if beside:
        page.put(say.ALSO)
        for title, value, where in beside:
            page.put(say.ALSO_LINE.format(title=title, value=value, where=where), 2)
    for device in it.devices:
        _device(page, device)
    page.put("")
    page.put(say.NOT_OF_THE_SCAN)
    for notice in it.notices:
        page.put(say.NOTE.format(note=notice.text))
    page.put(say.TOOL.format(version=VERSION, edition=it.edition, digest=it.digest))
    return page.text()


def _studies(headers: tuple[Header, ...]) -> int:
    return len({one.study for one in headers if one.problem is None})


def _told(page: Page, title: str, it: Told) -> None:
    if it.values:
        page.put(say.TOLD_LINE.format(title=title, value=it.text, where=it.where))
    for why, files in it.gaps:
        if why != say.FILE_GAP:
            page.put(say.GAP_LINE.format(title=title, why=why, where=some(files)))


def _device(page: Page, it: Verified) -> None:
    name = say.NAMED.format(name=it.name) if it.name else ""
    page.head(say.DEVICE.format(place=it.place, asked=it.asked, name=name))
    for why in it.why:
        page.put(say.WHY.format(why=why))
    for one in it.labellings:
        _labelling(page, one)


def _labelling(page: Page, it: Followed) -> None:
    verdict = say.VERDICTS[it.verdict.value] if it.verdict is not None else say.NOTHING
    if it.origin == "policy":
        page.put(say.RULE.format(name=it.document, verdict=verdict))
    else:
        dated, read = it.dated or say.UNDATED, checklist.READ[it.read]
        document = it.document
        page.put(say.LABELLING.format(document=document, dated=dated, read=read, verdict=verdict))
    for why in it.why:
        page.put(say.WHY.format(why=why), 2)
    for one in it.conditions:
        _condition(page, one, it)


def _condition(page: Page, it: Kept, labelling: Followed) -> None:
    source = place_of(it.cited) or labelling.document
    told = say.FORBIDDEN if it.kind == "prohibits" else say.CONDITION
    text = told.format(
        verdict=say.VERDICTS[it.verdict.value], title=it.title, permitted=it.permitted,
        whose=say.WHOSE[labelling.origin],        scanned=_scanned(it), source=source,
    )  # fmt: skip
    if it.setting != "always" and it.kind != "prohibits":
        text = f"{text} {say.SETTING.format(setting=it.setting)}"
    page.put(text, 2)
    if it.note:
        page.put(it.note, 6)
    if it.superseded_by:
        page.put(say.SUPERSEDED.format(documents=", ".join(it.superseded_by)), 6)


def _scanned(it: Kept) -> str:
    """What was scanned, or why that cannot be told, and then what was planned."""
    value = f"{it.scanned}, {it.files}" if it.scanned else None
    if it.verdict is not UNKNOWN:
        return say.SCANNED.format(value=value)
    if value is None:
        told = it.why
    elif it.why:
        told = say.SCANNED_PARTLY.format(value=value, why=it.why)
    else:
        told = say.DEPENDS.format(value=value)
    return say.PLANNED.format(told=told, planned=it.planned) if it.planned else told


def _data(it: Verification, exit_code: int) -> dict[str, Any]:
    return {
        "id": it.id,
        "tool": {"version": VERSION},
        "catalogue": {"edition": it.edition, "digest": it.digest},
        "policy": it.policy,
        "on": it.on,
        "outcome": _WORDS[it.verdict.value],
        "exit_code": exit_code,
        "why": list(it.why),
        "basis": say.NEVER,
        "files": [
            {"file": one.file, "series": one.series, "read": one.problem is None, "why": one.problem}
            for one in it.headers
        ],
        "studies": _studies(it.headers),
        "headers": [
            {
                "axis": axis,
                "title": it.titles[axis],
                "values": [
                    {"value": reading.text, "confirmed": reading.sure, "files": list(files)}
                    for reading, files in told.values
                ],
                "not_told": [{"why": why, "files": list(files)} for why, files in told.gaps],
            }
            for axis, told in it.told.items()
        ],
        "also": [
            {"title": title, "value": value, "files": where}
            for title, value, where in also(it.headers)
        ],
        "contradictions": [
            {"axis": one.axis, "title": one.title, "planned": one.planned, "scanned": one.scanned,
             "files": one.files}
            for one in it.contradictions
        ],
        "devices": [_device_data(one) for one in it.devices],
        "notices": [one.text for one in it.notices],
    }  # fmt: skip


_WORDS = {"met": "kept", "not_met": "not-kept", "unknown": "cannot-be-told"}


def _device_data(it: Verified) -> dict[str, Any]:
    return {
        "place": it.place,
        "asked": it.asked,
        "name": it.name,
        "device": it.device,
        "model": it.model,
        "market": it.market,
        "outcome": _WORDS[it.verdict.value] if it.verdict is not None else None,
        "why": list(it.why),
        "labellings": [_labelling_data(one) for one in it.labellings],
    }


def _labelling_data(it: Followed) -> dict[str, Any]:
    return {
        "id": it.id,
        "origin": it.origin,
        "document": it.document,
        "dated": it.dated,
        "read": it.read,
        "market": it.market,
        "outcome": _WORDS[it.verdict.value] if it.verdict is not None else None,
        "why": list(it.why),
        "conditions": [
            {
                "id": one.id,
                "setting": one.setting,
                "kind": one.kind,
                "axis": one.axis,
                "title": one.title,
                "outcome": _WORDS[one.verdict.value],
                "permitted" if one.kind == "condition" else "forbidden": one.permitted,
                "scanned": one.scanned,
                "files": one.files or None,
                "why": one.why or None,
                "planned": one.planned,
                "note": one.note or None,
                "may_be_superseded_by": list(one.superseded_by),
                "source": place_of(one.cited) or None,
            }
            for one in it.conditions
        ],
    }
