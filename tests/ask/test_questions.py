"""What is asked: only what can still change something, the most decisive first, until nothing would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mri_check import check, read_request
from mri_check.answering import Answering
from mri_check.asking import Asking, with_value
from mri_check.catalog import Catalogue
from mri_check.dialogue import Dialogue, lines_of
from mri_check.errors import RequestError
from mri_check.policy import read_policy
from mri_check.question import Question
from mri_check.render.json import to_json
from mri_check.strict_yaml import read
from tests.conftest import write_request
from tests.worlds import SHIPPED, document
from tests.worlds import catalogue as invented

DAY = "2026-11-23"
START = {"format": "mri-check/request/1", "on": DAY}
ECHOES = ("stated", "stated_set", "scan", "patient", "request", "asked", "overrides")
"""What only repeats a request: a question that changed no more than this would be idle."""


def meant(form: Any) -> Any:
    """A checklist without what it merely repeats of the request."""
    if isinstance(form, dict):
        return {
            name: meant(value)
            for name, value in form.items()
            if name not in ECHOES
            and not (
                name == "notices" and all(one["id"] in ("profile", "override") for one in value)
            )
        }
    return [meant(one) for one in form] if isinstance(form, list) else form


def changes(asking: Asking, data: Mapping[str, Any], question: Question, values: list[Any]) -> bool:
    """Whether some answer to a question changes the public checklist; the oracle knows nothing of effects."""
    now = meant(json.loads(to_json(asking.check(data))))
    for field in question.fields:
        for value in values if field.axis is None else answers_to(field.axis):
            try:
                then = asking.check(with_value(data, field.path, value))
            except RequestError:
                continue
            if meant(json.loads(to_json(then))) != now:
                return True
    return False


def answers_to(axis: Any) -> list[Any]:
    """Values of an axis, chosen without looking at any condition."""
    if axis.choices:
        return list(axis.choices)
    if axis.kind == "age":
        return ["2026-11-22", "2026-09", "2026-01", "2020", "1999"]
    if axis.kind == "devices":
        return ["8780", "no such part"]
    from mri_check.quantity import base_unit

    sizes = (
        "0",
        "0.01",
        "0.5",
        "1",
        "2",
        "5",
        "10",
        "15",
        "19.5",
        "25",
        "30",
        "60",
        "100",
        "150",
        "500",
        "9999",
    )
    return [f"{size} {base_unit(axis.dimension)}" for size in sizes]


def others(question: Question, catalogue: Catalogue) -> list[Any]:
    """Answers to what is no axis."""
    return {
        "market": list(catalogue.markets),
        "scanner": [],
        "others": ["none", ["a stent"]],
        "items": ["none", ["a handset"]],
        "answer": ["confirmed", "denied"],
        "device": ["8637-40", "no such pump"],
    }.get(question.kind, [])


def texts(question: Question, catalogue: Catalogue) -> list[str]:
    """What a person may type at a question."""
    field = question.fields[-1]
    fixed = {
        "device": ["8637-40", "13827", "SynchroMed", "some pain pump", "Codman 3000", "91827"],
        "market": ["US", "eu", "JP"],
        "scanner": ["3 T, cylindrical", "7 T", "1.5 T, 18 T/m, 1H"],
        "others": ["none", "a stent", "AP1"],
        "items": ["none", "a handset"],
        "answer": ["yes", "no"],
        "region": ["brain", "MRI L-SPINE WO CONTRAST", "torso"],
    }.get(question.kind)
    if fixed is not None:
        return [*fixed, ""]
    if question.kind == "several":
        values = [one for one in answers_to(field.axis) if isinstance(one, str)]
        return ["", *(f"{field.name}={one}" for one in values[:6])]
    assert field.axis is not None
    return ["", *answers_to(field.axis)[:12]]


def talk(dialogue: Dialogue, choose: Any, most: int = 60) -> list[Question]:
    """Hold a dialogue; ``choose`` gives the answer to each question."""
    found: list[Question] = []
    while (open_ := dialogue.questions()) and len(found) < most:
        question = open_[0]
        values = others(question, dialogue.asking.catalogue)
        assert question.kind == "device" or changes(
            dialogue.asking, dialogue.data, question, values
        ), question
        found.append(question)
        dialogue.answer(question, choose(question))
    return found


def dialogue_on(catalogue: Catalogue, data: Mapping[str, Any] = START, **more: Any) -> Dialogue:
    asking = Asking(catalogue, read_request, more.get("policy"), more.get("profiles", ()))
    return Dialogue(asking, Answering(catalogue, date.fromisoformat(DAY), asking.profiles), data)


GOOD = {
    "market": "US", "scanner": "g30", "implants/1/pump_state": "active", "other_implants": "none",
    "bringing": "none", "implants/1/pump_face": "port-to-front", "scan/nucleus": "1H",
    "patient/more": "none", "scan/more": "MRI LUMBAR SPINE WO CONTRAST", "implants/1/components": "8780",
}  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        {},
        GOOD,
        {**GOOD, "scanner": "3 T, cylindrical, 18 T/m"},
        {"implants/1/pump_state": "depleted", "market": "US"},
        {**GOOD, "implants/1/more": "identified_by=card, flow_rate=0.048 mL/day"},
    ],
)
def test_synchromed_ii_with_drug_unknown_takes_twelve_questions_at_most(
    told: Mapping[str, str], catalogue: Catalogue
) -> None:
    talked = dialogue_on(catalogue, profiles=("g15", "g30"))
    found = talk(talked, lambda one: {"implants/1/device": "8637-40", **told}.get(one.id, ""))
    assert found[0].kind == "device"
    if told.get("implants/1/pump_state") != "depleted":
        assert any(field.name == "drug" for one in found for field in one.fields)
    assert len(found) <= 12, [one.id for one in found]


@pytest.mark.parametrize("device", ["13827", "Codman 3000", "SynchroMed", "a pump"])
def test_each_question_can_change_something_and_at_the_end_none_would(
    device: str, catalogue: Catalogue
) -> None:
    """Not known to all: then no fact of the implant or the scan that is left changes the outcome either."""
    talked = dialogue_on(catalogue)
    asked = talk(
        talked, lambda one: device if one.id == "implants/1/device" and one.about != device else ""
    )
    passed = {field.path for one in asked for field in one.fields}
    data, now = talked.data, talked.checklist().disposition
    for name, axis in catalogue.axes.items():
        family, _, short = name.partition(".")
        path = ("implants", 0, "facts", short) if family == "implant" else (family, short)
        if path in passed or name == "implant.identified_by":
            continue
        for value in answers_to(axis):
            assert talked.asking.check(with_value(data, path, value)).disposition is now, (
                path,
                value,
            )


EXAMS = read((SHIPPED / "exams.yaml").read_text(), "exams.yaml").data
RULES = {
    "scan.field_strength": [{"one_of": ["1.5 T", "3 T"]}, {"at_most": "1.5 T"}],
    "scan.region": [{"one_of": ["head"]}, {"one_of": ["torso"]}],
    "scan.spatial_gradient": [{"at_most": "19 T/m"}, {"less_than": "25 T/m"}],
    "scan.active_minutes": [{"at_most": "15 min"}],
    "implant.pump_state": [{"one_of": ["active", "stopped"]}, {"one_of": ["depleted"]}],
    "implant.drug": [{"one_of": ["baclofen"]}],
    "implant.reservoir": [{"at_most": "0 mL"}, {"more_than": "1 mL"}],
    "implant.implanted_on": [{"at_least": "6 weeks"}],
    "ask.healed": [{"asks": "Has the site healed?"}],
    "patient.pregnant": [{"one_of": ["no"]}],
}
WHEN = ["implant.pump_state", "implant.drug", "scan.region"]


@st.composite
def groups(draw: st.DrawFn, names: list[str], **page: str) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    return {name: {**draw(st.sampled_from(RULES[name])), **page} for name in chosen}


@st.composite
def labels(draw: st.DrawFn) -> dict[str, Any]:
    form: dict[str, Any] = {"read": "part", "always": draw(groups(list(RULES), page="1"))}
    rest = [name for name in RULES if name not in form["always"]]
    for at in range(draw(st.integers(1, 2))):
        own: dict[str, Any] = draw(groups(rest, page="1"))
        if draw(st.booleans()):
            own["when"] = draw(groups([one for one in WHEN if one.startswith("implant")]))
        form.setdefault("settings", {})[f"s{at}"] = own
    if draw(st.booleans()):
        bare = [name for name in RULES if not name.startswith("ask.")]
        form["prohibits"] = [{"says": "no", **draw(groups(bare, page="1"))}]
    return document(**form)


@settings(
    max_examples=5, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(form=labels(), data=st.data())
def test_no_idle_question_on_any_label(
    form: dict[str, Any], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a label says and a person answers; and the dialogue comes to an end."""
    known = invented(
        tmp_path_factory.mktemp("made"),
        {"manufacturers/acme/pump/us-doc.yaml": form, "exams.yaml": EXAMS},
    )
    talked = dialogue_on(known, {**START, "implants": [{"device": "AP1"}]})

    def choose(question: Question) -> str:
        if question.kind == "device":
            return "AP1"
        return str(data.draw(st.sampled_from(texts(question, known))))

    found = talk(talked, choose)
    assert len(found) < 40
    assert talked.questions() == []
    assert read("".join(line + "\n" for line in lines_of(talked.data)), "x").data == talked.data


