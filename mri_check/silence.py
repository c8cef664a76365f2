"""The silences of a label: no limit, not addressed, not read; kept apart axis by axis."""

from __future__ import annotations

from mri_check.axes import Axes
from mri_check.checklist import Silence
from mri_check.record import Labelling, Setting


def silences(labelling: Labelling, applied: tuple[Setting, ...], axes: Axes) -> tuple[Silence, ...]:
    """The axes on which the label sets no limit for this state of the device, and which silence it is.

    Looked at is every row of the label tables. An axis in no list is not addressed where the
    document was read in full, and not read where it was read in part.
    """
    limited = {condition.axis.name for condition in labelling.always}
    for conditions in (*(s.conditions for s in applied), *(b.conditions for b in labelling.boxes)):
        limited.update(condition.axis.name for condition in conditions)
    says = dict(labelling.no_limit)
    for setting in applied:
        says.update(setting.no_limit)
    absent = "not-addressed" if labelling.read == "full" else "not-read"
    found = []
    for axis in dict.fromkeys((*axes.table(), *says, *labelling.not_addressed)):
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
