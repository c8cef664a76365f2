"""The console's limits, and what else a reader must know."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.catalog import Catalogue
from mri_check.checklist import ConsoleLimit, Notice
from mri_check.examined import Examined, Judgement
from mri_check.record import Condition, Conflict, Device, place_of
from mri_check.words import words


def console(examined: tuple[Examined, ...]) -> tuple[ConsoleLimit, ...]:
    """The limits to enter at, or keep to on, the scanner's console; each with where it comes from."""
    return tuple(
        ConsoleLimit(
            condition.axis.name, condition.printed or condition.text, judgement.labelling.id
        )
        for one in examined
        for judgement in one.judgements
        for condition in _limits(judgement)
        if condition.axis.console
    )


def notices(examined: tuple[Examined, ...], catalogue: Catalogue) -> Iterator[Notice]:
    """What a reader must know of each device: notices, unread documents, conflicts, answers nobody asked for."""
    for one in examined:
        if one.device is None:
            continue
        if one.device.about:
            yield Notice(one.implant.place, f"{one.called}: {one.device.about}")
        for unread in one.applicable.unread if one.applicable else ():
            yield Notice(
                unread.id,
                f"{unread.source.document} is known to exist and was not read: ask for it.",
            )
        told = catalogue.told.get(one.device.id)
        if told is None:
            told = catalogue.told.keep(one.device.id, tuple(_on_file(one.device)))
        yield from told
        yield from _unasked(one)


def _on_file(device: Device) -> Iterator[Notice]:
    """Notices in force, newest first, and where sources contradict each other."""
    for field in sorted(device.notices, key=lambda it: it.dated, reverse=True):
        text = f"{field.title} ({field.dated}): {field.says}"
        yield Notice(field.id, text, field.cited)
    for conflict in device.conflicts:
        id = f"{device.id}/conflicts/{'-'.join(words(conflict.topic))}"
        yield Notice(id, _told(conflict))


def _told(conflict: Conflict) -> str:
    """Who says what, so that a reader who has met one of the claims sees it answered."""
    claims = "; ".join(f'"{says}" ({place_of(cited)})' for says, cited in conflict.claims)
    return f"Sources differ ({conflict.topic}): {claims}. {conflict.handling}"


def _unasked(one: Examined) -> Iterator[Notice]:
    if not one.implant.answers:
        return
    asked = {
        name
        for judgement in one.judgements
        for name in (
            *(a[4:] for a in judgement.labelling.axes if a.startswith("ask.")),
            *(t.id.rpartition("/")[2] for t in judgement.labelling.instructions),
        )
    }
    for name in one.implant.answers:
        if name not in asked and not one.findings:
            yield Notice("answer", f"'{name}' is answered, but nothing asks it of {one.called}.")


def _limits(judgement: Judgement) -> Iterator[Condition]:
    yield from judgement.labelling.always
    for setting in judgement.applied:
        yield from setting.conditions
