"""What ``mri-check doctor`` found, as text of 80 columns or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.render import words as say
from mri_check.render.listings import Page, as_json

_WIDTH = 15


def examined(it: Mapping[str, Any], format: str) -> str:
    """The whole report; what is wrong comes last, where a reader at a terminal looks."""
    if format == "json":
        return as_json("doctor", **it)
    page = Page()
    page.head(say.DOCTOR_VERSIONS)
    for name, version in it["versions"].items():
        page.row(name, version or say.DOCTOR_NOT_INSTALLED, _WIDTH)
    page.head(say.DOCTOR_CATALOGUE)
    one = it["catalogue"]
    page.row(say.DOCTOR_FOLDER, one["folder"], _WIDTH)
    if one["edition"] is None:
        page.row(say.DOCTOR_EDITION, say.DOCTOR_UNUSABLE, _WIDTH)
    else:
        page.row(say.DOCTOR_EDITION, say.DOCTOR_RELEASED.format(**one), _WIDTH)
        page.row(say.DOCTOR_DIGEST, one["digest"], _WIDTH)
        page.row(say.DOCTOR_HOLDS, say.DOCTOR_DEVICES.format(**one), _WIDTH)
    page.head(say.DOCTOR_YOURS)
    for name in ("scanners", "exams", "policy", "configuration"):
        page.row(say.DOCTOR_NAMES[name], _file(it[name]), _WIDTH)
        if told := _holds(name, it[name]):
            page.row("", told, _WIDTH)
    for name in ("configuration", "cache"):
        page.row(say.DOCTOR_FOLDERS[name], it["folders"][name], _WIDTH)
    page.head(say.DOCTOR_WRONG)
    for problem in it["problems"]:
        where = f"{problem['where']}: " if problem["where"] else ""
        page.put(f"- {where}{problem['message']}")
    if not it["problems"]:
        page.put(say.DOCTOR_NOTHING)
    for note in it["notes"]:
        page.put(say.DOCTOR_NOTE.format(note=note))
    return page.text()


def _file(it: Mapping[str, Any]) -> str:
    if it["file"] is None:
        return say.DOCTOR_NONE
    return f"{it['file']} ({say.DOCTOR_FROM.get(it['from'], it['from'])})"


def _holds(name: str, it: Mapping[str, Any]) -> str:
    if name == "scanners":
        return ", ".join(it["names"])
    if name == "exams":
        return say.DOCTOR_EXAMS.format(**it) if it["rows"] is not None else ""
    if name == "policy":
        return say.DOCTOR_POLICY.format(**it) if it["name"] else ""
    return "; ".join(f"{key} {it[key]}" for key in ("market", "scanner") if it[key])
