"""Record batches in, record batches out: the answers of ``batch``, row for row, whatever holds the rows."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import CatalogueError, RequestError
from mri_check.catalog import Catalogue
from mri_check.cli import run
from mri_check.compiled import load_catalog
from tests.batch.test_agrees import requests
from tests.conftest import ROOT
from tests.intake.test_laws import BAD, GOOD
from tests.worlds import SHIPPED

pa = pytest.importorskip("pyarrow", reason="record batches come with the extra: arrow")

from mri_check import arrow  # noqa: E402
from mri_check.arrow import Checker, check_batch, check_batches, schema  # noqa: E402

NOT_IN_A_BATCH = {"format", "row", "file", "offset", "asked"}
SHOWN = (ROOT / "mri_check/examples/scanners.yaml").read_text()
SCANNERS = SHOWN.replace("g15:", "other:").replace("g30:", "g15:").replace("other:", "g30:")
CONFIG = "format: mri-check/config/1\nmarket: EU\nscanner: g15\n"
POLICY = """format: mri-check/policy/1
name: Invented
rules:
  - id: normal-mode-only
    conditions: {scan.operating_mode: {at_most: normal}}
"""
ONE = GOOD.decode()
EXAMS = "code,text,region,scanner,minutes\nSP1,x,lumbar-spine,g30,25\n"
fewer = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def batch(schedule: bytes, findings: bool, files: dict[str, str], folder: str) -> list[Any]:
    """What ``mri-check batch`` writes for a schedule."""
    source, out = Path(folder, "schedule"), Path(folder, "results")
    source.write_bytes(schedule)
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    more = ["--findings"] if findings else []
    run(["batch", str(source), "--output", str(out), "--jobs", "1", *more, *options])
    return [json.loads(line) for line in out.read_bytes().splitlines()]


def bare(form: Any, top: bool = True) -> Any:
    """A result without what is null, and what only a file has: its name, and bytes and numbers of rows."""
    if isinstance(form, list):
        return [bare(one, False) for one in form]
    if not isinstance(form, dict):
        return form
    found = {name: bare(one, False) for name, one in form.items() if one is not None}
    if top:
        found = {name: one for name, one in found.items() if name not in NOT_IN_A_BATCH}
        for error in found.get("errors", ()):
            if error["code"] == "row":  # the reader of a table names its file, and the byte
                error["where"] = "batch"
                error["message"] = re.sub(r" \(byte \d+ of the row\)$", "", error["message"])
    return found


def agree(found: Any, expected: list[Any]) -> None:
    assert [bare(one) for one in found.to_pylist()] == [bare(one) for one in expected]


def options(draw: dict[str, bool], folder: str) -> dict[str, str]:
    """Some of the site's files."""
    found = {}
    for name, text in SITE.items():
        if draw[name]:
            path = Path(folder, name)
            path.write_text(text)
            found[name] = str(path)
    return found


SITE = {"policy": POLICY, "exams": EXAMS, "scanners": SCANNERS, "config": CONFIG}
site = st.fixed_dictionaries(dict.fromkeys(SITE, st.booleans()))
lines = st.one_of(
    requests().map(lambda row: json.dumps(row).encode()),
    requests().map(lambda row: json.dumps(row).encode()[:-7]),
    st.sampled_from([one for one in BAD if one.strip() == one and len(one) < 1000]),
)


@fewer
@given(st.lists(lines, max_size=8), st.booleans(), site, st.sampled_from([1, 1000, 1 << 22]))
def test_requests_are_answered_as_by_batch(
    rows: list[bytes], findings: bool, files: dict[str, bool], size: int
) -> None:
    """Malformed ones too, and however many results are turned into columns at a time."""
    rows = [GOOD, *rows]
    whole, arrow.TEXT = arrow.TEXT, size
    try:
        with TemporaryDirectory() as folder:
            named = options(files, folder)
            expected = batch(b"\n".join(rows), findings, named, folder)
            asked = pa.record_batch({"request": pa.array(rows, pa.binary())})
            found = check_batch(asked, findings=findings, **named)
    finally:
        arrow.TEXT = whole
    assert found.schema == schema(findings=findings)
    agree(found, expected)


