"""Doors from the queue to the services.

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
from packages_ui.services.batches import fetch, follow, join
from packages_ui.services.mirror import rounds
from packages_ui.services.printing import bell, progress, queue
from packages_ui.services.printing.check_printer import check, check_watched
from packages_ui.services.shelf import fetch_ahead as shelf
from packages_ui.services.status_changes import send

logger = logging.getLogger(__name__)

FETCH_LINGER = 2.0  # seconds that a fetcher stays when all is fetched: people print in rows
SWEEP_EXPIRES = 15  # seconds; the next sweep asks again
AHEAD_EXPIRES = 15  # seconds; the next beat asks again


@celeryd_after_setup.connect
def share_drawing(instance: Any, **_: Any) -> None:
    """The processes of a worker that prints share what draws: it is loaded before the first label comes."""
    if "paper" in instance.app.amqp.queues.consume_from:
        share()


@shared_task
def fetch_labels() -> None:
    """Fetch wanted labels for a while; ask for the next run when some may be left."""
    if fetch.fetch_labels(on_settled=wake_joiner, on_ready=ring_for_labels, linger=FETCH_LINGER):
        call_fetchers()


@shared_task
def join_batch(batch_id: int) -> None:
    """Make the PDF of a settled batch."""
    join.join_batch(batch_id=batch_id, on_rest=lambda: wake_joiner(batch_id))


@shared_task(  # type: ignore[call-overload, untyped-decorator] # its types know whole seconds only
    bind=True, soft_time_limit=settings.PRINT_SOFT_TIME_LIMIT, time_limit=settings.PRINT_TIME_LIMIT
)
def feed_printers(self: Task[..., None]) -> None:
    """Feed printers for a while; ask for the next run when there is more to do."""
    from packages_ui.services.printing import feed  # noqa: PLC0415 - only the process that feeds draws labels

    worker = self.request.hostname or ""
    if feed.feed_printers(worker=worker, on_wanted=wake_fetchers, on_more=call_feeder):
        call_feeder()


@shared_task
def look_at_printer(printer_id: int) -> None:
    """Ask a printer that nobody feeds how it is."""
    if (printer := Printer.objects.filter(pk=printer_id).first()) and check(printer=printer):
        _wake_for_free()


@shared_task
def watch_printers() -> None:
    """Ask the printers of desks at which a page is open how they are."""
    if check_watched(on_free=_wake_for_free):
        _wake_for_free()


@shared_task
def make_documents() -> None:
    """Make the oldest wanted document; ask for the next run when more are wanted."""
    from packages_ui.services.documents import make  # noqa: PLC0415 - few processes draw documents

    if make.make_documents(on_slip=wake_feeders):
        wake_documents()


@shared_task
def sync_packages() -> None:
    """Bring the copy of packages up to date for a while; ask for the next run when there is more to do."""
    if follow.follow_seller_center():
        sync_packages.apply_async(countdown=1, expires=AHEAD_EXPIRES)


@shared_task
def check_packages() -> None:
    """The next runs read all packages, and find what has vanished."""
    rounds.begin()


@shared_task
def fetch_ahead() -> None:
    """Bring the shelf up to date for a while; ask for the next run when there is more to do."""
    if shelf.fetch_ahead():
        fetch_ahead.apply_async(countdown=1, expires=AHEAD_EXPIRES)


@shared_task
def send_status_changes() -> None:
    """Send the status changes that are due, for a while; ask for the next run when some are left."""
    if send.send_wanted():
        wake_status_changes()


@shared_task
def settle_batches() -> None:
    """Call batches settled of which nothing is on its way any more."""
    progress.settle()


@shared_task
def forget_files() -> None:
    """Delete the files of old papers."""
    if count := label_files.forget():
        logger.info("Deleted %s files of old labels and documents.", count)


@shared_task
def prune() -> None:
    """Delete old rows for a while; ask for the next run when more are left."""
    from packages_ui.services import prune as pruning  # noqa: PLC0415 - one process needs it, once a night

    progress.reopen()
    gone, more = pruning.prune()
    if gone:
        logger.info("Deleted old rows: %s.", ", ".join(f"{count} {name}" for name, count in gone.items()))
    if more:
        prune.delay()


@shared_task
def sweep() -> None:
    """Wake whoever has something to do."""
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


def wake_fetchers() -> bool:
    """Wake whoever fetches; where nobody does, ask for it. False when the queue cannot be reached: the rows
    wait, and the sweep finds them when it is back."""
    return bool(bell.ring(bell.Ring.WANTED)) or call_fetchers()


def call_fetchers() -> bool:
    """Ask for as many fetchers as there are slots. False as above."""
    return all(_send(fetch_labels) for _ in range(fetch.SLOTS))


def wake_feeders() -> bool:
    """Wake whoever feeds; where nobody does, ask for a run. False when the queue cannot be reached, as
    above."""
    return bool(bell.ring()) or call_feeder()


def call_feeder() -> bool:
    """Ask for a run of the feeder, beside those that there are. False as above."""
    return _send(feed_printers)


def ring_for_labels() -> None:
    """Labels have come that feeders may wait for."""
    bell.ring(bell.Ring.LABELS)


def wake_look(printer_id: int) -> bool:
    """Ask for a look at a printer. False when the queue cannot be reached: then nobody looks before the next
    label."""
    return _send(look_at_printer, printer_id)


def wake_status_changes() -> bool:
    """Ask for a run of the sender. False when the queue cannot be reached, as above."""
    return _send(send_status_changes)


def wake_documents() -> bool:
    """Ask for a document to be made. False when the queue cannot be reached, as above."""
    return _send(make_documents)


def wake_joiner(batch_id: int) -> bool:
    """Ask for the PDF of a settled batch. False when the queue cannot be reached: the sweep finds it too."""
    return _send(join_batch, batch_id)


def _wake_for_free() -> None:
    """Whoever came for a printer while it was looked at could not have it."""
    if queue.free_printers():
        wake_feeders()


def _send(task: Task[..., None], *ids: int) -> bool:
    try:
        task.delay(*ids)
    except OperationalError:
        logger.warning("The queue cannot be reached; what is wanted waits for the sweep.")
        return False
    return True
