"""Every hazard has a control, and every control names tests that are there."""

from __future__ import annotations

import ast
from pathlib import Path

from mri_check.strict_yaml import read

ROOT = Path(__file__).parent.parent
HAZARDS = read((ROOT / "tests/hazards.yaml").read_text(), "hazards.yaml").data


def names(path: str) -> set[str]:
    """The tests of a file, as pytest calls them."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            inner = (one.name for one in node.body if isinstance(one, ast.FunctionDef))
            found |= {f"{node.name}::{name}" for name in inner}
    return found


def test_every_control_names_tests_that_are_there() -> None:
    for hazard in HAZARDS:
        assert set(hazard) == {"id", "hazard", "harm", "control", "tests"}
        assert hazard["tests"]
        for test in hazard["tests"]:
            path, _, name = test.partition("::")
            assert name in names(path), test


def test_ids_are_distinct() -> None:
    ids = [hazard["id"] for hazard in HAZARDS]
    assert len(ids) == len(set(ids))
