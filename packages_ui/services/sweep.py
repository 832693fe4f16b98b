"""Find waiting work: rows whose worker died, labels to fetch, printers to feed, batches to join."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value
from django.db.models.functions import Cast
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import (
    BulkAction,
    BulkPackage,
    Document,
    LabelBatch,
    Lease,
    Printer,
    PrintJob,
    Slip,
    StatusChange,
)
from packages_ui.services import lease
from packages_ui.services.batches.fetch import SLOT_NAMES, SLOTS, requeue, wanted
from packages_ui.services.bulk_actions import run as bulk_run
from packages_ui.services.documents import make
from packages_ui.services.marks.stops import left_behind, let_all_go
from packages_ui.services.printing import auto_pause, ledger, queue, slips
from packages_ui.services.status_changes import send

State = PrintJob.State
MOST_JOINED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Work for the workers: how many fetchers could start, whether a printer needs a feeder or a status
    change is due, how many documents could be started, the batches to join, and the actions on many packages
    to go on with."""

    fetchers: int
    feeders: bool
    senders: bool
    documents: int
    to_join: tuple[int, ...]
    bulk_actions: tuple[int, ...]


def sweep() -> Found:
    """Requeue abandoned rows and return what waits. Safe to run at any time, any number of times. One query
    finds out what there is, another which printers need a feeder; without work in progress no other is
    made."""
    present = {(str(name), str(state)) for name, state in PRESENT.rows(now=timezone.now())}
    for (name, state), rescue in ABANDONED.items():
        if (name, state.value) in present:
            rescue()
    waits = {name for name, _ in present}
    return Found(
        feeders=bool(auto_pause.rested(queue.free_printers())),
        senders="due" in waits or (SENDING_CHANGE in present and send.is_due()),
        documents=make.free_slots() if "document" in waits else 0,
        fetchers=_free_slots() if "job" in waits and _is_wanted() else 0,
        to_join=tuple(sorted(int(pk) for name, pk in present if name == "to join")[:MOST_JOINED]),
        bulk_actions=bulk_run.under_way() if "bulk" in waits else (),
    )


def _present(now: datetime) -> QuerySet[Any, Any]:
    """The kinds of rows that may be in progress or waiting, with their states, by an index on each; whether
    a status change is due; and the batches to join, by their ids."""
    due = send.due(now).annotate(none=Value("", output_field=CharField()))
    unjoined = _unjoined().annotate(number=Cast("pk", CharField()))
    found = {name: (rows, "state") for name, rows in IN_PROGRESS.items()}
    found |= {"due": (due, "none"), "to join": (unjoined, "number")}
    first, *others = (
        rows.order_by().values_list(Value(name, output_field=CharField()), column)
        for name, (rows, column) in found.items()
    )
    return first.union(*others)


def _requeue_fetching() -> None:
    """Requeue labels whose fetcher has died."""
    requeue(PrintJob.objects.filter(state=State.FETCHING).exclude(claim__in=lease.live_tokens()))


def _is_wanted() -> bool:
    return wanted().exists()


def _free_slots() -> int:
    return SLOTS - Lease.objects.filter(name__in=SLOT_NAMES, until__gte=timezone.now()).count()


def _open_bulk_actions() -> QuerySet[BulkAction]:
    rows = BulkAction.objects.filter(started_at__isnull=False, ended_at=None)
    return rows.annotate(state=Value(BulkPackage.State.WANTED, output_field=CharField()))


def _unjoined() -> QuerySet[LabelBatch]:
    """Settled batches for a browser: labels for a printer are not joined."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"))
    for_browser = Q(printer=None) | Q(printer__kind=Printer.Kind.BROWSER)
    return LabelBatch.objects.filter(for_browser).filter(
        Exists(jobs.filter(state=State.READY)),
        ~Exists(jobs.filter(state__in=PrintJob.WAITING)),
        pdf_path="",
        settled_at=None,
    )


IN_PROGRESS: dict[str, QuerySet[Any]] = {
    "job": PrintJob.objects.filter(state__in=(*PrintJob.WAITING, State.SENDING)),
    "held": left_behind(),
    "slip": Slip.objects.filter(state=Slip.State.SENDING),
    "change": StatusChange.objects.filter(state__in=StatusChange.WAITING),
    "document": Document.objects.filter(state__in=(Document.State.WANTED, Document.State.MAKING)),
    "bulk": _open_bulk_actions(),
}
SENDING_CHANGE = ("change", StatusChange.State.SENDING.value)
ABANDONED: dict[tuple[str, TextChoices], Callable[[], object]] = {
    ("job", State.FETCHING): _requeue_fetching,
    ("job", State.SENDING): ledger.abandon,
    ("held", State.READY): let_all_go,
    ("slip", Slip.State.SENDING): slips.abandon,
    ("change", StatusChange.State.SENDING): send.give_back,
    ("document", Document.State.MAKING): make.abandon,
    ("bulk", BulkPackage.State.WANTED): bulk_run.give_back,
}
PRESENT = Compiled(_present)
