"""Markdown as a renderer reads it, and the findings as a spreadsheet reads them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Finding, ImplantOutcome
from mri_check.examined import outcomes_of
from mri_check.render import render
from mri_check.render.csv import COLUMNS, to_csv
from mri_check.render.markdown import escaped, to_markdown
from tests.conftest import ROOT
from tests.paper.worlds import HOSTILE, SHOWN, STARTS, WORLDS, in_order, made
from tests.site.reading import Page, plain

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

README = (ROOT / "README.md").read_text()
OURS = {"heading", "paragraph", "bullet_list", "ordered_list", "list_item", "inline", "text", "softbreak", "hardbreak", "strong"}  # fmt: skip


@pytest.fixture(scope="session")
def reader() -> MarkdownIt:
    """CommonMark with the tables and the struck text of GitHub's."""
    markdown_it = pytest.importorskip("markdown_it")
    made: MarkdownIt = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return made


def kinds(tokens: Any) -> Iterator[str]:
    for token in tokens:
        yield re.sub("_(open|close)$", "", token.type)
        yield from kinds(token.children or ())


@pytest.mark.parametrize("name", WORLDS)
def test_markdown_holds_what_the_text_holds_in_its_order(
    name: str, catalogue: Catalogue, reader: MarkdownIt
) -> None:
    checklist = made(name, catalogue)
    text = to_markdown(checklist)
    words, at = Page(reader.render(text)).words, 0
    for piece in in_order(checklist):
        assert plain(piece) in words[at:], piece
        at = words.index(plain(piece), at)
    assert set(kinds(reader.parse(text))) <= OURS


def test_markdown_ticks_boxes_and_says_stop(catalogue: Catalogue) -> None:
    marks = {"open": "- [ ] ", "done": "- [x] ", "stop": "- [ ] **STOP** "}
    for name, states in (("three implants", ("open", "stop")), ("within-labelling", ("done",))):
        checklist = made(name, catalogue)
        text = to_markdown(checklist)
        for state in states:
            mark = marks[state]
            lines = [line for line in checklist.lines if line.state == state]
            assert lines
            for line in lines:
                assert mark + escaped(line.text) in text


@pytest.mark.parametrize("start", STARTS)
def test_hostile_texts_are_text_in_markdown(
    start: str, hostile_from: Any, reader: MarkdownIt
) -> None:
    checklist = hostile_from(start)
    text = to_markdown(checklist)
    tokens = reader.parse(text)
    assert set(kinds(tokens)) <= OURS
    page = Page(reader.render(text))
    assert page.words.count(plain(start + SHOWN)) > 60
    assert not set(page.tags()) - {"h1", "h2", "h3", "p", "ul", "ol", "li", "br", "strong"}
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", text
    )
    assert "://" not in text and "{{" not in text
    boxes = re.findall(r"^ *- \[(.)\]", text, re.M)
    assert len(boxes) == len(checklist.lines)  # none that a text brought along


@pytest.mark.parametrize(
    "start", [*STARTS, "", "12) ", "~~~ ", "```", "| a | b |", "***", "\t", "\\", "+ ", "=== "]
)
def test_a_text_is_itself_in_markdown(start: str, reader: MarkdownIt) -> None:
    for before in ("", "- ", "# ", "- [ ] "):
        html = reader.render(before + escaped(start + HOSTILE))
        shown = start.replace("\t", "\\u0009")
        assert plain(shown + SHOWN) in Page(html).words
        assert set(Page(html).tags()) <= {"p", "ul", "li", "h1"}


def findings(checklist: Checklist) -> list[tuple[ImplantOutcome, Finding]]:
    return [
        (one, finding)
        for one in outcomes_of(checklist)
        for finding in (*one.findings, *(f for part in one.labellings for f in part.findings))
    ]


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", WORLDS)
def test_a_row_for_each_finding(name: str, catalogue: Catalogue) -> None:
    checklist = made(name, catalogue)
    head, *rows = rows_of(render(checklist, "csv"))
    assert tuple(head) == COLUMNS
    expected = findings(checklist)
    assert len(rows) == len(expected) + len(checklist.notices)
    noticed = [dict(zip(COLUMNS, row)) for row in rows[len(expected) :]]
    assert [(one["kind"], one["origin"]) for one in noticed] == [("notice", one.id) for one in checklist.notices]  # fmt: skip
    for row, (one, finding) in zip(rows, expected):
        told = dict(zip(COLUMNS, row))
        assert told["place"] == one.place and told["device"] == (one.name or one.asked)
        for field in ("setting", "kind", "origin", "axis", "title", "permitted"):
            assert told[field] == getattr(finding, field)
        assert told["stated"] == (finding.stated or "")
        assert told["verdict"] == finding.verdict.value
        assert (finding.note or "") in told["note"]
        fact = checklist.scan.get(finding.axis) if finding.stated else None
        assert told["from"] == (fact.from_ if fact else "")
        if finding.cited is not None:
            assert told["document"] == finding.cited.document
            assert (finding.cited.page or finding.cited.section or "") in told["page"]


def test_rfc_4180(catalogue: Catalogue) -> None:
    text = to_csv(made("prohibited", catalogue))
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(line.startswith('"') and line.endswith('"') for line in text.split("\r\n")[:-1])
    assert ", ".join(f"`{name}`" for name in COLUMNS) in " ".join(README.split())


@pytest.mark.parametrize("start", STARTS)
def test_no_cell_is_a_formula(start: str, hostile_from: Any) -> None:
    checklist = hostile_from(start)
    text = to_csv(checklist)
    rows = rows_of(text)
    assert len(rows) == len(findings(checklist)) + len(checklist.notices) + 1
    assert all(len(row) == len(COLUMNS) for row in rows)
    cells = [cell for row in rows for cell in row]
    # Some spreadsheets split at semicolons, quoted or not: what stands behind one counts as a start too.
    for cell in cells:
        for part in cell.split(";"):
            assert part.lstrip()[:1] not in tuple("=+-@\t\r＝＋－＠"), cell
    assert not re.search(
        "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", text
    )
    told = [
        cell for cell in cells if "u202eevil" in cell
    ]  # not in the id of a notice, made of its words
    assert len(told) > 10
    kept = (start + SHOWN).replace(";=1+1", ";'=1+1")
    kept = f"'{kept}" if kept.lstrip()[0] in "=+-@" else kept
    assert all(kept.strip() in cell for cell in told if cell.lstrip("' ").startswith(start.strip()))