@pytest.mark.parametrize("left_out", [None, *SITE])
def test_every_file_of_a_site_is_used(left_out: str | None, tmp_path: Path) -> None:
    form = json.loads(ONE)
    del form["id"]
    scan = {"operating_mode": "first-level"}
    asked = [{**form, "scan": {**scan, **more}} for more in ({"exam": "x"}, {"scanner": "g15"})]
    asked[0]["market"] = "US"
    texts = [json.dumps(row) for row in asked]
    named = options({name: name != left_out for name in SITE}, str(tmp_path))
    found = check_batch(rows(*texts), findings=True, **named)
    agree(found, batch("\n".join(texts).encode(), True, named, str(tmp_path)))
    everything = options(dict.fromkeys(SITE, True), str(tmp_path))
    assert found.equals(check_batch(rows(*texts), findings=True, **everything)) == (not left_out)


def test_a_device_says_where_it_was_sold() -> None:
    form = json.loads(ONE)
    implants = [{"device": "8637-40", "market": "EU"}, {"device": "13827"}]
    asked = json.dumps({**form, "market": "US", "implants": implants})
    with TemporaryDirectory() as folder:
        expected = batch(asked.encode(), True, {}, folder)
    assert [one.get("market") for one in expected[0]["devices"]] == ["EU", None]
    agree(check_batch(rows(asked), findings=True), expected)


CELLS: dict[str, list[str]] = {
    "id": ["a", "b", "é", "x" * 301], "on": ["2026-11-23", "2026-02-30"], "market": ["US", "EU", "US "],
    "device": ["8637-40", "SynchroMed II", "none", "8637-40; 8667-20", "a;;b", "none;8637-40", "no such pump"],
    "identified_by": ["card", "card;verbal"], "other_implants": ["none", "hip", "hip; SynchroMed II"],
    "exam": ["MRI BRAIN", "CT HEAD", "MRI L-SPINE", "SP1"], "scanner": ["g15", "g30", "nowhere"],
    "notes": ["intrathecal pump in situ", "nothing\nof note", 'a "quote"', "\x00"],
    "scan.region": ["brain", "brain | knee", "brain, knee", "lung"], "scan.spatial_gradient": ["15 T/m", "19", " "],
    "implant.pump_state": ["active", "active;stopped"], "patient.pregnant": ["no", "perhaps"],
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[str | None]]:
    names = draw(st.lists(st.sampled_from(sorted(CELLS)), unique=True, min_size=1))
    names = [*names, *({"device", "on"} - {*names})]
    many = draw(st.integers(1, 6))
    return {
        name: draw(
            st.lists(
                st.sampled_from([None, *CELLS[name][:1] * 3, *CELLS[name]]),
                min_size=many,
                max_size=many,
            )
        )
        for name in names
    }


@fewer
@given(tables(), st.booleans(), site)
def test_columns_are_answered_as_the_same_table_by_batch(
    columns: dict[str, list[str | None]], findings: bool, files: dict[str, bool]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "table")
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[*columns], *zip(*columns.values())])
        named = options(files, folder)
        expected = batch(path.read_bytes(), findings, named, folder)
        asked = pa.record_batch({name: pa.array(one, pa.string()) for name, one in columns.items()})
        agree(check_batch(asked, findings=findings, **named), expected)


def rows(*texts: str | None) -> Any:
    return pa.record_batch({"request": pa.array(texts, pa.string())})


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "binary", "dictionary"])
def test_every_kind_of_text_is_read(kind: str) -> None:
    plain = pa.array([ONE, None, ONE])
    kinds = {
        "dictionary": plain.dictionary_encode(),
        "string_view": pa.array([ONE, None, ONE], pa.string_view()),
    }
    column = kinds.get(kind)
    if column is None:
        column = plain.cast(getattr(pa, kind)())
    found = check_batch(pa.record_batch({"request": column}))
    assert found.equals(check_batch(rows(ONE, None, ONE)))
    table = pa.record_batch(
        {"device": ["8637-40"], "on": pa.array(["2026-11-23"]).dictionary_encode()}
    )
    assert check_batch(table).column("on").to_pylist() == ["2026-11-23"]


def test_what_is_no_request_is_a_row_all_the_same() -> None:
    found = check_batch(rows(None, "", " ", ONE, "{", f"{ONE}\n{ONE}"))
    assert found.column("disposition").to_pylist()[:3] == ["unreadable"] * 3
    assert found.column("disposition").to_pylist()[4:] == ["unreadable"] * 2
    assert found.column("id").to_pylist() == [None, None, None, "g", None, None]
    assert found.column("exit_code").to_pylist()[0] == 16


