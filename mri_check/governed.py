"""What is on file of each implant of a request for the time after the scan: its labellings and their procedures."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.applicable import applicable, conflicts
from mri_check.catalog import Catalogue
from mri_check.checklist import Implant, Stated
from mri_check.evaluate import fires
from mri_check.examined import another_pump
from mri_check.frozen import Record
from mri_check.identify import NotIdentified, identify
from mri_check.procedure import Step, procedure
from mri_check.record import Device, Labelling
from mri_check.resolve import Resolved
from mri_check.verdict import NOT_MET
from mri_check.words import scanned


class Known(Record):
    """One implant, and what is on file of it."""

    place: str
    implant: Implant
    device: Device | None
    model: str | None
    unidentified: NotIdentified | None
    missing: bool
    ungoverned: tuple[str, ...]
    market: str | None
    procedures: tuple[tuple[Labelling, tuple[Step, ...]], ...] = ()
    steps: tuple[Step, ...] = ()
    """Those of the procedures that are for this pump in this state."""


def everything(catalogue: Catalogue, asked: Resolved) -> Iterator[Known]:
    """Every implant of a request, followed by its components; nothing stated of one pump drops a step of another."""
    for implant in (*asked.implants, *(asked.other_implants or ())):
        whole = known(catalogue, asked, implant)
        yield whole
        parts = [
            known(
                catalogue,
                asked,
                implant.replace(
                    place=f"{implant.place}/components/{number}", asked=name, components=()
                ),
            )
            for number, name in enumerate(implant.components, 1)
        ]
        system = [whole.device, *(part.device for part in parts)]
        for part in parts:
            if another_pump(part.device, system):
                part = known(catalogue, asked, part.implant.replace(facts={}, answers={}))
            yield part


def known(catalogue: Catalogue, asked: Resolved, implant: Implant) -> Known:
    """What is on file of a device of a request."""
    place, market = implant.place, implant.market or asked.market
    found = identify(implant.asked, catalogue)
    if scanned(implant.asked):
        from mri_check.udi import shown

        implant = implant.replace(asked=shown(implant.asked))  # no lot, no serial number
    if isinstance(found, NotIdentified):
        return Known(place, implant, None, None, found, True, (), market)
    device = catalogue.device(found.device)
    governs = applicable(device, found.model, market, asked.on, catalogue)
    told = device.replace(conflicts=conflicts(device, found.model, market, asked.on, catalogue))
    procedures = tuple(
        (labelling, procedure(labelling, told, catalogue)) for labelling in governs.in_force
    )
    facts = facts_of(asked, implant)
    steps = tuple(
        step for _, steps in procedures for step in steps if fires(step.when, facts) is not NOT_MET
    )
    return Known(
        place, implant, device, found.model, None, governs.missing, governs.ungoverned, market, procedures, steps,
    )  # fmt: skip


def facts_of(asked: Resolved, implant: Implant) -> dict[str, Stated]:
    """What is stated; components are left out, since no step may be dropped for a name that is not read."""
    facts = {**asked.facts, **implant.facts}
    facts.pop("implant.components", None)
    return facts
