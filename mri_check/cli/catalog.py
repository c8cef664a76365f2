"""``mri-check catalog``: read the catalogue, and look after it."""

from __future__ import annotations

import click

from mri_check.cli import readers
from mri_check.cli.command import Command
from mri_check.cli.site import site
from mri_check.exits import CATALOGUE_UNREADABLE


@click.group()
def catalog() -> None:
    """Read the catalogue, and look after it."""


for _command in (
    readers.list_, readers.show, readers.history, readers.source, readers.diff, readers.gaps, readers.stats,
    site,
):  # fmt: skip
    catalog.add_command(_command)


@catalog.command(cls=Command)
@click.argument("folder", required=False, metavar="[DIR]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "github")),
    default="text",
    show_default=True,
    help="How to print the problems.",
)
@click.option(
    "--explain", metavar="CODE", help="Say what a rule asks, why, and what to write instead."
)
def lint(folder: str | None, format_: str, explain: str | None) -> int:
    """Check every file of a catalogue folder; exits 4 where anything is wrong.

    Without DIR the catalogue that ships with the tool is checked. All problems are reported together, each
    with its place and the code of its rule.
    """
    from mri_check import lint as linting
    from mri_check.document import near
    from mri_check.listing import folder_of

    rules = linting.rules()
    if explain is not None:
        if explain not in rules:
            raise click.UsageError(f"--explain: no rule '{explain}'{near(explain, rules)}")
        rule = rules[explain]
        click.echo(f"{rule.code}: {rule.asks}\nWhy: {rule.why}\nInstead: {rule.instead}")
        return 0
    root = folder_of(folder)
    problems = linting.lint(root)
    from mri_check.render.problems import problems_as

    click.echo(problems_as(problems, format_), nl=False)
    if format_ == "text":
        told = f"{len(problems)} problems" if problems else "no problem"
        click.echo(f"{root}: {told}", err=True)
    return CATALOGUE_UNREADABLE if problems else 0


@catalog.command(cls=Command)
@click.argument("device", metavar="MANUFACTURER/DEVICE")
@click.option("--market", metavar="CODE", help="Also a labelling for this market.")
@click.option("--document", metavar="ID", help="And the document that it is: the id of a source.")
@click.option(
    "--catalog",
    "root",
    metavar="DIR",
    default="device_catalog",
    show_default=True,
    help="The catalogue folder to write in.",
)
def new(device: str, market: str | None, document: str | None, root: str) -> None:
    """Write the files of a new device, to be filled in; a file that is there is left alone.

    With --market and --document there is a labelling too. Then mri-check catalog lint says, in order, what is
    still missing.
    """
    from mri_check.cli.contribute import write_new

    for path in write_new(root, device, market, document):
        click.echo(path)
    click.echo(f"Fill these in; mri-check catalog lint {root} says what is missing.", err=True)


@catalog.command(cls=Command)
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--catalog", "root", metavar="DIR", help="Another catalogue than the shipped one.")
@click.option(
    "--skeleton",
    metavar="DEVICE",
    help="Print an empty transcription of a device or a manufacturer, to fill in.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How to print the differences.",
)
def reread(folder: str | None, root: str | None, skeleton: str | None, format_: str) -> int:
    """Hold records against second readings: transcriptions made without looking at the records.

    DIR holds the transcriptions (tests/second_reading in a checkout). Every difference is printed; exits 4
    where there is one. Settle it in the document, then mend whichever side was wrong.
    """
    from mri_check import maker_reading, second_reading
    from mri_check.compiled import load_catalog
    from mri_check.skeleton import maker_transcription, transcription
    from mri_check.views import find_device
    from mri_check.words import key

    catalogue = load_catalog(root)
    if skeleton is not None:
        maker, device = catalogue.makers.get(key(skeleton)), find_device(skeleton, catalogue)
        if maker is not None:
            click.echo(maker_transcription(maker), nl=False)
            return 0
        if device is None:
            from mri_check.document import near

            known = [*catalogue.device_ids(), *catalogue.manufacturers()]
            raise click.UsageError(
                f"--skeleton: no device or manufacturer '{skeleton}' is on file{near(skeleton, known, '')}"
            )
        click.echo(transcription(device, catalogue), nl=False)
        return 0
    if folder is None:
        raise click.UsageError("give the folder of the transcriptions, or --skeleton DEVICE")
    found = second_reading.readings(folder)
    differences = []
    for form in found.values():
        compare = (
            second_reading.compare_reading if "device" in form else maker_reading.compare_maker
        )
        differences += compare(form, catalogue)
    from mri_check.render.listings import differences_as

    click.echo(differences_as(differences, len(found), format_), nl=False)
    return CATALOGUE_UNREADABLE if differences else 0
