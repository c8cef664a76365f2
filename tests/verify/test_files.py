"""DICOM files of a performed scan: those that ship with pydicom, and made ones; only the tags that are needed."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check.catalog import Catalogue
from mri_check.errors import MriCheckError
from mri_check.intake.dicom_file import dataset_of
from mri_check.intake.header import WANTED, header
from mri_check.intake.row import Bad
from mri_check.intake.scanned import headers_of
from tests.verify.scans import PATIENT, classic, el, enhanced, modes, sars, whole, world
from tests.worlds import request

pydicom = pytest.importorskip("pydicom")
Command = Callable[..., tuple[int, str, str]]
SHIPPED = Path(pydicom.__file__).parent / "data" / "test_files"
MR = sorted(path for path in SHIPPED.glob("MR_*.dcm"))
OVERLAY = SHIPPED / "examples_overlay.dcm"


def written(path: Path, data: dict[str, Any]) -> Path:
    """A DICOM file that says what DICOM JSON says, with pixel data."""
    form = json.loads(json.dumps(data))
    dataset = pydicom.Dataset.from_json(form)
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.add_new("PixelData", "OW", b"\0" * 64)
    pydicom.dcmwrite(path, dataset, enforce_file_format=True)
    return path


def numbered(data: Any) -> Any:
    """FD and DS values as numbers, as from_json wants them."""
    if isinstance(data, list):
        return [numbered(one) for one in data]
    if isinstance(data, dict):
        if data.get("vr") in ("FD", "FL", "DS") and "Value" in data:
            return {**data, "Value": [float(one) for one in data["Value"]]}
        return {key: numbered(one) for key, one in data.items()}
    return data


@pytest.mark.parametrize("path", MR, ids=lambda path: path.stem)
def test_an_old_mr_file_tells_next_to_nothing(path: Path, catalogue: Catalogue) -> None:
    (one,) = headers_of([str(path)], catalogue.axes)
    assert one.problem is None
    assert not one.readings
    assert dict(one.also)["position"] == "HFS"


def test_pydicom_ships_what_these_tests_read() -> None:
    assert len(MR) >= 5
    assert OVERLAY.exists()


def test_a_real_scan_at_1_494_tesla(catalogue: Catalogue) -> None:
    (one,) = headers_of([str(OVERLAY)], catalogue.axes)
    told = {axis: [reading.text for reading in found] for axis, found in one.readings.items()}
    assert told == {
        "scan.field_strength": ["1.5 T (1.4939999580383 T in the header, within 4 % of it)"],
        "scan.nucleus": ["1H"],
        "scan.region": ["abdomen (ABDOMEN in the header)"],
    }
    assert ("sar", "0.10828038305044 W/kg") in one.also
    assert one.series == "18"


@pytest.mark.parametrize(
    "name", ["CT_small.dcm", "rtplan.dcm", "test-SR.dcm", "liver_1frame.dcm", "JPEG2000.dcm"]
)
def test_what_is_no_mr_image(name: str, catalogue: Catalogue) -> None:
    (one,) = headers_of([str(SHIPPED / name)], catalogue.axes)
    assert one.problem is not None
    assert not one.readings


def test_every_file_that_ships_gives_a_header(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    """Damaged, odd and foreign files among them: a header or a reason, never a traceback."""
    paths = [str(path) for path in SHIPPED.iterdir() if path.is_file()]
    headers = list(headers_of(paths, catalogue.axes))
    assert {one.file for one in headers} == set(paths)
    assert not caplog.records  # what pydicom logs repeats values
    assert not any(re.search(r"\w(Error|Warning|Exception)", one.problem or "") for one in headers)
    assert {one.file for one in headers if one.problem is None} == {
        str(one) for one in (*MR, OVERLAY, SHIPPED / "test1.json")
    }


@pytest.mark.parametrize(
    ("name", "cut", "why"),
    [
        ("SC_rgb_jpeg.dcm", None, "its elements are not written as its transfer syntax says"),
        ("test-SR.dcm", 1500, "cut short"),
        ("liver_expb_1frame.dcm", None, ""),
        ("reportsi_with_empty_number_tags.dcm", None, ""),
    ],
)
def test_a_reason_is_in_words(name: str, cut: int | None, why: str) -> None:
    """No exception's name; and a number that pydicom has read by itself is none, nor is one that is left empty."""
    raw = (SHIPPED / name).read_bytes()[:cut]
    if not why:
        assert dataset_of(raw)
        return
    with pytest.raises(Bad, match=why) as bad:
        dataset_of(raw)
    assert not re.search(r"\w(Error|Warning|Exception)", bad.value.why)


