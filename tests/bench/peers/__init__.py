"""What ``batch`` is measured against: other ways to say the same of the same rows, each as a user would write it.

Every one reads the rows, judges them by the conditions in ``plan.json`` (``plan.py``) and writes the same result that
``batch --findings`` writes, but for ``limit``, which judges nothing. None imports the product.
"""

PEERS = {
    "limit": ("msgspec", "typed decode and encode, no rules (msgspec)"),
    "naive": ("orjson", "a loop in Python (orjson)"),
    "zen": ("zen", "zen-engine, compiled expressions"),
    "cel": ("cel_expr_python", "cel-expr-python, compiled expressions"),
    "duckdb": ("duckdb", "DuckDB, one SQL statement"),
    "polars": ("polars", "Polars expressions"),
}
"""What each needs, and what it is."""
