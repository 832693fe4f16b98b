"""An IPP printer fed for real: rows, threads, and CUPS' own IPP Everywhere printer."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from math import inf
from threading import Event

import pytest
from django.utils import timezone
from pytest_django import Settings

from packages_ui.labels.read import barcodes_in
from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.printers.ipp import IppPrinter, JobState, PrinterState
from packages_ui.printers.line import FOREVER, clock
from packages_ui.services.printing import feeder, ipp, ipp_restart
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.feeder import Feeder
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.services.printing.ipp_restart import AT_ONCE
from tests.labels.cups_raster import read_raster
from tests.printers.cups_server import CupsServer
from tests.printers.daemons import PATIENCE
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import until
from tests.read_once import texts_on
from tests.services.batch_makers import move, states
from tests.services.printing.makers import DEAD, begin, hold, job_at, let_go, printer_of, ready_batch, zpl_of
from tests.services.printing.running import Running

State, Cause, Proof = PrintJob.State, PrintJob.Cause, PrintJob.Proof
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRINT_STEP_SECONDS = 60  # a printer is waited for, however busy this machine is
    settings.PRINTERS_ON_THIS_MACHINE = True
    settings.PRINT_LEASE_SECONDS = 500
    monkeypatch.setattr(feeder, "LINGER", 0.1)
    monkeypatch.setattr(ipp, "SEARCH_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(ipp, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(ipp_restart, "WATCH_ON_SECONDS", PATIENCE)  # its server ends within the test


@pytest.fixture
def peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter() as made:
        yield made


@pytest.fixture
def printer(peer: IppEvePrinter, db: None) -> Printer:
    return printer_of("ipp", peer.uri)


def running(printer: Printer) -> Running:
    return Running(printer, IppConnection)


def feed(printer: Printer) -> None:
    running(printer).wait()


def numbers(peer: IppEvePrinter) -> list[str]:
    """The barcodes that came out, in order."""
    return [text for _, pdf in peer.printed for text in texts_on(pdf)]


def begun(printer: Printer, job: PrintJob, *, ago: float) -> None:
    """As far as a worker came that died while it sent the label: so long ago."""
    token = begin(job, printer)
    PrintJob.objects.filter(pk=job.pk).update(sending_at=timezone.now() - timedelta(seconds=ago))
    let_go(token)


def test_it_prints_every_label_once_in_the_batchs_order(peer: IppEvePrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB10", "AB09", "AB01")
    feed(printer)
    assert numbers(peer) == ["AB10", "AB09", "AB01"]
    assert states(batch) == [State.PRINTED] * 3
    assert {job.proof for job in batch.jobs.all()} == {Proof.PRINTER}
    assert [name for name, _ in peer.printed] == [job.handle for job in batch.jobs.order_by("position")]
    assert set(peer.wished) == {"om_label_100x150mm none 1 application/pdf"}


def test_it_prints_on_a_printer_that_takes_no_pdf(db: None) -> None:
    with IppEvePrinter(formats="image/pwg-raster") as peer:
        printer = printer_of("ipp", peer.uri)
        batch = ready_batch(printer, "AB10", "AB09", slips=LabelBatch.Slips.BATCH)
        feed(printer)
        assert states(batch) == [State.PRINTED] * 2
        assert set(peer.wished) == {"om_label_100x150mm none 1 image/pwg-raster"}
        papers = [[barcodes_in(page.image) for page in read_raster(content)] for _, content in peer.printed]
    assert [[list(each) for each in paper] for paper in papers] == [[[], ["AB10"]], [["AB09"]]]


def test_it_waits_for_paper_and_says_so(peer: IppEvePrinter, printer: Printer) -> None:
    peer.feed(1)
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    with running(printer):
        until(lambda: "out of paper" in Printer.objects.get().trouble, "the printer's trouble")
        assert states(batch) == [State.PRINTED, State.SENT, State.READY]
        peer.feed()
        until(lambda: states(batch) == [State.PRINTED] * 3, "all to be printed")
    assert numbers(peer) == ["AB01", "AB02", "AB03"]


def test_it_fails_a_label_that_the_printer_gives_up(peer: IppEvePrinter, printer: Printer) -> None:
    peer.set(fails=1)
    batch = ready_batch(printer, "AB01")
    feed(printer)
    assert states(batch) == [State.FAILED]
    assert "gave this label up" in job_at(batch, 1).reason


def test_it_follows_a_label_whose_sender_died_after_it_had_arrived(
    peer: IppEvePrinter, printer: Printer
) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    begun(printer, job_at(batch, 1), ago=5)
    conn = IppConnection(printer)
    conn.send(conn.prepare(zpl_of("AB01"), "zpl"), handle=DEAD, until=FOREVER)
    feed(printer)
    assert states(batch) == [State.PRINTED] * 2
    assert numbers(peer) == ["AB01", "AB02"]


@pytest.fixture
def up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """ippeveprinter has only just been started, and would say so."""
    look = IppPrinter.check
    monkeypatch.setattr(IppPrinter, "check", lambda self: replace(look(self), up_seconds=10_000.0))


def printed_before(printer: Printer) -> None:
    """A label of ours from long ago that the printer still lists."""
    ready_batch(printer, "AB00")
    feed(printer)
    PrintJob.objects.update(sending_at=timezone.now() - timedelta(seconds=3000))


@pytest.mark.usefixtures("up_for_long")
def test_it_sends_again_what_the_printer_proves_it_never_had(peer: IppEvePrinter, printer: Printer) -> None:
    printed_before(printer)
    batch = ready_batch(printer, "AB01", "AB02")
    begun(printer, job_at(batch, 1), ago=700)
    feed(printer)
    assert states(batch) == [State.PRINTED] * 2
    assert numbers(peer) == ["AB00", "AB01", "AB02"]


@pytest.mark.usefixtures("up_for_long")
def test_it_does_not_take_absence_for_proof_while_the_sender_may_live(printer: Printer) -> None:
    printed_before(printer)
    batch = ready_batch(printer, "AB01", "AB02")
    begun(printer, job_at(batch, 1), ago=10)
    with running(printer):
        until(lambda: states(batch)[1] == State.PRINTED, "the next to be printed")
        assert states(batch)[0] == State.UNKNOWN


@pytest.mark.usefixtures("up_for_long")
def test_it_leaves_the_first_label_ever_to_a_person(printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    begun(printer, job_at(batch, 1), ago=700)
    with running(printer):
        until(lambda: states(batch)[1] == State.PRINTED, "the next to be printed")
        assert states(batch)[0] == State.UNKNOWN


def test_it_leaves_it_to_a_person_when_the_printer_was_restarted(printer: Printer) -> None:
    printed_before(printer)
    batch = ready_batch(printer, "AB01", "AB02")
    begun(printer, job_at(batch, 1), ago=700)  # the printer is up for some seconds only
    with running(printer):
        until(lambda: states(batch)[1] == State.PRINTED, "the next to be printed")
        assert states(batch)[0] == State.UNKNOWN


def test_it_does_not_know_what_became_of_a_label_that_the_printer_forgot(
    peer: IppEvePrinter, printer: Printer
) -> None:
    peer.set(held=1)
    batch = ready_batch(printer, "AB01", "AB02")
    move(batch, State.FETCHING, 2)
    with running(printer):
        until(lambda: states(batch)[0] == State.SENT, "the first to be sent")
        peer.kill()
        peer.set(held=0)
        peer.restart()
        move(batch, State.READY, 2)
        until(lambda: states(batch) == [State.UNKNOWN, State.PRINTED], "the second to be printed")
    assert job_at(batch, 1).cause == Cause.NOT_FOUND
    assert numbers(peer) == ["AB02"]


def test_it_says_which_label_a_killed_print_server_may_print_twice(peer: IppEvePrinter, db: None) -> None:
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        before = ready_batch(printer, "AB01")
        with running(printer):
            until(lambda: states(before) == [State.PRINTED], "the first to be printed")
        peer.set(held=1)  # or the server may be done with the next before it is killed
        batch = ready_batch(printer, "AB02", "AB03", "AB04")
        for position in (2, 3):
            move(batch, State.FETCHING, position)  # or the server may have some of them too
        with running(printer):
            until(lambda: job_at(batch, 1).remote_began is not None, "the second to be begun")
            until(lambda: is_at(peer.uri), "it to be at the printer")
            cups.kill()
            until(lambda: Printer.objects.get().away_at is not None, "its absence to be seen")
            for position in (2, 3):
                move(batch, State.READY, position)
            peer.set(held=0)
            cups.restart()
            until(lambda: states(batch) == [State.PRINTED] * 3, "all to be printed")
    assert numbers(peer) == ["AB01", "AB02", "AB02", "AB03", "AB04"]
    assert [*told(before), *told(batch)] == [False, True, False, False]


def test_it_cancels_what_a_print_server_would_print_again(peer: IppEvePrinter, db: None) -> None:
    """By default CUPS writes down what it did every 30 seconds: after a crash it begins old labels anew."""
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01", "AB02", "AB03", "AB04")
        peer.set(held=1)  # or the server has written down that it is done with the first
        with running(printer):
            until(lambda: states(batch)[3] == State.SENT, "the last to be at the server")
            until(lambda: job_at(batch, 1).remote_began is not None, "the first to be begun")
            cups.keep_disk()
            peer.set(held=0)
            until(lambda: states(batch) == [State.PRINTED] * 4, "all to be printed")
        cups.kill()
        cups.lose_since()
        peer.set(paper=0)
        cups.restart()
        Printer.objects.update(looked_at=timezone.now() - timedelta(hours=1))
        later, server = ready_batch(printer, "AB05"), IppPrinter(cups.uri, allow_local=True)
        with running(printer):
            until(lambda: [job.state for job in server.jobs()].count(JobState.CANCELED) == 4, "its answer")
            peer.set(paper=-1)
            until(lambda: states(later) == [State.PRINTED], "the next to be printed")
    came = numbers(peer)
    assert [came.count(text) for text in ("AB02", "AB03", "AB04", "AB05")] == [1, 1, 1, 1]
    assert told(batch) == [True, False, False, False]  # it had begun with the first
    assert states(batch) == [State.PRINTED] * 4


class Gate:
    """In front of a method of the connection: after so many calls have passed, the feeder waits here."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, passing: float = inf) -> None:
        self.passing, self.waits, self._opened = passing, Event(), Event()
        method = getattr(IppConnection, name)

        def pass_gate(conn: IppConnection, *args: object) -> object:
            self.passing -= 1
            if self.passing < 0:
                self.waits.set()
                assert self._opened.wait(PATIENCE)
            return method(conn, *args)

        monkeypatch.setattr(IppConnection, name, pass_gate)

    def shut(self) -> None:
        self.passing = 0
        assert self.waits.wait(PATIENCE)

    def open(self) -> None:
        self._opened.set()


