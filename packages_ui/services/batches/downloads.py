"""Downloads: the PDF of a batch, or why there is none; a label's bytes as the carrier sent them."""

from dataclasses import dataclass
from typing import BinaryIO

from packages_ui.labels.detect import LabelFormat
from packages_ui.messages import batches as messages
from packages_ui.messages.message import Message
from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services import label_files
from packages_ui.services.errors import ServiceError
from packages_ui.services.label_files import FileLost

State = PrintJob.State
TEXT = {LabelFormat.ZPL, LabelFormat.HTML, LabelFormat.URL, LabelFormat.UNKNOWN}
SUFFIXES = {
    LabelFormat.JPEG: "jpg",
    LabelFormat.SEVERAL: "zip",
    LabelFormat.URL: "txt",
    LabelFormat.UNKNOWN: "txt",
    LabelFormat.HTML: "html.txt",
}


class PdfNotReady(ServiceError):
    """There is no PDF of the batch now."""


def open_pdf(*, batch: LabelBatch) -> BinaryIO:
    """The joined labels, open for reading. Raises PdfNotReady.

    Where the file is missing the batch loses its path, so that the sweep has it joined again.
    """
    if batch.printer and batch.is_fed:
        raise PdfNotReady(messages.PDF_TO_PRINTER(printer=batch.printer.name))
    if not batch.pdf_path:
        raise PdfNotReady(_why_no_pdf(batch))
    try:
        return (label_files.root() / batch.pdf_path).open("rb")
    except OSError as error:
        lost = LabelBatch.objects.filter(pk=batch.pk, pdf_path=batch.pdf_path)
        lost.update(pdf_path="", pdf_pages=0, pdf_at=None)
        again = batch.jobs.filter(state=State.READY).exists()
        raise PdfNotReady(messages.PDF_LOST() if again else messages.PDF_LOST_PRINTED()) from error


def _why_no_pdf(batch: LabelBatch) -> Message:
    states = set(batch.jobs.order_by().values_list("state", flat=True).distinct())
    if states & {*PrintJob.WAITING, State.READY}:
        return messages.PDF_NOT_YET()
    if states & {State.SENT, State.PRINTED}:
        return messages.PDF_LOST_PRINTED()
    return messages.PDF_NO_LABEL()


class RawLabelLost(ServiceError):
    """The stored bytes are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLabel:
    """`name` is safe as a file name; `text`: a person could read the content."""

    content: bytes
    name: str
    text: bool


def raw_label(*, label: Label) -> RawLabel:
    """The stored bytes with a name to save them under. Raises RawLabelLost."""
    format_ = LabelFormat(label.format)
    try:
        content = label_files.load(label.path, digest=label.sha256)
    except FileLost as error:
        raise RawLabelLost(messages.RAW_LOST()) from error
    number = "".join(letter for letter in label.package_number if letter.isascii() and letter.isalnum())
    suffix = SUFFIXES.get(format_, format_.value)
    return RawLabel(content=content, name=f"label-{number or label.pk}.{suffix}", text=format_ in TEXT)
