"""Doors from the queue to the services.

Each task is safe to run twice at once and treats a missing row as done.
"""

import logging

from celery import Task, shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from packages_ui.services import changes, fetch, join
from packages_ui.services import sweep as sweeping

logger = logging.getLogger(__name__)

SWEEP_EXPIRES = 15  # seconds; the next sweep asks again


@shared_task
def fetch_labels() -> None:
    """Fetch wanted labels for a while; ask for the next run when some may be left."""
    if fetch.fetch_labels(on_settled=wake_joiner):
        wake_fetchers()


@shared_task
def join_batch(batch_id: int) -> None:
    """Make the PDF of a settled batch."""
    join.join_batch(batch_id=batch_id)


@shared_task(  # type: ignore[call-overload, untyped-decorator] # its types know whole seconds only
    soft_time_limit=settings.PRINT_SOFT_TIME_LIMIT, time_limit=settings.PRINT_TIME_LIMIT
)
def feed_printers() -> None:
    """Feed printers for a while; ask for the next run when there is more to do."""
    from packages_ui.services.printing import feed  # noqa: PLC0415 - only the process that feeds draws labels

    if feed.feed_printers():
        wake_feeders()


@shared_task
def note_changes() -> None:
    """Find labels whose package has been changed at Seller Center."""
    changes.note_changes()


@shared_task
def sweep() -> None:
    """Wake whoever has something to do."""
    found = sweeping.sweep()
    if found.feeders:
        feed_printers.apply_async(expires=SWEEP_EXPIRES)
    for _ in range(found.fetchers):
        fetch_labels.apply_async(expires=SWEEP_EXPIRES)
    for batch_id in found.to_join:
        join_batch.apply_async((batch_id,), expires=SWEEP_EXPIRES)


def wake_fetchers() -> bool:
    """Ask for as many fetchers as there are slots. False when the queue cannot be reached: the rows wait,
    and the sweep finds them when it is back."""
    return all(_send(fetch_labels) for _ in range(fetch.SLOTS))


def wake_feeders() -> bool:
    """Ask for a run of the feeder. False when the queue cannot be reached, as above."""
    return _send(feed_printers)


def wake_joiner(batch_id: int) -> bool:
    """Ask for the PDF of a settled batch. False when the queue cannot be reached: the sweep finds it too."""
    return _send(join_batch, batch_id)


def _send(task: Task[..., None], *ids: int) -> bool:
    try:
        task.delay(*ids)
    except OperationalError:
        logger.warning("The queue cannot be reached; what is wanted waits for the sweep.")
        return False
    return True
