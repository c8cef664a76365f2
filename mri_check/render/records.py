"""One device as it is on file, for a reader: ``catalog show``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mri_check.messages import checklist, pages
from mri_check.render.listings import IS, STATUSES, Page, as_json, cited
from mri_check.words import full_name, unless_told


def shown(it: Mapping[str, Any], format: str) -> str:
    """``catalog show``."""
    if format == "json":
        return as_json("catalog-show", **it)
    page = Page()
    page.put(f"{full_name(it['manufacturer'], it['name'])} ({it['id']})")
    when = f" on {it['on']}" if it["on"] else ""
    told = STATUSES[it["status"]]
    if len({one["status"] for one in it["by_market"]}) > 1:
        told = "; ".join(f"{one['market']} {STATUSES[one['status']]}" for one in it["by_market"])
    page.put(f"MR status{when}: {told}.")
    _identity(page, it)
    for one in it["in_force"]:
        _labelling(page, one)
    if not it["in_force"]:
        page.head("No labelling in force on file")
        page.put(f"Looked for: {it['looked_for'] or 'any MRI labelling'}")
    for one in it["unread"]:
        page.put(f"Known, not read: {one['document']} ({one['market']})", 0)
    if it["ask_for"]:
        page.put(f"Ask for: {it['ask_for']}")
    if it["superseded"]:
        page.head("Superseded")
        for one in it["superseded"]:
            page.put(
                f"{one['document']} ({one['dated'] or 'undated'}) by {one['by']}, {one['basis']}", 2
            )
    _rest(page, it)
    return page.text()


def _identity(page: Page, it: Mapping[str, Any]) -> None:
    active = {"yes": "electrically active", "no": "not electrically active"}.get(
        it["electrically_active"], "electrical activity not known"
    )
    drive = "" if it["drive"] == "not-stated" else f", {it['drive']}"
    page.put(f"{IS[it['is']]}{drive}, {active}.")
    for one in it["models"]:
        parts = [
            one["reservoir"],
            f"radiopaque code {one['radiopaque']}" if one["radiopaque"] else None,
        ]
        parts += [
            ", ".join(one["markets"]),
            *(f"also {alias}" for alias in one["aliases"]),
            *(f"{di['type']} device identifier {di['di']} ({di['issuer']})" for di in one["udi"]),
            one["note"],
        ]
        told = "; ".join(part for part in parts if part)
        page.put(f"Model {one['number']}" + (f": {told}" if told else ""), 2)
    if it["aliases"]:
        page.put(f"Also called: {', '.join(it['aliases'])}", 2)
    if it["therapies"]:
        page.put(
            "For: " + "; ".join(cited(one["therapy"], one["source"]) for one in it["therapies"]), 2
        )
    if it["markets"]:
        sold = "; ".join(cited(one["market"], one["source"]) for one in it["markets"])
        page.put(f"Sold, or in use: {sold}", 2)
    for name in ("reservoir", "years", "predecessor", "successor"):
        if it[name]:
            page.put(f"{name.capitalize()}: {cited(it[name]['says'], it[name]['source'])}", 2)
    if it["cited"]:
        told = "; ".join(
            cited(name.replace("_", " "), place) for name, place in it["cited"].items()
        )
        page.put(f"Where that is said: {told}", 2)
    if it["not_found"]:
        page.put(f"Looked for and not found: {', '.join(it['not_found'])}", 2)
    page.put(f"Tell apart: {it['tell_apart']}", 2)
    if it["about"]:
        page.put(it["about"], 2)


def _labelling(page: Page, one: Mapping[str, Any]) -> None:
    """One document in force: conditions by setting, what is forbidden, silences, tasks by phase and state."""
    document = one["document"]

    def put(text: str, source: str | None, indent: int) -> None:
        """A text with its page; the document is named where it is another than this one."""
        place = (source or "").removeprefix(f"{document}, ")
        page.put(cited(text, None if place == document else place), indent)

    page.head(f"{document}, {one['dated'] or 'undated'}")
    basis = " (our inference)" if one["market_basis"] == "inferred" else ""
    status = one["printed"] or checklist.STATUS[one["mr_status"]]
    page.put(f"Market {one['market']}{basis}; {checklist.READ[one['read']]}; {status}. {one['id']}")
    whens = {setting["id"]: setting["when"] for setting in one["settings"]}
    for setting in dict.fromkeys(c["setting"] for c in one["conditions"]):
        when = f", where {whens[setting]}" if whens.get(setting) else ""
        page.put("For every setting:" if setting == "always" else f"Setting {setting}{when}:", 2)
        for c in one["conditions"]:
            if c["setting"] == setting:
                told = (
                    f"{c['title']}: {c['permitted']}",
                    checklist.OTHERWISE.get(c["otherwise"] or ""),
                    c["note"],
                )
                put("; ".join(part for part in told if part), c["source"], 4)
    for box in one["prohibits"]:
        when = f", where {box['when']}" if box["when"] else ""
        put(f"Forbidden: {box['box']}{when}", box["source"], 2)
        page.put(box["says"], 4)
    for kind, words in checklist.SILENCES.items():
        quiet = [s for s in one["silences"] if s["is"] == kind]
        if quiet:
            page.put(f"{words}:", 2)
        for source in dict.fromkeys(s["source"] for s in quiet):
            put(", ".join(s["title"] for s in quiet if s["source"] == source), source, 4)
    if one["tested"]:
        page.put(f"{checklist.TESTED}:", 2)
    for it in one["tested"]:
        when = f", where {it['when']}" if it["when"] else ""
        put(f"{it['title']} {it['value']}: {it['says']}{when}", it["source"], 4)
    before: tuple[str, str] = ("", "")
    for task in sorted(
        one["instructions"], key=lambda task: list(checklist.PHASES).index(task["phase"])
    ):
        here = (task["phase"], task["when"])
        if here != before:
            when = f", where {task['when']}" if task["when"] else ""
            page.put(f"{checklist.PHASES[task['phase']]}{when}:", 2)
            before = here
        ours = " (advice of this tool, not of the label)" if task["ours"] else ""
        put(f"{checklist.WHO[task['who']]}: {task['do']}{ours}", task["source"], 4)
    if one["says"]:
        page.put("What else it says:", 2)
    for said in one["says"]:
        put(said["says"], said["source"], 4)


def _rest(page: Page, it: Mapping[str, Any]) -> None:
    if it["notices"]:
        page.head("Notices")
        for one in sorted(it["notices"], key=lambda one: str(one["dated"]), reverse=True):
            marks = "" if one["in_force"] == "yes" else f" [{pages.IN_FORCE[one['in_force']]}]"
            kind = unless_told(one["class"], f"{one['title']} {one['says']}")
            marks += f" [{kind}]" if kind else ""
            mri = "" if one["about_mri"] == "yes" else " [not about MRI]"
            page.put(
                cited(f"{one['dated']} {one['title']}{marks}{mri}: {one['says']}", one["source"]), 2
            )
    if it["conflicts"]:
        page.head("Sources that differ")
        for one in it["conflicts"]:
            claims = "; ".join(
                cited(f'"{claim["says"]}"', claim["source"]) for claim in one["claims"]
            )
            page.put(f"{one['topic']}: {claims}. {one['handling']}", 2)
    if it["facts"]:
        page.head("What else is on file")
        for one in it["facts"]:
            note = f"; {one['note']}" if one["note"] else ""
            page.put(cited(f"{one['what']}: {one['value']}", one["source"]) + note, 2)
    if it["gaps"]:
        page.head("Not known")
        for one in it["gaps"]:
            page.put(f"{one['about']}: {one['says']}. Ask: {one['ask']}", 2)
    page.head("Who answers")
    if it["answers_now"]:
        page.put(it["answers_now"], 2)
    for one in it["contacts"]:
        reach = ", ".join(part for part in (one["phone"], one["address"]) if part)
        market = f" [{one['market']}]" if one["market"] else ""
        seen = f"seen {one['seen']}, {one['source']}"
        doubt = f"; {one['doubt']}" if one["doubt"] else ""
        page.put(cited(f"{one['for']}{market}: {reach}", seen + doubt), 2)
    if not it["answers_now"] and not it["contacts"]:
        page.put("no contact is on file", 2)
    page.head("Readings")
    for one in it["readings"]:
        told = f"{one['on']}: {checklist.READ[one['read']]}, from {one['from']}"
        page.put(told + pages.AGREED[one.get("agreed")], 2)
