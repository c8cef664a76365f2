"""What ``batch`` costs beside other ways to say the same: medians of interleaved rounds, and ratios within each round.

``python tests/bench/batch.py [ROWS] [--rounds N] [--only speed,devices,jobs,memory] [--many ROWS]``. Every contender is
first held to the same answers on 2,000 rows. Speed is processor time, user and system, on one processor, whole process;
``marginal`` leaves out what does not grow with the rows (the slope between a fifth of them and all). What is not
installed is left out, and said; ``pip install -e '.[bench]'`` has all. Ratios are to be trusted, seconds are not.
"""

from __future__ import annotations

import argparse
import filecmp
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import schedule  # noqa: E402
from tests.bench.measure import CORES, Command, Cost, run, together  # noqa: E402
from tests.bench.peers import PEERS  # noqa: E402

WORST = (14,)
"""How ``batch`` ends on these rows: some are outside the labelling."""
CHECKED = 2_000
KINDS = {"realistic": False, "nothing repeats": True}
ASKED: list[tuple[str, str, str, bool]] = []


class Bench:
    """The files of one run, and the commands over them."""

    def __init__(self, folder: Path, rows: int, rounds: int, many: int) -> None:
        from tests.bench.peers import plan

        self.folder, self.rows, self.rounds, self.many = folder, rows, rounds, many
        plan.write(folder / "plan.json", self.catalogue(40))

    def catalogue(self, devices: int) -> str:
        """The folder of a catalogue of some devices; the first of them are those of a smaller one."""
        path = self.folder / f"{devices}"
        if not path.exists():
            path.mkdir()
            schedule.catalogue(path, devices)
        return str(path)

    def file(self, kind: str, rows: int, devices: int = 40) -> Path:
        """Some rows; fewer of them are the first of more."""
        stem = f"{kind}-{devices}".replace(" ", "-")
        path = self.folder / f"{stem}-{rows}"
        if not path.exists():
            larger = [
                one
                for one in self.folder.glob(f"{stem}-*")
                if int(one.name.rpartition("-")[2]) > rows
            ]
            if larger:
                with open(larger[0], "rb") as file, open(path, "wb") as target:
                    target.writelines(islice(file, rows))
            else:
                schedule.write(path, rows, devices, KINDS[kind])
        return path

    def ours(
        self, rows: Path, out: Path | None, devices: int = 40, jobs: int = 1, cores: Iterable[int] = CORES[:1]
    ) -> Command:  # fmt: skip
        """``batch`` itself."""
        return Command([sys.executable, "-m", "mri_check", "batch", str(rows), "--catalog",
                        self.catalogue(devices), "--findings", "--jobs", str(jobs)],
                       out, WORST, tuple(cores))  # fmt: skip

    def peer(self, kind: str, rows: Path, out: Path) -> Command:
        """What it is measured against; it writes the file itself."""
        return Command([sys.executable, "-m", "tests.bench.peers", kind, str(self.folder / "plan.json"), str(rows),
                        str(out), str(self.folder / "results")])  # fmt: skip


def installed() -> list[str]:
    """The peers that can be measured; says which cannot."""
    here = []
    for kind, (module, words) in PEERS.items():
        if importlib.util.find_spec(module) is not None:
            here.append(kind)
        else:
            print(f"left out: {kind}, {words}: {module} is not installed")
    return here


def read(path: Path) -> list[Any]:
    """Results in the order of their rows; DuckDB keeps none."""
    with open(path, "rb") as file:
        return sorted(map(json.loads, file), key=lambda one: one["row"])


def check(bench: Bench, peers: Iterable[str], rows: int = CHECKED) -> None:
    """Hold every peer to the answers of ``batch``, whole results, row by row. Exits where one differs."""
    out = bench.folder / "out"
    for kind in KINDS:
        path = bench.file(kind, rows)
        run(bench.ours(path, bench.folder / "results"))
        ours = read(bench.folder / "results")
        assert len(ours) == rows
        for peer in peers:
            if peer == "limit":
                from tests.bench.peers.with_limit import same

                same(str(bench.folder / "results"))
                continue
            out.unlink(missing_ok=True)
            run(bench.peer(peer, path, out))
            theirs = read(out)
            wrong = [one["row"] for one, other in zip(ours, theirs) if one != other]
            if wrong or len(theirs) != len(ours):
                sys.exit(
                    f"{PEERS[peer][1]}: {kind}: other answers than batch, in {len(theirs)} rows: {wrong[:10]}"
                )
    out.unlink(missing_ok=True)


