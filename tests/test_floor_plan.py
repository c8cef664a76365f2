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


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_room_has_a_floor() -> None:
    assert set(map(room_of, files())) == set(floors())


def test_imports_point_down() -> None:
    plan = floors()
    wrong = []
    for path in files():
        here = room_of(path)
        for name in imports(path):
            if not name.startswith("mri_check"):
                continue
            there = room(name)
            if there != here and plan[there] >= plan[here]:
                wrong.append(f"{path.relative_to(ROOT)} ({here}) imports {there}")
    assert not wrong


ONE_ROOM = {"yaml": {"strict_yaml.py"}, "jsonschema": {"schema.py"}, "click": {"cli"}, "jinja2": {"render"}, "pyarrow": {"arrow.py"}}  # fmt: skip
OUTWARD = {
    "beside": "opens a file to write",
    "building": "makes the package",
    "listing": "lists the files of a folder",
    "cache": "keeps the compiled catalogue",
    "compiled": "compiles the catalogue",
    "source": "reads a file",
    "schema": "reads the schemas",
    "files": "joins paths",
    "scanners": "knows where the examples lie",
    "exam_table": "reads CSV",
    "request": "takes a path",
    "policy": "takes a path",
    "lint": "reads the files of a catalogue",
    "revisions": "reads two catalogues",
    "second_reading": "reads transcriptions",
    "skeleton": "looks for what a folder holds",
    "gudid": "reads a register",
    "intake": "reads schedules",
    "batch": "writes results",
    "browser": "starts one",
    "arrow": "takes a path",
    "render": "reads templates",
    "cli": "is the door",
    "__main__": "is the door",
}
"""The rooms that touch what lies outside, and how; every other is pure."""
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
    outward = set()
    for path in files():
        source = path.read_text()
        guests = {one.split(".")[0] for one in imports(path)} & IMPURE
        if guests or "open(" in source or "today()" in source:
            outward.add(room_of(path))
    assert outward == OUTWARD.keys()


def test_rooms_stay_small() -> None:
    for path in files():
        assert len(path.read_text().splitlines()) <= 340, path
