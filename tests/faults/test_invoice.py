"""Invoices on paper although the worker is killed: none twice, and each that may be missing says so."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.prepared import copy_database
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import Product, until

INVOICES, KILLS = 8, 2
ASK = """
import json
from packages_ui.models import Printer
from packages_ui.services.invoices.paper import request_print
from packages_ui.tasks import wake_invoices
printer = Printer.objects.create(name="Laser", kind="ipp", address={address!r}, width_mm=210, height_mm=297)
for number in json.loads({numbers!r}):
    request_print(number=number, printer=printer)
wake_invoices()
print(json.dumps(True))
"""
STATES = """SELECT i.package_number, s.state FROM packages_ui_invoice i
            LEFT JOIN packages_ui_slip s ON s.id = i.slip_id"""

pytestmark = pytest.mark.in_turn(one_in=3)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Product]:
    running = Product(tmp_path, env={"PRINT_LEASE_SECONDS": "10"})
    copy_database(tmp_path / "db.sqlite3")
    try:
        running.start_redis()
        running.start_sandbox("--labels", "untidy")
        yield running
    finally:
        running.close()


@pytest.fixture
def peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter(media=("iso_a4_210x297mm",)) as printer:
        yield printer


def good_ones(made: Product) -> dict[str, bytes]:
    """Some packages, and their invoices as Seller Center sends them."""
    with httpx.Client(base_url=made.sandbox_url, headers={"Authorization": "sandbox-key"}) as api:
        listed = api.get("/api/i2/packages/", params={"limit": 1000, "status": 2}).raise_for_status().json()
        named = {one["number"]: one.get("invoice_url") or "" for one in listed["results"]}
        fit = [number for number, url in named.items() if "/pdf/" in url or "/two-pages/" in url][:INVOICES]
        return {number: api.get(named[number]).content for number in fit}


def states(made: Product) -> dict[str, str | None]:
    """Of the print of each invoice, by package."""
    path = made.folder / "db.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
        return dict(database.execute(STATES).fetchall())


def test_none_is_printed_twice_and_none_is_lost_without_a_word(made: Product, peer: IppEvePrinter) -> None:
    invoices = good_ones(made)
    assert len(invoices) == INVOICES
    made.start_beat()
    made.start_worker()
    assert made.python(ASK.format(address=peer.uri, numbers=json.dumps(list(invoices))))
    for kill in range(1, KILLS + 1):
        until(lambda least=kill: len(peer.printed) >= least, "an invoice")
        made.kill("worker")
        made.start_worker()
    until(lambda: set(states(made).values()) <= {"sent", "failed"}, "all invoices", patience=240)
    sent = [number for number, state in states(made).items() if state == "sent"]
    assert len(sent) >= INVOICES - KILLS
    by_content = {content: number for number, content in invoices.items()}
    until(lambda: {*sent} <= {by_content[content] for _, content in peer.printed}, "all that were sent")
    counts = Counter(by_content[content] for _, content in peer.printed)
    assert set(counts.values()) == {1}
