"""What the checklist as a page costs beyond the check itself: three implants, imports included, in a fresh interpreter.

Run in the environment in which mri-check is installed: ``python tests/bench/paper.py [ROUNDS]``.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

REQUEST = {
    "format": "mri-check/request/1",
    "id": "bench",
    "on": "2026-11-23",
    "market": "US",
    "implants": [
        {
            "device": "8637-40",
            "identified_by": "card",
            "facts": {
                "pump_state": "active", "pump_face": "port-to-front", "drug": "baclofen",
                "flow_rate": "0.2 mL/day", "components": ["8709"],
            },
        },
        {"device": "13827", "identified_by": "op-note", "facts": {"reservoir": "15 mL"}},
        {"device": "SynchroMed"},
    ],
    "other_implants": "none",
    "bringing": ["8840"],
    "scan": {"scanner": "g30", "nucleus": "1H", "region": "lumbar-spine", "active_minutes": "25 min"},
}  # fmt: skip
CHILD = f"""
import gc, time; gc.disable()
from mri_check import check, load_catalog, read_request, render
checklist = check(load_catalog(), read_request({REQUEST!r}))
start = time.process_time(); wall = time.perf_counter()
page = render(checklist, "html")
print(time.process_time() - start, time.perf_counter() - wall, len(page.encode()))
"""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    found = []
    for _ in range(rounds + 1):  # the first may compile byte code and the catalogue
        ended = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)  # fmt: skip
        found.append([float(one) for one in ended.stdout.split()])
    cpu, wall, size = (statistics.median(one) for one in zip(*found[1:]))
    print(f"html, three implants: {cpu * 1000:.1f} ms CPU, {wall * 1000:.1f} ms in all beyond the check; "
          f"{size / 1000:.0f} kB (median of {rounds}; to reach: 25 ms, 150 kB)")  # fmt: skip


if __name__ == "__main__":
    main()
