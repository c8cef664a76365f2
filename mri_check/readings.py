"""What the readings of a procedure after the scan come to, by themselves: where each may end, and which another overrules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from mri_check.checklist import Stated
from mri_check.evaluate import fires
from mri_check.procedure import Reading, Step
from mri_check.verdict import MET


class End(IntEnum):
    """How a procedure stands, best to worst; the worst one wins."""

    RESUMED = 0
    NOT_YET_KNOWN = 1
    ESCALATE = 2

    @property
    def word(self) -> str:
        """The public spelling."""
        return self.name.lower().replace("_", "-")


ENDS = {one.word: one for one in End}


class Best:
    """The best that a reading may still come to, whatever else is seen."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = {one.id: one for one in steps}

    def of(self, reading: Reading) -> End:
        if reading.ends is not None:
            return ENDS[reading.ends]
        step = self.steps.get(reading.next or "")
        found = (self.of(one) for one in step.readings) if step is not None else ()
        return min(found, default=End.NOT_YET_KNOWN)


def without_overruled(steps: tuple[Step, ...], facts: Mapping[str, Stated]) -> tuple[Step, ...]:
    """The steps without what may end in resumed where readings for this very pump say worse of all that it names.

    The worst counts anyhow; told beside it, "resumed" would be read.
    """
    best = Best(steps)

    def stays(step: Step, reading: Reading) -> bool:
        worse = [
            box
            for one in step.readings
            if one.when and fires(one.when, facts) is MET and best.of(one) is not End.RESUMED
            for box in one.observed
        ]
        covered = all(any(it <= box for it in worse) for box in reading.observed)
        return not reading.observed or not covered or best.of(reading) is not End.RESUMED

    return tuple(
        step.replace(readings=tuple(one for one in step.readings if stays(step, one)))
        for step in steps
    )
