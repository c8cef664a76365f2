"""The silences of a label: no limit, not addressed, not read; kept apart axis by axis."""

from __future__ import annotations

from collections.abc import Iterable

from mri_check.axes import Axes
from mri_check.checklist import Silence
from mri_check.record import Labelling, Setting


def silences(labelling: Labelling, applied: tuple[Setting, ...], axes: Axes) -> tuple[Silence, ...]:
    """The axes on which the label sets no limit for this state of the device, and which silence it is.

    Looked at is every row of the label tables: of a thing that stays outside the bore those of its own
    table, for the scan does not reach it. An axis in no list is not addressed where the
    document was read in full, and not read where it was read in part.
    """
    limited = {condition.axis.name for condition in labelling.always}
    for conditions in (*(s.conditions for s in applied), *(b.conditions for b in labelling.boxes)):
        limited.update(condition.axis.name for condition in conditions)
    says = dict(labelling.no_limit)
    for setting in applied:
        says.update(setting.no_limit)
    absent = "not-addressed" if labelling.read == "full" else "not-read"
    outside = any(axes[name].outside for name in labelling.axes if name in axes)
    found = []
    for axis in dict.fromkeys((*axes.table(outside), *says, *labelling.not_addressed)):
        if axis in limited:
            continue
        title = axes[axis].title
        if axis in says:
            found.append(Silence(axis, title, "no-limit", says[axis]))
        elif axis in labelling.not_addressed:
            found.append(Silence(axis, title, "not-addressed", None))
        else:
            found.append(Silence(axis, title, absent, None))
    return tuple(found)


def of_label(labelling: Labelling, axes: Axes) -> tuple[Silence, ...]:
    """The silences of a label as it is printed: of each setting that has the status of the whole."""
    columns = [one for one in labelling.settings if one.mr_status == labelling.mr_status]
    if not columns:
        return silences(labelling, labelling.settings, axes)
    return merged(silences(labelling, (one,), axes) for one in columns)


_ORDER = ("no-limit", "not-addressed", "not-read")


def merged(ways: Iterable[tuple[Silence, ...]]) -> tuple[Silence, ...]:
    """The silences of several ways that a scan may go: on each axis the one that leaves most open."""
    found: dict[str, Silence] = {}
    for way in ways:
        for one in way:
            other = found.setdefault(one.axis, one)
            if _ORDER.index(one.is_) > _ORDER.index(other.is_):
                found[one.axis] = one
    return tuple(found.values())
