"""What ``batch`` costs: ratios of processor time, medians of interleaved runs (``facts/performance.md`` says why ratios).

``python tests/bench/batch.py [ROWS]`` (100,000); needs msgspec and orjson. Memory is measured at 1 % and at all of the rows.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


def cost(arguments: list[str], out: Path) -> float:
    """Processor seconds of a command; its output goes to a file."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(out, "wb") as file:
        subprocess.run(arguments, stdout=file, stderr=subprocess.DEVNULL, check=False, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(arguments: list[str], out: Path) -> float:
    """The most memory of a command, in MiB."""
    script = (
        "import resource,subprocess,sys; subprocess.run(sys.argv[1:],"
        "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,file=sys.stderr)"
    )
    with open(out, "wb") as file:
        ended = subprocess.run(
            [sys.executable, "-c", script, *arguments], stdout=file, stderr=subprocess.PIPE, cwd=ROOT, check=True
        )  # fmt: skip
    return int(ended.stderr) / 1024


def main(rows: int) -> None:
    """Print every ratio."""
    from tests.bench import schedule

    shm = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=shm) as name:
        folder = Path(name)
        out, results = folder / "out", folder / "results"
        for devices in (40, 400):
            (folder / f"{devices}").mkdir()
            schedule.catalogue(folder / f"{devices}", devices)

        def ours(path: Path, devices: int, jobs: int = 1) -> list[str]:
            return [sys.executable, "-m", "mri_check", "batch", str(path), "--catalog", str(folder / f"{devices}"),
                    "--findings", "--jobs", str(jobs)]  # fmt: skip

        def peer(kind: str, path: Path) -> list[str]:
            peers = str(ROOT / "tests/bench/batch_peers.py")
            return [
                sys.executable,
                peers,
                kind,
                str(folder / "40"),
                str(path),
                str(results),
                str(out),
            ]

        for unique in (False, True):
            path = folder / "rows"
            schedule.write(path, rows, 40, unique)
            cost(ours(path, 40), results)
            told: dict[str, list[float]] = {"ours": [], "limit": [], "naive": [], "two jobs": []}
            for _ in range(3):
                told["ours"].append(cost(ours(path, 40), out))
                told["two jobs"].append(cost(ours(path, 40, 2), out))
                for kind in ("limit", "naive"):
                    told[kind].append(cost(peer(kind, path), folder / "none"))
            mid = {kind: median(found) for kind, found in told.items()}
            print("nothing repeats:" if unique else "realistic:")
            print(
                f"  ours {mid['ours'] / rows * 1e6:.1f} us a row; {mid['ours'] / mid['limit']:.2f} x reading and writing"
            )
            print(
                f"  {mid['naive'] / mid['ours']:.2f} x the rows per second of the naive loop on orjson"
            )
            print(
                f"  two jobs cost {mid['two jobs'] / mid['ours']:.2f} x the processor time of one"
            )
        schedule.write(path, rows, 40)
        few = folder / "few"
        schedule.write(few, rows // 100, 40)
        small, large = peak(ours(few, 40), out), peak(ours(path, 40), out)
        print(
            f"memory: {small:.0f} MiB for {rows // 100:,} rows, {large:.0f} MiB for {rows:,}: {large / small:.2f} x"
        )
        many = folder / "many"
        schedule.write(many, rows, 400)
        forty, hundreds = (
            median(cost(ours(one, n), out) for _ in range(3))
            for one, n in ((path, 40), (many, 400))
        )
        print(f"400 devices: {hundreds / forty:.2f} x the time of 40")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
