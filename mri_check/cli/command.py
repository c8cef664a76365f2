"""The commands' common manners: an option that holds one value is given once, and order can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click


class Command(click.Command):
    """A command that refuses a second value for an option that takes one; click would drop the first."""

    def make_parser(self, ctx: click.Context) -> Any:
        parser = super().make_parser(ctx)
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            options, rest, order = parse(args)
            if not ctx.resilient_parsing:
                _once(order, ctx)
            self.given(ctx, options, order)
            return options, rest, order

        parser.parse_args = parse_args  # type: ignore[method-assign]
        return parser

    def given(
        self, ctx: click.Context, options: Mapping[str, Any], order: Iterable[click.Parameter]
    ) -> None:
        """What was given, in its order."""


def on_day(*names: str, help: str) -> Callable[[Any], Any]:
    """An option that names a day."""
    return click.option(*names, metavar="DATE", callback=_day, help=help)


def _day(ctx: click.Context, option: click.Parameter, text: str | None) -> str | None:
    from mri_check.request import day_of, no_day

    if text is not None and day_of(text) is None:
        raise click.BadParameter(no_day(text), ctx, param_hint=option.opts[0])
    return text


class InOrder(Command):
    """A command that remembers in which order its options came: --fact belongs to the --implant before it."""

    def given(
        self, ctx: click.Context, options: Mapping[str, Any], order: Iterable[click.Parameter]
    ) -> None:
        ctx.meta["mri_check.sequence"] = _sequence(options, order)


def _once(order: Iterable[click.Parameter], ctx: click.Context) -> None:
    seen: set[str] = set()
    for one in order:
        if isinstance(one, click.Option) and not (one.multiple or one.is_flag or one.count):
            if one.opts[0] in seen:
                raise click.UsageError(f"{one.opts[0]} is given twice", ctx)
            seen.add(one.opts[0])


def _sequence(
    options: Mapping[str, Any], order: Iterable[click.Parameter]
) -> list[tuple[str, Any]]:
    """Options as they were given, one after another; one that may be repeated has a list of values."""
    taken: dict[str, int] = {}
    sequence: list[tuple[str, Any]] = []
    for parameter in order:
        name = parameter.name or ""
        value = options.get(name)
        if isinstance(value, list):
            at = taken.get(name, 0)
            taken[name] = at + 1
            value = value[at]
        sequence.append((name, value))
    return sequence
