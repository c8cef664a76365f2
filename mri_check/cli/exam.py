"""``mri-check exam``: what is understood of an exam's name."""

from __future__ import annotations

from datetime import date

import click

from mri_check.cli import configured
from mri_check.cli.command import Command
from mri_check.cli.readers import reads
from mri_check.compiled import load_catalog


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--exams",
    metavar="FILE",
    help="The site's own table of exams (or MRI_CHECK_EXAMS, or the configuration folder).",
)
@reads
def exam(text: tuple[str, ...], exams: str | None, root: str | None, format_: str) -> None:
    """Show what is understood of an exam's name or code.

    That is its region, contrast and side. The site's own table comes first, then LOINC codes, then the words of the name. What is not understood leaves the
    region unknown, which is the widest set.
    """
    from mri_check.exam_table import read_exams
    from mri_check.ordered import read_order, unnumbered
    from mri_check.render.exams import exam_as
    from mri_check.values import stated_value

    asked = " ".join(text)
    catalogue = load_catalog(root)
    path = configured.configured(exams, *configured.EXAMS)
    row = None
    if path is not None:
        table = read_exams(path)
        if (axis := catalogue.axes.get("scan.region")) is not None:
            table.check_regions(lambda region: stated_value(axis, region, date.today()))
        row = table.find(asked)
    try:
        order = read_order(asked, row, catalogue.exams())
    except ValueError as bad:
        raise click.BadParameter(str(bad), param_hint="TEXT") from None
    click.echo(exam_as(unnumbered(asked), order, catalogue.exams().notice, format_), nl=False)
