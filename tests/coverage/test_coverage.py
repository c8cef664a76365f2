"""Every row of the fact sheets is held by a record's key, or it is said why by none.

The sheets themselves are not part of the project; where they are at hand, ``MRI_CHECK_FACTS`` names their folder
and the tables are held against them, row by row.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mri_check.catalog import Catalogue
from mri_check.compiled import load_catalog
from tests.coverage.sheet import sections, skeleton

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TABLES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in HERE.glob("*.yaml")}
ROWS = [
    pytest.param(row, id=f"{name}-{number}-{at}")
    for name, table in TABLES.items()
    for number, section in table["sections"].items()
    for at, row in enumerate(section["rows"], 1)
]
NAMES = ("id", "what", "topic", "about", "axis", "number", "for", "do")
"""What an entry of a list is called by."""


class Nothing(LookupError):
    """A place that no record has."""


def look_up(place: str, catalogue: Catalogue) -> Any:
    """What stands at a place: ``RECORD PATH``, or ``FILE text that stands in it``.

    Raises:
        Nothing: it holds nothing.
    """
    record, _, path = place.partition(" ")
    if "." in record.rpartition("/")[2]:
        file = ROOT / record
        if not file.is_file() or path not in file.read_text("utf-8"):
            raise Nothing(place)
        return path or record
    value = _record(record, catalogue)
    return _walk(value, path.split("/"), place) if path else value


def _record(id: str, catalogue: Catalogue) -> Any:
    if id in catalogue.manufacturers():
        return catalogue.maker_as_written(id)
    device = "/".join(id.split("/")[:2])
    if device in catalogue.device_ids():
        if id == device:
            return catalogue.record(id)["device"]
        forms = catalogue.labellings_as_written(device)
    else:
        forms = [one for of in catalogue.device_ids() for one in catalogue.record(of)["notices"]]
    found = [form for form in forms if form["id"] == id]
    if not found:
        raise Nothing(id)
    return found[0]


def _walk(value: Any, steps: list[str], place: str) -> Any:
    """Follow a path; a key or a name may hold a slash itself, so the longest that fits is taken."""
    if not steps:
        return value
    for taken in range(len(steps), 0, -1):
        step = "/".join(steps[:taken])
        inner = _step(value, step)
        if inner is not None:
            return _walk(inner, steps[taken:], place)
    raise Nothing(f"{place}: nothing at '{'/'.join(steps)}'")


def _step(value: Any, step: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list):
        if step.isdigit() and int(step) < len(value):
            return value[int(step)]
        for one in value:
            if step == one or (
                isinstance(one, Mapping) and step in (str(one.get(name)) for name in NAMES)
            ):
                return one
    return None


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalog()


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_held_or_it_is_said_why_not(row: dict[str, Any], catalogue: Catalogue) -> None:
    assert set(row) <= {"says", "at", "not"}
    assert row["says"]
    assert row.get("at") or row.get("not"), "neither a place nor a reason"
    for place in row.get("at", ()):
        look_up(place, catalogue)


def test_every_device_stands_in_a_row(catalogue: Catalogue) -> None:
    # a device that came in by another way than the fact sheets needs no row
    places = {place.partition(" ")[0] for row in ROWS for place in row.values[0].get("at", ())}  # type: ignore[attr-defined]
    devices = {"/".join(place.split("/")[:2]) for place in places}
    of_sheets = {
        id
        for id in catalogue.device_ids()
        if any("fact sheet" in one["from"] for one in catalogue.record(id)["device"]["readings"])
    }
    assert devices >= of_sheets and len(of_sheets) >= 62


def test_a_place_that_nothing_holds_is_found_out(catalogue: Catalogue) -> None:
    for place in (
        "medtronic/synchromed-ii models/8637-99",
        "medtronic/synchromed-iv",
        "medtronic/synchromed-ii/us-nothing",
        "no-such-maker",
        "mri_check/quantity.py no such words stand there",
        "mri_check/nothing.py",
    ):
        with pytest.raises(Nothing):
            look_up(place, catalogue)
    assert look_up("medtronic/synchromed-ii models/8637-20/reservoir", catalogue) == "20 mL"


@pytest.mark.skipif("MRI_CHECK_FACTS" not in os.environ, reason="the fact sheets are not at hand")
@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_every_row_of_its_sheet(name: str) -> None:
    sheet = Path(os.environ["MRI_CHECK_FACTS"], f"{name}.md").read_text("utf-8")
    there = {no: one for no, one in sections(sheet).items() if one.rows}
    table = TABLES[name]["sections"]
    assert {no: len(one.rows) for no, one in there.items()} == {
        no: len(one["rows"]) for no, one in table.items()
    }
    assert {no: one.digest for no, one in there.items()} == {
        no: one["digest"] for no, one in table.items()
    }


SHEET = """# A sheet

A paragraph
of two lines.

## 1. Pumps
### 1.1 Identity

| fact | value |
|---|---|
| Model | 1 |
| Volume | 20 mL |

- an item
  that goes on
- another

## CONFLICTS

1. a claim
"""


def test_a_sheet_is_read_row_by_row() -> None:
    found = {number: one.rows for number, one in sections(SHEET).items()}
    assert found == {
        "": ("A paragraph of two lines.",),
        "1": (),
        "1.1": ("Model | 1", "Volume | 20 mL", "- an item that goes on", "- another"),
        "CONFLICTS": ("1. a claim",),
    }
    table = yaml.safe_load(skeleton(SHEET))["sections"]
    assert [row["says"] for row in table["1.1"]["rows"][:2]] == ["Model", "Volume"]
    assert sections(SHEET.replace("20 mL", "40 mL"))["1.1"].digest != table["1.1"]["digest"]
