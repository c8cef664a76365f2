"""Every rule of the catalogue has a file that breaks it and nothing else, found at its place.

A bad file is the file of ``_base`` that it replaces, with one fault. Its first lines say so:

    # at: <path in the catalogue that this file replaces or adds>
    # remove: <path of a file of _base that goes> (where needed)
    # expect: <line>:<col> <code> <message> (line and column in the bad file itself)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from mri_check.cli import run
from mri_check.compiled import load_catalog
from mri_check.errors import CatalogueError, Problem
from mri_check.exits import CATALOGUE_UNREADABLE
from mri_check.lint import lint, rules
from mri_check.source import MAX_BYTES
from tests.conftest import ROOT

HERE = Path(__file__).parent
BASE = HERE / "_base"
NOTICE = "manufacturers/acme/notices/notice-7.yaml"
_HEADER = re.compile(r"# (at|remove|expect): (.+)")


class Case(NamedTuple):
    """One bad file: the code that it is named after, where it goes, and what is wrong with it."""

    code: str
    file: Path
    at: str
    removed: tuple[str, ...]
    expected: tuple[str, ...]
    """``line:col code message``, in the order of the file."""

    def lay(self, folder: Path) -> None:
        """Put the bad file into a catalogue folder."""
        for path in self.removed:
            (folder / path).unlink()
        target = folder / self.at
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.file, target)

    def problems(self, folder: Path) -> list[Problem]:
        """What lint must find, and no more."""
        found = []
        for line in self.expected:
            place, code, message = line.split(" ", 2)
            found.append(Problem(code, f"{folder / self.at}:{place}", message))
        return found


def read_case(file: Path) -> Case:
    """Read the header of a bad file."""
    said: dict[str, list[str]] = {"at": [], "remove": [], "expect": []}
    for line in file.read_text(encoding="utf-8").splitlines():
        if (match := _HEADER.fullmatch(line)) is None:
            break
        said[match[1]].append(match[2])
    (at,) = said["at"]
    return Case(file.stem, file, at, tuple(said["remove"]), tuple(said["expect"]))


CASES = [read_case(file) for file in sorted(HERE.glob("*.yaml"))]
each_case = pytest.mark.parametrize("case", CASES, ids=[case.code for case in CASES])


class Made(NamedTuple):
    """A fault that no text file can show: how to make it of a good file, and what is said of it."""

    id: str
    code: str
    make: Callable[[Path], object]
    message: str


def _dangling(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere.yaml")


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _loop(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def _padded(file: Path, size: int) -> None:
    """Fill a good file up with a comment to so many bytes."""
    text = file.read_bytes() + b"# "
    file.write_bytes(text + b"x" * (size - len(text)))


MADE = [
    Made(
        "unreadable-file", "unreadable-file", _dangling, "cannot be read: no such file or directory"
    ),
    Made("pipe", "unreadable-file", _pipe, "cannot be read: not a file"),
    Made(
        "link-to-itself",
        "unreadable-file",
        _loop,
        "cannot be read: too many levels of symbolic links",
    ),
    Made(
        "too-large",
        "too-large",
        lambda file: _padded(file, MAX_BYTES + 1),
        "larger than 1,000,000 bytes",
    ),
    Made(
        "not-text-utf-8",
        "not-text",
        lambda file: file.write_bytes(b"says: caf\xe9\n"),
        "not UTF-8 text: byte 9 cannot be read",
    ),
    Made(
        "not-text-nul",
        "not-text",
        lambda file: file.write_bytes(b"says: \0\n"),
        "not text: it holds a NUL character",
    ),
    Made("empty-no-byte", "empty", lambda file: file.write_bytes(b""), "the file is empty"),
    Made("empty-space", "empty", lambda file: file.write_bytes(b" \n\n"), "the file is empty"),
]
each_made = pytest.mark.parametrize("made", MADE, ids=[made.id for made in MADE])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the valid catalogue, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    copy = tmp_path / "catalogue"
    shutil.copytree(BASE, copy)
    return copy


def refusal(folder: Path) -> list[Problem]:
    """The problems that loading a catalogue is refused with."""
    with pytest.raises(CatalogueError) as refused:
        load_catalog(str(folder))
    return list(refused.value.problems)


def printed(problems: list[Problem]) -> str:
    """What the command prints of them: ``path:line:col: code message``."""
    return "".join(f"{one.where}: {one.code} {one.message}\n" for one in problems)


# The bad files and the rules, one to one.


def test_every_rule_has_a_bad_file_and_every_bad_file_a_rule() -> None:
    """A rule without a file that breaks it is not tested; a file without a rule tests nothing."""
    written = [case.code for case in CASES]
    made = {one.code for one in MADE}
    assert sorted([*written, *made]) == list(rules())


@each_case
def test_a_bad_file_expects_its_own_code_only(case: Case) -> None:
    """The file is named after the one code that it yields."""
    assert case.expected
    assert {line.split(" ")[1] for line in case.expected} == {case.code}


@each_case
def test_a_bad_file_replaces_or_adds_a_file_of_the_base(case: Case) -> None:
    """What it takes away is there, and what it replaces too."""
    assert all((BASE / path).is_file() for path in case.removed)
    assert (BASE / case.at).is_file() or case.removed


@pytest.mark.parametrize("code", list(rules()))
def test_every_rule_says_what_it_asks_and_why(code: str) -> None:
    """``--explain`` has something to say for each."""
    rule = rules()[code]
    assert rule.code == code
    assert rule.asks and rule.why and rule.instead


# The valid catalogue that they are laid in.


def test_the_base_has_no_problem(folder: Path) -> None:
    """What is found in a bad file comes from its fault."""
    assert lint(str(folder)) == []


def test_the_base_can_be_used(folder: Path) -> None:
    """It loads whole, and each device of it can be read."""
    catalogue = load_catalog(str(folder))
    assert catalogue.device_ids() == ("acme/drip-line", "acme/drip-one")
    line, one = (catalogue.device(id) for id in catalogue.device_ids())
    assert [labelling.id for labelling in line.labellings] == ["acme/drip-line/us-ifu-2001"]
    assert [labelling.id for labelling in one.labellings] == [
        "acme/drip-one/us-ifu-1001-a",
        "acme/drip-one/us-ifu-1001",
    ]
    assert [notice.id for notice in one.notices] == ["acme/notices/notice-7"]


def test_the_command_finds_no_problem_in_the_base(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on the standard output, and exit code 0."""
    assert run(["catalog", "lint", str(folder)]) == 0
    assert capsys.readouterr().out == ""


