"""The label tables of the FDA's guidance, written in our form: invented devices, worked cases, every row held."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mri_check import check, load_catalog, read_request, render
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Finding
from mri_check.strict_yaml import read
from tests.conftest import write_request

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "device_catalog"
WORKED = read((HERE / "cases.yaml").read_text(), "cases.yaml").data
TABLES = read((HERE / "rows.yaml").read_text(), "rows.yaml").data
ABILITIES = [(one["ability"], one["labelling"], one["cases"]) for one in WORKED["abilities"]]
CASES = [
    pytest.param(labelling, case, id=f"{ability}: {case['case']}")
    for ability, labelling, cases in ABILITIES
    for case in cases
]
ROWS = [
    pytest.param(table, row, place, id=f"{table['table'][:2]} {row} {place}")
    for table in TABLES
    for row, places in table["rows"].items()
    for place in places
]
CASE_KEYS = {"case", "scan", "with", "without", "facts", "answers", "market", "bringing", "confirmed",
             "expect", "open", "findings"}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented maker in a catalogue folder of its own, with the shipped axes."""
    folder = tmp_path_factory.mktemp("label-tables") / "catalogue"
    shutil.copytree(HERE / "catalogue", folder)
    for name in ("axes.yaml", "markets.yaml", "practice.yaml", "edition.yaml"):
        shutil.copy(SHIPPED / name, folder)
    return folder


@pytest.fixture(scope="module")
def invented(folder: Path) -> Catalogue:
    return load_catalog(str(folder))


def request_of(labelling: str, case: dict[str, Any]) -> dict[str, Any]:
    """The request of a case: its scan on top of what every scan has, for the implant of its label."""
    name = "Tidewheel 7" if "tidewheel" in labelling else "Quillport 9"
    implant = {**WORKED["implants"][name], "identified_by": "card"}
    implant.update((key, case[key]) for key in ("facts", "answers") if key in case)
    scans = WORKED["scans"]
    scan = {**scans["every scan"], **scans[case["scan"]], **case.get("with", {})}
    for axis in case.get("without", ()):
        scan.pop(axis)
    request = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": case.get("market", "US"),
        "implants": [implant], "other_implants": "none", "bringing": case.get("bringing", []),
        "scan": scan,
    }  # fmt: skip
    if "confirmed" in case:
        request["consulted"] = [{"manufacturer": "Acme", "on": "2026-11-23", "document": case["confirmed"],
                                 "by": "phone", "said": "confirmed"}]  # fmt: skip
    return request


def findings_of(checklist: Checklist, labelling: str) -> tuple[Finding, ...]:
    judged = [
        one
        for outcome in (*checklist.implants, *checklist.items)
        for one in outcome.labellings
        if one.id == labelling
    ]
    assert len(judged) == 1, "the label that the case is about is judged once"
    return judged[0].findings


@pytest.mark.parametrize("labelling,case", CASES)
def test_worked_case(labelling: str, case: dict[str, Any], invented: Catalogue) -> None:
    assert not case.keys() - CASE_KEYS
    result = check(invented, read_request(request_of(labelling, case)))
    assert result.disposition.word == case["expect"], result.decided_by
    found = findings_of(result, labelling)
    for setting, wanted in case["findings"].items():
        here = [one for one in found if one.setting == setting]
        assert here, f"nothing was judged under {setting}"
        for verdict in ("not_met", "unknown"):
            axes = {axis for axis, word in wanted.items() if word == verdict}
            assert {one.axis for one in here if one.verdict.value == verdict} == axes
    if "open" in case:
        ends = {id.rpartition("/")[2].partition("=")[0] for id in result.decided_by}
        assert ends == set(case["open"])


@pytest.mark.parametrize("ability,cases", [(one[0], one[2]) for one in ABILITIES])
def test_every_ability_is_shown_from_inside_outside_and_without_a_fact(
    ability: str, cases: list[dict[str, Any]]
) -> None:
    shown = {case["expect"] for case in cases}
    assert shown >= {"consult-manufacturer", "outside-labelling", "incomplete"}
    for case in cases:
        assert "open" in case or case["expect"] != "incomplete"
        verdicts = {word for told in case["findings"].values() for word in told.values()}
        assert case["expect"] != "outside-labelling" or "not_met" in verdicts


@pytest.mark.parametrize("at", [0, -1])
def test_the_command_says_the_same(
    at: int, folder: Path, invented: Catalogue, tmp_path: Path, command: Callable[..., Any]
) -> None:
    labelling, case = CASES[at].values
    request = request_of(str(labelling), dict(case))  # type: ignore[call-overload]
    path = write_request(tmp_path / "request.json", request)
    code, out, _ = command("check", path, "--catalog", folder, "--format", "json")
    assert json.loads(out)["exit_code"] == code
    assert out == render(check(invented, read_request(request)), "json")


def test_the_invented_catalogue_has_no_problem(folder: Path, command: Callable[..., Any]) -> None:
    assert command("catalog", "lint", folder)[:2] == (0, "")


def test_a_row_that_only_another_column_lists_is_missed(
    folder: Path, tmp_path: Path, command: Callable[..., Any]
) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(folder, copy)
    label = copy / "manufacturers/acme/quillport-9/us-label-99.yaml"
    label.write_text(label.read_text().replace("    says_no_limit: {scan.excitation", "    # {", 1))
    code, out, _ = command("catalog", "lint", copy)
    assert code == 4
    assert out.endswith(
        "silence-missing read in full, but nothing says what it says of scan.excitation in every setting\n"
    )
    assert len(out.splitlines()) == 1


def limits(form: dict[str, Any], setting: str | None) -> Iterator[str]:
    """The axes that a labelling, or one setting of it, limits."""
    groups = [form["settings"][setting]] if setting else [form.get("always", {})]
    groups += [] if setting else form.get("settings", {}).values()
    for group in groups:
        yield from (name for name in group if name.startswith(("scan.", "implant.")))


@pytest.mark.parametrize("table,row,place", ROWS)
def test_every_row_is_written_where_it_is_said_to_be(
    table: dict[str, Any], row: str, place: str, invented: Catalogue
) -> None:
    device = table["labelling"].rpartition("/")[0]
    (form,) = (
        one for one in invented.labellings_as_written(device) if one["id"] == table["labelling"]
    )
    setting = table.get("setting")
    if place.startswith(("scan.", "implant.")):
        assert place in limits(form, setting)
        return
    key, _, name = place.partition("/")
    if key == "device":
        assert invented.record(device)["device"][name]
    elif key == "says_no_limit":
        assert name in (form["settings"][setting] if setting else form)[key]
    else:
        assert form[key] and (not name or any(one.get("id") == name for one in form[key]))


def test_every_row_that_an_axis_names_is_written_somewhere(invented: Catalogue) -> None:
    """A new row of axes.yaml needs an invented label that limits it, or says that it has no limit."""
    told = set()
    for device in invented.device_ids():
        for form in invented.labellings_as_written(device):
            told |= {*limits(form, None), *form.get("says_no_limit", {})}
    assert told >= {axis.name for axis in invented.axes.values() if axis.table}


def test_the_readme_of_the_catalogue_has_every_row() -> None:
    text = (SHIPPED / "README.md").read_text()
    section = text.partition("## The label tables, row by row")[2].partition("\n## ")[0]
    assert 0 < len(section.splitlines()) <= 30
    for table in TABLES:
        for row, places in table["rows"].items():
            assert row in section
            axes = [one for one in places if one.startswith(("scan.", "implant."))]
            assert all(axis in section for axis in axes), row
