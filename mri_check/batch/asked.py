"""What a row asked, without anything that names a patient: enough to judge it again under another catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.batch.result import dumps
from mri_check.cache import digest_of
from mri_check.catalog import Catalogue
from mri_check.checklist import Stated
from mri_check.identify import Identified, identify_only
from mri_check.kept import Kept
from mri_check.planned import sets_of
from mri_check.request import MAX_TEXT, NONE

UNTOLD = b"null"
"""Of a row whose texts cannot be repeated: a device that is not identified, a consultation."""
_URGENCY = ("scan.urgency", "routine")
NAMED = ("scanner", "exam")
"""What a scan may name, beside its facts; both are texts of the site."""
WORDS = "exam_words"
"""Beside what an exam says, a digest of the words by which its name was read, which is not repeated itself."""


class _Untold(Exception):
    """A text that may hold anything."""


class Asking:
    """Repeats requests, with the texts of devices only where all their words are on file."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.places = {axis: at for at, axis in enumerate(catalogue.axes)}
        self.names: Kept[str, str | None] = Kept()
        self.words = ""

    def name(self, text: Any) -> str | None:
        """A text that identifies the same device and holds only words on file; None where there is none."""
        if type(text) is not str or len(text) > MAX_TEXT:
            return None
        if text not in self.names:
            self.names.keep(text, _name(text, self.catalogue))
        return self.names[text]

    def beside(
        self, facts: Mapping[str, Stated], said: Mapping[str, Any], named: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """What scanner profile and exam say of a scan and the row does not; None where it cannot be written.

        Where the row names an exam, a digest of the words that it was read by stands beside it.
        """
        try:
            found = {
                axis[5:]: _written(stated)
                for axis, stated in facts.items()
                if axis[5:] not in said and (axis, stated.text) != _URGENCY
            }
        except _Untold:
            return None
        if "exam" in named:
            self.words = self.words or exam_words(self.catalogue)
            found[WORDS] = self.words
        return found

    def of(self, data: Mapping[str, Any], beside: Mapping[str, Any] | None) -> bytes:
        """A request as JSON, without ``format`` and ``id``, its axes in the order of the catalogue.

        ``beside``: what scanner profile and exam say of the scan and the row does not; None where that cannot be
        written. It stands in it as ``profile``.
        """
        try:
            if data.get("consulted") or beside is None:
                raise _Untold
            form: dict[str, Any] = {"on": data["on"]}
            if "market" in data:
                form["market"] = data["market"]
            form["implants"] = [self._implant(one) for one in data["implants"]]
            for group in ("other_implants", "bringing"):
                if group in data:
                    form[group] = self._devices(data[group])
            for family in ("scan", "patient"):
                if family in data:
                    form[family] = self._facts(data[family], family)
            if "answers" in data:
                form["answers"] = dict(sorted(data["answers"].items()))
            if beside:
                form["profile"] = beside
        except _Untold:
            return UNTOLD
        return dumps(form).encode()

    def _implant(self, one: Mapping[str, Any]) -> dict[str, Any]:
        form: dict[str, Any] = {"device": self._device(one["device"])}
        form.update((key, one[key]) for key in ("identified_by", "market") if key in one)
        if "facts" in one:
            form["facts"] = self._facts(one["facts"], "implant")
        if "answers" in one:
            form["answers"] = dict(sorted(one["answers"].items()))
        return form

    def _facts(self, facts: Mapping[str, Any], family: str) -> dict[str, Any]:
        """What is stated on axes; a text on an axis of devices may be anything."""
        told: dict[str, Any] = {}
        for name in sorted(facts, key=lambda one: self.places.get(f"{family}.{one}", -1)):
            if name not in NAMED:
                axis = self.catalogue.axes.get(f"{family}.{name}")
                free = axis is not None and axis.kind == "devices"
                told[name] = self._devices(facts[name]) if free else facts[name]
        return told

    def _devices(self, value: Any) -> Any:
        if value == NONE:
            return value
        return (
            [self._device(one) for one in value] if isinstance(value, list) else self._device(value)
        )

    def _device(self, text: Any) -> str:
        found = self.name(text)
        if found is None:
            raise _Untold
        return found


def _name(text: str, catalogue: Catalogue) -> str | None:
    """Of a scanned identifier its device identifier, without what names one piece: no serial number is repeated."""
    found = identify_only(text, catalogue)
    if not isinstance(found, Identified):
        return None
    if found.identifier is None:
        return text
    from mri_check.udi import Udi, read_udi

    udi = read_udi(text)
    for di in (text.strip().upper(), udi.di if isinstance(udi, Udi) else None):
        if di in catalogue.identifiers:
            return di
    return None


def exam_words(catalogue: Catalogue) -> str:
    """A digest of all that a catalogue says of exam names."""
    said = [catalogue.exams_as_written(), catalogue.exams().parents]
    return digest_of(dumps(said).encode())


def settled(
    scan: Mapping[str, Any], stated: Mapping[str, Stated], facts: Mapping[str, Stated]
) -> dict[str, Any] | None:
    """What a row states of its scan as it is understood beside its exam; None where that cannot be written."""
    found = dict(scan)
    for name in scan:
        axis = f"scan.{name}"
        if axis in stated and sets_of(facts[axis]) != sets_of(stated[axis]):
            try:
                found[name] = _written(facts[axis])
            except _Untold:
                return None
    return found


def _written(stated: Stated) -> Any:
    """A stated value as a request states it."""
    if stated.worlds:
        if any(", " in world.name for world in stated.worlds):
            raise _Untold
        return {"any_of": [world.name for world in stated.worlds]}
    names = [item.name for item in stated.items]
    return names if stated.is_list else names[0]
