"""Access to a DICOM dataset in the form of DICOM JSON (PS3.18 F): attributes, sequences, numbers. Absent is not empty."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from mri_check.messages import verify as say
from mri_check.quantity import plain

TIMING, COILS, SAR_ITEMS = "00189112", "00189049", "00189239"
INNER = (TIMING, COILS, SAR_ITEMS)
"""Sequences that single attributes may stand in."""
_CODE = re.compile(r"[A-Z0-9_ ]{1,16}\Z")
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]{1,3})?\Z")

Dataset: TypeAlias = Mapping[str, Any]


class Gap(Exception):
    """Why a value that is there is not taken."""


def by_tag(data: Any) -> dict[str, Any]:
    """A dataset by tag. Raises ValueError where it is none."""
    if not isinstance(data, Mapping) or not all(isinstance(one, Mapping) for one in data.values()):
        raise ValueError(say.NO_DATASET)
    return {key.upper(): value for key, value in data.items()}


def _values(data: Dataset, tag: str) -> list[Any]:
    values = data.get(tag, {}).get("Value", [])
    if not isinstance(values, list):
        raise ValueError(say.BAD_VALUES.format(tag=tag))
    return values


def items_of(data: Dataset, tag: str) -> list[dict[str, Any]]:
    """The items of a sequence; an empty item is one in which everything is absent."""
    return [by_tag(one if one is not None else {}) for one in _values(data, tag)]


def all_items(place: Dataset, tag: str) -> list[dict[str, Any]]:
    """The items of a sequence that stands in a place, or in the timing group of it."""
    return [one for at in (place, *items_of(place, TIMING)) for one in items_of(at, tag)]


def texts_of(data: Dataset, tag: str) -> list[str]:
    """The values of an attribute as they are written, without padding; an empty one is ``""``."""
    texts = []
    for one in _values(data, tag):
        if one is not None and not isinstance(one, str):
            raise ValueError(say.BAD_VALUES.format(tag=tag))
        texts.append((one or "").strip(" \0"))
    return texts


def elements_of(place: Dataset, tag: str) -> Iterator[tuple[str, list[str]]]:
    """Each time that an attribute is there, in a place or in a sequence of it that it may stand in: VR and values."""
    for at in (place, *(item for inner in INNER for item in items_of(place, inner))):
        if tag in at:
            yield str(at[tag].get("vr", "")), texts_of(at, tag)


def number_of(vr: str, text: str, attribute: str) -> Decimal:
    """A number that is not negative. A 32-bit one (VR FL) is the shortest decimal that means it."""
    try:
        number = Decimal(text if _NUMBER.match(text) else "")
        if vr == "FL" and number.is_finite():
            packed = struct.pack("f", float(number))
            shortest = (f"{float(number):.{digits}g}" for digits in range(1, 10))
            number = next(Decimal(one) for one in shortest if struct.pack("f", float(one)) == packed)  # fmt: skip
    except (InvalidOperation, OverflowError, StopIteration):
        raise Gap(say.NO_NUMBER.format(attribute=attribute)) from None
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > 12:
        raise Gap(say.NO_NUMBER.format(attribute=attribute))
    return number


def shown(vr: str, text: str) -> str:
    """A number that is only shown."""
    try:
        return plain(number_of(vr, text, ""))
    except Gap:
        return say.NO_CODE


def code(text: str) -> str:
    """A term that is only shown, where it has the form of a code: free text is not repeated."""
    return text if _CODE.match(text) else say.NO_CODE
