"""One page for each disposition, from the requests of the golden files; and the README's picture, from one of them.

``make gallery``, or ``python -m tests.gallery build/gallery --picture docs/checklist.png``. Nothing of it is kept but
the picture: the pages are made anew from what the tests hold.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mri_check import browser, check, read_request, render
from mri_check.checklist import Disposition
from mri_check.compiled import load_catalog
from mri_check.errors import MriCheckError
from mri_check.render.markup import el, together
from tests.golden.test_golden import REQUESTS

SHOWN = Disposition.CONSULT
"""The page whose top the README shows."""
WINDOW = (1080, 1400)


def pages() -> Iterable[tuple[Disposition, str]]:
    """Each disposition, with the page of a request that comes to it."""
    catalogue = load_catalog()
    for disposition, form in REQUESTS.items():
        found = check(catalogue, read_request(form))
        assert found.disposition is disposition, (found.disposition, disposition)
        yield disposition, render(found, "html")


def build(folder: Path) -> list[Path]:
    """Write the pages and a list of them; the files that were written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    links = []
    for disposition, page in pages():
        path = folder / f"{disposition.word}.html"
        path.write_text(page, encoding="utf-8")
        written.append(path)
        links.append(el("li", el("a", disposition.word, href=path.name)))
    title = "One checklist for each disposition"
    head = el("head", el("meta", charset="utf-8"), el("title", title))
    body = el("body", el("h1", title), el("ul", links))
    index = folder / "index.html"
    index.write_text(
        "<!doctype html>\n" + el("html", together(head, body), lang="en"), encoding="utf-8"
    )
    return [*written, index]


def photograph(page: Path, picture: Path) -> None:
    """The top of a page as the installed browser shows it. Raises MriCheckError where there is none."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        subprocess.run(
            [browser.find(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--user-data-dir={folder}", f"--window-size={WINDOW[0]},{WINDOW[1]}",
             f"--screenshot={picture.absolute()}", page.absolute().as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


def main() -> int:
    """Build the gallery, and the picture where one is asked for and a browser is installed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--picture", type=Path)
    given = options.parse_args()
    for path in build(given.folder):
        print(path)
    if given.picture is not None:
        try:
            photograph(given.folder / f"{SHOWN.word}.html", given.picture)
        except MriCheckError as none:
            print(f"no picture: {none}", file=sys.stderr)
            return 1
        print(given.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
