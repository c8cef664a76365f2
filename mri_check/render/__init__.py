"""Checklist in, text out: each format a pure function of the same checklist; none drops a finding."""

from __future__ import annotations

from mri_check.checklist import Checklist

FORMATS = ("text", "json", "html", "markdown", "csv")


def render(checklist: Checklist, format: str = "text") -> str:
    """The checklist in one of ``FORMATS``. Raises ValueError for another format."""
    if format == "text":
        from mri_check.render.text import to_text

        return to_text(checklist)
    if format == "json":
        from mri_check.render.json import to_json

        return to_json(checklist)
    if format == "html":
        from mri_check.render.paper import to_html

        return to_html(checklist)
    if format == "markdown":
        from mri_check.render.markdown import to_markdown

        return to_markdown(checklist)
    if format == "csv":
        from mri_check.render.csv import to_csv

        return to_csv(checklist)
    raise ValueError(f"'{format}' is not one of: {', '.join(FORMATS)}")
