"""Many labels of one package are one job with all their pieces, on every way."""

import pytest

from packages_ui.labels import several
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.join import measure
from packages_ui.labels.media import Language, Media
from packages_ui.labels.pages import to_paged
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150
from packages_ui.messages import labels as messages
from tests.labels.makers import make_html
from tests.labels.sheet_makers import behind, label_pdf, paper_pdf
from tests.labels.test_epl import LABEL as EPL

ROLL = Media(LABEL_100X150, 203)
CODES = ("TEST00000001", "TEST00000002", "TEST00000003")


@pytest.fixture(scope="module")
def mixed() -> bytes:
    return several.pack(
        [
            (LabelFormat.ZPL, b"^XA^LH99,9^FO60,300^BY3^BCN,160,Y,N,N^FDTEST00000001^FS^PQ2^XZ"),
            (LabelFormat.PDF, behind(label_pdf(CODES[1]), paper_pdf())),
            (LabelFormat.HTML, make_html("x", barcode=CODES[2]).encode()),
        ]
    )


def test_it_makes_one_pdf_of_them(mixed: bytes) -> None:
    paged = to_paged(mixed, LabelFormat.SEVERAL)
    assert read_barcodes(paged.pdf) == [CODES[0], *CODES]
    assert [round(size.width_mm) for size in measure(paged.pdf)] == [100, 100, 100, 100, 210]
    assert paged.papers == 1


def test_it_makes_one_job_of_them_for_a_label_printer(mixed: bytes) -> None:
    printable = to_zpl(mixed, LabelFormat.SEVERAL, media=ROLL)
    assert (printable.pieces, printable.barcodes) == (4, (CODES[0], *CODES))
    assert len(measure(printable.papers)) == 1
    first, _, others = printable.content.partition(b"^LH99,9")
    assert b"^GFA" not in first
    assert others.index(b"^LH0,0") < others.index(b"^GFA")  # the printer's own values come in between


def test_it_makes_one_job_of_them_for_a_printer_of_pages(mixed: bytes) -> None:
    printable = to_pages(mixed, LabelFormat.SEVERAL, media=ROLL)
    assert (printable.pieces, printable.barcodes) == (4, (CODES[0], *CODES))
    assert len(measure(printable.content)) == 4


def test_it_sends_each_in_its_language() -> None:
    both = several.pack([(LabelFormat.EPL, EPL), (LabelFormat.PDF, label_pdf(CODES[1]))])
    media = Media(LABEL_100X150, 203, language=Language.BOTH)
    printable = to_zpl(both, LabelFormat.SEVERAL, media=media)
    assert (printable.pieces, printable.is_read) == (2, False)
    with pytest.raises(LabelError, match="set to ZPL only"):
        to_zpl(both, LabelFormat.SEVERAL, media=ROLL)
    with pytest.raises(LabelError) as refused:
        to_paged(both, LabelFormat.SEVERAL)
    assert str(refused.value) == messages.EPL_NO_PREVIEW()


def test_it_says_that_what_was_stored_is_broken(mixed: bytes) -> None:
    with pytest.raises(LabelError, match="broken"):
        to_paged(mixed[:-30], LabelFormat.SEVERAL)
