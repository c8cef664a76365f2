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
    return list(dict.fromkeys(told)) or ([] if it.console else [_none_printed()])


def _none_printed() -> str:
    from mri_check.messages import console

    return console.NONE_PRINTED


def _without(one: ImplantOutcome, limited: set[str]) -> Iterator[str]:
    labels = [each for each in one.labellings if not each.id.startswith("policy/")]
    unsafe = [each.source.document for each in labels if "unsafe" in each.statuses.values()]
    kinds = ["not-read"]
    if not any(label.id in limited for label in labels):
        kinds.append("not-addressed")
    quiet: dict[tuple[str, str], list[str]] = {}
    for kind in kinds:
        for label in labels:
            silent = (it for it in label.silences if it.is_ == kind and it.axis in AT_THE_CONSOLE)
            if titles := ", ".join(map(quiet_title, silent)):
                quiet.setdefault((kind, titles), []).append(label.source.document)
    if labels and not unsafe and not quiet:
        return  # a check of an ordinary scan does without these sentences
    from mri_check.messages import console

    if not labels:
        told = console.UNIDENTIFIED if one.device is None else console.UNGOVERNED
        yield told.format(called=one.called)
    elif unsafe:
        yield console.UNSAFE.format(called=one.called, documents=say.AND.join(unsafe))
    else:
        says = {"not-read": console.NOT_READ, "not-addressed": console.NOT_ADDRESSED}
        for (kind, axes), named in quiet.items():
            yield says[kind].format(called=one.called, documents=", ".join(named), axes=axes)
