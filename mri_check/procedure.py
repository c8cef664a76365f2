"""The procedure after the scan, as a labelling writes it: steps, waits, and what each reading means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mri_check.catalog import Catalogue
from mri_check.decode import Reader
from mri_check.frozen import Record
from mri_check.record import Citation, Condition, Conflict, Device, Labelling, Source


class Reading(Record):
    """What may be seen at a step, what it means, and what comes next."""

    sees: str
    observed: tuple[frozenset[str], ...]
    """Alternatives; the words of each hold together. Empty: whatever is seen."""
    means: str | None
    then: str
    ends: str | None
    """``resumed``, ``escalate`` or ``not-yet-known``; None where ``next`` names a step."""
    next: str | None
    when: tuple[Condition, ...]
    """For which pumps or rates it is written."""
    cited: Citation
    conflicts: tuple[Conflict, ...]
    """Where sources differ on it."""


class Step(Record):
    """One step of the procedure."""

    id: str
    who: str
    do: str
    wait: str | None
    minutes: int | None
    """The wait in minutes, counted from the end of the step ``after``, or of the scan."""
    since: str
    after: str | None
    any_time: bool
    """Whether its readings hold whenever they are seen, at whatever step."""
    when: tuple[Condition, ...]
    readings: tuple[Reading, ...]
    cited: Citation
    read: str
    """How much was read of the document that it stands in."""

    @property
    def begins(self) -> bool:
        """Whether it is due after the scan, whatever was seen before."""
        return self.after is None and not self.any_time


def procedure(labelling: Labelling, device: Device, catalogue: Catalogue) -> tuple[Step, ...]:
    """The steps of a labelling, in its order; none where it prints none."""
    sources = catalogue.maker_as_written(device.manufacturer)["sources"]
    reader = Reader(catalogue.axes, sources)
    forms = catalogue.labellings_as_written(device.id)
    steps = next(one.get("after_scan", ()) for one in forms if one["id"] == labelling.id)
    topics = {conflict.topic: conflict for conflict in device.conflicts}
    return tuple(_step(one, labelling.source, reader, topics) for one in steps)


def _step(
    form: Mapping[str, Any], source: Source, reader: Reader, topics: Mapping[str, Conflict]
) -> Step:
    own = reader.source(form["source"]) if "source" in form else source
    cited = reader.cited(form, source)
    wait = form.get("wait")
    return Step(
        form["id"], form["who"], form["do"], wait, _minutes(wait) if wait else None, form["since"],
        form.get("after"), form.get("any_time") == "yes", reader.when(form, source),
        tuple(_reading(one, form, source, reader, topics) for one in form["readings"]),
        cited, own.read,
    )  # fmt: skip


def _reading(
    form: Mapping[str, Any],
    step: Mapping[str, Any],
    source: Source,
    reader: Reader,
    topics: Mapping[str, Conflict],
) -> Reading:
    """A reading stands where its step stands, unless it says otherwise."""
    own = {name: form[name] for name in ("page", "section") if name in form}
    place = own or {name: step[name] for name in ("page", "section") if name in step}
    document = form if "source" in form else step
    place |= {"source": document["source"]} if "source" in document else {}
    return Reading(
        form["sees"], tuple(frozenset(box) for box in form.get("observed", ())), form.get("means"),
        form["then"], form.get("ends"), form.get("next"), reader.when(form, source),
        reader.cited(place, source),
        tuple(topics[topic] for topic in form.get("conflicts", ())),
    )  # fmt: skip


def _minutes(wait: str) -> int:
    number, unit = re.findall(r"\d+|min|h", wait)
    return int(number) * (60 if unit == "h" else 1)
