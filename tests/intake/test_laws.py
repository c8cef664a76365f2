"""What holds of every source: rows in are rows out, nothing raises, nobody is named, memory stays small."""

from __future__ import annotations

import gc
import io
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mri_check import RequestError
from mri_check.catalog import Catalogue
from mri_check.identify import Identified, identify
from mri_check.intake import JUDGE, NOT_JUDGED, NOT_KNOWN, UNREADABLE, Context, Row, rows
from mri_check.intake.devices import ABSENT, UNNAMED
from mri_check.intake.elements import elements
from mri_check.intake.lines import Source
from mri_check.intake.row import MAX_ROW, REMOVED, as_device
from mri_check.mentions import _ALSO_ELSE, _PUMPS_ONLY, MORE, MOST, Mentions

GOOD = b'{"format": "mri-check/request/1", "id": "g", "on": "2026-11-23", "implants": [{"device": "8637-40"}]}'
DEEP = b'{"id": ' + b"[" * 60 + b"]" * 60 + b"}"
BAD = [
    b'{"id": "x", "on": ', b'{"a": 1, "a": 2}', b'{"id": "\xff\xfe"}', b'{"v": NaN}', b'{"v": -Infinity}',
    b"[1, 2", b'"text"', b"null", b"12", b"{}}", b'{"id": 5}{"id": 6}', DEEP, b'{"id": "\\ud800"}', b'{"scan": []}',
    b'{"id": ["x"]}', b'{"id": "\x00"}', b"[" * 100_000, b'{"resourceType": 5}', b'{"resourceType": "Bundle", "entry": 5}',
    b'{"00400100": {"Value": {}}}', b'{"id": "x"', b"\xef\xbb\xbf{",
]  # fmt: skip


def read(source: bytes, catalogue: Catalogue, **known: Any) -> list[Row]:
    return list(rows(io.BytesIO(source), Context(catalogue, frozenset({"g30"}), **known)))


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_bad_line_is_a_row_and_the_next_is_read(bad: bytes, catalogue: Catalogue) -> None:
    for end in (b"\n", b"\r\n"):
        source = end.join((GOOD, bad, GOOD, b""))
        found = read(source, catalogue)
        assert [row.outcome for row in (found[0], found[-1])] == [JUDGE, JUDGE]
        assert len(found) == 3
        if found[1].outcome == UNREADABLE:
            assert found[1].offset == len(GOOD) + len(end)
            if " (byte " in found[1].why:
                at = int(found[1].why.rpartition(" (byte ")[2].removesuffix(" of the row)"))
                assert 0 < at <= len(bad)
        else:
            assert bad in (b'{"id": 5}', b'{"v": 1}')
        assert found[2].offset == source.rindex(GOOD)


@given(mixed=st.lists(st.sampled_from([GOOD, *BAD]), max_size=12), last=st.booleans())
@settings(max_examples=60, deadline=None)
def test_rows_in_are_rows_out(catalogue: Catalogue, mixed: list[bytes], last: bool) -> None:
    source = b"\n".join((GOOD, *mixed, GOOD)) + (b"\n" if last else b"")
    found = read(source, catalogue)
    assert len(found) == len(mixed) + 2
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    for row, line in zip(found[1:-1], mixed):
        assert (row.outcome == JUDGE) == (line == GOOD)


CELLS = ["1,2026-11-23,8637-40,", "2,2026-11-23,,an intrathecal pump", '3,"', "4", '"a""b",2026-11-23,8637-40,"x\ny"',
         "5,2026-11-23,8637-40,\x00", '6,2026-11-23,8637-40,a"b', "é,2026-11-23,none,"]  # fmt: skip


@given(st.lists(st.sampled_from(CELLS), max_size=12))
@settings(max_examples=60, deadline=None)
def test_rows_in_are_rows_out_of_a_table(catalogue: Catalogue, cells: list[str]) -> None:
    """Records with a stray quote may take what follows into doubt, never the good ones with no quote near them."""
    source = "\n".join(("id,on,device,notes", *cells)).encode()
    found = read(source, catalogue)
    good = sum(one in (CELLS[0], CELLS[1], CELLS[7]) for one in cells)
    if not any('"' in one for one in cells):
        assert len(found) == len(cells)
        assert sum(row.outcome != UNREADABLE for row in found) == good
    assert len(found) >= len(cells) - cells.count(CELLS[2]) // 2
    assert [row.number for row in found] == list(range(1, len(found) + 1))


