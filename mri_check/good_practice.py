"""Which tasks of good practice belong to a request: what must be in the patient, and where a label speaks itself."""

from __future__ import annotations

from mri_check.catalog import Catalogue
from mri_check.evaluate import fires
from mri_check.examined import Examined, is_other
from mri_check.record import Device, Instruction
from mri_check.verdict import MET
from mri_check.words import key


def belongs(task: Instruction, examined: tuple[Examined, ...], catalogue: Catalogue) -> bool:
    """Whether a task is for this request: what is not known may be there, and may not be what a label speaks of."""
    inside = [one for one in examined if not _is_item(one)]
    if task.beside is not None and not any(
        is_inside(one, catalogue, task.beside) for one in inside
    ):
        return False
    pumps = [one for one in inside if is_inside(one, catalogue, "pump")]
    return task.unless is None or not pumps or not all(_asked(task, one) for one in pumps)


def gives_a_drug(one: Examined, catalogue: Catalogue) -> bool:
    """Whether what is said of a drug is said of it: of what is, or may be, implanted here, and of a pump that is worn."""
    if one.is_part or _is_item(one):
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


def _is_item(one: Examined) -> bool:
    return one.implant.place.startswith("items/")


def _may_be(one: Examined, catalogue: Catalogue) -> list[Device]:
    """All on file that it is or may be."""
    if one.device is not None:
        return [one.device]
    return [catalogue.device(candidate.device) for candidate in one.candidates]


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
