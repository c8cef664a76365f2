"""What a person types: read as it stands, or not at all, saying what would be right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mri_check import read_request
from mri_check.answering import Answering, shown_again
from mri_check.asking import Asking, with_value
from mri_check.catalog import Catalogue
from mri_check.dialogue import Dialogue, lines_of
from mri_check.exam_table import Table
from mri_check.question import Field, Question
from mri_check.strict_yaml import read
from tests.ask.test_questions import START, dialogue_on
from tests.worlds import AXES

PROFILES = ("g15", "MR 2, upstairs")


def question(kind: str, *names: str) -> Question:
    fields = tuple(
        Field((name.partition(".")[0], name.partition(".")[2]), AXES[name], name.partition(".")[2])
        if "." in name
        else Field((name,), None, name)
        for name in names
    )
    return Question("q", kind, fields, "", "", "technologist")


PATIENT = ("patient.pregnant", "patient.sedated", "patient.system")
SCANNER = ("scanner", "scan.field_strength", "scan.bore", "scan.spatial_gradient", "scan.nucleus")


@pytest.mark.parametrize(
    "kind,names,text,expected",
    [
        ("market", ["market"], " us ", {("market",): "US"}),
        ("others", ["other_implants"], "None", {("other_implants",): "none"}),
        ("others", ["other_implants"], "a stent, 8637-40", {("other_implants",): ["a stent", "8637-40"]}),
        ("items", ["bringing"], "handset", {("bringing",): ["handset"]}),
        ("answer", ["healed"], "Y", {("healed",): "confirmed"}),
        ("answer", ["healed"], "denied", {("healed",): "denied"}),
        ("value", ["scan.region"], "brain, knee", {("scan", "region"): ["brain", "knee"]}),
        ("value", ["scan.region"], "brain,knee", {("scan", "region"): ["brain", "knee"]}),
        ("value", ["scan.region"], "brain | knee", {("scan", "region"): {"any_of": ["brain", "knee"]}}),
        ("value", ["patient.pregnant"], "y", {("patient", "pregnant"): "yes"}),
        ("value", ["implant.reservoir"], "0 mL", {("implant", "reservoir"): "0 mL"}),
        ("value", ["implant.components"], "8780", {("implant", "components"): ["8780"]}),
        ("value", ["implant.implanted_on"], "2021-05", {("implant", "implanted_on"): "2021-05"}),
        ("region", ["scan.region"], "lumbar-spine", {("scan", "region"): "lumbar-spine"}),
        ("region", ["scan.region"], "MRI L-SPINE WO", {("scan", "exam"): "MRI L-SPINE WO"}),
        ("scanner", SCANNER, "g15", {("scanner",): "g15"}),
        ("scanner", SCANNER, "MR 2, upstairs", {("scanner",): "MR 2, upstairs"}),
        ("scanner", SCANNER, "3 T, cylindrical, 18 T/m",
         {("scan", "field_strength"): "3 T", ("scan", "bore"): "cylindrical", ("scan", "spatial_gradient"): "18 T/m"}),
        ("several", PATIENT, "none", {("patient", "pregnant"): "no", ("patient", "sedated"): "no"}),
        ("several", PATIENT, "pregnant, trial", {("patient", "pregnant"): "yes", ("patient", "system"): "trial"}),
        ("several", PATIENT, "sedated=no", {("patient", "sedated"): "no"}),
        ("several", ["implant.drug", "implant.flow_rate"], "morphine, baclofen, flow rate=1 mL/day",
         {("implant", "drug"): ["morphine", "baclofen"], ("implant", "flow_rate"): "1 mL/day"}),
        ("several", ["scan.region", "scan.active_minutes"], "MRI L-SPINE WO, 20 min",
         {("scan", "exam"): "MRI L-SPINE WO", ("scan", "active_minutes"): "20 min"}),
    ],
)  # fmt: skip
def test_taken(
    kind: str, names: list[str], text: str, expected: dict[Any, Any], catalogue: Catalogue
) -> None:
    answering = Answering(catalogue, date(2026, 11, 23), PROFILES)
    assert answering.read(question(kind, *names), text) == expected


@pytest.mark.parametrize(
    "kind,names,text,said",
    [
        ("market", ["market"], "USA", "write one of: US"),
        ("others", ["other_implants"], "none, a stent", "contradict"),
        ("answer", ["healed"], "maybe", "yes (confirmed) or no (denied)"),
        ("value", ["implant.pump_state"], "activ", "active, stopped, depleted"),
        ("value", ["implant.reservoir"], "20", "no unit"),
        ("value", ["implant.components"], "none", "none is no part"),
        ("value", ["implant.implanted_on"], "yesterday", "2021-05-04"),
        ("region", ["scan.region"], "XR CHEST", "not an MRI exam"),
        ("region", ["scan.region"], "toe of the patient", "gives no region"),
        ("region", ["scan.region"], "24531-7", "LOINC"),
        ("scanner", SCANNER, "g51", "no scanner profile 'g51' (did you mean g15?)"),
        ("scanner", SCANNER, "body", "does not say what it is of"),
        ("scanner", (*SCANNER, "scan.reports_b1_rms"), "none", "no scanner profile 'none'"),
        ("several", PATIENT, "yes", "does not say what it is of"),
        ("several", PATIENT, "pregnat=yes", "pregnant"),
        ("several", PATIENT, "trial, permanent", "given twice"),
        ("several", ["scan.active_minutes", "scan.total_minutes"], "20 min", "write active_minutes=20 min or total_minutes=20 min"),
        ("value", ["scan.region"], "x" * 301, "longer than 300"),
        ("others", ["other_implants"], "h\udcfcft", "no UTF-8 text"),
    ],
)  # fmt: skip
def test_not_taken(kind: str, names: list[str], text: str, said: str, catalogue: Catalogue) -> None:
    answering = Answering(catalogue, date(2026, 11, 23), PROFILES)
    with pytest.raises(ValueError) as caught:
        answering.read(question(kind, *names), text)
    assert said in str(caught.value)


def test_a_site_has_its_own_names_of_exams(catalogue: Catalogue) -> None:
    from mri_check.exam_table import Row

    row = Row("exams.csv:2", "X1", "HEAD SPECIAL", "brain", None, None)
    table = Table("exams.csv", (row,), {("x1",): row})
    answering = Answering(catalogue, date(2026, 11, 23), (), table)
    assert answering.read(question("region", "scan.region"), "X1") == {("scan", "exam"): "X1"}
    with pytest.raises(ValueError):
        Answering(catalogue, date(2026, 11, 23)).read(question("region", "scan.region"), "X1")


def device(catalogue: Catalogue, text: str) -> dict[Any, Any]:
    field = Field(("implants", 0, "device"), None, "device")
    asked = Question("implants/1/device", "device", (field,), "implants/1", "", "technologist")
    return Answering(catalogue, date(2026, 11, 23)).read(asked, text)


def test_a_barcode_is_taken_at_a_device_question_and_only_its_device_is_kept(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    di = "00614141999996"  # of the prefix that GS1 keeps for examples
    with pytest.raises(ValueError, match=r"on file for no device.*model number"):
        device(catalogue, f"(01){di}(21)SECRET1")
    with pytest.raises(ValueError, match="unreadable GS1 identifier"):
        device(catalogue, "(01)00614141999997(21)SECRET1")
    monkeypatch.setitem(
        catalogue.identifiers, di, ("medtronic/synchromed-ii", "8637-40", "primary")
    )
    path = ("implants", 0, "device")
    for text in (f"(01){di}(21)SECRET1(10)LOT9", f"]d201{di}21SECRET1", di):
        found = device(catalogue, text)
        assert found == {path: di, ("implants", 0, "identified_by"): "barcode"}
    answering = Answering(catalogue, date(2026, 11, 23))
    asked = question("others", "other_implants")
    assert answering.read(asked, f"a stent, ]d201{di}21SECRET1") == {
        ("other_implants",): ["a stent", di]
    }
    with pytest.raises(ValueError, match="scan it again"):
        answering.read(asked, "(01)00614141999997(21)SECRET1")
    for path in (
        ("bringing", 0),
        ("implants", 0, "facts", "components"),
        ("implants", 0, "facts", "components", 1),
    ):
        found = answering.read(
            Question("x", "device", (Field(path, None, "device"),), "x", "", "technologist"), di
        )
        assert found == {path: di}  # and nothing of the pump itself
    parts = question("value", "implant.components")
    assert answering.read(parts, f"(01){di}(10)LOT9") == {("implant", "components"): [di]}


@pytest.mark.parametrize("id, text, again", [
    ("implants/1/device", "(01){di}(17)290131(21)SECRET1", "(01){di}"),
    ("other_implants", "a stent, ]d201{di}21SECRET1", "a stent, (01){di}"),
    ("other_implants", "(01){di}(17)290131(21)SECRET1", "(01){di}"),
    ("bringing", "+H123ABC01/$$520001510X3SECRET1Y", "unreadable HIBCC identifier"),
    ("scanner", "field_strength=3 T, cylindrical", "field_strength=3 T, cylindrical"),
])  # fmt: skip
def test_a_serial_number_is_shown_once(
    id: str, text: str, again: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not again in the list of answers."""
    di = "00614141999996"
    monkeypatch.setitem(
        catalogue.identifiers, di, ("medtronic/synchromed-ii", "8637-40", "primary")
    )
    assert shown_again(text.format(di=di)) == again.format(di=di)
    if "SECRET" in text and "(01)" in again:
        talked = dialogue_on(catalogue)
        asked = next(one for one in talked.questions() if one.id == id)
        talked.answer(asked, text.format(di=di))
        assert talked.answers[0].text == again.format(di=di)