def test_a_file_says_what_its_json_says(tmp_path: Path, catalogue: Catalogue) -> None:
    data = whole(
        t00181320=el("FL", "1.3"),
        t00189049=el("SQ", {"00189051": el("CS", "SURFACE")}),
        t00189100=el("CS", "1H"),
    )
    path = written(tmp_path / "a.dcm", numbered(data))
    (one,) = headers_of([str(path)], catalogue.axes)
    assert one == header(str(path), data, catalogue.axes)
    assert one.readings["scan.b1_rms"][0].text == "1.3 uT"


def test_made_files_by_the_command(tmp_path: Path, command: Command) -> None:
    world(tmp_path / "catalog")
    (tmp_path / "request.json").write_text(json.dumps(request()))
    base = ("--request", tmp_path / "request.json", "--catalog", tmp_path / "catalog")
    kept = written(tmp_path / "kept.dcm", numbered(whole()))
    code, out, _ = command("verify", kept, *base)
    assert code == 0
    assert "Zebedee" not in out and "4711" not in out
    timing = {"00189176": modes(RF="IEC_FIRST_LEVEL")}
    first = whole(t00189112=el("SQ", timing), t00189239=sars(IEC_WHOLE_BODY="3"))
    broken = written(tmp_path / "broken.dcm", numbered(first))
    code, out, _ = command("verify", kept, broken, *base)
    assert code == 40
    assert "scanned first-level, normal, " in " ".join(out.split())


