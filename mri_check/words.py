"""The one normalising function: what names, numbers and documents are compared by."""

from __future__ import annotations

from collections.abc import Iterable

_SPACES = "".join(chr(c) if chr(c).isalnum() else " " for c in range(128))
"""For each character of ASCII, what is left of it."""


_MARKS = {ord(mark): " " for mark in "\u2122\u2120\u00ae\u00a9"}
"""Signs of a trademark: no part of a name, though two of them would come apart into letters."""
_WRITTEN_MARKS = ("(tm)", "(sm)", "(r)")


def words(text: str) -> tuple[str, ...]:
    """Compatibility forms, no case, letters and digits only; no signs of a trademark."""
    if "(" in text:
        text = text.lower()
        for mark in _WRITTEN_MARKS:
            text = text.replace(mark, " ")
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text.translate(_MARKS))
        return tuple("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    return tuple(text.lower().translate(_SPACES).split())


def key(text: str) -> str:
    """What names are compared by: ``8637-40``, ``8637 40`` and ``863740`` are one name."""
    return "".join(words(text))


_DOUBT = frozenset("?!*~<>")
_APART = dict.fromkeys(map(ord, ",;/|&+"), "\x00")


def doubtful(text: str) -> bool:
    """Whether a text is written with doubt (``8637-4?0``), or holds what is no text: it names nothing for certain."""
    if text.isascii() and text.isprintable():
        return not _DOUBT.isdisjoint(text)
    from unicodedata import category, normalize

    plain = normalize("NFKC", " ".join(text.split()))
    signs = (one for one in plain if one not in "=+|")
    return any(one in _DOUBT or category(one) in ("Sm", "Cc", "Cs", "Co", "Cn") for one in signs)


def apart(text: str) -> list[tuple[str, ...]]:
    """The words of a text, those apart that a sign of a list or an alternative divides: no name goes on across it."""
    return [words(part) for part in text.translate(_APART).split("\x00")]


def things(text: str, names: Iterable[str]) -> list[str]:
    """``a, b`` as a list; one of ``names`` that has a comma stays one. An empty part stays, to be refused."""
    if ", " not in text:
        return [text]
    whole = {" ".join(one.casefold().split()) for one in names if ", " in one}
    parts = [part.strip() for part in text.split(", ")]
    found: list[str] = []
    while parts:
        runs = range(len(parts), 0, -1)
        many = next((n for n in runs if ", ".join(parts[:n]).casefold() in whole), 1)
        found.append(", ".join(parts[:many]))
        del parts[:many]
    return found


_SIGNS = frozenset("+=]()*&<{[\\$\x1d")
_DIGITS = 10


def scanned(text: str) -> bool:
    """Whether a text may be a scanned identifier (UDI): a sign that few names have, or many digits."""
    return (
        not text.isascii() or not _SIGNS.isdisjoint(text) or sum(map(str.isdigit, text)) >= _DIGITS
    )


def unless_told(name: str | None, text: str) -> str | None:
    """A name, unless a text holds it as words of its own: ``Class II`` does not tell ``Class I``."""
    if name is not None and f" {' '.join(words(name))} " in f" {' '.join(words(text))} ":
        return None
    return name


def full_name(maker: str, name: str) -> str:
    """The maker's name before the device's, unless that begins with it (``Codman 3000``)."""
    return name if key(name).startswith(key(maker)) else f"{maker} {name}"


def with_model(name: str, model: str | None) -> str:
    """The model number behind a device's name, unless that holds it."""
    return name if model is None or model in name else f"{name} {model}"


def capital(text: str) -> str:
    """A text that begins a sentence; all but its first letter as they are: B1+rms stays so."""
    return text[:1].upper() + text[1:]
