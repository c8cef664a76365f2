"""Which tasks of good practice belong to a request: what must be in the patient, and where a label speaks itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mri_check.catalog import Catalogue
from mri_check.checklist import Item, stated
from mri_check.evaluate import Facts, fires
from mri_check.examined import Examined, is_item, is_other, may_be
from mri_check.record import Device, Instruction
from mri_check.verdict import MET, NOT_MET
from mri_check.words import key


def names(tasks: tuple[Instruction, ...]) -> frozenset[str]:
    """What ``answers`` may call them by."""
    return frozenset(name_of(task) for task in tasks)


def name_of(task: Instruction) -> str:
    """What ``answers`` may call a task by."""
    return task.id.rpartition("/")[2]


def of_request(examined: tuple[Examined, ...], catalogue: Catalogue) -> tuple[Instruction, ...]:
    """The tasks for the request as a whole."""
    return tuple(
        one
        for one in catalogue.practice()
        if not _looks_inside(one) and belongs(one, examined, catalogue)
    )


def of_device(one: Examined, facts: Facts, catalogue: Catalogue) -> tuple[Instruction, ...]:
    """What is said to a fact of an implant, where its label does not; to an age, where the day is stated."""
    governing = one.applicable.in_force if one.applicable is not None else ()
    said = {
        (task.phase, task.who, when.axis.name, when.permitted)
        for labelling in governing
        for task in labelling.instructions
        if fires(task.when, facts) is not NOT_MET
        for when in task.when
    }
    dated = facts if is_inside(one, catalogue) else ()
    return tuple(
        task
        for task in catalogue.practice()
        if _looks_inside(task)
        and all(when.axis.kind != "age" or when.axis.name in dated for when in task.when)
        and not any((task.phase, task.who, w.axis.name, w.permitted) in said for w in task.when)
    )


def facts_of(facts: Facts, examined: tuple[Examined, ...], catalogue: Catalogue) -> Facts:
    """The facts of scan and patient; what is said of a trial is left out where an implanted pump is known.

    Only of these tasks: no condition of a policy is met by it.
    """
    pumps = (one.device for one in examined if one.device is not None)
    axis = catalogue.axes.get("patient.system")
    known = any(device.kind == "pump" and device.implanted for device in pumps)
    if axis is None or axis.name in facts or not known:
        return facts
    item = Item("permanent", "permanent", axis.states["permanent"])
    return {**facts, "patient.system": stated("permanent", (item,), {"one_of": ["permanent"]})}


def answered(top: Mapping[str, str], examined: tuple[Examined, ...]) -> dict[str, str]:
    """What is answered of the tasks for the whole request: denied once it is denied, and done for one implant it is not
    for another."""
    under = [one.implant for one in examined if not one.is_part]
    words = {name for one in under for name in one.answers} | top.keys()
    found = {}
    for name in words:
        told = [one.answers.get(name) for one in under]
        inside = [one.answers.get(name) for one in under if one.place.startswith("implants/")]
        if "denied" in (top.get(name), *told):
            found[name] = "denied"
        elif name in top or None not in inside:
            found[name] = "confirmed"
    return found


def refused(
    top: Mapping[str, str], facts: Facts, examined: tuple[Examined, ...], catalogue: Catalogue
) -> Iterator[Instruction]:
    """The tasks that are denied and may apply; each keeps the result at best incomplete."""
    if not top and not any(one.answered or one.implant.answers for one in examined):
        return
    told, facts = answered(top, examined), facts_of(facts, examined, catalogue)
    yield from _denied(of_request(examined, catalogue), facts, told)
    for one in examined:
        if gives_a_drug(one, catalogue):
            yield from _denied(of_device(one, one.facts, catalogue), one.facts, one.answered)


def _denied(
    tasks: tuple[Instruction, ...], facts: Facts, told: Mapping[str, str]
) -> Iterator[Instruction]:
    for task in tasks:
        if told.get(name_of(task)) == "denied" and fires(task.when, facts) is not NOT_MET:
            yield task


def belongs(task: Instruction, examined: tuple[Examined, ...], catalogue: Catalogue) -> bool:
    """Whether a task is for this request: what is not known may be there, and may not be what a label speaks of."""
    inside = [one for one in examined if not is_item(one.implant.place)]
    if task.beside is not None and not any(
        is_inside(one, catalogue, task.beside) for one in inside
    ):
        return False
    pumps = [one for one in inside if is_inside(one, catalogue, "pump")]
    return task.unless is None or not pumps or not all(_asked(task, one) for one in pumps)


def gives_a_drug(one: Examined, catalogue: Catalogue) -> bool:
    """Whether what is said of a drug is said of it: of what is, or may be, implanted here, and of a pump that is worn."""
    if one.is_part or is_item(one.implant.place):
        return one.device is not None and one.device.implanted
    if devices := _may_be(one, catalogue):
        return any(it.implanted or it.kind == "external-pump" for it in devices)
    named = catalogue.families.get(key(one.implant.asked))  # one without devices is of other things
    return named is None and not is_other(one.implant.place)


def is_inside(one: Examined, catalogue: Catalogue, what: str = "implant") -> bool:
    """Whether it is, or may be, an implant, or an implanted pump."""
    devices = _may_be(one, catalogue)
    if not devices:
        return not is_other(one.implant.place)
    return any(it.implanted and (what == "implant" or it.kind == "pump") for it in devices)


def _looks_inside(task: Instruction) -> bool:
    """Whether a task looks at a fact of an implant, and not only at the scan and the patient."""
    return any(one.axis.name.startswith("implant.") for one in task.when)


def _may_be(one: Examined, catalogue: Catalogue) -> list[Device]:
    """All on file that it is or may be."""
    return [catalogue.device(id) for id in may_be(one.device, one.unidentified)]


def _asked(task: Instruction, one: Examined) -> bool:
    """Whether a labelling in force asks the same person for something in the same phase, whatever is not stated."""
    return any(
        (it.phase, it.who) == (task.phase, task.who)
        and not it.ours
        and fires(it.when, one.facts) is MET
        for judgement in one.judgements
        if judgement.origin == "label"
        for it in judgement.labelling.instructions
    )
