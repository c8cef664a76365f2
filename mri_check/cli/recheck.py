"""``mri-check recheck``: which upcoming scans of earlier results change under another catalogue, and how."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

import click

from mri_check.cli import configured
from mri_check.cli.command import Command, on_day
from mri_check.cli.telling import Telling
from mri_check.cli.whole import never_back, never_over, to_its_end, writing
from mri_check.compiled import load_catalog
from mri_check.errors import Problem, RequestError, reason_of
from mri_check.listing import folder_of

if TYPE_CHECKING:
    from mri_check.batch.recheck import Recheck
    from mri_check.batch.spool import Spool

Say = Callable[[str], object]


@click.command(
    cls=Command,
    epilog="Exits 0 where nothing changes, 20 where something does but nothing for the worse, 21 where something "
    "changes for the worse, cannot be read, or must be run again.",
)
@click.argument("results", nargs=-1, required=True, metavar="RESULTS... | -")
@click.option(
    "--catalog", "root", metavar="DIR", help="The new catalogue; the shipped one where left out."
)
@click.option(
    "--policy", metavar="FILE", help="The site's own stricter rules, the same as for the results."
)
@on_day("--from", "start", help="Scans from this day on; today where it is left out.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json", "jsonl")), default="text", show_default=True,
    help="Text and JSON: the worst first. jsonl: a line for each row that changes, in order.",
)  # fmt: skip
@click.option("--output", metavar="FILE", help="Write the answer to a file, whole or not at all.")
def recheck(
    results: tuple[str, ...], root: str | None, policy: str | None, start: str | None, format_: str,
    output: str | None,
) -> int:  # fmt: skip
    """Say which upcoming scans of earlier results of batch change under another catalogue, and how.

    RESULTS are JSON lines that mri-check batch wrote. Every line is accounted for.
    """
    from mri_check.batch.recheck import Recheck, order
    from mri_check.batch.spool import Spool

    _once(results, root, policy, output)
    catalogue = load_catalog(root)
    named = policy is not None
    loose: list[
        Problem
    ] = []  # a label that is tighter now: that is to be told, and each is judged beside the other
    work = Recheck(
        catalogue,
        configured.policy(policy, catalogue, loose),
        named,
        start or date.today().isoformat(),
    )
    for one in loose:
        click.echo(
            f"note: {one.where}: {one.message}; batch refuses it by this catalogue", err=True
        )
    with ExitStack() as stack:
        spool = Spool()
        stack.callback(spool.close)
        say: Say = sys.stdout.write
        if output is not None:
            file = stack.enter_context(writing(output))

            def say(told: str) -> None:
                with to_its_end(f"--output: {output}"):
                    file.write(told)

        telling = Telling(format_ == "jsonl" and output is None)
        stack.callback(telling.close)
        for name in results:
            for form in _of_file(work, name, telling):
                if format_ == "jsonl":
                    say(json.dumps(form) + "\n")
                else:
                    spool.add(order(form), form)
        telling.close()
        if format_ == "json":
            _as_json(work, spool, say)
        elif format_ == "text":
            _as_text(work, spool, say)
    if format_ == "jsonl" or output is not None:
        from mri_check.render.recheck import counts

        click.echo(counts(work.summary()), err=True, nl=False)
    if work.without_policy:
        told = "rows were made without the policy that is configured, and were judged without it"
        click.echo(f"note: {work.without_policy} {told}", err=True)
    return work.exit_code()


def _once(
    results: tuple[str, ...], root: str | None, policy: str | None, output: str | None
) -> None:
    """What is read is not written, and standard input is read once."""
    if results.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")
    never_back(output, *results)
    never_over(output, *results, folder_of(root), *configured.files({"policy": policy}))


def _of_file(work: Recheck, name: str, telling: Telling) -> Iterator[dict[str, object]]:
    """What is to be told of the rows of one file. Raises RequestError."""
    from mri_check.batch.earlier import results

    shown = "standard input" if name == "-" else name
    if name.endswith(".part"):
        told = "belongs to an unfinished run: mri-check batch --resume goes on with it"
        click.echo(f"note: {name} {told}", err=True)
    before = work.rows
    with _opened(name, shown) as file:
        for line in results(file, shown):
            form = work.line(line, shown)
            telling.tick(work.rows)
            if form is not None:
                yield form
    if work.rows == before:
        click.echo(f"note: {shown} holds no row", err=True)


@contextmanager
def _opened(name: str, shown: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")
    except OSError as bad:
        reason = f"cannot be read: {reason_of(bad)}"
        raise RequestError(Problem("unreadable-file", shown, reason)) from None
    with file:
        yield file


def _as_json(work: Recheck, spool: Spool, say: Say) -> None:
    """One document; its rows one at a time."""
    say(json.dumps(work.summary(), indent=2).removesuffix("\n}"))
    say(',\n  "changes": [')
    mark = "\n"
    for form in spool:
        say(f"{mark}    {json.dumps({name: form[name] for name in form if name != 'format'})}")
        mark = ",\n"
    say("\n  ]\n}\n" if mark != "\n" else "]\n}\n")


def _as_text(work: Recheck, spool: Spool, say: Say) -> None:
    from mri_check.render.recheck import counts, row

    say(counts(work.summary()))
    last = ""
    for form in spool:
        say(row(form, last))
        last = form["change"]
