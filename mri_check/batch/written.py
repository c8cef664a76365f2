"""The two inner steps of the quickest road, each written as one function for rows of one shape.

Python takes half the time for it that any loop takes, and compiles it once for all devices whose rows have this shape.
Nothing stands in such a text but numbers and the names of axes; one that is no plain name stands in it as a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from keyword import iskeyword
from typing import Any, NamedTuple, TypeAlias

from mri_check.batch.reading import ABSENT
from mri_check.batch.result import END

Entry: TypeAlias = tuple[Any, ...]
"""Of a value on an axis: the bits of its verdicts, then what each condition says of it."""
Line: TypeAlias = Callable[..., Sequence[bytes]]
"""The pieces of a row, from its head, its day and what it asked, its entries, and then the ends of its findings."""
Judge: TypeAlias = Callable[..., tuple[Any, Sequence[bytes]]]
"""The way of a row and its pieces; ``row`` says from what."""
MOST = 1024


class Field(NamedTuple):
    """Where a value stands in a row, and how it is looked up."""

    family: str
    """What it is stated of: ``scan``, ``patient`` or ``implant``."""
    name: str
    aged: bool = False
    """Whether it is looked up with the day."""
    borders: int = 0
    """Between how many borders of its axis it is put."""
    unit: int = 0
    """Where its numbers are read and not looked up: how long the unit is."""

    def read(self) -> str:
        """It, as it is looked up."""
        plain = self.name.isidentifier() and not iskeyword(self.name)
        field = f"{self.family}.{self.name}" if plain else f"getattr({self.family}, {self.name!r})"
        return f"ABSENT if {field} is ABSENT else ({field}, on)" if self.aged else field


@lru_cache(MOST)
def row(axes: tuple[Field | None, ...], loose: tuple[Field, ...]) -> Any:
    """Makes what judges rows: ``judge(ways, scan, patient, implant, on, head, day, asked)``, the way of a row and its pieces.

    For each axis it has the field that a row states, or None where no row states any; other fields are only read.
    It is made of what texts come to on each field and on each other one (a key, and the end of the findings); of what
    tells a number, for each field where it is not looked up; of all borders, one after another, and the entries of each
    field; and of the bits, the entries and the ends of the axes that no row states.
    """
    stated = [(at, one) for at, one in enumerate(axes) if one is not None]
    others = [at for at, one in enumerate(axes) if one is None]
    lines = list[str]()
    for at, one in stated:
        told = f"x{at}[{one.read()}]"
        if one.unit:  # as ``Texts`` does
            number = f"""(float(text[:-{one.unit}]), f'"{{text}}"}}}}'.encode())"""
            lines.append(f"text = {one.read()}")
            told = f"{number} if text is not ABSENT and n{at}(text) else x{at}[text]"
        lines.append(f"key, t{at} = {told}")
        below = "".join(f"{n} if key < b{at}_{n} else " for n in range(one.borders))
        lines.append(f"e{at} = s{at}[{below}{one.borders}]" if below else f"e{at} = s{at}[key]")
    lines += [f"x{at}[{one.read()}]" for at, one in enumerate(loose, len(axes))]
    lines.append(f"way = ways[{' | '.join(['bits', *(f'e{at}[0]' for at, _ in stated)])}]")
    lines.append(f"return way, way.line({', '.join(_given(len(axes)))})")
    mine = [at for at, _ in stated]
    read = [*mine, *range(len(axes), len(axes) + len(loose))]
    known = [
        _named("x", read),
        [f"n{at}" for at, one in stated if one.unit],
        [f"b{at}_{n}" for at, one in stated for n in range(one.borders)],
        _named("s", mine),
        ["bits"],
        _named("e", others),
        _named("t", others),
    ]
    return _written(
        known, ["ways", "scan", "patient", "implant", "on", "head", "day", "asked"], lines
    )


@lru_cache(MOST)
def line(axes: int, fixed: int, *pieces: str) -> Any:
    """Makes a ``Line`` of what is the same in all rows.

    Each piece is an expression in that, ``f0``, ``f1``…, in the entries, ``e0``…, and in the ends of findings, ``t0``….
    """
    lines = [f"return (head, day, {', '.join(pieces)}, asked, END)"]
    return _written([_named("f", range(fixed))], _given(axes), lines)


def _given(axes: int) -> list[str]:
    """What a ``Line`` is called with."""
    return ["head", "day", "asked", *_named("e", range(axes)), *_named("t", range(axes))]


def _named(of: str, numbers: Iterable[int]) -> list[str]:
    return [f"{of}{at}" for at in numbers]


def _written(
    known: Sequence[Sequence[str]], parameters: Iterable[str], lines: Iterable[str]
) -> Any:
    """A function that makes a function: what the first is given is unpacked once, for all calls of the second."""
    text = f"""
def made({", ".join(f"a{at}" for at in range(len(known)))}):
    {"; ".join(f"[{', '.join(names)}] = a{at}" for at, names in enumerate(known))}
    def written({", ".join(parameters)}):
        {"; ".join(lines)}
    return written
"""
    space: dict[str, Any] = {"join": b"".join, "ABSENT": ABSENT, "END": END}
    exec(text, space)
    return space["made"]
