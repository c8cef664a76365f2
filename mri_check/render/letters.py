"""What the catalogue does not know, as a work list, and as the letter to a maker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mri_check.render.listings import Page, as_json


def open_questions(rows: Sequence[Mapping[str, Any]], format: str) -> str:
    """``catalog gaps``."""
    if format == "json":
        return as_json("catalog-gaps", gaps=list(rows))
    page = Page()
    device = ""
    for row in rows:
        if row["device"] != device:
            device = row["device"]
            page.lines += [""] * bool(page.lines)
            page.put(device)
        axis = f"{row['axis']}: " if row["axis"] else ""
        page.put(f"{row['is']}: {axis}{row['says']}", 2)
        page.put(f"would be answered by: {row['ask']}", 4)
    page.lines += [""] * bool(rows)
    page.put(f"{len(rows)} gaps" if len(rows) != 1 else "1 gap")
    return page.text()


def to_maker(it: Mapping[str, Any], format: str) -> str:
    """``catalog gaps --letter``: a letter with a place for the names, and one question to a number."""
    if format == "json":
        return as_json("catalog-letter", **it)
    page = Page()
    page.put(f"To: {it['manufacturer']}")
    if it["answers_now"]:
        page.put(f"Who answers now: {it['answers_now']}", 2)
    for one in it["contacts"]:
        reach = ", ".join(part for part in (one["phone"], one["address"]) if part)
        doubt = f"; {one['doubt']}" if one["doubt"] else ""
        page.put(f"{one['for']}: {reach} (seen {one['seen']}{doubt})", 2)
    page.put("")
    page.put("Subject: MRI labelling of your implantable infusion systems")
    page.put("")
    page.put("Dear Sir or Madam,")
    page.put("")
    page.put(
        "we keep a public catalogue of the MRI conditions that manufacturers print for implanted drug pumps, each value "
        "with its document, revision and page. The following is not known to us. Please answer by number, and name the "
        "document, its revision and the page, or send the document."
    )
    number = 0
    for device in it["devices"]:
        if not device["questions"]:
            continue
        models = f" ({', '.join(device['models'])})" if device["models"] else ""
        page.lines.append("")
        page.put(f"{device['name']}{models}")
        on_file = "; ".join(
            f"{one['document']}, {one['market']}, {one['dated'] or 'undated'}"
            for one in device["on_file"]
        )
        page.put(f"On file: {on_file or 'no labelling'}.")
        for question in device["questions"]:
            number += 1
            page.put(f"{number}. {question['asks']}")
            for says in question["because"]:
                if not question["asks"].casefold().startswith(says.rstrip(".").casefold()):
                    page.put(f"({says.rstrip('.')})", 4)
    if not number:
        page.put("")
        page.put("(The catalogue has no open question to this maker.)")
    page.put("")
    page.put("With thanks,")
    page.put("[name, role, institution, address for the answer]")
    return page.text()
