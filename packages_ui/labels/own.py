"""Our own label, where a carrier gives none: address, numbers, and a barcode that reads well at 203 dpi."""

from collections.abc import Iterator, Sequence

from packages_ui.labels.boxes import Box, code, rule, text, write
from packages_ui.labels.errors import LabelError
from packages_ui.labels.fit import clean
from packages_ui.labels.papers import OwnLabel
from packages_ui.labels.size import LABEL_100X150, LabelSize
from packages_ui.messages import labels as messages

MARGIN = 4.0
GAP = 2.0
LINE = 0.4
LARGEST_BOX = LabelSize(105, 150)  # on larger paper the label keeps this size, at the top left


def draw_own_labels(labels: Sequence[OwnLabel], *, size: LabelSize = LABEL_100X150) -> bytes:
    """Draw one page for each label, in order, as one PDF; equal labels give equal bytes.

    Texts are hostile: escaped, freed of control signs, shrunk and at last cut to stay in their boxes. What
    Code 128 cannot hold (other letters, too long for the paper) becomes a QR code. LabelError, with the
    `position`, where a label has nothing to put into its barcode.
    """
    if not labels:
        raise LabelError(messages.NOTHING_TO_DRAW())
    pages = [_page(label, size, position=position) for position, label in enumerate(labels)]
    return write(pages, size=size)


def _page(label: OwnLabel, size: LabelSize, *, position: int) -> list[str]:
    box = LabelSize(
        min(size.width_mm, LARGEST_BOX.width_mm),
        min(size.height_mm, LARGEST_BOX.height_mm),
    )
    try:
        return list(_parts(label, box))
    except LabelError as error:
        sentence = messages.NOT_DRAWN(number=position + 1) + error.sentence
        raise LabelError(sentence, position=position) from error


def _parts(label: OwnLabel, paper: LabelSize) -> Iterator[str]:
    """Set the label from both ends: the address takes what the rest leaves."""
    width = paper.width_mm - 2 * MARGIN
    bars = max(15.0, min(30.0, paper.height_mm * 0.2))
    code_top = paper.height_mm - MARGIN - 6 - bars
    numbers_top = code_top - GAP - 11
    note_top = numbers_top - (GAP + 10 if label.note.strip() else 0)
    yield text([_carrier(label)], Box(MARGIN, MARGIN, width, 8), largest=16, smallest=7, css="bold")
    yield rule(Box(MARGIN, MARGIN + 9, width, LINE))
    yield from _address(label, Box(MARGIN, MARGIN + 11, width, note_top - GAP - MARGIN - 11))
    if label.note.strip():
        yield text([clean(label.note)], Box(MARGIN, note_top, width, 10), largest=10, smallest=6)
    yield rule(Box(MARGIN, numbers_top - 1, width, LINE))
    numbers = [f"Package {clean(label.package_number)}", f"Order {clean(label.order_number)}"]
    yield text(numbers[: 1 + bool(label.order_number)], Box(MARGIN, numbers_top, width, 11), largest=12)
    yield code(clean(label.barcode_text), Box(0, code_top, paper.width_mm, bars))
    under = Box(MARGIN, code_top + bars, width, 6)
    yield text([clean(label.barcode_text)], under, largest=12, smallest=5, css="bold centre")


def _carrier(label: OwnLabel) -> str:
    """Company and method, but not the company twice: methods often begin with it ("DHL - Standard")."""
    company, method = clean(label.shipping_company), clean(label.shipping_method)
    return method if method.startswith(company) else f"{company} · {method}".removesuffix(" · ")


def _address(label: OwnLabel, box: Box) -> Iterator[str]:
    name = min(box.height * 0.3, 18)
    yield text([clean(label.name)], Box(box.left, box.top, box.width, name), largest=18, css="bold")
    place = " / ".join(filter(None, map(clean, (label.district, label.township, label.city))))
    last = " ".join(filter(None, (clean(label.postcode), place)))
    tail = list(filter(None, (last, clean(label.country), clean(label.phone))))
    below = Box(box.left, box.top + box.height * 0.62, box.width, box.height * 0.38)
    street = Box(box.left, box.top + name + 1, box.width, below.top - box.top - name - 2)
    yield text([clean(line) for line in label.address_lines], street, largest=14)
    yield text(tail, below, largest=14, css="bold")
