"""The benchmark of ``batch`` compares what says the same, and does not take a failure for a figure."""

import sys

import pytest

from tests.bench.batch import Bench, check, installed
from tests.bench.measure import Command, run


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"), rows=100, rounds=1, many=100)


def test_every_peer_that_is_installed_gives_the_same_answers(bench: Bench) -> None:
    check(bench, installed(), rows=100)


def test_other_answers_end_the_benchmark(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = bench.ours(bench.file("nothing repeats", 100), bench.folder / "out")
    monkeypatch.setattr(bench, "peer", lambda kind, rows, out: wrong)
    with pytest.raises(SystemExit, match="other answers than batch"):
        check(bench, ["naive"], rows=100)


def test_a_command_that_fails_ends_the_benchmark() -> None:
    assert run(Command([sys.executable, "-c", "raise SystemExit(14)"], codes=(14,))).peak > 1
    with pytest.raises(SystemExit, match=r"(?s)ended with 3.*why"):
        run(
            Command(
                [sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)"]
            )
        )
