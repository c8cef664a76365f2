"""The quickest road: rows of the plainest form, of devices that were met before, straight from msgspec's structs.

It says nothing of its own. What it cannot take raises, and ``Engine.fast`` takes it, or ``check`` itself. What is done
for every axis is done in the two functions that ``written`` makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from mri_check.batch.alike import Blank, Frame, Head
from mri_check.batch.asked import NAMED, UNTOLD
from mri_check.batch.columns import MISSING, Beside, Column, Reader
from mri_check.batch.frames import Slow
from mri_check.batch.reading import ABSENT
from mri_check.batch.result import HEAD, dumps, told_id
from mri_check.batch.typed import FAMILIES, Typed
from mri_check.batch.way import Told, together
from mri_check.batch.written import Entry, Look, look
from mri_check.request import FORMAT as REQUEST

if TYPE_CHECKING:
    from mri_check.batch.engine import Engine

_FORMAT = len(f'"format":"{REQUEST}",')
_ID = len('"id":"",')
Said: TypeAlias = tuple[int, list[Entry], list[bytes]]
"""Of some axes: the bits of their entries, these, and the ends of the findings."""


class _Family:
    """How what is stated of the scan, of the patient or of the implant is taken and looked up."""

    def __init__(self, blank: Blank, columns: list[Column], loose: list[Reader]) -> None:
        readers = [*(one.reader for one in columns), *loose]
        told = [blank.told[one.place] for one in columns]
        ordered = [bool(one.borders) and type(key) is float for one, (key, _) in zip(columns, told)]
        texts = [*map(_texts, readers, told), *(one.seen for one in loose)]
        tables: list[Any] = []
        for one, by_number in zip(columns, ordered):
            tables += [one.borders, one.stretches] if by_number else [one]
        aged = next((one.name for one in readers if one.aged), None)
        made = look(tuple(one.name for one in readers), tuple(ordered), aged)
        self.look: Look = made(texts, tables)
        entries = [blank.entries[one.place] for one in columns]
        self.nothing = (together(entries), entries, [end for _, end in told])
        """What comes of it where nothing at all is stated."""


def _texts(reader: Reader, told: Told) -> dict[Any, Told]:
    """What texts on an axis come to, where this is known of a row that does not state it."""
    texts = reader.seen
    return texts if told[0] == MISSING else Beside(texts, told)


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
        self.rest = (together(entries), entries, [blank.told[one.place][1] for one in rest])
        """What stands behind them, which no such row states."""
        self.others = _side_by_side([*(one.nothing for one in self.families[1:]), self.rest])
        """What is said of a row beside its scan that states nothing of patient and implant."""
        named = [
            (name, text)
            for name, text in zip(NAMED, (scan.scanner, scan.exam))
            if text is not ABSENT
        ]
        self.colons = sum(1 + text.count(":") for _, text in named)
        self.length = _FORMAT + sum(len(f'"{name}":"{text}",') for name, text in named)
        """In the text of a row, those of what is not repeated."""
        self.beside = _beside(blank.beside or {})

    def beyond(self, patient: Any, facts: Any, on: str) -> Said:
        """What is said of a row beside its scan."""
        if patient is ABSENT and facts is ABSENT:
            return self.others
        parts = [
            family.nothing if one is ABSENT else family.look(one, on)
            for family, one in zip(self.families[1:], (patient, facts))
        ]
        return _side_by_side([*parts, self.rest])

    def profile(self, scan: Any) -> bytes:
        """What scanner profile and exam say that the row does not, as the end of what it asked."""
        beside = self.blank.beside or {}
        if all(getattr(scan, name, ABSENT) is ABSENT for name in beside):
            return self.beside
        return _beside(
            {name: value for name, value in beside.items() if getattr(scan, name, ABSENT) is ABSENT}
        )


class Road:
    """Rows that name the same device, scanner and exam on the same day."""

    __slots__ = (
        "alone",
        "asked",
        "colons",
        "day",
        "guard",
        "length",
        "look",
        "name",
        "plan",
        "ways",
    )

    def __init__(self, head: Head, plan: Plan, day: bytes) -> None:
        self.plan, self.ways, self.day = plan, head.frame.ways, day
        self.look = plan.families[0].look
        self.alone = not plan.others[1]
        """Whether conditions look at nothing but the scan."""
        self.name = head.name or ""
        """The device as it may be repeated; else nothing is."""
        self.length, self.colons = plan.length + head.length, plan.colons + head.colons
        """In the text of a row, those of what is not repeated."""
        beside, scene = plan.blank.beside, plan.blank.scene
        self.asked: bool | None = None if head.name is None or beside is None else bool(beside)
        """Whether a profile belongs to what is repeated; None where nothing can be."""
        self.guard = scene if scene.guarded else None
        """What these rows may not state otherwise than their scanner and exam do."""


def _side_by_side(parts: Iterable[Said]) -> Said:
    bits, entries, ends = 0, list[Entry](), list[bytes]()
    for more, others, told in parts:
        bits |= more
        entries += others
        ends += told
    return bits, entries, ends


def _beside(beside: Mapping[str, Any]) -> bytes:
    return b',"profile":' + dumps(beside).encode() + b"}" if beside else b"}"


def _getter(scan: Any) -> Callable[[str], Any]:
    def get(name: str) -> Any:
        raw = getattr(scan, name, ABSENT)
        return None if raw is ABSENT else raw

    return get


def plain_road(engine: Engine) -> Callable[[int, bytes], Sequence[bytes]]:
    """The road, for one engine and the axes that its rows have stated so far. Raises ImportError without msgspec."""
    typed = Typed(engine.met)
    decode, encode, roads = typed.decode, typed.encode, engine.roads
    axes = engine.catalogue.axes
    went, numbered = engine.tally.ways.append, engine.tally.numbers.append

    def plain(number: int, raw: bytes) -> Sequence[bytes]:
        """The result of a row in pieces. Raises anything for a row that it does not take."""
        row = decode(raw)
        (implant,) = row.implants
        scan, on = row.scan, row.on
        key = (
            implant.device,
            on,
            implant.identified_by,
            implant.market,
            row.market,
            row.other_implants,
            row.bringing,
            scan.scanner,
            scan.exam,
        )
        try:
            road = roads[key]
        except KeyError:
            road = roads.keep(key, _road(engine, key, scan))
        if row.format != REQUEST:
            raise Slow
        called = row.id
        id = b"null" if called is ABSENT else told_id(called)
        row.format = row.id = scan.scanner = scan.exam = ABSENT
        implant.device = road.name
        asked = encode(row)
        length = len(asked) + road.length
        if called is not ABSENT:
            length += _ID + len(called)
        if (len(raw) != length or not raw.isascii()) and not _once(raw, asked, id, road.colons):
            raise Slow
        if road.guard is not None and not road.guard.fits(_getter(scan), axes):
            raise Slow
        bits, entries, ends = road.look(scan, on)
        patient, facts = row.patient, implant.facts
        if not road.alone or patient is not ABSENT or facts is not ABSENT:
            more, others, told = road.plan.beyond(patient, facts, on)
            bits |= more
            entries += others
            ends += told
        way = road.ways[bits]
        if way is None or not asked.isascii():
            raise Slow
        if road.asked is None:
            asked = UNTOLD
        elif road.asked:
            asked = asked[:-1] + road.plan.profile(scan)
        line = way.line(entries, ends, HEAD % (number, id), road.day, asked)
        went(way)  # last: what raises is counted on the next road
        numbered(number)
        return line

    return plain


def _road(engine: Engine, key: tuple[Any, ...], scan: Any) -> Road:
    """The road of rows such as were met before. Raises KeyError."""
    *beside, scanner, exam = key
    head = engine.heads[tuple(beside)]
    frame, named = head.frame, (scanner, exam)
    plan: Plan | None = frame.plans.get(named)
    if plan is None:
        plan = frame.plans[named] = Plan(frame, frame.blanks[named], engine.met, scan)
    return Road(head, plan, engine.days[key[1]])


def _once(raw: bytes, asked: bytes, id: bytes, others: int) -> bool:
    """Whether no key stands in a row twice, for sure.

    Written anew a row is as long as it was, if it was written as tightly and without escapes: then nothing was left
    out. Else what is counted are the colons, of which each key has one; ``others`` of them are not repeated.
    """
    colons = 1 + others + (1 + id.count(b":") if id != b"null" else 0)
    return b"\\" not in raw and raw.count(b":") == asked.count(b":") + colons
