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
    """What a reader must know of each device: notices, unread documents, conflicts, answers nobody asked for.

    Where the device is not known, what is on file of every one that it may be; what is claimed of all pumps
    is told wherever there is, or may be, one.
    """
    pumps = False
    for one in examined:
        may_be = [catalogue.device(candidate.device) for candidate in one.candidates]
        for device in (one.device, *may_be):
            if device is None:
                continue
            pumps |= device.kind == "pump"
            told = catalogue.told.get(device.id)
            if told is None:
                told = catalogue.told.keep(device.id, tuple(_on_file(device.id, device)))
            yield from told
        if one.device is None:
            continue
        if one.device.about:
            yield Notice(one.implant.place, f"{one.called}: {one.device.about}")
        if one.applicable and one.applicable.missing and one.device.looked_for:
            yield Notice(one.implant.place, f"{one.called}, looked for: {one.device.looked_for}")
        for unread in one.applicable.unread if one.applicable else ():
            yield Notice(
                unread.id,
                f"{unread.source.document} is known to exist and was not read: ask for it.",
            )
        yield from _unasked(one)
    if pumps:
        told = catalogue.told.get("practice")
        if told is None:
            found = _conflicts("practice", catalogue.practice_conflicts())
            told = catalogue.told.keep("practice", tuple(found))
        yield from told


def _on_file(id: str, device: Device) -> Iterator[Notice]:
    """Notices that are or may be in force, newest first, and where sources contradict each other."""
    for field in sorted(device.notices, key=lambda it: it.dated, reverse=True):
        closed = " Whether it was closed is not known." if field.in_force != "yes" else ""
        text = f"{field.title} ({field.dated}): {field.says}{closed}"
        yield Notice(field.id, text, field.cited)
    yield from _conflicts(id, device.conflicts)


def _conflicts(id: str, conflicts: tuple[Conflict, ...]) -> Iterator[Notice]:
    """Who says what, so that a reader who has met one of the claims sees it answered."""
    for one in conflicts:
        claims = "; ".join(f"{says} ({place_of(cited)})" for says, cited in one.claims)
        told = f"Sources differ ({one.topic}): {claims}. {one.handling}"
        yield Notice(f"{id}/conflicts/{'-'.join(words(one.topic))}", told)


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
