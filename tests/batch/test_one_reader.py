"""A line of requests has one meaning: by the fast road and by the readers alike, byte for byte."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import load_catalog
from mri_check.batch import inputs
from mri_check.batch.clerk import Clerk
from mri_check.batch.desk import Desk
from mri_check.batch.inputs import open_inputs
from mri_check.batch.judge import Judge
from mri_check.exam_table import read_exams
from mri_check.intake import LINES, MAX_ROW, Assembler, Context, sniff
from tests.batch.test_agrees import READERS, requests

CATALOGUE = load_catalog()
GOOD: dict[str, Any] = {
    "format": "mri-check/request/1", "id": "g", "on": "2026-11-23", "implants": [{"device": "8637-40"}],
}  # fmt: skip
MORE: list[dict[str, Any]] = [
    {"scan": {"exam": "MRI BRAIN"}}, {"scan": {"exam": "CT HEAD"}}, {"scan": {"exam": "CT HEAD", "scanner": "g30"}},
    {"scan": {"exam": "CT HEAD", "field_strength": "3 T"}}, {"scan": {"exam": "24590-3"}}, {"scan": {"exam": ""}},
    {"scan": {"exam": None}}, {"scan": {"exam": "US1"}}, {"scan": {"exam": "x" * 400}}, {"scan": []}, {"scan": {"exam": 7}},
    {"implants": "none"}, {"implants": "none", "other_implants": ["SynchroMed II"]}, {"implants": "none", "bringing": ["x"]},
    {"implants": "none", "other_implants": ["hip prosthesis"]}, {"implants": "none", "other_implants": [{"device": "?"}]},
    {"implants": []}, {"implants": None}, {"implants": [{"device": "none"}]}, {"implants": {"device": "8637-40"}},
    {"implants": "none", "scan": {"exam": "CT HEAD"}}, {"implants": [7]}, {"implants": [{"device": "8637-40", "facts": []}]},
    {"id": ""}, {"id": None}, {"id": 7}, {"id": "x" * 301}, {"id": "\u00e9\u202e"}, {"id": "\ud800"}, {"id": " "},
    {"bay": "B 7", "room": 3, "list": [1, {"a": None}]}, {"bay": ""}, {"bay": "\ud800x"}, {"on": 20261123},
    {"on": "2026-13-01"}, {"market": "Doe^Jane"}, {"mrn": "Doe"}, {"format": "mri-check/request/2"}, {"patient": 5},
    {"scan": {"region": ["brain", "pelvis"]}}, {"scan": {"field_strength": 3}}, {"resourceType": "Device"}, {"consulted": 1},
]  # fmt: skip
ODD = [
    b'{"format": "mri-check/request/1"', b"[1]", b"null", b"7", b'{"a": 1, "a": 2}', b"\xff\xfe", b'{"id": NaN}', b"{}",
    b"[" * 100_000, b'{"id": "\x01"}', b'{"id": "\\u0000"}', b'\xef\xbb\xbf{"id": "a"}', b'{"id": "a"}{"id": "b"}', b"\0",
    json.dumps(GOOD).replace('"on"', '"id": "x", "on"').encode(), b" " * 5 + json.dumps(GOOD).encode() + b" \r",
    json.dumps({**GOOD, "scan": {"exam": "CT HEAD"}}).replace("exam", "ex\\u0061m").encode(),
    json.dumps({**GOOD, "scan": {"exam": "CT HEAD"}}).replace("CT", "\\u0043T").encode(),
    json.dumps(GOOD).replace("implants", "implant\\u0073").encode(), b'{"00400100": {"vr": "SQ"}}',
    json.dumps({"id": "no day", **{k: v for k, v in GOOD.items() if k not in ("id", "on")}}).encode(),
    json.dumps({k: v for k, v in GOOD.items() if k != "format"}).encode(),
    json.dumps(GOOD).encode() + b" " * MAX_ROW, b'{"id": ' + b"[" * 60 + b"]" * 60 + b"}",
    json.dumps({**GOOD, "bay": "B" * (MAX_ROW + 9)}).encode(),
]  # fmt: skip
LINE = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(MORE).map(lambda more: json.dumps({**GOOD, **more}).encode()),
    st.tuples(st.sampled_from(MORE), st.sampled_from(MORE)).map(
        lambda both: json.dumps({**GOOD, **both[0], **both[1]}, ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
    ),
    requests().map(lambda row: json.dumps(row).encode()),
    st.sampled_from([b"", b"  ", b"\r"]),
)


def said(path: str, context: Context, reader: str, lines: bool) -> bytes:
    """All results of a schedule, by one of the two roads."""
    with pytest.MonkeyPatch.context() as patch:
        if not lines:
            patch.setattr(inputs, "_in_lines", lambda head: False)
        opened = open_inputs([path], context)
    desk = Desk(CATALOGUE, exams=context.exams, keep=context.keep, readers=Assembler(context))
    judge = Judge(Clerk(desk, reader), opened, "jsonl")
    at, blocks = opened.start(), []
    assert opened.all_lines == lines
    while (taken := opened.take(at)) is not None:
        chunk, at = taken
        found, counts = judge.chunk(chunk)
        assert counts["rows"] == chunk.many == b"".join(found).count(b"\n")
        blocks += found
    for part in opened.parts:
        os.close(part.file)
    return b"".join(blocks)


def agree(raw: bytes, reader: str, **known: Any) -> list[dict[str, Any]]:
    context = Context(CATALOGUE, **known)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        path.write_bytes(raw)
        fast, slow = (said(str(path), context, reader, lines) for lines in (True, False))
    assert fast.split(b"\n") == slow.split(b"\n")
    return [json.loads(line) for line in fast.splitlines()]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(LINE, max_size=12),
    st.sampled_from(READERS),
    st.sampled_from([(), ("bay",), ("bay", "list")]),
    st.sampled_from([None, "2026-11-23"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_both_roads_say_the_same(
    lines: list[bytes], reader: str, keep: tuple[str, ...], on: str | None, mark: bytes
) -> None:
    first = json.dumps(GOOD).encode()
    raw = mark + b"\n".join((first, *lines, first))
    assert sniff(raw) == LINES
    found = agree(raw, reader, keep=keep, on=on)
    assert len(found) == 2 + sum(1 for line in lines if line.strip())
    for one in found:
        if "offset" in one:
            assert raw[: one["offset"]].endswith(b"\n") or one["offset"] == len(mark)


@pytest.mark.parametrize("reader", READERS)
def test_every_odd_line_by_both_roads(reader: str, tmp_path: Path) -> None:
    """Each once, in one schedule, with a table of exams in which ``US1`` is an MRI."""
    (tmp_path / "exams.csv").write_text("code,region\nUS1,brain\n")
    lines = [json.dumps({**GOOD, **more}).encode() for more in MORE] + ODD
    raw = b"\n".join((json.dumps(GOOD).encode(), *lines))
    found = agree(raw, reader, exams=read_exams(str(tmp_path / "exams.csv")), keep=("bay", "room"))
    told = [one["disposition"] for one in found[1:]]
    by = dict(zip([*map(str, MORE)], told))
    assert by[str({"scan": {"exam": "CT HEAD"}})] == "not-judged"
    assert by[str({"implants": "none"})] == "not-judged"
    assert by[str({"scan": {"exam": "US1"}})] == "incomplete"
    assert by[str({"implants": "none", "bringing": ["x"]})] == "unidentified"
    assert set(told[len(MORE) + len(ODD) - 3 :]) == {"unreadable"}
    assert found[1 + len(MORE) + 16]["disposition"] == "not-judged"  # an escaped key is that key
    assert "Jane" not in json.dumps(found)
    assert len(json.dumps(found)) < 3 * MAX_ROW


def test_a_schedule_may_begin_with_a_damaged_row() -> None:
    row = json.dumps(GOOD).encode()
    for bad in (b"7", b'on": 1}', b"[1]", b'{"id": "x', b"a,b,c"):
        one, two = agree(bad + b"\n" + row + b"\n", READERS[0])
        assert (one["disposition"], one["offset"]) == ("unreadable", 0)
        assert two["disposition"] == "incomplete"
