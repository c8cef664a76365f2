"""The pictures: well-formed and inert, told in full, in no colour that means anything, and drawn from data alone."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist
from mri_check.frozen import Record
from mri_check.messages import pictures as say
from mri_check.render.json import to_json
from mri_check.render.pictures import PICTURE_CSS, pictures
from mri_check.render.pictures.sheet import COLOURS, SIZE, WIDTH, wide, wrapped
from tests.pictures.colours import contrast, parts
from tests.pictures.worlds import HARD, SVG, THREE, checklists, drawn, invented, texts, tree

Named = tuple[str, Checklist]
SHAPES = {
    "svg",
    "title",
    "desc",
    "defs",
    "pattern",
    "clipPath",
    "path",
    "g",
    "text",
    "tspan",
    "rect",
    "circle",
    "use",
}
HOSTILE = (
    "<script>alert(1)</script>\"'&]]><svg onload=x> \u202eevil\u2066 \x1b[2J\x00 {0} {name} %s end"
)


@pytest.fixture(scope="module")
def all_of_them(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> list[Named]:
    return list(checklists(catalogue, invented(tmp_path_factory.mktemp("tables"))))


def test_each_is_well_formed_self_contained_and_named_once(all_of_them: list[Named]) -> None:
    for name, checklist in all_of_them:
        found = pictures(checklist)
        assert found == pictures(checklist)
        ids: Counter[str] = Counter()
        for picture in found:
            root = tree(picture)
            mine = [one.get("id") for one in root.iter() if one.get("id")]
            ids.update(str(id) for id in mine)
            read = picture.id.startswith(("picture-limits", "picture-day"))
            assert root.get("role") == ("group" if read else "img")
            assert root.get("id") == picture.id
            labels = str(root.get("aria-labelledby")).split()
            told = {
                one.get("id"): one.text
                for one in root.iter()
                if one.tag in (f"{SVG}title", f"{SVG}desc")
            }
            if read:  # its paragraphs are read as they stand, and its shapes in words of their own
                words = " ".join(
                    "".join(one.itertext()) for one in root.iter() if one.tag != f"{SVG}title"
                )
                assert told[labels[0]] == picture.title
                assert set(re.findall(r"\w+", picture.text)) <= set(re.findall(r"\w+", words)), name
            else:
                assert [told[id] for id in labels] == [picture.title, picture.text], name
            for one in root.iter():
                assert one.tag.removeprefix(SVG) in SHAPES
                for attribute, value in one.attrib.items():
                    assert attribute != "style" and not attribute.startswith("on")
                    for target in re.findall(r"url\((.*?)\)", value):
                        assert target.removeprefix("#") in mine
                    if attribute == "href":
                        assert value.removeprefix("#") in mine
        assert max(ids.values()) == 1, name


def test_the_text_says_all_that_is_drawn(all_of_them: list[Named]) -> None:
    for name, checklist in all_of_them:
        for picture in pictures(checklist):
            told = picture.text.lower()
            for text in texts(picture):
                assert text.lower() in told or text == "?", (name, picture.id, text)


def test_every_number_that_is_drawn_is_in_the_checklist(all_of_them: list[Named]) -> None:
    """But for the ends of scales, which are round, the numbers of implants, and limits in the unit of their scale."""
    for name, checklist in all_of_them:
        known = to_json(checklist) + " ".join(
            str(one.task) for one in checklist.lines if one.task is not None
        )
        for picture in pictures(checklist):
            told = re.sub(r"Scale from 0 to .*?(?=\. |\.$)", "", picture.text)
            told = re.sub(r"(?:^|(?<=\s))(?:\d+, )*\d+: ", "", told)
            for number in re.findall(r"\d+(?:[.-]\d+)*", told):
                assert number in known or re.search(rf"of {number}\b", told), (
                    name,
                    picture.id,
                    number,
                )


def test_nothing_is_said_twice_by_colour_and_nothing_is_green(all_of_them: list[Named]) -> None:
    looks = set()
    for _, checklist in all_of_them:
        for picture in pictures(checklist):
            for one in tree(picture).iter():
                looks |= {
                    one.get(name)
                    for name in ("fill", "stroke", "color", "stop-color")
                    if one.get(name)
                }
    kinds = {re.sub(r"#.*\)", "#)", str(look)) for look in looks}
    assert kinds <= {
        "none", "currentColor", "url(#)", "var(--picture-line,currentColor)", "var(--picture-stop,currentColor)",
        "var(--picture-soft,none)", "var(--picture-paper,Canvas)",
    }  # fmt: skip
    for hexes in (
        re.findall(r"#[0-9a-f]{6}", PICTURE_CSS),
        [c for one in COLOURS.values() for c in one.values()],
    ):
        assert hexes
        for colour in hexes:
            red, green, blue = parts(colour)
            assert green <= max(red, blue), colour


@pytest.mark.parametrize("page", list(COLOURS))
def test_contrast(page: str) -> None:
    look = COLOURS[page]
    for ground in ("paper", "soft"):
        assert contrast(look["ink"], look[ground]) >= 4.5
        assert contrast(look["stop"], look[ground]) >= 4.5
        assert contrast(look["line"], look[ground]) >= 3
    assert contrast("#1a222f", "#f8f7f4") >= 4.5, "the page's own paper"


def test_three_implants_fit_the_budget(catalogue: Catalogue) -> None:
    found = drawn(THREE, catalogue)
    assert sum(len(one.svg.encode()) for one in found.values()) <= 60_000
    assert list(found) == [
        "picture-body", "picture-face-implants-1", "picture-limits-implants-1", "picture-limits-implants-2",
        "picture-limits-implants-3", "picture-day",
    ]  # fmt: skip


def test_hostile_text_is_inert(catalogue: Catalogue) -> None:
    """Every text of a checklist that a request or a catalogue may bring, replaced by a hostile one."""

    def poison(one: Any, field: str = "") -> Any:
        keep = {
            "place",
            "kind",
            "is_",
            "verdict",
            "origin",
            "axis",
            "phase",
            "state",
            "from_",
            "who",
            "setting",
        }
        if isinstance(one, Record):
            names = one._fields
            return one.replace(
                **{name: poison(value, name) for name, value in zip(names, one) if name not in keep}
            )
        if isinstance(one, dict):
            return {key: poison(value, "dict") for key, value in one.items()}
        if isinstance(one, tuple) and not isinstance(one, Record):
            if len(one) == 2 and str(one[0]).startswith("implant."):
                return (one[0], poison(one[1]))
            return tuple(poison(value, field) for value in one)
        if isinstance(one, str) and field in (
            "name",
            "asked",
            "title",
            "permitted",
            "stated",
            "note",
            "text",
            "why",
            "value",
            "document",
            "page",
            "section",
            "overrides",
            "says",
            "do",
            "since",
            "wait",
        ):
            return HOSTILE
        return one

    for form in HARD.values():
        checklist = poison(check(catalogue, read_request(form)))
        for picture in pictures(checklist):
            tags = {one.tag.removeprefix(SVG) for one in tree(picture).iter()}
            assert tags <= SHAPES
            assert not re.search(
                "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
                str(picture.svg),
            )
            assert "<script" not in picture.svg


def test_text_is_wrapped_within_its_width() -> None:
    words = "a " * 40 + "x" * 200 + " \u202e\u6f22\u5b57" * 30 + " M" * 60
    for bold in (False, True):
        for line in wrapped(words, 120, bold):
            assert wide(line, bold) <= 121
        assert "".join(wrapped(words, 120, bold)).replace(" ", "") == words.replace(
            " ", ""
        ).replace("\u202e", "\\u202e")
    assert wrapped("", 50) == [""]


def test_no_picture_says_that_a_scan_is_safe(all_of_them: list[Named]) -> None:
    found = " ".join(value for value in vars(say).values() if isinstance(value, str))
    for _, checklist in all_of_them:
        found += " ".join(one.title + one.text for one in pictures(checklist))
    assert not re.search(r"\b(is safe|cleared|approved|OK)\b", found)
    assert SIZE * 275 / WIDTH >= 11
