"""The only wrapper around pypdfium2, which must never run in two threads at once."""

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pypdfium2.raw
from PIL import Image

from packages_ui.labels.errors import LabelError
from packages_ui.labels.limits import (
    MAX_DOCUMENT_PAGES,
    MAX_PAGES,
    check_bytes,
    check_page_count,
    check_pixels,
)
from packages_ui.labels.size import LabelSize
from packages_ui.messages import labels as messages

# Closing by the garbage collector would also be a call: everything opened is closed under this lock.
LOCK = threading.RLock()
LESS = 1 - 1e-5  # sides are rounded up: 1181.0001 dots must not become 1182, and each dot lie between two
# What PDFium writes by chance or by the clock when it saves a document of its own.
DATE = re.compile(rb"(?<=<</CreationDate\(D:)\d{14}(?=[^)]{0,20}\)/Creator\(PDFium\)>>)")
ID = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")


@contextmanager
def opened(pdf: bytes | Path, *, most_pages: int = MAX_PAGES) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF with at least one page and hold the lock; LabelError if it is broken, locked or empty."""
    with LOCK:
        document = _open(pdf)
        try:
            check_page_count(len(document), most=most_pages)
            yield document
        except pypdfium2.PdfiumError as error:
            raise LabelError(messages.PDF_BROKEN()) from error
        finally:
            document.close()


def _open(pdf: bytes | Path) -> pypdfium2.PdfDocument:
    if isinstance(pdf, bytes):
        check_bytes(pdf)
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        template = messages.PDF_LOCKED if _is_locked(pdf, error) else messages.PDF_BROKEN
        raise LabelError(template()) from error
    except OSError as error:
        raise LabelError(messages.STORED_UNREADABLE()) from error


def _is_locked(pdf: bytes | Path, error: pypdfium2.PdfiumError) -> bool:
    """Look twice: PDFium may still name the error of an earlier document."""
    named = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
    return named and b"/Encrypt" in (pdf if isinstance(pdf, bytes) else pdf.read_bytes())


@contextmanager
def page_of(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Open page `number` (from 0) and close it again; the lock must be held."""
    page = document[number]
    try:
        yield page
    finally:
        page.close()


def size_of(document: pypdfium2.PdfDocument, number: int) -> LabelSize:
    """Size of a page as it is read: its turn is counted in."""
    with page_of(document, number) as page:
        return LabelSize.from_points(*page.get_size())


def draw(document: pypdfium2.PdfDocument, number: int, *, dpi: float) -> Image.Image:
    """Draw page `number` (from 0) in grey at `dpi`."""
    check_pixels(*size_of(document, number).dots(dpi=dpi))
    with page_of(document, number) as page:
        bitmap = page.render(scale=dpi / 72 * LESS, grayscale=True)
        try:
            image: Image.Image = bitmap.to_pil().copy()
        finally:
            with suppress(pypdfium2.PdfiumError):
                bitmap.close()
    return image


def flatten(document: pypdfium2.PdfDocument, number: int) -> None:
    """Make stamps and forms that are meant for paper a part of page `number`; the lock must be held."""
    with page_of(document, number) as page:
        if pypdfium2.raw.FPDFPage_GetAnnotCount(page):
            pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_PRINT)


def saved(document: pypdfium2.PdfDocument, *, flags: int = 0) -> bytes:
    """The document's bytes, the same for the same pages: PDFium dates each file and names it by chance. The
    lock must be held."""
    file = io.BytesIO()
    document.save(file, flags=flags)
    dateless = DATE.sub(b"20000101000000", file.getvalue(), count=1)
    nameless = ID.sub(b"/ID[<%s><%s>]" % (b"0" * 32, b"0" * 32), dateless)
    name = sha256(nameless).hexdigest()[:32].upper().encode()
    return ID.sub(b"/ID[<%s><%s>]" % (name, name), nameless)


def unlocked(pdf: bytes) -> bytes:
    """Without an encryption that needs no password: printers may not know it."""
    if b"/Encrypt" not in pdf:
        return pdf
    with opened(pdf) as document:
        return saved(document, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)


def count_pages(pdf: bytes) -> int:
    """How many pages a document of our own has."""
    with opened(pdf, most_pages=MAX_DOCUMENT_PAGES) as document:
        return len(document)
