"""HTML and SVG, written by one function: whatever is not made by it is text, and is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from mri_check.render.text import inert


class Safe(str):
    """Markup that ``el`` made, and nothing else makes."""

    __slots__ = ()


Inside: TypeAlias = "str | Iterable[Inside] | None"
"""Text (escaped), markup, nothing, or several of them."""

_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})
_SHAPES = frozenset({"circle", "path", "rect", "use"})
"""Of SVG, where an element may close itself."""


def el(tag: str, *inside: Inside, **attributes: str | float | bool | None) -> Safe:
    """An element. Of its attributes None and False are left out, and True is one without a value.

    A trailing underscore of an attribute's name is dropped (``class_``), other underscores are hyphens.
    Control and bidirectional characters of all text are shown, not obeyed.
    """
    told = tag
    for name, value in attributes.items():
        if value is not None and value is not False:
            told += f" {name.rstrip('_').replace('_', '-') if '_' in name else name}"
            if value is not True:
                told += f'="{_quoted(value) if isinstance(value, str) else value}"'
    if tag in _VOID:
        return Safe(f"<{told}>")
    if not inside and tag in _SHAPES:
        return Safe(f"<{told}/>")
    return Safe(f"<{told}>{''.join(map(_piece, inside))}</{tag}>")


def together(*inside: Inside) -> Safe:
    """Several pieces, one after the other."""
    return Safe("".join(map(_piece, inside)))


def verbatim(text: str) -> Safe:
    """A style sheet of ours, as it is; never anything that comes from a request or a catalogue."""
    if "</" in text:
        raise ValueError("a style sheet holds no end tag")
    return Safe(text)


def _piece(one: Inside) -> str:
    if one.__class__ is Safe:  # nearly all of it
        return one
    if isinstance(one, str):
        return _text(one)
    return "" if one is None else "".join(map(_piece, one))


def _text(text: str) -> str:
    """Escaped by hand: the table of entities that ``html`` brings costs a cold start 2 ms."""
    text = inert(text)
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def _quoted(text: str) -> str:
    return _text(text).replace('"', "&quot;")
