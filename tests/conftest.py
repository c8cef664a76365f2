"""What the tests share: the shipped catalogue, small invented ones, and the command run in this process."""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mri_check import load_catalog
from mri_check.catalog import Catalogue
from mri_check.cli import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
WATCHED = (
    "envelope/",
    "identify/",
    "laws/test_compare_laws.py",
    "laws/test_envelope_laws.py",
    "laws/test_region_laws.py",
    "laws/test_small_world.py",
    "laws/test_undecided.py",
    "laws/test_verdict_laws.py",
    "unit/",
)
"""The tests under which coverage looks at the decision core; these alone take every line and branch of it."""


def watched(item: pytest.Item) -> bool:
    among = item.nodeid.removeprefix("tests/").startswith(WATCHED)
    return among and item.get_closest_marker("unwatched") is None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """To be watched makes a test more than twice as slow, whatever it calls: only those are that have to be.

    The marker ``no_cover`` of pytest-cov does this too, but not in the workers of pytest-xdist, where a second
    coverage lies beneath the first and goes on where that pauses.
    """
    if watched(item):
        yield
        return
    tracing, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    yield
    threading.settrace(in_threads)
    sys.settrace(tracing)


def pytest_runtest_call(item: pytest.Item) -> None:
    """A watched test takes its lines itself, whatever tests before it have left to be found again."""
    shared = getattr(item, "funcargs", {}).get("catalogue")
    if isinstance(shared, Catalogue) and watched(item):
        shared.memo.clear()


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """No test reads or writes the user's cache or configuration."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    for name in ("MRI_CHECK_SCANNERS", "MRI_CHECK_POLICY", "MRI_CHECK_EXAMS", "MRI_CHECK_CONFIG",
                 "NO_COLOR"):  # fmt: skip
        patch.delenv(name, raising=False)
    yield
    patch.undo()


class Today(date):
    """The day on which the tests' scans are planned, for as long as there are tests: of a later day each would be past."""

    @classmethod
    def today(cls) -> Today:
        return cls(2026, 11, 23)


@pytest.fixture(scope="session", autouse=True)
def _that_day() -> Any:
    """What asks for the day, asks here; a command of its own process has the day that it is."""
    patch = pytest.MonkeyPatch()
    rooms = [f"cli.{one.stem}" for one in (ROOT / "mri_check" / "cli").glob("*.py")]
    for room in (*rooms, "batch.desk"):
        module = import_module(f"mri_check.{room}")
        if getattr(module, "date", None) is date:
            patch.setattr(module, "date", Today)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return load_catalog()


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the public command; gives exit code, standard output, standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def write_request(path: Path, request: Mapping[str, Any]) -> Path:
    """A request as a JSON file."""
    path.write_text(json.dumps(request))
    return path


FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window and without a network of its own."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium is installed: what a browser does with our pages is not tested")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
