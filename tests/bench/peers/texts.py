"""For the peers that work on columns: a table with one row for each device, and the texts of its results at hand.

``bound_``, ``names_``: what a condition on an axis permits; ``met_``, ``unknown_``, ``not_met_``: its finding, up to what is
stated; ``id_``, ``asks_``: its id and what it leaves open. All of them are null where the device has no condition on an axis.
"""

from __future__ import annotations

import json
from typing import Any

from tests.bench.peers.plan import ALWAYS, OPEN, UNIDENTIFIED, VERDICTS, WORDS, finding

START = '{"format":"mri-check/result/1","row":'
KINDS = ("id", "asks", "met", "unknown", "not_met", "names", "bound")


def compact(form: Any) -> str:
    """JSON without spaces."""
    return json.dumps(form, separators=(",", ":"))


def conditions(plan: Any) -> list[tuple[str, str]]:
    """The axes that devices have conditions on, in their order, each with its unit or ``""``."""
    longest = max(plan["devices"].values(), key=lambda one: len(one["conditions"]))
    return [(one["name"], one["unit"]) for one in longest["conditions"]]


def said(worst: int) -> str:
    """What a result says first, up to what decided it."""
    word, code = WORDS[worst]
    return f'"disposition":"{word}","exit_code":{code},"decided_by":['


def incomplete() -> str:
    """The same where something is unknown."""
    return said(1) + compact(ALWAYS)[1:-1] + ","


def unidentified(plan: Any) -> str:
    """All that is said of a row that names no device on file."""
    return compact({**UNIDENTIFIED, "catalogue": plan["catalogue"], "findings": [], "asked": None})[
        1:
    ]


def table(plan: Any) -> list[dict[str, Any]]:
    """The devices with their texts."""
    rows = []
    names = [name for name, _ in conditions(plan)]
    for model, device in plan["devices"].items():
        row: dict[str, Any] = {"model": model, "not_read": compact(device["not_read"])[1:-1]}
        row.update((f"{kind}_{name}", None) for name in names for kind in KINDS)
        for one in device["conditions"]:
            name = one["name"]
            row[f"id_{name}"] = compact(one["id"])
            row[f"asks_{name}"] = "," + compact({"id": one["id"], "who": one["who"]})
            for verdict in VERDICTS:
                row[f"{verdict}_{name}"] = compact(finding(one, verdict, None))[: -len("null}")]
            if one["unit"]:
                row[f"bound_{name}"] = one["bound"]
            else:
                row[f"names_{name}"] = f"|{'|'.join(one['bound'])}|"
        row["asking"] = "]," + compact({"open": OPEN})[1:-2]
        for title, worst in (("incomplete", 1), ("outside", 2)):
            word = WORDS[worst][0]
            label = {"id": device["label"], "digest": device["digest"], "disposition": word}
            whole = {"place": "implants/1", "device": device["device"], "model": model, "disposition": word,
                     "told": device["told"], "labellings": [label]}  # fmt: skip
            rest = {"devices": [whole], "catalogue": plan["catalogue"], "findings": []}
            row[title] = "]," + compact(rest)[1:-2]
        rows.append(row)
    return rows
