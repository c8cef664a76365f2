"""The gallery: a page for each disposition, and nothing kept that could go stale but the README's picture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mri_check.checklist import Disposition
from tests.conftest import ROOT
from tests.gallery import build


def test_one_page_for_each_disposition(tmp_path: Path) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in build(tmp_path / "gallery")}
    assert set(written) == {"index.html", *(f"{one.word}.html" for one in Disposition)}
    for one in Disposition:
        assert f'href="{one.word}.html"' in written["index.html"]
        assert (
            '<svg xmlns="http://www.w3.org/2000/svg" class="picture"' in written[f"{one.word}.html"]
        )


def test_without_a_browser_the_pages_are_there_and_the_picture_is_missed(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.gallery", "out", "--picture", "out/top.png"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": str(tmp_path), "MRI_CHECK_BROWSER": "no-such-browser", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert ended.returncode == 1
    assert "no picture" in ended.stderr and "Traceback" not in ended.stderr
    assert (tmp_path / "out" / "index.html").exists()


def test_docs_hold_the_picture_and_no_copies() -> None:
    assert [path.name for path in (ROOT / "docs").iterdir()] == ["checklist.png"]
    assert "docs/checklist.png" in (ROOT / "README.md").read_text(encoding="utf-8")