def test_the_most_decisive_first(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue, {**START, "implants": [{"device": "8637-40"}], "market": "US"})
    found = talked.questions()
    decide = [one.line is None for one in found]
    assert decide == sorted(decide, reverse=True), (
        "what can decide comes before what only adds to the checklist"
    )
    for group in (True, False):
        weights = [one.weight for one in found if (one.line is None) is group]
        assert weights == sorted(weights, reverse=True)


def test_a_policy_can_make_a_question_matter(catalogue: Catalogue, tmp_path: Path) -> None:
    path = str(write_request(tmp_path / "policy.json", {
        "format": "mri-check/policy/1", "name": "City",
        "rules": [{"id": "site", "conditions": {"implant.pump_site": {"one_of": ["abdomen"]}}}],
    }))  # fmt: skip
    start = {**START, "implants": [{"device": "8637-40"}]}
    for policy, expected in ((None, False), (read_policy(path, catalogue), True)):
        talked = dialogue_on(catalogue, start, policy=policy)
        names = {field.name for one in talked.questions() for field in one.fields}
        assert ("pump_site" in names) is expected


def test_urgency_is_asked_where_it_matters(catalogue: Catalogue) -> None:
    """It has a default, the strictest; where a label prints an emergency route, that default is no answer."""
    for device, expected in (("13827", True), ("8637-40", False)):
        asked = dialogue_on(catalogue, {**START, "market": "US", "implants": [{"device": device}]})
        deciding = {one.id for one in asked.questions() if one.line is None}
        assert ("scan/urgency" in deciding) is expected


