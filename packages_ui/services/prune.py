"""Delete old rows at night, in small chunks, so that tables stop growing: KEEP_SCANS_DAYS, KEEP_HISTORY_DAYS
and KEEP_AUDIT_DAYS say how long rows are kept.

Live rows stay, and so do labels that may still need an answer: their batch is kept until it has settled,
however old it is (services/printing/progress.py), and while one of them may be a duplicate.
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
    BulkAction,
    Document,
    Handover,
    Invoice,
    Label,
    LabelBatch,
    Lease,
    PackageCode,
    PackageMark,
    Packing,
    PrintJob,
    Product,
    Scan,
    Shelved,
    Slip,
    StatusChange,
    StoredPackage,
)
from packages_ui.services.barcodes import package_codes
from packages_ui.services.mirror.at_desk import HERE as HERE_TO_PACK
from packages_ui.services.mirror.stored import LIVE as HERE
from packages_ui.services.status_changes.status_changes import LIVE

CHUNK = 500  # rows in one transaction: a packer waits for it no longer than for another scan
FEWER = 20  # of rows whose deletion cascades to many others
SECONDS = 120.0  # for one run
RUN_OUT = timedelta(days=1)
UNUSED = timedelta(days=90)  # since an open package had a product
Old = Iterator[tuple[str, QuerySet[Any], int]]


def prune(*, seconds: float = SECONDS) -> tuple[Counter[str], bool]:
    """How many rows of each kind were deleted, and whether time ran out before all were."""
    until, deleted = monotonic() + seconds, Counter[str]()
    for name, rows, at_once in _old(timezone.now()):
        while count := _delete_some(rows, at_once):
            deleted[name] += count
            if monotonic() > until:
                return deleted, True
    _update_statistics()
    return deleted, False


def _old(now: datetime) -> Old:
    """What may be deleted, and how many at once; referring rows before the rows they refer to."""
    yield "leases", Lease.objects.filter(until__lt=now - RUN_OUT).order_by("until"), CHUNK
    yield "sessions", Session.objects.filter(expire_date__lt=now).order_by("expire_date"), CHUNK
    codes = PackageCode.objects.filter(seen_at__lt=now - package_codes.KEPT)
    yield "codes", codes.order_by("seen_at"), CHUNK
    shown_only = BulkAction.objects.filter(started_at=None, made_at__lt=now - RUN_OUT)
    yield "bulk actions that were not started", shown_only.order_by("made_at"), FEWER
    if days := settings.KEEP_PACKAGES_DAYS:
        finished = StoredPackage.objects.exclude(status__in=HERE)
        finished = finished.filter(updated_at__lt=now - timedelta(days=days))
        yield "finished packages of the copy", finished.order_by("updated_at"), CHUNK
        gone = ~Exists(StoredPackage.objects.filter(number=OuterRef("number")))
        marks = PackageMark.objects.filter(gone, at__lt=now - timedelta(days=days))
        yield "marks of packages that are gone", marks.order_by("at"), CHUNK
    unused = Product.objects.filter(used_at__lt=now - UNUSED, own_name="", shelf="")
    yield "products", unused.order_by("used_at"), CHUNK
    yield "packages of before the copy", Shelved.objects.order_by("pk"), CHUNK
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
    yield "invoices", Invoice.objects.filter(wanted_at__lt=before).order_by("wanted_at"), CHUNK
    # the newest slip of each printer holds the last known value of its label counter
    newest = Slip.objects.order_by().values("printer").annotate(newest=Max("pk")).values("newest")
    slips = Slip.objects.filter(state__in=(Slip.State.SENT, Slip.State.FAILED)).exclude(pk__in=newest)
    yield "slips", slips.filter(asked_at__lt=before).order_by("pk"), CHUNK
    bulk_actions = BulkAction.objects.filter(ended_at__lt=before)
    yield "bulk actions", bulk_actions.order_by("ended_at"), FEWER
    handovers = Handover.objects.filter(~_waits_for("handover"), closed_at__lt=before)
    yield "handovers", handovers.order_by("closed_at"), FEWER
    packings = Packing.objects.filter(state__in=(Packing.State.PACKED, Packing.State.DROPPED))
    packings = packings.filter(~_waits_for("packing"), touched_at__lt=before)
    yield "packings", packings.order_by("touched_at"), CHUNK


def _paper(before: datetime) -> Old:
    """Settled batches with their jobs, then labels without a job, of packages that have left Preparing."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"))
    kept = jobs.filter(Q(wanted_at__gte=before) | Q(maybe_twice=True))
    settled = LabelBatch.objects.filter(created_at__lt=before, settled_at__lt=timezone.now() - RUN_OUT)
    yield "batches of labels", settled.filter(~Exists(kept)).order_by("created_at"), FEWER
    labels = Label.objects.filter(
        ~Exists(PrintJob.objects.filter(label=OuterRef("pk"))),
        ~Exists(StoredPackage.objects.filter(HERE_TO_PACK, number=OuterRef("package_number"))),
        made_at__lt=before,
    )
    yield "labels", labels.order_by("made_at"), CHUNK


def _waits_for(name: str) -> Exists:
    """Whether one of its status changes is not sent yet."""
    return Exists(StatusChange.objects.filter(**{name: OuterRef("pk")}, state__in=LIVE))


def _delete_some(rows: QuerySet[Any], at_once: int) -> int:
    """Delete the first of them, if they still match. A reprint of a label locks its batch first; a locked row
    is left for the next night."""
    with transaction.atomic():
        locked = rows.select_for_update(skip_locked=True, of=("self",))
        ids = list(locked.values_list("pk", flat=True)[:at_once])
        if ids:
            rows.order_by().filter(pk__in=ids).delete()
    return len(ids)


def _update_statistics() -> None:
    """Update the statistics of SQLite's query planner; PostgreSQL does that itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize")