MESSAGE = b"MSH|^~\\&|R|H|X|Y|20261122||SIU^S12|1|P|2.5\rSCH||F-1\rAIS|1||A^MRI BRAIN|20261123\r"


@given(
    st.lists(
        st.sampled_from(
            [MESSAGE, b"MSH|^~\\&|R\r", b"MSH|\r", b"MSH|^~\\&|\xff\r", b"MSH|^~\\&|R\rgarbage\r"]
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_messages_in_are_rows_out(catalogue: Catalogue, parts: list[bytes]) -> None:
    found = read(MESSAGE + b"".join(parts), catalogue)
    assert [row.outcome == JUDGE for row in found] == [True, *(part == MESSAGE for part in parts)]


STARTS = [b"", b"{", b"[", b"[{", b'{"resourceType":', b"MSH|^~\\&|", b"BHS|", b"id,on,device\n", b"\xef\xbb\xbf", GOOD + b"\n",
          MESSAGE, b"[" + GOOD + b",", b"\0" * 128 + b"DICM", b'{"resourceType": "Bundle", "entry": [{"resource": ',
          b'{"00080060": {"vr": "CS", "Value": [']  # fmt: skip


@given(st.sampled_from(STARTS), st.binary(max_size=300))
@example(b"", b"\xff\xfe")
@settings(max_examples=400, deadline=None)
def test_no_bytes_raise(catalogue: Catalogue, start: bytes, rest: bytes) -> None:
    _never_raises(start + rest, catalogue)


@given(st.sampled_from([MESSAGE * 2, GOOD + b"\n" + GOOD]), st.data())
@settings(max_examples=200, deadline=None)
def test_no_damage_raises(catalogue: Catalogue, whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole)))
    _never_raises(whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1 :], catalogue)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Device", "Patient/1", "8637-40"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def _spoiled(data: Any, value: Any, choose: random.Random) -> Any:
    """Plain data with one thing in it replaced."""
    if isinstance(data, dict) and data and choose.random() < 0.85:
        key = choose.choice(sorted(data))
        return {**data, key: _spoiled(data[key], value, choose)}
    if isinstance(data, list) and data and choose.random() < 0.85:
        at = choose.randrange(len(data))
        return [*data[:at], _spoiled(data[at], value, choose), *data[at + 1 :]]
    return value


@given(st.sampled_from(["fhir", "dicom", "request"]), JSONS, st.randoms(use_true_random=False))
@settings(max_examples=400, deadline=None)
def test_no_wrong_type_raises(
    catalogue: Catalogue, kind: str, value: Any, choose: random.Random
) -> None:
    data = {"fhir": marked_bundle("x"), "dicom": marked_item("x"), "request": json.loads(GOOD)}[
        kind
    ]
    _never_raises(json.dumps(_spoiled(data, value, choose)).encode(), catalogue)


def _never_raises(source: bytes, catalogue: Catalogue) -> None:
    try:
        for row in read(source, catalogue):
            assert row.outcome in (JUDGE, NOT_JUDGED, UNREADABLE)
            assert (row.request is not None) == (row.outcome == JUDGE)
            assert bool(row.why) == (row.outcome != JUDGE)
            assert 0 <= row.offset <= len(source)
    except RequestError as bad:  # only the header of a table may
        assert all(problem.code == "column" for problem in bad.problems)


MARK = "ZQXMARKER"


