"""The moves of a print job on its way to paper. Each is one conditional UPDATE; its count shows whether the
row was still in the expected state. `sending` is on disk before the first byte goes out."""

import logging
from collections.abc import Callable, Sequence
from time import sleep
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from packages_ui.messages import printing
from packages_ui.messages.message import Message
from packages_ui.models import Label, LabelBatch, Lease, Printer, PrintJob
from packages_ui.services.barcodes.package_codes import note_label
from packages_ui.services.locks import lock_batches, locked_batch, locked_printer
from packages_ui.services.marks.stops import stopped
from packages_ui.services.printing.connection import media_of
from packages_ui.services.printing.progress import REOPENED

logger = logging.getLogger(__name__)
State, Cause = PrintJob.State, PrintJob.Cause
T = TypeVar("T")

LEASE_PREFIX = "printer-"
PAUSES = (0.2, 0.5, 1, 2)  # seconds until the database is tried again
TIMED = {
    State.FETCHING,
    State.SENDING,
    State.SENT,
    State.PRINTED,
    State.FAILED,
    State.UNKNOWN,
    State.CANCELLED,
}


def move(jobs: QuerySet[PrintJob], before: PrintJob.State, after: PrintJob.State, **fields: object) -> int:
    """Move those of `jobs` that are in `before`; how many. ValueError for a move that does not exist."""
    if after not in PrintJob.MOVES[before]:
        raise ValueError(f"no print job moves from {before} to {after}")
    at = {f"{after}_at": timezone.now()} if after in TIMED else {}
    return jobs.filter(state=before).update(state=after, **at, **fields)


def begin(  # from here on a resend needs a person's consent
    job: PrintJob,
    *,
    printer: Printer,
    token: str,
    handle: str,
    pieces: int,
    count_before: int | None,
    barcodes: Sequence[str] = (),
    in_parts: bool = False,
) -> bool:
    """ready → sending, if `token` holds the printer now and nobody has paused it or the batch, changed its
    address or paper, moved the batch, asked a question, outdated the label or stopped the package. `barcodes`
    are what can be read on the label: kept for whoever scans it."""
    durably()
    mine = Lease.objects.filter(name=lease_name(printer.pk), token=token, until__gte=timezone.now())
    stale = Label.objects.filter(pk=OuterRef("label_id"), stale_at__isnull=False)
    wanted = _one(job).filter(Exists(mine), ~Exists(stale), ~stopped(), question="", label=job.label_id)
    try:
        with transaction.atomic():
            now = _runs_here(job, printer)
            if now is None:
                return False
            moved = move(
                wanted,
                State.READY,
                State.SENDING,
                claim=token,
                printer=printer,
                handle=handle,
                attempts=F("attempts") + 1,
                pieces=pieces,
                count_before=count_before,
                in_parts=in_parts,
                remote_id=None,
                remote_began=None,
                cause="",
                reason="",
            )
            if moved:
                _count(now, printer)
            if moved and barcodes and job.label_id:
                unread = Label.objects.filter(pk=job.label_id, barcodes="")
                unread.update(barcodes="\n".join(barcodes)[:2000])
                note_label(job.package_number, barcodes)
    except IntegrityError:  # another row of this printer is being sent: the database allows one
        return False
    return moved == 1


def sent(job: PrintJob, *, token: str, remote_id: int | None) -> bool:
    """sending → sent: the printer has taken it."""
    return persist(
        lambda: move(_mine(job, token), State.SENDING, State.SENT, claim="", remote_id=remote_id) == 1
    )


def requeue_unsent(job: PrintJob, *, token: str, reason: Message | str = "") -> bool:
    """sending → ready: no byte went out, or the printer itself answered that it did not take it."""
    fields = {"claim": "", "printer": None, "handle": "", "reason": reason, "attempts": F("attempts") - 1}
    return persist(lambda: move(_mine(job, token), State.SENDING, State.READY, **fields) == 1)


def never_began(job: PrintJob, *, printer: Printer, token: str) -> bool:
    """The same, as if `begin` had not happened: it does not count as sent to its printer."""

    def write() -> bool:
        with transaction.atomic():
            Printer.objects.filter(pk=printer.pk).update(handed=F("handed") - 1)
            return requeue_unsent(job, token=token)

    return persist(write)


def mark_refused(job: PrintJob, *, token: str, reason: Message | str) -> bool:
    """sending → failed: the printer will never take it like this."""
    return persist(lambda: move(_mine(job, token), State.SENDING, State.FAILED, claim="", reason=reason) == 1)


def mark_unknown(
    job: PrintJob, *, token: str, cause: str, reason: Message | str, whole: bool = False
) -> bool:
    """sending → unknown: it is not known how much of it has arrived; `whole`: all, and no answer came."""
    fields: dict[str, object] = {"claim": "", "cause": cause, "reason": reason}
    if whole:
        fields["in_parts"] = False
    return persist(lambda: move(_mine(job, token), State.SENDING, State.UNKNOWN, **fields) == 1)


