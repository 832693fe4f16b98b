import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from select import select

import pytest

from packages_ui.printers import raw as raw_module
from packages_ui.printers.errors import NotConnected, SendBroken
from packages_ui.printers.line import Deadline
from packages_ui.printers.raw import RawPrinter
from packages_ui.printers.status import PrinterStatus
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.printers.daemons import PATIENCE, wait
from tests.printers.fake_ipp import reset


def label(number: int, size: int = 0) -> bytes:
    return f"^XA^FO20,20^FDLABEL-{number:04}{'x' * size}^FS^XZ".encode()


def raw(peer: ZplPrinter, *, send_seconds: float = PATIENCE, answer_seconds: float = PATIENCE) -> RawPrinter:
    """It waits for whatever comes; who has nothing to wait for says how long."""
    return RawPrinter(
        peer.host,
        peer.port,
        connect_seconds=PATIENCE,
        send_seconds=send_seconds,
        answer_seconds=answer_seconds,
        allow_local=True,
    )


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer that closes its line does so in time, however busy this machine is."""
    monkeypatch.setattr(raw_module, "LINGER", PATIENCE)


@contextmanager
def full_queue() -> Iterator[int]:
    """A port whose system takes no more connections and does not say no."""
    with socket.socket() as listener, socket.socket() as one, socket.socket() as two:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        for each in (one, two):
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        yield port


def test_it_prints_in_order_and_once() -> None:
    labels = [label(number) for number in range(50)]
    with ZplPrinter() as peer:
        sent = [raw(peer).send(each) for each in labels]
        assert peer.wait_printed(50)
    assert peer.printed == labels
    assert all(each.closed and each.size == len(labels[0]) for each in sent)
    assert peer.connections == 50


def test_it_sends_a_large_label_whole() -> None:
    big = label(1, size=1_000_000)
    with ZplPrinter() as peer:
        assert raw(peer).send(big).closed
        assert peer.wait_printed(1)
    assert peer.printed == [big]


def test_it_sends_nothing_when_refused() -> None:
    with ZplPrinter() as peer:
        pass
    with pytest.raises(NotConnected) as caught:
        raw(peer).send(label(1))
    assert caught.value.may_send_again
    assert "Nothing was sent" in caught.value.sentence
    assert str(peer.port) in str(caught.value)


def test_it_gives_up_connecting_in_time() -> None:
    start = time.monotonic()
    with full_queue() as port, pytest.raises(NotConnected):
        RawPrinter("127.0.0.1", port, connect_seconds=0.2, allow_local=True).send(label(1))
    assert 0.15 < time.monotonic() - start < PATIENCE  # the system itself tries for two minutes


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("a\0b", 9100), ("x" * 70, 9100)])
def test_it_takes_an_impossible_address_as_not_connected(host: str, port: int) -> None:
    with pytest.raises(NotConnected):
        RawPrinter(host, port, allow_local=True).send(label(1))


@pytest.mark.parametrize("size", [0, 1_000_000])
def test_it_does_not_know_after_a_dropped_line(size: int) -> None:
    with ZplPrinter(drop_after=20) as peer:
        with pytest.raises(SendBroken) as caught:
            raw(peer).send(label(1, size=size))
        assert raw(peer).send(label(2), clear_partial=True).closed
        assert peer.wait_printed(1)
    assert not caught.value.may_send_again
    assert "not known" in caught.value.sentence
    assert peer.printed == [label(2)]
    assert peer.connections == 2


def test_it_does_not_know_when_the_line_drops_after_the_label() -> None:
    whole = label(1)
    with ZplPrinter(drop_after=len(whole)) as peer:
        with pytest.raises(SendBroken):
            raw(peer).send(whole)
        assert peer.wait_printed(1)
    assert peer.printed == [whole]


def test_it_does_not_know_when_the_printer_hung_up_before_the_label() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = RawPrinter("127.0.0.1", listener.getsockname()[1], allow_local=True)
        with printer._connect() as connection:
            listener.accept()[0].close()
            with pytest.raises(OSError, match=r"dropped|reset|pipe|not connected"):
                printer._hand_over(connection, label(1))


def test_it_sends_nothing_over_a_line_that_was_reset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = RawPrinter("127.0.0.1", listener.getsockname()[1], allow_local=True)
        with printer._connect() as connection:
            taken, _ = listener.accept()
            reset(taken)
            taken.close()
            select([connection], [], [], PATIENCE)
            with pytest.raises(NotConnected):
                printer._hand_over(connection, label(1))


def breaks(printer: RawPrinter, zpl: bytes) -> None:
    """The line; on a busy machine the time may be over before the first byte, and nothing was sent."""
    while True:
        try:
            printer.send(zpl)
        except NotConnected:
            continue
        except SendBroken:
            return
        pytest.fail("all was taken")


@pytest.mark.parametrize("size", [100_000, 10_000_000])
def test_it_does_not_know_when_the_printer_takes_no_more(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_module, "LINGER", 0.1)  # a full printer does not close its line
    with ZplPrinter(paused=True, room=1) as peer:
        raw(peer).send(label(1))
        assert peer.wait_waiting(1)
        breaks(raw(peer, send_seconds=0.4), label(2, size=size))  # else it would wait for ever
        peer.set(paused=False, room=None)
        assert peer.wait_hung_up()  # else the rest of label 2 may be read after label 3 and swallow it
        raw(peer).send(label(3), clear_partial=True)
        assert wait(lambda: peer.printed[-1:] == [label(3)])
    kept = [one for one in peer.printed if one != label(2, size=size)]  # it may be in the printer
    assert kept == [label(1), label(3)]


def test_it_sends_nothing_after_its_time() -> None:
    with ZplPrinter() as peer:
        with pytest.raises(NotConnected):
            raw(peer).send(label(1), until=Deadline.within(-1))
        assert raw(peer).send(label(2)).closed
        assert peer.wait_printed(1)
    assert peer.printed == [label(2)]


def test_it_is_done_when_the_printer_keeps_the_line_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_module, "LINGER", 0.1)
    with ZplPrinter(keeps_open=True) as peer:
        sent = raw(peer).send(label(1))
        assert peer.wait_printed(1)
    assert not sent.closed
    assert 0.09 < sent.seconds < PATIENCE  # neither answer_seconds nor send_seconds


def test_it_does_not_wait_for_a_slow_printer() -> None:
    with ZplPrinter(paused=True) as peer:
        for number in range(3):
            raw(peer).send(label(number))
        assert raw(peer).status().waiting == 3
        assert peer.printed == []
        peer.set(paused=False)
        assert peer.wait_printed(3)
    assert peer.printed == [label(number) for number in range(3)]


def test_it_prints_on_a_printer_that_never_answers() -> None:
    with ZplPrinter(mute=True) as peer:
        assert raw(peer, answer_seconds=0.2).status() == PrinterStatus()  # else it would wait for ever
        assert raw(peer).send(label(1)).closed
        assert peer.wait_printed(1)
