"""The quickest road: rows of the plainest form, of devices that were met before, straight from msgspec's structs.

It says nothing of its own. What it cannot take raises, and ``Engine.fast`` takes it, or ``check`` itself. A row costs
a few dozen steps of the interpreter: what is done for every axis is done by ``map``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import chain
from operator import getitem, itemgetter, or_
from typing import TYPE_CHECKING, Any

from mri_check.batch.alike import Blank, Frame, Head
from mri_check.batch.asked import NAMED, UNTOLD
from mri_check.batch.columns import MISSING, Column, Reader
from mri_check.batch.frames import Slow
from mri_check.batch.reading import ABSENT
from mri_check.batch.result import ASKED, END, HEAD, dumps, told_id
from mri_check.batch.typed import FAMILIES, Typed, taker
from mri_check.batch.way import pieces
from mri_check.request import FORMAT as REQUEST

if TYPE_CHECKING:
    from mri_check.batch.engine import Engine

_FORMAT = len(f'"format":"{REQUEST}",')
_ID = len('"id":"",')
_first, _laid = itemgetter(0), chain.from_iterable


class _Family:
    """How what is stated of the scan, of the patient or of the implant is taken and looked up."""

    def __init__(self, blank: Blank, columns: list[Column], loose: list[Reader]) -> None:
        self.many = len(columns)
        self.numbers = sum(bool(one.borders) for one in columns)
        readers = [*(one.reader for one in columns), *loose]
        self.take = taker([one.name for one in readers])
        self.texts = [one.seen for one in readers]
        self.aged = next((at for at, one in enumerate(readers, 1) if one.aged), 0)
        """Which of them, from 1, depends on the day; 0 where none does. There is one such axis."""
        self.borders = [one.borders for one in columns[: self.numbers]]
        self.stretches = [one.stretches for one in columns[: self.numbers]]
        self.keys = [one.seen for one in columns[self.numbers :]]
        told = [blank.texts[one.place] for one in columns]
        self.instead = (
            None if all(key == MISSING for key, _ in told) else [*told, *(ABSENT for _ in loose)]
        )
        """What scanner profile and exam say of axes that the row is silent on."""
        ranges = any(type(key) is not float for key, _ in told[: self.numbers])
        self.ranges = columns if ranges else None
        """Where one of these is a range, and so no number to be put between borders."""
        entries = [blank.entries[one.place] for one in columns]
        self.nothing = (_bits(entries), entries, told)
        """What comes of it where nothing at all is stated."""

    def looked_up(self, stated: Any, on: str) -> tuple[int, list[Any], list[Any]]:
        """The bits of what is stated, its entries, and its texts. Raises where one was not met before."""
        values = self.take(stated)
        if self.aged and values[self.aged - 1] is not ABSENT:
            at = self.aged - 1
            values = (*values[:at], (values[at], on), *values[at + 1 :])
        if self.instead is not None:
            values = tuple(own if raw is ABSENT else raw for raw, own in zip(values, self.instead))
        texts = [*map(getitem, self.texts, values)]
        keys = [*map(_first, texts)]
        if self.ranges is not None:
            entries: list[Any] = [one.find(key) for one, key in zip(self.ranges, keys)]
        else:
            entries = [
                *map(getitem, self.stretches, map(bisect_right, self.borders, keys)),
                *map(getitem, self.keys, keys[self.numbers :]),
            ]
        del texts[self.many :]
        return _bits(entries), entries, texts


def _bits(entries: Iterable[Any]) -> int:
    return reduce(or_, map(_first, entries), 0)


class Plan:
    """Where the values of such rows go, that name the same device, scanner and exam."""

    def __init__(
        self, frame: Frame, blank: Blank, met: Mapping[str, Mapping[str, Reader]], scan: Any
    ) -> None:
        self.blank = blank
        columns = list(frame.columns.values())
        stated = columns[: frame.stated]
        self.families = []
        for family in FAMILIES:
            own = [one for one in stated if one.family == family]
            looked = {one.name for one in own}
            loose = [one for name, one in met[family].items() if name not in looked]
            self.families.append(_Family(blank, own, loose))
        rest = columns[frame.stated :]
        entries = [blank.entries[one.place] for one in rest]
        self.rest = (_bits(entries), entries, [blank.texts[one.place] for one in rest])
        """What stands behind them, which no such row states."""
        parts = [*(family.nothing for family in self.families[1:]), self.rest]
        self.bits = _bits(parts)
        self.entries = [*_laid(one for _, entries, _ in parts for one in entries)]
        self.texts = [*_laid(one for _, _, texts in parts for one in texts)]
        """The same laid end to end, of a row that says nothing of patient and implant."""
        said = [
            (name, text)
            for name, text in zip(NAMED, (scan.scanner, scan.exam))
            if text is not ABSENT
        ]
        self.colons = sum(1 + text.count(":") for _, text in said)
        self.length = sum(len(f'"{name}":"{text}",') for name, text in said)
        """In the text of a row, those of what is not repeated."""
        self.beside = _beside(blank.beside or {})

    def flat(self, scan: Any, patient: Any, facts: Any, on: str) -> tuple[int, list[Any]]:
        """The bits of a row, and its entries laid end to end, and its texts."""
        bits, entries, texts = self.families[0].looked_up(scan, on)
        if patient is ABSENT and facts is ABSENT:
            return bits | self.bits, [*_laid(entries), *self.entries, *_laid(texts), *self.texts]
        parts = [
            family.nothing if one is ABSENT else family.looked_up(one, on)
            for family, one in zip(self.families[1:], (patient, facts))
        ]
        for more, others, told in (*parts, self.rest):
            bits |= more
            entries += others
            texts += told
        return bits, [*_laid(entries), *_laid(texts)]

    def profile(self, scan: Any) -> bytes:
        """What scanner profile and exam say that the row does not, as the end of what it asked."""
        beside = self.blank.beside
        if not beside or all(getattr(scan, name, ABSENT) is ABSENT for name in beside):
            return self.beside
        return _beside(
            {name: value for name, value in beside.items() if getattr(scan, name, ABSENT) is ABSENT}
        )


def _beside(beside: Mapping[str, Any]) -> bytes:
    return b',"profile":' + dumps(beside).encode() + b"}" if beside else b"}"


def _getter(scan: Any) -> Callable[[str], Any]:
    def get(name: str) -> Any:
        raw = getattr(scan, name, ABSENT)
        return None if raw is ABSENT else raw

    return get


def plain_road(engine: Engine) -> Callable[[int, bytes], list[bytes]]:
    """The road, for one engine and the axes that its rows have stated so far. Raises ImportError without msgspec."""
    met = engine.met
    typed = Typed(met)
    decode, encode, heads = typed.decode, typed.encode, engine.heads
    days, tally, axes = engine.days, engine.tally, engine.catalogue.axes

    def plain(number: int, raw: bytes) -> list[bytes]:
        """The result of a row in pieces. Raises anything for a row that it does not take."""
        row = decode(raw)
        (implant,) = row.implants
        scan, on = row.scan, row.on
        head = heads[
            implant.device,
            on,
            implant.identified_by,
            implant.market,
            row.market,
            row.other_implants,
            row.bringing,
        ]
        frame, named = head.frame, (scan.scanner, scan.exam)
        plan: Plan | None = frame.plans.get(named)
        if plan is None:
            plan = frame.plans[named] = Plan(frame, frame.blanks[named], met, scan)
        if row.format != REQUEST:
            raise Slow
        said = row.id
        id = None if said is ABSENT else told_id(said)
        row.format = row.id = scan.scanner = scan.exam = ABSENT
        implant.device = head.name or ""
        asked = encode(row)
        length = len(asked) + _FORMAT + plan.length + head.length + (_ID + len(said) if id else 0)
        if (len(raw) != length or not raw.isascii()) and not _once(raw, asked, id, plan, head):
            raise Slow
        scene = plan.blank.scene
        if scene.guarded and not scene.fits(_getter(scan), axes):
            raise Slow
        bits, flat = plan.flat(scan, row.patient, implant.facts, on)
        way = frame.ways[bits]
        if way is None or not asked.isascii():
            raise Slow
        flat += way.fixed
        if head.name is None or plan.blank.beside is None:
            end = [ASKED, UNTOLD, END]
        else:
            end = [ASKED, asked[:-1], plan.profile(scan), END]
        line = [HEAD % (number, id or b"null"), days[on], *pieces(way, flat), *end]
        tally.went(way, number)  # last: what raises is counted on the next road
        return line

    return plain


def _once(raw: bytes, asked: bytes, id: bytes | None, plan: Plan, head: Head) -> bool:
    """Whether no key stands in a row twice, for sure.

    Written anew a row is as long as it was, if it was written as tightly and without escapes: then nothing was left
    out. Else what is counted are the colons, of which each key has one.
    """
    colons = 1 + plan.colons + head.colons + (1 + id.count(b":") if id else 0)
    return b"\\" not in raw and raw.count(b":") == asked.count(b":") + colons
