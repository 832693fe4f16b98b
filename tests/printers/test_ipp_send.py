import socket
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from unittest.mock import patch

import pytest
from ippx import IppMessage, Tag

from packages_ui.printers import exchange
from packages_ui.printers.errors import NotConnected, NotTaken, PrinterError, Refused, SendBroken
from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.line import FOREVER, Deadline
from tests.printers.daemons import PATIENCE
from tests.printers.fake_ipp import Act, FakeIpp, answers, drip, http, ipp, read_request, reset

PDF = b"%PDF-1.4 a label"
MEDIA = IppPrinter._media
SHORT = 1.0  # seconds for a printer that says nothing: to connect, and to answer
TAKEN = ipp(0, Tag.JOB_ATTRS, {"job-id": (Tag.INTEGER, [7]), "job-state": (Tag.ENUM, [3])})


def send(uri: str, content: bytes = PDF, *, seconds: float = PATIENCE, until: Deadline = FOREVER) -> int:
    """`seconds` for the label; the question for the paper has its time."""
    printer = IppPrinter(uri, allow_local=True, connect_seconds=seconds, answer_seconds=seconds)
    patient = replace(printer, connect_seconds=PATIENCE, answer_seconds=PATIENCE)
    with patch.object(IppPrinter, "_media", lambda _printer: MEDIA(patient)):
        return printer.send(
            content, mime="application/pdf", name="label-1", width_mm=100, height_mm=150, until=until
        )


def sent_to(act: Act, content: bytes = PDF, *, seconds: float = PATIENCE) -> int:
    with FakeIpp(act, tells_media=True) as peer:
        return send(peer.uri, content, seconds=seconds)


def after_request(then: Callable[[socket.socket], None]) -> Act:
    def act(line: socket.socket) -> None:
        read_request(line)
        then(line)

    return act


def early(answer: bytes) -> Act:
    """Reads a little, answers, hangs up."""

    def act(line: socket.socket) -> None:
        line.recv(1000)
        line.sendall(answer)

    return act


def test_it_sends_nothing_after_its_time() -> None:
    lines: list[socket.socket] = []
    with FakeIpp(lines.append, tells_media=True) as peer, pytest.raises(NotConnected):
        send(peer.uri, until=Deadline.within(-1))
    assert lines == []


def test_it_sends_all_that_a_label_needs() -> None:
    requests: list[IppMessage] = []

    def act(line: socket.socket) -> None:
        requests.append(read_request(line))
        line.sendall(http(TAKEN))

    assert sent_to(act) == 7
    told = {each.name: each.value for _, group in requests[0].groups for each in group}
    assert requests[0].data == PDF
    assert told["job-name"] == "label-1"
    assert told["requesting-user-name"] == "packages-backoffice"
    assert told["document-format"] == "application/pdf"
    assert (told["media"], told["print-scaling"], told["copies"]) == ("om_label_100x150mm", "none", 1)


@pytest.mark.parametrize("code", [0x0001, 0x0002])
def test_it_is_taken_where_attributes_are_ignored(code: int) -> None:
    assert sent_to(answers(ipp(code, Tag.JOB_ATTRS, {"job-id": (Tag.INTEGER, [9])}))) == 9


def test_it_reads_an_answer_in_chunks_after_a_continue() -> None:
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(TAKEN), TAKEN)
    said = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    assert sent_to(after_request(lambda line: line.sendall(said))) == 7


@pytest.mark.parametrize("code", [0x0502, 0x0505, 0x0506, 0x0507, 0x050B])
def test_it_may_send_again_what_was_not_taken(code: int) -> None:
    with pytest.raises(NotTaken) as caught:
        sent_to(answers(ipp(code, words="Busy.")))
    assert caught.value.may_send_again
    assert caught.value.sentence == (
        "The printer takes no labels at the moment. Nothing was printed. Print again when it is free. "
        "The printer's message: “Busy”."
    )


def test_it_may_send_again_when_cups_is_full() -> None:
    with pytest.raises(NotTaken):
        sent_to(answers(ipp(0x0404, words="Too many active jobs.")))


@pytest.mark.parametrize("code", [0x0400, 0x0403, 0x0404, 0x0406, 0x040A, 0x040B, 0x0501, 0x0503, 0x04FF])
def test_it_repeats_a_refusal(code: int) -> None:
    with pytest.raises(Refused) as caught:
        sent_to(answers(ipp(code, words="Never\x1b[31m\u202e this.")))
    assert not caught.value.may_send_again
    assert "The printer's message: “Never [31m this”." in caught.value.sentence


