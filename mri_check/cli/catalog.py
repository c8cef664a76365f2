"""``mri-check catalog``: look after the catalogue."""

from __future__ import annotations

import click

from mri_check.exits import CATALOGUE_UNREADABLE


@click.group()
def catalog() -> None:
    """Look after the catalogue."""


@catalog.command()
@click.argument("folder", required=False, metavar="[DIR]")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json", "github")),
    default="text",
    show_default=True,
    help="How to print the problems.",
)
@click.option(
    "--explain", metavar="CODE", help="Say what a rule asks, why, and what to write instead."
)
def lint(folder: str | None, format_: str, explain: str | None) -> int:
    """Check every file of a catalogue folder; exits 4 where anything is wrong.

    Without DIR the catalogue that ships with the tool is checked. All problems are reported together, each
    with its place and the code of its rule.
    """
    from mri_check import lint as linting
    from mri_check.document import near
    from mri_check.schema import shipped

    rules = linting.rules()
    if explain is not None:
        if explain not in rules:
            raise click.UsageError(f"--explain: no rule '{explain}'{near(explain, rules)}")
        rule = rules[explain]
        click.echo(f"{rule.code}: {rule.asks}\nWhy: {rule.why}\nInstead: {rule.instead}")
        return 0
    root = folder or shipped()
    problems = linting.lint(root)
    from mri_check.render.problems import problems_as

    click.echo(problems_as(problems, format_), nl=False)
    if format_ == "text":
        told = f"{len(problems)} problems" if problems else "no problem"
        click.echo(f"{root}: {told}", err=True)
    return CATALOGUE_UNREADABLE if problems else 0
