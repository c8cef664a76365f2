"""The worked cases of the readers (``cases.yaml``): a source, and what becomes of each of its rows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.checklist import Disposition
from mri_check.errors import RequestError
from mri_check.intake import JUDGE, Context, Row, rows
from mri_check.request import FORMAT
from mri_check.scanners import EXAMPLES

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
SCANNERS = frozenset({"g15", "g30", "MR1", "MR2"})


def read(source: bytes, catalogue: Catalogue, **known: Any) -> list[Row]:
    return list(rows(io.BytesIO(source), Context(catalogue, SCANNERS, **known)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_case(case: dict[str, Any], catalogue: Catalogue) -> None:
    source = case["source"].encode("latin-1" if case.get("latin") else "utf-8")
    known = {name: case[name] for name in ("columns",) if name in case}
    found = read(source, catalogue, keep=tuple(case.get("keep", ())), **known)
    assert [row.outcome for row in found] == [one["outcome"] for one in case["rows"]]
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    for row, expected in zip(found, case["rows"], strict=True):
        seen = _seen(row)
        for name, value in expected.items():
            if name in ("why", "notice", "possible"):
                assert value in seen[name], (name, seen[name])
            elif name != "refused":
                assert seen[name] == value, (name, seen)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_to_be_judged_can_be(case: dict[str, Any], catalogue: Catalogue) -> None:
    """Every request is one that a check takes; what is not known of implants is never one of the best two."""
    source = case["source"].encode("latin-1" if case.get("latin") else "utf-8")
    known = {name: case[name] for name in ("columns",) if name in case}
    found = read(source, catalogue, keep=tuple(case.get("keep", ())), **known)
    for row, expected in zip(found, case["rows"], strict=True):
        if row.outcome != JUDGE:
            continue
        request = {"format": FORMAT, **(row.request or {})}
        if "refused" in expected:
            with pytest.raises(RequestError, match=expected["refused"]):
                check(catalogue, read_request(request, EXAMPLES))
            continue
        result = check(catalogue, read_request(request, EXAMPLES))
        assert result.disposition >= Disposition.INCOMPLETE
        texts = [one["device"] for one in (row.request or {})["implants"]]
        if any(":" in text or "known" in text for text in texts):
            assert result.disposition >= Disposition.UNIDENTIFIED


def _seen(row: Row) -> dict[str, Any]:
    request = row.request or {}
    return {
        "outcome": row.outcome, "id": row.id, "offset": row.offset, "why": row.why, "day": request.get("on"),
        "devices": [one["device"] for one in request.get("implants", [])],
        "request_implants": request.get("implants"),
        "others": request.get("other_implants"),
        "bringing": request.get("bringing"),
        "exam": request.get("scan", {}).get("exam"),
        "scanner": request.get("scan", {}).get("scanner"),
        "notice": "\n".join(row.notices),
        "possible": "\n".join(row.possible),
        "keep": row.keep,
        "request": request,
    }  # fmt: skip
