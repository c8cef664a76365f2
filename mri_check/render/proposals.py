"""``import gudid`` in words: a diff to review, under comments that say what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.render.listings import STATUSES, as_json
from mri_check.render.text import inert, wrap


def proposals(it: Mapping[str, Any], format: str) -> str:
    """``import gudid``: the comments are no part of the diff, and ``patch`` passes over them."""
    if format == "json":
        return as_json("gudid", **it)
    lines: list[str] = []

    def put(text: str, indent: int = 0) -> None:
        pad = "# " + " " * indent
        lines.extend(wrap(inert(" ".join(text.split())), pad, pad + "  "))

    put("Proposed device identifiers, for a person to review. Nothing was changed.")
    if it["proposed"]:
        put("Review each line in the register, then: patch -p1 -d CATALOGUE < this, and mri-check catalog lint CATALOGUE.")  # fmt: skip
    put(
        f"{it['read']:,} devices read in {it['file']}; {it['wanted']:,} are implanted pumps or models on file; "
        f"{len(it['proposed']):,} identifiers proposed, {it['on_file']:,} on file already."
    )
    for note in it["notes"]:
        put(f"Note: {note}.")
    if it["missed"]:
        put(f"{it['missed']:,} lines could not be read, the first: {'; '.join(it['faults'])}.")
    if it["disagreements"]:
        put("The register's word on MRI differs from the US labelling on file. It is a cross-check, and becomes no condition:")  # fmt: skip
    for one in it["disagreements"]:
        ours = ", ".join(STATUSES[status] for status in one["on_file"])
        documents = f" ({', '.join(one['documents'])})" if one["documents"] else ""
        put(f"- {one['device']} {one['model']}, {one['di']}: the register says '{one['register']}'; on file: {ours}{documents}.", 2)  # fmt: skip
    if it["not_proposed"]:
        put("Not proposed:")
    for one in it["not_proposed"]:
        about = ", ".join(part for part in (one["company"], one["brand"], one["model"]) if part)
        put(f"- {one['di']} ({about}; {one['where']}): {one['why']}.", 2)
    comments = "".join(line + "\n" for line in lines)
    return comments + str(it["patch"])
