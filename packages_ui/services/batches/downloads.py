"""What is downloaded: the PDF of a batch, or why it is not there; a label's bytes as the carrier sent
them."""

from dataclasses import dataclass
from typing import BinaryIO

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services import label_files
from packages_ui.services.errors import ServiceError
from packages_ui.services.label_files import FileLost

State = PrintJob.State
NOT_YET = "The PDF of this batch is not ready yet. Nothing was printed; it opens when every label has come."
NO_LABEL = "No label of this batch could be fetched, so there is no PDF. Retry the failed ones first."
LOST = (
    "The stored PDF of this batch is gone. It is being made again by itself from the labels; "
    "open it again in a few seconds."
)
LOST_PRINTED = (
    "The stored PDF of this batch is gone. It is not made again by itself, because its labels went to the "
    "print dialog already. Nothing was printed now; if you need them once more, press “Print again…” and say "
    "why."
)
TO_PRINTER = (
    "The labels of this batch go to {printer}, so there is no PDF. Nothing was changed. Move the batch to "
    "the browser to get one."
)
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

    Where the file is lost the batch is given back, so that the sweep has it joined again.
    """
    if batch.printer and batch.is_fed:
        raise PdfNotReady(TO_PRINTER.format(printer=batch.printer.name))
    if not batch.pdf_path:
        raise PdfNotReady(_why_none(batch))
    try:
        return (label_files.root() / batch.pdf_path).open("rb")
    except OSError as error:
        lost = LabelBatch.objects.filter(pk=batch.pk, pdf_path=batch.pdf_path)
        lost.update(pdf_path="", pdf_pages=0, pdf_at=None)
        again = batch.jobs.filter(state=State.READY).exists()
        raise PdfNotReady(LOST if again else LOST_PRINTED) from error


def _why_none(batch: LabelBatch) -> str:
    states = set(batch.jobs.order_by().values_list("state", flat=True).distinct())
    if states & {*PrintJob.WAITING, State.READY}:
        return NOT_YET
    return LOST_PRINTED if states & {State.SENT, State.PRINTED} else NO_LABEL


class RawLabelLost(ServiceError):
    """The stored bytes are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLabel:
    """`name` is safe as a file name; `text` tells whether a person could read the content."""

    content: bytes
    name: str
    text: bool


def raw_label(*, label: Label) -> RawLabel:
    """The stored bytes with a name to save them under. Raises RawLabelLost."""
    format_ = LabelFormat(label.format)
    try:
        content = label_files.load(label.path, digest=label.sha256)
    except FileLost as error:
        raise RawLabelLost(
            "The stored label is gone. Nothing was changed; print the package again to fetch it anew."
        ) from error
    number = "".join(letter for letter in label.package_number if letter.isascii() and letter.isalnum())
    suffix = SUFFIXES.get(format_, format_.value)
    return RawLabel(content=content, name=f"label-{number or label.pk}.{suffix}", text=format_ in TEXT)
