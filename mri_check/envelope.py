"""The scans that labelling would allow: its permitted sets, over all implants, documents and site rules.

The algebra is that of ``region``, the meaning that of ``evaluate``: conditions of ``always`` and of one setting
must all hold, settings for one state are alternatives, and a state that is not known is looked at value by
value, each by itself. A fully stated scan lies in the envelope exactly when every document and rule is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from mri_check.axes import Axes
from mri_check.boxes import Allowed, Forbidden, Party, Why, forbids, ways
from mri_check.checklist import Disposition, Item, Stated, stated
from mri_check.errors import Problem, RequestError
from mri_check.evaluate import fires
from mri_check.frozen import Record
from mri_check.overlap import combine, not_swallowed, quiet
from mri_check.record import Axis, Box, Condition, Setting
from mri_check.region import Choice, Set, meet, outside
from mri_check.silence import silences
from mri_check.spelling import ANY_OTHER, in_words
from mri_check.verdict import NOT_MET, UNKNOWN

MOST_CASES = 64
"""How many combinations of states that are not known are looked at."""


class Told(Record):
    """One state that a case is for: an axis of an implant that is not known, and one of its values."""

    owner: str
    axis: Axis
    stated: Stated
    of_setting: bool
    """Whether settings look at it, and not only what is forbidden."""


class Case(Record):
    """The envelope for one state of the implants."""

    told: tuple[Told, ...]
    allowed: tuple[Allowed, ...]
    forbidden: tuple[Forbidden, ...]
    """What must not be, whatever the boxes say."""
    refused: tuple[Why, ...]
    """Why there is no box at all; empty where there is one."""
    left_out: tuple[Why, ...]
    """Alternatives that come to nothing, where others are left."""
    disposition: Disposition
    """The best that a check of any scan could come to, the maker's confirmation apart."""


def envelope(parties: tuple[Party, ...], axes: Axes, devices: Iterable[str]) -> tuple[Case, ...]:
    """What the parties together would allow, for every state of the implants that may be.

    ``devices`` is every id that ``implant.components`` may name. Of no party, there is no case: nothing in,
    nothing allowed. Raises RequestError where more states or alternatives are open than can be looked at.
    """
    if not parties:
        return ()
    found = []
    for told in _states(parties, Choice(frozenset((ANY_OTHER, *devices)))):
        known: dict[str, dict[str, Stated]] = {}
        for one in told:
            known.setdefault(one.owner, {})[one.axis.name] = one.stated
        here = (
            one.replace(facts={**one.facts, **known.get("", {}), **known.get(one.owner, {})})
            for one in parties
        )
        found.append(_case(told, tuple(here), axes))
    return tuple(found)


def best(cases: tuple[Case, ...]) -> Disposition:
    """The best that a check of any scan could come to: where the state is not known, the worst case counts.

    As in a check, which part of a document applies is then at best incomplete, and a state that is not
    known counts as one that the document has a word for. Of no case, the worst there is.
    """
    if not cases:
        return Disposition.PROHIBITED
    silent = [{_of(why) for why in case.refused if why.kind == "no-setting"} for case in cases]
    everywhere = set.intersection(*silent)
    unknown = any(one.of_setting for one in cases[0].told)
    found = [Disposition.INCOMPLETE if unknown else Disposition.CONSULT]
    for case in cases:
        passing = [w for w in case.refused if w.kind == "no-setting" and _of(w) not in everywhere]
        sure = (why.disposition for why in case.refused if why not in passing)
        found.append(max((Disposition.INCOMPLETE, *sure)) if passing else case.disposition)
    return max(found)


def _of(why: Why) -> tuple[str, str]:
    return (why.party.place, why.party.labelling.id) if why.party else ("", "")


# --- the states that may be --------------------------------------------------------------------------


def _states(parties: tuple[Party, ...], anything: Choice) -> Iterator[tuple[Told, ...]]:
    """Every combination of what decides which parts of the documents apply, where that is not known."""
    undecided: dict[tuple[str, str], list[Condition]] = {}
    of_setting: set[tuple[str, str]] = set()
    facts = {owner: party.facts for party in parties for owner in (party.owner, "")}
    for party in parties:
        written: tuple[Setting | Box, ...] = (*party.labelling.settings, *party.labelling.boxes)
        for one in written:
            if not one.when or fires(one.when, party.facts) is not UNKNOWN:
                continue
            for condition in one.when:
                if fires((condition,), party.facts) is UNKNOWN:
                    name = condition.axis.name  # there is one patient, however many implants
                    at = ("" if name.startswith("patient.") else party.owner, name)
                    undecided.setdefault(at, []).append(condition)
                    of_setting |= {at} if isinstance(one, Setting) else set()
    ways = [
        [
            Told(at[0], conditions[0].axis, value, at in of_setting)
            for value in _values(conditions, facts[at[0]].get(at[1]), anything)
        ]
        for at, conditions in undecided.items()
    ]
    if (count := prod(len(way) for way in ways)) > MOST_CASES:
        names = ", ".join(dict.fromkeys(name for _, name in undecided))
        message = f"{count} combinations of states are possible; state some of: {names}"
        raise RequestError(Problem("states", "implants", message))
    return product(*ways)


