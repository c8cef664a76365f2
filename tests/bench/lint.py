"""What linting the whole catalogue costs, cold, and how that grows with a tenfold copy under other names.

Run in the environment in which mri-check is installed: ``python tests/bench/lint.py [ROUNDS]``. Each round is a
process of its own; the figures are medians of wall-clock seconds, and their ratio is taken in one run.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from mri_check.schema import shipped

COPIES = 10


def renamed(value: Any, makers: set[str], suffix: str) -> Any:
    """Ids of devices with the maker's folder of the copy."""
    if isinstance(value, dict):
        return {key: renamed(one, makers, suffix) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, makers, suffix) for one in value]
    maker, slash, rest = str(value).partition("/")
    return f"{maker}{suffix}/{rest}" if slash and maker in makers else value


def copy_of(form: dict[str, Any], makers: set[str], suffix: str) -> dict[str, Any]:
    """A record under other names."""
    form = renamed(form, makers, suffix)
    if form["kind"] in ("device", "manufacturer"):
        form["name"] += suffix
        form["aliases"] = [alias + suffix for alias in form.get("aliases", [])]
        models = form.get("models", {})
        for model in models.values():
            if "aliases" in model:
                model["aliases"] = [alias + suffix for alias in model["aliases"]]
        if models:
            form["models"] = {number + suffix: model for number, model in models.items()}
        now = form.get("answers_now", {})
        now.pop("aliases", None)
        if now:
            now["name"] += suffix
    return {key: one for key, one in form.items() if one != []}


def multiply(folder: Path, copies: int) -> None:
    """Add copies of every manufacturer beside the originals."""
    originals = sorted((folder / "manufacturers").iterdir())
    makers = {one.name for one in originals}
    for number in range(1, copies + 1):
        for original in originals:
            suffix = f"-copy{number}"
            for path in original.rglob("*.yaml"):
                form = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
                inside = path.relative_to(original.parent).parts[1:]
                target = original.parent.joinpath(original.name + suffix, *inside)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(json.dumps(copy_of(form, makers, suffix), indent=1), "utf-8")


def seconds(folder: Path, rounds: int) -> float:
    """The median of linting a folder, each time in a new process."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "mri_check", "catalog", "lint", str(folder)], capture_output=True, text=True
        )  # fmt: skip
        times.append(time.perf_counter() - start)
        if done.returncode:
            sys.exit(done.stdout[:2000] + done.stderr)
    return statistics.median(times)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as temporary:
        one, many = Path(temporary, "one"), Path(temporary, "many")
        for folder in (one, many):
            shutil.copytree(shipped(), folder, ignore=shutil.ignore_patterns("*.jsonl", "*.py*"))
        multiply(many, COPIES)
        a, b = seconds(one, rounds), seconds(many, rounds)
    print(f"lint: {a:.2f} s; with {COPIES} copies under other names: {b:.2f} s, {b / a:.1f} times")


if __name__ == "__main__":
    main()
