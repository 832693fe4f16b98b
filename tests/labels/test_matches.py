"""Whether a label bears the number that it must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.labels.compare import matches

NUMBERS = st.text("ABCDEFGHJK0123456789", min_size=4, max_size=20)


@pytest.mark.parametrize(
    ("barcodes", "numbers"),
    [
        (["1170780705565"], ["1170780705565"]),
        (["42034710 9205 5901 7554"], ["920559017554"]),
        (["]C10198765432101234\x1d21AB12"], ["ab12"]),
        (["QA,1170780705565"], ["", "1170780705565"]),
        (["routing", "tr-55-1234"], ["TR551234"]),
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
    ],
)
def test_it_takes_nothing_else_for_it(barcodes: list[str], numbers: list[str]) -> None:
    assert not matches(barcodes, numbers)


@given(NUMBERS, st.text(max_size=9), st.text(max_size=9))
def test_it_finds_a_number_wherever_it_stands(number: str, before: str, after: str) -> None:
    assert matches([f"{before} {number} {after}"], [number])
