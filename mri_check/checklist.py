"""What is asked and what comes back: the stated facts, the findings, the outcomes, the checklist."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from mri_check.frozen import Record
from mri_check.record import Box, Citation, Contact, Elsewhere, Instruction, Source, Tested
from mri_check.region import Choice, Set
from mri_check.verdict import Verdict


class Disposition(IntEnum):
    """The outcome, best to worst; the worst one wins."""

    WITHIN = 0
    CONSULT = 1
    INCOMPLETE = 2
    UNIDENTIFIED = 3
    UNLABELLED = 4
    OUTSIDE = 5
    PROHIBITED = 6

    @property
    def word(self) -> str:
        """The public spelling."""
        return _WORDS[self]


_WORDS = dict(
    zip(Disposition, ("within-labelling", "consult-manufacturer", "incomplete", "unidentified", "unlabelled",
                      "outside-labelling", "prohibited"))
)  # fmt: skip


class Item(Record):
    """One stated value: all of ``members`` are there at once (a whole region is all its parts)."""

    text: str
    """As it was written."""
    name: str
    """The choice that it names, or the text of a quantity."""
    members: tuple[Set, ...]


class Stated(Record):
    """What a request says on one axis. ``worlds`` holds the alternatives of an undecided ``any_of``."""

    text: str
    items: tuple[Item, ...]
    form: Mapping[str, Any]
    """The stated set in its public form."""
    worlds: tuple[Item, ...] = ()
    is_list: bool = False
    only: Set | None = None
    """Its set, where it is one value or range and not several at once."""
    dated: bool = False
    """Whether it depends on the day of the scan (an age), so that its text alone does not say it all."""


def stated(
    text: str, items: tuple[Item, ...], form: Mapping[str, Any], worlds: tuple[Item, ...] = (),
    is_list: bool = False,
) -> Stated:  # fmt: skip
    """What a request says on one axis."""
    alone = len(items) == 1 and len(items[0].members) == 1
    only = items[0].members[0] if alone else None
    return Stated(text, items, form, worlds, is_list, only, form.get("unit") == "days")


class Implant(Record):
    """One implanted device, item or component of a request, with all that is stated of it."""

    place: str
    """``implants/1``, ``items/1``, ``other_implants/1``."""
    asked: str
    market: str | None
    identified_by: str | None
    facts: Mapping[str, Stated]
    """Every axis that is stated for it: its own, the scan's, the patient's, and its answers."""
    answers: Mapping[str, str]
    components: tuple[str, ...] = ()
    checked_by: str | None = None


class Consultation(Record):
    """What a manufacturer answered."""

    place: str
    manufacturer: str
    on: str
    document: str | None
    by: str | None
    said: str
    answered: frozenset[str] | None
    """The ids of the questions that it closes; None closes all."""
    device: str | None


class Finding(Record):
    """A condition that was judged."""

    id: str
    setting: str
    kind: str
    """``condition``, ``prohibits``, ``ask`` or ``when``."""
    origin: str
    """``label``, ``policy`` or ``notice``."""
    axis: str
    title: str
    """The axis in words, or the question that is asked."""
    who: str
    """Who usually knows."""
    verdict: Verdict
    permitted: str
    permitted_set: Mapping[str, Any]
    stated: str | None
    stated_set: Mapping[str, Any] | None
    cited: Citation | None
    otherwise: str | None = None
    note: str | None = None
    may_be_superseded_by: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()
    """Of an ordered axis: all its values, from least to most."""


class Silence(Record):
    """An axis on which the label sets no limit: which of the silences it is, and where it says so."""

    axis: str
    title: str
    is_: str
    """``no-limit``, ``not-addressed`` or ``not-read``; of the last two ``cited`` is a caution that is no limit."""
    cited: Citation | None
    kind: str = ""
    """The kind of its axis."""
    of: tuple[str, ...] = ()
    """The settings that are silent, where another that may apply as well limits the axis, or says that there is no limit."""


class LabellingOutcome(Record):
    """One labelling, or one rule of a site policy, judged."""

    id: str
    market: str
    mr_status: str | None
    printed_status: str | None
    source: Source
    dated: str | None
    read: str
    market_inferred: bool
    digest: str
    disposition: Disposition
    decided_by: tuple[str, ...]
    settings: tuple[tuple[str, Verdict], ...]
    """The settings that apply to this state of the device, and what became of each."""
    statuses: Mapping[str, str | None]
    """The MR status that the document prints for each of them."""
    findings: tuple[Finding, ...]
    silences: tuple[Silence, ...]
    clear: tuple[Box, ...] = ()
    """What it forbids for this state of the device, and this plan, as stated, stays clear of."""
    tested: tuple[Tested, ...] = ()
    """What it says was tested, for this state of the device."""


class Superseded(Record):
    """A labelling that is no longer followed, what replaced it, and on what basis we say so."""

    id: str
    document: str
    dated: str | None
    by: str
    basis: str
    because: str
    said: tuple[str, ...]


class Candidate(Record):
    """A device that an ambiguous name may mean, and how this scan reads for it."""

    device: str
    name: str
    models: tuple[str, ...]
    tell_apart: str
    disposition: Disposition


class ImplantOutcome(Record):
    """One implant, item or component, identified and judged."""

    place: str
    asked: str
    manufacturer: str | None
    device: str | None
    name: str | None
    model: str | None
    candidates: tuple[Candidate, ...]
    did_you_mean: tuple[str, ...]
    disposition: Disposition
    decided_by: tuple[str, ...]
    stated: tuple[tuple[str, str], ...]
    labellings: tuple[LabellingOutcome, ...]
    superseded: tuple[Superseded, ...]
    findings: tuple[Finding, ...] = ()
    """Of an implant that the catalogue does not know: the question whether its own conditions are met."""
    checked_by: str | None = None
    components: tuple[ImplantOutcome, ...] = ()
    market: str | None = None
    """Where it was sold: what is stated of it, else of the request."""
    ungoverned: tuple[str, ...] = ()
    """The markets for which no labelling on file governs it."""
    called: str = ""
    """Its name where it is known, else what was asked; with its place where another device is called the same."""


class Line(Record):
    """One thing that one person does next."""

    id: str
    phase: str
    who: str
    state: str
    """``open``, ``done`` or ``stop``."""
    text: str
    why: str
    cited: Citation | None
    ours: bool = False
    task: Instruction | None = None
    """The instruction that it was made from."""


class Question(Record):
    """One question to a manufacturer."""

    id: str
    about: str
    text: str


class Consult(Record):
    """Whom to ask, for which document, and the exact questions that this scan raises."""

    manufacturer: str
    name: str
    answers_now: str | None
    contacts: tuple[Contact, ...]
    documents: tuple[Source, ...]
    questions: tuple[Question, ...]
    elsewhere: tuple[Elsewhere, ...] = ()


class ConsoleWarning(Record):
    """Why a limit does not keep itself on this scanner."""

    code: str
    """``default-looser``, ``default-not-known``, ``below-lowest``, ``lowest-not-known``, ``not-reported``."""
    scanner: str | None
    value: str | None
    """What the console starts with, or the lowest limit that it can hold a scan to."""
    source: str | None
    """Where the site has that from."""


class ConsoleLimit(Record):
    """A limit to enter at, or keep to on, the scanner's console."""

    axis: str
    limit: str
    """As it is printed."""
    from_: str
    title: str
    permitted: str
    """The permitted set in words."""
    form: Mapping[str, Any]
    cited: Citation | None
    warnings: tuple[ConsoleWarning, ...]