def test_every_answer_can_be_revised(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue)
    for id, text in (
        ("implants/1/device", "8637-40"),
        ("scanner", "3 T"),
        ("market", "US"),
        ("implants/1/pump_state", "active"),
    ):
        talked.answer(next(one for one in talked.questions() if one.id == id), text)
    assert talked.data["scan"] == {"field_strength": "3 T"}
    assert talked.answer(talked.answers[1].question, "1.5 T", 2) == []
    assert talked.data["scan"] == {"field_strength": "1.5 T"}
    assert talked.answer(talked.answers[1].question, "", 2) == []
    assert "scan" not in talked.data
    assert [one.text for one in talked.answers] == ["8637-40", "", "US", "active"]
    assert talked.data["market"] == "US"


def answer(talked: Dialogue, id: str, text: str) -> None:
    assert talked.answer(next(one for one in talked.questions() if one.id == id), text) == []


def test_what_a_revised_answer_contradicts_is_dropped_and_said(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue, {**START, "market": "US"}, profiles=("g15", "g30"))
    answer(talked, "implants/1/device", "8637-40")
    answer(talked, "scanner", "cylindrical")
    answer(talked, "scanner/more", "3 T")
    answer(talked, "implants/1/pump_state", "active")
    dropped = talked.answer(talked.answers[1].question, "g15", 2)
    assert [one.text for one in dropped] == ["3 T"]
    assert talked.data["scan"] == {"scanner": "g15"}
    assert talked.data["implants"][0]["facts"] == {"pump_state": "active"}


