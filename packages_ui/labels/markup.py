"""HTML and SVG labels to pages. They come from outside: nothing that they name is fetched."""

import logging
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from weasyprint import HTML, LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Paged
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LabelSize
from packages_ui.messages import labels as messages
from packages_ui.messages.message import Message

# Relative addresses must reach the fetcher and be refused; without a base they would only be left out.
BASE_URL = "https://label.invalid/"
CROSSED_BOX = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="12mm" viewBox="0 0 20 12"><path d="M.5 .5'
    b'H19.5V11.5H.5zL19.5 11.5M19.5 .5L.5 11.5" fill="none" stroke="#000" stroke-width=".5"/></svg>'
)
SCRIPT = re.compile(r"<script\b[^>]{0,1000}>.*?(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL)
DRAWS_CODES = re.compile(
    r"bar-?code|qr-?code|bwip|code-?128|data-?matrix|pdf417|canvas|\bean\b", re.IGNORECASE
)
COUNTING_PX = 2.0  # the largest picture that only counts readers
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)", re.IGNORECASE
)
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px|pt)?\s*")
PROLOGUE = re.compile(
    r"(?:\s|\ufeff|<\?.*?\?>|<!--.*?-->|<!doctype\s+svg[^>[]*(?:\[.*?\]\s*)?>)*", re.IGNORECASE | re.DOTALL
)


class RefusedURLError(FatalURLFetchingError):  # type: ignore[misc] # WeasyPrint ships no types
    """A label refers to a file from elsewhere; only this kind of error stops WeasyPrint."""


class DataOnlyFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Reads `data:` and refuses all other addresses, so that a label fails instead of losing its barcode.

    In place of the addresses in `broken` it gives a crossed box, so that the paper shows what is missing.
    """

    def __init__(self, *, broken: frozenset[str] = frozenset()) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self.broken = broken
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return what a `data:` address holds, nothing where it cannot be read, or raise RefusedURLError."""
        if not url.lower().startswith("data:"):
            self.refused.append(url)
            raise RefusedURLError(url)
        if url in self.broken:
            return URLFetcherResponse(url, CROSSED_BOX, {"Content-Type": "image/svg+xml"})
        try:
            return super().fetch(url, headers)
        except Exception:  # noqa: BLE001 - broken base64 and the like; one that is fatal would end the process
            return URLFetcherResponse(url, b"")


def markup_to_paged(content: bytes, *, size: LabelSize) -> Paged:
    """Draw HTML or SVG; the page is the HTML's own `@page` size, else `size` without margins. A broken
    picture in HTML comes out as a crossed box. LabelError where only a script, which is not run, would draw
    its barcode."""
    limits.check_bytes(content, limit=limits.MAX_MARKUP_BYTES)
    text = _decode(content)
    pdf = _to_pdf(content, text, size=size)
    if not any(DRAWS_CODES.search(script) for script in SCRIPT.findall(text)):
        return Paged(pdf)
    if not read_barcodes(pdf):
        raise LabelError(messages.HTML_BY_SCRIPT())
    return Paged(pdf, messages.SCRIPT_NOT_RUN())


def _to_pdf(content: bytes, text: str, *, size: LabelSize) -> bytes:
    is_svg = _is_svg(text)
    html = _around_svg(content, text, size=size) if is_svg else _page_rule(size) + text
    pdf, lost = _drawn(html, DataOnlyFetcher())
    if lost and not is_svg:
        pdf, lost = _drawn(html, DataOnlyFetcher(broken=lost))
    if lost:
        raise LabelError(messages.HTML_LOST_PICTURE())
    return pdf


def _drawn(html: str, fetcher: DataOnlyFetcher) -> tuple[bytes, frozenset[str]]:
    """The PDF, and the addresses of pictures that are not on it."""
    try:
        with _lost_pictures() as lost:
            pdf = _render(html, fetcher)
    except (LabelError, MemoryError):
        raise
    except (RefusedURLError, Exception) as error:  # the first is no Exception, so that it stops WeasyPrint
        sentence = _refused(fetcher.refused[0]) if fetcher.refused else messages.HTML_UNDRAWABLE()
        raise LabelError(sentence) from error
    if fetcher.refused:  # inside an SVG, WeasyPrint swallows even the fatal error
        raise LabelError(_refused(fetcher.refused[0]))
    return pdf, frozenset(lost)


