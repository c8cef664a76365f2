"""Rules on device identifiers (UDI-DI): that they can be right, and that each names one model."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.errors import Problem
from mri_check.files import Files
from mri_check.rules.places import device_identifiers
from mri_check.rules.registry import rule
from mri_check.udi import fault_of


@rule(
    "device-identifier",
    "A device identifier has the form of its issuer, and its check digit fits.",
    "One wrong digit would let a barcode name another device, or none.",
    "Read it in the source again: 14 digits for GS1; labeler, product and unit of measure for HIBCC.",
)
def device_identifier(files: Files) -> Iterator[Problem]:
    for file in files.of("device"):
        for path, form in device_identifiers(file):
            if {"di", "issuer"} <= set(form) and (fault := fault_of(form["di"], form["issuer"])):
                message = f"'{form['di']}' is no {form['issuer']} device identifier: {fault}"
                yield file.problem("device-identifier", (*path, "di"), message)


@rule(
    "shared-identifier",
    "A device identifier belongs to one model.",
    "An identifier that two models share would identify the wrong one.",
    "Mend the digits, or find out in the source whose it is.",
)
def shared_identifier(files: Files) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for file in files.of("device"):
        for path, form in device_identifiers(file):
            di = form.get("di", "")
            if di in owner:
                message = f"'{di}' names {owner[di]} already"
                yield file.problem("shared-identifier", (*path, "di"), message)
            elif di:
                owner[di] = f"{file.id} {path[1]}"
