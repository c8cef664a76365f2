"""Puts in order what memory does not hold: sorted runs in temporary files, and then all of them at once."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from mri_check.errors import MriCheckError, Problem, reason_of

MOST_HELD = 4_000_000
"""Characters."""


class Spool:
    """Keeps plain data under a key, and gives it back in the order of the keys. Its files have no name."""

    def __init__(self) -> None:
        self.held: list[tuple[list[Any], str]] = []
        self.size = 0
        self.runs: list[IO[str]] = []
        self.many = 0

    def add(self, key: tuple[int | str, ...], form: Any) -> None:
        """Keep one; what is alike stays in the order in which it came. Raises MriCheckError."""
        self.many += 1
        text = json.dumps(form)
        self.held.append(([*key, self.many], text))
        self.size += len(text) + 200
        if self.size > MOST_HELD:
            self._run()

    def _run(self) -> None:
        self.held.sort()
        try:
            file = tempfile.TemporaryFile("w+", encoding="ascii")
            self.runs.append(file)
            for pair in self.held:
                file.write(json.dumps(pair) + "\n")
            file.seek(0)
        except OSError as bad:
            reason = f"a temporary file cannot be written: {reason_of(bad)}"
            raise MriCheckError(Problem("temporary-file", tempfile.gettempdir(), reason)) from None
        self.held, self.size = [], 0

    def __iter__(self) -> Iterator[Any]:
        """All of it, in order; once."""
        self.held.sort()
        runs = [map(json.loads, file) for file in self.runs]
        for _, text in heapq.merge(*runs, map(list, self.held)):
            yield json.loads(text)

    def close(self) -> None:
        """Let go of the temporary files."""
        for file in self.runs:
            file.close()
