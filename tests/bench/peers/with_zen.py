"""zen-engine: a compiled expression for each device."""

from __future__ import annotations

import zen

from tests.bench.peers import engines


def run(plan: str, rows: str, out: str, results: str) -> None:
    engines.run(
        plan, rows, out,
        lambda device: zen.compile_expression(f"[{', '.join(map(engines.condition, device['conditions']))}]").evaluate,
    )  # fmt: skip
