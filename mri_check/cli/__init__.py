"""The door: options in, exit code out. A crash is one line and exit code 5; ``--debug`` shows the rest."""

from __future__ import annotations

import atexit
import errno
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from mri_check.cli import streams
from mri_check.errors import CatalogueError, MriCheckError, Problem
from mri_check.exits import ANYTHING_ELSE, USAGE, exit_code
from mri_check.version import VERSION

_COMMANDS = {
    "after": "mri_check.cli.after",
    "ask": "mri_check.cli.asking",
    "batch": "mri_check.cli.batch",
    "catalog": "mri_check.cli.catalog",
    "check": "mri_check.cli.check",
    "completion": "mri_check.cli.completing",
    "consult": "mri_check.cli.consult",
    "doctor": "mri_check.cli.doctor",
    "envelope": "mri_check.cli.envelope",
    "exam": "mri_check.cli.exam",
    "find": "mri_check.cli.readers",
    "identify": "mri_check.cli.identify",
    "import": "mri_check.cli.importing",
    "recheck": "mri_check.cli.recheck",
    "verify": "mri_check.cli.verify",
}


class _Lazy(click.Group):
    """A group that imports a command when it is run or described, not before."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        with streams.read():  # --version and --help are answered here
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> object:
        with streams.read():
            code = super().invoke(ctx)
            sys.stdout.flush()
            return code

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        attribute = "import_" if name == "import" else name  # a word of Python
        command: click.Command = getattr(import_module(_COMMANDS[name]), attribute)
        if ctx.resilient_parsing:  # a shell asks what a word may become
            from mri_check.cli.completing import attach

            attach(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from mri_check.document import near

            known = self.list_commands(ctx)
            raise click.UsageError(f"no command '{args[0]}'{near(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Everything on one screen of 24 lines, the example first of all; where it is narrow, as click has it."""
        if formatter.width < _WIDE:
            super().format_help(ctx, formatter)
            return
        formatter.write(_HELP)
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            assert command is not None
            formatter.write(f"  {name:<11} {command.get_short_help_str(64)}\n")
        formatter.write(_EPILOG)


_HELP = """\
Usage: mri-check COMMAND ...      (mri-check COMMAND --help tells the rest)
Consult-the-manufacturer checklists for MRI with an implanted drug pump.
Nothing it prints means that a scan is safe.
  mri-check check --implant 8637-40 --fact drug=baclofen --market US \\
    --scanner g30 --region brain --other-implants none --bringing none

"""
_WIDE = 78
"""What click takes of 80 columns."""
_EPILOG = """
Before the command: --version, --debug (show the traceback of a crash).
Exit codes: 0 and 10 alone let a workflow go on; 11 to 15 do not, nor do 2 to 5.
"""


@click.group(cls=_Lazy, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="mri-check")
@click.option("--debug", is_flag=True, help="Show the traceback of a crash.")
def cli(debug: bool) -> None:
    """Consult-the-manufacturer checklists for MRI with an implanted drug pump.

    It matches implants against a planned scan and says what the labelling on file permits, what is not
    known, what each person does next, and what to ask the manufacturer. Nothing it prints means that a
    scan is safe.
    """


