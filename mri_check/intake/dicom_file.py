"""A DICOM file (``DICM`` at byte 128) as DICOM JSON, by way of the extra ``dicom``; never its pixel data."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any, BinaryIO

from mri_check.intake.row import Bad
from mri_check.intake.strict import json_of

_UNTOLD = 0xFFFFFFFF
"""The length of an element that ends with a delimiter instead."""
_NEEDED = "a DICOM file needs the extra: pip install 'mri-check[dicom]' (DICOM JSON needs none)"


class NotInstalled(Bad):
    """The extra is not there."""


def dataset_of(source: bytes | BinaryIO, tags: Sequence[str] | None = None) -> Any:
    """The dataset of a file in the form of DICOM JSON; of ``tags`` alone where they are named.

    Bad where it cannot be read, NotInstalled where pydicom is not installed.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    wanted = None if tags is None else [int(tag, 16) for tag in tags]
    try:
        pydicom: Any = import_module("pydicom")
        config: Any = import_module("pydicom.config")
    except ImportError:
        raise NotInstalled(_NEEDED, 0) from None
    config.settings.reading_validation_mode = config.IGNORE
    config.logger.setLevel("CRITICAL")  # its warnings repeat values, on standard error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a file that is cut short is only warned of
            dataset = pydicom.dcmread(file, stop_before_pixels=True, specific_tags=wanted)
            if _short(dataset):
                raise Bad("the DICOM file is cut short", file.tell())
            form = dataset.to_json_dict(
                bulk_data_threshold=1024, bulk_data_element_handler=lambda _: "", suppress_invalid_tags=True
            )  # fmt: skip
        text = json.dumps(form, allow_nan=False)
    except Bad:
        raise
    except Exception as bad:  # a damaged file raises whatever its bytes led to
        raise Bad(f"the DICOM file cannot be read ({type(bad).__name__})", 132) from None
    return json_of(text.encode("utf-8"))


def _short(dataset: Any) -> bool:
    """Whether an element holds less than it says: pydicom takes what there is. (After the last one nothing tells.)"""
    for one in dataset.values():
        length, value = getattr(one, "length", None), one.value
        if length not in (None, _UNTOLD) and value is not None and len(value) < length:
            return True
        if length is None and one.VR == "SQ" and any(_short(item) for item in value):
            return True
    return False
