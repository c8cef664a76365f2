"""Imports point down: a room imports only from floors beneath its own, and some guests have one room each."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mri_check"


def floors() -> dict[str, int]:
    """The floor of each room, from the table in the README; the roof is the highest."""
    block = re.search(r"## The house.*?```text\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert block is not None
    lines = [line.split() for line in block.group(1).strip().splitlines()]
    return {room: height for height, line in enumerate(reversed(lines)) for room in line[1:]}


@cache
def imports(path: Path) -> list[str]:
    """The full names of everything that a file imports, wherever in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def room(name: str) -> str:
    """``check`` of ``mri_check.check.check``; a package inside is one room."""
    parts = name.split(".")
    if len(parts) == 1 or not any((PACKAGE / f"{parts[1]}{end}").exists() for end in (".py", "")):
        return "__init__"
    return parts[1]


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_every_room_has_a_floor() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in files()}
    assert rooms == set(floors())


def test_imports_point_down() -> None:
    plan = floors()
    wrong = []
    for path in files():
        here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for name in imports(path):
            if not name.startswith("mri_check"):
                continue
            there = room(name)
            if there != here and plan[there] >= plan[here]:
                wrong.append(f"{path.relative_to(ROOT)} ({here}) imports {there}")
    assert not wrong


ONE_ROOM = {"yaml": {"strict_yaml.py"}, "jsonschema": {"schema.py"}, "click": {"cli"}, "jinja2": {"render"}, "pyarrow": {"arrow.py"}}  # fmt: skip
PURE = ("applicable", "evaluate", "identify", "silence", "triggers", "consultation", "examined",
        "judging", "tasks", "enquiry", "notes", "observations", "procedure", "aftercare", "readings", "after", "governed", "correspondence", "recording", "check", "region", "verdict", "values",
        "boxes", "overlap", "envelope", "fleet", "survey", "spelling", "performed", "verify")  # fmt: skip
IMPURE = {
    "os",
    "sys",
    "time",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "random",
    "urllib",
    "shutil",
}


def test_guests_have_one_room_each() -> None:
    for guest, rooms in ONE_ROOM.items():
        users = {
            path.relative_to(PACKAGE).parts[0]
            for path in files()
            if any(name.split(".")[0] == guest for name in imports(path))
        }
        assert users == rooms


def test_the_engine_is_pure() -> None:
    """No file, clock, environment or network in what judges and writes."""
    for name in PURE:
        path = PACKAGE / f"{name}.py"
        assert not {one.split(".")[0] for one in imports(path)} & IMPURE, name
        source = path.read_text()
        assert "open(" not in source, name
        assert "today()" not in source, name


def test_rooms_stay_small() -> None:
    for path in files():
        assert len(path.read_text().splitlines()) <= 340, path
