"""What FHIR attaches to a resource: the text of an attachment or a Binary, and of a narrative."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mri_check.mentions import MAX_TEXT

_TEXT = re.compile(r"\s*(text/|application/(\S*\+)?(xml|json|rtf)\b)", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_TAG = re.compile(r"<[^<>]*>")
_RTF = re.compile(r"\\[a-z]{1,32}-?\d* ?|[{}]")
_NAMES = ("attachment", "presentedform")
_LONGEST = 8 * MAX_TEXT
"""Of what is decoded: a text that is longer is too long to be looked through, and is said to be."""


def is_attached(name: str, data: Mapping[str, Any]) -> bool:
    """Whether a part of a resource, or a resource, is an attachment: by what it states, or what it stands in."""
    return isinstance(data.get("contentType"), str) or name.casefold().endswith(_NAMES)


def text_in(data: Mapping[str, Any]) -> str | None:
    """The text that is attached; None where there is one that is not read here: of another form, or somewhere else."""
    kind, coded = data.get("contentType"), data.get("data")
    if not isinstance(coded, str) or not coded:
        return None if data.get("url") else ""
    if not isinstance(kind, str) or not _TEXT.match(kind):
        return None
    try:
        raw = base64.b64decode("".join(coded[:_LONGEST].split()) + "==")
    except (binascii.Error, ValueError):
        return None
    stated = _CHARSET.search(kind)
    for charset in (*((stated.group(1),) if stated else ()), "utf-8", "latin-1"):
        try:
            return said(raw.decode(charset), kind)
        except (LookupError, ValueError):
            continue
    return None


def said(text: str, kind: str = "html") -> str:
    """The words of a text without its markup."""
    if "rtf" in kind:
        return _RTF.sub("", text)
    if "html" not in kind and "xml" not in kind:
        return text
    from html import unescape  # its table of entities costs a start 1 ms

    return unescape(_TAG.sub(" ", text))


def not_read(data: Any, name: str = "") -> Iterator[str]:
    """Of each attachment in a resource that is not read here, where it lies; empty where it is in the source itself."""
    if isinstance(data, list):
        for one in data:
            yield from not_read(one, name)
    elif isinstance(data, Mapping):
        if is_attached(name, data):
            if text_in(data) is None:
                url = data.get("url")
                yield url if isinstance(url, str) and not data.get("data") else ""
            return
        for inner, value in data.items():
            if isinstance(value, (list, dict)):
                yield from not_read(value, inner)
