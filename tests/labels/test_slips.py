"""Slips fit the paper, hold their words, and can be scanned."""

import pypdfium2
import pytest

from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.papers import Slip
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import A4, A6, LABEL_100X100, LABEL_100X150, LabelSize
from packages_ui.labels.slips import draw_slip, draw_test_page

SMALL = LabelSize(60, 40)
SIZES = [LABEL_100X150, LABEL_100X100, SMALL, A6, A4]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_fits_the_paper_and_can_be_scanned(size: LabelSize) -> None:
    pdf = draw_slip(Slip(title="7KXF Q2MD", lines=("Zebra",), barcode_text="PRINTER7KXFQ2MD"), size=size)
    assert read_barcodes(pdf) == ["PRINTER7KXFQ2MD"]
    (page,) = measure(pdf)
    assert (page.width_mm, page.height_mm) == pytest.approx((size.width_mm, size.height_mm), abs=0.2)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_names_each_row_on_as_many_pages_as_that_takes(size: LabelSize) -> None:
    rows = tuple((f"25950532{place:04}", "Gönderi kaydı henüz oluşmadı <E-1042>") for place in range(60))
    pdf = draw_slip(Slip(title="60 missing", lines=("Batch 7",), rows=rows), size=size)
    text = text_of(pdf)
    assert all(number in text for number, _ in rows)
    assert text.count("Gönder") == 60  # the end of a long reason is cut on small paper
    assert len({(page.width_mm, page.height_mm) for page in measure(pdf)}) == 1


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_loses_nothing_where_all_of_it_is_long(size: LabelSize) -> None:
    lines = ("Aras Kargo · 24.11.2026 15:40", "Zebra ZD420, depo", "12 etiket")
    rows = tuple((f"25950532193{place:05}", "Adres için şube bulunamadı. " * 4) for place in range(12))
    pdf = draw_slip(Slip(title="MASA 3", lines=lines, barcode_text="BATCH-7", rows=rows), size=size)
    first, *others = pypdfium2.PdfDocument(pdf)
    assert read_barcodes(pdf) == ["BATCH-7"]
    said = " ".join(first.get_textpage().get_text_bounded().split())
    assert all(part in said for part in ("MASA 3", *lines, "BATCH-7"))
    places = [part.get_bounds()[3] for page in others for part in page.get_objects()]
    assert all(size.points[1] - top > 4 for top in places)  # nothing has run over from the page before
    assert all(text_of(pdf).count(number) == 1 for number, _ in rows)


def test_it_breaks_no_word_of_the_title() -> None:
    assert "PRINTER-7KXF-Q2MD" in text_of(draw_slip(Slip(title="PRINTER-7KXF-Q2MD"), size=LABEL_100X150))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_its_test_page_is_as_large_as_the_paper(size: LabelSize) -> None:
    media = Media(size, 203)
    lines = (
        "Zebra ZD420 — depo",
        "192.168.1.40, Masa 3",
        "60 × 40 mm, 203 dpi, upside down",
        "24.11.2026 15:40",
    )
    pdf = draw_test_page(media=media, lines=lines, barcode_text="TEST1")
    assert read_barcodes(pdf) == ["TEST1"]
    assert all(word in text_of(pdf) for line in lines for word in line.split())
    (page,) = measure(pdf)
    assert (page.width_mm, page.height_mm) == pytest.approx((size.width_mm, size.height_mm), abs=0.2)


def test_it_gives_equal_bytes_for_equal_slips() -> None:
    slip = Slip(title="Aras Kargo", lines=("34 labels",))
    assert draw_slip(slip, size=A6) == draw_slip(slip, size=A6)
