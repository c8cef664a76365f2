"""How much a cold ``mri-check check`` costs beside ``python -c "import click"``: user CPU, median, interleaved.

Run in the environment in which mri-check is installed: ``python tests/bench/cold_start.py [ROUNDS]``.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys

SCRIPT = os.path.join(os.path.dirname(sys.executable), "mri-check")
COMMANDS = {
    "import click": [sys.executable, "-c", "import click"],
    "check, options": [
        SCRIPT, "check", "--implant", "8637-40", "--fact", "drug=baclofen",
        "--market", "US", "--scanner", "g30", "--region", "brain", "--other-implants", "none",
        "--bringing", "none", "--on", "2026-11-23",
    ],
}  # fmt: skip


def user_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    os.sched_setaffinity(0, {0})
    for command in COMMANDS.values():  # byte code and compiled catalogue are in place
        user_seconds(command)
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            seconds[name].append(user_seconds(command))
    base = statistics.median(seconds["import click"])
    for name, values in seconds.items():
        median = statistics.median(values)
        print(f"{name:<16} {median * 1000:6.1f} ms user  {median / base:5.2f} x import click")


if __name__ == "__main__":
    main()
