"""The quickest road: rows of the plainest form, of devices that were met before, straight from msgspec's structs.

It says nothing of its own. What it cannot take raises, and ``Engine.fast`` takes it, or ``check`` itself. What is done
for every axis is done in the two functions that ``written`` makes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mri_check.batch.alike import Blank, Frame, Head
from mri_check.batch.asked import NAMED, UNTOLD
from mri_check.batch.columns import MISSING, Beside, Reader
from mri_check.batch.frames import Slow
from mri_check.batch.reading import ABSENT
from mri_check.batch.result import dumps, head, noted
from mri_check.batch.typed import FAMILIES, Typed
from mri_check.batch.way import Told, together
from mri_check.batch.written import Field, Judge, row
from mri_check.request import FORMAT as REQUEST

if TYPE_CHECKING:
    from mri_check.batch.engine import Engine

_FORMAT = len(f'"format":"{REQUEST}",')
_ID = len('"id":"",')
MOST = 32
"""Between more borders than these a number is looked for, and not compared with one after another."""


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
        self.columns, self.stated = [*frame.columns.values()], frame.stated
        """Those that such a row may state come first."""
        looked = {one.reader for one in self.columns[: self.stated]}
        self.loose = [
            (family, one)
            for family in FAMILIES
            for one in met[family].values()
            if one not in looked
        ]
        self.made: dict[tuple[bool, ...], Judge] = {}
        named = [
            (name, text)
            for name, text in zip(NAMED, (scan.scanner, scan.exam))
            if text is not ABSENT
        ]
        self.named = bool(named)
        """Whether such rows name a scanner or an exam, which are not repeated."""
        self.colons = sum(1 + text.count(":") for _, text in named)
        self.length = _FORMAT + sum(len(f'"{name}":"{text}",') for name, text in named)
        """In the text of a row, those of what is not repeated."""
        self.end = noted(blank.scene.notices)
        """What stands behind what such a row asked."""
        self.beside = _beside(blank.beside or {}) + self.end

    def judge(self, *stated: bool) -> Judge:
        """What judges rows that state something of the scan, and of patient and implant or not."""
        found = self.made.get(stated)
        if found is None:
            found = self.made[stated] = self._judge(dict(zip(FAMILIES, stated)))
        return found

    def _judge(self, stated: Mapping[str, bool]) -> Judge:
        blank = self.blank
        fields, others = list[Field | None](), list[int]()
        texts, numbers, borders, tables = list[Any](), list[Any](), list[Any](), list[Any]()
        for at, one in enumerate(self.columns):
            if at >= self.stated or not stated[one.family]:
                fields.append(None)
                others.append(at)
                continue
            told = blank.told[at]
            cut = one.borders if type(told[0]) is float and len(one.borders) <= MOST else []
            seen = one.reader.seen
            unit = -seen.cut if seen.crowded else 0
            fields.append(Field(one.family, one.name, one.reader.aged, len(cut), unit))
            texts.append(_texts(one.reader, told))
            numbers += [seen.base] if unit else []
            borders += cut
            tables.append(one.stretches if cut else one)
        loose = [(family, one) for family, one in self.loose if stated[family]]
        more = tuple(Field(family, one.name, one.aged) for family, one in loose)
        entries = [blank.entries[at] for at in others]
        ends = [blank.told[at][1] for at in others]
        texts += [one.seen for _, one in loose]
        judge: Judge = row(tuple(fields), more)(
            texts, numbers, borders, tables, [together(entries)], entries, ends
        )
        return judge

    def profile(self, scan: Any) -> bytes:
        """What scanner profile and exam say that the row does not, as the end of what it asked, and what is noted."""
        beside = self.blank.beside or {}
        if all(getattr(scan, name, ABSENT) is ABSENT for name in beside):
            return self.beside
        unsaid = {
            name: value for name, value in beside.items() if getattr(scan, name, ABSENT) is ABSENT
        }
        return _beside(unsaid) + self.end


class Road:
    """Rows that name the same device, scanner and exam on the same day."""

    __slots__ = (
        "asked",
        "colons",
        "day",
        "guard",
        "judge",
        "length",
        "name",
        "named",
        "plan",
        "untold",
        "ways",
    )

    def __init__(self, device: str, shared: Head, plan: Plan, day: bytes) -> None:
        self.plan, self.ways, self.day = plan, shared.frame.ways, day
        self.judge = plan.judge(True, False, False)
        """What judges rows that state something of the scan alone."""
        self.name = shared.name or ""
        """The device as it may be repeated; else nothing is."""
        self.named = self.name != device or plan.named
        """Whether something is not repeated beside format and id."""
        self.length, self.colons = plan.length + shared.length, plan.colons + shared.colons
        """In the text of a row, those of what is not repeated."""
        beside, scene = plan.blank.beside, plan.blank.scene
        told = bool(beside or plan.end)
        self.asked: bool | None = None if shared.name is None or beside is None else told
        """Whether a profile belongs to what is repeated, or a notice to the row; None where nothing can be repeated."""
        self.untold = UNTOLD + plan.end
        self.guard = scene if scene.guarded else None
        """What these rows may not state otherwise than their scanner and exam do."""


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
        """The result of a row in pieces. Raises one of ``OTHERS`` for a row that it does not take."""
        stated = decode(raw)
        (implant,) = stated.implants
        scan, on = stated.scan, stated.on
        key = (
            implant.device,
            on,
            implant.identified_by,
            implant.market,
            stated.market,
            stated.other_implants,
            stated.bringing,
            scan.scanner,
            scan.exam,
        )
        try:
            road = roads[key]
        except KeyError:
            road = roads.keep(key, _road(engine, key, scan))
        if stated.format != REQUEST:
            raise Slow
        called = stated.id
        id = None if called is ABSENT else called
        if id is not None and id.isspace():
            raise Slow
        stated.format = stated.id = ABSENT
        if road.named:  # to take away what is not there would cost as much
            implant.device = road.name
            scan.scanner = scan.exam = ABSENT
        asked = encode(stated)
        length = len(asked) + road.length
        if id is not None:
            length += _ID + len(id)
        if (len(raw) != length or not raw.isascii()) and not _once(raw, asked, id, road.colons):
            raise Slow
        if road.guard is not None and not road.guard.fits(_getter(scan), axes):
            raise Slow
        if not asked.isascii():
            raise Slow
        if road.asked is None:
            asked = road.untold
        elif road.asked:
            asked = asked[:-1] + road.plan.profile(scan)
        judge, patient, facts = road.judge, stated.patient, implant.facts
        if patient is not ABSENT or facts is not ABSENT:
            judge = road.plan.judge(True, patient is not ABSENT, facts is not ABSENT)
        way, line = judge(road.ways, scan, patient, facts, on, head(number, id), road.day, asked)
        went(way)  # last: what raises is counted on the next road
        numbered(number)
        return line

    return plain


def _road(engine: Engine, key: tuple[Any, ...], scan: Any) -> Road:
    """The road of rows such as were met before. Raises KeyError."""
    *beside, scanner, exam = key
    shared = engine.heads[tuple(beside)]
    frame, named = shared.frame, (scanner, exam)
    plan: Plan | None = frame.plans.get(named)
    if plan is None:
        plan = frame.plans[named] = Plan(frame, frame.blanks[named], engine.met, scan)
    return Road(key[0], shared, plan, engine.days[key[1]])


def _once(raw: bytes, asked: bytes, id: str | None, others: int) -> bool:
    """Whether no key stands in a row twice, for sure.

    Written anew a row is as long as it was, if it was written as tightly and without escapes: then nothing was left
    out. Else what is counted are the colons, of which each key has one; ``others`` of them are not repeated.
    """
    colons = 1 + others + (0 if id is None else 1 + id.count(":"))
    return b"\\" not in raw and raw.count(b":") == asked.count(b":") + colons
