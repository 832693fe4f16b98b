"""A database restored from a backup lists labels as unprinted that were printed since. The journals of sent
labels reveal it; printing is then on hold until an administrator resumes it."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Subquery
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import stations as words
from packages_ui.messages.message import Message, dump
from packages_ui.models import Act, LabelBatch, Printer, PrintHold, PrintJob, Slip
from packages_ui.services import audit
from packages_ui.services.locks import lock_batches, lock_printers
from packages_ui.services.printing import journal, ledger
from packages_ui.services.printing.journal import Sent
from packages_ui.services.printing.progress import REOPENED, forget_head

logger = logging.getLogger(__name__)
State, Cause = PrintJob.State, PrintJob.Cause
NAME = "labels"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
AGAIN = (State.WANTED, State.FETCHING, State.READY, State.FAILED)  # would be printed again
OLD_HELD = (
    "This database is older than what was printed: it was restored from a backup. Nothing is sent until an "
    "administrator has said what came out since."
)
HELD = words.HELD()
Found = list[tuple[Printer | None, list[Sent]]]  # by printer; None for one that this database does not have
HELD_STORED = (dump(HELD), OLD_HELD)  # `paused_because`, also in rows from before messages had codes


def mark() -> PrintHold:
    """The single row. Its `database` is chosen when it is created, and part of every backup but those from
    before: the files that such a one finds were written by what came of it."""
    try:
        return PrintHold.objects.get(name=NAME)
    except PrintHold.DoesNotExist:
        database = journal.newest_database() or uuid4().hex
        return PrintHold.objects.get_or_create(name=NAME, defaults={"database": database})[0]


def note(printer: Printer, job: PrintJob, *, handle: str) -> bool:
    """Record in the journal that the label is about to be sent: it is `sending`, and `printer.handed` its
    number. False where it must not be sent: printing is on hold, or this database is older than the
    journal."""
    key, database, since = _key_and_mark(job.batch_id)
    if since or journal.last(database, printer.pk) >= printer.handed:
        return False
    sent = Sent(printer.handed, timezone.now(), key, job.package_number, job.copy, handle)
    journal.add(database, printer.pk, sent)
    return True


def _key_and_mark(batch_id: int) -> tuple[str, str, object]:
    """The batch's key, this database's name and whether printing is on hold, by one statement."""
    key, database, since = KEY_AND_MARK.rows(batch=batch_id)[0]
    return (key, database, since) if database else (key, mark().database, None)


def _with_mark(*, batch: int) -> QuerySet[LabelBatch, Any]:
    here = PrintHold.objects.filter(name=NAME).order_by()
    marks = [Subquery(here.values(name)[:1]) for name in ("database", "since")]
    return LabelBatch.objects.filter(pk=batch).order_by().values_list("key", *marks)


KEY_AND_MARK = Compiled(_with_mark)


def hold_if_older() -> bool:
    """At the start of a process. Whether printing is on hold."""
    here = mark()
    if here.since:
        return True
    # the journals first: a label started meanwhile is written to the database before the journal
    sent = {pk: journal.last(here.database, pk) for pk in Printer.objects.values_list("pk", flat=True)}
    handed = dict(Printer.objects.values_list("pk", "handed"))
    is_older = any(last > handed.get(pk, last) for pk, last in sent.items())
    return (is_older or bool(_later_printers(here.database))) and hold()


def _later_printers(database: str) -> set[int]:
    """Those in the journals that were added after the backup: neither here, nor deleted here. A deletion is
    known for as long as the audit is kept."""
    days = settings.KEEP_AUDIT_DAYS
    since = timezone.now() - timedelta(days=days) if days else LONG_AGO
    unknown = journal.printers(database, since=since) - set(Printer.objects.values_list("pk", flat=True))
    if not unknown:
        return set()
    deleted = Act.objects.filter(verb=Act.Verb.PRINTER, at__gte=since, after__deleted=True)
    return unknown - set(deleted.values_list("before__printer", flat=True))


def hold() -> bool:
    """Pause every printer. Labels that were sent and that this database lists as unprinted, or does not
    contain, become unconfirmed. Safe to call again, also by several processes at once."""
    here, now = mark(), timezone.now()
    with transaction.atomic():
        _lock_mark(here)
        PrintHold.objects.filter(pk=here.pk, since=None).update(since=now, labels=0)
        found: Found = [
            (printer, journal.since(here.database, printer.pk, printer.handed))
            for printer in Printer.objects.all()
        ]
        later = sorted(_later_printers(here.database))
        found += [(None, journal.since(here.database, pk, 0)) for pk in later]
        keys = {sent.key for _, entries in found for sent in entries}
        lock_batches(PrintJob.objects.filter(batch__key__in=keys))
        lock_printers(Printer.objects.all())
        count = _mark_sent(found)
        PrintHold.objects.filter(pk=here.pk).update(labels=F("labels") + count)
        fed = Printer.objects.exclude(kind=Printer.Kind.BROWSER)
        fed.filter(paused_at=None).update(paused_at=now, paused_because=HELD)
        Slip.objects.filter(state=Slip.State.WANTED).update(
            state=Slip.State.FAILED, sentence=words.SLIP_STOPPED()
        )
    logger.error("This database is older than what was printed (%s labels): printing is on hold.", count)
    forget_head()
    return True


def _lock_mark(here: PrintHold) -> None:
    """Before batches and printers, whether or not it is changed then."""
    list(PrintHold.objects.select_for_update(no_key=True).filter(pk=here.pk).values_list("pk"))


def resume(*, user_id: int | None) -> bool:
    """Resume the printers that were paused for it; whether they were. Unconfirmed labels stay so: they are
    not printed automatically."""
    here = mark()
    with transaction.atomic():
        _lock_mark(here)
        held = PrintHold.objects.filter(pk=here.pk, since__isnull=False)
        if not held.update(since=None):
            return False
        locked = lock_printers(Printer.objects.all())
        for printer in Printer.objects.filter(pk__in=locked):
            if printer.handed < (last := journal.last(here.database, printer.pk)):
                Printer.objects.filter(pk=printer.pk).update(handed=last)
        ours = Printer.objects.filter(paused_because__in=HELD_STORED)
        ours.update(paused_at=None, paused_because="", resumed_at=timezone.now())
        audit.note(Act.Verb.RESUME, user_id=user_id, before={"restored": True, "labels": here.labels})
    journal.forget_others(here.database, locked)
    forget_head()
    return True


def is_on_hold(printer: Printer) -> bool:
    """Whether it was paused for a restored backup."""
    return dump(printer.paused_because) in HELD_STORED


def notice() -> Message | None:
    """The message on every page while printing is on hold; None when it is not."""
    row = PrintHold.objects.filter(name=NAME, since__isnull=False).first()
    return HELD + _counted(row.labels) if row else None


def to_check() -> int:
    """How many of those labels nobody has checked yet."""
    return PrintJob.objects.filter(state=State.UNKNOWN, cause=Cause.RESTORED).count()


def _counted(labels: int) -> Message:
    return words.PRINTED_SINCE(count=labels) if labels else words.UNKNOWN_COUNT()


def _mark_sent(found: Found) -> int:
    """How many labels are unconfirmed now. Batches and printers are locked."""
    count, missing = 0, []
    for printer, entries in found:
        for sent in _latest(entries):
            jobs = PrintJob.objects.filter(batch__key=sent.key, package_number=sent.number, copy=sent.copy)
            if jobs.exists():
                count += _mark_unknown(jobs, printer, sent)
            elif not PrintJob.objects.filter(printer=printer, handle=sent.handle).exists():
                missing.append((printer, sent))
    _add_missing(missing)
    return count + len(missing)


def _latest(entries: Iterable[Sent]) -> Iterable[Sent]:
    """A label that was sent more than once counts once."""
    return {(sent.key, sent.number, sent.copy): sent for sent in entries}.values()


def _mark_unknown(jobs: QuerySet[PrintJob], printer: Printer | None, sent: Sent) -> int:
    fields = _fields(printer, sent)
    moved = sum(ledger.move(jobs, state, State.UNKNOWN, **fields) for state in AGAIN)
    if moved:
        LabelBatch.objects.filter(key=sent.key).update(**REOPENED)
    return moved


def _fields(printer: Printer | None, sent: Sent) -> dict[str, Any]:
    """With its job name at the printer: an IPP printer can be queried about it."""
    return {
        "claim": "",
        "printer": printer,
        "handle": sent.handle,
        "cause": Cause.RESTORED,
        "reason": words.SENT_SINCE(printer=_name(printer), at=sent.at),
        "sending_at": sent.at,
        "sent_at": sent.at,
    }


def _name(printer: Printer | None) -> str | Message:
    return printer.name if printer else words.LATER_PRINTER()


def _add_missing(missing: list[tuple[Printer | None, Sent]]) -> None:
    """Add labels that this database does not contain: a batch for each printer, so that they are checked, and
    count as printed before, like all others."""
    now = timezone.now()
    for printer in {printer for printer, _ in missing}:
        mine = [sent for one, sent in missing if one == printer]
        key = sha256(f"restored {now.isoformat()} {printer and printer.pk}".encode()).hexdigest()
        name = str(words.BATCH_NAME(printer=_name(printer)))
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
