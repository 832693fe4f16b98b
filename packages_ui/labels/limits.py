"""How much one label may cost. Labels come from outside: a hostile or broken one must fail alone and soon."""

from packages_ui.labels.errors import LabelError
from packages_ui.labels.size import LabelSize

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
        raise LabelError("The label is empty. Fetch it again; if it stays empty, ask the carrier.")
    if len(content) > limit:
        raise LabelError(
            f"The label is too large ({len(content) / 1e6:.1f} MB, at most {limit / 1e6:.0f} MB). "
            "It was not drawn. Ask the carrier for a smaller one."
        )


def check_page_count(count: int, *, most: int = MAX_PAGES) -> None:
    """Refuse a label without pages, or with more than anyone sticks on one package."""
    if count < 1:
        raise LabelError("The label has no pages. Fetch it again; if it stays so, ask the carrier.")
    if count > most:
        raise LabelError(
            f"The label has {count} pages, at most {most} are drawn. Download it and look what it is."
        )


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that would fill the memory."""
    if width * height > MAX_PIXELS:
        raise LabelError(
            f"The label is a picture of {width} × {height} dots, which is too large to draw. "
            "Download it and look what it is."
        )


def check_side(size: LabelSize) -> None:
    """Refuse pages that no label printer could take."""
    sides = (size.width_mm, size.height_mm)
    if min(sides) < MIN_SIDE_MM or max(sides) > MAX_SIDE_MM:
        raise LabelError(
            f"The label measures {sides[0]:.0f} × {sides[1]:.0f} mm, which is no size of a label. "
            "Download it and look what it is."
        )
