"""Whoever feeds is woken by the bell, whatever it does at that moment: its own looks are never waited for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from packages_ui.models import Printer, PrintJob
from packages_ui.sandbox.zpl_printer import PATIENCE, ZplPrinter
from packages_ui.services.printing import bell, feed, feeder, queue, raw
from packages_ui.services.printing.bell import Ring
from packages_ui.services.printing.raw import RawConnection
from tests.processes import until
from tests.services.printing.makers import printer_of, ready_batch
from tests.services.printing.running import Running

State = PrintJob.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
NEVER = 3600.0


@pytest.fixture(autouse=True)
def _by_the_bell_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks again unasked while a test lasts."""
    settings.PRINTERS_ON_THIS_MACHINE = True
    settings.PRINT_LEASE_SECONDS = settings.PRINT_RUN_SECONDS = settings.PRINT_DRAW_SECONDS = NEVER
    settings.PRINT_STEP_SECONDS = 10 * PATIENCE
    for room, name in ((feed, "SCAN_SECONDS"), (feeder, "LINGER"), (feeder, "WAIT_FOR_LABEL")):
        monkeypatch.setattr(room, name, NEVER)
    monkeypatch.setattr(feeder, "CHECK_AGAIN", NEVER)
    monkeypatch.setattr(raw, "ANSWER_SECONDS", PATIENCE)


@pytest.fixture
def peer() -> Iterator[ZplPrinter]:
    with ZplPrinter() as peer:
        yield peer


@pytest.fixture
def printer(peer: ZplPrinter, db: None) -> Printer:
    return printer_of(address=f"{peer.host}:{peer.port}")


@contextmanager
def at_work(settings: Settings) -> Iterator[None]:
    def work() -> None:
        try:
            feed.feed_printers(worker="a", on_wanted=bool, on_more=bool)
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        settings.PRINT_RUN_SECONDS = 0
        bell.ring()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set once a ring has been dealt with."""
    heard, wait = Event(), bell.Listener.wait
    rung: list[bool] = []

    def waits(listener: bell.Listener, seconds: float) -> set[Ring]:
        if rung:
            heard.set()
        rung.extend([True] if (found := wait(listener, seconds)) else [])
        return found

    monkeypatch.setattr(bell.Listener, "wait", waits)
    return heard


def once_after(
    monkeypatch: pytest.MonkeyPatch,
    room: Any,
    name: str,
    when: Callable[[Any], bool],
    then: Callable[[], None],
) -> None:
    """When `name` has answered so for the first time, `then` is done before anybody goes on."""
    answer, done = getattr(room, name), list[bool]()

    def answers(asked: Any) -> Any:
        found = answer(asked)
        if not done and when(found):
            done.append(True)
            then()
        return found

    monkeypatch.setattr(room, name, answers)


def test_it_sends_a_label_when_the_bell_rings(peer: ZplPrinter, printer: Printer, settings: Settings) -> None:
    batch = ready_batch(printer, "AB01")
    batch.jobs.update(state=State.WANTED)
    with at_work(settings):
        until(lambda: Printer.objects.get().current_id == batch.pk, "the feeder to wait")
        batch.jobs.update(state=State.READY)
        bell.ring(Ring.LABELS)
        assert peer.wait_printed(1)


def test_it_misses_no_label_that_comes_while_it_begins_to_wait_for_it(
    peer: ZplPrinter, printer: Printer, settings: Settings, monkeypatch: pytest.MonkeyPatch, heard: Event
) -> None:
    batch = ready_batch(printer, "AB01")
    batch.jobs.update(state=State.WANTED)

    def comes() -> None:
        batch.jobs.update(state=State.READY)
        bell.ring(Ring.LABELS)
        assert heard.wait(PATIENCE)

    once_after(monkeypatch, queue, "next_job", lambda job: job is not None, comes)
    with at_work(settings):
        assert peer.wait_printed(1)


def test_it_misses_no_work_that_comes_while_it_finds_nothing(
    peer: ZplPrinter, printer: Printer, settings: Settings, monkeypatch: pytest.MonkeyPatch, heard: Event
) -> None:
    ready_batch(printer, "AB01")

    def comes() -> None:
        ready_batch(printer, "AB02")
        bell.ring()
        assert heard.wait(PATIENCE)

    once_after(monkeypatch, feeder.Feeder, "step", lambda pause: pause is None, comes)
    with at_work(settings):
        assert peer.wait_printed(2)


def test_it_ends_when_it_is_told_so_at_the_moment_in_which_a_label_comes(
    printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RawConnection, "has_room", lambda _link, _jobs: False)
    monkeypatch.setattr(RawConnection, "pause", lambda _link: NEVER)
    batch = ready_batch(printer, "AB01")
    batch.jobs.update(state=State.WANTED)
    run = Running(printer, RawConnection)
    until(lambda: run.feeder.awaits, "the feeder to wait")
    clear = run.woken.clear

    def told_just_before() -> None:
        if run.feeder.awaits:
            run.stop.set()
            run.woken.set()
        clear()

    monkeypatch.setattr(run.woken, "clear", told_just_before)
    batch.jobs.update(state=State.READY)
    run.woken.set()
    run.wait()