def marked_bundle(mark: str) -> dict[str, Any]:
    """A bundle with a mark in everything that may identify a patient."""
    patient = {"reference": f"Patient/{mark}", "display": mark, "identifier": {"value": mark}}
    device = {
        "resourceType": "Device", "id": "d1", "identifier": [{"value": mark}], "patient": patient, "serialNumber": mark,
        "lotNumber": mark, "distinctIdentifier": mark, "modelNumber": "8637-40", "status": "active",
        "udiCarrier": [{"carrierHRF": f"(01)51022222233336(21){mark}"}], "note": [{"text": f"{mark} pump"}],
        "text": {"div": mark}, "owner": {"display": mark}, "deviceName": [{"name": "8637-40", "type": "other"}],
    }  # fmt: skip
    order = {
        "resourceType": "ServiceRequest", "id": "s1", "subject": patient, "identifier": [{"value": mark}], "status": "active",
        "code": {"text": "MRI BRAIN"}, "occurrenceDateTime": "2026-11-23", "requester": {"display": mark},
        "note": [{"text": f"{mark} has a baclofen pump, {mark}"}], "reasonCode": [{"text": f"{mark} PUMP {mark}"}],
        "supportingInfo": [{"reference": "Device/d1", "display": mark}], "patientInstruction": f"{mark} pump",
        "insurance": [{"display": mark}], "encounter": {"reference": f"Encounter/{mark}"},
    }  # fmt: skip
    other = {
        "resourceType": "Appointment", "id": "a1", "start": "2026-11-23T08:00:00Z", "comment": f"{mark} pump",
        "participant": [{"actor": patient}, {"actor": {"reference": f"Practitioner/{mark}", "display": mark}}],
        "description": "MRI BRAIN", "basedOn": [{"reference": "ServiceRequest/s9"}],
    }  # fmt: skip
    link = {"resourceType": "DeviceUseStatement", "id": "u", "subject": patient, "status": "active",
            "device": {"reference": f"Device/{mark}", "display": mark}}  # fmt: skip
    flag = {
        "resourceType": "Flag",
        "subject": patient,
        "code": {"text": f"{mark} intrathecal pump {mark}"},
    }
    person = {
        "resourceType": "Patient",
        "id": mark,
        "name": [{"text": mark}],
        "birthDate": "1950-01-01",
    }
    udi = {"resourceType": "Observation", "id": "o", "subject": patient, "code": {"text": "Unique device identifier"},
           "valueString": f"(01)51022222233336(21){mark}", "device": {"reference": f"Device/{mark}", "display": mark}}  # fmt: skip
    drug = {
        "resourceType": "Medication",
        "id": mark,
        "code": {"text": f"{mark} baclofen pump {mark}"},
    }
    task = {"resourceType": "Task", "id": "t", "for": patient, "focus": {"reference": f"Medication/{mark}", "display": mark}}  # fmt: skip
    entries = [{"fullUrl": f"https://s.example/{one['resourceType']}/{one.get('id', '1')}", "resource": one}
               for one in (person, device, order, other, link, flag, udi, drug, task)]  # fmt: skip
    return {"resourceType": "Bundle", "type": "searchset", "total": 9, "entry": entries,
            "link": [{"relation": "self", "url": f"Device?patient={mark}"}]}  # fmt: skip


def marked_item(mark: str) -> dict[str, Any]:
    """A worklist item with a mark in everything that may identify a patient."""

    def of(vr: str, *values: Any) -> dict[str, Any]:
        return {"vr": vr, "Value": list(values)}

    names = {
        tag: of("PN", {"Alphabetic": mark})
        for tag in ("00100010", "00080090", "00321032", "00101001")
    }
    texts = {tag: of("LO", mark) for tag in ("00100020", "00101000", "00080050", "00100030", "00101040", "00102154",
                                             "00101030", "00100040", "00380010", "0020000D", "00380300")}  # fmt: skip
    free = {
        tag: of("LT", f"{mark} has a pump {mark}")
        for tag in ("00102000", "00380050", "001021B0", "00401400")
    }
    step = {"00080060": of("CS", "MR"), "00400001": of("AE", "g30"), "00400002": of("DA", "20261123"),
            "00400009": of("SH", "S1"), "00400006": of("PN", {"Alphabetic": mark})}  # fmt: skip
    return {**names, **texts, **free, "00400100": of("SQ", step), "00321060": of("LO", "MRI BRAIN")}


