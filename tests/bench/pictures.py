"""What the pictures of a checklist cost: three implants, the checklist at hand.

Run in the environment in which mri-check is installed: ``python tests/bench/pictures.py [ROUNDS]``.
"""

from __future__ import annotations

import statistics
import sys
import time

from paper import REQUEST

from mri_check import check, load_catalog, read_request
from mri_check.render.pictures import pictures


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    checklist = check(load_catalog(), read_request(REQUEST))
    size = sum(len(one.svg.encode()) for one in pictures(checklist))
    times = []
    for _ in range(rounds):
        start = time.process_time()
        pictures(checklist)
        times.append(time.process_time() - start)
    print(
        f"pictures, three implants: {statistics.median(times) * 1e3:.1f} ms CPU (median of {rounds}), "
        f"{min(times) * 1e3:.1f} ms (best), {size / 1000:.1f} kB"
    )


if __name__ == "__main__":
    main()
