"""The small rooms: reading, identifying, governing, weighing, caching."""

from __future__ import annotations

import copy
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mri_check import (
    CatalogueError,
    RequestError,
    check,
    load_catalog,
    read_request,
    render,
    strict_yaml,
)
from mri_check.applicable import applicable, newer
from mri_check.axes import Axes
from mri_check.catalog import Catalogue
from mri_check.checklist import Disposition
from mri_check.compiled import build, contents_of
from mri_check.document import near
from mri_check.errors import Problem
from mri_check.evaluate import evaluate, worst
from mri_check.exits import exit_code
from mri_check.frozen import Record, fixed
from mri_check.identify import MAX_WORDS, Identified, NotIdentified, identify
from mri_check.policy import read_policy
from mri_check.quantity import parse_quantity, plain
from mri_check.region import Choice, Span, judge, meet
from mri_check.render.problems import problems_as
from mri_check.render.text import WIDTH, inert, wrap
from mri_check.scanners import EXAMPLES, by_name, read_profiles
from mri_check.source import load
from mri_check.values import permitted_set, permitted_words, stated_value
from mri_check.verdict import MET, UNKNOWN
from mri_check.words import key
from tests.identify import worlds
from tests.worlds import AXES, ON, SHIPPED, SOURCES, document, facts, labelling, request
from tests.worlds import catalogue as invented


class Pair(Record):
    """A record for the tests."""

    a: int
    b: int = 2


class TestFrozen:
    def test_makes_and_reads(self) -> None:
        assert Pair(1) == Pair(1, 2) == Pair(a=1) == Pair(b=2, a=1)
        assert (Pair(1).a, Pair(1).b) == (1, 2)
        assert Pair(1).replace(b=5) == Pair(1, 5)
        assert Pair(1).as_dict() == {"a": 1, "b": 2}
        assert repr(Pair(1)) == "Pair(a=1, b=2)"
        assert pickle.loads(pickle.dumps(Pair(3))) == Pair(3)

    @pytest.mark.parametrize(
        "values,named", [((), {}), ((1, 2, 3), {}), ((1,), {"c": 1}), ((), {"b": 1})]
    )
    def test_refuses_what_does_not_fit(self, values: Any, named: Any) -> None:
        with pytest.raises(TypeError):
            Pair(*values, **named)

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(AttributeError):
            Pair(1).a = 2  # type: ignore[misc]
        with pytest.raises(AttributeError):
            Pair(1).c = 2  # type: ignore[attr-defined]


class TestQuantity:
    @pytest.mark.parametrize(
        "text,dimension,expected",
        [("1900 G/cm", "gradient", "19"), ("15000 G", "field", "1.5"), ("1 h", "minutes", "60"),
         ("6 uL/day", "flow", "0.006"), ("6 weeks", "age", "42"), ("2.8 \u00b5T", "b1", "2.8")],
    )  # fmt: skip
    def test_reads(self, text: str, dimension: str, expected: str) -> None:
        assert plain(parse_quantity(text, dimension)) == expected

    @pytest.mark.parametrize(
        "text", ["", "T", "1.T", ".5 T", "1  T", "+1 T", "1 t", "0x10 T", "1_000 T", "inf T"]
    )
    def test_refuses(self, text: str) -> None:
        with pytest.raises(ValueError, match="units that fit"):
            parse_quantity(text, "field")


class TestRegion:
    def test_empty_says_nothing(self) -> None:
        nothing, some = Choice(frozenset()), Choice(frozenset("a"))
        assert judge(nothing, some) is judge(some, nothing) is UNKNOWN
        backwards = Span(parse_quantity("2 T", "field"), parse_quantity("1 T", "field"))
        assert backwards.empty
        assert judge(backwards, Span()) is judge(Span(), backwards) is UNKNOWN

    def test_spans_and_choices_never_meet(self) -> None:
        with pytest.raises(AssertionError):
            meet(Span(), Choice(frozenset()))