def spent(bench: Bench, command: Command) -> float:
    """Processor seconds of a command; what it wrote is gone before the next."""
    found = run(command).cpu
    (bench.folder / "out").unlink()
    return found


def rounds(
    bench: Bench, contenders: dict[str, Callable[[int], Command]]
) -> dict[str, list[tuple[float, float]]]:
    """Every contender in every round, over a fifth of the rows and over all: microseconds a row, whole and marginal."""
    few, all_ = bench.rows // 5, bench.rows
    told: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(bench.rounds):
        for name, command in contenders.items():
            small, large = (spent(bench, command(rows)) for rows in (few, all_))
            told[name].append((large / all_ * 1e6, (large - small) / (all_ - few) * 1e6))
    return told


def ratio(over: list[tuple[float, float]], under: list[tuple[float, float]]) -> tuple[float, float]:
    """The medians of the ratios within the rounds, whole and marginal."""
    return tuple(median(a[at] / b[at] for a, b in zip(over, under)) for at in (0, 1))  # type: ignore[return-value]


def asked(words: str, wanted: str, found: tuple[float, ...], kept: bool, unit: str = "x") -> None:
    """Note a figure of the issue; the first of those found is the one that counts."""
    first, *rest = (f"{one:.2f}{unit}" if unit == "x" else f"{one:.0f} {unit}" for one in found)
    ASKED.append((words, wanted, first + (f" (marginal {rest[0]})" if rest else ""), kept))


def show(title: str, told: dict[str, list[tuple[float, float]]], names: dict[str, str]) -> None:
    """A table of one interleaved run."""
    print(f"\n{title}")
    print(
        f"  {'':52}{'us/row':>8}{'rows/s':>10}{'x batch':>9}{'marginal':>10}{'rows/s':>10}{'x batch':>9}"
    )
    first = next(iter(told.values()))
    for name, found in told.items():
        whole, more = (median(one[at] for one in found) for at in (0, 1))
        a, b = ratio(found, first)
        print(
            f"  {names[name]:52}{whole:8.2f}{1e6 / whole:10,.0f}{a:9.2f}{more:10.2f}{1e6 / more:10,.0f}{b:9.2f}"
        )


def speed(bench: Bench) -> None:
    """One processor, against all peers."""
    peers = installed()
    check(bench, peers)
    print(f"same answers: {', '.join(['batch', *peers])}, {CHECKED:,} rows of each kind")
    names = {"ours": "mri-check batch --findings"} | {
        kind: f"{kind}: {words}" for kind, (_, words) in PEERS.items()
    }
    out = bench.folder / "out"
    for kind in KINDS:
        run(bench.ours(bench.file(kind, CHECKED), bench.folder / "results"))  # what limit encodes

        def command(peer: str, rows: int, kind: str = kind) -> Command:
            path = bench.file(kind, rows)
            return bench.ours(path, out) if peer == "ours" else bench.peer(peer, path, out)

        bench.file(kind, bench.rows)
        told = rounds(
            bench, {one: lambda rows, one=one: command(one, rows) for one in ("ours", *peers)}
        )
        show(
            f"{kind}: {bench.rows:,} rows, one processor, medians of {bench.rounds} rounds",
            told,
            names,
        )
        ours = told["ours"]
        for peer in peers:
            slower, faster = ratio(ours, told[peer]), ratio(told[peer], ours)
            words = f"{kind}, against {peer}"
            if kind == "realistic" and peer == "limit":
                asked(words, "at most 1.6x its time", slower, slower[0] <= 1.6)
            elif peer != "limit" and (kind == "realistic" or peer == "naive"):
                least = (
                    {"naive": 1.5, "zen": 4.0, "cel": 4.0}.get(peer, 1.0)
                    if kind == "realistic"
                    else 1.0
                )
                asked(words, f"at least {least:g}x its rows/s", faster, faster[0] >= least)


