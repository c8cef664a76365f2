"""Names that are near another one, by the pairs of letters that they share. For suggestions only."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise


class Near:
    """Some names, kept by their pairs of letters, so that a thousand unknown names take no time."""

    def __init__(self, names: Iterable[str]) -> None:
        pairs = {name: _pairs(name) for name in names}
        self.names = sorted(pairs, key=lambda name: len(pairs[name]))
        self.sizes = [len(pairs[name]) for name in self.names]
        self.having: dict[str, list[int]] = {}
        """The names that have a pair, by their places, and so by their sizes."""
        for at, name in enumerate(self.names):
            for pair in pairs[name]:
                self.having.setdefault(pair, []).append(at)

    def to(self, name: str, most: int = 3, least: float = 0.5) -> tuple[str, ...]:
        """The nearest names, best first; none where more of the pairs differ than ``least`` lets, at least a half.

        Nearness is Dice's: twice what two names share over what both have. No name shares more pairs than it has; so
        those with less than a third of the pairs are passed over.
        """
        pairs = _pairs(name)
        size, sizes = len(pairs), self.sizes
        first = bisect_left(sizes, size / 3)
        found: list[int] = []
        for having in filter(None, map(self.having.get, pairs)):
            found += having[bisect_left(having, first) :] if first else having
        shared = Counter(found)
        scored = [
            (-2 * count / (size + sizes[at]), self.names[at])
            for at, count in shared.items()
            if 2 * count >= least * (size + sizes[at])
        ]
        return tuple(name for _, name in sorted(scored)[:most])


def _pairs(name: str) -> set[str]:
    """The pairs of letters of a name, with its first and its last one, which are mistyped least."""
    if not name:
        return set()
    return {f"^{name[0]}", f"{name[-1]}$", *map("".join, pairwise(name))}
