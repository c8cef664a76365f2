"""What each picture shows: the unknown as unknown, what is not met as outside, and nothing that was not stated."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import check, read_request
from mri_check.catalog import Catalogue
from mri_check.checklist import Finding
from mri_check.messages import pictures as say
from mri_check.render.pictures import Picture, figure, pictures
from mri_check.render.pictures.bars import numbered, ruled_out
from mri_check.render.pictures.face import _MEANS
from mri_check.render.pictures.scale import LEFT, RIGHT, scale_of
from mri_check.render.pictures.sheet import WIDTH
from tests.golden.test_golden import ACTIVE, SCAN, request
from tests.pictures.worlds import BASE, HARD, SVG, drawn, invented, texts, tree
from tests.worlds import AXES

LIMITS, BODY, FACE, DAY = (
    "picture-limits-implants-1",
    "picture-body",
    "picture-face-implants-1",
    "picture-day",
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return invented(tmp_path_factory.mktemp("tables"))


def used(picture: Picture, name: str) -> int:
    """How often a mark (``unknown``, ``not_met``) is drawn."""
    return str(picture.svg).count(f'href="#{picture.id}-{name}"')


def dashed_tracks(picture: Picture) -> int:
    return str(picture.svg).count('stroke-dasharray="4 3"')


# --- the body --------------------------------------------------------------------------------------


def test_every_region_of_the_tree_has_its_place() -> None:
    axis = AXES["scan.region"]
    assert {*figure.MIDDLE, *figure.PAIRED} == set(axis.choices)
    for region in axis.choices:
        top, low = figure.reach(region)
        assert -5 <= top < low <= figure.TALL + 5
        assert figure.known(region)
    for child, parents in axis.parents.items():
        for parent in parents:
            (top, low), (above, below) = figure.reach(child), figure.reach(parent)
            assert top < below, (child, parent)
            assert low > above, (child, parent)
    assert not figure.known("tail")


def test_every_site_and_every_orientation_has_its_place_or_none() -> None:
    assert set(figure.SITES) == set(AXES["implant.pump_site"].choices) - {"other"}
    axis = AXES["implant.pump_face"]
    assert set(_MEANS) == set(axis.choices)
    for name, ways in _MEANS.items():
        assert set(ways) == {one for one in say.WAYS if one == name or name in axis.parents[one]}


@pytest.mark.parametrize("region", [*AXES["scan.region"].choices])
def test_a_region_is_hatched_and_named(region: str, catalogue: Catalogue) -> None:
    picture = drawn(request("8637-40", ACTIVE, scan={**SCAN, "region": region}), catalogue)[BODY]
    assert f"To be scanned: {region}." in picture.text
    assert (say.SIDES in picture.text) == figure.sided(region)
    assert f'd="{figure.shape(region)}"' in picture.svg


def test_several_regions_differ_in_pattern_and_undecided_ones_are_dashed(
    catalogue: Catalogue,
) -> None:
    def regions(value: Any) -> list[tuple[str, str | None]]:
        picture = drawn(request("8637-40", ACTIVE, scan={**SCAN, "region": value}), catalogue)[BODY]
        cut = next(one for one in tree(picture).iter(f"{SVG}g") if one.get("clip-path"))
        return [(str(one.get("fill")), one.get("stroke-dasharray")) for one in cut]

    several = regions(["brain", "chest", "knee"])
    assert len({fill for fill, _ in several}) == 3
    assert not any(dash for _, dash in several)
    assert all(dash for _, dash in regions({"any_of": ["brain", "chest"]}))


def test_a_region_that_is_not_stated_is_the_whole_body_dashed(catalogue: Catalogue) -> None:
    scan = {name: value for name, value in SCAN.items() if name != "region"}
    picture = drawn(request("8637-40", ACTIVE, scan=scan), catalogue)[BODY]
    assert say.REGION_NOT_STATED in picture.text
    cut = next(one for one in tree(picture).iter(f"{SVG}g") if one.get("clip-path"))
    assert cut[0].get("d") == figure.MIDDLE["body"]
    assert cut[0].get("stroke-dasharray")


def test_a_region_without_a_place_is_said(catalogue: Catalogue) -> None:
    checklist = check(catalogue, read_request(request("8637-40", ACTIVE)))
    fact = checklist.scan["scan.region"].replace(value="tail")
    picture = pictures(checklist.replace(scan={**checklist.scan, "scan.region": fact}))[0]
    assert say.REGION_NOT_DRAWN.format(region="tail") in picture.text
    assert f'd="{figure.MIDDLE["body"]}"' in picture.svg


def places(picture: Picture) -> list[tuple[float, float]]:
    """Where the discs of pumps are."""
    return [
        (float(str(one.get("cx"))), float(str(one.get("cy"))))
        for one in tree(picture).iter(f"{SVG}circle")
        if one.get("r") == "10"
    ]


@pytest.mark.parametrize(
    "site,inside", [("abdomen", 1), ("chest", 1), ("buttock", 1), ("other", 0), (None, 0)]
)
def test_a_pump_is_drawn_where_it_is_stated_and_nowhere_else(
    site: str | None, inside: int, catalogue: Catalogue
) -> None:
    facts = ACTIVE if site is None else {**ACTIVE, "pump_site": site}
    picture = drawn(request("8637-40", facts), catalogue)[BODY]
    found = places(picture)
    assert len(found) == 1
    assert (abs(found[0][0] - WIDTH / 2) < 40) == bool(inside)
    assert ("pump site not stated" in picture.text) == (site is None)
    assert ("?" in texts(picture)) == (not inside)
    if inside:
        assert f"pump site {site}" in picture.text
        assert say.PUMP_SIDE.strip() in picture.text


def test_pumps_at_one_site_stand_side_by_side(catalogue: Catalogue) -> None:
    implants = [{"device": "8637-40", "facts": {"pump_site": "abdomen"}} for _ in range(3)]
    found = places(
        drawn({**BASE, "implants": implants, "scan": {"region": "knee"}}, catalogue)[BODY]
    )
    assert len(set(found)) == 3
    assert min(b[0] - a[0] for a, b in pairwise(found)) >= 20


def test_a_catheter_has_a_path_only_where_its_name_and_the_site_say_so(
    catalogue: Catalogue,
) -> None:
    def path(device: str, part: str | None, site: str | None) -> tuple[bool, str]:
        facts = {"components": [part]} if part else {}
        facts |= {"pump_site": site} if site else {}
        picture = drawn(request(device, facts), catalogue)[BODY]
        return 'stroke-width="2" stroke-dasharray="5 3"' in picture.svg, picture.text

    shown, text = path("13827", "11823", "abdomen")
    assert shown
    assert "runs to the spine, dashed line" in text
    for part, site, words in (
        ("11823", None, "no path is drawn"),
        ("no such", "abdomen", "is not on file"),
        (None, "abdomen", "none is stated"),
    ):
        shown, text = path("13827", part, site)
        assert not shown
        assert words in text


def test_the_torso_caution_has_a_bracket_and_its_page(catalogue: Catalogue) -> None:
    long = {**SCAN, "region": "lumbar-spine", "active_minutes": "45 min"}
    picture = drawn(request("8637-40", ACTIVE, scan=long), catalogue)[BODY]
    assert "Dashed bracket A: Caution" in picture.text
    assert "30 min of active scanning of the torso (M005186C003 Rev B, p. 9)" in picture.text
    assert "bracket" not in drawn(request("8637-40", ACTIVE), catalogue)[BODY].text, (
        "20 min of the brain"
    )


def test_regions_of_a_label_and_an_exclusion_zone(tables: Catalogue) -> None:
    from tests.label_tables.test_label_tables import ABILITIES, request_of

    named = {
        case["case"]: request_of(label, case) for _, label, cases in ABILITIES for case in cases
    }
    near = named["the isocentre comes too near to the pump"]
    body = drawn(near, tables)[BODY]
    assert "at least 23 cm" in body.text
    assert "stated 19 cm: NOT MET, outside. It is not drawn" in body.text
    near["implants"][0].setdefault("facts", {})["pump_site"] = "abdomen"
    body = drawn(near, tables)[BODY]
    assert "dashed lines, not to scale" in body.text
    assert 'stroke-dasharray="8 4"' in body.svg
    assert "Dashed outline" in body.text, "the pelvis is forbidden at 3 T only"
    forbidden = drawn(named["a region that is forbidden outright"], tables)[BODY]
    assert (
        "Crossed hatching A: The label forbids pelvis (Label 77, p. 4): NOT MET, outside."
        in forbidden.text
    )
    assert "Solid bracket" in forbidden.text


# --- the face --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "face,marked",
    [
        ("port-to-front", 1),
        ("port-to-head", 1),
        ("perpendicular", 2),
        ("not-perpendicular", 4),
        (None, 0),
    ],
)
def test_the_stated_face_is_framed_and_the_forbidden_crossed_out(
    face: str | None, marked: int, catalogue: Catalogue
) -> None:
    facts = {"pump_state": "active", **({"pump_face": face} if face else {})}
    picture = drawn(request("8667-20", facts), catalogue)[FACE]
    assert texts(picture).count("stated") == marked
    assert picture.text.count("Crossed out: the port to the head or to the feet") == 1
    assert str(picture.svg).count('stroke-width="2.5"') == 3, (
        "two crosses, and the table of the bore"
    )
    assert (say.FACE_NOT_STATED in picture.text) == (face is None)
    assert "which does not make it permitted" in picture.text
    verdict = {
        None: "unknown",
        "port-to-head": "NOT MET, outside",
        "perpendicular": "NOT MET, outside",
    }.get(face)
    assert (f"(M005186C003 Rev B, p. 12): {verdict}." in picture.text) == (verdict is not None)


def test_no_rule_no_face(catalogue: Catalogue) -> None:
    assert FACE not in drawn(
        request("13827", {"reservoir": "0 mL", "pump_face": "port-to-head"}), catalogue
    )
    assert FACE not in drawn(
        request("8637-40", {"pump_state": "depleted", "pump_face": "port-to-head"}), catalogue
    )


# --- the limits ------------------------------------------------------------------------------------

VALUES = {
    "field_strength": ["1.5 T", "3 T", "7 T", "0.3 T", {"any_of": ["1.5 T", "7 T"]}],
    "spatial_gradient": [
        "5 T/m",
        "19 T/m",
        "1901 G/cm",
        "10 T/m .. 30 T/m",
        "0 T/m",
        {"any_of": ["2 T/m .. 9 T/m", "25 T/m"]},
    ],
    "slew_rate": ["150 T/m/s", "200 T/m/s", "201 T/m/s"],
    "operating_mode": ["normal", "second-level", "normal .. first-level"],
    "whole_body_sar": ["1 W/kg", "4 W/kg"],
    "active_minutes": ["1 min", "2 h"],
    "wait_minutes": ["none", "5 min"],
    "urgency": ["routine", "emergency"],
}
FACTS = {
    "reservoir": ["0 mL", "0.5 mL", "20 mL"],
    "implanted_on": ["2026-11-01", "2020"],
    "pump_state": ["active", "depleted"],
}


def some(choices: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Each stated, or not."""
    return st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in choices.items()}
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    device=st.sampled_from([("8637-40", "US"), ("13827", "US"), ("93827", "EU"), ("MedStream", "EU"), ("8472", "US")]),
    scan=some(VALUES), facts=some(FACTS),
)  # fmt: skip
def test_the_unknown_is_drawn_unknown_and_what_is_not_met_as_outside(
    device: tuple[str, str], scan: dict[str, Any], facts: dict[str, Any], catalogue: Catalogue
) -> None:
    form = {
        **BASE,
        "market": device[1],
        "implants": [{"device": device[0], "facts": facts}],
        "scan": scan,
    }
    checklist = check(catalogue, read_request(form))
    picture = {one.id: one for one in pictures(checklist)}[LIMITS]
    shown: set[tuple[object, ...]] = set()
    for label in checklist.implants[0].labellings:
        aside = ruled_out(label)
        for one in filter(numbered, label.findings):
            if one.setting in aside:
                if one.verdict.value == "not_met":
                    assert f"{one.title} {one.permitted}, stated {one.stated}" in picture.text
                continue
            assert _sentence(one) in picture.text, one
            assert f"p. {one.cited.page}" in picture.text if one.cited and one.cited.page else True
            shown.add(
                (
                    one.axis,
                    one.permitted,
                    one.verdict,
                    one.stated,
                    one.note,
                    one.may_be_superseded_by,
                )
            )
    verdicts = [key[2].value for key in shown]  # type: ignore[attr-defined]
    others = picture.text.count("is not met here and not gone by")
    assert used(picture, "not_met") == verdicts.count("not_met") + others
    assert used(picture, "unknown") == verdicts.count("unknown")
    assert dashed_tracks(picture) == sum(key[3] is None for key in shown) + (
        not checklist.implants[0].labellings
    )