def note_late(job: PrintJob, *, handle: str) -> bool:
    """Its sender was taken for dead, and what it sent as `handle` may have gone out late: a process may be
    stopped between its last look at the clock and the first byte. Whether the label was given to another one
    since: then it may be on paper twice."""
    return persist(lambda: _one(job).exclude(handle=handle).update(maybe_twice=True) == 1)


def abandon(*, printer_id: int | None = None, token: str = "") -> int:
    """sending → unknown for rows whose sender no longer holds a lease; how many. The owner of `token` holds
    the printer now, so every other row there is abandoned."""
    rows = PrintJob.objects.exclude(printer=None)
    rows = rows.filter(printer=printer_id) if printer_id else rows
    live = Lease.objects.filter(token=OuterRef("claim"), until__gte=timezone.now())
    dead = rows.filter(state=State.SENDING)
    dead = dead.exclude(claim=token) if token else dead.filter(~Exists(live))
    if not dead.exists():
        return 0
    with transaction.atomic():
        lock_batches(dead)
        return move(
            dead, State.SENDING, State.UNKNOWN, claim="", cause=Cause.DIED, reason=printing.WORKER_DIED()
        )


def confirm(job: PrintJob, proof: PrintJob.Proof) -> bool:
    """sent or unknown → printed."""
    fields = {"proof": proof, "reason": ""}
    return persist(lambda: move(_one(job), State(job.state), State.PRINTED, **fields) == 1)


def mark_unconfirmed(job: PrintJob, *, cause: PrintJob.Cause, reason: Message | str) -> bool:
    """sent → unknown: the printer took it, and whether it printed is not known."""
    return persist(lambda: move(_one(job), State.SENT, State.UNKNOWN, cause=cause, reason=reason) == 1)


def mark_failed(job: PrintJob, *, reason: Message | str) -> bool:
    """sent → failed: the printer gave it up."""
    return persist(lambda: move(_one(job), State.SENT, State.FAILED, reason=reason) == 1)


def confirm_found(job: PrintJob, *, remote_id: int | None) -> bool:
    """unknown → sent: the printer has it under our name, or its agent has sent it."""
    fields = {"remote_id": remote_id, "cause": "", "reason": ""}
    return persist(lambda: move(_one(job), State.UNKNOWN, State.SENT, **fields) == 1)


def requeue_unprinted(job: PrintJob, **fields: object) -> bool:
    """unknown → ready: proved by the printer or answered by an operator: it was not printed; → wanted where
    its label was never fetched into this database."""
    clean = {"printer": None, "handle": "", "remote_id": None, "cause": "", "reason": "", **fields}
    after = State.READY if job.label_id else State.WANTED

    def write() -> bool:
        with transaction.atomic():
            locked_batch(job.batch_id)
            return move(_one(job), State.UNKNOWN, after, maybe_twice=False, **clean) == 1 and _reopen(job)

    return persist(write)


def persist(write: Callable[[], T]) -> T:
    """Write what has already happened on paper, and wait while the database is away. Inside a caller's
    transaction nothing can succeed after an error: that is rolled back at once, as a whole."""
    if connection.in_atomic_block:
        return write()
    for pause in PAUSES:
        try:
            return write()
        except DatabaseError:
            logger.warning("The database did not accept a print job's new state; trying again.")
            connection.close()
            sleep(pause)
    return write()


def durably() -> None:
    """Make SQLite sync each commit of this connection: a power cut must not undo `sending`."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def lease_name(printer_id: int) -> str:
    """The name of the lease that a sender to this printer holds."""
    return f"{LEASE_PREFIX}{printer_id}"


def lease_name_of(printer_id: F) -> Concat:
    """The same in a statement."""
    return Concat(Value(LEASE_PREFIX), Cast(printer_id, CharField()))


def _runs_here(job: PrintJob, printer: Printer) -> Printer | None:
    """The printer as it is now, if the batch is at it, with the address and the paper that we know, and
    neither is paused. Both are locked: whoever pauses or moves them waits until this label is `sending`, or
    is seen here."""
    batch, now = locked_batch(job.batch_id), locked_printer(printer.pk)
    if batch is None or now is None or batch.paused_at or now.paused_at:
        return None
    same = (now.kind, now.address, media_of(now)) == (printer.kind, printer.address, media_of(printer))
    return now if same and batch.printer_id == now.pk else None


def _count(now: Printer, printer: Printer) -> None:
    """The row is locked as it is `now`; `printer` gets the new number too."""
    printer.handed = now.handed + 1
    Printer.objects.filter(pk=now.pk).update(handed=printer.handed)


def _reopen(job: PrintJob) -> bool:
    """Its batch may have settled while the printer was silent, and would be skipped by searches for work."""
    LabelBatch.objects.filter(pk=job.batch_id).exclude(settled_at=None).update(**REOPENED)
    return True


def _one(job: PrintJob) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(pk=job.pk)


def _mine(job: PrintJob, token: str) -> QuerySet[PrintJob]:
    return _one(job).filter(claim=token)
