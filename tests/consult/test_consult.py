"""The enquiry to the maker, and its answer written into the request."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mri_check import check, load_catalog, read_request
from mri_check.checklist import Checklist, Disposition
from mri_check.correspondence import Letter, entry_of, letters
from mri_check.errors import RequestError
from mri_check.recording import with_entry
from mri_check.source import load
from mri_check.strict_yaml import read
from tests.conftest import write_request
from tests.golden.test_golden import ACTIVE, CONFIRMED, REQUESTS, SCAN

Command = Callable[..., tuple[int, str, str]]
DAY = "2026-11-23"
DOCUMENT = "M005186C003 Rev B"
RECORD = ("--record", "--document", DOCUMENT, "--on", DAY, "--by", "phone", "--said", "confirmed")


def request(*devices: Mapping[str, Any], **other: Any) -> dict[str, Any]:
    implants = list(devices) or [{"device": "8637-40", "facts": ACTIVE}]
    return {
        "format": "mri-check/request/1", "id": "Jane-Doe-7731", "on": DAY, "market": "US",
        "implants": implants, "other_implants": "none", "bringing": [], "scan": SCAN, **other,
    }  # fmt: skip


def checked(form: Mapping[str, Any]) -> Checklist:
    return check(load_catalog(), read_request(form))


def of(form: Mapping[str, Any]) -> tuple[Letter, ...]:
    without = {name: value for name, value in form.items() if name != "consulted"}
    return letters(checked(form), checked(without), {}, load_catalog())


# --- laws ----------------------------------------------------------------------------------------

DEVICES = ["8637-40", "8667-20", "SynchroMed", "13827", "11827", "91-4200", "IsoMed", "Intera 3000",
           "some pump", "Ascenda", "8626-18"]  # fmt: skip
REQUEST = st.builds(
    lambda devices, market, facts, scan, consulted: {
        **request(*({"device": one, "facts": facts} for one in devices), scan=scan),
        **({"market": market} if market else {}),
        **({"consulted": [{**CONFIRMED, "answered": consulted}]} if consulted else {}),
    },
    st.lists(st.sampled_from(DEVICES), min_size=1, max_size=3),
    st.sampled_from(["US", "EU", "JP", None]),
    st.fixed_dictionaries(
        {},
        optional={
            "pump_state": st.sampled_from(["active", "depleted"]),
            "drug": st.sampled_from(["baclofen", "other"]),
            "implanted_on": st.just("2021-05-04"),
        },
    ),
    st.sampled_from([SCAN, {}, {"field_strength": "3 T", "region": "lumbar-spine"}]),
    st.sampled_from([None, "all"]),
)


@settings(max_examples=40, deadline=None)
@given(REQUEST)
def test_the_enquiry_holds_every_question_of_the_checklist_once(form: dict[str, Any]) -> None:
    found = {one.manufacturer: one for one in of(form)}
    consult = checked(form).consult
    assert list(found) == [one.manufacturer for one in consult]
    for one in consult:
        letter = found[one.manufacturer]
        assert Counter(q.id for q in letter.questions) == Counter(q.id for q in one.questions)
        assert [q.about for q in letter.questions] == [q.about for q in one.questions]
        numbers = [q.number for q in letter.questions]
        assert len(numbers) == len(set(numbers))
        assert all(letter.numbers[q.number] == q.id for q in letter.questions)


@settings(max_examples=30, deadline=None)
@given(REQUEST, st.sampled_from(["confirmed", "advised-against"]), st.data())
def test_to_record_an_answer_is_to_write_the_same_entry_by_hand(
    form: dict[str, Any], said: str, data: st.DataObject
) -> None:
    found = of(form)
    if not found:
        return
    letter = data.draw(st.sampled_from(found))
    document = data.draw(st.sampled_from([DOCUMENT, "PL-21604-02", "Unheard of Rev Z"]))
    ids = list(dict.fromkeys(letter.numbers.values()))
    some = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=4)) if ids else []
    answered = data.draw(st.sampled_from([["all"], [",".join(some)] if some else []]))
    asked = {"on": DAY, "document": document, "by": "phone", "said": said}
    entry = entry_of(letter, asked, answered, None)
    by_hand = {
        "manufacturer": letter.manufacturer, **asked,
        **({"answered": "all" if answered == ["all"] else some} if answered == ["all"] or some else {}),
    }  # fmt: skip
    assert entry == by_hand
    text = with_entry(json.dumps(form), "r.json", entry)
    wanted = {**form, "consulted": [*form.get("consulted", []), by_hand]}
    assert json.loads(text) == wanted
    assert check(load_catalog(), read_request(load(text, "r.json"))) == checked(wanted)


KEYS = st.text("abcxyz", min_size=1, max_size=4).filter(lambda key: key != "consulted")
PLACES = [
    "{other}",
    "# first\n{other}# last\n",
    "{other}...\n",
    "consulted: []\n{other}",
    "consulted: [{{a: b}}]  # a note\n{other}",
    "{other}consulted: [\n  {{a: b}}, # one\n  {{a: c}}  # two\n]\n",
    "{other}consulted:\n  - {{a: b}}\n  # a note on it\n",
    "consulted:\n- a: b\n  c: '- no item'\n\n# about the rest\n{other}",
    "consulted:\n    -   a: b\n    -   a: |\n          # no comment\n          consulted: no\n{other}",
    "# c\n{{a: 1, b: [2, {{c: 3}}]}}\n",
    "# c\n{{consulted: [{{a: b}}], b: [2]}} # end\n",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLACES), st.dictionaries(KEYS, st.sampled_from(["1", "[x, y]", "{k: v}", "\n  - 1\n  - k: v"]), min_size=1),
       st.sampled_from(["\n", "\r\n"]), st.booleans())  # fmt: skip
def test_every_other_byte_stays(
    place: str, other: dict[str, str], newline: str, ends: bool
) -> None:
    text = place.format(other="".join(f"{key}: {value}\n" for key, value in other.items()))
    text = text.replace("\n", newline) if newline == "\r\n" else text
    text = text if ends else text.rstrip("\r\n")
    before = read(text, "r.yaml").data
    entry = {"manufacturer": "medtronic", "document": 'a "quoted": #1', "answered": ["x/y", "b=c"]}
    found = with_entry(text, "r.yaml", entry)
    assert read(found, "r.yaml").data == {
        **before,
        "consulted": [*before.get("consulted", []), entry],
    }
    kept = iter(found)
    assert all(char in kept for char in text), "what was there is still there, in its order"
    assert ("\r\n" in found) is ("\r\n" in text) or "\n" not in text.strip()


# --- what it holds -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "json"])
def test_nothing_in_it_is_of_the_patient(format: str, tmp_path: Path, command: Command) -> None:
    facts = {**ACTIVE, "implanted_on": "2021-05-04"}
    form = request({"device": "8637-40", "facts": facts, "checked_by": "Dr Roe"},
                   patient={"pregnant": "yes"})  # fmt: skip
    path = write_request(tmp_path / "r.json", form)
    code, out, err = command("consult", path, "--format", format)
    assert (code, err) == (0, "")
    for word in ("Jane-Doe", "7731", "2021-05-04", DAY, "pregnan", "Roe", str(tmp_path)):
        assert word not in out
    assert "2029 days before the scan" in " ".join(out.split())


def test_it_says_what_is_planned_in_the_labels_terms_and_what_is_on_file(
    tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "r.json", request())
    code, out, _ = command("consult", path)
    flat = " ".join(out.split())
    assert code == 0
    for told in (
        "Medtronic SynchroMed II 8637-40; sold in: US",
        "RF operating mode: normal label: at most First Level Controlled (M005186C003 Rev B, p. 9)",
        "spatial field gradient: 15 T/m label: at most 19 T/m (1900 gauss/cm)",
        "M005186C003 Rev B, 2024-11-15, read in full",
        "1-800-707-0933",
        "1. Medtronic SynchroMed II 8637-40:",
        "Answer: ____",
    ):
        assert told in flat, told
    ids = {q.id for q in of(request())[0].questions}
    assert max(len(line) for line in out.splitlines() if line not in ids) <= 80
    form = json.loads(command("consult", path, "--format", "json")[1])
    assert form["format"] == "mri-check/consult/1"
    assert form["enquiries"][0]["questions"][0]["answer"] is None


def test_a_device_of_no_known_maker(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", request({"device": "some pump\x1b[2J"}))
    code, out, err = command("consult", path)
    assert code == 0
    assert "no manufacturer is known" in " ".join(out.split())
    assert "\x1b" not in out
    assert "see that it names no patient" in err
    assert command("consult", path, *RECORD)[0] == 2


def test_several_makers(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", request({"device": "8637-40"}, {"device": "11827"}))
    assert command("consult", path)[1].count("ENQUIRY TO THE MANUFACTURER") == 2
    one = command("consult", path, "--manufacturer", "Medtronic, Inc.")[1]
    assert one.count("ENQUIRY TO THE MANUFACTURER") == 1
    code, _, err = command("consult", path, *RECORD)
    assert (code, "whose answer is it? (Medtronic, Flowonix)" in " ".join(err.split())) == (2, True)
    code, _, err = command("consult", path, "--manufacturer", "Codman")
    assert (code, "the maker of no device here" in err) == (2, True)


def test_an_implants_own_market_is_told(tmp_path: Path, command: Command) -> None:
    one = {"device": "8637-40", "market": "DE", "facts": {**ACTIVE, "components": ["Ascenda"]}}
    path = write_request(tmp_path / "r.json", request(one))
    devices = json.loads(command("consult", path, "--format", "json")[1])["enquiries"][0]["devices"]
    assert [one["market"] for one in devices] == ["DE", "DE"]


def test_output_to_a_file(tmp_path: Path, command: Command) -> None:
    path = write_request(tmp_path / "r.json", request())
    assert command("consult", path, "--output", tmp_path / "letter.txt")[1] == ""
    assert (tmp_path / "letter.txt").read_text() == command("consult", path)[1]


# --- the record ----------------------------------------------------------------------------------

YAML = f"""# our request
format: mri-check/request/1
id: "7"      # ours
on: {DAY}
market: US
implants:
  - device: 8637-40   # from the card
    facts: {{pump_state: active, pump_face: port-to-front, drug: baclofen, flow_rate: 0.2 mL/day}}
