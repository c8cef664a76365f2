"""Which tasks of good practice belong to a request: what must be in the patient, and where a label speaks itself."""

from __future__ import annotations

from mri_check.catalog import Catalogue
from mri_check.evaluate import fires
from mri_check.examined import Examined, is_other
from mri_check.record import Device, Instruction
from mri_check.verdict import MET


def belongs(task: Instruction, examined: tuple[Examined, ...], catalogue: Catalogue) -> bool:
    """Whether a task is for this request: what is not known may be there, and may not be what a label speaks of."""
    inside = [one for one in examined if not one.implant.place.startswith("items/")]
    if task.beside is not None and not any(_is(one, task.beside, catalogue) for one in inside):
        return False
    pumps = [one for one in inside if _is(one, "pump", catalogue)]
    return task.unless is None or not pumps or not all(_asked(task, one) for one in pumps)


def _is(one: Examined, what: str, catalogue: Catalogue) -> bool:
    """Whether it is, or may be, an implant, or an implanted pump."""
    may_be = (catalogue.device(candidate.device) for candidate in one.candidates)
    devices: list[Device] = [one.device] if one.device is not None else [*may_be]
    if not devices:
        return not is_other(one.implant.place)
    return any(it.implanted and (what == "implant" or it.kind == "pump") for it in devices)


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
