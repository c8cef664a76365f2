"""An exam in a request: the site's own table first, then the name; what is stated wins, and a contradiction is judged both ways."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mri_check import check, load_catalog, read_request
from mri_check.checklist import Checklist, Disposition
from mri_check.errors import RequestError
from mri_check.exam_table import Table, read_exams
from mri_check.ordered import settle
from mri_check.request import Request
from mri_check.scanners import EXAMPLES
from mri_check.values import stated_value
from tests.worlds import AXES, ON, catalogue, document, request

Command = Callable[..., tuple[int, str, str]]
SHIPPED = load_catalog()
AXIS = AXES["scan.region"]
TABLE = """code,text,region,scanner,minutes
SP1,MRI Lumbar routine,lumbar-spine,g15,25
CAP,,"chest, abdomen, pelvis",g30,40 min
LEJ,,extremity | hip,,
24968-8,,brain,,
BR2,MRI BRAIN,lumbar-spine,,
,MRI SPINE HOUSE,,g15,
"""
PUMP = {
    "device": "8637-40",
    "identified_by": "card",
    "facts": {"pump_state": "active", "pump_face": "port-to-front", "drug": "baclofen"},
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "exams.csv"
    path.write_text(TABLE)
    return path


def asked(scan: dict[str, Any], table: Path | None = None) -> Request:
    return read_request(request(implants=[PUMP], scan=scan), exams=table)


def checked(scan: dict[str, Any], table: Path | None = None) -> Checklist:
    return check(SHIPPED, asked(scan, table))


def fact(result: Checklist, axis: str) -> tuple[str, str, str | None]:
    found = result.scan[f"scan.{axis}"]
    return found.value, found.from_, found.overrides


def said(result: Checklist) -> str:
    return " ".join(
        one.text
        for one in result.notices
        if one.id.startswith(("exam", "override", "loinc", "option"))
    )


class TestByName:
    def test_the_region_is_taken_and_the_output_says_from_where(self) -> None:
        result = checked({"exam": "MRI L-SPINE W WO"})
        assert fact(result, "region") == ("lumbar-spine", "exam", None)
        assert "Exam 'MRI L-SPINE W WO': region lumbar-spine; contrast without and with" in said(
            result
        )

    def test_several_regions_are_all_scanned(self) -> None:
        assert fact(checked({"exam": "MR ABD PEL"}), "region")[0] == "abdomen, pelvis"

    def test_the_answer_is_that_of_the_region_stated_by_hand(self) -> None:
        for exam, region in (("MRI L-SPINE", "lumbar-spine"), ("MRI C-SPINE", "cervical-spine"),
                             ("MR LE JOINT", {"any_of": ["extremity", "hip"]})):  # fmt: skip
            by_exam, by_hand = checked({"exam": exam}), checked({"region": region})
            assert by_exam.disposition is by_hand.disposition
            assert by_exam.decided_by == by_hand.decided_by
            assert by_exam.implants == by_hand.implants

    @pytest.mark.parametrize("exam", ["MRI FOO", "MRI SPINE", "CT HEAD WO", "25056-3", "?"])
    def test_not_understood_is_the_widest_set(self, exam: str) -> None:
        result, silent = checked({"exam": exam}), checked({})
        assert "scan.region" not in result.scan
        assert result.implants == silent.implants
        assert said(result)

    def test_not_mri_is_said(self) -> None:
        assert "'CT HEAD WO' is not an MRI exam; nothing is taken from it" in said(
            checked({"exam": "CT HEAD WO"})
        )

    def test_a_loinc_code_brings_the_notice_of_its_licence(self) -> None:
        result = checked({"exam": "24968-0"})
        assert fact(result, "region") == ("lumbar-spine", "exam", None)
        assert "LOINC 24968-0: MR Lumbar spine." in said(result)
        assert "copyright © Regenstrief" in said(result)

    def test_a_mistyped_loinc_code_is_an_error_with_its_place(self) -> None:
        with pytest.raises(RequestError) as bad:
            checked({"exam": "24968-8"})
        (problem,) = bad.value.problems
        assert (problem.code, problem.where) == ("exam", "request.scan.exam")
        assert "check digit would be 0" in problem.message

    @pytest.mark.parametrize("exam", [["MRI BRAIN"], "", "x" * 301, None])
    def test_an_exam_is_one_text(self, exam: Any) -> None:
        with pytest.raises(RequestError):
            asked({"exam": exam})

    def test_a_catalogue_without_names_of_exams_understands_none(self, tmp_path: Path) -> None:
        files = {"manufacturers/acme/pump/us-doc.yaml": document(read="part",
                 always={"scan.region": {"one_of": ["head"], "page": "1"}})}  # fmt: skip
        result = check(
            catalogue(tmp_path, files), read_request(request(scan={"exam": "MRI BRAIN"}))
        )
        assert "scan.region" not in result.scan
        assert result.disposition is Disposition.INCOMPLETE


class TestStatedBeside:
    @pytest.mark.parametrize(
        "exam,region,overrides",
        [("MRI L-SPINE", "lumbar-spine", None), ("MRI L-SPINE", "torso", "lumbar-spine"),
         ("MRI ABDOMEN", "liver", "abdomen"), ("MR LE JOINT", "knee", "extremity or hip"),
         ("MRI FOO", "knee", None), ("CT HEAD", "knee", None)],
    )  # fmt: skip
    def test_the_stated_region_wins_and_says_what_it_replaces(
        self, exam: str, region: str, overrides: str | None
    ) -> None:
        result = checked({"exam": exam, "region": region})
        assert fact(result, "region") == (region, "request", overrides)
        assert ("replaces" in said(result)) == (overrides is not None)

    @pytest.mark.parametrize(
        "exam,region,both",
        [("MRI L-SPINE", "brain", "brain or lumbar-spine"),
         ("MR ABD PEL", ["abdomen"], "abdomen or abdomen, pelvis"),
         ("MRI BRAIN AND C-SPINE", ["brain", "orbits"], "brain, orbits or brain, cervical-spine"),
         ("MR LE JOINT", "brain", "brain or extremity or hip")],
    )  # fmt: skip
    def test_a_contradiction_is_judged_both_ways_and_said(
        self, exam: str, region: Any, both: str
    ) -> None:
        result = checked({"exam": exam, "region": region})
        assert fact(result, "region") == (both, "undecided", None)
        assert "both are judged. Settle which is meant" in said(result)
        assert "replaces" not in said(result)

    @pytest.mark.parametrize(
        "exam,more,field",
        [("MRI BRAIN 3T", {"field_strength": "1.5 T"}, ("1.5 T or 3 T", "undecided", None)),
         ("MRI BRAIN 3T", {"scanner": "g15"}, ("1.5 T or 3 T", "undecided", None)),
         ("MRI BRAIN 1.5T OR 7T", {"scanner": "g30"}, ("3 T or 1.5 T or 7 T", "undecided", None)),
         ("MRI BRAIN 3T", {"scanner": "g30"}, ("3 T", "profile", None)),
         ("MRI BRAIN 3T", {"field_strength": {"any_of": ["1.5 T", "3 T"]}}, ("1.5 T or 3 T", "request", None)),
         ("MRI BRAIN 3T OR 1.5T", {"field_strength": "3 T"}, ("3 T", "request", None))],
    )  # fmt: skip
    def test_a_field_strength_in_a_name_is_held_against_the_scanner(
        self, exam: str, more: dict[str, Any], field: tuple[str, str, str | None]
    ) -> None:
        result = checked({"exam": exam, **more})
        assert fact(result, "field_strength") == field
        assert ("field strength is stated as" in said(result)) == (field[1] == "undecided")
        assert "not taken" not in said(result)

    @pytest.mark.parametrize("exam,told", [("MRI BRAIN 3T", "3 T"), ("MRI BRAIN 1.5T/9T", "1.5 T / 9 T")])  # fmt: skip
    def test_it_is_taken_for_none_that_is_not_stated(self, exam: str, told: str) -> None:
        result = checked({"exam": exam})
        assert "scan.field_strength" not in result.scan
        assert f"The exam names a field strength, {told}, which is not taken" in said(result)

    def test_it_sets_the_usual_scanner_aside(self, tmp_path: Path) -> None:
        (tmp_path / "exams.csv").write_text("text,scanner\nMRI BRAIN 3T,g15\n")
        result = checked({"exam": "MRI BRAIN 3T"}, tmp_path / "exams.csv")
        assert "scan.bore" not in result.scan
        assert any(
            "g15, the usual one" in one.text and "not used" in one.text for one in result.notices
        )

    def test_a_contradiction_on_which_the_label_decides_is_incomplete(self, tmp_path: Path) -> None:
        files = {"manufacturers/acme/pump/us-doc.yaml": document(read="part",
                 always={"scan.region": {"one_of": ["head"], "page": "1"}})}  # fmt: skip
        names = {"exams.yaml": {"kind": "exams", "modalities": {"mri": ["mri"]},
                 "regions": [{"is": ["lumbar-spine"], "names": ["l spine"]}, {"is": ["brain"], "names": ["brain"]}]}}  # fmt: skip
        shelf = catalogue(tmp_path, {**files, **names})

        def verdicts(**scan: str) -> set[str]:
            result = check(shelf, read_request(request(scan=scan)))
            labels = result.implants[0].labellings
            return {
                f.verdict.value for one in labels for f in one.findings if f.axis == "scan.region"
            }

        assert verdicts(region="brain") == {"met"}
        assert verdicts(exam="MRI L SPINE") == {"not_met"}
        assert verdicts(exam="MRI L SPINE", region="brain") == {"unknown"}
        assert verdicts(exam="MRI BRAIN", region="lumbar-spine") == {"unknown"}
        assert verdicts(exam="MRI BRAIN", region="brain") == {"met"}

    @given(st.data())
    def test_no_region_that_either_names_is_lost(self, data: st.DataObject) -> None:
        """Law: what is judged holds the stated region, and in a contradiction the exam's too."""
        some = st.lists(st.sampled_from(AXIS.choices), min_size=1, max_size=3, unique=True)
        form = st.one_of(some, some.map(lambda names: {"any_of": names}))
        here, there = (stated_value(AXIS, data.draw(form), ON) for _ in "ab")
        both = settle(here, there)
        parts = [
            [m for item in (one.worlds or one.items) for m in item.members] for one in (here, there)
        ]
        names = [frozenset().union(*(m.names for m in one)) for one in parts]  # type: ignore[union-attr]
        if both is None:
            assert names[0] & names[1]
        else:
            judged = frozenset().union(*(m.names for w in both.worlds for m in w.members))  # type: ignore[union-attr]
            assert judged == names[0] | names[1]
            assert len(both.worlds) >= 2

    def test_options_say_the_same(self, command: Command) -> None:
        options = (
            "--implant",
            "8637-40",
            "--market",
            "US",
            "--on",
            "2026-11-23",
            "--format",
            "json",
        )
        _, out, _ = command("check", *options, "--exam", "MRI ABDOMEN, PELVIS | W WO")
        assert json.loads(out)["scan"]["scan.region"] == {
            "value": "abdomen, pelvis", "from": "exam", "overrides": None}  # fmt: skip
        _, out, _ = command("check", *options, "--exam", "MRI KNEE", "--region", "brain")
        assert json.loads(out)["scan"]["scan.region"]["from"] == "undecided"
        code, _, err = command("check", *options, "--exam", "24968-8")
        assert code == 3 and "--exam: '24968-8' is no LOINC code" in err


