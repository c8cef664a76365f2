"""``mri-check catalog site``: the catalogue as a folder of pages, swapped in whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable

import click

from mri_check.cli.command import Command
from mri_check.cli.whole import place_of
from mri_check.compiled import load_catalog
from mri_check.errors import reason_of


@click.command(cls=Command)
@click.option(
    "--output", required=True, metavar="DIR",
    help="The folder to write; a new one, an empty one, or an earlier site.",
)  # fmt: skip
@click.option("--catalog", "root", metavar="DIR", help="Another catalogue than the shipped one.")
def site(output: str, root: str | None) -> None:
    """Write the catalogue as web pages: an index with filters, and a page for each device.

    Every page is whole in itself, loads nothing, and works from the folder as it is: open index.html. An
    earlier site in DIR is replaced as a whole; a DIR that holds anything else is refused.
    """
    from mri_check.render.site import pages
    from mri_check.render.text import inert

    made = pages(load_catalog(root))
    target = place_of(output)
    try:
        _refuse_foreign(target, output)
        count = _swap_in(target, made)
    except OSError as bad:
        # A file where a folder would have to be made is "file exists" to makedirs.
        exists = isinstance(bad, FileExistsError)
        reason = "not a directory" if exists else reason_of(bad)
        raise click.UsageError(f"--output: {output} cannot be written: {reason}") from None
    click.echo(inert(f"{count} pages written; open {os.path.join(output, 'index.html')}"))


def _refuse_foreign(target: str, named: str) -> None:
    """A usage error where a folder holds anything that an earlier site does not explain."""
    right = "name a new folder, an empty one, or an earlier site"
    if not os.path.lexists(target):
        return
    if not os.path.isdir(target):
        raise click.UsageError(f"--output: {named} is not a folder: {right}")
    if os.path.join(os.path.realpath(os.getcwd()), "").startswith(os.path.join(target, "")):
        told = "is the folder you are in, or one around it, and it is replaced as a whole"
        raise click.UsageError(f"--output: {named} {told}: name a folder inside it or beside it")
    for foreign in _foreign(target):
        told = f"holds {os.path.relpath(foreign, target)}, which is no page of an earlier site"
        raise click.UsageError(f"--output: {named} {told}: {right}")


def _foreign(target: str) -> Iterable[str]:
    """What lies in a folder that this command did not write."""
    for folder, folders, names in os.walk(target):
        depth = 0 if folder == target else os.path.relpath(folder, target).count(os.sep) + 1
        for name in sorted(folders):
            path = os.path.join(folder, name)
            expected = depth == 1 or (depth == 0 and name == "devices")
            if not expected or os.path.islink(path):
                yield path
        for name in sorted(names):
            path = os.path.join(folder, name)
            expected = (depth == 0 and name == "index.html") or (
                depth == 2 and name.endswith(".html")
            )
            if not expected or os.path.islink(path) or not _ours(path):
                yield path


def _ours(path: str) -> bool:
    from mri_check.render.site import MADE_BY

    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return f'<meta name="generator" content="{MADE_BY}">'.encode() in file.read(1024)


def _swap_in(target: str, pages: Iterable[tuple[str, str]]) -> int:
    """Write pages into a folder beside the target, and put it in its place once it is whole.

    Whatever ends this early, an error or a signal, the old site stands as it was.
    """
    import shutil
    import tempfile

    parent, name = os.path.split(target)
    os.makedirs(parent, exist_ok=True)
    work = tempfile.mkdtemp(prefix=f".{name}.", dir=parent)
    new, old = os.path.join(work, "new"), os.path.join(work, "old")
    try:
        os.mkdir(new)
        count = 0
        for path, text in pages:
            full = os.path.join(new, *path.split("/"))
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            count += 1
        if os.path.isdir(target):
            shutil.copymode(target, new)
        try:
            if os.path.isdir(target):
                os.rename(target, old)
            os.rename(new, target)
        finally:
            if os.path.isdir(old) and not os.path.isdir(target):
                os.rename(old, target)
        return count
    finally:
        # A site that could not be put back stays where it is; all else here can be made again.
        if os.path.isdir(target) or not os.path.isdir(old):
            shutil.rmtree(work, ignore_errors=True)
