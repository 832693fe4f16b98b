"""A database that was restored from a backup calls labels unprinted that came out since. It is found by the
journals of what was sent; then every printer is held until an administrator lets it go on."""

import logging
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, Printer, PrintHold, PrintJob, Slip
from packages_ui.services import audit
from packages_ui.services.locks import lock_batches, lock_printers
from packages_ui.services.printing import journal, ledger
from packages_ui.services.printing.condition import moment
from packages_ui.services.printing.journal import Sent
from packages_ui.services.printing.progress import REOPENED, forget_head

logger = logging.getLogger(__name__)
State, Cause = PrintJob.State, PrintJob.Cause
NAME = "labels"
AGAIN = (State.WANTED, State.FETCHING, State.READY, State.FAILED)  # would come out once more
HELD = (
    "This database is older than what was printed: it was restored from a backup. Nothing is sent until an "
    "administrator has said what came out since."
)
REASON = "This database was restored from a backup. This label was sent to {printer} after it, at {at}."
SLIP = "This database was restored from a backup, so it may have come out already. If not, ask for it again."
BATCH = "Sent after the backup"


def mark() -> PrintHold:
    """The one row. Its `database` is chosen when it is made, and goes with every backup."""
    made, _ = PrintHold.objects.get_or_create(name=NAME, defaults={"database": uuid4().hex})
    return made


def note(printer: Printer, job: PrintJob, *, handle: str) -> bool:
    """Write down that the label is about to be sent: it is `sending`, and `printer.handed` its number. False
    where it must not be: printing is held, or this database is older than what was printed."""
    here = mark()
    if here.since or journal.last(here.database, printer.pk) >= printer.handed:
        return False
    key = LabelBatch.objects.values_list("key", flat=True).get(pk=job.batch_id)
    sent = Sent(printer.handed, timezone.now(), key, job.package_number, job.copy, handle)
    journal.add(here.database, printer.pk, sent)
    return True


def hold_if_older() -> bool:
    """At the start of a process. Whether printing is held."""
    here = mark()
    if here.since:
        return True
    # the journals first: a label that begins meanwhile is in the database before it is in them
    sent = {pk: journal.last(here.database, pk) for pk in Printer.objects.values_list("pk", flat=True)}
    handed = dict(Printer.objects.values_list("pk", "handed"))
    return any(last > handed.get(pk, last) for pk, last in sent.items()) and hold()


def hold() -> bool:
    """Hold every printer. Labels that were sent and that this database knows as unprinted, or not at all, are
    unknown from now on. Safe to call again, by all who find it at the same moment."""
    here, now = mark(), timezone.now()
    with transaction.atomic():
        PrintHold.objects.filter(pk=here.pk, since=None).update(since=now, labels=0)
        found = {one: journal.since(here.database, one.pk, one.handed) for one in Printer.objects.all()}
        keys = {sent.key for entries in found.values() for sent in entries}
        lock_batches(PrintJob.objects.filter(batch__key__in=keys))
        lock_printers(Printer.objects.all())
        count = _ask_about(found)
        PrintHold.objects.filter(pk=here.pk).update(labels=F("labels") + count)
        fed = Printer.objects.exclude(kind=Printer.Kind.BROWSER)
        fed.filter(paused_at=None).update(paused_at=now, paused_because=HELD)
        Slip.objects.filter(state=Slip.State.WANTED).update(state=Slip.State.FAILED, sentence=SLIP)
    logger.error("This database is older than what was printed (%s labels): all printers are held.", count)
    forget_head()
    return True


def go_on(*, user_id: int | None) -> bool:
    """Let the printers go on that were held for it; whether they were. What is unknown stays so: it is not
    printed by itself."""
    here = mark()
    with transaction.atomic():
        held = PrintHold.objects.filter(pk=here.pk, since__isnull=False)
        if not held.update(since=None):
            return False
        locked = lock_printers(Printer.objects.all())
        for printer in Printer.objects.filter(pk__in=locked):
            if printer.handed < (last := journal.last(here.database, printer.pk)):
                Printer.objects.filter(pk=printer.pk).update(handed=last)
        ours = Printer.objects.filter(paused_because=HELD)
        ours.update(paused_at=None, paused_because="", resumed_at=timezone.now())
        audit.note(Act.Verb.RESUME, user_id=user_id, before={"restored": True, "labels": here.labels})
    journal.forget_others(here.database, locked)
    forget_head()
    return True


def notice() -> str:
    """What every page says while printing is held; empty when it is not."""
    row = PrintHold.objects.filter(name=NAME, since__isnull=False).first()
    return f"{HELD} {_counted(row.labels)}" if row else ""


def to_tell() -> int:
    """How many of those labels nobody has said anything of yet."""
    return PrintJob.objects.filter(state=State.UNKNOWN, cause=Cause.RESTORED).count()


def _counted(labels: int) -> str:
    if not labels:
        return "It is not known which labels they are."
    return f"{labels} label{'' if labels == 1 else 's'} came after it."


def _ask_about(found: dict[Printer, list[Sent]]) -> int:
    """How many labels are unknown now. Batches and printers are locked."""
    count, strangers = 0, []
    for printer, entries in found.items():
        for sent in _latest(entries):
            jobs = PrintJob.objects.filter(batch__key=sent.key, package_number=sent.number, copy=sent.copy)
            if jobs.exists():
                count += _doubt(jobs, printer, sent)
            elif not PrintJob.objects.filter(printer=printer, handle=sent.handle).exists():
                strangers.append((printer, sent))
    _take_in(strangers)
    return count + len(strangers)


def _latest(entries: Iterable[Sent]) -> Iterable[Sent]:
    """A label that was handed over more than once counts once."""
    return {(sent.key, sent.number, sent.copy): sent for sent in entries}.values()


def _doubt(jobs: QuerySet[PrintJob], printer: Printer, sent: Sent) -> int:
    fields = _fields(printer, sent)
    moved = sum(ledger.move(jobs, state, State.UNKNOWN, **fields) for state in AGAIN)
    if moved:
        LabelBatch.objects.filter(key=sent.key).update(**REOPENED)
    return moved


def _fields(printer: Printer, sent: Sent) -> dict[str, Any]:
    """Its name at the printer too: one that knows its jobs can be asked."""
    return {
        "claim": "",
        "printer": printer,
        "handle": sent.handle,
        "cause": Cause.RESTORED,
        "reason": REASON.format(printer=printer.name, at=moment(sent.at)),
        "sending_at": sent.at,
        "sent_at": sent.at,
    }


def _take_in(strangers: list[tuple[Printer, Sent]]) -> None:
    """Labels that this database does not know at all: a batch of their own for each printer, so that they are
    asked about, and count as printed before, like all others."""
    now = timezone.now()
    for printer in {printer for printer, _ in strangers}:
        mine = [sent for one, sent in strangers if one == printer]
        key = sha256(f"restored {now.isoformat()} {printer.pk}".encode()).hexdigest()
        name = f"{BATCH} to {printer.name}"
        batch = LabelBatch.objects.create(
            key=key, digest=key, name=name[:100], printer=printer, queued_at=now
        )
        copies: Counter[str] = Counter()
        jobs = []
        for position, sent in enumerate(mine, start=1):
            copies[sent.number] += 1
            jobs.append(
                PrintJob(
                    batch=batch,
                    package_number=sent.number,
                    position=position,
                    copy=copies[sent.number],
                    state=State.UNKNOWN,
                    wanted_at=sent.at,
                    unknown_at=now,
                    **_fields(printer, sent),
                )
            )
        PrintJob.objects.bulk_create(jobs)
