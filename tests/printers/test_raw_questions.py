import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest

from packages_ui.printers.errors import NotConnected, SendBroken
from packages_ui.printers.line import ABORT
from packages_ui.printers.raw import HOST_STATUS, RawPrinter
from packages_ui.printers.status import PrinterStatus
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.printers.daemons import PATIENCE, wait
from tests.printers.fake_ipp import FakeIpp
from tests.printers.test_raw import _unhurried, label, raw  # noqa: F401 - a fixture
from tests.printers.test_status import with_trouble

Whole = Callable[[bytes], bool]


def babble(listener: socket.socket) -> None:
    """Send a letter now and then until nobody listens."""
    line, _ = listener.accept()
    with line, suppress(OSError):
        while True:
            line.sendall(b"x")
            time.sleep(0.01)


def test_it_reports_paper_out_until_fed() -> None:
    with ZplPrinter(paper=2) as peer:
        for number in range(5):
            raw(peer).send(label(number))
        assert peer.wait_printed(2)
        assert peer.wait_waiting(3)
        assert raw(peer).status() == PrinterStatus(paper_out=True, waiting=3, answered=True)
        peer.feed()
        assert peer.wait_printed(5)
        assert raw(peer).status() == PrinterStatus(answered=True)
    assert peer.printed == [label(number) for number in range(5)]


@pytest.mark.parametrize("knob", ["paused", "head_open", "ribbon_out", "too_hot"])
def test_it_reports_what_stops_the_printer(knob: str) -> None:
    with ZplPrinter() as peer:
        peer.set(**{knob: True})
        raw(peer).send(label(1))
        assert peer.wait_waiting(1)
        assert raw(peer).status() == with_trouble(knob, waiting=1)
        peer.set(**{knob: False})
        assert peer.wait_printed(1)


