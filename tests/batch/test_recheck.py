"""Earlier results by another catalogue: what changes is told, agrees with ``batch``, and no line is lost."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mri_check import strict_yaml
from mri_check.batch import earlier, spool
from mri_check.batch.changes import direction, labellings_of
from mri_check.batch.desk import Desk
from mri_check.batch.earlier import Device, Line, alike, read_result, results
from mri_check.batch.engine import Engine
from mri_check.batch.recheck import CLASSES, TOLD, Recheck
from mri_check.batch.result import DISPOSITIONS, dumps
from mri_check.catalog import Catalogue
from mri_check.errors import RequestError
from mri_check.request import FORMAT as REQUEST
from tests.batch.test_agrees import CATALOGUE, labels, requests
from tests.worlds import SHIPPED, SOURCES, catalogue, document, request

Command = Callable[..., tuple[int, str, str]]
START = "2018-01-01"
OTHER_EDITION = Catalogue(
    CATALOGUE._text.replace(CATALOGUE.digest, "sha256:" + "0" * 64)
)  # the same content, under another digest
law = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def asked(row: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """A result with what its row asked, where it does not hold that itself."""
    if "devices" not in form:
        return form
    again: Any = {name: row[name] for name in row if name not in ("format", "id")}
    if "consulted" in row or any(one["device"] is None for one in form["devices"]):
        again = None
    form.setdefault("asked", again)
    return form


def batch(
    world: Catalogue, rows: list[dict[str, Any]], findings: bool = False, policy: Any = None
) -> list[dict[str, Any]]:
    engine = Engine(Desk(world, policy, findings=findings))
    lines = (engine.line(at, json.dumps(one).encode(), "f", 0) for at, one in enumerate(rows, 1))
    return [asked(row, json.loads(line)) for row, line in zip(rows, lines)]


def recheck(
    world: Catalogue, made: list[dict[str, Any]], policy: Any = None, named: bool = False
) -> tuple[Recheck, list[dict[str, Any] | None]]:
    both = []
    for write in (json.dumps, dumps):  # as batch writes it, what did not change is not read again
        work = Recheck(world, policy, named, START)
        found = [
            work.line(Line(at, read_result(write(form).encode())), "r")
            for at, form in enumerate(made, 1)
        ]
        both.append((found, work.summary()))
    assert both[0] == both[1]
    assert sum(work.counts.values()) == work.rows == len(made)
    assert sum(one is not None for one in found) == sum(work.counts[name] for name in TOLD)
    return work, found


# --- the laws ---------------------------------------------------------------------------------------


@law
@given(st.lists(requests(), min_size=1, max_size=8), st.booleans())
def test_by_the_same_content_nothing_changes(rows: list[dict[str, Any]], findings: bool) -> None:
    made = batch(CATALOGUE, rows, findings)
    for world in (CATALOGUE, OTHER_EDITION):
        found = recheck(world, made)[1]
        for form, one in zip(made, found):
            if one is not None:
                assert one["change"] == "again"
                assert form["disposition"] == "unreadable" or form["asked"] is None
                assert one["labelling"] in ("unchanged", "unknown", "affected")
        if world is CATALOGUE:
            assert all(one is None or one["why"] == "unreadable-before" for one in found)


def test_what_is_told_of_another_market_is_of_its_day() -> None:
    """Before there was a labelling elsewhere, and since: the order of the rows changes no digest."""
    rows = [
        {"format": REQUEST, "on": on, "implants": [{"device": "8667-20", "market": "EU"}]}
        for on in ("2024-01-01", "2026-11-23")
    ]
    told = []
    for some in (rows, rows[::-1]):
        world = Catalogue(CATALOGUE._text)
        told.append([one["devices"][0]["told"] for one in batch(world, some)])
    assert told[0] == told[1][::-1] and told[0][0] != told[0][1]


@st.composite
def editions(draw: st.DrawFn) -> dict[str, Any]:
    """The files of an invented catalogue: one or two labellings of one device, or of none."""
    base = "manufacturers/acme"
    older = {**SOURCES["doc"], "number": "DOC0", "dated": "2019-01-01"}
    newer = {**SOURCES["doc"], "number": "DOC2", "dated": "2025-01-01"}
    sources = {"kind": "sources", "sources": {**SOURCES, "old": older, "new": newer}}
    files: dict[str, Any] = {f"{base}/sources/sources.yaml": sources}
    dated = {"doc": "2024-01-01", "old": "2019-01-01", "new": "2025-01-01"}
    for name in draw(st.lists(st.sampled_from(list(dated)), max_size=2, unique=True)):
        form = {**draw(labels()), "source": name, "dated": dated[name]}
        files[f"{base}/pump/us-{name}.yaml"] = document(**form)
    return files


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(editions(), editions(), st.lists(requests(), min_size=3, max_size=8), st.booleans())
def test_what_is_told_agrees_with_batch_on_the_rows_themselves(
    old: dict[str, Any], new: dict[str, Any], rows: list[dict[str, Any]], findings: bool
) -> None:
    for row in rows:
        row["market"] = "US"
        row["implants"] = [{**one, "device": "AP1"} for one in row["implants"][:1]]
        row.pop("answers", None)
    with TemporaryDirectory() as here, TemporaryDirectory() as there:
        before, after = catalogue(Path(here), old), catalogue(Path(there), new)
        made = batch(before, rows, findings)
        work, found = recheck(after, made)
        for form, now, told in zip(made, batch(after, rows, findings), found):
            if told is not None and told["change"] == "again":
                assert form["disposition"] == "unreadable" or form["asked"] is None or (
                    now["disposition"] == "unreadable" and told["why"] == "unreadable-now"
                )  # fmt: skip
                continue
            agree(form, now, told)
        code = work.exit_code()
        assert (code == 0) == all(one is None for one in found)
        if any(one and one["change"] in ("worse", "unreadable") for one in found):
            assert code == 21


def agree(before: dict[str, Any], after: dict[str, Any], told: dict[str, Any] | None) -> None:
    """What is told of a row, put together with its earlier result, is what ``batch`` says now."""
    told = told or {"change": "same"}
    ranks = [DISPOSITIONS.index(form["disposition"]) for form in (before, after)]
    if told["change"] in ("same", "otherwise"):
        assert ranks[0] == ranks[1]
    if told["change"] == "better":
        assert ranks[1] > ranks[0]
    if ranks[1] < ranks[0]:
        assert told["change"] == "worse"
    for name in ("disposition", "exit_code", "decided_by"):
        assert told.get("after", before)[name] == after[name] or told["change"] == "same"
        assert told.get("before", before)[name] == before[name]
    by = {one["id"]: one["by"] for one in told.get("labellings", ()) if one["change"] == "replaced"}

    def now(id: str) -> str:
        return next((new + id[len(a) :] for a, new in by.items() if f"{id}/".startswith(a + "/")), id)  # fmt: skip

    opened = {(now(one["id"]), one["who"]) for one in before["open"]}
    opened -= {(one["id"], one["who"]) for one in told.get("no_longer_open", ())}
    opened |= {(one["id"], one["who"]) for one in told.get("newly_open", ())}
    assert opened == {(one["id"], one["who"]) for one in after["open"]}
    decided = {now(id) for id in before["decided_by"]} - {*told.get("no_longer_decided_by", ())}
    assert decided | {*told.get("newly_decided_by", ())} == {*after["decided_by"]}
    labels = [
        {one["place"]: one["labellings"] for one in form["devices"]} for form in (before, after)
    ]
    if told["change"] == "same":
        for place, used in labels[0].items():
            digests = [{one["id"]: one["digest"] for one in each} for each in (used, labels[1][place])]  # fmt: skip
            assert digests[0] == digests[1]


@given(st.lists(st.sampled_from(["a", "b", "eu-a", "us-a"]), unique=True), st.lists(
    st.sampled_from(["a", "b", "eu-b", "us-b", "us-c"]), unique=True))  # fmt: skip
def test_every_labelling_that_differs_is_told_once(old: list[str], new: list[str]) -> None:
    sides = [
        [Device("implants/1", "m/d", None, "incomplete", {f"m/d/{id}": mark for id in ids})]
        for ids, mark in ((old, "1"), (new, "2"))
    ]
    found = list(labellings_of(*sides))
    gone = [one["id"] for one in found if one["change"] in ("gone", "replaced")]
    come = [one.get("by", one["id"]) for one in found if one["change"] in ("new", "replaced")]
    changed = [one["id"] for one in found if one["change"] == "changed"]
    assert sorted(gone) == sorted(f"m/d/{id}" for id in old if id not in new)
    assert sorted(come) == sorted(f"m/d/{id}" for id in new if id not in old)
    assert sorted(changed) == sorted(f"m/d/{id}" for id in old if id in new)


@pytest.mark.parametrize("before", DISPOSITIONS)
@pytest.mark.parametrize("after", DISPOSITIONS)
def test_to_know_less_of_a_device_is_never_better(before: str, after: str) -> None:
    found = direction(before, after)
    assert (found == "") == (before == after)
    if found == "better":
        assert DISPOSITIONS.index(after) > DISPOSITIONS.index(before)
        assert after not in ("unidentified", "unlabelled")


# --- worked cases -----------------------------------------------------------------------------------


LABEL = "manufacturers/acme/pump/us-doc.yaml"
FIELD = {"scan.field_strength": {"one_of": ["1.5 T", "3 T"], "page": "1"}}
MINUTES = {"scan.active_minutes": {"at_most": "30 min", "page": "1"}}
HERE = "acme/pump/us-doc"


def row(id: str = "a", **parts: Any) -> dict[str, Any]:
    scan = {"field_strength": "3 T", "active_minutes": "20 min"}
    return request(id=id, **{"scan": scan, **parts})


def label(**always: Any) -> dict[str, Any]:
    return {LABEL: document(read="part", always={**FIELD, **MINUTES, **always})}


def models_on_file(*models: str) -> dict[str, Any]:
    """The device with these models, and no other."""
    return {"manufacturers/acme/pump/device.yaml": {
        "kind": "device", "name": "Acme Pump", "is": "pump", "implanted": "yes", "electrically_active": "yes",
        "tell_apart": "the only one", "models": {one: {} for one in models}}}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Catalogue:
    (tmp_path / "old").mkdir()
    return catalogue(tmp_path / "old", label())


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Catalogue]:
    def made(files: dict[str, Any]) -> Catalogue:
        (tmp_path / "new").mkdir()
        return catalogue(tmp_path / "new", files)

    return made


def only(found: tuple[Recheck, list[dict[str, Any] | None]]) -> dict[str, Any]:
    (one,) = found[1]
    assert one is not None
    return one


def test_a_tightened_limit_that_is_not_met_is_worse(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    tight = label(**{"scan.active_minutes": {"at_most": "10 min", "page": "1"}})
    work, found = recheck(make(tight), batch(old, [row()], findings=True))
    one = only((work, found))
    assert (one["change"], one["before"]["disposition"], one["after"]["disposition"]) == (
        "worse", "incomplete", "outside-labelling"
    )  # fmt: skip
    assert one["newly_decided_by"] == [f"{HERE}/always/scan.active_minutes"]
    (limit,) = one["findings"]
    assert limit["id"] == f"{HERE}/always/scan.active_minutes"
    assert (limit["before"]["verdict"], limit["after"]["verdict"]) == ("met", "not_met")
    (changed,) = one["labellings"]
    assert (changed["change"], changed["id"]) == ("changed", HERE)
    assert changed["before"].startswith("sha256:")
    assert changed["before"] != changed["after"]
    assert work.exit_code() == 21


def test_a_changed_limit_that_is_still_met_is_told(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    wide = make(label(**{"scan.active_minutes": {"at_most": "25 min", "page": "1"}}))
    one = only(recheck(wide, batch(old, [row()], findings=True)))
    assert one["change"] == "otherwise"
    (limit,) = one["findings"]
    assert "30 min" in limit["before"]["permitted"]
    assert "25 min" in limit["after"]["permitted"]
    assert not {"newly_open", "no_longer_open", "newly_decided_by"} & set(one)
    work, found = recheck(wide, batch(old, [row()]))
    one = only((work, found))  # without findings, the labelling itself
    assert (one["change"], [it["change"] for it in one["labellings"]]) == ("otherwise", ["changed"])
    assert "findings" not in one
    assert work.exit_code() == 20


def test_a_loosened_limit_is_better(old: Catalogue, make: Callable[..., Catalogue]) -> None:
    rows = [row(scan={"field_strength": "3 T", "active_minutes": "40 min"})]
    loose = make(label(**{"scan.active_minutes": {"at_most": "60 min", "page": "1"}}))
    work, found = recheck(loose, batch(old, rows))
    assert only((work, found))["change"] == "better"
    assert work.exit_code() == 20


def test_a_new_question_is_newly_open(old: Catalogue, make: Callable[..., Catalogue]) -> None:
    more = make(label(**{"scan.bore": {"one_of": ["cylindrical"], "page": "1"}}))
    one = only(recheck(more, batch(old, [row()])))
    assert one["newly_open"] == [{"id": f"{HERE}/always/scan.bore", "who": "technologist"}]
    assert one["change"] == "otherwise"


EXAMS: dict[str, Any] = {"kind": "exams", "modalities": {"mri": ["mri"]},
                         "regions": [{"is": ["brain"], "names": ["head"]}]}  # fmt: skip


def test_an_exam_that_is_read_by_other_words_is_run_again(tmp_path: Path) -> None:
    """Its name is not repeated, so what it says now is not known; of a row without an exam nothing changes."""
    worlds = []
    for region in ("brain", "brain", "orbits"):
        folder = tmp_path / str(len(worlds))
        folder.mkdir()
        words = {**EXAMS, "regions": [{"is": [region], "names": ["head"]}]}
        worlds.append(catalogue(folder, {**label(), "exams.yaml": words}))
    first, alike, other = worlds
    named = row(scan={"exam": "MRI HEAD", "field_strength": "3 T"})
    many = request(
        id="b", implants=[{"device": "AP1"}, {"device": "AP1"}], scan={"exam": "MRI HEAD"}
    )
    made = batch(first, [named, named, many, row()])
    assert "MRI HEAD" not in json.dumps(made)
    assert recheck(alike, made)[1] == [None] * 4
    found = recheck(other, made)[1]
    assert [one and (one["change"], one["why"]) for one in found] == [("again", "exam-words")] * 3 + [None]  # fmt: skip


NOTED = {"kind": "notice", "title": "A recall", "dated": "2026-01-01", "devices": ["acme/pump"], "about_mri": "yes",
         "in_force": "yes", "says": "Stalls were seen.", "changes": "Nothing.", "source": "doc", "page": "1"}  # fmt: skip


MAKER = "manufacturers/acme/manufacturer.yaml"
OWN = "manufacturers/acme/pump/device.yaml"
AXES = "axes.yaml"
CALL: dict[str, Any] = {
    "for": "MRI",
    "market": "US",
    "phone": "1",
    "seen": "2026-11-22",
    "source": "doc",
    "page": "1",
}


def of_maker(*contacts: dict[str, Any]) -> dict[str, Any]:
    return {MAKER: {"kind": "manufacturer", "name": "Acme", "contacts": list(contacts)}}


def of_axes(axis: str, **change: Any) -> dict[str, Any]:
    forms = strict_yaml.read((SHIPPED / AXES).read_text(), AXES).data["axes"]
    return {AXES: {"kind": "axes", "axes": {**forms, axis: {**forms[axis], **change}}}}


def of_regions(**parents: list[str]) -> dict[str, Any]:
    """The shipped axes with some regions elsewhere, or new."""
    region = strict_yaml.read((SHIPPED / AXES).read_text(), AXES).data["axes"]["scan.region"]
    choices = list(dict.fromkeys((*region["choices"], *parents)))
    return of_axes("scan.region", choices=choices, parents={**region["parents"], **parents})


def with_own(**change: Any) -> dict[str, Any]:
    return {OWN: {**models_on_file("AP1")[OWN], **change}}


def of_document(**change: Any) -> dict[str, Any]:
    """A labelling whose caution is for scans of the torso, and its document."""
    caution = {"id": "warm", "phase": "during", "who": "technologist", "do": "Ask about warmth.", "page": "2",
               "when": {"scan.region": {"one_of": ["torso"]}}}  # fmt: skip
    sources = {"kind": "sources", "sources": {"doc": {**SOURCES["doc"], **change}}}
    files = label()
    return {
        "manufacturers/acme/sources/sources.yaml": sources,
        LABEL: {**files[LABEL], "instructions": [caution]},
    }


def of_conflict(handling: str, source: str) -> dict[str, Any]:
    """A conflict that cites one document, beside a labelling of the EU."""
    leaflet = {**SOURCES["doc"], "number": "LEAFLET"}
    sources = {"kind": "sources", "sources": {**SOURCES, "leaflet": leaflet}}
    claims = [{"says": "3 T", "source": source, "page": "1"}]
    return {
        "manufacturers/acme/sources/sources.yaml": sources,
        "manufacturers/acme/pump/eu-leaflet.yaml": document(
            source="leaflet", market="EU", read="part", always=FIELD
        ),
        **with_own(conflicts=[{"topic": "field", "claims": claims, "handling": handling}]),
    }


OTHERWISE = "otherwise"
HIP = {"scan": {"region": "hip", "field_strength": "3 T"}}


@pytest.mark.parametrize(
    "first,files,change",
    [
        ({}, {"manufacturers/acme/notices/recall.yaml": NOTED}, OTHERWISE),
        ({}, {"practice.yaml": {
            "kind": "practice", "sources": {"ours": {"title": "Ours", "rank": "secondary", "read": "full"}},
            "instructions": [{"id": "always", "phase": "record", "who": "technologist", "ours": "yes",
                              "do": "Write all of it down."}]}}, OTHERWISE),
        (of_maker(CALL), of_maker({**CALL, "phone": "2"}), OTHERWISE),
        (of_maker(CALL), of_maker(CALL, {**CALL, "market": "AU"}), None),
        ({}, {MAKER: {"kind": "manufacturer", "name": "ACME"}}, OTHERWISE),
        ({}, with_own(name="Acme Pump 2"), OTHERWISE),
        ({}, with_own(ask_for="another leaflet"), None),  # its labelling is on file
        (of_document(), of_document(address="www.example.org"), OTHERWISE),
        (of_document(), of_regions(hip=["extremity"]), OTHERWISE),
        (of_document(), of_regions(jaw=["head"]), None),
        (of_document(), of_axes("scan.slew_rate", ask_maker="Which slew rate?"), OTHERWISE),
        ({}, of_axes("implant.drug", ask="Which drug?"), None),  # nothing here looks at it
        (of_conflict("So.", "doc"), of_conflict("Otherwise.", "doc"), OTHERWISE),
        (of_conflict("So.", "leaflet"), of_conflict("Otherwise.", "leaflet"), OTHERWISE),  # told in the US as of elsewhere
        (of_conflict("So.", "doc"), of_conflict("So.", "leaflet"), OTHERWISE),
    ], ids=["notice", "practice", "telephone", "telephone elsewhere", "maker's name", "name", "not asked for", "document",
            "region", "new region", "axis", "another axis", "conflict", "conflict elsewhere", "cited elsewhere"],
)  # fmt: skip
def test_what_is_told_beside_a_labelling_is_compared_too(
    first: dict[str, Any], files: dict[str, Any], change: str | None, tmp_path: Path, make: Callable[..., Catalogue]
) -> None:  # fmt: skip
    """The checklist says something else, and is to be printed anew; and only then."""
    (tmp_path / "first").mkdir()
    before = catalogue(tmp_path / "first", {**label(), **first})
    work, found = recheck(make({**label(), **first, **files}), batch(before, [row(**HIP)]))
    if change is None:
        assert found == [None]
        return
    one = only((work, found))
    assert one["change"] == change
    assert "labellings" not in one
    assert [it["device"] for it in one["told"]] == ["acme/pump"]
    assert one["told"][0]["before"] != one["told"][0]["after"]
    assert work.exit_code() == 20


def test_what_to_ask_for_is_compared_where_no_labelling_governs(
    tmp_path: Path, make: Callable[..., Catalogue]
) -> None:
    (tmp_path / "first").mkdir()
    before = catalogue(tmp_path / "first", with_own())
    one = only(recheck(make(with_own(ask_for="another leaflet")), batch(before, [row(**HIP)])))
    assert (one["change"], [it["device"] for it in one["told"]]) == ("otherwise", ["acme/pump"])


def test_a_model_that_the_name_may_mean_and_nothing_governs_is_told(
    tmp_path: Path, make: Callable[..., Catalogue]
) -> None:
    """Its market has no labelling: the same pump is judged, and the checklist says that another may be meant."""
    (tmp_path / "first").mkdir()
    sold = [
        {"AP1": {"markets": ["EU"]}},
        {"AP1": {"markets": ["EU"]}, "AP2": {"markets": ["EU", "JP"]}},
    ]
    files = [{**label(), **with_own(models=models)} for models in sold]
    named = row(implants=[{"device": "Acme Pump"}], market="US")
    found = only(recheck(make(files[1]), batch(catalogue(tmp_path / "first", files[0]), [named])))
    assert (found["change"], [it["device"] for it in found["told"]]) == ("otherwise", ["acme/pump"])


def test_what_an_older_version_told_is_no_change_by_the_same_catalogue(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    made = batch(old, [row(), row()])
    made[0]["devices"][0]["told"] = "sha256:" + "0" * 64
    del made[1]["devices"][0]["told"]
    assert recheck(old, made)[1] == [None, None]
    found = recheck(make({**label(), **of_maker(CALL)}), made)[1]
    assert [one and one["change"] for one in found] == ["otherwise", "otherwise"]


def test_an_identifier_is_read_by_the_new_catalogue(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    scanned = row(implants=[{"device": "(01)00643169007222(21)S1"}])
    old.identifiers = {"00643169007222": ("acme/pump", "AP1", "primary")}
    made = batch(old, [scanned])
    new = make(label())
    assert recheck(old, made)[1] == [None]
    one = only(recheck(new, made))
    assert (one["change"], one["after"]["disposition"]) == ("worse", "unidentified")
    new.identifiers = {"00643169007222": ("acme/pump", "AP1", "package")}
    assert only(recheck(new, made))["newly_open"] == [
        {"id": "implants/1/package", "who": "technologist"}
    ]


def test_a_device_that_is_gone_is_worse(old: Catalogue, make: Callable[..., Catalogue]) -> None:
    made = batch(old, [row(), row(scan={"field_strength": "7 T"})])
    assert [form["disposition"] for form in made] == ["incomplete", "outside-labelling"]
    found = recheck(make({**models_on_file("AP2"), **label()}), made)[1]
    for one in found:
        assert one is not None
        assert (one["change"], one["after"]["disposition"]) == ("worse", "unidentified")
        assert [it["change"] for it in one["labellings"]] == ["gone"]
        assert one["devices"][0]["after"]["device"] is None


@pytest.mark.parametrize("forbids,was", [(False, "outside-labelling"), (True, "prohibited")])
def test_a_device_that_is_gone_is_worse_whatever_another_decides(
    forbids: bool, was: str, tmp_path: Path, make: Callable[..., Catalogue]
) -> None:
    """The row is as bad as it was, or better; of its second device nothing is known any more."""
    (tmp_path / "two").mkdir()
    files = {**models_on_file("AP1", "AP2"), **label()}
    if forbids:
        box = {"scan.active_minutes": {"more_than": "30 min", "page": "1"}}
        files[LABEL]["prohibits"] = [{"says": "too long", **box}]
    two = catalogue(tmp_path / "two", files)
    scan = {"field_strength": "3 T", "active_minutes": "40 min"}
    made = batch(two, [row(implants=[{"device": "AP1"}, {"device": "AP2"}], scan=scan)])
    assert made[0]["disposition"] == was
    work, found = recheck(make({**models_on_file("AP1"), **label()}), made)
    one = only((work, found))
    assert (one["change"], one["after"]["disposition"]) == ("worse", "outside-labelling")
    assert one["devices"][-1]["after"]["device"] is None
    assert work.exit_code() == 21


def test_a_device_that_comes_to_worse_is_worse_whatever_another_decides(
    tmp_path: Path, make: Callable[..., Catalogue]
) -> None:
    """The row is better: what forbade it of the second device is gone; the first is outside its label now."""
    base = "manufacturers/acme/other"
    second = {**models_on_file("AP2")["manufacturers/acme/pump/device.yaml"], "name": "Acme Other"}
    box = {"says": "too long", "scan.active_minutes": {"more_than": "10 min", "page": "1"}}

    def files(at_most: str, **more: Any) -> dict[str, Any]:
        other = document(device="acme/other", read="part", always=FIELD, **more)
        own = label(**{"scan.active_minutes": {"at_most": at_most, "page": "1"}})
        return {**own, f"{base}/device.yaml": second, f"{base}/us-doc.yaml": other}

    (tmp_path / "two").mkdir()
    two = catalogue(tmp_path / "two", files("30 min", prohibits=[box]))
    made = batch(two, [row(implants=[{"device": "AP1"}, {"device": "AP2"}])])
    work, found = recheck(make(files("10 min")), made)
    one = only((work, found))
    dispositions = [one[when]["disposition"] for when in ("before", "after")]
    assert (one["change"], dispositions) == ("worse", ["prohibited", "outside-labelling"])
    assert work.exit_code() == 21


SECOND = {**SOURCES["doc"], "number": "DOC2", "revision": "Rev B", "dated": "2025-01-01"}


def revised(**form: Any) -> dict[str, Any]:
    """The catalogue with a second revision of the document beside the first."""
    return {
        "manufacturers/acme/sources/sources.yaml": {
            "kind": "sources", "sources": {**SOURCES, "second": SECOND}},
        **label(),
        "manufacturers/acme/pump/us-second.yaml": document(
            source="second", dated="2025-01-01", read="part", always={**FIELD, **MINUTES}, **form),
    }  # fmt: skip


@pytest.mark.parametrize("remark,change", [("Keep dry.", None), ("Keep warm.", "otherwise")])
def test_a_remark_of_what_is_superseded_is_told(
    remark: str, change: str | None, tmp_path: Path, make: Callable[..., Catalogue]
) -> None:
    def files(says: str) -> dict[str, Any]:
        why = [{"document": "doc", "basis": "inferred", "because": "it is older"}]
        found = revised(supersedes=why)
        found[LABEL] = {**found[LABEL], "says": [{"says": says, "page": "3"}]}
        return found

    (tmp_path / "first").mkdir()
    made = batch(catalogue(tmp_path / "first", files("Keep dry.")), [row()])
    (one,) = recheck(make(files(remark)), made)[1]
    assert (one and one["change"]) == change


def test_a_new_labelling_in_force_is_told(old: Catalogue, make: Callable[..., Catalogue]) -> None:
    one = only(recheck(make(revised()), batch(old, [row()])))
    (new,) = one["labellings"]
    assert (new["change"], new["id"], new["before"]) == ("new", "acme/pump/us-second", None)


def test_a_revision_takes_the_place_of_another_and_only_what_differs_is_told(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    why = [{"document": "doc", "basis": "printed", "because": "Rev B", "page": "1"}]
    scan = {"field_strength": "3 T"}
    one = only(recheck(make(revised(supersedes=why)), batch(old, [row(scan=scan)], findings=True)))
    (replaced,) = one["labellings"]
    assert (replaced["change"], replaced["id"], replaced["by"]) == (
        "replaced", HERE, "acme/pump/us-second"
    )  # fmt: skip
    assert one["change"] == "otherwise"
    assert not {"newly_open", "no_longer_open", "newly_decided_by", "findings"} & set(one)


CONSULTED = {
    "manufacturer": "acme", "on": "2026-11-23", "document": "DOC1 Rev A", "by": "phone", "said": "confirmed",
    "answered": "all",
}  # fmt: skip


def test_a_row_that_cannot_be_judged_again_says_what_is_known_of_its_labelling(
    old: Catalogue, make: Callable[..., Catalogue], tmp_path: Path
) -> None:
    rows = [row(consulted=[CONSULTED]), row(implants=[{"device": "no such pump"}])]
    made = batch(old, rows)
    assert [form["asked"] for form in made] == [None, None]
    assert [form["change"] if form else None for form in recheck(old, made)[1]] == [None, None]
    same = make({**label(), "edition.yaml": {
        "kind": "edition", "edition": "2026.2", "released": "2026-02-01", "schema": "1"}})  # fmt: skip
    work, found = recheck(same, made)
    assert [one and one["labelling"] for one in found] == ["unchanged", "unknown"]
    assert (work.exit_code(), work.summary()["run_again"]) == (21, 2)
    assert recheck(same, made[:1])[0].exit_code() == 21
    (tmp_path / "third").mkdir()
    work, found = recheck(catalogue(tmp_path / "third", revised()), made)
    assert [one and one["labelling"] for one in found] == ["affected", "unknown"]
    assert found[0] is not None
    assert [one["change"] for one in found[0]["labellings"]] == ["new"]


def in_europe(files: dict[str, Any], pages: str = "1") -> dict[str, Any]:
    eu = document(
        market="EU",
        read="part",
        always={"scan.field_strength": {"one_of": ["1.5 T"], "page": pages}},
    )
    return {**files, "manufacturers/acme/pump/eu-doc.yaml": eu}


def test_the_market_of_an_implant_is_that_of_its_labelling(
    old: Catalogue, make: Callable[..., Catalogue], tmp_path: Path
) -> None:
    """Of a row that is not judged again, too: its result says where it was sold."""
    (tmp_path / "eu").mkdir()
    europe = catalogue(tmp_path / "eu", in_europe(label()))
    implants = [{"device": "AP1", "market": "EU"}]
    made = batch(europe, [row(implants=implants, consulted=[CONSULTED])])
    assert made[0]["asked"] is None and made[0]["devices"][0]["market"] == "EU"
    changed = make(in_europe(label(**{"scan.slew_rate": {"at_most": "200 T/m/s", "page": "1"}})))
    assert only(recheck(changed, made))["labelling"] == "unchanged"  # the US label alone is another
    (tmp_path / "third").mkdir()
    third = catalogue(tmp_path / "third", in_europe(label(), pages="2"))
    told = only(recheck(third, made))
    assert [one["id"] for one in told["labellings"]] == ["acme/pump/eu-doc"]
    at_home = batch(europe, [row(implants=[{"device": "AP1"}], consulted=[CONSULTED])])
    assert "market" not in at_home[0]["devices"][0]


def test_a_market_that_is_on_file_no_more_is_run_again(old: Catalogue) -> None:
    made = batch(old, [row(consulted=[CONSULTED]), row()])
    made[0]["market"] = "ZZ"
    work, found = recheck(
        old, [{**one, "catalogue": {"edition": "1", "digest": "sha256:0"}} for one in made]
    )
    assert found[0] is not None and (found[0]["change"], found[0]["labelling"]) == (
        "again",
        "affected",
    )
    assert work.counts["again"] == 1 and sum(work.counts.values()) == 2
    assert work.exit_code() == 21


def test_the_rules_of_a_policy_are_still_in_force(
    old: Catalogue, make: Callable[..., Catalogue], tmp_path: Path
) -> None:
    from mri_check.policy import read_policy

    path = tmp_path / "policy.yaml"
    path.write_text(
        "format: mri-check/policy/1\nname: site\nrules:\n"
        "  - {id: short, says: ours, conditions: {scan.active_minutes: {at_most: 15 min}}}\n"
    )
    made = batch(old, [row(consulted=[CONSULTED])], policy=read_policy(str(path), old))
    assert any(one["id"].startswith("policy/") for one in made[0]["devices"][0]["labellings"])
    same = make({**label(), "edition.yaml": {
        "kind": "edition", "edition": "2026.2", "released": "2026-02-01", "schema": "1"}})  # fmt: skip
    found = recheck(same, made, read_policy(str(path), same), True)[1]
    assert found[0] is not None and found[0]["labelling"] == "unchanged"


def test_a_labelling_that_is_unchanged_says_nothing_of_what_a_row_comes_to(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    """The same label, and another model on file: what was judged is identified no more."""
    made = batch(old, [row(consulted=[CONSULTED])])
    work, found = recheck(make({**models_on_file("AP2"), **label()}), made)
    assert only((work, found))["labelling"] == "unchanged"
    (now,) = batch(work.catalogue, [row(consulted=[CONSULTED])])
    assert (made[0]["disposition"], now["disposition"]) == ("incomplete", "unidentified")
    assert (work.exit_code(), work.summary()["run_again"]) == (21, 1)


def test_what_a_profile_said_is_part_of_what_was_asked(
    old: Catalogue, make: Callable[..., Catalogue]
) -> None:
    made = batch(old, [row()])
    scan = made[0]["asked"].pop("scan")
    made[0]["asked"].update(profile={**scan, "active_minutes": "45 min"}, scan={"active_minutes": "20 min"})  # fmt: skip
    made[0]["asked"].pop("market")
    assert recheck(old, made)[1] == [None]
    tight = make(label(**{"scan.field_strength": {"one_of": ["1.5 T"], "page": "1"}}))
    assert only(recheck(tight, made))["change"] == "worse"


@pytest.mark.parametrize(
    "more", [{}, {"keep": {"bay": 'B "on": 7'}}, {"id": 'x"on":'}, {"id": None}]
)
def test_what_did_not_change_is_told_from_the_bytes(old: Catalogue, more: dict[str, Any]) -> None:
    engine = Engine(Desk(old))
    form = {**json.loads(engine.line(1, json.dumps(row()).encode(), "f", 0)), **more}
    first = ("format", "row", "id", "keep")  # as they stand in a line
    form = {name: form[name] for name in (*first, *form) if name in form}
    before = read_result(dumps(form).encode() + b"\n")
    again = engine.line(1, dumps({"format": REQUEST, **form["asked"]}).encode(), "f", 0)
    newer = again.replace(old.edition.encode(), b"2027.9", 1)
    assert alike(before, again, old.edition, old.digest)
    assert alike(before, newer, "2027.9", old.digest)
    assert not alike(before, newer, old.edition, old.digest)
    assert not alike(
        before, again.replace(b'"exit_code":', b'"exit_code":1', 1), old.edition, old.digest
    )
    twice = dumps(form)[:-1] + ',"disposition":"prohibited"}\n'  # the last of two counts
    assert not alike(read_result(twice.encode()), again, old.edition, old.digest)
    assert not alike(read_result(json.dumps(form).encode()), again, old.edition, old.digest)


def test_past_rows_rows_that_were_not_judged_and_twins_are_counted(old: Catalogue) -> None:
    made = batch(old, [row(), row(), row(on="2017-12-31")])
    made.append({"format": made[0]["format"], "row": 4, "id": None, "disposition": "not-judged",
                 "exit_code": 9, "decided_by": [], "catalogue": made[0]["catalogue"], "why": "no MRI"})  # fmt: skip
    work, _ = recheck(old, made)
    counted = {name: count for name, count in work.counts.items() if count}
    assert counted == {"same": 2, "past": 1, "not-judged": 1}
    assert work.exit_code() == 0
    assert work.same_catalogue()
    assert [one["rows"] for one in work.summary()["made_with"]] == [4]


@pytest.mark.parametrize("catalogue", [None, {"edition": "0", "digest": "sha256:0"}])
def test_the_very_catalogue_is_that_of_every_line(old: Catalogue, catalogue: Any) -> None:
    made = batch(old, [row(), row(market="mars")])
    assert made[1]["disposition"] == "unreadable"
    assert recheck(old, made)[0].same_catalogue()
    assert made[1].pop("catalogue") == made[0]["catalogue"]
    if catalogue is not None:
        made[1]["catalogue"] = catalogue
    assert not recheck(old, made)[0].same_catalogue()


@pytest.mark.parametrize(
    ("edits", "made_otherwise", "nothing", "told"),
    [
        ({}, 0, True, ""),
        ({"disposition": "within-labelling", "exit_code": 0}, 1, False, "makes of it: 1 row."),
        ({"asked": {"implants": []}}, 1, False, "makes of it: 1 row."),
        ({"disposition": "unreadable", "exit_code": 16, "errors": []}, 0, False, ""),
    ],
)
def test_of_the_very_catalogue_only_what_comes_out_the_same_cannot_change(
    old: Catalogue, edits: dict[str, Any], made_otherwise: int, nothing: bool, told: str
) -> None:
    """A result that was edited, or that another version made: nothing of it comes from the catalogue."""
    from mri_check.render.recheck import counts

    made = batch(old, [row(), row()])
    made[1].update(edits)
    summary = recheck(old, made)[0].summary()
    assert (summary["same_catalogue"], summary["made_otherwise"]) == (True, made_otherwise)
    text = " ".join(counts(summary).split())
    assert "This is the very catalogue that the results were made with" in text
    assert ("nothing can change" in text) is nothing
    assert ("run mri-check batch again" in text) is bool(told)
    assert told in text


def test_a_policy_that_is_not_the_one_of_the_results_is_an_error(old: Catalogue) -> None:
    from mri_check.policy import Policy

    made = batch(old, [row()], policy=Policy("site", (), "sha256:1"))
    for policy, told in ((None, "--policy"), (Policy("site", (), "sha256:2"), "another policy")):
        with pytest.raises(RequestError, match=told):
            recheck(old, made, policy)
    assert recheck(old, made, Policy("site", (), "sha256:1"), True)[1] == [None]
    plain = batch(old, [row()])
    with pytest.raises(RequestError, match="without a policy"):
        recheck(old, plain, Policy("site", (), "sha256:1"), True)
    work, found = recheck(old, plain, Policy("site", (), "sha256:1"), False)
    assert (found, work.without_policy) == ([None], 1)


# --- lines ------------------------------------------------------------------------------------------


GOOD = json.dumps(batch(CATALOGUE, [request(implants=[{"device": "8637-40"}])])[0])
BAD = [
    b"[" * 100_000, b"null", b"7", b"\xff\xfe", b"{}", GOOD.encode()[:-40], GOOD.encode() * 2,
    GOOD.replace('"row":', '"row":true,"x":').replace("1,", "true,", 1).encode(),
] + [json.dumps({**json.loads(GOOD), **bad}).encode() for bad in (
    {"row": None}, {"row": True}, {"id": 7}, {"on": "tomorrow"}, {"on": None}, {"disposition": "fine"},
    {"decided_by": [1]}, {"open": [7]}, {"open": [{"id": "x"}]}, {"devices": {}}, {"devices": [{}]},
    {"catalogue": None}, {"catalogue": {}}, {"policy": "x"}, {"findings": [1]}, {"asked": []}, {"asked": {"scan": 1}},
    {"asked": {"profile": None}}, {"format": "mri-check/result/2"}, {"market": 1}, {"exit_code": "0"},
)]  # fmt: skip


def test_a_line_that_is_no_result_is_told_with_its_number_and_counts() -> None:
    raw = b"\n".join([GOOD.encode(), b"", *BAD, b" ", GOOD.encode()[:90]])
    found = list(results(io.BytesIO(raw), "r"))
    assert len(found) == len(BAD) + 2
    assert [line.number for line in found] == [1, *range(3, len(BAD) + 3), len(BAD) + 4]
    assert [line.why for line in found] == ["", *["not-a-result"] * len(BAD), "cut-off"]
    work = Recheck(CATALOGUE, None, False, START)
    told = [work.line(line, "r") for line in found]
    assert [one and one["change"] for one in told] == [None, *["unreadable"] * (len(BAD) + 1)]
    assert work.exit_code() == 21


def test_a_line_beyond_all_measure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier, "LONGEST", len(GOOD) + 5)
    raw = f"{GOOD}\n{'x' * 3 * len(GOOD)}\n{GOOD}\n".encode()
    found = list(results(io.BytesIO(raw), "r"))
    assert [(line.number, line.why) for line in found] == [(1, ""), (2, "not-a-result"), (3, "")]


def test_what_memory_does_not_hold_comes_out_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_HELD", 2000)
    kept = spool.Spool()
    keys = [(at * 7919 % 5, "\ud800x" * (at % 3), at) for at in range(300)]
    for key in keys:
        kept.add(key[:2], key)
    assert len(kept.runs) > 5
    assert [tuple(one) for one in kept] == sorted(keys)
    kept.close()


# --- the command ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue in another edition, where one labelling permits less."""
    folder = tmp_path_factory.mktemp("new") / "edition"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.jsonl"))
    path = folder / "manufacturers/medtronic/synchromed-iii/us-m005186c003-b.yaml"
    path.write_text(path.read_text().replace("{one_of: [1.5 T, 3 T],", "{one_of: [1.5 T],"))
    name = folder / "edition.yaml"
    name.write_text(name.read_text().replace("2026.1", "2026.2"))
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Path:
    scan = {"field_strength": "3 T"}
    devices = ["8667-20", "8637-40", "SynchroMed", "8667-20"]
    rows = [
        request(id=f"order-{at}\u202e", implants=[{"device": device, "facts": {"pump_state": "active"}}], scan=scan)
        for at, device in enumerate(devices)
    ]  # fmt: skip
    path = tmp_path / "results.jsonl"
    lines = [json.dumps(form) for form in batch(CATALOGUE, rows, findings=True)]
    path.write_text("\n".join(lines) + "\n" + lines[0][:200])
    return path


