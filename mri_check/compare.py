"""What changed between two labellings: each permitted set tightened, loosened, added or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from mri_check.axes import Axes
from mri_check.checklist import Silence
from mri_check.frozen import Record
from mri_check.record import Box, Citation, Condition, Instruction, Labelling, Setting
from mri_check.region import meet, within
from mri_check.silence import SILENCES, silences

KINDS = ("loosened", "removed", "tightened", "added")
"""What happened to a limit; the first two are the ones that a site must look at."""

STRICTNESS = ("safe", "conditional", None, "not-printed", "not-evaluated", "unsafe")
"""MR status from the least to the most that it asks for; None is one that was not read."""

SILENT = {"no-limit": "no limit, it says", "not-addressed": "not addressed", "not-read": "not read"}


class Change(Record):
    """One difference, and where each side says what it says."""

    kind: str
    what: str
    """An axis, ``mr_status``, ``setting NAME``, ``forbidden``, ``instruction NAME``, ``read``."""
    title: str
    old: str | None
    new: str | None
    old_cited: Citation | None = None
    new_cited: Citation | None = None
    settings: tuple[str, ...] = ()
    """The settings that it holds for, where it does not hold for all."""


def compare(
    old: Labelling, new: Labelling, axes: Axes, new_axes: Axes | None = None
) -> tuple[Change, ...]:
    """Every difference between two labellings, loosened and removed first.

    A permitted set that holds the old one and more is loosened, so is one that is neither within nor
    around it. A further alternative setting loosens, a further box tightens. A limit where the old document
    was not read on that axis loosens too: it may let an answer be better, and until then nothing did.
    The rule behind all of these is a law of the tests: where nothing is loosened or removed, no request
    without a confirmation on record fares better under the new document.
    """
    settings = list(_settings(old, new, axes, new_axes or axes))
    if _status_read(old, new):
        now, cited = new.mr_status, new.status_cited
        settings.append(Change("loosened", "mr_status", "MR status", "not read", now, None, cited))
    elif not any(one.what == "mr_status" for one in settings):
        settings += _status(old.mr_status, new.mr_status, old.status_cited, new.status_cited)
    found = [
        *_read(old, new),
        *_market(old, new),
        *settings,
        *_boxes(old.boxes, new.boxes),
        *tasks_changed(old.instructions, new.instructions),
    ]
    return tuple(sorted(found, key=lambda change: KINDS.index(change.kind)))


def _market(old: Labelling, new: Labelling) -> Iterator[Change]:
    if old.market != new.market:  # until then nothing of the new one counted there
        yield Change("loosened", "market", "market", old.market, new.market)


def _status(
    old: str | None, new: str | None, old_cited: Citation | None, new_cited: Citation | None
) -> Iterator[Change]:
    if old != new:
        kind = "tightened" if STRICTNESS.index(new) > STRICTNESS.index(old) else "loosened"
        was, now = (one or "not read" for one in (old, new))
        yield Change(kind, "mr_status", "MR status", was, now, old_cited, new_cited)


def _status_read(old: Labelling, new: Labelling) -> bool:
    """Whether a status was read that held every answer back until then, those too of settings with one of their own."""
    held = old.mr_status is None and old.read != "full"
    lets = new.mr_status is not None
    return held and lets and any(one.mr_status != new.mr_status for one in new.settings)


def _read(old: Labelling, new: Labelling) -> Iterator[Change]:
    order = ("full", "part", "none")
    if old.read == new.read == "none" and old.source != new.source:
        yield Change("loosened", "read", "what they say", "not read", "not read, so not compared")
    if old.read != new.read:
        kind = "tightened" if order.index(new.read) > order.index(old.read) else "loosened"
        yield Change(kind, "read", "how much of it was read", old.read, new.read)


# --- settings --------------------------------------------------------------------------------------


class _Way(Record):
    """One setting with all its conditions, those of every setting among them."""

    setting: Setting
    conditions: dict[str, Condition]


def _ways(one: Labelling) -> list[_Way]:
    if one.read == "none":
        return []  # its one setting is empty, and stands for nothing that is printed
    return [
        _Way(
            setting,
            # what is not evaluated has no conditions of its own that count
            _together(
                one.always
                if setting.mr_status == "not-evaluated"
                else (*one.always, *setting.conditions)
            ),
        )
        for setting in one.settings
    ]


def _together(conditions: tuple[Condition, ...]) -> dict[str, Condition]:
    """By axis; where two limit one axis, both hold."""
    found: dict[str, Condition] = {}
    for one in conditions:
        other = found.get(one.axis.name)
        if other is not None:
            both = meet(other.permitted, one.permitted)
            one = one.replace(permitted=both, text=f"{other.text}, and {one.text}")
        found[one.axis.name] = one
    return found


def _settings(old: Labelling, new: Labelling, axes: Axes, new_axes: Axes) -> Iterator[Change]:
    """Settings of one name are one, then those for the same state in order, then the only ones left."""
    left, right = _ways(old), _ways(new)
    still = {way.setting.state for way in right}
    found: dict[Change, list[str]] = {}
    pairs = _pairs(left, right)
    for a, b in pairs:
        before = {one.axis: one for one in silences(old, (a.setting,), axes)}
        after = {one.axis: one for one in silences(new, (b.setting,), new_axes)}
        same = *_same_way(a, b, before), *_silences(before, after, old.read != new.read)
        for change in same:
            found.setdefault(change, []).append(b.setting.id)
    for change, names in found.items():
        yield change.replace(settings=() if len(names) == len(pairs) else tuple(names))
    for way in right:
        name = f"setting {way.setting.id}"
        yield Change("loosened", name, name, None, f"a further way: {_all_of(way)}")
    for way in left:
        name = f"setting {way.setting.id}"
        # one alternative fewer is less that is permitted; a state that is no longer named is for a person to look at
        kind = "tightened" if way.setting.state in still else "removed"
        yield Change(kind, name, name, f"one way: {_all_of(way)}", None)


def _pairs(left: list[_Way], right: list[_Way]) -> list[tuple[_Way, _Way]]:
    pairs = paired(
        left,
        right,
        lambda a, b: a.setting.id == b.setting.id,
        lambda a, b: a.setting.state == b.setting.state,
    )
    if not pairs and len(left) == len(right) == 1:
        pairs.append((left.pop(), right.pop()))
    return pairs


T = TypeVar("T")


def paired(left: list[T], right: list[T], *tests: Callable[[T, T], bool]) -> list[tuple[T, T]]:
    """Take what belongs together out of both lists, by the first test that finds a partner."""
    pairs = []
    for alike in tests:
        for a in list(left):
            b = next((one for one in right if alike(a, one)), None)
            if b is not None:
                pairs.append((a, b))
                left.remove(a)
                right.remove(b)
    return pairs


def _same_way(a: _Way, b: _Way, silent: Mapping[str, Silence]) -> Iterator[Change]:
    one, other = a.setting, b.setting
    if one.state != other.state:
        yield Change("loosened", "when", "state of the device that it is for",
                     _words(one.when), _words(other.when))  # fmt: skip
    yield from _status(one.mr_status, other.mr_status, one.status_cited, other.status_cited)
    for axis in dict.fromkeys((*a.conditions, *b.conditions)):
        unread = axis in silent and silent[axis].is_ == "not-read"
        first = unread or not a.conditions
        yield from _condition(a.conditions.get(axis), b.conditions.get(axis), first)


def _condition(old: Condition | None, new: Condition | None, first: bool) -> Iterator[Change]:
    """``first`` is whether nothing could be said on it before, so that a limit can only let more."""
    if old is None and new is not None:
        kind = "loosened" if first else "added"
        yield Change(kind, new.axis.name, new.axis.title, None, new.text, None, new.cited)
    elif old is not None and new is None:
        yield Change("removed", old.axis.name, old.axis.title, old.text, None, old.cited)
    elif old is not None and new is not None and old.axis.title != new.axis.title:
        # another question under the old name: an answer to the one says nothing of the other
        yield Change(
            "loosened",
            old.axis.name,
            new.axis.title,
            old.axis.title,
            new.axis.title,
            old.cited,
            new.cited,
        )
    elif old is not None and new is not None and old.permitted != new.permitted:
        kind = "tightened" if within(new.permitted, old.permitted) else "loosened"
        yield Change(kind, old.axis.name, old.axis.title, old.text, new.text, old.cited, new.cited)


def _words(conditions: tuple[Condition, ...]) -> str:
    return "; ".join(f"{one.axis.title}: {one.text}" for one in conditions) or "any"


def _all_of(way: _Way) -> str:
    return "; ".join(
        [*(f"{one.axis.title}: {one.text}" for one in way.setting.when),
         *(f"{one.axis.title}: {one.text}" for one in way.conditions.values())]
    ) or "no condition"  # fmt: skip


# --- boxes, silences, tasks ------------------------------------------------------------------------


def _boxes(old: tuple[Box, ...], new: tuple[Box, ...]) -> Iterator[Change]:
    """Boxes on the same axes in the same state are one; a wider box forbids more."""
    right = list(new)
    for a in old:
        b = next((one for one in right if _frame(one) == _frame(a)), None)
        if b is None:
            yield Change("removed", "forbidden", "forbidden", _box(a), None, a.conditions[0].cited)
            continue
        right.remove(b)
        after = {one.axis.name: one for one in b.conditions}
        for one in a.conditions:
            other = after[one.axis.name]
            if one.permitted != other.permitted:
                kind = "tightened" if within(one.permitted, other.permitted) else "loosened"
                yield Change(kind, f"forbidden {one.axis.name}", f"forbidden: {one.axis.title}",
                             one.text, other.text, one.cited, other.cited)  # fmt: skip
    for b in right:
        yield Change("added", "forbidden", "forbidden", None, _box(b), None, b.conditions[0].cited)


def _frame(box: Box) -> tuple[object, ...]:
    return (
        frozenset(one.axis.name for one in box.conditions),
        frozenset((one.axis.name, one.permitted) for one in box.when),
    )


def _box(box: Box) -> str:
    return f"{_words((*box.when, *box.conditions))} ({box.says})"


def _silences(
    old: Mapping[str, Silence], new: Mapping[str, Silence], reread: bool
) -> Iterator[Change]:
    """Axes that neither side limits, and on which their silence differs; how much was read is told once."""
    for axis in old:
        if axis not in new or old[axis].is_ == new[axis].is_:
            continue
        a, b = old[axis], new[axis]
        if reread and {a.is_, b.is_} == {"not-read", "not-addressed"}:
            continue
        kind = "tightened" if SILENCES.index(b.is_) > SILENCES.index(a.is_) else "loosened"
        yield Change(kind, axis, a.title, SILENT[a.is_], SILENT[b.is_], a.cited, b.cited)


def tasks_changed(old: tuple[Instruction, ...], new: tuple[Instruction, ...]) -> Iterator[Change]:
    """Tasks of one name; a reworded one is one removed and one added, for a person has to look."""
    before = {one.id.rpartition("/")[2]: one for one in old}
    after = {one.id.rpartition("/")[2]: one for one in new}
    for name in dict.fromkeys((*before, *after)):
        a, b = before.get(name), after.get(name)
        if a is not None and b is not None and _said(a) == _said(b):
            continue
        what = f"instruction {name}"
        if a is not None:
            yield Change("removed", what, what, _task(a), None, a.cited)
        if b is not None:
            yield Change("added", what, what, None, _task(b), None, b.cited)


def _said(one: Instruction) -> tuple[object, ...]:
    return one.do, one.when, one.who, one.phase


def _task(one: Instruction) -> str:
    when = f"{_words(one.when)}: " if one.when else ""
    return f"{one.phase}, {one.who}: {when}{one.do}"