@pytest.fixture
def _first_question_is_soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says nothing to the first says something to the second, and is waited for."""
    exchange = RawPrinter._exchange

    def patient(printer: RawPrinter, line: socket.socket, request: bytes, is_whole: Whole) -> bytes:
        seconds = 0.2 if request == HOST_STATUS else PATIENCE
        return exchange(replace(printer, answer_seconds=seconds), line, request, is_whole)

    monkeypatch.setattr(RawPrinter, "_exchange", patient)


@pytest.mark.parametrize("knob", ["head_open", "ribbon_out", "too_hot"])
@pytest.mark.usefixtures("_first_question_is_soon_given_up")
def test_it_asks_another_way_where_trouble_makes_the_printer_silent(knob: str) -> None:
    with ZplPrinter(silent_in_trouble=True) as peer:
        peer.set(**{knob: True})
        assert raw(peer).status() == with_trouble(knob)


@pytest.mark.usefixtures("_first_question_is_soon_given_up")
def test_it_hears_of_paper_and_pause_at_once() -> None:
    with ZplPrinter(silent_in_trouble=True, paper=0, paused=True) as peer:
        assert raw(peer).status() == PrinterStatus(answered=True, paper_out=True, paused=True)


def test_a_label_that_broke_off_swallows_the_next() -> None:
    with ZplPrinter(drop_after=20) as peer:
        with suppress(SendBroken):
            raw(peer).send(label(1))
        assert raw(peer).status().partial
        raw(peer).send(label(2))
        assert peer.wait_printed(1)
    assert peer.printed == [label(1)[:20] + label(2)]


def test_it_clears_what_broke_off_and_nothing_else() -> None:
    with ZplPrinter(paused=True) as peer:
        raw(peer).send(label(1))
        raw(peer).send(label(2)[:20])
        assert raw(peer).status().partial
        sent = raw(peer).send(label(3), clear_partial=True)
        assert peer.wait_waiting(2)
        assert not raw(peer).status().partial
        peer.set(paused=False)
        assert peer.wait_printed(2)
    assert peer.printed == [label(1), label(3)]
    assert sent.size == len(label(3))


def test_it_cancels_nothing_where_no_label_broke_off() -> None:
    with ZplPrinter(paused=True) as peer:
        for number in range(3):
            raw(peer).send(label(number), clear_partial=True)
        assert peer.wait_waiting(3)
    assert peer._stream.cancelled == 0


def test_it_does_not_cancel_a_label_that_is_only_late(monkeypatch: pytest.MonkeyPatch) -> None:
    with ZplPrinter() as peer, raw(peer)._connect() as slow:
        slow.sendall(label(1)[:20])
        assert wait(lambda: raw(peer).status().partial)

        def meanwhile(_: float) -> None:
            slow.sendall(label(1)[20:])
            assert peer.wait_printed(1)

        monkeypatch.setattr("packages_ui.printers.raw.time.sleep", meanwhile)
        raw(peer).send(label(2), clear_partial=True)
        assert peer.wait_printed(2)
    assert peer.printed == [label(1), label(2)]


def test_it_counts_what_the_printer_ever_printed() -> None:
    with ZplPrinter(counter=41) as peer:
        assert raw(peer).count() == 41
        raw(peer).send(label(1))
        assert peer.wait_printed(1)
        assert raw(peer).count(raw(peer).status()) == 42


@pytest.mark.parametrize("peer", [{"counts": False}, {"counter": None}, {"mute": True}])
def test_it_knows_no_count_where_the_printer_tells_none(peer: dict[str, Any]) -> None:
    with ZplPrinter(**peer) as printer:
        assert raw(printer, answer_seconds=0.2).count() is None
        assert raw(printer).send(label(1)).closed
        assert printer.wait_printed(1)
    assert printer.printed == [label(1)]


def test_it_does_not_ask_for_the_count_who_has_answered_nothing() -> None:
    with ZplPrinter(mute=True) as peer:
        assert raw(peer, answer_seconds=0.2).count() is None
        assert peer.connections == 1  # the one for its status


def test_it_does_not_ask_for_the_count_in_the_middle_of_a_label() -> None:
    with ZplPrinter() as peer:
        raw(peer).send(label(1)[:20])
        assert raw(peer).count() is None
        raw(peer).send(label(1)[20:])
        assert peer.wait_printed(1)
    assert peer.printed == [label(1)]


@pytest.mark.parametrize(
    "said", [b"", b'"?"', b'"12', b"123", b'"1e9"', b'"' + b"9" * 500 + b'"', b"\x00\xff"]
)
def test_it_knows_no_count_in_an_answer_without_sense(said: bytes) -> None:
    with FakeIpp(lambda line: line.sendall(said)) as peer:
        printer = RawPrinter("127.0.0.1", peer.port, answer_seconds=PATIENCE, allow_local=True)
        assert printer.count(PrinterStatus(answered=True)) is None


def test_it_loses_in_a_power_cut_what_waited() -> None:
    with ZplPrinter(counter=7) as peer:
        raw(peer).send(label(1))
        assert peer.wait_printed(1)
        peer.set(paused=True)
        raw(peer).send(label(2))
        assert peer.wait_waiting(1)
        peer.power_cut()
        with pytest.raises(NotConnected):
            raw(peer).status()
        peer.set(paused=False)
        peer.power_on()
        assert raw(peer).status() == PrinterStatus(answered=True)
        assert raw(peer).count() == 8
    assert peer.printed == [label(1)]


def test_it_stops_listening_to_a_printer_that_babbles() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = RawPrinter("127.0.0.1", listener.getsockname()[1], answer_seconds=0.3, allow_local=True)
        talker = Thread(target=babble, args=(listener,))
        talker.start()
        assert printer.status() == PrinterStatus()  # else it would listen for ever
        talker.join(PATIENCE)
        assert not talker.is_alive()


def test_it_cannot_ask_a_printer_that_is_off() -> None:
    with ZplPrinter() as peer:
        pass
    with pytest.raises(NotConnected):
        raw(peer).status()


def test_it_takes_a_line_that_drops_at_a_question_for_no_answer() -> None:
    with ZplPrinter(drop_after=1) as peer:  # of the question; at 0 the line may drop before it is made
        assert raw(peer).status() == PrinterStatus()


def test_a_printer_prints_what_it_has_though_who_asked_before_it_has_gone() -> None:
    with ZplPrinter(room=0) as peer, socket.create_connection((peer.host, peer.port)) as line:
        line.sendall(HOST_STATUS * 3 + label(1))
        line.shutdown(socket.SHUT_WR)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        line.close()
        peer.set(room=None)
        assert peer.wait_printed(1)
