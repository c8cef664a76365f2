"""Checklists to print: the golden ones, one of many implants, and one whose every text is hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mri_check import check, load_catalog, read_request
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Disposition
from mri_check.frozen import Record
from mri_check.render.text import ChecklistPage as TextPage
from tests.bench.paper import REQUEST as THREE
from tests.golden.test_golden import ACTIVE, REQUESTS, request
from tests.site import worlds

HOSTILE = (
    "<img src=x onerror=alert(1)></style></title><script>alert(1)</script><svg onload=alert(1)>&amp;\"' "
    "![x](http://x.example/y) [a](javascript:alert(1)) <http://x.example> `code` **bold** {{7*7}} ~~gone~~ $x$ a|b;=1+1 "
    "\u202eevil\u2066\u200f \x1b[2J\x1b]0;title\x07\x9b31m\u2028 end"
)
STARTS = (
    "=cmd|' /C calc'!A0 ",
    "+1+1 ",
    "-2+3 ",
    "@SUM(A1) ",
    "# ",
    "1. ",
    "[x] ",
    "- [x] ",
    "> ",
    "    ",
)
"""What is active at the start of a cell or of a line."""
SHOWN = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in HOSTILE)


def more(disposition: Disposition) -> Mapping[str, Any]:
    """What the golden requests leave out: components, things brought, other implants, patient, a device to tell apart."""
    form = REQUESTS[disposition]
    return {**form, "other_implants": [{"device": "a stent", "checked_by": "MR safety officer"}], "bringing": ["8840"],
            "patient": {"pregnant": "no", "blood_thinners": "yes"}}  # fmt: skip


WORLDS: dict[str, Mapping[str, Any]] = {
    **{one.word: form for one, form in REQUESTS.items()},
    "three implants": THREE,
    "more": more(Disposition.OUTSIDE),
    "retired": request("8637", ACTIVE, on="2026-11-23", market="US"),
    "no market": {name: value for name, value in REQUESTS[Disposition.INCOMPLETE].items() if name != "market"},
    "a default of the profile replaced": {**THREE, "scan": {**THREE["scan"], "operating_mode": "first-level", "slew_rate": "100 T/m/s"}},
}  # fmt: skip


def made(name: str, catalogue: Catalogue) -> Checklist:
    """The checklist of one of ``WORLDS``."""
    return check(catalogue, read_request(WORLDS[name]))


def hostile(folder: Path, start: str, monkeypatch: pytest.MonkeyPatch) -> Checklist:
    """A catalogue, a site policy and a request, whose every text begins with ``start`` and holds HOSTILE."""
    from mri_check.cli.configured import policy

    text = start + HOSTILE
    monkeypatch.setattr(worlds, "HOSTILE", text)
    monkeypatch.setattr(worlds, "_h", lambda name: f"{text} {name}")
    worlds.hostile_catalogue(folder / "catalogue")
    axes = folder / "catalogue/axes.yaml"
    title = "title: static magnetic field strength"
    assert title in axes.read_text()
    axes.write_text(axes.read_text().replace(title, f"title: {json.dumps(text)}"))
    rule = {"id": "ours", "says": text, "conditions": {"scan.field_strength": {"one_of": ["1.5 T"]}, "ask.signed": {"asks": text}},
            "instructions": [{"id": "bed", "phase": "plan", "who": "scheduler", "do": text}]}  # fmt: skip
    (folder / "policy.yaml").write_text(
        json.dumps({"format": "mri-check/policy/1", "name": text, "rules": [rule]})
    )
    catalogue = load_catalog(str(folder / "catalogue"))
    form = {
        "format": "mri-check/request/1", "id": text, "on": "2026-11-23", "market": "US",
        "implants": [{"device": f"{text} AP1", "facts": {"drug": "baclofen", "components": [text]}}, {"device": text}],
        "other_implants": [{"device": text, "checked_by": text}], "bringing": [text],
        "scan": {"field_strength": "3 T", "region": "brain"},
        "consulted": [{"manufacturer": f"{text} Acme", "on": "2026-11-23", "document": text, "by": "phone", "said": "confirmed", "answered": [text]}],
    }  # fmt: skip
    return check(catalogue, read_request(form), policy(str(folder / "policy.yaml"), catalogue))


SILENT = {
    "Checklist": {"decided_by"},
    "ImplantOutcome": {"place", "manufacturer", "device", "model", "decided_by", "called"},
    "Candidate": {"device"},
    "LabellingOutcome": {
        "id",
        "mr_status",
        "statuses",
        "settings",
        "read",
        "decided_by",
        "digest",
        "disposition",
        "clear",
    },
    "Finding": {
        "id",
        "setting",
        "kind",
        "origin",
        "axis",
        "who",
        "permitted_set",
        "stated_set",
        "otherwise",
        "scale",
    },
    "Silence": {"axis", "is_", "kind"},
    "Citation": {"source", "address"},
    "Source": {"id", "number", "revision", "rank", "note", "read"},
    "Line": {"id", "phase", "who", "state", "task"},
    "Consult": {"manufacturer"},
    "ConsoleLimit": {"axis", "limit", "from_", "form", "title"},
    "ConsoleWarning": {"code", "value", "source"},
    "Superseded": {"id", "basis"},
    "Notice": {"id"},
    "Elsewhere": {"id"},
    "Default": {"name", "where", "value"},
}
"""Names for scripts, digests of parts, and choices that are told in words: the only fields that no page owes."""


def owed(one: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a checklist, field by field, wherever in it: what each page has to hold as it stands."""
    if isinstance(one, Record):
        kind = type(one).__name__
        for field, value in one.as_dict().items():
            if (
                f"{kind}.{field}" == "Question.id"
            ):  # what all of a device begin with stands above them
                *stem, ending = value.split("/", 3)
                parts = ("/".join(stem[:2]), *stem[2:]) if len(stem) == 3 else stem
                yield from (("Question.id", part) for part in (*parts, ending))
            elif field not in SILENT.get(kind, ()):
                yield from owed(value, f"{kind}.{field}")
    elif isinstance(one, Mapping):
        for key, value in one.items():
            yield f"{name} key", key
            yield from owed(value, name)
    elif isinstance(one, tuple):
        for part in one:
            yield from owed(part, name)
    elif isinstance(one, str) and one:
        yield name, one


def in_order(checklist: Checklist) -> list[str]:
    """What the text writes, piece by piece, without its marks: other forms have their own."""
    told: list[str] = []

    class Listening(TextPage):
        def put(self, text: str, *rest: Any, **more: Any) -> None:
            told.append(re.sub(r"^(- |! |\d+\. |\[.*?\] )", "", text))

        def row(self, name: str, text: str) -> None:
            told.extend((name, text))

        def heading(self, text: str) -> None:
            told.append(text)

        def id(self, id: str) -> None:
            told.append(id)

    Listening(lambda role, line: line).checklist(checklist)
    return told
