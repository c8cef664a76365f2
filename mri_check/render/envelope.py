"""The envelope as text of 80 columns: boxes as tables, and why where there is none."""

from __future__ import annotations

from mri_check.boxes import Allowed, Quiet, Row
from mri_check.checklist import ImplantOutcome, LabellingOutcome
from mri_check.envelope import Case
from mri_check.examined import place_title
from mri_check.exits import exit_code
from mri_check.fleet import Mark
from mri_check.messages import checklist
from mri_check.messages import envelope as say
from mri_check.record import place_of
from mri_check.render.bounds import (
    Named,
    forbidden_words,
    limit_words,
    remark_words,
    told_words,
    why_words,
)
from mri_check.render.reasons import quiet_title
from mri_check.render.text import WIDTH, inert, wrap
from mri_check.survey import Survey

COLUMNS = (0, 26, 50)
"""Where the columns of a box begin: the axis, what is permitted, and what binds it."""


def to_text(it: Survey) -> str:
    """The envelope for a person."""
    return _Text(it).text()


class _Text:
    """Lines of at most 80 columns, escaped as they are written."""

    def __init__(self, it: Survey) -> None:
        self.it, self.name = it, Named(it.implants)
        self.lines: list[str] = []

    def put(self, text: str, indent: int = 0, hang: int = 2) -> None:
        self.lines += wrap(inert(text), " " * indent, " " * (indent + hang)) if text else [""]

    def head(self, text: str) -> None:
        self.lines.append("")
        self.put(text.upper(), 0, 0)

    def text(self) -> str:
        it = self.it
        boxes = sum(len(case.allowed) for case in it.cases)
        word = it.disposition.word
        word = say.AT_BEST.format(word=word) if boxes else word
        self.put(say.HEADING.format(code=exit_code(it.disposition), word=word), 0, 0)
        self.put(say.MEANS if boxes else say.NO_BOX, 0, 0)
        market = it.market or say.MARKET_NOT_KNOWN
        self.put(say.FOR_A_SCAN.format(on=it.on, market=market), 0, 0)
        self.put(f"{say.NEVER} {say.ALONE}", 0, 0)
        for one in it.implants:
            self.implant(one)
        for at, case in enumerate(it.cases):
            self.case(case)
            if it.marks:
                self.scanners(case, it.marks[at])
        if it.notices:
            self.head(say.NOTICES)
            for notice in it.notices:
                where = place_of(notice.cited)
                self.put(f"- {notice.text}" + (f" [{where}]" if where else ""))
        self.head(say.VERSIONS)
        self.put(say.TOOL.format(version=it.tool_version, edition=it.edition))
        self.put(it.digest)
        return "".join(line + "\n" for line in self.lines)

    def implant(self, one: ImplantOutcome) -> None:
        named = f" = {one.name}" if one.name else ""
        self.head(f"{place_title(one.place)}: {one.asked}{named}")
        if one.stated:
            told = "; ".join(f"{axis.partition('.')[2]} {text}" for axis, text in one.stated)
            self.put(say.STATED.format(facts=told))
        if one.place in self.it.refused:
            word, meaning = checklist.HEADLINES[one.disposition.word]
            self.put(say.NO_ENVELOPE_SINCE.format(word=word, meaning=meaning))
        if one.did_you_mean:
            self.put(say.NEAR_NAMES.format(names=", ".join(one.did_you_mean)))
        for candidate in one.candidates:
            told = say.MAY_BE.format(
                name=candidate.name, models=", ".join(candidate.models),
                tell_apart=candidate.tell_apart,
            )  # fmt: skip
            self.put(told, 2)
        for labelling in one.labellings:
            self.labelling(labelling)
        for old in one.superseded:
            dated = old.dated or say.UNDATED
            told = say.SUPERSEDED.format(document=old.document, dated=dated, by=old.by)
            self.put(told, 2)

    def labelling(self, one: LabellingOutcome) -> None:
        if one.id.startswith("policy/"):
            self.put(say.SITE_POLICY.format(document=one.source.document), 2)
            return
        market = (
            say.MARKET_INFERRED.format(market=one.market) if one.market_inferred else one.market
        )
        status = one.printed_status or checklist.STATUS[one.mr_status]
        dated = one.dated or say.UNDATED
        told = say.LABELLING.format(
            document=one.source.document, dated=dated, read=checklist.READ[one.read], market=market,
            status=status,
        )  # fmt: skip
        self.put(told, 2)

    def case(self, case: Case) -> None:
        if case.told:
            self.head(say.CASE.format(state=told_words(case.told, self.name)))
        for at, box in enumerate(case.allowed, 1):
            self.box(box, at, len(case.allowed))
        if case.refused:
            self.head(say.NO_ENVELOPE_STATE if case.told else say.NO_ENVELOPE)
            for why in case.refused:
                self.put(f"- {why_words(why, self.name)}")
        told = [one for why in case.refused for one in why.forbidden]
        if forbidden := [one for one in case.forbidden if one not in told]:
            self.head(say.MUST_NOT_BE if case.allowed else say.MUST_NOT_BE_ALONE)
            for one in forbidden:
                self.put(f"- {forbidden_words(one, self.name)}")
        if case.left_out:
            self.head(say.WAYS_TO_NOTHING)
            for why in case.left_out:
                self.put(f"- {why_words(why, self.name)}")

    def box(self, box: Allowed, at: int, of: int) -> None:
        self.head((say.BOX_OF_SEVERAL if of > 1 else say.BOX).format(number=at, count=of))
        ways = [
            f"{self.name.document(party)}: {', '.join(one.id for one in settings)}"
            for party, settings in box.ways
            if [one.id for one in settings] != ["always"]
        ]
        if ways:
            self.put(say.BY_SETTING.format(settings="; ".join(dict.fromkeys(ways))))
        rows = [row for row in box.rows if not row.axis.name.startswith("ask.")]
        if rows:
            self.columns(*say.COLUMNS)
        for row in rows:
            self.row(row)
        asked = [row for row in box.rows if row.axis.name.startswith("ask.")]
        if asked:
            self.put(say.BY_A_PERSON)
        for row in asked:
            where = "; ".join(self.name.limit(one) for one in row.binding)
            self.put(f"- {row.axis.title} ({where})", 2)
        if not box.rows:
            self.put(say.NO_CONDITION)
        self.silences(box)

    def row(self, row: Row) -> None:
        permitted = limit_words(row)
        stated = row.limits[0].stated
        if stated is not None:
            told = say.ROW_WITHIN if row.settled else say.ROW_STATED
            permitted = told.format(permitted=permitted, stated=stated.text)
        bound = "; ".join(dict.fromkeys(self.name.limit(one) for one in row.binding))
        self.columns(f"{self.name.owner(row.owner)}{row.axis.title}", permitted, bound)
        notes = [(checklist.OTHERWISE.get(one.condition.otherwise or ""), one.condition.note) for one in row.binding]  # fmt: skip
        for words in dict.fromkeys(one for pair in notes for one in pair if one):
            self.put(words, COLUMNS[1], 0)

    def columns(self, *cells: str) -> None:
        """Cells side by side, each wrapped in its own column."""
        ends = (*COLUMNS[1:], WIDTH + 1)
        wrapped = [_narrow(cell, end - start - 1) for cell, start, end in zip(cells, COLUMNS, ends)]
        for at in range(max(len(cell) for cell in wrapped)):
            line = ""
            for cell, start in zip(wrapped, COLUMNS):
                line = line.ljust(start) + (cell[at] if at < len(cell) else "")
            self.lines.append(line.rstrip())

    def silences(self, box: Allowed) -> None:
        for kind, words in checklist.SILENCES.items():
            quiet = [one for one in box.quiet if one.is_ == kind and not one.limited]
            if quiet:
                self.put(f"{words}:")
                self.put(", ".join(map(_quiet, quiet)) + ".", 2, 0)
        by_document: dict[tuple[str, str], list[str]] = {}
        for one in box.quiet:
            for party, silence in one.told if one.limited else ():
                by_document.setdefault((self.name.document(party), silence.is_), []).append(
                    quiet_title(silence)
                )
        for (document, kind), titles in by_document.items():
            names = ", ".join(dict.fromkeys(titles))
            self.put(say.ANOTHER_LIMITS[kind].format(document=document, titles=names))

    def scanners(self, case: Case, marks: tuple[tuple[Mark, ...], ...]) -> None:
        self.head(say.SCANNERS)
        if not case.allowed:
            self.put(say.NO_BOX_FOR_SCANNERS)
            return
        for found in marks:
            same = [mark for mark in found if mark.kind == found[0].kind]
            groups = [same] if found[0].kind in ("inside", "outside") else [[one] for one in same]
            for group in groups:
                boxes = ", ".join(
                    str(mark.box) for mark in sorted(group, key=lambda one: one.box or 0)
                )
                told = say.SCANNER_BOX if len(case.allowed) > 1 else say.SCANNER
                mark = say.MARKS[group[0].kind]
                self.put(told.format(scanner=group[0].scanner, boxes=boxes, mark=mark))
                remarks = (
                    remark_words(remark)
                    for mark in group
                    for remark in mark.remarks
                    if mark.kind != "outside" or remark.kind == "outside"
                )
                for words in dict.fromkeys(remarks):
                    self.put(f"- {words}", 2)


def _quiet(one: Quiet) -> str:
    """An axis that is not limited; where a document prints a caution on it, with its place."""
    told = dict.fromkeys(quiet_title(silence) for _, silence in one.told)
    return ", ".join(title for title in told if title != one.title) or one.title


def _narrow(text: str, width: int) -> list[str]:
    """A cell in lines of its width; a word that is longer is broken."""
    lines = [""]
    for word in inert(" ".join(text.split())).split(" "):
        while len(word) > width:
            lines.append(word[:width])
            word = word[width:]
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return [line for line in lines if line] or [""]
