"""The result of one row, from its checklist: this is what a row says, and the fast path must say the same."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring_ascii
from typing import Any

from mri_check.axes import Axes
from mri_check.batch.told import told_of
from mri_check.catalog import Catalogue
from mri_check.checklist import (
    Checklist,
    Disposition,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Line,
    Notice,
)
from mri_check.errors import Problem
from mri_check.examined import outcomes_of
from mri_check.exits import BY_DISPOSITION, NOT_JUDGED, UNREADABLE, exit_code
from mri_check.record import Citation
from mri_check.request import CONSULTED_KEYS, IMPLANT_KEYS, KEYS, MAX_TEXT, day_of
from mri_check.verdict import NOT_MET, UNKNOWN

FORMAT = "mri-check/result/1"
ASKED, END = b',"asked":', b"}\n"
"""Before what the row of a result asked, and behind it."""
DISPOSITIONS = ("unreadable", *(one.word for one in reversed(Disposition)), "not-judged")
"""Worst first: what decides the exit code of a schedule, and what its summary lists first."""
EXITS = {
    "unreadable": UNREADABLE,
    **{one.word: code for one, code in BY_DISPOSITION.items()},
    "not-judged": NOT_JUDGED,
}
NOT_SHOWN = "(not shown)"


dumps = json.JSONEncoder(separators=(",", ":")).encode
"""Compact JSON in ASCII, so that nothing in it is active, and the same bytes with whatever library."""


_HEAD = dumps({"format": FORMAT})[:-1] + ',"row":'


def head(number: int, id: str | None) -> bytes:
    """How a result begins: the number of its row, and its id."""
    told = "null" if id is None else encode_basestring_ascii(id)
    return f'{_HEAD}{number},"id":{told},'.encode()


def id_of(text: Any) -> str:
    """The id of a row. Raises ValueError where it is none."""
    if type(text) is not str or len(text) > MAX_TEXT or not text.strip():
        raise ValueError
    return text


def result(checklist: Checklist, catalogue: Catalogue, findings: bool) -> dict[str, Any]:
    """What a row says beside its number and id. No text of the request but values on closed axes is repeated."""
    axes = catalogue.axes
    ids = _without_names(checklist, axes)
    form: dict[str, Any] = {
        "on": checklist.on,
        "market": checklist.market,
        "disposition": checklist.disposition.word,
        "exit_code": exit_code(checklist.disposition),
        "decided_by": [ids.get(id, id) for id in checklist.decided_by],
        "open": [{**one, "id": ids.get(one["id"], one["id"])} for one in still_open(checklist)],
        "devices": [device(one, checklist, catalogue) for one in outcomes_of(checklist)],
        "catalogue": made_by(checklist),
    }
    if checklist.policy is not None:
        form["policy"] = {"digest": checklist.policy[1]}
    if findings:
        found = (finding(one, axes) for _, one in every_finding(checklist))
        form["findings"] = [{**one, "id": ids.get(one["id"], one["id"])} for one in found]
    return form


def _without_names(checklist: Checklist, axes: Axes) -> dict[str, str]:
    """The ids of findings on one of several named devices, with its number in place of a text that may be anything."""
    numbers: dict[str, int] = {}
    found: dict[str, str] = {}
    for _, one in every_finding(checklist):
        start, sign, _ = one.id.partition("=")
        if sign and _free(one, axes):
            numbers[start] = numbers.get(start, 0) + 1
            found.setdefault(one.id, f"{start}={numbers[start]}")
    return found


def _free(one: Finding, axes: Axes) -> bool:
    """Whether it looks at the names of devices."""
    return one.axis in axes and axes[one.axis].kind == "devices"


_REPEATED = frozenset({"configuration", "profile", "exam-contradiction"})
"""The notices of a checklist on what a row was judged by that it does not state, or states otherwise."""


def repeated(notices: Iterable[Notice]) -> tuple[str, ...]:
    """What of the notices of a checklist stands in a result too."""
    return tuple(dict.fromkeys(one.text for one in notices if one.id in _REPEATED))


def noted(notices: Sequence[str], possible: Sequence[str] = ()) -> bytes:
    """What stands in a result behind what the row asked: the notices on it, the mentions in it."""
    told = {"notices": notices, "possible": possible}
    return "".join(f',"{key}":{dumps(texts)}' for key, texts in told.items() if texts).encode()


def made_by(it: Checklist | Catalogue) -> dict[str, str]:
    """The catalogue of a result, whatever became of its row."""
    return {"edition": it.edition, "digest": it.digest}


def day_told(data: Any) -> str | None:
    """The day that a request states, where it is one; of a row that is not judged it has not been read."""
    on = data.get("on") if isinstance(data, Mapping) else None
    return on if isinstance(on, str) and day_of(on) is not None else None


def unreadable(
    problems: Iterable[Problem], file: str, offset: int | None, on: str | None, catalogue: Catalogue
) -> dict[str, Any]:
    """What a row says that could not be read: where it begins in its file, in bytes, and what is wrong."""
    return {
        **({"on": on} if on else {}),
        "disposition": "unreadable",
        "exit_code": UNREADABLE,
        "decided_by": [],
        "catalogue": made_by(catalogue),
        "file": file,
        "offset": offset,
        "errors": [one.as_dict() for one in problems],
    }


def not_judged(why: str, on: str | None, catalogue: Catalogue) -> dict[str, Any]:
    """What a row says that no labelling was asked about."""
    return {
        **({"on": on} if on else {}),
        "disposition": "not-judged",
        "exit_code": NOT_JUDGED,
        "decided_by": [],
        "catalogue": made_by(catalogue),
        "why": why,
    }


def every_finding(checklist: Checklist) -> Iterator[tuple[LabellingOutcome | None, Finding]]:
    """Every finding, with the labelling that it is of, where it is of one."""
    for one in outcomes_of(checklist):
        for labelling in one.labellings:
            for found in labelling.findings:
                yield labelling, found
        for found in one.findings:
            yield None, found


def device(one: ImplantOutcome, of: Checklist, catalogue: Catalogue) -> dict[str, Any]:
    """One device of a checklist: what it is, and the labellings that were used, with the digest of each.

    Where it was sold is said where that is another market than the row's; of what is told of it beside its
    labellings, a digest.
    """
    id = _id(one)
    return {
        "place": one.place,
        "device": id,
        "model": one.model,
        **({"market": one.market} if one.market not in (None, of.market) else {}),
        "disposition": one.disposition.word,
        **({"told": told_of(id, one, of.on, catalogue)} if id else {}),
        "labellings": [
            {"id": label.id, "digest": label.digest, "disposition": label.disposition.word}
            for label in one.labellings
        ],
    }


def counted(one: ImplantOutcome) -> tuple[str, str]:
    """What the summary counts of a device of a row."""
    return _id(one) or "unidentified", one.disposition.word


def _id(one: ImplantOutcome) -> str | None:
    return f"{one.manufacturer}/{one.device}" if one.device else None


def finding(one: Finding, axes: Axes) -> dict[str, Any]:
    """A finding in short; what is stated comes last."""
    form: dict[str, Any] = {
        "id": one.id,
        "kind": one.kind,
        "origin": one.origin,
        "axis": one.axis,
        "verdict": one.verdict.value,
        "permitted": one.permitted,
        "source": _cited(one.cited),
    }
    if one.may_be_superseded_by:
        form["may_be_superseded_by"] = list(one.may_be_superseded_by)
    hidden = one.stated is not None and _free(one, axes)
    form["stated"] = NOT_SHOWN if hidden else one.stated
    return form


def _cited(cited: Citation | None) -> dict[str, str]:
    if cited is None:
        return {}
    pairs = (("document", cited.document), ("page", cited.page), ("section", cited.section))
    return {name: value for name, value in pairs if value is not None}


def still_open(checklist: Checklist) -> Iterator[dict[str, str]]:
    """What is still to be found out, and who usually knows: of the request, then finding by finding.

    As on the checklist, an alternative setting that is out of the question asks nothing.
    """
    found = list(every_finding(checklist))
    ids = {one.id for _, one in found}
    yield from ({"id": one.id, "who": one.who} for one in checklist.lines if _asks(one, ids))
    for labelling, one in found:
        if one.verdict is UNKNOWN and not muted(labelling, one):
            yield {"id": one.id, "who": one.who}


def _asks(line: Line, ids: set[str]) -> bool:
    """Whether a line is about the request as a whole, or a device or a maker of it, and not a task or a finding."""
    own = line.id.startswith(("implants/", "items/", "other_implants/", "consult/"))
    whole = line.id in ("market", "other_implants", "bringing")
    return line.state == "open" and line.ours and (own or whole) and line.id not in ids


def muted(labelling: LabellingOutcome | None, one: Finding) -> bool:
    """Whether a finding is of a setting that is out of the question."""
    if labelling is None or one.kind not in ("condition", "ask"):
        return False
    return any(id == one.setting and verdict is NOT_MET for id, verdict in labelling.settings)


_KEYS = (*KEYS, *IMPLANT_KEYS, *CONSULTED_KEYS, "any_of", "components", "exam", "scanner")
"""Keys in a request; others that are on file are axes and questions."""
MOST_PROBLEMS = 20
"""So many of one row are told."""


def masked(problems: Sequence[Problem], data: Any, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Problems without the texts of the row: a name in the wrong column must not come out as an error.

    Nor does a key that is not on file: that is a column's name, or a patient's. A word of ours is no text of a row.
    """
    known = {*_KEYS, *catalogue.asks, *catalogue.markets}
    for name, axis in catalogue.axes.items():
        known.update((name, name.partition(".")[2], *axis.choices))
    leaves, keys = set[str](), set[str]()
    _leaves(data, leaves, keys)
    keys -= known
    texts = sorted({one for one in leaves | keys if one.strip()} - known, key=len, reverse=True)
    found = [
        one.replace(message=_without(one.message, texts, known), where=_place(one.where, keys))
        for one in problems[:MOST_PROBLEMS]
    ]
    if more := len(problems) - len(found):
        found.append(Problem("more", "request", f"{more:,} problems more"))
    return tuple(found)


