"""The records of a table, each from its own lines: a stray quote does not take the next ones with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from mri_check.frozen import Record
from mri_check.intake.lines import Source
from mri_check.intake.row import MAX_ROW, Bad, at_byte
from mri_check.intake.strict import text_of

MOST_LINES = 100
"""Lines of one record; a quote that is not closed by then belongs to its first line only."""
_OPEN = "a quote is not closed"
_DOUBTFUL = "a quote may not be closed: a line that it takes in is a record by itself"


class Line(Record):
    """One physical line."""

    offset: int
    raw: bytes | None


def records_of(source: Source, width: list[int]) -> Iterator[tuple[int, list[str], str]]:
    """Each record with its place: its cells, or why it cannot be read. Empty lines are none.

    ``width``: how many columns there are, once that is known. A record of several lines that does not fit them, or
    takes in a line that does so by itself, may have a stray quote: it is its first line only, and the others are read
    on their own. No line is looked at again beyond the next one with a quote that is open: the time is linear.
    """
    waiting: list[Line] = []
    lines = (Line(offset, raw) for offset, raw, _ in source.lines())

    def following() -> Line | None:
        return waiting.pop(0) if waiting else next(lines, None)

    while (line := following()) is not None:
        if line.raw is None:
            yield line.offset, [], f"longer than {MAX_ROW:,} bytes"
            continue
        if not line.raw.strip():
            continue
        taken, parts, size = [line], [line.raw], len(line.raw)
        is_open = line.raw.count(b'"') % 2
        while is_open and len(taken) < MOST_LINES and size <= MAX_ROW:
            more = following()
            if more is None:
                break
            taken.append(more)
            if more.raw is None:
                break
            parts.append(more.raw)
            size += 1 + len(more.raw)
            is_open ^= more.raw.count(b'"') % 2
        cells, why = ([], _OPEN) if is_open else _cells(b"\n".join(parts).rstrip(b"\r"))
        if len(taken) > 1 and not why and width:
            why = _OPEN if len(cells) != width[0] else _DOUBTFUL if _takes_in(cells) else ""
        if why:
            cells, waiting = [], taken[1:] + waiting
        yield line.offset, cells, why


def _takes_in(cells: Sequence[str]) -> bool:
    """Whether a line that a cell takes in, after its first, has by itself as many cells as the record.

    The last one goes on behind the cell; behind the first cell of a record it always would, so there it counts where
    the first line is a whole record too.
    """
    many = len(cells) - 1
    for at, cell in enumerate(cells):
        if many and "\n" in cell:
            first, *between, last = (line.count(",") for line in cell.split("\n"))
            if many in between or (last == at and (at or first == many)):
                return True
    return False


def _cells(raw: bytes) -> tuple[list[str], str]:
    try:
        text = text_of(raw)
        found = list(csv.reader([text], strict=True)) if "\n" not in text else None
        if found is None:
            found = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except Bad as bad:
        return [], at_byte(bad.why, bad.at)
    except csv.Error as bad:
        return [], f"not CSV: {bad}"
    if len(found) != 1:
        return [], "not CSV: a line end outside of quotes"
    return found[0], ""
