"""Makes what the benchmarks of ``batch`` read: an invented catalogue of any size, and a schedule for it.

40 devices with 8.8 conditions each, rows with ten scan fields of
which 10.8 % are missing, one row in a hundred with a device that is not on file. ``realistic``: 40 scanners x 60
protocols, values as planned by the protocol; ``unique``: every number is jittered, nothing repeats.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIELDS: dict[str, tuple[str, float, float, str]] = {
    "spatial_gradient": ("at_most", 4, 30, "T/m"),
    "slew_rate": ("at_most", 40, 240, "T/m/s"),
    "whole_body_sar": ("at_most", 0.5, 4, "W/kg"),
    "head_sar": ("at_most", 1, 3.5, "W/kg"),
    "b1_rms": ("at_most", 1, 6, "uT"),
    "active_minutes": ("at_most", 10, 90, "min"),
}
NAMES = {
    "field_strength": ["1.5 T", "3 T"],
    "operating_mode": ["normal", "first-level"],
    "region": ["brain", "lumbar-spine", "abdomen", "pelvis", "knee", "wrist", "chest"],
    "transmit_coil": ["body", "head"],
}
MISSING = 0.108


def catalogue(folder: Path, devices: int, seed: int = 7) -> None:
    """Write a catalogue of some devices of one invented maker, and compile it."""
    from mri_check.compiled import load_catalog
    from tests.worlds import SOURCES, document
    from tests.worlds import catalogue as written

    chance = random.Random(seed)
    sources = {f"doc{at}": {**SOURCES["doc"], "number": f"DOC{at}"} for at in range(devices)}
    files: dict[str, Any] = {
        "families.yaml": {"kind": "families", "families": {
            "Acme pump family": {"says": "several", "devices": ["acme/pump0"]}}},
        "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": {**SOURCES, **sources}},
    }  # fmt: skip
    for at in range(devices):
        always: dict[str, Any] = {}
        for name, (test, low, high, unit) in FIELDS.items():
            value = round(chance.uniform(low + (high - low) * 0.5, high), 1)
            always[f"scan.{name}"] = {test: f"{value} {unit}", "page": "9"}
        several = (
            ("field_strength", "region")
            if at % 5 == 0
            else ("field_strength", "region", "transmit_coil")
        )
        for name in several:
            choices = NAMES[name]
            some = chance.sample(choices, max(1, len(choices) - 1))
            always[f"scan.{name}"] = {"one_of": some, "page": "9"}
        base = f"manufacturers/acme/pump{at}"
        files[f"{base}/device.yaml"] = {
            "kind": "device", "name": f"Pump {at}", "is": "pump", "implanted": "yes", "electrically_active": "yes",
            "tell_apart": "by its number", "models": {f"AP-{at:04d}": {}},
        }  # fmt: skip
        files[f"{base}/us-doc{at}.yaml"] = document(always=always, read="part") | {
            "source": f"doc{at}", "device": f"acme/pump{at}"}  # fmt: skip
    written(folder, files)
    load_catalog(str(folder))


def rows(count: int, devices: int, unique: bool = False, seed: int = 11) -> Iterator[bytes]:
    """The rows of a schedule."""
    chance = random.Random(seed)
    scanners = [
        {"field_strength": chance.choice(NAMES["field_strength"]),
         "spatial_gradient": round(chance.uniform(4, 30), 1), "slew_rate": chance.choice([120, 150, 200])}
        for _ in range(40)
    ]  # fmt: skip
    protocols = [
        {name: round(chance.uniform(low, high), 1) for name, (_, low, high, _) in FIELDS.items()
         if name not in ("spatial_gradient", "slew_rate")}
        | {"region": chance.choice(NAMES["region"]), "operating_mode": chance.choice(NAMES["operating_mode"]),
           "transmit_coil": chance.choice(NAMES["transmit_coil"])}
        for _ in range(60)
    ]  # fmt: skip
    for at in range(count):
        scan: dict[str, str] = {}
        for name, value in {**chance.choice(scanners), **chance.choice(protocols)}.items():
            if chance.random() < MISSING:
                continue
            if name in NAMES:
                scan[name] = str(value)
            else:
                number = value * chance.uniform(0.9, 1.1) if unique else value
                scan[name] = (
                    f"{number:.6f} {FIELDS[name][3]}" if unique else f"{number} {FIELDS[name][3]}"
                )
        number_of = chance.randrange(devices)
        device = "XQ-9999" if chance.random() < 0.01 else f"AP-{number_of:04d}"
        row = {
            "format": "mri-check/request/1", "id": f"o{at:08d}", "on": "2026-11-23", "market": "US",
            "implants": [{"device": device}], "scan": scan,
        }  # fmt: skip
        yield json.dumps(row, separators=(",", ":")).encode() + b"\n"


def write(path: Path, count: int, devices: int, unique: bool = False) -> None:
    """Write a schedule."""
    with open(path, "wb") as file:
        file.writelines(rows(count, devices, unique))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    target, count = Path(sys.argv[1]), int(sys.argv[2])
    write(target, count, int(sys.argv[3]) if len(sys.argv) > 3 else 40, "unique" in sys.argv)
