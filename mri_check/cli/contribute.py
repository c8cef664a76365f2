"""``mri-check catalog new``: checks what is asked for, and writes all of its files or none."""

from __future__ import annotations

import os
import re

import click

from mri_check.document import near
from mri_check.errors import reason_of

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def write_new(root: str, device: str, market: str | None, document: str | None) -> list[str]:
    """Write the skeleton of a device, and return the paths of the files.

    Raises click.UsageError for anything that is not as it should be; then nothing is written.
    """
    from mri_check.files import kind_of
    from mri_check.listing import folder_of
    from mri_check.skeleton import EXAMPLE, skeleton

    if not os.path.isfile(os.path.join(root, "edition.yaml")):
        raise click.UsageError(
            f"--catalog: {root} is no catalogue folder (no edition.yaml in it); stand in a checkout of the "
            "project, or name its device_catalog"
        )
    maker, _, name = device.partition("/")
    _slug(maker, "MANUFACTURER/DEVICE")
    _slug(name, "MANUFACTURER/DEVICE")
    if kind_of(f"manufacturers/{device}/device.yaml")[0] != "device":
        message = f"'{name}' is no device: the {name} of a manufacturer lie there"
        raise click.BadParameter(message, param_hint="MANUFACTURER/DEVICE")
    if (market is None) != (document is None):
        raise click.UsageError("--market and --document belong together: give both, or neither")
    if document is not None and market is not None:
        _slug(document, "--document")
        _market(market, root)
    template = root if os.path.isdir(os.path.join(root, EXAMPLE)) else folder_of()
    files = skeleton(root, template, device, market, document)
    if not files:
        more = "" if document else "; --market and --document add a labelling"
        raise click.UsageError(f"{device} is on file already: there is nothing to write{more}")
    paths = {os.path.join(root, *path.split("/")): text for path, text in files.items()}
    _write_all(paths)
    return list(paths)


def _slug(part: str, option: str) -> None:
    if not _SLUG.fullmatch(part):
        raise click.BadParameter(
            f"'{part}' is no folder name: lower case, digits and hyphens, as in acme/flow-3 or ifu-1000-a",
            param_hint=option,
        )


def _market(market: str, root: str) -> None:
    from mri_check import strict_yaml
    from mri_check.errors import CatalogueError, Problem
    from mri_check.source import read_text

    path = os.path.join(root, "markets.yaml")
    known = strict_yaml.read(read_text(path, CatalogueError), path, CatalogueError).data.get(
        "markets"
    )
    if not isinstance(known, dict):
        raise CatalogueError(Problem("schema", f"{path}:1:1", "missing: markets"))
    if market not in known:
        raise click.BadParameter(
            f"'{market}' is not on file{near(market, known)}", param_hint="--market"
        )


def _write_all(files: dict[str, str]) -> None:
    """Write all or none: whatever ends it early, an error or Ctrl-C, what was made is taken away again."""
    made: list[str] = []
    try:
        for path, text in files.items():
            folders = []
            folder = os.path.dirname(path)
            while not os.path.isdir(folder):
                folders.append(folder)
                folder = os.path.dirname(folder)
            for folder in reversed(folders):
                os.mkdir(folder)
                made.append(folder)
            with open(path, "x", encoding="utf-8") as file:
                made.append(path)
                file.write(text)
    except BaseException as bad:
        for path in reversed(made):
            (os.rmdir if os.path.isdir(path) else os.unlink)(path)
        if not isinstance(bad, OSError):
            raise
        reason = reason_of(bad)
        raise click.UsageError(f"--catalog: {bad.filename} cannot be written: {reason}") from None
