"""Between two labellings, devices, markets or checkouts of the catalogue: what changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from mri_check.applicable import applicable
from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.compare import KINDS, Change, compare, paired, tasks_changed
from mri_check.compiled import load_catalog
from mri_check.frozen import Record
from mri_check.leaves import Path, differing
from mri_check.record import Labelling
from mri_check.status import LATEST
from mri_check.values import TESTS
from mri_check.views import find_device


class Difference(Record):
    """One change, and between which two records it lies."""

    old_id: str
    new_id: str
    change: Change


class Sides(Record):
    """Two sides of a comparison by device: what is in force on each, or known and not read."""

    old: dict[str, tuple[Labelling, ...]]
    new: dict[str, tuple[Labelling, ...]]
    axes: tuple[Axes, Axes]
    others: tuple[Difference, ...] = ()
    """What differs beside the documents in force."""


def sides(a: str, b: str, load: Callable[[], Catalogue]) -> Sides:
    """What two names stand for: labellings (by id), devices (perhaps ``@MARKET``), or catalogue folders.

    A checkout of the project stands for the catalogue in it; ``load`` gives the catalogue for the other names. Raises ValueError, saying what would be right,
    and CatalogueError for a folder that cannot be used.
    """
    if os.path.isdir(a) and os.path.isdir(b):
        return _folders(load_catalog(_inside(a)), load_catalog(_inside(b)))
    catalogue = load()
    old, new = _one(a, catalogue), _one(b, catalogue)
    if not old and not new:
        raise ValueError(f"nothing is on file of '{a}' nor of '{b}' that could be compared")
    return Sides({"": old}, {"": new}, (catalogue.axes, catalogue.axes))


def _inside(folder: str) -> str:
    inner = os.path.join(folder, "device_catalog")
    return inner if os.path.isfile(os.path.join(inner, "edition.yaml")) else folder


def _one(name: str, catalogue: Catalogue) -> tuple[Labelling, ...]:
    device, _, last = name.rpartition("/")
    if device in catalogue.device_ids():
        for one in catalogue.device(device).labellings:
            if one.id == name:
                return (one,)
        known = ", ".join(one.id for one in catalogue.device(device).labellings)
        raise ValueError(f"'{last}' is no labelling of {device} (known: {known or 'none'})")
    text, _, market = name.partition("@")
    if market and market not in catalogue.markets:
        raise ValueError(f"'{market}' is no market on file (known: {', '.join(catalogue.markets)})")
    found = find_device(text, catalogue)
    if found is None and os.path.isdir(name):
        raise ValueError(f"'{name}' is a folder: both sides must be catalogue folders, or neither")
    if found is None:
        raise ValueError(
            f"'{name}' is no labelling, device or folder; mri-check find names what is on file"
        )
    governs = applicable(catalogue.device(found), None, market or None, LATEST, catalogue)
    return (*governs.in_force, *governs.unread)


def _folders(old: Catalogue, new: Catalogue) -> Sides:
    ids = (*old.device_ids(), *new.device_ids())

    def known(catalogue: Catalogue, id: str) -> tuple[Labelling, ...]:
        if id not in catalogue.device_ids():
            return ()
        governs = applicable(catalogue.device(id), None, None, LATEST, catalogue)
        return (*governs.in_force, *governs.unread)

    before, after = ({id: known(side, id) for id in ids} for side in (old, new))
    here, there = ({one.id for id in ids for one in side[id]} for side in (before, after))
    others = [
        Difference("practice", "practice", change)
        for change in tasks_changed(old.practice(), new.practice())
    ]
    return Sides(before, after, (old.axes, new.axes), (*others, *_written(old, new, here, there)))


def _written(
    old: Catalogue, new: Catalogue, here: set[str], there: set[str]
) -> Iterator[Difference]:
    """Whatever else differs in the files; ``here`` and ``there`` are the labellings that are compared anyway.

    A name that was not there may let a device be identified, so it loosens; what stands there no more, or
    reads otherwise, counts as removed: a person has to look at it.
    """
    before, after = _documents(old), _documents(new)
    for id in dict.fromkeys((*before, *after)):
        if id not in after:
            if id not in here:
                yield _other("removed", id, "record", id, None)
        elif id not in before:
            if id not in there:
                yield _other("added", id, "record", None, id)
        else:
            for path, a, b in differing(before[id], after[id]):
                if not (id in here & there and _compared(path, a, b)):
                    yield _other(_kind(path, a, b), id, "/".join(path), a, b)


def _other(kind: str, id: str, what: str, old: str | None, new: str | None) -> Difference:
    return Difference(id, id, Change(kind, what, what, old, new))


_NAMING = ("name", "aliases", "models", "also", "markets", "devices")


def _kind(path: Path, old: str | None, new: str | None) -> str:
    if path[-1] == "max_age_days" and old is not None and new is not None:
        return "loosened" if int(new) > int(old) else "tightened"
    if path[0] == "consultation":
        return "loosened" if old is None or new is not None else "tightened"
    if old is None:
        return "loosened" if set(path) & set(_NAMING) else "added"
    return "removed"


_COMPARED = (
    "always",
    "settings",
    "prohibits",
    "says_no_limit",
    "not_addressed",
    "instructions",
    "after_scan",
)


def _compared(path: Path, old: str | None, new: str | None) -> bool:
    """Whether compare() has told it already: limits, silences and tasks, without their places and notes."""
    if path in (("read",), ("mr_status", "is"), ("digest",)):
        return True
    if path[0] not in _COMPARED:
        return False
    inner = {"when", *TESTS, "do", "who", "phase", "wait", "since", "readings"}
    return old is None or new is None or bool(inner & set(path))


def _documents(catalogue: Catalogue) -> dict[str, Any]:
    """Every record of a catalogue as it is written, by its id; the edition is no content."""
    found: dict[str, Any] = {
        "markets": dict(catalogue.markets),
        "axes": catalogue.axes.as_written(),
    }
    found["practice"] = {
        name: form
        for name, form in catalogue.practice_as_written().items()
        if name != "instructions"
    }
    found["families"] = {
        one.name: {"says": one.says, "devices": list(one.devices)}
        for one in catalogue.families.values()
    }
    found["family names"] = dict.fromkeys(catalogue.families, "a name of several")
    for maker in catalogue.manufacturers():
        found[maker] = catalogue.maker_as_written(maker)
    for id in catalogue.device_ids():
        record = catalogue.record(id)
        found[id] = record["device"]
        for one in (*catalogue.labellings_as_written(id), *record["notices"]):
            found[one["id"]] = {name: form for name, form in one.items() if name != "digest"}
    return found


def differences(found: Sides) -> tuple[Difference, ...]:
    """Every change, what loosened and what was removed first.

    Documents in force on both sides are paired by id, then by document and market, by market, and in order.
    A first document for a device that had none loosens, for until then nothing permitted anything; a further one
    beside others adds, for all have to be met.
    """
    rows = list(found.others)
    for device in dict.fromkeys((*found.old, *found.new)):
        old_, new_ = found.old.get(device, ()), found.new.get(device, ())
        rows += _between(old_, new_, found.axes, across=not device)  # "": two that a person named
    return tuple(sorted(rows, key=lambda row: KINDS.index(row.change.kind)))


def _between(
    old: tuple[Labelling, ...], new: tuple[Labelling, ...], axes: tuple[Axes, Axes], across: bool
) -> Iterator[Difference]:
    """``across``: whether labellings of two markets are held against each other, where a person named both."""
    gone, come = list(old), list(new)
    pairs = paired(
        gone, come,
        lambda a, b: a.id == b.id,
        lambda a, b: (a.source.document, a.market) == (b.source.document, b.market),
        lambda a, b: a.market == b.market,
        lambda a, b: across,
    )  # fmt: skip
    for a, b in pairs:
        yield from (Difference(a.id, b.id, change) for change in compare(a, b, *axes))
    for one in gone:
        yield Difference(one.id, "", Change("removed", "labelling", "labelling", _told(one), None))
    for one in come:
        # a first document for a market: until then nothing there permitted anything
        first = one.market not in {other.market for other in old} and one.mr_status != "unsafe"
        kind = "loosened" if first else "added"
        yield Difference("", one.id, Change(kind, "labelling", "labelling", None, _told(one)))


def _told(one: Labelling) -> str:
    return f"{one.source.document}, {one.market}, {one.dated or 'undated'}"
