"""What a command costs: processor time, wall time and memory of a process, which must end as it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CORES = sorted(getattr(os, "sched_getaffinity", lambda _: ())(0))
"""The processors that this process may use; none where the system does not tell."""
WRAPPER = """
import json, os, sys, time
cores, out, *command = sys.argv[1:]
if cores:
    os.sched_setaffinity(0, [int(one) for one in cores.split(",")])
write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
began = time.perf_counter()
id = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, out, write, 0o644)])
_, status, used = os.wait4(id, 0)
wall = time.perf_counter() - began
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024]))
"""
"""A small process, because the memory of a child counts from that of whoever starts it."""


class Cost(NamedTuple):
    """User and system seconds (of its children too), wall seconds, and the most memory of any one process in MiB."""

    cpu: float
    wall: float
    peak: float


class Command(NamedTuple):
    """What to run, where its output goes (nowhere: None), how it may end, and on which processors (all: none)."""

    arguments: Sequence[str]
    out: Path | None = None
    codes: Collection[int] = (0,)
    cores: Sequence[int] = CORES[:1]


def together(*commands: Command) -> list[Cost]:
    """Run commands side by side. Exits where one fails: its figure would be of something else."""
    running = []
    for one in commands:
        if one.out is not None:
            one.out.unlink(missing_ok=True)
        told = [",".join(map(str, one.cores)), str(one.out or os.devnull), *one.arguments]
        running.append(subprocess.Popen([sys.executable, "-I", "-S", "-c", WRAPPER, *told], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, cwd=ROOT))  # fmt: skip
    costs = []
    for one, process in zip(commands, running):
        out, err = process.communicate()
        code, *figures = json.loads(out) if process.returncode == 0 else (None, 0, 0, 0)
        if code not in one.codes:
            sys.exit(
                f"{' '.join(one.arguments)}\nended with {code}:\n{err.decode(errors='replace')[-3000:]}"
            )
        costs.append(Cost(*figures))
    return costs


def run(command: Command) -> Cost:
    """Run one command."""
    return together(command)[0]
