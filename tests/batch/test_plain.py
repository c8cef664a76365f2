"""The quickest road takes no row for another one: what was once taken so, by every reader."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mri_check import kept, load_catalog
from mri_check.batch import memory
from mri_check.batch.desk import Desk
from mri_check.batch.engine import Engine
from mri_check.batch.reading import strict
from mri_check.policy import Policy, Rule
from tests.batch.test_agrees import READERS
from tests.worlds import labelling

CATALOGUE = load_catalog()
SCAN = {
    "field_strength": "1.5 T", "bore": "cylindrical", "nucleus": "1H", "spatial_gradient": "15 T/m",
    "slew_rate": "200 T/m/s", "operating_mode": "normal", "active_minutes": "15 min", "region": "brain",
}  # fmt: skip
FACTS = {"pump_state": "active", "pump_face": "port-to-front", "flow_rate": "0.02 mL/day"}


def row(**more: Any) -> dict[str, Any]:
    return {
        "format": "mri-check/request/1", "id": "a", "on": "2026-11-23", "market": "US",
        "implants": [{"device": "8637-40", "identified_by": "card", "facts": FACTS}],
        "other_implants": "none", "bringing": "none", "scan": SCAN, **more,
    }  # fmt: skip


def told(form: Any) -> bytes:
    return json.dumps(form, separators=(",", ":")).encode()


def warm(desk: Desk, reader: str) -> Engine:
    """An engine for which rows of the plain form are nothing new."""
    engine = Engine(desk, reader)
    for _ in range(3):
        engine.line(0, told(row()), "f", 0)
    if reader == "msgspec":
        assert engine.plain is not None
        assert engine.plain(0, told(row()))
    engine.tally.close()
    return engine


def agree(desk: Desk, reader: str, rows: list[bytes]) -> None:
    engine = warm(desk, reader)
    for raw in [*rows, *rows]:
        wanted = Engine(desk, "json").slow(1, strict(raw), "f", 0)
        assert engine.line(1, raw, "f", 0) == wanted


@pytest.mark.parametrize("reader", READERS)
def test_a_key_twice_is_not_hidden_by_an_id_that_is_longer_as_it_is_written(reader: str) -> None:
    engine = warm(Desk(CATALOGUE), reader)
    raw = told(row()).replace(b'"id":"a"', b'"id":"ab","id":"\x7f\x7f"')
    assert json.loads(engine.line(1, raw, "f", 0))["disposition"] == "unreadable"


@pytest.mark.parametrize("reader", READERS)
def test_every_character_of_ascii_in_id_and_device(reader: str) -> None:
    signs = [chr(one) for one in range(1, 128)]
    rows = [told(row(implants=[{"device": f"8637-40{one}", "facts": FACTS}])) for one in signs]
    rows += [told(row(id=f"a{one}")) for one in signs]
    rows += [one.replace(b"\\u007f", b"\x7f") for one in rows if b"\\u007f" in one]
    agree(Desk(CATALOGUE), reader, rows)


@pytest.mark.parametrize("reader", READERS)
def test_how_a_device_was_identified_may_stand_among_its_facts(reader: str) -> None:
    rule = labelling(id="policy/by", always={"implant.identified_by": {"one_of": ["card"]}})
    policy = Policy("site", (Rule(None, None, rule.replace(mr_status=None)),), "d")
    implants = [
        {"device": "8637-40", "facts": {**FACTS, "identified_by": "verbal"}},
        {"device": "8637-40", "facts": FACTS},
        {"device": "8637-40", "facts": {**FACTS, "identified_by": "card"}},
        {"device": "8637-40", "identified_by": "card", "facts": {"identified_by": "verbal"}},
    ]
    rows = [told(row(implants=[one])) for one in implants]
    agree(Desk(CATALOGUE, policy, findings=True), reader, rows)


@pytest.mark.parametrize("reader", READERS)
def test_two_unknown_devices_of_one_name_are_not_two_of_different_names(reader: str) -> None:
    pairs = [("x", "y"), ("x", "x"), ("(01)00643169007223(21)S1", "(01)00643169007223(21)S2")]
    rows = [told(row(implants=[{"device": one} for one in pair])) for pair in pairs]
    rows += [told(row(implants=[{"device": one}], bringing=[two])) for one, two in pairs]
    agree(Desk(CATALOGUE, findings=True), reader, rows)


@pytest.mark.parametrize("reader", READERS)
def test_a_row_is_counted_once_whatever_was_forgotten(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = warm(Desk(CATALOGUE), reader)
    monkeypatch.setattr(kept, "MOST", 4)
    days = [f"2026-11-{day:02}" for day in (23, 24, 25, 26, 23, 27, 24, 25, 28, 26, 27, 23)]
    for number in range(120):
        if not number % 7:
            engine.heads.clear()
        engine.line(number, told(row(on=days[number * 5 % 12])), "f", 0)
    assert engine.tally.close()["rows"] == 120


@pytest.mark.parametrize("reader", READERS)
def test_what_is_remembered_is_bounded_over_all_frames_together(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(CATALOGUE)
    engine = warm(desk, reader)
    monkeypatch.setattr(memory, "MOST_BLANKS", 5)
    monkeypatch.setattr(memory, "MOST_FRAMES", 4)
    scan = {name: value for name, value in SCAN.items() if name != "region"}
    for at in range(36):
        implants = [{"device": ("8637-40", "8637-20", "8472")[at % 3], "facts": FACTS}]
        raw = told(row(implants=implants, scan={**scan, "exam": f"MRI BRAIN {at // 3 % 4}"}))
        assert engine.line(1, raw, "f", 0) == Engine(desk, "json").slow(1, strict(raw), "f", 0)
        frames = engine.frames.values()
        assert len(frames) <= 4
        for kept_of in ("blanks", "plans"):
            assert sum(len(getattr(one, kept_of)) for one in frames) <= 5


@pytest.mark.skipif("msgspec" not in READERS, reason="it reads by msgspec")
def test_a_row_that_states_little_goes_by_the_quickest_road_too() -> None:
    """What conditions look at and no row has stated yet closes it to none."""
    engine = Engine(Desk(CATALOGUE), "msgspec")
    raw = told(row(scan={"field_strength": "3 T"}, implants=[{"device": "8637-40"}]))
    line = engine.line(1, raw, "f", 0)
    assert engine.plain is not None
    assert (
        b"".join(engine.plain(1, raw)) == line == Engine(engine.desk).slow(1, strict(raw), "f", 0)
    )


def test_of_an_identifier_what_names_the_device_is_told_and_no_serial_number() -> None:
    """Judged again by a name, what is open of the package would be closed."""
    own = load_catalog()
    own.identifiers = {"00643169007222": ("medtronic/synchromed-ii", "8637-40", "package")}
    one = told(row(implants=[{"device": "(01)00643169007222(21)S1", "facts": FACTS}]))
    engine = Engine(Desk(own))
    for _ in range(3):
        line = json.loads(engine.line(1, one, "f", 0))
        assert {"id": "implants/1/package", "who": "technologist"} in line["open"]
        assert line["asked"]["implants"][0]["device"] == "00643169007222"
        assert "S1" not in json.dumps(line)


DATED = {**FACTS, "implanted_on": "2021-05-04"}
PLANNED = {
    name: value for name, value in SCAN.items() if name not in ("bore", "nucleus", "field_strength")
}


@pytest.mark.skipif("msgspec" not in READERS, reason="it reads by msgspec")
@pytest.mark.parametrize(
    "device", ["8637-40", "8667-20", "8615", "11827", "13827", "16827", "91827"]
)
@pytest.mark.parametrize(
    "scan", [SCAN, {"scanner": "g30", "region": "brain"}, {**PLANNED, "scanner": "g15"}]
)
def test_rows_about_shipped_pumps_are_judged_once(device: str, scan: dict[str, str]) -> None:
    """Then the quickest road has them: a schedule of real pumps is not as slow as a check for each of its rows."""
    engine = Engine(Desk(CATALOGUE), "msgspec")
    one = {"device": device, "identified_by": "card", "facts": DATED}
    raw = told(row(scan=scan, implants=[one], patient={"pregnant": "no"}))
    line = engine.line(1, raw, "f", 0)
    assert engine.plain is not None
    assert b"".join(engine.plain(1, raw)) == line
    assert line == Engine(engine.desk).slow(1, strict(raw), "f", 0)
    assert not engine.slow_rows


@pytest.mark.parametrize("reader", READERS)
def test_a_day_of_another_age_is_unreadable_on_every_road(reader: str) -> None:
    desk, days = Desk(CATALOGUE), ["0026-11-20", "1026", "1899-12-31", "1900-01-01", "2021-05-04"]
    dated = [[{"device": "8637-40", "facts": {**FACTS, "implanted_on": day}}] for day in days]
    rows = [told(row(implants=one)) for one in dated] + [told(row(on="0026-11-23"))]
    agree(desk, reader, rows)
    found = [json.loads(Engine(desk, reader).line(1, raw, "f", 0))["disposition"] for raw in rows]
    assert [one == "unreadable" for one in found] == [True, True, True, False, False, True]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "region", [["brain", "chest"], ["chest", "brain"], ["brain", "brain"], ["neck"]]
)
def test_lists_of_regions_are_judged_once(reader: str, region: list[str]) -> None:
    engine = Engine(Desk(CATALOGUE, findings=True), reader)
    raw = told(row(scan={**SCAN, "region": region}))
    for other in ("1.5 T", "3 T", "1.5 T"):
        more = raw.replace(b'"1.5 T"', told(other))
        assert engine.line(1, more, "f", 0) == Engine(engine.desk).slow(1, strict(more), "f", 0)
    assert not engine.slow_rows
