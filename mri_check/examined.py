"""One implant on its way through a check: what it is, what governs it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mri_check.applicable import Applicable
from mri_check.checklist import (
    Candidate,
    Consultation,
    Finding,
    Implant,
    ImplantOutcome,
    LabellingOutcome,
)
from mri_check.evaluate import Facts
from mri_check.frozen import Record
from mri_check.identify import NotIdentified
from mri_check.record import Citation, Device, Labelling, Setting


class Judgement(Record):
    """One labelling or policy rule, judged, with what was asked of the maker and answered."""

    labelling: Labelling
    origin: str
    outcome: LabellingOutcome
    applied: tuple[Setting, ...]
    confirmed: Consultation | None
    closed: frozenset[str]
    """The ids of the questions that the consultation closed."""


class Examined(Record):
    """One implant, item or other implant on its way through a check."""

    implant: Implant
    device: Device | None
    model: str | None
    unidentified: NotIdentified | None
    applicable: Applicable | None
    facts: Facts = {}
    answered: Mapping[str, str] = {}
    candidates: tuple[Candidate, ...] = ()
    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    components: tuple[Examined, ...] = ()
    outcome: ImplantOutcome | None = None

    @property
    def called(self) -> str:
        """Its full name where it is known, else what was asked."""
        return self.outcome.name if self.outcome and self.outcome.name else self.implant.asked


def flat(examined: Iterable[Examined]) -> Iterator[Examined]:
    """Each, followed by its components."""
    for one in examined:
        yield one
        yield from flat(one.components)


def place_of(cited: Citation | None) -> str:
    """``M005186C003 Rev B, p. 9``."""
    if cited is None:
        return ""
    where = f"p. {cited.page}" if cited.page else ""
    if cited.section and not where:
        where = f"section {cited.section}"
    return ", ".join(part for part in (cited.document, where) if part)
