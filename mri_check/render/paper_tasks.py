"""The first sheet: what each person does, with boxes to tick and lines to sign, and the console's limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from mri_check.checklist import Checklist, ConsoleLimit, Line
from mri_check.messages import checklist as say
from mri_check.messages import paper
from mri_check.render.console import (
    console_limit,
    console_title,
    console_warning,
    without_limits,
)
from mri_check.render.markup import Safe, el, together
from mri_check.render.paper_parts import table, writing
from mri_check.render.reasons import because


def tasks(lines: Iterable[Line]) -> Safe:
    """Every line, by phase and by who does it; after each such group its name, time and signature."""
    made = [
        el("section", el("h3", say.PHASES[phase]), list(_roles(group)), class_="phase")
        for phase, group in groupby(lines, lambda line: line.phase)
    ]
    return el(
        "section",
        el("h2", say.TASKS),
        _legend(),
        made or el("p", paper.NOBODY),
        id="tasks",
    )


def _legend() -> Safe:
    rows = [el("li", _box(state), paper.STATE_MEANS[state]) for state in ("open", "done", "stop")]
    return el("ul", rows, class_="legend", aria_label=paper.LEGEND)


def _roles(lines: Iterable[Line]) -> Iterator[Safe]:
    for who, group in groupby(lines, lambda line: line.who):
        signed = el(
            "div",
            [writing(one) for one in (paper.NAME, paper.TIME, paper.SIGNATURE)],
            class_="sign",
        )
        yield el(
            "div",
            el("h4", say.WHO[who]),
            el("ul", [_line(line) for line in group], class_="todo"),
            signed,
            class_="role",
        )  # fmt: skip


def _line(one: Line) -> Safe:
    why = because(one)
    told = el("p", one.text), el("small", why) if why else None
    return el(
        "li", _box(one.state), el("div", *told), class_="stop" if one.state == "stop" else None
    )


def _box(state: str) -> Safe:
    """A box that is drawn, and its state in a word."""
    return el("span", el("i"), paper.STATES[state], class_=None if state == "open" else state)


def console(it: Checklist) -> Safe:
    """The limits to enter at the console, and what of them the console does not keep by itself."""
    warned = any(one.axis == "scan.operating_mode" and one.warnings for one in it.console)
    mode = "scan.operating_mode" not in it.scan and not warned
    rows = [_limit(one) for one in it.console]
    return el(
        "section",
        el("h2", say.CONSOLE),
        table((paper.LIMIT_ON, paper.LIMIT), rows, say.CONSOLE, "limits") if rows else None,
        [el("p", told) for told in without_limits(it)],
        el("p", say.CONSOLE_MODE, class_="warn") if mode else None,
        id="console",
    )


def _limit(one: ConsoleLimit) -> Safe:
    warnings = [el("p", console_warning(warning), class_="warn") for warning in one.warnings]
    told = together(console_limit(one), warnings)
    return el("tr", el("th", console_title(one), scope="row"), el("td", told))
