"""A sender that ends in the middle of a large label leaves a part of it at the printer; CUPS' own printer, as
others may, takes that for the whole and says that it printed it."""

import socket
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from packages_ui.models import Printer, PrintJob
from packages_ui.printers import ipp_message
from packages_ui.printers.errors import SendBroken
from packages_ui.printers.ipp import IppPrinter, JobState
from packages_ui.services.printing import ipp, ledger
from packages_ui.services.printing.ipp import IppConnection
from tests.printers.cups_server import CupsServer
from tests.printers.ipp_printer import LABEL, IppEvePrinter
from tests.processes import until
from tests.services.batch_makers import states
from tests.services.printing.makers import DEAD, begin, job_at, let_go, printer_of, ready_batch

State, Cause = PrintJob.State, PrintJob.Cause
PDF = b"%PDF-1.7 " + b"x" * 20_000
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@pytest.fixture(autouse=True)
def _quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRINT_STEP_SECONDS = 60
    settings.PRINTERS_ON_THIS_MACHINE = True
    monkeypatch.setattr(ipp, "SEARCH_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(ipp, "POLL_SECONDS", 0.0)


@pytest.fixture
def peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter() as made:
        yield made


def send(uri: str, name: str, *, bytes_short: int) -> None:
    """As much of it as came before its sender was killed."""
    request = ipp_message.print_job(uri, PDF, mime="application/pdf", name=name, media=LABEL)
    where, _, path = uri.removeprefix("ipp://").partition("/")
    host, _, port = where.partition(":")
    head = f"POST /{path} HTTP/1.1\r\nHost: {where}\r\nContent-Type: application/ipp\r\n"
    head += f"Content-Length: {len(request)}\r\n\r\n"
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + request[: len(request) - bytes_short])


def abandoned(printer: Printer, *, in_parts: bool) -> PrintJob:
    batch = ready_batch(printer, "AB01")
    let_go(begin(job_at(batch, 1), printer, in_parts=in_parts))
    assert ledger.abandon(printer_id=printer.pk)
    return job_at(batch, 1)


def followed(job: PrintJob) -> PrintJob:
    """Once a worker has looked for it at its printer and followed it."""
    assert job.printer
    conn = IppConnection(job.printer)
    for _ in range(2):
        conn.check()
        conn.follow([PrintJob.objects.get(pk=job.pk)])
    return PrintJob.objects.get(pk=job.pk)


@pytest.mark.parametrize(
    ("in_parts", "short", "after"),
    [(True, 12_000, State.UNKNOWN), (True, 0, State.UNKNOWN), (False, 0, State.PRINTED)],
)
def test_it_takes_no_part_for_the_whole(
    peer: IppEvePrinter, in_parts: bool, short: int, after: PrintJob.State
) -> None:
    job = abandoned(printer_of("ipp", peer.uri), in_parts=in_parts)
    send(peer.uri, DEAD, bytes_short=short)
    jobs = IppPrinter(peer.uri, allow_local=True).jobs
    until(lambda: [each.state for each in jobs()] == [JobState.COMPLETED], "the printer to call it printed")
    assert followed(job).state == after


def test_a_print_server_has_the_whole_or_nothing(peer: IppEvePrinter) -> None:
    with CupsServer(peer.uri) as cups:
        jobs = IppPrinter(cups.uri, allow_local=True).jobs
        send(cups.uri, "label-half", bytes_short=12_000)
        job = abandoned(printer_of("ipp", cups.uri), in_parts=True)
        send(cups.uri, DEAD, bytes_short=0)
        until(lambda: [each.state for each in jobs()] == [JobState.COMPLETED], "the server to be done")
        assert [each.name for each in jobs()] == [DEAD]
        assert followed(job).state == State.PRINTED


def test_it_knows_that_all_of_it_has_arrived(peer: IppEvePrinter) -> None:
    """Where the answer alone is missing, the printer's word for it is good."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        uri = f"ipp://127.0.0.1:{mute.getsockname()[1]}/ipp/print"
        line = IppPrinter(uri, answer_seconds=1, connect_seconds=1, allow_local=True)
        with pytest.raises(SendBroken) as broke:
            line.send(PDF, mime="application/pdf", name="label-1", width_mm=100, height_mm=150)
    assert broke.value.whole


def test_a_label_whose_answer_alone_was_lost_is_looked_for(peer: IppEvePrinter) -> None:
    printer = printer_of("ipp", peer.uri)
    batch = ready_batch(printer, "AB01")
    job = job_at(batch, 1)
    token = begin(job, printer, in_parts=True)
    assert ledger.mark_unknown(job, token=token, cause=Cause.DISCONNECTED, reason="", whole=True)
    send(peer.uri, DEAD, bytes_short=0)
    assert peer.wait_printed(1)
    assert followed(job_at(batch, 1)).state == State.PRINTED
    assert states(batch) == [State.PRINTED]
