"""Rules on the procedure after the scan: where each reading leads, and that none is a dead end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.files import File, Files
from mri_check.observations import OBSERVATIONS, contradictions, groups
from mri_check.rules.registry import rule


def _steps(file: File) -> list[tuple[int, Mapping[str, Any]]]:
    return list(enumerate(file.data.get("after_scan", ())))


def _readings(files: Files) -> Iterator[tuple[File, Path, Mapping[str, Any], Mapping[str, Any]]]:
    """Every reading: its file, its place, its step and itself."""
    for file in files.of("labelling"):
        for at, step in _steps(file):
            for number, reading in enumerate(step.get("readings", ())):
                yield file, ("after_scan", at, "readings", number), step, reading


def _leads(step: Mapping[str, Any]) -> list[str]:
    return [one["next"] for one in step.get("readings", ()) if "next" in one]


@rule(
    "dead-end",
    "Every step after the scan has readings, and each reading ends in resumed, escalate or not-yet-known, or names "
    "the next step; the steps lead on and never back, and each can be reached.",
    "Who stands beside the patient with a reading must not be left without a next thing to do.",
    "Give the reading ends: not-yet-known with what to ask whom, or next: the id of a later step.",
)
def dead_end(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        ids = {step["id"]: step for _, step in _steps(file)}
        for at, step in _steps(file):
            if "readings" not in step:
                message = f"{step['id']} has no readings: nobody knows what to do with what is seen"
                yield file.problem("dead-end", ("after_scan", at), message)
            if step.get("after") is not None and step["after"] not in ids:
                message = f"no step '{step['after']}'"
                yield file.problem("dead-end", ("after_scan", at, "after"), message)
        reached = {
            id for id, step in ids.items() if "after" not in step or step.get("any_time") == "yes"
        }
        for _ in ids:
            reached |= {to for id in reached if id in ids for to in _leads(ids[id])}
        for at, step in _steps(file):
            if step["id"] not in reached:
                message = f"no reading leads to {step['id']}"
                yield file.problem("dead-end", ("after_scan", at, "id"), message)
    for file, path, step, reading in _readings(files):
        ids = {one["id"]: one for _, one in _steps(file)}
        if ("ends" in reading) == ("next" in reading):
            yield file.problem("dead-end", path, "write ends: or next:, one of the two")
        elif "next" in reading and reading["next"] not in ids:
            message = f"no step '{reading['next']}'"
            yield file.problem("dead-end", (*path, "next"), message)
        elif "next" in reading and _returns(step["id"], reading["next"], ids):
            message = f"{reading['next']} leads back to {step['id']}"
            yield file.problem("dead-end", (*path, "next"), message)


def _returns(home: str, start: str, ids: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the readings from one step lead to another; what lies in a circle is walked once."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        id = ahead.pop()
        if id == home or ids.get(id, {}).get("any_time") == "yes":
            return True
        if id in ids and id not in seen:
            seen.add(id)
            ahead += _leads(ids[id])
    return False


@rule(
    "reading-gap",
    "The readings of a step cover everything that may be seen on what they look at, save in a step for any time.",
    "What no reading names has no meaning, and no next step.",
    "Add a reading for what is missing; where the label prints none, let it end in not-yet-known.",
)
def reading_gap(files: Files) -> Iterator[Problem]:
    for file in files.of("labelling"):
        for at, step in _steps(file):
            if step.get("any_time") == "yes" or "readings" not in step:
                continue
            fitting = [one.get("observed", [[]]) for one in step["readings"]]
            seen = {word for boxes in fitting for box in boxes for word in box}
            looked_at = [group for group in groups().values() if seen & set(group)]
            for world in product(*looked_at):
                if not any(set(box) <= set(world) for boxes in fitting for box in boxes):
                    message = f"{step['id']}: no reading for {', '.join(world) or 'any result'}"
                    yield file.problem("reading-gap", ("after_scan", at), message)


@rule(
    "impossible-reading",
    "What a reading names can be seen together; an event stands only in a step for any time.",
    "A reading that nobody can have is a branch that nobody reaches.",
    "List what excludes each other as alternatives: observed: [[no-stall], [no-recovery]].",
)
def impossible_reading(files: Files) -> Iterator[Problem]:
    for file, path, step, reading in _readings(files):
        for number, box in enumerate(reading.get("observed", ())):
            place = (*path, "observed", number)
            for clash in contradictions(frozenset(box)):
                message = f"{' and '.join(clash)} exclude each other"
                yield file.problem("impossible-reading", place, message)
            if step.get("any_time") != "yes":
                for word in box:
                    if OBSERVATIONS[word].group is None:
                        message = (
                            f"{word} may be seen at any time: give it a step with any_time: 'yes'"
                        )
                        yield file.problem("impossible-reading", place, message)


@rule(
    "unseen-resumed",
    "A reading that ends in resumed names what was seen, and an event never ends in it.",
    "The pump is called resumed because of something that was read from it, never because nothing was.",
    "Add observed: with the words of device_catalog/README.md, or let it end in not-yet-known.",
)
def unseen_resumed(files: Files) -> Iterator[Problem]:
    for file, path, step, reading in _readings(files):
        if reading.get("ends") == "resumed":
            if "observed" not in reading:
                yield file.problem("unseen-resumed", path, "resumed, but nothing is observed")
            elif step.get("any_time") == "yes":
                message = "resumed, in a step for what may be seen at any time"
                yield file.problem("unseen-resumed", path, message)


@rule(
    "unresolved-topic",
    "A reading on which sources differ names a topic of the device's conflicts.",
    "Without its topic the reader would see one source and not the other.",
    "Add the conflict to device.yaml, or mend the topic.",
)
def unresolved_topic(files: Files) -> Iterator[Problem]:
    devices = {file.id: file for file in files.of("device")}
    for file, path, _, reading in _readings(files):
        here = devices.get(f"{file.maker}/{file.device}")
        known = [one["topic"] for one in here.data.get("conflicts", ())] if here else []
        for number, topic in enumerate(reading.get("conflicts", ())):
            if topic not in known:
                message = f"no conflict '{topic}' in device.yaml"
                yield file.problem("unresolved-topic", (*path, "conflicts", number), message)
