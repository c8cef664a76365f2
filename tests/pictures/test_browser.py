"""The pictures in a real browser: nothing sticks out, nothing is too small, on a phone, on paper and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.render.pictures import PICTURE_CSS, pictures
from mri_check.render.pictures.sheet import Picture
from tests.pictures.worlds import HARD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOOK = """() => [...document.querySelectorAll('svg.picture')].flatMap(svg => {
  const whole = svg.getBoundingClientRect(), scale = whole.width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].filter(text => !text.closest('defs')).flatMap(text => {
    const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize) * scale;
    const out = box.left < whole.left - 1 || box.right > whole.right + 1 || box.top < whole.top - 1 || box.bottom > whole.bottom + 1;
    return out || size < 11 ? [`${svg.id}: ${size} ${text.textContent}`] : [];
  }).concat(whole.right > window.innerWidth ? [`${svg.id} is too wide`] : []);
})"""


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Callable[[int, Any], tuple[Page, list[str]]]:
    """A page of each width and scheme, opened once, and what it complains of."""

    @cache
    def opened(width: int, scheme: Any) -> tuple[Page, list[str]]:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        return page, complaints

    return opened


@pytest.fixture(scope="module")
def drawn(catalogue: Catalogue) -> Callable[[str], tuple[Picture, ...]]:
    """The pictures of one of the hard worlds, drawn once."""
    return cache(lambda name: pictures(check(catalogue, read_request(HARD[name]))))


@pytest.mark.parametrize("name", list(HARD))
@pytest.mark.parametrize(
    "width,scheme", [(320, "light"), (320, "dark"), (1280, "light"), (718, "light")]
)
def test_all_text_is_inside_and_large_enough(
    name: str, width: int, scheme: str, pages: Any, drawn: Any
) -> None:
    found = drawn(name)
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    html = f"<!doctype html><meta charset=utf-8>{policy}<style>body{{margin:16px;font-family:system-ui}}{PICTURE_CSS}</style>"
    page, complaints = pages(width, scheme)
    complaints.clear()
    page.set_content(html + "".join(one.svg for one in found))
    assert page.locator("svg.picture").count() == len(found)
    assert page.evaluate(LOOK) == []
    for one in found:
        image = page.get_by_role("img", name=one.title).or_(
            page.get_by_role("group", name=one.title)
        )
        assert image.count() >= 1
    assert complaints == []
