"""Limits and boxes: what one document, or one rule of a site, leaves open for one implant."""

from __future__ import annotations

from itertools import product
from typing import TypeAlias

from mri_check.checklist import Disposition, Silence, Stated
from mri_check.evaluate import BARS, Facts, barred, fires, verdict_of
from mri_check.frozen import Record
from mri_check.record import Axis, Box, Condition, Labelling, Setting, by_state
from mri_check.region import Set, meet, within
from mri_check.verdict import MET, NOT_MET, UNKNOWN


class Party(Record):
    """One document, or one rule of a site, that governs one implant; with what is stated of the implant."""

    place: str
    """``implants/1``, ``implants/1/components/2``."""
    labelling: Labelling
    origin: str
    """``label`` or ``policy``."""
    owner: str
    """The place of the device whose facts it looks at; a component has those of its implant."""
    facts: Facts
    """Nothing of the scan: the scan is what is asked for."""


class Limit(Record):
    """One condition of one party, and the setting that it stands in."""

    party: Party
    setting: str
    condition: Condition

    @property
    def stated(self) -> Stated | None:
        """What is stated of the implant on its axis."""
        return self.party.facts.get(self.condition.axis.name)


class Row(Record):
    """One axis of a box: what all who limit it permit."""

    owner: str
    """The implant that it is of; empty where it is of the scan or the patient."""
    axis: Axis
    permitted: Set
    limits: tuple[Limit, ...]

    @property
    def binding(self) -> tuple[Limit, ...]:
        """The limits that make it what it is: without what they say more would be permitted.

        What several say alike binds in each of them. Where each could be spared beside the others, all bind.
        """
        alone = tuple(one for one in self.limits if one.condition.permitted == self.permitted)
        return alone or tuple(one for one in self.limits if self._matters(one)) or self.limits

    def _matters(self, limit: Limit) -> bool:
        said = limit.condition.permitted
        rest = [one.condition.permitted for one in self.limits if one.condition.permitted != said]
        common = rest[0]
        for one in rest[1:]:
            common = meet(common, one)
        return not within(common, self.permitted)

    @property
    def settled(self) -> bool:
        """Whether what is stated of the implant already lies in it."""
        return all(verdict_of(one.condition, one.stated) is MET for one in self.limits)


class Forbidden(Record):
    """A box that a party forbids, with the conditions of it that are not already so."""

    party: Party
    box: Box
    conditions: tuple[Condition, ...]


class Quiet(Record):
    """An axis on which one document or several set no limit: which silence, each document by itself."""

    axis: str
    title: str
    is_: str
    """The silence that leaves most open: ``no-limit``, ``not-addressed``, ``not-read``."""
    limited: bool
    """Whether another document or a rule limits it in this box."""
    told: tuple[tuple[Party, Silence], ...]


class Allowed(Record):
    """One box: on every axis, a set in which the scan must lie. What it does not name is in ``quiet``."""

    rows: tuple[Row, ...]
    ways: tuple[tuple[Party, tuple[Setting, ...]], ...]
    quiet: tuple[Quiet, ...] = ()


class Why(Record):
    """Why there is no box, or one box fewer."""

    kind: str
    """``clash``, ``all-forbidden``, ``forbidden``, ``not-met``, ``unsafe``, ``not-evaluated``, ``not-printed``,
    ``no-conditions``, ``no-setting``."""
    disposition: Disposition
    """What a check would come to, at best, for that reason."""
    party: Party | None
    setting: str
    limits: tuple[Limit, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()


Way: TypeAlias = tuple[tuple[Setting, ...], tuple[Limit, ...]]
"""One way to meet a document: a setting of every group that applies, and all the limits of it."""


# --- one party ---------------------------------------------------------------------------------------


def ways(party: Party) -> tuple[list[Way], list[Why]]:
    """Each way to meet a party in this state: one setting of every group that applies, and what all share.

    Where there is none, the reasons that decide: of alternatives, those of the best.
    """
    label = party.labelling
    always, broken = _limits(party, "always", label.always)
    groups = by_state(one for one in label.settings if fires(one.when, party.facts) is not NOT_MET)
    if not groups and party.origin == "label":
        return [], [*broken, Why("no-setting", Disposition.OUTSIDE, party, "always")]
    options: list[list[tuple[Setting, tuple[Limit, ...]]]] = []
    out: list[Why] = []
    closed: list[Why] = []
    for group in groups:
        tried = [(setting, *_setting(party, setting)) for setting in group]
        options.append([(setting, limits) for setting, limits, whys in tried if not whys])
        if options[-1]:
            out += [why for _, _, whys in tried for why in whys]
        else:
            least = min(max(why.disposition for why in whys) for _, _, whys in tried)
            closed += [
                why
                for _, _, whys in tried
                if max(one.disposition for one in whys) is least
                for why in whys
            ]
    if broken or closed:
        return [], [*broken, *closed]
    return [
        (
            tuple(setting for setting, _ in choice),
            (*always, *(one for _, limits in choice for one in limits)),
        )
        for choice in product(*options)
    ], out


def _setting(party: Party, setting: Setting) -> tuple[tuple[Limit, ...], list[Why]]:
    """The limits of a setting; or why none of it permits anything, as ``evaluate`` has it."""
    limits, whys = _limits(party, setting.id, setting.conditions)
    if why := barred(party.labelling, setting, party.origin):
        bar = Why(why, BARS[why], party, setting.id)
        if bar.disposition is not Disposition.INCOMPLETE:
            return (), [bar]
        whys.append(bar)
    return limits, whys


def _limits(
    party: Party, setting: str, conditions: tuple[Condition, ...]
) -> tuple[tuple[Limit, ...], list[Why]]:
    limits = tuple(Limit(party, setting, one) for one in conditions)
    failed = tuple(one for one in limits if verdict_of(one.condition, one.stated) is NOT_MET)
    return limits, [Why("not-met", Disposition.OUTSIDE, party, setting, failed)] if failed else []


def forbids(party: Party) -> tuple[list[Forbidden], list[Why]]:
    """What a party forbids in this state, and what of it already holds."""
    held: list[Forbidden] = []
    broken: list[Why] = []
    for box in party.labelling.boxes:
        if fires(box.when, party.facts) is NOT_MET:
            continue
        verdict = fires(box.conditions, party.facts)
        if verdict is MET:
            one = Forbidden(party, box, ())
            broken.append(Why("forbidden", Disposition.PROHIBITED, party, box.id, (), (one,)))
        elif verdict is UNKNOWN:
            rest = [one for one in box.conditions if fires((one,), party.facts) is UNKNOWN]
            held.append(Forbidden(party, box, tuple(rest)))
    return held, broken
