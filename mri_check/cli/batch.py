"""``mri-check batch``: a schedule in, one line for each row out, and what of it matters most."""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from mri_check.cli import configured
from mri_check.cli.command import Command, on_day
from mri_check.cli.telling import Telling
from mri_check.cli.whole import (
    is_stream,
    never_back,
    never_over,
    once_each,
    place_of,
    stream,
    writing,
)
from mri_check.compiled import load_catalog
from mri_check.errors import reason_of
from mri_check.listing import folder_of

if TYPE_CHECKING:
    from mri_check.batch.desk import Desk
    from mri_check.batch.inputs import Inputs
    from mri_check.batch.journal import Output
    from mri_check.batch.work import Run
    from mri_check.catalog import Catalogue
    from mri_check.intake import Context


@click.command(cls=Command)
@click.argument("schedules", nargs=-1, required=True, metavar="SCHEDULE... | -")
@click.option("--output", metavar="FILE", help="Write the results to a file, whole or not at all.")
@click.option(
    "--format", "format_", type=click.Choice(("jsonl", "csv")), default="jsonl", show_default=True,
    help="How to write the results.",
)  # fmt: skip
@click.option("--findings", is_flag=True, help="Every finding of every row too.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N",
    help="How many processes; as many as there are processors where it is left out.",
)  # fmt: skip
@click.option("--resume", is_flag=True, help="Go on where an interrupted run to --output stopped.")
@click.option(
    "--map", "columns", multiple=True, metavar="COLUMN=AXIS",
    help="What a column of a table stands for: 'Implant=device', 'Field=scan.field_strength'.",
)  # fmt: skip
@click.option(
    "--keep", multiple=True, metavar="COLUMN",
    help="Repeat this in the results: a column, a key at the top of a request, PID-3, 00100020, an element.",
)  # fmt: skip
@on_day("--on", help="The day of the scan, for rows that state none.")
@click.option(
    "--devices-complete", is_flag=True,
    help="State that the device lists of the FHIR schedules are complete.",
)  # fmt: skip
@click.option("--summary", metavar="FILE", help="Write the counts as JSON to a file.")
@click.option(
    "--scanners", metavar="FILE", help="Scanner profiles that the rows, or their stations, name."
)
@click.option("--exams", metavar="FILE", help="The site's own table of exams.")
@click.option("--policy", metavar="FILE", help="The site's own stricter rules.")
@click.option("--config", metavar="FILE|none", help="Your defaults for market and scanner.")
@click.option("--catalog", "root", metavar="DIR", help="Another catalogue than the shipped one.")
def batch(schedules: tuple[str, ...], **options: Any) -> int:
    """Check every row of a schedule: one line for each, in order.

    A schedule is requests (JSON, one to a line or a list), a table (CSV), FHIR, DICOM worklist items or HL7 v2
    messages, told by its content. A row that cannot be read is a result too (unreadable). The summary goes to
    standard error, the worst first; the exit code is that of the worst row.
    """
    from mri_check.batch.clerk import Clerk
    from mri_check.batch.desk import open_desk
    from mri_check.batch.inputs import open_inputs
    from mri_check.batch.judge import Judge
    from mri_check.batch.result import EXITS
    from mri_check.batch.work import Run
    from mri_check.render.summary import as_data, text
    from mri_check.render.text import inert

    if options["resume"] and options["output"] is None:
        raise click.UsageError("--resume goes on with a file: name it with --output")
    once_each(schedules)
    never_back(options["output"], *schedules)
    if options["summary"] is not None:
        never_back(options["summary"], *schedules, option="--summary: ")
    catalogue = load_catalog(options["root"])
    scanners = configured.configured(options["scanners"], *configured.SCANNERS)
    desk = open_desk(
        catalogue,
        configured.policy(options["policy"], catalogue),
        scanners,
        configured.configured(options["exams"], *configured.EXAMS),
        None,
        findings=options["findings"],
        **_told(options, catalogue),
    )
    known = desk.scanners if isinstance(desk.scanners, tuple) else None
    defaults = configured.usable(options["config"], catalogue, known, scanners)
    desk = desk.replace(configuration=defaults)
    assert desk.readers is not None
    context = desk.readers.context
    inputs = open_inputs(schedules, context)
    _told_in_vain(options, inputs)
    for part in inputs.parts:
        if not part.head.strip():
            click.echo(f"note: {inert(part.name)} holds no row", err=True)
    _written(options, schedules)
    judge = Judge(Clerk(desk), inputs, options["format_"])
    output, file = _output(options, desk, context, len(schedules))
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    telling = Telling()

    def tick(run: Run) -> None:
        telling.tick(run.total.rows, run.read / inputs.total if inputs.total else None)

    run = Run(inputs, judge, file, output, tick, options["output"])
    names = {"edition": catalogue.edition, "digest": catalogue.digest}
    summary = options["summary"]
    with nullcontext() if summary is None else writing(summary, "--summary: ") as counts:
        _go_through(run, options, telling)
        for name in desk.keep:
            if run.total.rows and name not in run.total.kept:
                click.echo(f"note: --keep: no row has '{inert(name)}'", err=True)
        click.echo(text(run.total), err=True, nl=False)
        if counts is not None:
            counts.write(json.dumps(as_data(run.total, names), indent=2) + "\n")
    return EXITS[run.total.worst()]


