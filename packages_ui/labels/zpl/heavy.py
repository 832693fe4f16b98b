"""Pictures of more dots than the renderer takes, such as a label that is one dithered picture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from packages_ui.labels.errors import LabelError
from packages_ui.labels.zpl.graphics import exact_download, exact_graphic
from packages_ui.labels.zpl.renderer import Refusal, render
from packages_ui.labels.zpl.rules import object_name
from packages_ui.messages import labels as messages

PLACES = (b"^LH", b"^LS")  # the settings that move a picture
OVER = re.compile(rb"\^FR|\^LRY|\^G[BCDE][^^]*,W")  # whatever is white on black: what is under it counts
SHOWS = re.compile(rb"\^XG([^,^]+)(?:,1?){0,2}(?=\^)")
FORM = b"^XA^DF"
START = b"^XA"


@dataclass(frozen=True, slots=True)
class Heavy:
    """A picture of the `number`th format, counted from 0. `head`: what stands before it and moves it."""

    number: int
    head: bytes
    text: bytes


def is_too_heavy(found: Refusal) -> bool:
    return found.reason.endswith("path limit exceeded")


def without_downloads(texts: Sequence[bytes]) -> list[bytes]:
    """Pictures that are loaded first stand in the fields that show them. Larger ones than they were loaded
    are not known any more."""
    loaded: dict[bytes, bytes] = {}
    return [_shown(text, loaded) for text in texts]


def _shown(text: bytes, loaded: dict[bytes, bytes]) -> bytes:
    if text[:3] == b"~DG" and (whole := exact(text)):
        name, total, rest = whole[3:].split(b",", 2)
        loaded[object_name(name)] = b"^GFA,%s,%s,%s" % (total, total, rest)
        return b""
    found = SHOWS.search(text)
    picture = loaded.get(object_name(found[1])) if found else None
    return text[: found.start()] + picture + text[found.end() :] if found and picture else text


def heaviest(texts: Sequence[bytes]) -> int | None:
    """Where the largest picture stands."""
    sizes = [(len(text), place) for place, text in enumerate(texts) if b"^GF" in text]
    return max(sizes)[1] if sizes else None


def taken_out(texts: Sequence[bytes], place: int) -> Heavy | None:
    """None where it cannot be drawn apart from the fields around it."""
    first = max(at for at in range(place) if texts[at].startswith(START))
    last = next(at for at in range(place, len(texts)) if texts[at] == b"^XZ")
    text = exact(texts[place])
    if text is None or texts[first].startswith(FORM) or any(map(OVER.search, texts[first:last])):
        return None
    number = sum(each.startswith(START) and not each.startswith(FORM) for each in texts[:first])
    return Heavy(number, b"".join(each for each in texts[first:place] if each[:3] in PLACES), text)


def with_heavy(
    images: list[Image.Image], heavy: Sequence[Heavy], canvas: tuple[int, int], *, dpi: int
) -> list[Image.Image]:
    """The pictures of all formats, each as large as its ink."""
    for picture in heavy:
        for band in _bands(picture, canvas, dpi):
            images[picture.number] = _both(images[picture.number], band)
    return images


def _bands(one: Heavy, canvas: tuple[int, int], dpi: int) -> Iterator[Image.Image]:
    """Each as large a part of it as the renderer takes, in its place."""
    before, _, rest = one.text.partition(b"^GF")
    *numbers, digits = rest.removesuffix(b"^FS").split(b",", 4)
    row = 2 * int(numbers[3])
    waiting = [(0, len(digits) // row)]
    while waiting:
        top, bottom = waiting.pop()
        shown = digits[top * row : bottom * row].rjust(bottom * row, b"0").ljust(len(digits), b"0")
        band = b",".join((*numbers, shown))
        found = render(START + one.head + before + b"^GF" + band + b"^FS^XZ", canvas, dpi=dpi)
        if not isinstance(found, Refusal):
            yield from found
        elif bottom - top > 1 and is_too_heavy(found):
            middle = (top + bottom) // 2
            waiting += [(middle, bottom), (top, middle)]
        else:
            raise LabelError(messages.ZPL_CANNOT(why=found.reason))


def _both(one: Image.Image, other: Image.Image) -> Image.Image:
    """What is black on either."""
    size = (max(one.width, other.width), max(one.height, other.height))
    sheets = [Image.new("1", size, 255) for _ in range(2)]
    for sheet, image in zip(sheets, (one, other), strict=True):
        sheet.paste(image, (0, 0))
    return ImageChops.logical_and(*sheets)


def exact(text: bytes) -> bytes | None:
    """The field with a picture that has exactly the data that it declares."""
    if text[:3] == b"~DG":
        value = exact_download(text[3:])
        return None if value is None else b"~DG" + value
    head, mark, rest = text.partition(b"^GF")
    value = exact_graphic(rest.removesuffix(b"^FS")) if mark else None
    return None if value is None else head + mark + value + b"^FS"