class TestTheSitesOwnTable:
    def test_it_fills_in_what_is_not_stated(self, table: Path) -> None:
        for exam in ("SP1", "sp1", "MRI LUMBAR ROUTINE", "mri lumbar-routine"):
            result = checked({"exam": exam}, table)
            assert fact(result, "region") == ("lumbar-spine", "exam-table", None)
            assert fact(result, "active_minutes") == ("25 min", "exam-table", None)
            assert fact(result, "field_strength") == ("1.5 T", "profile", None)
            notices = " ".join(one.text for one in result.notices)
            assert f"({table}:2)" in notices
            assert "Scanner profile g15: the usual one of this exam" in notices

    def test_what_is_stated_wins_and_says_so(self, table: Path) -> None:
        result = checked({"exam": "SP1", "scanner": "g30", "active_minutes": "40 min"}, table)
        assert fact(result, "active_minutes") == ("40 min", "request", "25 min")
        assert fact(result, "field_strength") == ("3 T", "profile", None)
        notices = " ".join(one.text for one in result.notices)
        assert "Scanner profile g30, instead of g15, the usual one of this exam" in notices
        assert "replaces 25 min of the site's table of exams" in notices

    def test_its_scanner_is_set_aside_where_another_field_strength_is_stated(
        self, table: Path
    ) -> None:
        result = checked({"exam": "SP1", "field_strength": "3 T"}, table)
        assert fact(result, "field_strength") == ("3 T", "request", None)
        assert "scan.bore" not in result.scan, "the rest of that profile is of another scanner too"
        assert (
            f"Scanner profile g15, the usual one of this exam ({table}:2), is not used: its static magnetic field strength is "
            "1.5 T, and the request states 3 T." in [one.text for one in result.notices]
        )
        with pytest.raises(RequestError, match="contradicts the profile 'g15'"):
            checked({"exam": "SP1", "scanner": "g15", "field_strength": "3 T"}, table)

    def test_it_comes_before_the_name_and_a_difference_is_said(self, table: Path) -> None:
        result = checked({"exam": "MRI BRAIN"}, table)
        assert fact(result, "region") == ("lumbar-spine", "exam-table", None)
        assert "by its name it would be brain; the site's table is used" in said(result)

    def test_a_row_without_region_leaves_it_to_the_name(self, table: Path) -> None:
        result = checked({"exam": "MRI SPINE HOUSE"}, table)
        assert "scan.region" not in result.scan
        assert "Its name gives no region" in said(result)

    def test_several_regions_and_one_of_several(self, table: Path) -> None:
        assert fact(checked({"exam": "CAP"}, table), "region")[0] == "chest, abdomen, pelvis"
        assert fact(checked({"exam": "LEJ"}, table), "region")[0] == "extremity or hip"

    def test_a_code_of_the_sites_own_needs_no_check_digit(self, table: Path) -> None:
        assert fact(checked({"exam": "24968-8"}, table), "region")[0] == "brain"

    def test_a_part_of_a_text_is_not_in_the_table(self, table: Path) -> None:
        found = read_exams(str(table))
        assert found.find("MRI Lumbar routine, left") is None
        assert found.find("") is None

    def test_it_is_found_where_the_configuration_says(
        self, table: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        arguments = ("exam", "SP1", "--format", "json")
        assert json.loads(command(*arguments)[1])["place"] is None
        monkeypatch.setenv("MRI_CHECK_EXAMS", str(table))
        assert json.loads(command(*arguments)[1])["place"] == f"{table}:2"
        monkeypatch.delenv("MRI_CHECK_EXAMS")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
        home = tmp_path / "home" / "mri-check"
        home.mkdir(parents=True)
        (home / "exams.csv").write_text("text,region\nSP1,knee\n")
        assert json.loads(command(*arguments)[1])["region"] == ["knee"]
        assert json.loads(command(*arguments, "--exams", str(table))[1])["region"] == [
            "lumbar-spine"
        ]

    def test_the_usual_scanner_by_the_name_of_its_station_is_no_other(
        self, table: Path, tmp_path: Path
    ) -> None:
        site = shutil.copy(EXAMPLES, tmp_path / "scanners.yaml")
        for name in ("g15", "MR1"):
            form = request(implants=[PUMP], scan={"exam": "SP1", "scanner": name})
            texts = [
                one.text for one in check(SHIPPED, read_request(form, site, exams=table)).notices
            ]
            assert f"Scanner profile {name}: the usual one of this exam ({table}:2)." in texts

    def test_a_wrong_scanner_is_an_error_at_its_row(self, tmp_path: Path) -> None:
        path = tmp_path / "exams.csv"
        path.write_text("code,scanner\nA,g51\n")
        with pytest.raises(RequestError) as bad:
            asked({"exam": "A"}, path)
        assert bad.value.problems[0].where == f"{path}:2"
        assert "no scanner profile 'g51'" in str(bad.value) and "did you mean g15?" in str(
            bad.value
        )


BAD = {
    "code;region\nA;brain": [(1, "separated by commas")],
    "kode,region\nA,brain": [
        (1, "unknown column 'kode' (did you mean code?)"),
        (1, "'code' or 'text'"),
    ],
    "code,region,region\nA,brain,brain": [(1, "column given twice: region")],
    "code,text\nA,B": [(1, "'region', 'scanner' or 'minutes'")],
    "code,region\n": [(1, "a head and no exam")],
    "code,region\nA,brain\nB\n": [(3, "1 cells under 2 columns")],
    "code,region\nA,brain,x": [(2, "3 cells under 2 columns")],
    "code,region\n,brain": [(2, "neither a code nor a text")],
    "code,region\n--,brain": [(2, "neither a code nor a text")],
    "code,region\nA,": [(2, "says nothing of its exam")],
    "code,region\nA,brain\n\na,knee": [(4, "'a' stands in FILE:2 already")],
    "code,text,region\nA,B,brain\nB,,knee": [(3, "'B' stands in FILE:2 already")],
    "code,minutes\nA,0": [(2, "'0' is no length of time: write 25 or 25 min")],
    "code,minutes\nA,half an hour\nB,-5": [(2, "no length of time"), (3, "no length of time")],
    'code,region\nA,"brain': [(2, "not CSV")],
    'code,region\n"A\nB",brain': [(2, "one line of at most 300")],
    f"code,region\n{'x' * 301},brain": [(2, "one line of at most 300")],
}


@pytest.mark.parametrize("text", BAD)
def test_a_broken_table_says_every_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "exams.csv"
    path.write_text(text)
    with pytest.raises(RequestError) as bad:
        read_exams(str(path))
    found = [(one.where, one.message) for one in bad.value.problems]
    assert len(found) == len(BAD[text]), found
    for (where, message), (line, words) in zip(found, BAD[text]):
        assert where == f"{path}:{line}"
        assert words.replace("FILE", str(path)) in message


def test_a_wrong_region_in_any_row_is_found_before_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "exams.csv"
    path.write_text('code,region\nA,brain\nB,brian\nC,"knee, elbo"\nD,knee |\n')
    with pytest.raises(RequestError) as bad:
        checked({"exam": "A"}, path)
    assert [one.where for one in bad.value.problems] == [f"{path}:{line}" for line in (3, 4, 5)]
    assert "did you mean brain?" in str(bad.value)


def test_a_table_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"text,region\nSch\xe4del,head\n")
    (tmp_path / "empty.csv").write_bytes(b"")
    for name in ("none.csv", "latin.csv", "empty.csv"):
        with pytest.raises(RequestError, match=name):
            read_exams(str(tmp_path / name))