def _go_through(run: Run, options: dict[str, Any], telling: Telling) -> None:
    """Every row, from the first or from where an earlier run stopped."""
    output = run.output
    try:
        resumed = _begun(output, options) if output is not None else False
        if options["resume"] and not resumed:
            click.echo("note: there is nothing to go on with; starting anew", err=True)
        if output is not None:
            run.file = output.file
        cursor = run.start(resumed)
        telling.before = run.total.rows
        jobs = _jobs(options["jobs"], run.inputs)
        if jobs > 1:
            run.together(cursor, jobs)
        else:
            run.alone(cursor)
        if output is not None:
            output.finish()
    except BaseException:
        telling.close()
        if output is not None:
            output.close()
            if run.began:
                told = "run again with --resume to go on"
                click.echo(f"note: {run.total.rows} rows are done; {told}", err=True)
        raise
    telling.close()


def _begun(output: Output, options: dict[str, Any]) -> bool:
    """Whether there is an earlier run to go on with. Raises UsageError where nothing can be written there."""
    try:
        return output.open(options["resume"])
    except OSError as bad:
        told = f"{options['output']} cannot be written: {reason_of(bad)}"
        named = f" ({bad.filename})" if bad.filename else ""
        raise click.UsageError(f"--output: {told}{named}") from None


