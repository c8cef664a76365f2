"""What stands in the pages: all that the views tell of a device, inert, linked, and the same each time."""

from __future__ import annotations

import colorsys
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from os.path import dirname, join, normpath
from pathlib import Path
from typing import Any

import pytest

from mri_check import status, views
from mri_check.catalog import Catalogue
from mri_check.gaps import gaps
from mri_check.messages import checklist
from mri_check.messages import pages as on_pages
from mri_check.render.html import LOOKS, TEMPLATES
from mri_check.render.listings import IS, STATUSES
from mri_check.render.site import SECTIONS, path_of
from tests.conftest import ROOT
from tests.site.reading import Page, plain, read
from tests.site.worlds import HOSTILE, hostile_catalogue

Command = Callable[..., tuple[int, str, str]]

IN_OTHER_WORDS: dict[str, Mapping[Any, str]] = {
    "status": STATUSES, "is": {**IS, **on_pages.SILENT}, "mr_status": checklist.STATUS,
    "read": checklist.READ, "otherwise": checklist.OTHERWISE, "phase": checklist.PHASES, "who": checklist.WHO,
    "about_mri": {"yes": "about MRI", "no": "not about MRI"},
    "in_force": on_pages.IN_FORCE,
    "agreed": on_pages.AGREED,
}  # fmt: skip
"""Keys whose values a page tells in words."""
NOT_TOLD = {
    "kind",
    "axis",
    "drive",
    "electrically_active",
    "market_basis",
    "setting",
    "device",
    "page",
    "section",
}
"""What is told by where it stands, by a title, or as part of another text (the place in a source)."""


def told(value: Any, name: str = "") -> Iterator[str]:
    """Every text that a page owes for what a view holds."""
    if isinstance(value, Mapping):
        for inner, it in value.items():
            if inner == "is" and "asks" in value:
                yield on_pages.GAPS[it]
            elif not (inner == "id" and value.keys() & {"do", "when"}):  # of a task or a setting
                yield from told(it, inner)
    elif isinstance(value, (list, tuple)):
        for it in value:
            yield from told(it, name)
    elif name in IN_OTHER_WORDS:
        yield IN_OTHER_WORDS[name][value] if value is not None else ""
    elif isinstance(value, str) and name not in NOT_TOLD:
        yield value


def test_every_device_has_a_page_and_nothing_else_is_written(
    site: Path, catalogue: Catalogue
) -> None:
    written = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert written == {"index.html", *(path_of(id) for id in catalogue.device_ids())}


def test_all_that_the_views_tell_is_on_the_page(
    pages: dict[str, Page], catalogue: Catalogue
) -> None:
    missing = []
    for id in catalogue.device_ids():
        page = pages[path_of(id)]
        views_ = (views.show(id, catalogue), views.history(id, catalogue), gaps(catalogue, id))
        for view in views_:
            missing += [(id, text) for text in told(view) if plain(text) not in page.words and text != "undated"]  # fmt: skip
    makers = catalogue.manufacturers()  # a page tells the name of its maker, not the id
    assert not [one for one in missing if one[1] not in makers]


def test_a_condition_stands_in_one_row_with_its_setting_and_its_place(
    site: Path, catalogue: Catalogue
) -> None:
    found = 0
    for id in catalogue.device_ids():
        text = (site / path_of(id)).read_text()
        rows = [plain(re.sub(r"<[^>]*>", " ", row)) for row in re.findall(r"<tr\b.*?</tr>", text)]
        rows = [
            row.replace("&#39;", "'").replace("&#34;", '"').replace("&gt;", ">") for row in rows
        ]
        for one in views.show(id, catalogue)["in_force"]:
            for c in one["conditions"]:
                setting = "every setting" if c["setting"] == "always" else c["setting"]
                owed = [plain(part) for part in (c["title"], c["permitted"], setting, c["source"])]
                assert any(all(part in row for part in owed) for row in rows), (id, owed)
                found += 1
    assert found > 40


def test_the_sources_of_a_device_are_those_that_its_records_cite(
    pages: dict[str, Page], catalogue: Catalogue
) -> None:
    for one in views.source_ids(catalogue):
        (source,) = views.source(one, catalogue)
        for id in catalogue.device_ids():
            if any(cited.split(" ")[0].startswith(f"{id}/") or cited.startswith(f"{id} ") for cited in source["cited_by"]):  # fmt: skip
                page = pages[path_of(id)]
                assert source["id"] in page.words, (id, one)
                for text in told({key: it for key, it in source.items() if key != "cited_by"}):
                    assert plain(text) in page.words, (id, one, text)


def test_a_device_without_labelling_has_a_full_page(pages: dict[str, Page]) -> None:
    page = pages[path_of("algomed/algomed")]
    assert "no labelling in force is on file. this permits nothing" in page.words
    assert page.tags().count("h2") == len(SECTIONS)


