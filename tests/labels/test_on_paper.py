"""Greys on a printer that knows black and white alone."""

from PIL import Image, ImageDraw

from packages_ui.labels.on_paper import in_black
from packages_ui.labels.size import LABEL_100X150

GREY = 110
PHOTO = (100, 100, 500, 400)


def label() -> Image.Image:
    """A grey area with a black beam on it, and black bars on white."""
    image = Image.new("L", LABEL_100X150.dots(dpi=203), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle(PHOTO, fill=GREY)
    draw.rectangle((200, 240, 400, 252), fill=0)
    for place in range(40):
        draw.line((100 + 6 * place, 700, 100 + 6 * place, 800), fill=0, width=2)
        draw.line(
            (102 + 6 * place, 700, 102 + 6 * place, 800), fill=128
        )  # the edge that a bar between dots has
    return image


def share_of_black(image: Image.Image) -> float:
    return 1 - sum(image.convert("L").tobytes()) / 255 / (image.width * image.height)


def test_what_stands_on_grey_is_not_lost_in_black() -> None:
    black = in_black(label())
    assert 0.4 < share_of_black(black.crop((120, 280, 480, 380))) < 0.7
    assert share_of_black(black.crop((210, 242, 390, 250))) == 1


def test_bars_and_letters_keep_their_edges() -> None:
    image = label()
    below = (0, 450, *image.size)
    plain = image.convert("1", dither=Image.Dither.NONE)
    assert in_black(image).crop(below).tobytes() == plain.crop(below).tobytes()


def test_what_is_black_and_white_stays_so() -> None:
    image = label().convert("1")
    assert in_black(image).tobytes() == image.tobytes()
