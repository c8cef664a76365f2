"""A digest of what a checklist may tell of a device beside what its result holds, so that another wording is seen.

Only what is told of it is part of it: by where and when it was sold, and of an axis what its conditions look at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mri_check.applicable import Applicable, Governing, applicable, differing, ungoverned_models
from mri_check.axes import Axes
from mri_check.cache import digest_of
from mri_check.catalog import Catalogue
from mri_check.checklist import ImplantOutcome
from mri_check.decode import Reader
from mri_check.record import Condition, Conflict, Device, Labelling, Source
from mri_check.region import judge
from mri_check.trials import conditions_of, triggers_of
from mri_check.verdict import NOT_MET, all_of, any_of

_VALUES = ("choices", "parents")
"""Of an axis: what counts by what lies within a condition, and not by its form."""


def told_of(id: str, one: ImplantOutcome, on: str, catalogue: Catalogue) -> str:
    """The digest of a device on file, worked out once for each way that it is governed."""
    it, market = catalogue.device(id), one.market
    governs = applicable(it, one.model, market, on, catalogue)
    labels = (*governs.in_force, *governs.unread)
    differ = differing(it, one.model, market, on, catalogue)
    key = (
        id, market, one.model is None, governs.missing, *(each.id for each in labels), "", *(old.id for old in governs.superseded),
        *(govern for _, govern in differ), *(other.id for other in governs.elsewhere),
    )  # fmt: skip
    return _digest(catalogue, key, partial(_told, it, one, labels, governs, differ, catalogue))


def _digest(catalogue: Catalogue, key: tuple[Any, ...], told: Callable[[], Any]) -> str:
    """The digest of what is told, which the key stands for."""
    known = catalogue.memo.told_digests.get(key)
    if known is None:
        digest = digest_of(json.dumps(told()).encode())
        known = catalogue.memo.told_digests.keep(key, digest)
    return known


def _told(
    it: Device, one: ImplantOutcome, labels: Iterable[Labelling], governs: Applicable,
    differ: tuple[tuple[Conflict, Governing | None], ...], catalogue: Catalogue,
) -> Any:  # fmt: skip
    maker = catalogue.manufacturer(it.manufacturer)
    pump = it.kind == "pump"
    return [
        (it.name, it.kind, it.implanted, it.about, it.notices, differ),
        (it.looked_for, it.ask_for, *governs.elsewhere) if governs.missing else (),
        ungoverned_models(it, one.model, governs),
        (maker.name, maker.answers_now, catalogue.contacts(maker.id, {one.market})),
        (_sources(maker.id, it.id, labels, catalogue), governs.superseded),
        _digest(catalogue, ("practice", pump), partial(_practice, catalogue, pump)),
        [*_axes(governs, catalogue)],
    ]


def _practice(catalogue: Catalogue, pump: bool) -> Any:
    """Good practice, and what sources say of all pumps; the same for every device."""
    form = catalogue.practice_as_written()
    return [
        form["instructions"],
        _cited(form["instructions"], form["sources"], catalogue),
        catalogue.practice_conflicts() if pump else (),
    ]


def _sources(maker: str, id: str, labels: Iterable[Labelling], catalogue: Catalogue) -> Any:
    """The documents that its labellings cite: these stand in a file of their own, which their digests do not cover."""
    known = {one.id for one in labels}
    forms = [form for form in catalogue.labellings_as_written(id) if form["id"] in known]
    return _cited(forms, catalogue.maker_as_written(maker)["sources"], catalogue)


def _cited(forms: Any, sources: Mapping[str, Any], catalogue: Catalogue) -> list[Source]:
    reader = Reader(catalogue.axes, sources)
    return [reader.source(id) for id in sorted(set(_named(forms)) & sources.keys())]


def _named(form: Any) -> Iterator[str]:
    """Every source that is named in a form."""
    if isinstance(form, Mapping):
        if isinstance(form.get("source"), str):
            yield form["source"]
        for value in form.values():
            yield from _named(value)
    elif isinstance(form, list):
        for value in form:
            yield from _named(value)


def _axes(governs: Applicable, catalogue: Catalogue) -> Iterator[str]:
    """What is asked of the axes that its labellings and good practice look at or are silent on, and what lies in each
    condition: the digest of each."""
    axes = catalogue.axes
    looked = [one for label in governs.in_force for one in conditions_of(label)]
    looked += triggers_of(catalogue.practice())
    names = {one.axis.name for one in looked if one.axis.name in axes}
    if governs.in_force:
        names |= {*axes.table(), *axes.table(outside=True)}
    for name in sorted(names):
        yield _digest(catalogue, ("axis", name), partial(_asked, name, axes))
    named = [one for one in looked if one.axis.choices and one.axis.name in names]
    within = {(one.axis.name, json.dumps(one.form)): one for one in named}
    for (name, form), one in sorted(within.items()):
        yield _digest(catalogue, ("within", name, form), partial(_within, one, form))


def _asked(name: str, axes: Axes) -> Any:
    """An axis as it is written, but for its values."""
    return name, {
        key: value for key, value in axes.as_written()[name].items() if key not in _VALUES
    }


def _within(one: Condition, form: str) -> Any:
    """The named values that a condition touches, or may, and whether wholly; a new one that it does not is nothing to it."""
    found = []
    for name in one.axis.choices:
        members = [judge(each, one.permitted) for each in one.axis.states[name]]
        if any_of(members) is not NOT_MET:
            found.append((name, any_of(members).value, all_of(members).value))
    return one.axis.name, form, found
