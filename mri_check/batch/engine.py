"""Bytes of a row in, bytes of its result out: ``check`` once for each way that rows go, and a memo for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from typing import Any

from mri_check.batch.asked import NAMED, UNTOLD, settled
from mri_check.batch.columns import Column
from mri_check.batch.desk import Desk
from mri_check.batch.frames import Slow
from mri_check.batch.memory import REST, Memory
from mri_check.batch.plain import plain_road
from mri_check.batch.reading import ABSENT, decoder, keys_of, placed, strict
from mri_check.batch.result import (
    ASKED,
    END,
    day_told,
    dumps,
    head,
    id_of,
    masked,
    not_judged,
    noted,
    repeated,
    unreadable,
)
from mri_check.batch.tally import Tally
from mri_check.batch.way import together
from mri_check.document import Document
from mri_check.errors import Problem, RequestError
from mri_check.frozen import Record
from mri_check.kept import Kept
from mri_check.request import FORMAT as REQUEST
from mri_check.resolve import Resolved
from mri_check.values import stated_value

_TOP = frozenset(
    ("format", "id", "on", "market", "implants", "other_implants", "bringing", "scan", "patient", *REST)
)  # fmt: skip
_IMPLANT = frozenset(("device", "identified_by", "market", "facts", "answers"))
"""The keys that the fast road knows: one that is new to a request must not be passed over by it."""
_SIMPLE = _TOP - {*REST}
_ALONE = "implanted_on"
_NOTHING: dict[str, Any] = {}
OTHERS: tuple[type[Exception], ...] = (
    Slow, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError
)  # fmt: skip
"""What a row of another form causes on a quick road, which is then for the next; anything else is a defect, and comes
out as one."""
with suppress(ImportError):
    OTHERS += (import_module("msgspec").DecodeError,)  # in 0.18 no ValueError


class Brought(Record):
    """What a reader made of a row beside the request: the columns to keep, the notices on it, the mentions in it."""

    kept: bytes = b""
    notices: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()


BARE = Brought()


class _Whole(Kept[str, tuple[bytes, tuple[str, ...], str, tuple[tuple[str, str], ...]]]):
    """Whole results of the slow road, with the notices on them and what is counted of them."""

    __slots__ = ()
    most = 256


def no_road(number: int, raw: bytes) -> Sequence[bytes]:
    """Takes no row. Raises Slow."""
    raise Slow


class Engine(Memory):
    """Judges rows one after another; what it remembers changes no answer, and is bounded."""

    def __init__(self, desk: Desk, reader: str | None = None) -> None:
        super().__init__(desk)
        self.decode = decoder(reader)
        self.slow_rows = _Whole()
        self.tally = Tally()
        self.plain: Callable[[int, bytes], Sequence[bytes]] = no_road
        """The quickest road, as soon as an axis was met; it raises one of ``OTHERS`` for a row that it does not take."""
        self.typed = reader in (None, "msgspec") and not desk.keep

    def line(self, number: int, raw: bytes, file: str, offset: int) -> bytes:
        """The result of one row of JSON, with a newline at its end."""
        return b"".join(self.pieces(number, raw, file, offset))

    def pieces(self, number: int, raw: bytes, file: str, offset: int) -> Sequence[bytes]:
        """The same in pieces, so that many rows are put together at once."""
        try:
            return self.plain(number, raw)
        except OTHERS:
            # a row of another form, or one of its kind that is met for the first time
            return self.other(number, raw, file, offset)

    def other(self, number: int, raw: bytes, file: str, offset: int) -> Sequence[bytes]:
        """All other roads: it takes any row."""
        try:
            return self.fast(number, self.decode(raw), raw.count(b":"))
        except OTHERS:  # whatever the fast road stumbles over, the strict one tells what it is
            pass
        try:
            document = strict(raw)
        except RequestError as bad:
            return [
                self.failed(number, None, masked(bad.problems, None, self.catalogue), file, offset)
            ]
        return [self.document(number, document, file, offset)]

    def meet(self, columns: Iterable[Column]) -> bool:
        """The plain road is made anew for axes that are new to it."""
        new = super().meet(columns)
        if new and self.typed:
            try:
                self.plain = plain_road(self)
            except ImportError:
                self.typed = False
        return new

    def document(
        self, number: int, document: Document, file: str, offset: int | None, brought: Brought = BARE
    ) -> bytes:  # fmt: skip
        """The result of one row that was read as ``check`` reads it."""
        try:
            return b"".join(self.fast(number, document.data, -1, brought))
        except OTHERS:
            return self.slow(number, document, file, offset, brought)

    def fast(
        self, number: int, data: dict[str, Any], colons: int, brought: Brought = BARE
    ) -> Sequence[bytes]:
        """The result by way of what is remembered. Raises Slow, or what a row of another form causes.

        ``colons`` is how many of them the text of the row has: as many as it has keys, else a key may stand in
        it twice, and the strict reader is asked; -1 where it was read by that one.
        """
        kept, popped = brought.kept, 0
        if self.desk.keep and not kept:
            data, kept, popped = self._kept(data, colons)
        if not _TOP.issuperset(data) or data["format"] != REQUEST:
            raise Slow
        implants, on = data["implants"], data["on"]
        get = data.get
        scan, patient = get("scan", _NOTHING), get("patient", _NOTHING)
        form = implants[0]
        items = get("bringing", ABSENT)
        key: Any = (
            form["device"], on, form.get("identified_by", ABSENT), form.get("market", ABSENT),
            get("market", ABSENT), get("other_implants", ABSENT), "none" if items == [] else items,
        )  # fmt: skip
        if len(implants) > 1 or not _SIMPLE.issuperset(data) or "answers" in form:
            key = None
        try:
            frame = self.heads[key].frame
        except KeyError:
            frame = self.frame(data, key)
        except TypeError:  # a list of other implants, say
            frame = self.frame(data, None)
        if colons >= 0 and colons != _keys(data, implants, scan, patient) + popped:
            raise Slow
        named = (scan.get("scanner", ABSENT), scan.get("exam", ABSENT))
        blank = frame.blanks.get(named)
        if blank is None:
            blank = self.blank(frame, data, named)
        if blank.scene.guarded and not blank.scene.fits(scan.get, self.catalogue.axes):
            raise Slow
        if _ALONE in patient or not all(_IMPLANT.issuperset(form) for form in implants):
            raise Slow
        cur, ends = blank.entries[:], [end for _, end in blank.told]
        for whose, facts in (("scan", scan), ("patient", patient)):
            self.fill(cur, ends, frame, whose, facts, on)
        for at, form in enumerate(implants, 1):
            self.fill(cur, ends, frame, f"implants/{at}", form.get("facts", _NOTHING), on)
        bits = together(cur)
        went = frame.ways.get(bits)
        if went is None:
            went = self.way(frame, bits, data, cur, ends)
        id = id_of(data["id"]) if "id" in data else None
        asked = self.asking.of(data, blank.unsaid(scan))
        asked += noted((*brought.notices, *blank.scene.notices), brought.possible)
        day = self.day(on)
        self.tally.ways.append(went)
        self.tally.numbers.append(number)
        return went.line(head(number, id) + kept, day, asked, *cur, *ends)

    def _kept(self, data: dict[str, Any], colons: int) -> tuple[dict[str, Any], bytes, int]:
        """The row without the columns to keep, these, and how many they are."""
        data = dict(data)
        values = {name: data.pop(name) for name in self.desk.keep if name in data}
        if colons >= 0 and not all(isinstance(one, str) for one in values.values()):
            raise Slow
        self.tally.kept.update(values)
        return data, b'"keep":' + dumps(values).encode() + b",", len(values)

    def slow(
        self, number: int, document: Document, file: str, offset: int | None, brought: Brought = BARE
    ) -> bytes:  # fmt: skip
        """The result as ``check`` has it; of rows that are alike but for their id, once."""
        data, kept = document.data, brought.kept
        if self.desk.keep and not kept and isinstance(data, dict):
            data, kept, _ = self._kept(data, -1)
        id = data.get("id") if isinstance(data, dict) else None
        try:
            id_of(id)
            same = {**data, "id": ""}
        except ValueError:
            id, same = id if isinstance(id, str) else None, data
        alike = dumps(same)
        known = self.slow_rows.get(alike)
        if known is None:
            try:
                resolved = self.desk.resolved(placed(data))
                checklist = self.desk.check(resolved)
                form = self.desk.result(checklist)
            except RequestError as bad:
                problems = masked(bad.problems, data, self.catalogue)
                return self.failed(number, id, problems, file, offset, kept, day_told(data))
            asked = self.asked(data, resolved)
            devices = tuple(
                (one["device"] or "unidentified", one["disposition"]) for one in form["devices"]
            )
            whole = dumps(form)[1:-1].encode() + ASKED + asked
            known = (whole, repeated(checklist.notices), form["disposition"], devices)
            if len(alike) < 4096:
                self.slow_rows.keep(alike, known)
        line, notices, disposition, devices = known
        self.tally.add(number, disposition, devices)
        end = noted((*brought.notices, *notices), brought.possible)
        return b"".join((head(number, id), kept, line, end, END))

    def asked(self, data: dict[str, Any], resolved: Resolved) -> bytes:
        """What a row that was judged asked, as its scan is understood beside scanner profile and exam."""
        scan = data.get("scan", {})
        said = {name: raw for name, raw in scan.items() if name not in NAMED}
        facts = {axis: one for axis, one in resolved.facts.items() if axis.startswith("scan.")}
        day = date.fromisoformat(resolved.on)
        read = {
            f"scan.{name}": stated_value(self.catalogue.axes[f"scan.{name}"], raw, day)
            for name, raw in said.items()
        }
        understood = settled(said, read, facts)
        if understood is None:
            return UNTOLD
        if "scan" in data:
            data = {**data, "scan": understood}
        return self.asking.of(data, self.asking.beside(facts, said, scan))

    def failed(
        self, number: int, id: str | None, problems: tuple[Problem, ...], file: str,
        offset: int | None, kept: bytes = b"", on: str | None = None,
    ) -> bytes:  # fmt: skip
        """The result of a row that cannot be read."""
        self.tally.add(number, "unreadable", ())
        form = unreadable(problems, file, offset, on, self.catalogue)
        return b"".join((head(number, id), kept, dumps(form)[1:].encode(), b"\n"))

    def passed_over(
        self, number: int, id: str | None, why: str, end: bytes, kept: bytes, on: str | None
    ) -> bytes:
        """The result of a row that was not judged."""
        self.tally.add(number, "not-judged", ())
        text = dumps(not_judged(why, on, self.catalogue))[1:-1].encode()
        return b"".join((head(number, id), kept, text, end, END))


def _keys(data: dict[str, Any], implants: list[Any], scan: Any, patient: Any) -> int:
    """How many keys stand in a request."""
    found = len(data) + len(scan)
    found += len(patient)
    for form in implants:
        found += len(form)
        found += len(form.get("facts", _NOTHING))
        if "answers" in form:
            found += len(form["answers"])
    if "consulted" in data or "answers" in data:
        found += keys_of({name: data[name] for name in REST if name in data})
        found -= sum(name in data for name in REST)
    return found
