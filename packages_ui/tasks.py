"""Celery tasks: thin wrappers around the services.

Each task is safe to run twice at once and treats a missing row as done.
"""

import logging
from typing import Any

from celery import Task, shared_task
from celery.signals import celeryd_after_setup
from django.conf import settings
from kombu.exceptions import OperationalError

from packages_ui.drawing.pool import share
from packages_ui.models import Printer
from packages_ui.services import label_files
from packages_ui.services import sweep as sweeping
from packages_ui.services.ahead import fetch_ahead as ahead
from packages_ui.services.batches import fetch, follow, join
from packages_ui.services.bulk_actions import run as bulk_run
from packages_ui.services.claims import poll as claims
from packages_ui.services.goods import fetch as goods
from packages_ui.services.goods import pictures
from packages_ui.services.marks import searched
from packages_ui.services.mirror import named, rounds
from packages_ui.services.overview import summary
from packages_ui.services.printing import bell, progress, queue
from packages_ui.services.printing.check_printer import check, check_watched
from packages_ui.services.status_changes import send

logger = logging.getLogger(__name__)

FETCH_LINGER = 2.0  # seconds a fetcher waits when all is fetched: people print several in a row
SWEEP_EXPIRES = 15  # seconds; the next sweep sends it again
AHEAD_EXPIRES = 15  # seconds; the next beat sends it again


@celeryd_after_setup.connect
def share_drawing(instance: Any, **_: Any) -> None:
    """Load the drawing libraries before a printing worker forks, so that its processes share them."""
    if "paper" in instance.app.amqp.queues.consume_from:
        share()


@shared_task
def fetch_labels() -> None:
    """Fetch requested labels for a while; queue the next run when some may be left."""
    if fetch.fetch_labels(on_settled=wake_joiner, on_ready=ring_for_labels, linger=FETCH_LINGER):
        call_fetchers()


@shared_task
def join_batch(batch_id: int) -> None:
    """Make the PDF of a settled batch."""
    join.join_batch(batch_id=batch_id, on_rest=lambda: wake_joiner(batch_id))


@shared_task(  # type: ignore[call-overload, untyped-decorator] # its types know whole seconds only
    bind=True, soft_time_limit=settings.PRINT_TIME_LIMIT, time_limit=settings.PRINT_TIME_LIMIT
)
def feed_printers(self: Task[..., None]) -> None:
    """Feed printers for a while; queue the next run when there is more to do."""
    from packages_ui.services.printing import feed  # noqa: PLC0415 - only the process that feeds draws labels

    worker = self.request.hostname or ""
    if feed.feed_printers(worker=worker, on_wanted=wake_fetchers, on_more=call_feeder):
        call_feeder()


@shared_task
def look_at_printer(printer_id: int) -> None:
    """Poll a printer that no feeder polls."""
    if (printer := Printer.objects.filter(pk=printer_id).first()) and check(printer=printer):
        _wake_for_free()


@shared_task
def watch_printers() -> None:
    """Poll the printers of stations with an open page."""
    if check_watched(on_free=_wake_for_free):
        _wake_for_free()


@shared_task
def make_documents() -> None:
    """Make the oldest waiting document; queue the next run when more are waiting."""
    from packages_ui.services.documents import make  # noqa: PLC0415 - few processes draw documents

    if make.make_documents(on_slip=wake_feeders):
        wake_documents()


@shared_task
def sync_packages() -> None:
    """Bring the copy of packages up to date for a while; ask for the next run when there is more to do."""
    behind = [searched.catch_up(), named.catch_up()]
    if follow.follow_seller_center() or any(behind):
        sync_packages.apply_async(countdown=1, expires=AHEAD_EXPIRES)


@shared_task
def check_packages() -> None:
    """The next runs read all packages, and find what has vanished."""
    rounds.begin()


@shared_task
def fetch_ahead() -> None:
    """Refresh prefetched packages for a while; queue the next run when there is more to do."""
    if ahead.fetch_ahead():
        fetch_ahead.apply_async(countdown=1, expires=AHEAD_EXPIRES)


@shared_task
def poll_claims() -> None:
    """Read which packages customers cancel; those of closed claims go on."""
    if claims.poll_claims():
        wake_feeders()


@shared_task
def fetch_products() -> None:
    """Learn names and pictures of products for a while; queue the next run when there is more to do."""
    if goods.fetch_products():
        fetch_products.apply_async(countdown=1, expires=AHEAD_EXPIRES)


