"""Our own label, where a carrier gives none: address, numbers, and a barcode that reads well at 203 dpi."""

import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from packages_ui.labels.barcode import Barcode, code128, qr
from packages_ui.labels.errors import LabelError
from packages_ui.labels.fit import LINE_HEIGHT, clean, fit
from packages_ui.labels.fonts import BOLD, REGULAR
from packages_ui.labels.markup import BASE_URL, DataOnlyFetcher
from packages_ui.labels.size import LABEL_100X150, LabelSize

MARGIN = 4.0
GAP = 2.0
DOT = 0.125  # mm, of a 203 dpi printer: bars are whole dots wide and start on one
FEWEST_DOTS = 2  # a bar of one dot is lost to any smear
MOST_DOTS = 4
LARGEST_BOX = LabelSize(105, 150)  # on larger paper the label keeps this size, at the top left
DRAWING = threading.Lock()  # the fonts are shared, and WeasyPrint gains nothing from threads


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLabel:
    """What stands on a label; `barcode_text` is the tracking, waybill or package number."""

    package_number: str
    barcode_text: str
    name: str
    address_lines: tuple[str, ...]
    order_number: str = ""
    district: str = ""
    township: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    shipping_company: str = ""
    shipping_method: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the label, in millimetres from its top left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def style(self) -> str:
        """The place as CSS."""
        return f"left:{self.left:g}mm;top:{self.top:g}mm;width:{self.width:g}mm;height:{self.height:g}mm"


def draw_own_labels(labels: Sequence[OwnLabel], *, size: LabelSize = LABEL_100X150) -> bytes:
    """Draw one page for each label, in order, as one PDF; equal labels give equal bytes.

    Texts are hostile: escaped, freed of control signs, shrunk and at last cut to stay in their boxes. What
    Code 128 cannot hold (other letters, too long for the paper) becomes a QR code. LabelError, with the
    `position`, where a label has nothing to put into its barcode.
    """
    if not labels:
        raise LabelError("There is no label to draw.")
    pages = "".join(_page(label, size, position=position) for position, label in enumerate(labels))
    rule = f"@page{{size:{size.width_mm:g}mm {size.height_mm:g}mm;margin:0}}"
    html = f'<html lang="tr"><meta charset="utf-8"><title>Label</title><style>{rule}</style><body>{pages}'
    with DRAWING:
        css, fonts = _look()
        document = HTML(string=html, base_url=BASE_URL, url_fetcher=DataOnlyFetcher())
        pdf: bytes = document.write_pdf(stylesheets=[css], font_config=fonts)
    return pdf


@cache
def _look() -> tuple[CSS, FontConfiguration]:
    faces = "".join(
        f"@font-face{{font-family:Label;font-weight:{weight};"
        f"src:url(data:font/ttf;base64,{b64encode(font.read_bytes()).decode()})}}"
        for weight, font in ((400, REGULAR), (700, BOLD))
    )
    rules = (
        "html{font-family:Label,sans-serif;font-kerning:none;color:#000}body{margin:0}"
        "section{position:relative;overflow:hidden;break-after:page}section:last-child{break-after:auto}"
        f"p{{position:absolute;margin:0;overflow:hidden;white-space:pre;line-height:{LINE_HEIGHT}}}"
        "p.bold{font-weight:700}p.centre{text-align:center}i,svg{position:absolute}i{background:#000}"
    )
    fonts = FontConfiguration()
    return CSS(string=faces + rules, font_config=fonts, url_fetcher=DataOnlyFetcher()), fonts


def _page(label: OwnLabel, size: LabelSize, *, position: int) -> str:
    box = LabelSize(
        min(size.width_mm, LARGEST_BOX.width_mm),
        min(size.height_mm, LARGEST_BOX.height_mm),
    )
    try:
        parts = "".join(_parts(label, box))
    except LabelError as error:
        raise LabelError(f"Label {position + 1} could not be drawn. {error}", position=position) from error
    # A hair less than the page, so that rounding never makes an empty page after it.
    height = size.height_mm - 0.1
    return f'<section style="width:{size.width_mm:g}mm;height:{height:g}mm">{parts}</section>'


