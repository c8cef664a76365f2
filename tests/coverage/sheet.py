"""A fact sheet in Markdown as sections and rows: what the coverage tables count.

``python tests/coverage/sheet.py SHEET.md`` prints a coverage table with every row and nothing said of it yet.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import NamedTuple


class Section(NamedTuple):
    """One heading's own text."""

    title: str
    rows: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Changes when a row does."""
        return hashlib.blake2b("\n".join(self.rows).encode(), digest_size=4).hexdigest()


def sections(text: str) -> dict[str, Section]:
    """Sections by number ("1.1", "0a"), or by title where it has none; "" is what stands before the first."""
    parts = re.split(r"^#{2,}\s+(.*)$", text, flags=re.MULTILINE)
    titles = ["", *parts[1::2]]
    found = {}
    for title, body in zip(titles, parts[::2], strict=True):
        number = re.match(r"(\d+[a-z]?(?:\.\d+)*)\.?\s", title)
        found[number[1] if number else title] = Section(title, tuple(_rows(body)))
    return found


def _rows(body: str) -> list[str]:
    """Table rows without the head, list items with what is indented under them, and paragraphs."""
    found: list[str] = []
    kind = ""
    for line in body.splitlines():
        text = line.strip()
        if not text or text == "---" or text.startswith("# "):
            kind = ""
        elif re.fullmatch(r"\|[\s|:-]+\|", text):
            found.pop()  # the row above was the head of the table
        elif text.startswith("|"):
            found.append(text.strip("| "))
            kind = "table"
        elif re.match(r"([-*]|\d+\.)\s", line):
            found.append(text)
            kind = "item"
        elif kind in ("item", "paragraph"):
            found[-1] += " " + text
        else:
            found.append(text)
            kind = "paragraph"
    return found


def skeleton(text: str) -> str:
    """A coverage table of a sheet, to be filled in."""
    lines = ["sheet: name", "sections:"]
    for number, section in sections(text).items():
        if not section.rows:
            continue
        lines += [f'  "{number}":', f"    digest: '{section.digest}'", "    rows:"]
        for row in section.rows:
            says = re.sub(r"[*`\"\\]", "", row.split("|")[0]).strip()[:60].strip()
            lines.append(f'    - {{says: "{says}", at: []}}')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(skeleton(Path(sys.argv[1]).read_text("utf-8")))
