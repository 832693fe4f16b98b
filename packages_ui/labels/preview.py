"""Pictures of a label for people."""

import io
from collections.abc import Iterator

from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Page
from packages_ui.labels.pdfium import draw, opened, size_of
from packages_ui.labels.read import codes_in
from packages_ui.messages import labels as messages

LONGEST_PX = 4_000


def preview(pdf: bytes, *, page: int = 0, width_px: int = 400) -> bytes:
    """Draw one page (from 0) as a grey PNG, `width_px` wide."""
    with opened(pdf) as document:
        if not 0 <= page < len(document):
            raise LabelError(messages.NO_SUCH_PAGE(pages=len(document), page=page + 1))
        size = size_of(document, page)
        width = min(width_px, LONGEST_PX, LONGEST_PX * size.width_mm / size.height_mm)
        # PDFium rounds up, and the size in millimetres is rounded: half a dot less meets the width.
        image = draw(document, page, dpi=(width - 0.5) / size.points[0] * 72)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def pages_of(pdf: bytes, *, dpi: int) -> Iterator[Page]:
    """Each page as a printer of that dpi would print it, and what a scanner reads on it."""
    with opened(pdf) as document:
        sizes = [size_of(document, number) for number in range(len(document))]
    for number, size in enumerate(sizes):
        with opened(pdf) as document:
            image = draw(document, number, dpi=dpi)
        png = io.BytesIO()
        image.save(png, "PNG")
        yield Page(size.width_mm, size.height_mm, png.getvalue(), tuple(codes_in(image)))