def _sentence(one: Finding) -> str:
    """How a finding begins in the words of its picture."""
    told = f"{one.title}: {say.VERDICTS[one.verdict.value]}: the label permits {one.permitted}"
    return told[0].upper() + told[1:]


def test_a_scale_is_linear_and_holds_every_number(catalogue: Catalogue) -> None:
    checklist = check(catalogue, read_request(HARD["outside"]))
    findings = [one for one in checklist.implants[0].labellings[0].findings if numbered(one)]
    for one in findings:
        scale = scale_of([one], None)
        for low, high in (*scale.spans(one), *scale.values(one)):
            for n in (low, high):
                assert n is None or LEFT <= scale.x(n) <= RIGHT
                if n:
                    assert scale.x(n) - LEFT == pytest.approx((RIGHT - LEFT) * n / scale.end)


def test_where_a_value_comes_from_is_told_and_what_it_replaced(catalogue: Catalogue) -> None:
    picture = drawn(HARD["outside"], catalogue)[LIMITS]
    assert "planned 25 T/m, instead of 15 T/m (hollow mark)" in picture.text
    assert "this scanner 200 T/m/s" in picture.text
    assert (
        "not stated, taken as routine"
        in drawn(request("13827", {"reservoir": "15 mL"}), catalogue)[LIMITS].text
    )


