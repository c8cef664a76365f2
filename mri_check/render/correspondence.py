"""The enquiry to a manufacturer, with a place for each answer, as text of 80 columns or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mri_check.correspondence import Letter
from mri_check.messages import checklist
from mri_check.messages import consult as say
from mri_check.record import Source
from mri_check.render.listings import Page, as_json
from mri_check.render.reasons import asked_once, elsewhere, held, reached
from mri_check.render.text import inert
from mri_check.version import VERSION
from mri_check.views import contact

LINE = "_" * 60


def enquiries(
    letters: Sequence[Letter],
    unknown: Sequence[str],
    edition: str,
    digest: str,
    format: str,
    notices: Sequence[str] = (),
) -> str:
    """``consult``: one letter after the other; ``unknown`` are devices of no known manufacturer.

    ``notices`` say where something in them was not stated but configured.
    """
    if format == "json":
        return as_json(
            "consult",
            tool={"version": VERSION},
            catalogue={"edition": edition, "digest": digest},
            enquiries=[_data(one) for one in letters],
            unidentified=list(unknown),
            notices=list(notices),
        )
    page = Page()
    for one in letters:
        page.lines += [""] * bool(page.lines)
        _letter(page, one)
    for asked in unknown:
        page.lines += [""] * bool(page.lines)
        page.put(say.NO_MAKER.format(asked=asked))
    page.put("")
    for notice in notices:
        page.put(say.NOTE.format(note=notice))
    page.put(say.TOOL.format(version=VERSION, edition=edition, digest=digest))
    return page.text()


def _letter(page: Page, it: Letter) -> None:
    page.put(say.ENQUIRY_TO.format(name=it.name.upper()))
    page.put(say.ENQUIRY.format(code=it.code))
    page.put(say.NOBODY)
    if it.answers_now:
        page.put(say.ANSWERS_NOW.format(who=it.answers_now))
    page.head(say.WHOM)
    for reach in it.contacts:
        page.put(f"- {reached(reach)}")
    if not it.contacts:
        page.put(checklist.NO_CONTACT)
    page.head(say.DEVICE)
    for one in it.devices:
        page.put(say.SOLD_IN.format(name=one.name, market=one.market or say.NOT_KNOWN))
        for title, text in one.facts:
            page.put(f"{title}: {text}", 4)
    page.head(say.ON_FILE)
    for source in it.documents:
        page.put(_document(source))
        ask = source.ask_for or say.CURRENT_REVISION.format(document=source.document)
        page.put(say.PLEASE_SEND.format(document=ask), 4)
    for other in it.elsewhere:
        for at, told in enumerate(held(other.source, other)):
            page.put(told, 4 * at)
    if not it.documents and not it.elsewhere:
        page.put(say.NO_DOCUMENTS)
    page.put(say.IN_FORCE.format(line="_" * 30))
    page.head(say.PLAN)
    for row in it.plan:
        page.put(f"{row.title}: {row.planned or say.NOT_KNOWN}")
        for term in row.label:
            page.put(say.LABEL.format(term=term), 4)
    page.head(say.QUESTIONS)
    for same in asked_once(it.questions):
        numbers = ", ".join(str(question.number) for question in same)
        page.put(f"{numbers}. {same[0].about}: {same[0].text}")
        for question in same:
            shown = f"    id: {inert(question.id)}"
            page.lines += [shown] if len(shown) <= 80 else ["    id:", inert(question.id)]
        page.put(say.ANSWER_HERE.format(line=LINE), 4)
    if not it.questions:
        page.put(say.NO_QUESTIONS)
    page.head(say.ANSWER)
    for name in say.ANSWER_LINES:
        page.row(name, "_" * 36, 40)
    page.put(say.TO_RECORD.format(code=it.code))


def _document(source: Source) -> str:
    title = source.title
    if source.document != title:
        title += f", {source.document}"
    dated, read = source.dated or say.UNDATED, checklist.READ[source.read]
    return say.DOCUMENT.format(title=title, dated=dated, read=read)


def _data(it: Letter) -> dict[str, Any]:
    return {
        "manufacturer": it.manufacturer,
        "name": it.name,
        "enquiry": it.code,
        "answers_now": it.answers_now,
        "contacts": [contact(one) for one in it.contacts],
        "devices": [
            {"place": one.place, "name": one.name, "market": one.market,
             "facts": [{"title": title, "value": text} for title, text in one.facts]}
            for one in it.devices
        ],
        "documents": [
            {"document": one.document, "title": one.title, "dated": one.dated, "read": one.read,
             "ask_for": one.ask_for, "address": one.address}
            for one in it.documents
        ],
        **({"elsewhere": [elsewhere(one) for one in it.elsewhere]} if it.elsewhere else {}),
        "plan": [
            {"axis": row.axis, "title": row.title, "planned": row.planned, "label": list(row.label)}
            for row in it.plan
        ],
        "questions": [{**one.as_dict(), "answer": None} for one in it.questions],
        "answer": {
            "on": None, "by": None, "document": None, "revision": None, "said": None, "answered": None,
        },
    }  # fmt: skip