def _told(options: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """What the options say of the schedules. Raises UsageError."""
    from mri_check.batch.judge import COLUMNS as TABLE
    from mri_check.document import near
    from mri_check.intake import COLUMNS
    from mri_check.request import KEYS

    if (bad := [name for name in options["keep"] if name in KEYS]) != []:
        raise click.UsageError(f"--keep: '{bad[0]}' is a key of the request itself")
    if (
        options["format_"] == "csv"
        and (bad := [one for one in options["keep"] if one in TABLE]) != []
    ):
        told = "is a column of the results too: name it otherwise in the schedule, or take --format jsonl"
        raise click.UsageError(f"--keep: '{bad[0]}' {told}")
    known = (*COLUMNS, *(axis for axis in catalogue.axes if not axis.startswith("ask.")))
    columns: dict[str, str] = {}
    for given in options["columns"]:
        column, sign, axis = (part.strip() for part in given.rpartition("="))
        if not column or not sign:
            raise click.UsageError(f"--map: '{given}' is not written as COLUMN=AXIS")
        if axis not in known:
            hint = near(axis, known, "; the README, 'What a schedule may be', has all")
            raise click.UsageError(f"--map {given}: '{axis}' is no column or axis{hint}")
        if column in columns:
            raise click.UsageError(f"--map: column '{column}' is given twice")
        if (other := [one for one in columns if columns[one] == axis]) != []:
            raise click.UsageError(f"--map: '{other[0]}' and '{column}' both stand for {axis}")
        columns[column] = axis
    return {
        "on": options["on"],
        "complete": options["devices_complete"],
        "columns": columns,
        "keep": tuple(dict.fromkeys(options["keep"])),
    }


def _told_in_vain(options: dict[str, Any], inputs: Inputs) -> None:
    """An option that is about no schedule at all is a mistake: what it says would be believed to be used."""
    from mri_check.intake import CSV, EXPORT, FHIR, together

    forms = {part.form for part in inputs.parts if part.head.strip()}
    # what is not read may be what an option is about: its row says why not
    known = bool(forms) and "" not in forms
    if known and options["columns"] and CSV not in forms:
        raise click.UsageError("--map is about the columns of a table, and no schedule is one")
    if known and options["devices_complete"] and not forms & {FHIR, EXPORT}:
        raise click.UsageError("--devices-complete is about FHIR, and no schedule is FHIR")
    if options["devices_complete"] and not together(part.form for part in inputs.parts):
        raise click.UsageError(
            "--devices-complete: of several FHIR schedules only exports (one resource to a line) belong together; "
            "give each bundle by itself"
        )


def _written(options: dict[str, Any], schedules: tuple[str, ...]) -> None:
    """Nothing that is read is written over, and what cannot be written is said before any row is judged."""
    read = {os.path.realpath(one) for one in (*schedules, *configured.files(options)) if one != "-"}
    for option, more in (("output", ("", ".part", ".journal")), ("summary", ("",))):
        if (path := options[option]) is None:
            continue
        piped = [one for one in schedules if one == "-"]
        never_over(path, folder_of(options["root"]), *piped, option=f"--{option}: ")
        if is_stream(path):
            continue
        target = place_of(path, f"--{option}: ")
        if os.path.isdir(target):
            raise click.UsageError(f"--{option}: {path} cannot be written: is a directory")
        if not os.path.isdir(os.path.dirname(target)):
            told = "there is no such folder"
            raise click.UsageError(f"--{option}: {path} cannot be written: {told}")
        for one in (target + end for end in more):
            if one in read:
                raise click.UsageError(
                    f"--{option}: {path} is read or written as something else too"
                )
            read.add(one)


def _output(
    options: dict[str, Any], desk: Desk, context: Context, schedules: int
) -> tuple[Any, int]:
    """Where the results go: a file with its journal; or standard output, a device or a pipe as it is."""
    from mri_check.batch.journal import Output
    from mri_check.version import VERSION

    path = options["output"]
    if path is None:
        sys.stdout.flush()
        return None, sys.stdout.fileno()
    if is_stream(path):
        if options["resume"]:
            raise click.UsageError(f"--resume: {path} is no file")
        return None, stream(path)
    header = {
        "format": "mri-check/journal/2",
        "version": VERSION,
        "catalogue": desk.catalogue.digest,
        "policy": desk.policy.digest if desk.policy else None,
        "options": [
            options["format_"],
            desk.findings,
            list(desk.keep),
            dict(context.columns),
            context.on,
            context.complete,
        ],
        "files": [
            _digest(configured.configured(options[name], *place))
            for name, place in (("scanners", configured.SCANNERS), ("exams", configured.EXAMS))
        ],
        "configuration": repr(desk.configuration),
        "schedules": schedules,
    }
    return Output(path, header), -1


def _digest(path: str | None) -> str | None:
    if path is None:
        return None
    from mri_check.cache import digest_of
    from mri_check.source import read_text

    return digest_of(read_text(path).encode())


def _jobs(asked: int | None, inputs: Inputs) -> int:
    """How many processes: no more than there are processors or chunks; one where rows are not lines."""
    from mri_check.batch.inputs import CHUNK

    if not hasattr(os, "fork") or not inputs.all_lines:
        return 1
    if asked is not None:
        return asked
    count = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return max(1, min(count, inputs.total // (4 * CHUNK)))
