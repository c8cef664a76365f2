"""Reads a site's own table of exams (``exams.csv``): what its codes and names stand for at that site."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mri_check.document import near
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.source import read_text
from mri_check.words import words

COLUMNS = ("code", "text", "region", "scanner", "minutes")
MAX_TEXT = 300
_MINUTES = re.compile(r"(?=.*[1-9])[0-9]{1,4}(\.[0-9]{1,2})?( min)?")


class Row(Record):
    """One exam of a site."""

    place: str
    """``file:line``."""
    code: str
    text: str
    region: Any
    """As a request states it: a region, a list, ``{any_of: [...]}``, or None where the row says nothing of it."""
    scanner: str | None
    minutes: str | None
    """``25 min``: how long it usually takes."""


class Table:
    """The exams of a site, by code and by text; case and punctuation count for nothing."""

    def __init__(
        self, name: str, rows: tuple[Row, ...], by_name: Mapping[tuple[str, ...], Row]
    ) -> None:
        self.name, self.rows, self._by_name = name, rows, by_name

    def find(self, exam: str) -> Row | None:
        """The row whose code or text is exactly this exam; a part of a text never is."""
        return self._by_name.get(words(exam))

    def check_regions(self, read: Callable[[Any], object]) -> None:
        """Read every region of the table with ``read``, which raises ValueError for one that is not on the axis.

        Raises RequestError with every problem, so that a wrong row is found before it is needed.
        """
        problems = []
        for row in self.rows:
            if row.region is not None:
                try:
                    read(row.region)
                except ValueError as bad:
                    problems.append(Problem("value", row.place, f"region: {bad}"))
        if problems:
            raise RequestError(*problems)


def read_exams(path: str) -> Table:
    """Read a table of exams: CSV with a head, columns ``code`` or ``text`` (or both), ``region``, ``scanner``, ``minutes``.

    Several regions are ``a, b`` (in quotes, since a comma stands between columns), one of several ``a | b``.
    Raises RequestError with every problem, each with ``file:line``.
    """
    return _Reading(path, read_text(path)).table()


class _Reading:
    """One pass over one file; collects all that is wrong with it."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.problems: list[Problem] = []

    def add(self, code: str, line: int, message: str) -> None:
        self.problems.append(Problem(code, f"{self.path}:{line}", message))

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """The lines that hold something, each with its number."""
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        before = 0
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield line, [cell.strip() for cell in cells]
        except csv.Error as bad:
            self.add("csv", before + 1, f"not CSV: {bad}")

    def table(self) -> Table:
        lines = self.lines()
        line, head = next(lines, (1, []))
        rows: list[Row] = []
        by_name: dict[tuple[str, ...], Row] = {}
        if self.head(line, [cell.casefold() for cell in head]):
            names = [cell.casefold() for cell in head]
            for line, cells in lines:
                row = self.row(line, names, cells)
                if row is None:
                    continue
                rows.append(row)
                for name in (row.code, row.text):
                    other = by_name.setdefault(words(name), row) if words(name) else row
                    if other is not row:
                        self.add("exam-twice", line, f"'{name}' stands in {other.place} already")
            if not rows and not self.problems:
                self.add("empty", line, "the table has a head and no exam")
        if self.problems:
            raise RequestError(*self.problems)
        return Table(self.path, tuple(rows), by_name)

    def head(self, line: int, names: list[str]) -> bool:
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            self.add("columns", line, "the columns are separated by commas")
            return False
        for name in names:
            if name not in COLUMNS:
                self.add("unknown-key", line, f"unknown column '{name}'{near(name, COLUMNS)}")
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.add("duplicate-key", line, f"column given twice: {name}")
        if not {"code", "text"} & set(names):
            self.add("missing-key", line, "a column 'code' or 'text' says which exam a row is")
        if not {"region", "scanner", "minutes"} & set(names):
            self.add(
                "missing-key",
                line,
                "a column 'region', 'scanner' or 'minutes' says what it stands for",
            )
        return not self.problems

    def row(self, line: int, names: list[str], cells: list[str]) -> Row | None:
        before = len(self.problems)
        if len(cells) != len(names):
            self.add("columns", line, f"{len(cells)} cells under {len(names)} columns")
            return None
        said = dict(zip(names, cells))
        for name, cell in said.items():
            if len(cell) > MAX_TEXT or "\n" in cell or "\r" in cell:
                self.add("shape", line, f"{name}: one line of at most {MAX_TEXT} characters")
        code, text = said.get("code", ""), said.get("text", "")
        if not words(code) and not words(text):
            self.add("missing-key", line, "the row has neither a code nor a text")
        minutes = said.get("minutes") or None
        if minutes is not None and not _MINUTES.fullmatch(minutes):
            self.add(
                "value", line, f"minutes: '{minutes}' is no length of time: write 25 or 25 min"
            )
        elif minutes is not None and not minutes.endswith("min"):
            minutes += " min"
        if not any(said.get(name) for name in ("region", "scanner", "minutes")):
            self.add("missing-key", line, "the row says nothing of its exam")
        if len(self.problems) > before:
            return None
        return Row(
            f"{self.path}:{line}", code, text, _region(said.get("region", "")),
            said.get("scanner") or None, minutes,
        )  # fmt: skip


def _region(text: str) -> Any:
    """``a | b`` is one of several, ``a, b`` all of them, as in an option."""
    if "|" in text:
        return {"any_of": [part.strip() for part in text.split("|")]}
    if "," in text:
        return [part.strip() for part in text.split(",")]
    return text or None
