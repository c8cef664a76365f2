"""Between two labellings, devices, markets or checkouts of the catalogue: what changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from mri_check.applicable import LATEST, applicable
from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.compare import KINDS, Change, compare, paired, tasks_changed
from mri_check.compiled import NOT_FOR_A_CHECK, load_catalog
from mri_check.frozen import Record
from mri_check.leaves import Path, differing, text
from mri_check.record import Labelling
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
    found = Sides(before, after, (old.axes, new.axes))
    tasks = tuple(tasks_changed(old.practice(), new.practice()))
    others = [Difference("practice", "practice", change) for change in tasks]
    return found.replace(others=(*others, *_written(old, new, found, tasks)))


def _written(
    old: Catalogue, new: Catalogue, compared: Sides, practice: tuple[Change, ...]
) -> Iterator[Difference]:
    """Whatever else differs in the files, but what compare() tells of the labellings in force, and of good ``practice``.

    A document that takes the place of another, as a correction does, is held against that one.
    """
    before, after = _documents(old), _documents(new)
    twins: dict[tuple[str, str], tuple[Labelling, Labelling]] = {}
    told: set[str] = set()
    for device in compared.old:
        pairs, gone, come = _pairs(compared.old[device], compared.new[device], across=False)
        twins |= {(a.id, b.id): (a, b) for a, b in pairs}
        told |= {one.id for pair in pairs for one in pair} | {one.id for one in (*gone, *come)}
    for id in sorted(before.keys() - after.keys() - told):
        yield _other("removed", id, id, "record", _named(id, before[id]), None)
    for id in sorted(after.keys() - before.keys() - told):
        # labellings that are not in force, and notices; whatever else is new brings names along
        kind = "added" if id.count("/") == 2 else "loosened"
        yield _other(kind, id, id, "record", None, _named(id, after[id]))
    same = [(id, id) for id in before if id in after]
    for old_id, new_id in dict.fromkeys((*same, *twins)):
        leaves = list(differing(before[old_id], after[new_id]))
        pair = twins.get((old_id, new_id))
        changes = practice if old_id == "practice" else ()
        if pair and leaves:
            changes = compare(*pair, *compared.axes)
        for path, was, now in leaves:
            if not (_told_by(changes, path, was, now) or (pair and _moved(path, *pair))):
                yield _other(_kind(path, was, now), old_id, new_id, "/".join(path), was, now)


def _named(id: str, form: dict[str, Any]) -> str:
    """A notice by what it says, any other record by its id."""
    return f"{form['title']}: {form['says']}" if "title" in form else id


def _other(
    kind: str, id: str, new_id: str, what: str, old: str | None, new: str | None
) -> Difference:
    return Difference(id, new_id, Change(kind, what, what, old, new))


_INFORMS = frozenset({*NOT_FOR_A_CHECK, "about", "ask_for", "conflicts", "contacts", "corrects", "looked_for",
                      "market_note", "says", "sources", "tell_apart", "test_points", "undated_note"})  # fmt: skip
"""Keys of a record that may come without letting anything be answered better; any other that is new may do so."""
_CITED = ("page", "section", "printed")
_LIMIT = (*TESTS, *_CITED, "asks")
_TASK = ("do", "who", "phase", "when", "wait", "since", *_CITED)


def _kind(path: Path, old: str | None, new: str | None) -> str:
    """What stands there no more, or reads otherwise, counts as removed: a person has to look at it."""
    if path[-1] == "max_age_days" and old is not None and new is not None:
        return "loosened" if int(new) > int(old) else "tightened"
    if path[0] == "consultation":
        return "loosened" if old is None or new is not None else "tightened"
    if old is None:
        return "added" if path[0] in _INFORMS else "loosened"
    return "removed"


def _told_by(changes: tuple[Change, ...], path: Path, old: str | None, new: str | None) -> bool:
    """Whether compare() told of a change at this very place; what it does not look at it cannot tell."""
    what, setting, whole = _place(path)
    for one in changes:
        if one.what != what or (setting and one.settings and setting not in one.settings):
            continue
        if whole and (one.old is None, one.new is None) != (old is None, new is None):
            continue  # another entry of its kind came or went
        if path[-1] == "is" and (one.old, one.new) != (old, new):
            continue  # the status of a setting, and not of the document
        return True
    return False


def _place(path: Path) -> tuple[str, str | None, bool]:
    """What compare() calls a place of a labelling, in which setting it lies, and whether it is an entry as a whole."""
    match path:
        case ("read",):
            return "read", None, False
        case ("mr_status", *_):
            return "mr_status", None, False
        case ("settings", id):
            return f"setting {id}", None, True
        case ("settings", id, "mr_status" | "when" as name, *_):
            return name, id, False
        case ("settings", id, "says_no_limit", axis):
            return axis, id, False
        case ("settings", id, axis, *inner) if not inner or inner[0] in _LIMIT:
            return axis, id, False
        case ("says_no_limit" | "not_addressed" | "always", axis):
            return axis, None, False
        case ("always", axis, name, *_) if name in _LIMIT:
            return axis, None, False
        case ("prohibits", _):
            return "forbidden", None, True
        case ("prohibits", _, axis, name, *_) if name in _LIMIT:
            return f"forbidden {axis}", None, False
        case ("instructions" | "after_scan", id, name, *_) if name in _TASK:
            return f"instruction {id}", None, False
        case ("instructions", id):
            return f"instruction {id}", None, True
    return "", None, False


def _moved(path: Path, a: Labelling, b: Labelling) -> bool:
    """Whether a place is only another because it is that in another document."""
    return a.source.id != b.source.id and path[-1] in _CITED


def _documents(catalogue: Catalogue) -> dict[str, Any]:
    """Every record of a catalogue as it is written, by its id; the edition is no content."""
    shared = catalogue.shared_as_written()
    found: dict[str, Any] = {
        "markets": shared["markets"],
        "axes": {name: _ordered(form) for name, form in catalogue.axes.as_written().items()},
        "practice": catalogue.practice_as_written(),
        "families": {"families": shared["families"]},
    }
    if (exams := catalogue.exams_as_written()) is not None:
        found["exams"] = exams
    found |= {id: _laid_out(form) for id, form in shared["corrected"].items()}
    for maker in catalogue.manufacturers():
        found[maker] = catalogue.maker_as_written(maker)
    for id in catalogue.device_ids():
        record = catalogue.record(id)
        found[id] = record["device"]
        for one in (*catalogue.labellings_as_written(id), *record["notices"]):
            found[one["id"]] = _laid_out(one)
    return found


def _ordered(form: dict[str, Any]) -> dict[str, Any]:
    """An axis with the order of its choices, where that says which is less; lists are compared without it."""
    return {**form, "order": ", ".join(form["choices"])} if form["is"] == "ordered" else form


def _laid_out(form: dict[str, Any]) -> dict[str, Any]:
    """A labelling or notice with each group, though empty, and each box by what it looks at, so that like meets like."""
    found: dict[str, Any] = {name: {} for name in ("always", "settings", "says_no_limit")}
    found |= {name: [] for name in ("not_addressed", "instructions", "after_scan")}
    found |= {name: one for name, one in form.items() if name not in ("id", "digest")}
    boxes: dict[str, Any] = {}
    for box in form.get("prohibits", ()):
        frame = ", ".join(name for name in sorted(box) if "." in name)
        frame += f" when {text(box['when'])}" if "when" in box else ""
        while frame in boxes:
            frame += " again"
        boxes[frame] = box
    return {**found, "prohibits": boxes}


def differences(found: Sides) -> tuple[Difference, ...]:
    """Every change, what loosened and what was removed first.

    Documents in force on both sides are paired by id, then by document and market, by what they limit and market, and in order.
    A first document for a device that had none loosens, for until then nothing permitted anything; a further one
    beside others adds, for all have to be met.
    """
    rows = list(found.others)
    for device in dict.fromkeys((*found.old, *found.new)):
        old_, new_ = found.old.get(device, ()), found.new.get(device, ())
        rows += _between(old_, new_, found.axes, across=not device)  # "": two that a person named
    return tuple(sorted(rows, key=lambda row: KINDS.index(row.change.kind)))


def _pairs(
    old: tuple[Labelling, ...], new: tuple[Labelling, ...], across: bool
) -> tuple[list[tuple[Labelling, Labelling]], list[Labelling], list[Labelling]]:
    """What belongs together, and what is left of either side.

    ``across``: whether labellings of two markets are held against each other, where a person named both; only those
    with a limit in common, or with none at all, but where each is all that there is.
    """
    gone, come = list(old), list(new)
    pairs = paired(
        gone, come,
        lambda a, b: a.id == b.id,
        lambda a, b: (a.source.document, a.market) == (b.source.document, b.market),
    )  # fmt: skip
    alone = len(old) == len(new) == 1
    for a, b in sorted(product(gone, come), key=_unlike):
        alike = alone or a.axes & b.axes or not (a.axes or b.axes)
        if (a.market == b.market or (across and alike)) and a in gone and b in come:
            pairs.append((a, b))
            gone.remove(a)
            come.remove(b)
    return pairs, gone, come


def _unlike(pair: tuple[Labelling, Labelling]) -> tuple[bool, bool, int]:
    """Those first that limit the same; of these one market, and then the more the sooner."""
    a, b = pair
    shared = len(a.axes & b.axes)
    return not shared, a.market != b.market, -shared


def _between(
    old: tuple[Labelling, ...], new: tuple[Labelling, ...], axes: tuple[Axes, Axes], across: bool
) -> Iterator[Difference]:
    pairs, gone, come = _pairs(old, new, across)
    title = "labelling (nothing left that is like it)" if across and gone and come else "labelling"
    for a, b in pairs:
        yield from (Difference(a.id, b.id, change) for change in compare(a, b, *axes))
    for one in gone:
        yield Difference(one.id, "", Change("removed", "labelling", title, _told(one), None))
    read = {one.market for one in old if one.read != "none"}
    for one in come:
        # a first document for a market, or beside such as nobody read: until then nothing there permitted anything
        first = one.market not in read and one.mr_status != "unsafe"
        kind = "loosened" if first else "added"
        yield Difference("", one.id, Change(kind, "labelling", title, None, _told(one)))


def _told(one: Labelling) -> str:
    return f"{one.source.document}, {one.market}, {one.dated or 'undated'}"
