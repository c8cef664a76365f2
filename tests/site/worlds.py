"""A small catalogue whose every text is hostile: markup, script, template code, reversed and control characters."""

from __future__ import annotations

from pathlib import Path

from tests.worlds import SOURCES, catalogue, document

HOSTILE = "<img src=x onerror=alert(1)></style></script><i>\"'&amp;{{7*7}} \u202eevil\u2066 \x07"


def _h(text: str) -> str:
    return f"{text} {HOSTILE}"


def hostile_catalogue(folder: Path) -> None:
    """Write it into a folder."""
    folder.mkdir()
    placed = {"source": "doc", "section": _h("section")}
    number = _h("AP1")
    catalogue(folder, {
        "manufacturers/acme/manufacturer.yaml": {
            "kind": "manufacturer", "name": _h("Acme"),
            "answers_now": {"name": _h("Heir"), "says": _h("heir"), "doubt": _h("doubt"),
                            "seen": "2026-01-01", **placed},
            "contacts": [{"for": _h("for"), "phone": _h("+1"), "seen": "2026-01-01", "doubt": _h("doubt"), **placed},
                         {"for": "web", "address": "javascript:alert(1) " + HOSTILE, "seen": "2026-01-01", **placed}]},
        "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": {"doc": {
            **SOURCES["doc"], "title": _h("Doc"), "number": _h("N"), "revision": _h("R"), "note": _h("note"),
            "address": "https://x.example/" + HOSTILE, "copy": _h("copy"), "ask_for": _h("ask")}}},
        "manufacturers/acme/pump/device.yaml": {
            "kind": "device", "name": _h("Acme Pump"), "is": "pump", "implanted": "yes",
            "electrically_active": "yes", "tell_apart": _h("apart"), "about": _h("about"),
            "looked_for": _h("looked"), "ask_for": _h("ask"), "aliases": [_h("alias")],
            "models": {number: {"note": _h("model"), "aliases": [_h("other")]}},
            "gaps": [{"about": _h("gap"), "says": _h("says"), "ask": _h("ask")}],
            "facts": [{"what": _h("what"), "value": _h("value"), "note": _h("note"), **placed}],
            "conflicts": [{"topic": _h("topic"), "handling": _h("handling"),
                           "claims": [{"says": _h("one"), **placed}, {"says": _h("two"), **placed}]}]},
        "manufacturers/acme/pump/us-doc.yaml": document(
            read="part", mr_status={"is": "conditional", "page": "1", "printed": _h("printed")},
            always={"scan.field_strength": {"one_of": ["1.5 T"], "page": "1", "printed": _h("c"), "note": _h("n")}},
            prohibits=[{"says": _h("box"), "scan.bore": {"one_of": ["standing"], "page": "1"}}],
            says=[{"says": _h("saying"), "page": "1"}],
            instructions=[{"id": "one", "phase": "before", "who": "technologist", "do": _h("do"), "page": "1"}]),
        "manufacturers/acme/notices/one.yaml": {
            "kind": "notice", "title": _h("notice"), "dated": "2020", "devices": ["acme/pump"],
            "about_mri": "yes", "in_force": "yes", "says": _h("says"), **placed},
    })  # fmt: skip
