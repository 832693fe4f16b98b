"""Find what waits: rows whose worker died, wanted rows nobody fetches, printers nobody feeds, batches nobody
has joined."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from packages_ui.models import LabelBatch, Lease, Printer, PrintJob
from packages_ui.services import lease
from packages_ui.services.documents import making
from packages_ui.services.fetch import SLOT_NAMES, SLOTS, give_back
from packages_ui.services.printing import ledger, queue, rest, slips
from packages_ui.services.status_changes import send

State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What wants a worker: how many fetchers could start, whether a printer wants a feeder or a status change
    is due, how many documents could be begun, and the batches to join."""

    fetchers: int
    feeders: bool
    senders: bool
    documents: int
    to_join: tuple[int, ...]


def sweep() -> Found:
    """Give abandoned rows back and tell what waits. Safe to run at any time, any number of times."""
    _give_back()
    slips.abandon()
    send.give_back()
    making.abandon()
    return Found(
        feeders=bool(rest.rested(queue.free_printers())),
        senders=send.due().exists(),
        documents=making.free_slots(),
        fetchers=_free_slots() if PrintJob.objects.filter(state=State.WANTED).exists() else 0,
        to_join=tuple(_unjoined().values_list("pk", flat=True)[:50]),
    )


def _give_back() -> None:
    """Labels whose worker has died. One look tells whether there can be any."""
    under_way = PrintJob.objects.filter(state__in=(State.FETCHING, State.SENDING)).order_by()
    states = set(under_way.values_list("state", flat=True).distinct())
    if State.FETCHING in states:
        abandoned = PrintJob.objects.filter(state=State.FETCHING).exclude(claim__in=lease.live_tokens())
        give_back(abandoned)
    if State.SENDING in states:
        ledger.abandon()


def _free_slots() -> int:
    return SLOTS - Lease.objects.filter(name__in=SLOT_NAMES, until__gte=timezone.now()).count()


def _unjoined() -> QuerySet[LabelBatch]:
    """Settled, and for a browser: what goes to a printer is not joined."""
    jobs = PrintJob.objects.filter(batch=OuterRef("pk"))
    for_browser = Q(printer=None) | Q(printer__kind=Printer.Kind.BROWSER)
    return LabelBatch.objects.filter(for_browser).filter(
        Exists(jobs.filter(state=State.READY)),
        ~Exists(jobs.filter(state__in=PrintJob.WAITING)),
        pdf_path="",
        settled_at=None,
    )
