"""The files of a performed scan, each as headers: DICOM files by way of the extra ``dicom``, DICOM JSON without it."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from mri_check.axes import Axes
from mri_check.errors import MriCheckError, Problem, reason_of
from mri_check.intake.dicom_file import NotInstalled, dataset_of
from mri_check.intake.header import WANTED, header
from mri_check.intake.row import MAX_DOCUMENT, Bad
from mri_check.intake.strict import json_of
from mri_check.intake.worklist import is_dicom
from mri_check.performed import Header

_NEITHER = "it is neither a DICOM file (DICM at byte 128) nor DICOM JSON"


def headers_of(paths: Iterable[str], axes: Axes) -> Iterator[Header]:
    """The headers of files, by name; of one that cannot be read, why. Never pixel data.

    Raises MriCheckError where a DICOM file is given and pydicom is not installed.
    """
    for path in sorted(dict.fromkeys(paths)):
        try:
            datasets = _datasets(path)
        except NotInstalled as bad:
            raise MriCheckError(Problem("extra", path, bad.why)) from None
        except Bad as bad:
            yield Header(path, None, bad.why)
            continue
        except OSError as bad:
            yield Header(path, None, f"it cannot be read: {reason_of(bad)}")
            continue
        for number, data in enumerate(datasets, 1):
            yield header(f"{path}[{number}]" if len(datasets) > 1 else path, data, axes)


def _datasets(path: str) -> list[Any]:
    with open(path, "rb") as file:
        head = file.read(132)
        file.seek(0)
        if head[128:] == b"DICM":
            return [dataset_of(file, WANTED)]
        if head.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"["):
            return _json(file)
    raise Bad(_NEITHER)


def _json(file: BinaryIO) -> list[Any]:
    """The datasets of DICOM JSON: one, or the list that WADO-RS returns as metadata."""
    raw = file.read(MAX_DOCUMENT + 1)
    if len(raw) > MAX_DOCUMENT:
        raise Bad(f"longer than {MAX_DOCUMENT} bytes: give it in parts")
    try:
        data = json_of(raw)
    except Bad as bad:
        raise Bad(f"{bad.why} (byte {bad.at} of the file)" if bad.at else bad.why) from None
    datasets = data if isinstance(data, list) else [data]
    if not datasets or not all(is_dicom(one) for one in datasets):
        raise Bad(_NEITHER)
    return datasets
