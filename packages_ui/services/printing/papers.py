"""A4 pages that came with a label, such as customs forms: they go to the station's document printer."""

import logging

from packages_ui.labels.papers import Printable
from packages_ui.messages import printing
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.services.errors import PrinterGone
from packages_ui.services.printing import bell
from packages_ui.services.printing.slips import make_slip

logger = logging.getLogger(__name__)


def notice(job: PrintJob, printable: Printable) -> tuple[Message, bool]:
    """A sentence about the pages that came with the label (empty where there are none); whether they cannot
    be printed."""
    if not printable.papers:
        return NOTHING, False
    if printer := _printer_for(job):
        return printing.PAPERS_GO_TO(printer=printer.name), False
    return printing.PAPERS_NOWHERE(), True


def send(job: PrintJob, printable: Printable) -> None:
    """Once, when the label is sent for the first time. A failure becomes the label's warning."""
    printer = _printer_for(job) if printable.papers and job.copy == 1 and not job.attempts else None
    if printer is None:
        return
    try:
        make_slip(
            printer=printer, kind=Slip.Kind.DOCUMENT, content=printable.papers, user_id=job.batch.owner_id
        )
        bell.ring()
    except (OSError, PrinterGone) as error:
        logger.warning("The papers that came with the label of job %s could not be printed.", job.pk)
        why = (error.strerror if isinstance(error, OSError) else "") or printing.PRINTER_GONE()
        PrintJob.objects.filter(pk=job.pk).update(warning=printing.PAPERS_NOT_MADE(why=why))


def _printer_for(job: PrintJob) -> Printer | None:
    """The station's document printer; not a browser, which prints only what a person opens."""
    station = job.batch.station
    printer = station.document_printer if station else None
    return printer if printer and printer.is_fed else None
