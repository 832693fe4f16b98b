"""PDF as carriers make it for office printers: each label comes out at its own size, whole, papers apart."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfWriter

from packages_ui.labels import sheets
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.pages import to_paged
from packages_ui.labels.papers import Printable
from packages_ui.labels.pdfium import draw, opened
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import A4, LABEL_100X150, LabelSize
from packages_ui.messages import labels as messages
from tests.labels.makers import make_html
from tests.labels.sheet_makers import (
    behind,
    cropped,
    four,
    label_pdf,
    paper_pdf,
    sheet,
    turned,
    with_unit,
)

ROLL = Media(LABEL_100X150, 203)
CODES = ("TEST00000001", "TEST00000002", "TEST00000003", "TEST00000004")


def is_size(size: LabelSize, width: float, height: float, within: float = 1.0) -> bool:
    return max(abs(size.width_mm - width), abs(size.height_mm - height)) <= within


def on(pdf: bytes, media: Media = ROLL) -> tuple[Printable, Printable]:
    """For a label printer, and for a printer of pages."""
    return to_zpl(pdf, LabelFormat.PDF, media=media), to_pages(pdf, LabelFormat.PDF, media=media)


def test_it_leaves_a_label_as_it_came() -> None:
    pdf = label_pdf(CODES[0])
    assert to_paged(pdf, LabelFormat.PDF).pdf == pdf


@pytest.mark.in_turn("left", "top", one_in=2)
@pytest.mark.parametrize(("left", "top"), [(0.0, 0.0), (110.0, 147.0), (55.0, 70.0), (5.0, 5.0)])
def test_it_takes_one_label_off_a_sheet(left: float, top: float) -> None:
    paged = to_paged(sheet((label_pdf(CODES[0]), left, top)), LabelFormat.PDF)
    (size,) = measure(paged.pdf)
    assert is_size(size, 100, 150)
    assert (read_barcodes(paged.pdf), str(paged.note)) == ([CODES[0]], "")
    for printable in on(sheet((label_pdf(CODES[0]), left, top))):
        assert (printable.pieces, printable.barcodes, str(printable.note)) == (1, (CODES[0],), "")


@pytest.mark.in_turn("line")
@pytest.mark.parametrize("line", [False, True])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_it_takes_each_label_off_a_sheet(count: int, line: bool) -> None:
    pdf = four(*CODES[:count], line=line)
    sizes = measure(to_paged(pdf, LabelFormat.PDF).pdf)
    assert len(sizes) == count
    assert all(is_size(size, 92, 130, within=4) for size in sizes)
    for printable in on(pdf):
        assert (printable.pieces, printable.barcodes) == (count, CODES[:count])


def test_it_takes_two_lying_labels_off_a_sheet() -> None:
    lying = LabelSize(200, 140)
    pdf = sheet((label_pdf(CODES[0], lying), 5, 4), (label_pdf(CODES[1], lying), 5, 153))
    assert len(measure(to_paged(pdf, LabelFormat.PDF).pdf)) == 2


def test_it_leaves_a_sheet_for_a_printer_of_sheets() -> None:
    pdf = four(*CODES)
    paged = to_paged(pdf, LabelFormat.PDF, size=A4)
    assert paged.pdf == pdf
    assert to_pages(pdf, LabelFormat.PDF, media=Media(A4, 300)).pieces == 1


def test_it_leaves_a_label_as_large_as_a_sheet() -> None:
    large = sheet((label_pdf(CODES[0], LabelSize(200, 280)), 5, 5))
    assert to_paged(large, LabelFormat.PDF).pdf == large
    assert all(printable.barcodes == (CODES[0],) for printable in on(large))


def test_it_keeps_a_sheet_together_where_a_part_has_no_barcode() -> None:
    pdf = sheet((label_pdf(CODES[0], LabelSize(92, 130)), 5, 7), (paper_pdf(size=LabelSize(92, 130)), 113, 7))
    assert to_paged(pdf, LabelFormat.PDF).pdf == pdf


@pytest.mark.parametrize(
    "put", [lambda label: label, lambda label: sheet((label, 3, 3))], ids=["label", "sheet"]
)
def test_it_keeps_papers_behind_a_label_apart(put: Callable[[bytes], bytes]) -> None:
    pdf = behind(put(label_pdf(CODES[0])), paper_pdf(), paper_pdf("Invoice"))
    paged = to_paged(pdf, LabelFormat.PDF)
    assert (paged.papers, len(measure(paged.pdf))) == (2, 3)
    assert paged.note == "2 A4 pages came with the label."
    for printable in on(pdf):
        assert (printable.pieces, printable.barcodes, str(printable.note)) == (1, (CODES[0],), "")
        assert [is_size(size, 210, 297) for size in measure(printable.papers)] == [True, True]


def test_it_brings_papers_before_a_label_behind_it() -> None:
    paged = to_paged(behind(paper_pdf(), label_pdf(CODES[0])), LabelFormat.PDF)
    assert [round(size.width_mm) for size in measure(paged.pdf)] == [100, 210]


def test_it_prints_sheets_alone_as_labels() -> None:
    paged = to_paged(behind(paper_pdf(), paper_pdf()), LabelFormat.PDF)
    assert (paged.papers, len(measure(paged.pdf))) == (0, 2)


@pytest.mark.in_turn("unit")
@pytest.mark.parametrize("unit", [0.5, 2.0, 10.0])
def test_it_obeys_the_unit_of_a_page(unit: float) -> None:
    pdf = with_unit(label_pdf(CODES[0]), unit)
    (size,) = measure(to_paged(pdf, LabelFormat.PDF).pdf)
    assert is_size(size, 100, 150, within=0.2)
    for printable in on(pdf):
        assert printable.barcodes == (CODES[0],)
    assert to_pages(pdf, LabelFormat.PDF, media=ROLL).pieces == 1


def test_it_takes_a_label_off_a_sheet_with_a_unit() -> None:
    pdf = with_unit(sheet((label_pdf(CODES[0]), 10, 10)), 2.0)
    (size,) = measure(to_paged(pdf, LabelFormat.PDF).pdf)
    assert is_size(size, 100, 150)


@pytest.mark.in_turn("degrees")
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_it_obeys_the_turn_of_a_page(degrees: int) -> None:
    lying = LabelSize(150, 100)
    pdf = turned(label_pdf(CODES[0], lying if degrees % 180 else LABEL_100X150), degrees)
    (size,) = measure(to_paged(pdf, LabelFormat.PDF).pdf)
    assert is_size(size, 100, 150, within=0.2)
    assert all(printable.barcodes == (CODES[0],) for printable in on(pdf))


@pytest.mark.in_turn("degrees")
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_it_takes_labels_off_a_turned_sheet(degrees: int) -> None:
    paged = to_paged(turned(four(*CODES), degrees), LabelFormat.PDF)
    assert len(measure(paged.pdf)) == 4
    assert set(read_barcodes(paged.pdf)) == set(CODES)


def test_it_shows_what_a_page_shows() -> None:
    pdf = cropped(sheet((label_pdf(CODES[0]), 20, 30), (label_pdf(CODES[1]), 20, 147)), 20, 30, LABEL_100X150)
    (size,) = measure(to_paged(pdf, LabelFormat.PDF).pdf)
    assert is_size(size, 100, 150, within=0.2)
    for printable in on(pdf):
        assert printable.barcodes == (CODES[0],)


def test_it_takes_a_label_off_a_cropped_sheet() -> None:
    pdf = cropped(sheet((label_pdf(CODES[0]), 60, 60), size=LabelSize(300, 400)), 20, 30, A4)
    (size,) = measure(to_paged(pdf, LabelFormat.PDF).pdf)
    assert is_size(size, 100, 150)
    assert all(printable.barcodes == (CODES[0],) for printable in on(pdf))


def test_it_splits_nothing_where_nothing_is_behind() -> None:
    paged = to_paged(label_pdf(CODES[0]), LabelFormat.PDF)
    assert sheets.split(paged) == (paged.pdf, b"")


@pytest.mark.in_turn("lying")
@pytest.mark.parametrize("lying", [False, True])
def test_it_takes_the_label_off_the_half_of_a_folded_sheet(lying: bool) -> None:
    half = label_pdf(CODES[0], LabelSize(140, 195))
    receipt = paper_pdf("Receipt", LabelSize(195, 140))
    upright = (label_pdf(CODES[0], LabelSize(195, 140)), 5.0, 4.0), (receipt, 5.0, 154.0)
    beside = (half, 4.0, 5.0), (paper_pdf("Receipt", LabelSize(140, 195)), 154.0, 5.0)
    pdf = sheet(*(beside if lying else upright), size=A4.turned() if lying else A4, line=True)
    paged = to_paged(pdf, LabelFormat.PDF)
    (size,) = measure(paged.pdf)
    assert sorted((size.width_mm, size.height_mm))[1] < 205
    assert (read_barcodes(paged.pdf), paged.note) == ([CODES[0]], messages.SHEET_REST())
    for printable in on(pdf):
        assert (printable.pieces, printable.barcodes, printable.note) == (
            1,
            (CODES[0],),
            messages.SHEET_REST(),
        )


def test_it_asks_where_scaling_costs_a_barcode() -> None:
    fine = "TEST123456789012345678901234567890"
    large = label_pdf(fine, LabelSize(118, 260))
    for printable in on(large, Media(LabelSize(50, 75), 203)):
        assert printable.barcodes == ()
        assert printable.doubt == f"Scaled to the paper, these barcodes can no longer be read: {fine}."


def scanned(pdf: bytes, kind: str) -> bytes:
    """A sheet as a picture, at 300 dpi."""
    with opened(pdf) as document:
        picture = draw(document, 0, dpi=300)
    out = io.BytesIO()
    picture.save(out, kind, dpi=(300, 300))
    return out.getvalue()


@pytest.mark.in_turn("kind")
@pytest.mark.parametrize("kind", [LabelFormat.PNG, LabelFormat.JPEG, LabelFormat.TIFF])
def test_it_takes_labels_off_a_sheet_that_is_a_picture(kind: LabelFormat) -> None:
    paged = to_paged(scanned(four(*CODES[:2]), kind.upper()), kind)
    assert all(is_size(size, 94, 132) for size in measure(paged.pdf))
    assert (read_barcodes(paged.pdf), str(paged.note)) == (list(CODES[:2]), "")


def test_it_takes_a_label_off_a_sheet_of_html() -> None:
    html = make_html("KARGO", rule="@page { size: A4 }", barcode=CODES[0]).encode()
    paged = to_paged(html, LabelFormat.HTML)
    (size,) = measure(paged.pdf)
    assert size.width_mm < 120
    assert (read_barcodes(paged.pdf), str(paged.note)) == ([CODES[0]], "")
    (kept,) = measure(to_paged(html, LabelFormat.HTML, size=A4).pdf)
    assert is_size(kept, 210, 297)


def test_it_unlocks_what_asks_for_no_password() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(label_pdf(CODES[0])))
    writer.encrypt("", "the carrier's own", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert b"/Encrypt" in out.getvalue()
    _, page = on(out.getvalue())
    assert (b"/Encrypt" in page.content, page.barcodes) == (False, (CODES[0],))
    assert on(out.getvalue())[1].content == page.content  # equal bytes for equal labels
