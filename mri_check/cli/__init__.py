"""The door: options in, exit code out. A crash is one line and exit code 5; ``--debug`` shows the rest."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from mri_check.errors import CatalogueError, MriCheckError, Problem
from mri_check.exits import ANYTHING_ELSE, USAGE, exit_code
from mri_check.version import VERSION

_COMMANDS = {
    "catalog": "mri_check.cli.catalog",
    "check": "mri_check.cli.check",
    "find": "mri_check.cli.readers",
}


class _Lazy(click.Group):
    """A group that imports a command when it is run or described, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[name]), name)
        return command


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 within labelling, 10 consult the manufacturer, 11 incomplete, 12 unidentified, "
    "13 unlabelled, 14 outside labelling, 15 prohibited; 2 usage, 3 request, 4 catalogue, 5 anything else.",
)
@click.version_option(VERSION, prog_name="mri-check")
@click.option("--debug", is_flag=True, help="Show the traceback of a crash.")
def cli(debug: bool) -> None:
    """Consult-the-manufacturer checklists for MRI with an implanted drug pump.

    It matches implants against a planned scan and says what the labelling on file permits, what is not
    known, what each person does next, and what to ask the manufacturer. Nothing it prints means that a
    scan is safe.

    \b
    Example:
      mri-check check --implant 8637-40 --fact drug=baclofen --market US \\
        --scanner g30 --region brain --other-implants none --bringing none
    """


def main() -> None:
    """Run the command line and leave with its exit code.

    A process that lives for a tenth of a second gains nothing from collecting cycles, least of all on
    its way out, where Python would go through everything once more.
    """
    gc.disable()
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; every way to fail ends in one clear line, or list, and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(arguments, prog_name="mri-check", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.UsageError as bad:
        return _usage(bad, arguments)
    except MriCheckError as bad:
        return _fail(arguments, exit_code(bad), bad.problems)
    except (click.Abort, KeyboardInterrupt):
        return _fail(arguments, ANYTHING_ELSE, (Problem("interrupted", "", "interrupted"),))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _fail(
            [],
            ANYTHING_ELSE,
            (Problem("closed-pipe", "", "the output was closed before it was complete"),),
        )
    except Exception as bad:
        if "--debug" in arguments:
            raise
        what = " ".join(str(bad).split()) or "no message"
        message = f"{type(bad).__name__}: {what} (--debug before the command shows where)"
        return _fail(arguments, ANYTHING_ELSE, (Problem("crash", "", message),))


def _usage(bad: click.UsageError, arguments: list[str]) -> int:
    if bad.ctx is not None and not _as_json(arguments):
        click.echo(bad.ctx.get_usage(), err=True)
    option = getattr(bad, "option_name", None) or ""
    return _fail(
        arguments,
        USAGE,
        (
            Problem(
                "usage", option if option not in bad.format_message() else "", bad.format_message()
            ),
        ),
    )


def _as_json(arguments: list[str]) -> bool:
    """Whether errors are asked for as JSON; looked up by hand, since parsing may be what failed."""
    pairs = zip(arguments, [*arguments[1:], ""])
    return any(a == "--format=json" or (a == "--format" and b == "json") for a, b in pairs)


def _fail(arguments: list[str], code: int, problems: tuple[Problem, ...]) -> int:
    from mri_check.render.text import inert

    if _as_json(arguments):
        import json

        form = {
            "format": "mri-check/error/1",
            "exit_code": code,
            "errors": [one.as_dict() for one in problems],
        }
        try:
            click.echo(json.dumps(form, indent=2))
        except OSError:  # the output is what failed: the line below still tells
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for problem in problems:
        click.echo(f"mri-check: {inert(str(problem))}", err=True)
    if code == exit_code(CatalogueError()) and len(problems) > 1:
        click.echo(f"mri-check: {len(problems)} problems; nothing of it is used", err=True)
    return code
