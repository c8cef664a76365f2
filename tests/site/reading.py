"""A page as a reader without a browser has it: its words, links, ids and elements."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    """What stands in one file; styles and scripts are no words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.words = plain("".join(self._words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self._open.append(tag)
        elif tag in (
            "p",
            "li",
            "td",
            "th",
            "dt",
            "dd",
            "br",
            "caption",
            "h1",
            "h2",
            "h3",
            "h4",
            "option",
            "small",
            "u",
            "figcaption",
        ):
            self._words.append(" ")  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self._words.append(data)

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value or "" for _, attributes in self.elements for at, value in attributes.items() if at == name]  # fmt: skip

    def tags(self) -> list[str]:
        """The name of every element."""
        return [tag for tag, _ in self.elements]


def plain(text: str) -> str:
    """Words to compare by: a page may begin a text with a large letter, and break lines where it likes."""
    return " ".join(text.split()).casefold()


def read(path: Path) -> Page:
    """One page from its file."""
    return Page(path.read_text(encoding="utf-8"))