def test_the_silences_look_different_and_have_no_bar(
    catalogue: Catalogue, tables: Catalogue
) -> None:
    from tests.label_tables.test_label_tables import ABILITIES, request_of

    addressed = drawn(request("8637-40", ACTIVE), catalogue)[LIMITS]
    assert (
        "does not address, a question to the manufacturer and never a permission: "
        in addressed.text
    )
    assert 'stroke-dasharray="1 3"' in addressed.svg
    read = drawn(request("13827", {"reservoir": "0 mL"}), catalogue)[LIMITS]
    assert "Not in the part of IFU 13827 that was read: ask what it says: " in read.text
    label, case = next((label, cases[0]) for _, label, cases in ABILITIES if "tidewheel" in label)
    free = drawn(request_of(label, case), tables)[LIMITS]
    assert "Label 77 says that there is no limit: " in free.text
    assert 'stroke-dasharray="1 3"' not in free.svg
    silent = free.text.split("says that there is no limit")[1]
    assert not re.search(r"\b(met|permits)\b", silent)


def test_what_has_no_label_is_drawn_as_nothing_on_file(catalogue: Catalogue) -> None:
    unlabelled = drawn(request("8637-20", ACTIVE, market="EU"), catalogue)[LIMITS]
    assert unlabelled.text == f"{say.NOTHING}. {say.NO_LABEL}"
    assert dashed_tracks(unlabelled) == 1
    assert say.NO_DEVICE in drawn(request("SynchroMed", {}), catalogue)[LIMITS].text