def test_an_answer_that_only_another_device_asked_is_told(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue, {**START, "market": "US"})
    answer(talked, "implants/1/device", "13827")
    answer(talked, "implants/1/answers/surgical-site-healed", "yes")
    talked.answer(talked.answers[0].question, "8637-40", 1)
    notices = [one.text for one in talked.checklist().notices]
    assert any("'surgical-site-healed' is answered, but nothing asks it" in one for one in notices)


def test_what_cannot_be_read_changes_nothing(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue)
    talked.answer(talked.questions()[0], "8637-40")
    before = talked.data
    with pytest.raises(ValueError):
        talked.answer(talked.questions()[0], "nonsense")
    assert talked.data == before
    assert len(talked.answers) == 1


def test_not_known_is_not_asked_again(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue)
    talked.answer(talked.questions()[0], "8637-40")
    first = talked.questions()[0]
    talked.answer(first, "")
    assert first.id not in {one.id for one in talked.questions()}


def test_a_device_that_is_not_identified_is_asked_once_more_until_it_is_left(
    catalogue: Catalogue,
) -> None:
    talked = dialogue_on(catalogue)
    talked.answer(talked.questions()[0], "SynchroMed")
    again = talked.questions()[0]
    assert (again.kind, again.about) == ("device", "SynchroMed")
    talked.answer(again, "")
    assert all(one.kind != "device" for one in talked.questions())
    assert talked.data["implants"][0]["device"] == "SynchroMed"


def test_values_are_put_where_they_belong() -> None:
    data = {"other_implants": ["a stent", {"device": "x"}], "scan": {"region": "brain"}}
    found = with_value(data, ("other_implants", 0, "facts", "drug"), "baclofen")
    assert found["other_implants"] == [
        {"device": "a stent", "facts": {"drug": "baclofen"}},
        {"device": "x"},
    ]
    assert data["other_implants"][0] == "a stent"
    assert with_value(data, ("patient", "pregnant"), "no")["patient"] == {"pregnant": "no"}


def test_a_request_as_it_is_written_reads_back() -> None:
    data = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "NO",
        "implants": [{"device": "13827", "facts": {"components": ["8780", "a: b # c"], "drug": {"any_of": ["x", "y"]}},
                      "answers": {"healed": "confirmed"}}, {"device": "- \u201cx\u201d"}],
        "other_implants": ["a stent", "yes"], "bringing": "none", "scan": {"field_strength": "3 T"}, "patient": {"pregnant": "no"},
    }  # fmt: skip
    text = "".join(line + "\n" for line in lines_of(data))
    assert read(text, "x").data == data
    import yaml

    assert yaml.load(text, yaml.BaseLoader) == data
    assert yaml.safe_load(text)["market"] == "NO"
    assert yaml.safe_load(text)["implants"][0]["device"] == "13827"


def test_a_request_that_cannot_be_read_is_an_error_before_anything_is_asked(
    catalogue: Catalogue,
) -> None:
    from mri_check.errors import RequestError

    asking = Asking(catalogue, read_request)
    with pytest.raises(RequestError):
        Dialogue(
            asking, Answering(catalogue, date(2026, 11, 23)), {**START, "scan": {"regio": "x"}}
        )
