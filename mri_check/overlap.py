"""What several documents leave open together: the overlap of their boxes, less what any of them forbids."""

from __future__ import annotations

from itertools import product

from mri_check.axes import Axes
from mri_check.boxes import Allowed, Forbidden, Limit, Party, Quiet, Row, Way, Why
from mri_check.checklist import Disposition, Silence
from mri_check.errors import Problem, RequestError
from mri_check.record import Axis, Condition
from mri_check.region import Choice, Set, judge, meet, outside, within
from mri_check.silence import SILENCES, silences
from mri_check.verdict import MET

MOST_BOXES = 4096
"""How many combinations of alternatives are looked at, at one time."""


def combine(
    boxes: list[Allowed], party: Party, found: list[Way]
) -> tuple[list[Allowed], list[Why]]:
    """Every box with every way of a further party; what contradicts itself is told, not kept.

    A box that lies in another adds nothing and is left out. Raises RequestError where there are more
    combinations than can be looked at.
    """
    if len(boxes) * len(found) > MOST_BOXES:
        message = f"{len(boxes) * len(found)} combinations of alternatives; ask for fewer implants at once"
        raise RequestError(Problem("alternatives", "implants", message))
    kept: list[Allowed] = []
    clashes: list[Why] = []
    for box, (settings, limits) in product(boxes, found):
        rows = {(row.owner, row.axis.name): row for row in box.rows}
        for limit in limits:
            axis = limit.condition.axis
            owner = "" if axis.name.startswith(("scan.", "patient.")) else party.owner
            old = rows.get((owner, axis.name))
            new = Row(owner, axis, limit.condition.permitted, (limit,))
            if old is not None:
                both = meet(old.permitted, new.permitted)
                new = Row(owner, axis, both, (*old.limits, limit))
            if not _possible(axis, new.permitted):
                against = _against(old, limit) if old is not None else (limit,)
                clashes.append(Why("clash", Disposition.OUTSIDE, party, "", against))
                break
            rows[owner, axis.name] = new
        else:
            kept.append(Allowed(tuple(rows.values()), (*box.ways, (party, settings))))
    return _widest(kept), clashes


def _possible(axis: Axis, permitted: Set) -> bool:
    """Whether anything that can be stated lies in it: of a tree, a whole value, and not a part of one."""
    if not isinstance(permitted, Choice) or axis.kind != "tree":
        return not permitted.empty
    return any(
        all(judge(part, permitted) is MET for part in axis.states[name]) for name in axis.choices
    )


def _against(old: Row, limit: Limit) -> tuple[Limit, ...]:
    """The limits that contradict each other: two where two do, else all."""
    permitted, axis = limit.condition.permitted, limit.condition.axis
    for one in old.limits:
        if not _possible(axis, meet(one.condition.permitted, permitted)):
            return (one, limit)
    return (*old.limits, limit)


def _widest(boxes: list[Allowed]) -> list[Allowed]:
    """Without those that lie in another; of two that are the same, the first."""
    kept: list[Allowed] = []
    for at, box in enumerate(boxes):
        others = (*kept, *boxes[at + 1 :])
        if not any(
            _lies_in(box, one) and (one in kept or not _lies_in(one, box)) for one in others
        ):
            kept.append(box)
    return kept


def _lies_in(inner: Allowed, outer: Allowed) -> bool:
    rows = {(row.owner, row.axis.name): row for row in inner.rows}
    return all(
        (mine := rows.get((row.owner, row.axis.name))) is not None
        and within(mine.permitted, row.permitted)
        for row in outer.rows
    )


def not_swallowed(
    boxes: list[Allowed], forbidden: list[Forbidden]
) -> tuple[list[Allowed], list[Why]]:
    """The boxes of which something is left beside what is forbidden, and why the others are none."""
    outer = [
        {(_owner(one, condition), condition.axis.name): condition for condition in one.conditions}
        for one in forbidden
    ]
    kept: list[Allowed] = []
    whys: list[Why] = []
    for box in boxes:
        inside = {(row.owner, row.axis.name): row.permitted for row in box.rows}
        if _left(inside, outer):
            kept.append(box)
            continue
        touching = tuple(one for one, form in zip(forbidden, outer) if not _left(inside, [form]))
        whys.append(
            Why("all-forbidden", Disposition.OUTSIDE, None, "", (), touching or tuple(forbidden))
        )
    return kept, whys


def _owner(one: Forbidden, condition: Condition) -> str:
    return "" if condition.axis.name.startswith(("scan.", "patient.")) else one.party.owner


def _left(
    box: dict[tuple[str, str], Set], forbidden: list[dict[tuple[str, str], Condition]]
) -> bool:
    """Whether anything of a box lies outside everything that is forbidden."""
    if not forbidden:
        return True
    first, rest = forbidden[0], forbidden[1:]
    for key, condition in first.items():
        inside = box.get(key, condition.axis.everything)
        if inside is None:  # devices: there is always another one
            return True
        if any(_left({**box, key: part}, rest) for part in outside(inside, condition.permitted)):
            return True
        box = {**box, key: meet(inside, condition.permitted)}
        if box[key].empty:
            return False
    return False


def quiet(box: Allowed, axes: Axes) -> tuple[Quiet, ...]:
    """The axes on which a document of this box is silent: which silence it is, document by document."""
    limited = {row.axis.name for row in box.rows}
    told: dict[str, list[tuple[Party, Silence]]] = {}
    for party, settings in box.ways:
        if party.origin == "label" and party.labelling.mr_status != "unsafe":
            for one in silences(party.labelling, settings, axes):
                told.setdefault(one.axis, []).append((party, one))
    return tuple(
        Quiet(
            axis,
            said[0][1].title,
            max((one.is_ for _, one in said), key=SILENCES.index),
            axis in limited,
            tuple(said),
        )
        for axis, said in told.items()
    )