def _render(html: str, fetcher: DataOnlyFetcher) -> bytes:
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
    _drop_counting(page.etree_element, is_hidden=False)
    document = page.render()
    limits.check_page_count(len(document.pages))
    pdf: bytes = document.write_pdf()
    return pdf


def _page_rule(size: LabelSize) -> str:
    return f"<style>@page{{size:{size.width_mm}mm {size.height_mm}mm;margin:0}}</style>"


def _drop_counting(element: Any, *, is_hidden: bool) -> None:
    """Take out pictures of other hosts that nobody would see: they only count readers."""
    is_hidden = is_hidden or element.get("hidden") is not None or _is_hidden(element)
    for child in list(element):
        source = (child.get("src") or "").strip().lower() if child.tag == "img" else ""
        if source and not source.startswith("data:") and (is_hidden or _is_hidden(child) or _is_dot(child)):
            child.attrib.clear()
        else:
            _drop_counting(child, is_hidden=is_hidden)


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(HIDDEN.search(element.get("style") or ""))


def _is_dot(picture: Any) -> bool:
    """Whether both its sides are given, and no larger than a dot."""
    rules = (rule.partition(":") for rule in (picture.get("style") or "").split(";"))
    style = {name.strip().lower(): value for name, _, value in rules}
    sides = [style.get(side) or picture.get(side) or "" for side in ("width", "height")]
    lengths = [float(found[1]) for side in sides if (found := LENGTH.fullmatch(side))]
    return len(lengths) == 2 and max(lengths) <= COUNTING_PX


def _is_svg(text: str) -> bool:
    """One drawing and nothing else: in a page, an SVG may be the barcode alone."""
    start = PROLOGUE.match(text)
    body = text[start.end() if start else 0 :].strip().lower()
    behind = re.sub(r"<!--.*?-->", "", body.rpartition("</svg>")[2][-1024:], flags=re.DOTALL)
    return body.startswith("<svg") and not behind.strip(" \r\n\t\0") and not _follows_another(body)


def _follows_another(body: str) -> bool:
    """Whether there are two drawings beside each other, or words between them."""
    depth, ends = 0, 0
    for found in re.finditer(r"<svg\b[^>]*?(/?)>|</svg\s*>", body):
        if found[0].startswith("</"):
            depth -= 1
        elif not found[1]:
            depth += 1
        if depth <= 0:
            ends += 1
    return ends > 1


def _around_svg(content: bytes, text: str, *, size: LabelSize) -> str:
    """Fit an SVG to the page, which is turned for a drawing that is wider than high."""
    page = size.turned() if _is_wide(text) != (size.width_mm > size.height_mm) else size
    box = (
        f"position:absolute;left:0;top:0;width:{page.width_mm}mm;height:{page.height_mm}mm;object-fit:contain"
    )
    uri = f"data:image/svg+xml;base64,{b64encode(content).decode()}"
    return f'{_page_rule(page)}<body style="margin:0"><img style="{box}" src="{uri}">'


def _is_wide(svg: str) -> bool:
    root = svg[svg.lower().index("<svg") :].partition(">")[0]
    box = re.search(r"viewBox\s*=\s*[\"'][-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)", root)
    sides = box.groups() if box else re.findall(r"\b(?:width|height)\s*=\s*[\"']([\d.]+)", root)
    with suppress(ValueError):
        return len(sides) == 2 and float(sides[0]) > float(sides[1])
    return False


def _decode(content: bytes) -> str:
    """UTF-8 if it can be; else what the HTML declares; else Windows' Turkish."""
    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", content[:1024])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "cp1254"):
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(encoding)
    return content.decode("cp1254", "replace")


def _refused(address: str) -> Message:
    """Names the address, shortened: it is untrusted text that a screen will show."""
    if address.startswith(BASE_URL):
        return messages.HTML_BESIDE(name=address.removeprefix(BASE_URL)[:80])
    return messages.HTML_ELSEWHERE(address=address[:80])


class _LostPictures(logging.Handler):
    """WeasyPrint only logs a picture that it cannot draw."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread = threading.get_ident()
        self.urls: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread and "image" in str(record.msg):
            self.urls.append(str(record.args[0]) if isinstance(record.args, tuple) and record.args else "")


@contextmanager
def _lost_pictures() -> Iterator[list[str]]:
    handler = _LostPictures()
    LOGGER.addHandler(handler)
    try:
        yield handler.urls
    finally:
        LOGGER.removeHandler(handler)