@given(st.text(max_size=200))
def test_any_bytes_are_a_table_or_a_clear_error(text: str) -> None:
    from mri_check.exam_table import _Reading

    for whole in (text, f"code,region,minutes\n{text}"):
        try:
            assert isinstance(_Reading("exams.csv", whole).table(), Table)
        except RequestError as bad:
            assert all(one.where.startswith("exams.csv:") for one in bad.problems)


class TestCommand:
    def test_json(self, command: Command) -> None:
        code, out, err = command("exam", "MRI", "L-SPINE", "W", "WO", "--format", "json")
        assert (code, err) == (0, "")
        assert json.loads(out) == {
            "format": "mri-check/exam/1", "asked": "MRI L-SPINE W WO", "modality": "mri",
            "region": ["lumbar-spine"], "contrast": "without and with", "side": "not stated",
            "scanner": None, "minutes": None, "from": "exam", "place": None, "loinc": [], "why_unknown": [], "field": [],
            "notices": ["Exam 'MRI L-SPINE W WO': region lumbar-spine; contrast without and with; side not stated."],
        }  # fmt: skip

    @pytest.mark.parametrize(
        "exam", ["MRI L-SPINE W WO", "MRI FOO", "CT HEAD", "24968-0", "SP1", "BR2", "MRI BRAIN", "24968-8", "MRI \x1b[31m"]
    )  # fmt: skip
    def test_text_fits_80_columns_and_is_inert(
        self, exam: str, table: Path, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(table.parent)
        code, out, err = command("exam", exam, "--exams", "exams.csv")
        assert (code, err) == (0, "")
        assert max(map(len, out.splitlines())) <= 80 and "\x1b" not in out
        assert ("LOINC®" in out) == (exam == "24968-0")

    def test_not_understood_names_the_word(self, command: Command) -> None:
        _, out, _ = command("exam", "MRI SPLEENS")
        assert "unknown: any region is possible" in out and "not understood: 'spleens'" in out

    def test_a_mistyped_code_is_a_usage_error(self, command: Command) -> None:
        code, out, err = command("exam", "24968-8")
        assert (code, out) == (2, "")
        assert "its check digit would be 0 (24968-0)" in err

    def test_a_broken_table_is_3(self, command: Command, tmp_path: Path) -> None:
        (tmp_path / "exams.csv").write_text("code;region\n")
        code, _, err = command("exam", "MRI", "--exams", str(tmp_path / "exams.csv"))
        assert code == 3 and "exams.csv:1: the columns are separated by commas" in err
