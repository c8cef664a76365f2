"""The limits at the console in the words of a console, and what they ask of a person."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.checklist import Checklist, ConsoleLimit, ConsoleWarning, ImplantOutcome
from mri_check.examined import flat
from mri_check.messages import checklist as say
from mri_check.notes import AT_THE_CONSOLE
from mri_check.record import place_of
from mri_check.render.reasons import quiet_title
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


def without_limits(it: Checklist) -> list[str]:
    """Why a device adds no limit to these, or may have more: what was not read is never told as not printed."""
    limited = {one.from_ for one in it.console}
    told = [
        sentence
        for one in flat((*it.implants, *it.other_implants))  # what is brought along stays outside
        for sentence in _without(one, limited)
    ]
    return list(dict.fromkeys(told)) or ([] if it.console else [_told("NONE_PRINTED")])


def _told(name: str, **of: str) -> str:
    """A sentence of a room that a check of an ordinary scan does without."""
    from mri_check.messages import console

    sentence: str = getattr(console, name)
    return sentence.format(**of)


def _without(one: ImplantOutcome, limited: set[str]) -> Iterator[str]:
    labels = [each for each in one.labellings if not each.id.startswith("policy/")]
    if not labels:
        yield _told("UNIDENTIFIED" if one.device is None else "UNGOVERNED", called=one.called)
    if unsafe := [each for each in labels if "unsafe" in each.statuses.values()]:
        documents = say.AND.join(each.source.document for each in unsafe)
        yield _told("UNSAFE", called=one.called, documents=documents)
        return
    kinds = {"not-read": "NOT_READ"}
    if not any(label.id in limited for label in labels):
        kinds["not-addressed"] = "NOT_ADDRESSED"
    for kind, name in kinds.items():
        quiet: dict[str, list[str]] = {}
        for label in labels:
            silent = (it for it in label.silences if it.is_ == kind and it.axis in AT_THE_CONSOLE)
            if titles := ", ".join(map(quiet_title, silent)):
                quiet.setdefault(titles, []).append(label.source.document)
        for axes, named in quiet.items():
            yield _told(name, called=one.called, documents=", ".join(named), axes=axes)
