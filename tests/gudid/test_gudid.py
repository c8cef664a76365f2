"""FDA's register as a file: three forms of one release propose the same; what is hostile or broken is refused."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from mri_check.catalog import Catalogue
from mri_check.compiled import load_catalog
from mri_check.gudid.files import MAX_LINE
from mri_check.gudid.matching import Proposed, compare, wanted
from mri_check.gudid.patch import patch, recorded
from mri_check.gudid.records import Registered, RegisteredId
from mri_check.identify import Identified, identify
from mri_check.lint import lint
from tests.identify import worlds
from tests.identify.worlds import device, entry
from tests.worlds import catalogue, document

Command = Callable[..., tuple[int, str, str]]
A, A_BOX, B, OTHER, HIP = (
    "00643169007222",
    "50643169007227",
    "00643169634589",
    "00844588018923",
    "00844868017264",
)
"""Published samples with a package of the first; none is a pump's."""
RELEASE: list[dict[str, Any]] = [
    {"brand": "Acme Pump", "model": "AP1", "catalog": "AP1-X", "company": "ACME", "mri": "MR Conditional",
     "codes": ["LKK"], "ids": [(A, "Primary", "GS1"), (A_BOX, "Package", "GS1"), (worlds.HIBC, "Secondary", "HIBCC"),
                               ("00643169007223", "Previous", "GS1"), ("W1234", "Previous", "ICCBBA")]},
    {"brand": "Acme Pump", "model": "AP2", "catalog": "", "company": "Acme", "mri": "MR Unsafe", "codes": [],
     "ids": [(B, "Primary", "GS1")]},
    {"brand": "Else", "model": "AP1", "catalog": "", "company": "Elsewhere & Sons", "mri": "MR Unsafe",
     "codes": ["LKK", "LZG"], "ids": [(OTHER, "Primary", "GS1")]},
    {"brand": "Hip", "model": "H1", "catalog": "", "company": "Acme", "codes": ["OQG"],
     "mri": "Labeling does not contain MRI Safety Information", "ids": [(HIP, "Primary", "GS1")]},
]  # fmt: skip


def delimited() -> dict[str, str]:
    """The release as the delimited files; the columns in an order of their own."""
    device = ["brandName|PrimaryDI|companyName|versionModelNumber|catalogNumber|MRISafetyStatus|rx"]
    codes = ["PrimaryDI|productCode|productCodeName"]
    ids = ["PrimaryDI|deviceId|deviceIdType|deviceIdIssuingAgency|containsDINumber|pkgQuantity"]
    for one in RELEASE:
        di = one["ids"][0][0]
        device.append(
            "|".join(
                (one["brand"], di, one["company"], one["model"], one["catalog"], one["mri"], "true")
            )
        )
        codes += [f"{di}|{code}|a name" for code in one["codes"]]
        ids += [f"{di}|{id}|{kind}|{issuer}||" for id, kind, issuer in one["ids"]]
    lines = {"device.txt": device, "productCodes.txt": codes, "identifiers.txt": ids}
    return {
        name: "\ufeff" + "".join(f"{line}\r\n" for line in found) for name, found in lines.items()
    }


def xml(head: str = "") -> str:
    """The release as XML, with elements of the register that are passed over."""
    devices = []
    for one in RELEASE:
        ids = "".join(
            f"<identifier><deviceId>{id}</deviceId><deviceIdType>{kind}</deviceIdType>"
            f"<deviceIdIssuingAgency>{issuer}</deviceIdIssuingAgency><containsDINumber/></identifier>"
            for id, kind, issuer in one["ids"]
        )
        codes = "".join(f"<fdaProductCode><productCode>{code}</productCode></fdaProductCode>" for code in one["codes"])  # fmt: skip
        devices.append(
            '<device xmlns="http://www.fda.gov/cdrh/gudid" deviceid="0"><identifiers>'
            f"{ids}</identifiers><brandName>{one['brand']}</brandName><versionModelNumber>{one['model']}"
            f"</versionModelNumber><catalogNumber>{one['catalog']}</catalogNumber>"
            f"<companyName>{escape(one['company'])}</companyName><MRISafetyStatus>{one['mri']}</MRISafetyStatus>"
            f"<productCodes>{codes}</productCodes><deviceId>{one['ids'][0][0]}</deviceId>"
            '<feis xmlns=""><fei>1</fei></feis></device>'
        )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}<data>\n' + "\n".join(devices) + "</data>\n"  # fmt: skip


