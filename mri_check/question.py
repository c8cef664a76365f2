"""What a dialogue may ask: one thing that a request can state, or several that are asked at once."""

from __future__ import annotations

from mri_check.checklist import Disposition
from mri_check.document import Path
from mri_check.frozen import Record
from mri_check.record import Axis, Citation


class Field(Record):
    """One thing that a request can state."""

    path: Path
    """Where it stands in the request: ``("scan", "region")``, ``("implants", 0, "facts", "drug")``."""
    axis: Axis | None
    """None of what is no axis: a device, the market, what else is there."""
    name: str
    """How it is called within its question."""


class Reason(Record):
    """Why a question is asked: a rule on file that looks at the answer, and where it is printed."""

    origin: str
    """``label`` or ``policy``."""
    kind: str
    """As of a finding: ``condition``, ``prohibits``, ``when`` or ``ask``."""
    permitted: str
    cited: Citation | None


class Question(Record):
    """What is asked next, why, and of whom."""

    id: str
    kind: str
    """``device``, ``market``, ``scanner``, ``region``, ``others``, ``items``, ``value``, ``answer`` or ``several``."""
    fields: tuple[Field, ...]
    place: str
    """The implant that it is about; empty where it is about the scan, the patient or all of it."""
    about: str
    """What that implant is called, or the text of the question that a label asks."""
    who: str
    """Who usually knows."""
    reasons: tuple[Reason, ...] = ()
    outcomes: tuple[Disposition, ...] = ()
    """What some answer alone would make of the outcome, where that is another than now; best to worst."""
    line: str | None = None
    """A line of the checklist that some answer would change, where none changes more than that."""
    weight: float = 0
    """How much of the checklist an answer changes, on average."""
