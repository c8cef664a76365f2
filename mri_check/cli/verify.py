"""``mri-check verify``: what was scanned, by the headers of its files, against the labelling."""

from __future__ import annotations

import click

from mri_check.cli import configured, stating
from mri_check.cli.command import Command
from mri_check.cli.readers import reads
from mri_check.compiled import load_catalog
from mri_check.exits import NOT_KEPT, NOT_TOLD


@click.command(
    cls=Command,
    epilog="Exit codes: 0 kept, 40 not kept, 41 cannot be told; 2 usage, 3 request, 4 catalogue.",
)
@click.argument("files", nargs=-1, required=True, metavar="DICOM...")
@click.option(
    "--request", "request_file", required=True, metavar="FILE|-",
    help="The request that the scan was planned with.",
)  # fmt: skip
@click.option("--scanners", metavar="FILE", help="Scanner profiles that the request names.")
@click.option("--exams", metavar="FILE", help="The site's own table of exams.")
@click.option("--policy", metavar="FILE", help="The site's own stricter rules, judged too.")
@click.option("--config", metavar="FILE|none", help="Your defaults for market and scanner.")
@reads
def verify(
    files: tuple[str, ...],
    request_file: str,
    scanners: str | None,
    exams: str | None,
    policy: str | None,
    config: str | None,
    root: str | None,
    format_: str,
) -> int:
    """Compare what was scanned with the conditions.

    From the headers of MR files (DICOM, or DICOM JSON): which conditions of the labelling were kept, which were
    not, and which cannot be told. Headers hold what the scanner reported; pixel data is never read.
    """
    from mri_check.intake.scanned import headers_of
    from mri_check.render.verified import verified
    from mri_check.resolve import resolve
    from mri_check.verdict import MET, NOT_MET, UNKNOWN
    from mri_check.verify import verify as compare

    request = stating.request(request_file, [], scanners, exams, config)
    catalogue = load_catalog(root)
    rules = configured.policy(policy, catalogue)
    asked = resolve(request, catalogue.axes, catalogue.markets, catalogue.exams)
    found = compare(catalogue, asked, headers_of(files, catalogue.axes), rules)
    code = {MET: 0, NOT_MET: NOT_KEPT, UNKNOWN: NOT_TOLD}[found.verdict]
    click.echo(verified(found, code, format_), nl=False)
    return code
