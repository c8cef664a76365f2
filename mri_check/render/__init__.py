"""Checklist in, text out: each format a pure function of the same checklist; none drops a finding."""

from __future__ import annotations

from mri_check.checklist import Checklist

FORMATS = ("text", "json")


def render(checklist: Checklist, format: str = "text") -> str:
    """The checklist as ``text`` or ``json``. Raises ValueError for another format."""
    if format == "text":
        from mri_check.render.text import to_text

        return to_text(checklist)
    if format == "json":
        from mri_check.render.json import to_json

        return to_json(checklist)
    raise ValueError(f"'{format}' is not one of: {', '.join(FORMATS)}")
