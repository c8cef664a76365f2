"""A device as the register has it."""

from __future__ import annotations

from mri_check.frozen import Record

IMPLANTED_PUMP = "LKK"
"""FDA's product code for an implanted programmable infusion pump; that of constant-flow pumps is not on file."""
TYPES = {
    "primary": "primary",
    "secondary": "secondary",
    "direct marking": "direct-marking",
    "unit of use": "unit-of-use",
    "package": "package",
    "previous": "previous",
}
"""The kinds of device identifiers, as the register spells them, and as the catalogue does."""


class RegisteredId(Record):
    """One device identifier of a device in the register."""

    di: str
    type: str
    """As the register spells it."""
    issuer: str


class Registered(Record):
    """One device of the register; texts that are missing are empty."""

    where: str
    """``device.txt:12``."""
    di: str
    """Its primary device identifier."""
    company: str
    brand: str
    model: str
    catalog_number: str
    mri: str
    """``MR Safe``, ``MR Conditional``, ``MR Unsafe``, or that the labelling does not say."""
    codes: tuple[str, ...]
    """FDA's product codes."""
    identifiers: tuple[RegisteredId, ...]


class Release(Record):
    """What was read of a file of the register."""

    read: int
    """How many devices it holds."""
    found: tuple[Registered, ...]
    """Those that are wanted."""
    faults: tuple[str, ...]
    """Where something could not be read, and why; the first few."""
    missed: int
    """How many lines or records could not be read."""
    notes: tuple[str, ...]
    """What the file does not hold."""
