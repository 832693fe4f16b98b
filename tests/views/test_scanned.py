"""What a scanner's keys may have meant."""

import pytest
from django.http import QueryDict

from packages_ui.views.http import scanned


@pytest.mark.parametrize(
    ("sent", "texts"),
    [
        ("", ("",)),
        ("scan=+TRK*1+", ("TRK*1",)),
        ("scan=TRK-1&scan=TRK*1", ("TRK*1", "TRK-1")),
        ("scan=A&scan=A", ("A",)),
        ("&".join(f"scan={number}" for number in range(9)), ("8", "7", "6", "5")),
        ("scan=" + "9" * 300, ("9" * 200,)),
    ],
)
def test_it_takes_the_field_first_and_what_else_was_meant_after_it(sent: str, texts: tuple[str, ...]) -> None:
    assert scanned(QueryDict(sent), "scan") == texts
