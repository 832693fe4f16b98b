"""Invoices are there before their packages are opened, and nobody who waits for one waits for these."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings
from time_machine import travel

from packages_ui.messages import invoices as say
from packages_ui.models import Document, Invoice, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import READY, Record
from packages_ui.seller_center.files import FileFailed, Source
from packages_ui.services.invoices import ahead, fetch
from packages_ui.services.invoices.address import address_in, address_of
from packages_ui.services.invoices.paper import request_print, want
from packages_ui.services.mirror.forgotten import digest_of, forget_contact
from tests.services.bulk_actions.makers import by_dhl, copy
from tests.services.invoices.makers import fetch_all, give, row_of
from tests.services.station_makers import printer_of, station_at

State = Invoice.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def station(db: None) -> Station:
    return station_at(document_printer=printer_of(name="Laser"), invoices=Station.Invoices.ANY)


@pytest.fixture
def records(sandbox: Sandbox) -> list[Record]:
    return given(sandbox, "pdf", "pdf", "pdf")


def given(sandbox: Sandbox, *kinds: str) -> list[Record]:
    """Packages in the copy; without a kind none has an invoice."""
    for other in sandbox.packages.values():
        other.body["invoice_url"] = None
    made = by_dhl(sandbox, len(kinds))
    for record, kind in zip(made, kinds, strict=True):
        if kind:
            give(record, kind)
    copy(made)
    return made


def look_again() -> None:
    cache.delete(ahead.CHECKED)


def test_it_fetches_invoices_before_anybody_opens_their_packages(records: list[Record]) -> None:
    fetch_all()
    rows = [row_of(record) for record in records]
    assert {row.state for row in rows} == {State.KEPT}
    assert {row.due_at for row in rows} == {None}


def test_the_last_item_waits_for_no_other_host(
    sandbox: Sandbox, records: list[Record], station: Station
) -> None:
    fetch_all()
    sandbox.calls.clear()
    assert station.document_printer is not None
    want(number=records[0].number)
    assert request_print(number=records[0].number, printer=station.document_printer) is not None
    assert not sandbox.calls


def test_nothing_is_fetched_ahead_where_no_station_prints_invoices(
    sandbox: Sandbox, records: list[Record]
) -> None:
    Station.objects.update(invoices=Station.Invoices.NEVER)
    fetch_all()
    assert not Invoice.objects.exists()
    assert not sandbox.calls.get("invoice")


def test_nothing_is_fetched_ahead_where_labels_are_not(records: list[Record], settings: Settings) -> None:
    settings.SHELF_IN_FLIGHT = 0
    fetch_all()
    assert not Invoice.objects.exists()


def test_it_takes_the_oldest_in_preparing_that_name_one(sandbox: Sandbox, settings: Settings) -> None:
    settings.SHELF_MOST = 3
    records = given(sandbox, "pdf", "", "pdf", "pdf")
    records[0].body["status"] = READY
    copy(records)
    fetch_all()
    look_again()
    fetch_all()
    numbers = Invoice.objects.values_list("package_number", flat=True)
    assert set(numbers) == {records[2].number, records[3].number}


def test_a_person_who_is_forgotten_is_not_asked_about(records: list[Record]) -> None:
    for record in records:
        forget_contact(digest_of(record.body["shipping_address"]["phone_number"]))
    copy(records)
    fetch_all()
    assert not Invoice.objects.exists()


def test_those_that_somebody_waits_for_come_first(sandbox: Sandbox, records: list[Record]) -> None:
    ahead.want_ahead()
    asked = given(sandbox, "pdf", "pdf", "pdf", "pdf")[-1]
    want(number=asked.number)
    assert [row.package_number for row in ahead.of_others(fetch.due())] == [asked.number]


def test_one_that_is_opened_is_not_ahead_any_more(records: list[Record]) -> None:
    ahead.want_ahead()
    later = timezone.now() + timedelta(hours=1)
    Invoice.objects.update(due_at=later, tries=5)
    row = want(number=records[0].number)
    assert row.due_at
    assert (row.is_ahead, row.tries, row.due_at < later) == (False, 0, True)
    assert row_of(records[1]).due_at == later


def test_few_are_fetched_at_once(records: list[Record], settings: Settings) -> None:
    ahead.want_ahead()
    assert len(ahead.of_others(fetch.due())) == settings.SHELF_IN_FLIGHT < len(records)


def test_it_makes_way_for_documents(records: list[Record]) -> None:
    Document.objects.create(kind="pick_list", about={}, key="1", wanted_at=timezone.now())
    assert not fetch.fetch_invoices(on_slip=lambda: None)
    assert {row_of(record).state for record in records} == {State.WANTED}


def test_a_host_in_trouble_is_left_alone(records: list[Record], monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def fail(_: Source, url: str) -> bytes:
        tried.append(url)
        raise FileFailed("ConnectError")

    monkeypatch.setattr(Source, "fetch", fail)
    fetch_all()
    assert len(tried) == 2
    assert all(row.due_at and row.due_at > timezone.now() for row in Invoice.objects.all())


def test_one_that_a_packer_waits_for_is_asked_of_a_host_in_trouble(records: list[Record]) -> None:
    ahead.want_ahead()
    ahead.rest(str(address_of(records[0].number)))
    want(number=records[0].number)
    fetch_all()
    assert [row_of(record).state for record in records] == [State.KEPT, State.WANTED, State.WANTED]


def test_one_that_is_not_made_yet_is_asked_for_more_seldom(sandbox: Sandbox) -> None:
    (record,) = given(sandbox, "later")
    before = timezone.now()
    fetch_all()
    row = row_of(record)
    assert row.due_at
    assert row.due_at - before > timedelta(seconds=50)


def test_another_address_is_fetched_anew(records: list[Record]) -> None:
    fetch_all()
    give(records[0], "two-pages")
    copy(records)
    look_again()
    fetch_all()
    assert [row_of(record).pages for record in records] == [2, 1, 1]


def test_a_failure_does_not_put_off_who_has_come_meanwhile(records: list[Record]) -> None:
    ahead.want_ahead()
    row = row_of(records[0])
    want(number=records[0].number)
    fetch._note(row, "", fetch.Problem(say.NO_RESPONSE(), again=True))
    assert row_of(records[0]).due_at <= timezone.now()  # type: ignore[operator]


def test_it_looks_again_only_into_what_was_read_since(
    records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(content: str) -> str:
        read.append(content)
        return address_in(content)

    monkeypatch.setattr(ahead, "address_in", noted)
    ahead.want_ahead()
    assert len(read) == 3
    look_again()
    ahead.want_ahead()
    assert len(read) == 3
    copy(records[:1])
    look_again()
    ahead.want_ahead()
    assert len(read) == 4


def test_one_whose_row_is_gone_is_requested_again_within_minutes(
    records: list[Record],
) -> None:
    now = timezone.now()
    with travel(now, tick=False):
        ahead.want_ahead()
    Invoice.objects.all().delete()
    with travel(now + timedelta(seconds=ahead.SEEN_SECONDS), tick=False):
        look_again()
        ahead.want_ahead()
    assert Invoice.objects.count() == 3
