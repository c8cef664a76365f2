"""Names of exams: a table of real-looking ones with their answers, and the laws that hold for any text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mri_check.exam_words import Vocabulary, check_digit, phrases, tokens
from mri_check.exams import MAX_TEXT, Exam, understand
from mri_check.region import Choice
from mri_check.strict_yaml import read
from mri_check.values import stated_value
from tests.worlds import AXES, ON, SHIPPED

FORM = read((SHIPPED / "exams.yaml").read_text(), "exams.yaml").data
AXIS = AXES["scan.region"]
VOCABULARY = Vocabulary(FORM, AXIS.parents)
NAMES = read((Path(__file__).parent / "names.yaml").read_text(), "names.yaml").data


def told(name: str) -> Exam:
    return understand(name, VOCABULARY)


def parts(region: Any) -> frozenset[str]:
    """All that may be scanned: the parts of every region that a stated value names."""
    stated = stated_value(AXIS, region, ON)
    sets = [m for item in (*stated.items, *stated.worlds) for m in item.members]
    return frozenset(name for one in sets if isinstance(one, Choice) for name in one.names)


@pytest.mark.parametrize("case", NAMES, ids=[case["exam"] for case in NAMES])
def test_a_name_as_an_order_writes_it(case: dict[str, Any]) -> None:
    exam = told(case["exam"])
    region = None if case["region"] == "unknown" else case["region"]
    if isinstance(region, list) and len(region) == 1:
        region = region[0]
    assert exam.region == region, exam
    assert exam.contrast == case.get("contrast", "unknown")
    assert list(exam.fields) == case.get("field", [])
    assert exam.side == case.get("side", "not stated")
    assert exam.modality == case.get("modality", "mri")
    assert bool(exam.why_unknown) == (region is None)


def test_the_table_is_long_and_says_each_name_once() -> None:
    names = [case["exam"] for case in NAMES]
    assert len(names) == len(set(names)) >= 150


def test_case_and_punctuation_count_for_nothing() -> None:
    for case in NAMES:
        name = case["exam"]
        plain = told(name).replace(asked="", codes=())
        for other in (name.lower(), name.upper(), f"  {name}. ", name.replace(" ", "  ")):
            assert told(other).replace(asked="", codes=()) == plain, other


class TestLoinc:
    LISTED = [
        "24590-2",
        "24589-4",
        "24587-8",
        "24935-9",
        "24938-3",
        "24937-5",
        "24980-5",
        "24982-1",
        "24981-3",
        "24968-0",
        "24967-2",
        "24977-1",
        "24556-3",
        "24557-1",
        "24629-8",
        "24839-3",
        "24867-4",
        "24872-4",
        "24802-1",
        "24905-2",
        "25033-2",
        "24674-4",
        "24538-1",
        "24707-2",
        "24720-5",
        "24748-6",
        "24687-6",
        "24688-4",
        "24735-3",
        "24880-7",
        "24999-5",
        "24593-6",
        "24844-3",
        "25056-3",
    ]

    def test_exactly_the_codes_of_the_list_with_their_check_digits(self) -> None:
        assert sorted(FORM["loinc"]["codes"]) == sorted(self.LISTED)
        assert len(self.LISTED) == 34
        for code in self.LISTED:
            body, _, digit = code.partition("-")
            assert check_digit(body) == digit
            assert told(code).codes[0][0] == code

    def test_retroperitoneum_is_not_passed_for_the_lumbar_spine(self) -> None:
        """Public lists use 24531-6 for the lumbar spine; it is an ultrasound of the retroperitoneum."""
        assert told("24531-6").region is None

    @given(st.sampled_from(LISTED), st.integers(1, 9))
    def test_a_wrong_check_digit_is_an_error_that_says_the_right_one(
        self, code: str, by: int
    ) -> None:
        body, _, digit = code.partition("-")
        wrong = f"{body}-{(int(digit) + by) % 10}"
        with pytest.raises(ValueError, match=f"'{wrong}' is no LOINC code.*would be {digit}"):
            told(f"MRI {wrong}")

    @given(st.sampled_from(LISTED), st.integers(0, 4), st.integers(1, 9))
    def test_a_wrong_digit_anywhere_is_an_error(self, code: str, at: int, by: int) -> None:
        mistyped = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
        with pytest.raises(ValueError):
            told(mistyped)

    def test_the_notice_of_the_licence_is_at_hand(self) -> None:
        assert VOCABULARY.notice is not None
        assert "copyright © Regenstrief Institute" in VOCABULARY.notice
        assert "http://loinc.org/license" in VOCABULARY.notice


def test_the_regions_that_no_source_decides_stay_undecided() -> None:
    for name in ("cervical-spine", "hip", "shoulder"):
        assert len(AXIS.parents[name]) == 2
    for name in ("MRI C-SPINE", "MRI HIP LT", "MRI SHOULDER RT"):
        (said,) = stated_value(AXIS, told(name).region, ON).items
        (member,) = said.members
        assert isinstance(member, Choice) and len(member.names) == 2


EVERY = sorted({name for _, _, names in phrases(FORM) for name in names} | set(FORM["stands_for"]))
BESIDE = FORM["beside"]
KNOWN = {word for name in EVERY for word in tokens(name)}
LEVELS = {name for names in FORM["spine"]["levels"].values() for name in names}
SIGNS = st.sampled_from([" ", "/", "-", ", ", " & ", " + ", "; ", "  "])
MIXED = st.lists(
    st.one_of(st.sampled_from(EVERY), st.sampled_from(sorted(LEVELS)), st.text(max_size=5), SIGNS),
    max_size=12,
).map(" ".join)


@settings(max_examples=300)
@given(st.one_of(MIXED, st.text(max_size=400)))
def test_any_text_has_an_answer_on_the_axis(text: str) -> None:
    try:
        exam = told(text)
    except ValueError:
        assert re.search(r"\d{4,6}-\d", normalize("NFKC", text))
        return
    assert set(exam.regions) <= set(AXIS.choices)
    assert exam.modality in ("mri", "not-mri", "unknown")
    assert (exam.region is None) == bool(exam.why_unknown)
    if exam.region is not None:
        assert parts(exam.region)
    if exam.modality == "not-mri" or len(text) > MAX_TEXT:
        assert exam.region is None


UNDERSTOOD = [case["exam"] for case in NAMES if case["region"] != "unknown"]
STRANGE = st.text(st.characters(categories=("Ll", "Lu", "Nd")), min_size=1, max_size=8).filter(
    lambda word: tokens(word) and not set(tokens(word)) & (KNOWN | LEVELS)
)


@settings(max_examples=400)
@given(
    st.sampled_from(UNDERSTOOD),
    st.lists(
        st.tuples(st.one_of(st.sampled_from(BESIDE), STRANGE), st.integers(0, 20)), max_size=4
    ),
)
def test_noise_never_narrows_to_another_region(name: str, noise: list[tuple[str, int]]) -> None:
    before = told(name)
    words = name.split()
    for word, at in noise:
        words.insert(at % (len(words) + 1), word)
    after = told(" ".join(words))
    if after.region is not None:
        assert parts(after.region) >= parts(before.region)
        assert before.undecided or not after.undecided
        assert all(set(tokens(word)) <= KNOWN for word, _ in noise), (
            "a strange word is not passed over"
        )


@given(st.sampled_from(UNDERSTOOD), st.sampled_from(UNDERSTOOD))
def test_two_exams_in_one_name_are_both_scanned(one: str, other: str) -> None:
    both = told(f"{one} and {other}")
    if both.region is not None:
        assert parts(both.region) >= parts(told(one).region) | parts(told(other).region)


def test_an_empty_vocabulary_understands_nothing() -> None:
    exam = understand("MRI BRAIN", Vocabulary({}, AXIS.parents))
    assert exam.region is None and exam.modality == "unknown"
    assert exam.why_unknown == ("not understood: 'mri', 'brain'",)
