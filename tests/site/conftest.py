"""A site of the shipped catalogue, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mri_check.cli import run
from tests.site.reading import Page, read


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
