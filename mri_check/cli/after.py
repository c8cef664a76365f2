"""``mri-check after``: the maker's procedure after the scan, and where it stands."""

from __future__ import annotations

import re

import click

from mri_check.cli import stating
from mri_check.cli.command import Command
from mri_check.cli.readers import reads
from mri_check.compiled import load_catalog
from mri_check.exits import ESCALATE, NOT_YET_KNOWN

_PLACE = re.compile(r"(?:(\d+)|((?:implants|other_implants)/\d+(?:/components/\d+)?)):(.*)", re.S)


@click.command(
    cls=Command,
    epilog="Exit codes: 0 resumed, 30 escalate, 31 not yet known; 2 usage, 3 request, 4 catalogue.",
)
@click.argument("request_file", metavar="REQUEST | -")
@click.option(
    "--observed",
    multiple=True,
    metavar="WORD,...",
    help="What was seen: stall, no-recovery, alarm, ...; of the second pump, 2:stall,recovery.",
)
@click.option(
    "--at",
    "at_",
    multiple=True,
    metavar="STEP",
    help="The step at which it was seen; left out, the worst of them counts.",
)
@click.option("--ended", metavar="HH:MM", help="When the scan ended; gives each step its time.")
@click.option("--scanners", metavar="FILE", help="Scanner profiles that the request names.")
@click.option("--exams", metavar="FILE", help="The site's own table of exams.")
@click.option("--config", metavar="FILE|none", help="Your defaults for market and scanner.")
@reads
def after(
    request_file: str,
    observed: tuple[str, ...],
    at_: tuple[str, ...],
    ended: str | None,
    scanners: str | None,
    exams: str | None,
    config: str | None,
    root: str | None,
    format_: str,
) -> int:
    """Walk the maker's procedure after the scan.

    Without --observed the whole procedure is printed: how long to wait, what to read from the pump, what each
    reading means, what to do next, whom to call. With it, the answer for what was seen.
    """
    from mri_check import after as afterwards
    from mri_check.readings import End
    from mri_check.render.aftercare import handed_over
    from mri_check.resolve import resolve

    said = _said(observed)
    at = _placed(at_, "--at")
    minutes = _minutes(ended) if ended is not None else None
    request = stating.request(request_file, [], scanners, exams, config)
    catalogue = load_catalog(root)
    asked = resolve(request, catalogue.axes, catalogue.markets, catalogue.exams)
    stating.remark_on(asked.on, past=False)
    try:
        found = afterwards.after(catalogue, asked, said, at, minutes)
    except afterwards.Unplaced as bad:
        raise click.UsageError(f"--{'at' if bad.step else 'observed'}: {bad}") from None
    code = {End.RESUMED: 0, End.ESCALATE: ESCALATE, End.NOT_YET_KNOWN: NOT_YET_KNOWN}[found.end]
    click.echo(handed_over(found, code, format_), nl=False)
    return code


def _said(options: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The words of --observed by place; those of one place are taken together."""
    from mri_check.document import near
    from mri_check.observations import OBSERVATIONS

    found: dict[str, frozenset[str]] = {}
    for option in options:
        place, text = _split(option)
        words = frozenset(part.strip() for part in text.split(",") if part.strip())
        if not words:
            raise click.BadParameter(f"'{option}' names nothing", param_hint="--observed")
        for word in sorted(words):
            if word not in OBSERVATIONS:
                message = f"'{word}' is not one of the words{near(word, OBSERVATIONS)}"
                raise click.BadParameter(message, param_hint="--observed")
        found[place] = found.get(place, frozenset()) | words
    return found


def _placed(options: tuple[str, ...], flag: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in options:
        place, text = _split(option)
        if place in found:
            raise click.BadParameter("given twice for one pump", param_hint=flag)
        found[place] = text.strip()
    return found


def _split(option: str) -> tuple[str, str]:
    """``2:stall`` is of the second implant; without a number, of the only pump."""
    match = _PLACE.fullmatch(option)
    if match is None:
        return "", option
    return (f"implants/{match[1]}" if match[1] else match[2]), match[3]


def _minutes(text: str) -> int:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if match is None:
        raise click.BadParameter(f"'{text}' is no time: write it as 14:05", param_hint="--ended")
    return int(match[1]) * 60 + int(match[2])
