"""Batch agrees with check, byte for byte: random requests, random catalogues, every reader, with and without memory."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import load_catalog
from mri_check.batch import columns, plain
from mri_check.batch.desk import Desk
from mri_check.batch.engine import Engine
from mri_check.batch.reading import strict
from mri_check.batch.result import FORMAT, dumps, repeated
from mri_check.configuration import read_configuration
from mri_check.errors import RequestError
from mri_check.policy import Policy, Rule
from tests.laws.test_whole_checks import CONSULTED, FACTS, SCAN, some
from tests.worlds import SOURCES, catalogue, document, labelling

READERS = [
    name for name in ("json", "msgspec", "orjson") if importlib.util.find_spec(name) is not None
]
CATALOGUE = load_catalog()
RULES = [
    labelling(id="policy/mode", always={"scan.operating_mode": {"at_most": "normal"}}),
    labelling(id="policy/box", prohibits=[{"says": "no", "scan.region": {"one_of": ["brain"]}}]),
]
POLICY = Policy(
    "site", tuple(Rule(None, None, rule.replace(mr_status=None)) for rule in RULES), "d"
)
DEVICES = ["8637-40", "8667-20", "8472", "8472-20-05", "8615", "11827", "13827", "91827", "SynchroMed", "Codman 3000",
           "no such pump", "(01)00643169007222(21)S1"]  # fmt: skip
some_more = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def said(desk: Desk, number: int, row: dict[str, Any]) -> bytes:
    """What the readable path says of a row."""
    ref = strict(json.dumps(row).encode())
    kept = {name: row[name] for name in desk.keep if name in row}
    bare = ref.replace(
        data={name: value for name, value in ref.data.items() if name not in desk.keep}
    )
    form = {"format": FORMAT, "row": number, "id": row.get("id")}
    if desk.keep:
        form["keep"] = kept
    resolved = desk.resolved(bare)
    checklist = desk.check(resolved)
    form |= desk.result(checklist)
    form["asked"] = json.loads(Engine(desk).asked(bare.data, resolved))
    if notices := repeated(checklist.notices):
        form["notices"] = notices
    return dumps(form).encode() + b"\n"


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    implants = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        one: dict[str, Any] = {"device": draw(st.sampled_from(DEVICES)), "facts": draw(some(FACTS))}
        if draw(st.booleans()):
            one["identified_by"] = draw(st.sampled_from(["card", "verbal"]))
        implants.append(one)
    row: dict[str, Any] = {
        "format": "mri-check/request/1", "id": draw(st.sampled_from(["a", "é", "ORD:1", "\u202e"])),
        "on": draw(st.sampled_from(["2026-11-23", "2019-03-01"])), "implants": implants,
        "scan": draw(some(SCAN)),
    }  # fmt: skip
    optional: dict[str, list[Any]] = {
        "market": ["US", "EU", "DE"], "other_implants": ["none", ["hip"], ["SynchroMed II"]],
        "bringing": [[], ["clinician programmer"], ["a stethoscope"]], "consulted": [[CONSULTED]],
        "patient": [{"pregnant": "no"}, {"implanted_on": "2021"}],
        "answers": [{"surgical-site-healed": "confirmed"}, {"other-implant-conditions-met": "denied"},
                    {"full-stop": "denied"}, {"urgency-decides": "denied"}, {"withdrawal-of-baclofen": "denied"}],
    }  # fmt: skip
    for name, values in optional.items():
        if draw(st.booleans()):
            row[name] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        row["scan"]["scanner"] = draw(st.sampled_from(["g15", "g30", "unknown"]))
    if draw(st.sampled_from([False, False, True])):
        exams = ["MRI BRAIN", "MRI L-SPINE", "MRI SPINE", "x", "MRI BRAIN 3T", "MRI SPINE 7T"]
        row["scan"]["exam"] = draw(st.sampled_from(exams))
    return row


def agree(desk: Desk, rows: list[dict[str, Any]], readers: list[str] = READERS) -> None:
    expected = []
    for number, row in enumerate(rows):
        try:
            expected.append(said(desk, number, row))
        except RequestError:
            expected.append(b"")
    for reader in readers:
        engine = Engine(desk, reader)
        for written in (None, (",", ":"), None):  # from the second time on from memory
            for number, (row, wanted) in enumerate(zip(rows, expected)):
                got = engine.line(number, json.dumps(row, separators=written).encode(), "f", 0)
                if wanted:
                    assert got == wanted
                else:
                    assert json.loads(got)["disposition"] == "unreadable"
        counts = engine.tally.close()
        assert counts["rows"] == 3 * len(rows)


@some_more
@given(st.lists(requests(), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_batch_agrees_with_check(rows: list[dict[str, Any]], findings: bool, policy: bool) -> None:
    agree(Desk(CATALOGUE, POLICY if policy else None, findings=findings), rows)


def test_what_no_row_states_is_said_of_every_row(tmp_path: Path) -> None:
    """A default, an example scanner, an exam that contradicts: as ``check`` says it, on every road and in every form."""
    (tmp_path / "c.yaml").write_text("format: mri-check/config/1\nmarket: US\nscanner: g30\n")
    desk = Desk(CATALOGUE, configuration=read_configuration(str(tmp_path / "c.yaml")))
    row: dict[str, Any] = {
        "format": "mri-check/request/1", "on": "2026-11-23", "implants": [{"device": "8637-40"}], "scan": {"slew_rate": "1 T/m/s"},
    }  # fmt: skip
    scans = [
        {}, {"scanner": "g15"}, {"scanner": "unknown"}, {"field_strength": "1.5 T"}, {"exam": "MRI BRAIN 1.5T"},
        {"exam": "MRI BRAIN", "region": "pelvis"}, {"exam": "MRI BRAIN 3T", "scanner": "g15"}, {"region": "brain"},
    ]  # fmt: skip
    rows = [{**row, "scan": {**row["scan"], **scan}} for scan in scans]
    rows += [{**one, "implants": [{"device": "a pump"}]} for one in rows]
    agree(desk, rows)
    told = [json.loads(said(desk, 1, one))["notices"] for one in rows]
    assert told[8:] == told[:8]
    market, scanner, example = "market US is not", "scanner g30 is not", "is the example that ships"
    wanted = [
        (example, market, scanner), (example, market), (market,), ("g30 of the configuration", market),
        ("g30 of the configuration", market), (example, "exam names", market, scanner),
        (example, "exam names", market), (example, market, scanner),
    ]  # fmt: skip
    for texts, parts in zip(told, wanted, strict=False):
        assert len(texts) == len(parts)
        assert all(part in text for part, text in zip(parts, texts)), texts


CONDITIONS = {
    "scan.field_strength": [{"one_of": ["1.5 T"]}, {"one_of": ["1.5 T", "3 T"]}],
    "scan.spatial_gradient": [{"at_most": "15 T/m"}, {"less_than": "19 T/m"}],
    "scan.operating_mode": [{"at_most": "normal"}],
    "scan.region": [{"one_of": ["head"]}, {"one_of": ["torso", "head"]}],
    "scan.active_minutes": [{"at_most": "30 min"}],
    "implant.pump_state": [{"one_of": ["active"]}, {"one_of": ["depleted", "stopped"]}],
    "implant.implanted_on": [{"at_least": "6 weeks"}],
    "implant.drug": [{"one_of": ["baclofen"]}],
    "ask.healed": [{"asks": "Is it healed?"}],
}  # fmt: skip
WHEN = {name: CONDITIONS[name] for name in ("implant.pump_state", "implant.drug")}


@st.composite
def boxes(draw: st.DrawFn, options: dict[str, list[Any]], least: int = 0) -> dict[str, Any]:
    found = draw(some(options, least))
    return {
        axis: {**form, "page": "1"}
        | ({"otherwise": "not-listed"} if draw(st.booleans()) and "asks" not in form else {})
        for axis, form in found.items()
    }


@st.composite
def labels(draw: st.DrawFn) -> dict[str, Any]:
    form: dict[str, Any] = {"read": "part"}
    if always := draw(boxes(CONDITIONS)):
        form["always"] = always
    status = {
        "is": draw(st.sampled_from(["conditional", "conditional", "not-printed"])),
        "page": "1",
    }
    form["mr_status"] = status
    names = draw(st.sampled_from([[], ["a"], ["a", "b"]]))
    settings_: dict[str, Any] = {}
    for name in names:
        one = draw(boxes({k: v for k, v in CONDITIONS.items() if k not in always}, 1))
        if draw(st.booleans()):
            one["when"] = draw(some(WHEN, 1))
        settings_[name] = one
    if settings_:
        form["settings"] = settings_
    if draw(st.booleans()):
        box = draw(boxes({k: v for k, v in CONDITIONS.items() if not k.startswith("ask.")}, 1))
        form["prohibits"] = [{"says": "not this", **box}]
        if draw(st.booleans()):
            form["prohibits"][0]["when"] = draw(some(WHEN, 1))
    return form


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(labels(), min_size=1, max_size=2), st.lists(requests(), min_size=4, max_size=12))
def test_batch_agrees_with_check_on_invented_catalogues(
    forms: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> None:
    with TemporaryDirectory() as folder:
        base = "manufacturers/acme"
        older = {**SOURCES["doc"], "number": "DOC0", "dated": "2019-01-01"}
        sources = {"kind": "sources", "sources": {**SOURCES, "old": older}}
        files: dict[str, Any] = {f"{base}/sources/sources.yaml": sources}
        for name, dated, form in zip(("doc", "old"), ("2024-01-01", "2019-01-01"), forms):
            path = f"{base}/pump/us-{name}.yaml"
            files[path] = document(**form) | {"source": name, "dated": dated}
        world = catalogue(Path(folder), files)
        for row in rows:
            row["market"] = "US"
            row.pop("answers", None)
            if row["scan"].get("bore") and "healed" in world.asks:
                row["answers"] = {"healed": "confirmed"}
            row["implants"] = [{**one, "device": "AP1"} for one in row["implants"][:1]]
        agree(Desk(world, None, findings=True), rows)


def test_forgetting_everything_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"format": "mri-check/request/1", "id": str(at), "on": "2026-11-23", "market": "US",
         "implants": [{"device": "8637-40", "facts": {"flow_rate": f"0.{at + 1} mL/day"}}],
         "scan": {"spatial_gradient": f"{at}.5 T/m"}}
        for at in range(30)
    ]  # fmt: skip
    whole = [Engine(Desk(CATALOGUE, findings=True)) for _ in range(2)]
    lines = [whole[0].line(1, json.dumps(row).encode(), "f", 0) for row in rows]
    for name, most in (("MOST_TEXTS", 3), ("MOST_KEYS", 2)):
        monkeypatch.setattr(columns, name, most)
    monkeypatch.setattr(plain, "MOST", 0)
    assert [whole[1].line(1, json.dumps(row).encode(), "f", 0) for row in rows] == lines


def test_numbers_that_never_come_again_are_read_and_not_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many as are remembered and as many again, of each form a number may have; then all of them once more."""
    monkeypatch.setattr(columns, "MOST_TEXTS", 5)
    texts = [
        f"{at}.{at}{unit}"
        for at in range(6)
        for unit in (" T/m", " T/m ", " mT/m", "0 T/m", "T/m", " G/cm")
    ]
    texts += [
        "1e1 T/m",
        ".5 T/m",
        "5. T/m",
        "01 T/m",
        "1_0 T/m",
        "+1 T/m",
        "nan T/m",
        "١ T/m",
        "",
        " T/m",
        "18.999 T/m",
        "19 T/m",
        "19.001 T/m",
    ]
    rows = [
        json.dumps({
            "format": "mri-check/request/1", "id": str(at), "on": "2026-11-23", "market": "US",
            "implants": [{"device": "8637-40"}],
            "scan": {"spatial_gradient": text, **({"region": "brain"} if at % 2 else {})},
        }, ensure_ascii=False).encode()
        for at, text in enumerate(texts)
    ]  # fmt: skip
    bare = [json.dumps({**json.loads(rows[0]), "scan": {}}).encode()]
    engine = Engine(Desk(CATALOGUE, findings=True))
    for _ in range(3):
        for raw in (*rows, *bare):
            wanted = Engine(engine.desk, "json").slow(1, strict(raw), "f", 0)
            assert engine.line(1, raw, "f", 0) == wanted
        engine.settle()
        crowded = [name for name, one in engine.readers.items() if one.seen.crowded]
        assert crowded == ["scan.spatial_gradient"]