other_implants: none
bringing: []
scan: {{field_strength: 1.5 T, bore: cylindrical, nucleus: 1H, spatial_gradient: 15 T/m, slew_rate: 200 T/m/s,
       operating_mode: normal, region: brain, active_minutes: 20 min}}
"""


def test_a_confirmation_is_used_by_check(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)
    os.chmod(path, 0o640)
    assert command("check", path)[0] == 10
    code, out, err = command("consult", path, *RECORD, "--answered", "all")
    assert (code, err) == (0, "")
    assert "check said consult-manufacturer, and now says within-labelling." in " ".join(
        out.split()
    )
    text = path.read_text()
    assert text == YAML + (
        f"consulted:\n  - {{manufacturer: medtronic, on: {DAY}, document: {DOCUMENT}, by: phone, said: confirmed, "
        "answered: all}\n"
    )
    assert command("check", path)[0] == 0
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["r.yaml"]
    against = ("--record", "--on", DAY, "--by", "phone", "--said", "advised-against")
    assert command("consult", path, *against)[0] == 0
    assert command("check", path)[0] == 14


def test_answers_of_several_calls_add_up(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)
    out = command("consult", path)[1]
    (enquiry,) = re.findall(r"^Enquiry (\w+)\.$", out, re.M)
    last = max(int(n) for n in re.findall(r"^(\d+)\. ", out, re.M))
    coded = (*RECORD, "--enquiry", enquiry, "--answered")
    assert command("consult", path, *coded, "1-2, 3")[0] == 0
    again = command("consult", path)[1]
    assert f"Enquiry {enquiry}." in again
    assert re.findall(r"^(\d+)\. ", again, re.M) == [str(n) for n in range(4, last + 1)]
    assert command("check", path)[0] == 10
    assert command("consult", path, *coded, f"4-{last}")[0] == 0
    assert command("check", path)[0] == 0


def test_numbers_need_the_enquiry_that_they_stand_in(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)
    (enquiry,) = re.findall(r"^Enquiry (\w+)\.$", command("consult", path)[1], re.M)
    code, _, err = command("consult", path, *RECORD, "--answered", "1")
    assert (code, "a number needs the code of the enquiry" in err) == (2, True)
    path.write_text(YAML.replace("drug: baclofen, ", "").replace("20 min", "40 min"))
    code, _, err = command("consult", path, *RECORD, "--enquiry", enquiry, "--answered", "1")
    assert (code, "the request has changed since enquiry" in err) == (2, True)
    assert "consulted" not in path.read_text()


@pytest.mark.parametrize("answered", [["1-3"], ["all"], ["{id}"], []])
@pytest.mark.parametrize("before,after", [
    ("", ""), ("field_strength: 1.5 T", "field_strength: 3 T"), ("region: brain", "region: [brain, neck]"), ("baclofen", "morphine"),
])  # fmt: skip
def test_the_code_of_an_enquiry_covers_the_plan_whatever_was_answered(
    before: str, after: str, answered: list[str], tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)
    out = command("consult", path)[1]
    (enquiry,) = re.findall(r"^Enquiry (\w+)\.$", out, re.M)
    (id, *_) = re.findall(r"\bid: (\S+)", out)
    enquiry = enquiry if before else "000000"
    assert before in YAML
    path.write_text(changed := YAML.replace(before, after) if before else YAML)
    given = [part for one in answered for part in ("--answered", one.format(id=id))]
    code, _, err = command("consult", path, *RECORD, "--enquiry", enquiry, *given)
    assert (code, f"the request has changed since enquiry {enquiry}" in err) == (2, True)
    assert path.read_text() == changed


@pytest.mark.parametrize(
    "options,told",
    [
        (["--document", "x"], "--document belongs to --record"),
        (["--record"], "--said: what was answered?"),
        (
            ["--record"],
            "--by: how was it answered? phone, site or email; --document: which document",
        ),
        (["--record", "--said", "confirmed"], "--by: how was it answered?"),
        (["--record", "--said", "confirmed", "--by", "phone"], "--document: which document"),
        ([*RECORD[:3], "--on", "23.11.2026", *RECORD[5:]], "write it as 2026-11-23"),
        ([*RECORD, "--answered", "nothing/such"], "no question of this enquiry"),
        ([*RECORD[:1], "--document", "a\nb", *RECORD[3:]], "printable"),
        ([*RECORD[:5], "--by", "pigeon", *RECORD[7:]], "phone"),
        (["--recrod"], "--record"),
    ],
)
def test_a_bad_record_writes_nothing(
    options: list[str], told: str, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)
    code, out, err = command("consult", path, *options)
    assert (code, out) == (2, "")
    assert told in " ".join(err.split())
    assert path.read_text() == YAML


def test_a_pipe_is_not_recorded_into(command: Command) -> None:
    reads, writes = os.pipe()
    try:
        os.write(writes, YAML.encode())
        os.close(writes)
        code, out, err = command("consult", f"/dev/fd/{reads}", *RECORD)
    finally:
        os.close(reads)
    assert (code, out) == (2, "")
    assert "--record of standard input, or of a pipe, needs --output FILE" in err


def test_whole_or_not_at_all(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    code, _, err = command("consult", path, *RECORD)
    assert (code, "no space left on device" in err) == (5, True)
    assert path.read_text() == YAML
    assert os.listdir(tmp_path) == ["r.yaml"]


def test_a_file_that_changed_meanwhile_is_left_alone(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)

    def slow(text: str, name: str, entry: Any) -> str:
        path.write_text(YAML + "# by another hand\n")
        return with_entry(text, name, entry)

    monkeypatch.setattr("mri_check.recording.with_entry", slow)
    code, _, err = command("consult", path, *RECORD)
    assert (code, "the file changed meanwhile" in err) == (3, True)
    assert path.read_text() == YAML + "# by another hand\n"


def test_to_another_file_and_with_a_byte_order_mark(tmp_path: Path, command: Command) -> None:
    path, target = tmp_path / "r.yaml", tmp_path / "new.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + YAML.encode())
    assert command("consult", path, *RECORD, "--output", target)[0] == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + YAML.encode()
    assert target.read_bytes().startswith(b"\xef\xbb\xbf" + YAML.encode())
    code, _, err = command("consult", path, *RECORD, "--output", tmp_path / "no" / "such")
    assert (code, "cannot be written" in err) == (2, True)


def test_what_does_not_count_is_told(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML)
    old = [one if one != DAY else "2026-11-20" for one in RECORD]
    assert "is too old" in " ".join(command("consult", path, *old)[1].split())
    new = [r if r != DOCUMENT else "M005186C003 Rev C" for r in RECORD]
    form = json.loads(command("consult", path, *new, "--format", "json")[1])
    assert form["format"] == "mri-check/consult-record/1"
    assert form["disposition"] == Disposition.INCOMPLETE.word
    assert any("not on file" in notice for notice in form["notices"])


def test_of_a_scanned_device_neither_lot_nor_serial_number_is_written(
    tmp_path: Path, command: Command
) -> None:
    path = write_request(tmp_path / "request.json", request())
    scanned = "(01)00643169100862(10)LOT77(21)SER77"
    code, out, _ = command("consult", path, *RECORD, "--device", scanned)
    assert code == 0
    assert "(01)00643169100862" in out and "(01)00643169100862" in path.read_text()
    for left in (out, path.read_text()):
        assert "LOT77" not in left and "SER77" not in left


def test_a_broken_request_is_3(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(YAML + "consulted: none\n")
    code, _, err = command("consult", path, *RECORD)
    assert (code, "r.yaml:13:1: a list is needed here" in err) == (3, True)
    assert command("consult", tmp_path / "none.yaml")[0] == 3
    with pytest.raises(RequestError, match="this is no request"):
        with_entry("[1, 2]", "r.yaml", {"said": "confirmed"})


def test_every_golden_request_has_its_enquiry(tmp_path: Path, command: Command) -> None:
    for form in REQUESTS.values():
        path = write_request(tmp_path / "r.json", form)
        code, out, _ = command("consult", path)
        assert code == 0
        assert "golden" not in out


def test_an_answer_is_recorded_for_the_device_that_was_asked_about(
    tmp_path: Path, command: Command
) -> None:
    both = request({"device": "8637-40", "facts": ACTIVE}, {"device": "8637-20", "facts": ACTIVE})
    path = write_request(tmp_path / "r.json", both)
    _, out, _ = command("consult", path)
    (code,) = re.findall(r"^Enquiry (\w+)\.$", out, re.M)
    numbers = re.findall(r"^(\d+)\. Medtronic SynchroMed II 8637-20:", out, re.M)
    assert numbers
    record = (*RECORD, "--enquiry", code, "--device")
    number, told, err = command("consult", path, *record, "8637-40", "--answered", numbers[0])
    assert (number, told) == (2, "")
    assert f"question {numbers[0]} is about Medtronic SynchroMed II 8637-20" in " ".join(
        err.split()
    )
    mine = re.findall(r"^(\d+)\. Medtronic SynchroMed II 8637-40:", out, re.M)
    saved = tmp_path / "after.yaml"
    number, _, err = command(
        "consult", path, *record, "8637-40", "--answered", ",".join(mine), "--output", saved
    )
    assert number == 0, err
    _, out, _ = command("consult", saved)
    left = re.findall(r"^(\d+)\. Medtronic SynchroMed II 8637-20:", out, re.M)
    assert left == numbers, "a number means the same after an answer is recorded"


def test_advice_against_a_scan_stops_it_and_is_its_reason(tmp_path: Path, command: Command) -> None:
    """Of two pumps the one is confirmed since: what is said of it is no reason for the other."""
    form = request({"device": "8637-40", "facts": ACTIVE}, {"device": "8667-40", "facts": ACTIVE})
    form["consulted"] = [
        {"manufacturer": "medtronic", "on": "2026-11-20", "document": DOCUMENT, "said": "advised-against"},
        {"manufacturer": "medtronic", "on": DAY, "device": "8637-40", "document": DOCUMENT, "said": "confirmed",
         "answered": "all"},
    ]  # fmt: skip
    path = write_request(tmp_path / "r.json", form)
    code, out, _ = command("check", path, "--format", "json")
    found = json.loads(out)
    assert (code, found["decided_by"]) == (14, ["consulted/1"])
    (reason,) = found["reasons"]
    assert "(Medtronic SynchroMed III 8667-40); no later entry says otherwise" in reason["text"]
    stops = [line for line in found["checklist"] if line["state"] == "stop"]
    assert [line["id"] for line in stops] == ["consulted/1"]
    assert "8667-40: the manufacturer advised against this scan" in stops[0]["text"]
    (maker,) = [line for line in found["checklist"] if line["id"] == "consult/medtronic"]
    assert maker["state"] == "open"
    for format in ("text", "html", "markdown"):
        _, out, _ = command("check", path, "--format", format)
        assert "The manufacturer advised against this scan." in " ".join(out.split())
        assert "has a condition that is not met" not in " ".join(out.split())
