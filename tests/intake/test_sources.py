"""Several sources together, and what a source is told by."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import pytest

from mri_check.catalog import Catalogue
from mri_check.intake import JUDGE, NO_PUMP, NOT_JUDGED, Context, read_rows, rows, sniff
from mri_check.intake.row import Bad

DEVICE = {
    "resourceType": "Device",
    "id": "d",
    "patient": {"reference": "Patient/1"},
    "modelNumber": "8637-40",
}
OTHER = {
    "resourceType": "Device",
    "id": "e",
    "patient": {"reference": "Patient/2"},
    "deviceName": [{"name": "hip prosthesis"}],
}


def order(id: str, patient: str) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest", "id": id, "subject": {"reference": f"Patient/{patient}"},
        "occurrenceDateTime": "2026-11-23", "code": {"text": "MRI BRAIN"},
    }  # fmt: skip


def lines(*resources: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in resources)


@pytest.mark.parametrize("devices_first", [True, False])
@pytest.mark.parametrize("more", [(), (OTHER,)])
def test_the_files_of_an_export_belong_together(
    devices_first: bool, more: tuple[dict[str, Any], ...], catalogue: Catalogue
) -> None:
    files = [
        ("Device.ndjson", lines(DEVICE, *more)),
        ("ServiceRequest.ndjson", lines(order("s", "1"))),
    ]
    files = files if devices_first else files[::-1]
    found = list(read_rows([(name, io.BytesIO(raw)) for name, raw in files], Context(catalogue)))
    assert [(row.source, row.id) for row in found] == [("ServiceRequest.ndjson", "s")]
    assert found[0].request is not None
    assert found[0].request["implants"] == [{"device": "8637-40"}]


def test_whoever_asks_may_state_that_the_lists_are_complete(catalogue: Catalogue) -> None:
    source = lines(DEVICE, OTHER, order("s1", "1"), order("s2", "2"), order("s3", "3"))
    one, two, three = rows(io.BytesIO(source), Context(catalogue, complete=True))
    assert one.request is not None and one.request["other_implants"] == "none"
    assert (two.outcome, two.why) == (three.outcome, three.why) == (NOT_JUDGED, NO_PUMP)


@pytest.mark.parametrize("beside", [lines(DEVICE), json.dumps(DEVICE).encode(), b"\x1f\x8b"])
def test_a_search_is_not_complete_beside_a_source_that_it_does_not_see(
    beside: bytes, catalogue: Catalogue
) -> None:
    link = [{"relation": "self", "url": "Device?patient=1"}]
    none = {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": link}
    whole = {"resourceType": "Bundle", "entry": [{"resource": one} for one in (order("s", "1"), none)]}  # fmt: skip
    sources = [("a.json", json.dumps(whole).encode()), ("b", beside)]
    for given in (sources, sources[::-1], sources[:1]):
        files = [(name, io.BytesIO(raw)) for name, raw in given]
        row = next(one for one in read_rows(files, Context(catalogue)) if one.id == "s")
        assert (row.outcome == NOT_JUDGED) == (len(given) == 1)
        assert any("not looked at from this one" in one for one in row.notices) == (len(given) > 1)


def test_a_broken_line_ends_completeness(catalogue: Catalogue) -> None:
    source = lines(DEVICE, OTHER, order("s2", "2")) + b'{"resourceType": "Device", "id"\n'
    row, broken = rows(io.BytesIO(source), Context(catalogue, complete=True))
    assert row.request is not None
    assert row.request["implants"] == [{"device": "implants not known"}]
    assert broken.outcome == "unreadable"


def test_an_export_without_a_booking_is_not_nothing(catalogue: Catalogue) -> None:
    (row,) = rows(io.BytesIO(lines(DEVICE, OTHER)), Context(catalogue))
    assert "no ServiceRequest" in row.why
    (row,) = rows(
        io.BytesIO(b'{"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}'),
        Context(catalogue),
    )
    assert "an error" in row.why


def test_an_export_from_a_pipe(catalogue: Catalogue) -> None:
    """What cannot be read twice is read once."""
    read, write = os.pipe()
    os.write(write, lines(order("s", "1"), DEVICE))
    os.close(write)
    with os.fdopen(read, "rb") as file:
        (row,) = rows(file, Context(catalogue))
    assert row.request is not None
    assert row.request["implants"] == [{"device": "8637-40"}]


@pytest.mark.parametrize(
    ("head", "format_"),
    [
        (b'\xef\xbb\xbf{"id": "1"}\r\n{"id": "2"}\r\n', "lines"),
        (b'{\n  "id": "1"\n}', "json"),
        (b'{"id": "1"}', "json"),
        (b'{"resourceType": "Bundle", "entry": [\n{"resource": {}},\n{"resource": {}}\n]}', "fhir"),
        (b'{"resourceType": "Device"}\n{"resourceType": "Device"}\n', "fhir-lines"),
        (b'{"id": "1", "on"\n{"id": "2"}\n', "lines"),
        (b"\n id,on,device\n", "csv"),
        (b" \n", "lines"),
        (b"", "lines"),
        (b'7\n{"implants": []}\n', "lines"),
        (b'[1]\n{"implants": []}\n', "lines"),
        (b'[\n{"implants": []}\n', "json"),
        (b'"id": 1}\n{"implants": []}', "lines"),
        (b'{"00400100": {}}\n{"00400100": {}}', "dicom-lines"),
        (b"\x0bMSH|^~\\&|", "hl7"),
        (b"FHS|^~\\&|", "hl7"),
        (b"\0" * 128 + b"DICM", "dicom"),
    ],
)
def test_a_source_is_told_by_its_content(head: bytes, format_: str) -> None:
    assert sniff(head) == format_


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("id,on".encode("utf-16"), "UTF-16"),
        ("id,on".encode("utf-16-le"), "UTF-16"),
        (b"<Bundle/>", "XML"),
        (b"PK\x03\x04", "compressed"),
        (b"%PDF-1.7", "nothing that is read"),
    ],
)
def test_what_is_not_read_says_why(head: bytes, why: str) -> None:
    with pytest.raises(Bad, match=why):
        sniff(head)


@pytest.mark.parametrize("source", [
    b"MSH|^~\\&|A|B|C|D|20261122||SIU^S12|1|P|2.5\rSCH|P-1||||||||||^^^20261123100000\rAIS|1||A^MRI Brain|20261123\r",
    b"id,on,device,exam\r\n1,2026-11-23,none,MRI BRAIN\r\n",
    lines(DEVICE, order("s", "1")),
    json.dumps({"resourceType": "Bundle", "entry": [{"resource": order("s", "1")}]}).encode(),
    b'{"id": "1", "on": "2026-11-23", "implants": "none", "scan": {"exam": "MRI BRAIN"}}\n',
], ids=["hl7", "table", "export", "bundle", "lines"])  # fmt: skip
def test_the_end_of_a_dos_file_is_no_row(source: bytes, catalogue: Catalogue) -> None:
    (plain,) = rows(io.BytesIO(source), Context(catalogue))
    (ended,) = rows(io.BytesIO(source + b"\x1a"), Context(catalogue))
    assert ended == plain and ended.outcome in (JUDGE, NOT_JUDGED)
