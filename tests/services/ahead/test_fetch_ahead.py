"""Items and labels come by themselves, politely, before somebody wants them; threads and rows are real."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, count, repeat
from threading import Barrier, Event, Lock
from time import monotonic
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from packages_ui.models import Document, FetchPause, Label, PrintJob, StatusChange, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import DRAWN, kind_of
from packages_ui.sandbox.records import PREPARING, READY, Record
from packages_ui.sandbox.switches import Switches
from packages_ui.sandbox.zpl_printer import PATIENCE
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.errors import ServerFailed, Unreachable
from packages_ui.seller_center.types import Item, Package, PackageFilters, Page
from packages_ui.services import lease
from packages_ui.services.ahead import ask as listing
from packages_ui.services.ahead import fetch_ahead as module
from packages_ui.services.ahead.wanting import skip_key
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches import fetch_pause as step_aside
from packages_ui.services.batches.ahead import good_labels, label_ahead
from packages_ui.services.client import seller_center
from packages_ui.services.forget_person import forget_person
from packages_ui.services.mirror.at_desk import WHOLE, numbers_of
from packages_ui.services.mirror.stored import without_identity
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.stored_snapshot import snapshot_of
from tests.in_process import in_process
from tests.packages import preparing, somebody_else
from tests.services.batch_makers import batch_of, move, person, states
from tests.services.status_changes.makers import want

Ask = Callable[[SellerCenter, PackageFilters], Page[Package]]
AN_HOUR = 3600.0
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """With the true time, by which changes are found."""
    with in_process(Sandbox(packages=60, seed=1, clock=timezone.now), tries=1) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a slow machine in a hurry."""
    monkeypatch.setattr(module, "REST_TIMES", 0)
    monkeypatch.setattr(module, "LIST_SECONDS", AN_HOUR)
    monkeypatch.setattr(module, "WRITE_SECONDS", AN_HOUR)


def fetch_ahead(seconds: float = AN_HOUR) -> bool:
    return module.fetch_ahead(seconds=seconds)


def in_preparing(sandbox: Sandbox) -> list[Record]:
    return [record for record in sandbox.packages.values() if record.status == PREPARING]


def labelled(sandbox: Sandbox) -> set[str]:
    no_label = {"url", "unknown", "unknown-text"}
    return {row.number for row in in_preparing(sandbox) if kind_of(row) in DRAWN.keys() - no_label}


def package_now(number: str) -> Package:
    found = seller_center().get_package(number)
    assert found
    return found


def whole() -> set[str]:
    """With their items."""
    return set(StoredPackage.objects.filter(WHOLE).values_list("number", flat=True))


def with_label() -> set[str]:
    return set(good_labels().values_list("package_number", flat=True))


def test_it_fetches_items_and_labels_of_all_packages_in_preparing(sandbox: Sandbox) -> None:
    assert fetch_ahead() is False
    assert whole() == {record.number for record in in_preparing(sandbox)}
    assert with_label() == labelled(sandbox) != set()
    for record in in_preparing(sandbox):
        snapshot = snapshot_of(number=record.number)
        assert snapshot
        assert [item.number for item in snapshot.items] == [item["number"] for item in record.items]


def test_it_asks_only_for_the_list_when_nothing_has_changed(sandbox: Sandbox) -> None:
    fetch_ahead()
    calls = dict(sandbox.calls)
    fetch_ahead()
    asked = {name: sandbox.calls[name] - calls.get(name, 0) for name in sandbox.calls}
    assert asked == {name: 1 if name == "PKG101" else 0 for name in asked}


