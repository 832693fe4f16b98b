import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.on_paper import drawn_pages
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.preview import preview
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150, LabelSize
from tests.labels.makers import ZPL, darkness, look_at, make_picture
from tests.labels.sheet_makers import label_pdf

LEFT, RIGHT = (0.02, 0.1, 0.2, 0.9), (0.3, 0.1, 0.98, 0.9)
TOP, BOTTOM = (0.1, 0.02, 0.9, 0.2), (0.1, 0.3, 0.9, 0.98)


@pytest.mark.parametrize("kind", [LabelFormat.PNG, LabelFormat.JPEG])
def test_it_keeps_a_pictures_own_size(kind: LabelFormat) -> None:
    pdf = to_pdf(make_picture(832, 960, kind=kind.upper(), dpi=203), kind)
    assert measure(pdf) == [LabelSize(104.1, 120.1)]
    left, right = darkness(look_at(pdf), LEFT, RIGHT)
    assert left > 0.98
    assert right < 0.02


@pytest.mark.parametrize("dpi", [0, 1, 72, 96, 5000])
def test_it_fits_a_picture_without_a_believable_dpi(dpi: int) -> None:
    pdf = to_pdf(make_picture(1600, 2400, dpi=dpi), LabelFormat.PNG)
    assert measure(pdf) == [LABEL_100X150]


def test_it_turns_the_paper_for_a_wide_picture() -> None:
    pdf = to_pdf(make_picture(1200, 800), LabelFormat.PNG)
    assert measure(pdf) == [LABEL_100X150.turned()]


def test_it_keeps_the_aspect_and_centres() -> None:
    pdf = to_pdf(make_picture(800, 800, mode="L"), LabelFormat.PNG)
    left, above = darkness(look_at(pdf), (0.02, 0.3, 0.2, 0.7), (0.02, 0.01, 0.98, 0.15))
    assert measure(pdf) == [LABEL_100X150]
    assert left > 0.98
    assert above == 0


def test_it_obeys_a_photos_turn() -> None:
    pdf = to_pdf(make_picture(1200, 800, kind="JPEG", dpi=203, turn=6), LabelFormat.JPEG)
    assert measure(pdf) == [LabelSize(100.1, 150.1)]
    top, bottom = darkness(look_at(pdf), TOP, BOTTOM)
    assert top > 0.98
    assert bottom < 0.02


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_it_draws_all_modes_of_png(mode: str) -> None:
    picture = Image.open(io.BytesIO(make_picture(400, 600))).convert("L")
    changed = picture.convert("I").point(lambda value: value * 257).convert(mode) if mode == "I;16" else None
    png = io.BytesIO()
    (changed or picture.convert(mode)).save(png, "PNG")
    left, right = darkness(look_at(to_pdf(png.getvalue(), LabelFormat.PNG)), LEFT, RIGHT)
    assert left > 0.98
    assert right < 0.02


def test_it_draws_a_jpeg_for_printers_colours() -> None:
    jpeg = make_picture(400, 600, kind="JPEG", mode="CMYK")
    assert measure(to_pdf(jpeg, LabelFormat.JPEG)) == [LABEL_100X150]


def test_it_puts_clear_parts_on_white() -> None:
    png = io.BytesIO()
    Image.new("RGBA", (400, 600), (0, 0, 0, 0)).save(png, "PNG")
    (all_of_it,) = darkness(look_at(to_pdf(png.getvalue(), LabelFormat.PNG)), (0, 0, 1, 1))
    assert all_of_it == 0


def test_it_keeps_barcodes_readable() -> None:
    zpl = to_pdf(ZPL.encode(), LabelFormat.ZPL)
    png = io.BytesIO()
    look_at(zpl).save(png, "PNG", dpi=(203, 203))
    assert read_barcodes(to_pdf(png.getvalue(), LabelFormat.PNG)) == ["7300412345678"]


@pytest.mark.parametrize("kind", [LabelFormat.PNG, LabelFormat.JPEG])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_it_refuses_a_picture_cut_off(kind: LabelFormat, part: float) -> None:
    noise = Image.effect_noise((300, 300), 90)
    picture = io.BytesIO()
    noise.save(picture, kind.upper())
    content = picture.getvalue()
    with pytest.raises(LabelError, match="broken or cut off"):
        to_pdf(content[: int(len(content) * part)], kind)