def _values(conditions: list[Condition], known: Stated | None, anything: Choice) -> list[Stated]:
    """What may be stated on an axis so that each of the conditions is decided."""
    axis = conditions[0].axis
    sets = [one.permitted for one in conditions]
    if known is None:
        whole = _classes(axis.everything or anything, sets)
        if not axis.lists:
            return [_as_stated(axis, (one,)) for one in whole]
        several = product(*([(one,), ()] for one in whole))
        chosen = [tuple(part for parts in choice for part in parts) for choice in several]
        return [_as_stated(axis, parts) for parts in chosen if parts]
    worlds: list[tuple[Item, ...]] = [(world,) for world in known.worlds] or [known.items]
    return [
        _as_stated(axis, parts)
        for items in worlds
        for parts in product(*(_classes(one, sets) for item in items for one in item.members))
    ]


def _classes(whole: Set, sets: list[Set]) -> list[Set]:
    """The parts of a set that lie wholly inside or wholly outside each of the others."""
    found = [whole]
    for one in sets:
        pieces = [part for piece in found for part in (meet(piece, one), *outside(piece, one))]
        found = [piece for piece in pieces if not piece.empty]
    return found


def _as_stated(axis: Axis, parts: tuple[Set, ...]) -> Stated:
    items = tuple(Item(words, words, (part,)) for part in parts for words in [in_words(axis, part)])
    return stated(" and ".join(item.text for item in items), items, {}, (), len(items) > 1)


# --- one case ----------------------------------------------------------------------------------------


def _case(told: tuple[Told, ...], parties: tuple[Party, ...], axes: Axes) -> Case:
    boxes: list[Allowed] = [Allowed((), ())]
    forbidden: list[Forbidden] = []
    refused: list[Why] = []
    left_out: list[Why] = []
    clashes: list[Why] = []
    for party in parties:
        held, broken = forbids(party)
        forbidden += held
        found, out = ways(party)
        refused += broken if found else (*broken, *out)
        if found:
            left_out += out
            boxes, empty = combine(boxes, party, found)
            clashes += empty
    boxes, swallowed = not_swallowed(boxes, forbidden)
    clashes += swallowed
    if not boxes:
        rest = _of_the_rest(left_out)
        refused += (why.replace(disposition=rest) for why in clashes)
        clashes = []
    left_out += clashes
    if refused:
        worst = max(why.disposition for why in refused)
        return Case(told, (), tuple(forbidden), _once(refused), _once(left_out), worst)
    allowed = tuple(box.replace(quiet=quiet(box, axes)) for box in boxes)
    unread = any(_unread(party, axes) for party in parties if party.origin == "label")
    result = Disposition.INCOMPLETE if unread else Disposition.CONSULT
    return Case(told, allowed, tuple(forbidden), (), _once(left_out), result)


def _of_the_rest(left_out: list[Why]) -> Disposition:
    """Where no box is left: any scan is outside, or goes by an alternative that was left out."""
    rest: dict[tuple[object, ...], Disposition] = {}
    for why in left_out:
        at = (*_of(why), why.setting)
        rest[at] = max(why.disposition, rest.get(at, why.disposition))
    return min((Disposition.OUTSIDE, *rest.values()))


def _once(whys: list[Why]) -> tuple[Why, ...]:
    seen: dict[tuple[object, ...], Why] = {}
    for why in whys:
        # by what is read: facts of a party cannot be hashed
        limits = tuple((one.party.place, one.party.labelling.id, one.setting, one.condition.axis.name) for one in why.limits)  # fmt: skip
        boxes = tuple((one.party.place, one.party.labelling.id, one.box.id) for one in why.forbidden)  # fmt: skip
        who = (why.party.place, why.party.labelling.id) if why.party else ()
        seen.setdefault((why.kind, who, why.setting, limits, boxes), why)
    return tuple(seen.values())


def _unread(party: Party, axes: Axes) -> bool:
    """Whether a part that was not read counts, whatever the scan and whichever settings it goes by."""
    label = party.labelling
    applied = tuple(one for one in label.settings if fires(one.when, party.facts) is not NOT_MET)
    quiet = silences(label, applied, axes)
    return (label.mr_status is None and label.read != "full") or any(
        one.is_ == "not-read" for one in quiet
    )
