"""Read a label's barcodes back, as a scanner would."""

import zxingcpp

from packages_ui.labels.pdfium import draw, opened


def read_barcodes(pdf: bytes, *, dpi: int = 203) -> list[str]:
    """Texts of the barcodes on all pages, drawn at `dpi` as a printer would; empty where none can be read."""
    texts: list[str] = []
    with opened(pdf) as document:
        pages = len(document)
    for number in range(pages):
        with opened(pdf) as document:
            image = draw(document, number, dpi=dpi)
        texts += [found.text for found in zxingcpp.read_barcodes(image)]
    return texts
