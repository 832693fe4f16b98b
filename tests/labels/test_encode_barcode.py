import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packages_ui.labels.barcode import Barcode, code128, qr
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.read import read_barcodes


def page(barcode: Barcode, *, width_mm: float, height_mm: float) -> bytes:
    svg = barcode.svg(width_mm=width_mm, height_mm=height_mm)
    return to_pdf(f"<html><body style='margin:4mm 0'>{svg}</html>".encode(), LabelFormat.HTML)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=18))
def test_it_makes_code_128_that_decodes(text: str) -> None:
    barcode = code128(text)
    assert read_barcodes(page(barcode, width_mm=barcode.width * 0.25, height_mm=20)) == [text]


def test_it_makes_a_qr_code_that_decodes() -> None:
    assert read_barcodes(page(qr("Şükrü/1"), width_mm=30, height_mm=30)) == ["Şükrü/1"]


def test_it_counts_the_quiet_zone() -> None:
    bars, square = code128("1234"), qr("1234")
    assert bars.width == 20 + 57  # start, two pairs, check and stop: 4 x 11 + 13 modules
    assert bars.path.startswith("M10 0h2v1h-2z")
    assert (square.width, square.height) == (29, 29)


def test_it_draws_one_path() -> None:
    assert code128("1234").svg(width_mm=50, height_mm=20).count("<path") == 1


@pytest.mark.parametrize("text", ["", "ş", "a\nb", "\x00", "x" * 201])
def test_it_refuses_what_code_128_cannot_hold(text: str) -> None:
    with pytest.raises(LabelError, match="barcode"):
        code128(text)


@pytest.mark.parametrize("text", ["", "x" * 201])
def test_it_refuses_what_a_qr_code_should_not_hold(text: str) -> None:
    with pytest.raises(LabelError, match="1 to 200"):
        qr(text)
