"""The law of the envelope: a fully stated scan lies in it exactly when each document and each rule is met."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mri_check.boxes import Party
from mri_check.checklist import Disposition, Stated
from mri_check.envelope import Case, best, envelope
from mri_check.errors import RequestError
from mri_check.evaluate import evaluate, worst
from mri_check.record import Labelling
from mri_check.region import Choice, Set, Span, meet, outside, within
from mri_check.silence import silences
from mri_check.spelling import in_form, in_words
from mri_check.values import permitted_set
from tests.laws.test_region_laws import holds, worlds
from tests.laws.test_small_world import FIELD, LABELS, MODE, STATE, VALUES, completions, field
from tests.worlds import AXES, facts, labelling


def lies_in(value: Stated, permitted: Set) -> bool:
    """Whether all that is stated, every part of every thing, lies in a set."""
    return all(within(part, permitted) for item in value.items for part in item.members)


def may_touch(value: Stated, forbidden: Set) -> bool:
    return any(not meet(part, forbidden).empty for item in value.items for part in item.members)


def is_state(value: Stated, told: Stated) -> bool:
    """Whether a full fact is what a case is for: as many kinds of thing, each of them there."""
    parts = [part for item in value.items for part in item.members]
    kinds = [part for item in told.items for part in item.members]
    return all(any(within(part, kind) for kind in kinds) for part in parts) and all(
        any(within(part, kind) for part in parts) for kind in kinds
    )


def here(cases: tuple[Case, ...], of: Mapping[str, dict[str, Stated]]) -> Case:
    """The one case that full facts fall under."""
    found = [
        case
        for case in cases
        if all(is_state(of[one.owner][one.axis.name], one.stated) for one in case.told)
    ]
    assert len(found) == 1, "the cases are every state, and each state once"
    return found[0]


def inside(cases: tuple[Case, ...], of: Mapping[str, dict[str, Stated]]) -> bool:
    """Membership, said a second way, from what the envelope tells; ``of`` is every fact, by implant."""
    scan = next(iter(of.values()))
    case = here(cases, of)
    return any(
        all(lies_in(of.get(row.owner, scan)[row.axis.name], row.permitted) for row in box.rows)
        for box in case.allowed
    ) and not any(
        all(
            may_touch(of[one.party.owner][condition.axis.name], condition.permitted)
            for condition in one.conditions
        )
        for one in case.forbidden
    )


def met(parties: tuple[Party, ...], of: Mapping[str, dict[str, Stated]]) -> bool:
    """Whether each document and each rule by itself is met, as a check finds it."""
    return all(outcome(one, of) is Disposition.WITHIN for one in parties)


def outcome(party: Party, of: Mapping[str, dict[str, Stated]]) -> Disposition:
    return worst(evaluate(party.labelling, of[party.owner], party.origin).claims)[0]


def with_what_was_not_read(one: Party, of: Mapping[str, dict[str, Stated]]) -> Disposition:
    judged = evaluate(one.labelling, of[one.owner], one.origin)
    quiet = silences(one.labelling, judged.applied, AXES) if one.origin == "label" else ()
    unread = any(silence.is_ == "not-read" for silence in quiet)
    return max(worst(judged.claims)[0], Disposition.INCOMPLETE if unread else Disposition.CONSULT)


def party(label: Labelling, known: Mapping[str, Any], place: str = "implants/1") -> Party:
    return Party(
        place,
        label,
        "policy" if label.id.startswith("policy/") else "label",
        "/".join(place.split("/")[:2]),
        facts(known),
    )


def envelope_of(*parties: Party) -> tuple[Case, ...]:
    return envelope(parties, AXES, ("acme/catheter", "acme/other"))


KNOWN = [{}, *({STATE: one} for one in VALUES[STATE]), {STATE: {"any_of": VALUES[STATE]}}]
SCANS = list(product(VALUES[FIELD], VALUES[MODE]))
PAIRS = [*((name, name) for name in LABELS), *combinations(LABELS, 2)]


@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_a_scan_lies_in_the_envelope_exactly_when_each_label_is_met(names: tuple[str, str]) -> None:
    """Two documents for one implant, whatever is known of its state."""
    a, b = (LABELS[name] for name in names)
    for known in KNOWN:
        parties = (party(a, known), party(b, known))
        cases = envelope_of(*parties)
        for full in completions({**known}):
            of = {"implants/1": facts(full)}
            assert inside(cases, of) == met(parties, of), (known, full)


@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_so_it_is_with_two_implants_in_two_states(names: tuple[str, str]) -> None:
    a, b = (LABELS[name] for name in names)
    for known in KNOWN[:2]:
        parties = (party(a, known), party(b, {}, "implants/2"))
        cases = envelope_of(*parties)
        for full, other in product(completions({**known}), VALUES[STATE]):
            of = {"implants/1": facts(full), "implants/2": facts({**full, STATE: other})}
            assert inside(cases, of) == met(parties, of), (known, full, other)


@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_no_scan_fares_better_than_the_envelope_says(names: tuple[str, str]) -> None:
    """And where there is a box, the envelope says no worse than that the maker is to be asked."""
    a, b = (LABELS[name] for name in names)
    for known in KNOWN:
        parties = (party(a, known), party(b, known))
        cases = envelope_of(*parties)
        told = best(cases)
        for scan in SCANS:
            of = {"implants/1": facts({**known, FIELD: scan[0], MODE: scan[1]})}
            found = max(with_what_was_not_read(one, of) for one in parties)
            assert found >= told, (known, scan)
        for case in cases:
            assert bool(case.allowed) == (
                case.disposition <= Disposition.INCOMPLETE and not case.refused
            )
            assert bool(case.allowed) != bool(case.refused)


# --- a larger world: quantities with open ends, trees, lists, questions, boxes, rules ----------------

REGION, GRADIENT, DRUG, RESERVOIR = (
    "scan.region", "scan.spatial_gradient", "implant.drug", "implant.reservoir",
)  # fmt: skip
ASK = "ask.site-healed"
LARGE: dict[str, list[Any]] = {
    FIELD: ["1.5 T", "3 T", "7 T"],
    GRADIENT: ["10 T/m", "19 T/m", "20 T/m", "30 T/m"],
    REGION: ["brain", "cervical-spine", "torso", "lumbar-spine", "body", ["brain", "knee"]],
    STATE: ["active", "stopped", "depleted"],
    DRUG: ["baclofen", "morphine", "none", ["baclofen", "morphine"]],
    RESERVOIR: ["0 mL", "1 mL", "2 mL"],
    ASK: ["confirmed", "denied"],
}
TESTS: dict[str, list[dict[str, Any]]] = {
    FIELD: [{"one_of": ["1.5 T"]}, {"one_of": ["3 T"]}, {"at_most": "3 T"}, {"more_than": "1.5 T"}],
    GRADIENT: [{"at_most": "19 T/m"}, {"less_than": "19 T/m"}, {"at_least": "20 T/m"}, {"more_than": "10 T/m", "at_most": "20 T/m"}],
    REGION: [{"one_of": ["head"]}, {"one_of": ["torso"]}, {"one_of": ["head", "neck"]}, {"one_of": ["neck", "torso"]}, {"one_of": ["extremity", "brain", "cervical-spine"]}],
    STATE: [{"one_of": ["active", "stopped"]}, {"one_of": ["depleted"]}, {"one_of": ["active"]}],
    DRUG: [{"one_of": ["baclofen"]}, {"one_of": ["morphine", "none"]}],
    RESERVOIR: [{"at_most": "0 mL"}, {"more_than": "0 mL"}, {"more_than": "0 mL", "at_most": "1 mL"}, {"at_least": "1 mL"}],
    ASK: [{"asks": "Is it healed?"}],
}  # fmt: skip
WHEN = [STATE, DRUG, RESERVOIR]


@st.composite
def groups(draw: st.DrawFn, axes: list[str], least: int = 0) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(axes), min_size=least, max_size=3, unique=True))
    return {name: {**draw(st.sampled_from(TESTS[name])), "page": "1"} for name in names}


@st.composite
def labels(draw: st.DrawFn) -> Labelling:
    form: dict[str, Any] = {"always": draw(groups(list(TESTS)))}
    for at in range(draw(st.integers(0, 3))):
        own = draw(groups([name for name in TESTS if name not in form["always"]] or [ASK]))
        if draw(st.booleans()):
            own["when"] = draw(groups(WHEN, 1))
        if draw(st.integers(0, 5)) == 0:
            own["mr_status"] = {"is": draw(st.sampled_from(["unsafe", "not-printed", "not-evaluated"])), "page": "1"}  # fmt: skip
        form.setdefault("settings", {})[f"s{at}"] = own
    bare = [name for name in TESTS if name != ASK]
    for _ in range(draw(st.integers(0, 2))):
        box = {"says": "no", **draw(groups(bare, 1))}
        if draw(st.booleans()):
            box["when"] = draw(groups(WHEN, 1))
        form.setdefault("prohibits", []).append(box)
    if draw(st.integers(0, 3)) == 0:
        return labelling(id="policy/rule", **form).replace(mr_status=None)
    return labelling(read=draw(st.sampled_from(["full", "part"])), **form)


SOME_SCANS = [
    facts(dict(zip((FIELD, GRADIENT, REGION), values)))
    for values in product(LARGE[FIELD][:2], LARGE[GRADIENT][:3], LARGE[REGION][:4])
]


def of_all(*parties: Party) -> tuple[Case, ...]:
    """The envelope, where no more states are open than it looks at."""
    try:
        return envelope_of(*parties)
    except RequestError as bad:
        assume("combinations" not in str(bad))
        raise


many = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@many
@given(st.lists(labels(), min_size=1, max_size=3), st.data())
def test_the_law_in_a_larger_world(found: list[Labelling], data: st.DataObject) -> None:
    whole = {axis: data.draw(st.sampled_from(values)) for axis, values in LARGE.items()}
    own = [axis for axis in whole if not axis.startswith("scan.")]
    known = {axis: whole[axis] for axis in data.draw(st.lists(st.sampled_from(own), unique=True))}
    places = [f"implants/{data.draw(st.integers(1, 2))}" for _ in found]
    parties = tuple(party(label, known, place) for label, place in zip(found, places))
    cases = of_all(*parties)
    other = {
        **whole,
        **({} if STATE in known else {STATE: data.draw(st.sampled_from(LARGE[STATE]))}),
    }
    base = {"implants/1": facts(whole), "implants/2": facts(other)}
    for scan in SOME_SCANS:
        of = {place: {**stated, **scan} for place, stated in base.items()}
        assert inside(cases, of) == met(parties, of), scan
        if scan[REGION].text != "cervical-spine":  # of which nobody knows where it belongs
            found = max(with_what_was_not_read(one, of) for one in parties)
            assert found >= here(cases, of).disposition
    for case in cases:
        for box in case.allowed:
            for row in box.rows:
                assert all(one in row.limits for one in row.binding)
                assert row.binding


@many
@given(st.lists(labels(), min_size=1, max_size=2), labels(), st.data())
def test_a_further_document_never_widens_the_envelope(
    found: list[Labelling], more: Labelling, data: st.DataObject
) -> None:
    whole = {axis: data.draw(st.sampled_from(values)) for axis, values in LARGE.items()}
    parties = tuple(party(label, {}) for label in found)
    wide, narrow = of_all(*parties), of_all(*parties, party(more, {}))
    base = facts(whole)
    for scan in SOME_SCANS:
        of = {"implants/1": {**base, **scan}}
        assert inside(wide, of) or not inside(narrow, of)


def test_of_nothing_there_is_no_envelope() -> None:
    assert envelope((), AXES, ()) == ()


# --- what is outside, and how a set is said ------------------------------------------------------------


def test_outside_is_what_is_in_the_one_and_not_in_the_other() -> None:
    for regions, points in worlds():
        for a, b in product(regions, repeat=2):
            parts = outside(a, b)
            assert not any(part.empty for part in parts)
            for point in points:
                assert any(holds(one, point) for one in parts) == (holds(a, point) and not holds(b, point))  # fmt: skip


@given(st.sampled_from(sorted(set(TESTS) - {ASK})), st.data())
def test_a_set_is_said_in_a_form_that_reads_back(name: str, data: st.DataObject) -> None:
    axis = AXES[name]
    tests = data.draw(st.lists(st.sampled_from(TESTS[name]), min_size=1, max_size=2))
    found: Set = axis.everything if axis.everything is not None else Choice(frozenset())
    for one in tests:
        found = meet(found, permitted_set(axis, one))
    if found.empty:
        return
    assert in_words(axis, found)
    form = in_form(axis, found)
    if isinstance(found, Span):
        back: Set = Span(Decimal(0), None)
        unit = form.pop("unit")
        if form:
            back = permitted_set(axis, {test: f"{number} {unit}" for test, number in form.items()})
        assert meet(back, Span(Decimal(0), None)) == found
    elif all(one in axis.choices for one in form["one_of"]):
        assert permitted_set(axis, form) == found


@pytest.mark.parametrize(
    "name,tests,words",
    [
        (GRADIENT, {"at_most": "1900 G/cm"}, "at most 19 T/m"),
        (RESERVOIR, {"more_than": "0 mL", "at_most": "1 mL"}, "more than 0 mL and at most 1 mL"),
        (RESERVOIR, {"at_most": "0 mL"}, "0 mL"),
        (FIELD, {"one_of": ["3 T", "1.5 T"]}, "1.5 T or 3 T"),
        (FIELD, {"at_most": "1.5 T"}, "at most 1.5 T"),
        (FIELD, {"at_least": "3 T"}, "at least 3 T"),
        (MODE, {"at_most": "first-level"}, "normal or first-level"),
        (REGION, {"one_of": ["brain", "torso"]}, "brain or torso"),
        (REGION, {"one_of": ["head", "neck"]}, "head or neck"),
    ],
)
def test_how_a_set_is_said(name: str, tests: dict[str, Any], words: str) -> None:
    assert in_words(AXES[name], permitted_set(AXES[name], tests)) == words


def test_a_part_of_a_tree_that_has_no_name_is_said_as_a_part() -> None:
    axis = AXES[REGION]
    neck, torso = (permitted_set(axis, {"one_of": [one]}) for one in ("neck", "torso"))
    spine = permitted_set(axis, {"one_of": ["cervical-spine"]})
    assert in_words(axis, meet(spine, torso)) == "cervical-spine, as far as it is torso"
    (rest,) = outside(neck, spine)
    assert in_words(axis, rest) == "neck, the rest of it"


def test_a_part_of_a_region_is_no_region_that_could_be_scanned() -> None:
    """The cervical spine lies under two; what two labels share of it is less than all of it."""
    one = labelling(always={REGION: {"one_of": ["torso"], "page": "1"}})
    other = labelling(always={REGION: {"one_of": ["neck"], "page": "1"}})
    spine = labelling(always={REGION: {"one_of": ["cervical-spine"], "page": "1"}})
    (case,) = envelope_of(party(one, {}), party(spine, {}))
    assert [why.kind for why in case.refused] == ["clash"]
    assert case.disposition is Disposition.OUTSIDE
    (case,) = envelope_of(party(one, {}), party(other, {}))
    assert case.refused


def test_a_box_that_is_forbidden_piece_by_piece_is_none() -> None:
    label = labelling(
        always={FIELD: field("1.5 T", "3 T")},
        prohibits=[
            {"says": "low", FIELD: field("1.5 T")},
            {"says": "high", FIELD: field("3 T"), MODE: {"at_most": "second-level", "page": "1"}},
        ],
    )
    (case,) = envelope_of(party(label, {}))
    assert [(why.kind, len(why.forbidden)) for why in case.refused] == [("all-forbidden", 2)]


@pytest.mark.parametrize(
    "name,tests,words",
    [
        (FIELD, {"at_least": "1.5 T", "at_most": "7 T"}, "1.5 T or 2 T or 3 T or 4 T or 4.7 T or 5 T or 7 T"),
        (FIELD, {"one_of": ["0.2 T", "1.5 T", "7 T"]}, "0.2 T or 1.5 T or 7 T"),
        ("implant.components", {"one_of": ["acme/catheter"]}, "acme/catheter"),
        ("implant.components", {"one_of": list("abcdef")}, "a or b or c or d or e or f"),
        ("implant.components", {"one_of": ["", "acme/other"]}, "any part that is not named"),
    ],
)  # fmt: skip
def test_how_a_choice_is_said(name: str, tests: dict[str, Any], words: str) -> None:
    assert in_words(AXES[name], permitted_set(AXES[name], tests)) == words


def test_three_that_contradict_each_other_only_together_are_all_named() -> None:
    pairs = (["1.5 T", "3 T"], ["3 T", "7 T"], ["1.5 T", "7 T"])
    parties = [party(labelling(id=f"acme/pump/{at}", always={FIELD: field(*two)}), {}) for at, two in enumerate(pairs)]  # fmt: skip
    (case,) = envelope_of(*parties)
    (why,) = case.refused
    assert (why.kind, len(why.limits)) == ("clash", 3)


def test_what_is_made_of_two_limits_is_bound_by_both_and_by_no_third() -> None:
    tests = ({"at_least": "10 T/m"}, {"at_most": "19 T/m"}, {"at_most": "30 T/m"})
    parties = [party(labelling(id=f"acme/pump/{at}", always={GRADIENT: {**one, "page": "1"}}), {}) for at, one in enumerate(tests)]  # fmt: skip
    (row,) = envelope_of(*parties)[0].allowed[0].rows
    assert in_words(row.axis, row.permitted) == "at least 10 T/m and at most 19 T/m"
    assert row.binding == row.limits[:2]


def test_what_is_forbidden_apart_from_a_box_does_not_save_it() -> None:
    label = labelling(
        always={FIELD: field("1.5 T")},
        prohibits=[{"says": "far", FIELD: field("7 T")}, {"says": "all", FIELD: field("1.5 T")}],
    )
    (case,) = envelope_of(party(label, {}))
    assert [one.box.says for one in case.refused[0].forbidden] == ["all"]


def test_a_part_that_is_forbidden_leaves_other_parts() -> None:
    label = labelling(
        always={FIELD: field("1.5 T")},
        prohibits=[{"says": "no", "implant.components": {"one_of": ["acme/catheter"], "page": "1"}}],
    )  # fmt: skip
    (case,) = envelope_of(party(label, {}))
    assert len(case.allowed) == 1


def test_more_alternatives_than_can_be_looked_at_are_refused() -> None:
    def label(axis: str) -> Labelling:
        ways = {f"s{at}": {axis: {"one_of": [name], "page": "1"}} for at, name in enumerate(AXES[axis].choices)}  # fmt: skip
        return labelling(settings=ways)

    with pytest.raises(RequestError, match="combinations of alternatives"):
        envelope_of(*(party(label(axis), {}) for axis in ("scan.nucleus", FIELD, REGION)))


def test_of_no_case_nothing_is_the_best() -> None:
    assert best(()) is Disposition.PROHIBITED


def test_drugs_may_be_there_together_so_each_mixture_is_a_case() -> None:
    """And a state that is named once is split once, however many parts of the label look at it."""
    label = labelling(
        read="part",
        settings={
            "b": {"when": {DRUG: {"one_of": ["baclofen"]}, STATE: {"one_of": ["active"]}}, FIELD: field("3 T")},
            "m": {"when": {DRUG: {"one_of": ["morphine"]}, STATE: {"one_of": ["active"]}}, FIELD: field("1.5 T")},
        },
    )  # fmt: skip
    cases = envelope_of(party(label, {STATE: "active"}))
    assert len(cases) == 7
    found = {case.told[0].stated.text: case for case in cases}
    assert found["baclofen"].disposition is Disposition.INCOMPLETE  # read in part
    assert [why.kind for why in found["baclofen and morphine"].refused] == ["clash"]
    (left,) = (text for text in found if " or " in text and " and " not in text)
    assert [why.kind for why in found[left].refused] == ["no-setting"]
    (case,) = envelope_of(party(label, {STATE: "active", DRUG: "baclofen"}))
    assert case.told == ()


def test_a_set_without_an_end_is_said() -> None:
    assert in_words(AXES[GRADIENT], permitted_set(AXES[GRADIENT], {"at_least": "20 T/m"})) == "at least 20 T/m"  # fmt: skip
    assert in_form(AXES[GRADIENT], Span(Decimal(0), None)) == {"unit": "T/m"}
    assert in_words(AXES[GRADIENT], Span(Decimal(0), None)) == "any"


def test_where_no_box_is_left_a_way_that_prints_no_status_is_what_a_check_would_go_by() -> None:
    label = labelling(
        settings={
            "a": {FIELD: field("1.5 T")},
            "b": {"mr_status": {"is": "not-printed", "page": "2"}},
        }
    )
    rule = labelling(id="policy/rule", always={FIELD: field("3 T")}).replace(mr_status=None)
    (case,) = envelope_of(party(label, {}), party(rule, {}))
    assert [why.kind for why in case.refused] == ["clash"]
    assert [why.kind for why in case.left_out] == ["not-printed"]
    assert case.disposition is Disposition.INCOMPLETE


@pytest.mark.parametrize(
    "said,binding",
    [
        ([("head", "neck"), ("neck", "torso"), ("head", "neck"), ("neck", "torso")], "0123"),
        ([("head", "neck"), ("neck", "torso"), ("neck", "extremity")], "012"),
        ([("head", "neck"), ("neck", "torso"), ("head", "neck", "torso"), ("head", "neck")], "013"),
        ([("head", "neck"), "neck"], "1"),
    ],
)
def test_every_row_says_what_binds_it(said: list[Any], binding: str) -> None:
    """Also where two documents say the same, or each of three could be spared."""
    regions = [[one] if isinstance(one, str) else list(one) for one in said]
    labels = [labelling(always={REGION: {"one_of": one, "page": "1"}}) for one in regions]
    cases = envelope_of(*(party(label, {}) for label in labels))
    rows = [row for case in cases for box in case.allowed for row in box.rows]
    told = [
        "".join(str(at) for at, one in enumerate(row.limits) if one in row.binding) for row in rows
    ]
    assert set(told) == {binding}
