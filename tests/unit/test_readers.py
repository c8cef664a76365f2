"""The commands that read the catalogue: what they find, in both formats, and what they say of a wrong name."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mri_check import CatalogueError, strict_yaml
from tests.worlds import SHIPPED, SOURCES, catalogue, document

Command = Callable[..., tuple[int, str, str]]
COMMANDS = {
    "catalog-list": ("catalog", "list"),
    "catalog-show": ("catalog", "show", "8637"),
    "catalog-history": ("catalog", "history", "8637"),
    "catalog-source": ("catalog", "source", "m005186c003-b"),
    "catalog-diff": ("catalog", "diff", "8637", "8637"),
    "catalog-gaps": ("catalog", "gaps", "91827"),
    "catalog-letter": ("catalog", "gaps", "--letter", "Intera"),
    "catalog-stats": ("catalog", "stats"),
    "find": ("find", "NGV"),
}


def told(command: Command, *arguments: str, code: int = 0) -> Any:
    ended, out, err = command(*arguments, "--format", "json")
    assert (ended, err) == (code, ""), err
    return json.loads(out)


@pytest.mark.parametrize("kind", COMMANDS)
def test_both_formats_answer_and_text_fits_80_columns(kind: str, command: Command) -> None:
    assert told(command, *COMMANDS[kind])["format"] == f"mri-check/{kind}/1"
    code, out, err = command(*COMMANDS[kind])
    assert (code, err) == (0, "")
    assert out.endswith("\n") and max(map(len, out.splitlines())) <= 80


def names(command: Command, *options: str) -> list[str]:
    return [row["id"] for row in told(command, "catalog", "list", *options)["devices"]]


class TestList:
    def test_filters(self, command: Command) -> None:
        everything = names(command)
        assert "medtronic/synchromed-ii" in everything and len(everything) >= 62
        assert names(command, "--manufacturer", "codman & shurtleff") == [
            one for one in everything if one.startswith("codman/")
        ]
        assert "flowonix/prometra-91827" in names(command, "--market", "EU")
        assert "flowonix/prometra-11827" not in names(command, "--market", "EU")
        assert names(command, "--therapy", "ascites") == ["sequana/alfapump"]
        unsafe = names(command, "--status", "unsafe")
        assert "flowonix/prometra-91827" in unsafe and "medtronic/synchromed-ii" not in unsafe
        assert names(command, "--unlabelled") == names(command, "--status", "unlabelled")

    def test_a_line_begins_with_the_id(self, command: Command) -> None:
        _, out, _ = command("catalog", "list", "--status", "unsafe")
        lines = [line for line in out.splitlines() if line[0] != " "]
        assert [line.split()[0] for line in lines[:-1]] == names(command, "--status", "unsafe")
        assert lines[-1] == f"{len(lines) - 1} devices"

    @pytest.mark.parametrize(
        "options",
        [("--market", "XX"), ("--manufacturer", "No Such Maker"), ("--therapy", "gout")],
    )
    def test_an_unknown_value_is_an_error_that_names_the_known(
        self, options: tuple[str, str], command: Command
    ) -> None:
        code, out, err = command("catalog", "list", *options)
        assert (code, out) == (2, "")
        assert options[0] in err and f"'{options[1]}' is not on file" in err


class TestShow:
    def test_conditions_value_by_value_with_their_places(self, command: Command) -> None:
        it = told(command, "catalog", "show", "8637")
        assert (it["id"], it["status"]) == ("medtronic/synchromed-ii", "conditional")
        slew = [
            (c["permitted"], c["source"])
            for one in it["in_force"]
            for c in one["conditions"]
            if c["axis"] == "scan.slew_rate"
        ]
        assert slew == [("at most 200 T/m/s per axis", "M005186C003 Rev B, p. 9")]
        for part in ("notices", "conflicts", "gaps", "readings", "contacts", "superseded"):
            assert it[part], part

    def test_a_silence_is_told_with_the_setting_that_it_is_of(self, command: Command) -> None:
        (one,) = told(command, "catalog", "show", "8637-40")["in_force"]
        quiet = {(s["axis"], s["is"]): s["settings"] for s in one["silences"]}
        assert quiet["scan.transmit_coil", "no-limit"] == ["active"]
        assert quiet["scan.transmit_coil", "not-addressed"] == ["depleted"]
        assert quiet["scan.spatial_gradient", "not-addressed"] == ["depleted"]
        assert quiet["scan.b1_rms", "not-addressed"] == []  # in each of them
        out = " ".join(command("catalog", "show", "8637-40")[1].split())
        assert "RF transmit coil (active)" in out and "RF transmit coil (depleted)" in out

    def test_on_a_day(self, command: Command) -> None:
        it = told(command, "catalog", "show", "8637", "--on", "2009-01-01")
        page = "medtronic/synchromed-ii/us-8637-mri-page-2008-08"
        assert page in [one["id"] for one in it["in_force"]]
        assert "2024-11-15" not in [one["dated"] for one in it["in_force"]]
        code, _, err = command("catalog", "show", "8637", "--on", "yesterday")
        assert code == 2 and "write it as 2026-11-23" in err

    def test_what_was_tested_is_no_condition_and_names_its_state(self, command: Command) -> None:
        (one,) = (it for it in told(command, "catalog", "show", "8637")["in_force"] if it["tested"])
        assert [(it["title"], it["value"]) for it in one["tested"]] == [
            ("whole-body SAR", "1 W/kg"), ("whole-body SAR", "3.0 W/kg"), ("dB/dt", "20 T/s"),
        ]  # fmt: skip
        assert {it["when"] for it in one["tested"]} == {"state of the pump: depleted"}
        assert not {"scan.whole_body_sar", "dB/dt"} & {it["axis"] for it in one["conditions"]}
        _, out, _ = command("catalog", "show", "8637")
        assert "Tested, which is no limit: whole-body SAR 1 W/kg:" in " ".join(out.split())

    def test_what_is_printed_as_a_limit_too_is_told_as_one(self, command: Command) -> None:
        shown = told(command, "catalog", "show", "93827")["in_force"]
        tested = {it["axis"] for one in shown for it in one["tested"]}
        assert tested == {"scan.transmit_coil"}

    def test_the_class_of_a_recall_is_told_once(self, command: Command) -> None:
        for device, times in (("Intera 3000", 1), ("MedStream", 1), ("8627", 3)):
            for arguments in (("catalog", "show", device), ("check", "--implant", device)):
                _, out, _ = command(*arguments)
                assert " ".join(out.split()).count("Class I") == times, (device, arguments)

    def test_the_age_of_a_contact_is_told(self, command: Command) -> None:
        for arguments in (("show", "8472"), ("gaps", "--letter", "medtronic")):
            _, out, _ = command("catalog", *arguments)
            assert "from a notice of 2013; not checked since)" in " ".join(out.split()), arguments

    def test_without_labelling(self, command: Command) -> None:
        it = told(command, "catalog", "show", "Infusaid 400")
        assert it["status"] == "unlabelled"
        assert it["in_force"] == [] and it["looked_for"] and it["ask_for"]
        _, out, _ = command("catalog", "show", "Infusaid 400")
        assert "NO LABELLING IN FORCE ON FILE" in out and "Ask for:" in out

    def test_a_name_of_several_is_refused_with_the_list(self, command: Command) -> None:
        code, out, err = command("catalog", "show", "Prometra")
        assert (code, out) == (2, "")
        assert "names no single device" in err and "flowonix/prometra-91827" in err


def test_history_is_in_order_and_marks_what_was_not_read(command: Command) -> None:
    rows = told(command, "catalog", "history", "8637")["history"]
    dates = [row["dated"] or row["after"] or row["before"] or "" for row in rows]
    assert dates == sorted(dates)
    now = [row["dated"] for row in rows if row["kind"] == "labelling" and not row["superseded_by"]]
    assert "2024-11-15" in now and "2020-05-01" not in now
    _, out, _ = command("catalog", "history", "8637")
    text = " ".join(out.split())
    assert "2013-02 US labelling MA09758A027 Rev X: superseded by" in text
    assert "it was not read" in text


class TestSource:
    def test_what_cites_it(self, command: Command) -> None:
        found = told(command, "catalog", "source", "medtronic/m005186c003-b")["sources"]
        assert [one["id"] for one in found] == ["medtronic/m005186c003-b"]
        assert any("synchromed-ii/us-m005186c003-b" in one for one in found[0]["cited_by"])

    def test_an_unknown_id(self, command: Command) -> None:
        code, _, err = command("catalog", "source", "m005186c003")
        assert code == 2
        assert "no source 'm005186c003' is on file" in err and "m005186c003-b" in err


class TestFind:
    @pytest.mark.parametrize(
        "text,id,by",
        [
            ("NGV", "medtronic/synchromed-ii", "radiopaque code"),
            ("8637-40", "medtronic/synchromed-ii", "model"),
            ("91827", "flowonix/prometra-91827", "model"),
            ("SynchroMed II", "medtronic/synchromed-ii", "name"),
            ("Intera", "intera/intera-3000", "manufacturer"),
            ("Prometra", "flowonix/prometra-11827", "family"),
        ],
    )
    def test_exact(self, text: str, id: str, by: str, command: Command) -> None:
        found = told(command, "find", *text.split())
        assert (id, by) in [(row["id"], row["by"]) for row in found["exact"]]
        assert found["suggestions"] == []

    def test_suggestions_are_marked_and_tell_apart(self, command: Command) -> None:
        found = told(command, "find", "synchromd")
        assert found["exact"] == []
        assert "medtronic/synchromed-ii" in [row["id"] for row in found["suggestions"]]
        assert all(row["tell_apart"] for row in found["suggestions"])
        _, out, _ = command("find", "synchromd")
        assert "Suggestions only" in out and "  ? " in out

    @pytest.mark.parametrize("text, id", [
        ("prometa", "flowonix/prometra-11827"), ("Prometra ll", "flowonix/prometra-ii-13827"),
        ("Flownix 13827", "flowonix/prometra-ii-13827"),
    ])  # fmt: skip
    def test_what_identify_finds_near_is_suggested(
        self, text: str, id: str, command: Command
    ) -> None:
        found = told(command, "find", *text.split())
        assert found["exact"] == [] and id in [row["id"] for row in found["suggestions"]]

    @pytest.mark.parametrize("text", ["8637-4?0", "8?637-20", "8637-40?", "SynchroMed I/I", "SynchroMed I/II"])  # fmt: skip
    def test_what_is_written_with_doubt_is_only_suggested(
        self, text: str, command: Command
    ) -> None:
        found = told(command, "find", text)
        assert found["exact"] == [] and found["suggestions"]

    @pytest.mark.parametrize("text", ["penile prosthesis", "LVAD", "E-clip"])
    def test_what_shares_the_word_pump_warns(self, text: str, command: Command) -> None:
        found = told(command, "find", text)
        assert found["says"]
        assert all(row["by"] == "family" for row in found["exact"])

    def test_nothing(self, command: Command) -> None:
        code, out, _ = command("find", "qqqqqq")
        assert code == 0
        assert "nor anything like it" in " ".join(out.split())


class TestDiff:
    def write(self, folder: Path, *labellings: dict[str, Any]) -> str:
        folder.mkdir()
        base = "manufacturers/acme/pump"
        catalogue(folder, {f"{base}/us-doc.yaml": one for one in labellings})
        return str(folder)

    def kinds(self, command: Command, a: str, b: str, code: int) -> list[tuple[str, str]]:
        changes = told(command, "catalog", "diff", a, b, code=code)["changes"]
        return [(one["kind"], one["what"]) for one in changes]

    def test_two_folders(self, tmp_path: Path, command: Command) -> None:
        def label(limit: str, **more: Any) -> dict[str, Any]:
            conditions = {"scan.spatial_gradient": {"at_most": limit, "page": "1"}, **more}
            return document(always=conditions, read="part")

        loose = self.write(tmp_path / "loose", label("20 T/m"))
        tight = self.write(tmp_path / "tight", label("10 T/m"))
        more = {"scan.slew_rate": {"at_most": "200 T/m/s", "page": "1"}}
        both = self.write(tmp_path / "both", label("10 T/m", **more))
        empty = self.write(tmp_path / "empty")
        assert self.kinds(command, loose, loose, 0) == []
        assert self.kinds(command, loose, tight, 20) == [("tightened", "scan.spatial_gradient")]
        assert self.kinds(command, tight, loose, 21) == [("loosened", "scan.spatial_gradient")]
        assert ("removed", "scan.slew_rate") in self.kinds(command, both, tight, 21)
        assert ("removed", "labelling") in self.kinds(command, tight, empty, 21)
        assert ("loosened", "labelling") in self.kinds(command, empty, tight, 21)

    STEP: dict[str, Any] = {
        "id": "read-the-log", "since": "the end of the scan", "who": "pump-clinician", "do": "read the log", "page": "2",
        "readings": [{"sees": "a recovery", "observed": [["recovery"], ["no-recovery"]], "then": "go on", "ends": "escalate"}],
    }  # fmt: skip
    BOX: dict[str, Any] = {
        "says": "no 3 T", "scan.field_strength": {"one_of": ["3 T"], "page": "3"},
    }  # fmt: skip
    LIMIT: dict[str, Any] = {
        "scan.bore": {"one_of": ["cylindrical"], "page": "4", "otherwise": "not-established"},
    }  # fmt: skip

    @pytest.mark.parametrize("corrected", [False, True], ids=["changed", "corrected"])
    @pytest.mark.parametrize(
        "change,kind,what",
        [
            ({"after_scan": [{**STEP, "readings": [{**STEP["readings"][0], "ends": "resumed"}]}]},
             "removed", "after_scan/read-the-log/readings"),
            ({"after_scan": [{**STEP, "readings": [{**STEP["readings"][0], "then": "do nothing"}]}]},
             "removed", "after_scan/read-the-log/readings"),
            ({"after_scan": [STEP, {**STEP, "id": "another"}]}, "loosened", "after_scan/another"),
            ({"prohibits": [{**BOX, "says": "3 T not yet"}]}, "removed", "prohibits/scan.field_strength/says"),
            ({"prohibits": [{**BOX, "scan.field_strength": {"one_of": ["3 T"], "page": "7"}}]},
             "removed", "prohibits/scan.field_strength/scan.field_strength/page"),
            ({"always": {"scan.bore": {**LIMIT["scan.bore"], "page": "9"}}}, "removed", "always/scan.bore/page"),
            ({"always": {"scan.bore": {"one_of": ["cylindrical"], "page": "4"}}}, "removed", "always/scan.bore/otherwise"),
            ({"after": "2027-01-01"}, "loosened", "after"),
        ],
    )  # fmt: skip
    def test_what_is_no_limit_is_compared_too(
        self,
        change: dict[str, Any],
        kind: str,
        what: str,
        corrected: bool,
        tmp_path: Path,
        command: Command,
    ) -> None:
        """What is read after the scan, the words and place of a box or limit, and what makes it govern later."""
        old = {
            "always": self.LIMIT,
            "prohibits": [self.BOX],
            "after_scan": [self.STEP],
            "read": "part",
        }
        before, after = tmp_path / "before", tmp_path / "after"
        place = "manufacturers/acme/pump/us-doc"
        for folder in (before, after):
            folder.mkdir()
        catalogue(before, {f"{place}.yaml": document(**old)})
        new = document(**{**old, **change})
        files = {f"{place}.yaml": new}
        if corrected:
            files = {
                f"{place}.yaml": document(**old),
                f"{place}.2.yaml": {**new, "corrects": "us-doc.yaml"},
            }
        catalogue(after, files)
        found = self.kinds(command, str(before), str(after), 21)
        assert any(one == kind and told.startswith(what) for one, told in found), found

    @pytest.mark.parametrize(
        "file,change,what",
        [
            ("exams.yaml", lambda form: form["regions"][0]["names"].append("everything"), "regions/"),
            ("axes.yaml", lambda form: form["axes"]["scan.field_strength"]["measured"].update({"2.9 T": "1.5 T"}),
             "scan.field_strength/measured/2.9 T"),
            ("axes.yaml", lambda form: form["axes"]["scan.operating_mode"]["choices"].reverse(), "scan.operating_mode/order"),
            ("markets.yaml", lambda form: form["markets"]["BR"].update(name="Portugal"), "BR/name"),
            ("families.yaml", lambda form: form["families"]["Acme pump family"].update(also=["Acme pumps"]),
             "families/Acme pump family/also"),
            ("practice.yaml", lambda form: form["instructions"][0].update(source="ours", page="3"), "instructions/always/page"),
        ],
    )  # fmt: skip
    def test_what_all_share_is_compared_too(
        self, file: str, change: Any, what: str, tmp_path: Path, command: Command
    ) -> None:
        """A further word makes a region known that was not; a measured value stands for a class."""
        before, after = tmp_path / "before", tmp_path / "after"
        for folder in (before, after):
            folder.mkdir()
            shutil.copy(SHIPPED / "exams.yaml", folder)
            catalogue(folder, {})
        form = strict_yaml.read((after / file).read_text(), file, CatalogueError).data
        change(form)
        (after / file).write_text(json.dumps(form))
        found = self.kinds(command, str(before), str(after), 21)
        assert [kind for kind, told in found if told.startswith(what)], found

    def test_what_only_informs_tightens(self, tmp_path: Path, command: Command) -> None:
        more: dict[str, Any] = {"says": [{"says": "keep the leaflet", "page": "9"}]}
        folders = [
            self.write(tmp_path / str(n), document(read="part", **form))
            for n, form in enumerate(({}, more))
        ]
        assert {kind for kind, _ in self.kinds(command, *folders, 20)} == {"added"}

    def test_a_document_of_another_market_takes_the_place_of_none(
        self, tmp_path: Path, command: Command
    ) -> None:
        conditions = {"scan.spatial_gradient": {"at_most": "20 T/m", "page": "1"}}
        folders = []
        for market in ("US", "EU"):
            folder = tmp_path / market
            folder.mkdir()
            label = document(always=conditions, read="part", market=market)
            catalogue(folder, {f"manufacturers/acme/pump/{market.lower()}-doc.yaml": label})
            folders.append(str(folder))
        kinds = self.kinds(command, *folders, 21)
        assert ("loosened", "labelling") in kinds and ("removed", "labelling") in kinds

    def test_a_new_notice_is_told_by_what_it_says(self, tmp_path: Path, command: Command) -> None:
        notice = {"kind": "notice", "title": "A recall", "dated": "2026-01-01", "devices": ["acme/pump"],
                  "about_mri": "yes", "in_force": "yes", "says": "Stalls were seen.", "changes": "Nothing.",
                  "source": "doc", "page": "1"}  # fmt: skip
        folders = [tmp_path / "before", tmp_path / "after"]
        for folder, more in zip(folders, ({}, {"manufacturers/acme/notices/recall.yaml": notice})):
            folder.mkdir()
            catalogue(
                folder, {"manufacturers/acme/pump/us-doc.yaml": document(read="part"), **more}
            )
        (one,) = told(command, "catalog", "diff", *map(str, folders), code=20)["changes"]
        assert (one["kind"], one["new"]) == ("added", "A recall: Stalls were seen.")

    def test_beside_a_document_that_nobody_read_the_first_that_was_loosens(
        self, tmp_path: Path, command: Command
    ) -> None:
        base = "manufacturers/acme"
        leaflet = {"title": "A leaflet", "dated": "2020-01-01", "rank": "primary", "read": "none"}
        sources = {"kind": "sources", "sources": {**SOURCES, "leaflet": leaflet}}
        unread = document(source="leaflet", dated="2020-01-01", read="none", readings=[
            {"on": "2026-01-01", "read": "none", "from": "its cover"}])  # fmt: skip
        del unread["mr_status"]
        files = {f"{base}/sources/sources.yaml": sources, f"{base}/pump/us-leaflet.yaml": unread}
        label = document(
            always={"scan.spatial_gradient": {"at_most": "20 T/m", "page": "1"}}, read="part"
        )
        before, after = tmp_path / "before", tmp_path / "after"
        for folder, more in ((before, {}), (after, {f"{base}/pump/us-doc.yaml": label})):
            folder.mkdir()
            catalogue(folder, {**files, **more})
        assert ("loosened", "labelling") in self.kinds(command, str(before), str(after), 21)

    def test_loosened_and_removed_come_first(self, command: Command) -> None:
        order = ["loosened", "removed", "tightened", "added"]
        kinds = [order.index(kind) for kind, _ in self.kinds(command, "8637", "8627-18", 21)]
        assert kinds == sorted(kinds) and len(set(kinds)) > 1

    @pytest.mark.parametrize(
        "a,b,code,is_there,is_not",
        [  # US and EU pump: the IFU with the manual, and neither with a brief or a notice that limit nothing
            ("13827", "93827", 21, [("tightened", "scan.spatial_gradient"), ("loosened", "market")],
             [("loosened", "scan.spatial_gradient"), ("removed", "scan.spatial_gradient")]),
            ("93827", "13827", 21, [("loosened", "scan.spatial_gradient"), ("loosened", "market")],
             [("removed", "scan.spatial_gradient")]),
            ("8637", "MedStream", 21, [("loosened", "market")], [("loosened", "read")]),
            ("13827", "16827", 20, [], [("added", "labelling"), ("removed", "labelling")]),
        ],
    )  # fmt: skip
    def test_of_two_devices_documents_are_held_against_those_that_limit_the_same(
        self, a: str, b: str, code: int, is_there: list[Any], is_not: list[Any], command: Command
    ) -> None:
        kinds = self.kinds(command, a, b, code)
        assert not [one for one in is_there if one not in kinds]
        assert not [one for one in is_not if one in kinds]

    def test_a_document_without_one_that_is_like_it_is_told(self, command: Command) -> None:
        changes = told(command, "catalog", "diff", "91827", "11827", code=21)["changes"]
        left = [one for one in changes if one["what"] == "labelling"]
        assert left and all("nothing left that is like it" in one["title"] for one in left)
        assert {one["kind"] for one in left} == {"removed", "loosened"}

    def test_markets_and_labellings(self, command: Command) -> None:
        assert self.kinds(command, "11827@US", "11827@US", 0) == []
        a = "medtronic/synchromed-ii/us-8637-mri-page-2008-08"
        b = "medtronic/synchromed-ii/us-m005186c003-b"
        assert self.kinds(command, a, b, 21)
        _, out, _ = command("catalog", "diff", a, b)
        assert out.startswith(f"{a} ->\n  {b}\n")

    def test_a_document_that_was_not_read_has_no_setting(self, command: Command) -> None:
        unread = "medtronic/synchromed-ii/us-ma09758a027-x"
        kinds = self.kinds(command, unread, "8637", 21)
        assert ("loosened", "read") in kinds and ("loosened", "setting active") in kinds
        assert not any(what == "setting always" for _, what in kinds)

    @pytest.mark.parametrize(
        "name,says",
        [
            ("medtronic/synchromed-ii/us-nothing", "is no labelling of medtronic/synchromed-ii"),
            ("8637@XX", "'XX' is no market on file"),
            ("no-such-thing", "mri-check find"),
        ],
    )
    def test_a_wrong_name(self, name: str, says: str, command: Command) -> None:
        code, out, err = command("catalog", "diff", name, "8637")
        assert (code, out) == (2, "") and says in " ".join(err.split())

    def test_a_broken_folder(self, tmp_path: Path, command: Command) -> None:
        good = self.write(tmp_path / "good")
        bad = self.write(tmp_path / "bad")
        Path(bad, "edition.yaml").write_text("kind: edition\n")
        code, out, err = command("catalog", "diff", good, bad)
        assert (code, out) == (4, "") and "edition.yaml:1:1" in err


class TestGaps:
    def test_of_one_device(self, command: Command) -> None:
        rows = told(command, "catalog", "gaps", "8637")["gaps"]
        assert {row["device"] for row in rows} == {"medtronic/synchromed-ii"}
        assert ("not-addressed", "scan.b1_rms") in [(row["is"], row["axis"]) for row in rows]
        assert all(row["ask"] and row["asks"] for row in rows)

    def test_every_device_without_labelling_is_one(self, command: Command) -> None:
        rows = told(command, "catalog", "gaps")["gaps"]
        found = {row["device"] for row in rows if row["is"] == "unlabelled"}
        assert found == set(names(command, "--unlabelled"))

    def test_the_letter_asks_every_question_once(self, command: Command) -> None:
        letter = told(command, "catalog", "gaps", "--letter", "medtronic")
        for device in letter["devices"]:
            asks = [one["asks"] for one in device["questions"]]
            assert len(asks) == len(set(asks))
        _, out, _ = command("catalog", "gaps", "--letter", "medtronic")
        assert "Dear Sir or Madam," in out and "\n1. " in out and ".." not in out

    def test_a_device_and_a_letter(self, command: Command) -> None:
        code, _, err = command("catalog", "gaps", "8637", "--letter", "Medtronic")
        assert code == 2 and "not both" in err


def test_another_catalogue(tmp_path: Path, command: Command) -> None:
    folder = tmp_path / "catalog"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(folder / "manufacturers/sequana")
    families = folder / "families.yaml"
    families.write_text(families.read_text().replace("      - sequana/alfapump\n", ""))
    ids = names(command, "--catalog", str(folder))
    assert "sequana/alfapump" not in ids and ids
    code, _, err = command("find", "8637", "--catalog", str(tmp_path / "none"))
    assert code == 4 and "none" in err


@pytest.mark.parametrize("arguments", [
    ("catalog", "lint", ""), ("catalog", "list", "--catalog", ""), ("doctor", "--catalog", ""),
    ("check", "--implant", "8637", "--on", "2026-11-23", "--catalog", ""),
])  # fmt: skip
def test_an_empty_name_is_not_the_shipped_catalogue(
    arguments: tuple[str, ...], command: Command
) -> None:
    """As of ``--catalog "$DIR"`` in a script where the variable is not set."""
    code, out, err = command(*arguments)
    assert code == 4 and "''" in out + err


def test_what_was_tested_is_in_every_form_of_a_checklist_and_decides_nothing(
    command: Command,
) -> None:
    arguments = ("check", "--implant", "8472", "--on", "2026-11-23", "--market", "US", "--format")
    _, out, _ = command(*arguments, "json")
    (label,) = json.loads(out)["implants"][0]["labellings"]
    assert [(one["axis"], one["value"]) for one in label["tested"]] == [
        ("scan.whole_body_sar", "1 W/kg"), ("dB/dt", "20 T/s"),
    ]  # fmt: skip
    for one in label["tested"]:
        assert one.keys() == {"axis", "value", "says", "source"} and one["source"]["page"] == "14"
    assert "scan.whole_body_sar" in {one["axis"] for one in label["silences"]}
    assert not any("1 W/kg" in one["permitted"] for one in label["findings"])
    for form in ("text", "markdown", "html"):
        _, out, _ = command(*arguments, form)
        shown = " ".join(re.sub("<[^>]*>", "", out).split())
        assert re.search(r"Tested, which is no limit: whole-body SAR 1 W/kg \(.*p. 14\)", shown), (
            form
        )
        assert "at most 1 W/kg" not in shown


def test_a_notice_reaches_the_devices_of_other_makers(command: Command) -> None:
    rows = told(command, "catalog", "history", "11827")["history"]
    assert "medtronic/notices/fda-2017-01-11" in [row["id"] for row in rows]
    _, out, _ = command("check", "--implant", "11827", "--on", "2026-11-23")
    assert "FDA Safety Communication" in out
    shown = told(command, "catalog", "show", "11827")["notices"]
    assert any("FDA" in one["source"] for one in shown)
