"""The PDF of a batch: open it, or say why it is not there."""

from typing import BinaryIO

from packages_ui.models import LabelBatch
from packages_ui.services import label_files
from packages_ui.services.errors import ServiceError

NOT_YET = "The PDF of this batch is not ready yet. Nothing was printed; it opens when every label has come."
NO_LABEL = "No label of this batch could be fetched, so there is no PDF. Retry the failed ones first."
LOST = (
    "The stored PDF of this batch is gone. It is being made again by itself from the labels; "
    "open it again in a few seconds."
)


class PdfNotReady(ServiceError):
    """There is no PDF of the batch now."""


def open_pdf(*, batch: LabelBatch) -> BinaryIO:
    """The joined labels, open for reading. Raises PdfNotReady.

    Where the file is lost the batch is given back, so that the sweep has it joined again.
    """
    if not batch.pdf_path:
        waits = batch.jobs.exclude(state__in=("failed", "cancelled")).exists()
        raise PdfNotReady(NOT_YET if waits else NO_LABEL)
    try:
        return (label_files.root() / batch.pdf_path).open("rb")
    except OSError as error:
        lost = LabelBatch.objects.filter(pk=batch.pk, pdf_path=batch.pdf_path)
        lost.update(pdf_path="", pdf_pages=0, pdf_at=None)
        raise PdfNotReady(LOST) from error
