"""How long a check takes through the Python API, with the catalogue loaded: one implant, everything stated.

Run in the environment in which mri-check is installed: ``python tests/bench/api.py``.
"""

from __future__ import annotations

import statistics
import sys
import time

from mri_check import check, load_catalog, read_request

REQUEST = {
    "format": "mri-check/request/1",
    "on": "2026-11-23",
    "market": "US",
    "implants": [
        {
            "device": "8637-40",
            "identified_by": "card",
            "facts": {
                "pump_state": "active", "pump_face": "port-to-front", "drug": "morphine",
                "flow_rate": "0.2 mL/day",
            },
        }
    ],
    "other_implants": "none",
    "bringing": [],
    "scan": {
        "field_strength": "1.5 T", "bore": "cylindrical", "b0_orientation": "horizontal",
        "spatial_gradient": "15 T/m", "slew_rate": "200 T/m/s", "nucleus": "1H", "region": "brain",
        "operating_mode": "normal", "transmit_coil": "body", "receive_coil": "array",
        "excitation": "cp", "active_minutes": "20 min",
    },
}  # fmt: skip


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    catalogue, request = load_catalog(), read_request(REQUEST)
    check(catalogue, request)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        check(catalogue, request)
        times.append(time.perf_counter() - start)
    print(f"check, one implant: {statistics.median(times) * 1e6:.0f} us (median of {rounds})")


if __name__ == "__main__":
    main()
