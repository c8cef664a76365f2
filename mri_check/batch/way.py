"""What rows say that go one way: the bytes that they share, and where those of their values stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from mri_check.batch.result import counted
from mri_check.batch.written import Entry, Line, line
from mri_check.checklist import Checklist
from mri_check.examined import outcomes_of

Told: TypeAlias = tuple[Any, bytes]
"""What a text comes to: a key, by which it is judged, and the end of the findings on it."""
Place: TypeAlias = tuple[int, int]
"""Of the axes of a row, which one, and which part of its entry, of which there may be nothing; ``ENDED`` for the end of
its findings."""
ENDED = 0
Piece: TypeAlias = bytes | Place
"""Of a list, what is the same in all rows of a way, or where it stands; each with a comma before it."""


class Filled(list[Piece]):
    """A list whose first piece is there in every row."""


class Way:
    """What a row says that goes one way: its three lists, and what stands before, between and behind them."""

    __slots__ = ("devices", "disposition", "line")

    def __init__(
        self,
        around: Sequence[bytes],
        lists: Iterable[list[Piece]],
        axes: int,
        checklist: Checklist,
    ) -> None:
        laid: list[Any] = [around[0]]
        for found, after in zip(lists, around[1:]):
            if found and isinstance(found[0], bytes):
                laid += [found[0][1:], *found[1:]]
            elif isinstance(found, Filled) and found:
                laid += [(*found[0], 1), *found[1:]]
            elif found:  # which of them comes first, and so without a comma, is another in each row
                laid.append(found)
            laid.append(after)
        fixed: list[bytes] = []
        pieces = [*_shape(laid, fixed)]
        self.line: Line = line(axes, len(fixed), *pieces)(fixed)
        self.disposition = checklist.disposition.word
        self.devices = tuple(counted(one) for one in outcomes_of(checklist))


def _shape(pieces: Iterable[Any], fixed: list[bytes]) -> Iterator[str]:
    """How each of them is written; what never changes is put together."""
    for constant, some in groupby(pieces, lambda one: isinstance(one, bytes)):
        if constant:
            yield f"f{len(fixed)}"
            fixed.append(b"".join(some))
            continue
        for one in some:
            if isinstance(one, list):
                yield f"join(({', '.join(_shape(one, fixed))},))[1:]"
            else:
                place, part, *cut = one
                said = f"t{place}" if part == ENDED else f"e{place}[{part}]"
                yield f"{said}[{cut[0]}:]" if cut else said


def together(entries: Iterable[Entry]) -> int:
    """What tells the way of a row: the bits of all its verdicts."""
    bits = 0
    for one in entries:
        bits |= one[0]
    return bits
