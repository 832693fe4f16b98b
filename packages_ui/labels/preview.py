"""A small picture of a label for the screen."""

import io

from packages_ui.labels.errors import LabelError
from packages_ui.labels.pdfium import draw, opened, size_of

LONGEST_PX = 4_000


def preview(pdf: bytes, *, page: int = 0, width_px: int = 400) -> bytes:
    """Draw one page (from 0) as a grey PNG, `width_px` wide."""
    with opened(pdf) as document:
        if not 0 <= page < len(document):
            raise LabelError(f"The label has {len(document)} pages; there is no page {page + 1}.")
        size = size_of(document, page)
        width = min(width_px, LONGEST_PX, LONGEST_PX * size.width_mm / size.height_mm)
        # PDFium rounds up, and the size in millimetres is rounded: half a dot less meets the width.
        image = draw(document, page, dpi=(width - 0.5) / size.points[0] * 72)
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()
