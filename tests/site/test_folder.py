"""The folder: a site is swapped in whole, and what is not ours is never touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., tuple[int, str, str]]


def small(*names: str) -> Callable[[Any], Iterator[tuple[str, str]]]:
    """Pages as the renderer makes them, but few and short."""

    def pages(_: Any) -> Iterator[tuple[str, str]]:
        for name in names:
            yield name, f'<meta name="generator" content="mri-check catalog site">{names}'

    return pages


OLD = ("index.html", "devices/acme/pump.html", "devices/gone/pump.html")
NEW = ("index.html", "devices/acme/pump.html")


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, command: Command) -> Callable[..., tuple[int, str, str]]:
    """``catalog site`` with pages of our own."""

    def run(folder: Path | str, pages: Any) -> tuple[int, str, str]:
        monkeypatch.setattr(import_module("mri_check.render.site"), "pages", pages)
        return command("catalog", "site", "--output", folder)

    return run


def held(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_folder_an_empty_one_and_an_earlier_site(tmp_path: Path, write: Command) -> None:
    for folder in (tmp_path / "deep" / "new", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        assert write(folder, small(*OLD))[0] == 0
        assert set(held(folder)) == set(OLD)
        assert write(folder, small(*NEW)) == (0, f"2 pages written; open {folder}/index.html\n", "")
        assert set(held(folder)) == set(NEW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "empty"]


@pytest.mark.parametrize("foreign", ["notes.txt", "index.html", "devices/acme/own.html", "devices/x.html",
                                     "devices/acme/deep/x.html", "css/style.css", "devices/acme/pump.md"])  # fmt: skip
def test_a_folder_that_holds_anything_else_is_refused(
    foreign: str, tmp_path: Path, write: Command
) -> None:
    folder = tmp_path / "site"
    assert write(folder, small(*OLD))[0] == 0
    (folder / foreign).parent.mkdir(parents=True, exist_ok=True)
    (folder / foreign).write_text("mine")
    before = held(folder)
    code, out, err = write(folder, small(*NEW))
    assert (code, out) == (2, "")
    assert "no page of an earlier site: name a new folder, an empty one, or an earlier site" in err
    assert held(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_links_to_elsewhere_are_foreign_and_a_link_to_a_site_is_followed(
    tmp_path: Path, write: Command
) -> None:
    folder, link = tmp_path / "site", tmp_path / "link"
    link.symlink_to(folder)
    assert write(link, small(*OLD))[0] == 0
    assert link.is_symlink() and set(held(folder)) == set(OLD)
    (folder / "devices" / "other").symlink_to(tmp_path)
    code, _, err = write(link, small(*NEW))
    assert code == 2 and "holds devices/other" in err


def test_a_file_the_folder_one_stands_in_and_an_unwritable_place(
    tmp_path: Path, write: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    code, _, err = write(tmp_path / "file", small(*NEW))
    assert code == 2 and f"{tmp_path}/file is not a folder: name a new folder" in err
    code, _, err = write(tmp_path / "file" / "site", small(*NEW))
    assert code == 2
    assert err.splitlines()[-1].endswith(
        f"--output: {tmp_path}/file/site cannot be written: not a directory"
    )
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for named in (".", ".."):
        code, _, err = write(named, small(*NEW))
        assert code == 2 and "name a folder inside it or beside it" in err
    assert write("site", small(*NEW))[0] == 0
    assert set(held(tmp_path / "here")) == {f"site/{name}" for name in NEW}


@pytest.mark.parametrize(
    "ended,code",
    [(KeyboardInterrupt(), 5), (OSError(28, "No space left on device"), 2), (ValueError("x"), 5)],
)
def test_a_run_that_ends_early_leaves_the_old_site_whole(
    ended: BaseException, code: int, tmp_path: Path, write: Command
) -> None:
    def pages(_: Any) -> Iterator[tuple[str, str]]:
        yield from small(NEW[0])(None)
        raise ended

    folder = tmp_path / "site"
    assert write(folder, small(*OLD))[0] == 0
    before = held(folder)
    told, out, err = write(folder, pages)
    assert (told, out) == (code, "")
    assert err.splitlines()[-1].startswith(("mri-check: ", "Error: "))
    assert held(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_a_swap_that_fails_puts_the_old_site_back(
    tmp_path: Path, write: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    assert write(folder, small(*OLD))[0] == 0
    before, rename = held(folder), os.rename

    def fail(source: str, target: str) -> None:
        if source.endswith("new"):
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "rename", fail)
    code, _, err = write(folder, small(*NEW))
    assert code == 2 and "cannot be written: permission denied" in err
    assert held(folder) == before
    assert list(tmp_path.iterdir()) == [folder]
