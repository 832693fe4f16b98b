"""One printer fed for real: rows, threads, and a ZPL printer on a socket."""

import re
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils import timezone
from msgspec.structs import replace
from pytest_django import Settings

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, LabelBatch, PackageStop, Printer, PrintJob, Slip
from packages_ui.printers import line
from packages_ui.printers.errors import NotConnected, SendBroken
from packages_ui.printers.line import Deadline, clock
from packages_ui.printers.raw import RawPrinter
from packages_ui.printers.status import PrinterStatus
from packages_ui.sandbox.zpl_printer import PATIENCE, ZplPrinter
from packages_ui.seller_center.types import Address, Item, Package, ShippingCompany
from packages_ui.services.batches import stale
from packages_ui.services.goods.product_labels import print_labels
from packages_ui.services.marks.hold import release
from packages_ui.services.marks.stops import stop_of
from packages_ui.services.mirror.fingerprint import fingerprint
from packages_ui.services.mirror.keep import keep, keep_with_items
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import KNOWN, Known
from packages_ui.services.printing import answers, control, feeder, queue
from packages_ui.services.printing import raw as raw_link
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.feeder import Feeder
from packages_ui.services.printing.printer_setup import readdress
from packages_ui.services.printing.raw import RawConnection
from packages_ui.views.stations.printer_slips import words_of
from tests.processes import until
from tests.services.batch_makers import label_of, move, person, states
from tests.services.printing.makers import hold, job_at, let_go, printer_of, ready_batch, zpl_of
from tests.services.printing.running import Running

State, Cause, Proof = PrintJob.State, PrintJob.Cause, PrintJob.Proof
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media", "unhurried")]


