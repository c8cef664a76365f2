"""Where a browser is, it looks at the pages and prints them; where none is, those tests are skipped and say so."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from mri_check import browser as installed
from mri_check.checklist import Checklist
from mri_check.errors import MriCheckError
from tests.paper.worlds import hostile


@pytest.fixture(scope="session")
def printer() -> str:
    """The browser that ``--format pdf`` finds here."""
    try:
        return installed.find()
    except MriCheckError as none:
        pytest.skip(f"no PDF is tested: {none}")


@pytest.fixture(scope="session")
def hostile_from(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Checklist]:
    """The checklist whose every text is hostile from its start on, made once for each start."""

    @cache
    def made(start: str) -> Checklist:
        with pytest.MonkeyPatch.context() as patch:
            return hostile(tmp_path_factory.mktemp("hostile"), start, patch)

    return made