def test_the_index_lists_what_catalog_list_lists(
    pages: dict[str, Page], catalogue: Catalogue
) -> None:
    page = pages["index.html"]
    rows = views.list_devices(catalogue)
    documents = [{key: it for key, it in one.items() if key != "id"} for row in rows for one in row["documents"]]  # fmt: skip
    for text in told([*({**row, "documents": []} for row in rows), documents]):
        assert plain(text) in page.words, text
    assert [a["href"] for tag, a in page.elements if tag == "a" and "devices/" in (a["href"] or "")] == [path_of(row["id"]) for row in rows]  # fmt: skip
    assert f"{len(rows)} of {len(rows)} devices" in page.words


def test_every_page_says_what_it_is_not(pages: dict[str, Page], catalogue: Catalogue) -> None:
    for path, page in pages.items():
        before = page.words.index(plain(on_pages.NEVER_PAGE))
        assert before < 200, path  # at the top, before any content
        assert f"catalogue edition {catalogue.edition}, {catalogue.digest}" in page.words


def test_links_resolve_and_ids_are_unique(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        ids = page.all("id")
        assert len(ids) == len(set(ids)), path
        named = [*page.all("aria-labelledby"), *page.all("for")]
        assert set(named) <= set(ids), path
        for href in page.all("href"):
            if href.startswith(("https://", "http://")):
                continue
            file, _, anchor = href.partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            assert target in pages, (path, href)
            assert not anchor or anchor in pages[target].all("id"), (path, href)


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert not page.all("src") and not page.all("style")
        assert not set(page.tags()) & {"link", "img", "iframe", "object", "embed", "form", "base"}
        policy = next(a["content"] for _, a in page.elements if a.get("http-equiv"))
        assert policy is not None and policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert "no-referrer" in page.all("content")
        assert (page.tags().count("script") == 1) == (path == "index.html")


def test_headings_come_in_order_and_tables_say_what_they_are(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        levels = [int(tag[1]) for tag in page.tags() if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert page.tags().count("table") == page.tags().count("caption")
        assert all("scope" in a for tag, a in page.elements if tag == "th"), path
        assert ("html", {"lang": "en"}) in page.elements


def test_two_runs_give_the_same_bytes(site: Path, tmp_path: Path, command: Command) -> None:
    again = tmp_path / "elsewhere"
    code, out, err = command("catalog", "site", "--output", again)
    assert (code, err) == (0, "")
    assert out == f"{len(list(site.rglob('*.html')))} pages written; open {again}/index.html\n"
    for path in site.rglob("*.html"):
        twin = (again / path.relative_to(site)).read_bytes()
        assert twin == path.read_bytes()
        assert str(ROOT).encode() not in twin and str(tmp_path).encode() not in twin


def test_hostile_texts_come_out_inert(tmp_path: Path, command: Command) -> None:
    hostile_catalogue(tmp_path / "catalogue")
    code, _, err = command("catalog", "site", "--catalog", tmp_path / "catalogue", "--output", tmp_path / "site")  # fmt: skip
    assert (code, err) == (0, "")
    shown = plain(HOSTILE).replace("\u202e", "\\u202e").replace("\u2066", "\\u2066").replace("\x07", "\\u0007")  # fmt: skip
    for path, at_least in (("index.html", 4), ("devices/acme/pump.html", 40)):
        text = (tmp_path / "site" / path).read_text()
        page = read(tmp_path / "site" / path)
        assert page.words.count(shown) >= at_least, page.words.count(shown)
        assert not re.search("[\u202e\u2066\x07]", text)
        assert "img" not in page.tags() and "i" not in page.tags()
        assert not any(name.startswith("on") for _, a in page.elements for name in a)
        assert not any(href.startswith("javascript:") for href in page.all("href"))
        assert page.tags().count("style") == 1
        assert page.tags().count("script") == (path == "index.html")
        assert "{{7*7}}" in page.words  # told, not worked out


def test_without_jinja2_one_line_says_what_mends_it(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    code, out, err = command("catalog", "site", "--output", tmp_path / "deep" / "site")
    assert (code, out) == (5, "")
    assert err == (
        "mri-check: HTML needs Jinja2, which is not installed: pip install 'mri-check[html]'\n"
    )
    assert not list(tmp_path.iterdir())


def test_jinja2_is_loaded_by_no_other_command() -> None:
    script = (
        "import sys; from mri_check.cli import run; run(['catalog', 'show', '8637'])\n"
        "sys.exit('jinja2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0


def test_every_status_has_a_mark_and_words() -> None:
    assert (
        set(status.STATUSES) == set(LOOKS) == set(on_pages.STATUS_MEANS) == set(STATUSES) - {None}
    )


def test_nothing_is_green() -> None:
    """No colour of the styles lies between yellow-green and cyan, unless it is as good as grey."""
    found = re.findall(r"#([0-9a-fA-F]{3,6})\b", (Path(TEMPLATES) / "style.css").read_text())
    assert len(found) > 30
    for text in found:
        full = text if len(text) == 6 else "".join(char * 2 for char in text)
        red, green, blue = (int(full[at : at + 2], 16) / 255 for at in (0, 2, 4))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        assert saturation < 0.12 or not 65 / 360 < hue < 185 / 360, text
