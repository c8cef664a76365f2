"""What ``mri-check doctor`` found, as text of 80 columns or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.messages import doctor as say
from mri_check.render.listings import Page, as_json

_WIDTH = 15


def examined(it: Mapping[str, Any], format: str) -> str:
    """The whole report; what is wrong comes last, where a reader at a terminal looks."""
    if format == "json":
        return as_json("doctor", **it)
    page = Page()
    page.head(say.VERSIONS)
    for name, version in it["versions"].items():
        page.row(name, version or say.NOT_INSTALLED, _WIDTH)
    page.head(say.CATALOGUE)
    one = it["catalogue"]
    page.row(say.FOLDER, one["folder"], _WIDTH)
    if one["edition"] is None:
        page.row(say.EDITION, say.UNUSABLE, _WIDTH)
    else:
        page.row(say.EDITION, say.RELEASED.format(**one), _WIDTH)
        page.row(say.DIGEST, one["digest"], _WIDTH)
        page.row(say.HOLDS, say.DEVICES.format(**one), _WIDTH)
    page.head(say.YOURS)
    for name in ("scanners", "exams", "policy", "configuration"):
        page.row(say.NAMES[name], _file(it[name]), _WIDTH)
        if told := _holds(name, it[name]):
            page.row("", told, _WIDTH)
    for name in ("configuration", "cache"):
        page.row(say.FOLDERS[name], it["folders"][name], _WIDTH)
    page.head(say.WRONG)
    for problem in it["problems"]:
        where = f"{problem['where']}: " if problem["where"] else ""
        page.put(f"- {where}{problem['message']}")
    if not it["problems"]:
        page.put(say.NOTHING)
    for note in it["notes"]:
        page.put(say.NOTE.format(note=note))
    return page.text()


def _file(it: Mapping[str, Any]) -> str:
    if it["file"] is None:
        return say.NONE
    return f"{it['file']} ({say.FROM.get(it['from'], it['from'])})"


def _holds(name: str, it: Mapping[str, Any]) -> str:
    if name == "scanners":
        return ", ".join(it["names"])
    if name == "exams":
        return say.EXAMS.format(**it) if it["rows"] is not None else ""
    if name == "policy":
        return say.POLICY.format(**it) if it["name"] else ""
    return "; ".join(f"{key} {it[key]}" for key in ("market", "scanner") if it[key])
