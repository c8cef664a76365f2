"""Typed decode of every row, typed encode of a result of the same bytes: msgspec, no rules.

Every field has a type, as msgspec is quickest with; the results that it encodes are taken in turn from those of ``batch``.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

SAMPLE = 512
NAMES = ("field_strength", "spatial_gradient", "slew_rate", "operating_mode", "transmit_coil", "whole_body_sar",
         "head_sar", "b1_rms", "active_minutes", "region")  # fmt: skip


def struct(title: str, **fields: Any) -> Any:
    """A record; a field may be left out where its type says so."""
    optional = [
        (name, kind, UNSET) if UnsetType in getattr(kind, "__args__", ()) else (name, kind)
        for name, kind in fields.items()
    ]
    return msgspec.defstruct(title, optional, omit_defaults=True, kw_only=True, gc=False)


Maybe = str | UnsetType
Scan = struct("Scan", **dict.fromkeys(NAMES, Maybe))
Implant = struct("Implant", device=str)
Row = struct("Row", format=str, id=str, on=str, market=str, implants=list[Implant], scan=Scan)
Asked = struct("Asked", on=str, market=str, implants=list[Implant], scan=Scan)
Source = struct("Source", document=str, page=str)
Finding = struct("Finding", id=str, kind=str, origin=str, axis=str, verdict=str, permitted=str, source=Source,
                 stated=str | None)  # fmt: skip
Open = struct("Open", id=str, who=str)
Label = struct("Label", id=str, digest=str, disposition=str)
Device = struct(
    "Device",
    place=str,
    device=str | None,
    model=str | None,
    disposition=str,
    told=Maybe,
    labellings=list[Label],
)
Edition = struct("Edition", edition=str, digest=str)
Result = struct("Result", format=str, row=int, id=str, on=str, market=str, disposition=str, exit_code=int,
                decided_by=list[str], open=list[Open], devices=list[Device], catalogue=Edition,
                findings=list[Finding], asked=Asked | None)  # fmt: skip


def same(results: str) -> None:
    """Every result comes out with the bytes that it was read from. Raises AssertionError."""
    decode, encode = msgspec.json.Decoder(Result).decode, msgspec.json.Encoder().encode
    with open(results, "rb") as file:
        for line in file:
            assert encode(decode(line)) + b"\n" == line, line


def run(plan: str, rows: str, out: str, results: str) -> None:
    made = msgspec.json.Decoder(Result).decode
    with open(results, "rb") as file:
        some = [made(line) for _, line in zip(range(SAMPLE), file)]
    decode, encode = msgspec.json.Decoder(Row).decode, msgspec.json.Encoder().encode
    with open(rows, "rb") as file, open(out, "wb", 1 << 20) as target:
        for at, line in enumerate(file):
            decode(line)
            target.write(encode(some[at % SAMPLE]) + b"\n")