def told(batch: LabelBatch) -> list[bool]:
    return [job.maybe_twice for job in batch.jobs.order_by("position")]


def is_at(address: str, handle: str = "") -> bool:
    """Whether a job is under way there: any, or this one."""
    listed = IppPrinter(address, allow_local=True).jobs(named=handle)
    return any(job.state is JobState.PROCESSING for job in listed)


def restart_with_a_label_at(peer: IppEvePrinter, cups: CupsServer) -> None:
    """It is held by the printer; then it comes out of it twice."""
    until(lambda: is_at(peer.uri), "the label to be at the printer")
    cups.kill()
    cups.restart()
    until(lambda: is_at(cups.uri), "the label to be begun again")
    peer.set(held=0)
    until(lambda: numbers(peer) == ["AB01", "AB01"], "both copies")


@pytest.mark.parametrize(("name", "passing"), [("check", 1), ("follow", 0)])
def test_it_says_what_was_begun_twice_before_anybody_looked(
    peer: IppEvePrinter, db: None, monkeypatch: pytest.MonkeyPatch, name: str, passing: int
) -> None:
    """The server is back before it is missed: nothing of the first start is left to be seen."""
    peer.set(held=1)
    gate = Gate(monkeypatch, name, passing)
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01", "AB02")
        with running(printer):
            assert gate.waits.wait(PATIENCE)
            restart_with_a_label_at(peer, cups)
            gate.open()
            until(lambda: states(batch) == [State.PRINTED] * 2, "all to be printed")
    assert told(batch) == [True, False]


