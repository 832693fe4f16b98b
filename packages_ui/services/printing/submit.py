"""One label to one printer, at most once: what goes wrong is written down as what it is."""

import logging
from secrets import token_hex

from django.db import DatabaseError

from packages_ui.labels.papers import Printable
from packages_ui.models import PrintJob
from packages_ui.printers.errors import NotConnected, NotTaken, PrinterError, Refused
from packages_ui.services.printing import ledger, papers, restored
from packages_ui.services.printing.connection import Fence, Link

logger = logging.getLogger(__name__)
Cause = PrintJob.Cause
UNFORESEEN = (
    "Something unexpected went wrong while this label was sent. It is not known whether it came out: look at "
    "the printer. The log says more."
)


def hand_over(job: PrintJob, printable: Printable, *, link: Link, fence: Fence, jobs: list[PrintJob]) -> bool:
    """Whether the printer took it. `jobs` is what it was given before. A printer's fault is never raised."""
    handle = f"label-{job.pk}-{token_hex(4)}"
    if not ledger.begin(
        job,
        printer=link.printer,
        token=fence.token,
        handle=handle,
        pieces=printable.pieces,
        count_before=link.count_before(jobs),
        barcodes=printable.barcodes,
    ):
        return False
    try:
        noted = restored.note(link.printer, job, handle=handle)
    except DatabaseError:  # not one byte went out: nobody has to be asked about it
        ledger.take_back(job, token=fence.token)
        return False
    if not fence.holds():  # this process slept, or the database was slow: somebody else may feed it by now
        ledger.take_back(job, token=fence.token)
        return False
    if not noted:
        ledger.never_began(job, printer=link.printer, token=fence.token)
        restored.hold()
        return False
    taken = _send(job, printable, handle, link, fence)
    papers.send(job, printable)
    return taken


def _send(job: PrintJob, printable: Printable, handle: str, link: Link, fence: Fence) -> bool:
    token = fence.token
    try:
        remote_id = link.send(printable, handle=handle, until=fence.until)
    except NotTaken as error:
        ledger.take_back(job, token=token, reason=error.sentence)
    except NotConnected as error:
        link.reached, link.trouble = False, error.sentence
        ledger.take_back(job, token=token, reason=error.sentence)
    except Refused as error:
        ledger.refuse(job, token=token, reason=error.sentence)
    except PrinterError as error:
        ledger.lose(job, token=token, cause=Cause.BROKE, reason=error.sentence)
    except Exception:  # whatever it was, bytes may have gone out
        logger.exception("Job %s broke while it was sent.", job.pk)
        ledger.lose(job, token=token, cause=Cause.BROKE, reason=UNFORESEEN)
    else:
        return ledger.sent(job, token=token, remote_id=remote_id)
    return False
