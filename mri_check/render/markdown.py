"""The checklist in GitHub's Markdown: the page of ``text`` line by line, so that its content and order are the same."""

from __future__ import annotations

import re

from mri_check.checklist import Checklist
from mri_check.messages import paper
from mri_check.render.text import ChecklistPage, inert

_ACTIVE = re.compile(r"[\\`*_\[\]{}|~$^]|(?<=:)/(?=/)|(?<=\bwww)\.|@", re.IGNORECASE)
_START = re.compile(r"([#+=>-]|\d+(?=[.)]))")
_MARK = re.compile(r"(- |\d+\. |! |\[( |x|STOP)\] )")


def to_markdown(checklist: Checklist) -> str:
    """The checklist in Markdown; nothing of a request or a catalogue in it is markup or a link."""
    page = _Markdown(lambda role, line: line)
    page.checklist(checklist)
    lines = [line for before, line in zip(["", *page.lines], page.lines) if before or line]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that stays text in Markdown and in HTML, wherever it stands in a line."""
    text = " ".join(inert(text).split())
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _ACTIVE.sub(lambda found: "\\" + found.group(), text)
    start = _START.match(text)
    if start is None:
        return text
    # "1." and "1)" are marks of a list only with their sign; the others are one themselves.
    return text[: start.end()] + "\\" + text[start.end() :] if text[0].isdigit() else "\\" + text


class _Markdown(ChecklistPage):
    """The page, with a mark of Markdown for each thing that the text shows by its indent."""

    inside: int | None = None
    """How far the list item is indented that a line may still belong to."""

    def put(self, text: str, indent: int = 0, hang: int | None = None, role: str = "") -> None:
        # A mark is ours only where the text hangs behind it; elsewhere it is what somebody wrote.
        mark = _MARK.match(text) if hang is not None and hang > indent else None
        if role == "headline":
            self._block(f"# {escaped(text)}")
        elif role == "heading":
            self._block(f"### {escaped(text)}")
        elif mark is not None:
            if self.inside is None:
                self.lines.append("")
            self.inside = indent if self.inside is None else min(self.inside, indent)
            deep = "  " * (indent > self.inside)
            self.lines.append(deep + _marked(mark, text[mark.end() :]))
        elif self.inside is not None and indent > self.inside:
            self.lines[-1] += "\\"
            self.lines.append("  " + escaped(text))
        else:
            self._block(escaped(text))

    def _block(self, line: str) -> None:
        self.inside = None
        self.lines += ["", line]

    def row(self, name: str, text: str) -> None:
        if self.inside is None:
            self.lines.append("")
            self.inside = 0
        self.lines.append(f"- {escaped(name)}: {escaped(text)}")

    def heading(self, text: str) -> None:
        self._block(f"## {escaped(text)}")

    def sub(self, text: str) -> None:
        self._block(f"### {escaped(text)}")

    def id(self, id: str) -> None:
        self.put(f"id: {id}", 4)


def _marked(mark: re.Match[str], rest: str) -> str:
    """An item as Markdown marks it: a task with its box, a stop in words as well."""
    state, told = mark.group(2), escaped(rest)
    if state is None:
        return f"- **!** {told}" if mark.group() == "! " else f"{mark.group()}{told}"
    stop = f"**{paper.STATES['stop']}** " if state == "STOP" else ""
    return f"- [{'x' if state == 'x' else ' '}] {stop}{told}"
