"""Papers of our own are set from boxes in millimetres: text that stays in its box, rules, barcodes."""

import threading
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from packages_ui.labels.barcode import Barcode, code128, qr
from packages_ui.labels.fit import LINE_HEIGHT, fit
from packages_ui.labels.fonts import BOLD, REGULAR
from packages_ui.labels.markup import BASE_URL, DataOnlyFetcher
from packages_ui.labels.size import POINTS_PER_MM, LabelSize

DOT = 0.125  # mm, of a 203 dpi printer: bars are whole dots wide and start on one
FEWEST_DOTS = 2  # a bar of one dot is lost to any smear
MOST_DOTS = 4
DRAWING = threading.Lock()  # the fonts are shared, and WeasyPrint gains nothing from threads


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


def write(pages: Iterable[Iterable[str]], *, size: LabelSize) -> bytes:
    """One PDF with a page of that size for the parts of each; equal parts give equal bytes."""
    # A hair less than the page, so that rounding never makes an empty page after it.
    style = f"width:{size.width_mm:g}mm;height:{size.height_mm - 0.1:g}mm"
    sections = "".join(f'<section style="{style}">{"".join(parts)}</section>' for parts in pages)
    rule = f"@page{{size:{size.width_mm:g}mm {size.height_mm:g}mm;margin:0}}"
    html = f'<html lang="tr"><meta charset="utf-8"><title>Label</title><style>{rule}</style><body>{sections}'
    with DRAWING:
        css, fonts = _style()
        document = HTML(string=html, base_url=BASE_URL, url_fetcher=DataOnlyFetcher())
        pdf: bytes = document.write_pdf(stylesheets=[css], font_config=fonts)
    return pdf


def faces() -> str:
    """The letters of all our papers, as CSS: the family is `Label`."""
    return "".join(
        f"@font-face{{font-family:Label;font-weight:{weight};"
        f"src:url(data:font/ttf;base64,{b64encode(font.read_bytes()).decode()})}}"
        for weight, font in ((400, REGULAR), (700, BOLD))
    )


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    rules = (
        "html{font-family:Label,sans-serif;font-kerning:none;color:#000}body{margin:0}"
        "section{position:relative;overflow:hidden;break-after:page}section:last-child{break-after:auto}"
        f"p{{position:absolute;margin:0;overflow:hidden;white-space:pre;line-height:{LINE_HEIGHT}}}"
        "p.bold{font-weight:700}p.centre{text-align:center}i,svg{position:absolute}i{background:#000}"
    )
    fonts = FontConfiguration()
    return CSS(string=faces() + rules, font_config=fonts, url_fetcher=DataOnlyFetcher()), fonts


def text(texts: Sequence[str], box: Box, *, largest: float, smallest: float = 6, css: str = "") -> str:
    bold = "bold" in css
    one_line = box.height * POINTS_PER_MM / LINE_HEIGHT
    fitted = fit(
        texts,
        font=BOLD if bold else REGULAR,
        width_mm=box.width,
        height_mm=box.height,
        largest_pt=min(largest, one_line),
        smallest_pt=min(smallest, one_line),
    )
    lines = "\n".join(map(escape, fitted.lines))
    return f'<p class="{css}" style="{box.style};font-size:{fitted.size_pt:g}pt">{lines}</p>'


def rule(box: Box) -> str:
    """A black bar."""
    return f'<i style="{box.style}"></i>'


def code(content: str, box: Box) -> str:
    barcode, dots = _widest(content, box)
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
