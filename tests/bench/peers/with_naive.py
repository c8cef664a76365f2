"""The loop that one would write on orjson: for every condition a comparison, for every row a mapping."""

from __future__ import annotations

import orjson

from tests.bench.peers.plan import VERDICTS, answer, finding, read, unidentified


def run(plan: str, rows: str, out: str, results: str) -> None:
    whole = read(plan)
    devices = whole["devices"]
    for device in devices.values():
        device["tests"] = [
            (one, one["name"], one["test"] == "at_most",
             one["bound"] if one["test"] == "at_most" else set(one["bound"]))
            for one in device["conditions"]
        ]  # fmt: skip
    with open(rows, "rb") as file, open(out, "wb", 1 << 20) as target:
        for number, line in enumerate(file, 1):
            row = orjson.loads(line)
            device = devices.get(row["implants"][0]["device"])
            if device is None:
                form = unidentified(whole, row, number)
            else:
                scan, found, worst = row["scan"], [], 0
                for condition, name, at_most, bound in device["tests"]:
                    stated = scan.get(name)
                    if stated is None:
                        severity = 1
                    elif at_most:
                        severity = 0 if float(stated.split(" ")[0]) <= bound else 2
                    else:
                        severity = 0 if stated in bound else 2
                    if severity > worst:
                        worst = severity
                    found.append(finding(condition, VERDICTS[severity], stated))
                form = answer(whole, row, number, device, found, worst)
            target.write(orjson.dumps(form) + b"\n")
