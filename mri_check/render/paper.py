"""The checklist on paper and on a screen: one page that holds all, loads nothing and runs nothing.

Its header stands on every printed sheet, and has to stay small for that: it is a table header when it is
printed, and browsers repeat one only while it is lower than a quarter of the sheet. It holds neither the id
of the request nor a day, since the enquiries go out of the house.
"""

from __future__ import annotations

import os
import re

from mri_check.checklist import Checklist, ImplantOutcome
from mri_check.messages import checklist as say
from mri_check.messages import paper
from mri_check.render.markup import Safe, el, verbatim
from mri_check.render.paper_enquiry import enquiries
from mri_check.render.paper_findings import findings, rest
from mri_check.render.paper_parts import outcome, short, titles
from mri_check.render.paper_tasks import console, tasks
from mri_check.render.pictures import pictures
from mri_check.render.reasons import meaning
from mri_check.render.reasons import together as reasons
from mri_check.render.text import market_of

STYLE = os.path.join(os.path.dirname(__file__), "templates", "checklist.css")
STYLE_HASH = "sha256-z8yKSsfmm/yj8jbCdVPkkNiYvjTsTQuk7hx3lON/QAY="
"""Of the style sheet, by which the page's policy lets it in; a test works it out. Here it costs nothing."""

_POLICY = "default-src 'none'; style-src '{hash}'; base-uri 'none'; form-action 'none'"
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_AROUND = re.compile(r" ?([{};,]|(?<=[a-z]):(?= )) ?")
_SIZES = {"a4": "@page { size: A4; }", "letter": "@page { size: letter; }"}
_NAMED, _LETTERS = 4, 60
"""How many devices, and how much of each text, the header holds."""


def to_html(checklist: Checklist, size: str | None = None) -> str:
    """The checklist as one page that is whole in itself. The same checklist gives the same bytes.

    ``size`` (``a4``, ``letter``) is for a PDF, which has to be made for some paper; without it whatever prints
    the page lays it out for the paper that it has.
    """
    known = titles(checklist)
    main = el(
        "main",
        _first(checklist),
        _drawn(checklist),
        el("div", list(enquiries(checklist, known)), class_="enquiries"),
        findings(checklist, known),
        rest(checklist),
        id="main",
    )
    word = say.HEADLINES[checklist.disposition.word][0]
    page = el(
        "html",
        _head(f"{paper.TITLE}: {word}", size),
        el("body", el("div", _header(checklist), _contents(checklist), main, class_="paper")),
        lang="en",
    )
    return f"<!doctype html>\n{page}\n"


def _head(title: str, size: str | None) -> Safe:
    style = style_sheet()
    sheet = _SIZES[size] if size is not None else ""
    hashes = f"{STYLE_HASH}' '{_hash(sheet)}" if sheet else STYLE_HASH
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY.format(hash=hashes)),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", verbatim(style)),
        el("style", verbatim(sheet)) if sheet else None,
    )


def style_sheet() -> str:
    """The style sheet without its comments and its line breaks, which no reader of the page needs."""
    with open(STYLE, encoding="utf-8") as file:
        small = _AROUND.sub(r"\1", " ".join(_COMMENT.sub("", file.read()).split()))
        return small.replace(";}", "}")


def _hash(style: str) -> str:
    import base64
    import hashlib

    digest = hashlib.sha256(style.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _header(it: Checklist) -> Safe:
    """What stands on every sheet: the device, the planned scan, the outcome, and what it is not valid without."""
    names = [_name(one) for one in (*it.implants, *it.other_implants)]
    more = len(names) - _NAMED
    told = "; ".join(names[:_NAMED]) or paper.NO_DEVICE
    if more > 0:
        told += f"; {paper.AND_MORE.format(count=more)}"
    return el(
        "header",
        el(
            "div",
            el("p", outcome(it.disposition, say.HEADLINES[it.disposition.word][0]), class_="word"),
            el("p", paper.NOT_VALID, class_="void"),
            el("p", el("span", paper.DEVICES if len(names) > 1 else paper.DEVICE), " ", el("b", told)),
            el("p", el("span", paper.SCAN), " ", el("b", _plan(it))),
        ),
        class_="run",
    )  # fmt: skip


def _name(one: ImplantOutcome) -> str:
    return short(one.name or paper.NOT_IDENTIFIED.format(asked=one.asked), _LETTERS)


def _plan(it: Checklist) -> str:
    told = []
    for axis, (words, otherwise) in paper.PLAN.items():
        if axis in it.scan:
            told.append(words.format(value=short(it.scan[axis].value, _LETTERS)))
        elif otherwise:
            told.append(otherwise)
    return "; ".join(told)


def _contents(it: Checklist) -> Safe:
    """Where to find what, on a screen."""
    links = {"#checklist": paper.TO_CHECKLIST, "#pictures": paper.PICTURES}
    for number, one in enumerate(it.consult, 1):
        links[f"#enquiry-{number}"] = paper.TO_ENQUIRY.format(name=one.name)
    links |= {"#findings": paper.TO_FINDINGS, "#rest": paper.TO_REST}
    items = [el("li", el("a", name, href=href)) for href, name in links.items()]
    return el("nav", el("ul", items), aria_label=paper.ON_THIS_PAGE)


def _first(it: Checklist) -> Safe:
    """The first sheet: the outcome and what decides it, then what each person does, then the console."""
    request = say.REQUEST.format(id=it.id) if it.id else ""
    by_policy = all(id.startswith("policy/") for id in it.decided_by)
    return el(
        "section",
        el(
            "div",
            el(
                "div",
                el("h1", paper.TITLE),
                el("p", say.CHECKLIST_FOR.format(on=it.on, market=market_of(it), request=request)),
                el("small", say.NEVER),
            ),
            el("p", el("b", paper.STICKER), " ", paper.STICKER_NOTE, class_="sticker"),
            class_="top",
        ),
        el(
            "section",
            el("h2", meaning(it.disposition, it.decided_by)),
            el("p", say.POLICY_BINDS) if by_policy else None,
            el("p", say.DECIDED_BY),
            el("ul", [el("li", reason) for reason in reasons(it)], class_="reasons"),
            class_="outcome",
        ),
        tasks(it.lines),
        console(it),
        id="checklist",
    )


def _drawn(it: Checklist) -> Safe:
    """What can be looked at: behind the checklist, which is what a first sheet is for."""
    figures = [el("figure", el("figcaption", one.title), one.svg) for one in pictures(it)]
    return el(
        "section",
        el("h2", paper.PICTURES),
        el("div", figures, class_="pictures"),
        id="pictures",
        class_="sheet",
    )
