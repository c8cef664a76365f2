"""HTML and SVG, written by one function: whatever is not made by it is text, and is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from mri_check.render.text import inert


class Safe(str):
    """Markup that ``el`` made, and nothing else makes."""

    __slots__ = ()


Inside: TypeAlias = "str | Iterable[Inside] | None"
"""Text (escaped), markup, nothing, or several of them."""

_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})


def el(tag: str, *inside: Inside, **attributes: str | float | bool | None) -> Safe:
    """An element. Of its attributes None and False are left out, and True is one without a value.

    A trailing underscore of an attribute's name is dropped (``class_``), other underscores are hyphens.
    Control and bidirectional characters of all text are shown, not obeyed.
    """
    told = "".join(
        f" {name.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{_text(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    if tag in _VOID:
        return Safe(f"<{tag}{told}>")
    return Safe(f"<{tag}{told}>{together(*inside)}</{tag}>")


def together(*inside: Inside) -> Safe:
    """Several pieces, one after the other."""
    return Safe("".join(map(_piece, inside)))


def verbatim(text: str) -> Safe:
    """A style sheet of ours, as it is; never anything that comes from a request or a catalogue."""
    if "</" in text:
        raise ValueError("a style sheet holds no end tag")
    return Safe(text)


def _piece(one: Inside) -> str:
    if one is None:
        return ""
    if isinstance(one, str):
        return one if isinstance(one, Safe) else _text(one)
    return "".join(map(_piece, one))


def _text(text: str) -> str:
    return escape(inert(text))
