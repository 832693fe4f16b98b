"""Printers of desks that somebody looks at are asked how they are."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from packages_ui.messages.message import Message, message
from packages_ui.models import PrintAgent, Printer, Station
from packages_ui.printers.raw import RawPrinter
from packages_ui.sandbox.zpl_printer import PATIENCE, ZplPrinter
from packages_ui.services import lease
from packages_ui.services.printing import check_printer as watching
from packages_ui.services.printing.check_printer import check_watched, trouble_of, watch
from packages_ui.services.printing.ledger import lease_name
from tests.services.printing.makers import hold, let_go, printer_of
from tests.services.station_makers import station_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No printer is called slow or silent, and no state old, because the computer that tests is busy."""
    settings.PRINTERS_ON_THIS_MACHINE = True
    monkeypatch.setattr(watching, "SAVE_EVERY", timedelta(hours=1))
    for name in ("CONNECT_SECONDS", "ANSWER_SECONDS", "SLOW_SECONDS", "WATCHED_SECONDS", "LEASE_SECONDS"):
        monkeypatch.setattr(watching, name, PATIENCE)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def peer() -> Iterator[ZplPrinter]:
    with ZplPrinter() as printer:
        yield printer


@pytest.fixture
def station(peer: ZplPrinter) -> Station:
    return station_at(printer_of(address=f"{peer.host}:{peer.port}", answers=True))


def trouble(station: Station) -> str:
    return str(Printer.objects.get(pk=station.label_printer_id).trouble)


def test_it_notes_trouble_and_that_it_is_over(peer: ZplPrinter, station: Station) -> None:
    watch(station_ids=[station.pk])
    peer.set(paper=0)
    assert check_watched() == 1
    assert "out of paper" in trouble(station)
    peer.feed()
    assert check_watched() == 1
    assert trouble(station) == ""


def test_it_asks_no_printer_that_nobody_looks_at(peer: ZplPrinter, station: Station) -> None:
    peer.set(head_open=True)
    assert check_watched() == 0
    assert (trouble(station), peer.connections) == ("", 0)


def test_it_leaves_a_printer_to_its_feeder(peer: ZplPrinter, station: Station) -> None:
    watch(station_ids=[station.pk])
    peer.set(head_open=True)
    token = hold(station.label_printer)
    assert check_watched() == 0
    let_go(token)
    assert check_watched() == 1
    token = hold(station.label_printer)  # nobody holds it any more
    assert token


def test_a_printer_that_lets_us_wait_is_asked_less_often(
    peer: ZplPrinter, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SLOW_SECONDS", 0)  # as if every answer had taken long
    monkeypatch.setattr(watching, "REST_SECONDS", 600)
    watch(station_ids=[station.pk])
    assert [check_watched() for _ in range(3)] == [1, 0, 0]


def test_one_that_breaks_hides_no_other(
    peer: ZplPrinter, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = RawPrinter.status

    def ask(raw: RawPrinter) -> object:
        if raw.port == peer.port:
            return status(raw)
        raise ZeroDivisionError

    monkeypatch.setattr(RawPrinter, "status", ask)
    other = station_at(printer_of(trouble="As before."))
    for one in (station, other):
        watch(station_ids=[one.pk])
    peer.set(head_open=True)
    assert check_watched() == 2
    assert "head open" in trouble(station)
    assert trouble(other) == "As before."


def test_a_browsers_printer_is_never_asked() -> None:
    watch(station_ids=[station_at(printer_of("browser", "")).pk])
    assert check_watched() == 0


def test_a_printer_behind_an_agent_is_asked_as_often_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its trouble was noted up to ten seconds late."""
    agent = PrintAgent.objects.create(name="PC")
    printer = printer_of("agent", f"{agent.pk}/usb", agent=agent, looked_at=timezone.now())
    station = station_at(printer)
    watch(station_ids=[station.pk])
    said = iter(["", "out of paper"])
    monkeypatch.setattr(watching, "trouble_of", lambda _printer: message(next(said)))
    assert [check_watched(), check_watched()] == [1, 1]
    assert trouble(station) == "out of paper"


def test_it_writes_down_only_what_has_changed(peer: ZplPrinter, station: Station) -> None:
    watch(station_ids=[station.pk])
    check_watched()
    first = Printer.objects.get().looked_at
    check_watched()
    assert Printer.objects.get().looked_at == first
    Printer.objects.update(looked_at=timezone.now() - watching.SAVE_EVERY)
    check_watched()
    now = Printer.objects.get().looked_at
    assert now
    assert first
    assert now > first


def test_it_costs_one_statement_while_nobody_looks(
    station: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        check_watched()


def test_it_frees_printers_that_respond_together_by_one_statement(
    peer: ZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "TOGETHER", PATIENCE)
    for place in range(5):
        printer = printer_of(address=f"{peer.host}:{peer.port}", answers=True)
        watch(station_ids=[station_at(printer, name=f"Desk {place}").pk])
    Printer.objects.update(looked_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        assert check_watched() == 5
    updates = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "packages_ui_lease"')]
    assert len(updates) == 2  # freed, and what is left in any case


def test_it_does_nothing_where_there_is_no_desk() -> None:
    assert check_watched() == 0


@pytest.mark.django_db(transaction=True)
def test_it_says_that_the_others_are_free_before_it_waits_for_one(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SLOW_SECONDS", 0.2)
    saved, save = Event(), watching._save_results
    monkeypatch.setattr(watching, "monotonic", lambda: PATIENCE if saved.is_set() else 0.0)
    late = station_at(printer_of(address="127.0.0.1:9", answers=True))
    told, ask = Event(), trouble_of
    free: list[str | None] = []

    def waits(printer: Printer) -> Message:
        if printer.pk == late.label_printer_id:
            assert told.wait(PATIENCE)
        return ask(printer)

    def saves(results: dict[Printer, watching.Check], token: str) -> None:
        """The late one is slow once another's answer is there, however long that took."""
        save(results, token)
        if results:
            saved.set()

    def tell() -> None:
        free.append(lease.take(name=lease_name(station.label_printer_id), seconds=9))
        told.set()

    monkeypatch.setattr(watching, "trouble_of", waits)
    monkeypatch.setattr(watching, "_save_results", saves)
    for one in (station, late):
        watch(station_ids=[one.pk])
    assert check_watched(on_free=tell) == 2
    assert len(free) == 1
    assert free[0]
