"""``recheck`` as text: the counts first, then what changes, row by row, the worst first; 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mri_check.messages import recheck as say
from mri_check.render.listings import Page

TOLD = ("worse", "unreadable", "again", "otherwise", "better")
MOST = 6
"""Items of one list of one row."""
PLACES = ("implants", "items", "other_implants", "consult", "policy")
DIGEST = len("sha256:") + 12


def counts(it: Mapping[str, Any]) -> str:
    """The head: editions, counts, the labellings that differ."""
    page = Page()
    page.put(say.HEADING.format(edition=it["catalogue"]["edition"]))
    page.put(it["catalogue"]["digest"])
    for one in it["made_with"]:
        made = {**one, "digest": _digest(one["digest"]), "rows": _rows(one["rows"])}
        page.put(say.MADE_WITH.format(**made))
    if not any(it["counts"][kind] for kind in ("worse", "again", "otherwise", "better", "same")):
        page.put(say.NO_ROWS)
    if it["same_catalogue"]:
        changes = any(it["counts"][kind] for kind in TOLD)
        page.put(say.SAME_CATALOGUE if changes else say.SAME_NOTHING)
    if it["made_otherwise"]:
        page.put(say.MADE_OTHERWISE.format(rows=_rows(it["made_otherwise"])))
    page.put("")
    page.put(f"{say.FROM.format(day=it['from'])} {_rows(it['rows'])}{':' if it['rows'] else '.'}")
    for kind, count in it["counts"].items():
        if count:
            page.row(f"  {kind:<11}{count:>9}", say.COUNTS[kind], 24)
    if it["run_again"]:
        page.put(say.RUN_AGAIN.format(rows=_rows(it["run_again"])))
    if it["labellings"]:
        page.head(say.LABELLINGS)
        for one in it["labellings"]:
            told = say.LABELLING_SHORT[one["change"]].format(**one)
            page.put(say.LABELLING_ROWS.format(told=told, rows=_rows(one["rows"])), 2)
    page.put("")
    page.put(say.NEVER)
    return page.text()


def row(form: Mapping[str, Any], last: str) -> str:
    """One row; with a heading where its class is not that of the ``last`` one."""
    page = Page()
    if form["change"] != last:
        page.put("")
        page.put(say.HEADS[form["change"]].upper())
    page.put(_named(form))
    for line in _lines(form):
        page.put(line, 2)
    return page.text()


def _named(form: Mapping[str, Any]) -> str:
    if "row" not in form:
        return say.LINE.format(**form)
    named = say.ROW if form["id"] is not None else say.ROW_NO_ID
    return named.format(**{**form, "on": form["on"] or say.NO_DAY})


def _lines(form: Mapping[str, Any]) -> Iterator[str]:
    before, after = form.get("before"), form.get("after")
    if before is not None:
        codes = {"before": before["disposition"], "before_code": before["exit_code"]}
        if after is None:
            yield say.WAS.format(**codes)
        elif after["disposition"] == before["disposition"]:
            yield say.STAYS.format(**codes)
        else:
            new = {"after": after["disposition"], "after_code": after["exit_code"]}
            yield say.BECOMES.format(**codes, **new)
    if "why" in form:
        yield say.WHY[form["why"]].format(message=form.get("message", ""))
    for problem in form.get("errors", ())[:MOST]:
        yield str(problem.get("message", "")) if isinstance(problem, dict) else ""
    if "labelling" in form:
        yield say.STANDING[form["labelling"]]
    for one in form.get("labellings", ()):
        short = {**one, "before": _digest(one["before"]), "after": _digest(one["after"])}
        yield say.LABELLING[one["change"]].format(**short)
    yield from _few([say.TOLD.format(**one) for one in form.get("told", ())])
    yield from _few([_device(one) for one in _differing(form)])
    yield from _listed(say.DECIDED_NOW, form.get("newly_decided_by", ()))
    if after is None or before is None or after["disposition"] == before["disposition"]:
        yield from _listed(say.DECIDED_NO_LONGER, form.get("no_longer_decided_by", ()))
    yield from _few([_finding(one) for one in form.get("findings", ())])
    for name, told in (("newly_open", say.OPEN_NOW), ("no_longer_open", say.OPEN_NO_LONGER)):
        found = form.get(name, ())
        yield from _listed(told, [one["id"] for one in found], {one["id"]: one["who"] for one in found})  # fmt: skip


def _few(items: list[str]) -> Iterator[str]:
    """The first few of a list, and how many more there are."""
    yield from items[:MOST]
    if len(items) > MOST:
        yield say.MORE.format(count=len(items) - MOST)


def _listed(told: str, ids: Sequence[str], who: Mapping[str, str] | None = None) -> Iterator[str]:
    """Ids, each labelling's in one paragraph after its own id."""
    by_label: dict[str, list[str]] = {}
    for id in ids:
        label, name = _parted(id)
        item = say.OPEN.format(id=name, who=who[id]) if who else name
        by_label.setdefault(label, []).append(item)
    for label, items in by_label.items():
        more = say.MORE.format(count=len(items) - MOST)
        what = ", ".join([*items[:MOST], *([more] * (len(items) > MOST))])
        yield told.format(what=say.OF_LABELLING.format(label=label, what=what) if label else what)


def _parted(id: str) -> tuple[str, str]:
    """The labelling that an id begins with (maker, device, document), and what of it the id names."""
    parts = id.split("/")
    if len(parts) < 4 or parts[0] in PLACES:
        return "", id
    return "/".join(parts[:3]), "/".join(parts[3:])


def _differing(form: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The devices that differ, without one that only does what its row does."""
    found = form.get("devices", ())
    if len(found) == 1 and found[0]["before"] and found[0]["after"]:
        before, after = found[0]["before"], found[0]["after"]
        as_row = all(form[side]["disposition"] == found[0][side]["disposition"] for side in ("before", "after"))  # fmt: skip
        if as_row and before["device"] == after["device"]:
            return []
    return list(found)


def _device(one: Mapping[str, Any]) -> str:
    before, after = (_is(one[side]) for side in ("before", "after"))
    return say.DEVICE.format(place=one["place"], before=before, after=after)


def _is(device: Mapping[str, Any] | None) -> str:
    if device is None:
        return say.NO_DEVICE
    name = device["device"] or say.UNIDENTIFIED
    return say.DEVICE_IS.format(device=name, disposition=device["disposition"])


def _finding(one: Mapping[str, Any]) -> str:
    before, after = (_found(one[side]) for side in ("before", "after"))
    label, id = _parted(one["id"])
    told = say.FINDING.format(id=id, before=before, after=after)
    return say.OF_LABELLING.format(label=label, what=told) if label else told


def _found(finding: Mapping[str, Any] | None) -> str:
    if finding is None:
        return say.NOT_THERE
    told = say.FINDING_IS if finding["permitted"] is not None else say.FINDING_BARE
    verdict = say.VERDICTS.get(finding["verdict"], finding["verdict"])
    return told.format(verdict=verdict, permitted=finding["permitted"])


def _digest(digest: str | None) -> str:
    return (digest or "")[:DIGEST]


def _rows(count: int) -> str:
    return say.ROWS["one" if count == 1 else "many"].format(count=count)