@shared_task
def fetch_invoices() -> None:
    """Fetch due invoices for a while; queue the next run when more are due."""
    from packages_ui.services.invoices import fetch as invoices  # noqa: PLC0415 - few processes fetch them

    if invoices.fetch_invoices(on_slip=wake_feeders):
        wake_invoices()


@shared_task
def send_status_changes() -> None:
    """Send due status changes for a while; queue the next run when some are left."""
    if send.send_wanted():
        wake_status_changes()


@shared_task
def do_bulk_action(action_id: int) -> None:
    """Go on with an action on many packages for a while; queue the next run when there is more to do."""
    if bulk_run.carry_on(action_id=action_id):
        wake_bulk_action(action_id)


@shared_task
def settle_batches() -> None:
    """Mark batches as settled once all their labels are."""
    progress.settle()


@shared_task
def refresh_overview() -> None:
    """Keep what the overview shows, while somebody looks at it."""
    if summary.is_watched():
        summary.refresh()


@shared_task
def forget_files() -> None:
    """Delete files of old labels and documents, and pictures that no product has any more."""
    pictures.forget()
    if count := label_files.forget():
        logger.info("Deleted %s files of old labels and documents.", count)


@shared_task
def prune() -> None:
    """Delete old rows for a while; queue the next run when more are left."""
    from packages_ui.services import prune as pruning  # noqa: PLC0415 - one process needs it, once a night

    progress.reopen()
    gone, more = pruning.prune()
    if gone:
        logger.info("Deleted old rows: %s.", ", ".join(f"{count} {name}" for name, count in gone.items()))
    if more:
        prune.delay()


@shared_task
def sweep() -> None:
    """Find what waits and wake the workers for it."""
    found = sweeping.sweep()
    if found.feeders:
        feed_printers.apply_async(expires=SWEEP_EXPIRES)
    if found.senders:
        send_status_changes.apply_async(expires=SWEEP_EXPIRES)
    for _ in range(found.fetchers):
        fetch_labels.apply_async(expires=SWEEP_EXPIRES)
    for _ in range(found.documents):
        make_documents.apply_async(expires=SWEEP_EXPIRES)
    for batch_id in found.to_join:
        join_batch.apply_async((batch_id,), expires=SWEEP_EXPIRES)
    for action_id in found.bulk_actions:
        do_bulk_action.apply_async((action_id,), expires=SWEEP_EXPIRES)


def wake_fetchers() -> bool:
    """Wake running fetchers, else queue some. False when the queue cannot be reached: the rows wait until a
    sweep finds them."""
    return bool(bell.ring(bell.Ring.WANTED)) or call_fetchers()


def call_fetchers() -> bool:
    """Queue as many fetchers as there are slots. False as above."""
    return all(_send(fetch_labels) for _ in range(fetch.SLOTS))


def wake_feeders() -> bool:
    """Wake running feeders, else queue a run. False when the queue cannot be reached, as above."""
    return bool(bell.ring()) or call_feeder()


def call_feeder() -> bool:
    """Queue a run of the feeder in addition to running ones. False as above."""
    return _send(feed_printers)


def ring_for_labels() -> None:
    """Tell waiting feeders that labels have arrived."""
    bell.ring(bell.Ring.LABELS)


def wake_look(printer_id: int) -> bool:
    """Queue a check of a printer. False when the queue cannot be reached: then it is checked with the next
    label."""
    return _send(look_at_printer, printer_id)


def wake_status_changes() -> bool:
    """Queue a run of the sender. False when the queue cannot be reached, as above."""
    return _send(send_status_changes)


def wake_documents() -> bool:
    """Queue the making of a document. False when the queue cannot be reached, as above."""
    return _send(make_documents)


def wake_invoices() -> bool:
    """Queue the fetching of invoices. False when the queue cannot be reached: the next beat does it."""
    return _send(fetch_invoices)


def wake_bulk_action(action_id: int) -> bool:
    """Queue a run of an action on many packages. False when the queue cannot be reached, as above."""
    return _send(do_bulk_action, action_id)


def wake_joiner(batch_id: int) -> bool:
    """Queue the PDF of a settled batch. False when the queue cannot be reached: the sweep finds it too."""
    return _send(join_batch, batch_id)


def _wake_for_free() -> None:
    """Wake feeders for printers that they could not lease during the check."""
    if queue.free_printers():
        wake_feeders()


def _send(task: Task[..., None], *ids: int) -> bool:
    try:
        task.delay(*ids)
    except OperationalError:
        logger.warning("The queue cannot be reached; the request waits for the sweep.")
        return False
    return True