def test_half_of_a_character_is_none() -> None:
    asked = [
        ONE.replace('"g"', f'"{id}"')
        for id in (r"\ud800", r"\ud83d\ude00", r"\\ud800", "\U0001f600")
    ]
    found = check_batch(rows(*asked))
    assert found.column("id").to_pylist() == [None, "\U0001f600", r"\ud800", "\U0001f600"]
    assert found.column("disposition")[0].as_py() == "unreadable"


def test_a_text_that_is_not_utf_8_is_an_unreadable_row() -> None:
    raw = pa.array([b"8637-40", b"\xff"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 2, raw.buffers())  # as a careless writer leaves it
    found = check_batch(pa.record_batch({"device": text, "on": ["2026-11-23"] * 2}))
    assert [one == "unreadable" for one in found.column("disposition").to_pylist()] == [False, True]
    assert found.column("errors").to_pylist()[1][0]["message"] == "not UTF-8 text"


def test_a_day_may_be_a_day() -> None:
    texts = pa.record_batch({"device": ["8637-40"], "on": ["2026-11-23"]})
    for kind in (pa.date32(), pa.date64()):
        days = pa.record_batch({"device": ["8637-40"], "on": pa.array([date(2026, 11, 23)], kind)})
        assert check_batch(days).equals(check_batch(texts))


@pytest.mark.parametrize(
    "columns,told",
    [
        ({"device": ["a"], "scan.spatial_gradient": [15.0]}, "scan.spatial_gradient: it is double"),
        ({"device": ["a"], "patient.pregnant": [True]}, "patient.pregnant: it is bool"),
        ({"device": ["a"], "on": pa.array([0], pa.timestamp("s"))}, "on: it is timestamp"),
        ({"request": [{"a": 1}]}, "request: it is struct"),
        ({"request": [b""], "id": ["a"]}, "'id' beside 'request'"),
        ({"device": ["a"], "scan.regoin": ["a"]}, "'scan.regoin' (did you mean scan.region?)"),
        ({"value": ["a"]}, "'value'; rename it, keep it, or leave it out"),
        ({"on": ["a"]}, "no column says which device"),
    ],
)
def test_nothing_is_guessed_from_other_columns(columns: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError, match=re.escape(told)):
        check_batch(pa.record_batch(columns))


def test_two_columns_of_one_name_are_refused() -> None:
    for names in (["device", "device"], ["request", "request"]):
        twice = pa.RecordBatch.from_arrays([pa.array(["a"])] * 2, names)
        with pytest.raises(RequestError, match=r"two columns stand|beside 'request'"):
            check_batch(twice)
        with pytest.raises(RequestError, match="two columns are called"):
            check_batch(twice, keep=names[:1])


def test_columns_are_kept_as_they_are() -> None:
    room = pa.array([[1, None], None], pa.list_(pa.int8()))
    asked = pa.record_batch({"room": room, "request": [ONE, "{"]})
    found = check_batch(asked, keep=["room"])
    assert found.column("room").equals(room)
    assert found.schema == schema([asked.schema.field("room")])
    assert found.select(schema().names).equals(check_batch(asked.select(["request"])))
    assert check_batch(asked, keep="room").equals(found)
    assert check_batch(asked, keep=["room", "room"]).equals(found)
    with pytest.raises(RequestError, match=re.escape("'roon'")):
        check_batch(asked, keep=["roon"])
    with pytest.raises(RequestError, match="'market' is a column of the results"):
        check_batch(asked, keep=["market"])


def test_nothing_of_a_row_comes_out_but_what_is_kept() -> None:
    asked = pa.record_batch(
        {"device": ["Jane Doe"], "on": ["2026-11-23"], "notes": ["Jane Doe, pump in situ"]}
    )
    assert "Jane" not in str(check_batch(asked, findings=True).to_pylist())


@pytest.mark.parametrize("findings", [False, True])
def test_nothing_gives_nothing_of_the_same_form(findings: bool) -> None:
    for empty in (rows(), pa.record_batch({"device": pa.array([], pa.string())})):
        found = check_batch(empty, findings=findings)
        assert (found.num_rows, found.schema) == (0, schema(findings=findings))
    assert list(check_batches([])) == []
    assert [one.num_rows for one in check_batches([rows()])] == [0]


def test_a_large_batch_comes_out_as_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "ROWS", 3)
    asked = rows(*[ONE.replace('"g"', f'"{at}"') for at in range(7)])
    found = list(check_batches([asked, asked]))
    assert [one.num_rows for one in found] == [3, 3, 1] * 2
    assert [id for one in found for id in one.column("id").to_pylist()] == [*"0123456"] * 2


