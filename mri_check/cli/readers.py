"""The commands that read the catalogue: list, show, history, source, diff, gaps, stats; and ``find``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from mri_check.catalog import Catalogue
from mri_check.cli.command import Command, on_day
from mri_check.compiled import load_catalog
from mri_check.document import near
from mri_check.exits import LOOSENED, TIGHTENED

_STATUSES = (
    "conditional",
    "unsafe",
    "safe",
    "not-evaluated",
    "not-printed",
    "not-read",
    "unlabelled",
)

Function = Callable[..., Any]


def reads(command: Function) -> Function:
    """The options of every command that reads the catalogue and answers as text or as JSON."""
    command = click.option(
        "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True,
        help="How to print the answer.",
    )(command)  # fmt: skip
    return click.option(
        "--catalog", "root", metavar="DIR", help="Another catalogue than the shipped one."
    )(command)


def _device(text: str, catalogue: Catalogue) -> str:
    """The id of the one device that a text names; anything else is an error that lists what it may mean."""
    from mri_check.search import find
    from mri_check.views import find_device

    found = find_device(text, catalogue)
    if found is None:
        rows = find(text, catalogue)
        text = rows["asked"]
        ids = list(dict.fromkeys(row["id"] for row in (*rows["exact"], *rows["suggestions"])))
        hint = f" (it may mean: {', '.join(ids)})" if ids else "; mri-check find helps to name one"
        raise click.BadParameter(
            f"'{text}' names no single device on file{hint}", param_hint="DEVICE"
        )
    return found


def _known(value: str | None, known: Iterable[str], option: str) -> None:
    known = list(known)
    if value is not None and value not in known:
        raise click.BadParameter(f"'{value}' is not on file{near(value, known)}", param_hint=option)


@click.command("list", cls=Command)
@click.option(
    "--manufacturer", metavar="NAME", help="Only this maker's devices, by any of its names."
)
@click.option(
    "--market", metavar="CODE", help="Only devices that are, or were, sold or labelled there."
)
@click.option(
    "--status",
    type=click.Choice(_STATUSES),
    help="Only this MR status, over all documents in force.",
)
@click.option(
    "--therapy", metavar="THERAPY", help="Only devices for pain, spasticity, chemotherapy, ..."
)
@click.option("--unlabelled", is_flag=True, help="Only devices without any MRI labelling on file.")
@reads
def list_(
    manufacturer: str | None, market: str | None, status: str | None, therapy: str | None,
    unlabelled: bool, root: str | None, format_: str,
) -> None:  # fmt: skip
    """List devices, with models, MR status and the documents in force."""
    from mri_check.render.listings import listed
    from mri_check.views import list_devices, therapies
    from mri_check.words import key

    catalogue = load_catalog(root)
    if manufacturer is not None and key(manufacturer) not in catalogue.makers:
        names = [catalogue.manufacturer(one).name for one in catalogue.manufacturers()]
        _known(manufacturer, names, "--manufacturer")
    _known(market, catalogue.markets, "--market")
    _known(therapy, therapies(catalogue), "--therapy")
    rows = list_devices(catalogue, manufacturer, market, status, therapy, unlabelled)
    click.echo(listed(rows, format_), nl=False)


@click.command(cls=Command)
@click.argument("device")
@on_day("--on", help="What was in force on this day; without it, the latest.")
@reads
def show(device: str, on: str | None, root: str | None, format_: str) -> None:
    """Show one device: identity, conditions value by value, conflicts, gaps, readings."""
    from mri_check.render.records import shown
    from mri_check.views import show as view

    catalogue = load_catalog(root)
    click.echo(shown(view(_device(device, catalogue), catalogue, on), format_), nl=False)


@click.command(cls=Command)
@click.argument("device")
@reads
def history(device: str, root: str | None, format_: str) -> None:
    """Show every revision, notice and recall of a device, oldest first."""
    from mri_check.render.listings import timeline
    from mri_check.views import history as view

    catalogue = load_catalog(root)
    click.echo(timeline(view(_device(device, catalogue), catalogue), format_), nl=False)


@click.command(cls=Command)
@click.argument("id")
@reads
def source(id: str, root: str | None, format_: str) -> None:
    """Show a source by its id, how much of it was read, and every record that cites it."""
    from mri_check.render.listings import sourced
    from mri_check.views import source as view
    from mri_check.views import source_ids

    catalogue = load_catalog(root)
    found = view(id, catalogue)
    if not found:
        ids = source_ids(catalogue)
        hint = near(
            id, [*ids, *(one.rpartition("/")[2] for one in ids)], "; catalog show names sources"
        )
        raise click.BadParameter(f"no source '{id}' is on file{hint}", param_hint="ID")
    click.echo(sourced(found, format_), nl=False)


@click.command(cls=Command)
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@reads
def diff(old: str, new: str, root: str | None, format_: str) -> int:
    """Say what changed from A to B: loosened and removed first, then tightened and added.

    A and B are labellings (medtronic/synchromed-ii/us-m005186c003-b), devices (8637, or 11827@US for a
    market), or two catalogue folders. Exits 0 where nothing changed, 20 where things were only tightened or
    added, 21 where something was loosened or removed.
    """
    from mri_check.render.listings import changed
    from mri_check.revisions import differences, sides

    try:
        found = differences(sides(old, new, lambda: load_catalog(root)))
    except ValueError as bad:
        raise click.UsageError(str(bad)) from None
    click.echo(changed(found, format_), nl=False)
    kinds = {one.change.kind for one in found}
    if kinds & {"loosened", "removed"}:
        return LOOSENED
    return TIGHTENED if kinds else 0


@click.command(cls=Command)
@click.argument("device", required=False)
@click.option("--letter", metavar="MANUFACTURER", help="Write the letter to this maker instead.")
@reads
def gaps(device: str | None, letter: str | None, root: str | None, format_: str) -> None:
    """List what the catalogue does not know, per device and axis, with the document that would answer it."""
    from mri_check import gaps as work
    from mri_check.render.letters import open_questions, to_maker
    from mri_check.words import key

    catalogue = load_catalog(root)
    if letter is not None:
        if device is not None:
            raise click.UsageError("give a DEVICE or --letter, not both")
        names = [catalogue.manufacturer(one).name for one in catalogue.manufacturers()]
        if key(letter) not in catalogue.makers:
            _known(letter, names, "--letter")
        click.echo(
            to_maker(work.letter(catalogue.makers[key(letter)], catalogue), format_), nl=False
        )
        return
    id = _device(device, catalogue) if device is not None else None
    click.echo(open_questions(work.gaps(catalogue, id), format_), nl=False)


@click.command(cls=Command)
@reads
def stats(root: str | None, format_: str) -> None:
    """Count what is on file: devices, labellings, values with a page, readings, gaps."""
    from mri_check.gaps import stats as count
    from mri_check.render.listings import counted

    catalogue = load_catalog(root)
    click.echo(counted(count(catalogue), catalogue.edition, catalogue.digest, format_), nl=False)


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@reads
def find(text: tuple[str, ...], root: str | None, format_: str) -> None:
    """Find devices by name, REF, alias, maker or radiopaque code.

    Exact names come first; where there is none, suggestions, marked as such, with what tells them apart. A
    suggestion never identifies a device.
    """
    from mri_check.render.listings import found
    from mri_check.search import find as search

    click.echo(found(search(" ".join(text), load_catalog(root)), format_), nl=False)
