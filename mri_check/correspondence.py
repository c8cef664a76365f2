"""The enquiry to each manufacturer as a form of its own: what is planned, and what is asked; nobody's name.

Of the patient it holds nothing: no identifier of the request, no day of the scan, and an implantation only as
an age. Descriptions of a device that is not identified are copied as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Consult, Finding, ImplantOutcome
from mri_check.examined import is_part, outcomes_of
from mri_check.forbidden import others
from mri_check.frozen import Record
from mri_check.messages import consult as say
from mri_check.record import Contact, Elsewhere, Source, place_of
from mri_check.values import age_of, age_words
from mri_check.words import words

_DAY = re.compile(r"(?<![\w-])\d{4}(?:-\d{2}){0,2}(?![\w-])")
_DATED = "implant.implanted_on"


class Row(Record):
    """One axis of the planned scan: what is planned, and what the label prints on it."""

    axis: str
    title: str
    planned: str | None
    label: tuple[str, ...]


class About(Record):
    """One device that the enquiry is about."""

    place: str
    name: str
    market: str | None
    facts: tuple[tuple[str, str], ...]
    """What is stated of it, by the title of its axis."""


class Asked(Record):
    """One question, with its number in the enquiry."""

    number: int
    id: str
    about: str
    text: str


class Letter(Record):
    """The enquiry to one manufacturer."""

    manufacturer: str
    name: str
    answers_now: str | None
    contacts: tuple[Contact, ...]
    documents: tuple[Source, ...]
    devices: tuple[About, ...]
    plan: tuple[Row, ...]
    questions: tuple[Asked, ...]
    code: str
    """Of the devices, the planned scan and all the questions that it raises, answered or not: another code, another enquiry."""
    numbers: Mapping[int, str]
    """The id of each of them by its number; the same after an answer is recorded."""
    abouts: Mapping[int, str]
    """The device that each of them is about."""
    elsewhere: tuple[Elsewhere, ...] = ()


def letters(
    checklist: Checklist,
    unanswered: Checklist,
    markets: Mapping[str, str | None],
    catalogue: Catalogue,
) -> tuple[Letter, ...]:
    """One letter for each manufacturer of the checklist, with every question of the checklist once.

    ``unanswered`` is the checklist of the same request without its consultations, by which the questions are
    numbered, so that a number means the same before and after an answer is recorded. ``markets`` holds the
    market of an implant that has one of its own, by its place.
    """
    before = {one.manufacturer: one for one in unanswered.consult}
    return tuple(
        _letter(one, before[one.manufacturer], checklist, markets, catalogue)
        for one in checklist.consult
    )


def _letter(
    consult: Consult,
    before: Consult,
    checklist: Checklist,
    markets: Mapping[str, str | None],
    catalogue: Catalogue,
) -> Letter:
    outcomes = [one for one in outcomes_of(checklist) if of_maker(one, consult.manufacturer)]
    ages = ages_of(outcomes_of(checklist), checklist.on)
    devices = tuple(
        About(
            one.place, one.called, _market(one.place, markets) or checklist.market,
            tuple((catalogue.axes[axis].title, undated(text, ages)) for axis, text in own_facts(one)),
        )
        for one in outcomes
    )  # fmt: skip
    plan = tuple(_plan(outcomes, checklist, catalogue))
    numbers: dict[tuple[str, str], list[int]] = {}
    for number, one in enumerate(before.questions, 1):
        numbers.setdefault((one.id, one.about), []).append(number)
    # two pumps of one model: two numbers of one question
    left = {question: list(some) for question, some in numbers.items()}
    questions = tuple(
        Asked(left[one.id, one.about].pop(0), one.id, one.about, undated(one.text, ages))
        for one in consult.questions
    )
    # 3 ms to load, and the checklist on paper needs the rest of this module only.
    from hashlib import blake2b

    asked = [(one.id, one.about, one.text) for one in before.questions]
    planned = [(one.axis, one.planned, one.label) for one in plan]
    stated = [(one.name, one.market, one.facts) for one in devices]
    told = repr((asked, planned, stated))
    code = blake2b(told.encode(), digest_size=3).hexdigest()
    return Letter(
        consult.manufacturer, consult.name, consult.answers_now, consult.contacts, consult.documents,
        devices, plan, questions, code,
        {number: one.id for number, one in enumerate(before.questions, 1)},
        {number: one.about for number, one in enumerate(before.questions, 1)}, consult.elsewhere,
    )  # fmt: skip


def own_facts(one: ImplantOutcome) -> tuple[tuple[str, str], ...]:
    """What is stated of a device itself, by axis; a part has the facts of its system, and these are told of that."""
    part = is_part(one.place)
    return () if part else tuple(fact for fact in one.stated if fact[0].startswith("implant."))


def of_maker(one: ImplantOutcome, maker: str) -> bool:
    """Whether a device is of a maker, or may be."""
    candidates = {candidate.device.partition("/")[0] for candidate in one.candidates}
    return one.manufacturer == maker or maker in candidates


def _market(place: str, markets: Mapping[str, str | None]) -> str | None:
    """The market of an implant; a component goes with its implant."""
    return markets.get("/".join(place.split("/")[:2]))


def _plan(
    outcomes: Iterable[ImplantOutcome], checklist: Checklist, catalogue: Catalogue
) -> Iterator[Row]:
    """The planned scan beside the label's own terms, axis by axis."""
    terms: dict[str, list[str]] = {}
    for one in outcomes:
        for labelling in one.labellings:
            for finding in labelling.findings:
                if finding.origin == "label" and finding.axis.startswith("scan."):
                    told = term(finding, labelling.findings)
                    if told not in terms.setdefault(finding.axis, []):
                        terms[finding.axis].append(told)
    for axis in catalogue.axes:
        fact = checklist.scan.get(axis)
        if axis.startswith("scan.") and (fact is not None or axis in terms):
            yield Row(
                axis, catalogue.axes[axis].title, fact.value if fact else None,
                tuple(terms.get(axis, ())),
            )  # fmt: skip