# Each bad file.


@each_case
def test_lint_finds_the_fault_and_nothing_else(case: Case, folder: Path) -> None:
    """File, line, column, code and message, exactly."""
    case.lay(folder)
    assert lint(str(folder)) == case.problems(folder)


@each_case
def test_nothing_of_a_catalogue_with_a_bad_file_is_used(case: Case, folder: Path) -> None:
    """Loading is refused with the problem, though the good files were compiled here before."""
    load_catalog(str(folder))
    case.lay(folder)
    assert refusal(folder) == case.problems(folder)


@each_case
def test_the_command_prints_the_fault_and_exits_4(
    case: Case, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line to a problem."""
    case.lay(folder)
    assert run(["catalog", "lint", str(folder)]) == CATALOGUE_UNREADABLE == 4
    assert capsys.readouterr().out == printed(case.problems(folder))


@pytest.mark.parametrize("code", ["schema", "yaml", "unknown-axis"])
def test_python_m_mri_check_exits_4(code: str, folder: Path) -> None:
    """The same from the shell: a fault of the reader, of the schema and of a rule."""
    case = next(case for case in CASES if case.code == code)
    case.lay(folder)
    command = [sys.executable, "-m", "mri_check", "catalog", "lint", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (4, printed(case.problems(folder)))


# What no text file can show.


@each_made
def test_a_file_that_cannot_be_read_as_text_is_found(made: Made, folder: Path) -> None:
    """The problem names the file; it has no line."""
    made.make(folder / NOTICE)
    assert lint(str(folder)) == [Problem(made.code, str(folder / NOTICE), made.message)]


@each_made
def test_nothing_is_used_beside_a_file_that_cannot_be_read_as_text(
    made: Made, folder: Path
) -> None:
    """Loading is refused with the same problem."""
    load_catalog(str(folder))
    made.make(folder / NOTICE)
    assert refusal(folder) == [Problem(made.code, str(folder / NOTICE), made.message)]


@each_made
def test_the_command_exits_4_where_a_file_cannot_be_read_as_text(
    made: Made, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is printed like any other problem."""
    made.make(folder / NOTICE)
    assert run(["catalog", "lint", str(folder)]) == 4
    assert capsys.readouterr().out == f"{folder / NOTICE}: {made.code} {made.message}\n"


def test_a_file_of_exactly_the_largest_size_is_read(folder: Path) -> None:
    """One million bytes are no problem; one more is."""
    _padded(folder / NOTICE, MAX_BYTES)
    assert (folder / NOTICE).stat().st_size == MAX_BYTES
    assert lint(str(folder)) == []


def test_a_file_of_comments_only_is_empty(folder: Path) -> None:
    """It holds no record; the place is the end of the file."""
    (folder / NOTICE).write_text("# a notice will stand here\n", encoding="utf-8")
    message = "the file holds nothing but comments"
    assert lint(str(folder)) == [Problem("empty", f"{folder / NOTICE}:2:1", message)]


def test_a_folder_that_is_not_there_is_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No folder is no clean catalogue."""
    where = str(tmp_path / "nowhere")
    problem = Problem("unreadable-file", where, "there is no catalogue folder here")
    assert lint(where) == [problem]
    assert run(["catalog", "lint", where]) == 4
    assert capsys.readouterr().out == printed([problem])
    assert [one.code for one in refusal(Path(where))] == ["unreadable-file"]


@pytest.mark.parametrize("name", ["edition.yaml", "families.yaml", "practice.yaml"])
def test_a_file_that_every_catalogue_has_is_missed(name: str, folder: Path) -> None:
    """A missing file has no line: the problem names the folder."""
    (folder / name).unlink()
    assert lint(str(folder)) == [Problem("path-identity", str(folder), f"{name} is missing")]


@pytest.mark.parametrize(
    "name", ["us-ifu-1001.yaml.txt", "us-ifu-1001.YAML", "us-ifu-1001.yml", "us-ifu-1001.txt", "us-ifu-1001"]
)  # fmt: skip
def test_a_record_is_not_passed_over_for_its_name(name: str, folder: Path) -> None:
    """A labelling under another name would be lost without a word, and its limits with it."""
    load_catalog(str(folder))
    file = folder / "manufacturers/acme/drip-one/us-ifu-1001.yaml"
    file.rename(file.with_name(name))
    message = "no kind of catalogue file lies here, or its name does not end in .yaml"
    wanted = [Problem("path-identity", str(file.with_name(name)), message)]
    assert [one for one in lint(str(folder)) if one.where.startswith(wanted[0].where)] == wanted
    assert wanted[0] in refusal(folder)


@pytest.mark.parametrize("name", ["exams.YAML", "exams.yaml.bak", "axes (1).yml.txt"])
def test_nor_is_one_at_the_top(name: str, folder: Path) -> None:
    (folder / name).write_text("kind: exams\n", encoding="utf-8")
    assert [one.code for one in lint(str(folder))] == ["path-identity"]


def test_what_systems_and_editors_leave_is_no_record(folder: Path) -> None:
    for place in (folder, folder / "manufacturers/acme/drip-one"):
        for name in (".DS_Store", "us-ifu-1001.yaml~", ".us-ifu-1001.yaml.swp"):
            (place / name).write_bytes(b"\0")
    (folder / "notes.txt").write_text("nothing of a maker\n", encoding="utf-8")
    assert lint(str(folder)) == []


@pytest.mark.parametrize("name, corrects, good", [
    ("us-ifu-1001-a.2.yaml", "us-ifu-1001-a.yaml", True),
    ("us-ifu-1001-a.10.yaml", "us-ifu-1001-a.9.yaml", True),
    ("us-ifu-1001-a.2.yaml", "us-ifu-1001-a.2.yaml", False),
    ("us-ifu-1001-a.2.yaml", "us-ifu-1001-a.3.yaml", False),
    ("us-ifu-1001-a.2.yaml", "us-ifu-1001.yaml", False),
    ("us-ifu-1001-a.2.yaml", "device.yaml", False),
    ("us-ifu-1001-a.new.yaml", "us-ifu-1001-a.yaml", False),
    ("us-ifu-1001-a.1.yaml", "us-ifu-1001-a.yaml", False),
    ("us-ifu-1001-a.yaml", "us-ifu-1001.yaml", False),
])  # fmt: skip
def test_only_a_later_file_of_the_same_document_corrects_one(
    name: str, corrects: str, good: bool, folder: Path
) -> None:
    """What is corrected governs no more: were it another document, or in a circle, a label would be lost."""
    pump = folder / "manufacturers/acme/drip-one"
    text = (pump / "us-ifu-1001-a.yaml").read_text(encoding="utf-8")
    if not (pump / corrects).exists() and corrects != name:
        of = "" if corrects.endswith("-a.yaml") else "corrects: us-ifu-1001-a.yaml\n"
        (pump / corrects).write_text(text + of, encoding="utf-8")
    (pump / name).write_text(f"{text}corrects: {corrects}\n", encoding="utf-8")
    codes = [one.code for one in lint(str(folder)) if one.where.startswith(str(pump / name))]
    assert codes == ([] if good else ["path-identity"])


# Several faults at once.


def _replace(file: Path, *pairs: tuple[str, str]) -> None:
    """Replace texts of a file, each of which stands there once."""
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


DEVICE, LINE = (f"manufacturers/acme/{one}/device.yaml" for one in ("drip-one", "drip-line"))
MAKER = "manufacturers/acme/manufacturer.yaml"


@pytest.mark.parametrize("pages, page, good", [
    ("18 pages", "18", True),
    ("18 pages", "99", False),
    ("18 pages", "17-19", False),
    ("18 pages", "x", True),
    ("18 pages", "c", False),
    ("18 pages; the copy has 20", "20", True),
    ("9 pages, 512 to 520", "515", True),
    ("9 pages, 512 to 520", "521", False),
    ("pages 4 and 9 were read", "12", True),
])  # fmt: skip
def test_a_page_is_among_those_that_its_source_counts(
    pages: str, page: str, good: bool, folder: Path
) -> None:
    acme = folder / "manufacturers/acme"
    _replace(
        acme / "sources/sources.yaml",
        ("title: Acme field notice 7\n", f"title: Acme field notice 7\n    pages: {pages}\n"),
    )
    _replace(folder / NOTICE, ("page: 1\n", f"page: {page}\n"))
    assert [one.code for one in lint(str(folder))] == ([] if good else ["page-range"])


@pytest.mark.parametrize("dated, on, good", [
    ("2024-05", "2024-04-30", False),
    ("2024-05", "2024-05-01", True),
    ("2024", "2023-12-31", False),
    ("2024", "2024-01-01", True),
    ("undated\nafter: 2024-05-01", "2024-04-30", False),
    ("undated", "2020-01-01", True),
])  # fmt: skip
def test_no_document_is_read_before_its_day(dated: str, on: str, good: bool, folder: Path) -> None:
    pump = folder / "manufacturers/acme/drip-one"
    _replace(
        pump / "us-ifu-1001.yaml",
        ("dated: 2024-05\n", f"dated: {dated}\n"),
        ("on: 2025-06-01", f"on: {on}"),
    )
    assert ("early-reading" in {one.code for one in lint(str(folder))}) is not good


@pytest.mark.parametrize("asks, good", [
    ("Was the pump stopped for at least 20 min?", True),
    ("Is the catheter longer than 10 cm?", True),
    ("Has the surgical site healed for 6 weeks?", True),
    ("Is a bolus of up to 10 uL tolerable?", True),
    ("Was the field notice 7 read?", True),
    ("Does anything limit the whole-body SAR?", True),
    ("Is the spatial field gradient below 19?", False),
    ("Is the scanner one of 3T?", False),
    ("Is B1+rms at most 2.8?", False),
    ("Is the nucleus 1H?", False),
    ("Is the RF transmit coil the body coil?", False),
    ("Is the active scan time below 30 min?", False),
    ('Is it kept?", section: "Table 2, head SAR', False),
])  # fmt: skip
def test_a_question_with_a_number_is_refused_only_where_it_is_of_a_row(
    asks: str, good: bool, folder: Path
) -> None:
    """By the axes that ship."""
    shutil.copy(ROOT / "device_catalog/axes.yaml", folder)
    _replace(
        folder / "manufacturers/acme/drip-one/us-ifu-1001.yaml",
        ("Has the surgical site healed?", asks),
    )
    assert ("ask-table-row" in {one.code for one in lint(str(folder))}) is not good


@pytest.mark.parametrize("at, old, new, message", [
    (DEVICE, "[D1 pump]", '[D1 pump, "---"]', "'---' has no letter and no digit"),
    (DEVICE, '["1001-20"]', '["1001-20", "."]', "'.' has no letter and no digit"),
    (DEVICE, "reservoir: 20 mL}\n", 'reservoir: 20 mL, radiopaque: "-"}\n', "'-' has no letter and no digit"),
    (MAKER, "[Acme Pumps]", '[Acme Pumps, "®"]', "'®' has no letter and no digit"),
    ("families.yaml", "[Acme Drip]", '[Acme Drip, "..."]', "'...' has no letter and no digit"),
    (DEVICE, "[D1 pump]", "[D1 pump, ACME pumps]", "'ACME pumps' names acme, the manufacturer"),
])  # fmt: skip
def test_a_name_that_identifies_nothing_is_found(
    at: str, old: str, new: str, message: str, folder: Path
) -> None:
    """Signs alone would be found in any other sign, and a maker's name would be the one of its devices."""
    _replace(folder / at, (old, new))
    found = [one.message for one in lint(str(folder)) if one.code == "shared-alias"]
    assert found == [message]


def test_the_only_device_of_a_maker_may_have_its_name(folder: Path) -> None:
    _replace(folder / DEVICE, ("[D1 pump]", "[D1 pump, Acme]"))
    shutil.rmtree((folder / LINE).parent)
    assert "shared-alias" not in {one.code for one in lint(str(folder))}


@pytest.mark.parametrize("at, old, new, message", [
    ("markets.yaml", "European Union}", "European Union, in: US}", "EU lies in another market itself"),
    ("markets.yaml", "in: EU}", "in: DE}", "DE lies in another market itself"),
    (DEVICE, "drive:", "markets: {XX: {source: ifu-1001, page: 3}}\ndrive:", "no market XX"),
])  # fmt: skip
def test_a_market_that_would_be_lost_is_found(
    at: str, old: str, new: str, message: str, folder: Path
) -> None:
    """One market lies in another and no further: what is filed for a third one would not be judged."""
    _replace(folder / at, (old, new))
    found = [one.message for one in lint(str(folder)) if one.code == "unknown-market"]
    assert found == [message]


def _is_reported_together(folder: Path, *expected: Problem) -> None:
    """Lint finds all the problems, in this order, and the refusal to load carries them."""
    assert lint(str(folder)) == list(expected)
    assert refusal(folder) == list(expected)


def test_a_fault_of_the_schema_does_not_hide_a_semantic_one(folder: Path) -> None:
    """One file, two kinds of fault, one run."""
    file = folder / NOTICE
    _replace(file, ("about_mri: yes", "about_mri: maybe"), ("source: notice-7", "source: notice-8"))
    _is_reported_together(
        folder,
        Problem("schema", f"{file}:6:1", "'maybe' is not one of: yes, no"),
        Problem("unresolved-citation", f"{file}:9:1", "no source 'notice-8' is recorded here"),
    )


def test_all_faults_that_the_reader_finds_are_reported_together(folder: Path) -> None:
    """What can be read past is read past."""
    file = folder / NOTICE
    _replace(file, ("title: Acme", "title: &title Acme"), ("page: 1", "page: *title"))
    _is_reported_together(
        folder,
        Problem("anchor", f"{file}:2:8", "the anchor &title is not allowed"),
        Problem("alias", f"{file}:10:7", "the alias *title is not allowed: write it out"),
    )


def test_two_semantic_faults_of_a_file_are_reported_together(folder: Path) -> None:
    """Rules do not hide each other; the order is that of the file, not of the rules."""
    file = folder / NOTICE
    _replace(file, ("[acme/drip-one]", "[acme/drip-two]"), ("Read the pump out", "Cleared for use"))
    _is_reported_together(
        folder,
        Problem("unknown-device", f"{file}:4:11", "no device acme/drip-two"),
        Problem("forbidden-word", f"{file}:8:1", "'cleared for' must not stand here"),
    )


def test_the_faults_of_several_files_are_reported_together(folder: Path) -> None:
    """A file that cannot be read, one that does not fit its schema, and one that breaks a rule."""
    labelling = folder / "manufacturers/acme/drip-line/us-ifu-2001.yaml"
    for code in ("schema", "yaml"):
        next(case for case in CASES if case.code == code).lay(folder)
    _replace(labelling, ("dated: 2023", "dated: 2022"))
    lines = (folder / NOTICE).read_text(encoding="utf-8").splitlines()
    at = next(at for at, line in enumerate(lines, 1) if line.startswith("says"))
    why = "not YAML: while scanning a quoted scalar, found unexpected end of stream"
    message = f"{why} (noticed on line {len(lines) + 1})"
    _is_reported_together(
        folder,
        Problem(
            "schema",
            f"{folder / 'edition.yaml'}:7:1",
            "unknown key 'editor' (known: edition, kind, released, schema)",
        ),
        Problem("source-mismatch", f"{labelling}:6:1", "the source is dated 2023"),
        Problem("yaml", f"{folder / NOTICE}:{at}:7", message),
    )


@pytest.mark.parametrize("value, good", [
    ("at_most: 410 T/m, printed: 410 gauss/cm", False),
    ("at_most: 4.1 T/m, printed: 410 gauss/cm", True),
    ("at_most: 410 gauss/cm, printed: 4.1 T/m", True),
    ("at_most: 190 T/m, printed: 19 T/m", False),
    ("at_most: 19 T/m, printed: 19 T/m (190 gauss/cm)", False),
    ("at_most: 19 T/m, printed: '19 T/m (1,900 gauss/cm) at 1.5 T'", True),
    ("at_most: 19 T/m, printed: '19 T/m, then at most 5 T/m'", True),
    ("at_most: 19 T/m, printed: '1.5 T, then 19 T/m'", True),
    ("at_most: 19 T/m, printed: nineteen tesla per meter", True),
    ("at_most: 19 T/m, printed: 19 (tesla per meter)", True),
    ("at_most: 19 T/m, printed: 20 (tesla per meter)", False),
])  # fmt: skip
def test_a_limit_is_what_is_printed_unit_and_all(value: str, good: bool, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(BASE, folder)
    file = next(folder.glob("manufacturers/*/*/us-ifu-1001.yaml"))
    text = file.read_text()
    assert text.count("{at_most: 19 T/m,") == 1
    file.write_text(text.replace("{at_most: 19 T/m,", f"{{{value},"))
    problems = lint(str(folder))
    assert [one.code for one in problems] == ([] if good else ["bad-value"])
