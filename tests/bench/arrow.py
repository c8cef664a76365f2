"""What record batches cost beside ``batch``, and Spark beside both: medians of interleaved runs on the same rows.

``python tests/bench/arrow.py [ROWS]`` (100,000); needs pyarrow; Spark is measured where pyspark and Java are there.
Processor time of one process for the first two; wall time of two processes for Spark, with a session that is warm.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
BATCH = 10_000
ROUNDS = 3


def arrow(source: str, catalogue: str, findings: bool) -> None:
    """All rows through ``check_batches``, as a process of its own does it."""
    import pyarrow as pa

    from mri_check.arrow import check_batches

    rows = Path(source).read_bytes().splitlines()
    batches = (
        pa.record_batch({"request": pa.array(rows[at : at + BATCH], pa.binary())})
        for at in range(0, len(rows), BATCH)
    )
    done = sum(one.num_rows for one in check_batches(batches, catalogue, findings=findings))
    assert done == len(rows)


def spark(source: str, catalogue: str) -> tuple[float, float] | None:
    """Wall seconds of a warm job in ``local[2]``: checking, and handing the same rows through Python unchecked."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        return None

    from mri_check.arrow import check_batches, schema

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = str(ROOT)
    session = (
        SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    columns = session.createDataFrame(schema().empty_table()).schema
    rows = session.read.text(source).toDF("request").repartition(4).cache()
    rows.count()

    def wall(frame: object) -> float:
        began = time.perf_counter()
        frame.write.format("noop").mode("overwrite").save()  # type: ignore[attr-defined]
        return time.perf_counter() - began

    checked = rows.mapInArrow(lambda batches: check_batches(batches, catalogue), columns)
    handed = rows.mapInArrow(lambda batches: batches, rows.schema)
    wall(checked)
    found = [(wall(checked), wall(handed)) for _ in range(ROUNDS)]
    session.stop()
    return median(one for one, _ in found), median(other for _, other in found)


def main(count: int) -> None:
    """Print the figures."""
    from tests.bench import schedule
    from tests.bench.measure import Command, run

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalogue, rows, out = folder / "catalogue", folder / "rows.jsonl", folder / "out"
        catalogue.mkdir()
        schedule.catalogue(catalogue, 40)
        schedule.write(rows, count, 40)
        for findings in (False, True):
            more = ["--findings"] if findings else []
            ours = [sys.executable, "-m", "mri_check", "batch", str(rows), "--catalog", str(catalogue), "--jobs", "1",
                    *more]  # fmt: skip
            script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.bench.arrow import arrow; "
            script += f"arrow({str(rows)!r}, {str(catalogue)!r}, {findings})"
            told: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                told.append(
                    (
                        run(Command(ours, out, (14,))).cpu,
                        run(Command([sys.executable, "-c", script], out)).cpu,
                    )
                )
            batch, columns = (median(one) for one in zip(*told))
            print("with findings:" if findings else "without findings:")
            print(f"  batch {count / batch:,.0f} rows/s, record batches {count / columns:,.0f} rows/s: "
                  f"{columns / batch:.2f} x the processor time")  # fmt: skip
        if (walls := spark(str(rows), str(catalogue))) is not None:
            print(f"Spark local[2], warm: {walls[0]:.2f} s, {count / walls[0]:,.0f} rows/s; "
                  f"the same rows unchecked {walls[1]:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
