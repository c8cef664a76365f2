"""A site's own, stricter rules: more permitted sets, in the catalogue's condition language."""

from __future__ import annotations

from mri_check.frozen import Record
from mri_check.record import Device, Labelling


class Rule(Record):
    """One rule: for all pumps, those of one manufacturer, or one device."""

    manufacturer: str | None
    device: str | None
    labelling: Labelling


class Policy(Record):
    """The rules of one site. They can only tighten: each is judged beside the label, never instead of it."""

    name: str
    rules: tuple[Rule, ...]

    def rules_for(self, device: Device) -> tuple[Labelling, ...]:
        """The rules that a device falls under."""
        return tuple(
            rule.labelling
            for rule in self.rules
            if rule.manufacturer in (None, device.manufacturer) and rule.device in (None, device.id)
        )
