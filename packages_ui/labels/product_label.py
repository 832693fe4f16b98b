"""A label for a product, so that goods without a barcode can be scanned."""

from packages_ui.labels.boxes import Box, code, text, write
from packages_ui.labels.fit import LINE_HEIGHT, clean
from packages_ui.labels.papers import ProductLabel
from packages_ui.labels.size import POINTS_PER_MM, LabelSize

LARGEST_BOX = LabelSize(105, 60)  # on larger paper the label keeps this size, at the top left
LARGEST_PT = 16.0
GAP = 1.0


def draw_product_label(label: ProductLabel, *, size: LabelSize) -> bytes:
    """One page (PDF): the name in two lines at most, the barcode, and its text. What Code 128 cannot hold
    becomes a QR code. LabelError where there is no code."""
    width, height = min(size.width_mm, LARGEST_BOX.width_mm), min(size.height_mm, LARGEST_BOX.height_mm)
    margin = 2.0 if height < LARGEST_BOX.height_mm else 4.0
    inside = Box(margin, margin, width - 2 * margin, height - 2 * margin)
    name, barcode = clean(label.name), clean(label.code)
    name_height = min(inside.height * 0.3, 13.0) if name else 0.0
    text_height = min(inside.height * 0.18, 6.0)
    bars_top = inside.top + name_height + GAP
    bars_height = inside.height - name_height - text_height - 2 * GAP
    under = Box(inside.left, bars_top + bars_height + GAP, inside.width, text_height)
    parts = [
        *([_name(name, Box(inside.left, inside.top, inside.width, name_height))] if name else []),
        code(barcode, Box(0, bars_top, width, bars_height)),
        text([barcode], under, largest=LARGEST_PT, smallest=5, css="bold centre"),
    ]
    return write([parts], size=size)


def _name(words: str, box: Box) -> str:
    """No smaller than two lines of it fit; the rest is cut."""
    two_lines = min(LARGEST_PT, box.height * POINTS_PER_MM / LINE_HEIGHT / 2.05)
    return text([words], box, largest=two_lines, smallest=two_lines, css="centre")
