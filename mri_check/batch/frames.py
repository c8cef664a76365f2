"""What rows about the same devices share: which conditions are judged, and what a row says for each way they come out.

Nothing here knows what a condition means. A condition is judged by ``evaluate`` once for each value that it
meets. What the verdicts together come to is read off one row that ``check`` itself judged: the disposition, what
decides it, and which findings stand in the result depend only on the verdict of each state (``when``, boxes,
triggers) and on whether a setting has a condition that is not met or unknown; that is a row's *way*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring_ascii
from typing import Any, TypeAlias

from mri_check.applicable import newer
from mri_check.batch.result import (
    ASKED,
    dumps,
    every_finding,
    finding,
    muted,
    still_open,
)
from mri_check.batch.way import ENDED, Filled, Piece, Way
from mri_check.batch.written import Entry
from mri_check.catalog import Catalogue
from mri_check.check import Checking
from mri_check.checklist import Checklist, Stated
from mri_check.evaluate import findings_of, touches, verdict_of
from mri_check.examined import Examined
from mri_check.judging import marked
from mri_check.record import Condition, Labelling
from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict

BITS = {MET: 0, UNKNOWN: 1, NOT_MET: 2}
Face: TypeAlias = tuple[bytes, bytes, bytes, bytes]
"""Of a condition and a verdict: its finding up to what is stated; its id where unknown, where not met; its open line.
Each begins with a comma."""
STRIDE = 4
UNKNOWN_ID, NOT_MET_ID, OPEN = 1, 2, 3


class Slow(Exception):
    """This row is for ``check`` itself."""


class Together(Exception):
    """A value that cannot be judged by each condition on its own: a list, or one of several, that a box looks at."""


class Slot:
    """One condition of one labelling of one device of the rows that share a frame."""

    __slots__ = ("condition", "faces", "grouped", "id", "judge", "label", "newer", "origin", "owner",
                 "part", "place", "shift", "splits")  # fmt: skip

    def __init__(
        self, label: Labelling, origin: str, owner: str, condition: Condition, shift: int, grouped: bool,
        later: tuple[Labelling, ...] = (), splits: bool = True,
    ) -> None:  # fmt: skip
        self.label, self.origin, self.owner, self.condition = label, origin, owner, condition
        self.shift, self.grouped, self.newer, self.splits = shift, grouped, later, splits
        self.id = f"{label.id}/{owner}/{condition.axis.name}"
        self.judge = verdict_of if grouped else touches
        self.faces: list[Face | None] = [None, None, None]
        """By verdict: met, unknown, not met."""
        self.place, self.part = 0, 0


class Subjects:
    """The conditions of all devices of a request, by the axis that they look at."""

    def __init__(self, checking: Checking, everything: Iterable[Examined], answered: bool) -> None:
        self.slots: list[tuple[str, Slot]] = []
        """Each with the name of its axis; that of an implant's own fact begins with the implant's place."""
        self.by_id: dict[str, Slot] = {}
        self.groups: dict[tuple[str, str], list[Slot]] = {}
        """The conditions that are judged together, by label and setting."""
        self.size = 0
        self.policy, self.answered = checking.policy, answered
        seen: set[str] = set()
        for one in everything:
            if one.components or (one.unidentified is not None and one.unidentified.candidates):
                raise Slow
            if one.device is None or one.applicable is None:
                continue
            rules = self.policy.rules_for(one.device) if self.policy else ()
            labels = [(label, "label") for label in one.applicable.in_force]
            for label, origin in (*labels, *((rule, "policy") for rule in rules)):
                if (
                    label.id in seen
                ):  # two of a kind: which of them decides cannot be told by its id
                    raise Slow
                seen.add(label.id)
                self.take(one, label, origin, newer(label, one.applicable.in_force))

    def take(
        self, one: Examined, label: Labelling, origin: str, later: tuple[Labelling, ...]
    ) -> None:
        """Every condition of a labelling or a rule that its outcome may depend on."""
        place = one.implant.place
        self.group(place, label, origin, "always", label.always, later)
        for box in label.boxes:
            self.states(place, label, origin, f"{box.id}/when", box.when)
            self.states(place, label, origin, box.id, box.conditions)
        for setting in label.settings:
            self.states(place, label, origin, f"{setting.id}/when", setting.when)
            self.group(place, label, origin, setting.id, setting.conditions, later)
        tasks = label.instructions if self.answered else label.questions
        for task in tasks:
            self.states(place, label, origin, f"task/{task.id}", task.when, False)

    def add(self, place: str, slot: Slot) -> None:
        axis = slot.condition.axis.name
        own = axis.startswith(("implant.", "ask."))
        self.slots.append((f"{place}/{axis}" if own else axis, slot))
        self.by_id.setdefault(slot.id, slot)

    def group(
        self, place: str, label: Labelling, origin: str, owner: str,
        conditions: tuple[Condition, ...], later: tuple[Labelling, ...],
    ) -> None:  # fmt: skip
        group = self.groups.setdefault((label.id, owner), [])
        for one in conditions:
            group.append(Slot(label, origin, owner, one, self.size, True, later))
            self.add(place, group[-1])
        self.size += 2

    def states(
        self, place: str, label: Labelling, origin: str, owner: str,
        conditions: tuple[Condition, ...], splits: bool = True,
    ) -> None:  # fmt: skip
        for one in conditions:
            self.add(place, Slot(label, origin, owner, one, self.size, False, (), splits))
            self.size += 2


def face(slot: Slot, stated: Stated | None, catalogue: Catalogue) -> Face:
    """What a condition says of a value, up to the value itself; of a list, of each thing in it."""
    facts = {} if stated is None else {slot.condition.axis.name: stated}
    found = findings_of(slot.label, slot.origin, slot.owner, (slot.condition,), facts)
    several = marked(tuple(found), slot.newer)
    texts = [dumps(finding(one, catalogue.axes)) for one in several]
    whole = "," + ",".join(texts)
    start = whole[: len(whole) - len(ending(several[-1].stated))]
    unknown = [one for one in several if one.verdict is UNKNOWN]
    missed = [one for one in several if one.verdict is NOT_MET]
    asks = ({"id": one.id, "who": one.who} for one in unknown)
    return (
        start.encode(), _listed(one.id for one in unknown), _listed(one.id for one in missed),
        _listed(asks),
    )  # fmt: skip


def _listed(forms: Iterable[Any]) -> bytes:
    return "".join("," + dumps(form) for form in forms).encode()


def ending(stated: str | None) -> str:
    """The end of a finding: what is stated."""
    return dumps(stated) + "}"


def ended(stated: Stated | None) -> bytes:
    """The end of the findings on a value; of a list, of its last."""
    if stated is None:
        return b"null}"
    told = stated.items[-1].text if stated.is_list else stated.text
    return encode_basestring_ascii(told).encode() + b"}"


def entry(slots: tuple[Slot, ...], stated: Stated | None, catalogue: Catalogue) -> Entry:
    """Judge a value by every condition that looks at it. Raises Together."""
    bits, pieces = 0, list[bytes]()
    if stated is not None and stated.worlds and any(slot.splits for slot in slots):
        raise Together
    listed = stated is not None and stated.is_list
    for slot in slots:
        verdict = slot.judge(slot.condition, stated)
        code = 0 if verdict is MET else 1 if verdict is UNKNOWN else 2
        bits |= code << slot.shift
        if listed:
            known = _of_list(slot, stated, catalogue)
            if slot.grouped:
                bits |= _all_bits(slot, stated) << slot.shift
        elif slot.grouped:
            found = slot.faces[code]
            if found is None:
                found = slot.faces[code] = face(slot, stated, catalogue)
            known = found
        else:
            known = NO_FACE
        pieces += known
    return (bits, *pieces)


NO_FACE: Face = (b"", b"", b"", b"")


def _all_bits(slot: Slot, stated: Stated | None) -> int:
    """A list is judged thing by thing, and a setting looks at each: unknown and not met may both be there."""
    found = findings_of(
        slot.label, slot.origin, slot.owner, (slot.condition,),
        {slot.condition.axis.name: stated} if stated is not None else {},
    )  # fmt: skip
    bits = 0
    for one in found:
        bits |= BITS[one.verdict]
    return bits


def _of_list(slot: Slot, stated: Stated | None, catalogue: Catalogue) -> Face:
    """The findings of a list on one condition; only where they end as the value does."""
    assert stated is not None
    names = [item.name for item in stated.items]
    if len(set(names)) < len(names) or (not slot.grouped and slot.splits):
        raise Together
    return face(slot, stated, catalogue) if slot.grouped else NO_FACE


def way(
    form: Mapping[str, Any],
    checklist: Checklist,
    subjects: Subjects,
    catalogue: Catalogue,
    axes: int,
    marked: frozenset[int],
) -> Way:
    """Read off a checklist, and the result that is made of it, what every row says that goes the same way.

    ``marked``: the places of values that all of them share, so that what is said of these is fixed.
    """
    findings = "findings" in form
    reading = _Reading(checklist, subjects, catalogue, marked)
    shown = Filled(reading.shown()) if findings else []
    pieces = dumps({**form, "decided_by": "\0", "open": "\0", "findings": "\0"}).split('"\\u0000"')
    if not findings:
        pieces[2] = pieces[2].removesuffix(',"findings":')
    head, _, middle, tail = pieces
    on = dumps({"on": checklist.on})[:-1]
    assert head.startswith(on)
    around = [f"{head[len(on) :]}[", '],"open":[', f"]{middle}", tail[:-1] + ASKED.decode()]
    if findings:
        around[2:] = [f"]{middle}[", "]" + around[3]]
    lists = ([*reading.decided()], [*reading.open()], shown)
    return Way([one.encode() for one in around], lists, axes, checklist)


class _Reading:
    """Reads off one checklist what its lists are made of, and where that stands in the entries of its row."""

    def __init__(
        self, checklist: Checklist, subjects: Subjects, catalogue: Catalogue, marked: frozenset[int]
    ) -> None:  # fmt: skip
        self.marked = marked
        self.checklist, self.catalogue = checklist, catalogue
        self.found = list(every_finding(checklist))
        self.verdicts = {one.id: one.verdict for _, one in self.found}
        self.by_id = subjects.by_id
        self.groups = subjects.groups

    def slot(self, id: str) -> Slot | None:
        """The condition that a finding is of."""
        return self.by_id.get(id.partition("=")[0])

    def decided(self) -> Iterator[Piece]:
        """What decides: of the conditions of a setting all that came out as one did that is named."""
        done: set[tuple[str, str, Verdict]] = set()
        for id in self.checklist.decided_by:
            slot = self.slot(id)
            if slot is None or not slot.grouped or id not in self.verdicts:
                yield _listed((id,))
                continue
            owner, verdict = (slot.label.id, slot.owner), self.verdicts[id]
            if (*owner, verdict) not in done:
                done.add((*owner, verdict))
                for one in self.groups[owner]:
                    yield from self._deciding(one, verdict)

    def _deciding(self, slot: Slot, verdict: Verdict) -> Iterator[Piece]:
        """The condition, where it came out so."""
        if slot.place not in self.marked:
            yield slot.place, slot.part + (UNKNOWN_ID if verdict is UNKNOWN else NOT_MET_ID)
            return
        for id in self.checklist.decided_by:
            if self.slot(id) is slot and self.verdicts.get(id) is verdict:
                yield _listed((id,))

    def open(self) -> Iterator[Piece]:
        """What is open: fixed lines, and those that a condition adds where it is unknown."""
        for line in still_open(self.checklist):
            if line["id"] not in self.verdicts:
                yield _listed((line,))
        done: set[str] = set()
        for labelling, one in self.found:
            slot = self.slot(one.id)
            if slot is not None and slot.grouped and slot.place not in self.marked:
                if slot.id not in done and not muted(labelling, one):
                    yield slot.place, slot.part + OPEN
                done.add(slot.id)
            elif one.verdict is UNKNOWN and not muted(labelling, one):
                yield _listed(({"id": one.id, "who": one.who},))

    def shown(self) -> Iterator[Piece]:
        """The findings, in the order of the labels."""
        done: set[str] = set()
        for _, one in self.found:
            slot = self.slot(one.id)
            if slot is not None and slot.grouped and slot.place not in self.marked:
                if slot.id not in done:
                    done.add(slot.id)
                    yield slot.place, slot.part
                    yield slot.place, ENDED
                continue
            text = _listed((finding(one, self.catalogue.axes),))
            if slot is None or slot.place in self.marked:
                yield text
            else:
                yield text[: -len(ending(one.stated))]
                yield slot.place, ENDED
