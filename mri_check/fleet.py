"""Which scanners of a site lie inside a box, which outside, which need a setting changed, and what is unknown."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.boxes import Allowed, Forbidden
from mri_check.checklist import ConsoleWarning, Disposition, Item, Stated
from mri_check.envelope import Case
from mri_check.evaluate import one_item
from mri_check.frozen import Record
from mri_check.notes import warnings
from mri_check.planned import Site
from mri_check.record import Axis
from mri_check.region import Set, judge
from mri_check.scanners import AXES
from mri_check.spelling import in_words
from mri_check.verdict import MET, NOT_MET, UNKNOWN, Verdict, all_of, any_of

KINDS = ("inside", "change", "unknown", "outside")
"""What a scanner is to a box, best to worst; the worst of its axes counts, and the best of the boxes."""


class Remark(Record):
    """What one axis of a box means on one scanner."""

    kind: str
    axis: Axis
    has: str | None
    """What the profile says; None where it says nothing."""
    permitted: str
    """What the box permits, or what is to be chosen or set."""
    forbidden: bool = False
    """Whether it is a box that is forbidden, and ``permitted`` is what must not be."""
    warning: ConsoleWarning | None = None


class Mark(Record):
    """One scanner against one box of a case, or against no box where there is none."""

    scanner: str
    box: int | None
    """Counted from 1."""
    kind: str
    remarks: tuple[Remark, ...]
    """What is other than inside."""


def marks(site: tuple[Site, ...], case: Case) -> tuple[tuple[Mark, ...], ...]:
    """Every scanner against every box of a case, the best box of each first."""
    no_box = "outside" if case.disposition >= Disposition.OUTSIDE else "unknown"
    return tuple(
        tuple(
            sorted(
                (_mark(one, at, box, case.forbidden) for at, box in enumerate(case.allowed, 1)),
                key=lambda mark: KINDS.index(mark.kind),
            )
        )
        or (Mark(one.scanner.name, None, no_box, ()),)
        for one in site
    )


def _mark(one: Site, at: int, box: Allowed, forbidden: tuple[Forbidden, ...]) -> Mark:
    remarks = [
        remark
        for row in box.rows
        if row.axis.name.startswith("scan.")
        for remark in _axis(one, row.axis, row.permitted)
    ]
    remarks += (remark for box in forbidden for remark in _forbidden(one, box))
    worst = max((KINDS.index(remark.kind) for remark in remarks), default=0)
    return Mark(one.scanner.name, at, KINDS[worst], tuple(remarks))


def _axis(one: Site, axis: Axis, permitted: Set) -> Iterator[Remark]:
    """What a limit means on a scanner; nothing where the scanner is inside, or where it is for the plan."""
    has, words = one.facts.get(axis.name), in_words(axis, permitted)
    if has is None:
        if axis.name in AXES:
            yield Remark("unknown", axis, None, words)
    else:
        ways = _ways(has)
        fit = [way for way in ways if _met(way, permitted) is MET]
        if not fit:
            apart = all(_met(way, permitted) is NOT_MET for way in ways)
            kind = "outside" if apart else "unknown"
            yield Remark("change" if _changes(axis) else kind, axis, has.text, words)
        elif len(fit) < len(ways) and _free(axis, ways):
            yield Remark("change", axis, has.text, " or ".join(way.text for way in fit))
        elif len(fit) < len(ways):
            yield Remark("unknown", axis, has.text, words)
    for warning in warnings(axis, permitted, one, one.facts):
        if warning.code in ("below-lowest", "not-reported"):
            yield Remark("unknown", axis, warning.value, words, False, warning)


def _forbidden(one: Site, box: Forbidden) -> Iterator[Remark]:
    """A box that is forbidden, where it depends on the scanner alone; the others are for the person to keep."""
    if any(condition.axis.name not in AXES for condition in box.conditions):
        return
    verdicts, free = [], []
    for condition in box.conditions:
        has = one.facts.get(condition.axis.name)
        ways = _ways(has) if has is not None else ()
        if has is not None and _free(condition.axis, ways):
            free.append(condition)
        found = {_touched(way, condition.permitted) for way in ways} or {UNKNOWN}
        verdicts.append(found.pop() if len(found) == 1 else UNKNOWN)
    verdict = all_of(verdicts)
    if verdict is NOT_MET:
        return
    for condition in free or box.conditions:
        has = one.facts.get(condition.axis.name)
        kind = "unknown" if verdict is UNKNOWN else "outside"
        text = has.text if has is not None else None
        yield Remark("change" if free else kind, condition.axis, text, condition.text, True)


def _free(axis: Axis, ways: tuple[Stated, ...]) -> bool:
    """Whether a person can decide between what a scanner can be: by what is set, or by which coil is chosen."""
    return _changes(axis) or (axis.lists and len(ways) > 1)


def _changes(axis: Axis) -> bool:
    """Whether a person can set it for a scan: what is kept at the console, but the coils that are there."""
    return axis.console and not axis.lists


def _ways(has: Stated) -> tuple[Stated, ...]:
    """What a scanner can be: one of several coils or nuclei, else what it is."""
    return tuple(one_item(item, has) for item in has.worlds) or (has,)


def _parts(way: Stated) -> Iterator[Set]:
    items: tuple[Item, ...] = way.items
    return (part for item in items for part in item.members)


def _met(way: Stated, permitted: Set) -> Verdict:
    return all_of(judge(part, permitted) for part in _parts(way))


def _touched(way: Stated, permitted: Set) -> Verdict:
    return any_of(judge(part, permitted) for part in _parts(way))
