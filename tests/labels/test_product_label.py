"""A label for a product: read back as a scanner reads it, on any paper."""

import pytest

from packages_ui.labels.copies import counted
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.for_printer import to_zpl
from packages_ui.labels.join import measure
from packages_ui.labels.media import Language, Media
from packages_ui.labels.papers import Printable, ProductLabel
from packages_ui.labels.pdfium import opened
from packages_ui.labels.product_label import draw_product_label
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150, LabelSize

LONG = "Kışlık çocuk montu, su geçirmez, kapüşonlu, polar astarlı " * 6
SMALL = LabelSize(50, 30)
HAT = ProductLabel(name="Şapka <kırmızı>", code="AKN-HAT-01")


def texts(pdf: bytes) -> str:
    with opened(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("size", [LABEL_100X150, SMALL, LabelSize(40, 20), LabelSize(210, 297)])
@pytest.mark.parametrize("code", ["AKN-HAT-01", "8690000000012", "ŞAPKA-1", "x" * 60])
def test_its_code_is_read_as_it_was_given(size: LabelSize, code: str) -> None:
    pdf = draw_product_label(ProductLabel(name=LONG, code=code), size=size)
    assert read_barcodes(pdf) == [code]
    assert [(round(one.width_mm), round(one.height_mm)) for one in measure(pdf)] == [
        (size.width_mm, size.height_mm)
    ]


def test_its_words_are_name_and_code() -> None:
    said = texts(draw_product_label(HAT, size=SMALL))
    assert "Şapka <kırmızı>" in said
    assert "AKN-HAT-01" in said


def test_a_long_name_is_cut_to_two_lines() -> None:
    lines = texts(draw_product_label(ProductLabel(name=LONG, code="AKN-1"), size=SMALL)).split("\r\n")
    assert len(lines) == 3
    assert lines[1].endswith("…")
    assert lines[2] == "AKN-1"


@pytest.mark.parametrize(
    ("language", "end"), [(Language.ZPL, b"^FS^PQ200,0,1,Y^XZ\n"), (Language.EPL, b"\r\nP200\r\n")]
)
def test_a_label_printer_counts_the_copies_itself(language: Language, end: bytes) -> None:
    one = to_zpl(
        draw_product_label(HAT, size=SMALL), LabelFormat.PDF, media=Media(SMALL, dpi=203, language=language)
    )
    many = counted(one, 200)
    assert (one.pieces, many.pieces, many.barcodes) == (1, 200, ("AKN-HAT-01",))
    assert many.content.endswith(end)
    assert len(many.content) - len(one.content) == 2


def test_only_a_label_of_ours_is_counted() -> None:
    with pytest.raises(ValueError, match="not one label"):
        counted(Printable(b"^XA^FO1,1^FDhi^FS^XZ", 1, ()), 2)