def term(finding: Finding, among: Iterable[Finding]) -> str:
    """What a label prints on an axis, in a line; of a box, with what else must be so."""
    told, titles = say.LABEL_SAYS[finding.kind], others(finding, among)
    together = say.LABEL_TOGETHER.format(titles=titles) if titles else ""
    return told.format(permitted=finding.permitted + together, where=place_of(finding.cited))


def ages_of(outcomes: Iterable[ImplantOutcome], on: str) -> dict[str, str]:
    """The days, months and years that are stated of an implantation, each as an age on the day of the scan."""
    found = {}
    for one in outcomes:
        for axis, text in one.stated:
            for day in _DAY.findall(text) if axis == _DATED else ():
                found[day] = age_words(age_of(day, date.fromisoformat(on)))
    return found


def undated(text: str, ages: Mapping[str, str]) -> str:
    """A text with the age in place of each day, month and year that ``ages`` holds."""
    return _DAY.sub(lambda found: ages.get(found[0], found[0]), text) if ages else text


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _of_the_device(letter: Letter, number: int, device: str | None) -> None:
    """Raises ValueError where a question is about another device than the entry names."""
    named = next((one.name for one in letter.devices if one.place == device), device or "")
    about, wanted = words(letter.abouts[number]), words(named)
    runs = (about[at : at + len(wanted)] for at in range(len(about)))
    if wanted and wanted not in runs and len({*letter.abouts.values()}) > 1:
        raise ValueError(
            f"question {number} is about {letter.abouts[number]}, and the answer is for {device}"
        )


def entry_of(
    letter: Letter, form: Mapping[str, Any], answered: Iterable[str], code: str | None
) -> dict[str, str | list[str]]:
    """The entry of ``consulted`` for an answer; ``answered`` are numbers, ranges, ids, or ``all``.

    Numbers are those of the enquiry that ``code`` stands on. Raises ValueError for the code of another enquiry,
    whatever was answered, for a number without one, and for a number or an id that the enquiry does not hold.
    """
    if code is not None and code != letter.code:
        raise ValueError(
            f"the request has changed since enquiry {code}; the enquiry of today is {letter.code}: compare the two"
        )
    entry: dict[str, str | list[str]] = {"manufacturer": letter.manufacturer}
    entry |= {name: value for name, value in form.items() if value is not None}
    ids = letter.numbers
    wanted: dict[str, None] = {}
    parts = [part.strip() for text in answered for part in text.split(",")]
    if not all(parts):
        raise ValueError("no question is named: a number, an id, or all")
    for part in parts:
        if part == "all":
            wanted |= dict.fromkeys(ids.values())
            continue
        first, dash, last = part.partition("-")
        if _number(first) and (_number(last) or not dash):
            if code is None:
                raise ValueError(
                    f"a number needs the code of the enquiry that it stands in; that of today is {letter.code}"
                )
            if int(last or first) < int(first):
                raise ValueError(f"the range {part} runs backwards: write {last}-{first}")
            for number in range(int(first), int(last or first) + 1):
                if number not in ids:
                    raise ValueError(f"there is no question {number}: 1 to {len(ids)}")
                _of_the_device(letter, number, form.get("device"))
                wanted[ids[number]] = None
        elif part in ids.values():
            wanted[part] = None
        else:
            raise ValueError(f"'{part}' is no question of this enquiry: a number, an id, or all")
    if "all" in parts:
        entry["answered"] = "all"
    elif wanted:
        entry["answered"] = list(wanted)
    return entry
