"""What was worked out before, by all that it depends on; of a bounded size, so that a long run stays small."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST = 4096


class Kept(dict[K, V]):
    """A dictionary that is emptied when it is full: nothing in it is more than a saving of time."""

    __slots__ = ()
    most = MOST

    def keep(self, key: K, value: V) -> V:
        """Keep a value, and give it back."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