def devices(bench: Bench) -> None:
    """A catalogue of ten times the devices: the same rows, and rows that name them all."""
    out = bench.folder / "out"
    some = {"40": (40, 40), "same": (400, 40), "all": (400, 400)}
    names = {
        "40": "40 devices",
        "same": "400 devices, the same rows",
        "all": "400 devices, rows that name them all",
    }

    def command(name: str, rows: int) -> Command:
        catalogue, named = some[name]
        return bench.ours(bench.file("realistic", rows, named), out, catalogue)

    for _, named in some.values():
        bench.file("realistic", bench.rows, named)
    told = rounds(bench, {one: lambda rows, one=one: command(one, rows) for one in some})
    show(
        f"ten times the devices: {bench.rows:,} rows, medians of {bench.rounds} rounds", told, names
    )
    for name in ("same", "all"):
        more = ratio(told[name], told["40"])
        asked(names[name], "at most 1.05x a row", more, more[0] <= 1.05)


def jobs(bench: Bench) -> None:
    """Two processes: wall time, and the same bytes; and what the machine itself gives to two that share nothing."""
    cores = CORES[:2]
    if len(cores) < 2:
        print("left out: --jobs 2; this machine has one processor")
        return
    rows = 3 * bench.rows
    one, two, other = (bench.folder / name for name in ("one", "two", "other"))
    for kind in KINDS:
        path = bench.file(kind, rows)
        told: list[tuple[float, float, float]] = []
        same = True
        for _ in range(bench.rounds):
            single = run(bench.ours(path, one, cores=cores[:1]))
            double = run(bench.ours(path, two, jobs=2, cores=cores))
            same &= filecmp.cmp(one, two, shallow=False)
            two.unlink()
            both = together(
                bench.ours(path, two, cores=cores[:1]), bench.ours(path, other, cores=cores[1:])
            )
            two.unlink()
            other.unlink()
            bound = 2 * single.wall / max(cost.wall for cost in both)
            told.append((single.wall / double.wall, double.cpu / single.cpu, bound))
        wall, cpu, bound = (median(one) for one in zip(*told))
        print(f"\n--jobs 2, {kind}: {rows:,} rows, wall time, medians of {bench.rounds} rounds: {wall:.2f}x one job, "
              f"{cpu:.2f}x its processor time; two jobs that share nothing: {bound:.2f}x; "
              f"{'the same bytes' if same else 'OTHER BYTES'}")  # fmt: skip
        asked(f"{kind}, --jobs 2", "at least 1.8x", (wall,), wall >= 1.8 and same)
        ASKED.append((f"{kind}, --jobs 2", "the same bytes", "yes" if same else "NO", same))
        one.unlink()


def memory(bench: Bench) -> None:
    """The most memory of any one process, over ten thousand rows and over very many."""
    few = 10_000
    for kind in KINDS:
        large = bench.file(kind, bench.many)
        small = bench.file(kind, few)
        for jobs in (1, 2):
            costs: list[Cost] = [
                run(bench.ours(path, None, jobs=jobs, cores=())) for path in (small, large)
            ]
            a, b = (cost.peak for cost in costs)
            words = f"{kind}, memory, {bench.many:,} rows, --jobs {jobs}"
            print(f"{words}: {b:.1f} MiB, {b / a:.2f}x that of {few:,} ({a:.1f} MiB)")
            asked(words, f"at most 1.2x {few:,}", (b / a,), b / a <= 1.2)
            asked(words, "under 60 MiB", (b,), b < 60, "MiB")
        large.unlink()


def state() -> str:
    """How busy the machine is."""
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return f"{os.cpu_count()} processors, load {load}"


def parts() -> dict[str, Callable[[Bench], None]]:
    return {"speed": speed, "devices": devices, "jobs": jobs, "memory": memory}


def main(arguments: list[str]) -> None:
    """Measure, and print what was asked for beside it."""
    told = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    told.add_argument("rows", nargs="?", type=int, default=100_000)
    told.add_argument("--rounds", type=int, default=5)
    told.add_argument("--only", default=",".join(parts()))
    told.add_argument("--many", type=int, default=1_000_000, help="rows for the memory")
    options = told.parse_args(arguments)
    wanted = options.only.split(",")
    if unknown := [one for one in wanted if one not in parts()]:
        told.error(f"--only: {unknown[0]}: there are {', '.join(parts())}")
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print(f"Python {sys.version.split()[0]}, {state()}")
    shm = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=shm) as name:
        bench = Bench(Path(name), options.rows, options.rounds, options.many)
        for part in wanted:
            parts()[part](bench)
    print(f"\n{'':52}{'asked':26}measured; {state()}")
    for words, bound, found, kept in ASKED:
        print(f"{words:52}{bound:26}{found}{'' if kept else '  NOT KEPT'}")


if __name__ == "__main__":
    main(sys.argv[1:])
