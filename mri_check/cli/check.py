"""``mri-check check``: one request, from a file, standard input or options, to one checklist."""

from __future__ import annotations

import sys
from typing import Any

import click

from mri_check.check import check as run_check
from mri_check.cli import configured
from mri_check.cli.command import InOrder
from mri_check.cli.stating import remark_on, request, show, stated
from mri_check.compiled import load_catalog
from mri_check.exits import exit_code
from mri_check.listing import folder_of
from mri_check.render import FORMATS


@click.command(
    cls=InOrder,
    epilog="A value is '15 T/m', a range '10 T/m .. 20 T/m', several at once 'a, b', or one of several 'a | b'.",
)
@click.argument("request_file", required=False, metavar="[REQUEST | -]")
@click.option(
    "--implant",
    multiple=True,
    metavar="DEVICE",
    help="Model number, REF, name, alias or scanned UDI; the implant options that follow belong to it.",
)
@click.option(
    "--fact",
    multiple=True,
    metavar="NAME=VALUE",
    help="A fact of the implant: drug=baclofen, pump_face=port-to-front.",
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
@click.option("--market", metavar="CODE", help="Where the device was sold: US, EU, DE, ...")
@click.option("--scanner", metavar="NAME", help="A scanner profile, by name or station name.")
@click.option(
    "--exam",
    metavar="TEXT",
    help="The exam as ordered, by name or code; its region is taken from it.",
)
@click.option("--field", metavar="VALUE", help="Static field strength: '1.5 T'.")
@click.option(
    "--region",
    multiple=True,
    metavar="REGION",
    help="What is scanned: brain, lumbar-spine; repeat for several.",
)
@click.option("--coil", metavar="COIL", help="Transmit coil: body, head, knee, extremity, local.")
@click.option(
    "--mode", metavar="MODE", help="RF operating mode: normal, first-level, second-level."
)
@click.option(
    "--bore", metavar="TYPE", help="cylindrical, open-sided, standing, extremity, portable."
)
@click.option("--minutes", metavar="VALUE", help="Longest run of active scanning: '25 min'.")
@click.option("--urgency", metavar="HOW", help="routine, urgent or emergency.")
@click.option(
    "--other-implants",
    multiple=True,
    metavar="none|TEXT",
    help="none, or what else is implanted: 'a, b', or repeat.",
)
@click.option(
    "--bringing",
    multiple=True,
    metavar="none|DEVICE",
    help="none, or what would come into the scanner room: 'a, b', or repeat.",
)
@click.option(
    "--consulted",
    multiple=True,
    metavar="KEY=VALUE,...",
    help="manufacturer=..., on=..., document=..., said=confirmed, answered=all (or ID,ID: the questions that were)",
)
@click.option(
    "--patient",
    multiple=True,
    metavar="NAME=VALUE",
    help="pregnant=no, sedated=yes, system=permanent, implanted_on=2021-05-04, ...",
)
@click.option(
    "--set",
    "set_",
    multiple=True,
    metavar="AXIS=VALUE",
    help="Any axis: scan.slew_rate='200 T/m/s'.",
)
@click.option(
    "--id", "id_", metavar="TEXT", help="Your own id, echoed in the output and never logged."
)
@click.option("--on", metavar="DATE", help="The day of the scan; today where it is left out.")
@click.option(
    "--scanners",
    metavar="FILE",
    help="Scanner profiles (or MRI_CHECK_SCANNERS, or the configuration folder).",
)
@click.option(
    "--exams",
    metavar="FILE",
    help="The site's own table of exams (or MRI_CHECK_EXAMS, or the configuration folder).",
)
@click.option(
    "--policy",
    metavar="FILE",
    help="The site's own stricter rules (or MRI_CHECK_POLICY, or the configuration folder).",
)
@click.option(
    "--config",
    metavar="FILE|none",
    help="Your defaults for market and scanner (or MRI_CHECK_CONFIG, or the configuration folder).",
)
@click.option("--catalog", metavar="DIR", help="Use another catalogue folder.")
@click.option(
    "--format",
    "format_",
    type=click.Choice((*FORMATS, "pdf")),
    default="text",
    show_default=True,
    help="How to print the checklist; pdf needs a browser.",
)
@click.option(
    "--paper",
    type=click.Choice(("a4", "letter")),
    help="The paper of a PDF; a4 where it is left out.",
)
@click.option(
    "--output", metavar="FILE", help="Write the checklist to a file, whole or not at all."
)
@click.option(
    "--interactive", is_flag=True, help="Ask for what is left out, as mri-check ask does."
)
@click.pass_context
def check(ctx: click.Context, /, request_file: str | None, **options: Any) -> int:
    """Check implants against a planned scan.

    The request comes from a YAML or JSON file, from standard input (-), from options, or from a file with
    options on top: the option wins, and the output says so.
    """
    format, output = options["format_"], options["output"]
    if options["paper"] is not None and format != "pdf":
        raise click.UsageError(
            "--paper belongs to --format pdf; any other is laid out by what prints it"
        )
    if format == "pdf" and output is None and sys.stdout.isatty():
        raise click.UsageError(
            "a PDF is no text for a terminal: write it with --output FILE, or pipe it"
        )
    if output is not None:
        from mri_check.cli.whole import never_over

        catalog = folder_of(options["catalog"])
        never_over(output, request_file, catalog, *configured.files(options))
    if options["interactive"]:
        from mri_check.cli.asking import at_a_terminal, converse

        at_a_terminal("--interactive")
        document, _ = stated(request_file, ctx.meta["mri_check.sequence"])
        return converse(document.data, options, request_file)
    if request_file is None and not options["implant"]:
        raise click.UsageError("give a request file, - for standard input, or --implant", ctx)
    asked = request(
        request_file,
        ctx.meta["mri_check.sequence"],
        options["scanners"],
        options["exams"],
        options["config"],
    )
    catalogue = load_catalog(options["catalog"])
    policy = configured.policy(options["policy"], catalogue)
    checklist = run_check(catalogue, asked, policy)
    remark_on(checklist.on)
    show(checklist, format, output, options["paper"])
    return exit_code(checklist.disposition)
