"""DuckDB: one SQL statement from file to file, the conditions in a table with one row for each device.

What a row states is written between quotes as it is, which is quicker than making JSON of it, and right for these rows.
"""

from __future__ import annotations

from typing import Any

import duckdb

from tests.bench.peers import texts
from tests.bench.peers.plan import read


def verdict(name: str, unit: str) -> str:
    """0, 1 or 2 for a condition on an axis, or null where the device has none on it."""
    if unit:
        test = f"CAST(left({name}, length({name}) - {len(unit) + 1}) AS DOUBLE) <= bound_{name}"
    else:
        test = f"contains(names_{name}, '|' || {name} || '|')"
    return f"CASE WHEN met_{name} IS NULL THEN NULL WHEN {name} IS NULL THEN 1 WHEN {test} THEN 0 ELSE 2 END"


def finding(name: str) -> str:
    """The text of a finding."""
    head = (
        f"CASE v_{name} WHEN 0 THEN met_{name} WHEN 1 THEN unknown_{name} ELSE not_met_{name} END"
    )
    return f"""{head} || coalesce('"' || {name} || '"}}', 'null}}')"""


def statement(plan: Any, rows: str, out: str) -> str:
    """The whole query."""
    judged = texts.conditions(plan)
    names = [name for name, _ in judged]

    def where(verdict: int, kind: str) -> str:
        return ", ".join(f"CASE WHEN v_{name} = {verdict} THEN {kind}_{name} END" for name in names)

    scan = ", ".join(f"{name} VARCHAR" for name in plan["axes"])
    verdicts = ", ".join(f"{verdict(*one)} AS v_{one[0]}" for one in judged)
    asked = ", ".join(f"""'"{name}":"' || {name} || '"'""" for name in plan["axes"])
    return f"""
COPY (
 WITH asked AS (
  SELECT row_number() OVER () AS number, id, "on", market, implants[1].device AS model, scan.*
  FROM read_json('{rows}', format = 'newline_delimited', columns = {{id: 'VARCHAR', "on": 'VARCHAR',
   market: 'VARCHAR', implants: 'STRUCT(device VARCHAR)[]', scan: 'STRUCT({scan})'}})
 ), judged AS (
  SELECT *, {verdicts} FROM asked LEFT JOIN devices USING (model)
 ), weighed AS (
  SELECT *, greatest({", ".join(f"v_{name}" for name in names)}) AS worst FROM judged
 )
 SELECT '{texts.START}' || number || ',"id":"' || id || '","on":"' || "on" || '","market":"' || market || '",' ||
  CASE WHEN worst IS NULL THEN '{texts.unidentified(plan)}'
  ELSE
   CASE WHEN worst = 2 THEN '{texts.said(2)}' || concat_ws(',', {where(2, "id")}) || asking || outside
   ELSE '{texts.incomplete()}' || concat_ws(',', {where(1, "id")}, not_read) || asking
    || concat({where(1, "asks")}) || incomplete END
   || concat_ws(',', {", ".join(map(finding, names))})
   || '],"asked":{{"on":"' || "on" || '","market":"' || market || '","implants":[{{"device":"' || model
   || '"}}],"scan":{{' || concat_ws(',', {asked}) || '}}}}}}'
  END
 FROM weighed
) TO '{out}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')
"""


def run(plan: str, rows: str, out: str, results: str) -> None:
    whole = read(plan)
    base = duckdb.connect()
    base.execute("SET threads = 1")
    base.execute("SET enable_progress_bar = false")
    made = texts.table(whole)
    kinds = ", ".join(
        f"{one} {'DOUBLE' if one.startswith('bound_') else 'VARCHAR'}" for one in made[0]
    )
    base.execute(f"CREATE TABLE devices ({kinds})")
    every = [list(one.values()) for one in made]
    base.execute(f"INSERT INTO devices VALUES {', '.join(['(' + ', '.join('?' * len(every[0])) + ')'] * len(every))}",
                 [value for one in every for value in one])  # fmt: skip
    base.execute(statement(whole, rows, out))
