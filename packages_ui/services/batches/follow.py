"""The copy of packages is brought up to date, politely: it waits while people wait for labels, makes way
for whoever wants a document, and takes part of one core. Labels of packages that have changed are called
outdated on the way."""

from time import monotonic

from packages_ui.services.batches.fetch_pause import Budget, document_waits, wait_for_people
from packages_ui.services.batches.stale import note_read
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import Run

RUN_SECONDS = 8.0  # others in the background wait for no longer


def follow_seller_center(*, seconds: float = RUN_SECONDS) -> bool:
    """For about so long; whether more is to do at once."""
    until, budget = monotonic() + seconds, Budget()

    def may_go_on() -> bool:
        budget.pause()
        return not document_waits() and wait_for_people(until=until)

    return sync(Run(until=until, may_go_on=may_go_on, on_read=note_read))