def marked_message(mark: str) -> bytes:
    """A message with a mark in everything that may identify a patient."""
    segments = [
        f"MSH|^~\\&|{mark}|{mark}|X|Y|20261122||SIU^S12|{mark}|P|2.5", f"PID|1|{mark}|{mark}^^^H|{mark}|{mark}^{mark}||19500101|F",
        "SCH||F-1", f"PV1|1|O|{mark}||||{mark}^{mark}", f"NK1|1|{mark}", f"GT1|1|{mark}", f"IN1|1|{mark}",
        f"NTE|1||{mark} has a baclofen pump {mark}", f"OBX|1|TX|I^Implant||{mark}: pump of {mark}||||||F",
        f"AL1|1||P^{mark} PUMP {mark}", f"ZPI|{mark}|pump {mark}", "RGS|1", "AIS|1||A^MRI BRAIN|20261123", f"AIP|1||{mark}^{mark}",
        "AIL|1||R^g30",
    ]  # fmt: skip
    return "\r".join(segments).encode()


SOURCES: list[Callable[[str], bytes]] = [
    lambda mark: json.dumps(marked_bundle(mark)).encode(),
    lambda mark: b"\n".join(json.dumps(one["resource"]).encode() for one in marked_bundle(mark)["entry"]),
    lambda mark: json.dumps([marked_item(mark)]).encode(),
    marked_message,
    lambda mark: (
        f"id,on,device,notes,MRN\n1,2026-11-23,,{mark} has a pump {mark},{mark}\n2,x\n3,{mark},\n".encode()
    ),
]  # fmt: skip


@pytest.mark.parametrize("made", SOURCES, ids=["bundle", "export", "worklist", "hl7", "table"])
def test_nothing_that_identifies_a_patient_reaches_a_row(
    made: Callable[[str], bytes], catalogue: Catalogue
) -> None:
    source = made(MARK)
    known = {"columns": {"MRN": "market"}} if source.startswith(b"id,") else {}
    if (
        known
    ):  # a column that is neither mapped nor kept is refused, so that none is taken in unseen
        with pytest.raises(RequestError, match="MRN"):
            read(source, catalogue)
        source, known = source.replace(b",MRN", b"", 1).replace(f",{MARK}\n2".encode(), b"\n2"), {}
    found = read(source, catalogue, **known)
    assert any(row.outcome == JUDGE for row in found)
    assert any(row.possible for row in found), "the free text was read"
    assert MARK not in repr(found).upper()
    assert "1950" not in repr(found)


@pytest.mark.parametrize("made", SOURCES[1:4], ids=["export", "worklist", "hl7"])
def test_what_is_cut_short_names_nobody(made: Callable[[str], bytes], catalogue: Catalogue) -> None:
    source = made(MARK)
    for at in range(0, len(source), 37):
        assert MARK not in repr(read(source[:at], catalogue)).upper()


