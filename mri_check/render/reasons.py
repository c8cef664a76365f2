"""What decides a disposition, in words: every id of ``decided_by``, with what is like it said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mri_check.checklist import (
    Checklist,
    Disposition,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
)
from mri_check.record import place_of

_FIXED = {
    "market": "The market where the device was sold is not known.",
    "bringing": "Whether a device would be brought into the room is not known.",
    "other_implants": "Whether there are other implants is not known.",
}


def reasons(checklist: Checklist) -> list[tuple[str, str]]:
    """Each id that decides, with its reason."""
    known = dict(_FIXED)
    for one in _flat((*checklist.implants, *checklist.items, *checklist.other_implants)):
        known[one.place] = _place(one, checklist)
        for finding in one.findings:
            known[finding.id] = f"{one.asked}: {_finding(finding)}"
        for labelling in one.labellings:
            for finding in labelling.findings:
                known[finding.id] = f"{one.name}: {_finding(finding)}"
    for notice in checklist.notices:
        known.setdefault(notice.id, notice.text)
    for line in checklist.lines:
        known.setdefault(line.id, line.text)
    return [(id, known.get(id) or _labelling(id, checklist)) for id in checklist.decided_by]


def together(checklist: Checklist) -> list[str]:
    """The reasons for a reader: silences of one document on many axes are one sentence."""
    found: dict[str, list[str]] = {}
    for _, text in reasons(checklist):
        head, sign, axis = text.partition(" :: ")
        found.setdefault(head, []).extend([axis] if sign else [])
    return [f"{head} {', '.join(axes)}" if axes else head for head, axes in found.items()]


def _flat(outcomes: Iterable[ImplantOutcome]) -> Iterator[ImplantOutcome]:
    for one in outcomes:
        yield one
        yield from _flat(one.components)


def _finding(one: Finding) -> str:
    stated = one.stated or "not known"
    where = place_of(one.cited)
    told = f" ({where})" if where else ""
    if one.kind == "ask":
        return f"{one.title} {stated if one.stated else 'Not answered'}{told}"
    if one.kind == "when":
        return f"{one.title}, which decides what part of the label applies: {stated}{told}"
    owner = "the site policy, not the label," if one.origin == "policy" else "the label"
    rule = "forbids" if one.kind == "prohibits" else "permits"
    return f"{one.title}: {stated}; {owner} {rule}: {one.permitted}{told}"


def _place(one: ImplantOutcome, checklist: Checklist) -> str:
    if one.name is not None:
        market = checklist.market or "any market"
        return f"{one.name}: no labelling on file governs {market} on {checklist.on}."
    if one.disposition is Disposition.PROHIBITED:
        return f"'{one.asked}': every device that this name may mean is prohibited here."
    return f"'{one.asked}' does not say which device it is."


def _labelling(id: str, checklist: Checklist) -> str:
    for one in _flat((*checklist.implants, *checklist.items, *checklist.other_implants)):
        for labelling in one.labellings:
            if id.startswith(labelling.id + "/"):
                rest = id[len(labelling.id) + 1 :].split("/")
                return f"{one.name}: {_of_labelling(labelling, rest)}"
    return id


def _of_labelling(one: LabellingOutcome, rest: list[str]) -> str:
    document = one.source.document
    match rest:
        case ["consultation"]:
            return (
                f"{document} is not confirmed by the manufacturer as current on the day of the scan"
            )
        case ["not-addressed", axis]:
            return f"{document} does not address: :: {_title(one, axis)}"
        case ["not-read", axis]:
            return f"{document} was not read on: :: {_title(one, axis)}"
        case [_, "mr_status"] if one.mr_status == "unsafe":
            return f"{one.printed_status or 'MR Unsafe'} ({document})"
        case [_, "mr_status"]:
            return f"{document} prints no MR status for this state of the device"
        case ["no-setting"]:
            return f"{document} has no conditions on file for this state of the device"
    return "/".join(rest)


def _title(one: LabellingOutcome, axis: str) -> str:
    return next((s.title for s in one.silences if s.axis == axis), "MR status")
