"""A sheet for each manufacturer: whom to ask, for which document, and the questions with room for the answers.

It goes out of the house, so it holds neither the id of the request nor a day: an implantation is told as an age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from mri_check.checklist import Checklist, Consult, ImplantOutcome, Question
from mri_check.correspondence import ages_of, of_maker, own_facts, term, undated
from mri_check.examined import outcomes_of
from mri_check.messages import checklist as say
from mri_check.messages import paper
from mri_check.record import Contact, Elsewhere, Source, place_of
from mri_check.render.markup import Inside, Safe, el
from mri_check.render.paper_parts import code, table, titled, writing
from mri_check.render.reasons import asked_once, held


def enquiries(it: Checklist, known: Mapping[str, str]) -> Iterator[Safe]:
    """One sheet after the other; ``known`` are the titles of the axes."""
    days = ages_of(outcomes_of(it), it.on)
    for number, one in enumerate(it.consult, 1):
        yield _sheet(number, one, it, known, lambda text: undated(text, days))


def _sheet(
    number: int, one: Consult, it: Checklist, known: Mapping[str, str], shown: Callable[[str], str]
) -> Safe:
    outcomes = [outcome for outcome in outcomes_of(it) if of_maker(outcome, one.manufacturer)]
    documents = [_document(source) for source in one.documents]
    documents += [_document(other.source, other) for other in one.elsewhere]
    return el(
        "section",
        el("h2", paper.ENQUIRY.format(name=one.name)),
        el("p", paper.ENQUIRY_NOTE),
        el("p", say.ANSWERS_NOW.format(who=one.answers_now), class_="warn")
        if one.answers_now
        else None,
        el("h3", say.WHOM),
        el("ul", [_contact(contact) for contact in one.contacts], class_="contacts")
        if one.contacts
        else el("p", say.NO_CONTACT),
        el("h3", paper.ENQUIRY_ASKED),
        el("ul", [_device(outcome, known, shown) for outcome in outcomes]),
        el("h3", say.WHICH_DOCUMENT),
        el("ul", documents) if documents else None,
        _plan(outcomes, it, known),
        el("h3", paper.ANSWER),
        el("div", [writing(name) for row in paper.RECORD for name in row], class_="record"),
        el("small", paper.TO_RECORD),
        _questions(one, shown),
        class_="sheet",
        id=f"enquiry-{number}",
    )


def _contact(one: Contact) -> Safe:
    reach = ", ".join(part for part in (one.phone, one.address) if part)
    market = f" [{one.market}]" if one.market else ""
    doubt = f"; {one.doubt}" if one.doubt else ""
    seen = f"(seen {one.seen}, {place_of(one.cited)}{doubt})"
    return el("li", f"{one.purpose}{market}: ", el("b", reach), " ", el("span", seen, class_="src"))


def _device(one: ImplantOutcome, known: Mapping[str, str], shown: Callable[[str], str]) -> Safe:
    judged = [labelling for labelling in one.labellings if not labelling.id.startswith("policy/")]
    told = [el("li", f"{titled(axis, known)}: {shown(text)}") for axis, text in own_facts(one)]
    names = ", ".join(f"{part.source.document} ({part.market})" for part in judged)
    return el(
        "li",
        el("b", one.name or one.asked),
        f"; {paper.SOLD_IN}: {one.market}" if one.market else writing(paper.SOLD_IN),
        el("small", paper.JUDGED.format(documents=names)) if names else None,
        el("ul", told, class_="run-in") if told else None,
    )


def _document(source: Source, other: Elsewhere | None = None) -> Safe:
    told, asked = held(source, other)
    return el(
        "li",
        told.removeprefix("- "),
        el("p", el("b", asked)),
        el("small", say.COPY_READ.format(address=source.address)) if source.address else None,
    )


def _plan(outcomes: list[ImplantOutcome], it: Checklist, known: Mapping[str, str]) -> Safe:
    """The planned scan beside what the labels on file print on it."""
    terms: dict[str, dict[str, None]] = {axis: {} for axis in it.scan}
    for outcome in outcomes:
        for labelling in outcome.labellings:
            for finding in labelling.findings:
                if finding.origin == "label" and finding.axis.startswith("scan."):
                    terms.setdefault(finding.axis, {})[term(finding, labelling.findings)] = None
    rows = [
        el("tr", el("th", titled(axis, known), scope="row"),
           el("td", it.scan[axis].value if axis in it.scan else paper.NOT_KNOWN),
           el("td", [el("p", one) for one in told]))
        for axis, told in terms.items()
    ]  # fmt: skip
    heads = (paper.ON, paper.PLANNED, paper.LABEL)
    return el("div", el("h3", paper.PLAN_TITLE), table(heads, rows, paper.PLAN_TITLE, "plan three"))


def _questions(one: Consult, shown: Callable[[str], str]) -> Safe:
    """Numbered through, under the device that they are about; the ids are for the record of the answer, and what
    all of a device begin with stands above them.

    The style sheet draws the lines for the answer under each.
    """
    parts: list[Safe] = []
    numbered = enumerate(asked_once(one.questions), 1)
    for (about, stem), group in groupby(
        numbered, lambda pair: (pair[1][0].about, _stem(pair[1][0].id))
    ):
        asked = list(group)
        items = [el("li", shown(same[0].text), _ids(same, stem)) for _, same in asked]
        parts += [
            el("h4", about, (" ", code(stem)) if stem else None),
            el("ol", items, start=asked[0][0] if asked[0][0] > 1 else None, class_="questions"),
        ]
    return el(
        "div",
        el("h3", paper.WHICH_QUESTIONS),
        el("small", paper.IDS) if parts else None,
        parts or el("p", paper.NO_QUESTION),
    )


def _ids(same: Iterable[Question], stem: str) -> Iterator[Inside]:
    """The ids of one question; of an ending that is the same in several documents, once."""
    before = None
    for one in same:
        document, _, ending = one.id.removeprefix(stem).partition("/")
        again = stem and ending == before
        yield " "
        yield code(f"{document}/{paper.SAME}" if again else one.id.removeprefix(stem))
        before = ending


def _stem(id: str) -> str:
    """What the ids of one device's questions begin with."""
    parts = id.split("/")
    return "/".join(parts[:2]) + "/" if len(parts) > 3 else ""