def test_a_checker_is_kept_until_something_changes(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    first = arrow._checker(None, policy=str(policy))
    assert arrow._checker(SHIPPED, policy=str(policy)) is first
    assert arrow._checker(None, policy=str(policy), findings=True) is not first
    before = check_batch(rows(ONE), policy=policy).column("policy").to_pylist()
    policy.write_text(POLICY.replace("Invented", "Another"))
    assert check_batch(rows(ONE), policy=policy).column("policy").to_pylist() != before
    for at in range(20):
        arrow._checker(None, keep=[f"column-{at}"])
    assert len(arrow._LOCAL.kept) <= arrow.MOST_CHECKERS


def test_a_catalogue_may_be_given_as_it_is(catalogue: Catalogue) -> None:
    for given_ in (catalogue, str(SHIPPED), Path(SHIPPED)):
        assert check_batch(rows(ONE), given_).equals(check_batch(rows(ONE)))
    with pytest.raises(CatalogueError):
        check_batch(rows(ONE), "no such folder")
    with pytest.raises(RequestError, match="no such file"):
        check_batch(rows(ONE), policy="no such file")
    with pytest.raises(TypeError, match="RecordBatch"):
        Checker().check(pa.table({"request": [ONE]}))


def test_threads_do_not_share_what_is_remembered() -> None:
    asked = rows(*[ONE.replace('"g"', f'"{at}"') for at in range(300)])
    wanted, found = check_batch(asked), list[bool]()
    one = arrow._checker(None)

    def work() -> None:
        found.extend(check_batch(asked).equals(wanted) for _ in range(3))
        found.append(arrow._checker(None) is not one)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [True] * 16


def test_a_stream_is_not_held() -> None:
    """``mapInArrow`` gives batches as they come, and wants them back so."""
    asked = 0

    def come() -> Iterator[Any]:
        nonlocal asked
        while asked < 3:
            asked += 1
            yield rows(ONE)

    given_ = check_batches(come())
    assert (next(given_).num_rows, asked) == (1, 1)


def test_without_pyarrow_it_says_what_is_missing() -> None:
    script = "import sys; sys.modules['pyarrow'] = None; import mri_check.arrow"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ended.stderr.splitlines()[-1].endswith("pip install 'mri-check[arrow]'")


def test_pyarrow_is_loaded_by_no_command() -> None:
    script = (
        "import sys; from mri_check.cli import run; run(['batch', '/dev/null']);"
        "sys.exit('pyarrow' in sys.modules or 'mri_check.arrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_what_is_shipped_is_what_is_used_by_default() -> None:
    digest = check_batch(rows(ONE)).column("catalogue").to_pylist()[0]["digest"]
    assert digest == load_catalog().digest


@pytest.mark.parametrize(
    ("options", "told"),
    [({"policy": 5}, "policy is a file"), ({"findings": "no"}, "findings is True or False")],
)
def test_an_option_of_another_type_is_a_type_error(options: dict[str, Any], told: str) -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["{}"])], names=["request"])
    for made in (lambda: Checker(**options), lambda: check_batch(batch, **options)):
        with pytest.raises(TypeError, match=told):
            made()


def test_what_holds_batches_is_a_table_or_gives_batches() -> None:
    table = pa.table({"request": ["{}", "{}"]})
    assert [one.num_rows for one in check_batches(table)] == [2]
    with pytest.raises(TypeError, match="not a ChunkedArray"):
        list(check_batches(table.columns))


def test_a_table_without_a_column_of_its_own_is_told_of_no_option() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array(["x"])], names=["bay"])
    with pytest.raises(RequestError, match="no column is left") as found:
        check_batch(batch, keep=["bay"])
    assert "--" not in str(found.value)


def test_a_dictionary_that_pyarrow_cannot_cast_is_read() -> None:
    views = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["{}"], pa.string_view()))
    batch = pa.RecordBatch.from_arrays([views], names=["request"])
    assert check_batch(batch).column("disposition").to_pylist() == ["unreadable"] * 2
