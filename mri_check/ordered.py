"""What an order's exam says of a planned scan, beside what the request itself states.

The request wins. Where it leaves out a region that the exam names, neither is taken for true: the region is
undecided between the two, each is judged, and a notice says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.checklist import Item, Notice, Stated
from mri_check.exam_table import Row
from mri_check.exam_words import Vocabulary
from mri_check.exams import Exam, understand
from mri_check.frozen import Record
from mri_check.messages import exams as say
from mri_check.region import Choice
from mri_check.values import undecided
from mri_check.words import scanned

NAME, TABLE = "exam", "exam-table"
"""Where a fact comes from: the exam's name as it is understood here, or the site's own table."""


class Order(Record):
    """An exam, as the site's own table or its name says."""

    exam: Exam | None
    """What its name says; None where the name holds a mistyped code and the site's table knows it."""
    row: Row | None
    facts: Mapping[str, tuple[Any, str]]
    """What it states, by short axis name: the value as a request writes it, and where it comes from."""
    notices: tuple[Notice, ...]


def read_order(text: str, row: Row | None, vocabulary: Vocabulary) -> Order:
    """Read an exam: a row of the site's table comes first, and its name says what the row does not.

    Of a barcode in its place neither the lot nor the serial number is repeated. Raises ValueError for a mistyped LOINC code that the site's table does not list.
    """
    text = unnumbered(text)
    try:
        exam = understand(text, vocabulary)
    except ValueError:
        if row is None:
            raise
        exam = None
    facts: dict[str, tuple[Any, str]] = {}
    if exam is not None and exam.region is not None:
        facts["region"] = exam.region, NAME
    if row is not None:
        if row.region is not None:
            facts["region"] = row.region, TABLE
        if row.minutes is not None:
            facts["active_minutes"] = row.minutes, TABLE
    return Order(exam, row, facts, tuple(_notices(text, exam, row, vocabulary)))


def unnumbered(text: str) -> str:
    """The name of an exam as an output may repeat it."""
    if not scanned(text):
        return text
    from mri_check.udi import shown

    return shown(text)


def _notices(text: str, exam: Exam | None, row: Row | None, vocabulary: Vocabulary) -> list[Notice]:
    called = say.CALLED.format(asked=text)
    if row is not None:
        told = [
            say.TABLE_REGION.format(region=words_of(row.region)) if row.region is not None else "",
            say.TABLE_SCANNER.format(scanner=row.scanner) if row.scanner else "",
            say.TABLE_MINUTES.format(minutes=row.minutes) if row.minutes else "",
        ]
        said = ", ".join(one for one in told if one)
        said_ = say.TABLE_SAYS.format(called=called, said=said, place=row.place)
        found = [Notice("exam", said_)]
        if row.region is not None and exam is not None and exam.region not in (None, row.region):
            by_name = say.BY_NAME_OTHER.format(called=called, region=words_of(exam.region))
            found.append(Notice("exam", by_name))
        if row.region is not None or exam is None:
            return found
        called = say.CALLED_ITS_NAME
    else:
        found = []
    assert exam is not None
    if exam.modality == "not-mri":
        found.append(Notice("exam", say.NOT_MRI.format(called=called)))
    elif exam.region is None:
        why = "; ".join(exam.why_unknown)
        found.append(Notice("exam", say.NO_REGION.format(called=called, why=why)))
    else:
        by_name = say.NAME_SAYS.format(
            called=called,
            region=words_of(exam.region),
            contrast=say.CONTRASTS[exam.contrast],
            side=say.SIDES[exam.side],
        )
        found.append(Notice("exam", by_name))
    for code, name in exam.codes:
        found.append(
            Notice("loinc", say.LOINC.format(code=code, name=name, notice=vocabulary.notice))
        )
    return found


def words_of(region: Any) -> str:
    """A region in words: ``abdomen, pelvis``, or ``extremity or hip`` of an undecided one."""
    if isinstance(region, Mapping):
        return say.OR.join(region["any_of"])
    return ", ".join(region) if isinstance(region, list) else str(region)


def settle(said: Stated, ordered: Stated) -> Stated | None:
    """The region, or the field, where a request and an exam both say one: the request's, or undecided between the two.

    A request may say more than the exam, or which part of it; None then. Where nothing that it says lies in a region
    that the exam names, one of them is wrong.
    """
    here = _parts(*said.items, *said.worlds)
    named = [_parts(one) for one in (ordered.worlds or ordered.items)]
    apart = [parts.isdisjoint(here) for parts in named]
    if not (all(apart) if ordered.worlds else any(apart)):
        return None
    return undecided(said, ordered)


def _parts(*items: Item) -> frozenset[str]:
    sets = (member for item in items for member in item.members)
    return frozenset(name for one in sets if isinstance(one, Choice) for name in one.names)
