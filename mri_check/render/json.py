"""The checklist as JSON, the form that scripts read; ASCII only, so that nothing in it is active."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from mri_check.checklist import (
    Checklist,
    Finding,
    ImplantOutcome,
    LabellingOutcome,
    Superseded,
)
from mri_check.exits import exit_code
from mri_check.record import Citation, Source
from mri_check.render.console import console_warning, without_limits
from mri_check.render.reasons import elsewhere, reasons


def to_json(checklist: Checklist) -> str:
    """The public form of a checklist, with a newline at its end."""
    return json.dumps(as_data(checklist), indent=2) + "\n"


def as_data(checklist: Checklist) -> dict[str, Any]:
    """The public form as plain data."""
    return {
        "format": "mri-check/checklist/1",
        "id": checklist.id,
        "tool": {"version": checklist.tool_version},
        "catalogue": {"edition": checklist.edition, "digest": checklist.digest},
        "on": checklist.on,
        "market": checklist.market,
        "disposition": checklist.disposition.word,
        "exit_code": exit_code(checklist.disposition),
        "decided_by": list(checklist.decided_by),
        "reasons": [{"id": one.id, "text": one.sentence} for one in reasons(checklist)],
        "scan": {
            axis: {"value": fact.value, "from": fact.from_, "overrides": fact.overrides}
            for axis, fact in checklist.scan.items()
        },
        "implants": _implants(checklist.implants),
        "items": _implants(checklist.items),
        "other_implants": _implants(checklist.other_implants),
        "consult": [
            {
                "manufacturer": one.manufacturer,
                "name": one.name,
                "answers_now": one.answers_now,
                "contacts": [
                    {**contact.told(), "source": _cited(contact.cited)} for contact in one.contacts
                ],
                "documents": [_source(source) for source in one.documents],
                "questions": [question.as_dict() for question in one.questions],
                **(
                    {"elsewhere": [elsewhere(each) for each in one.elsewhere]}
                    if one.elsewhere
                    else {}
                ),
            }
            for one in checklist.consult
        ],
        "checklist": [
            {
                "id": line.id,
                "phase": line.phase,
                "who": line.who,
                "state": line.state,
                "text": line.text,
                "why": line.why,
                "source": _cited(line.cited),
                "ours": line.ours,
            }
            for line in checklist.lines
        ],
        "console": [
            {
                "axis": one.axis,
                "limit": one.limit,
                "from": one.from_,
                "title": one.title,
                "permitted": one.permitted,
                "permitted_set": dict(one.form),
                "source": _cited(one.cited),
                "warnings": [
                    {**warning.as_dict(), "text": console_warning(warning)}
                    for warning in one.warnings
                ],
            }
            for one in checklist.console
        ],
        "console_without": without_limits(checklist),
        "notices": [
            {"id": one.id, "text": one.text, "source": _cited(one.cited)}
            for one in checklist.notices
        ],
        **_stated_elsewhere(checklist),
    }


def _stated_elsewhere(checklist: Checklist) -> dict[str, Any]:
    """What is there only where it was used: facts of the patient, the site's policy, the user's defaults."""
    form: dict[str, Any] = {}
    if checklist.patient:
        form["patient"] = dict(checklist.patient)
    if checklist.policy is not None:
        form["policy"] = {"name": checklist.policy[0], "digest": checklist.policy[1]}
    if checklist.configured:
        form["configuration"] = [one.as_dict() for one in checklist.configured]
    return form


def _cited(cited: Citation | None) -> dict[str, str]:
    if cited is None:
        return {}
    pairs = (
        ("id", cited.source), ("document", cited.document), ("page", cited.page),
        ("section", cited.section), ("address", cited.address),
    )  # fmt: skip
    return {name: value for name, value in pairs if value is not None}


def _implants(outcomes: Iterable[ImplantOutcome]) -> list[dict[str, Any]]:
    return [_implant(one) for one in outcomes]


def _implant(one: ImplantOutcome) -> dict[str, Any]:
    identified = None
    if one.device is not None:
        identified = {
            "manufacturer": one.manufacturer,
            "device": one.device,
            "model": one.model,
            "name": one.name,
        }
    return {
        "place": one.place,
        "asked": one.asked,
        "market": one.market,
        "identified": identified,
        "candidates": [
            {
                "device": candidate.device,
                "name": candidate.name,
                "models": list(candidate.models),
                "tell_apart": candidate.tell_apart,
                "disposition": candidate.disposition.word,
            }
            for candidate in one.candidates
        ],
        "did_you_mean": list(one.did_you_mean),
        "disposition": one.disposition.word,
        "decided_by": list(one.decided_by),
        "facts": dict(one.stated),
        "checked_by": one.checked_by,
        "labellings": [_labelling(labelling) for labelling in one.labellings],
        "findings": [_finding(finding) for finding in one.findings],
        "superseded": [_superseded(old) for old in one.superseded],
        "components": _implants(one.components),
    }


def _labelling(one: LabellingOutcome) -> dict[str, Any]:
    return {
        "id": one.id,
        "market": one.market,
        "market_basis": "inferred" if one.market_inferred else "printed",
        "mr_status": one.mr_status,
        "document": one.source.document,
        "dated": one.dated,
        "read": one.read,
        "digest": one.digest,
        "disposition": one.disposition.word,
        "decided_by": list(one.decided_by),
        "settings": [
            {"id": id, "verdict": verdict.value, "mr_status": one.statuses[id]}
            for id, verdict in one.settings
        ],
        "findings": [_finding(finding) for finding in one.findings],
        "silences": [
            {
                "axis": silence.axis,
                "is": silence.is_,
                "settings": list(silence.of),
                "source": _cited(silence.cited),
            }
            for silence in one.silences
        ],
        "tested": [
            {"axis": it.axis, "value": it.value, "says": it.says, "source": _cited(it.cited)}
            for it in one.tested
        ],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "id": one.id,
        "setting": one.setting,
        "kind": one.kind,
        "origin": one.origin,
        "axis": one.axis,
        "title": one.title,
        "verdict": one.verdict.value,
        "permitted": one.permitted,
        "permitted_set": dict(one.permitted_set),
        "stated": one.stated,
        "stated_set": one.stated_set,
        "otherwise": one.otherwise,
        "note": one.note,
        "may_be_superseded_by": list(one.may_be_superseded_by),
        "source": _cited(one.cited),
    }


def _superseded(old: Superseded) -> dict[str, Any]:
    return {**old.as_dict(), "said": list(old.said)}


def _source(one: Source) -> dict[str, Any]:
    return one.as_dict()
