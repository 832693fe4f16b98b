"""What all documents share: page sizes, fonts, page numbers; and building blocks of safe HTML."""

from collections.abc import Iterable
from functools import cache
from html import escape

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from packages_ui.labels.barcode import Barcode, code128, qr
from packages_ui.labels.boxes import DOT, DRAWING, FEWEST_DOTS, faces
from packages_ui.labels.documents.contents import Paper
from packages_ui.labels.documents.words import Language, words
from packages_ui.labels.errors import LabelError
from packages_ui.labels.fit import clean
from packages_ui.labels.markup import BASE_URL, DataOnlyFetcher

LARGEST_QR_MM = 30.0


def write(bodies: Iterable[str], *, title: str, paper: Paper, language: Language, rules: str = "") -> bytes:
    """One PDF. Each body of safe HTML begins on a new page and has page numbers of its own; equal bodies give
    equal bytes. `rules` is CSS added to that of all documents. LabelError where there is nothing to draw."""
    drawn = [_render(body, title, paper, language, rules) for body in bodies]
    if not drawn:
        raise LabelError("There is nothing to draw.")
    with DRAWING:
        whole = drawn[0].copy([page for document in drawn for page in document.pages])
        pdf: bytes = whole.write_pdf()
    return pdf


def paragraph(text: str, css: str = "") -> str:
    """Untrusted text as a paragraph of one line, wrapped where necessary."""
    return f'<p class="{css}">{escape(clean(text))}</p>' if text.strip() else ""


def lines(texts: Iterable[str], css: str = "") -> str:
    """Untrusted texts below each other in one paragraph: many paragraphs take long to draw."""
    return f'<p class="{css}">{chr(10).join(escape(clean(text)) for text in texts if text.strip())}</p>'


def bars(content: str, *, width_mm: float, height_mm: float, most_dots: int = FEWEST_DOTS) -> str:
    """Code 128 as wide as `most_dots` of a 203 dpi printer to a bar make it, and not wider than `width_mm`;
    a QR code for what Code 128 cannot hold. Empty for empty text."""
    text = clean(content)
    if not text:
        return ""
    if text.isascii():
        code = code128(text)
        dots = min(most_dots, int(width_mm / DOT / code.width))
        if dots >= FEWEST_DOTS:
            return code.svg(width_mm=code.width * dots * DOT, height_mm=height_mm)
    return _square(qr(text), height_mm)


def _square(code: Barcode, height_mm: float) -> str:
    dots = max(FEWEST_DOTS, int(min(height_mm, LARGEST_QR_MM) / DOT / code.height))
    return code.svg(width_mm=code.width * dots * DOT, height_mm=code.height * dots * DOT)


def _render(body: str, title: str, paper: Paper, language: Language, rules: str) -> Document:
    head = f'<html lang="{language}"><meta charset="utf-8"><title>{escape(clean(title))}</title>'
    foot = f'<p id="foot">{escape(clean(title))}</p>'
    with DRAWING:
        css, fonts = _style(paper, language, rules)
        html = HTML(string=f"{head}<body>{foot}{body}", base_url=BASE_URL, url_fetcher=DataOnlyFetcher())
        return html.render(stylesheets=[css], font_config=fonts)


@cache
def _fonts() -> FontConfiguration:
    fonts = FontConfiguration()
    CSS(string=faces(), font_config=fonts, url_fetcher=DataOnlyFetcher())
    return fonts


@cache
def _style(paper: Paper, language: Language, rules: str) -> tuple[CSS, FontConfiguration]:
    fonts = _fonts()
    css = CSS(string=_rules(paper, language) + rules, font_config=fonts, url_fetcher=DataOnlyFetcher())
    return css, fonts


def _rules(paper: Paper, language: Language) -> str:
    is_large, text = paper is Paper.A4, words(language)
    margin, foot = paper.margin_mm, 15 if is_large else 9
    number = f'"{text.page} " counter(page) " {text.of} " counter(pages)'
    small = f"font-family:Label,sans-serif;font-size:{9 if is_large else 7}pt;vertical-align:middle"
    return (
        f"@page{{size:{paper.size.width_mm:g}mm {paper.size.height_mm:g}mm;"
        f"margin:{margin:g}mm {margin:g}mm {foot}mm;"
        f"@bottom-left{{content:string(foot);width:75%;{small}}}@bottom-right{{content:{number};{small}}}}}"
        f"html{{font:{12 if is_large else 9}pt/1.25 Label,sans-serif;font-kerning:none;color:#000}}"
        "body,p,h1,h2{margin:0}p,h1,h2{white-space:pre-line;overflow-wrap:anywhere}svg{display:block}"
        "#foot{position:absolute;visibility:hidden;height:0;string-set:foot content()}"
        "h1{font-size:200%;line-height:1.1}h2{font-size:150%;margin:5mm 0 2mm;break-after:avoid}"
        "table{width:100%;border-collapse:collapse;table-layout:fixed}tr{break-inside:avoid}"
        "th{text-align:left;border-bottom:.5mm solid #000;padding:1mm}"
        "td{vertical-align:top;border-bottom:.2mm solid #000;padding:1.5mm 1mm}"
        ".head{display:flex;justify-content:space-between;margin-bottom:3mm}.head div{padding-right:3mm}"
        ".big{font-size:150%;font-weight:700}.strong,b{font-weight:700}.right{text-align:right}"
        ".small{font-size:80%}.note{margin-top:3mm;border:.5mm solid #000;padding:2mm}"
    )
