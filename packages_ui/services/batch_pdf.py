"""The PDF of a batch: open it, or say why it is not there."""

from typing import BinaryIO

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services import label_files
from packages_ui.services.errors import ServiceError

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