class TestValues:
    @pytest.mark.parametrize(
        "axis,tests,message",
        [
            ("scan.bore", {}, "needs one of"),
            ("scan.bore", {"at_most": "cylindrical"}, "has no order"),
            ("scan.bore", {"one_of": "cylindrical"}, "one_of takes a list"),
            ("scan.slew_rate", {"at_most": ["1 T/m/s"]}, "takes one value"),
            ("scan.slew_rate", {"one_of": ["1 T/m/s", "2 T/m/s"]}, "one_of takes one value"),
            ("scan.slew_rate", {"at_most": "1 T/m/s", "at_least": "2 T/m/s"}, "no value satisfies"),
            ("scan.operating_mode", {"less_than": "normal"}, "no value satisfies"),
        ],
    )
    def test_a_test_that_does_not_fit(self, axis: str, tests: dict[str, Any], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            permitted_set(AXES[axis], tests)

    def test_tests_on_ordered_choices(self) -> None:
        mode = AXES["scan.operating_mode"]
        named = {
            test: permitted_set(mode, {test: "first-level"})
            for test in ("at_most", "at_least", "more_than", "less_than")
        }
        assert named["at_most"] == Choice(frozenset(["normal", "first-level"]))
        assert named["at_least"] == Choice(frozenset(["first-level", "second-level"]))
        assert named["more_than"] == Choice(frozenset(["second-level"]))
        assert named["less_than"] == Choice(frozenset(["normal"]))

    def test_several_tests_in_words(self) -> None:
        rate = {"more_than": "0.006 mL/day", "less_than": "0.048 mL/day"}
        words = permitted_words(AXES["implant.flow_rate"], rate, None)
        assert words == "more than 0.006 mL/day and less than 0.048 mL/day"

    def test_a_measured_field_is_its_nominal_class(self) -> None:
        told = stated_value(AXES["scan.field_strength"], "2.89 T", ON)
        assert (told.text, told.form) == ("3 T (2.89 T)", {"one_of": ["3 T"]})

    @pytest.mark.parametrize("text, meant", [
        ("1.49 T", "1.5 T"), ("2.9 T", "3 T"), ("29000 G", "3 T"), ("6.98 T", "7 T"), ("15 T", None), ("0 T", None), ("1.75 T", None),
    ])  # fmt: skip
    def test_the_hint_at_a_class_goes_by_its_size(self, text: str, meant: str | None) -> None:
        with pytest.raises(ValueError) as bad:
            stated_value(AXES["scan.field_strength"], text, ON)
        _, _, hint = str(bad.value).partition("11.7 T")
        assert hint == (f" (did you mean {meant}?)" if meant else "")

    def test_public_forms(self) -> None:
        gradient = AXES["scan.spatial_gradient"]
        assert stated_value(gradient, "1500 G/cm", ON).form == {"one_of": ["15"], "unit": "T/m"}
        assert stated_value(gradient, "10 T/m .. 20 T/m", ON).form == {
            "at_least": "10",
            "at_most": "20",
            "unit": "T/m",
        }
        any_of = stated_value(gradient, {"any_of": ["1 T/m", "2 T/m"]}, ON)
        assert any_of.form == {"one_of": ["1", "2"], "unit": "T/m"}
        some = stated_value(gradient, {"any_of": ["10 T/m .. 15 T/m", "2500 G/cm"]}, ON)
        ends = [{"at_least": "10", "at_most": "15"}, {"one_of": ["25"]}]
        assert some.form == {"any_of": ends, "unit": "T/m"}
        assert stated_value(AXES["scan.region"], ["brain", "neck"], ON).form == {
            "all_of": ["brain", "neck"]
        }
        assert stated_value(AXES["scan.wait_minutes"], "none", ON).form == {
            "one_of": ["none"],
            "unit": "min",
        }
        assert stated_value(AXES["implant.implanted_on"], "2026-11-13", ON).form == {
            "one_of": ["10"],
            "unit": "days",
        }
        assert stated_value(gradient, {"any_of": ["1 T/m"]}, ON).worlds == ()

    @pytest.mark.parametrize(
        "text,low,high",
        [("2026-11-13", 10, 10), ("2026-11", 0, 22), ("2025", 327, 691), ("2025-12", 327, 357),
         ("2026-11-01 .. 2026-11-13", 10, 22)],
    )  # fmt: skip
    def test_a_date_is_an_age_on_the_day_of_the_scan(self, text: str, low: int, high: int) -> None:
        told = stated_value(AXES["implant.implanted_on"], text, ON)
        assert told.only == Span(
            parse_quantity(f"{low} days", "age"), parse_quantity(f"{high} days", "age")
        )

    def test_dates_backwards(self) -> None:
        with pytest.raises(ValueError, match="runs backwards"):
            stated_value(AXES["implant.implanted_on"], "2026-11-13 .. 2026-11-01", ON)

    def test_a_region_with_two_parents(self) -> None:
        region = AXES["scan.region"]
        told = stated_value(region, "cervical-spine", ON).only
        assert told is not None
        assert judge(told, permitted_set(region, {"one_of": ["torso"]})) is UNKNOWN
        assert judge(told, permitted_set(region, {"one_of": ["torso", "neck"]})) is MET
        assert judge(told, permitted_set(region, {"one_of": ["cervical-spine"]})) is MET


class TestIdentify:
    @pytest.mark.parametrize(
        "text,device,model",
        [
            ("8637-40", "medtronic/synchromed-ii", "8637-40"),
            ("863740", "medtronic/synchromed-ii", "8637-40"),
            ("8637 40", "medtronic/synchromed-ii", "8637-40"),
            ("\uff18\uff16\uff13\uff17-40", "medtronic/synchromed-ii", "8637-40"),
            ("8637", "medtronic/synchromed-ii", None),
            ("synchromed\u00a0ii", "medtronic/synchromed-ii", None),
            ("Medtronic SynchroMed II", "medtronic/synchromed-ii", None),
            ("SynchroMed 8637-20", "medtronic/synchromed-ii", "8637-20"),
            ("SynchroMed II pump, model 8637-20", "medtronic/synchromed-ii", "8637-20"),
            ("8637 8637-20", "medtronic/synchromed-ii", "8637-20"),
            ("REF 13827", "flowonix/prometra-ii-13827", "13827"),
            ("Infusyn Prometra II REF 13827", "flowonix/prometra-ii-13827", "13827"),
            ("8472-20", "medtronic/isomed", "8472-20"),
        ],
    )
    def test_exactly_one(
        self, text: str, device: str, model: str | None, catalogue: Catalogue
    ) -> None:
        assert identify(text, catalogue) == Identified(device, model)

    @pytest.mark.parametrize(
        "text",
        ["", "pump", "Medtronic", "SynchroMed", "synchromed 3", "Medtronik SynchroMed II", "8632", "8637-30",
         "SynchroMed III 8637-40", "Flowonix 8637-40", "8637-20 8637-40", "Prometra 8637", "8637-40 and more",
         "Medtronic SynchroMed", "8637-20-40", "\u202e8637-04", " ".join(["8637"] * (MAX_WORDS + 1))],
    )  # fmt: skip
    def test_never_a_guess(self, text: str, catalogue: Catalogue) -> None:
        assert isinstance(identify(text, catalogue), NotIdentified)

    def test_a_family_lists_its_candidates(self, catalogue: Catalogue) -> None:
        found = identify("Prometra II", catalogue)
        assert isinstance(found, NotIdentified)
        assert set(found.candidates) == {f"flowonix/prometra-ii-{n}" for n in (13827, 16827, 93827)}

    def test_of_two_readings_the_shorter_or_the_first(self, catalogue: Catalogue) -> None:
        found = identify("Flowonix Prometra pump", catalogue)
        assert isinstance(found, NotIdentified)
        assert len(found.candidates) == 5

    @pytest.mark.parametrize("text, may_be", [
        ("8472-20-05", "medtronic/isomed"),
        ("Medtronic IsoMed 8472-20-05 pump", "medtronic/isomed"),
        ("REF 8472 20 05-1", "medtronic/isomed"),
        ("8472-20-05?", "medtronic/isomed"),
        ("8472-20/05", None),  # this one, or another
        ("Prometra 8472-20-05", None),
        ("8472-05", None),
        ("8637-40 and more", None),
        ("8637-40 2021", None),
    ])  # fmt: skip
    def test_a_number_that_goes_on_is_a_candidate_and_no_more(
        self, text: str, may_be: str | None, catalogue: Catalogue
    ) -> None:
        found = identify(text, catalogue)
        assert isinstance(found, NotIdentified)
        assert found.candidates == ((may_be,) if may_be else ())
        assert found.may_be == ()  # it may be another one

    def test_nor_that_where_a_longer_number_is_of_another_device(self, tmp_path: Path) -> None:
        files = {
            f"manufacturers/acme/{id}/device.yaml": {**worlds.device(**{one: {} for one in of}), "name": id}
            for id, of in {"pump": ["AP1"], "other": ["AP1-7", "AP2"]}.items()
        }  # fmt: skip
        made = invented(tmp_path, files)
        for text, candidates in (("AP1-9", ()), ("AP2-9", ("acme/other",))):
            found = identify(text, made)
            assert isinstance(found, NotIdentified)
            assert found.candidates == candidates

    def test_a_near_name_is_only_a_suggestion(self, catalogue: Catalogue) -> None:
        found = identify("sychromed ii", catalogue)
        assert isinstance(found, NotIdentified)
        assert "SynchroMed II" in found.did_you_mean

    def test_a_device_that_is_called_by_its_model_number(self, tmp_path: Path) -> None:
        files = {
            "manufacturers/acme/pump/device.yaml": {
                "kind": "device", "name": "Flow 3", "is": "pump", "implanted": "yes",
                "electrically_active": "yes", "tell_apart": "x", "models": {"FLOW-3": {}, "FLOW-4": {}}},
        }  # fmt: skip
        made = invented(tmp_path, files)
        for text in ("Flow 3", "FLOW-3", "Acme Flow 3"):
            assert identify(text, made) == Identified("acme/pump", "FLOW-3"), text

    def test_a_name_that_two_models_share(self, tmp_path: Path) -> None:
        files = {
            "manufacturers/acme/pump/device.yaml": {
                "kind": "device", "name": "Acme Pump", "is": "pump", "implanted": "yes",
                "electrically_active": "yes", "tell_apart": "x",
                "models": {"AP1": {"aliases": ["Both"]}, "AP2": {"aliases": ["Both"]}}},
        }  # fmt: skip
        made = invented(tmp_path, files)
        for text in ("Both", "Acme Both"):
            found = identify(text, made)
            assert isinstance(found, NotIdentified)
            assert found.candidates == ("acme/pump",)


class TestApplicable:
    def test_what_is_dated_later_does_not_govern_yet(self, catalogue: Catalogue) -> None:
        pump = catalogue.device("medtronic/synchromed-ii")
        then = applicable(pump, None, "US", "2010-01-01", catalogue)
        read = [one.id for one in then.in_force if one.read != "none"]
        assert read == ["medtronic/synchromed-ii/us-8637-mri-page-2008-08"]
        assert {one.dated for one in then.in_force} <= {"2008-08", None}
        now = applicable(pump, None, "US", "2026-11-23", catalogue)
        assert [one.source.id for one in now.in_force] == ["m005186c003-b"]
        assert {old.by for old in now.superseded} == {"M005186C003 Rev B"}
        assert len(now.superseded) == 7
        before = applicable(pump, None, "US", "1999-01-01", catalogue)
        assert before.missing
        assert not before.in_force

    def test_an_unread_document_of_another_market_governs_nothing(
        self, catalogue: Catalogue
    ) -> None:
        pump = catalogue.device("medtronic/synchromed-ii")
        everywhere = applicable(pump, None, None, "2026-11-23", catalogue)
        assert {one.market for one in everywhere.in_force} == {"US"}
        assert {one.market for one in everywhere.unread} == {"EU", "JP"}

    def test_a_market_that_is_left_out_does_no_better_than_that_of_the_model(
        self, catalogue: Catalogue
    ) -> None:
        pump = catalogue.device("codman/medstream")
        for model, missing in (("91-4201US", True), ("91-4201", False), (None, True)):
            found = applicable(pump, model, None, "2026-11-23", catalogue)
            assert (found.missing, bool(found.in_force)) == (missing, True)

    def test_a_wider_market_and_a_part_of_it(self, catalogue: Catalogue) -> None:
        pump = catalogue.device("flowonix/prometra-ii-93827")
        for market in ("EU", "DE"):
            assert len(applicable(pump, "93827", market, "2026-11-23", catalogue).in_force) == 2

    def test_a_model_sold_in_the_stated_market_is_judged_there_only(self, tmp_path: Path) -> None:
        files = {
            "manufacturers/acme/pump/us-doc.yaml": document(always={"ask.x": {"asks": "X?", "page": "1"}}, not_addressed=list(AXES.table())),
            "manufacturers/acme/pump/device.yaml": {
                "kind": "device", "name": "Acme Pump", "is": "pump", "implanted": "yes",
                "electrically_active": "yes", "tell_apart": "x", "models": {"AP1": {"markets": ["US", "DE"]}}},
        }  # fmt: skip
        made = invented(tmp_path, files)
        governs = applicable(made.device("acme/pump"), "AP1", "US", "2026-11-23", made)
        assert not governs.missing

    def test_newer_is_dated_later_in_the_same_market(self) -> None:
        old = labelling(id="acme/pump/us-a", dated="undated")
        new = labelling(id="acme/pump/us-b", dated="2020-01")
        other = labelling(id="acme/pump/eu-c", dated="2021-01", market="EU")
        every = (old, new, other)
        assert newer(old, every) == (new,)
        assert newer(new, every) == ()


class TestEvaluate:
    def test_only_the_unknown_part_of_a_state_is_asked(self) -> None:
        state = {
            "implant.pump_state": {"one_of": ["active"]},
            "implant.pump_site": {"one_of": ["chest"]},
        }
        field = {"scan.field_strength": {"one_of": ["3 T"], "page": "1"}}
        label = labelling(prohibits=[{"says": "no", "when": state, **field}])
        told = facts({"implant.pump_state": "active", "scan.field_strength": "3 T"})
        judged = evaluate(label, told)
        assert [one.axis for one in judged.findings if one.kind == "when"] == ["implant.pump_site"]
        assert worst(judged.claims)[0] is Disposition.PROHIBITED


class TestExits:
    def test_every_outcome_has_its_code(self) -> None:
        assert [exit_code(one) for one in Disposition] == [0, 10, 11, 12, 13, 14, 15]
        assert exit_code(RequestError()) == 3
        assert exit_code(CatalogueError()) == 4
        assert exit_code(ValueError()) == 5


@pytest.fixture(scope="class")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped catalogue that was loaded once, so that its compiled form lies in it. Not to be changed."""
    folder = tmp_path_factory.mktemp("built") / "catalogue"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("compiled.jsonl", "__pycache__"))
    load_catalog(str(folder))
    return folder


@pytest.mark.unwatched
class TestCompiled:
    def copy(self, built: Path, tmp_path: Path, compiled: bool = False) -> Path:
        """Another copy, with its compiled form or without."""
        left_out = () if compiled else ("compiled.jsonl",)
        folder = tmp_path / "catalogue"
        shutil.copytree(built, folder, ignore=shutil.ignore_patterns(*left_out))
        return folder

    def test_is_written_and_used_again(
        self, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = self.copy(built, tmp_path)
        first = load_catalog(str(folder))
        assert (folder / "compiled.jsonl").exists()
        monkeypatch.setattr("mri_check.compiled.build", lambda *_: pytest.fail("built again"))
        assert load_catalog(str(folder)).digest == first.digest

    @pytest.mark.parametrize("damage", ["cut", "flipped", "header", "garbage", "gone"])
    def test_a_damaged_one_is_built_anew(self, damage: str, built: Path, tmp_path: Path) -> None:
        folder = self.copy(built, tmp_path, compiled=True)
        first = load_catalog(str(built))
        path = folder / "compiled.jsonl"
        raw = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(
                {"cut": raw[:-100], "flipped": raw.replace(b"19 T/m", b"91 T/m"), "header": b"x" + raw,
                 "garbage": b"\xff\xfe"}[damage]
            )  # fmt: skip
        again = load_catalog(str(folder))
        assert again.digest == first.digest
        assert path.read_bytes() == raw

    def test_one_made_by_other_rules_is_built_anew(
        self, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An update may refuse what an older version let through and kept."""
        folder = self.copy(built, tmp_path, compiled=True)
        monkeypatch.setattr("mri_check.cache.MADE_BY", "other rules")
        monkeypatch.setattr("mri_check.compiled.build", lambda *_: pytest.fail("built anew"))
        with pytest.raises(pytest.fail.Exception, match="built anew"):
            load_catalog(str(folder))

    def test_a_changed_source_is_seen(self, built: Path, tmp_path: Path) -> None:
        folder = self.copy(built, tmp_path, compiled=True)
        first = load_catalog(str(folder))
        path = folder / "manufacturers/medtronic/synchromed-ii/us-m005186c003-b.yaml"
        path.write_text(path.read_text().replace("19 T/m", "1 T/m").replace("1900 g", "100 g"))
        again = load_catalog(str(folder))
        assert again.digest != first.digest
        path.write_text(path.read_text().replace("page: 9", "pgae: 9"))
        with pytest.raises(CatalogueError, match="unknown key 'pgae'"):
            load_catalog(str(folder))

    def test_what_changes_while_it_is_built_is_no_part_of_it(
        self, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file that is edited, and restored before the end: the form is kept under its digest for ever."""
        folder = self.copy(built, tmp_path)
        path = folder / "manufacturers/medtronic/synchromed-ii/us-m005186c003-b.yaml"
        text = path.read_text()

        def meanwhile(*of: Any) -> str:
            path.write_text(text.replace("19 T/m", "1 T/m").replace("1900 g", "100 g"))
            found = build(*of)
            path.write_text(text)
            return found

        monkeypatch.setattr("mri_check.compiled.build", meanwhile)
        load_catalog(str(folder))
        kept = (folder / "compiled.jsonl").read_bytes()
        assert kept == (built / "compiled.jsonl").read_bytes()

    def test_a_folder_that_cannot_be_written_is_no_error(
        self, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = self.copy(built, tmp_path)

        def refuse(*_: Any) -> None:
            raise PermissionError

        monkeypatch.setattr("mri_check.cache.os.replace", refuse)
        assert load_catalog(str(folder)).edition
        assert not [path for path in folder.iterdir() if path.name.startswith("compiled")]

    def test_no_folder(self) -> None:
        with pytest.raises(CatalogueError, match="no such file"):
            load_catalog("/nowhere")

    def test_compiling_twice_gives_the_same_bytes(self, built: Path) -> None:
        _, _, first = (built / "compiled.jsonl").read_text().partition("\n")
        assert build(str(SHIPPED), contents_of(str(SHIPPED))) == first

    def test_pure_python_yaml_reads_the_same(self, built: Path) -> None:
        script = (
            "import yaml; yaml.__dict__.pop('CSafeLoader', None)\n"
            "from mri_check.compiled import build, contents_of; import sys\n"
            f"at = {str(SHIPPED)!r}; sys.stdout.write(build(at, contents_of(at)))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        _, _, first = (built / "compiled.jsonl").read_text().partition("\n")
        assert ended.stdout == first

    def test_a_name_is_first_of_all_its_owners(self, tmp_path: Path) -> None:
        """Another maker for which it answers now takes it away from nobody, wherever the two are filed."""
        for owner, other in (("acme", "zeta"), ("zeta", "acme")):
            folder = tmp_path / owner
            folder.mkdir()
            now = {
                "name": f"The {owner}",
                "aliases": ["Heirs"],
                "says": "bought",
                "doubt": "how long",
                "seen": "2026-01-01",
                "source": "doc",
                "page": "1",
            }
            files: dict[str, Any] = {
                f"manufacturers/{owner}/manufacturer.yaml": {"kind": "manufacturer", "name": f"The {owner}"},
                f"manufacturers/{other}/manufacturer.yaml": {
                    "kind": "manufacturer", "name": other, "answers_now": now,
                },
                f"manufacturers/{other}/sources/sources.yaml": {"kind": "sources", "sources": SOURCES},
            }  # fmt: skip
            makers = invented(folder, files).makers
            assert makers[key(f"The {owner}")] == makers[owner] == owner
            assert makers[other] == makers["heirs"] == other

    def test_a_correction_takes_the_place_of_what_it_corrects(
        self, built: Path, tmp_path: Path
    ) -> None:
        folder = self.copy(built, tmp_path)
        pump = folder / "manufacturers/medtronic/isomed"
        text = (pump / "us-m005186c003-b.yaml").read_text()
        (pump / "us-m005186c003-b.2.yaml").write_text(text + "corrects: us-m005186c003-b.yaml\n")
        before = load_catalog(str(SHIPPED)).device("medtronic/isomed").labellings
        made = load_catalog(str(folder)).device("medtronic/isomed").labellings
        old = "medtronic/isomed/us-m005186c003-b"
        assert [one.id for one in made] == [one.id + ".2" * (one.id == old) for one in before]
        assert old in {one.id for one in before}


class TestScanners:
    def write(self, tmp_path: Path, text: str) -> str:
        path = tmp_path / "scanners.yaml"
        path.write_text(text)
        return str(path)

    def test_reads_and_keeps(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = self.write(
            tmp_path,
            "format: mri-check/scanners/1\nscanners:\n  a: {field_strength: 3 T, transmit_coils: [body], nuclei: [1H, 31P],"
            " default_operating_mode: first-level, station_names: [MR7]}\n",
        )
        first = by_name(read_profiles(path))
        assert first["a"] is first["MR7"]
        assert first["a"].facts == {
            "field_strength": "3 T", "transmit_coil": "body", "nucleus": {"any_of": ["1H", "31P"]},
            "operating_mode": "first-level",
        }  # fmt: skip
        monkeypatch.setattr("mri_check.source.load", lambda *_: pytest.fail("read again"))
        assert by_name(read_profiles(path))["a"].facts == first["a"].facts

    @pytest.mark.parametrize(
        "text,message",
        [
            ("a: b\n", "a profile file says format"),
            ("format: mri-check/scanners/1\n", "'scanners' is a mapping"),
            ("format: mri-check/scanners/1\nextra: x\nscanners: {a: {}}\n", "unknown key 'extra'"),
            ("format: mri-check/scanners/1\nscanners: {a: x}\n", "a mapping is needed"),
            ("format: mri-check/scanners/1\nscanners: {a: {feild: 3 T}}\n", "unknown key 'feild'"),
            (
                "format: mri-check/scanners/1\nscanners: {a: {station_names: [b]}, b: {}}\n",
                "names two profiles",
            ),
            (
                "format: mri-check/scanners/1\nscanners: {a: {station_names: [unknown]}}\n",
                "'unknown' names no profile",
            ),
            *(
                (
                    f"format: mri-check/scanners/1\nscanners: {{a: {{station_names: {names}}}}}\n",
                    ":2:16: a list of names",
                )
                for names in ("MR1", "[[MR1]]", "[{a: b}]")
            ),
            *(
                (f"format: mri-check/scanners/1\nscanners: {told}\n", message)
                for told, message in (
                    ("{}", ":2:1: the file holds no profile"),
                    ("{a: {transmit_coils: body}}", ":2:16: a list of names"),
                    ("{a: {transmit_coils: [[body]]}}", ":2:16: a list of names"),
                    ("{a: {station_names: [b, b]}}", ":2:35: 'b' stands twice in one profile"),
                    ("{a: {}, b: {station_names: [c, a]}}", ":2:42: 'a' names two profiles"),
                )
            ),
        ],
    )
    def test_refuses(self, text: str, message: str, tmp_path: Path) -> None:
        with pytest.raises(RequestError, match=message):
            read_profiles(self.write(tmp_path, text))

    def test_a_profile_may_name_itself_among_its_stations(self, tmp_path: Path) -> None:
        text = "format: mri-check/scanners/1\nscanners: {a: {station_names: [a, b]}}\n"
        (one,) = read_profiles(self.write(tmp_path, text))
        assert one.names == ("a", "b")

    @pytest.mark.parametrize("station", ["MR1", "MR2"])
    def test_the_station_of_an_example_is_nobodys(self, station: str) -> None:
        """Only a site knows what its MR1 is; a file of its own says so, be it a copy of the examples."""
        form = request(implants=[{"device": "8637"}], scan={"scanner": station})
        with pytest.raises(RequestError, match=f"no scanner profile '{station}'"):
            read_request(form)
        assert read_request(form, EXAMPLES).scanner is not None

    def test_a_bad_value_is_reported_with_the_request(
        self, tmp_path: Path, catalogue: Catalogue
    ) -> None:
        path = self.write(
            tmp_path, "format: mri-check/scanners/1\nscanners: {a: {field_strength: 15 T}}\n"
        )
        read = read_request(request(implants=[{"device": "8637"}], scan={"scanner": "a"}), path)
        with pytest.raises(RequestError, match="'15 T' is not one of") as bad:
            check(catalogue, read)
        assert [one.where for one in bad.value.problems] == [f"{path}:2:16"]
        with pytest.raises(KeyError):  # no set for what is no choice
            catalogue.axes["scan.field_strength"].permits["15 T"]

    def test_a_fact_beside_a_profile_wins_and_is_said(self, catalogue: Catalogue) -> None:
        read = read_request(
            request(
                implants=[{"device": "8637"}],
                scan={"scanner": "g15", "operating_mode": "first-level"},
            )
        )
        result = check(catalogue, read)
        assert result.scan["scan.operating_mode"].overrides == "normal"
        texts = [notice.text for notice in result.notices]
        assert any("replaces normal of the scanner profile" in text for text in texts)
        assert any("example that ships with this tool" in text for text in texts)


class TestPolicy:
    @pytest.mark.parametrize(
        "form,message",
        [
            ({}, "missing: format, name, rules"),
            ({"rules": [{"id": "a", "conditions": {"scan.boer": {"one_of": ["x"]}}}]}, "no axis scan.boer"),
            ({"rules": [{"id": "a", "conditions": {"scan.bore": {"one_of": ["x"]}}}]}, "'x' is not one of"),
            ({"rules": [{"id": "a", "for": {"manufacturer": "Nobody"}, "conditions": {"scan.bore": {"one_of": ["standing"]}}}]}, "no manufacturer 'Nobody'"),
            ({"rules": [{"id": "a", "for": {"device": "SynchroMed"}, "conditions": {"scan.bore": {"one_of": ["standing"]}}}]}, "names no single device"),
            ({"rules": [{"id": "a", "prohibits": [{"says": "x", "scan.bore": {"one_of": ["standing"]}}]}, {"id": "a"}]}, "'a' is used above"),
        ],
    )  # fmt: skip
    def test_refuses(
        self, form: dict[str, Any], message: str, tmp_path: Path, catalogue: Catalogue
    ) -> None:
        path = tmp_path / "policy.json"
        base = {"format": "mri-check/policy/1", "name": "Site"} if form else {}
        path.write_text(json.dumps({**base, **form}))
        with pytest.raises(RequestError, match=message):
            read_policy(str(path), catalogue)

    def test_each_rule_has_its_scope(self, tmp_path: Path, catalogue: Catalogue) -> None:
        path = tmp_path / "policy.json"
        one = {"scan.bore": {"one_of": ["cylindrical"]}}
        path.write_text(json.dumps({"format": "mri-check/policy/1", "name": "Site", "rules": [
            {"id": "all", "conditions": one, "instructions": [{"id": "note", "phase": "before", "who": "technologist", "do": "Look.", "ours": "yes"}]},
            {"id": "maker", "for": {"manufacturer": "Flowonix"}, "conditions": one},
            {"id": "device", "for": {"device": "8637-40"}, "prohibits": [{"says": "no", **one}]},
        ]}))  # fmt: skip
        policy = read_policy(str(path), catalogue)
        rules = {
            device: [rule.id for rule in policy.rules_for(catalogue.device(device))]
            for device in ("medtronic/synchromed-ii", "flowonix/prometra-11827")
        }
        assert rules["medtronic/synchromed-ii"] == ["policy/all", "policy/device"]
        assert rules["flowonix/prometra-11827"] == ["policy/all", "policy/maker"]
        result = check(catalogue, read_request(request(implants=[{"device": "8637-40"}])), policy)
        assert any(line.text == "Look." for line in result.lines)
        assert any(
            finding.origin == "policy"
            for one in result.implants[0].labellings
            for finding in one.findings
        )


class TestText:
    def test_wrap_keeps_every_word_within_the_width(self) -> None:
        text = "word " * 40 + "x" * 200 + " end"
        lines = wrap(text, "  ", "    ")
        assert all(len(line) <= WIDTH for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert lines[0].startswith("  word")
        assert lines[1].startswith("    word")
        assert wrap("", "", "") == []

    def test_inert(self) -> None:
        assert inert("a\x1bb\u202ec\u2028d") == "a\\u001bb\\u202ec\\u2028d"
        assert inert("\u00e9 \u4e2d") == "\u00e9 \u4e2d"

    def test_render_refuses_an_unknown_format(self, catalogue: Catalogue) -> None:
        result = check(catalogue, read_request(request(implants=[{"device": "8637"}])))
        with pytest.raises(ValueError, match="not one of: text, json"):
            render(result, "pdf")


class TestProblems:
    def test_github_annotations_cannot_be_broken_out_of(self) -> None:
        problem = Problem("schema", "a,b:c.yaml:3:4", "bad\n::error::x %")
        assert problems_as([problem], "github") == (
            "::error file=a%2Cb%3Ac.yaml,line=3,col=4,title=schema::bad%0A::error::x %25\n"
        )
        assert (
            problems_as([Problem("x", "folder", "y")], "github")
            == "::error file=folder,title=x::y\n"
        )


class TestSource:
    def test_json_and_yaml_read_alike(self) -> None:
        data = {"on": "2026-11-23", "device": "8472-20-05", "list": ["no", "012"]}
        assert load(json.dumps(data), "x").data == data
        assert load("on: 2026-11-23\ndevice: 8472-20-05\nlist: [no, '012']\n", "x").data == data

    def test_quoted_and_plain_scalars_are_told_apart(self) -> None:
        read = strict_yaml.read("a: 8637\nb: '8637'\n", "x").data
        assert isinstance(read["a"], strict_yaml.Plain)
        assert not isinstance(read["b"], strict_yaml.Plain)

    def test_near(self) -> None:
        assert near("bor", ["bore", "coil"]) == " (did you mean bore?)"
        assert near("zzz", ["bore", "coil"]) == " (known: bore, coil)"
        assert near("zzz", ["bore"], "") == ""


class TestRequest:
    def test_from_a_path_a_mapping_and_bytes(self, tmp_path: Path) -> None:
        data = request()
        path = tmp_path / "r.json"
        path.write_text(json.dumps(data))
        for source in (data, str(path), path, path.read_bytes()):
            assert read_request(source).document.data == data
        with pytest.raises(RequestError, match="a mapping or a file"):
            read_request(3)  # type: ignore[arg-type]

    def test_places_in_a_mapping(self, catalogue: Catalogue) -> None:
        with pytest.raises(RequestError) as caught:
            check(catalogue, read_request(request(scan={"bore": "round"})))
        assert caught.value.problems[0].where == "request.scan.bore"

    def test_a_component_carries_the_answers_of_its_pump(self, catalogue: Catalogue) -> None:
        read = read_request(request(implants=[{"device": "13827", "facts": {"components": ["11823"]},
                                               "answers": {"surgical-site-healed": "confirmed"}}]))  # fmt: skip
        result = check(catalogue, read)
        assert result.implants[0].components[0].name == "Flowonix Intrathecal Catheter REF 11823"

    def test_an_answer_at_the_top_that_nothing_asks_is_told(self, catalogue: Catalogue) -> None:
        told = (
            "'surgical-site-healed' is answered, but nothing asks it of any device of this request."
        )
        answers = {"surgical-site-healed": "confirmed"}
        for device, expected in (("8637-40", True), ("13827", False)):
            read = read_request(request(implants=[{"device": device}], answers=answers))
            notices = [one.text for one in check(catalogue, read).notices]
            assert (told in notices) is expected

    @pytest.mark.parametrize("name", ["full-stop", "implanted-or-external", "withdrawal-of-baclofen"])  # fmt: skip
    def test_a_task_of_good_practice_that_is_answered(
        self, catalogue: Catalogue, name: str
    ) -> None:
        """At the top and under the implant alike; what is done of one implant is not done of another."""
        one = {"device": "91827", "facts": {"drug": "baclofen"}}
        denied, done = {"answers": {name: "denied"}}, {"answers": {name: "confirmed"}}
        pump = {"device": "8637-40", "facts": {"drug": "morphine"}}
        states = []
        for form in (
            {"implants": [one], **denied}, {"implants": [{**one, **denied}]},
            {"implants": [{**one, **denied}, pump]},
            {"implants": [{**one, **done}, pump]}, {"implants": [{**one, **done}]}, {"implants": [one], **done},
        ):  # fmt: skip
            result = check(catalogue, read_request(request(**form)))
            (line,) = (line for line in result.lines if line.id == f"practice/{name}")
            states.append(line.state)
            assert not any(
                name in notice.text for notice in result.notices if notice.id == "answer"
            )
        whole = name != "withdrawal-of-baclofen"  # which is of the one implant alone
        assert states == ["stop"] * 3 + ["open" if whole else "done"] + ["done"] * 2

    @pytest.mark.parametrize("device", ["CADD-Solis", "pain pump", "91827"])
    @pytest.mark.parametrize("top", [True, False])
    def test_a_task_of_a_drug_is_asked_of_what_gives_one(
        self, catalogue: Catalogue, device: str, top: bool
    ) -> None:
        denied = {"answers": {"withdrawal-of-baclofen": "denied"}}
        one = {"device": device, "facts": {"drug": "baclofen"}, **({} if top else denied)}
        form = request(implants=[one], **(denied if top else {}))
        result = check(catalogue, read_request(form))
        (line,) = (it for it in result.lines if it.id == "practice/withdrawal-of-baclofen")
        assert line.state == "stop"
        assert not any("asks it of" in notice.text for notice in result.notices)

    def test_an_answer_at_the_top_is_of_the_pump_that_is_known(self, catalogue: Catalogue) -> None:
        form = request(
            implants=[{"device": "91827", "facts": {"drug": "baclofen"}}],
            other_implants=["spinal catheter"],
            answers={"withdrawal-of-baclofen": "confirmed"},
        )
        lines = check(catalogue, read_request(form)).lines
        states = [it.state for it in lines if it.id == "practice/withdrawal-of-baclofen"]
        assert states == ["done", "open"]

    def test_each_market_of_one_document_is_told(self, catalogue: Catalogue) -> None:
        form = request(implants=[{"device": "SynchroMed EL"}], market="UK", on="2012-01-01")
        (maker,) = check(catalogue, read_request(form)).consult
        markets = [it.market for it in maker.elsewhere if it.source.document == "198076-036"]
        assert markets == ["EU", "US"]

    def test_what_a_name_may_mean_is_said_of_those_on_file(self, catalogue: Catalogue) -> None:
        """A longer number may be of a device that is not: nobody knows that every one is prohibited."""
        result = check(catalogue, read_request(request(implants=[{"device": "91827-1"}])))
        assert result.disposition.word == "prohibited"
        told = " ".join(render(result, "text").split())
        assert "'91827-1': every device on file that this name may mean is prohibited here" in told

    def test_what_governs_in_another_market_is_told_for_a_program(
        self, catalogue: Catalogue
    ) -> None:
        for market, documents in (("US", []), ("CA", ["M005186C003 Rev B"])):
            read = read_request(request(implants=[{"device": "8637-40"}], market=market))
            (maker,) = json.loads(render(check(catalogue, read), "json"))["consult"]
            told = maker.get("elsewhere", [])
            assert [one["document"] for one in told] == documents
            for one in told:
                assert (one["market"], one["market_basis"], one["sold_in"]) == (
                    "US",
                    "inferred",
                    market,
                )

    @pytest.mark.parametrize(
        "market,hint",
        [
            ("us", "did you mean US?"),
            ("GB", "did you mean UK?"),
            ("gb", "did you mean UK?"),
            ("de", "did you mean DE?"),
        ],
    )
    def test_another_spelling_of_a_market_is_an_error_with_a_hint(
        self, catalogue: Catalogue, market: str, hint: str
    ) -> None:
        with pytest.raises(RequestError) as caught:
            check(catalogue, read_request(request(market=market)))
        assert hint in caught.value.problems[0].message


class TestInventedCatalogue:
    """Whole checks on a catalogue made for the test."""

    def test_a_label_that_says_safe_has_no_conditions(self, tmp_path: Path) -> None:
        device = {"kind": "device", "name": "Acme Port", "is": "port", "implanted": "yes",
                  "electrically_active": "no", "tell_apart": "x", "models": {"AP1": {}}}  # fmt: skip
        files = {
            "manufacturers/acme/pump/device.yaml": device,
            "manufacturers/acme/pump/us-doc.yaml": document(mr_status={"is": "safe", "page": "1"}),
        }
        result = check(invented(tmp_path, files), read_request(request()))
        assert result.disposition is Disposition.CONSULT

    def test_not_evaluated_is_unlabelled(self, tmp_path: Path) -> None:
        device = {"kind": "device", "name": "Acme Port", "is": "port", "implanted": "yes",
                  "electrically_active": "no", "tell_apart": "x", "models": {"AP1": {}}}  # fmt: skip
        files = {
            "manufacturers/acme/pump/device.yaml": device,
            "manufacturers/acme/pump/us-doc.yaml": document(
                mr_status={"is": "not-evaluated", "page": "1"}
            ),
        }
        result = check(invented(tmp_path, files), read_request(request()))
        assert result.disposition is Disposition.UNLABELLED

    def test_two_markets_that_disagree_the_worse_counts(self, tmp_path: Path) -> None:
        table = [axis for axis in AXES.table() if axis != "scan.field_strength"]
        files = {
            f"manufacturers/acme/pump/{market.lower()}-doc.yaml": document(
                market=market, not_addressed=table,
                always={"scan.field_strength": {"one_of": [field], "page": "1"}},
            )
            for market, field in (("US", "1.5 T"), ("EU", "3 T"))
        }  # fmt: skip
        made = invented(tmp_path, files)
        both = request(scan={"field_strength": "1.5 T"})
        assert check(made, read_request(both)).disposition is Disposition.CONSULT
        del both["market"]
        result = check(made, read_request(both))
        assert result.disposition is Disposition.OUTSIDE
        assert len(result.implants[0].labellings) == 2

    def test_b1_rms_or_sar_where_the_scanner_does_not_report_it(self, tmp_path: Path) -> None:
        """FDA's sample: at 3 T B1+rms at most 1.7 uT; where it is not reported, SAR at most 1.2 W/kg."""
        used = {"scan.field_strength"}  # the others are limited in one column, and not in another
        cited = {"page": "1"}
        files = {
            "manufacturers/acme/pump/us-doc.yaml": document(
                not_addressed=[axis for axis in AXES.table() if axis not in used],
                settings={
                    "low": {"scan.field_strength": {"one_of": ["1.5 T"], **cited}, "scan.whole_body_sar": {"at_most": "2 W/kg", **cited}},
                    "b1": {"scan.field_strength": {"one_of": ["3 T"], **cited}, "scan.b1_rms": {"at_most": "1.7 uT", **cited}},
                    "sar": {"scan.field_strength": {"one_of": ["3 T"], **cited}, "scan.reports_b1_rms": {"one_of": ["no"], **cited},
                            "scan.whole_body_sar": {"at_most": "1.2 W/kg", **cited}},
                },
            )
        }  # fmt: skip
        made = invented(tmp_path, files)

        def outcome(**scan: str) -> Disposition:
            return check(made, read_request(request(scan=scan))).disposition

        assert outcome(field_strength="1.5 T", whole_body_sar="2 W/kg") is Disposition.CONSULT
        assert outcome(field_strength="3 T", b1_rms="1.7 uT") is Disposition.CONSULT
        assert (
            outcome(field_strength="3 T", reports_b1_rms="no", whole_body_sar="1.2 W/kg")
            is Disposition.CONSULT
        )
        assert (
            outcome(field_strength="3 T", reports_b1_rms="yes", whole_body_sar="1.2 W/kg")
            is Disposition.INCOMPLETE
        )
        assert (
            outcome(field_strength="3 T", b1_rms="2 uT", whole_body_sar="2 W/kg")
            is Disposition.OUTSIDE
        )

    def test_a_healing_time_is_an_age(self, tmp_path: Path) -> None:
        table = [axis for axis in AXES.table() if axis != "implant.implanted_on"]
        files = {
            "manufacturers/acme/pump/us-doc.yaml": document(
                not_addressed=table,
                always={"implant.implanted_on": {"at_least": "6 weeks", "page": "1"}},
            )
        }
        made = invented(tmp_path, files)

        def outcome(day: str) -> Disposition:
            implants = [{"device": "AP1", "identified_by": "card", "facts": {"implanted_on": day}}]
            return check(made, read_request(request(implants=implants))).disposition

        assert outcome("2026-10-12") is Disposition.CONSULT
        assert outcome("2026-10-13") is Disposition.OUTSIDE
        assert outcome("2026-10") is Disposition.INCOMPLETE

    def test_two_documents_in_force_both_count(self, tmp_path: Path) -> None:
        sources = {
            **SOURCES,
            "notice": {
                "title": "Notice",
                "rank": "regulator",
                "read": "part",
                "dated": "2025-01-01",
            },
        }
        table = [axis for axis in AXES.table() if axis != "scan.field_strength"]
        condition = {"scan.field_strength": {"one_of": ["1.5 T", "3 T"], "page": "1"}}
        files = {
            "manufacturers/acme/sources/sources.yaml": {"kind": "sources", "sources": sources},
            "manufacturers/acme/pump/us-doc.yaml": document(not_addressed=table, always=condition),
            "manufacturers/acme/pump/us-notice.yaml": {
                **document(source="notice", dated="2025-01-01", read="part", not_addressed=table),
                "always": {"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}},
            },
        }
        made = invented(tmp_path, files)
        result = check(made, read_request(request(scan={"field_strength": "3 T"})))
        assert result.disposition is Disposition.OUTSIDE
        older = result.implants[0].labellings[0].findings[0]
        assert older.may_be_superseded_by == ()  # the newer one was read on this axis

    def test_the_axes_are_read_only_views(self) -> None:
        axes = Axes({})
        assert (len(axes), list(axes)) == (0, [])
        assert facts({}) == {}


def test_environment_and_configuration_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mri_check.cli import run

    home = tmp_path / "mri-check"
    home.mkdir()
    text = "format: mri-check/scanners/1\nscanners: {mine: {field_strength: 3 T}}\n"
    (home / "scanners.yaml").write_text(text)
    arguments = ["check", "--implant", "8637-40", "--scanner", "mine", "--on", "2026-11-23"]
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run(arguments) == 11
    assert "3 T (profile)" in capsys.readouterr().out
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("3 T", "1.5 T"))
    monkeypatch.setenv("MRI_CHECK_SCANNERS", str(other))
    assert run(arguments) == 11
    assert "1.5 T (profile)" in capsys.readouterr().out
    assert run([*arguments, "--scanners", os.fspath(home / "scanners.yaml")]) == 11
    assert "3 T (profile)" in capsys.readouterr().out
    assert key("8637-40") == "863740"


ASKED = {
    "format": "mri-check/request/1", "on": "2026-11-23", "market": "US", "other_implants": "none",
    "implants": [{"device": "8637-40", "facts": {"pump_state": "active", "drug": "baclofen"}}],
    "scan": {"field_strength": "3 T", "slew_rate": "250 T/m/s", "region": "brain"},
}  # fmt: skip


def changeable(value: Any, seen: set[int]) -> Iterator[Any]:
    """The mappings and lists that a record holds, however deep."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, (dict, list)):
        yield value
    if isinstance(value, (tuple, frozenset, list)):
        for one in value:
            yield from changeable(one, seen)
    elif isinstance(value, dict):
        for one in list(value.values()):
            yield from changeable(one, seen)


def test_what_a_check_gives_changes_no_other_answer() -> None:
    catalogue, request = load_catalog(), read_request(ASKED)
    before = render(check(catalogue, request), "json")
    for one in changeable(check(catalogue, request), set()):
        for change in ("clear", "pop", "popitem", "reverse"):
            with suppress(TypeError, KeyError, IndexError, AttributeError):
                getattr(one, change)()
    assert render(check(catalogue, request), "json") == before


@pytest.mark.parametrize("form", [{"at_most": "3", "of": [{"a": ["x"]}]}, ["x", ["y"]]])
def test_what_is_fixed_is_data_that_cannot_be_changed(form: Any) -> None:
    found = fixed(form)
    assert found == form and json.dumps(found) == json.dumps(form)
    for again in (copy.deepcopy(found), pickle.loads(pickle.dumps(found)), found):
        assert again == form and type(again) is type(found)
        for one in changeable(again, set()):
            for name in ("append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault",
                         "sort", "update", "__delitem__", "__iadd__", "__imul__", "__ior__", "__setitem__"):  # fmt: skip
                if hasattr(one, name):
                    with pytest.raises(TypeError, match="cannot be changed"):
                        getattr(one, name)()


def test_what_is_asked_and_answered_goes_to_another_process() -> None:
    catalogue, request = load_catalog(), read_request(ASKED)
    checklist = check(catalogue, request)
    there = pickle.loads(pickle.dumps((catalogue, request, checklist)))
    assert there[1:] == (request, checklist)
    assert (
        render(check(*there[:2]), "json") == render(there[2], "json") == render(checklist, "json")
    )


@pytest.mark.parametrize("form", ["json", "yaml", "mapping"])
def test_a_request_goes_to_another_process_whatever_it_was_read_from(
    form: str, tmp_path: Path
) -> None:
    """Twice: the second time the profiles are those that the first one kept."""
    asked = {name: part for name, part in ASKED.items() if name not in ("market", "scan")}
    asked["scan"] = {"scanner": "g30", "region": "brain"}
    source: Any = asked
    if form != "mapping":
        source = tmp_path / f"r.{form}"
        text = json.dumps(asked)
        source.write_text(text if form == "json" else f"# a request\n{text}")
    config = tmp_path / "c.yaml"
    config.write_text("format: mri-check/config/1\nmarket: US\n")
    for _ in range(2):
        request = read_request(source, configuration=config)
        there = pickle.loads(pickle.dumps(request))
        for path in (("market",), ("scan", "region"), ("on",)):
            assert there.document.locate(path) == request.document.locate(path)
        assert there.scanner.document.locate(()) == request.scanner.document.locate(())
        found = check(load_catalog(), there)
        assert render(pickle.loads(pickle.dumps(found)), "json") == render(found, "json")
