"""CEL by cel-expr-python (C++): a compiled expression for each device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cel_expr_python import cel

from tests.bench.peers import engines


def run(plan: str, rows: str, out: str, results: str) -> None:
    def compiled(device: Any) -> Callable[[dict[str, Any]], Any]:
        names = {one["name"]: cel.Type.DYN for one in device["conditions"]}
        text = ", ".join(map(engines.condition, device["conditions"]))
        expression = cel.NewEnv(variables=names).compile(f"[{text}]")
        return lambda facts: expression.eval(data=facts).plain_value()

    engines.run(plan, rows, out, compiled)
