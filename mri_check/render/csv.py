"""The findings as a table for a spreadsheet: RFC 4180, every cell quoted, and no cell a formula."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mri_check.checklist import Checklist, Finding, ImplantOutcome
from mri_check.messages import checklist as say
from mri_check.render.text import inert
from mri_check.verdict import MET

COLUMNS = (
    "place", "device", "labelling", "document", "page", "setting", "kind", "origin", "axis", "title",
    "permitted", "stated", "verdict", "note",
)  # fmt: skip
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@\t\r＝＋－＠])")
"""What a spreadsheet may work out: at the start of a cell, and behind a semicolon, where some split cells."""


def to_csv(checklist: Checklist) -> str:
    """One row for each finding, in the order of the checklist, under the names of ``COLUMNS``."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for kind in (checklist.implants, checklist.items, checklist.other_implants):
        for one in kind:
            rows += _implant(one)
    return "".join(",".join(map(_cell, row)) + "\r\n" for row in rows)


def _implant(one: ImplantOutcome) -> Iterator[tuple[str, ...]]:
    for finding in one.findings:
        yield _row(one, "", "", finding)
    for labelling in one.labellings:
        for finding in labelling.findings:
            yield _row(one, labelling.id, labelling.source.document, finding)
    for part in one.components:
        yield from _implant(part)


def _row(one: ImplantOutcome, labelling: str, document: str, finding: Finding) -> tuple[str, ...]:
    cited, page = finding.cited, ""
    if cited is not None:
        document = cited.document
        page = cited.page or (f"section {cited.section}" if cited.section else "")
    note = [finding.note] if finding.note else []
    if finding.otherwise and finding.verdict is not MET:
        note.append(say.OTHERWISE[finding.otherwise])
    if finding.may_be_superseded_by:
        newer = ", ".join(finding.may_be_superseded_by)
        note.append(say.MAY_BE_SUPERSEDED.format(documents=newer))
    return (
        one.place, one.name or one.asked, labelling, document, page, finding.setting, finding.kind, finding.origin,
        finding.axis, finding.title, finding.permitted, finding.stated or "", finding.verdict.value,
        "; ".join(note),
    )  # fmt: skip


def _cell(text: str) -> str:
    made = _FORMULA.sub(r"\1\2'", inert(text)).replace('"', '""')
    return f'"{made}"'
