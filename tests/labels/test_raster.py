"""PWG Raster as CUPS reads it: what comes out is what was drawn."""

import io
from collections.abc import Callable
from random import Random

import pytest
from PIL import Image, ImageChops

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.for_printer import to_pages
from packages_ui.labels.media import Media
from packages_ui.labels.papers import is_raster
from packages_ui.labels.pdfium import draw, opened
from packages_ui.labels.raster import KINDS, join_rasters, to_raster
from packages_ui.labels.read import barcodes_in
from packages_ui.labels.size import LABEL_100X150, POINTS_PER_MM
from tests.labels.cups_raster import read_raster

ZPL = b"^XA^PW800^LL1200^FO40,40^BY3^BCN,200,Y,N,N^FDAB12345^FS^FO40,400^A0N,60,60^FDIstanbul^FS^XZ"


def label(dpi: int = 203) -> bytes:
    return to_pages(ZPL, LabelFormat.ZPL, media=Media(LABEL_100X150, dpi)).content


def noise() -> bytes:
    """A PDF with a dot in each pixel at 72 dpi: long runs of dots that differ, and rows that are alike."""
    width, height = 301, 600
    random = Random(7)
    rows = [random.randbytes(width) for _ in range(height // 2)]
    image = Image.frombytes("L", (width, height), b"".join(row + row for row in rows))
    file = io.BytesIO()
    image.save(file, "PDF", resolution=72)
    return file.getvalue()


def drawn(pdf: bytes, dpi: int) -> Image.Image:
    with opened(pdf) as document:
        return draw(document, 0, dpi=dpi)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("make", "dpi"), [(label, 203), (label, 300), (noise, 72)])
def test_cups_reads_every_dot_as_it_was_drawn(make: Callable[[], bytes], dpi: int, kind: str) -> None:
    pdf = make()
    (page,) = read_raster(to_raster(pdf, dpi=dpi, kind=kind))
    image = drawn(pdf, dpi)
    wanted = image.point(lambda grey: 255 * (grey >= 128)).convert("1") if kind == "black_1" else image
    assert page.image.mode == KINDS[kind].mode
    assert ImageChops.difference(page.image.convert("L"), wanted.convert("L")).getbbox() is None
    assert page.dpi == (dpi, dpi)


@pytest.mark.parametrize("kind", KINDS)
def test_its_barcodes_can_be_read_and_its_paper_is_the_labels(kind: str) -> None:
    (page,) = read_raster(to_raster(label(), dpi=203, kind=kind))
    assert list(barcodes_in(page.image)) == ["AB12345"]
    size = LABEL_100X150.width_mm * POINTS_PER_MM, LABEL_100X150.height_mm * POINTS_PER_MM
    assert page.points == pytest.approx(size, abs=1)


def test_pages_are_joined() -> None:
    one = to_raster(label(), dpi=203, kind="black_1")
    both = read_raster(join_rasters(one, one))
    assert len(both) == 2
    assert both[0].image.tobytes() == both[1].image.tobytes()


def test_a_blank_row_costs_next_to_nothing() -> None:
    assert len(to_raster(label(), dpi=203, kind="black_1")) < 40_000
    assert len(to_raster(label(), dpi=203, kind="sgray_8")) < 100_000


def test_it_is_told_from_pdf() -> None:
    assert is_raster(to_raster(label(), dpi=203, kind="black_1"))
    assert not is_raster(label())
