"""The recipes of the README, word for word, on the engines themselves: the answers of ``batch``. ``make cluster``."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

pa = pytest.importorskip("pyarrow", reason="record batches come with the extra: arrow")

from mri_check.arrow import check_batches, schema  # noqa: E402
from tests.arrow.test_arrow import POLICY, agree, batch  # noqa: E402
from tests.worlds import SHIPPED  # noqa: E402

SECTION = (ROOT / "README.md").read_text().split("\n## On a cluster\n")[1].split("\n## ")[0]
RECIPES = dict(re.findall(r"```python\n# (\w+)\n(.*?)```", SECTION, re.S))
MANY = 60


def test_there_is_a_recipe_for_each() -> None:
    assert list(RECIPES) == ["Spark", "Dask", "DuckDB", "Polars"]
    assert SECTION.count("```python") == len(RECIPES)


def told(at: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "format": "mri-check/request/1", "id": f"{at:03}", "on": "2026-11-23", "market": "US",
        "implants": [{"device": ("8637-40", "no such pump", "Codman 3000")[at % 3]}],
        "scan": {"spatial_gradient": f"{at} T/m", "region": "brain"},
    }  # fmt: skip
    return row


def lines() -> list[bytes]:
    found = [json.dumps(told(at)).encode() for at in range(MANY)]
    found[7], found[8] = b'{"broken', found[8].replace(b" T/m", b" m/s")
    return found


def table() -> list[list[str]]:
    header = ["id", "on", "market", "device", "scan.spatial_gradient", "scan.region"]
    found = [header]
    for at in range(MANY):
        form = told(at)
        device = ("", form["implants"][0]["device"], "none")[min(at, 2)]
        found.append([form["id"], form["on"], "US", device, f"{at} T/m", "lung" if at == 5 else ""])
    return found


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with tomorrow's schedule in two forms, in which the recipes run (and Spark starts)."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "tomorrow.jsonl").write_bytes(b"\n".join(lines()) + b"\n")
    with open(folder / "tomorrow.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def expected(folder: Path, name: str, findings: bool = False, **files: str) -> list[Any]:
    """What ``batch`` answers to the same file."""
    return batch((folder / name).read_bytes(), findings, files, str(folder))


def follow(name: str, **known: Any) -> dict[str, Any]:
    """Run a recipe as it stands in the README."""
    names = dict(known)
    exec(compile(RECIPES[name], f"README: {name}", "exec"), names)
    return names


class Rows(list[Any]):
    """Rows of whatever engine, compared as those of Arrow are."""

    def to_pylist(self) -> list[Any]:
        return list(self)


@pytest.fixture(scope="module")
def spark(schedule: Path) -> Iterator[Any]:
    """A session of real Spark with two workers."""
    pyspark = pytest.importorskip("pyspark", reason="Spark comes with the extra: cluster")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java is installed: Spark is not tested")
    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    builder = pyspark.sql.SparkSession.builder.master("local[2]").appName("mri-check")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    patch.undo()


def collected(results: Any) -> Rows:
    rows = (row.asDict(recursive=True) for row in results.collect())
    return Rows(sorted(rows, key=lambda row: row["id"] or ""))


def by_id(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row["id"] or "")


def test_spark(spark: Any, schedule: Path) -> None:
    found = follow("Spark", spark=spark)["results"]
    agree(collected(found), by_id(expected(schedule, "tomorrow.jsonl")))


def test_spark_with_partitions_and_options(spark: Any, schedule: Path) -> None:
    """Several tasks, batches smaller than a partition, columns that are kept, files that the workers read."""
    (schedule / "policy.yaml").write_text(POLICY)
    policy, catalogue = str(schedule / "policy.yaml"), str(SHIPPED)
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
    rows = spark.createDataFrame(
        [(line.decode(), at) for at, line in enumerate(lines())], "request string, place int"
    )
    wanted = schema([pa.field("place", pa.int32())], findings=True)
    results = rows.repartition(4).mapInArrow(
        lambda batches: check_batches(
            batches, catalogue, findings=True, policy=policy, keep=["place"]
        ),
        spark.createDataFrame(wanted.empty_table()).schema,
    )
    found = sorted((row.asDict(recursive=True) for row in results.collect()), key=lambda r: r["place"])  # fmt: skip
    assert [row.pop("place") for row in found] == list(range(MANY))
    agree(Rows(found), expected(schedule, "tomorrow.jsonl", True, policy=policy))


def test_dask(schedule: Path) -> None:
    pytest.importorskip("dask.dataframe", reason="Dask comes with the extra: cluster")
    import dask
    import dask.dataframe as dd

    wanted = expected(schedule, "tomorrow.csv")
    names = follow("Dask")
    for scheduler in ("synchronous", "threads", "processes"):
        parts = dd.read_csv("tomorrow.csv", dtype=str, blocksize=400).map_partitions(names["check"])
        assert parts.npartitions > 2
        with dask.config.set(scheduler=scheduler):
            for results in (names["results"], parts):
                found = results.compute()
                agree(pa.Table.from_pandas(found, schema(), preserve_index=False), wanted)


def test_duckdb(schedule: Path) -> None:
    pytest.importorskip("duckdb", reason="DuckDB comes with the extra: cluster")
    names, wanted = follow("DuckDB"), expected(schedule, "tomorrow.csv")
    agree(names["results"], wanted)
    dispositions = [row["disposition"] for row in wanted]
    assert dict(names["counts"]) == {one: dispositions.count(one) for one in dispositions}


def test_polars(schedule: Path) -> None:
    pytest.importorskip("polars", reason="Polars comes with the extra: cluster")
    found = follow("Polars")["results"]
    agree(Rows(found.to_dicts()), expected(schedule, "tomorrow.csv"))