@pytest.fixture
def _soon_given_up(unhurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a printer does not say in this time, it never will."""
    monkeypatch.setattr(raw_link, "ANSWER_SECONDS", 0.3)


@pytest.fixture
def _soon_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has not counted in this time, it never will."""
    monkeypatch.setattr(raw_link, "SLOW_SECONDS", 1.0)
    monkeypatch.setattr(raw_link, "QUIET_SECONDS", 2.0)
    monkeypatch.setattr(raw_link, "HALF_SECONDS", 1.0)


@pytest.fixture
def peer() -> Iterator[ZplPrinter]:
    with ZplPrinter(counts=False) as printer:
        yield printer


@pytest.fixture
def printer(peer: ZplPrinter, db: None) -> Printer:
    return printer_of(address=f"{peer.host}:{peer.port}")


def running(printer: Printer) -> Running:
    return Running(printer, RawConnection)


def feed(printer: Printer) -> None:
    """Until nothing is left to do."""
    running(printer).wait()


def numbers(peer: ZplPrinter) -> list[str]:
    """The barcodes that came out, in order."""
    return [found.decode() for zpl in peer.printed for found in re.findall(rb"\^BCN[^\^]*\^FD(\w+)\^FS", zpl)]


def test_it_prints_every_label_once_in_the_batchs_order(peer: ZplPrinter, printer: Printer) -> None:
    wanted = [f"AB{number:04}" for number in (10, 9, 100, 1, 55)]
    batch = ready_batch(printer, *wanted)
    feed(printer)
    assert numbers(peer) == wanted
    assert states(batch) == [State.PRINTED] * 5
    assert {job.proof for job in batch.jobs.all()} == {Proof.EMPTY}


@pytest.fixture
def awaited(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> LabelBatch:
    """Its label is still to come; the printer itself is not worth a look for long."""
    monkeypatch.setattr(RawConnection, "pause", lambda _link: 3600.0)
    batch = ready_batch(printer, "AB01")
    batch.jobs.update(state=State.WANTED)
    return batch


def test_it_sends_an_awaited_label_as_soon_as_it_comes(
    peer: ZplPrinter, printer: Printer, awaited: LabelBatch
) -> None:
    with running(printer):
        until(lambda: Printer.objects.get().current_id == awaited.pk, "the feeder to wait")
        awaited.jobs.update(state=State.READY)
        assert peer.wait_printed(1)


def test_it_ends_at_once_while_the_printer_has_still_to_print(
    peer: ZplPrinter, printer: Printer, awaited: LabelBatch
) -> None:
    peer.set(most=0)
    with running(printer):
        awaited.jobs.update(state=State.READY)
        until(lambda: states(awaited) == [State.SENT], "the label to be in the printer")


def test_it_waits_no_longer_for_a_label_that_is_cancelled(printer: Printer, awaited: LabelBatch) -> None:
    run = running(printer)
    until(lambda: Printer.objects.get().current_id == awaited.pk, "the feeder to wait")
    awaited.jobs.update(state=State.CANCELLED)
    run.wait()


def test_it_believes_the_counter_of_a_printer_that_has_one(peer: ZplPrinter, printer: Printer) -> None:
    peer.set(counts=True, counter=4711)
    Printer.objects.update(counts=True)
    batch = ready_batch(printer, "AB01", "AB02")
    feed(printer)
    assert [job.count_before for job in batch.jobs.all()] == [4711, 4712]
    assert {job.proof for job in batch.jobs.all()} == {Proof.PRINTER}


@pytest.mark.usefixtures("_soon_given_up")
def test_it_hands_over_to_a_printer_that_never_answers(peer: ZplPrinter, printer: Printer) -> None:
    peer.set(mute=True)
    batch = ready_batch(printer, "AB01", "AB02")
    feed(printer)
    assert peer.wait_printed(2)
    assert states(batch) == [State.SENT] * 2


@pytest.mark.usefixtures("_soon_given_up")
def test_it_waits_but_once_for_the_answer_of_a_printer_that_never_answers(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.set(mute=True)
    waited: list[float] = []
    status = RawPrinter.status

    def asked(raw: RawPrinter) -> PrinterStatus:
        waited.append(raw.answer_seconds)
        return status(raw)

    monkeypatch.setattr(RawPrinter, "status", asked)
    ready_batch(printer, "AB01", "AB02", "AB03", "AB04")
    feed(printer)
    assert peer.wait_printed(4)
    assert [seconds for seconds in waited if seconds > 0.1] == waited[:1]
    assert len(waited) >= 2


def test_it_passes_over_a_label_that_cannot_be_printed(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    broken = label_of("AB02", b"^XA^FO1,1^FDnever ends", LabelFormat.ZPL)
    batch.jobs.filter(position=2).update(label=broken)
    feed(printer)
    assert numbers(peer) == ["AB01", "AB03"]
    assert states(batch) == [State.PRINTED, State.FAILED, State.PRINTED]
    assert "incomplete" in job_at(batch, 2).reason


def test_it_waits_for_the_label_whose_turn_it_is(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    move(batch, State.FETCHING, 1)
    with running(printer) as feeding:
        until(lambda: feeding.feeder.awaits, "it to wait for the first")
        assert not peer.printed
        move(batch, State.READY, 1)
        assert peer.wait_printed(2)
    assert numbers(peer) == ["AB01", "AB02"]


def test_it_starts_with_the_first_label_while_the_rest_is_fetched(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    move(batch, State.WANTED, 2)
    with running(printer):
        assert peer.wait_printed(1)
    assert states(batch)[1] == State.WANTED


def test_it_fetches_an_out_of_date_label_anew(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01")
    Label.objects.update(stale_at=timezone.now())
    with running(printer) as feeding:
        until(lambda: states(batch) == [State.WANTED], "the label to be wanted again")
        assert feeding.wanted.wait(PATIENCE)
    assert peer.printed == []


def test_it_fetches_a_label_anew_whose_file_is_lost(peer: ZplPrinter, printer: Printer, media: Any) -> None:
    batch = ready_batch(printer, "AB01")
    for file in media.rglob("*.zpl"):
        file.unlink()
    with running(printer) as feeding:
        until(lambda: states(batch) == [State.WANTED], "the label to be wanted again")
        assert feeding.wanted.wait(PATIENCE)


@pytest.mark.parametrize(
    ("codes", "how", "printed"),
    [("1170780705565", "ask", 0), ("AB01", "ask", 1), ("", "ask", 1), ("1170780705565", "warn", 1)],
)
def test_it_compares_the_barcode_with_the_tracking_number(
    peer: ZplPrinter, printer: Printer, codes: str, how: str, printed: int
) -> None:
    Printer.objects.update(check_barcodes=how)
    batch = ready_batch(printer, "AB01")
    batch.jobs.update(codes=codes)
    feed(printer)
    assert len(peer.printed) == printed
    job = job_at(batch, 1)
    said = job.question or job.warning
    assert bool(said) == (codes == "1170780705565")
    assert ("do not contain 1170780705565. They contain: AB01." in said) == bool(said)


def test_it_compares_with_what_is_known_now(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01")
    KNOWN.set(package_cache._key("AB01"), Known(codes=("1170780705565",)), 60)
    feed(printer)
    assert job_at(batch, 1).question


def test_it_asks_about_a_label_without_a_readable_barcode(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    plain = label_of("AB01", b"^XA^FO40,40^A0N,40,40^FDhello^FS^XZ", LabelFormat.ZPL)
    batch.jobs.filter(position=1).update(label=plain)
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert job_at(batch, 1).question == "No barcode of this label can be read at 203 dpi."
    answers.answer_question(jobs=[job_at(batch, 1)], print_it=True, user_id=person().pk)
    feed(printer)
    assert len(peer.printed) == 2


UNDRAWABLE = b"^XA^FO9,9^BD9^FDno such mode^FS^XZ"


def unread(printer: Printer, how: str) -> LabelBatch:
    """A batch of a label that cannot be drawn, and a good one behind it."""
    Printer.objects.update(unread=how)
    batch = ready_batch(printer, "AB01", "AB02")
    batch.jobs.filter(position=1).update(label=label_of("AB01", UNDRAWABLE, LabelFormat.ZPL))
    return batch


def test_it_sends_what_cannot_be_drawn_and_says_so(peer: ZplPrinter, printer: Printer) -> None:
    batch = unread(printer, "send")
    feed(printer)
    assert [UNDRAWABLE in zpl for zpl in peer.printed] == [True, False]
    assert job_at(batch, 1).warning == "This label could not be checked: its barcodes were not read."


def test_it_asks_before_it_sends_what_cannot_be_drawn(peer: ZplPrinter, printer: Printer) -> None:
    batch = unread(printer, "ask")
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert "could not be checked" in job_at(batch, 1).question
    answers.answer_question(jobs=[job_at(batch, 1)], print_it=True, user_id=person().pk)
    feed(printer)
    assert UNDRAWABLE in peer.printed[1]


def test_it_asks_before_a_field_of_epl_is_missing(peer: ZplPrinter, printer: Printer) -> None:
    Printer.objects.update(language=Printer.Language.BOTH)
    batch = ready_batch(printer, "AB01", "AB02")
    label = b'\r\nN\r\nA50,50,0,4,1,1,N,"KARGO"\r\nB50,200,0,1,3,7,160,B,V00\r\nP1\r\n'
    batch.jobs.filter(position=1).update(label=label_of("AB01", label, LabelFormat.EPL))
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert "would be left out" in job_at(batch, 1).question


def test_it_never_sends_what_cannot_be_drawn_where_that_is_refused(
    peer: ZplPrinter, printer: Printer
) -> None:
    batch = unread(printer, "refuse")
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert states(batch) == [State.FAILED, State.PRINTED]
    assert "is set not to print such labels" in job_at(batch, 1).reason


def test_it_keeps_what_can_be_scanned_on_the_label(peer: ZplPrinter, printer: Printer) -> None:
    ready_batch(printer, "AB01")
    feed(printer)
    assert Label.objects.get().barcodes == "AB01"


def test_it_stops_while_the_printer_is_out_of_paper_and_says_so(peer: ZplPrinter, printer: Printer) -> None:
    peer.set(paper=2)
    batch = ready_batch(printer, *(f"AB{number:02}" for number in range(6)))
    with running(printer):
        until(lambda: "out of paper" in Printer.objects.get().trouble, "the printer's trouble")
        assert states(batch).count(State.PRINTED) <= 2
        assert State.UNKNOWN not in states(batch)
        peer.feed()
        assert peer.wait_printed(6)
        until(lambda: states(batch) == [State.PRINTED] * 6, "all to be printed")
    assert Printer.objects.get().trouble == ""
    assert numbers(peer) == [f"AB{number:02}" for number in range(6)]


def test_it_sends_nothing_to_a_printer_that_is_off_and_goes_on_when_it_is_back(
    peer: ZplPrinter, printer: Printer
) -> None:
    peer.power_cut()
    batch = ready_batch(printer, "AB01")
    with running(printer):
        until(lambda: "could not be reached" in Printer.objects.get().trouble, "the printer's trouble")
        assert states(batch) == [State.READY]
        peer.power_on()
        assert peer.wait_printed(1)
    assert job_at(batch, 1).attempts == 1


def test_it_does_not_know_what_became_of_a_label_when_the_line_drops(
    peer: ZplPrinter, printer: Printer
) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    feed_one = len(zpl_of("AB01")) + 30
    peer.set(drop_after=feed_one)
    feed(printer)
    found = states(batch)
    assert found.count(State.UNKNOWN) == 1
    assert found.count(State.PRINTED) == 1
    assert len(peer.printed) <= 2


@pytest.mark.usefixtures("_soon_counted")
def test_it_knows_by_the_counter_that_a_label_never_came_out(peer: ZplPrinter, printer: Printer) -> None:
    """And sends it again by itself, once."""
    peer.set(counts=True, drop_after=120)
    Printer.objects.update(counts=True)
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    feed(printer)
    assert states(batch) == [State.PRINTED] * 3
    assert sorted(numbers(peer)) == ["AB01", "AB02", "AB03"]


@pytest.mark.usefixtures("_soon_counted")
@pytest.mark.parametrize("counts", [True, False])
def test_it_loses_nothing_when_the_printer_is_unplugged(
    peer: ZplPrinter, printer: Printer, counts: bool
) -> None:
    """Two are printed and more are in it when the power goes."""
    peer.set(counts=counts, most=2)
    Printer.objects.update(counts=counts)
    batch = ready_batch(printer, *(f"AB{number:02}" for number in range(6)))
    with running(printer):
        assert peer.wait_printed(2)
        until(lambda: bool(peer.waiting), "the third to be in the printer")
        peer.power_cut()
        until(lambda: Printer.objects.get().away_at is not None, "the feeder to notice")
        back_at = timezone.now()
        peer.set(most=None)
        peer.power_on()
        until(lambda: not queue.next_job(Printer.objects.get()), "the rest to be sent")
        ends = {State.PRINTED} if counts else {State.PRINTED, State.UNKNOWN}  # the counter tells of each
        until(lambda: set(states(batch)) <= ends, "all to be settled")
    for job in batch.jobs.all():
        came_out = numbers(peer).count(job.package_number)
        assert came_out == 1 if job.state == State.PRINTED else job.state == State.UNKNOWN
    unknown = batch.jobs.filter(state=State.UNKNOWN)
    assert unknown.exists() is not counts
    assert not unknown.filter(sending_at__gt=back_at).exists()


@pytest.fixture
def half(peer: ZplPrinter, printer: Printer) -> LabelBatch:
    """The printer has half of its first label: the network lost the end when all of it had been taken."""
    Printer.objects.update(answers=True)
    batch = ready_batch(printer, "AB01", "AB02")
    RawPrinter(peer.host, peer.port, allow_local=True).send(zpl_of("AB01")[:-20])
    at = timezone.now() - timedelta(seconds=1)
    move(batch, State.SENT, 1, printer=printer, sending_at=at, sent_at=at, count_before=peer.counter)
    return batch


def test_it_takes_no_label_for_printed_of_which_the_printer_has_half(
    peer: ZplPrinter, printer: Printer, half: LabelBatch
) -> None:
    """Nothing is sent into it; when it is surely not whole a person is asked, and the next is printed."""
    stepped(printer)
    assert states(half) == [State.SENT, State.READY]
    half.jobs.filter(state=State.SENT).update(sent_at=timezone.now() - timedelta(hours=1))
    feed(printer)
    assert states(half) == [State.UNKNOWN, State.PRINTED]
    assert half.jobs.get(position=1).cause == Cause.DISCONNECTED
    assert numbers(peer) == ["AB02"]


def test_it_knows_whose_half_it_is_where_the_line_broke_at_the_next(
    printer: Printer, half: LabelBatch
) -> None:
    now = timezone.now()
    move(half, State.UNKNOWN, 2, printer=printer, sending_at=now, cause=Cause.DISCONNECTED)
    stepped(printer)
    assert states(half) == [State.PRINTED, State.UNKNOWN]


@pytest.mark.usefixtures("_soon_counted")
def test_it_leaves_half_a_label_alone_while_the_printer_is_in_trouble(
    peer: ZplPrinter, printer: Printer
) -> None:
    """Another program's, whose rest may come when there is paper; ours waits before it."""
    peer.set(counts=True, paper=0)
    Printer.objects.update(counts=True, answers=True)
    batch = ready_batch(printer, "AB01")
    raw = RawPrinter(peer.host, peer.port, answer_seconds=PATIENCE, allow_local=True)
    raw.send(zpl_of("AB01"))
    assert peer.wait_waiting(1)
    raw.send(zpl_of("AB02")[:-20])
    at = timezone.now() - timedelta(hours=1)
    move(batch, State.SENT, printer=printer, sending_at=at, sent_at=at, count_before=peer.counter)
    stepped(printer)
    assert raw.status().partial
    assert states(batch) == [State.SENT]


@pytest.mark.usefixtures("_soon_counted")
def test_it_prints_a_label_again_of_which_a_printer_that_counts_had_half(
    peer: ZplPrinter, printer: Printer, half: LabelBatch
) -> None:
    peer.set(counts=True)
    Printer.objects.update(counts=True)
    feed(printer)
    assert states(half) == [State.PRINTED, State.PRINTED]
    assert sorted(numbers(peer)) == ["AB01", "AB02"]


def test_it_stops_a_printer_that_swallows_labels(
    peer: ZplPrinter, printer: Printer, settings: Settings
) -> None:
    settings.PRINT_SILENT_SECONDS = 1
    peer.set(most=0)
    batch = ready_batch(printer, "AB01", "AB02", "AB03", "AB04")
    with running(printer):
        until(lambda: Printer.objects.get().paused_at is not None, "the printer to be stopped")
    assert "never confirmed it" in Printer.objects.get().paused_because
    assert State.READY in states(batch)
    assert {job.cause for job in batch.jobs.filter(state=State.UNKNOWN)} == {Cause.SILENT}


def stepped(printer: Printer) -> None:
    """One step of a new feeder."""
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    Feeder(RawConnection(Printer.objects.get()), guard, Event(), Event().set).step()
    let_go(guard.token)


def test_it_stops_a_printer_whose_labels_fell_silent_between_two_feeders(
    peer: ZplPrinter, printer: Printer
) -> None:
    """All that the new one follows are silent at its first look, so that it follows none any more."""
    peer.set(most=0)
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    move(batch, State.FETCHING, 3)
    with running(printer):
        until(lambda: states(batch)[:2] == [State.SENT, State.SENT], "two to be sent")
        assert peer.wait_waiting(2)
    batch.jobs.filter(state=State.SENT).update(sent_at=timezone.now() - timedelta(hours=1))
    move(batch, State.READY, 3)
    stepped(printer)
    assert "never confirmed it" in Printer.objects.get().paused_because
    assert states(batch) == [State.UNKNOWN, State.UNKNOWN, State.READY]


def test_it_stops_a_printer_that_the_feeder_before_was_about_to_stop(
    peer: ZplPrinter, printer: Printer
) -> None:
    """It died when it had noted the label, and before the pause."""
    batch = ready_batch(printer, "AB01", "AB02")
    move(batch, State.UNKNOWN, 1, printer=printer, cause=Cause.SILENT, sending_at=timezone.now())
    stepped(printer)
    assert "never confirmed it" in Printer.objects.get().paused_because
    assert states(batch) == [State.UNKNOWN, State.READY]


def test_it_stops_a_printer_whose_line_breaks_at_two_labels_in_a_row(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise SendBroken("reset by peer")

    monkeypatch.setattr(RawPrinter, "send", broken)
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    feed(printer)
    assert "connection broke during two labels" in Printer.objects.get().paused_because
    assert states(batch) == [State.UNKNOWN, State.UNKNOWN, State.READY]


@pytest.fixture
def stuck(peer: ZplPrinter, printer: Printer) -> LabelBatch:
    """Two labels are in the printer, and were given up while it did not answer; it answers again."""
    peer.set(most=0)
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    put_in(peer, "AB01", "AB02")
    now = timezone.now()
    move(batch, State.UNKNOWN, 1, 2, printer=printer, cause=Cause.OFFLINE, sending_at=now, sent_at=now)
    return batch


def put_in(peer: ZplPrinter, *numbers: str) -> None:
    """Labels, one after the other; each waits in it before the next is sent."""
    for number in numbers:
        before = len(peer.waiting)
        RawPrinter(peer.host, peer.port, allow_local=True).send(zpl_of(number))
        assert peer.wait_waiting(before + 1)


def steps_after(printer: Printer, *silences: float) -> None:
    """Steps of feeders, each so long after the first: in the time after which a printer is silent."""
    now, silent = timezone.now(), timedelta(seconds=django_settings.PRINT_SILENT_SECONDS)
    for each in silences:
        with time_machine.travel(now + each * silent):
            stepped(printer)


def test_it_stops_a_printer_that_holds_labels_for_good(printer: Printer, stuck: LabelBatch) -> None:
    steps_after(printer, 0, 0.5)
    assert Printer.objects.get().paused_at is None
    steps_after(printer, 1.5)
    assert "holds labels, prints none of them" in Printer.objects.get().paused_because
    assert states(stuck)[2] == State.READY


def test_it_stops_it_again_where_it_was_resumed_as_it_was(printer: Printer, stuck: LabelBatch) -> None:
    stuck.jobs.filter(state=State.UNKNOWN).update(state=State.PRINTED)  # a person said so
    steps_after(printer, 0, 1.5)
    control.resume_printer(printer=printer)
    steps_after(printer, 2)
    assert Printer.objects.get().paused_at is None
    steps_after(printer, 3.5)
    assert Printer.objects.get().paused_at


def test_it_does_not_stop_a_printer_that_holds_nothing(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent either while its counter may still settle an unknown label."""
    monkeypatch.setattr(RawConnection, "has_room", lambda *_: False)
    ready_batch(printer, "AB01")
    steps_after(printer, 0, 1.5)
    assert Printer.objects.get().paused_at is None


def test_it_does_not_stop_a_printer_that_prints_what_others_have_sent(
    peer: ZplPrinter, printer: Printer, stuck: LabelBatch
) -> None:
    put_in(peer, "FOREIGN", "FOREIGN")
    steps_after(printer, 0)
    peer.set(most=1)
    assert peer.wait_waiting(3)
    steps_after(printer, 1.5)
    assert Printer.objects.get().paused_at is None


@pytest.mark.parametrize("ago", [1, 4000])
@pytest.mark.parametrize("off", [False, True])
def test_it_asks_about_a_label_of_a_printer_that_went_mute_or_away(
    printer: Printer, settings: Settings, monkeypatch: pytest.MonkeyPatch, ago: int, off: bool
) -> None:
    def ask(_raw: RawPrinter) -> PrinterStatus:
        if off:
            raise NotConnected
        return PrinterStatus()

    settings.PRINT_SILENT_SECONDS = 3600
    monkeypatch.setattr(RawPrinter, "status", ask)
    Printer.objects.update(answers=True)
    batch = ready_batch(printer, "AB01")
    sent_at = timezone.now() - timedelta(seconds=ago)
    move(batch, State.SENT, printer=printer, sending_at=sent_at, sent_at=sent_at)
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    Feeder(RawConnection(Printer.objects.get()), guard, Event(), Event().set).step()
    job = batch.jobs.get()
    assert job.state == (State.UNKNOWN if ago > 3600 else State.SENT)
    assert (job.cause == Cause.OFFLINE) is (ago > 3600)
    assert Printer.objects.get().paused_at is None  # nothing is sent to it as it is


def test_it_sends_a_slip_between_two_labels(peer: ZplPrinter, printer: Printer) -> None:
    from packages_ui.labels.papers import Slip as Drawing  # noqa: PLC0415 - only here
    from packages_ui.labels.slips import draw_slip  # noqa: PLC0415 - the same
    from packages_ui.services import label_files  # noqa: PLC0415 - the same
    from packages_ui.services.printing.connection import media_of  # noqa: PLC0415 - the same

    pdf = draw_slip(Drawing(title="Test"), size=media_of(printer).size)
    path, digest = label_files.store(pdf, folder="slips", suffix="pdf")
    slip = Slip.objects.create(printer=printer, kind=Slip.Kind.TEST, path=path, sha256=digest)
    batch = ready_batch(printer, "AB01")
    feed(printer)
    assert peer.wait_printed(2)
    slip.refresh_from_db()
    assert slip.state == Slip.State.SENT
    assert states(batch) == [State.PRINTED]


def product_labels(printer: Printer, copies: int) -> Slip:
    user_id = person().pk
    return print_labels(sku="AKN-HAT-01", copies=copies, printer=printer, user_id=user_id, key="k")


def test_it_sends_labels_for_a_product_as_one_job_that_the_printer_counts(
    peer: ZplPrinter, printer: Printer
) -> None:
    slip = product_labels(printer, 30)
    batch = ready_batch(printer, "AB01")
    feed(printer)
    assert peer.wait_printed(31)
    assert [b"^PQ30,0,1,Y" in zpl for zpl in peer.printed] == [True] * 30 + [False]
    slip.refresh_from_db()
    assert (slip.state, states(batch)) == (Slip.State.SENT, [State.PRINTED])
    feed(printer)
    assert len(peer.printed) == 31


def test_labels_for_a_product_are_not_sent_again_by_themselves_when_the_line_broke(
    peer: ZplPrinter, printer: Printer
) -> None:
    peer.set(drop_after=500)
    slip = product_labels(printer, 30)
    feed(printer)
    slip.refresh_from_db()
    assert slip.state == Slip.State.FAILED
    assert "Count them, then print only those that are missing." in words_of(slip).sentence
    feed(printer)
    assert peer.printed == []


def test_its_counter_is_expected_behind_all_labels_for_a_product(db: None) -> None:
    with ZplPrinter(counter=7) as peer:
        printer = printer_of(address=f"{peer.host}:{peer.port}", counts=True)
        slip = product_labels(printer, 5)
        batch = ready_batch(printer, "AB01")
        feed(printer)
        assert peer.wait_printed(6)
        slip.refresh_from_db()
        assert (slip.count_after, states(batch)) == (12, [State.PRINTED])


def test_it_prints_a_separator_with_the_first_and_an_end_slip_for_what_failed(
    peer: ZplPrinter, printer: Printer
) -> None:
    batch = ready_batch(printer, "AB01", "AB02", "AB03", slips=LabelBatch.Slips.BATCH)
    move(batch, State.FAILED, 2, reason="Gönderi kaydı yok (E-1042).")
    feed(printer)
    assert peer.wait_printed(4)
    kinds = ["slip" if b":Z64:" in zpl else "label" for zpl in peer.printed]
    assert kinds == ["slip", "label", "label", "slip"]
    assert Slip.objects.get().kind == Slip.Kind.END


def test_it_sends_nothing_while_it_is_paused(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01")
    control.pause_printer(printer=printer, because="new roll")
    feed(printer)
    assert states(batch) == [State.READY]
    control.resume_printer(printer=printer)
    feed(printer)
    assert states(batch) == [State.PRINTED]


def test_it_sends_nothing_when_its_lease_may_run_out_meanwhile(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01")
    guard = LeaseGuard(hold(printer), until=Deadline.within(1))  # a step takes longer
    feeding = Feeder(RawConnection(printer), guard, Event(), Event().set)
    for _ in range(20):
        feeding.step()
    assert states(batch) == [State.READY]
    assert peer.printed == []


def test_it_sends_nothing_when_it_wakes_in_the_middle_after_its_lease(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep_long(*_: object) -> bool:
        monkeypatch.setattr(line, "clock", lambda: clock() + 1_000_000)
        return False

    monkeypatch.setattr(RawPrinter, "_is_stuck", sleep_long)
    batch = ready_batch(printer, "AB01")
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    feeding = Feeder(RawConnection(printer), guard, Event(), Event().set)
    while line.clock is clock:
        feeding.step()
    assert states(batch) == [State.READY]
    assert peer.printed == []
    assert Printer.objects.get().away_at is None


def test_it_does_not_call_the_printer_silent_when_it_slept_itself(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep_long(*_: object) -> None:
        monkeypatch.setattr(line, "clock", lambda: clock() + 1_000_000)
        raise NotConnected("the time is over")

    monkeypatch.setattr(RawPrinter, "status", sleep_long)
    batch = ready_batch(printer, "AB01")
    move(batch, State.SENT, printer=printer, sent_at=timezone.now())
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    Feeder(RawConnection(printer), guard, Event(), Event().set).step()
    assert Printer.objects.get().away_at is None
    assert states(batch) == [State.SENT]


def test_it_keeps_an_absence_that_others_note_in_the_middle_of_its_step(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its agent, or whoever watched its print server."""
    ready_batch(printer, "AB01", "AB02")
    check, first, second = RawConnection.check, timezone.now() - timedelta(hours=1), timezone.now()

    def check_and_note(conn: RawConnection) -> None:
        check(conn)
        Printer.objects.update(away_at=second)

    monkeypatch.setattr(RawConnection, "check", check_and_note)
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    for known in (None, first):
        Printer.objects.update(away_at=known)
        Feeder(RawConnection(Printer.objects.get()), guard, Event(), Event().set).step()
        assert Printer.objects.get().away_at == second, known


def test_it_ends_when_the_printer_gets_another_address(peer: ZplPrinter, printer: Printer) -> None:
    ready_batch(printer, "AB01")
    peer.set(paused=True)
    with running(printer) as feeding:
        until(lambda: "paused" in Printer.objects.get().trouble, "the printer's trouble")
        Printer.objects.update(address="127.0.0.1:9199")
        feeding.thread.join(PATIENCE)
        assert not feeding.thread.is_alive()


@pytest.mark.parametrize("is_on", [True, False])
def test_it_notes_nothing_of_the_old_machine_at_the_new_one(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch, is_on: bool
) -> None:
    """The address is changed while it waits for an answer."""
    ready_batch(printer, "AB01")
    peer.set(paper=0)
    Printer.objects.update(answers=False)
    status, asked = RawPrinter.status, Event()

    def status_and_readdress(raw: RawPrinter) -> PrinterStatus:
        asked.set()
        changed = Printer.objects.get()
        changed.address = "127.0.0.1:9199"
        readdress(printer=changed, fields=["address"])
        if not is_on:
            raise NotConnected("test")
        return status(raw)

    monkeypatch.setattr(RawPrinter, "status", status_and_readdress)
    guard = LeaseGuard.around(hold(printer), requested_at=clock() + 3600)
    Feeder(RawConnection(printer), guard, Event(), Event().set).step()
    assert asked.is_set()
    now = Printer.objects.get()
    assert (now.looked_at, now.away_at, now.answers, str(now.trouble)) == (None, None, False, "")


def test_it_sets_a_held_package_aside_and_prints_it_once_released(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    PackageStop.objects.create(number="AB01", kind="hold", because="fraud?", at=timezone.now())
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert "“fraud?”" in job_at(batch, 1).question
    release(number="AB01", user_id=None)
    feed(printer)
    assert numbers(peer) == ["AB02", "AB01"]


def test_it_prints_no_label_of_a_package_that_is_cancelled(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    PackageStop.objects.create(number="AB01", kind="cancel", claim="C-1", at=timezone.now())
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert "The customer cancels package AB01" in str(job_at(batch, 1).question)


def test_it_lets_the_ledger_send_no_label_of_a_held_package(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_batch(printer, "AB01")
    monkeypatch.setattr(feeder, "stop_of", hold_meanwhile)
    feed(printer)
    assert numbers(peer) == []
    assert "“late”" in PrintJob.objects.get().question


def hold_meanwhile(*, number: str) -> PackageStop | None:
    """At first there is none, and then there is."""
    found = stop_of(number=number)
    defaults = {"because": "late", "at": timezone.now()}
    PackageStop.objects.get_or_create(number=number, kind="hold", defaults=defaults)
    return found


def test_it_prints_what_had_left_before_it_was_asked_for(peer: ZplPrinter, printer: Printer) -> None:
    before = timezone.now() - timedelta(days=1)
    keep(packages=[Package(number="AB01", status=4, updated_at=before)])
    ready_batch(printer, "AB01")
    feed(printer)
    assert numbers(peer) == ["AB01"]


def test_it_asks_before_it_prints_what_has_left_since(peer: ZplPrinter, printer: Printer) -> None:
    batch = ready_batch(printer, "AB01", "AB02")
    soon = timezone.now() + timedelta(minutes=1)
    keep(packages=[Package(number="AB01", status=4, updated_at=soon), Package(number="AB02", status=2)])
    feed(printer)
    assert numbers(peer) == ["AB02"]
    assert "AB01 is Shipped at Seller Center" in job_at(batch, 1).question
    answers.answer_question(jobs=[job_at(batch, 1)], print_it=True, user_id=person().pk)
    feed(printer)
    assert numbers(peer) == ["AB02", "AB01"]


@pytest.mark.parametrize(
    "change",
    [
        {"shipping_address": Address(line="Elsewhere 9")},
        {"shipping_company": ShippingCompany(name="Aras", slug="aras")},
        {"shipping_method": "Next day"},
    ],
)
def test_it_prints_no_label_from_before_a_change(
    peer: ZplPrinter, printer: Printer, change: dict[str, Any]
) -> None:
    ready_batch(printer, "AB01")
    package = Package(number="AB01", status=2)
    Label.objects.update(fingerprint=fingerprint(package))
    assert stale.note_read([replace(package, **change)]) == 1
    assert is_wanted_again(printer, peer)


def test_it_prints_no_label_of_other_items(peer: ZplPrinter, printer: Printer) -> None:
    ready_batch(printer, "AB01")
    package = Package(number="AB01", status=2)
    keep_with_items(snapshots={"AB01": (package, [Item(number="1", product="A")])})
    assert not Label.objects.exclude(stale_at=None).exists()
    keep_with_items(snapshots={"AB01": (package, [Item(number="2", product="A")])})
    assert not Label.objects.exclude(stale_at=None).exists()
    keep_with_items(snapshots={"AB01": (package, [Item(number="2", product="B")])})
    assert is_wanted_again(printer, peer)


def is_wanted_again(printer: Printer, peer: ZplPrinter) -> bool:
    with running(printer) as run:
        assert run.wanted.wait(PATIENCE)
    return numbers(peer) == [] and PrintJob.objects.get().state == State.WANTED
