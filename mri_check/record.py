"""What the catalogue holds: axes, sources, manufacturers, devices, labellings and their conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from mri_check.frozen import Record
from mri_check.messages import checklist as say
from mri_check.region import Choice, Set


class Axis(Record):
    """One thing that a label may limit and a request may state (``scan.slew_rate``)."""

    name: str
    title: str
    kind: str
    """``quantity``, ``choice``, ``ordered``, ``tree``, ``age`` or ``devices``."""
    dimension: str | None
    """The unit family of a quantity, or of the names of an ordered choice (field strength)."""
    choices: tuple[str, ...]
    parents: Mapping[str, tuple[str, ...]]
    """Of a tree: what each value lies under. Two parents where no source decides."""
    whole: bool
    """Whether naming an inner value means all of it at once (a region is wholly scanned)."""
    lists: bool
    """Whether several values may be stated at once (regions, drugs)."""
    none: bool
    """Whether ``none`` may be stated, which meets every ``at_least`` (a pause in a single run)."""
    measured: Mapping[Decimal, str]
    """Measured values that stand for a nominal class: 2.89 T is a 3 T scanner."""
    means: str
    known_by: str
    phase: str
    ask: str
    """The question to the person who usually knows."""
    ask_maker: str
    """The question to the manufacturer where the label does not say."""
    table: bool
    """Whether it is a row of the MR labelling tables, so that a label's silence on it is a question."""
    console: bool
    fixed: bool
    """Whether a scanner cannot change it."""
    everything: Set | None
    """All its values; None where they cannot be listed (devices)."""
    permits: Mapping[str, Choice]
    """What a value permits when a label names it."""
    states: Mapping[str, tuple[Choice, ...]]
    """What a value states when a request names it: the things that are there at once."""
    outside: bool = False
    """Whether it is of a thing that stays outside the bore, which has a label table of its own."""
    see: str | None = None
    """Of a question: the part of a request (``other_implants``) that bears on it, and does not answer it."""


class Citation(Record):
    """Where a value is printed. A source without pages is cited by section."""

    source: str
    document: str
    page: str | None = None
    section: str | None = None
    address: str | None = None


class Condition(Record):
    """One axis, the values that the label permits on it, and where it says so."""

    axis: Axis
    permitted: Set
    text: str
    """The permitted set in words, with the printed value where it was copied."""
    form: Mapping[str, Any]
    """The permitted set in its public form."""
    cited: Citation | None
    printed: str | None = None
    """The limit as it is printed."""
    otherwise: str | None = None
    """What the label calls the rest: ``not-established``, ``not-listed``, ``should-not``."""
    note: str | None = None


class Setting(Record):
    """Conditions that must all hold, for the states of the device that ``when`` names."""

    id: str
    when: tuple[Condition, ...]
    conditions: tuple[Condition, ...]
    mr_status: str | None
    status_cited: Citation | None
    no_limit: Mapping[str, Citation]

    @property
    def state(self) -> frozenset[object]:
        """What its ``when`` comes to; settings of one state are alternatives."""
        return frozenset((one.axis.name, one.permitted) for one in self.when)


def by_state(settings: Iterable[Setting]) -> list[list[Setting]]:
    """Settings in groups of one state each: one of a group has to be met, and that in every group."""
    groups: dict[frozenset[object], list[Setting]] = {}
    for setting in settings:
        groups.setdefault(setting.state, []).append(setting)
    return list(groups.values())


class Box(Record):
    """What a label forbids outright: a request that lies in all its conditions is prohibited."""

    id: str
    when: tuple[Condition, ...]
    conditions: tuple[Condition, ...]
    says: str


class Timing(Record):
    """When a step of the procedure after the scan is due, as the labelling writes it."""

    wait: str | None
    """``at least 20 min``, counted from ``since``; None where no wait is printed."""
    since: str
    any_time: bool
    do: str
    """The step alone, without its time and its readings."""


class Instruction(Record):
    """A task before, during or after the scan; of phase ``consult``, a question to the maker."""

    id: str
    phase: str
    who: str
    do: str
    when: tuple[Condition, ...]
    cited: Citation | None
    ours: bool
    """Whether it is this project's advice and not the label's."""
    timing: Timing | None = None
    """Of a step of the procedure after the scan."""
    beside: str | None = None
    """Of good practice: what must be, or may be, in the patient: an ``implant``, a ``pump``."""
    unless: str | None = None
    """Of good practice: ``label``, where what a labelling asks for stands in its place."""
    about: str | None = None
    """``after`` of a question that is on the time after the scan."""


class Supersedes(Record):
    """A document that this one replaces, and on what basis we say so."""

    document: str
    basis: str
    because: str


