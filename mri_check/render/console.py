"""The limits at the console in the words of a console, and what they ask of a person."""

from __future__ import annotations

from mri_check.checklist import ConsoleLimit, ConsoleWarning
from mri_check.record import place_of

MODES = {
    "normal": "Normal Operating Mode",
    "first-level": "First Level Controlled Operating Mode",
    "second-level": "Second Level Controlled Operating Mode",
}
"""As IEC 60601-2-33 and a console call them."""

_CONSOLE = {
    "default-looser": "{scanner} starts in {value}, which is looser than this limit: change it at the console "
    "before the first sequence, and look at it again before each further one.",
    "default-not-known": "Check the mode at the console before the first sequence: First Level is the default on "
    "some scanners, and what {scanner} starts in is not known here.",
    "below-lowest": "{scanner} cannot be limited below {value} ({source}): it does not hold this limit by itself. "
    "Keep every sequence below it by hand, or take another scanner.",
    "lowest-not-known": "Some scanners cannot be limited below 0.5 W/kg, and how low {scanner} goes is not known here: "
    "see its manual.",
    "not-reported": "{scanner} does not report B1+rms, so this limit cannot be kept on it.",
}


_TITLES = {"scan.slew_rate": "gradient slew rate"}
"""Where the title of the axis is longer than its column."""


def console_warning(one: ConsoleWarning) -> str:
    """What a person has to do for a limit, since the scanner does not."""
    value = MODES.get(one.value or "", one.value)
    text = _CONSOLE[one.code].format(
        scanner=one.scanner or "this scanner", value=value, source=one.source
    )
    return text if one.scanner is not None else text[0].upper() + text[1:]


def console_title(one: ConsoleLimit) -> str:
    """What the limit is on."""
    return _TITLES.get(one.axis, one.title)


def console_limit(one: ConsoleLimit) -> str:
    """A limit as a person reads it, with its place: ``at most Normal Operating Mode (DOC1 Rev A, p. 3)``."""
    head, _, mode = one.permitted.rpartition("at most ")
    permitted = one.permitted
    if mode in MODES:
        permitted = f"{head}at most {MODES[mode]}"
    return f"{permitted} ({place_of(one.cited) or one.from_})"
