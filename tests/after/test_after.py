"""After the scan: worked cases, the laws of the walk on every procedure on file, and the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import pytest

from mri_check import load_catalog, read_request
from mri_check.after import After, Unplaced, after
from mri_check.aftercare import Course, course, positions
from mri_check.governed import everything as every_implant
from mri_check.observations import OBSERVATIONS, contradictions, groups
from mri_check.procedure import Step, procedure
from mri_check.readings import End
from mri_check.record import Labelling
from mri_check.resolve import resolve
from mri_check.strict_yaml import read
from tests.conftest import ROOT, write_request
from tests.worlds import SOURCES, document, facts
from tests.worlds import catalogue as invented

Command = Callable[..., tuple[int, str, str]]
CASES = read((Path(__file__).parent / "cases.yaml").read_text(), "cases.yaml").data
EXIT = {"resumed": 0, "escalate": 30, "not-yet-known": 31}
ACTIVE = {"pump_state": "active", "flow_rate": "0.2 mL/day"}


def request(device: str = "8637-40", **other: Any) -> dict[str, Any]:
    stated = {**ACTIVE, **other.pop("facts", {})}
    known = {name: value for name, value in stated.items() if value != "unstated"}
    form = {
        "format": "mri-check/request/1", "id": "patient-7", "on": "2026-11-23", "market": "US",
        "implants": [{"device": device, **({"facts": known} if known else {})}],
        "other_implants": "none", **other,
    }  # fmt: skip
    return {name: value for name, value in form.items() if value is not None}


def walk(
    form: Mapping[str, Any], said: Mapping[str, frozenset[str]], at: Mapping[str, str]
) -> After:
    catalogue = load_catalog()
    return after(
        catalogue, resolve(read_request(form), catalogue.axes, catalogue.markets), said, at
    )


@pytest.mark.parametrize("case", CASES, ids=[one["why"][:60] for one in CASES])
def test_worked_case(case: Mapping[str, Any], tmp_path: Path, command: Command) -> None:
    unstated = {"market": None} if case.get("market") == "unstated" else {}
    known = {name: case[name] for name in ("facts", "market") if name in case}
    path = write_request(tmp_path / "r.json", request(case["device"], **{**known, **unstated}))
    options = [f"--{name}={case[name]}" for name in ("observed", "at") if name in case]
    code, out, _ = command("after", path, "--format", "json", *options)
    form = json.loads(out)
    assert (form["outcome"], code) == (case["ends"], EXIT[case["ends"]])
    assert form["exit_code"] == code
    labellings = form["implants"][0]["labellings"]
    for name in ("next", "look"):
        if name in case and labellings:
            assert labellings[0][name] == case[name] or (name == "next" and "observed" not in case)
    if case["ends"] != "resumed":
        text = command("after", path, *options)[1]
        assert "Whom to call" in text or case["device"] in ("Intera 3000",)


# --- laws, on every procedure that is on file ----------------------------------------------------

STATES = [
    {},
    {"implant.pump_state": "active"},
    {"implant.pump_state": "active", "implant.flow_rate": "0.006 mL/day"},
    {"implant.pump_state": "active", "implant.flow_rate": "0.02 mL/day"},
    {"implant.pump_state": "active", "implant.flow_rate": "0.2 mL/day"},
    {"implant.pump_state": "stopped", "implant.flow_rate": "0.2 mL/day"},
    {"implant.pump_state": "stopped", "implant.flow_rate": "0.006 mL/day"},
    {"implant.pump_state": "depleted", "implant.flow_rate": "0.2 mL/day"},
    {"implant.reservoir": "0 mL"},
    {"implant.reservoir": "15 mL"},
]


@cache
def on_file() -> tuple[tuple[Labelling, tuple[Step, ...]], ...]:
    catalogue = load_catalog()
    found = []
    for id in catalogue.device_ids():
        device = catalogue.device(id)
        for labelling in device.labellings:
            steps = procedure(labelling, device, catalogue)
            if steps:
                found.append((labelling, steps))
    return tuple(found)


def as_if_read(labelling: Labelling, steps: tuple[Step, ...]) -> tuple[Labelling, tuple[Step, ...]]:
    """The same read in full, so that a part that was not read does not hide what the walk does."""
    return labelling.replace(read="full"), tuple(one.replace(read="full") for one in steps)


def looked_at(steps: tuple[Step, ...]) -> list[tuple[str, ...]]:
    named = {w for step in steps for r in step.readings for box in r.observed for w in box}
    return [group for group in groups().values() if named & set(group)]


def sayings(steps: tuple[Step, ...]) -> Iterator[frozenset[str]]:
    """Every way to say something, or nothing, of each thing that the steps look at."""
    for words in product(*((None, *group) for group in looked_at(steps))):
        yield frozenset(word for word in words if word is not None)


def everything() -> Iterator[tuple[Labelling, tuple[Step, ...], Mapping[str, Any]]]:
    for labelling, steps in on_file():
        for state in STATES:
            yield *as_if_read(labelling, steps), facts(state)


def test_there_are_procedures_to_walk() -> None:
    assert {labelling.device.split("/")[1] for labelling, _ in on_file()} >= {
        "synchromed-ii", "synchromed-iii", "synchromed-el", "medstream", "prometra-11827",
        "prometra-ii-13827", "prometra-ii-16827",
    }  # fmt: skip


def test_what_is_resumed_or_escalated_at_a_step_stays_so_however_the_rest_turns_out() -> None:
    seen = set()
    for labelling, whole, stated in everything():
        steps = course(labelling, whole, stated, frozenset()).steps  # those for this state
        walked: dict[tuple[frozenset[str], str], End] = {}
        for said in sayings(steps):
            for at in positions(steps):
                walked[said, at] = course(labelling, steps, stated, said, at).end
        for (said, at), end in walked.items():
            for group in looked_at(steps):
                if not said & set(group) and end is not End.NOT_YET_KNOWN:
                    for word in group:
                        assert walked[said | {word}, at] is end, (labelling.id, said, word, at)
                        seen.add(end)
    assert seen == {End.RESUMED, End.ESCALATE}


def test_to_say_at_which_step_never_makes_it_worse() -> None:
    better = 0
    for labelling, steps, stated in everything():
        for said in sayings(steps):
            anywhere = course(labelling, steps, stated, said).end
            for at in positions(steps):
                words = {
                    w
                    for s in steps
                    if s.id == at
                    for r in s.readings
                    for b in r.observed
                    for w in b
                }
                if words & said:
                    here = course(labelling, steps, stated, said, at).end
                    assert here <= anywhere, (labelling.id, said, at)
                    better += here < anywhere
    assert better


def test_a_fact_that_is_missing_never_makes_it_better() -> None:
    for labelling, steps in on_file():
        labelling, steps = as_if_read(labelling, steps)
        for state, fewer in product(STATES, STATES):
            if fewer.items() < state.items():
                for said in sayings(course(labelling, steps, facts(state), frozenset()).steps):
                    worse = course(labelling, steps, facts(fewer), said).end
                    assert worse >= course(labelling, steps, facts(state), said).end, (fewer, said)


def test_nothing_seen_an_event_or_a_word_that_no_reading_names_is_never_resumed() -> None:
    for labelling, steps, stated in everything():
        assert course(labelling, steps, stated, frozenset()).end is End.NOT_YET_KNOWN
        for said in sayings(steps):
            for word, one in OBSERVATIONS.items():
                if one.group is None or not any(word in group for group in looked_at(steps)):
                    end = course(labelling, steps, stated, said | {word}).end
                    assert end is not End.RESUMED, (labelling.id, said, word)


def test_what_was_read_in_part_is_never_resumed() -> None:
    capped = 0
    for labelling, steps in on_file():
        if {labelling.read, *(one.read for one in steps)} == {"full"}:
            continue
        for state, said in product(STATES, sayings(steps)):
            found = course(labelling, steps, facts(state), said)
            assert found.end is not End.RESUMED
            capped += any("read in part" in why for why in found.why)
    assert capped


def test_no_pump_that_is_or_may_be_stopped_is_resumed() -> None:
    seen = set()
    for labelling, steps in on_file():
        labelling, steps = as_if_read(labelling, steps)
        if not any("implant.pump_state" in {w.axis.name for w in one.when} for one in steps):
            continue
        either = {"any_of": ["active", "stopped"]}
        for state in ("stopped", either):
            stated = facts({"implant.pump_state": state, "implant.flow_rate": "0.2 mL/day"})
            for said, at in product(sayings(steps), (None, *positions(steps))):
                found = course(labelling, steps, stated, said, at)
                assert found.end is not End.RESUMED, (labelling.id, said, at)
                if state == "stopped":
                    told = {one.ends for step in found.steps for one in step.readings}
                    assert "resumed" not in told, labelling.id
                seen.add(labelling.device)
    assert len(seen) == 3


def test_what_is_told_as_seen_at_a_later_step_says_so_and_nothing_better_is_told() -> None:
    """What was not said to be of the second interrogation is not read by it, but where that is the worst."""
    later = set()
    for labelling, steps, stated in everything():
        first = {one.id for one in steps if one.begins}
        for said in sayings(steps):
            found = course(labelling, steps, stated, said)
            for one in found.applied:
                if one.step.id in positions(steps) and one.step.id not in first:
                    assert one.at and not one.certain, (labelling.id, said, one.step.id)
                    later.add(found.end)
                assert not one.at or found.end is not End.RESUMED
            for at in positions(steps):
                assert not any(one.at for one in course(labelling, steps, stated, said, at).applied)
    assert later == {End.NOT_YET_KNOWN, End.ESCALATE}


def test_every_reading_on_file_can_be_reached() -> None:
    for labelling, steps in on_file():
        reached = set()
        events = [word for word, one in OBSERVATIONS.items() if one.group is None]
        for state, said in product(STATES, sayings(steps)):
            for more in ((), *combinations(events, 1), *combinations(events, 2)):
                if more and said:
                    continue
                for at in (None, *positions(steps)):
                    found = course(labelling, steps, facts(state), said | set(more), at)
                    reached |= {(a.step.id, a.reading.sees) for a in found.applied}
        assert reached == {(s.id, r.sees) for s in steps for r in s.readings}, labelling.id


def test_the_worst_of_several_pumps_counts() -> None:
    two = [{"device": "8667-20", "facts": ACTIVE}, {"device": "8667-40", "facts": ACTIVE}]
    good, bad = frozenset({"stall", "recovery"}), frozenset({"stall", "no-recovery"})
    ends = {}
    for first, second in product((good, bad, frozenset({"stall"})), repeat=2):
        found = walk(request(implants=two), {"implants/1": first, "implants/2": second}, {})
        each = [one.end for one in found.followed if one.end is not None]
        assert found.end is max(each)
        ends[first, second] = found.end
    assert ends[good, good] is End.RESUMED
    assert ends[good, bad] is End.ESCALATE
    assert walk(request(implants=two), {"implants/1": good}, {}).end is End.NOT_YET_KNOWN
    with pytest.raises(Unplaced, match="implants/1, implants/2"):
        walk(request(implants=two), {"": good}, {})
    with pytest.raises(Unplaced, match="no 'implants/3'"):
        walk(request(implants=two), {"implants/3": good}, {})


@pytest.mark.parametrize(
    "device,part,others",
    [
        ("91-4200US", "60-2918", "none"),
        ("93827", "91823", "none"),
        ("91827", "intrathecal catheter", "none"),
        ("Prometra", "11823", "none"),
        ("some pump", "8709", ["a stent"]),
    ],
)
def test_symptoms_are_of_the_pump_and_not_of_its_catheter_or_of_a_stent(
    device: str, part: str, others: Any
) -> None:
    implant = {"device": device, "facts": {"components": [part]}}
    form = request(implants=[implant], other_implants=others)
    found = walk(form, {"": frozenset({"symptoms"})}, {})
    assert found.end is End.ESCALATE
    assert [one.place for one in found.followed if one.said] == ["implants/1"]
    with pytest.raises(Unplaced, match="implants/1, implants/2"):
        walk(request(implants=[implant, implant]), {"": frozenset({"symptoms"})}, {})


def test_what_is_said_of_one_pump_in_two_ways_is_taken_together() -> None:
    good, symptoms = frozenset({"stall", "recovery", "rate-as-programmed"}), frozenset({"symptoms"})
    for said in ({"": symptoms, "implants/1": good}, {"implants/1": symptoms, "": good}):
        found = walk(request(), said, {})
        assert found.end is End.ESCALATE
        assert set(found.followed[0].said) == good | symptoms
    with pytest.raises(Unplaced, match="stall and no-stall contradict each other"):
        walk(request(), {"": frozenset({"no-stall"}), "implants/1": frozenset({"stall"})}, {})
    for first, second in permutations(("first-interrogation", "second-interrogation")):
        with pytest.raises(Unplaced, match="given twice for one pump"):
            walk(request(), {"": good}, {"": first, "implants/1": second})


GOOD = {"": frozenset({"stall", "recovery"})}


def test_other_implants() -> None:
    def end(others: Any) -> End:
        return walk(request("8667-40", other_implants=others), GOOD, {}).end

    assert end("none") is End.RESUMED
    assert end(None) is End.NOT_YET_KNOWN
    assert end(["hip prosthesis"]) is End.NOT_YET_KNOWN
    checked = {"device": "hip prosthesis", "answers": {"other-implant-conditions-met": "confirmed"}}
    assert end([checked]) is End.RESUMED
    assert end([{**checked, "device": "SynchroMed"}]) is End.NOT_YET_KNOWN  # it may be a pump
    assert end(["Ascenda"]) is End.RESUMED  # nothing is read from a catheter
    second = walk(request("8667-40", other_implants=["8637-20"]), {"implants/1": GOOD[""]}, {})
    assert second.end is End.NOT_YET_KNOWN


def test_a_catheter_alone_is_not_a_pump_that_resumed() -> None:
    assert walk(
        request("Ascenda", facts={"pump_state": "unstated", "flow_rate": "unstated"}), {}, {}
    ).end is (End.NOT_YET_KNOWN)


def test_components_are_followed_and_do_not_drop_a_step() -> None:
    named = {**ACTIVE, "components": ["Ascenda"]}
    assert walk(request("8667-40", facts=named), GOOD, {}).end is End.RESUMED
    other = {**ACTIVE, "components": ["some catheter"]}
    assert walk(request("8667-40", facts=other), GOOD, {}).end is End.NOT_YET_KNOWN


def test_nothing_that_is_stated_of_a_pump_drops_a_step_of_another_one() -> None:
    """At 8637-40 that runs with baclofen; of the 8667-20 under its components nothing is known."""
    catalogue = load_catalog()
    named = request("8637-40", facts={**ACTIVE, "drug": "baclofen", "components": ["8667-20"]})
    asked = resolve(read_request(named), catalogue.axes, catalogue.markets, catalogue.exams)
    system, part = every_implant(catalogue, asked)
    assert "implant.drug" in system.implant.facts
    assert (part.device.id, part.implant.facts) == ("medtronic/synchromed-iii", {})


def test_a_state_that_is_undecided_counts_as_not_known() -> None:
    either = {"pump_state": {"any_of": ["active", "depleted"]}}
    found = walk(request("8667-40", facts=either), GOOD, {})
    assert found.end is End.NOT_YET_KNOWN


# --- the list of words ---------------------------------------------------------------------------


def test_the_list_of_words_is_one() -> None:
    schema = json.loads((ROOT / "device_catalog/schema/catalogue.schema.json").read_text())
    assert schema["$defs"]["observation"]["enum"] == list(OBSERVATIONS)
    told = (ROOT / "device_catalog/README.md").read_text()
    rows = re.findall(r"^\| `([a-z-]+)` \| ([a-z]*) +\| (.+) \|$", told, re.M)
    rows += re.findall(r"^\| `([a-z-]+)` \| () ?\| (.+) \|$", told, re.M)
    words = {(word, group or None, means) for word, group, means in rows}
    assert words >= {(one.word, one.group, one.means) for one in OBSERVATIONS.values()}
    used = {
        w
        for _, steps in on_file()
        for s in steps
        for r in s.readings
        for b in r.observed
        for w in b
    }
    assert used == set(OBSERVATIONS)


def test_contradictions() -> None:
    assert contradictions(frozenset({"stall", "recovery", "alarm"})) == ()
    assert contradictions(frozenset({"stall", "no-stall"})) == (("stall", "no-stall"),)


# --- the command ---------------------------------------------------------------------------------


def test_the_whole_procedure_with_its_times(command: Command, tmp_path: Path) -> None:
    slow = request("8637-40", facts={"flow_rate": "0.006 mL/day"})
    path = write_request(tmp_path / "r.json", slow)
    code, out, _ = command("after", path, "--ended", "23:50")
    flat = " ".join(out.split())
    assert code == 31
    for told in (
        "first-interrogation: at least 20 min after the end of the scan: not before 00:10 the next day",
        "not before 00:30 the next day",
        "not before 01:40 the next day",
        "1-800-707-0933",
        "with an alarm sounding, does not resume until interrogated",
        "may infuse normally; alarms are suspended",
        "M005186C003 Rev B, p. 13",
        "delay of up to 24 hours",
    ):
        assert told in flat, told
    assert "patient-7" not in out
    assert max(len(line) for line in out.splitlines()) <= 80
    form = json.loads(command("after", path, "--ended", "14:05", "--format", "json")[1])
    assert form["format"] == "mri-check/after/1"
    steps = {one["id"]: one["not_before"] for one in form["implants"][0]["labellings"][0]["steps"]}
    assert steps["first-interrogation"] == "14:25"
    assert steps["second-interrogation"] == "14:45"
    assert steps["minimum-rate-interrogation"] == "15:55"


@pytest.mark.parametrize(
    "device, facts, observed, told, silent",
    [
        ("8637-40", {}, "no-stall,rate-as-programmed", ["neither (no stall) [first-interrogation]"], ["normal [resumed]", "If this was seen at"]),
        ("8637-40", {"flow_rate": "0.03 mL/day"}, "no-stall,rate-as-programmed",
         ["If this was seen at second-interrogation: between 0.006 and 0.048 mL/day: no stall", "To ask: 1. Between 0.006 and 0.048"],
         ["normal [resumed]", "Sees: no stall --observed"]),
        ("8637-40", {"flow_rate": "unstated"}, "no-stall,rate-as-programmed",
         ["no time is printed after which the log shows a stall", "means: the pump has resumed"], []),
        ("8637-40", {}, "symptoms", ["signs of withdrawal or underdose", "signs of overdose (our advice", "Act now and interrogate now", "read it again then"], ["Next:"]),
        ("8667-20", {}, "symptoms", ["signs of withdrawal [", "signs of overdose (our advice"], ["Next:"]),
        ("IsoMed", {}, "symptoms", ["(withdrawal) and too much of it (overdose)"], []),
        ("8637-40", {}, "alarm,waiting-for-communication", ["Act now and interrogate now", "not before 14:25"], ["Next:"]),
        ("8637-40", {}, "waiting-for-communication", ["Next:"], ["Act now"]),
        ("8637-40", {"pump_state": "stopped"}, "no-stall", ["restart the pump and check its rate (our advice), then ask Technical Services when to read the log"], ["means: the pump has resumed"]),
    ],
)  # fmt: skip
def test_what_is_told_of_what_was_seen(
    device: str, facts: dict[str, str], observed: str, told: list[str], silent: list[str],
    tmp_path: Path, command: Command,
) -> None:  # fmt: skip
    path = write_request(tmp_path / "r.json", request(device, facts=facts))
    out = command("after", path, "--ended", "14:05", "--observed", observed)[1]
    flat = " ".join(out.split())
    assert [words for words in told if words not in flat] == []
    assert [words for words in silent if words in flat] == []
    places = [flat.index(words) for words in told if words in flat]
    assert places == sorted(places)  # the worse stands first
    whole = json.loads(command("after", path, "--observed", observed, "--format", "json")[1])
    (label,) = whole["implants"][0]["labellings"] or [{}]
    assert (label.get("next_says") or "").startswith("Act now") is ("Act now" in flat)


@pytest.mark.parametrize("reservoir, asks", [("3 mL", True), ("unstated", True), ("0 mL", False)])
def test_what_was_not_read_is_not_said_to_print_nothing(
    reservoir: str, asks: bool, tmp_path: Path, command: Command
) -> None:
    known = {"pump_state": "unstated", "flow_rate": "unstated", "reservoir": reservoir}
    path = write_request(tmp_path / "r.json", request("93827", market="EU", facts=known))
    flat = " ".join(command("after", path)[1].split())
    assert "was read in part. The pages on what follows a scan were not read." in flat
    assert "prints no procedure" not in flat
    assert ("oes the flow-activated valve stay closed after a scan with drug" in flat) is asks


NEWER = {"manufacturer": "medtronic", "on": "2026-11-23", "document": "M005186C004", "said": "confirmed", "answered": "all"}  # fmt: skip


@pytest.mark.parametrize("entry, code", [
    ({}, 31),
    ({"said": "advised-against"}, 31),
    ({"device": "8637-40"}, 31),
    ({"document": "M005186C003 Rev Z"}, 31),
    ({"document": "M005186C003 Rev B"}, 0),
    ({"on": "2026-11-24"}, 0),  # later than the scan, as in check
    ({"manufacturer": "flowonix"}, 0),
])  # fmt: skip
def test_a_labelling_that_may_be_out_of_date_makes_no_pump_resumed(
    entry: dict[str, str], code: int, tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", request(consulted=[{**NEWER, **entry}]))
    seen = ("after", path, "--observed", "stall,recovery,rate-as-programmed")
    found, out, _ = command(*seen)
    told = f"names {entry.get('document', NEWER['document'])}, which is not on file"
    assert (found, told in " ".join(out.split())) == (code, code != 0)
    (one,) = json.loads(command(*seen, "--format", "json")[1])["implants"]
    assert any(told in why for why in one["why"]) is (code != 0)
    alarm = command(
        "after", path, "--observed", "stall,no-recovery", "--at", "second-interrogation"
    )
    assert alarm[0] == 30


def test_only_the_device_that_it_is_of_is_held_back() -> None:
    two = [{"device": one, "facts": ACTIVE} for one in ("8667-40", "8637-40")]
    seen = GOOD[""] | {"rate-as-programmed"}
    said = {"implants/1": GOOD[""], "implants/2": seen}
    found = walk(request(implants=two, consulted=[{**NEWER, "device": "8637-40"}]), said, {})
    assert [one.end for one in found.followed] == [End.RESUMED, End.NOT_YET_KNOWN]
    catheter = request(other_implants=["Ascenda"], consulted=[NEWER])
    found = walk(catheter, {"implants/1": seen}, {})
    assert [one.end for one in found.followed] == [End.NOT_YET_KNOWN, None]


@pytest.mark.parametrize("options, told", [
    (["--observed=1:stall", "--observed=2:stall", "--at=first-interrogation"], "--at: say which pump it was seen of, as in implants/1:first-interrogation;"),
    (["--observed=stall", "--at=first-interrogation"], "--observed: say which pump it was seen of, as in implants/1:stall,recovery;"),
])  # fmt: skip
def test_of_two_pumps_the_option_says_how_it_is_written(
    options: list[str], told: str, tmp_path: Path, command: Command
) -> None:
    two = [{"device": one, "facts": ACTIVE} for one in ("8637-40", "8637-20")]
    path = write_request(tmp_path / "r.json", request(implants=two))
    code, out, err = command("after", path, *options)
    assert (code, out) == (2, "")
    assert told in " ".join(err.split())


@pytest.mark.parametrize(
    "options,told",
    [
        (["--observed", "stall", "--at", "nope"], "--at: 'nope' is no step"),
        (["--observed", "2:stall", "--at", "x"], "--observed: there is no 'implants/2'"),
        (["--observed", "stall", "--at", "2:x"], "--at: there is no 'implants/2'"),
        (["--observed", "stall,no-stall"], "stall and no-stall contradict each other"),
        (["--observed", "stall", "--observed", "no-stall"], "contradict each other"),
        (["--observed", "stall", "--observed", "1:no-stall"], "contradict each other"),
        (["--observed", "staal"], "did you mean stall?"),
        (["--observed", ","], "names nothing"),
        (["--observed", "2:stall"], "there is no 'implants/2' in the request; there are: implants/1"),
        (["--observed", "stall", "--at", "third"], "no step of the procedure for 8637-40: first-interrogation"),
        (["--observed", "stall", "--at", "check-the-programmed-rate"], "--at: 'check-the-programmed-rate' needs no --at: say --at for first-interrogation or second-interrogation"),
        (["--observed", "stall", "--at", "always-interrogate-8637"], "needs no --at"),
        (["--at", "first-interrogation"], "--at: say with --observed what was seen at 'first-interrogation'"),
        (["--observed", "stall", "--at", "minimum-rate-interrogation"], "no step of the procedure"),
        (["--at", "second-interrogation", "--at", "first-interrogation"], "given twice"),
        (["--ended", "25:00"], "write it as 14:05"),
        (["--obsrved", "stall"], "--observed"),
    ],
)  # fmt: skip
def test_a_bad_option_is_2_and_says_what_would_be_right(
    options: list[str], told: str, tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", request())
    code, out, err = command("after", path, *options)
    assert (code, out) == (2, "")
    assert told in " ".join(err.split())


def test_a_broken_request_is_3(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("format: mri-check/request/1\non: 2026-11-23\nimplants: [{device: 8637")
    code, out, err = command("after", path, "--observed", "stall")
    assert (code, out) == (3, "")
    assert "r.yaml:3:12" in err
    assert command("after", tmp_path / "none.yaml")[0] == 3


@pytest.mark.parametrize(
    "market,on,told",
    [
        ("US", "2026-11-23", "The newer is followed."),
        ("US", "2024-06-01", "Of these documents, what governs this device in US on 2024-06-01 is DOC1 Rev A. Where the latest governs: The newer is followed."),
        (None, "2024-06-01", "Of these documents, what governs this device in any market on 2024-06-01 is DOC1 Rev A. Where the latest governs: The newer is followed."),
    ],
)  # fmt: skip
def test_what_is_done_where_sources_differ_is_told_of_what_governs(
    market: str | None, on: str, told: str, tmp_path: Path, command: Command
) -> None:
    new = {**SOURCES["doc"], "number": "DOC2", "dated": "2025-01-01"}
    claims = [{"says": id, "source": id, "page": "1"} for id in ("doc", "new")]
    topic = {"topic": "the log", "claims": claims, "handling": "The newer is followed."}
    step = {
        "id": "read-the-log", "since": "the end of the scan", "who": "pump-clinician", "do": "read the log",
        "page": "2", "readings": [{"sees": "whatever", "observed": [["stall"], ["no-stall"]], "then": "call", "ends": "escalate",
                                   "conflicts": ["the log"]}],
    }  # fmt: skip
    own = {"kind": "device", "name": "Acme Pump", "is": "pump", "implanted": "yes", "electrically_active": "yes",
           "tell_apart": "the only one", "models": {"AP1": {}}, "conflicts": [topic]}  # fmt: skip
    invented(tmp_path, {
        "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": {**SOURCES, "new": new}},
        "manufacturers/acme/pump/device.yaml": own,
        "manufacturers/acme/pump/us-doc.yaml": document(read="part", after_scan=[step]),
        "manufacturers/acme/pump/us-new.yaml": document(read="part", source="new", dated="2025-01-01"),
    })  # fmt: skip
    path = write_request(tmp_path / "r.json", request("AP1", market=market, on=on))
    options = ("--catalog", tmp_path, "--format", "json")
    (one,) = json.loads(command("after", path, *options)[1])["implants"]
    steps = [step for label in one["labellings"] for step in label["steps"]]
    (differ,) = steps[0]["readings"][0]["sources_differ"]
    assert differ["handling"] == told


def test_hostile_text_is_inert(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", request("pump\x1b[31m\u202e"))
    for format in ("text", "json"):
        out = command("after", path, "--format", format)[1]
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_courses_say_why() -> None:
    found: Course = (
        walk(request("8637-40"), {"": frozenset({"stall", "no-recovery"})}, {})
        .followed[0]
        .courses[0]
    )
    assert "first-interrogation, second-interrogation" in found.why[0]


def test_one_answer_at_the_top_clears_no_two_implants(tmp_path: Path, command: Command) -> None:
    for others, code in ((["hip prosthesis"], 0), (["hip prosthesis", "cochlear implant"], 31)):
        form = request(other_implants=others, answers={"other-implant-conditions-met": "confirmed"})
        path = write_request(tmp_path / "r.json", form)
        alone = command("after", path, "--observed", "stall,recovery,rate-as-programmed")[0]
        assert alone == code