def test_what_is_stated_is_not_asked(catalogue: Catalogue) -> None:
    data = {
        **START, "market": "US", "other_implants": "none", "bringing": "none",
        "implants": [{"device": "8637-40", "identified_by": "card", "facts": {"pump_state": "active"}}],
        "scan": {"region": "brain", "field_strength": "3 T", "bore": "cylindrical"},
    }  # fmt: skip
    names = {field.path for one in dialogue_on(catalogue, data).questions() for field in one.fields}
    assert not names & {
        ("market",), ("other_implants",), ("bringing",), ("scan", "region"), ("scan", "bore"),
        ("implants", 0, "identified_by"), ("implants", 0, "facts", "pump_state"),
    }  # fmt: skip
    assert ("scan", "spatial_gradient") in names


def test_why_and_who_are_told(catalogue: Catalogue) -> None:
    data = {**START, "market": "US", "implants": [{"device": "8637-40"}]}
    found = {one.id: one for one in dialogue_on(catalogue, data).questions()}
    face = found["implants/1/pump_face"]
    assert face.who == "technologist"
    assert [one.word for one in face.outcomes] == ["prohibited"]
    (reason,) = face.reasons
    assert (reason.kind, reason.cited and reason.cited.page) == ("prohibits", "12")
    assert found["implants/1/pump_state"].who == "pump-clinician"
    assert found["implants/1/more"].line


def test_the_dialogue_agrees_with_check(catalogue: Catalogue) -> None:
    talked = dialogue_on(catalogue, profiles=("g15", "g30"))
    talk(talked, lambda one: {"implants/1/device": "8637-40", **GOOD}.get(one.id, ""))
    assert check(catalogue, read_request(talked.data)) == talked.checklist()


def test_a_part_or_an_item_that_is_not_identified_is_asked_for(catalogue: Catalogue) -> None:
    asking = Asking(catalogue, read_request)
    pump = {"device": "8637-40", "facts": {"components": ["8780", "mystery catheter"]}}
    data = {**START, "market": "US", "implants": [pump], "bringing": ["Paradigm thing"]}
    found = {one.id: one for one in asking.questions(data) if one.kind == "device"}
    assert set(found) == {"implants/1/components/2/device", "items/1/device"}
    dialogue = Dialogue(asking, Answering(catalogue, date.fromisoformat(DAY), (), None), data)
    dialogue.answer(found["implants/1/components/2/device"], "8709")
    dialogue.answer(found["items/1/device"], "Paradigm insulin pump")
    assert dialogue.data["implants"][0]["facts"]["components"] == ["8780", "8709"]
    assert dialogue.data["bringing"] == ["Paradigm insulin pump"]
    one = {**data, "implants": [{"device": "8637-40", "facts": {"components": "mystery catheter"}}]}
    (part,) = [q for q in asking.questions({**one, "bringing": []}) if q.kind == "device"]
    assert part.fields[0].path == ("implants", 0, "facts", "components")
