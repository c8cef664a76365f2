"""What is told of a schedule when it is done: counts, the worst first; never an id of a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mri_check.batch.result import DISPOSITIONS, EXITS
from mri_check.batch.tally import Total
from mri_check.checklist import Disposition
from mri_check.messages import batch as say
from mri_check.render.text import wrap

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
    if not total.rows:
        yield say.NO_ROW.format(code=EXITS[worst])
        return
    rows = say.ROW if total.rows == 1 else say.ROWS.format(count=total.rows)
    yield say.WORST.format(rows=rows, worst=worst, code=EXITS[worst])
    for name in DISPOSITIONS:
        if (count := total.dispositions.get(name)) is None:
            continue
        yield f"  {name:<22}{count:>10}"
        if name in MATTERS:
            first = total.first.get(name, [])
            more = say.MORE_ROWS.format(count=count - len(first)) if count > len(first) else ""
            told = say.FIRST[count > 1].format(numbers=", ".join(map(str, first)), more=more)
            yield from wrap(told, " " * 6, " " * 8)
    if not total.devices:
        return
    yield say.BY_DEVICE
    ranked = sorted(total.devices.items(), key=lambda one: (_worst_of(one[1]), one[0]))
    for name, counts in ranked[:MOST_DEVICES]:
        told = ", ".join(f"{counts[one]} {one}" for one in DISPOSITIONS if one in counts)
        yield from wrap(f"{name}: {told}", " " * 2, " " * 4)
    if len(ranked) > MOST_DEVICES:
        yield "  " + say.MORE_DEVICES.format(count=len(ranked) - MOST_DEVICES)


def _worst_of(counts: dict[str, int]) -> int:
    return min(DISPOSITIONS.index(name) for name in counts)
