"""What a source leaves open stays open: no pump is concluded away, no exam, day or scanner is made up."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check.catalog import Catalogue
from mri_check.errors import RequestError
from mri_check.exam_table import read_exams
from mri_check.identify import Identified, identify
from mri_check.intake import JUDGE, NO_PUMP, NOT_JUDGED, UNREADABLE, Context, Row, rows
from mri_check.intake.kinds import is_other
from mri_check.intake.lines import HEAD
from mri_check.intake.row import MAX_ROW
from mri_check.request import FORMAT
from mri_check.scanners import UNKNOWN

Command = Callable[..., tuple[int, str, str]]

REQUEST: dict[str, Any] = {"format": FORMAT, "on": "2026-11-23"}
SCANNERS = frozenset({"MRI1", "MRI2"})


def order(id: str = "s1", exam: Any = "MRI Brain", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest", "id": id, "status": "active", "subject": {"reference": "Patient/p"},
        "occurrenceDateTime": "2026-11-23", "code": {"text": exam} if isinstance(exam, str) else exam, **more,
    }  # fmt: skip


def device(name: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Device", "id": "d1", "deviceName": [{"name": name}], "patient": {"reference": "Patient/p"},
        **more,
    }  # fmt: skip


def appointment(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Appointment",
        "id": "a1",
        "status": "booked",
        "start": "2026-11-23T10:00:00Z",
        **more,
    }


def bundle(*resources: dict[str, Any], urls: tuple[str, ...] = (), **more: Any) -> bytes:
    entries: list[dict[str, Any]] = [{"resource": one} for one in resources]
    for entry, url in zip(entries, urls):
        entry["fullUrl"] = url
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}
    ).encode()


def coded(text: str, charset: str = "utf-8") -> str:
    return base64.b64encode(text.encode(charset)).decode()


def item(more: dict[str, Any] = {}, steps: list[dict[str, Any]] = []) -> bytes:  # noqa: B006
    """A worklist item with its steps."""
    return json.dumps({**more, "00400100": {"vr": "SQ", "Value": steps}}).encode()


def meanings(*names: str) -> dict[str, Any]:
    """A code sequence."""
    return {"vr": "SQ", "Value": [{"00080104": {"vr": "LO", "Value": [one]}} for one in names]}


def read(source: bytes, catalogue: Catalogue, **known: Any) -> list[Row]:
    return list(rows(io.BytesIO(source), Context(catalogue, SCANNERS, **known)))


def only(source: bytes, catalogue: Catalogue, **known: Any) -> Row:
    (row,) = read(source, catalogue, **known)
    return row


def devices(row: Row) -> list[str]:
    return [one["device"] for one in (row.request or {}).get("implants", [])]


def scan(row: Row) -> dict[str, Any]:
    assert row.outcome == JUDGE, row.why
    found: dict[str, Any] = (row.request or {}).get("scan", {})
    return found


class TestDevices:
    @pytest.mark.parametrize("name", [
        "Spinal catheter", "Catheter", "Drug delivery system", "Implantable infusion system", "Infusion device",
        "Intrathecal device", "IT baclofen", "baclofenpomp", "Implanted device (see chart)", "Persona", "see chart",
        "patient unsure", "not asked", "Hip, knee or infusion system", "port",
        "Cath\u00e9ter \u00e0 valve", "Cat\u00e9ter con clip", "kateter med clip", "intrathekal system clip", "p\u00e9ridural electrode",
        "Mediport with valve", "PowerPort clip", "Portsystem mit Clip", "PICC valve", "Broviac valve", "Ommaya shunt",
        "MiniMed 780G system with Guardian 4 sensor", "Tandem t:slim X2 with Dexcom G6 sensor", "Omnipod cardiac monitor",
        "Hybrid closed loop insulin system", "Closed loop system", "Ambulatory PCA device wire", "CADD clip", "sensor", "recorder",
    ])  # fmt: skip
    def test_a_name_that_may_be_a_pumps_is_no_other_device(
        self, name: str, catalogue: Catalogue
    ) -> None:
        row = only(bundle(device(name), order()), catalogue, complete=True)
        assert row.outcome == JUDGE and len(devices(row)) == 1
        gone = only(bundle(device(name, status="inactive"), order()), catalogue, complete=True)
        assert gone.outcome == JUDGE and "recorded as removed: a catheter may remain" in devices(gone)[0]  # fmt: skip
        stated = json.dumps({**REQUEST, "implants": "none", "other_implants": [name]}).encode()
        assert only(stated, catalogue).outcome == JUDGE

    @pytest.mark.parametrize("name", ["hip prosthesis", "Total Knee, cemented", "cardiac pacemaker", "Spinal cord stimulator", "VP shunt valve", "loop recorder", "ICP sensor", "sternal wires", "Kirschner wire", "glucose sensor", "Proth\u00e8se de hanche", "H\u00fcftprothese"])  # fmt: skip
    def test_a_name_of_another_kind_is_one(self, name: str, catalogue: Catalogue) -> None:
        assert is_other(name)
        row = only(bundle(device(name), order()), catalogue, complete=True)
        assert (row.outcome, row.why) == (NOT_JUDGED, NO_PUMP)

    @pytest.mark.parametrize("outcome", [
        {"issue": [{"severity": "warning", "code": "incomplete"}]},
        {"issue": [{"severity": "information", "code": "incomplete"}]},
        {"issue": [{"severity": "information", "code": "suppressed"}]},
        {"issue": [{"severity": "information", "code": "timeout"}]},
        {"issue": [{"severity": "information", "code": "throttled"}]},
        {"issue": [{"severity": "success", "code": "too-costly"}]},
        {"issue": [{"severity": "information"}]},
        {"issue": [{"severity": "information", "code": "informational", "details": {"text": "Some records were not included."}}]},
        {"issue": [{"severity": "information", "code": "informational", "details": {"coding": [{"code": "records-withheld"}]}}]},
        {"issue": [{"severity": "information", "code": "informational", "diagnostics": "Success. Redacted."}]},
        {"issue": [{"severity": "information", "code": "informational", "diagnostics": "Found 12 results"}]},
        {"issue": [{"code": "exception"}]},
        {},
    ])  # fmt: skip
    @pytest.mark.parametrize("inside", [True, False])
    def test_a_list_with_a_warning_is_not_complete(
        self, outcome: dict[str, Any], inside: bool, catalogue: Catalogue
    ) -> None:
        told = {"resourceType": "OperationOutcome", **outcome}
        entry: dict[str, Any] = {"response": {"status": "200", "outcome": told}} if inside else {"resource": told, "search": {"mode": "outcome"}}  # fmt: skip
        found = {"resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [entry],
                 "link": [{"relation": "self", "url": "Device?patient=p"}]}  # fmt: skip
        row = only(bundle(found, order()), catalogue)
        assert devices(row) == ["implants not known"]
        assert only(bundle(found, device("hip prosthesis"), order()), catalogue, complete=True).outcome == JUDGE  # fmt: skip

    @pytest.mark.parametrize("issues, outcome", [
        ({"issue": [{"severity": "error", "code": "incomplete"}]}, UNREADABLE),
        ({"issue": [{"severity": "warning", "code": "incomplete"}]}, JUDGE),
        ("gone", JUDGE),
        ({"issue": [{"severity": "information", "code": "informational"}]}, NOT_JUDGED),
    ])  # fmt: skip
    def test_what_a_bundle_says_went_wrong_is_heard(
        self, issues: Any, outcome: str, catalogue: Catalogue
    ) -> None:
        found = {"resourceType": "Bundle", "type": "searchset", "total": 0, "issues": issues,
                 "link": [{"relation": "self", "url": "Device?patient=p"}]}  # fmt: skip
        assert only(bundle(found, order()), catalogue).outcome == outcome

    @pytest.mark.parametrize("issue", [
        {"code": "informational"}, {"code": "success", "severity": "success"}, {"details": {"text": "All OK"}},
        {"diagnostics": "Found 0 results"}, {"diagnostics": "No matching resources found."},
        {"details": {"coding": [{"system": "http://x", "display": "Operation completed successfully"}]}},
        {"diagnostics": "No issues detected during validation"},
    ])  # fmt: skip
    def test_a_word_of_success_changes_nothing(
        self, issue: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational", **issue}]}  # fmt: skip
        row = only(bundle(told, device("hip prosthesis"), order()), catalogue, complete=True)
        assert row.outcome == NOT_JUDGED

    def test_an_error_inside_a_response_is_an_error(self, catalogue: Catalogue) -> None:
        told = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "security"}]}  # fmt: skip
        source = json.loads(bundle(device("hip prosthesis"), order()))
        source["entry"].append({"response": {"status": "200", "outcome": told}})
        row = only(json.dumps(source).encode(), catalogue, complete=True)
        assert row.outcome == UNREADABLE and "security" in row.why

    @pytest.mark.parametrize("more", [
        {"supportingInfo": [{"display": "Intrathecal baclofen pump in situ"}]},
        {"supportingInfo": [{"type": "Device", "identifier": {"value": "8"}, "display": "SynchroMed II"}]},
        {"supportingInfo": [{"type": "Device", "identifier": {"value": "8"}}]},
        {"supportingInfo": [{"type": "Device", "reference": "urn:uuid:1"}]},
        {"reasonReference": [{"display": "baclofen pump malfunction"}]},
        {"reason": [{"reference": {"display": "baclofen pump malfunction"}}]},
    ])  # fmt: skip
    def test_what_an_order_speaks_of_is_looked_at(
        self, more: dict[str, Any], catalogue: Catalogue
    ) -> None:
        row = only(bundle(device("hip prosthesis"), order(**more)), catalogue, complete=True)
        assert row.outcome == JUDGE and devices(row)

    @pytest.mark.parametrize("more, url", [
        ({"meta": {"security": [{"code": "REDACTED"}]}}, "Device?patient=p"),
        ({"meta": {"tag": [{"code": "SUBSETTED"}]}}, "Device?patient=p"),
        ({"meta": {"security": [{"code": "MASKED"}, {"code": "R"}]}}, "Device?patient=p"),
        ({"meta": {"security": [{"display": "redacted"}]}}, "Device?patient=p"),
        ({"meta": "REDACTED"}, "Device?patient=p"),
        ({}, "Device?patient=p&_total=estimate"), ({}, "Device?patient=p&_total="),
    ])  # fmt: skip
    def test_a_list_that_is_said_to_be_less_is_not_complete(
        self, more: dict[str, Any], url: str, catalogue: Catalogue
    ) -> None:
        none = {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": [{"relation": "self", "url": url}]}  # fmt: skip
        for known in (False, True):
            row = only(bundle(order(), {**none, **more}), catalogue, complete=known)
            assert row.outcome == JUDGE and any("not listed" in one for one in row.notices)
        plain = {"meta": {"security": [{"code": "R"}], "tag": [{"code": "x"}]}}
        for url in ("Device?patient=p", "Device?patient=p&_total=accurate&_count=50"):
            found = {**none, **plain, "link": [{"relation": "self", "url": url}]}
            assert only(bundle(order(), found), catalogue).outcome == NOT_JUDGED

    @pytest.mark.parametrize("other", [
        {"resourceType": "DocumentReference", "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": coded("has an intrathecal pump")}}]},
        {"resourceType": "DocumentReference", "content": [{"attachment": {"contentType": "text/html", "data": coded("<p>an <b>intrathecal</b> pump</p>")}}]},
        {"resourceType": "DocumentReference", "content": [{"attachment": {"contentType": "text/plain;charset=utf-16", "data": coded("Intrathekale Pumpe", "utf-16")}}]},
        {"resourceType": "DiagnosticReport", "presentedForm": [{"contentType": "text/rtf", "data": coded(r"{\rtf1 intrathecal\par pump}")}]},
        {"resourceType": "Condition", "clinicalStatus": {"coding": [{"code": "active"}]}, "text": {"div": "<div><p>Intrathecal pump</p></div>"}},
        {"resourceType": "Condition", "code": {"text": "see note"}, "text": {"status": "additional", "div": "<div>Intrathecal&#160;pump</div>"}},
        {"resourceType": "Patient", "id": "p", "extension": [{"url": "http://x/implants", "valueString": "intrathecal pump"}]},
        {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": coded("intrathecal pump")},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_a_document_is_read_where_it_is_a_text(
        self, other: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {**other, "subject": {"reference": "Patient/p"}}
        row = only(bundle(device("vascular stent"), told, order()), catalogue, complete=True)
        assert row.outcome == JUDGE and "pump" in row.possible[0]
        assert not any("not read" in one for one in row.notices)

    def test_a_document_is_of_whom_its_record_names(self, catalogue: Catalogue) -> None:
        said = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": coded("a pump")}  # fmt: skip
        held = {"resourceType": "DocumentReference", "subject": {"reference": "Patient/q"},
                "content": [{"attachment": {"contentType": "text/plain", "url": "Binary/b"}}]}  # fmt: skip
        other = order("s2", subject={"reference": "Patient/q"})
        found = read(bundle(device("vascular stent"), said, held, order(), other), catalogue, complete=True)  # fmt: skip
        assert [row.outcome for row in found] == [NOT_JUDGED, JUDGE]
        assert not any("not read" in one for one in found[1].notices)

    @pytest.mark.parametrize("attached", [
        {"contentType": "application/pdf", "data": coded("pump")}, {"contentType": "text/plain", "data": "x"},
        {"contentType": "text/plain", "url": "https://a.example/note"}, {"url": "Binary/elsewhere"},
        {"contentType": "image/tiff", "url": "urn:oid:1"},
    ])  # fmt: skip
    def test_a_document_that_is_not_read_is_told_once(
        self, attached: dict[str, Any], catalogue: Catalogue
    ) -> None:
        held = {"resourceType": "DocumentReference", "subject": {"reference": "Patient/p"}, "content": [{"attachment": attached}]}  # fmt: skip
        row = only(bundle(device("vascular stent"), held, held, order()), catalogue, complete=True)
        assert row.outcome == NOT_JUDGED
        assert len([one for one in row.notices if "not read" in one]) == 1

    @pytest.mark.parametrize("other", [
        {"resourceType": "Condition", "code": {"text": "Asthma"}, "text": {"status": "generated", "div": "<div>Dr Pump</div>"}},
        {"resourceType": "Patient", "id": "p", "extension": [{"url": "http://x/patient-mothersMaidenName", "valueString": "Ann Pump"}]},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_a_name_in_what_repeats_the_elements_is_no_mention(
        self, other: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {**other, "subject": {"reference": "Patient/p"}}
        row = only(bundle(device("vascular stent"), told, order()), catalogue, complete=True)
        assert (row.outcome, row.notices) == (NOT_JUDGED, ("Its status in the source: active.",))

    @pytest.mark.parametrize("kind, element", [
        ("MedicationRequest", "dosageInstruction"), ("MedicationDispense", "dosageInstruction"),
        ("MedicationStatement", "dosage"), ("MedicationAdministration", "dosage"),
    ])  # fmt: skip
    @pytest.mark.parametrize("route", [
        {"text": "Intrathecal"}, {"coding": [{"system": "http://snomed.info/sct", "code": "72607000"}]},
        {"coding": [{"display": "Intrathecal route"}]}, {"text": "intrathekal"},
    ])  # fmt: skip
    def test_a_drug_of_pumps_and_its_way_are_one_text(
        self, kind: str, element: str, route: dict[str, Any], catalogue: Catalogue
    ) -> None:
        def told(route: dict[str, Any], **drug: Any) -> list[Row]:
            one = {"resourceType": kind, "subject": {"reference": "Patient/p"}, **drug,
                   element: {"route": route} if kind == "MedicationAdministration" else [{"route": route}]}  # fmt: skip
            held = {"resourceType": "Medication", "id": "m", "code": {"text": "baclofen 2 MG/ML"}}
            other = {**held, "id": "n", "code": {"text": "methotrexate"}}
            source = bundle(one, held, device("vascular stent"), order(), order("s2", subject={"reference": "Patient/q"}), other)  # fmt: skip
            return read(source, catalogue, complete=True)

        baclofen = {
            "text": "20 ML baclofen 2 MG/ML prefilled syringe for injection, per vial of 20"
        }
        inside = {
            "resourceType": "Medication",
            "id": "i",
            "code": {"coding": [{"display": "Lioresal"}]},
        }
        for drug in (
            {"medicationCodeableConcept": baclofen}, {"medication": {"concept": baclofen}},
            {"medicationReference": {"reference": "Medication/m"}}, {"medication": {"reference": {"reference": "Medication/m"}}},
            {"medicationReference": {"reference": "#i"}, "contained": [inside]},
            {"medicationReference": {"reference": "Medication/elsewhere"}},
        ):  # fmt: skip
            row, nobodys = told(route, **drug)
            assert row.outcome == JUDGE and "intrathecal" in row.possible[0], drug
            assert not nobodys.possible
            assert told({"text": "Oral"}, **drug)[0].outcome == NOT_JUDGED
        for drug in ({"medicationReference": {"reference": "Medication/n"}}, {"medicationCodeableConcept": {"text": "methotrexate"}}):  # fmt: skip
            assert told(route, **drug)[0].outcome == NOT_JUDGED

    def test_a_model_number_that_is_not_used_is_told(self, catalogue: Catalogue) -> None:
        for maker, name in (("MEDTRONIC NEUROMODULATION", "PUMP INFUSION SYNCHROMED II 40ML"), ("Acme", "SynchroMed II")):  # fmt: skip
            listed = device(name, manufacturer=maker, modelNumber="8637-40")
            row = only(bundle(listed, order()), catalogue)
            assert not isinstance(identify(devices(row)[0], catalogue), Identified)
            assert any("8637-40" in one and "not identified" in one for one in row.notices)
        row = only(bundle(device("SynchroMed II", manufacturer="Medtronic", modelNumber="8637-40"), order()), catalogue)  # fmt: skip
        assert not any("not identified" in one for one in row.notices)

    def test_whoever_orders_is_no_mention(self, catalogue: Catalogue) -> None:
        named = order(requester={"display": "Dr Pump"}, performer=[{"display": "Pain Pump Clinic"}])
        assert only(bundle(device("hip prosthesis"), named), catalogue, complete=True).outcome == NOT_JUDGED  # fmt: skip

    @pytest.mark.parametrize(
        "kind", ["Flag", "Condition", "AllergyIntolerance", "Procedure", "Observation"]
    )
    @pytest.mark.parametrize(
        "said", [{"code": {"text": "Intrathecal pump in situ"}}, {"note": [{"text": "pain pump"}]}]
    )
    def test_a_word_of_any_record_counts(
        self, kind: str, said: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {
            "resourceType": kind,
            "subject": {"reference": "Patient/p"},
            "patient": {"reference": "Patient/p"},
            **said,
        }
        row = only(bundle(device("hip prosthesis"), told, order()), catalogue, complete=True)
        assert row.possible

    def test_a_part_of_an_observation_may_speak_of_a_pump(self, catalogue: Catalogue) -> None:
        said = {"resourceType": "Observation", "code": {"text": "Implants"}, "subject": {"reference": "Patient/p"},
                "component": [{"code": {"text": "what"}, "valueString": "intrathecal pump in situ"}]}  # fmt: skip
        row = only(bundle(device("hip prosthesis"), said, order()), catalogue, complete=True)
        assert row.possible

    @pytest.mark.parametrize("status", [
        {"coding": [{"system": "http://snomed", "code": "123"}, {"code": "explanted"}]},
        {"text": "Explanted"},
    ])  # fmt: skip
    def test_a_removed_device_is_one_however_it_is_said(
        self, status: Any, catalogue: Catalogue
    ) -> None:
        link = {"resourceType": "DeviceAssociation", "device": {"reference": "Device/d1"},
                "subject": {"reference": "Patient/p"}, "status": status}  # fmt: skip
        row = only(bundle(device("SynchroMed II"), link, order()), catalogue)
        assert devices(row) == ["recorded as removed: a catheter may remain (SynchroMed II)"]

    @pytest.mark.parametrize("status, action, gone", [
        ("completed", {"text": "explanted"}, True), (None, {"coding": [{"code": "explanted"}]}, True),
        ("completed", None, True), ("completed", {"text": "implanted"}, False),
        ("completed", {"coding": [{"code": "implanted"}]}, False), ("not-done", {"text": "explanted"}, False),
        ("entered-in-error", {"text": "explanted"}, False), ("preparation", None, False),
    ])  # fmt: skip
    def test_only_a_procedure_that_was_done_removes_and_only_what_it_removed(
        self, status: str | None, action: Any, gone: bool, catalogue: Catalogue
    ) -> None:
        focal = {"action": action, "manipulated": {"reference": "Device/d1"}}
        procedure = {"resourceType": "Procedure", "status": status, "subject": {"reference": "Patient/p"},
                     "code": {"text": "Removal of a pump"}, "focalDevice": [focal]}  # fmt: skip
        row = only(bundle(device("SynchroMed II"), procedure, order()), catalogue)
        assert (devices(row) != ["SynchroMed II"]) == gone

    @pytest.mark.parametrize("name", [
        "Removal of drug from reservoir", "Removal and replacement of infusion pump", "Removal of sutures over device pocket",
        "Explantation of a catheter",
    ])  # fmt: skip
    def test_the_name_of_a_procedure_removes_only_what_it_names(
        self, name: str, catalogue: Catalogue
    ) -> None:
        procedure = {"resourceType": "Procedure", "status": "completed", "subject": {"reference": "Patient/p"},
                     "code": {"text": name}, "focalDevice": [{"manipulated": {"reference": "Device/d1"}}]}  # fmt: skip
        for status in ("active", None):
            row = only(bundle(device("91827", status=status), procedure, order()), catalogue)
            assert devices(row) == ["91827"]
            assert any("A procedure may have removed a device" in one for one in row.notices)

    @pytest.mark.parametrize("record", [
        {"resourceType": "DeviceAssociation", "device": {"reference": "Device/d1"}, "status": {"text": "Explanted"}},
        {"resourceType": "Procedure", "status": "completed", "code": {"text": "Revision of a pump"},
         "focalDevice": [{"action": {"text": "Removed"}, "manipulated": {"reference": "Device/d1"}}]},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_a_device_that_is_active_and_removed_is_judged_as_both(
        self, record: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {**record, "subject": {"reference": "Patient/p"}}
        row = only(bundle(device("91827", status="active"), told, order()), catalogue)
        assert devices(row) == ["91827", "recorded as removed: a catheter may remain (91827)"]
        assert any("recorded as removed" in one for one in row.notices)
        row = only(bundle(device("91827", status="inactive"), told, order()), catalogue)
        assert devices(row) == ["recorded as removed: a catheter may remain (91827)"]

    def test_a_urn_is_the_patient_that_the_bundle_holds(self, catalogue: Catalogue) -> None:
        patient = {"resourceType": "Patient"}
        pump = device("SynchroMed II", patient={"reference": "urn:uuid:1"})
        booked = appointment(participant=[{"actor": {"reference": "urn:uuid:1"}}], description="MRI brain")  # fmt: skip
        row = only(bundle(patient, pump, booked, urls=("urn:uuid:1", "urn:uuid:2", "urn:uuid:3")), catalogue)  # fmt: skip
        assert devices(row) == ["SynchroMed II"]

    @pytest.mark.parametrize("told", [
        {"link": [{"relation": "self", "url": "http://[bad/Device?patient=p"}], "total": 0},
        {"total": "\u00b2"},
    ])  # fmt: skip
    def test_a_bundle_that_is_odd_is_no_crash(
        self, told: dict[str, Any], catalogue: Catalogue
    ) -> None:
        found = read(bundle(order(), type="searchset", **told), catalogue)
        assert found and all(row.outcome != NOT_JUDGED for row in found)

    @pytest.mark.parametrize("holder", [
        order(contained=[{"resourceType": "Condition", "id": "c", "code": {"text": "intrathecal pump in situ"}}]),
        order(extension=[{"url": "http://x", "valueString": "intrathecal pump in situ"}]),
        order(contained=[{"resourceType": "Observation", "id": "c", "subject": {"reference": "Patient/p"},
                          "extension": [{"url": "x", "valueString": "intrathecal pump in situ"}]}]),
    ])  # fmt: skip
    def test_a_mention_counts_wherever_it_stands(
        self, holder: dict[str, Any], catalogue: Catalogue
    ) -> None:
        row = only(bundle(holder, device("hip prosthesis")), catalogue, complete=True)
        assert devices(row) == ["possible implant: intrathecal pump in situ"]

    @pytest.mark.parametrize("other", [
        {"resourceType": "QuestionnaireResponse", "item": [{"answer": [{"valueString": "intrathecal pump in situ"}]}]},
        {"resourceType": "DiagnosticReport", "conclusion": "a baclofen pump"},
        {"resourceType": "DeviceRequest", "codeCodeableConcept": {"text": "SynchroMed II pump"}},
        {"resourceType": "MedicationStatement", "medicationCodeableConcept": {"text": "baclofen via SynchroMed pump"}},
        {"resourceType": "Communication", "payload": [{"contentString": "has an implanted infusion device"}]},
        {"resourceType": "DeviceUseStatement", "device": {"reference": "Device/d1"}, "note": [{"text": "pain pump"}]},
        {"resourceType": "Procedure", "focalDevice": [{"action": {"text": "implanted"}, "manipulated": {"reference": "Device/z"}}]},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_whatever_speaks_of_a_pump_of_this_patient_counts(
        self, other: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {**other, "subject": {"reference": "Patient/p"}}
        for resource in (told, {**order("s2"), "contained": [told]}):
            rows_of = read(bundle(device("vascular stent"), order(), resource), catalogue, complete=True)  # fmt: skip
            if other["resourceType"] not in ("Procedure", "DeviceUseStatement") or resource is told:
                assert rows_of[0].outcome == JUDGE
        elsewhere = {**other, "subject": {"reference": "Patient/other"}}
        (row,) = read(bundle(device("vascular stent"), order(), elsewhere), catalogue, complete=True)  # fmt: skip
        assert row.outcome == NOT_JUDGED

    @pytest.mark.parametrize("other", [
        order("s2", "Intrathecal pump refill"), order("s2", reasonCode=[{"text": "Intrathecal pump refill"}]),
        appointment(participant=[{"actor": {"reference": "Patient/p"}}], description="Intrathecal pump refill"),
        {"resourceType": "AppointmentResponse", "actor": {"reference": "Patient/p"}, "comment": "Intrathecal pump refill"},
        {"resourceType": "Encounter", "subject": {"reference": "Patient/p"}, "reasonCode": [{"text": "Intrathecal pump refill"}]},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_whatever_else_is_booked_for_this_patient_counts(
        self, other: dict[str, Any], catalogue: Catalogue
    ) -> None:
        for source in (bundle(device("vascular stent"), order(), other), bundle(other, order())):
            row = next(one for one in read(source, catalogue, complete=True) if one.id == "s1")
            told = [one.partition(": ")[2] for one in row.possible]
            assert row.outcome == JUDGE and told == ["intrathecal pump"]
        elsewhere = json.loads(json.dumps(other).replace("Patient/p", "Patient/other"))
        found = read(bundle(device("vascular stent"), order(), elsewhere), catalogue, complete=True)
        assert found[0].outcome == NOT_JUDGED
        clinic = {"display": "Pain Pump Clinic"}
        for one in (
            order("s2", requester=clinic),
            {"resourceType": "Encounter", "subject": {"reference": "Patient/p"}, "serviceProvider": clinic},
        ):  # fmt: skip
            assert read(bundle(device("vascular stent"), order(), one), catalogue, complete=True)[0].outcome == NOT_JUDGED  # fmt: skip

    @pytest.mark.parametrize("record, told", [
        ({"resourceType": "Task", "for": {"reference": "Patient/p"}, "description": "Pump check"}, ["pump"]),
        ({"resourceType": "Communication", "sender": {"reference": "Patient/p"}, "payload": [{"contentString": "my pump"}]}, ["pump"]),
        ({"resourceType": "ResearchSubject", "individual": {"reference": "Patient/p"}, "assignedArm": "pain pump"}, ["pain pump"]),
        ({"resourceType": "Observation", "subject": {"reference": "Device/x"}, "focus": [{"reference": "Patient/p"}], "code": {"text": "Pump flow"}}, ["pump flow"]),
        ({"resourceType": "QuestionnaireResponse", "source": {"reference": "urn:uuid:p"}, "item": [{"text": "my pump"}]}, ["pump"]),
        ({"resourceType": "Task", "for": {"display": "Jane Pump"}, "owner": {"display": "Pump clinic"}, "focus": {"reference": "Patient/p"}}, []),
        ({"resourceType": "Communication", "subject": {"reference": "Patient/q"}, "sender": {"reference": "Patient/p"}, "note": [{"text": "a pump"}]}, []),
    ], ids=lambda one: one["resourceType"] if isinstance(one, dict) else "")  # fmt: skip
    def test_whom_a_record_names_in_any_way_it_speaks_of(
        self, record: dict[str, Any], told: list[str], catalogue: Catalogue
    ) -> None:
        source = bundle({"resourceType": "Patient", "id": "p"}, device("vascular stent"), record, order(), urls=("urn:uuid:p",))  # fmt: skip
        for one in (source, source.replace(b"Patient/p", b"urn:uuid:p")):
            row = only(one, catalogue, complete=True)
            assert [one.partition(": ")[2] for one in row.possible] == told

    @pytest.mark.parametrize("record, other", [
        ({"resourceType": "MedicationRequest", "subject": {"reference": "Patient/p"}, "medicationReference": {"reference": "Medication/m"}}, "Medication"),
        ({"resourceType": "MedicationRequest", "subject": {"reference": "Patient/p"}, "medication": {"reference": {"reference": "Medication/m"}}}, "Medication"),
        ({"resourceType": "ResearchSubject", "individual": {"reference": "Patient/p"}, "study": {"reference": "ResearchStudy/m"}}, "ResearchStudy"),
        (device("91827", definition={"reference": "DeviceDefinition/m"}), "DeviceDefinition"),
        (order("s2", "Refill", supportingInfo=[{"reference": "Medication/m"}]), "Medication"),
        ({"resourceType": "CarePlan", "subject": {"reference": "Patient/p"}, "contained": [
            {"resourceType": "MedicationRequest", "id": "c", "medicationReference": {"reference": "Medication/m"}}]}, "Medication"),
    ], ids=lambda one: one if isinstance(one, str) else "")  # fmt: skip
    def test_what_a_record_refers_to_is_said_of_its_patient(
        self, record: dict[str, Any], other: str, catalogue: Catalogue
    ) -> None:
        said = {"resourceType": other, "id": "m", "code": {"text": "baclofen for SynchroMed II intrathecal pump"}}  # fmt: skip
        lists = [device("vascular stent"), device("vascular stent", id="d2", patient={"reference": "Patient/q"})]  # fmt: skip
        asked = [order(), order("s0", subject={"reference": "Patient/q"})]
        for source in (bundle(*asked, *lists, record, said), bundle(said, record, *lists, *asked)):
            found = {one.id: one for one in read(source, catalogue, complete=True)}
            assert found["s1"].possible == (f"{other}: synchromed ii intrathecal pump",)
            assert found["s0"].outcome == NOT_JUDGED
            exported = b"\n".join(json.dumps(one["resource"]).encode() for one in json.loads(source)["entry"])  # fmt: skip
            assert {one.id: one.possible for one in read(exported, catalogue, complete=True)} == {id: one.possible for id, one in found.items()}  # fmt: skip

    @pytest.mark.parametrize("steps, whose", [(1, "one"), (2, "one"), (9, "all")])
    def test_what_is_said_is_followed_over_several_records_or_is_anybodys(
        self, steps: int, whose: str, catalogue: Catalogue
    ) -> None:
        way = [{"resourceType": "Basic", "id": f"b{at}", "extension": [{"url": "x", "valueReference": {"reference": f"Basic/b{at + 1}"}}]}
               for at in range(steps)]  # fmt: skip
        end = {"resourceType": "Basic", "id": f"b{steps}", "code": {"text": "intrathecal pump"}}
        plan = {"resourceType": "CarePlan", "subject": {"reference": "Patient/p"}, "supportingInfo": [{"reference": "Basic/b0"}]}  # fmt: skip
        asked = [order(), order("s0", subject={"reference": "Patient/q"})]
        for records in ([plan, *way, end], [plan, *reversed(way), end]):
            rows_of = read(bundle(*asked, device("vascular stent"), *records), catalogue, complete=True)  # fmt: skip
            assert rows_of[0].possible
            assert bool(rows_of[1].possible) <= (whose == "all")

    def test_who_and_where_are_not_followed(self, catalogue: Catalogue) -> None:
        place = {"resourceType": "Location", "id": "m", "name": "Pump clinic"}
        seen = {"resourceType": "Encounter", "subject": {"reference": "Patient/p"}, "location": [{"location": {"reference": "Location/m"}}]}  # fmt: skip
        row = only(bundle(device("vascular stent"), order(), place, seen), catalogue, complete=True)
        assert row.outcome == NOT_JUDGED

    @pytest.mark.parametrize("record", [
        {"resourceType": "List", "entry": [{"item": {"reference": "Device/z"}}]},
        {"resourceType": "Observation", "code": {"text": "Reservoir volume"}, "device": {"reference": "Device/z"}},
        {"resourceType": "Observation", "device": {"reference": "urn:uuid:z"}},
        {"resourceType": "Observation", "subject": {"reference": "Device/z"}, "focus": [{"reference": "Patient/p"}]},
        {"resourceType": "DeviceRequest", "codeReference": {"reference": "https://s.example/fhir/Device/z"}},
        {"resourceType": "DeviceRequest", "code": {"reference": {"reference": "Device/z"}}},
        {"resourceType": "Procedure", "usedReference": [{"reference": "Device/z"}]},
        {"resourceType": "Procedure", "used": [{"reference": {"reference": "Device/z/_history/2"}}]},
        {"resourceType": "Claim", "patient": {"reference": "Patient/p"}, "item": [{"udi": [{"reference": "Device/z"}]}]},
        {"resourceType": "Task", "for": {"reference": "Patient/p"}, "subject": None, "focus": {"type": "Device", "identifier": {"value": "1"}}},
        {"resourceType": "CarePlan", "contained": [{"resourceType": "List", "id": "c", "entry": [{"item": {"reference": "Device/z"}}]}]},
        order("s2", "Refill", supportingInfo=[{"reference": "Device/z"}]),
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_a_list_is_not_complete_without_a_device_that_a_record_refers_to(
        self, record: dict[str, Any], catalogue: Catalogue
    ) -> None:
        record = {"subject": {"reference": "Patient/p"}, **record}
        seen = appointment(
            participant=[{"actor": {"display": "Dr Who"}}], serviceType=[{"text": "CT"}]
        )
        row = read(bundle(device("vascular stent"), order(), record, seen), catalogue, complete=True)[0]  # fmt: skip
        assert devices(row) == ["a device that the source refers to and does not hold"]
        if "Device/z" in str(record):
            held = device("hip prosthesis", id="z")
            url = ("https://s.example/fhir/Device/z",) if "s.example" in str(record) else ()
            row = next(one for one in read(bundle(held, device("vascular stent", id="d2"), order(), record, urls=url), catalogue, complete=True) if one.id == "s1")  # fmt: skip
            assert row.outcome == NOT_JUDGED
        elsewhere = json.loads(json.dumps(record).replace("Patient/p", "Patient/q"))
        assert read(bundle(device("vascular stent"), order(), elsewhere), catalogue, complete=True)[0].outcome == NOT_JUDGED  # fmt: skip

    @pytest.mark.parametrize("record", [
        {"resourceType": "Observation", "category": [{"coding": [{"code": "vital-signs"}]}], "device": {"reference": "Device/z"}},
        {"resourceType": "Observation", "category": [{"coding": [{"code": "laboratory"}]}], "device": {"reference": "Device/z"}},
        {"resourceType": "Observation", "performer": [{"reference": "Device/z"}], "device": {"reference": "DeviceMetric/z"}},
        {"resourceType": "ImagingStudy", "series": [{"performer": [{"actor": {"reference": "Device/z"}}]}]},
        {"resourceType": "Media", "device": {"reference": "Device/z"}},
        {"resourceType": "Specimen", "container": [{"device": {"reference": "Device/z"}}]},
        {"resourceType": "Composition", "author": [{"reference": "Device/z"}], "attester": [{"party": {"reference": "Device/z"}}]},
        {"resourceType": "QuestionnaireResponse", "source": {"reference": "Device/z"}},
        {"resourceType": "Flag", "author": {"reference": "Device/z"}},
        appointment(participant=[{"actor": {"reference": "Patient/p"}}, {"actor": {"reference": "Device/z"}}], serviceType=[{"text": "CT"}]),
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_a_device_that_acts_or_measures_is_none_of_the_patients(
        self, record: dict[str, Any], catalogue: Catalogue
    ) -> None:
        told = {"subject": {"reference": "Patient/p"}, **record}
        row = read(bundle(device("vascular stent"), order(), told), catalogue, complete=True)[0]
        assert row.outcome == NOT_JUDGED

    @pytest.mark.parametrize("value", [
        "(01)00643169506855(21)NGP123456H", "(01)00643169007222(21)NGP1", "(01)51022222233336(11)141231(17)150707(10)A213B1(21)NGP123456H", "NGP123456H",
    ])  # fmt: skip
    @pytest.mark.parametrize("code", [
        {"coding": [{"system": "http://loinc.org", "code": "74711-3"}]}, {"text": "Unique device identifier"},
    ])  # fmt: skip
    def test_an_identifier_that_was_observed_is_a_device(
        self, code: dict[str, Any], value: str, catalogue: Catalogue
    ) -> None:
        told = {"resourceType": "Observation", "subject": {"reference": "Patient/p"}, "code": code, "valueString": value}  # fmt: skip
        row = only(bundle(device("vascular stent"), order(), told), catalogue, complete=True)
        assert row.possible == ("Observation: unique device identifier",)
        assert "NGP" not in repr(row)

    def test_the_identifier_of_a_listed_device_is_its_own(self, catalogue: Catalogue) -> None:
        listed = device("vascular stent", note=[{"text": "UDI (01)00643169007222(21)NGP1"}])
        assert only(bundle(listed, order()), catalogue, complete=True).outcome == NOT_JUDGED

    def test_what_a_booking_says_itself_is_said_once(self, catalogue: Catalogue) -> None:
        exam = {"text": "MRI brain, pump in situ", "coding": [{"display": "old pump, MRI brain"}]}
        row = only(bundle(order(exam=exam, note=[{"text": "a pain pump"}])), catalogue)
        assert row.possible == ("code: pump in situ", "code: old pump", "note: a pain pump")

    @pytest.mark.parametrize("said, told", [
        ({"code": {"text": "Epidural"}, "reasonCode": [{"text": "Delivery of a child"}]}, []),
        ({"code": {"text": "Omeprazole, proton"}, "note": [{"text": "pump in situ"}]}, ["pump in situ"]),
        ({"status": "active", "code": {"text": "pump"}, "note": [{"text": "old"}]}, ["pump"]),
        ({"resourceType": "Observation", "code": {"text": "Intrathecal"}, "valueString": "catheter"}, ["intrathecal catheter"]),
    ])  # fmt: skip
    def test_words_of_two_texts_of_a_record_are_no_mention(
        self, said: dict[str, Any], told: list[str], catalogue: Catalogue
    ) -> None:
        record = {"resourceType": "Procedure", "subject": {"reference": "Patient/p"}, **said}
        row = only(bundle(order(), record), catalogue)
        assert [one.partition(": ")[2] for one in row.possible] == told

    @pytest.mark.parametrize("said", [
        {"note": [{"text": "this is the SynchroMed II intrathecal pump"}]}, {"property": [{"type": {"text": "drug pump"}}]},
        {"specialization": [{"systemType": {"text": "infusion system"}}]},
    ])  # fmt: skip
    def test_a_device_is_what_any_text_of_it_says(
        self, said: dict[str, Any], catalogue: Catalogue
    ) -> None:
        row = only(bundle(device("vascular stent", **said), order()), catalogue, complete=True)
        assert row.outcome == JUDGE

    def test_words_of_two_texts_of_a_device_are_no_mention(self, catalogue: Catalogue) -> None:
        apart = device("vascular stent", note=[{"text": "epidural"}, {"text": "delivery of a child"}])  # fmt: skip
        assert only(bundle(apart, order()), catalogue, complete=True).outcome == NOT_JUDGED

    @pytest.mark.parametrize("maker", ["Medtronic", ""])
    @pytest.mark.parametrize("number, told", [
        ({"modelNumber": "8632"}, None), ({"partNumber": "8632"}, None), ({"modelNumber": "91827"}, None),
        ({"modelNumber": "8637-40"}, "8637-40"), ({"modelNumber": "863740"}, "863740"), ({}, "SynchroMed II"),
    ])  # fmt: skip
    def test_a_name_does_not_outweigh_a_model_number(
        self, number: dict[str, str], told: str | None, maker: str, catalogue: Catalogue
    ) -> None:
        row = only(bundle(device("SynchroMed II", manufacturer=maker, **number), order()), catalogue)  # fmt: skip
        found = identify(devices(row)[0], catalogue)
        assert isinstance(found, Identified) == (told is not None)
        assert (told or next(iter(number.values()))) in devices(row)[0]

    @pytest.mark.parametrize("safety", [
        {"coding": [{"system": "urn:oid:2.16.840.1.113883.3.26.1.1", "code": "C106047"}]}, {"text": "MR Unsafe"},
        {"coding": [{"code": "x", "display": "MR unsafe"}]},
    ])  # fmt: skip
    def test_what_a_source_claims_of_a_device_is_told(
        self, safety: dict[str, Any], catalogue: Catalogue
    ) -> None:
        row = only(bundle(device("8637-40", safety=[safety]), order()), catalogue)
        assert devices(row) == ["8637-40"]
        assert "The source says of a device: MR Unsafe. Hold it against the labelling." in row.notices  # fmt: skip
        row = only(bundle(device("8637-40", safety=[{"text": "Jane Doe"}]), order()), catalogue)
        assert not any("says of a device" in one for one in row.notices)

    @pytest.mark.parametrize("subject", ["#p", "Patient?identifier=mrn|1", "Patient/p/", "Group/1", "Patient/2"])  # fmt: skip
    def test_a_list_is_complete_only_of_a_patient_who_is_certain(
        self, subject: str, catalogue: Catalogue
    ) -> None:
        link = {"resourceType": "Patient", "id": "2", "link": [{"other": {"reference": "Patient/p"}, "type": "replaces"}]}  # fmt: skip
        found = bundle(device("8637-40"), order(subject={"reference": subject}), link)
        assert only(found, catalogue, complete=True).outcome == JUDGE

    @pytest.mark.parametrize("whose", [
        {"patient": {"identifier": {"value": "1"}}}, {"patient": {"identifier": {"value": "2"}}}, {"patient": None},
    ])  # fmt: skip
    @pytest.mark.parametrize("asked", [
        [order(subject={"identifier": {"value": "1"}}), order("s2", subject={"identifier": {"value": "2"}})],
        [order(), order("s2", subject={"identifier": {"value": "2"}})],
        [order(), appointment(participant=[{"actor": {"type": "Patient", "identifier": {"value": "2"}}}])],
    ])  # fmt: skip
    def test_a_device_of_nobody_who_is_named_by_reference_is_nobodys_for_certain(
        self, asked: list[dict[str, Any]], whose: dict[str, Any], catalogue: Catalogue
    ) -> None:
        found = read(bundle(*asked, device("8637-40", **whose)), catalogue, complete=True)
        assert [devices(row) for row in found] == [["8637-40", "implants not known"]] * 2
        assert all(row.request and "other_implants" not in row.request for row in found)

    def test_the_only_patient_has_a_device_that_names_nobody(self, catalogue: Catalogue) -> None:
        row = only(bundle(order(), device("8637-40", patient=None)), catalogue)
        assert devices(row) == ["8637-40"]
        row = only(bundle(order(), device("8637-40", patient={"display": "Doe"})), catalogue)
        assert devices(row) == ["8637-40", "implants not known"]

    @pytest.mark.parametrize("record", [
        {"resourceType": "DeviceUseStatement", "subject": {"reference": "Patient/p"}, "device": {"reference": "Device/d1"}},
        {"resourceType": "DeviceAssociation", "subject": {"reference": "Patient/p"}, "device": {"reference": "Device/d1"},
         "status": {"coding": [{"code": "implanted"}]}},
        {"resourceType": "Procedure", "subject": {"reference": "Patient/p"}, "status": "completed",
         "focalDevice": [{"action": {"text": "implanted"}, "manipulated": {"reference": "Device/d1"}}]},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_what_a_record_ties_to_the_patient_is_not_lost(
        self, record: dict[str, Any], catalogue: Catalogue
    ) -> None:
        pump = device("SynchroMed II", patient={"reference": "Patient/old"})
        row = only(bundle(order(), record, pump), catalogue, complete=True)
        assert devices(row) == ["SynchroMed II"]

    def test_of_two_devices_that_are_called_alike_none_is_lost(self, catalogue: Catalogue) -> None:
        urls = ("urn:uuid:1", "urn:uuid:2", "https://a.example/Device/d1", "https://b.example/Device/d1")  # fmt: skip
        tied = {"resourceType": "DeviceUseStatement", "subject": {"reference": "Patient/p"}, "device": {"reference": urls[2]}}  # fmt: skip
        pump, other = device("SynchroMed II"), device("vascular stent")
        for first, second in ((pump, other), (other, pump)):
            first = {**first, "patient": {"reference": "https://a.example/Patient/old"}}
            second = {**second, "patient": {"reference": "Patient/p"}}
            subject = {"reference": "https://b.example/Patient/p"}
            source = bundle(order(subject=subject), tied | {"subject": subject}, first, second, urls=urls)  # fmt: skip
            assert devices(only(source, catalogue)) == ["SynchroMed II"]

    def test_a_patient_with_two_urns_is_not_certain(self, catalogue: Catalogue) -> None:
        patient = {"resourceType": "Patient", "id": "p"}
        pump = device("SynchroMed II", patient={"reference": "urn:uuid:1"})
        asked = order(subject={"reference": "urn:uuid:2"})
        lines = (bundle(patient, pump, urls=("urn:uuid:1", "urn:uuid:3")),
                 bundle(patient, asked, urls=("urn:uuid:2", "urn:uuid:4")))  # fmt: skip
        for source in (b"\n".join(lines), b"\n".join(reversed(lines))):
            assert only(source, catalogue, complete=True).outcome == JUDGE

    @pytest.mark.parametrize("search", [
        "https://a.example/fhir/Device?patient=p", "Device?patient=2&patient=p", "Device?patient=p&patient=p",
    ])  # fmt: skip
    def test_a_search_of_another_server_or_of_two_patients_is_no_complete_list(
        self, search: str, catalogue: Catalogue
    ) -> None:
        none = {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": [{"relation": "self", "url": search}]}  # fmt: skip
        elsewhere = order(subject={"reference": "https://b.example/fhir/Patient/p"})
        assert only(bundle(none, elsewhere), catalogue).outcome == JUDGE
        own = {**none, "link": [{"relation": "self", "url": "https://a.example/fhir/Device?patient=p"}]}  # fmt: skip
        assert only(bundle(own, order()), catalogue).outcome == NOT_JUDGED

    def test_a_device_in_an_order_is_the_patients_unless_it_takes_part(
        self, catalogue: Catalogue
    ) -> None:
        pump = {"resourceType": "Device", "id": "d", "deviceName": [{"name": "SynchroMed II"}]}
        reached = [{"url": "x", "valueReference": {"reference": "#d"}}]
        row = only(bundle(order(contained=[pump], extension=reached)), catalogue, complete=True)
        assert devices(row) == ["SynchroMed II"]
        scanner = {"resourceType": "Device", "id": "d", "deviceName": [{"name": "Magnet 3"}]}
        row = only(bundle(order(contained=[scanner], performer=[{"reference": "#d"}])), catalogue)
        assert devices(row) == ["implants not known"]

    @pytest.mark.parametrize("name, told", [("SynchroMed II", ["SynchroMed II"]), ("Magnet 3", ["implants not known"])])  # fmt: skip
    def test_a_pump_is_no_scanner_whatever_it_takes_part_in(
        self, name: str, told: list[str], catalogue: Catalogue
    ) -> None:
        listed = device(name, patient=None)
        actors = [{"actor": {"reference": one}} for one in ("Patient/p", "Device/d1")]
        clinic = appointment(participant=actors, description="Device check")
        found = read(bundle(order(), listed, clinic), catalogue)
        assert [devices(row) for row in found] == [told] * 2
        assert scan(found[1]).get("scanner") == (None if name == "SynchroMed II" else UNKNOWN)
        inside = {**listed, "patient": None}
        held = order(contained=[inside], performer=[{"reference": "#d1"}])
        assert devices(only(bundle(held), catalogue)) == told

    @pytest.mark.parametrize("holder", [
        appointment(participant=[{"actor": {"reference": "Patient/p"}}], description="MRI brain"),
        {"resourceType": "Observation", "id": "o1", "subject": {"reference": "Patient/p"}, "code": {"text": "Implants"}},
        {"resourceType": "Procedure", "id": "o1", "code": {"text": "Implantation"}},
    ], ids=lambda one: one["resourceType"])  # fmt: skip
    def test_a_device_in_another_resource_is_not_lost(
        self, holder: dict[str, Any], catalogue: Catalogue
    ) -> None:
        pump = {"resourceType": "Device", "id": "d", "deviceName": [{"name": "SynchroMed II"}]}
        held = {**holder, "contained": [pump], "extension": [{"url": "x", "valueReference": {"reference": "#d"}}]}  # fmt: skip
        booked = [] if holder["resourceType"] == "Appointment" else [order()]
        row = only(bundle(*booked, held), catalogue, complete=True)
        assert devices(row) == ["SynchroMed II"]
        other = {**held, "contained": [{**pump, "deviceName": [{"name": "Cardiac monitor"}]}]}
        assert only(bundle(*booked, other), catalogue, complete=True).outcome == NOT_JUDGED

    @pytest.mark.parametrize("notes", [
        "Medtronic 8637 implanted 2019", "model 8637", "spinal catheter in situ", "implanted infusion device",
        "intrathecal drug device", "x " * 50_001 + "intrathecal pump in situ", "x " * 600_000,
        "UDI (01)00643169007222(21)NGP1", "card (01) 0064 3169 0072 22", "scanned 010064316900722221NGP1", "UDI: 00643169007222",
        "UDI-DI 51022222233336", "UDI (21)NGP1", "expires (17)280101(21)NGP1", "https://id.example/01/00643169007222/21/NGP1",
        "card +X999123ABC0/$$05191234AB/S5678EDFG/16D20151001A", "\uff0801\uff0900643169007222",
    ], ids=lambda one: one[:40])  # fmt: skip
    def test_a_note_beside_no_device(self, notes: str, catalogue: Catalogue) -> None:
        table = f"id,on,device,exam,notes\n1,2026-11-23,none,MRI Brain,{notes}\n".encode()
        assert only(table, catalogue).outcome != NOT_JUDGED

    @pytest.mark.parametrize("notes", ["8637 steps walked", "an IUD of 2019", "spinal anaesthesia", "drug allergy", "UDI-6 score 30", "UDI 6 of 18", "(10) walks (11) sleeps (17) eats", "call (01) 4567 8901", "allergies: +PCN/sulfa", "account 0112345678901234", "UDI not known"])  # fmt: skip
    def test_a_note_of_something_else(self, notes: str, catalogue: Catalogue) -> None:
        table = f"id,on,device,exam,notes\n1,2026-11-23,none,MRI Brain,{notes}\n".encode()
        assert only(table, catalogue).outcome == NOT_JUDGED

    @pytest.mark.parametrize("tag", [
        "00102000", "00104000", "00400400", "00402001", "00402400", "00321060", "00400007", "00380400", "00091001",
    ])  # fmt: skip
    def test_a_free_text_of_a_worklist_item(self, tag: str, catalogue: Catalogue) -> None:
        said = {tag: {"vr": "LT", "Value": ["intrathecal pump"]}}
        step = {"00400002": {"vr": "DA", "Value": ["20261123"]}}
        for source in (item(said, [step]), item({}, [{**step, **said}]), item({}, [step, {**step, **said}])):  # fmt: skip
            row = read(source, catalogue)[0]
            assert bool(row.possible) == (tag != "00380400")  # where a patient lives
            assert all(f"({tag[:4]},{tag[4:]}): intrathecal pump" in one for one in row.possible)

    @pytest.mark.parametrize("tag, kind, found", [
        ("00411001", "SH", True), ("0041100A", "CS", True), ("00411001", "LO", True), ("00411001", "PN", False),
        ("00411001", "AE", False), ("00080050", "SH", False), ("00400010", "SH", False), ("00400011", "SH", False),
    ])  # fmt: skip
    def test_a_short_text_of_a_private_attribute(
        self, tag: str, kind: str, found: bool, catalogue: Catalogue
    ) -> None:
        said: dict[str, Any] = {tag: {"vr": kind, "Value": [{"Alphabetic": "PAIN PUMP"} if kind == "PN" else "PAIN PUMP"]}}  # fmt: skip
        step = {"00400002": {"vr": "DA", "Value": ["20261123"]}, **said}
        for source in (item(said, [step]), item({}, [step])):
            row = only(source, catalogue)
            assert row.possible == (
                (f"Attribute ({tag[:4]},{tag[4:]}): pain pump",) if found else ()
            )

    @pytest.mark.parametrize("tag", ["00321064", "0040100A", "00081084"])
    def test_the_meaning_of_a_code_of_a_worklist_item(self, tag: str, catalogue: Catalogue) -> None:
        codes = meanings("MRI BRAIN", "intrathecal pump")
        (row,) = read(item({tag: codes}, [{"00400008": meanings("MRI BRAIN")}]), catalogue, on="2026-11-23")  # fmt: skip
        assert [one.endswith(f"({tag[:4]},{tag[4:]}): intrathecal pump") for one in row.possible] == [True]  # fmt: skip


class TestNone:
    """``implants: none`` is believed of a row that can be read and speaks of no pump."""

    @pytest.mark.parametrize("more, code", [
        ({}, 9),
        ({"other_implants": ["hip prosthesis"]}, 9),
        ({"other_implants": {"device": "8637-40"}}, 16),
        ({"other_implants": []}, 16),
        ({"other_implants": None}, 16),
        ({"implant": [{"device": "8637-40"}]}, 16),
        ({"on": "2026-13-40"}, 16),
        ({"format": "other"}, 16),
        ({"scan": {"field_strength": "15 V"}}, 16),
        ({"scan": {"exam": "MRI lumbar spine"}}, 9),
        ({"scan": {"exam": "MRI lumbar spine, baclofen pump"}}, 12),
        ({"other_implants": [{"device": "hip prosthesis", "components": ["8637-40"]}]}, 16),
        ({"consulted": [{"manufacturer": "medtronic", "on": "2026-11-01", "said": "advised-against"}]}, 12),
        ({"patient": {"system": "permanent", "implanted_on": "2021-05-04"}}, 12),
        ({"patient": {"system": "trial"}}, 12),
        ({"patient": {"system": {"any_of": ["trial", "permanent"]}}}, 12),
        ({"patient": {"implanted_on": "2021-05-04"}}, 12),
        ({"patient": {"system": None}}, 16),
        ({"patient": {"pregnant": "no", "sedated": "yes", "blood_thinners": "yes", "prior_mri": "yes"}}, 9),
    ])  # fmt: skip
    def test_what_a_row_says_beside_it_counts(
        self, more: dict[str, Any], code: int, tmp_path: Path, command: Command
    ) -> None:
        source = tmp_path / "s.jsonl"
        row = json.dumps({**REQUEST, "implants": "none", **more})
        source.write_text(f"{row}\n{row}\n")
        found, _, _ = command("batch", str(source), "--output", str(tmp_path / "out"))
        out = (tmp_path / "out").read_text()
        results = [json.loads(line)["exit_code"] for line in out.splitlines()]
        assert found == results[0] == results[1]
        assert results[0] == code or (code == 12 and results[0] in (11, 12, 13, 14)), out

    def test_a_table_is_read_no_less_strictly(self, tmp_path: Path, command: Command) -> None:
        source = tmp_path / "s.csv"
        columns = "id,on,device,identified_by,implant.drug,implant.pump_state,patient.system,patient.pregnant"
        source.write_text(
            f"{columns}\n1,23.11.2026,none,,,,,\n2,2026-11-23,none,,,,,no\n3,2026-11-23,none,card,,,,\n"
            "4,2026-11-23,none,,baclofen,active,,\n5,2026-11-23,none,,,,trial,\n"
        )
        command("batch", str(source), "--output", str(tmp_path / "out"))
        out = (tmp_path / "out").read_text()
        assert [json.loads(line)["exit_code"] for line in out.splitlines()] == [16, 9, 16, 16, 12]


class TestExams:
    @pytest.mark.parametrize("source", [
        bundle(order("s1"), order("s2", "MRI lumbar spine"),
               appointment(basedOn=[{"reference": "ServiceRequest/s1"}, {"reference": "ServiceRequest/s2"}])),
        bundle(appointment(serviceType=[{"text": "MRI Brain"}, {"text": "MRI lumbar spine"}])),
        bundle(order("s1"), appointment(serviceType=[{"text": "MRI lumbar spine"}],
               basedOn=[{"reference": "ServiceRequest/s1"}])),
        bundle(order(bodySite=[{"coding": [{"display": "Lumbar spine"}]}])),
        bundle(order(exam="MRI", bodySite=[{"text": "Brain"}, {"text": "Lumbar spine"}])),
        bundle(order(exam={"text": "MRI Brain", "coding": [{"code": "X", "display": "MRI lumbar spine"}]})),
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
        b"AIS|1||A^MRI Brain~B^MRI lumbar spine|20261123100000\r",
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
        b"AIS|1||A^MRI Brain^L^B^MRI lumbar spine^L|20261123100000\r",
        json.dumps({"00400100": {"vr": "SQ", "Value": [{"00400002": {"vr": "DA", "Value": ["20261123"]}, "00400008": {
            "vr": "SQ", "Value": [{"00080104": {"vr": "LO", "Value": [name]}} for name in ("MRI Brain", "MRI lumbar spine")],
        }}]}}).encode(),
    ])  # fmt: skip
    def test_all_that_is_to_be_scanned_is_named(self, source: bytes, catalogue: Catalogue) -> None:
        words = catalogue.exams()
        from mri_check.exams import understand

        (row,) = read(source, catalogue)
        assert understand(scan(row)["exam"], words).region == ["brain", "lumbar-spine"]

    def test_a_code_that_says_otherwise_leaves_the_region_open(self, catalogue: Catalogue) -> None:
        from mri_check.exams import understand

        words = catalogue.exams()
        code = next(code for code, form in words.codes.items() if form.get("is") not in (None, ["brain"]))  # fmt: skip
        coding = [{"code": "X", "display": "MRI Brain"}, {"system": "http://loinc.org", "code": code}]  # fmt: skip
        row = only(bundle(order(exam={"coding": coding})), catalogue)
        assert understand(scan(row)["exam"], words).region is None

    def test_a_second_name_that_is_not_understood_changes_nothing(
        self, catalogue: Catalogue
    ) -> None:
        coding = [{"code": "X", "display": "Neuro study Q"}]
        row = only(bundle(order(exam={"text": "MRI Brain", "coding": coding})), catalogue)
        assert scan(row)["exam"] == "MRI Brain"

    def test_a_name_that_is_too_long_is_left_out(self, catalogue: Catalogue) -> None:
        names = [{"text": f"MRI Brain {at}"} for at in range(40)]
        row = only(bundle(appointment(serviceType=names)), catalogue)
        assert "exam" not in scan(row) and any("too long" in one for one in row.notices)

    def test_a_word_for_an_mri_beside_another_modality_is_judged(
        self, catalogue: Catalogue
    ) -> None:
        names = ("CT simulation with M.R.I.", "PET IRM cerebrale", "CT oder MRT Kopf", "CT und Kernspin Kopf",
                 "PET-RMN", "ultrasound MRgFUS thalamotomy")  # fmt: skip
        source = b"".join(
            json.dumps({**REQUEST, "implants": [{"device": "8637-40"}], "scan": {"exam": one}}).encode() + b"\n"
            for one in (*names, "CT abdomen stone protocol")
        )  # fmt: skip
        assert [row.outcome for row in read(source, catalogue)] == [JUDGE] * 6 + [NOT_JUDGED]

    def test_a_display_counts_beside_a_text(self, catalogue: Catalogue) -> None:
        coding = [{"code": "X", "display": "MRI lumbar spine"}]
        row = only(bundle(order(exam={"text": "CT head", "coding": coding})), catalogue)
        assert any("names an MRI and another does not" in one for one in row.notices)

    @pytest.mark.parametrize("based_on", [
        {"reference": "ServiceRequest/s9"}, {"reference": "urn:uuid:9"}, {"identifier": {"value": "9"}},
        {"reference": "#o", "type": "ServiceRequest"},
    ])  # fmt: skip
    def test_an_order_that_is_not_there_may_name_more(
        self, based_on: dict[str, Any], catalogue: Catalogue
    ) -> None:
        booked = appointment(serviceType=[{"text": "MRI Brain"}], basedOn=[based_on])
        row = only(bundle(booked), catalogue)
        assert "exam" not in scan(row)
        assert any("not in the source: what is scanned is not known" in one for one in row.notices)
        plan = appointment(
            serviceType=[{"text": "MRI Brain"}], basedOn=[{"reference": "CarePlan/1"}]
        )
        assert scan(only(bundle(plan), catalogue))["exam"] == "MRI Brain"

    def test_an_order_that_is_not_there_leaves_what_is_no_mri(self, catalogue: Catalogue) -> None:
        booked = appointment(serviceType=[{"text": "CT head"}], basedOn=[{"reference": "ServiceRequest/s9"}])  # fmt: skip
        assert only(bundle(booked), catalogue).outcome == NOT_JUDGED
        named = appointment(description="CT head", basedOn=[{"reference": "ServiceRequest/s9"}])
        assert only(bundle(named), catalogue).outcome == NOT_JUDGED

    @pytest.mark.parametrize("more", [{}, {"serviceType": [{"text": "Radiology"}]}, {"description": "Imaging"}])  # fmt: skip
    def test_of_two_orders_the_one_that_is_not_there_may_be_the_mri(
        self, more: dict[str, Any], catalogue: Catalogue
    ) -> None:
        both = [{"reference": "ServiceRequest/s1"}, {"reference": "ServiceRequest/s9"}]
        row = only(bundle(order(exam="CT head"), appointment(basedOn=both, **more)), catalogue)
        assert "exam" not in scan(row)

    @pytest.mark.parametrize("nameless", [
        order("s2", None), order("s2", {}), order("s2", {"coding": []}), order("s2", None, orderDetail=[{"text": "with contrast"}]),
    ])  # fmt: skip
    @pytest.mark.parametrize("named", ["CT head", "MRI Brain"])
    def test_of_two_orders_the_one_without_a_name_may_be_any_exam(
        self, nameless: dict[str, Any], named: str, catalogue: Catalogue
    ) -> None:
        both = [{"reference": "ServiceRequest/s1"}, {"reference": "ServiceRequest/s2"}]
        row = only(bundle(order(exam=named), nameless, appointment(basedOn=both)), catalogue)
        assert "exam" not in scan(row)
        assert any("One of the exams has no name" in one for one in row.notices)

    @pytest.mark.parametrize("detail, outcome", [("CT head", NOT_JUDGED), ("MRI Brain", JUDGE)])
    def test_an_order_without_a_name_is_told_by_what_stands_beside_it(
        self, detail: str, outcome: str, catalogue: Catalogue
    ) -> None:
        nameless = order(exam=None, orderDetail=[{"text": detail}])
        assert only(bundle(nameless), catalogue).outcome == outcome
        booked = appointment(serviceType=[{"text": detail}], basedOn=[{"reference": "ServiceRequest/s1"}])  # fmt: skip
        assert only(bundle(order(exam=None), booked), catalogue).outcome == outcome

    def test_an_order_of_an_mri_is_one_beside_another_that_is_not_there(
        self, catalogue: Catalogue
    ) -> None:
        both = [{"reference": "ServiceRequest/s1"}, {"reference": "ServiceRequest/s9"}]
        booked = appointment(basedOn=both, description="CT head")
        assert only(bundle(order(), booked), catalogue).outcome == JUDGE

    @pytest.mark.parametrize("source", [
        bundle(appointment(serviceType=[{"text": "CT head"}, {"text": "Brain w wo"}])),
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
        b"AIS|1||A^CT head~B^Brain w wo|20261123100000\r",
    ])  # fmt: skip
    def test_each_of_several_exams_must_be_another_than_an_mri(
        self, source: bytes, catalogue: Catalogue
    ) -> None:
        assert only(source, catalogue).outcome == JUDGE
        assert only(source.replace(b"Brain w wo", b"CT abdomen"), catalogue).outcome == NOT_JUDGED

    @pytest.mark.parametrize("text", ["CT Brain", "CT"])
    def test_a_code_of_the_sites_own_table_is_an_mri(
        self, text: str, tmp_path: Path, catalogue: Catalogue
    ) -> None:
        (tmp_path / "exams.csv").write_text("code,text,region\nX1,Kopf lang,brain\n")
        known = read_exams(str(tmp_path / "exams.csv"))
        exam = {"text": text, "coding": [{"code": "X1", "display": text}]}
        assert scan(only(bundle(order(exam=exam)), catalogue, exams=known)) == {"exam": "X1"}
        assert only(bundle(order(exam=exam)), catalogue).outcome == NOT_JUDGED

    @pytest.mark.parametrize("name", [
        "TC risonanza cranio", "CT resson\u00e2ncia", "TC resonancia", "CT rezonans", "CT magn. Resonanz", "CT MR",
    ])  # fmt: skip
    def test_another_modality_beside_this_one_is_judged(
        self, name: str, catalogue: Catalogue
    ) -> None:
        assert only(bundle(order(exam=name)), catalogue).outcome == JUDGE

    @pytest.mark.parametrize("source", [
        bundle(appointment(serviceType=[{"text": "CT"}], description="MRI LUMBAR SPINE 10:00")),
        bundle(order(exam="CT HEAD", category=[{"text": "MRI"}])),
        bundle(order(exam="CT HEAD", orderDetail=[{"text": "MRI LUMBAR SPINE"}])),
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||MRI^MRI LUMBAR SPINE||||^^^20261123100000\r"
        b"AIS|1||CTH^CT HEAD|20261123100000\r",
        b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||XR^XR CHEST"
        + b"|" * 40 + b"MRB^MRI BRAIN\r",
    ])  # fmt: skip
    def test_a_second_name_that_is_an_mri_is_one(self, source: bytes, catalogue: Catalogue) -> None:
        row = only(source, catalogue, on="2026-11-23")
        assert row.outcome == JUDGE
        assert any("another does not" in one for one in row.notices)

    @pytest.mark.parametrize("exam, code", [
        ("PET/MRT Ganzk\u00f6rper", "NM"), ("MRT Kopf", "CT"), ("IRM cerebral", "CT"), ("RMN cerebral", "CR"), ("PET-IRM", "NM"),
        ("PET/R.M.", "NM"), ("\u041c\u0420\u0422 \u0433\u043e\u043b\u043e\u0432\u044b", "CT"), ("PET/MR WHOLE BODY", "NM"),
    ])  # fmt: skip
    def test_a_code_of_another_modality_does_not_outvote_a_name(
        self, exam: str, code: str, catalogue: Catalogue
    ) -> None:
        message = f"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||^{exam}{'|' * 20}{code}\r"
        step = {
            "00080060": {"vr": "CS", "Value": [code]}, "00400002": {"vr": "DA", "Value": ["20261123"]},
            "00400007": {"vr": "LO", "Value": [exam]},
        }  # fmt: skip
        for source in (message.encode(), item(steps=[step])):
            row = only(source, catalogue)
            assert row.outcome == JUDGE
            assert any("names an MRI and another does not" in one for one in row.notices)

    @pytest.mark.parametrize("exam", [
        "Kopf nativ", "\u041a\u0422 \u0433\u043e\u043b\u043e\u0432\u044b", "Foramen magnum", "Sch\u00e4del, Umriss", "MRSA precautions",
    ])  # fmt: skip
    def test_a_name_that_says_nothing_leaves_it_to_the_code(
        self, exam: str, catalogue: Catalogue
    ) -> None:
        message = f"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||^{exam}{'|' * 20}CT\r"
        assert only(message.encode(), catalogue).outcome == NOT_JUDGED

    def test_the_end_of_a_long_name_counts(self, catalogue: Catalogue) -> None:
        long = f"CT head {'and so on ' * 40}"
        assert only(bundle(order(exam=long)), catalogue).outcome == NOT_JUDGED
        assert only(bundle(order(exam=f"{long} and MRI brain")), catalogue).outcome == JUDGE

    @pytest.mark.parametrize("source", [
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||^Follow up CT||||^^^20261123100000\r"
        b"AIS|1||X1^BRAIN W WO^L|20261123100000\r",
        bundle(appointment(serviceType=[{"text": "Lumbar spine"}], description="Lesion on CT")),
        bundle(appointment(serviceType=[{"text": "IRM c\u00e9r\u00e9brale"}], specialty=[{"text": "Nuclear medicine"}])),
        bundle(order(exam="Brain w wo", category=[{"text": "X-ray"}])),
        bundle(order(exam="Brain w wo", orderDetail=[{"text": "CT follow up"}])),
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||REF^US abdomen showed a liver lesion||||^^^20261123\r",
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||REF^CT head|MR^MRI|||^^^20261123\r",
        b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1"
        + b"|" * 42 + b"X^XR CHEST\r",
    ])  # fmt: skip
    def test_what_stands_beside_an_exam_makes_no_other_of_it(
        self, source: bytes, catalogue: Catalogue
    ) -> None:
        assert only(source, catalogue).outcome == JUDGE

    def test_a_reason_that_stands_alone_names_no_region(self, catalogue: Catalogue) -> None:
        from mri_check.exams import understand

        head = b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||"
        row = only(head + b"REF^US abdomen showed a lesion|MR^MRI|||^^^20261123\r", catalogue)
        assert understand(scan(row)["exam"], catalogue.exams()).region is None
        row = only(head + b"|MR^MRI BRAIN|||^^^20261123\r", catalogue)
        assert scan(row)["exam"] == "MRI BRAIN"

    @pytest.mark.parametrize("source", [
        bundle(order("s1", "CT HEAD"), order("s2", "LUMBAR SPINE"),
               appointment(basedOn=[{"reference": "ServiceRequest/s1"}, {"reference": "ServiceRequest/s2"}])),
        item(steps=[{"00400008": meanings("CT HEAD", "LUMBAR SPINE")}]),
        item({"00321064": meanings("CT HEAD", "LUMBAR SPINE")}, steps=[{}]),
        item({"00321064": meanings("CT HEAD", "BRAIN")}, steps=[{"00400007": {"vr": "LO", "Value": ["BRAIN"]}}]),
        b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||1^CT HEAD^L~2^BRAIN^L\r",
    ])  # fmt: skip
    def test_one_of_several_exams_takes_no_other_with_it(
        self, source: bytes, catalogue: Catalogue
    ) -> None:
        row = only(source, catalogue, on="2026-11-23")
        assert row.outcome == JUDGE
        assert any("it is not told that it is no MRI" in one for one in row.notices)

    @pytest.mark.parametrize("source", [
        item(steps=[{"00400008": meanings("CT HEAD", "LUMBAR SPINE"), "00080060": {"vr": "CS", "Value": ["CT"]}}]),
        item({"00321064": meanings("CT HEAD")}, steps=[{"00400007": {"vr": "LO", "Value": ["HEAD"]}}]),
        b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||1^CT HEAD^L~2^US ABDOMEN^L\r",
    ])  # fmt: skip
    def test_several_exams_that_are_all_no_mri_are_none(
        self, source: bytes, catalogue: Catalogue
    ) -> None:
        assert only(source, catalogue, on="2026-11-23").outcome == NOT_JUDGED

    @pytest.mark.parametrize("code, outcome", [
        *((code, NOT_JUDGED) for code in ("CR", "DX", "RF", "XA", "MG", "IO", "PX", "BMD", "ES", "ct")),
        *((code, JUDGE) for code in ("MR", "PT", "OT", "X")),
    ])  # fmt: skip
    def test_the_code_of_a_modality_is_that_of_dicom(
        self, code: str, outcome: str, catalogue: Catalogue
    ) -> None:
        step = {"00400007": {"vr": "LO", "Value": ["Lumbar spine"]}, "00080060": {"vr": "CS", "Value": [code]}}  # fmt: skip
        assert only(item(steps=[step]), catalogue, on="2026-11-23").outcome == outcome
        head = b"MSH|^~\\&|A|B|C|D|20261122||OMI^O23|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||1^Lumbar spine^L"
        for told in (b"|" * 20 + code.encode(), b"\rIPC|1|2|3|4|" + code.encode()):
            assert only(head + told + b"\r", catalogue).outcome == outcome
        assert only(bundle(order(exam=code)), catalogue).outcome == (JUDGE if code != "ct" else NOT_JUDGED)  # fmt: skip
        named = {**step, "00400007": {"vr": "LO", "Value": ["MRI lumbar spine"]}}
        assert only(item(steps=[named]), catalogue, on="2026-11-23").outcome == JUDGE

    def test_a_second_name_with_a_field_strength_counts(self, catalogue: Catalogue) -> None:
        exam = {"text": "MRI Brain", "coding": [{"code": "X", "display": "MRI Brain 3T"}]}
        row = only(bundle(order(exam=exam)), catalogue)
        assert scan(row)["exam"] == "MRI Brain + MRI Brain 3T"

    def test_an_exam_that_is_no_mri_and_a_device_that_is_not_stated(
        self, catalogue: Catalogue
    ) -> None:
        row = only(b"id,on,device,exam\n1,2026-11-23,,CT head\n", catalogue)
        assert row.outcome == NOT_JUDGED and row.stated is not None
        assert row.stated["implants"] == [{"device": "implants not known"}]

    def test_a_mammogram_with_magnification_is_none(self, catalogue: Catalogue) -> None:
        row = only(b"on,device,exam\n2026-11-23,8637-40,Mammogram with magnification\n", catalogue)
        assert row.outcome == NOT_JUDGED

    def test_an_order_inside_its_appointment_is_one(self, catalogue: Catalogue) -> None:
        inner = {**order("o", "MRI lumbar spine"), "id": "o"}
        booked = appointment(contained=[inner], basedOn=[{"reference": "#o"}], serviceType=[{"text": "MRI"}])  # fmt: skip
        row = only(bundle(booked), catalogue)
        assert scan(row)["exam"] == "MRI lumbar spine"
        assert not any("not in the source" in one for one in row.notices)

    def test_a_second_name_that_is_not_understood_whole_leaves_none(
        self, catalogue: Catalogue
    ) -> None:
        from mri_check.exams import understand

        more = appointment(serviceType=[{"text": "MRI HEAD"}], description="MRI HEAD AND LUMBAR SPINE 10:00")  # fmt: skip
        assert understand(scan(only(bundle(more), catalogue))["exam"], catalogue.exams()).region is None  # fmt: skip
        same = appointment(
            serviceType=[{"text": "MRI HEAD"}], description="Head, see Dr. Spine 10:00"
        )
        assert scan(only(bundle(same), catalogue))["exam"] == "MRI HEAD"

    def test_a_description_stands_for_an_exam_that_has_no_other_name(
        self, catalogue: Catalogue
    ) -> None:
        told = appointment(description="MRI Brain", serviceCategory=[{"text": "Radiology"}])
        assert scan(only(bundle(told), catalogue))["exam"] == "MRI Brain"

    @pytest.mark.parametrize("fact", ["transmit_coil", "operating_mode", "spatial_gradient", "b1_rms"])  # fmt: skip
    def test_what_only_an_mri_has_makes_one(self, fact: str, catalogue: Catalogue) -> None:
        stated = {**REQUEST, "implants": [{"device": "8637-40"}], "scan": {"exam": "CT HEAD", fact: "x"}}  # fmt: skip
        assert only(json.dumps(stated).encode(), catalogue).outcome == JUDGE
        table = f"on,device,exam,scan.{fact}\n2026-11-23,8637-40,CT HEAD,x\n".encode()
        assert only(table, catalogue).outcome == JUDGE

    def test_a_row_of_another_exam_must_be_readable_too(
        self, tmp_path: Path, command: Command
    ) -> None:
        rows_of = [
            {"format": "zzz", "implants": 5, "scan": {"exam": "CT HEAD"}},
            {**REQUEST, "scan": {"exam": "CT HEAD"}, "implants": "none"},
            {**REQUEST, "scan": {"exam": "CT HEAD"}, "implants": [{"device": "8637-40"}]},
        ]
        source = tmp_path / "s.jsonl"
        source.write_text("".join(json.dumps(one) + "\n" for one in rows_of))
        command("batch", str(source), "--output", str(tmp_path / "out"))
        out = (tmp_path / "out").read_text()
        assert [json.loads(line)["exit_code"] for line in out.splitlines()] == [16, 9, 9]

    def test_a_mention_stands_beside_an_exam_that_is_no_mri(self, catalogue: Catalogue) -> None:
        row = only(b"on,device,exam,notes\n2026-11-23,none,CT HEAD,intrathecal pump\n", catalogue)
        assert (row.outcome, row.possible) == (NOT_JUDGED, ("notes: intrathecal pump",))


class TestPlacesAndDays:
    @pytest.mark.parametrize("source", [
        bundle(order(), appointment(start="2027-13-45T10:00", basedOn=[{"reference": "ServiceRequest/s1"}])),
        bundle({**order(), "occurrenceDateTime": None, "occurrenceTiming": {"code": {"text": "3 Dec"}}}),
        b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
        b"AIS|1||A^MRI Brain|20279999\r",
    ])  # fmt: skip
    def test_a_day_that_is_stated_and_cannot_be_read_leaves_none(
        self, source: bytes, catalogue: Catalogue
    ) -> None:
        assert only(source, catalogue, on="2026-01-01").outcome == UNREADABLE

    @pytest.mark.parametrize("timing", [
        {"code": {"text": "Once"}}, {"code": {"coding": [{"code": "Q1H", "display": "Once"}]}}, {},
        {"repeat": {"frequency": "1", "period": "1", "periodUnit": "d"}}, {"repeat": {"boundsPeriod": {}}},
    ])  # fmt: skip
    def test_a_timing_that_names_no_day_states_none(
        self, timing: dict[str, Any], catalogue: Catalogue
    ) -> None:
        source = bundle({**order(), "occurrenceDateTime": None, "occurrenceTiming": timing})
        assert (only(source, catalogue, on="2026-01-01").request or {})["on"] == "2026-01-01"
        assert only(source, catalogue).why == "the day of the scan is not stated"

    @pytest.mark.parametrize("timing", [{"code": {"text": "once"}}, {"repeat": {"frequency": "1"}}])
    def test_the_day_of_an_appointment_comes_before_that_of_its_order(
        self, timing: dict[str, Any], catalogue: Catalogue
    ) -> None:
        timed = {**order(), "occurrenceDateTime": None, "occurrenceTiming": timing}
        row = only(
            bundle(timed, appointment(basedOn=[{"reference": "ServiceRequest/s1"}])), catalogue
        )
        assert (row.request or {})["on"] == "2026-11-23"

    @pytest.mark.parametrize("status", ["cancelled", "noshow", "entered-in-error"])
    def test_an_appointment_that_does_not_stand_leaves_the_order_its_row_and_day(
        self, status: str, catalogue: Catalogue
    ) -> None:
        based = [{"reference": "ServiceRequest/s1"}]
        fallen = appointment(status=status, start="2026-11-01T08:00:00-05:00", basedOn=based)
        found = read(bundle(fallen, order()), catalogue)
        told = [(row.id, (row.request or {})["on"], scan(row)["exam"]) for row in found]
        assert told == [("a1", "2026-11-01", "MRI Brain"), ("s1", "2026-11-23", "MRI Brain")]
        again = appointment(id="a2", start="2026-11-23T08:00:00-05:00", basedOn=based)
        assert [row.id for row in read(bundle(fallen, order(), again), catalogue)] == ["a1", "a2"]
        differ = "An order that it is based on names another day than it does."
        assert differ in found[0].notices
        assert differ not in only(bundle(order(), again), catalogue).notices

    @pytest.mark.parametrize("start, utc", [
        ("2026-11-23T21:30:00Z", True), ("2026-11-23T21:30:00.000+00:00", True), ("2026-11-23T21:30:00-05:00", False),
        ("2026-11-23T08:30:00+11:00", False), ("2026-11-23", False), ("2026-11-23T21:30:00", False),
    ])  # fmt: skip
    def test_a_time_in_utc_may_be_of_another_day(
        self, start: str, utc: bool, catalogue: Catalogue
    ) -> None:
        row = only(bundle(appointment(start=start)), catalogue)
        assert (row.request or {})["on"] == "2026-11-23"
        assert any("UTC" in one for one in row.notices) == utc

    def test_a_field_that_says_that_it_has_no_value_is_empty(self, catalogue: Catalogue) -> None:
        row = only(
            b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
            b'AIS|1||A^MRI Brain|""\r', catalogue,
        )  # fmt: skip
        assert (row.request or {})["on"] == "2026-11-23"

    @pytest.mark.parametrize("timing", [
        {"event": ["2027-12-01"]}, {"repeat": {"boundsPeriod": {"start": "2027-12-01"}}},
    ])  # fmt: skip
    def test_a_timing_names_the_day(self, timing: dict[str, Any], catalogue: Catalogue) -> None:
        timed = {**order(), "occurrenceDateTime": None, "occurrenceTiming": timing}
        row = only(bundle(timed), catalogue, on="2026-01-01")
        assert (row.request or {})["on"] == "2027-12-01"

    @pytest.mark.parametrize("booked", [
        lambda period: {**order(), "occurrenceDateTime": None, "occurrencePeriod": period},
        lambda period: {**order(), "occurrenceDateTime": None, "occurrenceTiming": {"repeat": {"boundsPeriod": period}}},
        lambda period: appointment(start=None, requestedPeriod=[period]),
    ])  # fmt: skip
    @pytest.mark.parametrize("end, on", [
        ("2027-05-31", None), ("2027-12-01T17:00:00-05:00", "2027-12-01"), (None, "2027-12-01"),
    ])  # fmt: skip
    def test_the_first_day_of_a_period_is_not_that_of_the_scan(
        self, booked: Callable[..., dict[str, Any]], end: str | None, on: str | None, catalogue: Catalogue
    ) -> None:  # fmt: skip
        source = bundle(booked({"start": "2027-12-01", "end": end}))
        row = only(source, catalogue, on="2026-01-01")
        assert (row.request or {})["on"] == (on or "2026-01-01")
        row = only(source, catalogue)
        assert row.why == ("" if on else "the day of the scan is not stated")

    def test_the_day_of_the_exam_comes_before_that_of_the_appointment(
        self, catalogue: Catalogue
    ) -> None:
        row = only(
            b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261101100000\r"
            b"AIS|1||A^MRI Brain|20261123100000\r", catalogue,
        )  # fmt: skip
        assert (row.request or {})["on"] == "2026-11-23"

    def test_what_stands_between_an_order_and_its_first_exam_is_of_the_second_too(
        self, catalogue: Catalogue
    ) -> None:
        first, second = read(
            b"MSH|^~\\&|A|B|C|D|20261122||OMI^O23|1|P|2.5\rORC|NW|1\rTQ1|1||||||20261123\r"
            b"OBR|1|1||A^MRI Brain\rOBR|2|2||B^MRI lumbar spine\r", catalogue,
        )  # fmt: skip
        assert [(row.request or {})["on"] for row in (first, second)] == ["2026-11-23"] * 2

    @pytest.mark.parametrize("source, scanner", [
        (bundle(order(locationReference=[{"reference": "Location/MRI1"}]),
                appointment(basedOn=[{"reference": "ServiceRequest/s1"}],
                            participant=[{"actor": {"reference": "Location/MRI9"}}])), UNKNOWN),
        (bundle(order(locationReference=[{"reference": "Location/MRI9"}]),
                appointment(basedOn=[{"reference": "ServiceRequest/s1"}],
                            participant=[{"actor": {"reference": "Location/MRI1"}}])), "MRI1"),
        (bundle(appointment(participant=[{"actor": {"reference": "Location/Room"}},
                                         {"actor": {"reference": "Device/MRI1"}}])), "MRI1"),
        (b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
         b"AIS|1||A^MRI Brain|20261123100000\rAIL|1||RAD^MRI1\rAIL|2||RAD^MRI9\r", UNKNOWN),
        (b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\r"
         b"AIS|1||A^MRI Brain|20261123100000\rAIG|1||INJECTOR\rAIL|1||RAD^MRI1\r", "MRI1"),
        (json.dumps({"00400100": {"vr": "SQ", "Value": [{
            "00400002": {"vr": "DA", "Value": ["20261123"]}, "00400001": {"vr": "AE", "Value": ["MRI1", "MRI9"]},
        }]}}).encode(), UNKNOWN),
    ])  # fmt: skip
    def test_one_of_several_stations_is_not_taken_for_the_scanner(
        self, source: bytes, scanner: str | None, catalogue: Catalogue
    ) -> None:
        row = only(source, catalogue)
        assert scan(row).get("scanner") == scanner
        assert (scanner == UNKNOWN) == any("the scanner is not known" in one or "which scanner is not known" in one for one in row.notices)  # fmt: skip

    @pytest.mark.parametrize("source", [
        bundle(appointment(start="23.11.2026")),
        bundle(order(occurrenceDateTime="2026-11")),
        b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261323\rOBR|1|1||A^MRI Brain\r",
        json.dumps({"00400100": {"vr": "SQ", "Value": [{"00400002": {"vr": "DA", "Value": ["2026.11.23"]}}]}}).encode(),
    ])  # fmt: skip
    def test_a_day_that_cannot_be_read_is_not_that_of_the_option(
        self, source: bytes, catalogue: Catalogue
    ) -> None:
        row = only(source, catalogue, on="2027-01-01")
        assert (row.outcome, row.why) == (UNREADABLE, "the day of the scan cannot be read")

    def test_a_day_that_cannot_be_read_is_of_its_own_row_alone(self, catalogue: Catalogue) -> None:
        source = (b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|1|||||^^^20261123\rOBR|1|1||A^MRI Brain\r"
                  b"ORC|NW|2|||||^^^ASAP\rOBR|2|2||B^MRI lumbar spine\r")  # fmt: skip
        found = read(source, catalogue)
        assert [(row.id, row.outcome) for row in found] == [("1", JUDGE), ("2", UNREADABLE)]
        days = (
            {"00400002": {"vr": "DA", "Value": [day]}, "00400009": {"vr": "SH", "Value": [day]}}
            for day in ("20261123", "soon")
        )
        item = json.dumps({"00400100": {"vr": "SQ", "Value": list(days)}}).encode()
        assert [(row.id, row.outcome) for row in read(item, catalogue)] == [
            ("20261123", JUDGE),
            ("soon", UNREADABLE),
        ]

    def test_the_day_of_an_appointment_stands_for_the_month_of_its_order(
        self, catalogue: Catalogue
    ) -> None:
        vague = order(occurrenceDateTime="2026-11")
        row = only(
            bundle(vague, appointment(basedOn=[{"reference": "ServiceRequest/s1"}])), catalogue
        )
        assert (row.request or {})["on"] == "2026-11-23" and scan(row)["exam"] == "MRI Brain"


class TestLines:
    @pytest.mark.parametrize("size", [HEAD + 10, MAX_ROW + 10])
    def test_a_long_first_line_takes_no_other_with_it(
        self, size: int, catalogue: Catalogue
    ) -> None:
        first = {"resourceType": "Patient", "id": "p", "photo": [{"data": "A" * size}]}
        source = b"\n".join(json.dumps(one).encode() for one in (first, device("SynchroMed II"), order("s1"), order("s2")))  # fmt: skip
        found = read(source, catalogue)
        assert [row.id for row in found if row.outcome == JUDGE] == ["s1", "s2"]
        assert [devices(row) for row in found if row.outcome == JUDGE] == [["SynchroMed II"]] * 2
        assert len(found) == (2 if size <= MAX_ROW else 3)

    def test_a_first_line_that_is_cut_short_takes_no_other_with_it(
        self, catalogue: Catalogue
    ) -> None:
        lines = [b'{"resourceType":"Patient","id":"p",', *(json.dumps(one).encode() for one in (device("SynchroMed II"), order()))]  # fmt: skip
        found = read(b"\n".join(lines), catalogue)
        assert [row.outcome for row in found] == [UNREADABLE, JUDGE]
        assert found[1].offset == sum(len(one) + 1 for one in lines[:2])

    @pytest.mark.parametrize("known", [{"keep": ("MRN",)}, {"columns": {"Implant": "device"}}, {}])
    @pytest.mark.parametrize("first", ["Jane Doe,1950-01-01,8637-40", "device,1950-01-01,Jane Doe,Main St"])  # fmt: skip
    def test_a_first_line_that_may_be_a_row_is_not_repeated(
        self, first: str, known: dict[str, Any], catalogue: Catalogue
    ) -> None:
        with pytest.raises(RequestError) as bad:
            read(first.encode() + b"\n", catalogue, **known)
        assert "Jane" not in str(bad.value) and "1950" not in str(bad.value)

    @pytest.mark.parametrize("bad", [b"null", b'{"resource":5}', b'{"resource":{"resourceType":"ServiceRequest","id":"a","id":"b"}}',
        b'{"resource":{"resourceType":"ServiceRequest","x":NaN}}'])  # fmt: skip
    def test_a_bad_entry_takes_no_other_with_it(self, bad: bytes, catalogue: Catalogue) -> None:
        orders = [json.dumps({"resource": order(id)}).encode() for id in ("s1", "s2", "s3")]
        entries = b",".join([orders[0], bad, *orders[1:]])
        raw = b'{"resourceType":"Bundle","type":"collection","entry":[' + entries + b"]}"
        found = read(raw, catalogue, complete=True)
        assert [row.id for row in found] == ["s1", None, "s2", "s3"]
        assert [row.outcome for row in found] == [JUDGE, UNREADABLE, JUDGE, JUDGE]

    def test_a_bad_entry_on_a_line_takes_no_other_with_it(self, catalogue: Catalogue) -> None:
        whole = json.loads(bundle(order(), device("SynchroMed II")))
        whole["entry"].insert(1, "oops")
        lines = b"\n".join(json.dumps(one).encode() for one in (whole, {"resourceType": "Patient"}))
        found = read(lines, catalogue)
        assert [row.outcome for row in found] == [JUDGE, UNREADABLE]
        assert devices(found[0]) == ["SynchroMed II"]

    @pytest.mark.parametrize("kind", ["serviceRequest", " ServiceRequest", "SERVICEREQUEST", "", 5, ["ServiceRequest"]])  # fmt: skip
    def test_a_slip_in_the_type_of_a_resource_loses_no_row(
        self, kind: Any, catalogue: Catalogue
    ) -> None:
        slip = order("s2", resourceType=kind)
        lines = b"\n".join(json.dumps(one).encode() for one in (slip, order()))
        for source in (lines, bundle(slip, order()), b"[" + lines.replace(b"\n", b",") + b"]"):
            found = read(source, catalogue)
            assert sorted(row.outcome for row in found) == [JUDGE, UNREADABLE]
            assert any("'resourceType'" in row.why for row in found)

    @pytest.mark.parametrize("kind", ["device", ["Device"], None])
    def test_a_slip_in_the_type_of_a_device_leaves_the_list_open(
        self, kind: Any, catalogue: Catalogue
    ) -> None:
        slip = device("SM2", resourceType=kind)
        search = {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{"resource": slip}],
                  "link": [{"relation": "self", "url": "Device?patient=p"}]}  # fmt: skip
        for source in (bundle(order(), search), bundle(order(contained=[slip])), bundle(order(), slip)):  # fmt: skip
            found = read(source, catalogue, complete=True)
            assert devices(found[0]) == ["implants not known"]

    def test_a_total_that_is_none_takes_no_order(self, catalogue: Catalogue) -> None:
        for total in ("3.0", '"x"', "[]"):
            raw = bundle(order(), order("s2"))[:-1] + f', "total": {total}}}'.encode()
            found = read(raw, catalogue, complete=True)
            assert [row.outcome for row in found] == [JUDGE, JUDGE]


class TestWhatIsTold:
    @pytest.mark.parametrize("source, status", [
        (b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|CA|1|||||^^^20261123\rOBR|1|1||A^MRI Brain\r", "CA"),
        (b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000||||||||||||||Cancelled\r"
         b"AIS|1||A^MRI Brain|20261123100000\r", "Cancelled"),
        (json.dumps({"00400100": {"vr": "SQ", "Value": [{"00400002": {"vr": "DA", "Value": ["20261123"]},
                    "00400020": {"vr": "CS", "Value": ["DISCONTINUED"]}}]}}).encode(), "DISCONTINUED"),
        (bundle(order(status="revoked")), "revoked"),
        (bundle(order(status="Jane Doe 1950")), "none that is known here"),
        (bundle(order(status="Smith")), "none that is known here"),
    ])  # fmt: skip
    def test_a_booking_says_how_it_stands(
        self, source: bytes, status: str, catalogue: Catalogue
    ) -> None:
        row = only(source, catalogue)
        assert row.outcome == JUDGE and f"Its status in the source: {status}." in row.notices

    def test_a_second_exam_of_an_order_has_its_day_and_its_own_number(
        self, catalogue: Catalogue
    ) -> None:
        source = (b"MSH|^~\\&|A|B|C|D|20261122||ORM^O01|1|P|2.5\rORC|NW|P1|||||^^^20261123\r"
                  b"OBR|1|P1||A^MRI Brain\rOBR|2|E2||B^MRI lumbar spine\r")  # fmt: skip
        found = read(source, catalogue)
        assert [(row.id, (row.request or {}).get("on"), scan(row)["exam"]) for row in found] == [
            ("P1", "2026-11-23", "MRI Brain"), ("E2", "2026-11-23", "MRI lumbar spine"),
        ]  # fmt: skip

    def test_an_entry_without_a_resource_leaves_the_list_open(self, catalogue: Catalogue) -> None:
        source = json.loads(bundle(device("hip prosthesis"), order()))
        source["entry"].append({"fullUrl": "urn:uuid:9"})
        assert only(json.dumps(source).encode(), catalogue, complete=True).outcome == JUDGE

    @pytest.mark.parametrize("header, told", [
        (b"id;on;device\n", "the columns are separated by commas"),
        (b"id\ton\tdevice\n", "the columns are separated by commas"),
        (b"id,on,device,MRN,MRN\n", "2 columns are called 'MRN'"),
    ])  # fmt: skip
    def test_a_header_is_told_what_is_wrong_with_it(
        self, header: bytes, told: str, catalogue: Catalogue
    ) -> None:
        with pytest.raises(RequestError, match=told):
            read(header, catalogue, keep=("MRN",) if b"MRN" in header else ())

    def test_an_attribute_that_is_null_is_one_of_a_worklist_item(
        self, catalogue: Catalogue
    ) -> None:
        row = only(b'{"00400100": null, "00100010": {"vr": "PN"}}', catalogue)
        assert (row.outcome, row.why) == (UNREADABLE, "an attribute is no mapping")
