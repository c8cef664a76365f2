"""The page as a person has it: in Chromium, from a file, on a phone, on a desk, and on paper of both sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

import pytest

from mri_check import browser as installed
from mri_check.browser import find, printed
from mri_check.catalog import Catalogue
from mri_check.checklist import Checklist, Disposition
from mri_check.errors import MriCheckError
from mri_check.messages.checklist import HEADLINES
from mri_check.messages.paper import NOT_VALID
from mri_check.render.paper import to_html
from tests.conftest import write_request
from tests.golden.test_golden import REQUESTS
from tests.paper.worlds import SHOWN, made, owed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Command = Callable[..., tuple[int, str, str]]
SIZES = {"a4": (595, 842), "letter": (612, 792)}
"""In points."""


@pytest.fixture(scope="session")
def pages(
    catalogue: Catalogue, hostile_from: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Checklist, Path]]:
    """Checklists and their pages, as files; one of them hostile in every text."""
    folder, found = tmp_path_factory.mktemp("paper"), {}
    checklists = {
        "consult-manufacturer": made("consult-manufacturer", catalogue),
        "unidentified": made("unidentified", catalogue),
        "more": made("more", catalogue),
        "three implants": made("three implants", catalogue),
        "hostile": hostile_from("="),
    }
    for name, checklist in checklists.items():
        path = folder / f"{name}.html"
        path.write_text(to_html(checklist), encoding="utf-8")
        found[name] = checklist, path
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; whatever it complains of, or asks for beside itself, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda request: complaints.extend([request.url] * (not request.url.startswith("file:"))))  # fmt: skip
    yield page
    context.close()
    assert not complaints


def test_the_pictures_are_large_enough_to_see(page: Any, pages: Any) -> None:
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(pages["three implants"][1].as_uri())
        boxes = [one.bounding_box() for one in page.locator(".pictures svg").all()]
        assert len(boxes) > 4
        assert all(300 <= box["width"] <= min(width, 380) and box["height"] > 40 for box in boxes)
    page.emulate_media(media="print")
    heights = [one.bounding_box()["height"] for one in page.locator("figure").all()]
    assert max(heights) < 238 / 25.4 * 96, "each fits on a sheet, under its header: none is cut"


NAMES = ("consult-manufacturer", "unidentified", "more", "three implants", "hostile")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_scrolls_sideways(width: int, name: str, page: Page, pages: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(pages[name][1].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.body.checkVisibility() && document.styleSheets.length") == 1
    cut = page.evaluate(
        """() => Array.from(document.querySelectorAll("main *")).filter((one) => !one.closest("caption, thead, svg")
            && one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1).length"""
    )
    assert cut == 0


def test_the_links_lead_to_their_parts(page: Page, pages: Any) -> None:
    page.goto(pages["three implants"][1].as_uri())
    for name in ("Enquiry: Flowonix", "Findings"):
        page.get_by_role("link", name=name, exact=True).click()
        assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 300
    assert page.locator("h1").count() == 1
    assert page.get_by_role("banner").inner_text().count(NOT_VALID) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: Any, browser: Browser, pages: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    # All rules once; what the colours change, twice.
    only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    looked_at = (("more", 1280), ("unidentified", 375))[: 1 if only else None]
    for name, width in looked_at:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(pages[name][1].as_uri())
        found = axe.run(page, options={"resultTypes": ["violations"], **only}).response
        assert found["passes"], name
        assert not found["violations"], (name, json.dumps(found["violations"], indent=1)[:3000])
    context.close()


def squeezed(text: str) -> str:
    """Without spaces, since lines break anywhere; and a font may print "fi" as one sign."""
    return normalize("NFKC", "".join(text.split())).casefold()


@pytest.fixture(scope="session")
def on_paper(printer: str, pages: Any) -> Callable[[str, str], bytes]:
    """The PDF of a page on some paper, printed once."""
    return cache(lambda name, size: printed(to_html(pages[name][0], size)))


def read(pdf: bytes) -> list[Any]:
    import io

    pypdf = pytest.importorskip("pypdf")
    return list(pypdf.PdfReader(io.BytesIO(pdf)).pages)


class Sheet(NamedTuple):
    """One sheet of a PDF: its size in points, its text, and each piece of it with how high it stands."""

    width: float
    height: float
    text: str
    pieces: tuple[tuple[float, str], ...]


@pytest.fixture(scope="session")
def sheets_of(on_paper: Any) -> Callable[[str, str], list[Sheet]]:
    """The sheets of a page on some paper, read once: reading paper is slow."""

    def sheet(one: Any) -> Sheet:
        pieces: list[tuple[float, str]] = []

        def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
            if text.strip():
                pieces.append((tm[5] * cm[3] + cm[5], text))

        text = one.extract_text(visitor_text=visit)
        return Sheet(one.mediabox.width, one.mediabox.height, text, tuple(pieces))

    return cache(lambda name, size: [sheet(one) for one in read(on_paper(name, size))])


@pytest.mark.parametrize("name,size", [("more", "a4"), ("unidentified", "letter")])
def test_paper_loses_nothing(name: str, size: str, sheets_of: Any, pages: Any) -> None:
    checklist, _ = pages[name]
    sheets = sheets_of(name, size)
    for sheet in sheets:
        assert abs(sheet.width - SIZES[size][0]) < 2 and abs(sheet.height - SIZES[size][1]) < 2
    texts = [squeezed(sheet.text) for sheet in sheets]
    whole = "".join(texts)
    missing = {(field, text) for field, text in owed(checklist) if squeezed(text).rstrip(".") not in whole}  # fmt: skip
    assert not missing
    for number, text in enumerate(texts, 1):
        assert squeezed(NOT_VALID) in text
        assert squeezed(HEADLINES[checklist.disposition.word][0]) in text
        assert squeezed(checklist.implants[0].name or checklist.implants[0].asked) in text
        assert squeezed(checklist.scan["scan.region"].value) in text
        assert f"{number}/{len(sheets)}" in text


def test_the_header_covers_nothing(sheets_of: Any) -> None:
    """From the top of each sheet to the end of its header stands the header and nothing else, in however many lines."""
    parts = {squeezed(NOT_VALID), "synchromed", "routine"}
    bands = set()
    for sheet in sheets_of("more", "a4"):
        band, end = "", 0.0
        for y, text in sorted(sheet.pieces, key=lambda piece: -piece[0]):
            if not all(part in band for part in parts):
                band, end = band + squeezed(text), y
        bands.add(band)
        assert any(y < end - 10 for y, _ in sheet.pieces)
    assert len(bands) == 1


def test_hostile_texts_are_inert_on_paper(on_paper: Any, sheets_of: Any) -> None:
    pdf = on_paper("hostile", "a4")
    for active in (b"/JavaScript", b"/JS ", b"/Launch", b"/SubmitForm", b"/URI", b"/EmbeddedFile"):
        assert active not in pdf
    texts = [sheet.text for sheet in sheets_of("hostile", "a4")]
    text = "".join(texts)
    assert not {"\u202e", "\u2066", "\x1b", "\x07", "\x9b"} & set(text)
    # A text of 300 signs may break over the sheet, with a header in between.
    assert squeezed(text).count(squeezed(SHOWN)) > 40
    assert all(squeezed(NOT_VALID) in squeezed(text) for text in texts)


def test_the_command_writes_a_pdf(
    printer: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = (
        tmp_path.parent / f"{tmp_path.name}-temporary"
    )  # the system's is used by other tests meanwhile
    others.mkdir()
    monkeypatch.setattr(installed.tempfile, "tempdir", str(others))
    path = write_request(tmp_path / "r.json", REQUESTS[Disposition.CONSULT])
    target = tmp_path / "checklist.pdf"
    assert command("check", path, "--format", "pdf", "--output", target) == (10, "", "")
    sheets = read(target.read_bytes())
    assert "CONSULT THE MANUFACTURER" in sheets[0].extract_text()
    assert abs(sheets[0].mediabox.width - SIZES["a4"][0]) < 2
    assert sorted(tmp_path.iterdir()) == [target, path]
    assert not [one for one in os.listdir(others) if "mri-check" in one]


# --- where there is no browser, or one that fails ----------------------------------------------------


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    return write_request(tmp_path / "r.json", REQUESTS[Disposition.CONSULT])


def a_browser(folder: Path, script: str) -> Path:
    path = folder / "browser"
    path.write_text(f"#!{sys.executable}\nimport sys, time, os\n{script}\n")
    path.chmod(0o755)
    return path


def test_without_a_browser_one_line_says_what_mends_it(
    request_file: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MRI_CHECK_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installed, "_PLACES", ())
    target = tmp_path / "out.pdf"
    code, out, err = command("check", request_file, "--format", "pdf", "--output", target)
    assert (code, out, len(err.splitlines())) == (5, "", 1)
    assert "apt-get install chromium" in err and "MRI_CHECK_BROWSER" in err
    assert not target.exists()
    a_browser(tmp_path, "").rename(tmp_path / "google-chrome")
    assert find() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("MRI_CHECK_BROWSER", "/no/such/browser")
    code, _, err = command("check", request_file, "--format", "pdf", "--output", target)
    assert code == 5
    assert err.startswith("mri-check: MRI_CHECK_BROWSER: '/no/such/browser' is no program")


@pytest.mark.parametrize(
    "script,told",
    [
        ("print('no\\nsandbox\\x1b[31m', file=sys.stderr); sys.exit(3)", "exit code 3; it said: sandbox\\u001b[31m)"),
        ("", "made no PDF (exit code 0)"),
        ("open([a for a in sys.argv if 'to-pdf' in a][0].partition('=')[2], 'w').write('%PDF-1.4 half')", "made no PDF (exit code 0)"),
    ],
)  # fmt: skip
def test_a_browser_that_fails(
    script: str, told: str, request_file: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # fmt: skip
    monkeypatch.setenv("MRI_CHECK_BROWSER", str(a_browser(tmp_path, script)))
    target = tmp_path / "out.pdf"
    target.write_bytes(b"before")
    code, out, err = command("check", request_file, "--format", "pdf", "--output", target)
    assert (code, out, len(err.splitlines())) == (5, "", 1)
    assert told in err
    assert target.read_bytes() == b"before"


def test_a_browser_that_never_ends_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    beat = tmp_path / "beat"
    script = f"child = os.fork()\nwhile True:\n    child or open({str(beat)!r}, 'a').write('x')\n    time.sleep(0.05)"
    monkeypatch.setenv("MRI_CHECK_BROWSER", str(a_browser(tmp_path, script)))
    with pytest.raises(MriCheckError, match=r"had made no PDF after 0\.6 s and was stopped"):
        printed("<p>", 0.6)
    size = beat.stat().st_size
    time.sleep(0.3)
    assert beat.stat().st_size == size > 0


def test_no_pdf_to_a_terminal_and_no_paper_without_a_pdf(
    request_file: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, out, err = command("check", request_file, "--format", "pdf")
    assert (code, out) == (2, "")
    assert "--output FILE, or pipe it" in err
    code, _, err = command("check", request_file, "--format", "html", "--paper", "a4")
    assert code == 2
    assert "--paper belongs to --format pdf" in err


def test_no_other_command_loads_what_starts_a_browser(request_file: Path) -> None:
    script = (
        f"import sys; from mri_check.cli import run; run(['check', {str(request_file)!r}, '--format', 'html'])\n"
        "sys.exit(bool({'subprocess', 'tempfile', 'html', 'hashlib', 'jinja2'} & set(sys.modules)))"
    )
    for _ in range(2):  # the first may compile the catalogue
        ended = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, check=False,
                               env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
    assert ended.returncode == 0, ended.stderr
