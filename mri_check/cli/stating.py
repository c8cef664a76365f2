"""What the commands share: a request as a file, standard input or options state it, and its checklist shown."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import click

from mri_check.checklist import Checklist
from mri_check.cli import configured
from mri_check.cli.options import Options
from mri_check.document import Document, Path
from mri_check.render import render
from mri_check.request import Request
from mri_check.source import MAX_BYTES, decode_text, load, read_text


def show(
    checklist: Checklist, format: str = "text", output: str | None = None, paper: str | None = None
) -> None:
    """Print a checklist, or write it to a file, whole or not at all."""
    if output is None and format == "text":
        from mri_check.cli.screen import style_for
        from mri_check.render.text import to_text

        click.echo(to_text(checklist, style_for(sys.stdout)), nl=False)
        return
    made: str | bytes
    if format == "pdf":
        from mri_check.browser import printed
        from mri_check.render.paper import to_html

        made = printed(to_html(checklist, paper or "a4"))
    else:
        made = render(checklist, format)
        if format not in ("text", "json"):  # a page says that it is UTF-8, whatever the terminal is
            made = made.encode()
    if output is not None:
        from mri_check.cli.whole import write

        write(output, made)
    else:
        click.echo(made, nl=False)


def remark_on(on: str, past: bool = True) -> None:
    """Say that a day of the scan is hardly the one that was meant; ``past``: whether one in the past is."""
    today, day = date.today(), date.fromisoformat(on)
    if (behind := past and day < today) or (day - today).days > _FAR:
        from mri_check.messages import request as say

        click.echo((say.IN_THE_PAST if behind else say.FAR_AHEAD).format(on=on), err=True)


_FAR = 2 * 366
"""Days; a scan is not planned further ahead."""


def request(
    source: str | None,
    sequence: list[tuple[str, Any]],
    scanners: str | None = None,
    exams: str | None = None,
    config: str | None = None,
) -> Request:
    """The request of a file, of standard input or of options, with what is configured for this user."""
    document, replaced = stated(source, sequence)
    return configured.request(document, scanners, exams, config, replaced)


def stated(
    source: str | None, sequence: list[tuple[str, Any]]
) -> tuple[Document, tuple[tuple[Path, str], ...]]:
    """What a file, standard input or options state, and what options replaced of a file."""
    base: Document | None = None
    if source == "-":
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        base = load(decode_text(raw, "standard input"), "standard input")
    elif source is not None:
        base = load(read_text(source), source)
    document = base
    replaced: tuple[tuple[Path, str], ...] = ()
    if base is None or (isinstance(base.data, dict) and _says_something(sequence)):
        options = Options(base, date.today().isoformat())
        document, replaced = options.document(sequence), tuple(options.replaced)
    assert document is not None
    return document, replaced


def _says_something(sequence: list[tuple[str, Any]]) -> bool:
    return any(name not in _NOT_THE_REQUEST for name, _ in sequence)


_NOT_THE_REQUEST = (
    "request_file",
    "scanners",
    "exams",
    "policy",
    "config",
    "catalog",
    "format_",
    "paper",
    "output",
    "interactive",
)
