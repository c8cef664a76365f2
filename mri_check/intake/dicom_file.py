"""A DICOM file (``DICM`` at byte 128) as DICOM JSON, by way of the extra ``dicom``; never its pixel data."""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import MutableSequence, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from mri_check.errors import reason_of
from mri_check.intake.row import Bad

_UNTOLD = 0xFFFFFFFF
"""The length of an element that ends with a delimiter instead."""
_NUMBERS = {"FL": "f", "FD": "d", "US": "H", "SS": "h", "UL": "L", "SL": "l", "UV": "Q", "SV": "q"}
_ASCII = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI"})
_LOCAL = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"})
_WHOLE = frozenset({"LT", "ST", "UR", "UT"})
"""Texts in which a backslash is one."""
_DAMAGED = "(damaged)"
_ENCODING = r"(?is).*(character set|encoding|code extension)"
"""What pydicom says of an alphabet: it is read as well as it can be."""
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
            warnings.filterwarnings("ignore", _ENCODING)
            dataset = pydicom.dcmread(file, stop_before_pixels=True, specific_tags=wanted)
            if _short(dataset):
                raise Bad("the DICOM file is cut short", file.tell())
            return _form(dataset)
    except Bad:
        raise
    except Exception as bad:  # a damaged file raises whatever its bytes led to
        raise Bad(f"the DICOM file cannot be read: {_reason(bad)}", 132) from None


def _reason(bad: Exception) -> str:
    """What is wrong with a file, in words of our own: those of pydicom may repeat a value."""
    said = str(bad)
    if re.search("(implicit|explicit) VR", said):
        return "its elements are not written as its transfer syntax says (explicit or implicit VR)"
    if isinstance(bad, EOFError) or "end of file" in said.lower():
        return "it is cut short"
    if isinstance(bad, OSError) and bad.strerror:
        return reason_of(bad)
    return "an element of it is damaged"


def _form(dataset: Any) -> dict[str, dict[str, Any]]:
    """A dataset in the form of DICOM JSON, but for this: every value is a text, as it is written.

    pydicom's own form leaves out a whole sequence where one value deep inside it has a wrong form, and what is
    absent is not what cannot be read.
    """
    found: dict[str, dict[str, Any]] = {}
    for tag in sorted(dataset.keys()):
        element = dataset.get_item(tag)
        vr = element.VR if element.VR not in (None, "UN") else _known_vr(tag)
        values: list[Any] = []
        if vr == "SQ":
            values = [_form(item) for item in dataset[tag].value or ()]
        elif vr in _NUMBERS:
            values = _numbers(element, vr)
        elif vr in _ASCII or vr in _LOCAL:
            values = _texts(dataset, tag, element, vr)
        found[f"{tag:08X}"] = {"vr": vr, "Value": values} if values else {"vr": vr}
    return found


def _known_vr(tag: int) -> str:
    """What the standard says of an attribute that a file writes without its kind."""
    datadict: Any = import_module("pydicom.datadict")
    try:
        return str(datadict.dictionary_VR(tag))
    except KeyError:
        return "UN"


def _numbers(element: Any, vr: str) -> list[str]:
    """Binary numbers, each by the shortest text that means it."""
    raw, sign = element.value, _NUMBERS[vr]
    if not isinstance(raw, bytes):  # pydicom reads some by itself, to tell the kind of others
        several = raw if isinstance(raw, MutableSequence | tuple) else [raw]
        return [repr(one) for one in several if one not in (None, "")]
    if not raw:
        return []
    order = "<" if element.is_little_endian else ">"
    if len(raw) % struct.calcsize(sign):
        return [_DAMAGED]
    return [repr(one) for (one,) in struct.iter_unpack(order + sign, raw)]


def _texts(dataset: Any, tag: Any, element: Any, vr: str) -> list[Any]:
    """Texts as they are written; those that may be in a local alphabet by way of pydicom."""
    raw, texts = element.value, list[str]()
    if isinstance(raw, bytes):
        written = raw.decode("latin-1")
        texts = [written] if vr in _WHOLE else written.split("\\")
    if vr in _LOCAL or not isinstance(raw, bytes):
        with suppress(Exception):  # in an alphabet that is not known, say
            value = dataset[tag].value
            several = value if isinstance(value, MutableSequence) else [value]
            texts = [str(one) for one in several if one is not None]
    if not any(one.strip(" \0") for one in texts):
        return []
    return [{"Alphabetic": one.partition("=")[0]} for one in texts] if vr == "PN" else list(texts)


def _short(dataset: Any) -> bool:
    """Whether an element holds less than it says: pydicom takes what there is. (After the last one nothing tells.)"""
    for one in dataset.values():
        length, value = getattr(one, "length", None), one.value
        if length not in (None, _UNTOLD) and value is not None and len(value) < length:
            return True
        if length is None and one.VR == "SQ" and any(_short(item) for item in value):
            return True
    return False