def test_only_what_is_needed_is_read(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the patient module, of descriptions and of pixel data nothing is taken from the file."""
    path = written(tmp_path / "a.dcm", numbered(whole()))
    read = []
    before = pydicom.dcmread

    def dcmread(*arguments: Any, **options: Any) -> Any:
        read.append(before(*arguments, **options))
        return read[-1]

    monkeypatch.setattr(pydicom, "dcmread", dcmread)
    list(headers_of([str(path)], catalogue.axes))
    (dataset,) = read
    assert PATIENT not in str(dataset)
    assert {f"{one.tag:08X}" for one in dataset} <= set(WANTED)
    assert not any(tag.startswith("0010") for tag in WANTED)


def test_a_file_that_is_cut_short_is_not_kept(tmp_path: Path, catalogue: Catalogue) -> None:
    """Wherever it is cut, it tells no more than the whole file, and at most what it still says."""
    raw = written(tmp_path / "a.dcm", numbered(whole())).read_bytes()
    full = header("x", whole(), catalogue.axes)
    for end in range(0, len(raw), 7):
        path = tmp_path / "cut.dcm"
        path.write_bytes(raw[:end])
        (one,) = headers_of([str(path)], catalogue.axes)
        for axis, readings in one.readings.items():
            whole_of_it = set(readings) == set(full.readings[axis]) and not one.gaps.get(axis)
            assert whole_of_it or one.gaps.get(axis), (end, axis)


def test_without_the_extra(
    tmp_path: Path, catalogue: Catalogue, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pydicom", None)
    with pytest.raises(MriCheckError, match="pip install"):
        list(headers_of([str(OVERLAY)], catalogue.axes))
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request()))
    world(tmp_path / "catalog")
    code, out, err = command("verify", OVERLAY, "--request", path, "--catalog", tmp_path / "catalog")  # fmt: skip
    assert (code, out) == (5, "")
    assert "pip install 'mri-check[dicom]'" in err
    (tmp_path / "a.json").write_text(json.dumps(whole()))
    code, _, _ = command("verify", tmp_path / "a.json", "--request", path, "--catalog", tmp_path / "catalog")  # fmt: skip
    assert code == 0


def test_many_frames_are_read_in_time(catalogue: Catalogue) -> None:
    frame = {"00189239": sars(IEC_WHOLE_BODY="1.2"), "00189112": el("SQ", {"00189176": modes(RF="IEC_NORMAL")})}  # fmt: skip
    data = {**whole(), "52009230": el("SQ", *[frame] * 2000), "00280008": el("IS", "2000")}
    start = time.perf_counter()
    one = header("a", data, catalogue.axes)
    assert time.perf_counter() - start < 3
    assert not one.gaps.get("scan.whole_body_sar")


def _element(tag: str, vr: str, value: str) -> bytes:
    raw = value.encode() + b" " * (len(value) % 2)
    number = int(tag, 16).to_bytes(4, "big")
    return number[1::-1] + number[3:1:-1] + vr.encode() + len(raw).to_bytes(2, "little") + raw


@pytest.mark.parametrize("value, field", [
    ("2.8936200141906738", "3 T (2.8936200141906738 T in the header, within 4 % of it)"),
    ("3.000000000000000", "3 T"),
    ("3.00000000000000000\\", None), ("NaN", None), ("1,5", None), ("n/a", None), ("1.5\\3", None),
])  # fmt: skip
def test_a_number_is_read_as_it_is_written(
    value: str, field: str | None, tmp_path: Path, catalogue: Catalogue
) -> None:
    """Longer than the standard allows, or no number at all: pydicom's JSON would leave it out, and it is not absent."""
    path = written(tmp_path / "a.dcm", numbered(classic(t00180087=el("DS", "3"))))
    raw, old = path.read_bytes(), _element("00180087", "DS", "3.0")
    assert raw.count(old) == 1
    path.write_bytes(raw.replace(old, _element("00180087", "DS", value)))
    (one,) = headers_of([str(path)], catalogue.axes)
    told = [reading.text for reading in one.readings.get("scan.field_strength", ())]
    if field is not None:
        assert told == [field]
    else:
        assert one.gaps["scan.field_strength"]
        assert not any("absent" in why for why in one.gaps["scan.field_strength"])


@pytest.mark.parametrize("tag, vr, value", [
    ("00180081", "DS", "1.23456789012345678"), ("00200013", "IS", "1.5"),
    ("00200032", "UI", "1.02.3"), ("00191001", "FD", float("nan")), ("00191002", "UN", b"\0\1\2" * 700),
])  # fmt: skip
def test_what_nobody_asks_for_hides_nothing(
    tag: str, vr: str, value: Any, tmp_path: Path, catalogue: Catalogue
) -> None:
    from pydicom import config

    data = enhanced({"00189239": sars(IEC_WHOLE_BODY="1.2")}, {}, {"00189239": sars(IEC_WHOLE_BODY="9")})  # fmt: skip
    path = written(tmp_path / "a.dcm", numbered(data))
    dataset = pydicom.dcmread(path)
    frame = dataset[0x52009230].value[1]
    frame[int(tag, 16)] = pydicom.DataElement(
        int(tag, 16), vr, value, validation_mode=config.IGNORE
    )
    config.settings.writing_validation_mode = config.IGNORE
    try:
        pydicom.dcmwrite(path, dataset, enforce_file_format=True)
    finally:
        config.settings.writing_validation_mode = None
    (one,) = headers_of([str(path)], catalogue.axes)
    assert one.problem is None
    told = {reading.text for reading in one.readings["scan.whole_body_sar"]}
    assert told == {"1.2 W/kg", "9 W/kg"}


@pytest.mark.parametrize("name", [
    "ISO-IR 100", "latin1", "UTF8", "nothing that is known", "ISO 2022 IR 6\\ISO 2022 IR 87", "ISO_IR 100\\ISO_IR 192",
    "ISO_IR 192\\ISO 2022 IR 87", "\\ISO_IR 100",
])  # fmt: skip
def test_an_alphabet_that_is_misspelt_hides_nothing(
    name: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    data = {**numbered(classic(t00180087=el("DS", "3"))), "00080005": el("CS", name)}
    path = written(tmp_path / "a.dcm", {tag: one for tag, one in data.items() if tag != "00080005"})
    raw = path.read_bytes()
    at = raw.index(b"\x08\x00\x16\x00UI")
    path.write_bytes(raw[:at] + _element("00080005", "CS", name) + raw[at:])
    (one,) = headers_of([str(path)], catalogue.axes)
    assert one.problem is None
    assert [reading.text for reading in one.readings["scan.field_strength"]] == ["3 T"]