ARGUMENTS = ("--from", "2026-01-01", "--catalog")


def test_text_names_the_worst_first(made: Path, edition: Path, command: Command) -> None:
    code, out, err = command("recheck", made, *ARGUMENTS, edition)
    assert (code, err) == (21, "")
    assert max(map(len, out.splitlines())) <= 80
    assert "\u202e" not in out
    parts = ["worse              2", "same", "\nWORSE\n", '"order-0', '"order-3', "\nUNREADABLE LINES\n", "cut off",
             "\nNOT JUDGED AGAIN\n", '"order-2']  # fmt: skip
    at = 0
    for part in parts:
        assert part in out[at:], part
        at = out.index(part, at)
    assert "incomplete (11) -> outside-labelling (14)" in out
    assert "not met (" in out
    assert "labelling reads otherwise: medtronic/synchromed-iii/us-m005186c003-b" in out


def test_a_rule_that_is_wider_than_a_label_that_was_tightened_is_told(
    edition: Path, tmp_path: Path, command: Command
) -> None:
    """Each is judged beside the other: so a site sees whom the tighter label concerns."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "format: mri-check/policy/1\nname: site\nrules:\n"
        "  - {id: field, for: {device: 8667-20}, conditions: {scan.field_strength: {one_of: [1.5 T, 3 T]}}}\n"
    )
    state = {"facts": {"pump_state": "active"}}
    rows = tmp_path / "rows.jsonl"
    asks = request(implants=[{"device": "8667-20", **state}], scan={"field_strength": "3 T"})
    rows.write_text(json.dumps(asks) + "\n")
    out = tmp_path / "results.jsonl"
    assert command("batch", rows, "--policy", policy, "--output", out)[0] == 11
    with_it = ("--policy", policy, "--catalog", edition)
    for _ in range(2):  # what would loosen is not remembered as found right
        code, text, err = command("recheck", out, "--from", "2026-01-01", *with_it)
        assert (code, "incomplete (11) -> outside-labelling (14)" in text) == (21, True)
        assert err.startswith(f"note: {policy}:4:54: rule 'field' would loosen the label")
    assert command("batch", rows, *with_it)[0] == 3


def test_json_and_its_lines_say_the_same(made: Path, edition: Path, command: Command) -> None:
    code, out, err = command("recheck", made, *ARGUMENTS, edition, "--format", "json")
    form = json.loads(out)
    assert (code, err, form["format"], form["exit_code"]) == (21, "", "mri-check/recheck/1", 21)
    assert list(form["counts"]) == list(CLASSES)
    assert sum(form["counts"].values()) == form["rows"] == 5
    assert form["labellings"][0]["rows"] == 2
    code, out, err = command("recheck", made, *ARGUMENTS, edition, "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 21
    assert "order-" not in err
    assert "RECHECK BY CATALOGUE EDITION 2026.2" in err
    assert [one["line"] for one in lines] == [1, 3, 4, 5]
    assert all(one.pop("format") == "mri-check/recheck/1" for one in lines)
    assert sorted(lines, key=lambda one: one["line"]) == sorted(
        form["changes"], key=lambda one: one["line"]
    )


def test_by_the_same_catalogue_nothing_changes_and_it_says_so(
    made: Path, tmp_path: Path, command: Command
) -> None:
    whole = tmp_path / "whole"
    whole.write_text(made.read_text().rpartition("\n")[0] + "\n")
    code, out, _ = command("recheck", whole, "--from", "2026-01-01")
    assert code == 0
    assert "nothing can change" in " ".join(out.split())
    code, out, _ = command("recheck", whole, "--from", "2026-01-01", "--format", "json")
    assert json.loads(out)["changes"] == []
    code, out, _ = command("recheck", whole, "--from", "2027-01-01")
    assert code == 0
    assert "past               4" in out


def test_the_output_appears_whole_or_not_at_all(
    made: Path, edition: Path, tmp_path: Path, command: Command
) -> None:
    target = tmp_path / "out"
    code, out, err = command("recheck", made, *ARGUMENTS, edition, "--output", target)
    assert (code, out) == (21, "")
    assert '"order-0' in target.read_text()
    assert "order-" not in err
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(json.dumps(request()) + "\n")
    target.write_text("kept")
    code, out, err = command("recheck", made, wrong, *ARGUMENTS, edition, "--output", target)
    assert (code, out, target.read_text()) == (3, "", "kept")
    assert "wrong.jsonl:1: no line here is a result of batch" in err
    assert {one.name for one in tmp_path.iterdir()} == {"out", "wrong.jsonl", made.name}
    site = tmp_path / "site.yaml"
    site.write_text("format: mri-check/policy/1\n")
    code, _, err = command("recheck", made, "--policy", site, "--output", site)
    assert (code, site.read_text()) == (2, "format: mri-check/policy/1\n")
    assert "is read too" in err
    for bad, told in ((made, "is read too"), (tmp_path / "no/where", "cannot be written")):
        code, _, err = command("recheck", made, *ARGUMENTS, edition, "--output", bad)
        assert code == 2
        assert told in err


@pytest.mark.parametrize("text", ["row,id,on\n1,a,2026-11-23\n", "%PDF", '{"format": "mri-check/request/1"}'])  # fmt: skip
def test_another_file_is_refused(text: str, tmp_path: Path, command: Command) -> None:
    (tmp_path / "x").write_text(text)
    code, out, err = command("recheck", tmp_path / "x")
    assert (code, out) == (3, "")
    assert "x:1: no line here is a result of batch" in err


def test_results_without_a_row_end_their_sentence(tmp_path: Path, command: Command) -> None:
    (tmp_path / "none").write_text("")
    _, out, _ = command("recheck", tmp_path / "none", "--from", START)
    assert f"Scans from {START} on. 0 rows.\n" in out


def test_a_long_recheck_says_how_far_it_is(
    made: Path, edition: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = command("recheck", made, *ARGUMENTS, edition)
    clock = iter(range(0, 10_000, 25))
    monkeypatch.setattr("mri_check.cli.telling.time.monotonic", lambda: float(next(clock)))
    code, out, err = command("recheck", made, *ARGUMENTS, edition)
    assert (code, out) == quiet[:2]
    assert re.fullmatch(r"3 rows, 0 rows/s\n", err.removeprefix(quiet[2])), err


def test_what_is_mistaken_is_said(tmp_path: Path, command: Command) -> None:
    (tmp_path / "empty.part").write_text("")
    code, _, err = command("recheck", tmp_path / "empty.part")
    assert code == 21
    assert "unfinished run" in err
    assert "holds no row" in err
    for arguments, code, told in (
        (["nowhere"], 3, "nowhere: cannot be read: no such file"), ([tmp_path], 3, "cannot be read: is a directory"),
        (["-", "-"], 2, "can be read once"), (["x", "--from", "tomorrow"], 2, "is not a date"),
        (["x", "--catalogue", "y"], 2, "--catalog"), ([], 2, "RESULTS"),
    ):  # fmt: skip
        ended, _, err = command("recheck", *arguments)
        assert ended == code, err
        assert told in err


def test_a_row_that_could_not_be_read_is_past_when_its_day_is(
    tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    """The typing error of a January in an archive is nothing to be run again in November."""
    for day, expected in (("2026-01-01", "past"), ("2026-12-01", "again")):
        form = {"format": "mri-check/request/1", "on": day, "implants": [{"device": "8637-40"}], "scan": {"field_strength": "15 T"}}  # fmt: skip
        (tmp_path / "rows.jsonl").write_text(json.dumps(form) + "\n")
        results = tmp_path / "results.jsonl"
        assert command("batch", str(tmp_path / "rows.jsonl"), "--output", str(results))[0] == 16
        code, out, _ = command("recheck", str(results), "--from", "2026-11-23")
        assert re.search(rf"{expected} +1  ", out) and code == (0 if expected == "past" else 21), (
            out
        )
