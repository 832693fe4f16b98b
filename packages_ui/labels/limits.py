"""Limits for one label. Labels are untrusted input: a hostile or broken one must fail alone and soon."""

from packages_ui.labels.errors import LabelError
from packages_ui.labels.size import LabelSize
from packages_ui.messages import labels as messages

MAX_BYTES = 10 * 1024 * 1024
MAX_OF_SEVERAL = 32 * 1024 * 1024  # bytes of all labels of one package
MAX_MARKUP_BYTES = 2 * 1024 * 1024
MAX_PAGES = 50
MAX_DOCUMENT_PAGES = 5000  # of what we have drawn ourselves
MAX_PIXELS = 20_000_000  # A4 at 400 dpi, 100x150 mm at 1,000
MIN_SIDE_MM = 10
MAX_SIDE_MM = 500


def check_bytes(content: bytes, *, limit: int = MAX_BYTES) -> None:
    """Refuse what is empty or larger than `limit` bytes."""
    if not content:
        raise LabelError(messages.EMPTY())
    if len(content) > limit:
        raise LabelError(messages.TOO_LARGE(size=round(len(content) / 1e6, 1), most=round(limit / 1e6)))


def check_page_count(count: int, *, most: int = MAX_PAGES) -> None:
    """Refuse a label without pages, or with more than anyone sticks on one package."""
    if count < 1:
        raise LabelError(messages.NO_PAGES())
    if count > most:
        raise LabelError(messages.TOO_MANY_PAGES(pages=count, most=most))


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that would fill the memory."""
    if width * height > MAX_PIXELS:
        raise LabelError(messages.TOO_MANY_DOTS(width=width, height=height))


def check_side(size: LabelSize) -> None:
    """Refuse pages that no label printer could take."""
    sides = (size.width_mm, size.height_mm)
    if min(sides) < MIN_SIDE_MM or max(sides) > MAX_SIDE_MM:
        raise LabelError(messages.NO_LABEL_SIZE(width=round(sides[0]), height=round(sides[1])))