def test_it_reads_a_package_again_that_has_changed_and_asks_for_its_label_anew(sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    fetch_ahead()
    old = label_ahead(number=record.number)
    calls = dict(sandbox.calls)
    address = {**record.body["shipping_address"], "line": "Başka Sokak 7"}
    somebody_else(sandbox, record, shipping_address=address)
    fetch_ahead()
    assert (sandbox.calls["PKG102"], sandbox.calls["PKG104"]) == (calls["PKG102"] + 1, calls["PKG104"] + 1)
    assert label_ahead(number=record.number) not in (None, old)


def test_it_doubts_what_has_left_preparing(sandbox: Sandbox) -> None:
    fetch_ahead()
    gone, before = in_preparing(sandbox)[0], whole()
    somebody_else(sandbox, gone, status=READY)
    fetch_ahead()
    assert whole() == before - {gone.number}
    assert snapshot_of(number=gone.number) is None


@pytest.mark.parametrize("fault", ["an outage", "time is up", "rows move between the pages"])
def test_it_doubts_nothing_without_a_complete_list(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    fetch_ahead()
    before = whole()
    assert len(before) > 10
    somebody_else(sandbox, in_preparing(sandbox)[0], status=READY)
    monkeypatch.setattr(listing, "PAGE", 5)
    if fault == "an outage":
        monkeypatch.setattr(SellerCenter, "list_packages", third_fails(SellerCenter.list_packages))
    if fault == "time is up":
        answers = chain([True, True], repeat(False))
        monkeypatch.setattr(module.Run, "may_go_on", lambda _run: next(answers))
    if fault == "rows move between the pages":
        monkeypatch.setattr(SellerCenter, "list_packages", counts_differ(SellerCenter.list_packages))
    fetch_ahead()
    assert whole() == before


def third_fails(ask: Ask) -> Ask:
    def list_packages(client: SellerCenter, filters: PackageFilters) -> Page[Package]:
        if filters.page == 3:
            raise Unreachable("down")
        return ask(client, filters)

    return list_packages


def counts_differ(ask: Ask) -> Ask:
    def list_packages(client: SellerCenter, filters: PackageFilters) -> Page[Package]:
        page = ask(client, filters)
        return Page(count=(page.count or 0) + (filters.page == 1), page=page.page, results=page.results)

    return list_packages


def test_it_never_has_more_calls_under_way_than_it_may(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.SHELF_IN_FLIGHT = 3
    lock, now, most = Lock(), [0], [0]
    three_at_once, asked = Barrier(3), count()  # the first three for items wait for each other
    items = SellerCenter.list_items
    for name in ("list_packages", "list_items", "get_label"):
        asks = getattr(SellerCenter, name)

        def counted(*args: object, asks: Callable[..., object] = asks, **more: object) -> object:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            try:
                if asks is items and next(asked) < 3:
                    three_at_once.wait(PATIENCE)
                return asks(*args, **more)
            finally:
                with lock:
                    now[0] -= 1

        monkeypatch.setattr(SellerCenter, name, counted)
    fetch_ahead()
    assert most == [3]


def test_it_keeps_nobody_who_is_forgotten(sandbox: Sandbox) -> None:
    """Forgotten, their packages are at no desk any more, and none of their labels is used."""
    fetch_ahead()
    record = preparing(sandbox)
    address = {**record.body["shipping_address"], "phone_number": "0532 999 88 77", "first_name": "Nadide"}
    somebody_else(sandbox, record, shipping_address=address)
    fetch_ahead()
    assert numbers_of(text=record.number) == [record.number]
    assert label_ahead(number=record.number)

    forget_person(contact="905329998877")
    for _ in range(2):
        assert not StoredPackage.objects.filter(content__contains="Nadide").exists()
        assert numbers_of(text=record.number) == []
        assert label_ahead(number=record.number) is None
        fetch_ahead()


def test_it_keeps_the_oldest_when_there_are_too_many(sandbox: Sandbox, settings: Settings) -> None:
    settings.SHELF_MOST = 4
    fetch_ahead()
    oldest = sorted(in_preparing(sandbox), key=lambda record: str(record.body["created_at"]))
    assert whole() == {record.number for record in oldest[:4]}


def test_it_reads_in_several_runs_and_says_that_there_is_more(sandbox: Sandbox) -> None:
    assert fetch_ahead(seconds=0) is True
    assert not whole()
    assert fetch_ahead() is False
    assert with_label() == labelled(sandbox)


@pytest.fixture
def _soon_left_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for whoever waits, but not as long as it may go on fetching."""
    wait = step_aside.wait_for_people
    monkeypatch.setattr(module, "wait_for_people", lambda *, until: wait(until=min(until, monotonic() + 0.1)))


@pytest.mark.usefixtures("_soon_left_to_people")
def test_it_stands_back_while_labels_are_fetched_that_somebody_waits_for(sandbox: Sandbox) -> None:
    batch = batch_of("1")
    assert fetch_ahead() is True
    assert not sandbox.calls
    move(batch, PrintJob.State.CANCELLED)
    fetch_ahead()
    assert whole()


@pytest.mark.usefixtures("_soon_left_to_people")
def test_it_stands_back_in_the_middle(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asks, wanted = SellerCenter.all_items, Event()

    def items(client: SellerCenter, number: str, **more: Any) -> tuple[Item, ...]:
        found = asks(client, number, **more)
        wanted.set()
        return found

    monkeypatch.setattr(SellerCenter, "all_items", items)
    monkeypatch.setattr(step_aside, "somebody_waits", wanted.is_set)
    assert fetch_ahead() is True
    assert 1 <= sandbox.calls["PKG102"] <= 3
    assert sandbox.calls["PKG104"] == 0


def test_it_goes_on_when_nobody_waits_any_more(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = chain([True, True, True], repeat(False))
    monkeypatch.setattr(step_aside, "somebody_waits", lambda: next(answers))
    assert fetch_ahead() is False
    assert with_label() == labelled(sandbox)


def test_it_leaves_the_process_to_a_document_that_somebody_wants(sandbox: Sandbox) -> None:
    document = Document.objects.create(kind=Document.Kind.PICK_LIST, about={"numbers": ["1"]})
    assert fetch_ahead() is True
    assert not sandbox.calls
    document.delete()
    assert fetch_ahead() is False


def test_it_writes_many_packages_in_few_statements(sandbox: Sandbox) -> None:
    with CaptureQueriesContext(connection) as caught:
        fetch_ahead()
    statements = [query["sql"] for query in caught if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    looks = [sql for sql in statements if sql.startswith("SELECT 1")]  # whether anybody waits
    assert len(in_preparing(sandbox)) > 20
    assert len(statements) - len(looks) <= 2 * len(in_preparing(sandbox))


def test_it_does_not_ask_again_for_a_refused_label_before_ten_minutes_or_a_change(sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    record.oddity, record.revision = "not-ready", 0
    fetch_ahead()
    asked = sandbox.calls["PKG104"]
    fetch_ahead()
    assert sandbox.calls["PKG104"] == asked
    cache.delete(skip_key("label", package_now(record.number)))
    record.oddity = ""
    fetch_ahead()
    assert label_ahead(number=record.number)


def test_it_asks_for_no_label_that_is_on_paper_or_whose_numbers_are_typed_in(sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    move(batch_of(record.number), PrintJob.State.PRINTED)
    fetch_ahead()
    assert record.number in whole()
    assert record.number not in with_label()
    manual = {row.number for row in in_preparing(sandbox) if row.method.manual}
    assert manual
    assert not Label.objects.filter(package_number__in=manual).exists()
    assert sandbox.calls["PKG104"] <= len(in_preparing(sandbox)) - len(manual) - 1


@pytest.mark.parametrize("oddity", ["unknown", "url"])
def test_it_keeps_no_label_that_cannot_be_printed_and_asks_once(sandbox: Sandbox, oddity: str) -> None:
    record = preparing(sandbox)
    record.oddity, record.revision = oddity, 0
    fetch_ahead()
    asked = sandbox.calls["PKG104"]
    fetch_ahead()
    assert sandbox.calls["PKG104"] == asked
    assert label_ahead(number=record.number) is None


def test_it_takes_a_label_whose_numbers_came_with_it(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = preparing(sandbox)
    given = record.body["tracking_number"]
    record.body |= {"tracking_number": None, "waybill_number": None}
    asks = SellerCenter.get_label

    def gives_out(client: SellerCenter, number: str, **more: Any) -> str:
        if number == record.number:
            somebody_else(sandbox, record, tracking_number=given)
        return asks(client, number, **more)

    monkeypatch.setattr(SellerCenter, "get_label", gives_out)
    fetch_ahead()
    snapshot = snapshot_of(number=record.number)
    assert label_ahead(number=record.number)
    assert snapshot
    assert snapshot.package == without_identity(package_now(record.number))
    calls = dict(sandbox.calls)
    fetch_ahead()
    assert (sandbox.calls["PKG102"], sandbox.calls["PKG104"]) == (calls["PKG102"], calls["PKG104"])


def test_it_does_not_take_a_label_whose_package_was_changed_meanwhile(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = preparing(sandbox)
    asks = SellerCenter.get_label

    def changes(client: SellerCenter, number: str, **more: Any) -> str:
        answer = asks(client, number, **more)
        if number == record.number:
            somebody_else(sandbox, record, amount="1.00")
        return answer

    monkeypatch.setattr(SellerCenter, "get_label", changes)
    fetch_ahead()
    monkeypatch.setattr(SellerCenter, "get_label", asks)
    assert label_ahead(number=record.number) is None
    fetch_ahead()
    assert label_ahead(number=record.number) == Label.objects.get(package_number=record.number)


def test_it_stops_at_an_outage_and_goes_on_afterwards(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    assert fetch_ahead() is False
    assert sandbox.calls["PKG101"] <= 1
    sandbox.switches = Switches()
    fetch_ahead()
    assert with_label() == labelled(sandbox)


def test_it_does_not_stop_for_ever_at_one_package_that_seller_center_fails_on(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, asks = preparing(sandbox).number, SellerCenter.all_items

    def fails(client: SellerCenter, number: str, **more: Any) -> tuple[Item, ...]:
        if number == bad:
            raise ServerFailed("500", call="PKG102")
        return asks(client, number, **more)

    monkeypatch.setattr(SellerCenter, "all_items", fails)
    fetch_ahead()
    fetch_ahead()
    assert whole() == {record.number for record in in_preparing(sandbox)} - {bad}
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        cache.clear()
        monkeypatch.setattr(SellerCenter, "all_items", asks)
        fetch_ahead()
    assert bad in whole()


def test_it_does_not_put_back_what_has_just_been_sent(sandbox: Sandbox) -> None:
    number = preparing(sandbox).number
    change = want(package_number=number, status=READY, user_id=person().pk)
    StatusChange.objects.filter(pk=change.pk).update(state=StatusChange.State.SENT, sent_at=timezone.now())
    fetch_ahead()
    assert number not in whole()
    StatusChange.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    fetch_ahead()
    assert number in whole()


def test_it_rests_after_a_long_list(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REST_TIMES", 10_000)
    fetch_ahead()
    asked = sandbox.calls["PKG101"]
    fetch_ahead()
    assert sandbox.calls["PKG101"] == asked


def test_it_works_alone(sandbox: Sandbox) -> None:
    lease.take(name=module.LEASE, seconds=500)
    assert fetch_ahead() is False
    assert not sandbox.calls


def test_it_fetches_nothing_when_it_is_turned_off(sandbox: Sandbox, settings: Settings) -> None:
    settings.SHELF_IN_FLIGHT = 0
    assert fetch_ahead() is False
    assert not sandbox.calls


def test_a_batch_uses_labels_fetched_ahead_without_any_call(sandbox: Sandbox) -> None:
    fetch_ahead()
    numbers = sorted(with_label())
    asked = sandbox.calls["PKG104"]
    batch = batch_of(*numbers)
    assert states(batch) == [PrintJob.State.READY] * len(numbers)
    assert sandbox.calls["PKG104"] == asked
    job = batch.jobs.select_related("label")[0]
    assert job.label == label_ahead(number=job.package_number)
    assert (job.fetched_at, job.ready_at) == (job.wanted_at, job.wanted_at)
    assert job.label
    assert job.fingerprint == job.label.fingerprint


def test_a_batch_does_not_use_a_stale_label(sandbox: Sandbox) -> None:
    fetch_ahead()
    stale, good, changed = sorted(with_label())[:3]
    Label.objects.filter(package_number=stale).update(stale_at=timezone.now())
    record = sandbox.packages[changed]
    somebody_else(sandbox, record, amount="1.00")
    package_cache.note([package_now(changed)])
    assert states(batch_of(stale, good, changed)) == ["wanted", "ready", "wanted"]


def test_it_leaves_seller_center_alone_while_that_refuses_our_key() -> None:
    with in_process(Sandbox(packages=60, seed=1), api_key="revoked", tries=1) as refusing:
        assert fetch_ahead() is False
        assert fetch_pause.is_on()
        asked = dict(refusing.calls)
        assert fetch_ahead() is False
        assert refusing.calls == asked
    FetchPause.objects.update(due_at=timezone.now())
    with in_process(refusing):
        fetch_ahead()
    assert not fetch_pause.is_on()
    assert whole()
