"""Where a site's rule would permit what a label does not: a policy can only tighten, and the two are named."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.frozen import Record
from mri_check.record import Condition, Device, Labelling, Manufacturer, place_of
from mri_check.region import Choice, Set, Span, meet

_PERMITS_NOTHING = ("unsafe", "not-evaluated", "not-printed")
"""What no scan can be within, whatever limits stand beside it."""


class _Limit(Record):
    """What one setting of one label permits on an axis, and where it says so."""

    permitted: Set
    said: str


def looser(condition: Condition, device: Device, alone: bool = True) -> str | None:
    """What the labels of a device permit on an axis, where a condition written for it permits more.

    None where it does not, and where it tightens: in a market whose labels (those not superseded) each leave the axis
    open in a setting, but one for which no MR term is printed, which permits nothing. The labels of a market govern
    together, so that one that is silent opens nothing that another limits; of a device that is one of several, not
    ``alone``, any such label is tightened. More is: a higher upper or a lower lower limit than every one of them, or a
    choice that none of them names. A bound that a condition does not state is not compared.
    """
    said = [(one.market, tuple(_limits(one, condition.axis.name))) for one in _standing(device)]
    limits = [limit for _, of_label in said for limit in of_label if limit is not None]
    closed: dict[str, list[bool]] = {}
    for market, of_label in said:
        if of_label:
            closed.setdefault(market, []).append(None not in of_label)
    tightens = not all(map(any if alone else all, closed.values()))
    if tightens or not limits or not _more(condition, [limit.permitted for limit in limits]):
        return None
    return "; ".join(dict.fromkeys(limit.said for limit in limits))


def speaks(axis: str, device: Device) -> bool:
    """Whether a label of a device that stands limits an axis."""
    return any(limit is not None for one in _standing(device) for limit in _limits(one, axis))


def first_two(told: list[str]) -> str:
    """The first two of them, and how many more there are."""
    more = f"; and {len(told) - 2} more" if len(told) > 2 else ""
    return "; ".join(told[:2]) + more


def in_days(days: int) -> str:
    """``1 day``, ``7 days``."""
    return f"{days} day" if days == 1 else f"{days} days"


def longer(days: int, maker: Manufacturer) -> str | None:
    """What a maker allows, where an age allowed for a consultation is longer; None where it is not."""
    if days <= maker.max_age_days:
        return None
    where = place_of(maker.max_age_cited) or "no age is on file, so that day holds"
    allowed = in_days(maker.max_age_days) if maker.max_age_days else "the day of the scan"
    return f"{maker.name}: {allowed} ({where})"


def _standing(device: Device) -> Iterator[Labelling]:
    """The labels that were read and that no other one supersedes in their market."""
    gone = {(why.document, one.market) for one in device.labellings for why in one.supersedes}
    for one in device.labellings:
        if one.read != "none" and (one.source.id, one.market) not in gone:
            yield one


def _limits(labelling: Labelling, axis: str) -> Iterator[_Limit | None]:
    """What each setting permits on an axis; None where it does not limit it."""
    for setting in labelling.settings:
        if setting.mr_status in _PERMITS_NOTHING:
            continue
        here = [one for one in (*labelling.always, *setting.conditions) if one.axis.name == axis]
        if not here:
            yield None
            continue
        permitted = here[0].permitted
        for one in here[1:]:
            permitted = meet(permitted, one.permitted)
        said = " and ".join(f"{one.text} ({place_of(one.cited)})" for one in here)
        yield _Limit(permitted, said)


def _more(condition: Condition, limits: list[Set]) -> bool:
    wanted = condition.permitted
    if isinstance(wanted, Span):
        spans = [one for one in limits if isinstance(one, Span)]
        return all(_above(wanted, one) for one in spans) or all(
            _below(wanted, one) for one in spans
        )
    named = frozenset(name for one in limits if isinstance(one, Choice) for name in one.names)
    if condition.axis.kind != "ordered" or "one_of" in condition.form:
        return not wanted.names <= named
    at = condition.axis.choices.index
    high, low = max(map(at, named)), min(map(at, named))
    above = {"at_most", "less_than"} & condition.form.keys() and max(map(at, wanted.names)) > high
    below = {"at_least", "more_than"} & condition.form.keys() and min(map(at, wanted.names)) < low
    return bool(above or below)


def _above(wanted: Span, limit: Span) -> bool:
    if wanted.high is None or limit.high is None:
        return False
    closed = limit.high_open and not wanted.high_open
    return wanted.high > limit.high or (wanted.high == limit.high and closed)


def _below(wanted: Span, limit: Span) -> bool:
    if wanted.low is None or limit.low is None or not (wanted.low or wanted.low_open):
        return False
    closed = limit.low_open and not wanted.low_open
    return wanted.low < limit.low or (wanted.low == limit.low and closed)
