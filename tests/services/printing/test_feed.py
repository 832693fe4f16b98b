"""Which process feeds which printer: each one by one alone, any number of workers together."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from backoffice.quick_redis import quick_redis
from packages_ui.models import Lease, Printer, PrintJob
from packages_ui.services import lease
from packages_ui.services.printing import auto_pause, bell, feed, ledger, queue
from packages_ui.services.printing.bell import Ring
from packages_ui.services.sweep import sweep
from tests.processes import PATIENCE, until
from tests.services.batch_makers import move
from tests.services.printing.makers import hold, printer_of, ready_batch
from tests.services.printing.running import Clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@dataclass
class Fed:
    """Feeders that send nothing: `now` are at work, `runs` is who was begun, in order."""

    now: set[int] = field(default_factory=set)
    runs: list[int] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    woken: list[tuple[int, str]] = field(default_factory=list)
    fails: bool = False
    state: str = ""
    last_step: Event | None = None  # which each waits for once it was stopped
    lock: Lock = field(default_factory=Lock)

    def begin(self, printer_id: int) -> None:
        with self.lock:
            self.twice += [printer_id] if printer_id in self.now else []
            self.now.add(printer_id)
            self.runs.append(printer_id)


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> Fed:
    made = Fed()

    class Feeder:
        """Works until it is stopped, and says what wakes it."""

        def __init__(self, conn: Printer, _fence: object, stop: Event, _wanted: object, woken: Event) -> None:
            self.printer, self.stop, self.woken = conn, stop, woken
            self.rests, self.awaits = made.state == "rests", made.state == "awaits"

        def nudge(self) -> None:
            if self.rests:
                self.woken.set()

        def run(self) -> None:
            made.begin(self.printer.pk)
            if made.fails:
                made.now.discard(self.printer.pk)
                raise RuntimeError("a fault that nobody foresaw")
            while not self.stop.is_set():
                self.woken.wait(10 * PATIENCE)
                self.woken.clear()
                made.woken.append((self.printer.pk, "stopped" if self.stop.is_set() else "woken"))
            if made.last_step:
                made.last_step.wait(10 * PATIENCE)
            made.now.discard(self.printer.pk)

    monkeypatch.setattr(feed, "Feeder", Feeder)
    monkeypatch.setattr(feed, "CONNECTIONS", {"raw": lambda printer: printer})
    return made


CLOCK = Clock()


def pass_time(seconds: float) -> None:
    """Since the clock was set."""
    CLOCK.ahead = seconds
    quick_redis().publish(bell.FEEDERS, Ring.WANTED)  # they look at the clock, and at no printer


@dataclass
class Worker:
    """`more`: how often it asked for help."""

    name: str
    more: int = 0
    again: bool = False

    def work(self) -> None:
        try:
            self.again = feed.feed_printers(worker=self.name, on_wanted=lambda: None, on_more=self.ask)
        finally:
            connection.close()

    def ask(self) -> None:
        self.more += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """For as long as is wanted, however slow the machine: then its time is over."""
        thread, CLOCK.ahead = Thread(target=self.work), 0
        with override_settings(PRINT_RUN_SECONDS=PATIENCE):
            thread.start()
            try:
                yield
            finally:
                pass_time(2 * PATIENCE)
                thread.join(PATIENCE)
                assert not thread.is_alive()


@pytest.fixture(autouse=True)
def _short(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRINT_RUN_SECONDS = 1.5
    settings.PRINT_LEASE_SECONDS = lease.MOST.total_seconds() / 2
    CLOCK.ahead = 0
    monkeypatch.setattr(feed, "monotonic", CLOCK)
    monkeypatch.setattr(feed, "SCAN_SECONDS", 60)  # nothing is found but by the bell


def printers(count: int) -> list[int]:
    made = [printer_of() for _ in range(count)]
    for printer in made:
        ready_batch(printer, f"of {printer.pk}")
    return [printer.pk for printer in made]


def test_it_feeds_all_printers_alone_where_nobody_helps(fed: Fed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "ALONE", 1)
    wanted, worker = printers(3), Worker("a")
    with worker.at_work():
        until(lambda: fed.now == set(wanted), "every printer to be fed")
    assert worker.more >= 1
    assert not fed.twice


def test_it_shares_printers_with_another_worker(fed: Fed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "ALONE", 1)
    monkeypatch.setattr(feed, "HEAD_START", 60)
    wanted, one, two = printers(2), Worker("one"), Worker("two")
    with one.at_work():
        until(lambda: one.more >= 1, "a call for help")
        until(lambda: len(fed.now) == 1, "its printer to be fed")
        with two.at_work():
            until(lambda: fed.now == set(wanted), "both printers to be fed")
            tokens = Lease.objects.filter(name__startswith="printer-").exclude(token="")
            assert tokens.values("token").distinct().count() == 2
    assert not fed.twice


def test_it_leaves_a_printer_to_whoever_feeds_it(fed: Fed) -> None:
    (printer_id,) = printers(1)
    hold(Printer.objects.get(pk=printer_id))
    worker = Worker("a")
    worker.work()
    assert (fed.runs, worker.again, sweep().feeders) == ([], False, False)


def test_it_is_one_process_of_each_worker(fed: Fed) -> None:
    printers(1)
    assert lease.take(name=feed.slot_name("a"), seconds=60)
    Worker("a").work()
    assert fed.runs == []


def test_it_asks_for_another_run_where_work_is_left(fed: Fed) -> None:
    wanted, worker = printers(1), Worker("a")
    with worker.at_work():
        until(lambda: fed.runs == wanted, "its feeder")
    assert (fed.runs, worker.again) == (wanted, True)


def test_another_process_goes_on_while_a_last_step_takes_long(fed: Fed, settings: Settings) -> None:
    settings.PRINT_STEP_SECONDS = 10 * PATIENCE
    fed.last_step = Event()
    wanted, one, two = printers(1), Worker("a"), Worker("a")
    with one.at_work():
        until(lambda: fed.now == set(wanted), "its feeder")
        pass_time(2 * PATIENCE)
        until(lambda: one.more == 1, "a call for another process")
        later, other = printers(1), Thread(target=two.work)
        other.start()
        until(lambda: fed.now == {*wanted, *later}, "the other printer to be fed")
        fed.last_step.set()
        pass_time(4 * PATIENCE)
        other.join(PATIENCE)
        assert not other.is_alive()
    assert (fed.twice, one.more) == ([], 1)


def test_a_step_that_does_not_end_keeps_its_printer(fed: Fed, settings: Settings) -> None:
    settings.PRINT_STEP_SECONDS = 0.1
    fed.last_step = Event()
    (printer_id,) = printers(1)
    with Worker("a").at_work():
        until(lambda: fed.now == {printer_id}, "its feeder")
    assert fed.now == {printer_id}
    assert lease.take(name=ledger.lease_name(printer_id), seconds=500) is None
    assert lease.take(name=feed.slot_name("a"), seconds=500)
    fed.last_step.set()
    until(lambda: not any(one.name == f"printer-{printer_id}" for one in threading.enumerate()), "its end")


def test_it_takes_a_printer_on_as_soon_as_the_bell_rings(fed: Fed) -> None:
    printers(1)
    with Worker("a").at_work():
        until(lambda: len(fed.now) == 1, "the first printer")
        later = printers(1)
        assert bell.ring() == 1
        until(lambda: set(later) <= fed.now, "the second printer")


@pytest.fixture
def heeded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Ring], None]:
    """Rings, and returns when whoever hears it has done all that it does about it."""
    begun, heard, wait = list[float](), list[set[Ring]](), bell.Listener.wait

    def waiting(listener: bell.Listener, seconds: float) -> set[Ring]:
        begun.append(seconds)
        heard.append(wait(listener, seconds))
        return heard[-1]

    def ring(what: Ring) -> None:
        until(lambda: len(begun) > len(heard), "it to listen")
        before = len(begun)
        bell.ring(what)
        until(lambda: len(begun) > before, "the ring to be heeded")

    monkeypatch.setattr(bell.Listener, "wait", waiting)
    return ring


@pytest.mark.parametrize(
    ("state", "ring", "heard"),
    [
        ("rests", Ring.WORK, True),
        ("awaits", Ring.LABELS, True),
        ("", Ring.WORK, False),
        ("", Ring.LABELS, False),
    ],
)
def test_it_wakes_those_who_wait_and_leaves_others_alone(
    fed: Fed, heeded: Callable[[Ring], None], state: str, ring: Ring, heard: bool
) -> None:
    fed.state = state
    (printer_id,) = printers(1)
    with Worker("a").at_work():
        until(lambda: len(fed.now) == 1, "the feeder")
        heeded(ring)
        if heard:
            until(lambda: (printer_id, "woken") in fed.woken, "it to be woken")
    assert ((printer_id, "woken") in fed.woken) == heard


def test_it_does_not_wake_a_resting_feeder_that_has_nothing_to_do(
    fed: Fed, heeded: Callable[[Ring], None]
) -> None:
    fed.state = "rests"
    printers(1)
    with Worker("a").at_work():
        until(lambda: len(fed.now) == 1, "the feeder")
        PrintJob.objects.update(state=PrintJob.State.PRINTED)
        heeded(Ring.WORK)
    assert [what for _, what in fed.woken] == ["stopped"]


def test_it_rests_after_a_feeder_has_failed_at_once(fed: Fed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto_pause, "rest_seconds", lambda _failures: 600)
    fed.fails = True
    (printer_id,) = printers(1)
    worker = Worker("a")
    fail(worker, printer_id, times=1)
    assert (fed.runs, worker.again, sweep().feeders) == ([printer_id], False, False)
    worker.work()
    assert fed.runs == [printer_id]
    for times in (2, 3):
        cache.delete(f"feeder:rest:{printer_id}")  # the rest is over
        fail(worker, printer_id, times=times)
    assert fed.runs == [printer_id] * 3


def fail(worker: Worker, printer_id: int, *, times: int) -> None:
    """In all, with this one."""
    with worker.at_work():
        until(lambda: cache.get(f"feeder:failures:{printer_id}") == times, "its failure")


def test_it_rests_longer_after_each_failure_and_a_minute_at_most() -> None:
    assert [auto_pause.rest_seconds(failures) for failures in (1, 2, 3, 5, 6, 50)] == [2, 4, 8, 32, 60, 60]


def test_it_forgets_failures_after_a_good_run(fed: Fed) -> None:
    fed.fails = True
    (printer_id,) = printers(1)
    fail(Worker("a"), printer_id, times=1)
    cache.delete(f"feeder:rest:{printer_id}")
    fed.fails = False
    with Worker("a").at_work():
        until(lambda: len(fed.runs) == 2, "a good run")
    assert cache.get(f"feeder:failures:{printer_id}") is None


def test_it_finds_no_work_of_a_settled_printer() -> None:
    printer = printer_of()
    move(ready_batch(printer, "1"), PrintJob.State.PRINTED)
    assert queue.free_printers() == []
