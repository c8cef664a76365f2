"""The two inner steps of the quickest road, each written as one function for rows of one shape.

Python takes half the time for it that any loop takes, and compiles it once for all devices whose rows have this shape.
Nothing stands in such a text but numbers and the names of axes; one that is no plain name stands in it as a text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from keyword import iskeyword
from typing import Any, TypeAlias

from mri_check.batch.reading import ABSENT
from mri_check.batch.result import END

Entry: TypeAlias = tuple[Any, ...]
"""Of a value on an axis: the bits of its verdicts, then what each condition says of it."""
Look: TypeAlias = Callable[[Any, str], tuple[int, list[Entry], list[bytes]]]
"""What is stated on each axis, on a day: the bits of its entries, these, and the ends of the findings."""
Line: TypeAlias = Callable[[Sequence[Entry], Sequence[bytes], bytes, bytes, bytes], Sequence[bytes]]
"""The pieces of a row, from its entries and the ends of the findings, its head, its day and what it asked."""
MOST = 1024


@lru_cache(MOST)
def look(names: tuple[str, ...], ordered: tuple[bool, ...], aged: str | None) -> Any:
    """Makes a ``Look`` of the texts and the tables of some axes, which are fields of a struct by these names.

    What a text comes to is a key, which is put between the borders of an ``ordered`` axis, and else looked up; axes
    beyond them are only read. What is stated on the one that is ``aged`` is looked up with the day.
    """
    lines, tables = [], list[str]()
    for at, name in enumerate(names):
        plain = name.isidentifier() and not iskeyword(name)
        field = f"one.{name}" if plain else f"getattr(one, {name!r})"
        if name == aged:
            field = f"ABSENT if {field} is ABSENT else ({field}, on)"
        if at >= len(ordered):
            lines.append(f"x{at}[{field}]")
            continue
        lines.append(f"key, t{at} = x{at}[{field}]")
        lines.append(f"e{at} = s{at}[bisect(b{at}, key)]" if ordered[at] else f"e{at} = s{at}[key]")
        tables += [f"b{at}", f"s{at}"] if ordered[at] else [f"s{at}"]
    many = range(len(ordered))
    bits = " | ".join(f"e{at}[0]" for at in many) or "0"
    lines.append(f"return {bits}, {_listed('e', many)}, {_listed('t', many)}")
    return _written((_listed("x", range(len(names))), f"[{', '.join(tables)}]"), "one, on", lines)


@lru_cache(MOST)
def line(axes: int, fixed: int, *pieces: str) -> Any:
    """Makes a ``Line`` of what is the same in all rows.

    Each piece is an expression in that, ``f0``, ``f1``…, in the entries, ``e0``…, and in the ends of findings, ``t0``….
    """
    every = range(axes)
    lines = [
        f"{_listed('e', every)} = entries",
        f"{_listed('t', every)} = ends",
        f"return (head, day, {', '.join(pieces)}, asked, END)",
    ]
    return _written((_listed("f", range(fixed)),), "entries, ends, head, day, asked", lines)


def _listed(name: str, numbers: Iterable[int]) -> str:
    return f"[{', '.join(f'{name}{at}' for at in numbers)}]"


def _written(known: Sequence[str], parameters: str, lines: Iterable[str]) -> Any:
    """A function that makes a function: what the first is given is unpacked once, for all calls of the second."""
    text = f"""
def made({", ".join(f"a{at}" for at in range(len(known)))}):
    {"; ".join(f"{names} = a{at}" for at, names in enumerate(known))}
    def written({parameters}):
        {"; ".join(lines)}
    return written
"""
    space: dict[str, Any] = {"join": b"".join, "bisect": bisect_right, "ABSENT": ABSENT, "END": END}
    exec(text, space)
    return space["made"]
