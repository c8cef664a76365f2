"""The one normalising function: what names, numbers and documents are compared by."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Compatibility forms, no case, letters and digits only."""
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKC", text)
    return tuple("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def key(text: str) -> str:
    """What names are compared by: ``8637-40``, ``8637 40`` and ``863740`` are one name."""
    return "".join(words(text))


def full_name(maker: str, name: str) -> str:
    """The maker's name before the device's, unless that begins with it (``Codman 3000``)."""
    return name if key(name).startswith(key(maker)) else f"{maker} {name}"