def test_a_site_policy_is_not_the_label(catalogue: Catalogue, tmp_path: Path) -> None:
    from mri_check.policy import read_policy
    from tests.conftest import write_request

    form = {"format": "mri-check/policy/1", "name": "City", "rules": [
        {"id": "normal", "conditions": {"scan.operating_mode": {"at_most": "normal"}}}]}  # fmt: skip
    policy = read_policy(str(write_request(tmp_path / "policy.json", form)), catalogue)
    asked = read_request(request("8637-40", ACTIVE, scan={**SCAN, "operating_mode": "first-level"}))
    picture = {one.id: one for one in pictures(check(catalogue, asked, policy))}[LIMITS]
    assert "policy" in texts(picture)
    assert (
        "RF operating mode: NOT MET, outside: the site policy permits at most normal"
        in picture.text
    )
    assert (
        "RF operating mode: met: the label permits at most First Level Controlled" in picture.text
    )


# --- the day ---------------------------------------------------------------------------------------


def test_the_day_has_the_waits_and_steps_of_the_label_in_order(catalogue: Catalogue) -> None:
    picture = drawn(request("8637-40", {**ACTIVE, "flow_rate": "0.006 mL/day"}), catalogue)[DAY]
    said = picture.text
    order = [
        "Plan the therapy", "Therapy interruption", "When the scan starts",
        "forbidden face of the pump at 90 degrees to the z axis (M005186C003 Rev B, p. 12); stated port-to-front, as stated "
        "clear of it", "Scan on 2026-11-23", "After the scan", "wait at least 20 min",
        "At least 20 min after the end of the scan: interrogate the pump with the\u2026 (M005186C003 Rev B, p. 13)",
        "wait 20 min", "wait 90 min", "At any time after the end of the scan",
    ]  # fmt: skip
    found = [said.index(one) for one in order]
    assert found == sorted(found)


