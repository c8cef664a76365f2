"""The findings as a table for a spreadsheet: RFC 4180, every cell quoted, and no cell a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mri_check.checklist import Checklist, Finding, ImplantOutcome, Notice
from mri_check.messages import checklist as say
from mri_check.record import Citation
from mri_check.render.text import inert
from mri_check.verdict import MET

COLUMNS = (
    "place", "device", "labelling", "document", "page", "setting", "kind", "origin", "axis", "title",
    "permitted", "stated", "verdict", "note", "from",
)  # fmt: skip
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@\t\r＝＋－＠])")
"""What a spreadsheet may work out: at the start of a cell, and behind a semicolon, where some split cells."""


def to_csv(checklist: Checklist) -> str:
    """One row for each finding, in the order of the checklist, then for each notice, under the names of ``COLUMNS``."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for kind in (checklist.implants, checklist.items, checklist.other_implants):
        for one in kind:
            rows += ((*row, _from(checklist, finding)) for row, finding in _implant(one))
    rows += map(_notice, checklist.notices)
    return "".join(",".join(map(_cell, row)) + "\r\n" for row in rows)


def _implant(one: ImplantOutcome) -> Iterator[tuple[tuple[str, ...], Finding]]:
    for finding in one.findings:
        yield _row(one, "", "", finding), finding
    for labelling in one.labellings:
        for finding in labelling.findings:
            yield _row(one, labelling.id, labelling.source.document, finding), finding
    for part in one.components:
        yield from _implant(part)


def _row(one: ImplantOutcome, labelling: str, document: str, finding: Finding) -> tuple[str, ...]:
    if finding.cited is not None:
        document = finding.cited.document
    note = [finding.note] if finding.note else []
    if finding.otherwise and finding.verdict is not MET:
        note.append(say.OTHERWISE[finding.otherwise])
    if finding.may_be_superseded_by:
        newer = ", ".join(finding.may_be_superseded_by)
        note.append(say.MAY_BE_SUPERSEDED.format(documents=newer))
    return (
        one.place, one.name or one.asked, labelling, document, _page(finding.cited), finding.setting, finding.kind, finding.origin,
        finding.axis, finding.title, finding.permitted, finding.stated or "", finding.verdict.value,
        "; ".join(note),
    )  # fmt: skip


def _notice(one: Notice) -> tuple[str, ...]:
    document = one.cited.document if one.cited is not None else ""
    told = {"document": document, "page": _page(one.cited), "kind": "notice", "origin": one.id, "note": one.text}  # fmt: skip
    return tuple(told.get(name, "") for name in COLUMNS)


def _page(cited: Citation | None) -> str:
    if cited is None:
        return ""
    return cited.page or (f"section {cited.section}" if cited.section else "")


def _from(checklist: Checklist, finding: Finding) -> str:
    """Where what is stated of the scan comes from: a reader must see what nobody stated for this scan."""
    fact = checklist.scan.get(finding.axis)
    return fact.from_ if fact is not None and finding.stated is not None else ""


def _cell(text: str) -> str:
    made = _FORMULA.sub(r"\1\2'", inert(text)).replace('"', '""')
    return f'"{made}"'
