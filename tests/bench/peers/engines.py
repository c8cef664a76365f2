"""A rule engine in the place of the comparisons: one compiled expression for each device, a list of verdicts out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson

from tests.bench.peers.plan import VERDICTS, answer, finding, read, unidentified


def condition(one: Any) -> str:
    """One condition as 0 (met), 1 (nothing stated) or 2 (not met)."""
    name, bound = one["name"], json.dumps(one["bound"])
    test = f"{name} <= {bound}" if one["test"] == "at_most" else f"{name} in {bound}"
    return f"{name} == null ? 1 : ({test} ? 0 : 2)"


def run(
    plan: str, rows: str, out: str, compiled: Callable[[Any], Callable[[dict[str, Any]], Any]]
) -> None:
    """``compiled`` makes of a device what takes the numbers and names of a scan, and gives its verdicts as 0, 1, 2."""
    whole = read(plan)
    devices = whole["devices"]
    for device in devices.values():
        device["judge"] = compiled(device)
        device["numbers"] = [
            (one["name"], one["test"] == "at_most") for one in device["conditions"]
        ]
    with open(rows, "rb") as file, open(out, "wb", 1 << 20) as target:
        for number, line in enumerate(file, 1):
            row = orjson.loads(line)
            device = devices.get(row["implants"][0]["device"])
            if device is None:
                target.write(orjson.dumps(unidentified(whole, row, number)) + b"\n")
                continue
            scan, facts = row["scan"], {}
            for name, counts in device["numbers"]:
                stated = scan.get(name)
                facts[name] = (
                    float(stated.split(" ")[0]) if counts and stated is not None else stated
                )
            verdicts = [int(one) for one in device["judge"](facts)]
            found = [
                finding(one, VERDICTS[verdict], scan.get(one["name"]))
                for one, verdict in zip(device["conditions"], verdicts)
            ]
            form = answer(whole, row, number, device, found, max(verdicts))
            target.write(orjson.dumps(form) + b"\n")
