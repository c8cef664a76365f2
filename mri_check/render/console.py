"""The limits at the console in the words of a console, and what they ask of a person."""

from __future__ import annotations

from mri_check.checklist import ConsoleLimit, ConsoleWarning
from mri_check.messages import checklist as say
from mri_check.record import place_of
from mri_check.words import capital


def console_warning(one: ConsoleWarning) -> str:
    """What a person has to do for a limit, since the scanner does not."""
    from mri_check.messages import console

    value = say.OR.join(say.MODES.get(part, part) for part in (one.value or "").split(say.OR))
    text = console.WARNINGS[one.code].format(
        scanner=one.scanner or console.SCANNER, value=value, source=one.source
    )
    return text if one.scanner is not None else capital(text)


def console_title(one: ConsoleLimit) -> str:
    """What the limit is on."""
    return say.CONSOLE_TITLES.get(one.axis, one.title)


def console_limit(one: ConsoleLimit) -> str:
    """A limit as a person reads it, with its place: ``at most Normal Operating Mode (DOC1 Rev A, p. 3)``."""
    return say.CONSOLE_LIMIT.format(
        permitted=in_console_words(one.permitted), where=place_of(one.cited) or one.from_
    )


def in_console_words(permitted: str) -> str:
    """``at most normal`` as ``at most Normal Operating Mode``; all else as it is."""
    head, at_most, mode = permitted.rpartition(f"{say.TESTS['at_most']} ")
    return f"{head}{at_most}{say.MODES[mode]}" if mode in say.MODES else permitted
