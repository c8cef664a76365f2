"""The catalogue that ships: who is in it, what each record owes, and its second readings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.errors import CatalogueError
from mri_check.gaps import gaps, stats
from mri_check.identify import NotIdentified, identify
from mri_check.second_reading import compare_reading, readings
from tests.conftest import ROOT

READINGS = ROOT / "tests/second_reading"

PUMPS = (
    "SynchroMed II", "SynchroMed III", "SynchroMed EL", "8615", "8616", "8617", "8618", "8611H", "IsoMed", "MiniMed 2007",
    "MiniMed 2007C", "MiniMed 2007D", "MIIPS 2020", "11827", "91827", "13827", "93827", "16827", "91-4200", "91-4201",
    "91-4200US", "91-4201US", "Codman 3000", "Codman Archimedes", "Intera 3000", "Arrow 3000", "AccuRx", "Infusaid 400",
    "Infusaid 500", "Infusaid 550", "Infusaid 1000", "IP 2000 V", "Tricumed Archimedes", "Siromedes", "LENUS pro",
    "Algomed", "Medallion", "ThecaFlex DRx", "alfapump", "Therex",
)  # fmt: skip
PARTS = (
    "Ascenda", "Indura", "11823", "91823", "11830", "60-2918", "70020", "60-2914", "DuraCath", "Celsite port",
    "Perifix FX Springwound", "DuraFlex", "11828", "13828", "12860", "MedStream Control Unit",
)  # fmt: skip
EXTERNAL = ("CADD-Prizm PCS II", "CADD-Solis", "CADD-Legacy PLUS", "ON-Q with ONDEMAND", "Paradigm")
WARNINGS = (
    "CADD", "ON-Q", "ON-Q E-clip", "ON-Q carry case", "insulin pump", "penile prosthesis",
    "inflatable penile prosthesis", "ventricular assist device", "LVAD", "Archimedes", "3000", "Prometra", "SynchroMed",
)  # fmt: skip


@pytest.mark.parametrize("name", (*PUMPS, *PARTS, *EXTERNAL))
def test_every_device_of_the_field_is_found_by_its_name(name: str, catalogue: Catalogue) -> None:
    from mri_check.views import find_device

    id = find_device(name, catalogue)
    assert id is not None
    device = catalogue.device(id)
    assert (device.kind == "pump") is (name in PUMPS)
    assert device.implanted is (name not in EXTERNAL and device.kind != "external-controller")


@pytest.mark.parametrize("name", WARNINGS)
def test_a_name_of_several_warns_and_never_identifies(name: str, catalogue: Catalogue) -> None:
    assert isinstance(identify(name, catalogue), NotIdentified)


def test_a_device_without_labelling_is_a_full_record(catalogue: Catalogue) -> None:
    found = 0
    for id in catalogue.device_ids():
        device = catalogue.device(id)
        if any(one.read != "none" for one in device.labellings):
            continue
        found += 1
        assert device.ask_for or any(one.source.ask_for for one in device.labellings), id
        assert device.labellings or device.looked_for, id
    assert found >= 30


UNLABELLED = [
    "Codman 3000", "Intera 3000", "Infusaid 400", "LENUS pro", "alfapump", "ThecaFlex DRx", "8611H", "MiniMed 2007",
]  # fmt: skip


@pytest.mark.parametrize("name", UNLABELLED)
def test_its_outcome_is_unlabelled_with_a_useful_checklist(
    name: str, command: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, _ = command("check", "--implant", name, "--on", "2026-11-23", "--format", "json")
    assert code == 13
    it = json.loads(out)
    assert it["disposition"] == "unlabelled"
    (asked,) = it["consult"]
    assert any("? Please send " in one["text"] for one in asked["questions"])
    assert len(it["checklist"]) > 10


def test_a_status_is_of_the_market_that_a_model_is_sold_in(
    command: Callable[..., tuple[int, str, str]],
) -> None:
    """What the European text says of the MedStream is said of no American REF."""
    assert "91-4200US; no MRI labelling on file" in command("find", "91-4200US")[1]
    assert "91-4200; MR Conditional" in command("find", "91-4200")[1]
    shown = command("catalog", "show", "91-4200US")[1]
    assert "MR status: EU MR Conditional; US no MRI labelling on file." in shown
    listed = command("catalog", "list", "--market", "EU", "--status", "conditional")[1]
    assert "implanted pump; 91-4200, 91-4201\n" in listed


def test_the_history_of_the_8637(catalogue: Catalogue) -> None:
    labellings = catalogue.device("medtronic/synchromed-ii").labellings
    dates = {one.dated for one in labellings if one.market == "US"}
    assert dates >= {"2011-09", "2013-02", "2020-05-01", "2024-11-15", None}
    assert {one.dated for one in labellings if one.market == "EU"} == {"2009-10"}
    for one in labellings:
        if one.read == "none":
            assert not any(setting.conditions for setting in one.settings), one.id
            assert not one.always and not one.boxes


def test_what_stalls_a_pump_beside_the_magnet_is_on_file(catalogue: Catalogue) -> None:
    about_mri = [one["about_mri"] for one in catalogue.record("medtronic/synchromed-ii")["notices"]]
    assert min(about_mri.count("no"), about_mri.count("yes")) >= 4


@pytest.mark.parametrize("topic", ["field strength", "scan time", "blanket bans"])
def test_who_has_read_a_claim_sees_it_answered(
    topic: str, command: Callable[..., tuple[int, str, str]]
) -> None:
    _, out, _ = command("check", "--implant", "8637-40", "--on", "2026-11-23")
    assert f"Sources differ ({topic})" in " ".join(out.split())


NO_LABEL = "None of these documents governs this device in"
THE_PAGE = "Of these documents, what governs this device in US on 2010-01-01 is MRI guidelines page"


@pytest.mark.parametrize(
    "pump,market,on,topic,ends",
    [
        ("8637-40", "US", "2026-11-23", "field strength", "The guidelines of 2024-11-15 are followed"),
        ("8637-40", "US", "2026-11-23", "RF operating mode", "The label allows First Level"),
        ("8637-40", "EU", "2026-11-23", "field strength", f"{NO_LABEL} EU on 2026-11-23."),
        ("8637-40", "EU", "2026-11-23", "RF operating mode", f"{NO_LABEL} EU on 2026-11-23."),
        ("8637-40", "US", "2010-01-01", "field strength", THE_PAGE),
        ("8637-40", "US", "2010-01-01", "RF operating mode", f"{NO_LABEL} US on 2010-01-01."),
        ("8637-40", None, "1990-01-01", "SAR", f"{NO_LABEL} any market on 1990-01-01."),
        ("8637-40", None, "2026-11-23", "SAR", "The guidelines are followed"),
        ("8637-40", "EU", "2026-11-23", "blanket bans", "No label on file bans all pumps."),
        ("8626-10", "EU", "2026-11-23", "field strength", "Of these documents, what governs"),
        ("8626-10", "US", "2026-11-23", "field strength", "The guidelines of 2024-11-15 and"),
        ("8626-10", "US", "2010-01-01", "field strength", "Of these documents, what governs"),
        ("13827", "US", "2026-11-23", "after the scan", "The label is followed."),
        ("13827", "EU", "2026-11-23", "brand owner", "The labels and the registration are followed"),
        ("Intera 3000", "EU", "2026-11-23", "number of devices recalled in 2022", "The FDA notice"),
    ],
)  # fmt: skip
def test_what_is_done_about_a_claim_is_told_of_what_governs_here(
    pump: str, market: str | None, on: str, topic: str, ends: str, catalogue: Catalogue
) -> None:
    form = {"format": "mri-check/request/1", "on": on, "implants": [{"device": pump}]}
    found = check(catalogue, read_request(form | ({"market": market} if market else {})))
    (told,) = [
        one.text for one in found.notices if one.text.startswith(f"Sources differ ({topic})")
    ]
    assert f"). {ends}" in told


@pytest.mark.parametrize("device", ["13827", "16827"])
@pytest.mark.parametrize(
    "urgency, comes_to", [("emergency", "incomplete"), ("urgent", "prohibited")]
)
def test_an_exception_that_was_not_read_is_open(
    device: str, urgency: str, comes_to: str, catalogue: Catalogue
) -> None:
    found = check(catalogue, read_request({
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "scan": {"urgency": urgency},
        "implants": [{"device": device, "facts": {"reservoir": "15 mL"}}], "other_implants": "none", "bringing": [],
    }))  # fmt: skip
    (brief,) = [one for one in found.implants[0].labellings if one.source.document == "PL-19701-03"]
    assert brief.disposition.word == comes_to
    asked = f"{brief.id}/drug-left/ask.pl-19701-03-excepts-an-emergency"
    assert (asked in brief.decided_by) is (urgency == "emergency")


class TestNumbers:
    def test_every_value_has_its_place(self, catalogue: Catalogue) -> None:
        counts = stats(catalogue)
        assert counts["values"] > 350
        placed = counts["values with a page or section"]
        uncited = [row for row in gaps(catalogue) if row["is"] == "uncited"]
        assert counts["values without, counted by gaps"] == len(uncited) < 10
        assert placed + len(uncited) == counts["values"]

    def test_every_record_has_its_readings(self, catalogue: Catalogue) -> None:
        counts = stats(catalogue)
        assert counts["records with a reading"] == counts["records"]
        assert counts["records with a second reading that agreed"] == counts["records"]

    def test_they_add_up(self, catalogue: Catalogue) -> None:
        counts = stats(catalogue)
        assert counts["devices"] == len(catalogue.device_ids())
        parts = ("manufacturers", "devices", "labellings", "notices")
        assert counts["records"] == sum(counts[part] for part in parts)
        kinds = ("read in full", "read in part", "known and not read")
        assert counts["labellings"] == sum(counts[f"labellings {kind}"] for kind in kinds)
        assert counts["gaps"] == len(gaps(catalogue))


class TestSecondReadings:
    def test_records_and_transcriptions_agree(
        self, command: Callable[..., tuple[int, str, str]]
    ) -> None:
        code, out, _ = command("catalog", "reread", str(READINGS))
        assert code == 0 and out.endswith("second readings, no difference\n"), out

    def test_there_is_one_for_every_device_and_every_maker(self, catalogue: Catalogue) -> None:
        assert set(readings(str(READINGS))) == {*catalogue.device_ids(), *catalogue.manufacturers()}

    def test_a_record_says_when_its_transcription_agreed(self, catalogue: Catalogue) -> None:
        """The reading that agreed is not older than the transcription."""
        for id, form in readings(str(READINGS)).items():
            records = [catalogue.maker_as_written(id)] if "manufacturer" in form else [
                catalogue.record(id)["device"], *catalogue.labellings_as_written(id),
                *catalogue.own_notices(id)]  # fmt: skip
            for one in records:
                agreed = [r["on"] for r in one["readings"] if r.get("agreed") == "yes"]
                assert agreed and max(agreed) >= form["on"], one.get("id", id)

    @pytest.mark.parametrize(
        "what,old,new",
        [
            ("limit", "at_most: 19 T/m", "at_most: 18 T/m"),
            ("pages", 'page: "9"', 'page: "8"'),
            ("status", "is: conditional", "is: unsafe"),
        ],
    )
    def test_a_slip_is_found(
        self, what: str, old: str, new: str, catalogue: Catalogue, tmp_path: Path
    ) -> None:
        text = (READINGS / "medtronic/synchromed-ii.yaml").read_text()
        assert old in text, what
        (tmp_path / "slip.yaml").write_text(text.replace(old, new, 1))
        (form,) = readings(str(tmp_path)).values()
        assert compare_reading(form, catalogue)

    @pytest.mark.parametrize("page", ["1-99999999", "9-3"])
    def test_a_range_of_pages_that_nobody_means(
        self, page: str, catalogue: Catalogue, tmp_path: Path
    ) -> None:
        text = (READINGS / "medtronic/synchromed-ii.yaml").read_text()
        assert "task_pages: [" in text
        (tmp_path / "a.yaml").write_text(text.replace("task_pages: [", f"task_pages: [{page}, ", 1))
        (form,) = readings(str(tmp_path)).values()
        with pytest.raises(CatalogueError, match="is no range of pages"):
            compare_reading(form, catalogue)

    @pytest.mark.parametrize("name", ["pump.yaml.txt", "pump.YAML", "pump.yml"])
    def test_one_is_not_passed_over_for_its_name(self, name: str, tmp_path: Path) -> None:
        text = (READINGS / "medtronic/synchromed-ii.yaml").read_text()
        (tmp_path / "good.yaml").write_text(text)
        (tmp_path / name).write_text(text)
        with pytest.raises(CatalogueError, match=r"does not end in \.yaml"):
            readings(str(tmp_path))


def test_no_sentence_of_a_maker_is_copied_into_a_transcription() -> None:
    """A transcription is made of terms, numbers and short notes; nothing in it is a paragraph."""
    for path in READINGS.rglob("*.yaml"):
        for text in _scalars(yaml.safe_load(path.read_text())):
            assert len(text) < 250, (path.name, text)


def _scalars(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _scalars(one)]
    if isinstance(value, list):
        return [text for one in value for text in _scalars(one)]
    return [str(value)]


@pytest.mark.parametrize(
    "name,kinds",
    [
        ("implanted pump", {"pump"}),
        ("infusion pump", {"pump", "external-pump"}),
        ("intrathecal baclofen pump", None),
        ("baclofen pump", None),
        ("ITB pump", None),
        ("morphine pump", None),
    ],
)
def test_a_name_of_any_pump_lists_those_on_file_and_may_mean_another(
    name: str, kinds: set[str] | None, catalogue: Catalogue
) -> None:
    found, pain = identify(name, catalogue), identify("pain pump", catalogue)
    assert isinstance(found, NotIdentified) and isinstance(pain, NotIdentified)
    assert found.candidates and found.may_be == pain.may_be == ()
    if kinds is None:
        assert found.candidates == pain.candidates
    else:
        every = {id for id in catalogue.device_ids() if catalogue.device(id).kind in kinds}
        assert set(found.candidates) == every


def test_an_intrathecal_catheter_is_of_no_one_maker(catalogue: Catalogue) -> None:
    found = identify("intrathecal catheter", catalogue)
    assert isinstance(found, NotIdentified)
    makers = {id.partition("/")[0] for id in found.candidates}
    assert makers == {"flowonix", "medtronic", "codman", "sjm-ans"}
    assert {catalogue.device(id).kind for id in found.candidates} == {"catheter"}
