"""HL7 v2 as it comes: texts, the segments of an order, frames and batches."""

from __future__ import annotations

import io

import pytest

from mri_check.catalog import Catalogue
from mri_check.intake import Context, Row, rows
from mri_check.intake.hl7 import Signs

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
