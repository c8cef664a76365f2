"""What ``batch`` is measured against: reading and writing the same bytes with no rules, and the loop that one would write.

``python tests/bench/batch_peers.py limit|naive CATALOGUE ROWS RESULTS``; the results are those of ``batch --findings``.
"""

import json
import sys
from typing import Any


def limit(rows: str, results: str) -> None:
    """Typed decode of every row, typed encode of a result of the same bytes: msgspec, no rules."""
    import msgspec

    class Implant(msgspec.Struct):
        device: str

    class Row(msgspec.Struct):
        format: str
        id: str
        on: str
        market: str
        implants: list[Implant]
        scan: dict[str, str]

    class Finding(msgspec.Struct):
        id: str
        kind: str
        origin: str
        axis: str
        verdict: str
        permitted: str
        source: dict[str, str]
        stated: str | None

    class Result(msgspec.Struct):
        format: str
        row: int
        id: str
        on: str
        market: str
        disposition: str
        exit_code: int
        decided_by: list[str]
        open: list[dict[str, str]]
        devices: list[dict[str, Any]]
        catalogue: dict[str, str]
        findings: list[Finding]

    decode, encode = msgspec.json.Decoder(Row).decode, msgspec.json.Encoder().encode
    made = msgspec.json.Decoder(Result)
    some: list[Result] = []
    with open(results, "rb") as file:
        for line in file:
            some.append(made.decode(line))
            assert encode(some[-1]) + b"\n" == line
            if len(some) == 2048:
                break
    with open(rows, "rb") as file, open(sys.argv[5], "wb") as out:
        for at, line in enumerate(file):
            decode(line)
            out.write(encode(some[at & 2047]) + b"\n")


def naive(catalogue: str, rows: str, findings: bool = True) -> None:
    """The loop that one would write on orjson: for every condition a comparison, for every row a mapping."""
    import orjson

    from mri_check.compiled import load_catalog

    loaded = load_catalog(catalogue)
    devices: dict[str, Any] = {}
    for id in loaded.device_ids():
        for label in loaded.labellings_as_written(id):
            model = loaded.record(id)["device"]["models"]
            kept = loaded.device(id).labellings[0]
            conditions = []
            for one in kept.always:
                test = "at_most" if "at_most" in one.form else "one_of"
                bound = float(one.form[test]) if test == "at_most" else set(one.form[test])
                source = (
                    {"document": one.cited.document, "page": one.cited.page} if one.cited else {}
                )
                conditions.append((one.axis.name, one.axis.name[5:], test, bound, one.text, source))
            assert label["id"] == kept.id
            devices[next(iter(model))] = (id, kept.id, kept.digest, conditions)
    worst = {"met": 0, "unknown": 1, "not_met": 2}
    words = (("consult-manufacturer", 10), ("incomplete", 11), ("outside-labelling", 14))
    edition = {"edition": loaded.edition, "digest": loaded.digest}
    asks = [{"id": name, "who": "technologist"} for name in ("other_implants", "bringing")]
    with open(rows, "rb") as file, open(sys.argv[5], "wb") as out:
        for number, line in enumerate(file, 1):
            row = orjson.loads(line)
            scan, name = row["scan"], row["implants"][0]["device"]
            device = devices.get(name)
            head = {"format": "mri-check/result/1", "row": number, "id": row["id"], "on": row["on"],
                    "market": row["market"]}  # fmt: skip
            if device is None:
                form = {**head, "disposition": "unidentified", "exit_code": 12, "decided_by": ["implants/1"],
                        "open": asks, "devices": [], "catalogue": edition, "findings": []}  # fmt: skip
                out.write(orjson.dumps(form) + b"\n")
                continue
            id, label, digest, conditions = device
            found, severity = [], 0
            for axis, short, test, bound, text, source in conditions:
                stated = scan.get(short)
                if stated is None:
                    verdict = "unknown"
                elif test == "at_most":
                    verdict = "met" if float(stated.split(" ")[0]) <= bound else "not_met"
                else:
                    verdict = "met" if stated in bound else "not_met"
                severity = max(severity, worst[verdict])
                found.append(
                    {"id": f"{label}/always/{axis}", "kind": "condition", "origin": "label", "axis": axis,
                     "verdict": verdict, "permitted": text, "source": source, "stated": stated}
                )  # fmt: skip
            disposition, code = words[max(severity, 1)]
            decided = [one["id"] for one in found if worst[one["verdict"]] == severity]
            still = [
                {"id": one["id"], "who": "technologist"}
                for one in found
                if one["verdict"] == "unknown"
            ]
            form = {
                **head, "disposition": disposition, "exit_code": code, "decided_by": decided,
                "open": [*asks, *still],
                "devices": [{"place": "implants/1", "device": id, "model": name, "disposition": disposition,
                             "labellings": [{"id": label, "digest": digest, "disposition": disposition}]}],
                "catalogue": edition, "findings": found,
            }  # fmt: skip
            out.write(orjson.dumps(form) + b"\n")


def ours(catalogue: str, rows: str) -> None:
    """The engine of ``batch`` alone."""
    from mri_check.batch.desk import Desk
    from mri_check.batch.engine import Engine
    from mri_check.compiled import load_catalog

    engine = Engine(Desk(load_catalog(catalogue), findings=True))
    with open(rows, "rb") as file, open(sys.argv[5], "wb") as out:
        for number, line in enumerate(file, 1):
            out.write(engine.line(number, line, "rows", 0))
        json.dumps(engine.tally.close())


if __name__ == "__main__":
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[2]))
    match sys.argv[1]:
        case "limit":
            limit(sys.argv[3], sys.argv[4])
        case "naive":
            naive(sys.argv[2], sys.argv[3])
        case _:
            ours(sys.argv[2], sys.argv[3])
