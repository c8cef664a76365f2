"""What differs between the result that a row had and the one that it has now; plain data, ready to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from mri_check.batch.earlier import Device, Result
from mri_check.batch.result import DISPOSITIONS

LESS = ("unlabelled", "unidentified")
"""What comes to one of these from any other has lost what was on file of it; that is never for the better."""


def direction(before: str, after: str) -> str:
    """``worse``, ``better``, or nothing where the disposition is the same."""
    if before == after:
        return ""
    ranks = DISPOSITIONS.index
    return "worse" if ranks(after) < ranks(before) or after in LESS else "better"


def worse_of_one(before: Iterable[Device], after: Iterable[Device]) -> bool:
    """Whether a device comes to worse, or less is on file of it than was, be it that another one decides the row."""
    new = {one.place: one for one in after}
    for old in before:
        now = new.get(old.place)
        if now is None or (old.device is not None and now.device is None):
            return True
        if direction(old.disposition, now.disposition) == "worse":
            return True
    return False


def differing(before: Result, after: Result) -> dict[str, Any]:
    """All that differs; nothing where nothing does.

    A finding of a labelling that another took the place of is held against the same finding of that other.
    """
    found: dict[str, Any] = {}
    labellings = list(labellings_of(before.devices, after.devices))
    renamed = {one["id"]: one["by"] for one in labellings if one["change"] == "replaced"}
    for name, gone, come in (
        ("decided_by", _renamed(before.decided_by, renamed), after.decided_by),
        ("open", [(_new(id, renamed), who) for id, who in before.open], after.open),
    ):
        if lost := [one for one in dict.fromkeys(gone) if one not in come]:
            found[f"no_longer_{name}"] = lost
        if new := [one for one in dict.fromkeys(come) if one not in gone]:
            found[f"newly_{name}"] = new
    for name in ("newly_open", "no_longer_open"):
        if name in found:
            found[name] = [{"id": id, "who": who} for id, who in found[name]]
    if devices := list(_devices(before.devices, after.devices)):
        found["devices"] = devices
    if labellings:
        found["labellings"] = labellings
    told = list(_told_of(before.devices, after.devices))
    if told and before.digest != after.digest:  # else it is only worked out otherwise
        found["told"] = told
    if before.findings is not None and after.findings is not None:
        old = [(_new(id, renamed), *rest) for id, *rest in before.findings]
        if findings := list(_findings(old, after.findings)):
            found["findings"] = findings
    return found


def _renamed(ids: Iterable[str], renamed: Mapping[str, str]) -> list[str]:
    return [_new(id, renamed) for id in ids]


def _new(id: str, renamed: Mapping[str, str]) -> str:
    """The id of a finding under the labelling that took the place of its own."""
    for old, new in renamed.items():
        if id == old or id.startswith(old + "/"):
            return new + id[len(old) :]
    return id


def labellings_of(before: Iterable[Device], after: Iterable[Device]) -> Iterator[dict[str, Any]]:
    """What differs in the labellings of each device: changed, replaced, gone, new."""
    old = {one.place: one.labellings for one in before}
    new = {one.place: one.labellings for one in after}
    for place in dict.fromkeys((*old, *new)):
        here, there = old.get(place, {}), new.get(place, {})
        gone = [id for id in here if id not in there]
        come = [id for id in there if id not in here]
        for id in here:
            if id in there and here[id] != there[id]:
                yield _labelling(place, "changed", id, here[id], there[id])
        for market in dict.fromkeys(map(_market, gone)):
            ours = [id for id in gone if _market(id) == market]
            theirs = [id for id in come if _market(id) == market]
            if len(ours) == len(theirs) == 1:
                (id,), (by,) = ours, theirs
                yield {**_labelling(place, "replaced", id, here[id], there[by]), "by": by}
                gone.remove(id)
                come.remove(by)
        yield from (_labelling(place, "gone", id, here[id], None) for id in gone)
        yield from (_labelling(place, "new", id, None, there[id]) for id in come)


def _market(id: str) -> str:
    """What the id of a labelling begins with: maker, device and market (``acme/pump/us``)."""
    head, _, last = id.rpartition("/")
    return f"{head}/{last.partition('-')[0]}"


def _labelling(place: str, kind: str, id: str, old: str | None, new: str | None) -> dict[str, Any]:
    return {"place": place, "change": kind, "id": id, "before": old, "after": new}


def _devices(before: Iterable[Device], after: Iterable[Device]) -> Iterator[dict[str, Any]]:
    old, new = ({one.place: _told(one) for one in side} for side in (before, after))
    for place in dict.fromkeys((*old, *new)):
        if old.get(place) != new.get(place):
            yield {"place": place, "before": old.get(place), "after": new.get(place)}


def _told_of(before: Iterable[Device], after: Iterable[Device]) -> Iterator[dict[str, Any]]:
    """The devices of which something else is told than was, beside their labellings."""
    old = {one.place: one for one in before}
    for one in after:
        was = old.get(one.place)
        if was is not None and one.device == was.device and one.told != was.told:
            yield {"place": one.place, "device": one.device, "before": was.told, "after": one.told}


def _told(one: Device) -> dict[str, Any]:
    return {"device": one.device, "model": one.model, "disposition": one.disposition}


def _findings(before: Iterable[Any], after: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Verdicts and limits that differ; several devices of a row may have findings of one id."""
    old, new = Counter(before), Counter(after)
    lost, come = _by_id((old - new).elements()), _by_id((new - old).elements())
    for id in dict.fromkeys((*lost, *come)):
        for a, b in zip_longest(lost.get(id, ()), come.get(id, ())):
            yield {"id": id, "before": a, "after": b}


def _by_id(found: Iterable[Any]) -> dict[str, list[dict[str, Any]]]:
    by_id: dict[str, list[dict[str, Any]]] = {}
    for id, verdict, permitted in found:
        by_id.setdefault(id, []).append({"verdict": verdict, "permitted": permitted})
    return by_id
