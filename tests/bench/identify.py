"""How long it takes to identify 1,000 different texts with the catalogue loaded: names, typing errors, barcodes.

Run in the environment in which mri-check is installed: ``python tests/bench/identify.py [ROUNDS]``.
"""

from __future__ import annotations

import statistics
import sys
import time

from mri_check import load_catalog
from mri_check.catalog import Catalogue
from mri_check.identify import identify

NUMBER = 1000


def texts(catalogue: Catalogue) -> list[str]:
    """Different texts of eight kinds: half of them name a device, an identifier or a family, half do not."""
    names = [catalogue.spelling[name] for name in catalogue.names]
    made = []
    for at in range(NUMBER):
        name = names[at % len(names)]
        made.append((
            f"{name} {'the ' * (at // len(names))}".strip(),
            f"model {name}, REF {name}",
            f"{name[:-1]}x{at}",
            f"(01)0064316900722{2 if at % 3 else 3}(17)290101(10)L{at}(21)S{at}",
            f"+X999123ABC0/$$0519{at}AB",
            f"some pain pump of {1990 + at % 30}, lower abdomen, patient {at}",
            f"Medtronic SynchroMed II {name}",
            f"01006431690072221729010110A{at}\x1d21{at}",
        )[at % 8])  # fmt: skip
    return made


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    catalogue = load_catalog()
    asked = texts(catalogue)
    times = []
    for _ in range(rounds):
        catalogue.memo.found.clear()  # nothing is remembered from the round before
        start = time.perf_counter()
        for text in asked:
            identify(text, catalogue)
        times.append(time.perf_counter() - start)
    told = f"{statistics.median(times) * 1e3:.0f} ms (median of {rounds}), {min(times) * 1e3:.0f} ms (best)"
    print(f"identify, {NUMBER} texts: {told}")


if __name__ == "__main__":
    main()