def _parts(label: OwnLabel, paper: LabelSize) -> Iterator[str]:
    """Set the label from both ends: the address takes what the rest leaves."""
    width = paper.width_mm - 2 * MARGIN
    bars = max(15.0, min(30.0, paper.height_mm * 0.2))
    code_top = paper.height_mm - MARGIN - 6 - bars
    numbers_top = code_top - GAP - 11
    note_top = numbers_top - (GAP + 10 if label.note.strip() else 0)
    yield _text([_carrier(label)], Box(MARGIN, MARGIN, width, 8), largest=16, smallest=7, css="bold")
    yield _rule(MARGIN + 9, width)
    yield from _address(label, Box(MARGIN, MARGIN + 11, width, note_top - GAP - MARGIN - 11))
    if label.note.strip():
        yield _text([clean(label.note)], Box(MARGIN, note_top, width, 10), largest=10, smallest=6)
    yield _rule(numbers_top - 1, width)
    numbers = [f"Package {clean(label.package_number)}", f"Order {clean(label.order_number)}"]
    yield _text(numbers[: 1 + bool(label.order_number)], Box(MARGIN, numbers_top, width, 11), largest=12)
    yield _code(clean(label.barcode_text), Box(0, code_top, paper.width_mm, bars))
    under = Box(MARGIN, code_top + bars, width, 6)
    yield _text([clean(label.barcode_text)], under, largest=12, smallest=5, css="bold centre")


def _carrier(label: OwnLabel) -> str:
    """Company and method, but not the company twice: methods often begin with it ("DHL - Standard")."""
    company, method = clean(label.shipping_company), clean(label.shipping_method)
    return method if method.startswith(company) else f"{company} · {method}".removesuffix(" · ")


def _address(label: OwnLabel, box: Box) -> Iterator[str]:
    name = min(box.height * 0.3, 18)
    yield _text([clean(label.name)], Box(box.left, box.top, box.width, name), largest=18, css="bold")
    place = " / ".join(filter(None, map(clean, (label.district, label.township, label.city))))
    last = " ".join(filter(None, (clean(label.postcode), place)))
    tail = list(filter(None, (last, clean(label.country), clean(label.phone))))
    below = Box(box.left, box.top + box.height * 0.62, box.width, box.height * 0.38)
    street = Box(box.left, box.top + name + 1, box.width, below.top - box.top - name - 2)
    yield _text([clean(line) for line in label.address_lines], street, largest=14)
    yield _text(tail, below, largest=14, css="bold")


def _text(texts: Sequence[str], box: Box, *, largest: float, smallest: float = 6, css: str = "") -> str:
    bold = "bold" in css
    fitted = fit(
        texts,
        font=BOLD if bold else REGULAR,
        width_mm=box.width,
        height_mm=box.height,
        largest_pt=largest,
        smallest_pt=smallest,
    )
    lines = "\n".join(map(escape, fitted.lines))
    return f'<p class="{css}" style="{box.style};font-size:{fitted.size_pt:g}pt">{lines}</p>'


def _rule(top: float, width: float) -> str:
    return f'<i style="{Box(MARGIN, top, width, 0.4).style}"></i>'


def _code(text: str, box: Box) -> str:
    barcode, dots = _widest(text, box)
    height = box.height if barcode.height == 1 else barcode.height * dots * DOT
    width = barcode.width * dots * DOT
    left = round((box.width - width) / 2 / DOT) * DOT
    svg = barcode.svg(width_mm=width, height_mm=height)
    return svg.replace(
        "<svg ", f'<svg style="{Box(left, round(box.top / DOT) * DOT, width, height).style}" ', 1
    )


def _widest(text: str, box: Box) -> tuple[Barcode, int]:
    """Bars as wide as the paper allows, in whole dots; a QR code where Code 128 does not fit."""
    if text.isascii():
        bars = code128(text)
        dots = min(MOST_DOTS, int(box.width / DOT / bars.width))
        if dots >= FEWEST_DOTS:
            return bars, dots
    square = qr(text)
    return square, max(1, int(box.height / DOT / square.height))
