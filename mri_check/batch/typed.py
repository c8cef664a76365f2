"""Rows of the plainest form, read straight into their places: one implant, one text on each axis (needs msgspec)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Annotated, Any

from mri_check.batch.asked import NAMED
from mri_check.batch.reading import ABSENT
from mri_check.request import MAX_TEXT

FAMILIES = ("scan", "patient", "implant")


class Typed:
    """Reads and writes such rows that state values on these axes. All others raise, and are read in another way."""

    def __init__(self, axes: Mapping[str, Iterable[str]]) -> None:
        msgspec: Any = import_module("msgspec")

        def struct(title: str, *fields: Any) -> Any:
            return msgspec.defstruct(
                title,
                fields,
                omit_defaults=True,
                forbid_unknown_fields=True,
                kw_only=True,
                gc=False,
            )

        def maybe(name: str, kind: Any = str) -> Any:
            return (name, kind | msgspec.UnsetType, ABSENT)

        patient, facts = (
            struct(family.title(), *map(maybe, axes[family])) for family in FAMILIES[1:]
        )
        id = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
        scan = struct("Scan", *map(maybe, (*NAMED, *axes["scan"])))
        implant: Any = struct(
            "Implant",
            ("device", str),
            maybe("identified_by"),
            maybe("market"),
            maybe("facts", facts),
        )
        row = struct(
            "Row", maybe("format"), maybe("id", id), ("on", str), maybe("market"), ("implants", list[implant]),
            maybe("other_implants"), maybe("bringing"), ("scan", scan), maybe("patient", patient),
        )  # fmt: skip
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(row).decode
        self.encode: Callable[[Any], bytes] = msgspec.json.Encoder().encode
