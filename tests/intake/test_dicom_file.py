"""DICOM files by way of the extra: read as their DICOM JSON is; without the extra, a clear message."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from mri_check.catalog import Catalogue
from mri_check.intake import JUDGE, UNREADABLE, Context, Row, rows
from tests.intake.test_laws import MARK, marked_item

DAMAGED = b"\0" * 128 + b"DICM" + b"\x02\0\0\0UL\x04\0"


def read(source: bytes, catalogue: Catalogue) -> list[Row]:
    return list(rows(io.BytesIO(source), Context(catalogue, frozenset({"g30"}))))


def file_of(item: dict[str, Any]) -> bytes:
    pydicom = pytest.importorskip("pydicom")
    dataset = pydicom.Dataset.from_json(item)
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.31"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.PixelData = b"\0" * 64
    dataset["PixelData"].VR = "OW"
    file = io.BytesIO()
    pydicom.dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def test_a_file_says_what_its_json_says(catalogue: Catalogue) -> None:
    item = marked_item("1.2.3")
    source = file_of(item)
    assert source[128:132] == b"DICM"
    (from_file,), (from_json,) = (
        read(source, catalogue),
        read(json.dumps([item]).encode(), catalogue),
    )
    assert from_file.outcome == JUDGE
    assert from_file.request == from_json.request
    assert from_file.possible == from_json.possible


def test_a_file_names_nobody(catalogue: Catalogue) -> None:
    item = {tag: one for tag, one in marked_item(MARK).items() if one["vr"] != "UI"}
    assert MARK not in repr(read(file_of({**item, "0020000D": {"vr": "UI"}}), catalogue)).upper()


def test_a_damaged_file_is_a_row(catalogue: Catalogue) -> None:
    pytest.importorskip("pydicom")
    whole = file_of(marked_item("1.2.3"))
    for source in (DAMAGED, whole[:200], DAMAGED + b"\xff" * 50):
        found = read(source, catalogue)
        assert [row.outcome for row in found] == [UNREADABLE]
    (full,) = read(whole, catalogue)
    for at in range(132, len(whole), 11):
        (row,) = read(whole[:at], catalogue)
        # between two elements nothing tells that there were more: then at worst less is known
        assert row.outcome == UNREADABLE or (row.id, row.outcome) == (full.id, full.outcome), at


def test_without_the_extra_a_file_says_what_is_missing(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pydicom", None)
    (row,) = read(DAMAGED, catalogue)
    assert row.outcome == UNREADABLE
    assert "mri-check[dicom]" in row.why
