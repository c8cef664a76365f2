"""Which scanners of a site lie inside a box, which outside, which need a setting changed, and what is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from mri_check.axes import Axes
from mri_check.boxes import Allowed, Forbidden
from mri_check.checklist import ConsoleWarning, Item, Stated
from mri_check.envelope import Case
from mri_check.errors import Problem, RequestError
from mri_check.evaluate import one_item
from mri_check.frozen import Record
from mri_check.notes import warnings
from mri_check.record import Axis
from mri_check.region import Set, judge
from mri_check.scanners import AXES, Scanner
from mri_check.spelling import in_words
from mri_check.values import stated_value
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


class Site(Record):
    """A scanner with the values of its profile read."""

    scanner: Scanner
    facts: Mapping[str, Stated]


def read_site(scanners: tuple[Scanner, ...], axes: Axes, on: date) -> tuple[Site, ...]:
    """The scanners with every value read against the axes. Raises RequestError with every problem."""
    problems: list[Problem] = []
    found = []
    for scanner in scanners:
        facts: dict[str, Stated] = {}
        for name, raw in scanner.facts.items():
            axis = axes[f"scan.{name}"]
            try:
                facts[axis.name] = stated_value(axis, raw, on)
            except ValueError as bad:
                place = ("scanners", scanner.name)
                message = f"{axis.title}: {bad}"
                problems.append(scanner.document.problem("value", place, message))
        found.append(Site(scanner, facts))
    if problems:
        raise RequestError(*problems)
    return tuple(found)


def marks(site: tuple[Site, ...], case: Case) -> tuple[tuple[Mark, ...], ...]:
    """Every scanner against every box of a case, the best box of each first."""
    return tuple(
        tuple(
            sorted(
                (_mark(one, at, box, case.forbidden) for at, box in enumerate(case.allowed, 1)),
                key=lambda mark: KINDS.index(mark.kind),
            )
        )
        or (Mark(one.scanner.name, None, "outside", ()),)
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
        elif len(fit) < len(ways):
            yield Remark("change", axis, has.text, " or ".join(way.text for way in fit))
    for warning in warnings(axis, permitted, one.scanner):
        if warning.code in ("below-lowest", "not-reported"):
            yield Remark("unknown", axis, warning.value, words, False, warning)


def _forbidden(one: Site, box: Forbidden) -> Iterator[Remark]:
    """A box that is forbidden, where it depends on the scanner alone; the others are for the person to keep."""
    if any(condition.axis.name not in AXES for condition in box.conditions):
        return
    verdicts = []
    for condition in box.conditions:
        has = one.facts.get(condition.axis.name)
        ways = _ways(has) if has is not None else ()
        found = {_touched(way, condition.permitted) for way in ways} or {UNKNOWN}
        verdicts.append(found.pop() if len(found) == 1 else UNKNOWN)
    verdict = all_of(verdicts)
    if verdict is NOT_MET:
        return
    free = [condition for condition in box.conditions if _free(one, condition.axis)]
    for condition in free or box.conditions:
        has = one.facts.get(condition.axis.name)
        kind = "unknown" if verdict is UNKNOWN else "outside"
        text = has.text if has is not None else None
        yield Remark("change" if free else kind, condition.axis, text, condition.text, True)


def _free(one: Site, axis: Axis) -> bool:
    """Whether a person can keep a scan out of a box on this axis: by what is set, or by what is chosen."""
    has = one.facts.get(axis.name)
    return has is not None and (_changes(axis) or len(_ways(has)) > 1)


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