def test_the_day_has_no_step_that_is_not_on_file(catalogue: Catalogue) -> None:
    for form in ({**request("8472", {})}, {**request("8637-20", ACTIVE, market="EU")}):
        picture = drawn(form, catalogue)[DAY]
        assert (
            "no step after the scan is on file for it as stated. Ask the manufacturer."
            in picture.text
        )
        assert "wait" not in picture.text
        assert used(picture, "unknown")
    assert "no step is on file" in drawn(request("SynchroMed", {}), catalogue)[DAY].text


def test_what_must_be_emptied_is_marked(catalogue: Catalogue) -> None:
    full = drawn(request("13827", {"reservoir": "15 mL"}), catalogue)[DAY]
    assert (
        "forbidden more than 0 mL (IFU 13827, p. 8; PL-21604-02, p. 1); stated 15 mL: NOT MET, outside. The label: empty the pump"
        in full.text
    )
    assert used(full, "not_met")
    unknown = drawn(request("13827", {}), catalogue)[DAY]
    assert (
        "permitted at most 0 mL [emptied] (IFU 13827, p. 8; PL-19701-03, section warnings; PL-21604-02, p. 1); not stated: unknown."
        in unknown.text
    )
    assert (
        "Book the refill and the restart of\u2026 (advice of this tool, not of the label)"
        in unknown.text
    )


def test_several_implants_go_by_number_and_the_same_step_is_told_once(catalogue: Catalogue) -> None:
    picture = drawn(HARD["two alike"], catalogue)[DAY]
    for number in (1, 2):
        assert f"{number}: Medtronic SynchroMed II 8637-40 (implant {number})" in picture.text
    assert (
        picture.text.count(
            "At least 20 min after the end of the scan: interrogate the pump with the\u2026"
        )
        == 1
    )
    three = drawn(HARD["three implants"], catalogue)[DAY]
    assert "2: After the end of the scan" in three.text
    assert "1: At least 20 min after the end of the scan" in three.text
