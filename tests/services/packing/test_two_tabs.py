"""Two tabs of one station: the second waits for the first, then knows what it has just counted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from packages_ui.models import Packing
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk, Scanned
from packages_ui.services.packing.refresh import remove_units
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.packing.scan import scan
from tests.processes import until
from tests.services.packing.at_desk import scans

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@pytest.fixture
def tab() -> Iterator[ThreadPoolExecutor]:
    """A thread, and so a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(connections.close_all).result()


def unit(key: str, clock: int) -> Scanned:
    return Scanned(key=key, texts=("AKN-B",), clock=clock)


def waits_for_a_lock() -> bool:
    """SQLite lets nobody see that; there one write waits for the other in any case."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("key", "outcome"), [("another-key", ScanOutcome.TWICE), ("the-first-key", ScanOutcome.REPEATED)]
)
def test_it_knows_what_was_counted_while_it_waited(
    desk: Desk, record: Record, tab: ThreadPoolExecutor, key: str, outcome: ScanOutcome
) -> None:
    scans(desk, record.number)
    with transaction.atomic():
        assert scan(desk=desk, scans=[unit("the-first-key", 5000)])[0].outcome is ScanOutcome.COUNTED
        other = tab.submit(scan, desk=desk, scans=[unit(key, 5030)])
        until(waits_for_a_lock, "the other tab's wait")
    assert other.result()[0].outcome is outcome
    assert Packing.objects.get().units.filter(done_at__isnull=False).count() == 1


def test_it_knows_what_has_left_the_package_while_it_waited(
    desk: Desk, record: Record, tab: ThreadPoolExecutor
) -> None:
    scans(desk, record.number)
    with transaction.atomic():
        packing = Packing.objects.select_for_update().get()
        other = tab.submit(scan, desk=desk, scans=[unit("another-key", 5000)])
        until(waits_for_a_lock, "the other tab's wait")
        gone = packing.units.filter(product="AKN-B")
        remove_units(packing=packing, numbers=[each.number for each in gone])
    assert other.result()[0].outcome is ScanOutcome.WRONG
