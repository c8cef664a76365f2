"""One checklist per disposition, as text and as JSON, kept as files; tests/paper holds the other formats to these.

``MRI_CHECK_GOLDEN=write`` writes them anew; the diff is then read before it is committed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check.checklist import Disposition
from tests.conftest import write_request

HERE = Path(__file__).parent
SCAN = {
    "field_strength": "1.5 T", "bore": "cylindrical", "nucleus": "1H", "spatial_gradient": "15 T/m",
    "slew_rate": "200 T/m/s", "operating_mode": "normal", "region": "brain", "active_minutes": "20 min",
}  # fmt: skip


def request(device: str, facts: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "format": "mri-check/request/1", "id": "golden", "on": "2026-11-23", "market": "US",
        "implants": [{"device": device, "identified_by": "card", "facts": facts}],
        "other_implants": "none", "bringing": [], "scan": SCAN, **other,
    }  # fmt: skip


ACTIVE = {
    "pump_state": "active",
    "pump_face": "port-to-front",
    "drug": "baclofen",
    "flow_rate": "0.2 mL/day",
}
CONFIRMED = {
    "manufacturer": "medtronic", "on": "2026-11-23", "document": "M005186C003 Rev B", "by": "phone",
    "said": "confirmed", "answered": "all",
}  # fmt: skip
REQUESTS = {
    Disposition.WITHIN: request("8637-40", ACTIVE, consulted=[CONFIRMED]),
    Disposition.CONSULT: request("8637-40", ACTIVE),
    Disposition.INCOMPLETE: request("8667-20", {"drug": "morphine"}),
    Disposition.UNIDENTIFIED: request("SynchroMed", {}),
    Disposition.UNLABELLED: request("8637-20", ACTIVE, market="EU"),
    Disposition.OUTSIDE: request("8637-40", ACTIVE, scan={**SCAN, "bore": "open-sided", "field_strength": "1.2 T"}),
    Disposition.PROHIBITED: request("13827", {"reservoir": "15 mL"}),
}  # fmt: skip


def settled(text: str) -> str:
    """Without the digests, which change with every record."""
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:...", text)


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("disposition", list(Disposition), ids=lambda one: one.word)
def test_golden(
    disposition: Disposition,
    format: str,
    tmp_path: Path,
    command: Callable[..., tuple[int, str, str]],
) -> None:
    path = write_request(tmp_path / "request.json", REQUESTS[disposition])
    _, out, err = command("check", path, "--format", format)
    assert not err
    assert disposition.word.replace("-", " ") in out.lower().replace("-", " ")
    golden = HERE / f"{disposition.word}.{format}"
    if os.environ.get("MRI_CHECK_GOLDEN") == "write":
        golden.write_text(settled(out))
    assert settled(out) == golden.read_text(), (
        f"see {golden}; MRI_CHECK_GOLDEN=write writes it anew"
    )


def test_text_fits_80_columns() -> None:
    for path in HERE.glob("*.text"):
        for line in path.read_text().splitlines():
            assert len(line) <= 80 or "/" in line.split()[-1], f"{path.name}: {line}"


def test_what_an_implant_is_called_is_repeated_whole(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """Whatever stands in it: two leads whose names begin alike are two reasons, and neither is cut."""
    asked = ["lead :: old", "lead :: new"]
    path = write_request(tmp_path / "r.json", request("8637-40", ACTIVE, other_implants=asked))
    _, told, _ = command("check", path)
    for one in asked:
        assert f"- {one}: " in told
    reasons = json.loads(command("check", path, "--format", "json")[1])["reasons"]
    assert [
        one for one in asked if any(why["text"].startswith(f"{one}:") for why in reasons)
    ] == asked
