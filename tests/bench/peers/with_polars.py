"""Polars: lazy expressions from file to file, the conditions in a frame with one row for each device.

What a row states is written between quotes as it is, which is quicker than making JSON of it, and right for these rows.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import polars as pl

from tests.bench.peers import texts
from tests.bench.peers.plan import read

COMMA = {"separator": ",", "ignore_nulls": True}


def verdict(name: str, unit: str) -> pl.Expr:
    """0, 1 or 2 for a condition on an axis, or null where the device has none on it."""
    stated = pl.col(name)
    if unit:
        test = stated.str.strip_suffix(f" {unit}").cast(pl.Float64) <= pl.col(f"bound_{name}")
    else:
        named = pl.concat_str(pl.lit("|"), stated, pl.lit("|"))
        test = pl.col(f"names_{name}").str.contains(named, literal=True)
    judged = pl.when(stated.is_null()).then(1).when(test).then(0).otherwise(2)
    return (
        pl.when(pl.col(f"met_{name}").is_not_null()).then(judged).cast(pl.Int8).alias(f"v_{name}")
    )


def finding(name: str) -> pl.Expr:
    """The text of a finding."""
    found = pl.col(f"v_{name}")
    head = (
        pl.when(found == 0)
        .then(f"met_{name}")
        .when(found == 1)
        .then(f"unknown_{name}")
        .otherwise(f"not_met_{name}")
    )
    stated = pl.concat_str(pl.lit('"'), name, pl.lit('"}'))
    return pl.concat_str(head, stated.fill_null("null}"))


def lines(plan: Any, rows: str) -> pl.LazyFrame:
    """The whole query: one column, the lines."""
    judged = texts.conditions(plan)
    names = [name for name, _ in judged]
    scan = pl.Struct(dict.fromkeys(plan["axes"], pl.String))
    form = {"id": pl.String, "on": pl.String, "market": pl.String,
            "implants": pl.List(pl.Struct({"device": pl.String})), "scan": scan}  # fmt: skip
    made = texts.table(plan)
    kinds = {one: pl.Float64 if one.startswith("bound_") else pl.String for one in made[0]}
    devices = pl.LazyFrame(made, schema=kinds)

    def where(verdict: int, kind: str) -> list[pl.Expr]:
        return [pl.when(pl.col(f"v_{name}") == verdict).then(f"{kind}_{name}") for name in names]

    asked = [pl.concat_str(pl.lit(f'"{name}":"'), name, pl.lit('"')) for name in plan["axes"]]
    outside = pl.concat_str(
        pl.lit(texts.said(2)), pl.concat_str(where(2, "id"), **COMMA), "asking", "outside"
    )
    incomplete = pl.concat_str(
        pl.lit(texts.incomplete()), pl.concat_str(*where(1, "id"), "not_read", **COMMA), "asking",
        pl.concat_str(where(1, "asks"), ignore_nulls=True), "incomplete",
    )  # fmt: skip
    told = pl.concat_str(
        pl.when(pl.col("worst") == 2).then(outside).otherwise(incomplete),
        pl.concat_str([finding(name) for name in names], **COMMA),
        pl.lit('],"asked":{"on":"'), "on", pl.lit('","market":"'), "market", pl.lit('","implants":[{"device":"'),
        "model", pl.lit('"}],"scan":{'), pl.concat_str(asked, **COMMA), pl.lit("}}}"),
    )  # fmt: skip
    head = [pl.lit(texts.START), pl.col("number").cast(pl.String), pl.lit(',"id":"'), "id", pl.lit('","on":"'), "on",
            pl.lit('","market":"'), "market", pl.lit('",')]  # fmt: skip
    return (
        pl.scan_ndjson(rows, schema=form)
        .with_row_index("number", 1)
        .with_columns(pl.col("implants").list.first().struct.field("device").alias("model"))
        .unnest("scan")
        .join(devices, on="model", how="left", maintain_order="left")
        .with_columns(verdict(*one) for one in judged)
        .with_columns(pl.max_horizontal(f"v_{name}" for name in names).alias("worst"))
        .select(
            pl.concat_str(
                *head,
                pl.when(pl.col("worst").is_null())
                .then(pl.lit(texts.unidentified(plan)))
                .otherwise(told),
            )
        )
    )


def run(plan: str, rows: str, out: str, results: str) -> None:
    lines(read(plan), rows).sink_csv(out, include_header=False, quote_style="never")
