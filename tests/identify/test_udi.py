"""What is read of a UDI: published samples, and laws over made ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mri_check.udi import Udi, Unreadable, fault_of, may_be_package, read_udi, shown
from mri_check.udi.gs1 import GS
from mri_check.udi.hibcc import check_character
from mri_check.words import scanned as may_be_scanned
from tests.identify import worlds

SAMPLES = [
    # the example in FDA's form and content of the UDI, printed and scanned
    ("(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234",
     ("GS1", "51022222233336", "A213B1", "1234", "2014-12-31", "2015-07-07")),
    (f"0151022222233336111412311715070710A213B1{GS}211234",
     ("GS1", "51022222233336", "A213B1", "1234", "2014-12-31", "2015-07-07")),
    ("]C10100643169007222", ("GS1", "00643169007222", None, None, None, None)),
    ("]d201006431690072221016", ("GS1", "00643169007222", "16", None, None, None)),
    ("00643169634589", ("GS1", "00643169634589", None, None, None, None)),
    ("UDI: 00844588018923", ("GS1", "00844588018923", None, None, None, None)),
    ("]E00844588018923"[:3] + "0844588018923", ("GS1", "00844588018923", None, None, None, None)),
    ("(01) 00643169007222 (17) 160200", ("GS1", "00643169007222", None, None, None, "2016-02-29")),
    ("(01)00643169007222(17)991231", ("GS1", "00643169007222", None, None, None, "1999-12-31")),
    (f"{GS}0100643169007222240AB{GS}3012{GS}21S", ("GS1", "00643169007222", None, "S", None, None)),
    ("0100643169007222<GS>10L{GS}21S\u241d", ("GS1", "00643169007222", "L", "S", None, None)),
    ("\uff0801\uff0900643169007222", ("GS1", "00643169007222", None, None, None, None)),
    ("(21)S1", ("GS1", None, None, "S1", None, None)),
    # HIBCC: published samples whose check characters fit
    ("+X999123ABC0/$$05191234AB/S5678EDFG/16D20151001A",
     ("HIBCC", "X999123ABC0", "1234AB", "5678EDFG", "2015-10-01", "2019-05")),
    ("*+X999123ABC0/$$05191234AB/S5678EDFG/16D20151001A*",
     ("HIBCC", "X999123ABC0", "1234AB", "5678EDFG", "2015-10-01", "2019-05")),
    ("+E20831269/$$8020423286539+", ("HIBCC", "E20831269", "286539", None, None, "2023-04")),
    ("+E20831339/$$8020223283831T", ("HIBCC", "E20831339", "283831", None, None, "2023-02")),
    # ICCBBA
    ("=/1AB370000007JC89=,000000=1234567890ABC00=>030329=}025226", ("ICCBBA",) + (None,) * 5),
    ("&,1000000000000XYZ123", ("ICCBBA",) + (None,) * 5),
]  # fmt: skip


@pytest.mark.parametrize("text,told", SAMPLES, ids=[text for text, _ in SAMPLES])
def test_samples(text: str, told: tuple[str | None, ...]) -> None:
    found = read_udi(text, 2026)
    assert isinstance(found, Udi)
    assert (found.issuer, found.di, found.lot, found.serial, found.manufactured, found.expires) == told  # fmt: skip
    assert may_be_scanned(text)


# the secondary barcode in every date format of HIBCC, with what it says; the link character is K
SECONDARY = [
    ("+05271", None, None, "2005-09-28"),
    ("+052713C001", "3C001", None, "2005-09-28"),
    ("+$3C001", "3C001", None, None),
    ("+$+0001", None, "0001", None),
    ("+$$09053C001", "3C001", None, "2005-09"),
    ("+$$20928053C001", "3C001", None, "2005-09-28"),
    ("+$$30509283C001", "3C001", None, "2005-09-28"),
    ("+$$4050928223C001", "3C001", None, "2005-09-28"),
    ("+$$5052713C001", "3C001", None, "2005-09-28"),
    ("+$$605271223C001", "3C001", None, "2005-09-28"),
    ("+$$73C001", "3C001", None, None),
    ("+$$82409053C001", "3C001", None, "2005-09"),
    ("+$$82473C001", "3C001", None, None),
    ("+$$824", None, None, None),
    ("+$$90010020928053C001", "3C001", None, "2005-09-28"),
    ("+$$+09050001", None, "0001", "2005-09"),
]


@pytest.mark.parametrize("text,lot,serial,expires", SECONDARY, ids=[one[0] for one in SECONDARY])
def test_a_secondary_barcode(text: str, lot: str, serial: str, expires: str) -> None:
    alone = read_udi(worlds.hibc(text + "K"), 2026)
    assert isinstance(alone, Udi)
    assert (alone.di, alone.lot, alone.serial, alone.expires) == (None, lot, serial, expires)
    assert "no device identifier" in alone.notes[0]
    if text[1] == "$":  # some leave out the plus that comes first
        assert read_udi(worlds.hibc(text + "K")[1:], 2026) == alone
    primary = worlds.hibc("+" + worlds.HIBC)
    second = worlds.hibc(text + primary[-1])
    told = (worlds.HIBC, lot, serial, expires)
    for both in (f"{primary} {second}", f"*{primary}*\n*{second}*"):
        pair = read_udi(both, 2026)
        assert isinstance(pair, Udi)
        assert (pair.di, pair.lot, pair.serial, pair.expires) == told
    joined = read_udi(worlds.hibc(f"+{worlds.HIBC}/{text[1:]}"), 2026)
    assert isinstance(joined, Udi)
    assert (joined.di, joined.lot, joined.serial, joined.expires) == told


UNREADABLE = [
    ("(01)00643169007223", "check digit"),
    ("0100643169007223", "check digit"),
    ("00643169007223", "check digit"),
    ("0643169007223", "check digit"),
    ("(01)0064316900722", "14 digits; this has 13"),
    ("(01)00000000000000", "check digit"),
    ("010064316900722", "a digit is missing"),
    ("]d2(01)0064316900722X", "14 digits"),
    ("<FNC1>", "nothing stands in it"),
    ("]C1AB", "no application identifier"),
    ("]C1010064", "too short"),
    (f"01006431690072221712{GS}31", "too short"),
    ("]E0ABC", "14 digits"),
    ("(01)00643169007222(17)290230", "no day of the calendar"),
    ("(01)00643169007222(17)291300", "no day of the calendar"),
    ("(01)00643169007222(11)29010", "not written YYMMDD"),
    ("(01)00643169007222(10)", "is empty"),
    ("(01)00643169007222(10)L\u00f6t", "does not allow"),
    ("(01)00643169007222(21)" + "1" * 21, "longer than 20"),
    ("(01)00643169007222(21)1(21)2", "stands twice"),
    ("(01)00643169007222(01)00643169634589", "stands twice"),
    ("Medtronic (01)00643169007222", "other text stands before it"),
    ("https://id.gs1.org/01/00643169007222/21/S7", "web address"),
    ("HTTP://example.com/gtin/00643169007222?17=290131", "web address"),
    ("(240)8637-40(01)00643169007223(21)S7", "check digit"),
    ("+X999123ABC0C", "check character"),
    ("+X999\u00c4", "does not use"),
    ("+A1", "too short"),
    (worlds.hibc("+A1230"), "labeler"),
    (worlds.hibc("+X999123ABC0/$$0519A/S1/S2"), "stands twice"),
    (worlds.hibc("+X999123ABC0/$$1319A"), "no day of the calendar"),
    (worlds.hibc("+X999123ABC0/$$519366A"), "no day of the year"),
    (worlds.hibc("+X999123ABC0/$$419010124A"), "no hour"),
    (worlds.hibc("+X999123ABC0/$$A"), "no format"),
    (worlds.hibc("+X999123ABC0/16D2015"), "digits are needed"),
    (worlds.hibc("+X999123ABC0") + " " + worlds.hibc("+$AL"), "do not belong together"),
    (worlds.hibc("+X999123ABC0") + " " + worlds.hibc("+X999123ABC0"), "do not belong together"),
    (worlds.hibc("+$AL") + " " + worlds.hibc("+X999123ABC0"), "comes first"),
    (" ".join([worlds.hibc("+X999123ABC0")] * 3), "more than two"),
    ("[01]00643169007223[21]S7", "check digit"),
    ("Medtronic [01]00643169007222[21]S7", "other text stands before it"),
    ("$$+0519SECRET1AB", "check character"),
    ("$$0519SECRET1AC", "check character"),
    ("8637-40 $$+0519SECRET1AB", "other text stands before it"),
    ("X999123ABC0/$$0519SECRET1", "check character"),
]


@pytest.mark.parametrize("text,why", UNREADABLE, ids=[text for text, _ in UNREADABLE])
def test_what_does_not_hold_is_unreadable_and_never_a_name(text: str, why: str) -> None:
    found = read_udi(text)
    assert isinstance(found, Unreadable), found
    assert why in found.why
    assert may_be_scanned(text)
    assert shown(text) == f"unreadable {found.issuer} identifier"


@pytest.mark.parametrize(
    "text",
    ["", "8637-40", "SynchroMed II", "(8637) pump", "]C08637-40", "REF 13827", "8472-20-05", "=1", "+", "+ more",
     "2026-11-23", "0800 123 456", "MMT-2007D", "]", "00643169", "8637-40 [21]", "SynchroMed II [10] mL", "$", "8637-40 ($ 20)"],
)  # fmt: skip
def test_a_name_is_no_identifier(text: str) -> None:
    assert read_udi(text) is None
    assert shown(text) == text


@given(worlds.PARTS, st.sampled_from(["]C1", "]d2", "]Q3", "]e0", GS, ""]))
def test_all_ways_of_writing_say_the_same(parts: dict[str, str], before: str) -> None:
    first = read_udi(worlds.printed(parts))
    assert isinstance(first, Udi)
    assert first.di == parts["01"]
    assert (first.lot, first.serial) == (parts.get("10"), parts.get("21"))
    assert read_udi(worlds.printed(parts, " ")) == first
    for opening, closing in ("[]", "{}", "<>"):
        other = "".join(f"{opening}{ai}{closing}{value}" for ai, value in parts.items())
        assert read_udi(other) == first
    assert read_udi(f"UDI: {worlds.printed(parts)}") == first
    assert read_udi(before + worlds.scanned(parts)) == first


@given(worlds.GTINS, st.integers(0, 13), st.integers(1, 9))
def test_a_wrong_digit_of_gs1_is_always_found(di: str, at: int, more: int) -> None:
    wrong = di[:at] + str((int(di[at]) + more) % 10) + di[at + 1 :]
    for text in (wrong, f"(01){wrong}", f"01{wrong}21X", f"]d201{wrong}"):
        assert isinstance(read_udi(text), Unreadable)


@given(worlds.PRODUCTS, worlds.LOTS, st.data())
def test_a_wrong_character_of_hibcc_never_gives_another_device(
    product: str, lot: str, data: st.DataObject
) -> None:
    text = worlds.hibc(f"+{product}/$${data.draw(st.sampled_from(['0519', '7', '3190531']))}{lot}")
    found = read_udi(text)
    assert isinstance(found, Udi)
    assert (found.di, found.lot) == (product, lot)
    at = data.draw(st.integers(1, len(text) - 1))
    letter = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if letter != text[at]:
        assert not isinstance(read_udi(text[:at] + letter + text[at + 1 :]), Udi)


@given(worlds.PRODUCTS)
def test_a_primary_barcode_and_the_space_that_may_check_it(product: str) -> None:
    text = worlds.hibc(f"+{product}")
    forms = [text, f"*{text}*", text.lower(), f"{text}\r\n"]
    if text.endswith(" "):
        forms += [f"{text[:-1]}_"]
    for form in forms:
        found = read_udi(form)
        assert isinstance(found, Udi)
        assert found.di == product


def test_the_space_is_met() -> None:
    """The law above meets a check character that is a space; this one surely does."""
    product = "A004Q0"
    assert check_character("+" + product) == " "
    for text in (f"+{product} ", f"+{product}_"):
        found = read_udi(text)
        assert isinstance(found, Udi)
        assert found.di == product


@given(st.text(max_size=60))
def test_it_never_raises_and_the_first_look_misses_nothing(text: str) -> None:
    assert read_udi(text) is None or may_be_scanned(text)


ODD = st.text("()01[]+=/$*&,<GS>\x1d 7abS-_", max_size=40)


@given(st.sampled_from(["", "(01)00643169007222", "0100643169007222", "+X999", "]d201", "=/"]), ODD)
def test_it_never_raises_on_what_looks_like_one(head: str, tail: str) -> None:
    found = read_udi(head + tail)
    assert found is None or may_be_scanned(head + tail)


@given(worlds.PARTS)
def test_what_is_shown_holds_no_production_identifier_and_reads_the_same(
    parts: dict[str, str],
) -> None:
    assert shown(worlds.scanned(parts)) == f"(01){parts['01']}"
    again = read_udi(shown(worlds.printed(parts)))
    assert isinstance(again, Udi)
    assert (again.di, again.lot, again.serial, again.expires) == (parts["01"], None, None, None)


@given(worlds.PRODUCTS, worlds.LOTS)
def test_what_is_shown_of_hibcc_reads_the_same(product: str, lot: str) -> None:
    told = shown(worlds.hibc(f"+{product}/${lot}"))
    again = read_udi(told)
    assert isinstance(again, Udi)
    assert (again.di, again.lot) == (product, None)


@pytest.mark.parametrize(
    "year,two,full",
    [(2026, "76", 2076), (2026, "77", 1977), (2026, "26", 2026), (2055, "05", 2105), (2055, "06", 2006),
     (2080, "30", 2130), (2080, "31", 2031)],
)  # fmt: skip
def test_two_digits_of_a_year(year: int, two: str, full: int) -> None:
    found = read_udi(f"(01)00643169007222(17){two}0101", year)
    assert isinstance(found, Udi)
    assert found.expires == f"{full}-01-01"


def test_a_scanner_without_separators_still_gives_the_device() -> None:
    found = read_udi("010064316900722210" + "A" * 21)
    assert isinstance(found, Udi)
    assert (found.di, found.lot) == ("00643169007222", None)
    assert "left out the separators" in found.notes[0]


@pytest.mark.parametrize(
    "di,issuer,package",
    [("00643169007222", "GS1", False), ("50643169007227", "GS1", True), ("90643169007225", "GS1", False),
     ("X999123ABC0", "HIBCC", False), ("X999123ABC3", "HIBCC", True)],
)  # fmt: skip
def test_an_identifier_that_may_be_of_a_package(di: str, issuer: str, package: bool) -> None:
    assert bool(may_be_package(di, issuer)) is package
    assert fault_of(di, issuer) is None


def test_an_identifier_as_a_register_writes_it() -> None:
    assert "check digit" in (fault_of("00643169007223", "GS1") or "")
    assert "14 digits" in (fault_of("643169007222", "GS1") or "")
    assert "labeler" in (fault_of("+X999123ABC0B", "HIBCC") or "")
