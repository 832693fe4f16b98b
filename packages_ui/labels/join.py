"""Many labels in one PDF, in the order given; and how large its pages are."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pypdfium2

from packages_ui.labels.errors import LabelError
from packages_ui.labels.pdfium import LOCK, opened, size_of
from packages_ui.labels.size import LabelSize
from packages_ui.messages import labels as messages


def join(pdfs: Iterable[bytes | Path], into: Path | BinaryIO) -> int:
    """Write all pages of `pdfs` in order and return their count; sizes and turns are kept.

    A file appears under its name only when it is whole. LabelError has the `position` of a bad label.
    The lock is given back between labels, so that previews do not wait for a long batch.
    """
    with LOCK:
        joined = pypdfium2.PdfDocument.new()
    try:
        for position, pdf in enumerate(pdfs):
            _append(joined, pdf, position=position)
        return _save(joined, into)
    finally:
        with LOCK:
            joined.close()


def _append(joined: pypdfium2.PdfDocument, pdf: bytes | Path, *, position: int) -> None:
    try:
        with opened(pdf) as document:
            joined.import_pages(document)
    except LabelError as error:
        sentence = messages.NOT_JOINED(number=position + 1) + error.sentence
        raise LabelError(sentence, position=position) from error


def _save(joined: pypdfium2.PdfDocument, into: Path | BinaryIO) -> int:
    with LOCK:
        pages = len(joined)
        if not pages:
            raise LabelError(messages.NOTHING_TO_JOIN())
        if isinstance(into, Path):
            part = into.with_name(f"{into.name}.part")
            joined.save(part)
            part.replace(into)
        else:
            joined.save(into)
    return pages


def measure(pdf: bytes) -> list[LabelSize]:
    """Size of each page in millimetres, its turn counted in."""
    with opened(pdf) as document:
        return [size_of(document, number) for number in range(len(document))]
