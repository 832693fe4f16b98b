"""Send one label to one printer, at most once, and record exactly what went wrong."""

import logging
from secrets import token_hex

from django.db import DatabaseError

from packages_ui.labels.papers import Printable
from packages_ui.messages import printing
from packages_ui.messages.message import Message
from packages_ui.models import PrintJob
from packages_ui.printers.errors import NotConnected, NotTaken, PrinterError, Refused
from packages_ui.services.printing import ledger, papers, restored
from packages_ui.services.printing.connection import LeaseGuard, PrinterConnection

logger = logging.getLogger(__name__)
Cause = PrintJob.Cause
AT_ONCE = 15_000  # bytes that the system takes from a sender in one go, over a connection that was just made


def submit(
    job: PrintJob, printable: Printable, *, conn: PrinterConnection, guard: LeaseGuard, jobs: list[PrintJob]
) -> bool:
    """Whether the printer took it. `jobs` were sent to it before. A printer's fault is never raised."""
    handle = f"label-{job.pk}-{token_hex(4)}"
    if not ledger.begin(
        job,
        printer=conn.printer,
        token=guard.token,
        handle=handle,
        pieces=printable.pieces,
        count_before=conn.count_before(jobs),
        barcodes=printable.barcodes,
        in_parts=len(printable.content) > AT_ONCE,
    ):
        return False
    try:
        noted = restored.note(conn.printer, job, handle=handle)
    except DatabaseError:  # no byte went out: nobody has to confirm anything
        ledger.requeue_unsent(job, token=guard.token)
        return False
    if not guard.holds():  # this process slept, or the database was slow: another one may feed it by now
        ledger.requeue_unsent(job, token=guard.token)
        return False
    if not noted:
        ledger.never_began(job, printer=conn.printer, token=guard.token)
        restored.hold()
        return False
    taken = _send(job, printable, handle, conn, guard)
    papers.send(job, printable)
    return taken


def _send(
    job: PrintJob, printable: Printable, handle: str, conn: PrinterConnection, guard: LeaseGuard
) -> bool:
    token = guard.token
    try:
        remote_id = conn.send(printable, handle=handle, until=guard.until)
    except NotTaken as error:
        ledger.requeue_unsent(job, token=token, reason=error.sentence)
    except NotConnected as error:
        conn.reached, conn.trouble = False, error.sentence
        ledger.requeue_unsent(job, token=token, reason=error.sentence)
    except Refused as error:
        ledger.mark_refused(job, token=token, reason=error.sentence)
    except PrinterError as error:
        _doubt(job, handle, token, error.sentence, whole=error.whole)
    except Exception:  # whatever it was, bytes may have gone out
        logger.exception("Job %s broke while it was sent.", job.pk)
        _doubt(job, handle, token, printing.SEND_UNFORESEEN())
    else:
        if ledger.sent(job, token=token, remote_id=remote_id):
            return True
        ledger.note_late(job, handle=handle)
    return False


def _doubt(job: PrintJob, handle: str, token: str, reason: Message | str, *, whole: bool = False) -> None:
    """Bytes may have gone out."""
    cause = Cause.DISCONNECTED
    if not ledger.mark_unknown(job, token=token, cause=cause, reason=reason, whole=whole):
        ledger.note_late(job, handle=handle)
