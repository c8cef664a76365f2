"""The site as a person has it: in Chromium, from a file, by keyboard, on a phone, on paper, without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest

from mri_check import status, views
from mri_check.catalog import Catalogue
from mri_check.render.site import path_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FULL, TWO_DOCUMENTS, NOTHING = "medtronic/synchromed-ii", "flowonix/prometra-ii-93827", "algomed/algomed"  # fmt: skip
LOOKED_AT = ("index.html", *(path_of(id) for id in (TWO_DOCUMENTS, NOTHING, "medtronic/ascenda")))
SHOWN = """() => Array.from(document.querySelectorAll("tr.device"))
    .filter((row) => row.checkVisibility()).map((row) => row.querySelector(".id").textContent)"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of a desktop's width; whatever it complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    context.close()
    assert not complaints


def shown(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SHOWN)
    return found


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_no_request_leaves(site: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    urls = [(site / name).as_uri() for name in LOOKED_AT]
    for url in urls:
        page.goto(url)
    assert asked == urls


def test_what_a_page_were_made_to_load_is_blocked(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / LOOKED_AT[0]).as_uri())
    blocked = page.evaluate(
        """() => new Promise((done) => {
            document.addEventListener("securitypolicyviolation", (one) => done(one.effectiveDirective));
            const image = new Image(); image.src = "http://127.0.0.1:9/x.png"; document.body.append(image);
        })"""
    )
    assert blocked == "img-src"
    page.close()


def test_the_filters_by_keyboard_alone(site: Path, page: Page, catalogue: Catalogue) -> None:
    page.goto((site / "index.html").as_uri())
    total = len(catalogue.device_ids())
    count = page.get_by_role("status")

    def focused() -> str:
        return str(page.evaluate("document.activeElement.id || document.activeElement.className"))

    page.keyboard.press("Tab")
    assert focused() == "skip"
    page.keyboard.press("Enter")
    assert focused() == "main"
    for field in ("f-text", "f-maker", "f-market", "f-status", "f-therapy", "f-unlabelled"):
        page.keyboard.press("Tab")
        assert focused() == field
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    page.keyboard.press("Space")
    unlabelled = ids(views.list_devices(catalogue, unlabelled=True))
    assert shown(page) == unlabelled
    assert count.inner_text() == f"{len(unlabelled)} of {total} devices: without any labelling"
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("Flow")
    both = ids(views.list_devices(catalogue, manufacturer="Flowonix", unlabelled=True))
    assert both and shown(page) == both
    assert count.inner_text() == f"{len(both)} of {total} devices: Flowonix; without any labelling"
    for _ in range(5):
        page.keyboard.press("Tab")
    assert focused() == "f-reset"
    page.keyboard.press("Enter")
    assert (focused(), shown(page)) == ("f-text", list(catalogue.device_ids()))
    page.keyboard.type("synchromed 8637-40")
    assert shown(page) == ["medtronic/synchromed-ii"]
    assert "1 of" in count.inner_text()
    page.keyboard.type(" nothing")
    assert shown(page) == []
    assert page.get_by_text("No device passes these filters").is_visible()


def test_each_filter_lists_what_catalog_list_lists(
    site: Path, page: Page, catalogue: Catalogue
) -> None:
    page.goto((site / "index.html").as_uri())
    found: dict[str, dict[str, list[str]]] = page.evaluate(
        """(shown) => {
            const read = eval(shown), found = {};
            for (const select of document.querySelectorAll("select")) {
                found[select.id] = {};
                for (const option of select.options) {
                    select.value = option.value;
                    select.selectedIndex = option.index;
                    select.dispatchEvent(new Event("input", {bubbles: true}));
                    found[select.id][option.text] = read();
                }
                select.value = "";
            }
            return found;
        }""",
        SHOWN,
    )
    every = {name: options.pop("all") for name, options in found.items()}
    assert all(it == list(catalogue.device_ids()) for it in every.values())
    for name, it in found["f-maker"].items():
        assert it == ids(views.list_devices(catalogue, manufacturer=name))
    assert {name.split(" ")[0] for name in found["f-market"]} == {
        market for market in catalogue.markets if views.list_devices(catalogue, market=market)
    }
    for name, it in found["f-market"].items():
        assert it == ids(views.list_devices(catalogue, market=name.split(" ")[0])), name
    by_status = [ids(views.list_devices(catalogue, status=one)) for one in status.STATUSES]
    assert list(found["f-status"].values()) == [it for it in by_status if it]
    assert set(found["f-therapy"]) == set(views.therapies(catalogue))
    for name, it in found["f-therapy"].items():
        assert it == ids(views.list_devices(catalogue, therapy=name))


def test_without_scripts_all_is_there(site: Path, browser: Browser, catalogue: Catalogue) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert not page.locator("#filters").is_visible()
    rows = page.locator("tr.device")
    assert rows.count() == len(catalogue.device_ids())
    told = page.locator("table").inner_text()
    assert all(id in told for id in catalogue.device_ids())
    page.get_by_role("link", name="SynchroMed II", exact=True).click()
    assert page.locator("h1").inner_text() == "Medtronic SynchroMed II"
    assert "at most 19 T/m" in page.locator("table.conditions").inner_text()
    context.close()


def test_a_phone_never_scrolls_sideways(site: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True)
    page = context.new_page()
    wide = []
    fullest = sorted(site.rglob("*.html"), key=lambda path: -path.stat().st_size)[:12]
    for path in (*fullest, site / path_of(NOTHING)):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > 375:
            wide.append(path)
    assert not wide
    page.goto((site / path_of(FULL)).as_uri())
    # A limit is never half out of sight; tables of less weight scroll by themselves.
    region = page.get_by_role("region", name="Conditions").first
    assert region.evaluate("it => it.scrollWidth === it.clientWidth")
    region = page.get_by_role("region", name="Models")
    assert region.evaluate("it => it.scrollWidth > it.clientWidth && it.tabIndex === 0")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("it => it.scrollLeft > 0", arg=region.element_handle())
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: Any, site: Path, browser: Browser) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    # All rules once; what the colours change, twice.
    only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    for name in LOOKED_AT:
        page.goto((site / name).as_uri())
        found = axe.run(page, options={"resultTypes": ["violations"], **only}).response
        assert found["passes"], name
        assert not found["violations"], (name, json.dumps(found["violations"], indent=1)[:3000])
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark == (scheme == "dark")
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_paper_loses_nothing(
    paper: str, site: Path, browser: Browser, catalogue: Catalogue, tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf")
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()

    def printed(name: str) -> Iterator[str]:
        page.goto((site / name).as_uri())
        page.pdf(path=tmp_path / "page.pdf", format=paper)
        for one in pypdf.PdfReader(tmp_path / "page.pdf").pages:
            # Without spaces, since lines break anywhere; and a font may print "fi" as one sign.
            text = normalize("NFKC", "".join(one.extract_text().split()))
            assert "Notvalidwithoutthemanufacturer'scurrentlabelling." in text
            yield text

    text = "".join(printed("index.html"))
    assert all(id in text for id in catalogue.device_ids())
    assert "Showall" not in text
    for id in (FULL, TWO_DOCUMENTS):
        in_force = views.show(id, catalogue)["in_force"]
        limits = [c for one in in_force for c in one["conditions"]]
        owed = {"".join(c[key].split()) for c in limits for key in ("permitted", "source")}
        assert len(owed) > 4
        text = ""
        for sheet in printed(path_of(id)):  # as many as it takes: reading paper is slow
            text += sheet
            if all(part in text for part in owed):
                break
        assert not [part for part in owed if part not in text], id
    context.close()
