"""HTML and SVG labels to pages. They come from outside: nothing that they name is fetched."""

import logging
import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from weasyprint import HTML, LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.size import LabelSize

# Relative addresses must reach the fetcher and be refused; without a base they would only be left out.
BASE_URL = "https://label.invalid/"
LOST = "A picture in the label is broken and would be missing on paper. Fetch the label again."
UNDRAWABLE = "The label's HTML cannot be drawn. Download it and look at it in a browser."


class RefusedURLError(FatalURLFetchingError):  # type: ignore[misc] # WeasyPrint ships no types
    """A label asked for a file from elsewhere; only this kind of error stops WeasyPrint."""


class DataOnlyFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Reads `data:` and refuses all other addresses, so that a label fails instead of losing its barcode."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return what a `data:` address holds, or raise RefusedURLError."""
        if not url.lower().startswith("data:"):
            self.refused.append(url)
            raise RefusedURLError(url)
        return super().fetch(url, headers)


def markup_to_pdf(content: bytes, *, size: LabelSize) -> bytes:
    """Draw HTML or SVG; the page is the HTML's own `@page` size, else `size` without margins."""
    limits.check_bytes(content, limit=limits.MAX_MARKUP_BYTES)
    text = _decode(content)
    html = _around_svg(content, text, size=size) if _is_svg(content) else _page_rule(size) + text
    fetcher = DataOnlyFetcher()
    try:
        with _lost_pictures() as lost:
            pdf = _render(html, fetcher)
    except LabelError:
        raise
    except (RefusedURLError, Exception) as error:  # the first is no Exception, so that it stops WeasyPrint
        raise LabelError(_refused(fetcher.refused[0]) if fetcher.refused else UNDRAWABLE) from error
    if fetcher.refused:  # inside an SVG, WeasyPrint swallows even the fatal error
        raise LabelError(_refused(fetcher.refused[0]))
    if lost:
        raise LabelError(LOST)
    return pdf


def _render(html: str, fetcher: DataOnlyFetcher) -> bytes:
    document = HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher).render()
    limits.check_page_count(len(document.pages))
    pdf: bytes = document.write_pdf()
    return pdf


def _page_rule(size: LabelSize) -> str:
    return f"<style>@page{{size:{size.width_mm}mm {size.height_mm}mm;margin:0}}</style>"


def _is_svg(content: bytes) -> bool:
    head = content[:1024].lower()
    return b"<svg" in head and b"<html" not in head and b"<!doctype html" not in head


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
    """UTF-8 if it can be; else what the HTML says of itself; else Windows' Turkish."""
    said = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", content[:1024])
    for encoding in ("utf-8-sig", said[1].decode() if said else "cp1254"):
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(encoding)
    return content.decode("cp1254", "replace")


def _refused(address: str) -> str:
    """Name the address, shortened: it is hostile text that a screen will show."""
    return (
        f"The label's HTML asks for a file from elsewhere ({address[:80]}), which is not fetched. "
        "Download it and look at it, or ask the carrier for a complete one."
    )


class _LostPictures(logging.Handler):
    """WeasyPrint only logs a picture that it cannot draw."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread = threading.get_ident()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread and "image" in str(record.msg):
            self.messages.append(str(record.msg))


@contextmanager
def _lost_pictures() -> Iterator[list[str]]:
    handler = _LostPictures()
    LOGGER.addHandler(handler)
    try:
        yield handler.messages
    finally:
        LOGGER.removeHandler(handler)
