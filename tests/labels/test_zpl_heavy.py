"""Pictures of more dots than the renderer takes: labels that are one dithered picture."""

from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image, ImageChops

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.pdfium import draw as pdfium_draw
from packages_ui.labels.pdfium import opened
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.zpl import sheet
from packages_ui.labels.zpl.draw import draw_zpl
from tests.labels.sheet_makers import label_pdf

CODE = "TEST12345678"
WIDTH, HEIGHT = LABEL_100X150.dots(dpi=300)


@cache
def dithered() -> Image.Image:
    """A label for 300 dpi with a photo on it."""
    with opened(label_pdf(CODE)) as document:
        label = pdfium_draw(document, 0, dpi=300).convert("L").point(lambda grey: 255 * (grey > 127))
    photo = Image.radial_gradient("L").resize((1000, 900))
    label.paste(photo, (90, 300))
    return label.convert("1").crop((0, 0, WIDTH, HEIGHT))


def data() -> str:
    picture = ImageChops.invert(dithered())
    row = (picture.width + 7) // 8
    return f"{row * picture.height},{row},{picture.tobytes().hex().upper()}"


def field() -> str:
    total, row, digits = data().split(",")
    return f"^GFA,{total},{total},{row},{digits}"


def said() -> str:
    return f"^XA^PW{WIDTH}^LL{HEIGHT}"


LABELS = {
    "a field": lambda: f"{said()}^FO0,0{field()}^FS^XZ",
    "home": lambda: f"{said()}^LH0,20^FO0,0^FS^LH0,0^FO0,0{field()}^FS^XZ",
    "text behind it": lambda: f"{said()}^FO0,0{field()}^FS^FO90,400^A0N,50,50^FDHello^FS^XZ",
    "loaded first": lambda: f"~DGR:LABEL.GRF,{data()}{said()}^FO0,0^XGR:LABEL.GRF,1,1^FS^XZ",
    "on the second piece": lambda: f"^XA^FO10,10^GB50,50,5^FS^XZ{said()}^FO0,0{field()}^FS^XZ",
}


@pytest.mark.parametrize("make", LABELS.values(), ids=LABELS.keys())
def test_it_draws_each_dot(make: Callable[[], str]) -> None:
    drawing = draw_zpl(make().encode(), size=LABEL_100X150)
    image = drawing.images[-1]
    assert (image.size, drawing.lost) == (dithered().size, 0)
    extra = ImageChops.logical_xor(image, dithered()).getbbox()  # where it differs
    assert extra is None or ("Hello" in make() and extra[0] >= 90)


@pytest.mark.parametrize("dpi", [203, 300])
def test_it_prints_on_every_printer(dpi: int) -> None:
    content, media = LABELS["a field"]().encode(), Media(LABEL_100X150, dpi)
    for printable in (
        to_zpl(content, LabelFormat.ZPL, media=media),
        to_pages(content, LabelFormat.ZPL, media=media),
    ):
        assert (printable.barcodes, printable.is_read, str(printable.doubt)) == ((CODE,), True, "")
    assert (content in to_zpl(content, LabelFormat.ZPL, media=media).content) is (dpi == 300)


def test_it_draws_nothing_that_shows_white_on_it() -> None:
    zpl = f"{said()}^FO0,0{field()}^FS^FO90,400^FR^A0N,50,50^FDHello^FS^XZ"
    assert draw_zpl(zpl.encode(), size=LABEL_100X150).lost == 1


def test_it_draws_only_so_many_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few letters, packed, can be many such pictures."""
    monkeypatch.setattr(sheet, "MOST_HEAVY", 1)
    zpl = f"{said()}^FO0,0{field()}^FS^FO0,0{field()}^FS^FO90,400^A0N,50,50^FDHello^FS^XZ"
    assert draw_zpl(zpl.encode(), size=LABEL_100X150).lost == 1
