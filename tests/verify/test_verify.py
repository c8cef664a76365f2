"""What was scanned: each attribute on its axis, each gap never kept, the engine of check."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.intake.header import header
from mri_check.performed import Header
from mri_check.render.verified import verified
from mri_check.verdict import MET, NOT_MET, UNKNOWN
from tests import worlds
from tests.verify.scans import (
    CLASSIC,
    LIMITS,
    MORE,
    PATIENT,
    by_axis,
    classic,
    el,
    enhanced,
    judge,
    modes,
    outcomes,
    sars,
    uncounted,
    whole,
    world,
)  # fmt: skip


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A pump whose label limits what an enhanced image can tell."""
    return world(tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A pump whose label limits every axis that headers tell."""
    return world(tmp_path_factory.mktemp("wide"), {**LIMITS, **MORE})


def test_all_told_and_kept(acme: Catalogue) -> None:
    it = judge(acme, whole())
    assert it.verdict is MET
    assert by_axis(it) == {"field_strength": "met", "operating_mode": "met", "whole_body_sar": "met"}  # fmt: skip


@pytest.mark.parametrize(
    "value,class_,told",
    [
        ("1.5", "1.5 T", "1.5 T"),
        ("3", "3 T", "3 T"),
        ("2.89", "3 T", "3 T (2.89 T in the header, listed in the catalogue as this class)"),
        ("2.8936", "3 T", "3 T (2.8936 T in the header, within 4 % of it)"),
        ("1.494", "1.5 T", "1.5 T (1.494 T in the header, within 4 % of it)"),
        ("4.85", None, "4.7 T, 5 T (4.85 T in the header, within 4 % of each)"),
        ("1.44", "1.5 T", "1.5 T (1.44 T in the header, within 4 % of it)"),
        ("1.56", "1.5 T", "1.5 T (1.56 T in the header, within 4 % of it)"),
    ],
)
def test_a_measured_field_is_set_on_its_class_and_says_how(
    value: str, class_: str | None, told: str, acme: Catalogue
) -> None:
    it = judge(acme, classic(t00180087=el("DS", value)))
    assert it.told["scan.field_strength"].text == told
    expected = {"1.5 T": "met"}.get(class_ or "", "not_met")
    assert by_axis(it)["field_strength"] == expected


@pytest.mark.parametrize(
    "element,why",
    [
        (el("DS", "15000"), "is 15000: no field of a scanner in tesla"),
        (el("DS", "0"), "is 0: no field"),
        (el("DS", "-1.5"), "is no number"),
        (el("DS", "NaN"), "is no number"),
        (el("DS", "1_5"), "is no number"),
        (el("DS", "1.5 T"), "is no number"),
        (el("DS", "1.5", "3"), "has several values"),
        (el("DS", "1.3"), "near no class"),
        (el("DS", "1.439"), "near no class"),
        (el("DS"), "is empty"),
        (el("DS", ""), "is empty"),
        (el("DS", None), "is empty"),
    ],
)
def test_a_field_that_is_none_is_not_told(element: Any, why: str, acme: Catalogue) -> None:
    it = judge(acme, whole(t00180087=element))
    ((gap, _),) = it.told["scan.field_strength"].gaps
    assert why in gap
    assert by_axis(it)["field_strength"] == "unknown"
    assert it.verdict is UNKNOWN


def test_absent_empty_and_zero_are_three_things(acme: Catalogue) -> None:
    gaps = set()
    for element in (None, el("SQ", {"00189179": el("CS", "IEC_WHOLE_BODY"), "00189181": el("FD")}), sars(IEC_WHOLE_BODY="0")):  # fmt: skip
        more = {} if element is None else {"t00189239": element}
        it = judge(acme, classic(**more))
        assert by_axis(it)["whole_body_sar"] == "unknown"
        gaps.add(it.told["scan.whole_body_sar"].gaps[0][0])
    assert len(gaps) == 3


def test_classic_sar_is_told_and_settles_nothing(acme: Catalogue) -> None:
    for value in ("0.1", "9"):
        it = judge(acme, classic(t00181316=el("DS", value)))
        assert by_axis(it)["whole_body_sar"] == "unknown"
        text = verified(it, 41, "text")
        assert f"{value} W/kg" in text
        assert "of no stated kind" in text


@pytest.mark.parametrize("kind", ["IEC_PARTIAL_BODY", "IEC_LOCAL", "IEC_SOMETHING", ""])
def test_another_kind_of_sar_settles_nothing(kind: str, wide: Catalogue) -> None:
    it = judge(wide, classic(t00189239=sars(**{kind: "9"})))
    assert by_axis(it)["whole_body_sar"] == by_axis(it)["head_sar"] == "unknown"
    assert "9 W/kg" in verified(it, 41, "text")


@pytest.mark.parametrize(
    "axis,more,verdict",
    [
        ("operating_mode", {"t00189176": modes(RF="IEC_FIRST_LEVEL")}, "not_met"),
        ("operating_mode", {"t00189176": modes(GRADIENT="IEC_NORMAL")}, "unknown"),
        ("operating_mode", {"t00189176": modes(RF="NORMAL")}, "unknown"),
        ("gradient_mode", {"t00189176": modes(GRADIENT="IEC_FIRST_LEVEL", RF="IEC_SECOND_LEVEL")}, "met"),
        ("gradient_mode", {"t00189176": modes(GRADIENT="IEC_SECOND_LEVEL")}, "not_met"),
        ("whole_body_sar", {"t00189239": sars(IEC_WHOLE_BODY="2")}, "met"),
        ("whole_body_sar", {"t00189239": sars(IEC_WHOLE_BODY="2.0000001")}, "not_met"),
        ("head_sar", {"t00189239": sars(IEC_HEAD="3.3")}, "not_met"),
        ("b1_rms", {"t00181320": el("FL", "2.0999999046325684")}, "not_met"),
        ("b1_rms", {"t00181320": el("FL", "0.1")}, "unknown"),  # its unit is confirmed by nothing
        ("transmit_coil", {"t00189049": el("SQ", {"00189051": el("CS", "SURFACE")})}, "met"),
        ("transmit_coil", {"t00189049": el("SQ", {"00189051": el("CS", "BODY")})}, "not_met"),
        ("transmit_coil", {"t00189049": el("SQ", {"00189051": el("CS", "VOLUME")})}, "unknown"),
        ("transmit_coil", {"t00181251": el("SH", "HEAD")}, "unknown"),
        ("nucleus", {"t00189100": el("CS", "1H")}, "met"),
        ("nucleus", {"t00180085": el("SH", "1H")}, "met"),
        ("nucleus", {"t00189100": el("CS", "1H", "31P")}, "not_met"),
        ("nucleus", {"t00189100": el("CS", "129XE")}, "not_met"),
        ("nucleus", {"t00180085": el("SH", "PROTON")}, "unknown"),
        ("region", {"t00180015": el("CS", "BRAIN")}, "met"),
        ("region", {"t00180015": el("CS", "ABDOMEN")}, "not_met"),
        ("region", {"t00180015": el("CS", "TSPINE")}, "unknown"),
        ("region", {"t00082218": el("SQ", {"00080104": el("LO", "Brain")})}, "met"),
        ("region", {"t00180015": el("CS", "BRAIN"), "t00082218": el("SQ", {"00080104": el("LO", "Brain")})}, "met"),
        ("region", {"t00180015": el("CS", "BRAIN"), "t00082218": el("SQ", {"00080104": el("LO", "Abdomen")})}, "not_met"),
        ("region", {"t00180015": el("CS", "BRAIN"), "t00082218": el("SQ", {"00080104": el("LO", "Head and neck")})},
         "unknown"),
        ("region", {"t00209071": el("SQ", {"00082218": el("SQ", {"00080104": el("LO", "Abdomen")})})}, "not_met"),
    ],
)  # fmt: skip
def test_an_attribute_on_its_axis(
    axis: str, more: dict[str, Any], verdict: str, wide: Catalogue
) -> None:
    assert by_axis(judge(wide, classic(**more)))[axis] == verdict


def test_a_coil_type_that_no_source_confirms_keeps_nothing(tmp_path: Path) -> None:
    label = {"scan.transmit_coil": {"one_of": ["body"], "page": "1"}}
    coil = classic(t00189049=el("SQ", {"00189051": el("CS", "BODY")}))
    it = judge(world(tmp_path, label), coil)
    assert by_axis(it) == {"transmit_coil": "unknown"}
    assert "confirmed by no source" in verified(it, 41, "text").replace("\n", " ").replace("    ", "")  # fmt: skip


@pytest.mark.parametrize("kind,verdict", [("", UNKNOWN), ("IEC_WHOLEBODY", UNKNOWN), ("IEC_LOCAL", MET)])  # fmt: skip
def test_a_sar_of_no_known_kind_may_be_of_any(kind: str, verdict: Any, acme: Catalogue) -> None:
    data = whole()
    data["52009230"]["Value"][0]["00189239"]["Value"] += sars(**{kind: "9"})["Value"]
    it = judge(acme, data)
    assert (it.verdict, by_axis(it)["whole_body_sar"] == "met") == (verdict, verdict is MET)


@pytest.mark.parametrize("kind", [el("CS"), el("CS", "R F"), None, el("CS", "STATIC FIELD")])
def test_a_mode_of_no_known_type_may_be_of_any(kind: Any, acme: Catalogue) -> None:
    item = {"00189177": kind, "00189178": el("CS", "IEC_FIRST_LEVEL")}
    if kind is None:
        del item["00189177"]
    data = whole()
    sequence = data["52009229"]["Value"][0]["00189112"]["Value"][0]["00189176"]
    sequence["Value"].append(item)
    it = judge(acme, data)
    known = kind == el("CS", "STATIC FIELD")
    assert it.verdict is (MET if known else UNKNOWN)
    assert by_axis(it)["operating_mode"] == ("met" if known else "unknown")
    title = "for the static field" if known else "of a type that is not known here"
    assert f"operating mode {title}: first-level" in verified(it, 41, "text")


def test_a_number_of_32_bits_is_the_number_that_was_meant(tmp_path: Path) -> None:
    label = {"scan.b1_rms": {"at_most": "1.2 uT", "page": "1"}}
    it = judge(world(tmp_path, label), classic(t00181320=el("FL", "1.2000000476837158")))
    assert it.told["scan.b1_rms"].text == "1.2 uT"
    assert by_axis(it) == {"b1_rms": "unknown"}  # not exceeded


def test_the_largest_of_all_frames_and_files_counts(acme: Catalogue) -> None:
    high = {"00189239": sars(IEC_WHOLE_BODY="2.1")}
    low = {"00189239": sars(IEC_WHOLE_BODY="0.1")}
    for frames in ([low, high], [high, low]):
        it = judge(acme, whole(), enhanced({}, *frames, t00200011=el("IS", "9")))
        assert by_axis(it)["whole_body_sar"] == "not_met"
        reading, files = it.told["scan.whole_body_sar"].values[0]
        assert (reading.text, files) == ("2.1 W/kg", ("2.dcm (series 9)",))


FRAME: dict[str, Any] = {"00189239": sars(IEC_WHOLE_BODY="1")}


@pytest.mark.parametrize(
    "data,why",
    [
        (enhanced({}, FRAME, {}), "is absent in 1 of 2 frames"),
        ({**enhanced({}, FRAME, FRAME), "00280008": el("IS", "3")}, "is absent in 1 of 3 frames"),
        (uncounted(enhanced({}, FRAME, FRAME)), "is told for 2 of an unstated number of frames"),
        (uncounted(enhanced({}, FRAME, {})), "is told for 1 of an unstated number of frames"),
        ({**enhanced({}, FRAME, FRAME), "00280008": el("IS", "two")}, "is told for 2 of an unstated number of frames"),
        (uncounted(enhanced({}, {}, {})), "is absent"),
        (enhanced({}, FRAME, {"00189239": sars(IEC_WHOLE_BODY="-")}), "no number"),
    ],
)  # fmt: skip
def test_what_some_frames_do_not_tell_is_not_kept(data: Any, why: str, acme: Catalogue) -> None:
    it = judge(acme, data)
    assert by_axis(it)["whole_body_sar"] == "unknown"
    (gap,) = [gap for gap, _ in it.told["scan.whole_body_sar"].gaps]
    assert why in gap
    assert ("of 2" in gap, "of 3" in gap) == ("of 2" in why, "of 3" in why)


@pytest.mark.parametrize(
    "data,why",
    [
        (classic(t00080060=el("CS", "CT")), "its modality is CT"),
        (classic(t00080060=el("CS", PATIENT)), "its modality is a text that is no code"),
        (classic(t00080060=el("CS")), "does not say that it is MR"),
        (classic(t00080016=el("UI", "1.2.840.10008.5.1.4.1.1.104.1")), "no MR image"),  # encapsulated PDF
        ({"00080060": el("CS", "MR")}, "no MR image"),
        ([], "mapping of tags"),
        ({"00080060": "MR"}, "mapping of tags"),
        (classic(t00180087={"vr": "DS", "Value": "1.5"}), "wrong kind"),
        (classic(t00180087=el("DS", {"a": "1.5"})), "wrong kind"),
        (classic(t00189239=el("SQ", "x")), "mapping of tags"),
    ],
)  # fmt: skip
def test_what_is_no_mr_image_leaves_everything_open(data: Any, why: str, acme: Catalogue) -> None:
    it = judge(acme, whole(), data)
    assert why in (it.headers[1].problem or "")
    assert it.verdict is UNKNOWN
    assert set(by_axis(it).values()) == {"unknown"}
    broken = judge(acme, whole(t00180087=el("DS", "3")), data)
    assert broken.verdict is NOT_MET


def test_a_contradiction_of_the_plan_is_said(acme: Catalogue) -> None:
    plan = {"field_strength": "3 T", "operating_mode": "first-level", "whole_body_sar": "1 W/kg"}
    it = judge(acme, whole(), scan=plan)
    assert [(one.axis, one.planned, one.scanned) for one in it.contradictions] == [
        ("scan.field_strength", "3 T", "1.5 T"),
        ("scan.whole_body_sar", "1 W/kg", "1.2 W/kg"),
    ]
    assert it.verdict is MET
    same = judge(acme, whole(), scan={"field_strength": "1.5 T", "whole_body_sar": "2 W/kg"})
    assert not same.contradictions


def test_what_no_header_tells_is_not_taken_from_the_plan(tmp_path: Path) -> None:
    label = {"scan.slew_rate": {"at_most": "200 T/m/s", "page": "1"}, "scan.bore": {"one_of": ["cylindrical"], "page": "1"}}  # fmt: skip
    plan = {"slew_rate": "100 T/m/s", "bore": "open-sided"}
    it = judge(world(tmp_path, label), whole(), scan=plan)
    assert by_axis(it) == {"slew_rate": "unknown", "bore": "unknown"}
    assert it.verdict is UNKNOWN
    text = " ".join(verified(it, 41, "text").split())
    assert "no attribute of a header tells it; planned 100 T/m/s" in text


# --- which labelling, which setting ---


def test_conditions_on_the_device_are_not_part(tmp_path: Path) -> None:
    label = {**LIMITS, "implant.pump_state": {"one_of": ["active"], "page": "1"}, "ask.told": {"asks": "Told?", "page": "1"}}  # fmt: skip
    catalogue = world(tmp_path, label)
    assert judge(catalogue, whole()).verdict is MET
    assert set(by_axis(judge(catalogue, whole()))) == {one[5:] for one in LIMITS}


@pytest.mark.parametrize(
    "reservoir,field,verdict",
    [
        (None, "1.5", UNKNOWN),  # low is kept, high is not, and it is not known which applies
        ("0 mL", "3", MET),
        ("0 mL", "1.5", UNKNOWN),  # one setting fits and is broken; the other may fit and is kept
        ("9 mL", "1.5", MET),
        ("9 mL", "3", NOT_MET),
        ("9 mL", "7", NOT_MET),
        (None, "7", NOT_MET),
    ],
)
def test_alternatives(reservoir: str | None, field: str, verdict: Any, tmp_path: Path) -> None:
    """A setting that the device does not fit, as stated, is no way in which the scan was kept."""
    catalogue = world(
        tmp_path, {"scan.operating_mode": LIMITS["scan.operating_mode"]},
        settings={
            "high": {"scan.field_strength": {"one_of": ["3 T"], "page": "1"}, "implant.reservoir": {"at_most": "0 mL", "page": "1"}},
            "low": {"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}, "ask.low": {"asks": "Low?", "page": "1"}},
        },
    )  # fmt: skip
    facts = {"reservoir": reservoir} if reservoir else {}
    implant = {"device": "AP1", "facts": facts}
    if reservoir == "9 mL":
        implant["answers"] = {"low": "confirmed"}
    it = judge(catalogue, whole(t00180087=el("DS", field)), implants=[implant])
    assert it.verdict is verdict


def test_no_setting_that_the_device_fits_is_never_kept(tmp_path: Path) -> None:
    empty = {"implant.reservoir": {"at_most": "0 mL", "page": "1"}}
    catalogue = world(tmp_path, LIMITS, settings={"emptied": empty})
    full = [{"device": "AP1", "facts": {"reservoir": "9 mL"}}]
    assert judge(catalogue, whole()).verdict is MET
    assert judge(catalogue, whole(), implants=full).verdict is UNKNOWN


@pytest.mark.parametrize(
    "form,verdict",
    [
        ({"mr_status": {"is": "unsafe", "page": "1", "printed": "MR Unsafe"}}, NOT_MET),
        ({"settings": {"odd": {"mr_status": {"is": "not-printed", "page": "1"}}}}, UNKNOWN),
        ({"read": "part"}, UNKNOWN),
        ({"prohibits": [{"says": "never", "scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}}]}, NOT_MET),
        ({"prohibits": [{"says": "never", "scan.field_strength": {"one_of": ["3 T"], "page": "1"}}]}, MET),
        ({"prohibits": [{"says": "never", "scan.slew_rate": {"more_than": "50 T/m/s", "page": "1"}}]}, UNKNOWN),
    ],
)  # fmt: skip
def test_what_else_a_label_says(form: dict[str, Any], verdict: Any, tmp_path: Path) -> None:
    it = judge(world(tmp_path, **form), whole())
    assert it.verdict is verdict
    said = verified(it, 0, "text")
    assert ("label forbids" in said) == ("prohibits" in form)


@pytest.mark.parametrize(
    "request_",
    [
        {"implants": [{"device": "some pain pump"}]},
        {"implants": [{"device": "Acme pump family"}]},
        {"market": "EU"},
        {"on": "2020-01-01"},
        {"other_implants": ["pacemaker"]},
    ],
)
def test_what_is_not_known_of_the_devices_is_never_kept(request_: Any, acme: Catalogue) -> None:
    it = judge(acme, whole(), **request_)
    assert it.verdict is UNKNOWN


@pytest.mark.parametrize("name", ["market", "other_implants"])
def test_silence_of_the_request_is_never_kept(name: str, acme: Catalogue) -> None:
    from mri_check.resolve import resolve
    from mri_check.verify import verify

    data = {key: one for key, one in worlds.request().items() if key != name}
    asked = resolve(read_request(data), acme.axes, acme.markets)
    assert verify(acme, asked, [header("1.dcm", whole(), acme.axes)]).verdict is UNKNOWN


def test_an_implant_that_a_person_has_checked_is_not_part(acme: Catalogue) -> None:
    checked = {"device": "hip prosthesis", "answers": {"other-implant-conditions-met": "confirmed"}}
    assert judge(acme, whole(), other_implants=[checked]).verdict is MET


# --- laws ---

WORSE = {"met": 0, "unknown": 1, "not_met": 2}
WORDS = ["IEC_NORMAL", "IEC_FIRST_LEVEL", "IEC_SECOND_LEVEL", "NORMAL", "", None]
NUMBERS = ["0", "0.5", "1.5", "2", "2.5", "3", "15000", "x", "", None]


def element(vr: str, values: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(values).map(lambda one: el(vr) if one is None else el(vr, one))


def items(kind: str, kinds: list[str], tag: str, vr: str, values: list[Any]) -> Any:
    one = st.fixed_dictionaries({}, optional={kind: element("CS", kinds), tag: element(vr, values)})
    return st.lists(one, max_size=2, unique_by=lambda it: str(it.get(kind))).map(
        lambda found: el("SQ", *found)
    )


TELLING = {
    "00180087": element("DS", NUMBERS),
    "00189176": items("00189177", ["RF", "GRADIENT", "X"], "00189178", "CS", WORDS),
    "00189239": items("00189179", ["IEC_WHOLE_BODY", "IEC_HEAD", "X"], "00189181", "FD", NUMBERS),
    "00181320": element("FL", NUMBERS),
    "00189049": items("x", [], "00189051", "CS", ["SURFACE", "BODY", "VOLUME", None]),
    "00189100": element("CS", ["1H", "31P", "H", None]),
    "00180015": element("CS", ["BRAIN", "ABDOMEN", "HEAD", "X", None]),
}
TELLING["00189049"] = st.fixed_dictionaries({}, optional={"00189051": element("CS", ["SURFACE", "BODY", "VOLUME", None])}).map(lambda one: el("SQ", one))  # fmt: skip


@st.composite
def datasets(draw: Any) -> dict[str, Any]:
    """A classic or an enhanced image; each attribute stands at one level of it."""
    if draw(st.booleans()):
        return classic(**{f"t{tag}": one for tag, one in draw(st.fixed_dictionaries({}, optional=TELLING)).items()})  # fmt: skip
    level = {tag: draw(st.sampled_from(["top", "shared", "frame", "none"])) for tag in TELLING}
    at = {name: {tag: one for tag, one in TELLING.items() if level[tag] == name} for name in level.values()}  # fmt: skip
    group = st.fixed_dictionaries({}, optional=at.get("frame", {}))
    frames = draw(st.lists(group, max_size=3))
    top = draw(st.fixed_dictionaries(at.get("top", {})))
    return enhanced(
        draw(st.fixed_dictionaries(at.get("shared", {}))), *frames,
        **{f"t{tag}": one for tag, one in top.items()},
    )  # fmt: skip


def tags(data: Any) -> Iterator[str]:
    for tag, one in data.items():
        yield tag
        for value in one.get("Value", []):
            if isinstance(value, dict) and "Alphabetic" not in value:
                yield from tags(value)


def without(data: Any, tag: str) -> Any:
    """A dataset without an attribute, wherever it stands."""
    if not isinstance(data, dict):
        return data
    return {
        key: {**one, "Value": [without(v, tag) for v in one["Value"]]} if isinstance(one, dict) and "Value" in one else one
        for key, one in data.items()
        if key != tag
    }  # fmt: skip


@given(data=datasets(), more=st.data())
@settings(max_examples=150, deadline=None)
def test_law_a_removed_attribute_keeps_nothing(data: Any, more: Any, wide: Catalogue) -> None:
    """What was not kept, or could not be told, is not kept by removing an attribute; nothing new is broken by it."""
    tag = more.draw(st.sampled_from(sorted(set(tags(data)))))
    before, after = judge(wide, data), judge(wide, without(data, tag))
    for id, verdict in outcomes(after).items():
        assert verdict != "met" or outcomes(before)[id] == "met", (id, tag)
        assert verdict != "not_met" or outcomes(before)[id] == "not_met", (id, tag)


@given(many=st.lists(datasets(), min_size=1, max_size=4), shuffle=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_law_the_order_of_files_does_not_matter(
    many: list[Any], shuffle: random.Random, wide: Catalogue
) -> None:
    headers = [header(f"{at}.dcm", one, wide.axes) for at, one in enumerate(many)]
    other = copy.copy(headers)
    shuffle.shuffle(other)
    for format in ("text", "json"):
        assert verified(judge(wide, *headers), 0, format) == verified(judge(wide, *other), 0, format)  # fmt: skip


@given(many=st.lists(datasets(), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_law_one_more_file_makes_nothing_better(many: list[Any], wide: Catalogue) -> None:
    before, after = outcomes(judge(wide, *many[:-1])), outcomes(judge(wide, *many))
    assert all(WORSE[after[id]] >= WORSE[before[id]] for id in before)


STATED = {
    "field_strength": [("1.5 T", {"t00180087": el("DS", "1.494")}), ("3 T", {"t00180087": el("DS", "2.8936")})],
    "whole_body_sar": [(f"{n} W/kg", {"t00189239": sars(IEC_WHOLE_BODY=n)}) for n in ("0.5", "2", "2.5")],
    "gradient_mode": [(one, {"t00189176": modes(GRADIENT=term)}) for one, term in (("normal", "IEC_NORMAL"), ("second-level", "IEC_SECOND_LEVEL"))],
    "nucleus": [(one, {"t00189100": el("CS", one)}) for one in ("1H", "31P")],
    "region": [(one, {"t00180015": el("CS", one.upper())}) for one in ("brain", "abdomen", "body", "head", "shoulder")],
}  # fmt: skip


@given(said=st.fixed_dictionaries({}, optional={name: st.sampled_from(ways) for name, ways in STATED.items()}))  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_law_it_is_the_engine_of_check(said: Any, wide: Catalogue) -> None:
    """A condition is kept exactly where check says of the same values, planned, that it is met."""
    it = judge(wide, classic(**{k: v for _, tag in said.values() for k, v in tag.items()}))
    plan = {name: value for name, (value, _) in said.items()}
    planned = check(wide, read_request(worlds.request(scan=plan)))
    (labelling,) = planned.implants[0].labellings
    assert outcomes(it) == {
        one.id: one.verdict.value for one in labelling.findings if one.axis != "scan.urgency"
    }


# --- the command ---

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, ...]]:
    """The invented catalogue, its request, and datasets as files; arguments for the command.

    The files are named as they lie in the current folder: a long name is broken at the 80th column.
    """
    monkeypatch.chdir(tmp_path)

    def make(*sources: Any) -> tuple[str, ...]:
        world(tmp_path / "catalog")
        (tmp_path / "request.json").write_text(json.dumps(worlds.request()))
        names = []
        for at, source in enumerate(sources):
            path = tmp_path / f"{at}.dcm"
            raw = source if isinstance(source, bytes) else json.dumps(source).encode()
            path.write_bytes(raw)
            names.append(path.name)
        return (*names, "--request", str(tmp_path / "request.json"), "--catalog", str(tmp_path / "catalog"))  # fmt: skip

    return make


@pytest.mark.parametrize(
    "data,code,word",
    [
        (whole(), 0, "kept"),
        (whole(t00180087=el("DS", "3")), 40, "not-kept"),
        (classic(), 41, "cannot-be-told"),
    ],
)
def test_exit_codes(data: Any, code: int, word: str, files: Any, command: Command) -> None:
    arguments = files(data)
    told, out, err = command("verify", *arguments)
    assert (told, err) == (code, "")
    assert f"(exit code {code})" in out.splitlines()[0]
    assert max(map(len, out.splitlines())) <= 80
    told, out, _ = command("verify", *arguments, "--format", "json")
    form = json.loads(out)
    assert form["format"] == "mri-check/verify/1"
    assert (form["exit_code"], form["outcome"]) == (code, word)


def test_nothing_of_the_patient_is_told(files: Any, command: Command) -> None:
    hidden = el("CS", PATIENT.upper())
    data = whole(t00180015=hidden, t00181251=hidden, t00185100=hidden, t00200011=hidden)
    for format in ("text", "json"):
        _, out, err = command("verify", *files(data, b"\0" * 9), "--format", format)
        for mark in ("zebedee", "4711"):
            assert mark not in (out + err).lower()


def test_wado_metadata_is_many_files(files: Any, command: Command) -> None:
    code, out, _ = command("verify", *files([whole(), whole(t00180087=el("DS", "3"))]))
    assert code == 40
    assert "0.dcm[2] (series 7)" in " ".join(out.split())


@pytest.mark.parametrize("raw", [b"", b"\0" * 200, b"{", b"[]", b'{"a": 1}', b"%PDF-1.7", b"\0" * 128 + b"DICM\1"])  # fmt: skip
def test_a_file_that_cannot_be_read_is_said(raw: bytes, files: Any, command: Command) -> None:
    code, out, err = command("verify", *files(whole(), raw))
    assert (code, err) == (41, "")
    assert "Read: 1 of 2 files" in out
    assert "1.dcm: " in out


def test_a_second_document_is_told_with_its_byte(files: Any, command: Command) -> None:
    _, out, _ = command("verify", *files(b'{"00080060": {}}\n{"00080060": {}}\n'))
    assert "0.dcm: a second document begins here (byte 17 of the file)" in " ".join(out.split())


def test_where_nothing_is_read_no_heading_says_that_headers_do(
    files: Any, command: Command
) -> None:
    _, out, _ = command("verify", *files(b""))
    assert "WHAT THE HEADERS SAY" not in out


def test_a_value_among_others_is_told_with_its_own_file(files: Any, command: Command) -> None:
    low = whole(t00180087=el("DS", "1.494"), t00200011=el("IS", "1"))
    high = whole(t00180087=el("DS", "3"), t00200011=el("IS", "2"))
    _, out, _ = command("verify", *files(low, high))
    told = " ".join(out.split())
    assert told.count("3 T in 1.dcm (series 2)") == 2


def test_a_folder_and_a_file_that_is_not_there(
    tmp_path: Path, files: Any, command: Command
) -> None:
    code, out, _ = command("verify", tmp_path, "none.dcm", *files(whole()))
    assert code == 41
    assert "is a directory" in " ".join(out.split())
    assert "no such file" in " ".join(out.split())


def test_a_policy_is_judged_too(tmp_path: Path, files: Any, command: Command) -> None:
    rule = {"id": "low", "conditions": {"scan.whole_body_sar": {"at_most": "1 W/kg"}}}
    policy = tmp_path / "policy.yaml"
    policy.write_text(json.dumps({"format": "mri-check/policy/1", "name": "City", "rules": [rule]}))
    code, out, _ = command("verify", *files(whole()), "--policy", policy)
    assert code == 40
    assert "site rule at most 1 W/kg; scanned 1.2 W/kg" in " ".join(out.split())


def test_the_ids_of_classes_are_those_of_dicom() -> None:
    uid = pytest.importorskip("pydicom.uid")
    from mri_check.intake.header import MR_CLASSES

    assert {
        uid.MRImageStorage, uid.EnhancedMRImageStorage, uid.MRSpectroscopyStorage,
        uid.EnhancedMRColorImageStorage, uid.LegacyConvertedEnhancedMRImageStorage,
    } == MR_CLASSES  # fmt: skip
    assert Header("a", None, None).where == "a"
    assert CLASSIC in MR_CLASSES


def test_many_values_are_told_in_short(acme: Catalogue) -> None:
    numbers = [classic(t00189239=sars(IEC_WHOLE_BODY=f"0.{n}")) for n in range(1, 6)]
    told = judge(acme, *numbers).told["scan.whole_body_sar"]
    assert told.text == "0.1 W/kg to 0.5 W/kg"
    parts = [classic(t00180015=el("CS", one)) for one in ("KNEE", "HAND", "BRAIN", "NECK", "FOOT")]
    assert judge(acme, *parts).told["scan.region"].text.endswith("and 2 more")