def test_a_mention_never_identifies_a_device(catalogue: Catalogue) -> None:
    texts = [*catalogue.spelling.values(), *catalogue.names, *catalogue.families]
    for text in texts:
        for said in (as_device(text), f"{REMOVED} ({text})"):
            assert not isinstance(identify(said, catalogue), Identified), said
    for said in (NOT_KNOWN, UNNAMED, ABSENT):
        assert not isinstance(identify(said, catalogue), Identified)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INTRATHECAL PUMP IN SITU", ("intrathecal pump in situ",)),
        ("Pt Jane Example, baclofen pump (Dr Who) 2015", ("baclofen pump",)),
        ("no pump", ("no pump",)),
        ("Schmerzpumpe implantiert", ("pump",)),
        ("proton pump inhibitor", ()),
        ("SynchroMed II 40 ml", ("synchromed ii",)),
        ("has 8637-40", ("8637-40",)),
        ("phone 8637-41, MRN 863740", ()),
        ("intrathecal catheter fragment", ("intrathecal catheter",)),
        ("urinary catheter, pacemaker", ()),
        ("Mr Pumphrey", ()),
        ("", ()),
        ("intrathecal pump of Zebedee Quux in situ", ("intrathecal pump",)),
        ("pump in situ and the", ("pump in situ",)),
        ("intrathecal baclofen pump in situ", ("intrathecal baclofen pump in situ",)),
        ("SynchroMed II pump and catheter", ("synchromed ii pump and catheter",)),
        ("ITB pump in situ", ("itb pump in situ",)),
        ("spinal Jones catheter", ("spinal catheter",)),
        ("baclofen 2,000 mcg/mL intrathecal solution", ("intrathecal baclofen",)),
        ("Baclofen intrathecal", ("intrathecal baclofen",)),
        ("Morphine (Dr Jane Example), intrathecal", ("intrathecal morphine",)),
        ("intrathecal pump, filled with baclofen", ("intrathecal pump",)),
        ("intra-thecal baclofen", ("intrathecal baclofen",)),
        ("Intra thecal catheter", ("intrathecal catheter",)),
        ("IDDS in situ", ("idds in situ",)),
        ("TDDS", ("tdds",)),
        ("baclofen 10 mg for spasticity after a spinal cord injury", ()),
        ("morphine 5 mg, labour, then an epidural", ()),
        ("?ITB syndrome", ()),
        ("ITB and ITB friction", ("itb",)),
        ("Pompe disease, Pompe's disease, Morbus Pompe, maladie de Pompe", ()),
        ("off-pump CABG 2019", ()),
        ("pump off. CABG 2019", ("pump",)),
        ("testosterone gel pump, metered-dose pump, acid pump antagonist", ()),
        ("Meds: folic acid. Pump in left abdomen", ("pump in left",)),
        ("On ITB. Pain in left hip", ("itb pain in left",)),
        ("Morphine on pump; coronary stents", ("pump",)),
        ("CABG 2012 (on-pump), breast pump, ventricular pump function", ()),
        ("Implanted drug delivery system", ("implanted drug delivery system",)),
        ("Intrathecal device in situ", ("intrathecal device in situ",)),
        ("Lioresal intrathecal, refills", ("intrathecal lioresal",)),
        ("SynchroMed2 in situ", ("synchromed2 in situ",)),
        ("Codman 3000, SynchroMed II 20", ("codman 3000", "synchromed ii")),
        ("Janssenbaclofenpomp", ("pump",)),
        ("Flowonix", ("flowonix",)),
        ("Tricumed 20 ml, Ms Example", ("tricumed",)),
        ("Medtronic MiniMed 780G", ("medtronic minimed",)),
        ("has Flowonix 13827", ("has flowonix", "13827")),
        ("has Intera", ("has intera",)),
        ("Intera Oncology", ("intera oncology",)),
        ("Intera 3000", ("intera 3000",)),
        ("Philips Intera 1.5T; moved to Intera 2; RM colonna intera", ()),
        ("Medtronic pacemaker, Arrow line, Codman shunt, Smiths Medical port, St Jude ICD", ()),
        ("Baklofeenipumppu 2019", ("baclofen pump",)),
        ("baklofenová pumpa", ("baclofen pump",)),
        ("stan po wszczepieniu pompy baklofenowej", ("pump baclofen",)),
        ("髄注ポンプ植込み後", ("intrathecal pump",)),
        ("髄腔内バクロフェンﾎﾟﾝﾌﾟ", ("intrathecal baclofen pump",)),
        ("ITB療法", ("itb",)),
        ("鞘内药物输注泵", ("intrathecal infusion pump",)),
        ("척수강내 약물주입펌프", ("intrathecal infusion pump",)),
        ("İntratekal baklofen pompası", ("intrathecal baclofen pump",)),
        ("baclofenpompje", ("baclofen pump",)),
        ("Baklofenpumpar; pumppåfyllning", ("baclofen pump pump",)),
        ("Portatore di infusore intratecale", ("pump intrathecal",)),
        ("Purtător pompă baclofen", ("pump baclofen",)),
        ("баклофеновая помпа", ("baclofen pump",)),
        ("αντλία μπακλοφαίνης", ("pump baclofen",)),
        ("משאבת בקלופן", ("pump baclofen",)),
        ("baklofēna sūknis", ("baclofen pump",)),
        ("Baclofen intrathekal", ("intrathecal baclofen",)),
        ("баклофен интратекально", ("intrathecal baclofen",)),
        ("バクロフェン髄注", ("intrathecal baclofen",)),
        (
            "protonpumpshämmare, Protonenpumpenhemmer, inhibitor pompy protonowej, protonipumpun estäjä",
            (),
        ),
        (
            "ингибитор протонной помпы, プロトンポンプ阻害薬, 质子泵抑制剂, 양성자 펌프 억제제, αναστολέας αντλίας πρωτονίων",
            (),
        ),
        (
            "Pumpfunktion gut, Pumpleistung, hjertets pumpefunktion, pumppausvajaus, насосная функция сердца, 心ポンプ機能",
            (),
        ),
        ("sapeur-pompier, pompoen, pompelmo, pumpkin, pumping, Pompeo, болезнь Помпе", ()),
        ("Baklofen 10 mg; 输注红细胞", ()),
        ("腱鞘内注射; intrathekale IgG-Synthese", ()),
        ("Baxter, B. Braun, Boston Scientific stent, Halyard, Medline, Ms Secor", ()),
    ],
)
def test_mentions(text: str, expected: tuple[str, ...], catalogue: Catalogue) -> None:
    assert Mentions(catalogue).find(text) == expected


