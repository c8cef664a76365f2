"""Colour where a person looks at a terminal and has not asked for none; never the only carrier of meaning."""

from __future__ import annotations

import os
from typing import Any, TextIO

import click

from mri_check.render.text import Style

_LOOKS: dict[str, dict[str, Any]] = {
    "headline": {"bold": True, "reverse": True},
    "heading": {"bold": True},
    "stop": {"fg": "red", "bold": True},
}


def style_for(stream: TextIO) -> Style | None:
    """How to colour lines for a stream; None for a pipe, a file, NO_COLOR or a dumb terminal."""
    if "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return None
    return lambda role, line: click.style(line, **_LOOKS.get(role, {}))