@pytest.mark.parametrize("code", [0x0405, 0x0411, 0x0500, 0x0504, 0x0508, 0x0300, 0x7FFF])
def test_it_does_not_know_when_the_printer_failed_at_it(code: int) -> None:
    with pytest.raises(SendBroken):
        sent_to(answers(ipp(code)))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("503 Service Unavailable", NotTaken),
        ("429 Too Many Requests", NotTaken),
        ("301 Moved Permanently", Refused),
        ("401 Unauthorized", Refused),
        ("403 Forbidden", Refused),
        ("404 Not Found", Refused),
        ("413 Too Large", Refused),
        ("426 Upgrade Required", Refused),
        ("408 Request Timeout", SendBroken),
        ("500 Internal Server Error", SendBroken),
        ("502 Bad Gateway", SendBroken),
        ("204 No Content", SendBroken),
    ],
)
def test_it_reads_the_status_of_http(status: str, error: type[PrinterError]) -> None:
    with pytest.raises(error) as caught:
        sent_to(answers(b"<html>", status))
    assert type(caught.value) is error


def test_it_shows_no_control_signs_of_a_refusal() -> None:
    with pytest.raises(Refused) as caught:
        sent_to(answers(b"", "418 I am\x1b[2J a\x07 teapot"))
    assert "The printer's message: “I am [2J a teapot”." in caught.value.sentence
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00\xff\x17 garbage\r\n\r\n",
        b"HTTP/1.1 200",
        http(b""),
        http(b"<html><body>Hello, I am a router.</body></html>"),
        http(TAKEN)[:-9],
        http(TAKEN[:-1] + b"\x0f"),
        http(ipp(0)),
        http(ipp(0, Tag.JOB_ATTRS, {"job-id": (Tag.KEYWORD, ["7"])})),
        http(ipp(0, Tag.JOB_ATTRS, {"job-id": (Tag.INTEGER, [0])})),
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n\x01\x01",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
)
def test_it_does_not_know_after_an_answer_without_sense(said: bytes) -> None:
    with pytest.raises(SendBroken):
        sent_to(after_request(lambda line: line.sendall(said)))


def test_it_does_not_know_after_a_reset() -> None:
    with pytest.raises(SendBroken):
        sent_to(after_request(reset))


def test_it_does_not_know_after_a_reset_in_the_middle() -> None:
    def act(line: socket.socket) -> None:
        line.recv(1000)
        reset(line)

    with pytest.raises(SendBroken):
        sent_to(act, PDF * 500_000)


@pytest.mark.parametrize("act", [read_request, lambda line: line.recv(1)])
def test_it_does_not_know_after_silence(act: Act) -> None:
    def hold(line: socket.socket) -> None:
        act(line)
        peer.over.wait()

    with FakeIpp(hold, tells_media=True) as peer, pytest.raises(SendBroken):  # else it would wait for ever
        send(peer.uri, PDF * 500_000, seconds=SHORT)


def test_what_it_gave_up_does_not_arrive_later() -> None:
    gave_up, arrived = Event(), []

    def act(line: socket.socket) -> None:
        gave_up.wait()
        arrived.append(read_request(line))

    with FakeIpp(act, tells_media=True, room=2048) as peer:
        with pytest.raises(SendBroken):
            send(peer.uri, PDF * 10_000, seconds=SHORT)  # all of it fits into our own system's buffer
        gave_up.set()
    assert arrived == []


def test_it_waits_no_longer_for_an_answer_that_drips() -> None:
    with pytest.raises(SendBroken):
        sent_to(after_request(lambda line: drip(line, http(TAKEN), every=0.02)), seconds=SHORT)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b""])
def test_it_reads_no_answer_without_end(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LARGEST_ANSWER", 100_000)
    with pytest.raises(SendBroken):
        sent_to(after_request(lambda line: line.sendall(head + b"1" * 3_000_000)))


def test_it_reads_no_continue_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LARGEST_ANSWER", 100_000)
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000
    with pytest.raises(SendBroken, match="longer than"):
        sent_to(after_request(lambda line: line.sendall(go_on)))


@pytest.mark.parametrize("status", ["413 Too Large", "401 Unauthorized"])
def test_it_reads_why_the_printer_hung_up_early(status: str) -> None:
    with pytest.raises(Refused):
        sent_to(early(http(b"", status)), PDF * 500_000)


def test_it_reads_early_that_the_printer_is_busy() -> None:
    with pytest.raises(NotTaken):
        sent_to(early(http(ipp(0x0507))), PDF * 500_000)


def test_it_does_not_believe_who_takes_a_label_before_it_has_it() -> None:
    with pytest.raises(SendBroken):
        sent_to(early(http(TAKEN)), PDF * 500_000)


def test_it_sends_nothing_to_who_hung_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = socket.create_connection(listener.getsockname())
        listener.accept()[0].close()
        line.recv(1, socket.MSG_PEEK)  # until it has noticed
        with line, pytest.raises(NotConnected):
            exchange._must_be_open(line, Deadline.within(PATIENCE))


def test_it_asks_nothing_of_who_is_off() -> None:
    with FakeIpp(read_request) as peer:
        uri = peer.uri
    with pytest.raises(NotConnected) as caught:
        send(uri)
    assert caught.value.may_send_again


@pytest.mark.parametrize("uri", ["ipp://", "http://printer/ipp", "ipp://u:p@127.0.0.1/ipp", "nonsense", ""])
def test_it_takes_an_impossible_address_as_not_connected(uri: str) -> None:
    with pytest.raises(NotConnected):
        send(uri)
