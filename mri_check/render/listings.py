"""What a reader of the catalogue sees, as text of 80 columns or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mri_check.messages import checklist, pages
from mri_check.record import Citation, place_of
from mri_check.render.text import inert, wrap
from mri_check.revisions import Difference as Changed
from mri_check.words import full_name

if TYPE_CHECKING:
    from mri_check.second_reading import Difference as Reread  # it reads schemas

STATUSES = {
    **checklist.STATUS,
    "not-read": checklist.STATUS[None],
    "unlabelled": "no MRI labelling on file",
}
SHORT = {**STATUSES, "not-printed": "not printed", "not-evaluated": "not evaluated",
         "not-read": "status not read", "unlabelled": "unlabelled", "safe": "MR Safe"}  # fmt: skip
IS = pages.KINDS


def as_json(kind: str, **form: Any) -> str:
    """A public JSON form, ``mri-check/<kind>/1``."""
    return json.dumps({"format": f"mri-check/{kind}/1", **form}, indent=2) + "\n"


class Page:
    """Lines of at most 80 columns, escaped as they are written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def put(self, text: str, indent: int = 0) -> None:
        """A paragraph, its further lines indented by two more; an empty one is a blank line."""
        self.lines += wrap(inert(text), " " * indent, " " * (indent + 2)) if text else [""]

    def row(self, name: str, text: str, width: int) -> None:
        """A name, and what belongs to it in a column of its own."""
        name = inert(name)
        if len(name) >= width:
            self.lines.append(name)
            name = ""
        self.lines += wrap(inert(text), f"{name:<{width}}", " " * width)

    def head(self, text: str) -> None:
        """A heading, with a blank line before it."""
        self.lines += [""] * bool(self.lines)
        self.put(text.upper())

    def text(self) -> str:
        """All of it."""
        return "".join(line + "\n" for line in self.lines)


def cited(text: str, source: str | None) -> str:
    """A text with its place in brackets."""
    return f"{text} ({source})" if source else text


def listed(rows: Sequence[Mapping[str, Any]], format: str) -> str:
    """``catalog list``: a line each where it fits, the id first, so that other tools can cut it out."""
    if format == "json":
        return as_json("catalog-list", devices=list(rows))
    page = Page()
    width = max((len(row["id"]) for row in rows), default=0) + 2
    for row in rows:
        told = (SHORT[row["status"]], IS[row["is"]], ", ".join(row["models"]))
        page.row(row["id"], "; ".join(part for part in told if part), width)
    page.put(f"{len(rows)} devices" if len(rows) != 1 else "1 device")
    return page.text()


def timeline(it: Mapping[str, Any], format: str) -> str:
    """``catalog history``."""
    if format == "json":
        return as_json("catalog-history", **it)
    page = Page()
    page.put(f"{full_name(it['manufacturer'], it['name'])} ({it['id']})")
    for row in it["history"]:
        by = f"by {row['before']}" if row["before"] else None
        since = f"after {row['after']}" if row["after"] else None
        page.row(row["dated"] or by or since or "undated", event(row), 18)
    return page.text()


def event(row: Mapping[str, Any]) -> str:
    """One revision or notice of a history, in words."""
    if row["kind"] == "notice":
        marks = [row[name] for name in ("number", "class") if row[name]]
        marks.append("about MRI" if row["about_mri"] == "yes" else "not about MRI")
        marks += [pages.IN_FORCE[row["in_force"]]] * (row["in_force"] != "yes")
        market = f"{row['market']} " if row["market"] else ""
        return f"{market}notice, {row['title']} ({'; '.join(marks)}): {row['says']}"
    if row["superseded_by"] is not None:
        now = f"superseded by {row['superseded_by']} ({row['basis']})"
    else:
        now = "in force"
    if row["read"] == "none":
        return f"{row['market']} labelling {row['document']}: {now}; its existence is known, it was not read"
    return f"{row['market']} labelling {row['document']}: {checklist.STATUS[row['mr_status']]}; {now}; {checklist.READ[row['read']]}"


