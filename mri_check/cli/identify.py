"""``mri-check identify``: from a barcode, a card or a radiograph to one device on file, or to who knows."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date

import click

from mri_check.checklist import Disposition
from mri_check.cli.command import Command
from mri_check.cli.readers import reads
from mri_check.cli.whole import never_back
from mri_check.compiled import load_catalog
from mri_check.exits import exit_code
from mri_check.request import MAX_TEXT


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@reads
def identify(text: tuple[str, ...], root: str | None, format_: str) -> int:
    """Say which device a text means: a barcode, a REF, a model number, a name or a radiopaque code.

    TEXT is a UDI as a hand scanner types it or as it is printed (GS1, HIBCC), or what stands on the ID card or
    the radiograph. With - each line of standard input is a text of its own; as JSON, one object to a line.
    Only an exact name identifies; suggestions are marked and never used. Lot, serial number and dates of a
    barcode are shown and nowhere kept. Exits 0 where every text is identified, else 12.
    """
    from mri_check.recognise import recognise
    from mri_check.render.identified import identified

    several = text == ("-",)
    if "-" in text and not several:
        raise click.BadParameter(
            "- stands alone: each line is a text of its own", param_hint="TEXT"
        )
    catalogue, year = load_catalog(root), date.today().year
    texts: Iterable[str] = _lines() if several else (" ".join(text),)
    code = number = 0
    for number, one in enumerate(texts, 1):
        if len(one) > MAX_TEXT or not (several or one.strip()):
            where = f"line {number}: " if several else ""
            raise click.BadParameter(
                f"{where}give a text of 1 to {MAX_TEXT} characters", param_hint="TEXT"
            )
        found = recognise(one, catalogue, year)
        if several and format_ == "text" and number > 1:
            click.echo()
        style = "lines" if several and format_ == "json" else format_
        click.echo(identified(found, style), nl=False)
        if found["answer"] != "identified":
            code = exit_code(Disposition.UNIDENTIFIED)
    if not number:
        raise click.BadParameter("standard input holds no text", param_hint="TEXT")
    return code


def _lines() -> Iterator[str]:
    """The lines of standard input, each with its answer; only a line feed ends one, not what a scanner types."""
    never_back(None, "-")
    for line in sys.stdin:
        yield line.removeprefix("\ufeff").rstrip("\r\n")