class Source(Record):
    """A document, as it was found."""

    id: str
    title: str
    document: str
    """The name it is called by: number and revision, or its title."""
    number: str | None
    revision: str | None
    dated: str | None
    address: str | None
    rank: str
    """``primary``, ``regulator`` or ``secondary``."""
    read: str
    """``full``, ``part`` or ``none``."""
    note: str | None
    ask_for: str | None


class Tested(Record):
    """A value at which the maker tested: it permits nothing and limits nothing."""

    axis: str
    title: str
    """The axis in words, or as the document calls what is none of ours (``dB/dt``)."""
    value: str
    says: str
    when: tuple[Condition, ...]
    cited: Citation


class Labelling(Record):
    """One revision of one document, for one device, in one market."""

    id: str
    device: str
    market: str
    market_inferred: bool
    source: Source
    dated: str | None
    after: str | None
    """Of an undated one: a day after which it was made, where that is known."""
    read: str
    mr_status: str | None
    printed_status: str | None
    status_cited: Citation | None
    always: tuple[Condition, ...]
    """The conditions that all settings share."""
    settings: tuple[Setting, ...]
    """Never empty: a labelling that prints no alternatives has one setting, called ``always``."""
    boxes: tuple[Box, ...]
    no_limit: Mapping[str, Citation]
    not_addressed: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    questions: tuple[Instruction, ...]
    """Those of phase ``consult``: questions to the maker."""
    supersedes: tuple[Supersedes, ...]
    says: tuple[tuple[str, Citation], ...]
    """What else it says that is neither a condition nor a task."""
    digest: str
    axes: frozenset[str]
    """Every axis that a condition of it looks at."""
    tested: tuple[Tested, ...] = ()
    """What was tested and is not printed as a limit too."""

    @property
    def asks(self) -> frozenset[str]:
        """The names of its questions and instructions, which ``answers`` may name."""
        names = (axis[4:] for axis in self.axes if axis.startswith("ask."))
        return frozenset((*names, *(task.id.rpartition("/")[2] for task in self.instructions)))


class Elsewhere(Record):
    """A labelling on file for another market than the one where a device was sold: it governs nothing there."""

    id: str
    market: str
    inferred: bool
    sold: str
    source: Source

    @property
    def market_told(self) -> str:
        """Its market, and whether that is our inference."""
        return say.MARKET_INFERRED.format(market=self.market) if self.inferred else self.market


class Model(Record):
    """One model number or REF of a device."""

    number: str
    markets: tuple[str, ...]
    reservoir: str | None


class Device(Record):
    """One row of a maker's catalogue: a pump, a catheter, an external controller."""

    id: str
    manufacturer: str
    name: str
    kind: str
    implanted: bool
    models: tuple[Model, ...]
    tell_apart: str
    about: str | None
    labellings: tuple[Labelling, ...]
    notices: tuple[FieldNotice, ...]
    conflicts: tuple[Conflict, ...]
    looked_for: str | None
    ask_for: str | None


class Conflict(Record):
    """Where sources contradict each other on a device: who claims what, and what we do about it."""

    topic: str
    claims: tuple[tuple[str, Citation], ...]
    handling: str


class FieldNotice(Record):
    """A field notice or recall. It never changes a disposition; a labelling made from it may."""

    id: str
    title: str
    dated: str
    says: str
    in_force: str
    """``yes``, or ``not-known`` where no source says whether it was closed."""
    cited: Citation
    class_: str | None
    """Of a recall, where a source gives it: ``Class I``."""


class Contact(Record):
    """Whom to ask, for what, in which market, and when that was last seen."""

    purpose: str
    market: str | None
    phone: str | None
    address: str | None
    seen: str
    cited: Citation
    doubt: str | None

    def told(self) -> dict[str, str | None]:
        """In its public form, but for where it stands."""
        return {"for": self.purpose, "market": self.market, "phone": self.phone,
                "address": self.address, "seen": self.seen, "doubt": self.doubt}  # fmt: skip


class Manufacturer(Record):
    """Who labels a device, and who answers for it now."""

    id: str
    name: str
    names: tuple[str, ...]
    contacts: tuple[Contact, ...]
    max_age_days: int
    """How old a consultation may be on the day of the scan; 0 is the same day."""
    max_age_cited: Citation | None
    answers_now: str | None


class Family(Record):
    """A name that several devices share. It lists them and never identifies one."""

    name: str
    says: str
    devices: tuple[str, ...]
    others: bool
    """Whether a device that is not listed may be meant too."""


def place_of(cited: Citation | None) -> str:
    """``M005186C003 Rev B, p. 9``."""
    if cited is None:
        return ""
    where = say.PAGE.format(page=cited.page) if cited.page else ""
    if cited.section and not where:
        where = say.SECTION.format(section=cited.section)
    return ", ".join(part for part in (cited.document, where) if part)
