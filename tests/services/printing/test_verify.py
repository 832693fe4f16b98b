"""A scanned code proves a printer."""

import pytest

from packages_ui.models import Printer
from packages_ui.services.printing.pairing import read_code, spelled, verify
from tests.services.batch_makers import person
from tests.services.station_makers import printer_of, station_at

pytestmark = pytest.mark.django_db
CODE = "ABCD2345"


@pytest.mark.parametrize(
    "typed",
    [
        "PRINTER-ABCD-2345",
        "printer-abcd-2345",
        " PRINTER ABCD 2345 \r\n",
        "abcd2345",
        "PRINTER*ABCD*2345",  # a scanner on a Turkish keyboard
        "prınter-abcd-2345",
        "PRİNTER-ABCD-2345",
        "ABCD–2345",
    ],
)
def test_it_reads_a_code_however_it_was_typed(typed: str) -> None:
    assert read_code(typed) == CODE
    assert read_code(spelled(CODE)) == CODE


def test_it_proves_the_printer_that_bears_the_code() -> None:
    printer, other = printer_of(pairing_code=CODE), printer_of(pairing_code="ABCD2346")
    proof = verify(code="PRINTER-ABCD-2345", station=None, user_id=person().pk)
    assert proof
    assert proof.printer == printer
    printer.refresh_from_db()
    other.refresh_from_db()
    assert printer.proved_by == person()
    assert printer.proved_at
    assert other.proved_at is None


def test_it_says_what_the_asking_station_prints_there() -> None:
    printer = printer_of(pairing_code=CODE)
    labels = station_at(printer, name="A")
    papers = station_at(name="B", document_printer=printer)
    neither = station_at(name="C")
    said = [verify(code=CODE, station=one, user_id=person().pk) for one in (labels, papers, neither)]
    assert [(one.labels, one.documents) for one in said if one] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert {one.stations for one in said if one} == {("A", "B")}


@pytest.mark.parametrize("code", ["", "PRINTER", "ABCD2346", "' OR 1=1"])
def test_it_proves_nothing_by_a_code_that_nobody_bears(code: str) -> None:
    printer_of(pairing_code=CODE)
    printer_of(pairing_code="")
    assert verify(code=code, station=None, user_id=person().pk) is None
    assert not Printer.objects.exclude(proved_at=None).exists()
