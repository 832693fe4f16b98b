"""Documents go through the feeder like slips: once, whole, and as large as they are."""

from collections.abc import Iterator

import pytest

from packages_ui.labels.documents.command_sheet import draw_command_sheet
from packages_ui.labels.documents.contents import Desk, Paper
from packages_ui.labels.documents.words import Language
from packages_ui.labels.pdfium import count_pages
from packages_ui.labels.read import read_barcodes
from packages_ui.models import Printer, Slip
from packages_ui.services.goods.product_labels import print_labels
from packages_ui.services.printing import ipp
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.services.printing.slips import make_slip
from tests.labels.documents.makers import sizes_of
from tests.labels.makers import make_pdf
from tests.printers.ipp_printer import IppEvePrinter
from tests.services.batch_makers import person
from tests.services.printing.makers import printer_of
from tests.services.printing.running import Running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media", "unhurried")]
DESKS = [Desk(number, f"Desk {number}") for number in range(1, 13)]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ipp, "POLL_SECONDS", 0.1)


@pytest.fixture
def peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter(media=("iso_a4_210x297mm",)) as made:
        yield made


@pytest.fixture
def printer(peer: IppEvePrinter, db: None) -> Printer:
    return printer_of("ipp", peer.uri, width_mm=210, height_mm=297)


def sent(printer: Printer, content: bytes) -> Slip:
    """What became of it."""
    slip = make_slip(printer=printer, kind=Slip.Kind.DOCUMENT, content=content, user_id=person().pk)
    Running(printer, IppConnection).wait()
    return Slip.objects.get(pk=slip.pk)


def test_it_prints_a_document_of_several_pages_once_and_unscaled(
    peer: IppEvePrinter, printer: Printer
) -> None:
    pdf = draw_command_sheet(DESKS, paper=Paper.A4, language=Language.TR)
    assert count_pages(pdf) == 3
    assert sent(printer, pdf).state == Slip.State.SENT
    assert peer.wait_printed(1)
    assert [content for _, content in peer.printed] == [pdf]
    assert peer.wished == ["iso_a4_210x297mm none 1 application/pdf"]


def test_it_lays_small_paper_on_large_unscaled(peer: IppEvePrinter, printer: Printer) -> None:
    pdf = draw_command_sheet(DESKS, paper=Paper.A6, language=Language.EN)
    assert sent(printer, pdf).state == Slip.State.SENT
    assert peer.wait_printed(1)
    ((_, content),) = peer.printed
    assert sizes_of(content) == {(210, 297)}
    assert read_barcodes(content) == read_barcodes(pdf)


def test_it_prints_more_pages_than_a_label_may_have(peer: IppEvePrinter, printer: Printer) -> None:
    pdf = make_pdf(*[Paper.A4.size] * 120)
    assert sent(printer, pdf).state == Slip.State.SENT
    assert peer.wait_printed(1)


def test_it_says_that_a_document_cannot_be_printed(peer: IppEvePrinter, printer: Printer) -> None:
    slip = sent(printer, b"not a PDF")
    assert slip.state == Slip.State.FAILED
    assert "cannot be printed on this printer, and nothing was printed" in slip.sentence
    assert peer.printed == []


def test_it_prints_labels_for_a_product_as_pages_of_one_job(peer: IppEvePrinter, printer: Printer) -> None:
    user_id = person().pk
    slip = print_labels(sku="AKN-HAT-01", copies=200, printer=printer, user_id=user_id, key="k")
    Running(printer, IppConnection).wait()
    assert Slip.objects.get(pk=slip.pk).state == Slip.State.SENT
    assert peer.wait_printed(1)
    ((_, content),) = peer.printed
    assert count_pages(content) == 200
    assert len(content) < 5_000_000