def test_of_each_maker_of_an_implanted_pump_it_is_known_whether_it_makes_more(
    catalogue: Catalogue,
) -> None:
    """The catalogue holds pumps alone; which name speaks of one by itself, is decided for each maker."""
    found = {one.partition("/")[0] for one in catalogue.device_ids() if (it := catalogue.device(one)).kind == "pump" and it.implanted}  # fmt: skip
    makes_more = {"arrow", "codman", "medtronic", "sjm-ans"} | {"alcyone"}  # a name of people too
    heard = {catalogue.makers[one] for one in _PUMPS_ONLY | _ALSO_ELSE}
    assert set(catalogue.makers) >= _PUMPS_ONLY | _ALSO_ELSE
    assert found == heard | makes_more


@pytest.mark.parametrize("before", ["Folic acid", "Pain", "Gel", "Coronary", "CABG 2012", "Breast"])
def test_what_stands_in_another_sentence_takes_no_mention_away(
    before: str, catalogue: Catalogue
) -> None:
    for text in ("Pump in situ", "ITB", "On pump"):
        assert Mentions(catalogue).find(f"{before}. {text}"), text
        assert Mentions(catalogue).find(f"{text}. {before}"), text


def test_of_many_mentions_those_on_file_come_first(catalogue: Catalogue) -> None:
    find = Mentions(catalogue).find
    many = ". ".join(f"{word} pump" for word in ("old", "left", "right", "empty", "pain", "drug", "spinal"))  # fmt: skip
    assert len(find(many)) == 7 and MORE not in find(many)
    found = find(f"{many}. broken pump. SynchroMed II. 8637-40. Again: model 8709")
    assert set(found[:3]) == {"synchromed ii", "8637-40", "8709"}
    assert len(found) == MOST + 1 and found[-1] == MORE


