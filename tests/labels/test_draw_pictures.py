import io
import struct
import zlib

import pytest
from PIL import Image

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.join import measure
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150, LabelSize
from tests.labels.makers import ZPL, darkness, look_at, make_picture

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
