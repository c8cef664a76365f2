"""Several devices of one request: each has its own reasons, lines, questions and answers, even where two are called the same."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from mri_check import check, read_request, render
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Disposition
from mri_check.correspondence import letters
from mri_check.policy import Policy
from tests.unit.test_policy import policy_of
from tests.worlds import SOURCES, document
from tests.worlds import catalogue as invented
from tests.worlds import request as asked

SCAN = {"scanner": "g30", "nucleus": "1H", "region": "brain"}
DOCUMENT = {
    "manufacturer": "medtronic",
    "on": "2026-11-23",
    "document": "M005186C003 Rev B",
    "by": "phone",
}
CONFIRMED = {**DOCUMENT, "said": "confirmed", "answered": "all"}
LABEL = "medtronic/synchromed-ii/us-m005186c003-b"
ADVISED = {**DOCUMENT, "said": "advised-against"}


def pump(device: str = "8637-40", **facts: Any) -> dict[str, Any]:
    known = {"pump_state": "active", "pump_face": "port-to-front", "drug": "morphine"}
    return {"device": device, "identified_by": "card", "facts": {**known, **facts}}


def checked(catalogue: Catalogue, *implants: dict[str, Any], **other: Any) -> Checklist:
    form = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "implants": list(implants),
        "other_implants": "none", "bringing": [], "scan": SCAN, **other,
    }  # fmt: skip
    return check(catalogue, read_request(form))


def told(result: Checklist) -> str:
    return " ".join(render(result, "text").split())


def test_the_reason_is_of_the_device_that_decides(catalogue: Catalogue) -> None:
    unknown = pump()
    del unknown["facts"]["pump_face"]
    result = told(checked(catalogue, pump(pump_face="port-to-head"), unknown))
    decided = result[: result.index("Consult-the-manufacturer checklist")]
    assert "8637-40 (implant 1): orientation of the pump's face: port-to-head" in decided
    assert "implant 2" not in decided and "not known" not in decided


def test_what_was_done_for_one_was_not_done_for_the_other(catalogue: Catalogue) -> None:
    for answer in ("denied", None):
        first, second = pump(), pump()
        first["answers"] = {"drug-deprivation": "confirmed"}
        second["answers"] = {"drug-deprivation": answer} if answer else {}
        result = checked(catalogue, first, second)
        states = [one.state for one in result.lines if one.id.endswith("/drug-deprivation")]
        assert states == ["done", "stop" if answer else "open"]


def test_each_is_asked_about_by_its_place(catalogue: Catalogue) -> None:
    first, second = pump(), pump()
    for one in (first, second):
        del one["facts"]["pump_face"]
    (maker,) = checked(catalogue, first, second).consult
    face = [
        one.about for one in maker.questions if one.id.endswith("/prohibits-1/implant.pump_face")
    ]
    assert face == [f"Medtronic SynchroMed II 8637-40 (implant {n})" for n in (1, 2)]


def test_an_answer_counts_for_the_place_that_it_names(catalogue: Catalogue) -> None:
    result = checked(catalogue, pump(), pump(), consulted=[CONFIRMED])
    assert result.disposition.word == "consult-manufacturer"
    assert "name one (device: implants/1 or implants/2)" in told(result)
    both = [{**CONFIRMED, "device": f"implants/{n}"} for n in (1, 2)]
    assert checked(catalogue, pump(), pump(), consulted=both).disposition.word == "within-labelling"
    one = checked(catalogue, pump(), pump(), consulted=both[:1])
    assert [each.disposition.word for each in one.implants] == [
        "within-labelling",
        "consult-manufacturer",
    ]


@pytest.mark.parametrize(
    "maker", ["Medtronic Technical Services", "Medtronics", "MEDTRONIC (phone)"]
)
def test_advice_holds_a_scan_back_however_its_maker_is_written(
    maker: str, catalogue: Catalogue
) -> None:
    advice = {**ADVISED, "manufacturer": maker}
    result = checked(catalogue, pump(), consulted=[CONFIRMED, advice])
    assert result.disposition.word == "outside-labelling"
    confirmed = checked(catalogue, pump(), consulted=[{**CONFIRMED, "manufacturer": maker}])
    assert confirmed.disposition.word == "consult-manufacturer"
    for nobody in ({"manufacturer": "acme", "document": "XYZ"}, {"manufacturer": "flowonix"}):
        other = checked(catalogue, pump(), consulted=[CONFIRMED, {**advice, **nobody}])
        assert other.disposition.word == "within-labelling"


@pytest.mark.parametrize("maker", ["MDT", "unknown", "n/a", "?", "the manufacturer", "Flowonix"])
@pytest.mark.parametrize(
    "names,counts",
    [
        ({"device": "8637-40"}, True),
        ({"device": "8637-20"}, True),  # one row of a catalogue has one label
        ({"device": "SynchroMed"}, True),
        ({"device": "implants/1"}, True),
        ({"document": "M005186C003 Rev B"}, True),
        ({"document": "M005186C003 Rev B", "device": "the pump on the left"}, True),
        ({"document": "M005186C003 Rev B", "device": "13827"}, False),
        ({"device": "8667-40"}, False),
        ({"document": "XYZ"}, False),
        ({}, False),
    ],
)
def test_advice_under_nobodys_name_counts_for_what_it_names(
    maker: str, names: dict[str, str], counts: bool, catalogue: Catalogue
) -> None:
    entry = {"manufacturer": maker, "on": "2026-11-23", "by": "phone", **names}
    against = {**entry, "said": "advised-against"}
    result = checked(catalogue, pump(), consulted=[CONFIRMED, against])
    counts = counts and maker != "Flowonix"
    assert result.disposition.word == ("outside-labelling" if counts else "within-labelling")
    confirmed = checked(catalogue, pump(), consulted=[{**entry, "said": "confirmed"}])
    assert confirmed.disposition.word == "consult-manufacturer"


@pytest.mark.parametrize("device", ["pain pump", "unknown pump zz"])
@pytest.mark.parametrize(
    "maker,names",
    [("Infusaid", "Infusaid 400"), ("tricumed", "Archimedes"), ("Medtronic", "8637-40"),
     ("Medtronic", "SynchroMed"), ("unknown", "8637-40")],
)  # fmt: skip
def test_advice_counts_for_what_may_be_anybodys_whichever_device_it_names(
    device: str, maker: str, names: str, catalogue: Catalogue
) -> None:
    entry = {**DOCUMENT, "manufacturer": maker, "device": names}
    scan = {**SCAN, "scanner": "g15"}
    advice = {**entry, "said": "advised-against"}
    result = checked(catalogue, pump(device), consulted=[advice], scan=scan)
    assert result.disposition.word == "outside-labelling"
    confirmed = checked(
        catalogue, pump(device), consulted=[{**entry, "said": "confirmed"}], scan=scan
    )
    assert confirmed.disposition.word == "unidentified"


def test_a_device_that_is_not_known_takes_no_advice_from_one_that_is(catalogue: Catalogue) -> None:
    advice = {**ADVISED, "device": "8637-40"}
    result = checked(catalogue, pump("8637-20"), pump("foo pump"), consulted=[advice])
    assert [one.disposition.word for one in result.implants] == ["outside-labelling"] * 2


@pytest.mark.parametrize(
    "device,maker,counts",
    [
        *(("2007C", maker, True) for maker in ("Medtronic", "Medtronic Diabetes", "MiniMed")),
        *(("91-4200", maker, True) for maker in ("Medos", "DePuy", "Johnson", "J&J")),
        *(("Infusaid 400", maker, True) for maker in ("Shiley", "Strato")),
        ("8637-40", "Medtronic Neuromodulation", True),
        ("2007C", "Flowonix", False),
        ("8637-40", "Medtronic MiniMed", False),
        ("13827", "Smiths Medical", False),
        ("91-4200", "Jarvik", False),
        ("AccuRx", "Stryker", False),
    ],
)
def test_advice_counts_by_part_of_a_name_of_the_maker_and_a_confirmation_does_not(
    device: str, maker: str, counts: bool, catalogue: Catalogue
) -> None:
    entry = {**ADVISED, "manufacturer": maker}
    against = checked(catalogue, pump(device), consulted=[entry])
    assert against.disposition >= Disposition.OUTSIDE or not counts
    assert any("about none of the devices" in one.text for one in against.notices) is not counts
    bare = checked(catalogue, pump(device))
    confirmed = checked(catalogue, pump(device), consulted=[{**CONFIRMED, "manufacturer": maker}])
    assert confirmed.disposition >= bare.disposition


@pytest.mark.parametrize("maker", ["medtronic", "flowonix"])
def test_a_candidate_of_a_longer_number_is_not_all_that_it_may_be(
    maker: str, catalogue: Catalogue
) -> None:
    advice = {**ADVISED, "manufacturer": maker}
    scan = {**SCAN, "scanner": "g15"}
    result = checked(catalogue, pump("8472-20-05"), consulted=[advice], scan=scan)
    assert result.disposition.word == "outside-labelling"
    named = {**ADVISED, "device": "8472-20-05"}
    result = checked(catalogue, pump(), consulted=[CONFIRMED, named])
    assert result.disposition.word == "outside-labelling"


def test_advice_counts_under_the_name_of_whoever_answers_now(catalogue: Catalogue) -> None:
    for maker in ("Intera Oncology", "Boston Scientific", "Boston Scientific, Neuromodulation"):
        advice = {**ADVISED, "manufacturer": maker}
        result = checked(catalogue, pump("Intera 3000"), consulted=[advice])
        assert result.disposition.word == "outside-labelling", maker


def test_advice_counts_for_a_device_that_may_be_meant(catalogue: Catalogue) -> None:
    result = checked(catalogue, pump("SynchroMed"), consulted=[ADVISED])
    assert result.disposition.word == "outside-labelling"
    assert any(one.state == "stop" and one.id == "consulted/1" for one in result.lines)
    result = checked(catalogue, pump("SynchroMed"), consulted=[CONFIRMED])
    assert result.disposition.word == "unidentified"
    assert "does not name a device that is identified" in told(result)
    for device in ("pain pump", "baclofen pump", "8472-20-05"):
        for told_of in ({}, {"device": "8472"}, {"manufacturer": "acme"}):
            advice = [{**ADVISED, **told_of}]
            scan = {**SCAN, "scanner": "g15"}
            named = checked(catalogue, pump(device), consulted=advice, scan=scan)
            assert named.disposition.word == "outside-labelling", (device, told_of)
        beside = checked(catalogue, pump(), consulted=[ADVISED], other_implants=[device], scan=scan)
        assert "advised against" in told(beside)
        assert beside.other_implants[0].disposition.word == "outside-labelling"
    for told_of in ({}, {"device": "implants/1"}, {"device": "foo pump"}):
        unknown = checked(catalogue, pump("foo pump"), consulted=[{**ADVISED, **told_of}])
        assert unknown.disposition.word == "outside-labelling", "nobody knows whose it is"


def test_ids_that_are_no_question_are_told(catalogue: Catalogue) -> None:

    ids = [f"{LABEL}/not-adressed/scan.b1_rms", f"{LABEL}/not-addressed/scan.b1_rms"]
    result = told(checked(catalogue, pump(), consulted=[{**CONFIRMED, "answered": ids}]))
    assert f"no question of this scan is called {ids[0]}: it answers none" in result
    assert "questions answered: 1." in result  # and not two


def test_a_maker_with_an_open_question_is_still_to_be_asked(catalogue: Catalogue) -> None:
    def line(result: Checklist, maker: str = "medtronic") -> list[str]:
        return [one.state for one in result.lines if one.id == f"consult/{maker}"]

    assert line(checked(catalogue, pump(), consulted=[CONFIRMED])) == ["done"]
    assert line(checked(catalogue, pump(), consulted=[{**DOCUMENT, "said": "confirmed"}])) == [
        "open"
    ]
    sold_elsewhere = {**pump(), "market": "EU"}
    named = {**CONFIRMED, "device": "implants/1"}
    assert line(checked(catalogue, pump(), sold_elsewhere, consulted=[named])) == ["open"]
    insulin = checked(catalogue, pump(), bringing=["Paradigm insulin pump"], consulted=[CONFIRMED])
    assert line(insulin, "minimed") == []


def test_where_a_device_of_another_market_was_sold_is_told(catalogue: Catalogue) -> None:
    result = told(checked(catalogue, pump(), {**pump("8667-20"), "market": "EU"}))
    assert "IMPLANT 2, SOLD IN EU: 8667-20" in result
    assert "SynchroMed III 8667-20: no labelling on file governs EU on 2026-11-23" in result


def test_an_alternative_that_is_no_way_to_go_stops_nothing(catalogue: Catalogue) -> None:
    """An emptied Prometra II at 3 T: to leave drug in it, or to call the scan an emergency, is what its label warns of."""
    emptied = {"device": "13827", "identified_by": "card", "facts": {"reservoir": "0 mL"}}
    result = checked(catalogue, emptied)
    stops = {one.id.rpartition("/")[2] for one in result.lines if one.state == "stop"}
    assert stops == {"scan.field_strength"}


def test_nobody_says_that_a_maker_confirmed_what_a_person_did(catalogue: Catalogue) -> None:
    hip = {
        "device": "hip prosthesis",
        "checked_by": "MRSO",
        "answers": {"other-implant-conditions-met": "confirmed"},
    }
    result = told(checked(catalogue, pump(), other_implants=[hip]))
    assert "confirmation of this day" not in result
    assert "A person confirmed that the conditions of its own labelling are met" in result


def test_a_silence_of_one_state_is_asked_of_that_state(catalogue: Catalogue) -> None:
    """The label limits the gradient of an active pump, and says nothing of a depleted one: neither is told of both."""
    unknown = pump()
    del unknown["facts"]["pump_state"]
    result = checked(catalogue, unknown)
    (asked,) = [
        q.text
        for q in result.consult[0].questions
        if q.id.endswith("not-addressed/scan.spatial_gradient")
    ]
    assert asked.startswith(
        "If the state of the pump is depleted (not known): Which spatial field gradient"
    )
    assert "spatial field gradient [depleted]" in told(result) and "B1+rms," in told(result)
    active = checked(catalogue, pump())
    assert not any("spatial_gradient" in q.id for q in active.consult[0].questions)


@pytest.mark.parametrize("text,closed", [
    *((text, False) for text in (
        "SyncroMed II", "Syncromed", "Prometa II", "Codmann 3000", "8637-4", "Accuryx", "baclofen infusor")),
    *((text, True) for text in (
        "hip prosthesis", "knee prosthesis", "PowerPort", "coronary stent", "Medtronic Micra", "cochlear implant",
        "Codman Certas Plus", "Archimedean screw", "aneurysm clip")),
])  # fmt: skip
def test_a_pump_that_is_misspelt_is_not_closed_by_what_a_person_confirms_and_another_implant_is(
    text: str, closed: bool, catalogue: Catalogue
) -> None:
    other = {"device": text, "answers": {"other-implant-conditions-met": "confirmed"}}
    result = checked(catalogue, pump(), other_implants=[other], consulted=[CONFIRMED])
    assert (result.disposition.word != "unidentified") is closed


def test_what_a_person_checked_of_an_implant_is_said_of_no_part_of_it(catalogue: Catalogue) -> None:
    answers = {"other-implant-conditions-met": "confirmed"}
    hip = {
        "device": "hip prosthesis",
        "checked_by": "MRSO",
        "answers": answers,
        "facts": {"components": ["old neurostimulator"]},
    }
    result = checked(catalogue, pump(), other_implants=[hip], consulted=[CONFIRMED])
    assert result.disposition.word == "unidentified"
    assert result.decided_by == ("other_implants/1/components/1",)
    (part,) = result.other_implants[0].components
    assert part.disposition.word == "unidentified" and not part.findings


@pytest.mark.parametrize(
    "stated,age",
    [
        ("2021-05-04", "2029 days before the scan"),
        ("2021-05", "2002 to 2032 days before the scan"),
        ("2021", "1788 to 2152 days before the scan"),
        ({"any_of": ["2021-05-03", "2021"]}, "2030 days before the scan or 1788 to 2152 days before the scan"),
    ],
)  # fmt: skip
def test_however_an_implantation_is_dated_an_enquiry_holds_its_age(
    stated: Any, age: str, catalogue: Catalogue
) -> None:
    result = checked(catalogue, pump(implanted_on=stated))
    (letter,) = letters(result, result, {}, catalogue)
    facts = dict(letter.devices[0].facts)
    assert facts["time since implantation"] == age
    assert any(one.text.endswith(f"Implanted {age}.") for one in letter.questions)
    assert not any("2021" in one.text for one in letter.questions)


@pytest.mark.parametrize(
    "document", ["M005186C003 REVISION B", "m005186c003 rev. b", "M005186C003 revision B"]
)
def test_a_document_is_the_same_however_its_revision_is_written(
    document: str, catalogue: Catalogue
) -> None:
    result = checked(catalogue, pump(), consulted=[{**CONFIRMED, "document": document}])
    assert result.disposition.word == "within-labelling"


def test_what_is_mr_unsafe_stops(catalogue: Catalogue) -> None:
    old = {"device": "91827", "identified_by": "card", "market": "EU"}
    result = checked(catalogue, old, bringing=["Paradigm insulin pump", "clinician programmer"])
    stops = [one for one in result.lines if one.state == "stop"]
    assert {one.id for one in stops} == set(result.decided_by)
    assert any("91827: MR Unsafe (CC FSN2019-044-02 Rev. A)" in one.text for one in stops)
    assert any(one.text.startswith("'clinician programmer': every device") for one in stops)


def test_good_practice_gives_way_to_what_the_label_says_of_this_state_alone(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    def said(implant: dict[str, Any], policy: Policy | None = None) -> bool:
        form = {
            "format": "mri-check/request/1",
            "on": "2026-11-23",
            "market": "US",
            "implants": [implant],
        }
        lines = check(catalogue, read_request(form), policy).lines
        return any(one.id.endswith("/withdrawal-of-baclofen") for one in lines)

    assert not said(pump(drug="baclofen"))
    assert said(pump(drug="baclofen", pump_state="depleted")), "its line is for a pump that runs"
    prometra = {
        "device": "13827",
        "identified_by": "card",
        "facts": {"reservoir": "0 mL", "drug": "baclofen"},
    }
    rule = {"id": "night", "instructions": [{"id": "bed", "phase": "plan", "who": "pump-clinician", "do": "Book a bed.",
            "when": {"implant.drug": {"one_of": ["baclofen"]}}}]}  # fmt: skip
    site = policy_of(tmp_path, catalogue, rule)
    assert said(prometra) and said(prometra, site)


@pytest.mark.parametrize(
    "device,withdrawal,healed",
    [
        ("some pump", True, True),
        ("SynchroMed", True, True),
        ("pain pump", True, True),
        ("Archimedes", True, True),
        ("epidural catheter", True, True),
        ("CADD-Prizm PCS II", True, False),
        ("penile prosthesis", False, False),
        ("clinician programmer", False, False),
    ],
)
@pytest.mark.parametrize("stated", [True, False])
def test_what_is_of_the_drug_is_told_of_a_pump_that_is_not_known(
    catalogue: Catalogue, device: str, withdrawal: bool, healed: bool, stated: bool
) -> None:
    facts = {"drug": "baclofen", "implanted_on": "2026-10-01"} if stated else {}
    lines = checked(catalogue, {"device": device, "facts": facts}).lines
    told = {one.id: one.text for one in lines}
    assert ("practice/withdrawal-of-baclofen" in told) is withdrawal
    assert ("practice/day-of-implantation" in told) is (healed and stated)
    if withdrawal:
        assert told["practice/withdrawal-of-baclofen"].startswith("Baclofen" if stated else "If ")


def test_a_part_is_named_in_its_lines(catalogue: Catalogue) -> None:
    result = checked(catalogue, pump(components=["8840"]))
    assert (
        "Medtronic Clinician programmers (8840, A810): Keep it outside the scanner room: MR Unsafe."
        in [one.text for one in result.lines]
    )


def test_of_each_entry_its_own_slips_are_told(catalogue: Catalogue) -> None:
    slip, right = (
        {**CONFIRMED, "answered": [one]}
        for one in ("no/such/question", f"{LABEL}/not-addressed/scan.b1_rms")
    )
    for later in (right, CONFIRMED):
        result = checked(catalogue, pump(), consulted=[slip, later])
        told_of = [one.id for one in result.notices if "is called no/such/question" in one.text]
        assert told_of == ["consulted/1"]


@pytest.mark.parametrize(
    "implants,others,stated",
    [
        (["93827"], [], " Stated: none; confirm."),
        (["93827"], None, ""),
        (["93827"], ["a stent"], " Stated: a stent; confirm."),
        (["93827", "8637-40"], [], " Stated: Medtronic SynchroMed II 8637-40; confirm."),
        (
            ["93827", "93827"],
            [],
            " Stated: Flowonix Prometra II, EU REF 93827 (implant 2); confirm.",
        ),
    ],
)
def test_what_is_stated_of_other_implants_stands_beside_the_question_and_does_not_answer_it(
    implants: list[str], others: list[str] | None, stated: str, catalogue: Catalogue
) -> None:
    form = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "EU",
        "implants": [{"device": name} for name in implants], "bringing": [],
    }  # fmt: skip
    if others is not None:
        form["other_implants"] = others or "none"
    result = check(catalogue, read_request(form))
    line = next(one for one in result.lines if one.id.endswith("/ask.no-other-implant"))
    assert line.state == "open"
    assert line.text.endswith(f"it was not tested.){stated}")


def test_a_document_that_is_known_and_of_no_labelling_may_have_replaced_the_one_on_file(
    tmp_path: Path,
) -> None:
    """It was not read, and nobody says that it is superseded: then what is on file may be out of date."""
    new = {**SOURCES["doc"], "number": "DOC2", "read": "none"}
    old = {**SOURCES["doc"], "number": "DOC0", "dated": "2020-01-01"}
    sources = {**SOURCES, "new": new, "old": old}
    label = {"always": {"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}}, "read": "part"}
    world = invented(tmp_path, {
        "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": sources},
        "manufacturers/acme/pump/us-doc.yaml": document(**label, supersedes=[{"document": "old", "basis": "inferred", "because": "x"}]),
        "manufacturers/acme/pump/us-old.yaml": document(**label, source="old", dated="2020-01-01"),
    })  # fmt: skip

    def told(named: str) -> tuple[str, ...]:
        entry = {"manufacturer": "acme", "on": "2026-11-23", "document": named, "said": "confirmed"}
        found = check(world, read_request(asked(consulted=[entry])))
        return tuple(id for id in found.decided_by if id == "consulted/1")

    assert told("DOC2 Rev A") == ("consulted/1",)
    assert told("DOC3 Rev A") == ("consulted/1",)
    assert told("DOC0 Rev A") == () == told("DOC1 Rev A")


def test_a_request_is_what_was_read_and_not_what_becomes_of_the_data(catalogue: Catalogue) -> None:
    form = {"format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "implants": [pump("91827")],
            "scan": {"region": ["brain"]}}  # fmt: skip
    first = read_request(form)
    alone = render(check(catalogue, read_request(copy.deepcopy(form))), "json")
    form["implants"][0]["device"] = "8637-40"  # type: ignore[index]
    form["scan"]["region"].append("abdomen")  # type: ignore[index]
    form["market"] = "nowhere"
    assert render(check(catalogue, first), "json") == alone


def test_nothing_is_asked_of_limits_for_what_stays_outside(catalogue: Catalogue) -> None:
    """An item that a labelling calls MR Unsafe; an implant of the same kind cannot be left outside, and is asked of."""
    brought = checked(catalogue, pump(), bringing=["8840"])
    (maker,) = brought.consult
    assert not [one.id for one in maker.questions if "clinician-programmers" in one.id]
    assert [one for one in maker.documents if "A810" in one.document], (
        "what is on file is told all the same"
    )
    implanted = checked(catalogue, pump(), other_implants=["91827"])
    assert [
        one
        for each in implanted.consult
        for one in each.questions
        if "/eu-ifu-91827/not-read/" in one.id
    ]
    mistaken = checked(catalogue, pump(), bringing=["On-Q"])
    assert [
        one for each in mistaken.consult for one in each.questions if one.id.startswith("items/")
    ]


def test_what_is_stated_of_a_system_is_told_once_to_its_maker(catalogue: Catalogue) -> None:
    request = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "scan": SCAN,
        "implants": [pump(components=["8709"])], "other_implants": "none", "bringing": [],
    }  # fmt: skip
    result = check(catalogue, read_request(request))
    (letter,) = letters(result, result, {}, catalogue)
    system, part = letter.devices
    assert ("drug in the pump", "morphine") in system.facts
    assert part.place == "implants/1/components/1" and part.facts == ()
    page = render(result, "html")
    assert page.count("drug: morphine") == 1


def test_what_several_documents_leave_open_is_one_question(catalogue: Catalogue) -> None:
    """Under the id of each; what was not read is settled by a better reading alone."""
    request = {
        "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "scan": SCAN,
        "implants": [{"device": "13827"}], "other_implants": "none", "bringing": [],
    }  # fmt: skip
    (maker,) = check(catalogue, read_request(request)).consult
    bore = [one for one in maker.questions if one.id.endswith("/not-read/scan.bore")]
    assert len(bore) == 4 and len({one.text for one in bore}) == 1
    named = "IFU 13827, PL-19589-04, PL-19701-03, PL-21604-02 were not read on it. Planned: cylindrical."
    assert bore[0].text.endswith(named)
    field = [one for one in maker.questions if one.id.endswith("/not-read/scan.field_strength")]
    assert "IFU 13827" not in field[0].text, "which prints one"
    entry = {
        "manufacturer": "flowonix", "on": "2026-11-23", "document": "PL-19589-04", "by": "phone",
        "said": "confirmed", "answered": [one.id for one in bore if "19589" in one.id],
    }  # fmt: skip
    (after,) = check(catalogue, read_request({**request, "consulted": [entry]})).consult
    assert [one for one in after.questions if one.id.endswith("/not-read/scan.bore")] == bore
