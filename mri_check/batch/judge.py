"""A chunk of rows in, the bytes of their results out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from itertools import accumulate, count
from operator import add
from typing import Any

from mri_check.batch.clerk import Clerk
from mri_check.batch.engine import OTHERS, no_road
from mri_check.batch.inputs import Chunk, Inputs
from mri_check.batch.result import dumps
from mri_check.intake import MAX_ROW

TOGETHER = 8
"""So many rows are put together at once: few enough for what they are made of to be near at hand."""
COLUMNS = ("row", "id", "on", "market", "disposition", "exit_code", "decided_by", "open", "devices", "labellings",
           "catalogue", "why", "notices", "possible", "findings")  # fmt: skip


class Judge:
    """Judges chunks with one engine, and writes results in one format."""

    def __init__(self, engine: Clerk, inputs: Inputs, format: str) -> None:
        self.engine, self.inputs, self.format = engine, inputs, format
        self.keep = engine.desk.keep

    def header(self) -> bytes:
        """What stands before the first row."""
        if self.format == "jsonl":
            return b""
        return _row([*COLUMNS[:2], *self.keep, *COLUMNS[2:]])

    def chunk(self, chunk: Chunk) -> tuple[list[bytes], dict[str, Any]]:
        """The results of a chunk in blocks of bytes, and their counts."""
        name = self.inputs.parts[chunk.file].name
        self.engine.settle()
        blocks = self._rows(chunk, name) if chunk.lines is None else self._lines(chunk, name)
        if self.format == "csv":
            lines = b"".join(blocks).split(b"\n")[:-1]
            blocks = [b"".join(self.csv(line) for line in lines)]
        return blocks, self.engine.tally.close()

    def _lines(self, chunk: Chunk, name: str) -> list[bytes]:
        lines, engine = chunk.lines or (), self.engine
        rows: Iterable[tuple[int, bytes]] = enumerate(lines)
        if chunk.many < len(lines):
            rows = (row for row in rows if row[1] and not row[1].isspace())
        # only a chunk that is longer than a row may be can hold one that is too long
        careful = chunk.size > MAX_ROW
        other = engine.careful if careful else engine.other
        plain = no_road if careful else engine.plain
        starts: list[int] = []
        blocks, out = list[bytes](), list[bytes]()
        for number, (at, line) in enumerate(rows, chunk.row + 1):
            try:
                out += plain(number, line)
            except OTHERS:
                # it is for another road, which says what is wrong with it, if anything is
                starts = starts or [
                    *map(add, accumulate(map(len, lines), initial=chunk.offset), count())
                ]
                out += other(number, line, name, starts[at])
                plain = plain if careful else engine.plain
            if not number % TOGETHER:
                blocks.append(b"".join(out))
                out.clear()
        blocks.append(b"".join(out))
        return blocks

    def _rows(self, chunk: Chunk, name: str) -> list[bytes]:
        return [
            self.engine.row(chunk.row + at, row, row.source or name)
            for at, row in enumerate(chunk.rows, 1)
        ]

    def csv(self, line: bytes) -> bytes:
        """A result as a row of a table; lists are joined with a space, what is nested is JSON."""
        form = json.loads(line)
        devices = form.get("devices", ())
        why = form.get("why") or "; ".join(one["message"] for one in form.get("errors", ()))
        cells = {
            **form,
            "decided_by": " ".join(form["decided_by"]),
            "open": " ".join(f"{one['id']}:{one['who']}" for one in form.get("open", ())),
            "devices": " ".join(map(_device, devices)),
            "labellings": " ".join(
                f"{label['id']}@{label['digest']}" for one in devices for label in one["labellings"]
            ),
            "catalogue": form.get("catalogue", {}).get("digest", ""),
            "why": f"{why} ({form['file']}, from byte {form['offset']})"
            if "offset" in form
            else why,
            "notices": "; ".join(form.get("notices", ())),
            "possible": "; ".join(form.get("possible", ())),
            "findings": dumps(form["findings"]) if "findings" in form else "",
        }
        kept = form.get("keep", {})
        names = [cells.get(name) for name in COLUMNS]
        return _row([*names[:2], *(kept.get(name) for name in self.keep), *names[2:]])


def _device(form: dict[str, Any]) -> str:
    """A device of a row, ``acme/pump@EU`` where it was sold elsewhere than the row says."""
    return "@".join(filter(None, (form["device"] or "unidentified", form.get("market"))))


def _row(cells: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([_inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8", "backslashreplace")


def _inert(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for a command."""
    text = "" if cell is None else cell if isinstance(cell, str) else dumps(cell)
    text = "".join(one if one.isprintable() else " " for one in text)
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text
