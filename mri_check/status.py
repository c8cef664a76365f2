"""The MR status of a device over all that is on file of it, in one market or in all."""

from __future__ import annotations

from mri_check.applicable import LATEST, applicable
from mri_check.catalog import Catalogue
from mri_check.record import Device

STATUSES = (
    "unsafe",
    "not-evaluated",
    "not-printed",
    "conditional",
    "not-read",
    "safe",
    "unlabelled",
)
"""MR status over several documents: the first of these that one of them says."""


def status_of(
    device: Device,
    catalogue: Catalogue,
    on: str = LATEST,
    market: str | None = None,
    model: str | None = None,
) -> str:
    """The MR status of a device over all its documents in force, in one market or in whatever market.

    Of a model that is sold in markets of its own, those of these markets alone.
    """
    sold = next((one.markets for one in device.models if one.number == model), ())
    found = {
        label.mr_status or "not-read"
        for one in ((market,) if market is not None else sold or (None,))
        for label in applicable(device, None, one, on, catalogue).in_force
    }
    return next(status for status in STATUSES if status in (found or {"unlabelled"}))


def by_market(device: Device, catalogue: Catalogue, on: str = LATEST) -> list[dict[str, str]]:
    """The MR status in each market that a document is of, or that the device or a model is sold in."""
    everywhere = applicable(device, None, None, LATEST, catalogue)
    known = (*everywhere.in_force, *everywhere.unread)
    sold = {one for model in device.models for one in model.markets}
    sold |= catalogue.record(device.id)["device"].get("markets", {}).keys()
    markets = sorted({one.market for one in known} | sold)
    return [{"market": one, "status": status_of(device, catalogue, on, one)} for one in markets]