def _place(where: str, keys: Iterable[str]) -> str:
    for key in keys:
        if f".{key}" in where:
            whole = re.split(rf"\.{re.escape(key)}(?=[.\[]|$)", where, maxsplit=1)
            if len(whole) > 1:
                return f"{whole[0]}.{NOT_SHOWN}"
    return where


_QUOTED = re.compile(r"'([^']+)'")
_FIRST_TO_LAST = re.compile("'.+'", re.DOTALL)
_DIGITS = re.compile(r"[0-9]{5,}")


def _without(message: str, texts: Sequence[str], known: Container[str]) -> str:
    for text in texts:
        if text in message:
            message = message.replace(f"'{text}'", NOT_SHOWN)
            if len(text) > 3:  # not within a word: it would be one of ours
                message = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", NOT_SHOWN, message)
    # what would be right has most of its digits
    numbers = {one for text in texts for one in _DIGITS.findall(text)}
    message = _DIGITS.sub(lambda one: NOT_SHOWN if one.group() in numbers else one.group(), message)
    # a part of a text too: the unit of a quantity, say; of one with an apostrophe it cannot be told where it ends
    quoted = [part for part in message.split("'")[1:-1] if part.strip() and part not in known]
    if any(part in text for text in texts if "'" in text for part in quoted):
        return _FIRST_TO_LAST.sub(NOT_SHOWN, message)
    return _QUOTED.sub(
        lambda found: (
            NOT_SHOWN
            if found.group(1) not in known and any(found.group(1) in text for text in texts)
            else found.group()
        ),
        message,
    )


def _leaves(data: Any, texts: set[str], keys: set[str]) -> None:
    """Gather the texts and the keys of plain data."""
    if isinstance(data, str):
        texts.add(data)
    elif isinstance(data, Mapping):
        keys.update(data)
        for value in data.values():
            _leaves(value, texts, keys)
    elif isinstance(data, list):
        for value in data:
            _leaves(value, texts, keys)
