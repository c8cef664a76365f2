"""What a scanner profile and an exam say of the scans that name them, worked out once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mri_check.batch.desk import Desk
from mri_check.batch.frames import Slow
from mri_check.batch.reading import placed
from mri_check.batch.result import repeated
from mri_check.checklist import Stated
from mri_check.errors import RequestError
from mri_check.frozen import Record
from mri_check.planned import FIELD, REGION, Planned, sets_of


class Scene(Record):
    """The facts of a scan of which nothing else is stated, and those of them that a row may not state otherwise."""

    facts: Mapping[str, Stated]
    guarded: Mapping[str, Stated]
    """By short name: what a scanner cannot change, and what an exam names."""
    notices: tuple[str, ...]
    """What is to be said of them."""

    def fits(self, get: Callable[[str], Any], axes: Any) -> bool:
        """Whether what a row states beside them leaves the rest of them as it is."""
        for name, only in self.guarded.items():
            if (raw := get(name)) is not None:
                known = axes.read.get((f"scan.{name}", raw)) if isinstance(raw, str) else None
                if known is None or sets_of(known) != sets_of(only):
                    return False
        return True


def scene(desk: Desk, data: Mapping[str, Any]) -> Scene:
    """What is known of a scan by its scanner and exam alone. Raises Slow where they cannot be read."""
    if desk.not_mri(data["scan"].get("exam")):
        raise Slow  # whether it is judged at all is for the readers to say
    named = {name: data["scan"][name] for name in ("scanner", "exam") if name in data["scan"]}
    bare = {**data, "scan": named}
    catalogue = desk.catalogue
    try:
        request = desk.request(placed(bare))
        planned = Planned(request, catalogue.axes, catalogue.exams)
        facts, _ = planned.scan()
    except RequestError:
        raise Slow from None
    if planned.problems:
        raise Slow
    guarded = {} if planned.field is None else {FIELD: planned.field}
    guarded |= {axis: one for axis, one in facts.items() if catalogue.axes[axis].fixed}
    guarded |= {REGION: facts[REGION]} if REGION in facts else {}
    own = {axis[5:]: only for axis, only in guarded.items()}
    return Scene(facts, own, repeated(planned.notices))
