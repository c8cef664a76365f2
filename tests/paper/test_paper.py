"""The page as a reader without a browser has it: complete, well formed, inert, small, and the same each time."""

from __future__ import annotations

import base64
import colorsys
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mri_check import check, read_request, render
from mri_check.catalog import Catalogue
from mri_check.checklist import Disposition
from mri_check.messages import paper as paper_words
from mri_check.messages.checklist import HEADLINES
from mri_check.render import FORMATS
from mri_check.render.markup import el, verbatim
from mri_check.render.paper import STYLE, STYLE_HASH, style_sheet, to_html
from mri_check.render.paper_parts import _SHAPES, LOOKS
from mri_check.render.pictures import PICTURE_CSS, pictures
from tests.conftest import write_request
from tests.golden.test_golden import REQUESTS
from tests.paper.worlds import SHOWN, STARTS, WORLDS, in_order, made, owed
from tests.site.reading import Page, plain

Command = Callable[..., tuple[int, str, str]]
TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "header", "nav", "main", "section", "h1", "h2", "h3", "h4",
    "p", "ul", "ol", "li", "a", "b", "span", "i", "code", "table", "caption", "thead", "tbody", "tr", "th", "td", "small", "u", "figure", "figcaption",
    "svg", "path", "circle", "clippath", "defs", "desc", "g", "pattern", "rect", "text", "tspan", "use",
}  # fmt: skip
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "scope", "start", "aria-label",
              "aria-hidden", "viewbox", "d",
              "aria-labelledby", "clip-path", "cx", "cy", "dy", "fill", "font-size", "font-weight", "height", "patternunits", "r",
              "role", "rx", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-width", "text-anchor", "transform", "width", "x",
              "xmlns", "y"}  # fmt: skip


class Strict(HTMLParser):
    """Fails on an element that is not closed, or closed out of turn."""

    VOID = ("meta", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", WORLDS)
def test_every_text_of_the_checklist_is_in_the_page(name: str, catalogue: Catalogue) -> None:
    checklist = made(name, catalogue)
    words = Page(to_html(checklist)).words
    missing = {
        (field, text) for field, text in owed(checklist) if plain(text).rstrip(".") not in words
    }
    assert not missing
    assert any(field == "Line.text" for field, _ in owed(checklist))


@pytest.mark.parametrize("name", WORLDS)
def test_every_word_of_the_text_is_in_the_page(name: str, catalogue: Catalogue) -> None:
    """Nothing of ours is lost either: the page says in words all that the text says."""
    checklist = made(name, catalogue)
    told = in_order(checklist)
    words = set(re.findall(r"\w+", Page(to_html(checklist)).words))
    assert len(told) > 60
    assert not set(re.findall(r"\w+", plain(" ".join(told)))) - words


@pytest.mark.parametrize("name", WORLDS)
def test_the_page_is_well_formed_and_loads_nothing(name: str, catalogue: Catalogue) -> None:
    text = to_html(made(name, catalogue))
    Strict(text)
    page = Page(text)
    assert set(page.tags()) <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert all(href.startswith("#") and href[1:] in page.all("id") for href in page.all("href"))
    assert len(page.all("id")) == len(set(page.all("id")))
    levels = [int(tag[1]) for tag in page.tags() if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert page.tags().count("table") == page.tags().count("caption")
    assert all("scope" in a for tag, a in page.elements if tag == "th")
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv"))
    assert (
        policy
        == f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
    )


def test_the_policy_lets_in_the_style_that_is_there() -> None:
    digest = hashlib.sha256(style_sheet().encode()).digest()
    assert f"sha256-{base64.b64encode(digest).decode()}" == STYLE_HASH
    assert "@import" not in Path(STYLE).read_text() and "url(" not in Path(STYLE).read_text()
    with pytest.raises(ValueError):
        verbatim("p { } </style>")


def test_the_pictures_are_in_the_page_with_their_rules(catalogue: Catalogue) -> None:
    assert PICTURE_CSS in Path(STYLE).read_text(encoding="utf-8")
    for name in WORLDS:
        checklist = made(name, catalogue)
        page = to_html(checklist)
        for one in pictures(checklist):
            assert f"{el('figcaption', one.title)}{one.svg}" in page, name


def test_nothing_is_green_and_every_outcome_has_a_shape_of_its_own() -> None:
    found = re.findall(r"#([0-9a-fA-F]{3,6})\b", Path(STYLE).read_text())
    assert len(found) > 20
    for text in found:
        full = text if len(text) == 6 else "".join(char * 2 for char in text)
        red, green, blue = (int(full[at : at + 2], 16) / 255 for at in (0, 2, 4))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        assert saturation < 0.12 or not 65 / 360 < hue < 185 / 360, text
    assert set(_SHAPES) == set(LOOKS) == set(Disposition)
    assert len(set(_SHAPES.values())) == len(_SHAPES)


def test_the_header_names_device_scan_and_outcome_and_no_day(catalogue: Catalogue) -> None:
    for disposition in REQUESTS:
        text = to_html(made(disposition.word, catalogue))
        header = Page(text[text.index("<header") : text.index("</header>")]).words
        assert plain(HEADLINES[disposition.word][0]) in header
        assert plain(paper_words.NOT_VALID) in header
        assert "brain" in header
        assert "synchromed" in header or "prometra" in header
        assert "2026" not in header and "golden" not in header
    bare = {"format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": f"no {n} of that name"} for n in range(9)]}  # fmt: skip
    text = to_html(check(catalogue, read_request(bare)))
    header = Page(text[text.index("<header") : text.index("</header>")]).words
    assert "region not stated; field strength not stated; rf mode not stated" in header
    assert "'no 3 of that name' (not identified); and 5 more" in header