def leave(code: int) -> NoReturn:
    """End the process as Python would, but without taking apart first what ends with it."""
    try:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):  # Python knows how to tell of it
        sys.exit(code)
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; every way to fail ends in one clear line, or list, and its exit code."""
    if not streams.opened():
        told = "standard output is closed: send it to a file, or to /dev/null"
        return _fail([], ANYTHING_ELSE, (Problem("closed-output", "", told),))
    streams.told_to_nobody()
    streams.watched()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if os.environ.get("_MRI_CHECK_COMPLETE", "").startswith("bash"):
        from mri_check.cli.completing import in_bash

        in_bash()
    try:
        code = cli.main(arguments, prog_name="mri-check", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.UsageError as bad:
        return _usage(bad, arguments)
    except MriCheckError as bad:
        return _fail(arguments, exit_code(bad), bad.problems)
    except (click.Abort, KeyboardInterrupt):
        return _fail(arguments, ANYTHING_ELSE, (Problem("interrupted", "", "interrupted"),))
    except streams.Closed:
        streams.let_go()
        return _fail(
            [],
            ANYTHING_ELSE,
            (Problem("closed-pipe", "", "the output was closed before it was complete"),),
        )
    except Exception as bad:
        if "--debug" in arguments:
            raise
        if isinstance(bad, OSError) and bad.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            streams.let_go()
            told = f"the output cannot be written: {os.strerror(bad.errno).lower()}"
            return _fail(arguments, ANYTHING_ELSE, (Problem("output", "", told),))
        what = " ".join(str(bad).split()) or "no message"
        message = f"{type(bad).__name__}: {what} (--debug before the command shows where)"
        return _fail(arguments, ANYTHING_ELSE, (Problem("crash", "", message),))


def _usage(bad: click.UsageError, arguments: list[str]) -> int:
    if type(bad).__name__ == "NoArgsIsHelpError" and bad.ctx is not None:
        if not _as_json(arguments):
            click.echo(bad.ctx.get_help(), err=True)
            return USAGE
        bad = click.UsageError("give a command", bad.ctx)
    if bad.ctx is not None and not _as_json(arguments):
        click.echo(bad.ctx.get_usage(), err=True)
    option = getattr(bad, "option_name", None) or ""
    message = bad.format_message() + _hint(bad)
    if isinstance(bad, click.MissingParameter):  # whose choices click sets below each other
        message = " ".join(message.split())
    return _fail(
        arguments, USAGE, (Problem("usage", "" if option in message else option, message),)
    )


def _hint(bad: click.UsageError) -> str:
    """The nearest of what would have been right, where click does not name it itself."""
    from mri_check.document import near

    if isinstance(bad, click.NoSuchOption):
        if bad.ctx is not None and bad.ctx.parent is None:
            owners = [
                name
                for name in ("check", *_COMMANDS)
                if (command := cli.get_command(bad.ctx, name)) is not None
                and any(bad.option_name in one.opts for one in command.params)
            ]
            if owners:
                return f" It belongs after a command: mri-check {owners[0]} {bad.option_name} ..."
        if bad.possibilities or bad.ctx is None:
            return ""
        options = (one.opts[0] for one in bad.ctx.command.params if isinstance(one, click.Option))
        return near(bad.option_name, options, "")
    if (
        "No such command" in bad.message
        and "mean" not in bad.format_message()
        and bad.ctx is not None
    ):
        assert isinstance(bad.ctx.command, click.Group)
        word = bad.message.partition("'")[2].partition("'")[0]
        return near(word, bad.ctx.command.list_commands(bad.ctx))
    kind = bad.param.type if isinstance(bad, click.BadParameter) and bad.param else None
    if isinstance(kind, click.Choice):
        word = bad.message.partition("'")[2].partition("'")[0]
        return near(word, [str(one) for one in kind.choices], "")
    return ""


def _as_json(arguments: list[str]) -> bool:
    """Whether errors are asked for as JSON; looked up by hand, since parsing may be what failed."""
    pairs = zip(arguments, [*arguments[1:], ""])
    return any(a == "--format=json" or (a == "--format" and b == "json") for a, b in pairs)


def _unnumbered(text: str) -> str:
    """A text without the lot and the serial number of a barcode: that it is, or that it repeats in quotes or after an option."""
    from mri_check.words import scanned

    if not scanned(text):
        return text
    import re

    from mri_check.udi import Udi, read_udi, shown

    if isinstance(found := read_udi(text), Udi):
        return found.shown
    return re.sub(
        r"(?P<before>(?<![\w'])'|^--[\w-]+ )(?P<said>(?<=')[^']+(?=')|(?<= )\S+)",
        lambda found: found["before"] + shown(found["said"]),
        text,
    )


def _fail(arguments: list[str], code: int, problems: tuple[Problem, ...]) -> int:
    from mri_check.render.text import inert

    problems = tuple(
        one.replace(where=_unnumbered(one.where), message=_unnumbered(one.message))
        for one in problems
    )
    if _as_json(arguments) and not streams.begun():  # a second document would spoil the first
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
