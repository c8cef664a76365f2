"""HL7 v2 as it comes: texts, the segments of an order, frames and batches."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pytest

from mri_check.catalog import Catalogue
from mri_check.intake import JUDGE, UNREADABLE, Context, Row, rows
from mri_check.intake.hl7 import Signs
from mri_check.mentions import UDI

SCANNERS = frozenset({"MRI1", "MRI2"})
HEAD = "MSH|^~\\&|R|H|X|Y|20261122||ORM^O01|1|P|2.5\r"


def read(source: str, catalogue: Catalogue, keep: tuple[str, ...] = ()) -> list[Row]:
    context = Context(catalogue, SCANNERS, keep=keep)
    return list(rows(io.BytesIO(source.encode()), context))


class TestTexts:
    @pytest.mark.parametrize("written, plain", [
        (r"LBP \ intrathecal baclofen pump \ HTN", r"LBP \ intrathecal baclofen pump \ HTN"),
        (r"2018\pump\abdomen", r"2018\pump\abdomen"),
        (r"pain\Catheter\Zoster\X1\Made", r"pain\Catheter\Zoster\X1\Made"),
        (r"a\F\b\S\c\T\d\R\e\E\f", r"a|b^c&d~e\f"),
        (r"one\.br\two\.sp+2\three\.BR\four\H\five\N\six", "one two three four five six"),
        (r"\X414243\ \C2842\ \M246F6F\ \Z\ \Z01\.", "ABC        ."),
        (r"a \ b\.br\c", r"a \ b c"),
    ])  # fmt: skip
    def test_only_what_has_the_form_of_an_escape_is_one(self, written: str, plain: str) -> None:
        assert Signs("|", "^~\\&").plain(written) == plain

    def test_a_pump_between_two_signs_is_mentioned(self, catalogue: Catalogue) -> None:
        note = "NTE|1||LBP \\ intrathecal baclofen pump \\ HTN\r"
        (row,) = read(f"{HEAD}ORC|NW|1|||||^^^20261123\rOBR|1|1||A^MRI BRAIN\r{note}", catalogue)
        assert "NTE-3: intrathecal baclofen pump" in row.possible

    @pytest.mark.parametrize("order, place", [
        ("OBR|1|1||A^MRI BRAIN^L^B^pain pump^L", "OBR-4"),
        ("OBR|1|1||A^MRI BRAIN~B^pain pump", "OBR-4"),
        ("OBR|1|1||A^MRI BRAIN||||||||||||||pain pump", "OBR-18"),
        ("OBR|1|1||A^MRI BRAIN" + "|" * 40 + "X^pain pump", "OBR-44"),
        ("OBR|1|1||A^MRI BRAIN\rIPC|1|2|3|4|MR|X^pain pump", "IPC-6"),
        ("OBR|1|1||A^MRI BRAIN\rPV2|1||R^pain pump", "PV2-3"),
        *((f"OBR|1|1||A^MRI BRAIN\r{name}|1||X^pain pump", f"{name}-3") for name in ("IAM", "PR1", "PRB", "RXO", "XYZ")),
        ("OBR|1|1||A^MRI BRAIN\rOBX|1|ST|Q^Implant||yes||||||F|||||||NGV^^^SYNCHROMED II", "OBX-18"),
        ("OBR|1|1||A^MRI BRAIN\rPRT|1|UC||DEV^Device||||||8637-40^SynchroMed II", "PRT-10"),
        ("OBR|1|1||A^MRI BRAIN\rDEV|UC|8637-40^SynchroMed II", "DEV-2"),
        ("OBR|1|1||A^MRI BRAIN\rRXO|1^BACLOFEN INTRATHECAL PUMP REFILL", "RXO-1"),
        ("OBR|1|1||A^MRI BRAIN\rRXE|1|1^BACLOFEN INTRATHECAL PUMP REFILL", "RXE-2"),
        ("OBR|1|1||A^MRI BRAIN\rRXD|1|1^BACLOFEN INTRATHECAL PUMP REFILL", "RXD-2"),
        ("OBR|1|1||A^MRI BRAIN\rRXA|1|1|||1^BACLOFEN INTRATHECAL PUMP REFILL", "RXA-5"),
        ("OBR|1|1||A^MRI BRAIN\rPV2||||||||||||PUMP REFILL SYNCHROMED", "PV2-12"),
        ("OBR|1|1||A^MRI BRAIN\rFT1|1|||20261123||CG|62370^ANALYZE IMPLANTED PUMP^CPT", "FT1-7"),
        ("OBR|1|1||A^MRI BRAIN\rFT1" + "|" * 25 + "62370^ANALYZE IMPLANTED PUMP^CPT", "FT1-25"),
    ])  # fmt: skip
    def test_a_pump_is_mentioned_wherever_an_order_is_told_of(
        self, order: str, place: str, catalogue: Catalogue
    ) -> None:
        (row,) = read(f"{HEAD}ORC|NW|1|||||^^^20261123\r{order}\r", catalogue)
        assert {one.partition(":")[0] for one in row.possible} == {place}

    @pytest.mark.parametrize("lines, possible", [
        ("NTE|1||has an intrathecal\rNTE|2||catheter of 2019\r", "NTE-3: intrathecal catheter"),
        ("NTE|1||had a spinal cathe\rNTE|2||ter of 2019\r", "NTE-3: a spinal cathe ter"),
        ("NTE|1||pump\rNTE|2||in situ\r", "NTE-3: pump in situ"),
        ("NTE|1||takes proton\rNTE|2||pump\r", "NTE-3: pump"),
        ("OBX|1|TX|Q||old intrathecal\rOBX|2|TX|Q||catheter\r", "OBX-5: old intrathecal catheter"),
        ("OBX|1|TX|Q||spinal\rOBX|2|TX|Z^Catheter||yes\r", None),
        ("NTE|1||spinal\rDG1|1\rNTE|1||catheter\r", None),
    ])  # fmt: skip
    def test_a_text_of_several_lines_is_one(
        self, lines: str, possible: str | None, catalogue: Catalogue
    ) -> None:
        (row,) = read(f"{HEAD}ORC|NW|1|||||^^^20261123\rOBR|1|1||A^MRI BRAIN\r{lines}", catalogue)
        assert row.possible == ((possible,) if possible else ())

    @pytest.mark.parametrize("segment", [
        "NTE|1||(01)00643169007222(17)290131(21)S123", "PRT|1|AD||EQUIP||||||(01)00643169007222(17)290131(21)S123",
        "ZIM|1|(01)00643169007222(17)290131(21)1234", "NTE|1||0100643169007222172901311000S", "NTE|1||(01) 00643169007222",
    ])  # fmt: skip
    def test_an_identifier_is_one_without_a_word(self, segment: str, catalogue: Catalogue) -> None:
        (row,) = read(
            f"{HEAD}ORC|NW|1|||||^^^20261123\rOBR|1|1||A^MRI BRAIN\r{segment}\r", catalogue
        )
        assert [one.partition(": ")[2] for one in row.possible] == [UDI]

    def test_who_ordered_it_is_no_mention(self, catalogue: Catalogue) -> None:
        who = "OBR|1|1||A^MRI BRAIN||||||Pomp^A||||||Bomba^B||||||||||||Pompa^C||||Pumpe^D"
        (row,) = read(f"{HEAD}ORC|NW|1|||||^^^20261123\r{who}\r", catalogue)
        assert row.possible == ()

    @pytest.mark.parametrize("segment, fields", [
        *((name, range(1, 60)) for name in ("PID", "PD1", "NK1", "PV1", "GT1", "IN1", "IN2", "ROL", "AIG", "AIL", "AIP", "EVN")),
        ("DG1", (16,)), ("FT1", (16, 20, 21, 24)), ("IAM", (14, 18)), ("NTE", (5,)), ("OBX", (15, 16, 23, 24, 25)),
        ("ORC", (2, 3, 4, 10, 11, 12, 13, 14, 17, 18, 19, 21, 22, 23, 24)), ("PR1", (8, 11, 12)), ("PRT", (5, 8, 9, 14, 15)),
        ("PV2", (13, 23)), ("RXA", (10, 11)), ("RXD", (10, 13)), ("RXE", (8, 13, 14)), ("RXO", (8, 14, 15)),
        ("SCH", range(12, 23)),
    ])  # fmt: skip
    def test_people_and_places_are_no_mention(
        self, segment: str, fields: Iterable[int], catalogue: Catalogue
    ) -> None:
        people = [f"{segment}{'|' * field}Pumpe^Pump" for field in fields]
        order = f"{HEAD}ORC|NW|1|||||^^^20261123\rOBR|1|1||A^MRI BRAIN\r"
        for row in read(order + "\r".join(people) + "\r", catalogue):
            assert row.possible == ()


def told(rows_of: list[Row]) -> list[tuple[str | None, str | None, str | None, str | None]]:
    """Number, day, exam and scanner of each row that is judged."""
    found = []
    for row in rows_of:
        assert row.outcome == JUDGE, row.why
        request = row.request or {}
        scan = request.get("scan", {})
        found.append((row.id, request.get("on"), scan.get("exam"), scan.get("scanner")))
    return found


class TestDays:
    @pytest.mark.parametrize("orc, rest, on, differ", [
        ("", "OBR|1|1||A^MRI BRAIN" + "|" * 32 + "20270301", "2027-03-01", False),
        ("", "OBR|1|1||A^MRI BRAIN" + "|" * 23 + "^^^20270301", "2027-03-01", False),
        ("", "OBR|1|1||A^MRI BRAIN" + "|" * 23 + "^^^20270302|||||||||20270301", "2027-03-01", True),
        ("|||||^^^20270302", "OBR|1|1||A^MRI BRAIN" + "|" * 32 + "202703010815", "2027-03-01", True),
        ("|||||^^^20270301", "OBR|1|1||A^MRI BRAIN" + "|" * 23 + "^^^20270302", "2027-03-01", True),
        ("|||||^^^20270301", "OBR|1|1||A^MRI BRAIN" + "|" * 23 + "^^^20270301|||||||||20270301", "2027-03-01", False),
        ("|||||^^^20270302", "TQ1|1||||||20270301\rOBR|1|1||A^MRI BRAIN", "2027-03-01", True),
        ("|||||1^^^20270301~1^^^20270302", "OBR|1|1||A^MRI BRAIN", "2027-03-01", True),
        ("|||||1^^^20270301~1^^^20270301", "OBR|1|1||A^MRI BRAIN", "2027-03-01", False),
        ("|||||1~1^^^20270301", "OBR|1|1||A^MRI BRAIN", "2027-03-01", False),
        ("", "OBR|1|1||A^MRI BRAIN", "2026-11-23", False),
        ("", "OBR|1|1||A^MRI BRAIN" + "|" * 32 + "soon", None, False),
        ("|||||1^^^20270301~1^^^soon", "OBR|1|1||A^MRI BRAIN", None, False),
    ])  # fmt: skip
    def test_a_day_that_is_stated_is_the_day(
        self, orc: str, rest: str, on: str | None, differ: bool, catalogue: Catalogue
    ) -> None:
        source = f"{HEAD}ORC|NW|1{orc}\r{rest}\r"
        (row,) = rows(io.BytesIO(source.encode()), Context(catalogue, SCANNERS, on="2026-11-23"))
        assert (row.request or {}).get("on") == on and (row.outcome == UNREADABLE) == (on is None)
        assert any("names different days" in one for one in row.notices) == differ

    def test_the_days_of_an_appointment_that_differ_are_told(self, catalogue: Catalogue) -> None:
        head = f"{HEAD.replace('ORM^O01', 'SIU^S12')}SCH|P-1||||||||||^^^20270302\r"
        (row,) = read(f"{head}AIS|1||A^MRI BRAIN|20270301\r", catalogue)
        assert told([row]) == [("P-1", "2027-03-01", "MRI BRAIN", None)]
        assert "The source names different days: it is judged on 2027-03-01." in row.notices


class TestOrders:
    def test_an_order_without_an_exam_keeps_its_day_and_its_status(
        self, catalogue: Catalogue
    ) -> None:
        first, second = read(
            f"{HEAD}ORC|CA|P-1|||||^^^20261123\rORC|NW|P-2|||||^^^20261124\rOBR|1|P-2||X^MRI BRAIN\r", catalogue,
        )  # fmt: skip
        assert told([first, second]) == [("P-1", "2026-11-23", None, None), ("P-2", "2026-11-24", "MRI BRAIN", None)]  # fmt: skip
        assert any("CA" in one for one in first.notices)
        assert not any("CA" in one for one in second.notices)

    def test_an_order_whose_exam_is_in_another_segment_is_one(self, catalogue: Catalogue) -> None:
        found = read(
            f"{HEAD}ORC|NW|P-1|||||^^^20261123\rOBR|1|P-1||C^CT HEAD\r"
            "ORC|NW|P-2|||||^^^20261124\rRQD|1|X^MRI BRAIN\r", catalogue,
        )  # fmt: skip
        assert [row.id for row in found if row.outcome == JUDGE] == ["P-2"] and len(found) == 2

    def test_an_exam_before_its_order_has_the_day_of_this_one(self, catalogue: Catalogue) -> None:
        found = read(
            f"{HEAD}OBR|1|P-1||X^MRI BRAIN\rORC|NW|P-1|||||^^^20261123\r"
            "OBR|2|P-2||Y^MRI KNEE\rORC|NW|P-2|||||^^^20261124\r", catalogue,
        )  # fmt: skip
        assert told(found) == [("P-1", "2026-11-23", "MRI BRAIN", None), ("P-2", "2026-11-24", "MRI KNEE", None)]  # fmt: skip

    def test_numbers_that_do_not_agree_are_of_no_order(self, catalogue: Catalogue) -> None:
        first, second, third = read(
            f"{HEAD}OBR|1|P-1||X^MRI BRAIN\rORC|NW|P-2|||||^^^20261124\rOBR|2|P-2||Y^MRI KNEE\r"
            "OBR|3|P-3|F-3|Z^MRI FOOT\rORC|NW|P-9|F-3||||^^^20261125\r", catalogue,
        )  # fmt: skip
        assert first.outcome == UNREADABLE and "do not agree" in first.why
        assert second.outcome == UNREADABLE and "day of the scan is not stated" in second.why
        assert told([third]) == [("P-3", "2026-11-25", "MRI FOOT", None)]

    def test_what_is_kept_is_of_the_order_itself(self, catalogue: Catalogue) -> None:
        found = read(
            f"{HEAD}PID|1||M-1\rORC|NW|P-1|||||^^^20261123\rOBR|1|P-1|A-1|X^MRI BRAIN\rZDS|1.2\r"
            "OBR|2|P-2|A-2|Y^MRI KNEE\rORC|NW|P-3|||||^^^20261124\r", catalogue, ("PID-3", "ORC-2", "OBR-3", "ZDS-1"),
        )  # fmt: skip
        assert [row.keep for row in found] == [
            {"PID-3": "M-1", "ORC-2": "P-1", "OBR-3": "A-1", "ZDS-1": "1.2"},
            {"PID-3": "M-1", "ORC-2": "P-1", "OBR-3": "A-2"},
            {"PID-3": "M-1", "ORC-2": "P-3"},
        ]


class TestAppointments:
    HEAD = "MSH|^~\\&|R|H|X|Y|20261122||SIU^S12|1|P|2.5\rSCH|P-1\r"
    ONE, TWO = "AIS|1||A^MRI BRAIN|20261123\r", "AIS|2||B^MRI KNEE|20261124\r"

    @pytest.mark.parametrize("services, scanners", [
        ("AIL|1||R^MRI1\r{one}AIL|2||R^MRI2\r{two}", ("MRI1", "MRI2")),
        ("RGS|1\rAIL|1||R^MRI1\r{one}AIL|2||R^MRI2\r{two}", ("MRI1", "MRI2")),
        ("AIG|1||I\rAIL|1||R^MRI1\r{one}AIG|2||I\rAIL|2||R^MRI2\r{two}", ("MRI1", "MRI2")),
        ("{one}AIL|1||R^MRI1\r{two}AIL|2||R^MRI2\r", ("MRI1", "MRI2")),
        ("RGS|1\r{one}AIL|1||R^MRI1\rRGS|2\r{two}AIL|2||R^MRI2\r", ("MRI1", "MRI2")),
        ("{one}{two}AIL|2||R^MRI2\r", ("MRI2", "MRI2")),
        ("RGS|1\r{one}{two}AIL|1||R^MRI1\r", ("MRI1", "MRI1")),
        ("RGS|1\r{one}{two}AIL|1||R^MRI1\rAIL|2||R^MRI2\r", ("unknown", "unknown")),
        ("RGS|1\r{one}AIL|1||R^MRI1\r{two}", ("MRI1", "MRI1")),
        ("RGS|1\r{one}RGS|2\r{two}AIL|1||R^MRI2\r", (None, "MRI2")),
        ("AIL|1||R^MRI1\r{one}{two}", ("MRI1", "MRI1")),
        ("RGS|1\rAIL|1||R^MRI1\rRGS|2\r{one}RGS|3\r{two}", ("MRI1", "MRI1")),
        ("AIL|1||R^MRI1\rAIL|2||R^MRI2\r{one}AIL|3||R^MRI2\r{two}", ("unknown", "unknown")),
    ])  # fmt: skip
    def test_each_exam_has_its_own_scanner(
        self, services: str, scanners: tuple[str | None, ...], catalogue: Catalogue
    ) -> None:
        found = read(self.HEAD + services.format(one=self.ONE, two=self.TWO), catalogue)
        assert told(found) == [
            ("P-1", "2026-11-23", "MRI BRAIN", scanners[0]), ("P-1", "2026-11-24", "MRI KNEE", scanners[1]),
        ]  # fmt: skip

    def test_a_service_on_its_own_has_all_there_is(self, catalogue: Catalogue) -> None:
        found = read(self.HEAD + self.ONE + "RGS|1\rAIL|1||R^MRI1\r", catalogue)
        assert told(found) == [("P-1", "2026-11-23", "MRI BRAIN", "MRI1")]
        schedule = self.HEAD.replace("P-1", "P-1||||||||||^^^20261123")
        (row,) = read(schedule + "AIL|1||R^MRI1\r", catalogue)
        assert told([row]) == [("P-1", "2026-11-23", None, "MRI1")]


class TestEnvelopes:
    MESSAGE = HEAD + "ORC|NW|P-1|||||^^^20261123\rOBR|1|P-1||X^MRI BRAIN\r"
    FRAME = f"\x0b{MESSAGE}\x1c\r"

    @pytest.mark.parametrize("source, whys", [
        (FRAME * 2, []),
        (FRAME.replace("\r\x1c", "\x1c") * 2, []),
        (FRAME.replace("\x1c\r", "\x1c") * 2, []),
        (f"\x0bBHS|^~\\&\r{MESSAGE}{MESSAGE}BTS|2\r\x1c\r", []),
        (f"\x0b{MESSAGE}", ["the MLLP frame before it has no end"]),
        (f"\x0b{MESSAGE}{FRAME}", ["the MLLP frame before it has no end"]),
        (f"FHS|^~\\&\rBHS|^~\\&\r{MESSAGE}BTS|1\rBHS|^~\\&\r{MESSAGE}BTS|1\rFTS|2\r", []),
        (f"FHS|^~\\&\r{MESSAGE}{MESSAGE}FTS|1\r", []),
        (f"FHS|^~\\&\rBHS|^~\\&\r{MESSAGE}BTS|1\rFTS|2\r", ["the file says that it holds 2 batches, and it holds 1"]),
        (f"BHS|^~\\&\r{MESSAGE}BHS|^~\\&\r{MESSAGE}BTS|1\r", ["the batch has no end (BTS)"]),
        (f"FHS|^~\\&\rBHS|^~\\&\r{MESSAGE}FTS|1\r", ["the batch has no end (BTS)"]),
        (f"FHS|^~\\&\rBHS|^~\\&\r{MESSAGE}BTS|1\r", ["the file has no end (FTS)"]),
        (f"FHS|^~\\&\rBHS|^~\\&\r{MESSAGE}", ["the batch has no end (BTS)"]),
    ])  # fmt: skip
    def test_what_is_cut_short_or_missing_is_told(
        self, source: str, whys: list[str], catalogue: Catalogue
    ) -> None:
        found = read(source, catalogue)
        assert sum(row.outcome == JUDGE for row in found) == source.count("MSH|")
        told = [row.why for row in found if row.outcome == UNREADABLE]
        assert len(told) == len(whys)
        assert all(one.startswith(why) for one, why in zip(told, whys))
        starts = [at for at in range(len(source)) if source.startswith("MSH|", at)]
        assert [row.offset for row in found if row.outcome == JUDGE] == starts
