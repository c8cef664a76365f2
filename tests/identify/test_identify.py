"""Identifiers and what is printed on a card or a radiograph: what identifies, what does not, and what is kept of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mri_check import check, read_request, render
from mri_check.catalog import Catalogue
from mri_check.identify import Identified, NotIdentified, identify, identify_only
from mri_check.nearness import Near
from mri_check.recognise import FEATURES, recognise
from mri_check.udi import read_udi
from tests.conftest import write_request
from tests.identify import worlds
from tests.worlds import document, request

Command = Callable[..., tuple[int, str, str]]
SECRETS = ("LOT4711", "SN0815", "271231", "2027-12-31")
BARCODE = "17271231" + "10LOT4711\x1d" + "21SN0815"
"""What follows the device identifier in these tests, and must show up nowhere."""
UNKNOWN = "00643169634589"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Catalogue]:
    label = document(
        always={"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}}, read="part",
        settings={"only": {"implant.components": {"one_of": ["acme/pump"], "page": "1"}}},
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("acme")
    return folder, worlds.with_identifiers(folder, label)


@pytest.fixture(scope="module")
def folder(written: tuple[Path, Catalogue]) -> Path:
    return written[0]


@pytest.fixture(scope="module")
def acme(written: tuple[Path, Catalogue]) -> Catalogue:
    return written[1]


@pytest.mark.parametrize("text, device", [
    ("IsoMed\u2122", "medtronic/isomed"),
    ("SynchroMed\u2122 II", "medtronic/synchromed-ii"),
    ("SynchroMed(TM) II", "medtronic/synchromed-ii"),
    ("SynchroMed (R) II", "medtronic/synchromed-ii"),
    ("Medtronic\u00ae SynchroMed\u00ae II\u2122 8637-40", "medtronic/synchromed-ii"),
    ("Medtronic MiniMed Paradigm", "medtronic-minimed/paradigm"),
    ("Medtronic MiniMed\u2122 Paradigm\u2122", "medtronic-minimed/paradigm"),
    ("MiniMed Paradigm", "medtronic-minimed/paradigm"),
    ("Medtronic 8637-40 Prometra", None),
    ("Medtronic MiniMed 8637-40", None),
    ("Medtronic MiniMed", None),
])  # fmt: skip
def test_marks_are_no_part_of_a_name_and_a_maker_may_have_two_words(
    text: str, device: str | None, catalogue: Catalogue
) -> None:
    found = identify(text, catalogue)
    assert (found.device if isinstance(found, Identified) else None) == device
    assert isinstance(found, Identified) == isinstance(identify_only(text, catalogue), Identified)


FORMS = [
    ("00643169007222", "primary"),
    ("(01)00643169007222(17)271231(10)LOT4711(21)SN0815", "primary"),
    ("]C10100643169007222" + BARCODE, "primary"),
    ("UDI (01) 50643169007227", "package"),
    ("0844588018923", "previous"),
    ("+X999123ABC0B", "direct-marking"),
    ("+X999123ABC0B +$$7LOT4711B9", "direct-marking"),
    ("X999123ABC0", "direct-marking"),
    ("x999123abc0", "direct-marking"),
]


@pytest.mark.parametrize(
    "text",
    [*(text for text, _ in FORMS), UNKNOWN, "AP1", "Acme Pump", "AP2", "Acme Pumq", "nothing"],
)
def test_without_suggestions_the_same_is_identified(text: str, acme: Catalogue) -> None:
    found, only = identify(text, acme), identify_only(text, acme)
    if isinstance(found, NotIdentified):
        found = found.replace(did_you_mean=())
        assert isinstance(only, NotIdentified)
        only = only.replace(did_you_mean=())
    assert only == found


@pytest.mark.parametrize("text,kind", FORMS, ids=[text for text, _ in FORMS])
def test_an_identifier_on_file_identifies(text: str, kind: str, acme: Catalogue) -> None:
    assert identify(text, acme) == Identified("acme/pump", "AP1", kind)


NOT = [
    ("(01)00643169007223", "unreadable GS1 identifier: its check digit does not fit"),
    ("00643169007223", "unreadable GS1 identifier: its check digit does not fit"),
    ("+X999123ABC0C", "unreadable HIBCC identifier: its check character does not fit"),
    ("Acme (01)00643169007222", "unreadable GS1 identifier: other text stands before it"),
    (UNKNOWN, f"the GS1 device identifier {UNKNOWN} was read and is on file for no device"),
    ("(21)SN0815", "GS1 identifier: no device identifier"),
    ("=/1AB370000007JC89", "ICCBBA identifier: of a tissue product, not a pump"),
]


@pytest.mark.parametrize("text,why", NOT, ids=[text for text, _ in NOT])
def test_any_other_identifier_is_no_device_and_says_why(
    text: str, why: str, acme: Catalogue
) -> None:
    found = identify(text, acme)
    assert isinstance(found, NotIdentified)
    assert found.why.startswith(why)
    assert "no device on file has this name" not in found.why
    assert found.candidates == found.did_you_mean == ()
    assert found.do is not None


def test_an_unknown_one_may_be_of_a_package(acme: Catalogue) -> None:
    found = identify("51022222233336", acme)
    assert isinstance(found, NotIdentified)
    assert "may be the identifier of a package" in found.why


def test_a_ref_of_many_digits_is_a_name(tmp_path: Path) -> None:
    from tests.worlds import catalogue

    files = {"manufacturers/acme/pump/device.yaml": worlds.device(**{"0064316900722": {}})}
    made = catalogue(tmp_path, files)
    assert identify("0064316900722", made) == Identified("acme/pump", "0064316900722")
    assert recognise("0064316900722", made, 2026)["identifier"] is None


@given(parts=worlds.PARTS)
def test_no_identifier_but_those_on_file_identifies(parts: dict[str, str], acme: Catalogue) -> None:
    found = identify(worlds.scanned(parts), acme)
    assert isinstance(found, Identified) is (parts["01"] in worlds.DIS)


@pytest.mark.parametrize(
    "text,device,model",
    [("NGV", "medtronic/synchromed-ii", "8637-40"), ("radiopaque NGP", "medtronic/synchromed-ii", "8637-20"),
     ("Radiopaque code: NGV", "medtronic/synchromed-ii", "8637-40"),
     ("SynchroMed II NGP", "medtronic/synchromed-ii", "8637-20"), ("REF 8637-40", "medtronic/synchromed-ii", "8637-40"),
     ("Medtronic, Inc. 8626L-18", "medtronic/synchromed-el", "8626L-18"),
     ("SynchroMed II (8637-40)", "medtronic/synchromed-ii", "8637-40"),
     ("Infusyn Therapeutics 13827", "flowonix/prometra-ii-13827", "13827")],
)  # fmt: skip
def test_what_a_card_or_a_radiograph_says(
    text: str, device: str, model: str, catalogue: Catalogue
) -> None:
    assert identify(text, catalogue) == Identified(device, model)


@pytest.mark.parametrize("text", ["NGP NGV", "NGX", "radiopaque", "8637-20 NGV", "code", "SynchroMed III NGV"])  # fmt: skip
def test_a_code_is_never_a_guess(text: str, catalogue: Catalogue) -> None:
    assert isinstance(identify(text, catalogue), NotIdentified)


def test_the_shipped_catalogue_invents_none(catalogue: Catalogue) -> None:
    """None was found in a public source; one that enters has a source, and is no sample of a test."""
    samples = {"00643169007222", "00643169634589", "00844588018923", "51022222233336", worlds.HIBC}
    assert not samples & set(catalogue.identifiers)


# --- the suggestions ------------------------------------------------------------------------------


def test_near_names(catalogue: Catalogue) -> None:
    found = identify("sychromed ii", catalogue)
    assert isinstance(found, NotIdentified)
    assert found.did_you_mean[0] == "SynchroMed II"
    meant = identify("synchromed 3", catalogue)
    assert isinstance(meant, NotIdentified) and meant.did_you_mean[0] == "SynchroMed III"
    assert identify("qqqq", catalogue).did_you_mean == ()  # type: ignore[union-attr]
    assert identify("", catalogue).did_you_mean == ()  # type: ignore[union-attr]


WORDS = st.text("abcde", max_size=9)


@given(st.lists(WORDS, max_size=12), WORDS)
def test_nearness_is_that_of_all_names_looked_at_one_by_one(names: list[str], name: str) -> None:
    def nearness(other: str) -> float:
        a, b = _pairs(name), _pairs(other)
        return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0

    best = sorted((-nearness(other), other) for other in set(names) if nearness(other) >= 0.5)
    assert Near(names).to(name) == tuple(other for _, other in best[:3])


def _pairs(name: str) -> set[str]:
    return {("^" + name + "$")[at : at + 2] for at in range(len(name) + 1)} if name else set()


# --- what a check makes of it, and what it keeps --------------------------------------------------


def asking(device: Any, **parts: Any) -> dict[str, Any]:
    one = device if isinstance(device, dict) else {"device": device, "identified_by": "barcode"}
    return request(implants=[one], **parts)


def outputs(form: dict[str, Any], acme: Catalogue) -> Iterator[str]:
    checklist = check(acme, read_request(form))
    for style in ("text", "json"):
        yield render(checklist, style)


@pytest.mark.parametrize("di", [*worlds.DIS, UNKNOWN, "00643169007223"])
def test_no_output_repeats_a_lot_or_a_serial_number(di: str, acme: Catalogue) -> None:
    text = f"01{di}{BARCODE}"
    if not di.isdigit():
        text = worlds.hibc(f"+{di}/$$3271231LOT4711/SSN0815")
    for form in (
        asking(text),
        request(other_implants=[text]),
        request(bringing=[text]),
        asking({"device": "AP1", "facts": {"components": [text, "AP1"]}}),
        asking({"device": "AP1", "facts": {"components": {"any_of": [text, "AP1"]}}}),
        request(implants=[{"device": "AP1"}, {"device": text}],
                consulted=[{"manufacturer": "Acme", "on": "2026-11-23", "said": "confirmed", "device": text,
                            "document": "DOC1 Rev A"}]),
    ):  # fmt: skip
        for output in outputs(form, acme):
            assert not [secret for secret in SECRETS if secret in output], output


IN_OTHER_TEXT = [
    "1727123110LOTXYZ",  # a second barcode, whose dates a scanner need not end
    "1727123121SNXYZ",
    "112401011727123110LOTXYZ",
    "17271231010064316900722221SNXYZ",
    "8637-40 +M123ABCDE0/$$3290131LOTXYZ/SSNXYZ",
    "8637-40:+M123ABCDE0/$LOTXYZ",
    "8637-40 " + worlds.hibc("+83278LOTXYZ"),
    "00643169007222(21)SNXYZ",
    "8637-40 (21)SNXYZ",
    "8637-40 (10) LOTXYZ",
    "8637-40 0100643169007222 21SNXYZ",
    "[01]00643169007222[21]SNXYZ",
    "8637-40 [21]SNXYZ",
    "$$+0519SNXYZAB",
    "8637-40 $$+0519SNXYZAB",
]


@pytest.mark.parametrize("text", IN_OTHER_TEXT)
def test_nor_one_that_stands_in_other_text(text: str, acme: Catalogue, command: Command) -> None:
    assert read_udi(text) is not None
    for form in (asking(text), request(other_implants=[text]), request(bringing=[text])):
        for output in outputs(form, acme):
            assert "XYZ" not in output
    for name in ("find", "envelope"):
        _, out, err = command(name, text)
        assert "XYZ" not in out + err


@pytest.mark.parametrize(
    "text", ["8637-40", "8637-40 +8780", "SynchroMed II (20 mL)", "IsoMed (10 mL)", "pump (21)", "Prometra II + 11823"]
)  # fmt: skip
def test_a_name_is_no_identifier(text: str) -> None:
    assert read_udi(text) is None


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize(
    "of",
    [("after",), ("after", "--observed", "stall", "--at", "nowhere"), ("consult",), ("check",)],
)
def test_nor_does_any_other_command(
    of: tuple[str, ...], format: str, tmp_path: Path, command: Command
) -> None:
    text = "0100643169007222" + BARCODE
    form = request(
        implants=[{"device": text, "facts": {"components": [text]}}], other_implants=[text]
    )
    path = write_request(tmp_path / "request.json", form)
    _, out, err = command(of[0], path, *of[1:], "--format", format)
    assert not [secret for secret in SECRETS if secret in out + err]


def test_a_valid_one_in_a_check(acme: Catalogue) -> None:
    _, text = outputs(asking("0100643169007222" + BARCODE), acme)
    (implant,) = json.loads(text)["implants"]
    assert implant["asked"] == "(01)00643169007222"
    assert (implant["identified"]["device"], implant["identified"]["model"]) == ("pump", "AP1")
    assert "package" not in text


def test_a_package_in_a_check_is_said_to_be_one(acme: Catalogue) -> None:
    text, as_json = outputs(asking("(01)50643169007227"), acme)
    assert "is the identifier of a package" in " ".join(text.split())
    ids = [line["id"] for line in json.loads(as_json)["checklist"]]
    assert "implants/1/package" in ids


def test_an_unreadable_one_in_a_check(acme: Catalogue) -> None:
    text, as_json = outputs(asking("(01)00643169007223"), acme)
    form = json.loads(as_json)
    assert form["exit_code"] == 12
    assert form["implants"][0]["asked"] == "unreadable GS1 identifier"
    line = next(line for line in form["checklist"] if line["id"] == "implants/1")
    assert line["text"].startswith("Unreadable GS1 identifier: Scan or type the identifier")
    assert line["why"] == "unreadable GS1 identifier: its check digit does not fit"
    assert "unknown device" not in text


def test_an_unknown_one_asks_for_the_model_number(acme: Catalogue) -> None:
    _, as_json = outputs(asking(f"01{UNKNOWN}{BARCODE}"), acme)
    line = next(line for line in json.loads(as_json)["checklist"] if line["id"] == "implants/1")
    assert "State the model number" in line["text"]
    assert "on file for no device" in line["why"]


def test_an_option_that_replaces_a_scanned_implant(
    folder: Path, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(asking("0100643169007222" + BARCODE)))
    _, out, err = command("check", path, "--implant", "AP2", "--catalog", folder)
    assert "device (01)00643169007222" in " ".join(out.split())
    assert not [secret for secret in SECRETS if secret in out + err]
    _, out, _ = command(
        "check", "--implant", "0100643169007222" + BARCODE, "--catalog", folder, "--format", "json"
    )
    assert json.loads(out)["implants"][0]["identified"]["model"] == "AP1"


@pytest.mark.parametrize("words", [["find"], ["catalog", "show"], ["catalog", "gaps"]])
def test_the_readers_take_a_barcode_and_do_not_repeat_it(
    words: list[str], folder: Path, command: Command
) -> None:
    for di in ("00643169007222", UNKNOWN):
        code, out, err = command(*words, f"01{di}{BARCODE}", "--catalog", folder)
        assert code == (0 if di != UNKNOWN or words == ["find"] else 2)
        assert not [secret for secret in SECRETS if secret in out + err]
    code, out, _ = command(*words, "00643169007222", "--catalog", folder)
    assert "Acme Pump" in out or "acme/pump" in out


def test_the_catalogue_shows_its_identifiers(folder: Path, command: Command) -> None:
    _, out, _ = command("catalog", "show", "AP1", "--catalog", folder)
    assert "package device identifier 50643169007227 (GS1)" in " ".join(out.split())
    _, out, _ = command("catalog", "show", "AP1", "--catalog", folder, "--format", "json")
    assert [one["di"] for one in json.loads(out)["models"][0]["udi"]] == list(worlds.DIS)


# --- identify, the command ------------------------------------------------------------------------


def test_it_shows_lot_serial_number_and_dates_once(folder: Path, command: Command) -> None:
    code, out, _ = command("identify", "0150643169007227" + BARCODE, "--catalog", folder)
    assert code == 0
    for told in ("IDENTIFIED: (01)50643169007227", "Acme Pump, model AP1", "Lot: LOT4711", "Serial number: SN0815",
                 "Expires: 2027-12-31", "the identifier of a package"):  # fmt: skip
        assert told in out
    form = json.loads(command("identify", "0150643169007227" + BARCODE, "--catalog", folder, "--format", "json")[1])  # fmt: skip
    assert form["format"] == "mri-check/identify/1"
    assert form["identifier"]["serial"] == "SN0815"
    assert (form["identifier"]["package"], form["identifier"]["type"]) == ("yes", "package")
    assert form["identified"]["model"] == "AP1"


@pytest.mark.parametrize(
    "text,answer,code",
    [("8637-40", "identified", 0), ("8637", "identified", 0), ("SynchroMed", "unidentified", 12),
     ("some pain pump", "unidentified", 12), ("(01)00643169007223", "unreadable", 12),
     ("(01)00643169007222", "unidentified", 12), ("=/1AB370000007JC89", "unidentified", 12),
     ("+$$09053C001LH", "unreadable", 12), ("Medtronic", "unidentified", 12), ("?", "unidentified", 12)],
)  # fmt: skip
def test_answers_and_exit_codes(text: str, answer: str, code: int, command: Command) -> None:
    told, out, _ = command("identify", text, "--format", "json")
    form = json.loads(out)
    assert (told, form["answer"]) == (code, answer)
    assert bool(form["identified"]) is (answer == "identified") is (not form["find_out"])
    told, out, _ = command("identify", text)
    assert told == code
    assert all(len(line) <= 80 for line in out.splitlines())


def test_candidates_and_what_tells_them_apart(command: Command, catalogue: Catalogue) -> None:
    form = json.loads(command("identify", "Prometra", "--format", "json")[1])
    assert len(form["candidates"]) == 5
    rows = {row["by"]: row["of"] for row in form["tells_apart"]}
    assert list(rows) == [feature for feature in FEATURES if feature in rows]
    assert rows["market"]["flowonix/prometra-91827"] == "EU"
    assert rows["volume"]["flowonix/prometra-ii-16827"] == "40 mL"
    assert "teardrop" in rows["port"]["flowonix/prometra-ii-93827"]
    assert "manufacturer" not in rows
    ways = [way["way"] for way in form["find_out"]]
    assert ways == ["id-card", "pump-clinic", "maker", "radiograph"]
    form = json.loads(command("identify", "synchromed", "--format", "json")[1])
    rows = {row["by"]: row["of"] for row in form["tells_apart"]}
    assert rows["radiopaque code"]["medtronic/synchromed-ii"] == "NGP (8637-20), NGV (8637-40)"
    assert rows["radiopaque code"]["medtronic/synchromed-iii"] is None
    assert {"volume", "port", "radiopaque code", "years", "market"} <= set(rows)
    sold = catalogue.record("medtronic/synchromed-ii")["device"]["markets"]
    assert set(sold) <= set(rows["market"]["medtronic/synchromed-ii"].split(", "))
    assert "1-800-707-0933" in json.dumps(form["find_out"])


@pytest.mark.parametrize("text, why", [
    ("NGV NGP", "it names several models of one device"),
    ("SynchroMed II 8637-20 8637-40", "it names several models of one device"),
    ("Medtronic", "several devices go by this name"),
])  # fmt: skip
def test_it_is_told_whether_devices_or_models_are_several(
    text: str, why: str, catalogue: Catalogue
) -> None:
    found = identify(text, catalogue)
    assert isinstance(found, NotIdentified) and found.why == why
    assert (len(found.candidates) > 1) is ("devices" in why)


def test_every_family_and_maker_says_how_to_find_out(catalogue: Catalogue) -> None:
    for name in (*catalogue.families, *catalogue.makers):
        found = recognise(name, catalogue, 2026)
        if found["answer"] == "identified":  # a maker that is called like its only device
            continue
        assert found["find_out"]
        ids = {one["id"] for one in found["candidates"]}
        for row in found["tells_apart"]:
            assert set(row["of"]) == ids
            assert len(set(row["of"].values())) > 1


def test_lines_of_standard_input(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "8637-40\r\n\n(01)00643169007222(21)S1\n0100643169007222\x1d21S2\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, out, _ = command("identify", "-", "--format", "json")
    forms = [json.loads(line) for line in out.splitlines()]
    assert code == 12
    assert [form["answer"] for form in forms] == ["identified", *["unidentified"] * 3]
    assert [form["identifier"]["serial"] for form in forms[2:]] == ["S1", "S2"]
    monkeypatch.setattr("sys.stdin", io.StringIO("8637-40\nNGV\n"))
    code, out, _ = command("identify", "-")
    assert code == 0
    assert out.count("IDENTIFIED") == 2


@pytest.mark.parametrize("text,told", [("", "1 to 300"), ("x" * 301, "1 to 300")])
def test_bad_texts(text: str, told: str, command: Command) -> None:
    code, out, err = command("identify", text)
    assert (code, out) == (2, "")
    assert told in err


def test_no_text_at_all(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, err = command("identify", "-")
    assert code == 2
    assert "holds no text" in err


def test_a_dash_stands_alone(command: Command) -> None:
    code, out, err = command("identify", "-", "8637-40")
    assert (code, out) == (2, "")
    assert "stands alone" in err


def test_what_is_no_text_identifies_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    utf_16 = "8637-40\n8667\n".encode("utf-16").decode("utf-8", "surrogateescape")
    for text, answers in ((utf_16, 3), ("8637-40\x00\n", 1), ("\ufeff8637-40?\n", 1)):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        code, out, _ = command("identify", "-", "--format", "json")
        forms = [json.loads(line) for line in out.splitlines()]
        assert code == 12
        assert [form["answer"] for form in forms] == ["unidentified"] * answers


def test_hostile_text_is_inert(command: Command) -> None:
    _, out, _ = command("identify", "\x1b[31mred \u202e8637")
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize("text", [
    "SynchroMed I/II", "SynchroMed I & II", "SynchroMed I, II", "SynchroMed I+II", "SynchroMed I | II", "SynchroMed I II",
    "8637-4?0", "8637-40?", "8637-40 ???", "\u22608637-40", "8637-40!", "~8637-40", "<8637-40>", "8637-4*0", "NGV?",
    "8637\x0040", "\udcff8637-40", "8637/40", "8637-20, 40", "8637-40 | 8637-20", "8637-40 and 8637-20",
])  # fmt: skip
def test_what_is_written_with_doubt_or_names_two_identifies_none(
    text: str, catalogue: Catalogue
) -> None:
    """Of a name that is taken apart and put together again nothing is certain: I/II is no III."""
    assert isinstance(identify(text, catalogue), NotIdentified)
    assert isinstance(identify_only(text, catalogue), NotIdentified)


@pytest.mark.parametrize("text", [
    "SynchroMed II, 8637-40", "SynchroMed II/8637-40", "SynchroMed\u00ae II (8637-40)", "Medtronic, Inc. SynchroMed II",
    "8637\u201140", "SynchroMed\u00a0II", "SynchroMed II\n8637-40", "REF: 8637-40", "Synchro Med II", "8637.40",
])  # fmt: skip
def test_names_that_agree_identify_however_they_are_divided(
    text: str, catalogue: Catalogue
) -> None:
    found = identify(text, catalogue)
    assert isinstance(found, Identified) and found.device == "medtronic/synchromed-ii"


def test_every_name_on_file_is_read_as_it_is_spelt(catalogue: Catalogue) -> None:
    for name, hits in catalogue.names.items():
        if len({device for device, _ in hits}) == 1:
            assert isinstance(identify(catalogue.spelling[name], catalogue), Identified), name


@pytest.mark.parametrize("text,device", [
    ("Medtronic Patient control devices (handset, patient programmer)", "medtronic/patient-control-devices"),
    ("Flowonix Prometra II 20 mL, US REF 13827", "flowonix/prometra-ii-13827"),
    ("Prometra II 20 mL, US REF 13827\u2122", "flowonix/prometra-ii-13827"),
    ("Codman & Shurtleff 91-4200US", "codman/medstream"), ("Codman 3000 (Johnson & Johnson)", "codman/codman-3000"),
    ("J&J Codman 3000", "codman/codman-3000"),
])  # fmt: skip
def test_a_name_that_is_spelt_with_a_comma_or_an_and_is_read(
    text: str, device: str, catalogue: Catalogue
) -> None:
    found = identify(text, catalogue)
    assert isinstance(found, Identified) and found.device == device