@pytest.mark.parametrize("side", [6_000, 60_000])
def test_it_refuses_a_picture_that_would_fill_the_memory(side: int) -> None:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    with pytest.raises(LabelError, match=r"too large|broken"):
        to_pdf(png, LabelFormat.PNG)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_it_takes_only_the_kind_it_was_told() -> None:
    with pytest.raises(LabelError, match="broken"):
        to_pdf(make_picture(40, 60, kind="GIF"), LabelFormat.PNG)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "WEBP"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_it_draws_pictures_of_every_kind(kind: str, mode: str) -> None:
    code = Image.open(io.BytesIO(preview(label_pdf("TEST12345678"), width_px=800))).convert("L")
    picture = code.convert(mode) if mode != "P" else code.convert("P")
    out = io.BytesIO()
    (picture.convert("RGB") if kind == "WEBP" or (kind == "BMP" and mode == "RGBA") else picture).save(
        out, kind
    )
    pdf = to_pdf(out.getvalue(), LabelFormat(kind.lower()))
    assert read_barcodes(pdf) == ["TEST12345678"]
    (size,) = measure(pdf)
    assert (round(size.width_mm), round(size.height_mm)) == (100, 150)


def test_it_makes_a_page_of_each_page_of_a_tiff() -> None:
    codes = ["TEST00000001", "TEST00000002", "TEST00000003"]
    pages = [Image.open(io.BytesIO(preview(label_pdf(code), width_px=1181))).convert("1") for code in codes]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(300, 300))
    pdf = to_pdf(out.getvalue(), LabelFormat.TIFF)
    assert read_barcodes(pdf) == codes
    assert [round(size.width_mm) for size in measure(pdf)] == [100, 100, 100]
    for printable in (
        to_zpl(out.getvalue(), LabelFormat.TIFF, media=Media(LABEL_100X150, 203)),
        to_pages(out.getvalue(), LabelFormat.TIFF, media=Media(LABEL_100X150, 203)),
    ):
        assert (printable.pieces, list(printable.barcodes)) == (3, codes)


def test_it_draws_a_film_as_its_first_picture() -> None:
    frames = [Image.new("L", (400, 600), 255), Image.new("L", (400, 600), 0)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert len(measure(to_pdf(out.getvalue(), LabelFormat.GIF))) == 1


def test_it_refuses_more_pages_than_a_label_has() -> None:
    page, out = Image.new("1", (40, 60), 1), io.BytesIO()
    page.save(out, "TIFF", save_all=True, append_images=[page] * 50)
    with pytest.raises(LabelError, match="51 pages"):
        to_pdf(out.getvalue(), LabelFormat.TIFF)


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "WEBP"])
def test_it_refuses_broken_pictures_of_every_kind(kind: str) -> None:
    whole = make_picture(400, 600, kind=kind)
    for content in (whole[: len(whole) // 2], whole[:30]):
        with pytest.raises(LabelError):
            to_pdf(content, LabelFormat(kind.lower()))


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "WEBP"])
def test_it_refuses_pictures_that_would_fill_the_memory(kind: str) -> None:
    out = io.BytesIO()
    Image.new("1" if kind != "WEBP" else "RGB", (12_000, 2_000)).save(out, kind)
    with pytest.raises(LabelError, match="too large"):
        to_pdf(out.getvalue(), LabelFormat(kind.lower()))


def test_it_takes_the_shipping_companys_dpi_where_a_picture_says_none() -> None:
    content = make_picture(600, 900)
    (size,) = measure(to_pdf(content, LabelFormat.PNG, dpi=300))
    assert (round(size.width_mm), round(size.height_mm)) == (51, 76)
    (own,) = measure(to_pdf(make_picture(600, 900, dpi=203), LabelFormat.PNG, dpi=300))
    assert round(own.width_mm) == 75


@pytest.mark.parametrize("dpi", [203, 300])
def test_it_keeps_each_dot_of_a_dithered_picture(dpi: int) -> None:
    dots = Image.linear_gradient("L").resize(LABEL_100X150.dots(dpi=dpi)).convert("1")
    out = io.BytesIO()
    dots.save(out, "PNG", dpi=(dpi, dpi))  # in whole dots of a metre
    (page,) = drawn_pages(to_pdf(out.getvalue(), LabelFormat.PNG), Media(LABEL_100X150, dpi))
    assert ImageChops.logical_xor(page, dots).getbbox() is None
