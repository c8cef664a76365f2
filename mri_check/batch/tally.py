"""What the summary counts: rows by disposition and by device, and the numbers of the first rows of each."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

from mri_check.batch.result import DISPOSITIONS
from mri_check.batch.way import Way

FIRST = 20


class Tally:
    """The counts of some rows."""

    def __init__(self) -> None:
        self.ways: list[Way] = []
        self.numbers: list[int] = []
        """Of the rows that went a way, which one, and their numbers; they are counted all at once."""
        self._begin()

    def _begin(self) -> None:
        self.ways.clear()
        self.numbers.clear()
        self.rows = 0
        self.dispositions: dict[str, int] = {}
        self.devices: dict[str, dict[str, int]] = {}
        self.first: dict[str, list[int]] = {}
        self.kept: set[str] = set()
        """The columns to keep that a row had."""

    def add(self, number: int, disposition: str, devices: tuple[tuple[str, str], ...]) -> None:
        """Count a row."""
        self._count(disposition, devices, 1)
        self.first.setdefault(disposition, []).append(number)

    def _count(self, disposition: str, devices: tuple[tuple[str, str], ...], rows: int) -> None:
        self.rows += rows
        self.dispositions[disposition] = self.dispositions.get(disposition, 0) + rows
        for device, own in devices:
            counts = self.devices.setdefault(device, {})
            counts[own] = counts.get(own, 0) + rows

    def close(self) -> dict[str, Any]:
        """The counts as plain data, and start anew."""
        for way, rows in Counter(self.ways).items():
            self._count(way.disposition, way.devices, rows)
        for name in self.dispositions:
            numbers = (one for way, one in zip(self.ways, self.numbers) if way.disposition == name)
            self.first.setdefault(name, []).extend(islice(numbers, FIRST))
        form = {
            "rows": self.rows,
            "dispositions": self.dispositions,
            "devices": self.devices,
            "first": {name: sorted(found)[:FIRST] for name, found in self.first.items()},
            "kept": sorted(self.kept),
        }
        self._begin()
        return form


class Total:
    """The counts of a whole schedule."""

    def __init__(self) -> None:
        self.rows = 0
        self.dispositions: dict[str, int] = {}
        self.devices: dict[str, dict[str, int]] = {}
        self.first: dict[str, list[int]] = {}
        self.kept: set[str] = set()

    def add(self, form: dict[str, Any]) -> None:
        """Add the counts of a chunk; chunks come in order."""
        self.rows += form["rows"]
        for name, count in form["dispositions"].items():
            self.dispositions[name] = self.dispositions.get(name, 0) + count
        for device, counts in form["devices"].items():
            mine = self.devices.setdefault(device, {})
            for name, count in counts.items():
                mine[name] = mine.get(name, 0) + count
        for name, found in form["first"].items():
            mine_first = self.first.setdefault(name, [])
            mine_first.extend(found[: FIRST - len(mine_first)])
        self.kept.update(form.get("kept", ()))

    def as_data(self) -> dict[str, Any]:
        """The counts as plain data."""
        return {
            "rows": self.rows,
            "dispositions": {name: self.dispositions[name] for name in DISPOSITIONS if name in self.dispositions},
            "devices": {name: dict(sorted(counts.items())) for name, counts in sorted(self.devices.items())},
            "first": self.first,
        }  # fmt: skip

    def worst(self) -> str:
        """The disposition that decides the exit code; of no row, that nothing was judged."""
        return next((name for name in DISPOSITIONS if name in self.dispositions), "not-judged")
