"""A site of the shipped catalogue, made once, and a browser to look at it where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mri_check.cli import run
from tests.site.reading import Page, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``catalog site`` wrote."""
    folder = tmp_path_factory.mktemp("pages") / "site"
    assert run(["catalog", "site", "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Every page of it, read, by its path."""
    return {path.relative_to(site).as_posix(): read(path) for path in site.rglob("*.html")}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window and without a network of its own."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium is installed: what a browser does with the site is not tested")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