def test_it_says_what_was_begun_twice_however_far_the_server_had_come(
    peer: IppEvePrinter, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looked since it had begun with the first: with most queues that is no time at all."""
    peer.set(held=1)
    gate = Gate(monkeypatch, "follow")
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, *(f"AB0{place}" for place in range(1, 6)))
        with running(printer):
            until(lambda: states(batch) == [State.SENT] * 5, "all to be at the server")
            gate.shut()
            peer.set(paper=3)
            peer.set(held=0)
            fourth = job_at(batch, 4).handle
            until(lambda: is_at(cups.uri, fourth) and is_at(peer.uri, fourth), "the fourth to be begun")
            cups.kill()
            cups.restart()
            until(lambda: is_at(cups.uri, fourth), "it to be begun again")
            peer.feed()
            gate.open()
            until(lambda: states(batch) == [State.PRINTED] * 5, "all to be printed")
    assert numbers(peer) == ["AB01", "AB02", "AB03", "AB04", "AB04", "AB05"]
    assert told(batch) == [True] * 5


def test_it_notices_a_restart_between_two_feeders(peer: IppEvePrinter, db: None) -> None:
    peer.set(held=1)
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01", "AB02", "AB03")
        move(batch, State.FETCHING, 3)
        with running(printer):
            until(lambda: states(batch)[1] == State.SENT, "two to be at the server")
            until(lambda: job_at(batch, 1).remote_began is not None, "the first to be begun")
        peer.set(paper=1)
        peer.set(held=0)
        second = job_at(batch, 2).handle
        until(lambda: is_at(cups.uri, second) and is_at(peer.uri, second), "the second to be begun")
        cups.kill()
        cups.restart()
        until(lambda: Printer.objects.get().away_at is not None, "its absence to be seen")
        until(lambda: is_at(cups.uri, second), "it to be begun again")
        move(batch, State.READY, 3)
        peer.feed()
        feed(printer)
    assert numbers(peer) == ["AB01", "AB02", "AB02", "AB03"]
    assert told(batch) == [True, True, False]
    assert Printer.objects.get().away_at is None


def test_it_notes_no_restart_where_the_printer_has_got_another_address(peer: IppEvePrinter, db: None) -> None:
    peer.set(held=1)
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01", "AB02")
        move(batch, State.FETCHING, 2)
        with running(printer):
            until(lambda: states(batch)[0] == State.SENT, "one to be at the server")
        (watch,) = (thread for thread in threading.enumerate() if thread.name == f"watch-{printer.pk}")
        Printer.objects.update(address=peer.uri)
        cups.kill()
        watch.join(PATIENCE)
        assert not watch.is_alive()
    assert Printer.objects.get().away_at is None


def print_and_keep_disk(peer: IppEvePrinter, cups: CupsServer, batch: LabelBatch) -> None:
    """Its first label, which the server has written down as waiting still."""
    until(lambda: job_at(batch, 1).remote_began is not None, "the first to be begun")
    cups.keep_disk()
    peer.set(held=0)
    until(lambda: states(batch)[0] == State.PRINTED, "the first to be printed")


def crash_and_print_again(peer: IppEvePrinter, cups: CupsServer) -> None:
    cups.kill()
    cups.lose_since()
    cups.restart()
    until(lambda: numbers(peer) == ["AB01", "AB01"], "the second copy")


def test_it_says_what_comes_again_after_it_was_confirmed(
    peer: IppEvePrinter, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.set(held=1)
    gate = Gate(monkeypatch, "check")
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01", "AB02")
        move(batch, State.FETCHING, 2)
        with running(printer):
            print_and_keep_disk(peer, cups, batch)
            gate.shut()
            crash_and_print_again(peer, cups)
            move(batch, State.READY, 2)
            gate.open()
            until(lambda: states(batch) == [State.PRINTED] * 2, "all to be printed")
    assert told(batch) == [True, False]


def test_it_says_what_came_again_while_no_feeder_ran(peer: IppEvePrinter, db: None) -> None:
    peer.set(held=1)
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01")
        with running(printer):
            print_and_keep_disk(peer, cups, batch)
        crash_and_print_again(peer, cups)
        later = ready_batch(printer, "AB02")
        feed(printer)
    assert Printer.objects.get().away_at is None
    assert (states(later), told(batch), told(later)) == ([State.PRINTED], [True], [False])


def test_it_says_what_was_begun_twice_while_no_feeder_ran(peer: IppEvePrinter, db: None) -> None:
    """Seen by the server's own times: it had nothing to do, and did not begin with it."""
    peer.set(held=1)
    with CupsServer(peer.uri) as cups:
        conn = IppConnection(printer_of("ipp", cups.uri))
        batch = ready_batch(conn.printer, "AB01", "AB02")
        remote_id = conn.send(conn.prepare(zpl_of("AB01"), "zpl"), handle="label-1", until=FOREVER)
        now = timezone.now()
        sent = {"printer": conn.printer, "handle": "label-1", "sending_at": now, "sent_at": now}
        move(batch, State.SENT, 1, remote_id=remote_id, **sent)
        until(lambda: timezone.now() - now > timedelta(seconds=AT_ONCE + 2), "what nobody takes for at once")
        restart_with_a_label_at(peer, cups)
        feed(conn.printer)
    assert states(batch) == [State.PRINTED] * 2
    assert told(batch) == [True, False]


def test_it_takes_no_pause_of_a_print_server_for_a_restart(peer: IppEvePrinter, db: None) -> None:
    peer.feed(1)
    with CupsServer(peer.uri) as cups:
        printer = printer_of("ipp", cups.uri)
        batch = ready_batch(printer, "AB01", "AB02", "AB03")
        with running(printer):
            until(lambda: "out of paper" in Printer.objects.get().trouble, "the printer's trouble")
        since = timezone.now()
        until(lambda: timezone.now() - since > timedelta(seconds=AT_ONCE + 2), "a pause")
        with running(printer):
            peer.feed()
            until(lambda: states(batch) == [State.PRINTED] * 3, "all to be printed")
    assert told(batch) == [False] * 3


def test_it_tries_a_print_server_whose_trouble_may_be_over(peer: IppEvePrinter, db: None) -> None:
    """Nobody tells CUPS of the new roll once the job that waited for it is cancelled."""
    peer.set(paper=0)
    with CupsServer(peer.uri) as cups:
        server = IppPrinter(cups.uri, allow_local=True)
        conn = IppConnection(printer_of("ipp", cups.uri))
        lost = conn.send(conn.prepare(zpl_of("OTHERS"), "zpl"), handle="somebody else's", until=FOREVER)
        until(lambda: "paper" in server.check().trouble, "the trouble")
        server.cancel(lost)
        until(lambda: server.check().state is PrinterState.IDLE, "the server to be idle")
        assert "paper" in server.check().trouble
        peer.set(paper=-1)
        batch = ready_batch(conn.printer, "AB01", "AB02")
        feed(conn.printer)
    assert states(batch) == [State.PRINTED] * 2
    assert Printer.objects.get().trouble == ""


def test_it_waits_for_a_printer_that_prints_for_somebody_else(peer: IppEvePrinter, printer: Printer) -> None:
    peer.set(slow=0.5)
    conn = IppConnection(printer)
    conn.send(conn.prepare(zpl_of("OTHERS"), "zpl"), handle="somebody else's", until=FOREVER)
    batch = ready_batch(printer, "AB01", "AB02")
    feed(printer)
    assert numbers(peer) == ["OTHERS", "AB01", "AB02"]
    assert {job.attempts for job in batch.jobs.all()} == {1}


@pytest.mark.parametrize("ago", [1, 4000])
def test_it_asks_about_a_label_of_a_printer_that_is_away(db: None, settings: Settings, ago: int) -> None:
    settings.PRINT_SILENT_SECONDS = 3600
    printer = printer_of("ipp", "ipp://127.0.0.1:1/ipp/print")
    batch = ready_batch(printer, "AB01")
    sent_at = timezone.now() - timedelta(seconds=ago)
    move(batch, State.SENT, printer=printer, sending_at=sent_at, sent_at=sent_at, remote_id=1)
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    Feeder(IppConnection(printer), guard, Event(), Event().set).step()
    assert states(batch) == [State.UNKNOWN if ago > 3600 else State.SENT]
