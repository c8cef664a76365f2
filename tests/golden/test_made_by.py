"""What an earlier version kept for the next run is not used by another: its rules may have let more through.

``MRI_CHECK_GOLDEN=write`` writes the digest anew, where any of these files was changed.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from mri_check.listing import SCHEMA
from mri_check.version import MADE_BY
from tests.test_floor_plan import PACKAGE, ROOT, imports, room
from tests.worlds import SHIPPED

KEEPERS = ("compiled", "policy", "source")
"""The rooms that keep something; what they import, and what that imports, makes it."""
APART = ("__init__", "messages", "version")
"""The roof, sentences, and where the digest stands: none of them decides what is kept."""
VERSION = PACKAGE / "version.py"


def _files(name: str) -> list[Path]:
    """One room: a file, or all files of a package."""
    file = PACKAGE / f"{name}.py"
    return [file] if file.is_file() else sorted((PACKAGE / name).rglob("*.py"))


def makers() -> list[Path]:
    """The code that what is kept went through, and the shipped schema."""
    rooms: set[str] = set()
    ahead = {*KEEPERS}
    while ahead:
        rooms |= ahead
        names = {name for one in ahead for path in _files(one) for name in imports(path)}
        ahead = {room(name) for name in names if name.startswith("mri_check.")} - {*APART} - rooms
    return [SHIPPED / SCHEMA, *(path for one in sorted(rooms) for path in _files(one))]


def test_what_was_kept_is_made_anew_when_a_rule_changes() -> None:
    digest = sha256()
    for path in makers():
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    new = digest.hexdigest()[:16]
    if os.environ.get("MRI_CHECK_GOLDEN") == "write":
        VERSION.write_text(VERSION.read_text().replace(f'"{MADE_BY}"', f'"{new}"'))
        return
    assert new == MADE_BY, "rules changed; MRI_CHECK_GOLDEN=write writes MADE_BY anew"


def test_what_it_covers_is_found_by_what_is_imported() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in makers()}
    rooms = ("lint", "files", "schema", "words", "quantity", "values", "strict_yaml", "looser")
    assert {f"mri_check/{room}.py" for room in rooms} <= found
    assert {"mri_check/rules/documents.py", "device_catalog/schema/catalogue.schema.json"} <= found
