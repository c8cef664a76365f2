"""``mri-check envelope``: the scans that the labelling on file would allow, and which scanners lie in them."""

from __future__ import annotations

from typing import Any

import click

from mri_check.cli import configured, stating
from mri_check.cli.command import InOrder
from mri_check.compiled import load_catalog
from mri_check.exits import exit_code


@click.command(
    cls=InOrder,
    epilog="Exit codes as of check, at best 10: an envelope is no permission, and its code is never 0. 10 and 11: read what is "
    "permitted; 12 unidentified, 13 unlabelled, 14 no scan satisfies all, 15 prohibited.",
)
@click.option(
    "--implant",
    multiple=True,
    required=True,
    metavar="DEVICE",
    help="Model number, REF, name or alias; the implant options that follow belong to it.",
)
@click.option(
    "--fact",
    multiple=True,
    metavar="NAME=VALUE",
    help="A fact of the implant, which narrows the envelope: pump_state=active.",
)
@click.option(
    "--answer",
    multiple=True,
    metavar="NAME=confirmed|denied",
    help="The answer to a question of the label.",
)
@click.option(
    "--identified-by",
    multiple=True,
    metavar="HOW",
    help="card, op-note, interrogation, radiograph, barcode or verbal.",
)
@click.option(
    "--patient",
    multiple=True,
    metavar="NAME=VALUE",
    help="A fact of the patient that a rule looks at: unable_to_report=no.",
)
@click.option("--market", metavar="CODE", help="Where the device was sold; left out, all markets.")
@click.option("--on", metavar="DATE", help="The day of the scan; today where it is left out.")
@click.option(
    "--scanners",
    metavar="FILE",
    help="Mark the scanners of this file (or MRI_CHECK_SCANNERS, or the configuration folder).",
)
@click.option(
    "--policy",
    metavar="FILE",
    help="The site's own stricter rules (or MRI_CHECK_POLICY, or the configuration folder).",
)
@click.option("--config", metavar="FILE|none", help="Your defaults for market and scanner.")
@click.option("--catalog", metavar="DIR", help="Use another catalogue folder.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How to print the envelope.",
)
@click.pass_context
def envelope(ctx: click.Context, /, **options: Any) -> int:
    """Show the scans that the labelling on file would allow, over all implants, markets and site rules.

    A table for each way: axis, what is permitted, and which implant, document and page bind it; what must
    not be; on what the labels are silent; and why there is nothing where there is nothing.
    """
    from mri_check.scanners import read_profiles
    from mri_check.survey import survey

    request = stating.request(
        None, ctx.meta["mri_check.sequence"], options["scanners"], config=options["config"]
    )
    catalogue = load_catalog(options["catalog"])
    path = configured.configured(options["scanners"], *configured.SCANNERS)
    scanners = read_profiles(path) if path is not None else ()
    found = survey(catalogue, request, configured.policy(options["policy"], catalogue), scanners)
    if options["format_"] == "json":
        from mri_check.render.envelope_json import to_json

        click.echo(to_json(found), nl=False)
    else:
        from mri_check.render.envelope import to_text

        click.echo(to_text(found), nl=False)
    return exit_code(found.disposition)
