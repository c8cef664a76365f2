"""What is remembered between rows: frames, what values came to, and what rows say that go one way; all of it bounded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from mri_check.batch.alike import Blank, Frame, Head
from mri_check.batch.asked import NAMED, Asking
from mri_check.batch.columns import Column, Reader, key_of
from mri_check.batch.desk import Desk
from mri_check.batch.frames import NO_FACE, Slow, Subjects, Together, ended, entry
from mri_check.batch.frames import way as read_off
from mri_check.batch.reading import ABSENT, placed
from mri_check.batch.result import ASKED, END, dumps
from mri_check.batch.scene import scene
from mri_check.batch.typed import FAMILIES
from mri_check.batch.way import Told, Way
from mri_check.batch.written import Entry
from mri_check.check import Checking
from mri_check.checklist import Stated
from mri_check.errors import RequestError
from mri_check.examined import Examined, flat
from mri_check.good_practice import names as names_of
from mri_check.identify import Identified, identify_only
from mri_check.kept import Kept
from mri_check.mentions import may_be_pump
from mri_check.record import Axis
from mri_check.request import MAX_TEXT, day_of
from mri_check.values import one_value, stated_value
from mri_check.words import scanned

if TYPE_CHECKING:
    from mri_check.batch.plain import Road

_ON = b'"on":"%b"'
REST = ("answers", "consulted")
"""Keys of a row that belong to its frame as they stand."""
_CONSTANT = "implant.identified_by"
MOST_FRAMES, MOST_WAYS, MOST_BLANKS = 512, 3000, 1024
"""Of all of these together; a frame with its way and its blank takes some fifty thousand bytes."""
MOST_IMPLANTS = 4


class Memory:
    """What rows are judged from; it changes no answer."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.catalogue = desk, desk.catalogue
        self.frames: dict[Any, Frame] = {}
        self.heads: Kept[Any, Head] = Kept()
        self.roads: Kept[Any, Road] = Kept()
        """Of the quickest road; made of frames, and forgotten with them."""
        self.days: Kept[str, bytes] = Kept()
        self.asking = Asking(desk.catalogue)
        self.dated: Kept[str, date] = Kept()
        self.idents: Kept[str, Any] = Kept()
        self.dates: dict[str, list[str]] = {}
        self.readers: dict[str, Reader] = {}
        self.met: dict[str, dict[str, Reader]] = {family: {} for family in FAMILIES}
        """The axes that were looked at or stated so far, in the order of the catalogue."""
        self.ways = self.blanks = 0

    def fill(
        self, cur: list[Entry], ends: list[bytes], frame: Frame, whose: str, facts: Mapping[str, Any], on: str
    ) -> None:  # fmt: skip
        """Put what is stated of a scan, a patient or an implant in its place. Raises Slow, ValueError."""
        columns = frame.by_family[whose]
        for name, raw in facts.items():
            if type(raw) is list:
                raw = tuple(raw)
            elif type(raw) is not str:
                raise Slow
            column = columns.get(name)
            if column is None:
                if whose == "scan" and name in NAMED:
                    continue
                column = columns[name] = self._loose(whose, name)
            told = self.told(column.reader, raw, on)
            if name not in self.met[column.family] and column.reader.plain:
                self.meet((column,))
            if column.slots:
                at = column.place
                ends[at] = told[1]
                try:
                    cur[at] = column[told[0]]
                except KeyError:
                    stated = self._read(column.reader.axis, raw, on)
                    cur[at] = self.judged(frame, column, told[0], stated)

    def meet(self, columns: Iterable[Column]) -> bool:
        """Axes that a device's conditions look at, or that a row states, for the first time; whether there are any."""
        new = [one for one in columns if one.reader.plain and one.name not in self.met[one.family]]
        for one in new:
            self.met[one.family][one.name] = one.reader
        if new:
            order = {axis: at for at, axis in enumerate(self.catalogue.axes)}
            for family, met in self.met.items():
                names = sorted(met, key=lambda name: order[f"{family}.{name}"])
                self.met[family] = {name: met[name] for name in names}
            self._forget_plans()
        return bool(new)

    def settle(self) -> None:
        """What was learned of the texts of each axis counts for the rows that come."""
        if [one for one in self.readers.values() if one.seen.settle()]:
            self._forget_plans()

    def _forget_plans(self) -> None:
        for frame in self.frames.values():
            frame.plans.clear()
        self.roads.clear()

    def _loose(self, whose: str, name: str) -> Column:
        """A column of an axis that no condition looks at: its values are only read."""
        axis = f"{whose.partition('/')[0].rstrip('s')}.{name}"
        if axis not in self.catalogue.axes or axis == _CONSTANT:
            raise Slow
        return Column(self.reader(self.catalogue.axes[axis]), ())

    def reader(self, axis: Axis) -> Reader:
        """The one reader of an axis."""
        found = self.readers.get(axis.name)
        if found is None:
            found = self.readers[axis.name] = Reader(axis)
        return found

    def told(self, reader: Reader, raw: str | tuple[Any, ...], on: str) -> Told:
        """What a text comes to. Raises ValueError where it says nothing, and Slow for a device of its own."""
        text = (raw, on) if reader.aged else raw
        try:
            told: Told = reader.seen[text]
            return told
        except KeyError:
            found: Told = (text, ended(self._read(reader.axis, raw, on)))
            reader.seen.keep(text, found)
            return found

    def judged(self, frame: Frame, column: Column, key: Any, stated: Stated | None) -> Entry:
        """Judge a value by every condition of a column.

        Where that must be done together with what else is stated, its rows go ways of their own. Raises Slow where
        there are too many such values.
        """
        try:
            found = entry(column.slots, stated, self.catalogue)
        except Together:
            found = (
                frame.mark(column.place, key),
                *(piece for _ in column.slots for piece in NO_FACE),
            )
        return column.learn(key, found)

    def _read(self, axis: Axis, raw: str | tuple[Any, ...], on: str) -> Stated:
        """What a row states on an axis. Raises ValueError, and Slow for what is a device of its own."""
        if axis.kind == "devices":
            raise Slow
        day = self.dated.get(on)
        if day is None:
            day = day_of(on)
            if day is None:
                raise Slow
            self.dated.keep(on, day)
        return one_value(axis, raw, day) if type(raw) is str else stated_value(axis, list(raw), day)

    def _anew(self) -> None:
        """Forget all frames."""
        self.frames.clear()
        self.heads.clear()
        self.roads.clear()
        self.ways = self.blanks = 0

    def day(self, on: Any) -> bytes:
        if type(on) is not str or day_of(on) is None:
            raise Slow
        return self.days.keep(on, _ON % on.encode())

    def _ident(self, text: Any, on: str) -> Any:
        """What a device text names, and which of its documents are of a day: all that a frame depends on."""
        if type(text) is not str or len(text) > MAX_TEXT or not text.strip():
            raise Slow
        found = self.idents.get(text)
        if found is None:
            named = identify_only(text, self.catalogue)
            if isinstance(named, Identified):
                found = (named.device, named.model, named.identifier)
            elif named.candidates:
                raise Slow
            else:
                found = ("", None, None)
            self.idents.keep(text, found)
        if not found[0]:
            return found
        dates = self.dates.get(found[0])
        if dates is None:
            device = self.catalogue.device(found[0])
            dates = sorted({one.dated or one.after or "" for one in device.labellings})
            self.dates[found[0]] = dates
        return (*found, bisect_right(dates, on))

    def frame(self, data: dict[str, Any], head: Any) -> Frame:
        """The frame of a row. Raises Slow where it has none."""
        on, implants = data["on"], data["implants"]
        self.day(on)
        if not isinstance(implants, list) or not 1 <= len(implants) <= MOST_IMPLANTS:
            raise Slow
        forms = [
            (*self._ident(form["device"], on), form.get("identified_by", ABSENT), form.get("market", ABSENT),
             dumps({name: form[name] for name in form if name == "answers"}))
            for form in implants
        ]  # fmt: skip
        groups = []
        for name in ("other_implants", "bringing"):
            group = data.get(name, "none")
            named = [] if group in ("none", []) else group
            if not isinstance(named, list) or (group == [] and name == "other_implants"):
                raise Slow
            if len(named) > MOST_IMPLANTS:
                raise Slow
            groups.append((name in data, tuple(self._ident(one, on) for one in named)))
        if len(implants) + len(named) > 1:
            _told_apart([one["device"] for one in implants] + named, [*forms, *groups[1][1]])
        if "answers" in data and any(
            may_be_pump(one, self.catalogue) for one in data.get("other_implants", ())
        ):
            raise Slow  # for which no answer stands in
        rest = dumps({name: data[name] for name in REST if name in data})
        exact = on if data.get("consulted") else None
        key = (tuple(forms), tuple(groups), data.get("market", ABSENT), rest, exact)
        frame = self.frames.get(key)
        if frame is None:
            frame = self._built(data)
            if len(self.frames) >= MOST_FRAMES:
                self._anew()
            self.frames[key] = frame
            self.meet([*frame.columns.values()][: frame.stated])
        if head is not None and "\x7f" not in head[0]:  # that msgspec writes as it is
            said = self.asking.name(head[0])
            colons = head[0].count(":") - (said or "").count(":")
            self.heads.keep(
                head,
                Head(frame, said, colons, len(head[0]) - len(said or "")),
            )
        return frame

    def _built(self, data: dict[str, Any]) -> Frame:
        """A frame, from a row that ``check`` can read. Raises Slow where it cannot."""
        if any(_CONSTANT[8:] in one.get("facts", ()) for one in data["implants"]):
            raise Slow  # among the facts it is of this row alone
        try:
            asked = self.desk.resolved(placed(data))
            checking = Checking(self.catalogue, asked, self.desk.policy)
            groups = (asked.implants, asked.items or (), asked.other_implants or ())
            everything = [checking.examine(one) for group in groups for one in group]
            top = checking.answers(everything)
        except RequestError:
            raise Slow from None
        informed: list[Examined] = [checking.inform(one, top) for one in everything]
        told = {name for one in flat(informed) for name in one.answered} | asked.answers.keys()
        if not told.isdisjoint(names_of(self.catalogue.practice())):
            raise Slow  # which belongs to the request, only ``check`` can tell
        answered = any(one.answered for one in flat(informed))
        subjects = Subjects(checking, flat(informed), answered)
        frame = Frame(subjects, {one.implant.place: one.facts for one in informed}, self.reader)
        families: dict[str, dict[str, Column]] = {"scan": {}, "patient": {}}
        families.update({one.place: {} for one in asked.implants})
        for name, column in frame.columns.items():
            whose, _, axis = name.rpartition("/")
            family, _, short = axis.partition(".")
            if family in ("scan", "patient"):
                families[family][short] = column
            elif family == "implant" and axis != _CONSTANT and whose in families:
                families[whose][short] = column
        frame.by_family = families
        return frame

    def blank(self, frame: Frame, data: dict[str, Any], named: Any) -> Blank:
        """What a row of a frame comes to that states nothing but its scanner and exam."""
        whole = scene(self.desk, {**data, "scan": data.get("scan", {})})
        entries: list[Entry] = []
        told: list[Told] = []
        for name, column in frame.columns.items():
            whose, _, axis = name.rpartition("/")
            stated = whole.facts.get(axis)
            if axis.startswith("ask.") or axis == _CONSTANT:
                stated = frame.own[whose].get(axis)
            key = key_of(column.reader, stated)
            entries.append(self.judged(frame, column, key, stated))
            told.append((key, ended(stated)))
        if self.blanks >= MOST_BLANKS:
            for one in self.frames.values():
                one.blanks.clear()
                one.plans.clear()
            self.roads.clear()
            self.blanks = 0
        self.blanks += 1
        beside = self.asking.beside(whole.facts, {}, data.get("scan", {}))
        found = frame.blanks[named] = Blank(whole, entries, told, beside)
        return found

    def way(
        self, frame: Frame, bits: int, data: dict[str, Any], cur: list[Entry], ends: list[bytes]
    ) -> Way:
        """What rows say that go this way, read off this one as ``check`` judges it, and held against it."""
        if bits in frame.ways:
            raise Slow
        try:
            checklist = self.desk.check(self.desk.resolved(placed(data)))
        except RequestError:
            raise Slow from None
        marked = frozenset(at for at, one in enumerate(cur) if one[0] >> frame.subjects.size)
        form = self.desk.result(checklist)
        found = read_off(form, checklist, frame.subjects, self.catalogue, len(cur), marked)
        on = dumps({"on": checklist.on})[:-1].encode()
        line = b"".join(found.line(b"", on, b"", *cur, *ends))
        same = line == dumps(form)[:-1].encode() + ASKED + END
        if self.ways >= MOST_WAYS:
            for one in self.frames.values():
                one.ways.clear()
            self.ways = 0
        self.ways += 1
        frame.ways[bits] = found if same else None
        if not same:
            raise Slow
        return found


def _told_apart(texts: list[str], named: list[Any]) -> None:
    """Raises Slow where two devices may be called the same: what is to be found out of both is one line."""
    called = {
        one[:3] if one[0] or scanned(text) else text.casefold() for text, one in zip(texts, named)
    }
    if len(called) < len(texts):
        raise Slow
