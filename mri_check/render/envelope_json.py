"""The envelope as JSON, the form that scripts read; ASCII only."""

from __future__ import annotations

import json
from typing import Any

from mri_check.boxes import Allowed, Forbidden, Limit, Party, Row, Why
from mri_check.checklist import ImplantOutcome
from mri_check.envelope import Case
from mri_check.exits import exit_code
from mri_check.fleet import Mark
from mri_check.record import Citation, Condition
from mri_check.render.bounds import Named, limit_words, why_words
from mri_check.render.console import console_warning
from mri_check.spelling import in_form
from mri_check.survey import Survey


def to_json(it: Survey) -> str:
    """The public form of an envelope, with a newline at its end."""
    return json.dumps(as_data(it), indent=2) + "\n"


def as_data(it: Survey) -> dict[str, Any]:
    """The public form as plain data; decimals are strings."""
    name = Named(it.implants)
    marks = it.marks or ((),) * len(it.cases)
    return {
        "format": "mri-check/envelope/1",
        "tool": {"version": it.tool_version},
        "catalogue": {"edition": it.edition, "digest": it.digest},
        "on": it.on,
        "market": it.market,
        "disposition": it.disposition.word,
        "exit_code": exit_code(it.disposition),
        "implants": [_implant(one, it) for one in it.implants],
        "cases": [_case(case, mark, name) for case, mark in zip(it.cases, marks)],
        "notices": [
            {"id": one.id, "text": one.text, "source": _cited(one.cited)} for one in it.notices
        ],
    }


def _cited(cited: Citation | None) -> dict[str, str]:
    if cited is None:
        return {}
    found = {**cited.as_dict()}
    found["id"] = found.pop("source")
    return {key: value for key, value in found.items() if value is not None}


def _implant(one: ImplantOutcome, it: Survey) -> dict[str, Any]:
    known = {"manufacturer": one.manufacturer, "device": one.device, "model": one.model, "name": one.name}  # fmt: skip
    return {
        "place": one.place,
        "asked": one.asked,
        "identified": known if one.device is not None else None,
        "candidates": [
            {"device": c.device, "name": c.name, "models": list(c.models), "tell_apart": c.tell_apart}
            for c in one.candidates
        ],
        "did_you_mean": list(one.did_you_mean),
        "facts": dict(one.stated),
        "disposition": one.disposition.word,
        "no_envelope": one.place in it.refused,
        "labellings": [
            {
                "id": label.id, "market": label.market, "document": label.source.document,
                "market_basis": "inferred" if label.market_inferred else "printed",
                "dated": label.dated, "read": label.read, "mr_status": label.mr_status,
            }
            for label in one.labellings
        ],
        "superseded": [{**old.as_dict(), "said": list(old.said)} for old in one.superseded],
    }  # fmt: skip


def _case(case: Case, marks: tuple[tuple[Mark, ...], ...], name: Named) -> dict[str, Any]:
    return {
        "states": [
            {"implant": one.owner, "axis": one.axis.name, "title": one.axis.title, "value": one.stated.text}
            for one in case.told
        ],
        "disposition": case.disposition.word,
        "boxes": [_box(box) for box in case.allowed],
        "prohibits": [_forbidden(one) for one in case.forbidden],
        "refused": [_why(why, name) for why in case.refused],
        "left_out": [_why(why, name) for why in case.left_out],
        "scanners": [
            {"scanner": found[0].scanner, "is": found[0].kind, "boxes": [_mark(one) for one in found]}
            for found in marks
        ],
    }  # fmt: skip


def _party(party: Party) -> dict[str, Any]:
    return {"implant": party.place, "labelling": party.labelling.id, "origin": party.origin}


def _box(box: Allowed) -> dict[str, Any]:
    return {
        "ways": [
            {**_party(party), "settings": [one.id for one in settings]}
            for party, settings in box.ways
        ],
        "limits": [_row(row) for row in box.rows],
        "silences": [
            {
                "axis": one.axis,
                "title": one.title,
                "is": one.is_,
                "limited_by_another": one.limited,
                "labellings": [
                    {**_party(party), "is": silence.is_, "source": _cited(silence.cited)}
                    for party, silence in one.told
                ],
            }
            for one in box.quiet
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    stated = row.limits[0].stated
    binding = row.binding
    return {
        "axis": row.axis.name,
        "title": row.axis.title,
        "implant": row.owner or None,
        "permitted": limit_words(row),
        "permitted_set": in_form(row.axis, row.permitted),
        "stated": stated.text if stated is not None else None,
        "settled": row.settled,
        "bound_by": [{**_limit(one), "binds": one in binding} for one in row.limits],
    }


def _limit(one: Limit) -> dict[str, Any]:
    return {
        **_party(one.party),
        "setting": one.setting,
        **_condition(one.condition),
        "otherwise": one.condition.otherwise,
        "note": one.condition.note,
    }


def _condition(one: Condition) -> dict[str, Any]:
    return {
        "axis": one.axis.name,
        "permitted": one.text,
        "permitted_set": dict(one.form),
        "source": _cited(one.cited),
    }


def _forbidden(one: Forbidden) -> dict[str, Any]:
    conditions = one.conditions or one.box.conditions
    told = [{**_condition(condition)} for condition in conditions]
    for form in told:
        form["forbidden"] = form.pop("permitted")
        form["forbidden_set"] = form.pop("permitted_set")
    return {**_party(one.party), "box": one.box.id, "says": one.box.says, "conditions": told}


def _why(why: Why, name: Named) -> dict[str, Any]:
    return {
        "kind": why.kind,
        "disposition": why.disposition.word,
        **(_party(why.party) if why.party is not None else {}),
        "setting": why.setting or None,
        "text": why_words(why, name),
        "limits": [_limit(one) for one in why.limits],
        "prohibits": [_forbidden(one) for one in why.forbidden],
    }


def _mark(one: Mark) -> dict[str, Any]:
    return {
        "box": one.box,
        "is": one.kind,
        "remarks": [
            {
                "is": remark.kind,
                "axis": remark.axis.name,
                "has": remark.has,
                "forbidden" if remark.forbidden else "permitted": remark.permitted,
                "warning": {**remark.warning.as_dict(), "text": console_warning(remark.warning)}
                if remark.warning is not None
                else None,
            }
            for remark in one.remarks
        ],
    }
