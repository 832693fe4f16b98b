"""Everything labels can be made into, each drawn in a child process. The names are those of `labels`.

All raise LabelError; Undrawable, which is one, where a label ended its child; Busy where no child was free.
"""

import atexit
import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from packages_ui.drawing import requests
from packages_ui.drawing.errors import BROKE, Undrawable
from packages_ui.drawing.pool import Pool
from packages_ui.drawing.requests import AnyRequest, DiskRefused, Document, Done, Raster, Refused, Task
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media
from packages_ui.labels.papers import Drawn, OwnLabel, Page, Paged, Pictures, Printable, ProductLabel, Slip
from packages_ui.labels.size import LabelSize

T = TypeVar("T")
_pools: list[Pool] = [Pool()]


@dataclass(frozen=True, slots=True)
class Patience:
    """`seconds` for one label, where its own limit is not shorter; then Undrawable. `wait`: seconds for a
    free child, and `until`: monotonic time at which the rest can wait; then Busy."""

    seconds: float = inf
    wait: float = 30.0
    until: float = inf


PATIENT = Patience()


def to_pdf(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    size: LabelSize | None = None,
    made_for: int = 0,
    patience: Patience = PATIENT,
) -> bytes:
    """A label as one PDF, whose pages have been drawn once. `made_for`: the dpi that its shipping company
    makes labels for, 0 where that is not known."""
    return run(requests.ToPdf(content, format, size, made_for), bytes, patience)


def to_paged(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    size: LabelSize | None = None,
    made_for: int = 0,
    patience: Patience = PATIENT,
) -> Paged:
    """The same, and what of it could not be drawn."""
    return run(requests.ToPaged(content, format, size, made_for), Paged, patience)


def to_zpl(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    media: Media,
    made_for: int = 0,
    patience: Patience = PATIENT,
) -> Printable:
    """A label for a ZPL printer. ZPL that ended its child goes undrawn, where the printer takes it so."""
    try:
        return run(requests.ToZpl(content, format, media, made_for=made_for), Printable, patience)
    except Undrawable:
        if format is not LabelFormat.ZPL:
            raise
        return run(requests.ToZpl(content, format, media, as_it_came=True), Printable, patience)


def to_pages(
    content: bytes,
    format: LabelFormat,  # noqa: A002 - the field's word
    *,
    media: Media,
    raster: Raster | None = None,
    made_for: int = 0,
    patience: Patience = PATIENT,
) -> Printable:
    """A label for a printer of pages: PDF, or raster where it takes no PDF."""
    return run(requests.ToPages(content, format, media, raster, made_for), Printable, patience)


def document_to_pages(
    pdf: bytes, *, media: Media, raster: Raster | None = None, patience: Patience = PATIENT
) -> Printable:
    """A document of ours for a printer of pages."""
    return run(requests.DocumentToPages(pdf, media, raster), Printable, patience)


def together(first: bytes, second: bytes, *, patience: Patience = PATIENT) -> bytes:
    """The pages of both, which are both PDF or both raster."""
    return run(requests.Together(first, second), bytes, patience)


def repeat(content: bytes, *, copies: int, patience: Patience = PATIENT) -> bytes:
    """The pages so many times, which are PDF or raster."""
    return run(requests.Repeat(content, copies), bytes, patience)


def preview(pdf: bytes, *, width_px: int, patience: Patience = PATIENT) -> bytes:
    """PNG of the first page."""
    return run(requests.Preview(pdf, width_px), bytes, patience)


def pages(pdf: bytes, *, dpi: int, patience: Patience = PATIENT) -> list[Page]:
    """Each page as a picture, and its barcodes."""
    return run(requests.Pages(pdf, dpi), list[Page], patience)


def read_barcodes(pdf: bytes, *, patience: Patience = PATIENT) -> list[str]:
    """Texts of the barcodes on all pages."""
    return run(requests.ReadBarcodes(pdf), list[str], patience)


def check_pdf(pdf: bytes, *, patience: Patience = PATIENT) -> int:
    """How many pages it has, after each was drawn once."""
    return run(requests.CheckPdf(pdf), int, patience)


def draw_pictures(content: bytes, *, patience: Patience = PATIENT) -> Pictures:
    """The picture of a product, scaled."""
    return run(requests.DrawPictures(content), Pictures, patience)


def join(paths: Sequence[Path], into: Path, *, patience: Patience = PATIENT) -> int:
    """Join files; the pages' count. A LabelError has the `position` of a bad file, where one is at fault.
    OSError where `into` cannot be written."""
    try:
        return run(requests.Join(tuple(map(str, paths)), str(into)), int, patience)
    except Undrawable as error:
        into.with_name(f"{into.name}.part").unlink(missing_ok=True)
        if error.position == len(paths):
            error.position = None
        raise


def draw_own_label(label: OwnLabel, *, patience: Patience = PATIENT) -> bytes:
    """Our own label (PDF)."""
    return run(requests.DrawOwnLabel(label), bytes, patience)


def draw_slip(slip: Slip, *, size: LabelSize, patience: Patience = PATIENT) -> bytes:
    """A slip (PDF)."""
    return run(requests.DrawSlip(slip, size), bytes, patience)


def draw_product_label(label: ProductLabel, *, size: LabelSize, patience: Patience = PATIENT) -> bytes:
    """A label for a product (PDF)."""
    return run(requests.DrawProductLabel(label, size), bytes, patience)


def draw_test_page(
    *, media: Media, lines: tuple[str, ...], barcode_text: str, patience: Patience = PATIENT
) -> bytes:
    """A test page (PDF)."""
    return run(requests.DrawTestPage(media, lines, barcode_text), bytes, patience)


def draw_document(document: Document) -> Drawn:
    """One of our own papers."""
    return run(document, Drawn, PATIENT)


def run(request: AnyRequest, kind: type[T], patience: Patience) -> T:
    """The result of the request, of that kind."""
    limits = replace(request.limits, seconds=min(request.limits.seconds, patience.seconds))
    match answer := _pools[-1].draw(Task(request, limits), wait=patience.wait, until=patience.until):
        case Done():
            try:
                return msgspec.msgpack.decode(answer.result, type=kind, dec_hook=requests.unpack)
            except (msgspec.DecodeError, msgspec.ValidationError) as error:
                raise Undrawable(BROKE) from error
        case Refused():
            raise LabelError(answer.sentence, position=answer.position)
        case DiskRefused():
            raise OSError(answer.number, answer.reason)
        case _:
            raise Undrawable(BROKE)


def close() -> None:
    """End all children of this process; the next drawing starts new ones."""
    pool = _pools.pop()
    _pools.append(Pool())
    pool.close()


def _leave() -> None:
    pool = _pools.pop()
    _pools.append(Pool())
    pool.leave()


atexit.register(close)
os.register_at_fork(after_in_child=_leave)
