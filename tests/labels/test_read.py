import io

import pytest
import zxingcpp
from PIL import Image, ImageOps

from packages_ui.labels.errors import LabelError
from packages_ui.labels.join import join
from packages_ui.labels.own import draw_own_labels
from packages_ui.labels.papers import OwnLabel
from packages_ui.labels.read import barcodes_in, read_barcodes
from packages_ui.labels.size import LABEL_100X150
from tests.labels.makers import make_pdf


def label(number: str) -> bytes:
    return draw_own_labels([OwnLabel(package_number=number, barcode_text=number, name="A", address_lines=())])


def test_it_reads_all_pages_in_order() -> None:
    into = io.BytesIO()
    join([label("B-1"), make_pdf(LABEL_100X150), label("A-2")], into)
    assert read_barcodes(into.getvalue()) == ["B-1", "A-2"]


@pytest.mark.parametrize("dpi", [150, 203, 300])
def test_it_reads_at_the_printers_dpi(dpi: int) -> None:
    assert read_barcodes(label("7300412345678"), dpi=dpi) == ["7300412345678"]


@pytest.mark.parametrize("mode", ["1", "L"])
def test_it_reads_a_light_code_on_a_dark_ground(mode: str) -> None:
    code = zxingcpp.create_barcode("7300412345678", zxingcpp.BarcodeFormat.QRCode)
    dark = ImageOps.invert(Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4)).convert("L"))
    assert barcodes_in(ImageOps.expand(dark, 40, fill=0).convert(mode)) == ["7300412345678"]


@pytest.mark.parametrize("edge", [0, 4])
def test_it_reads_bars_that_begin_at_the_edge(edge: int) -> None:
    code = zxingcpp.create_barcode("123456789012", zxingcpp.BarcodeFormat.ITF)
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=3, add_quiet_zones=False))
    label = Image.new("L", (800, 400), 255)
    label.paste(picture, (edge, 100))
    assert barcodes_in(label) == ["123456789012"]


def test_it_reads_a_picture_whose_greys_are_dots() -> None:
    code = zxingcpp.create_barcode("7300412345678", zxingcpp.BarcodeFormat.Code128)
    bars = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4)).convert("L")
    faded = ImageOps.expand(bars.resize((bars.width, 160)), 40, 255).point(lambda dot: 60 + dot * 3 // 5)
    assert barcodes_in(faded.convert("1")) == ["7300412345678"]


def test_it_finds_nothing_on_an_empty_page() -> None:
    assert read_barcodes(make_pdf(LABEL_100X150)) == []


def test_it_refuses_what_is_no_pdf() -> None:
    with pytest.raises(LabelError, match="broken"):
        read_barcodes(b"no pdf")
