"""Identifiers made from their parts, and an invented pump that has some. No digits here are a real pump's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from mri_check.catalog import Catalogue
from mri_check.udi.gs1 import GS, check_digit
from mri_check.udi.hibcc import check_character
from tests.worlds import catalogue

PRIMARY, PACKAGE, PREVIOUS = "00643169007222", "50643169007227", "00844588018923"
"""Published samples, and a package of the first: its check digit worked out."""
HIBC = "X999123ABC0"
DIS = {PRIMARY: "primary", PACKAGE: "package", PREVIOUS: "previous", HIBC: "direct-marking"}


def entry(di: str, type: str) -> dict[str, str]:
    """One device identifier as ``device.yaml`` writes it."""
    issuer = "GS1" if di.isdigit() else "HIBCC"
    return {"di": di, "issuer": issuer, "type": type, "source": "doc"}


def device(**models: Any) -> dict[str, Any]:
    """An invented pump with these models."""
    return {
        "kind": "device", "name": "Acme Pump", "is": "pump", "implanted": "yes", "electrically_active": "yes",
        "tell_apart": "the only one", "models": models,
    }  # fmt: skip


def with_identifiers(folder: Path, labelling: dict[str, Any] | None = None) -> Catalogue:
    """A catalogue whose pump has one identifier of each kind under AP1, and a second model."""
    udi = [entry(di, kind) for di, kind in DIS.items()]
    form = device(AP1={"udi": udi, "radiopaque": "AXP"}, AP2={})
    files: dict[str, Any] = {"manufacturers/acme/pump/device.yaml": form}
    if labelling is not None:
        files["manufacturers/acme/pump/us-doc.yaml"] = labelling
    return catalogue(folder, files)


def gtin(first: str) -> str:
    """Thirteen digits with their check digit."""
    return first + check_digit(first)


GTINS = st.text("0123456789", min_size=13, max_size=13).map(gtin).filter(lambda di: di.strip("0"))
TEXTS = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./_", min_size=1, max_size=20
)
DATES = st.dates().map(lambda day: day.strftime("%y%m%d"))
PARTS = st.fixed_dictionaries(
    {"01": GTINS}, optional={"11": DATES, "17": DATES, "10": TEXTS, "21": TEXTS}
).map(lambda parts: {"01": parts["01"], **parts})
"""The elements of a UDI: the device identifier stands first."""


def printed(parts: dict[str, str], between: str = "") -> str:
    """Element strings as they are printed."""
    return between.join(f"({ai}){value}" for ai, value in parts.items())


def scanned(parts: dict[str, str]) -> str:
    """Element strings as they are scanned: FNC1 after those of variable length."""
    told = "".join(ai + value + (GS if ai in ("10", "21") else "") for ai, value in parts.items())
    return told.removesuffix(GS)


PRODUCTS = st.from_regex(r"[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]", fullmatch=True)
LOTS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=13)


def hibc(text: str) -> str:
    """A HIBC barcode with its check character."""
    return text + check_character(text)
