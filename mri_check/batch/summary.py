"""What is told of a schedule when it is done: counts, the worst first; never an id of a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mri_check.batch.result import DISPOSITIONS, EXITS
from mri_check.batch.tally import Total
from mri_check.checklist import Disposition

MATTERS = DISPOSITIONS[: DISPOSITIONS.index(Disposition.CONSULT.word)]
"""Those whose rows are listed: no workflow goes on with them."""
MOST_DEVICES = 20


def as_data(total: Total, catalogue: dict[str, str]) -> dict[str, Any]:
    """The summary as plain data."""
    return {
        "format": "mri-check/summary/1",
        "catalogue": catalogue,
        "disposition": total.worst(),
        "exit_code": EXITS[total.worst()],
        **total.as_data(),
    }


def text(total: Total) -> str:
    """The summary in lines of 80 columns."""
    return "".join(line + "\n" for line in _lines(total))


def _lines(total: Total) -> Iterator[str]:
    worst = total.worst()
    rows = "1 row" if total.rows == 1 else f"{total.rows} rows"
    if not total.rows:
        yield f"No row: nothing was judged (exit code {EXITS[worst]})"
        return
    yield f"{rows}; the worst: {worst} (exit code {EXITS[worst]})"
    for name in DISPOSITIONS:
        if (count := total.dispositions.get(name)) is None:
            continue
        yield f"  {name:<22}{count:>10}"
        if name in MATTERS:
            first = total.first.get(name, [])
            more = f" and {count - len(first)} more" if count > len(first) else ""
            rows = "row" if count == 1 else "rows"
            yield from _wrapped(f"{rows} {', '.join(map(str, first))}{more}", 6)
    if not total.devices:
        return
    yield "By device:"
    ranked = sorted(total.devices.items(), key=lambda one: (_worst_of(one[1]), one[0]))
    for name, counts in ranked[:MOST_DEVICES]:
        told = ", ".join(f"{counts[one]} {one}" for one in DISPOSITIONS if one in counts)
        yield from _wrapped(f"{name}: {told}", 2)
    if len(ranked) > MOST_DEVICES:
        yield f"  and {len(ranked) - MOST_DEVICES} more devices (--summary has all)"


def _worst_of(counts: dict[str, int]) -> int:
    return min(DISPOSITIONS.index(name) for name in counts)


def _wrapped(told: str, indent: int, width: int = 80) -> Iterator[str]:
    line = " " * indent
    for word in told.split(" "):
        if len(line) + len(word) + 1 > width and line.strip():
            yield line
            line = " " * (indent + 2)
        line += word if not line.strip() else " " + word
    yield line
