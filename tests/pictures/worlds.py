"""Checklists to draw: the golden ones, the worked label tables, and some that are hard to draw."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mri_check import check, load_catalog, read_request
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist
from mri_check.render.pictures import Picture, pictures
from tests.golden.test_golden import REQUESTS
from tests.label_tables.test_label_tables import ABILITIES, HERE, request_of
from tests.worlds import SHIPPED

SVG = "{http://www.w3.org/2000/svg}"
BASE: dict[str, Any] = {
    "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "other_implants": "none", "bringing": [],
}  # fmt: skip
THREE = {
    **BASE,
    "implants": [
        {"device": "8637-40", "identified_by": "card",
         "facts": {"pump_state": "active", "pump_face": "port-to-front", "drug": "baclofen", "flow_rate": "0.2 mL/day",
                   "pump_site": "abdomen", "components": ["8709"]}},
        {"device": "13827", "identified_by": "op-note", "facts": {"reservoir": "15 mL"}},
        {"device": "SynchroMed"},
    ],
    "bringing": ["8840"],
    "scan": {"scanner": "g30", "nucleus": "1H", "region": "lumbar-spine", "active_minutes": "25 min"},
}  # fmt: skip
HARD = {
    "three implants": THREE,
    "all unknown": {"format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": "8637-40"}], "scan": {}},
    "undecided": {
        **BASE, "market": "EU",
        "implants": [{"device": "MedStream", "facts": {"pump_site": {"any_of": ["abdomen", "chest"]}, "components": ["60-2918"]}}],
        "scan": {"field_strength": {"any_of": ["1.5 T", "3 T"]}, "region": {"any_of": ["brain", "lumbar-spine"]},
                 "spatial_gradient": "5 T/m .. 9 T/m", "active_minutes": "20 min"}},
    "outside": {
        **BASE,
        "implants": [{"device": "8667-20", "facts": {"pump_face": "port-to-head", "pump_state": "active", "pump_site": "buttock"}}],
        "scan": {"scanner": "g15", "region": ["knee", "shoulder", "heart"], "spatial_gradient": "25 T/m",
                 "active_minutes": "45 min"}},
    "two alike": {
        **BASE,
        "implants": [{"device": "8637-40", "facts": {"pump_site": "abdomen"}}, {"device": "8637-40", "facts": {"pump_site": "other"}}],
        "other_implants": ["hip prosthesis"], "scan": {"region": "body"}},
    "age": {
        **BASE, "market": "EU", "implants": [{"device": "93827", "facts": {"reservoir": "0.8 mL", "implanted_on": "2026-10"}}],
        "scan": {"scanner": "g15", "urgency": "emergency"}},
}  # fmt: skip


def invented(folder: Path) -> Catalogue:
    """The invented maker of the label tables."""
    target = folder / "catalogue"
    shutil.copytree(HERE / "catalogue", target)
    for name in ("axes.yaml", "markets.yaml", "practice.yaml", "edition.yaml"):
        shutil.copy(SHIPPED / name, target)
    return load_catalog(str(target))


def checklists(shipped: Catalogue, tables: Catalogue) -> Iterator[tuple[str, Checklist]]:
    """Every checklist that the tests draw, by name."""
    for disposition, form in REQUESTS.items():
        yield disposition.word, check(shipped, read_request(form))
    for name, form in HARD.items():
        yield name, check(shipped, read_request(form))
    for _, labelling, cases in ABILITIES:
        for case in cases:
            yield case["case"], check(tables, read_request(request_of(labelling, case)))


def drawn(form: dict[str, Any], catalogue: Catalogue) -> dict[str, Picture]:
    """The pictures of a request, by their ids."""
    return {one.id: one for one in pictures(check(catalogue, read_request(form)))}


def tree(picture: Picture) -> ET.Element:
    """A picture as XML; it must be well-formed."""
    return ET.fromstring(str(picture.svg))


def texts(picture: Picture) -> list[str]:
    """What a reader sees of it as words, one entry to a paragraph or label."""
    return [" ".join("".join(one.itertext()).split()) for one in tree(picture).iter(f"{SVG}text")]


def bare(text: str) -> str:
    """Words without spaces, which a line may be broken at."""
    return re.sub(r"\s", "", text)