def sourced(rows: Sequence[Mapping[str, Any]], format: str) -> str:
    """``catalog source``."""
    if format == "json":
        return as_json("catalog-source", sources=list(rows))
    page = Page()
    for row in rows:
        page.lines += [""] * bool(page.lines)
        page.put(f"{row['id']}: {row['title']}")
        for name in (
            "number",
            "revision",
            "dated",
            "seen",
            "pages",
            "rank",
            "address",
            "copy",
            "sha256",
            "note",
            "ask_for",
        ):
            if name in row:
                page.put(f"{name.replace('_', ' ')}: {row[name]}", 2)
        page.put(checklist.READ[row["read"]], 2)
        page.put("Cited by:", 2)
        for one in row["cited_by"]:
            page.put(one, 4)
    return page.text()


def changed(rows: Sequence[Changed], format: str) -> str:
    """``catalog diff``."""
    if format == "json":
        forms = [
            {"kind": one.change.kind, "what": one.change.what, "title": one.change.title,
             "settings": list(one.change.settings), "old": one.change.old, "new": one.change.new,
             "old_id": one.old_id, "new_id": one.new_id,
             "old_source": _place(one.change.old_cited), "new_source": _place(one.change.new_cited)}
            for one in rows
        ]  # fmt: skip
        return as_json("catalog-diff", changes=forms)
    page = Page()
    between = {(one.old_id, one.new_id) for one in rows}
    if len(between) == 1:
        page.put(" -> ".join(dict.fromkeys(id or "nothing" for id in between.pop())))
    kind = ""
    for one in rows:
        change = one.change
        if change.kind != kind:
            kind = change.kind
            page.head(kind)
        where = f" ({', '.join(change.settings)})" if change.settings else ""
        page.put(change.title + where, 2)
        if between:
            ids = dict.fromkeys(id or "nothing" for id in (one.old_id, one.new_id))
            page.put(" -> ".join(ids), 4)
        for name, told, cite in (
            ("was", change.old, change.old_cited),
            ("is", change.new, change.new_cited),
        ):
            if told is not None:
                page.lines += wrap(inert(cited(told, _place(cite))), f"    {name:<4}", " " * 8)
    counts = [
        f"{sum(one.change.kind == kind for one in rows)} {kind}"
        for kind in dict.fromkeys(one.change.kind for one in rows)
    ]
    page.lines += [""] * bool(rows)
    page.put(", ".join(counts) if counts else "no change")
    return page.text()


def _place(citation: Citation | None) -> str | None:
    return place_of(citation) or None


def counted(it: Mapping[str, int], edition: str, digest: str, format: str) -> str:
    """``catalog stats``."""
    if format == "json":
        return as_json("catalog-stats", edition=edition, digest=digest, counts=dict(it))
    lines = [f"{count:>6}  {name}" for name, count in it.items()]
    return "\n".join([f"catalogue edition {edition}", digest, *lines]) + "\n"


def found(it: Mapping[str, Any], format: str) -> str:
    """``find``."""
    if format == "json":
        return as_json("find", **it)
    page = Page()
    for row in it["exact"]:
        model = f", model {row['model']}" if row["model"] and row["model"] != row["name"] else ""
        page.put(
            f"{full_name(row['manufacturer'], row['device'])} ({row['id']}): {row['by']} {row['name']}{model}; {STATUSES[row['status']]}"
        )
        page.put(row["tell_apart"], 2)
    if it["says"]:
        told = "A name of several" if it["exact"] else "Not a device on file"
        page.put(f"{told}: {it['says']}.")
    if it["suggestions"]:
        page.put(
            f"Nothing on file is called '{it['asked']}'. Suggestions only; none of them is meant for certain:"
        )
    for row in it["suggestions"]:
        page.put(
            f"? {full_name(row['manufacturer'], row['device'])} ({row['id']}): {row['by']} {row['name']}",
            2,
        )
        page.put(row["tell_apart"], 4)
    if not it["exact"] and not it["suggestions"] and not it["says"]:
        page.put(f"Nothing on file is called '{it['asked']}', nor anything like it.")
    return page.text()


def differences_as(rows: Iterable[Reread], readings: int, format: str) -> str:
    """``catalog reread``: where records and second readings differ."""
    rows = list(rows)
    if format == "json":
        return as_json("reread", readings=readings, differences=[one.as_dict() for one in rows])
    page = Page()
    for one in rows:
        page.put(f"{one.device} {one.where}: only in the {one.only_in}: {one.what}")
    told = f"{len(rows)} differences" if rows else "no difference"
    page.put(f"{readings} second readings, {told}")
    return page.text()
