"""Before paper: one of the label's barcodes has to say the package's number."""

import pytest

from packages_ui.labels.papers import Printable
from packages_ui.messages.message import Message
from packages_ui.services.printing.prepare import doubts
from tests.services.printing.makers import job_at, printer_of, ready_batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
CODE = "TEST12345678"


def said(*barcodes: str, code: str = CODE) -> Message:
    printer = printer_of()
    batch = ready_batch(printer, "1")
    batch.jobs.update(codes=code)
    return doubts(job_at(batch, 1), Printable(b"", 1, barcodes), printer)


@pytest.mark.parametrize(
    ("barcode", "code"),
    [
        (CODE, CODE),
        ("(00)340433333010200227(21)TEST12345678", CODE),
        ("420347109205590175547000000019", "9205 5901 7554 7000 0000 19"),
        ("9622001900000000000000776632517119", "776632517119"),
        (CODE, f"other\n{CODE}"),
    ],
)
def test_it_doubts_no_label_that_says_its_number(barcode: str, code: str) -> None:
    assert said("route 7", barcode, code=code) == ""


@pytest.mark.parametrize("barcode", [r"\u003e:TEST12345678", "TEST123456789", "XTEST12345678X", "42034710"])
def test_it_doubts_one_that_only_holds_its_letters(barcode: str) -> None:
    assert said(barcode) == (f"The barcodes of this label do not contain {CODE}. They contain: {barcode}.")


def test_it_doubts_one_without_barcodes() -> None:
    assert said() == "No barcode of this label can be read at 203 dpi."
