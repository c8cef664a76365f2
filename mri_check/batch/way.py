"""What rows say that go one way: the bytes that they share, and where those of their values stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, TypeAlias

from mri_check.batch.result import counted, every_outcome
from mri_check.checklist import Checklist

Entry: TypeAlias = tuple[Any, ...]
"""Of a value on an axis: the bits of its verdicts, then what each condition says of it."""
Told: TypeAlias = tuple[Any, bytes]
"""What a text comes to: a key, by which it is judged, and the end of the findings on it."""
Pick: TypeAlias = Callable[[Sequence[Any]], tuple[bytes, ...]]
"""Takes the pieces of a list out of all the entries of a row, laid end to end."""
Places: TypeAlias = tuple[int, ...]
"""Where, of all the entries of a row laid end to end, the pieces of a list stand."""


class Way:
    """What a row says that goes one way: fixed bytes, and the places where those of its values stand."""

    __slots__ = ("decided", "devices", "disposition", "findings", "first", "fixed", "head", "middle", "open", "rows",
                 "tail")  # fmt: skip

    def __init__(
        self,
        head: bytes,
        decided: Places,
        open: Places,
        middle: bytes,
        findings: Places,
        tail: bytes,
        fixed: tuple[bytes, ...],
        checklist: Checklist,
    ) -> None:
        self.head, self.middle, self.tail = head, middle, tail
        self.decided, self.open, self.findings = _pick(decided), _pick(open), _pick(findings)
        self.fixed = fixed
        """What is the same in all rows of this way; it is the last of their entries."""
        self.disposition = checklist.disposition.word
        self.devices = tuple(counted(one) for one in every_outcome(checklist))
        self.rows = 0
        self.first: list[int] = []
        """How many rows of this chunk went this way, and the numbers of the first of them."""


def _pick(places: Places) -> Pick:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda flat: tuple(flat[place] for place in places)


class Layout:
    """Where things stand when all entries of a row are laid end to end, then what its texts come to, axis by axis."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        """Of each entry."""
        self.tails = 0

    def add(self, size: int) -> None:
        """One more entry, of this size."""
        self.starts.append(self.tails)
        self.tails += size

    def part(self, place: int, part: int) -> int:
        """A part of an entry."""
        return self.starts[place] + part

    def tail(self, place: int) -> int:
        """The end of the findings on an axis."""
        return self.tails + 2 * place + 1

    def fixed(self, at: int) -> int:
        """One of the things that are the same in all rows of a way."""
        return self.tails + 2 * len(self.starts) + at


def assemble(way: Way, cur: Iterable[Entry], texts: Iterable[Told]) -> list[bytes]:
    """The bytes of a row after its day: the fixed ones of its way, and those of its values."""
    return pieces(way, [*chain.from_iterable(cur), *chain.from_iterable(texts), *way.fixed])


def pieces(way: Way, flat: list[Any]) -> list[bytes]:
    """The same, of what was laid end to end."""
    first, *found = way.findings(flat) or (b"",)
    return [
        way.head,
        b"".join(way.decided(flat))[1:],
        b'],"open":[',
        b"".join(way.open(flat))[1:],
        way.middle,
        first[1:],
        *found,
        way.tail,
    ]
