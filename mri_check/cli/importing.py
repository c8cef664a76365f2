"""``mri-check import``: what other registers know, as a proposal for a person to review."""

from __future__ import annotations

from datetime import date

import click

from mri_check.cli.command import Command, on_day
from mri_check.cli.readers import reads
from mri_check.compiled import load_catalog


@click.group(name="import")
def import_() -> None:
    """Read other registers, and propose what they add to the catalogue."""


@import_.command(cls=Command)
@click.argument("file", metavar="FILE")
@on_day("--on", help="The day the file was fetched; without it, today.")
@reads
def gudid(file: str, on: str | None, root: str | None, format_: str) -> None:
    """Propose device identifiers from FDA's register, as a patch for a person to review.

    FILE is a GUDID release (zip or folder of the delimited or the XML form, or one file of it) or an openFDA
    device file. Implanted pumps (product code LKK) and models on file of makers on file are looked at; what
    company and model number name exactly is proposed on standard output. Nothing is changed, and nothing of
    it reaches a check. The register's MRI status is only held against the labelling: differences are told.
    """
    from mri_check.gudid.files import read_release
    from mri_check.gudid.matching import compare, wanted
    from mri_check.gudid.patch import numbered, patch, recorded
    from mri_check.listing import folder_of
    from mri_check.render.proposals import proposals

    catalogue = load_catalog(root)
    release = read_release(file, wanted(catalogue))
    found = compare(release.found, catalogue)
    id, form = recorded(file, on or date.today().isoformat())
    folder = folder_of(root)
    id = numbered(id, form, folder)
    diff, left = patch(found.proposed, folder, id, form)
    unwritten = [
        {"di": one.di, "company": "", "brand": one.device, "model": one.model, "where": one.where,
         "why": "it has to be written into device.yaml by hand"}
        for one in left
    ]  # fmt: skip
    answer = {
        "file": form["copy"],
        "source": {"id": id, **form},
        "read": release.read,
        "wanted": len(release.found),
        "missed": release.missed,
        "faults": list(release.faults),
        "notes": list(release.notes),
        "on_file": found.on_file,
        "proposed": [one.as_dict() for one in found.proposed if one not in left],
        "disagreements": list(found.disagreements),
        "not_proposed": [*found.not_proposed, *unwritten],
        "patch": diff,
    }
    click.echo(proposals(answer, format_), nl=False)
