"""``python -m tests.bench.peers KIND PLAN ROWS OUT RESULTS``: one peer over some rows, as a process of its own."""

import sys
from importlib import import_module

kind, plan, rows, out, results = sys.argv[1:]
import_module(f"tests.bench.peers.with_{kind}").run(plan, rows, out, results)