def test_the_enquiry_holds_neither_the_id_of_the_request_nor_a_day(catalogue: Catalogue) -> None:
    facts = {"implanted_on": "2026-10-01", "drug": "baclofen"}
    request = {**REQUESTS[Disposition.INCOMPLETE], "id": "patient-0042"}
    request["implants"] = [{"device": "8667-20", "facts": facts}]
    text = to_html(check(catalogue, read_request(request)))
    sheet = text[text.index('id="enquiry-1"') : text.index('id="findings"')]
    assert "53 days before the scan" in sheet
    assert "2026-10-01" not in sheet and "2026-11-23" not in sheet and "patient-0042" not in sheet
    assert "2026-10-01" in text and "patient-0042" in text


def test_each_device_is_asked_about_in_its_own_market(catalogue: Catalogue) -> None:
    own = {"device": "13827", "market": "EU"}
    request = {**REQUESTS[Disposition.CONSULT], "implants": [{"device": "8637-40"}, own]}
    sheets = to_html(check(catalogue, read_request(request))).split("Enquiry to the manufacturer: ")
    assert "SynchroMed II 8637-40</b>; Sold in: US" in sheets[1] and "Sold in: EU" not in sheets[1]
    assert "REF 13827</b>; Sold in: EU" in sheets[2] and "Sold in: US" not in sheets[2]
    del request["market"]
    sheets = to_html(check(catalogue, read_request(request))).split("Enquiry to the manufacturer: ")
    assert "8637-40</b><u>Sold in</u>" in sheets[1]  # a person fills it in
    assert "REF 13827</b>; Sold in: EU" in sheets[2]


def test_a_page_for_three_implants_is_small(catalogue: Catalogue) -> None:
    assert len(to_html(made("three implants", catalogue)).encode()) < 150_000


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_request_gives_the_same_bytes(format: str, catalogue: Catalogue) -> None:
    first, second = (render(made("three implants", catalogue), format) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("start", STARTS)
def test_hostile_texts_come_out_inert(start: str, hostile_from: Any) -> None:
    checklist = hostile_from(start)
    text = to_html(checklist)
    Strict(text)
    page = Page(text)
    assert page.words.count(plain(start + SHOWN)) > 60
    assert set(page.tags()) <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert all(href.startswith("#") for href in page.all("href"))
    assert page.tags().count("style") == 1
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", text
    )
    missing = {
        field
        for field, told in owed(checklist)
        if plain(_shown(told)).rstrip(".") not in page.words
    }
    assert not missing


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def test_every_value_of_an_attribute_and_every_text_is_escaped() -> None:
    assert el("p", '<b>&"', class_='"><script>') == '<p class="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;"</p>'  # fmt: skip
    assert el("p", ["a", None, [el("b", "x")]], hidden=True, id=None) == "<p hidden>a<b>x</b></p>"
    assert el("meta", charset="utf-8") == '<meta charset="utf-8">'
    assert el("p", el("b", "x") + "<i>") == "<p>&lt;b&gt;x&lt;/b&gt;&lt;i&gt;</p>"  # no longer el's


def test_written_as_it_says_it_is(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", {**REQUESTS[Disposition.PROHIBITED], "id": "Zoë"})
    for format in ("html", "markdown", "csv"):
        code, out, err = command("check", path, "--format", format)
        assert (code, err) == (15, "")
        target = tmp_path / f"out.{format}"
        assert command("check", path, "--format", format, "--output", target) == (15, "", "")
        assert target.read_bytes().decode("utf-8") == out
    assert "Zoë" in (tmp_path / "out.html").read_text(encoding="utf-8")
