"""Rows that nobody looks at any more are deleted, at night and in small chunks, so that what grows for ever
stays as large as what is kept: KEEP_SCANS_DAYS, KEEP_HISTORY_DAYS and KEEP_AUDIT_DAYS.

Nothing that is live goes, and no label that may still be asked about: its batch stays until all of it has
settled, however old it is (services/printing/progress.py), and while it may have come out twice.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from packages_ui.models import (
    Act,
    Document,
    Handover,
    Label,
    LabelBatch,
    Lease,
    PackageCode,
    Packing,
    PrintJob,
    Scan,
    Shelved,
    Slip,
    StatusChange,
    StoredPackage,
)
from packages_ui.services.barcodes import package_codes
from packages_ui.services.mirror.stored import LIVE as HERE
from packages_ui.services.status_changes.status_changes import LIVE

CHUNK = 500  # rows in one transaction: nobody who packs waits longer for it than for another scan
FEWER = 20  # of rows that take many others with them
SECONDS = 120.0  # for one run
RUN_OUT = timedelta(days=1)
Old = Iterator[tuple[str, QuerySet[Any], int]]


def prune(*, seconds: float = SECONDS) -> tuple[Counter[str], bool]:
    """How many rows of each kind went, and whether time ran out before all had gone."""
    until, gone = monotonic() + seconds, Counter[str]()
    for name, rows, at_once in _old(timezone.now()):
        while count := _delete_some(rows, at_once):
            gone[name] += count
            if monotonic() > until:
                return gone, True
    _note_sizes()
    return gone, False


def _old(now: datetime) -> Old:
    """What may go, how many at once; what refers to a row before the row."""
    yield "leases", Lease.objects.filter(until__lt=now - RUN_OUT).order_by("until"), CHUNK
    yield "sessions", Session.objects.filter(expire_date__lt=now).order_by("expire_date"), CHUNK
    codes = PackageCode.objects.filter(seen_at__lt=now - package_codes.KEPT)
    yield "codes", codes.order_by("seen_at"), CHUNK
    if days := settings.KEEP_PACKAGES_DAYS:
        finished = StoredPackage.objects.exclude(status__in=HERE)
        finished = finished.filter(updated_at__lt=now - timedelta(days=days))
        yield "finished packages of the copy", finished.order_by("updated_at"), CHUNK
    if days := settings.KEEP_SCANS_DAYS:
        yield "scans", Scan.objects.filter(at__lt=now - timedelta(days=days)).order_by("at"), CHUNK
    if days := settings.KEEP_HISTORY_DAYS:
        yield from _history(now - timedelta(days=days))
        yield from _paper(now - timedelta(days=days))
    if days := settings.KEEP_AUDIT_DAYS:
        yield "actions", Act.objects.filter(at__lt=now - timedelta(days=days)).order_by("at"), CHUNK


def _history(before: datetime) -> Old:
    changes = StatusChange.objects.filter(state__in=(StatusChange.State.SENT, StatusChange.State.WITHDRAWN))
    yield "status changes", changes.filter(due_at__lt=before).order_by("due_at"), CHUNK
    documents = Document.objects.filter(state__in=(Document.State.MADE, Document.State.FAILED))
    yield "documents", documents.filter(wanted_at__lt=before).order_by("wanted_at"), CHUNK
    # the newest slip of each printer says how far its counter of labels has come
    newest = Slip.objects.order_by().values("printer").annotate(newest=Max("pk")).values("newest")
    slips = Slip.objects.filter(state__in=(Slip.State.SENT, Slip.State.FAILED)).exclude(pk__in=newest)
    yield "slips", slips.filter(asked_at__lt=before).order_by("pk"), CHUNK
    handovers = Handover.objects.filter(~_waits_for("handover"), closed_at__lt=before)
    yield "handovers", handovers.order_by("closed_at"), FEWER
    packings = Packing.objects.filter(state__in=(Packing.State.PACKED, Packing.State.DROPPED))
    packings = packings.filter(~_waits_for("packing"), touched_at__lt=before)
    yield "packings", packings.order_by("touched_at"), CHUNK


def _paper(before: datetime) -> Old:
    """Settled batches with their jobs, then labels that stand on no job and on no shelf."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"))
    kept = jobs.filter(Q(wanted_at__gte=before) | Q(maybe_twice=True))
    settled = LabelBatch.objects.filter(created_at__lt=before, settled_at__lt=timezone.now() - RUN_OUT)
    yield "batches of labels", settled.filter(~Exists(kept)).order_by("created_at"), FEWER
    labels = Label.objects.filter(
        ~Exists(PrintJob.objects.filter(label=OuterRef("pk"))),
        ~Exists(Shelved.objects.filter(label=OuterRef("pk"))),
        made_at__lt=before,
    )
    yield "labels", labels.order_by("made_at"), CHUNK


def _waits_for(name: str) -> Exists:
    """Whether a status change of it is not sent yet."""
    return Exists(StatusChange.objects.filter(**{name: OuterRef("pk")}, state__in=LIVE))


def _delete_some(rows: QuerySet[Any], at_once: int) -> int:
    """The first of them, if they are still such rows when their turn comes. Whoever wants a label of a batch
    again locks the batch first; one that is locked is left for the next night."""
    with transaction.atomic():
        locked = rows.select_for_update(skip_locked=True, of=("self",))
        ids = list(locked.values_list("pk", flat=True)[:at_once])
        if ids:
            rows.order_by().filter(pk__in=ids).delete()
    return len(ids)


def _note_sizes() -> None:
    """SQLite chooses its ways by what it last noted of the tables; PostgreSQL does that by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize")
