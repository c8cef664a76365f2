"""After the scan: walks the maker's procedure with what was seen, and says where that leaves the patient.

Fails closed. What was not said may be anything; where it matters, the answer is ``not yet known``. Where it
is not said at which step something was seen, the worst of the steps counts. What no reading of the label
names is ``not yet known``; what was read in part never makes a pump resumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from mri_check.checklist import Stated
from mri_check.evaluate import fires
from mri_check.frozen import Record
from mri_check.messages import after as say
from mri_check.observations import OBSERVATIONS, groups
from mri_check.procedure import Reading, Step
from mri_check.readings import ENDS, Best, End, without_overruled
from mri_check.record import Labelling
from mri_check.triggers import condition_words
from mri_check.verdict import NOT_MET, UNKNOWN


class Applied(Record):
    """A reading that fits what was seen."""

    step: Step
    reading: Reading
    certain: bool
    """Whether it fits however the rest turns out."""
    condition: str
    """The part of its trigger that is not known, in words."""
    at: tuple[str, ...] = ()
    """The later steps, at one of which it must have been seen; none where that is known or does not matter."""


class Course(Record):
    """The procedure of one labelling, as far as it was walked."""

    labelling: Labelling
    steps: tuple[Step, ...]
    """The steps and readings that hold, or may hold, for this state of the pump."""
    conditions: Mapping[str, str]
    """Of a step whose trigger is not known: that part of it in words."""
    end: End
    applied: tuple[Applied, ...]
    due: tuple[str, ...]
    """The ids of the steps that come next."""
    look: tuple[str, ...]
    """The observations that are still to be made."""
    why: tuple[str, ...]
    asks: tuple[str, ...]
    """What to ask the maker."""


class _Walk(Record):
    """What a step comes to with what was seen."""

    end: End
    fits: Mapping[tuple[str, int], bool]
    """Each reading that may fit, and whether it does in any case."""
    due: tuple[str, ...] = ()
    look: tuple[str, ...] = ()


def course(
    labelling: Labelling,
    steps: tuple[Step, ...],
    facts: Mapping[str, Stated],
    said: frozenset[str],
    at: str | None = None,
) -> Course:
    """Walk the procedure of one labelling.

    ``said`` are words of the list of observations, none excluding another; ``at`` is the step at which they
    were seen, None where that was not said.
    """
    states = {one.id: fires(one.when, facts) for one in steps}
    holding = tuple(
        one.replace(readings=tuple(r for r in one.readings if fires(r.when, facts) is not NOT_MET))
        for one in steps
        if states[one.id] is not NOT_MET
    )
    holding = without_overruled(holding, facts)
    conditions = {
        one.id: condition_words(one.when, facts) for one in holding if states[one.id] is UNKNOWN
    }
    return _Walking(labelling, holding, facts, said, conditions).course(at)


def positions(steps: Iterable[Step]) -> tuple[str, ...]:
    """The steps at which something may be said to have been seen."""
    return tuple(one.id for one in steps if one.begins or one.minutes is not None)


class _Walking:
    """One walk through one procedure."""

    def __init__(
        self,
        labelling: Labelling,
        steps: tuple[Step, ...],
        facts: Mapping[str, Stated],
        said: frozenset[str],
        conditions: Mapping[str, str],
    ) -> None:
        self.labelling, self.facts, self.said = labelling, facts, said
        self.steps = {one.id: one for one in steps}
        self.conditions = conditions
        self.why: list[str] = []
        self.asks: list[str] = []

    def course(self, at: str | None) -> Course:
        walks = {step.id: self.step(step) for step in self.where(at)}
        walks |= {step.id: self.event(step) for step in self.steps.values() if step.any_time}
        seen_at = {id: walk.end for id, walk in walks.items() if self.read_at(id)}
        walks |= self.alarming()
        end = max((walk.end for walk in walks.values()), default=End.NOT_YET_KNOWN)
        if not any(step.begins for step in self.steps.values()):
            end = max(end, End.NOT_YET_KNOWN)
            self.nothing()
        elif all(step.id in self.conditions for step in self.steps.values() if step.begins):
            end = max(end, End.NOT_YET_KNOWN)
            told = next(self.conditions[step.id] for step in self.steps.values() if step.begins)
            self.why.append(say.STATE_NOT_KNOWN.format(condition=told))
        if self.steps and (unnamed := sorted(self.said - self.named())):
            end = max(end, End.NOT_YET_KNOWN)
            told = ", ".join(unnamed)
            self.why.append(say.NO_READING.format(document=self.document, words=told))
            self.asks.append(say.WHAT_DOES_IT_MEAN.format(words=told))
        if at is None and len(set(seen_at.values())) > 1:
            self.why.append(say.WHICH_STEP.format(steps=", ".join(seen_at)))
        end = self.capped(end)
        due = () if end is End.RESUMED else self.ordered(id for w in walks.values() for id in w.due)
        look = dict.fromkeys(word for walk in walks.values() for word in walk.look)
        worst = max(end, End.NOT_YET_KNOWN)  # of a later step only what holds the answer back
        walks = {
            id: walk for id, walk in walks.items() if at or not self.later(id) or walk.end >= worst
        }
        return Course(
            self.labelling, tuple(self.steps.values()), self.conditions, end,
            tuple(self.applied(walks, at)), due, tuple(look), tuple(self.why), tuple(self.asks),
        )  # fmt: skip

    @property
    def document(self) -> str:
        return self.labelling.source.document

    def nothing(self) -> None:
        """No step for this pump, or for this state of it: a question, never an answer."""
        self.why.append(say.NO_PROCEDURE[self.labelling.read].format(document=self.document))
        self.asks.append(say.WHAT_TO_READ.format(document=self.document))

    def capped(self, end: End) -> End:
        """What was read in part may hold more steps: the pump is not called resumed on it."""
        reads = {self.labelling.read, *(step.read for step in self.steps.values())}
        if end is not End.RESUMED or reads == {"full"}:
            return end
        documents = [
            step.cited.document
            for step in self.steps.values()
            if step.read != "full" and step.cited
        ]
        if self.labelling.read != "full":
            documents.insert(0, self.document)
        for document in dict.fromkeys(documents):
            self.why.append(say.READ_IN_PART.format(document=document))
            self.asks.append(say.WHAT_ELSE.format(document=document))
        return End.NOT_YET_KNOWN

    def where(self, at: str | None) -> Iterator[Step]:
        """The steps to walk: where something was seen, or may have been, and all that is due anyhow."""
        for id in positions(self.steps.values()):
            step = self.steps[id]
            if at is None:
                if step.begins or self.read_at(id):
                    yield step
            elif id == at or (step.begins and at not in self.ahead(id)):
                yield step

    def alarming(self) -> dict[str, _Walk]:
        """What somebody must act on counts also where what else was said does not lead to the step that looks at it."""
        places = positions(self.steps.values())
        others = (id for id in self.steps if id not in places)
        walks = {id: self.step(self.steps[id]) for id in others if self.read_at(id)}
        return {id: walk for id, walk in walks.items() if walk.end is End.ESCALATE}

    def read_at(self, id: str) -> bool:
        """Whether something was said of what a step looks at."""
        return bool(self.said & _words(self.steps[id])) and not self.steps[id].any_time

    def later(self, id: str) -> bool:
        """Whether something that was seen may have been seen at a step that is only due after another one."""
        return id in positions(self.steps.values()) and not self.steps[id].begins

    def ahead(self, id: str) -> set[str]:
        """The steps that may follow a step."""
        found: set[str] = set()
        coming = [id]
        while coming:
            step = self.steps.get(coming.pop())
            for reading in step.readings if step else ():
                if reading.next and reading.next not in found:
                    found.add(reading.next)
                    coming.append(reading.next)
        return found

    def named(self) -> set[str]:
        readings = (one for step in self.steps.values() for one in step.readings)
        return {word for one in readings for box in one.observed for word in box}

    def step(self, step: Step) -> _Walk:
        """Judge a step in every world that what was said leaves open.

        In each world the worst of the readings that fit counts, and one whose trigger is not known fits;
        where the worlds disagree, nothing is known yet.
        """
        if not self.said & _words(step):
            return _Walk(End.NOT_YET_KNOWN, {}, (step.id,))
        asked = [group for group in groups().values() if _words(step) & set(group)]
        open_words = tuple(word for group in asked if not self.said & set(group) for word in group)
        worlds = [
            self.world(step, frozenset(world))
            for world in product(*((*self.said & set(group),) or group for group in asked))
        ]
        ends = {one.end for one in worlds}
        fits = {
            key: all(one.fits.get(key, False) for one in worlds)
            for one in worlds
            for key in one.fits
        }
        due = tuple(id for one in worlds for id in one.due)
        if len(ends) == 1:
            look = tuple(word for one in worlds for word in one.look)
            return _Walk(ends.pop(), fits, due, look)
        return _Walk(End.NOT_YET_KNOWN, fits, due, open_words)

    def world(self, step: Step, world: frozenset[str]) -> _Walk:
        seen = world | self.said
        walks: list[_Walk] = []
        fits: dict[tuple[str, int], bool] = {}
        for number, reading in enumerate(step.readings):
            if reading.observed and not any(box <= seen for box in reading.observed):
                continue
            fits[step.id, number] = True
            walks.append(self.follow(reading))
        if not walks:  # lint allows none, but for what the triggers of the readings leave out
            return _Walk(End.NOT_YET_KNOWN, {}, (step.id,))
        for walk in walks:
            fits |= walk.fits
        return _Walk(
            max(walk.end for walk in walks),
            fits,
            tuple(id for walk in walks for id in walk.due),
            tuple(word for walk in walks for word in walk.look),
        )

    def follow(self, reading: Reading) -> _Walk:
        """Where a reading leads; a step that belongs to the same visit is walked at once."""
        if reading.ends is not None:
            return _Walk(ENDS[reading.ends], {})
        step = self.steps.get(reading.next or "")
        if step is None:
            return _Walk(End.NOT_YET_KNOWN, {})
        if step.minutes is not None:
            return _Walk(End.NOT_YET_KNOWN, {}, (step.id,))
        walk = self.step(step)
        look = walk.look or (() if self.said & _words(step) else _in_order(_words(step)))
        return walk.replace(look=look)

    def event(self, step: Step) -> _Walk:
        """What may be seen at any time counts where it is said."""
        walks = []
        fits: dict[tuple[str, int], bool] = {}
        for number, reading in enumerate(step.readings):
            if any(box <= self.said for box in reading.observed):
                fits[step.id, number] = True
                due = (reading.next,) if reading.next in self.steps else ()
                end = ENDS.get(reading.ends or "", End.NOT_YET_KNOWN)
                walks.append(_Walk(end, {}, tuple(id for id in due if id)))
        return _Walk(
            max((walk.end for walk in walks), default=End.RESUMED),
            fits,
            tuple(id for walk in walks for id in walk.due),
        )

    def applied(self, walks: Mapping[str, _Walk], at: str | None) -> Iterator[Applied]:
        """The readings that fit; of those of a step the worse comes first."""
        certain: dict[tuple[str, int], bool] = {}
        roots: dict[tuple[str, int], list[str]] = {}
        for id, walk in walks.items():
            for key, sure in walk.fits.items():
                certain[key] = certain.get(key, False) or sure
                roots.setdefault(key, []).append(id)
        best = Best(self.steps.values())
        for step in self.steps.values():
            fitting = [n for n in range(len(step.readings)) if (step.id, n) in certain]
            for number in sorted(fitting, key=lambda n: -best.of(step.readings[n])):
                reading, key = step.readings[number], (step.id, number)
                told = condition_words(reading.when, self.facts)
                only = () if at or not all(map(self.later, roots[key])) else tuple(roots[key])
                sure = certain[key] and not told and not only
                yield Applied(step, reading, sure, told, only)

    def ordered(self, ids: Iterable[str]) -> tuple[str, ...]:
        wanted = set(ids)
        return tuple(id for id in self.steps if id in wanted)


def _words(step: Step) -> set[str]:
    """What the readings of a step look at, without events."""
    named = {word for one in step.readings for box in one.observed for word in box}
    return {word for word in named if OBSERVATIONS[word].group is not None}


def _in_order(words: set[str]) -> tuple[str, ...]:
    return tuple(word for word in OBSERVATIONS if word in words)
