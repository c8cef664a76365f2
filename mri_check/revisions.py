"""Between two labellings, devices, markets or checkouts of the catalogue: what changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from mri_check.applicable import applicable
from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.compare import KINDS, Change, compare, tasks_changed
from mri_check.compiled import load_catalog
from mri_check.frozen import Record
from mri_check.record import Labelling
from mri_check.views import LATEST, find_device


class Difference(Record):
    """One change, and between which two records it lies."""

    old_id: str
    new_id: str
    change: Change


class Sides(Record):
    """Two sides of a comparison by device: what is in force on each."""

    old: dict[str, tuple[Labelling, ...]]
    new: dict[str, tuple[Labelling, ...]]
    axes: Axes
    models: tuple[Difference, ...] = ()


def sides(a: str, b: str, catalogue: Catalogue) -> Sides:
    """What two names stand for: labellings (by id), devices (perhaps ``@MARKET``), or catalogue folders.

    Raises ValueError, saying what would be right, and CatalogueError for a folder that cannot be used.
    """
    if os.path.isdir(a) and os.path.isdir(b):
        return _folders(load_catalog(a), load_catalog(b))
    return Sides({"": _one(a, catalogue)}, {"": _one(b, catalogue)}, catalogue.axes)


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
    if found is None:
        raise ValueError(
            f"'{name}' is no labelling, device or folder; mri-check find names what is on file"
        )
    return applicable(catalogue.device(found), None, market or None, LATEST, catalogue).in_force


def _folders(old: Catalogue, new: Catalogue) -> Sides:
    ids = (*old.device_ids(), *new.device_ids())

    def in_force(catalogue: Catalogue, id: str) -> tuple[Labelling, ...]:
        if id not in catalogue.device_ids():
            return ()
        return applicable(catalogue.device(id), None, None, LATEST, catalogue).in_force

    return Sides(
        {id: in_force(old, id) for id in ids},
        {id: in_force(new, id) for id in ids},
        new.axes,
        tuple(_names(old, new)),
    )


def _names(old: Catalogue, new: Catalogue) -> Iterator[Difference]:
    """Devices, models and notices that came or went."""
    before, after = (
        {
            (id, what)
            for id in catalogue.device_ids()
            for what in (
                "device",
                *(f"model {model.number}" for model in catalogue.device(id).models),
                *(f"notice {notice.id}" for notice in catalogue.device(id).notices),
            )
        }
        for catalogue in (old, new)
    )
    for id, what in sorted(before - after):
        yield Difference(id, id, Change("removed", what, what, what, None))
    for id, what in sorted(after - before):
        yield Difference(id, id, Change("added", what, what, None, what))
    for change in tasks_changed(old.practice(), new.practice()):
        yield Difference("practice", "practice", change)


def differences(found: Sides) -> tuple[Difference, ...]:
    """Every change, what loosened and what was removed first.

    Documents in force on both sides are paired by id, then by document and market, by market, and in order.
    A first document for a device that had none loosens, for until then nothing permitted anything; a further one
    beside others adds, for all have to be met.
    """
    rows = list(found.models)
    for device in dict.fromkeys((*found.old, *found.new)):
        rows += _between(found.old.get(device, ()), found.new.get(device, ()), found.axes)
    return tuple(sorted(rows, key=lambda row: KINDS.index(row.change.kind)))


def _between(
    old: tuple[Labelling, ...], new: tuple[Labelling, ...], axes: Axes
) -> Iterator[Difference]:
    pairs, gone, come = _paired(old, new)
    for a, b in pairs:
        yield from (Difference(a.id, b.id, change) for change in compare(a, b, axes))
    for one in gone:
        yield Difference(one.id, "", Change("removed", "labelling", "labelling", _told(one), None))
    for one in come:
        first = not old and one.mr_status != "unsafe"
        kind = "loosened" if first else "added"
        yield Difference("", one.id, Change(kind, "labelling", "labelling", None, _told(one)))


def _told(one: Labelling) -> str:
    return f"{one.source.document}, {one.market}, {one.dated or 'undated'}"


def _paired(
    old: Iterable[Labelling], new: Iterable[Labelling]
) -> tuple[list[tuple[Labelling, Labelling]], list[Labelling], list[Labelling]]:
    left, right = list(old), list(new)
    pairs = []
    for alike in (
        lambda a, b: a.id == b.id,
        lambda a, b: (a.source.document, a.market) == (b.source.document, b.market),
        lambda a, b: a.market == b.market,
        lambda a, b: True,
    ):
        for a in list(left):
            b = next((one for one in right if alike(a, one)), None)
            if b is not None:
                pairs.append((a, b))
                left.remove(a)
                right.remove(b)
    return pairs, left, right