def openfda() -> str:
    """The release as openFDA's JSON, whose "meta" has results too."""
    results = [
        {"brand_name": one["brand"], "version_or_model_number": one["model"], "catalog_number": one["catalog"],
         "company_name": one["company"], "mri_safety": one["mri"],
         "product_codes": [{"code": code, "openfda": {}} for code in one["codes"]],
         "identifiers": [{"id": id, "type": kind, "issuing_agency": issuer} for id, kind, issuer in one["ids"]]}
        for one in RELEASE
    ]  # fmt: skip
    return json.dumps({"meta": {"results": {"total": 4}}, "results": results}, indent=1)


def folder(path: Path, files: dict[str, str]) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_bytes(text.encode())
    return path


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"inside/{name}", text)
    return path


FORMS: dict[str, Callable[[Path], Path]] = {
    "folder": lambda at: folder(at / "release", delimited()),
    "zip": lambda at: zipped(at / "release.zip", delimited()),
    "xml": lambda at: folder(at / "release", {"gudid.xml": xml()}) / "gudid.xml",
    "xml without a name": lambda at: folder(at / "release", {"gudid": xml()}) / "gudid",
    "xml zip": lambda at: zipped(at / "release.zip", {"FULLDownload_Part1.xml": xml()}),
    "openfda": lambda at: folder(at / "release", {"x.json": openfda()}) / "x.json",
    "openfda zip": lambda at: zipped(at / "release.zip", {"device-udi-0001-of-0001.json": openfda()}),
}  # fmt: skip


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A catalogue folder with one labelling, MR Conditional in the US, and models without identifiers."""
    label = document(read="part", always={"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}})  # fmt: skip
    files = {"manufacturers/acme/pump/device.yaml": device(AP1={}, AP2={}), "manufacturers/acme/pump/us-doc.yaml": label}  # fmt: skip
    (tmp_path / "catalogue").mkdir()
    catalogue(tmp_path / "catalogue", files)
    return tmp_path / "catalogue"


def answer(command: Command, *arguments: Any) -> dict[str, Any]:
    code, out, err = command("import", "gudid", *arguments, "--on", "2026-11-23", "--format", "json")  # fmt: skip
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_of_a_release_proposes_the_same(
    form: str, acme: Path, tmp_path: Path, command: Command
) -> None:
    found = answer(command, FORMS[form](tmp_path), "--catalog", acme)
    assert found["format"] == "mri-check/gudid/1"
    assert (found["read"], found["wanted"], found["on_file"]) == (4, 3, 0)
    assert [(one["model"], one["di"], one["issuer"], one["type"]) for one in found["proposed"]] == [
        ("AP1", A, "GS1", "primary"), ("AP1", A_BOX, "GS1", "package"), ("AP1", worlds.HIBC, "HIBCC", "secondary"),
        ("AP2", B, "GS1", "primary"),
    ]  # fmt: skip
    assert [(one["di"], one["why"]) for one in found["not_proposed"]] == [
        ("00643169007223", "its check digit does not fit"),
        ("W1234", "'ICCBBA' issues no identifiers of pumps"),
        (OTHER, "the company is no name of a maker on file"),
    ]
    (other,) = found["disagreements"]
    assert (other["model"], other["register"], other["on_file"]) == (
        "AP2",
        "MR Unsafe",
        ["conditional"],
    )


def test_the_patch_applies_lints_clean_and_identifies(
    acme: Path, tmp_path: Path, command: Command
) -> None:
    before = {path: path.read_bytes() for path in acme.rglob("*.yaml")}
    _, out, _ = command("import", "gudid", FORMS["zip"](tmp_path), "--catalog", acme, "--on", "2026-11-23")  # fmt: skip
    assert {path: path.read_bytes() for path in acme.rglob("*.yaml")} == before
    assert "the register says 'MR Unsafe'; on file: MR Conditional (DOC1 Rev A)" in _joined(out)
    applied(out, acme)
    assert lint(str(acme)) == []
    made = load_catalog(str(acme))
    assert identify(f"(01){A_BOX}(21)S", made) == Identified("acme/pump", "AP1", "package")
    assert identify(B, made) == Identified("acme/pump", "AP2", "primary")
    again = answer(command, FORMS["folder"](tmp_path), "--catalog", acme)
    assert (again["patch"], again["proposed"], again["on_file"]) == ("", [], 4)
    labels = [path for path in before if path.name == "us-doc.yaml"]
    assert [path.read_bytes() for path in labels] == [before[path] for path in labels]
    sources = (acme / "manufacturers/acme/sources/gudid.yaml").read_text()
    assert "release.zip" in sources
    assert "sha256" in sources


def _joined(out: str) -> str:
    return " ".join(line.removeprefix("#").strip() for line in out.splitlines())


def applied(diff: str, folder: Path) -> None:
    """Apply a diff as a person would."""
    if shutil.which("patch") is None:
        pytest.skip("no patch on this machine")
    ended = subprocess.run(["patch", "-p1", "-d", folder], input=diff, text=True, capture_output=True, check=False)  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr


LAYOUTS = {
    "empty flow": '  AP1: {}\n  AP2: {}\n',
    "flow": '  "AP1": {reservoir: 20 mL, note: "a } and, a \\" here"}\n  AP2: {note: it\'s}   # a note\n',
    "flow over lines": "  AP1: {\n      reservoir: 20 mL,\n    }\n  AP2: {markets: [US]}\n",
    "block": "  AP1:\n    reservoir: 20 mL\n  AP2:\n    note: a\n\n    markets: [US]\n",
    "flow with some": f'  AP1: {{udi: [{{di: "{OTHER}", issuer: GS1, type: previous, source: doc}}]}}\n  AP2: {{}}\n',
    "flow with some, comma": f'  AP1: {{udi: [\n        {{di: "{OTHER}", issuer: GS1, type: previous, source: doc}},\n      ]}}\n  AP2: {{}}\n',
    "block with some": f'  AP1:\n    udi:\n      - {{di: "{OTHER}", issuer: GS1, type: previous, source: doc}}\n    note: a\n  AP2: {{}}\n',
    "block with some at the edge": f'  AP1:\n    udi:\n    - {{di: "{OTHER}", issuer: GS1, type: previous, source: doc}}\n  AP2: {{}}\n',
}  # fmt: skip
REST = (
    "kind: device\nname: Acme Pump\nis: pump\nimplanted: yes\nelectrically_active: yes\ntell_apart: x\nmodels:\n"
    "%sreadings:\n  - {on: 2026-01-01, read: full, from: the document}\n"
    "not_found: [drive, reservoir, radiopaque, therapies, years, predecessor, successor]\n"
    "markets: {US: {source: doc}}\nlooked_for: a label\nask_for: the label\n"
)
NEW = [
    Proposed("acme/pump", "AP1", A, "GS1", "primary", ""),
    Proposed("acme/pump", "AP1", A_BOX, "GS1", "package", ""),
    Proposed("acme/pump", "AP2", B, "GS1", "primary", ""),
]


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_layout_of_a_model_is_written_into(layout: str, acme: Path) -> None:
    path = acme / "manufacturers/acme/pump/device.yaml"
    path.write_text((REST % LAYOUTS[layout]).replace("reservoir, ", "" if "reservoir" in LAYOUTS[layout] else "reservoir, "))  # fmt: skip
    assert lint(str(acme)) == []
    id, form = recorded("gudid.xml", "2026-11-23")
    diff, left = patch(NEW, str(acme), id, form)
    assert left == []
    applied(diff, acme)
    assert lint(str(acme)) == []
    made = load_catalog(str(acme))
    assert {A, A_BOX, B} <= set(made.identifiers)
    assert (OTHER in made.identifiers) is (OTHER in LAYOUTS[layout])
    more = [Proposed("acme/pump", "AP2", HIP, "GS1", "previous", "")]
    diff, left = patch(more, str(acme), *recorded("gudid.xml", "2026-12-01"))
    applied(diff, acme)
    assert lint(str(acme)) == []
    assert left == []


def test_what_cannot_be_written_safely_is_left_to_a_person(acme: Path, command: Command, tmp_path: Path) -> None:  # fmt: skip
    path = acme / "manufacturers/acme/pump/device.yaml"
    path.write_text(REST % "  AP1:   # a note\n    markets: [US]\n  AP2: {}\n")
    assert lint(str(acme)) == []
    diff, left = patch(NEW, str(acme), *recorded("gudid.xml", "2026-11-23"))
    assert (diff, left) == ("", NEW)
    found = answer(command, FORMS["xml"](tmp_path), "--catalog", acme)
    assert found["proposed"] == []
    assert "by hand" in found["not_proposed"][-1]["why"]


def registered(**change: Any) -> Registered:
    base = Registered("x:1", A, "Acme", "Acme Pump", "AP1", "", "", (), (RegisteredId(A, "Primary", "GS1"),))  # fmt: skip
    return base.replace(**change)


def ids(*told: tuple[str, str, str]) -> tuple[RegisteredId, ...]:
    return tuple(RegisteredId(*one) for one in told)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    models = {"AP1": {"udi": [entry(B, "primary")]}, "AP2": {}}
    files = {"manufacturers/acme/pump/device.yaml": device(**models)}
    return catalogue(tmp_path_factory.mktemp("known"), files)


NEVER = [
    ({"company": "Acme Pumps Holding"}, "the company is no name of a maker on file"),
    ({"model": "AP3"}, "the maker has no such model number on file"),
    ({"model": "Acme Pump"}, "the maker has no such model number on file"),
    ({"catalog_number": "AP2"}, "model and catalogue number name different models"),
    ({"model": "9999-77", "catalog_number": "AP1"}, "only its catalogue number names acme/pump AP1"),
    ({"identifiers": ids((A, "Sticker", "GS1"))}, "'Sticker' is no kind of identifier"),
    ({"identifiers": ids((A, "Primary", "Nobody"))}, "'Nobody' issues no identifiers"),
    ({"identifiers": ids(("0064316900722", "Primary", "GS1"))}, "14 digits"),
    ({"identifiers": ids((B, "Package", "GS1"))}, "it is on file as primary of acme/pump AP1"),
    ({"model": "AP2", "identifiers": ids((B, "Primary", "GS1"))}, "on file as primary of acme/pump AP1"),
]  # fmt: skip


@pytest.mark.parametrize("change,why", NEVER, ids=[why for _, why in NEVER])
def test_never_a_guess(change: dict[str, Any], why: str, known: Catalogue) -> None:
    found = compare([registered(codes=("LKK",), **change)], known)
    assert found.proposed == ()
    assert why in found.not_proposed[0]["why"]


def test_one_identifier_for_two_models_is_proposed_for_neither(known: Catalogue) -> None:
    found = compare([registered(), registered(model="AP2"), registered()], known)
    assert found.proposed == ()
    assert "gives it to acme/pump AP1 too" in found.not_proposed[0]["why"]
    assert len(compare([registered(), registered()], known).proposed) == 1


def test_an_identifier_of_a_device_that_is_not_on_file_is_not_proposed(known: Catalogue) -> None:
    other = registered(model="AP9", codes=("LKK",))
    for found in (compare([registered(), other], known), compare([other, registered()], known)):
        assert found.proposed == ()
        assert "gives it to acme/pump AP1 too" in found.not_proposed[-1]["why"]


def test_nor_is_one_of_two_rows_of_a_release(acme: Path, tmp_path: Path, command: Command) -> None:
    files = delimited()
    first = files["device.txt"].splitlines(keepends=True)[1]
    files["device.txt"] += first.replace("|AP1|AP1-X|", "|AP2||")
    found = answer(command, folder(tmp_path / "twice", files), "--catalog", acme)
    assert [one["di"] for one in found["proposed"]] == [B]
    why = next(one["why"] for one in found["not_proposed"] if one["di"] == A)
    assert "gives it to acme/pump AP1 too" in why


def test_two_files_of_one_name_are_refused(acme: Path, tmp_path: Path, command: Command) -> None:
    path = zipped(tmp_path / "release.zip", delimited())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("older/Device.txt", delimited()["device.txt"].replace("AP1", "AP2"))
    code, out, err = command("import", "gudid", path, "--catalog", acme)
    assert (code, out) == (3, "") and "two files of one name" in err


def test_two_files_of_one_day_are_two_sources(acme: Path, tmp_path: Path, command: Command) -> None:
    first, second = FORMS["xml"](tmp_path / "1"), FORMS["openfda"](tmp_path / "2")
    second.write_text(openfda().replace(B, HIP))
    arguments = ("--catalog", acme, "--on", "2026-11-23")
    applied(command("import", "gudid", first, *arguments)[1], acme)
    assert answer(command, first, "--catalog", acme)["source"]["id"] == "gudid-2026-11-23"
    applied(command("import", "gudid", second, *arguments)[1], acme)
    assert lint(str(acme)) == []
    sources = (acme / "manufacturers/acme/sources/gudid.yaml").read_text()
    assert "gudid-2026-11-23:" in sources and "gudid-2026-11-23-2:" in sources
    assert (
        f'di: "{HIP}", issuer: GS1, type: primary, source: gudid-2026-11-23-2'
        in (acme / "manufacturers/acme/pump/device.yaml").read_text()
    )


@pytest.mark.parametrize("name", ["pump \U0001f600.xml", 'a "quoted" \\ name.xml', b"\xff.xml"])
def test_the_name_of_a_file_does_not_break_the_patch(
    name: str | bytes, acme: Path, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / (name if isinstance(name, str) else os.fsdecode(name))
    path.write_text(xml())
    applied(command("import", "gudid", path, "--catalog", acme, "--on", "2026-11-23")[1], acme)
    assert lint(str(acme)) == []


def test_a_name_that_cannot_be_written_down_is_refused(
    acme: Path, tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "a\x7fb.xml"
    path.write_text(xml())
    code, out, err = command("import", "gudid", path, "--catalog", acme)
    assert (code, out) == (3, "") and "give it a plain one" in err


def test_what_is_wanted(known: Catalogue) -> None:
    is_wanted = wanted(known)
    assert is_wanted(registered())
    assert is_wanted(registered(company="Nobody", codes=("LKK",)))
    assert is_wanted(registered(model="", catalog_number="ap-1"))
    assert not is_wanted(registered(model="AP9"))
    assert not is_wanted(registered(company="Nobody"))


@pytest.mark.parametrize(
    "word,told",
    [("", []), ("Labeling does not contain MRI Safety Information", []), ("MR Conditional", ["unlabelled"]),
     ("MR Fine", ["unlabelled"])],
)  # fmt: skip
def test_the_word_on_mri_is_only_a_cross_check(word: str, told: list[str], known: Catalogue) -> None:  # fmt: skip
    found = compare([registered(mri=word)], known)
    assert [status for one in found.disagreements for status in one["on_file"]] == told
    assert len(found.proposed) == 1


def test_device_txt_alone(acme: Path, tmp_path: Path, command: Command) -> None:
    path = folder(tmp_path / "one", {"device.txt": delimited()["device.txt"]}) / "device.txt"
    found = answer(command, path, "--catalog", acme)
    assert [one["di"] for one in found["proposed"]] == [A, B]
    assert len(found["notes"]) == 2
    text = command("import", "gudid", path, "--catalog", acme, "--on", "2026-11-23")[1]
    assert "no productCodes.txt" in text
    assert all(len(line) <= 80 for line in text.splitlines() if line.startswith("#"))


def test_a_line_that_cannot_be_read_is_told(acme: Path, tmp_path: Path, command: Command) -> None:
    files = delimited()
    files["device.txt"] += "a|b\nc\n"
    found = answer(command, folder(tmp_path / "bad", files), "--catalog", acme)
    assert found["missed"] == 2
    assert found["faults"][0] == "device.txt:6: 2 fields, where the header has 7"
    assert len(found["proposed"]) == 4


def test_hostile_text_of_the_register_is_inert(
    acme: Path, tmp_path: Path, command: Command
) -> None:
    files = delimited()
    files["device.txt"] = files["device.txt"].replace("Elsewhere & Sons", "\x1b[31mX\u202e\n--- a/x\n").replace("\n--- a/x\n", " --- a/x ")  # fmt: skip
    _, out, _ = command("import", "gudid", folder(tmp_path / "bad", files), "--catalog", acme)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert not any(line.startswith("--- a/x") for line in out.splitlines())


BOMB = '<!DOCTYPE data [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "entities": ({"x.xml": xml(BOMB)}, "x.xml:2:16: a document type or an entity"),
    "an external entity": ({"x.xml": xml('<!DOCTYPE d SYSTEM "file:///etc/passwd">\n')}, "a document type"),
    "an unknown entity": ({"x.xml": "<data>&who;</data>"}, "not XML: undefined entity"),
    "not XML": ({"x.xml": "<data><device></data>"}, "x.xml:1:17: not XML: mismatched tag"),
    "cut short": ({"x.xml": xml()[:900]}, "not XML"),
    "deep": ({"x.xml": "<a>" * 70}, "deeper than 64"),
    "long": ({"x.xml": f"<d><device><brandName>{'x' * 100_001}</brandName></device></d>"}, "longer than 100,000"),
    "no device": ({"x.xml": "<data/>"}, "no device of the register"),
    "no results": ({"x.json": '{"error": {"code": "NOT_FOUND"}}'}, 'no "results"'),
    "broken JSON": ({"x.json": openfda()[:-400]}, "x.json: device 3: not JSON, or cut short"),
    "no mapping": ({"x.json": '{"results": [1]}'}, "a device is a mapping"),
    "deep JSON": ({"x.json": '{"results": [' + "[" * 200_000}, "x.json"),
    "a number too long": ({"x.json": f'{{"results": [{{"n": {"9" * 5000}}}]}}'}, "x.json: device 1: nested too deeply, or a number"),
    "an encoding of many bytes": ({"x.xml": '<?xml version="1.0" encoding="shift_jis"?><data/>'}, "x.xml:1:31: its encoding"),
    "no encoding": ({"x.xml": '<?xml version="1.0" encoding="foo"?><data/>'}, "x.xml:1:"),
    "no column": ({"device.txt": "PrimaryDI|brandName\n1|2\n"}, "device.txt:1: no column companyname, versionmodelnumber"),
    "empty": ({"device.txt": ""}, "the file is empty"),
    "a long line": ({"device.txt": delimited()["device.txt"] + "x" * (MAX_LINE + 1)}, "a line of more than"),
    "nothing of it": ({"a.txt": "", "b.csv": ""}, "holds no device.txt"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_bad_file_is_one_clear_line(
    name: str, acme: Path, tmp_path: Path, command: Command
) -> None:
    files, told = REFUSED[name]
    for path in (folder(tmp_path / "bad", files), zipped(tmp_path / "bad.zip", files)):
        code, out, err = command("import", "gudid", path, "--catalog", acme)
        assert (code, out) == (3, "")
        assert told in err
        assert len(err.splitlines()) == 1


def test_a_bad_zip(acme: Path, tmp_path: Path, command: Command) -> None:
    whole = FORMS["zip"](tmp_path).read_bytes()
    damaged = bytearray(whole)
    damaged[60:90] = bytes(30)
    for raw in (bytes(damaged), whole[:40]):
        path = tmp_path / "damaged.zip"
        path.write_bytes(raw)
        code, out, err = command("import", "gudid", path, "--catalog", acme)
        assert (code, out) == (3, "")
        assert "Traceback" not in err
    code, _, err = command("import", "gudid", tmp_path / "nowhere.zip", "--catalog", acme)
    assert (code, "cannot be read" in err) == (3, True)
    code, _, err = command("import", "gudid", tmp_path, "--on", "yesterday", "--catalog", acme)
    assert (code, "2026-11-23" in err) == (2, True)


def test_a_damaged_member_of_another_compression(
    acme: Path, tmp_path: Path, command: Command
) -> None:
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        path = tmp_path / f"{method}.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("device.txt", delimited()["device.txt"] * 50)
        raw = bytearray(path.read_bytes())
        raw[60:120] = bytes(60)
        path.write_bytes(raw)
        code, out, err = command("import", "gudid", path, "--catalog", acme)
        assert (code, out) == (3, "") and str(path) in err


def test_a_large_file_is_read_in_pieces(known: Catalogue) -> None:
    from mri_check.gudid.files import _json
    from mri_check.gudid.markup import read_xml

    one = {"company_name": "Nobody", "x": "y" * 1000}
    text = json.dumps({"results": [one] * 3000})
    assert len(text) > 2 * MAX_LINE
    assert sum(1 for _ in _json(io.BytesIO(text.encode()), "x")) == 3000
    markup = "<data>" + "<device><companyName>N&amp;o</companyName></device>\n" * 5000 + "</data>"
    found = list(read_xml(io.BytesIO(markup.encode()), "x"))
    assert len(found) == 5000
    assert {one.company for one in found} == {"N&o"}
    assert found[-1].where == "x:5000"


def test_what_the_release_is_recorded_as() -> None:
    id, form = recorded("no/such/folder", "2026-11-23")
    assert id == "gudid-2026-11-23"
    assert (form["copy"], form["rank"], "sha256" in form) == ("folder", "regulator", False)
