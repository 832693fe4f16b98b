"""A4 pages that came behind a label, such as customs forms: they go to the station's document printer."""

import logging

from packages_ui.labels.papers import Printable
from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.services.errors import PrinterGone
from packages_ui.services.printing import bell
from packages_ui.services.printing.slips import make_slip

logger = logging.getLogger(__name__)
GO_TO = "A4 pages came behind this label; they are printed on {printer}."
NOWHERE = (
    "A4 pages came behind this label, such as customs forms, and {where} has no document printer. Only the "
    "label is printed here: download the label and print those pages, or set up a document printer."
)
NOT_MADE = "The A4 pages behind this label could not be printed: {why}. Download the label and print them."


def words(job: PrintJob, printable: Printable) -> tuple[str, bool]:
    """What is said of the pages behind the label (nothing where there are none); whether nobody prints
    them."""
    if not printable.papers:
        return "", False
    if printer := _printer_for(job):
        return GO_TO.format(printer=printer.name), False
    where = f"station {job.batch.station}" if job.batch.station else "this batch's place"
    return NOWHERE.format(where=where), True


def send(job: PrintJob, printable: Printable) -> None:
    """Once, when the label is sent for the first time. What keeps them from it is said beside the label."""
    printer = _printer_for(job) if printable.papers and job.copy == 1 and not job.attempts else None
    if printer is None:
        return
    try:
        make_slip(
            printer=printer, kind=Slip.Kind.DOCUMENT, content=printable.papers, user_id=job.batch.owner_id
        )
        bell.ring()
    except (OSError, PrinterGone) as error:
        logger.warning("The papers behind the label of job %s could not be printed.", job.pk)
        why = (error.strerror if isinstance(error, OSError) else "") or "the printer is gone"
        PrintJob.objects.filter(pk=job.pk).update(warning=NOT_MADE.format(why=why))


def _printer_for(job: PrintJob) -> Printer | None:
    """Where the station's documents come out; not a browser, which prints only what a person opens."""
    station = job.batch.station
    printer = station.document_printer if station else None
    return printer if printer and printer.is_fed else None
