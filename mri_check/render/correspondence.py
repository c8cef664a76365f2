"""The enquiry to a manufacturer, with a place for each answer, as text of 80 columns or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mri_check.correspondence import Letter
from mri_check.record import Contact, Source, place_of
from mri_check.render.listings import Page, as_json
from mri_check.render.text import inert
from mri_check.render.words import READ
from mri_check.version import VERSION

LINE = "_" * 60


def enquiries(
    letters: Sequence[Letter], unknown: Sequence[str], edition: str, digest: str, format: str
) -> str:
    """``consult``: one letter after the other; ``unknown`` are devices of no known manufacturer."""
    if format == "json":
        return as_json(
            "consult",
            tool={"version": VERSION},
            catalogue={"edition": edition, "digest": digest},
            enquiries=[_data(one) for one in letters],
            unidentified=list(unknown),
        )
    page = Page()
    for one in letters:
        page.lines += [""] * bool(page.lines)
        _letter(page, one)
    for asked in unknown:
        page.lines += [""] * bool(page.lines)
        page.put(
            f"For '{asked}' no manufacturer is known: identify the device first, from the ID card, the pump clinic, or "
            "a radiograph."
        )
    page.put("")
    page.put(f"mri-check {VERSION}, catalogue edition {edition}, {digest}")
    return page.text()


def _letter(page: Page, it: Letter) -> None:
    page.put(f"ENQUIRY TO THE MANUFACTURER: {it.name.upper()}")
    page.put(f"Enquiry {it.code}.")
    page.put(
        "MRI of a patient with the device below. No patient is named here, and none is to be named in the answer."
    )
    if it.answers_now:
        page.put(f"Who answers now: {it.answers_now}.")
    page.head("Whom to ask")
    for contact in it.contacts:
        page.put(f"- {_contact(contact)}")
    page.head("Device")
    for one in it.devices:
        page.put(f"- {one.name}; sold in: {one.market or 'not known'}")
        for title, text in one.facts:
            page.put(f"{title}: {text}", 4)
    page.head("Document on file")
    for source in it.documents:
        page.put(f"- {_document(source)}")
        ask = source.ask_for or f"the current revision of {source.document}"
        page.put(f"Please send, or name: {ask}", 4)
    if not it.documents:
        page.put("None.")
    page.put(f"In force today (document, revision, date): {'_' * 30}")
    page.head("Planned scan, in the label's terms")
    for row in it.plan:
        page.put(f"{row.title}: {row.planned or 'not known'}")
        for term in row.label:
            page.put(f"label: {term}", 4)
    page.head("Questions")
    for question in it.questions:
        page.put(f"{question.number}. {question.about}: {question.text}")
        shown = f"    id: {inert(question.id)}"
        page.lines += [shown] if len(shown) <= 80 else ["    id:", inert(question.id)]
        page.put(f"Answer: {LINE}", 4)
    if not it.questions:
        page.put("None is open; please confirm the document.")
    page.head("Answer")
    for name in (
        "Answered on (date)",
        "By (phone, site, email)",
        "Document and revision",
        "Said (confirmed, or advised-against)",
        "Answered (numbers, or all)",
    ):
        page.row(f"{name}:", "_" * 36, 40)
    page.put(
        "To record it: mri-check consult REQUEST --record --document 'NUMBER REVISION' --on DATE --by phone --said "
        f"confirmed --enquiry {it.code} --answered 1-3"
    )


def _contact(one: Contact) -> str:
    reach = ", ".join(part for part in (one.phone, one.address) if part)
    market = f" [{one.market}]" if one.market else ""
    doubt = f"; {one.doubt}" if one.doubt else ""
    told = f"{one.purpose}{market}" + (f": {reach}" if reach else "")
    return f"{told} (seen {one.seen}, {place_of(one.cited)}{doubt})"


def _document(source: Source) -> str:
    title = source.title
    if source.document != title:
        title += f", {source.document}"
    return f"{title}, {source.dated or 'undated'}, {READ[source.read]}"


def _data(it: Letter) -> dict[str, Any]:
    return {
        "manufacturer": it.manufacturer,
        "name": it.name,
        "enquiry": it.code,
        "answers_now": it.answers_now,
        "contacts": [
            {"for": one.purpose, "market": one.market, "phone": one.phone, "address": one.address,
             "seen": one.seen, "doubt": one.doubt, "source": place_of(one.cited)}
            for one in it.contacts
        ],
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
        "plan": [
            {"axis": row.axis, "title": row.title, "planned": row.planned, "label": list(row.label)}
            for row in it.plan
        ],
        "questions": [{**one.as_dict(), "answer": None} for one in it.questions],
        "answer": {
            "on": None, "by": None, "document": None, "revision": None, "said": None, "answered": None,
        },
    }  # fmt: skip
