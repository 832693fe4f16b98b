"""What a scan says, not how it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.services.barcodes.codes import MOST_READINGS, bare_code, is_gtin, numbers_in, plain, readings


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        ("]C0PKG-17", "PKG-17"),
        ("]C1420980289205590303190000000000", "420980289205590303190000000000"),
        ("]E08690000000012", "8690000000012"),
        ("]d2\x1d010869", "010869"),
        ("]Q3 ABC ", "ABC"),
        ("]A0*MUG-11OZ*", "MUG-11OZ"),
        ("*MUG-11OZ*", "MUG-11OZ"),
        ("8690\t12\r", "8690 12"),
        ("]C1420980281234\x1d9205590303190000000000\r\n", "4209802812349205590303190000000000"),
        ("]Q1https://kargo.example/t/1Z00000A0000000001", "https://kargo.example/t/1Z00000A0000000001"),
        ("]", "]"),
        ("plain", "plain"),
    ],
)
def test_it_tells_the_code_from_how_it_is_written(scanned: str, code: str) -> None:
    assert bare_code(scanned) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("012345678905", "0012345678905"),
        ("036000291452", "00036000291452"),
        ("8690000000012", "08690000000012"),
        ("96385074", "00000096385074"),
        ("01234565", "012345000065"),
        ("01234531", "0012300000451"),
        ("01234543", "012340000053"),
        ("09812312", "00098100001232"),
        ("19812319", "198100001239"),
    ],
)
def test_it_knows_an_article_number_in_every_length(one: str, other: str) -> None:
    assert other in readings([one])
    assert one in readings([other])


@pytest.mark.parametrize(
    "code",
    [
        "00123",
        "0012345678906",
        "8690000000013",
        "0000000000000001",
        "18690000000019",
        "000000000000",
        "01234566",
        "21234562",
    ],
)
def test_it_takes_zeros_off_no_other_number(code: str) -> None:
    assert readings([code]) == (code,)


@pytest.mark.parametrize(
    ("scanned", "meant"),
    [
        ("]C1010869000000001221SERIAL77", "08690000000012"),
        ("]d2010869000000001217261231", "8690000000012"),
        ("(01)08690000000012(21)77", "8690000000012"),
        ("010869000000001221SERIAL77", "8690000000012"),
        ("]C100386900000000000018", "386900000000000018"),
        ("(00)386900000000000018", "386900000000000018"),
        ("A12345678B", "12345678"),
        ("]F0a1234-5678d", "1234-5678"),
        ("]C110LOT-7\x1d0108690000000012\x1d21SN-1", "8690000000012"),
        ("]d2\x1d21SERIAL77\x1d0108690000000012", "8690000000012"),
        ("17261231\x1d0108690000000012", "8690000000012"),
        ("]Q3(21)SN1(01)08690000000012", "8690000000012"),
        ("]e000386900000000000018", "386900000000000018"),
        ("]E3869000000001212345", "8690000000012"),
        ("]I118690000000019", "18690000000019"),
        ("]Q1https://id.gs1.org/01/08690000000012/21/SN1?17=261231", "8690000000012"),
        ("HTTPS://kargo.example/takip?no=1Z00000A0000000001&dil=tr", "1Z00000A0000000001"),
        ("[)>\x1e01\x1d0275201\x1d840\x1d019\x1d794981365794\x1dFDEG\x1e\x04", "794981365794"),
    ],
)
def test_it_finds_what_a_code_names(scanned: str, meant: str) -> None:
    assert meant in readings([scanned])
    assert readings([scanned])[0] == bare_code(scanned)


@pytest.mark.parametrize(
    "scanned",
    ["]C1012118690000000019", "(01)18690000000019(21)8690000000012", "https://kargo.example/8690000000012x"],
)
def test_it_takes_neither_a_carton_nor_a_serial_for_a_unit(scanned: str) -> None:
    assert "8690000000012" not in readings([scanned])


def test_it_looks_for_a_number_and_for_the_box_that_it_names() -> None:
    assert numbers_in("]C100386900000000000018") == ("00386900000000000018", "386900000000000018")
    assert numbers_in("0012345678905") == ("0012345678905",)


def test_it_reads_no_element_in_a_code_that_has_none() -> None:
    assert readings(["]C0010869000000001221SERIAL77"]) == ("010869000000001221SERIAL77",)


def test_it_keeps_the_order_of_what_the_scanner_may_have_meant() -> None:
    assert readings(["a-1", "a*1", "", "\x00"]) == ("a-1", "a*1")


def test_it_says_nothing_of_nothing() -> None:
    assert readings(["", "]]", "---"]) == ()


@given(st.lists(st.text(max_size=300), max_size=5))
def test_it_never_raises_and_never_says_too_much(texts: list[str]) -> None:
    found = readings(texts)
    assert len(found) <= MOST_READINGS
    assert bool(found) == any(plain(bare_code(text)) for text in texts)


@pytest.mark.parametrize(
    ("code", "right"), [("8690000000012", True), ("8690000000013", False), ("869", False)]
)
def test_it_checks_the_last_digit(code: str, right: bool) -> None:
    assert is_gtin(code) is right
