"""The silences of a label: no limit, not addressed, not read; kept apart axis by axis."""

from __future__ import annotations

from collections.abc import Iterable

from mri_check.axes import Axes, stays_outside
from mri_check.checklist import Silence
from mri_check.record import Labelling, Setting


def silences(labelling: Labelling, applied: tuple[Setting, ...], axes: Axes) -> tuple[Silence, ...]:
    """The axes on which the label sets no limit for this state of the device, and which silence it is.

    Looked at is every row of the label tables: of a thing that stays outside the bore those of its own
    table, for the scan does not reach it. An axis in no list is not addressed where the
    document was read in full, and not read where it was read in part; one that a task of the label looks at
    carries the place of that caution.
    """
    limited = {condition.axis.name for condition in labelling.always}
    limited.update(one.axis.name for setting in applied for one in setting.conditions)
    whole = labelling.read == "full"
    if whole:  # else a limit may stand in the part that was not read, beside what is forbidden
        limited.update(one.axis.name for box in labelling.boxes for one in box.conditions)
    says = dict(labelling.no_limit)
    for setting in applied:
        says.update(setting.no_limit)
    absent = "not-addressed" if whole else "not-read"
    speaks = {*labelling.axes, *labelling.no_limit}
    speaks.update(axis for setting in labelling.settings for axis in setting.no_limit)
    cautions = {
        one.axis.name: task.cited
        for task in labelling.instructions
        if task.phase != "consult" and not task.ours
        for one in task.when
        if one.axis.name not in speaks  # else it only says where the caution holds
    }
    outside = stays_outside(axes[name] for name in labelling.axes if name in axes)
    found = []
    for axis in dict.fromkeys((*axes.table(outside), *says, *labelling.not_addressed)):
        if axis in limited:
            continue
        title, kind = axes[axis].title, axes[axis].kind
        if axis in says:
            found.append(Silence(axis, title, "no-limit", says[axis], kind))
        else:
            is_ = "not-addressed" if axis in labelling.not_addressed else absent
            found.append(Silence(axis, title, is_, cautions.get(axis), kind))
    return tuple(found)


def of_label(labelling: Labelling, axes: Axes) -> tuple[Silence, ...]:
    """The silences of a label as it is printed: of each setting that has the status of the whole."""
    columns = [(one,) for one in labelling.settings if one.mr_status == labelling.mr_status]
    return merged(labelling, columns or [labelling.settings], axes)


SILENCES = ("no-limit", "not-addressed", "not-read")
"""From the silence that leaves least open to the one that leaves most."""


def merged(
    labelling: Labelling, ways: Iterable[tuple[Setting, ...]], axes: Axes
) -> tuple[Silence, ...]:
    """The silences of several ways that a scan may go, each with the settings that it is of where it is not of all."""
    found: dict[Silence, list[str]] = {}
    every: set[str] = set()
    for way in ways:
        ids = [setting.id for setting in way]
        every.update(ids)
        for one in silences(labelling, way, axes):
            found.setdefault(one, []).extend(ids)
    return tuple(
        one if every.issubset(ids) else one.replace(of=tuple(ids)) for one, ids in found.items()
    )
