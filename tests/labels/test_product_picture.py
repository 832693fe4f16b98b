"""Pictures of products, scaled."""

import io

import pytest
from PIL import Image

from packages_ui.labels import product_picture
from packages_ui.labels.errors import LabelError
from packages_ui.labels.product_picture import LARGE, SMALL, product_pictures


def drawn(kind: str, size: tuple[int, int] = (1600, 800), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0 if mode == "P" else "red").save(out, kind, **more)
    return out.getvalue()


def size_of(content: bytes) -> tuple[int, int]:
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "JPEG"
    return picture.size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_it_scales(kind: str) -> None:
    made = product_pictures(drawn(kind))
    assert size_of(made.large) == (LARGE, LARGE // 2)
    assert size_of(made.small) == (SMALL, SMALL // 2)


def test_it_does_not_enlarge() -> None:
    assert size_of(product_pictures(drawn("PNG", (40, 30))).large) == (40, 30)


def test_it_stands_upright_and_says_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[274], exif[315] = 6, "An artist"  # turned by a quarter
    made = product_pictures(drawn("JPEG", exif=exif))
    assert size_of(made.large) == (LARGE // 2, LARGE)
    assert b"An artist" not in made.large


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    picture = Image.open(io.BytesIO(product_pictures(out.getvalue()).large))
    assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7"])
def test_it_refuses_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(LabelError):
        product_pictures(content)


@pytest.mark.parametrize(("kind", "size"), [("PNG", 90), ("JPEG", 200)])
def test_it_refuses_a_part_of_a_picture(kind: str, size: int) -> None:
    with pytest.raises(LabelError):
        product_pictures(drawn(kind)[:size])


def test_it_refuses_too_many_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_picture, "MOST_PIXELS", 1000)
    with pytest.raises(LabelError):
        product_pictures(drawn("PNG", (40, 40)))