class Endless(io.RawIOBase):
    """A pipe: short reads, no way back."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts, self.left = parts, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.left = self.left or next(self.parts, b"")
        found, self.left = self.left[:size], self.left[size:]
        return found


@pytest.mark.parametrize(
    ("head", "part"),
    [(b"", GOOD + b"\n"), (b"", MESSAGE), (b"id,on,device\n", b"1,2026-11-23,8637-40\n")],
    ids=["lines", "hl7", "table"],
)
def test_memory_does_not_grow_with_the_rows(head: bytes, part: bytes, catalogue: Catalogue) -> None:
    def peak(count: int) -> int:
        def parts() -> Iterator[bytes]:
            yield head
            for _ in range(count // 100):
                yield part * 100

        file = Endless(iter([b"".join([head, part])] if not count else list_of(parts())))
        gc.collect()
        gc.disable()  # no row waits for the collector of cycles, which a long run calls seldom
        tracemalloc.start()
        seen = sum(1 for _ in rows(file, Context(catalogue)))  # type: ignore[arg-type]
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        gc.enable()
        assert seen == count
        return size

    def list_of(made: Iterator[bytes]) -> Iterator[bytes]:
        return (one for one in made if one)

    small = peak(200)
    assert peak(4_000) < 1.5 * small + 500_000


@pytest.mark.parametrize("cut", [b'{"id": "x", "implants": [', b'{"id": "x",', b"{"])
def test_a_first_row_that_is_cut_off_takes_no_other_with_it(
    cut: bytes, catalogue: Catalogue
) -> None:
    found = read(b"\xef\xbb\xbf" + cut + b"\n" + GOOD + b"\n" + GOOD, catalogue)
    assert [row.outcome for row in found] == [UNREADABLE, JUDGE, JUDGE]
    assert found[1].offset == 3 + len(cut) + 1


def test_a_line_without_end_is_passed_over(catalogue: Catalogue) -> None:
    source = GOOD + b"\n" + b'{"id": "' + b"x" * (2 * MAX_ROW) + b'"}\n' + GOOD + b"\n"
    found = read(source, catalogue)
    assert [row.outcome for row in found] == [JUDGE, UNREADABLE, JUDGE]
    assert found[1].offset == len(GOOD) + 1
    assert found[2].offset == source.rindex(GOOD)


@given(st.binary(max_size=200), st.integers(1, 7))
@settings(max_examples=100, deadline=None)
def test_lines_are_all_there(raw: bytes, size: int) -> None:
    """However the bytes arrive, the lines are those of the whole; their places and lengths join up."""
    parts = iter([raw[at : at + size] for at in range(0, len(raw), size)])
    found = list(Source(Endless(parts)).lines())  # type: ignore[arg-type]
    body = raw.removeprefix(b"\xef\xbb\xbf")
    text = body.removesuffix(b"\x1a")
    expected = text.split(b"\n")
    assert [line for _, line, _ in found] == (expected[:-1] if expected[-1] == b"" else expected)
    at = len(raw) - len(body)
    for place, _, length in found:
        assert place == at
        at += length
    assert at == len(raw) - len(body) + len(text)


@given(
    st.lists(
        st.recursive(
            st.integers() | st.text(),
            lambda one: st.lists(one) | st.dictionaries(st.text(), one),
            max_leaves=5,
        )
    )
)
@settings(max_examples=100, deadline=None)
def test_an_array_is_cut_where_its_elements_end(values: list[Any]) -> None:
    raw = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    found = list(elements(raw))
    assert [json.loads(part) for _, part, _ in found] == values
    assert all(raw[at : at + len(part)] == part and not why for at, part, why in found)


@pytest.mark.parametrize("text,may_be", [
    ("Prometra I", True), ("baclofen pump", True), ("penile prosthesis and baclofen pump", True), ("pump", True),
    ("8472-20-05", True), ("heart disease, intrathecal pump", True), ("SynchroMed and LVAD", True),
    ("infusion pump near the heart", True), ("artificial urinary sphincter pump", False), ("LVAD pump", False),
    ("HeartMate 3 LVAD pump", False), ("Intra-aortic balloon pump", False), ("AMS 800 pump", False),
    ("inflatable penile prosthesis pump and reservoir", False), ("hip prosthesis", False), ("pacemaker", False),
    ("device 91827", True), ("implant 11827", True), ("abdominal implant 8472", True), ("13827 abdomen", True),
    ("8667 abdomen left", True), ("catheter 8709", True), ("fragment of 8709", True), ("REF91827", True), ("device A820", True),
    ("implant 2007", True), ("hip prosthesis 2007", False), ("hip prosthesis 2019", False), ("dental implant 2007", False),
    ("MIP2007D", True), ("MIP2007", True), ("REF2007", True), ("model2007", True), ("hip prosthesis2019", False),
    ("hip prosthesis 12/2007", False), ("device 12345", False), ("hip prosthesis 863", False), ("coronary stent 918270", False), ("Lioresal delivery device", True),
    ("TDD system", True), ("baclofen", True), ("植込み型ポンプ", True), ("植込み型ﾎﾟﾝﾌﾟ", True), ("输液泵", True),
    ("помпа", True), ("人工股関節", False),
])  # fmt: skip
def test_what_may_be_a_drug_pump(text: str, may_be: bool, catalogue: Catalogue) -> None:
    assert Mentions(catalogue).may_be_pump(text) is may_be


@pytest.mark.parametrize("text", ["device 91827", "room 8709", "implant 2007", "baclofen", "TDD", "A820"])  # fmt: skip
def test_what_names_a_device_is_no_mention_in_a_note(text: str, catalogue: Catalogue) -> None:
    assert not Mentions(catalogue).find(text)
