"""Which devices of the register are ours, what of them is new, and where its word on MRI is another than the label's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mri_check.applicable import LATEST, applicable
from mri_check.catalog import Catalogue
from mri_check.frozen import Record
from mri_check.gudid.records import IMPLANTED_PUMP, TYPES, Registered
from mri_check.udi import fault_of
from mri_check.words import key

STATUSES = {
    "mr safe": ["safe"],
    "mr conditional": ["conditional"],
    "mr unsafe": ["unsafe"],
    "labeling does not contain mri safety information": ["not-printed", "unlabelled"],
}
"""The register's four words on MRI, and what on file says the same."""


class Proposed(Record):
    """One device identifier that the register has and the catalogue has not."""

    device: str
    model: str
    di: str
    issuer: str
    type: str
    where: str


class Findings(Record):
    """What a release comes to, held against a catalogue."""

    proposed: tuple[Proposed, ...]
    on_file: int
    disagreements: tuple[dict[str, Any], ...]
    not_proposed: tuple[dict[str, Any], ...]


def wanted(catalogue: Catalogue) -> Callable[[Registered], bool]:
    """Whether a device is an implanted pump by its product code, or a model on file of a maker on file."""

    def is_wanted(one: Registered) -> bool:
        return IMPLANTED_PUMP in one.codes or bool(_models(one, catalogue))

    return is_wanted


def _models(one: Registered, catalogue: Catalogue) -> set[tuple[str, str]]:
    """The models of its maker that its model number or catalogue number names exactly."""
    maker = catalogue.makers.get(key(one.company))
    if maker is None:
        return set()
    return {
        (device, model)
        for number in (one.model, one.catalog_number)
        for device, model in catalogue.names.get(key(number), ())
        if model is not None and device.startswith(f"{maker}/")
    }


def compare(found: Iterable[Registered], catalogue: Catalogue) -> Findings:
    """Hold devices of the register against the catalogue. Pure, and never a guess.

    An identifier is proposed where company and model number name one model on file, its check digit fits, and
    neither the catalogue nor the release gives it to another model, be that on file or not.
    """
    proposed: dict[str, Proposed] = {}
    refused: list[dict[str, Any]] = []
    shared: set[str] = set()
    others: dict[str, Registered] = {}
    disagreements, on_file = [], 0
    for one in found:
        models = _models(one, catalogue)
        if (why_not := _why_not(one, models, catalogue)) is not None:
            refused.append(_refusal(one, one.di, why_not))
            others |= {each.di: one for each in one.identifiers}
            continue
        ((device, model),) = models
        if (other := _disagreement(one, device, model, catalogue)) is not None:
            disagreements.append(other)
        for each in one.identifiers:
            kind = TYPES.get(each.type.casefold())
            fault = _fault(each.di, each.issuer, kind, each.type)
            known = catalogue.identifiers.get(each.di)
            if fault is not None or kind is None:
                refused.append(_refusal(one, each.di, fault))
            elif known is not None and known == (device, model, kind):
                on_file += 1
            elif known is not None:
                why = f"it is on file as {known[2]} of {known[0]} {known[1]}"
                refused.append(_refusal(one, each.di, why))
            else:
                new = Proposed(device, model, each.di, each.issuer.upper(), kind, one.where)
                first = proposed.setdefault(each.di, new)
                if (first.device, first.model, first.type) != (device, model, kind):
                    shared.add(each.di)
                    refused.append(_refusal(one, each.di, f"the release gives it to {first.device} {first.model} too"))  # fmt: skip
    for di in sorted(proposed.keys() & others.keys() - shared):
        shared.add(di)
        to = proposed[di]
        refused.append(_refusal(others[di], di, f"the release gives it to {to.device} {to.model} too"))  # fmt: skip
    kept = sorted(one for di, one in proposed.items() if di not in shared)
    return Findings(tuple(kept), on_file, tuple(disagreements), tuple(refused))


def _fault(di: str, issuer: str, kind: str | None, type: str) -> str | None:
    if kind is None:
        return f"'{type}' is no kind of identifier that is known here"
    if issuer.upper() not in ("GS1", "HIBCC"):
        return f"'{issuer}' issues no identifiers of pumps"
    return fault_of(di, issuer.upper())


def _why_not(one: Registered, models: set[tuple[str, str]], catalogue: Catalogue) -> str | None:
    if key(one.company) not in catalogue.makers:
        return "the company is no name of a maker on file"
    if not models:
        return "the maker has no such model number on file"
    if len(models) > 1:
        return "model and catalogue number name different models: " + ", ".join(
            f"{device} {model}" for device, model in sorted(models)
        )
    ((device, model),) = models
    if one.model and all(named != device for named, _ in catalogue.names.get(key(one.model), ())):
        return f"only its catalogue number names {device} {model}; its model number does not"
    return None


def _refusal(one: Registered, di: str, why: str | None) -> dict[str, Any]:
    number = one.model or one.catalog_number
    return {
        "di": di, "company": one.company, "brand": one.brand, "model": number, "where": one.where,
        "why": why,
    }  # fmt: skip


def _disagreement(
    one: Registered, id: str, model: str, catalogue: Catalogue
) -> dict[str, Any] | None:
    """Where the register's word on MRI is another than that of the US labelling in force; None where it is not."""
    device = catalogue.device(id)
    governs = applicable(device, model, "US", LATEST, catalogue)
    ours = sorted({labelling.mr_status or "not-read" for labelling in governs.in_force}) or ["unlabelled"]  # fmt: skip
    if not one.mri or (len(ours) == 1 and ours[0] in STATUSES.get(one.mri.casefold(), ())):
        return None
    return {
        "device": id, "model": model, "di": one.di, "where": one.where, "register": one.mri,
        "on_file": ours, "documents": [labelling.source.document for labelling in governs.in_force],
    }  # fmt: skip
