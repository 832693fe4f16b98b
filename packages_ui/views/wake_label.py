"""Wake whoever brings the label of the open package to paper."""

from django.conf import settings

from packages_ui import tasks
from packages_ui.services.packing.desk import Desk, Now, current


def wake_label(desk: Desk, now: Now | None = None) -> bool:
    """False when the queue cannot be reached: the row waits, and the sweep finds it. `now`: what is open."""
    packing = now.packing if now else current(desk)
    if packing is None or packing.batch is None:
        return True
    if settings.PACK_PRINTS_SLIP:
        tasks.wake_documents()
    fetched = tasks.wake_fetchers()
    if packing.batch.is_fed:
        return tasks.wake_feeders() and fetched
    return tasks.wake_joiner(packing.batch.pk) and fetched
