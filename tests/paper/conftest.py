"""Where a browser is, it looks at the pages and prints them; where none is, those tests are skipped and say so."""

from __future__ import annotations

import pytest

from mri_check import browser as installed
from mri_check.errors import MriCheckError


@pytest.fixture(scope="session")
def printer() -> str:
    """The browser that ``--format pdf`` finds here."""
    try:
        return installed.find()
    except MriCheckError as none:
        pytest.skip(f"no PDF is tested: {none}")