class ScanFact(Record):
    """One stated scan fact, where it came from, and what it replaced."""

    value: str
    from_: str
    overrides: str | None


class Default(Record):
    """A value that the request leaves out and the user's configuration file states."""

    name: str
    """``market`` or ``scanner``."""
    value: str
    where: str
    """``file:line:col``."""


class Notice(Record):
    """Something a reader must know that changes no disposition by itself."""

    id: str
    text: str
    cited: Citation | None = None


class Checklist(Record):
    """The answer: what is met, what is not, what is unknown, and what each person does next."""

    id: str | None
    tool_version: str
    edition: str
    digest: str
    on: str
    market: str | None
    disposition: Disposition
    decided_by: tuple[str, ...]
    scan: Mapping[str, ScanFact]
    implants: tuple[ImplantOutcome, ...]
    items: tuple[ImplantOutcome, ...]
    other_implants: tuple[ImplantOutcome, ...]
    consult: tuple[Consult, ...]
    lines: tuple[Line, ...]
    console: tuple[ConsoleLimit, ...]
    notices: tuple[Notice, ...]
    patient: Mapping[str, str] = {}
    """What is stated of the patient, by axis."""
    policy: tuple[str, str] | None = None
    """The name of the site policy that was judged too, and the digest of its file."""
    configured: tuple[Default, ...] = ()
    """What was not stated and came from the configuration file."""


def answer(word: str) -> Stated:
    """An answer to a question, ``confirmed`` or ``denied``, as a stated value."""
    return stated(word, (Item(word, word, (Choice(frozenset([word])),)),), {"one_of": [word]})
