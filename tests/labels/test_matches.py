"""Whether a label bears the number that it must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.labels.compare import matches

NUMBERS = st.text("ABCDEFGHJK0123456789", min_size=4, max_size=20)


@pytest.mark.parametrize(
    ("barcode", "number", "is_said"),
    [
        ("(420)34710(92)05590313174587171224", "9205590313174587171224", True),
        ("(420)34710(92)05590313174587171224", "420347109205590313174587171224", True),
        ("(00)386900000000000018", "00386900000000000018", True),
        ("(92)05590313174587171224", "(92)05590313174587171224", True),
        ("TEXT (92)0559031317", "920559031317", False),
        (
            "[)>\u241e01\u241d0234710\u241d792\u241d019\u241d794981365794\u241dFDEG\u241e\u2404",
            "794981365794",
            True,
        ),
        ("[)>\u241e01\u241d02347107\u241d94981365794", "794981365794", False),
    ],
)
def test_it_counts_an_elements_name_as_part_of_the_number(barcode: str, number: str, is_said: bool) -> None:
    """USPS names a parcel by all that its scanner reads behind the postcode."""
    assert matches([barcode], [number]) is is_said


@pytest.mark.parametrize(
    ("barcodes", "numbers"),
    [
        (["1170780705565"], ["1170780705565"]),
        (["42034710 9205 5901 7554"], ["920559017554"]),
        (["]C10198765432101234\x1d21AB12"], ["ab12"]),
        (["QA,1170780705565"], ["", "1170780705565"]),
        (["routing", "tr-55-1234"], ["TR551234"]),
        (["(01)00198765432101(21)AB12"], ["AB12"]),
        (["]C100373500001234567890"], ["373500001234567890"]),
        (["\x1d4011234567\x1d2155"], ["1234567"]),
        (["*TEST1234*"], ["TEST1234"]),
        ([">:TEST1234"], ["TEST1234"]),
        ([">;>81234567>6TEST"], ["1234567TEST"]),
        (["1001921334250001000300779017972697"], ["779017972697"]),
        (["9622001900000000000000776632517119"], ["7766 3251 7119"]),
        (["420347109205590175547000000019"], ["9205590175547000000019"]),
        (["4203471012349205590175547000000019"], ["9205 5901 7554 7000 0000 19"]),
        (["JJD014600003000000000"], ["JD014600003000000000"]),
        (["%0081737015050947003271012761"], ["01505094700327"]),
        (["https://track.example/?no=1170780705565"], ["1170780705565"]),
        (['{"no":"1170780705565"}'], ["1170780705565"]),
        (["12345670"], ["1234567"]),
    ],
)
def test_it_finds_the_number_among_what_carriers_add(barcodes: list[str], numbers: list[str]) -> None:
    assert matches(barcodes, numbers)


@pytest.mark.parametrize(
    ("barcodes", "numbers"),
    [
        (["1170780705565"], ["1170780705566"]),
        (["1170780705565"], ["117", "", "—"]),
        ([], ["1170780705565"]),
        (["11707807"], ["1170780705565"]),
        (["\\u003e:TEST1234"], ["TEST1234"]),
        (["\\u003e:TEST"], ["TEST"]),
        (["XTEST12345X"], ["TEST12345"]),
        (["TEST123456"], ["TEST12345"]),
        (["12345671"], ["1234567"]),
        ([":TEST1234"], ["TEST1234"]),
        (["(01)00198765432101(21)AB12"], ["00198765"]),
        (["9TEST"], ["TEST"]),
    ],
)
def test_it_takes_nothing_else_for_it(barcodes: list[str], numbers: list[str]) -> None:
    assert not matches(barcodes, numbers)


WORDS = st.text(st.characters(exclude_characters="\\\x1d", exclude_categories=["Cs"]), max_size=9)


@given(NUMBERS, WORDS, WORDS)
def test_it_finds_a_number_that_stands_alone(number: str, before: str, after: str) -> None:
    assert matches([f"x{before} {number} {after}x"], [number])


@given(NUMBERS, st.text(max_size=60))
def test_it_never_raises(number: str, text: str) -> None:
    matches([text, f"{text}{number}", f"]C1{text}", f">:{text}"], [number, text])
