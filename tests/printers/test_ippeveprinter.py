"""Against CUPS' own model of an IPP Everywhere printer, which Debian ships."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from packages_ui.printers import tls
from packages_ui.printers.errors import NotConnected, NotTaken, NotTrusted, Refused
from packages_ui.printers.ipp import IppJob, IppPrinter, JobState, PrinterState, certificate_of
from packages_ui.printers.ipp_status import Raster
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.printers.daemons import PATIENCE, wait
from tests.printers.fake_ipp import FakeIpp
from tests.printers.ipp_printer import IppEvePrinter

PDF = b"%PDF-1.4 label "
COMPLETED = ("job-completed-successfully",)


@pytest.fixture
def peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter() as printer:
        yield printer


def ipp(peer: IppEvePrinter) -> IppPrinter:
    return IppPrinter(peer.uri, allow_local=True, connect_seconds=PATIENCE, answer_seconds=PATIENCE)


def secured(port: int, certificate: str = "", host: str = "localhost") -> IppPrinter:
    uri = f"ipps://{host}:{port}/ipp/print"
    return IppPrinter(uri, certificate, PATIENCE, PATIENCE, allow_local=True)


def send(printer: IppPrinter, number: int = 1, mime: str = "application/pdf") -> int:
    content = PDF + str(number).encode()
    return printer.send(content, mime=mime, name=f"label-{number}", width_mm=100, height_mm=150)


def is_in(printer: IppPrinter, job_id: int, state: JobState) -> bool:
    job = printer.job(job_id)
    return job is not None and job.state is state


def test_it_prints_in_order_and_follows_each_to_its_end(peer: IppEvePrinter) -> None:
    printer = ipp(peer)
    for number in range(1, 4):
        job_id = send(printer, number)
        assert wait(lambda: is_in(printer, job_id, JobState.COMPLETED))  # noqa: B023 - asked before it changes
    assert peer.printed == [(f"label-{number}", PDF + str(number).encode()) for number in range(1, 4)]
    assert peer.wished == ["om_label_100x150mm none 1 application/pdf"] * 3
    jobs = printer.jobs()
    assert all(job.began is not None for job in jobs)
    assert [replace(job, began=None, created=None, completed=None) for job in jobs] == [
        IppJob(number, f"label-{number}", JobState.COMPLETED, COMPLETED) for number in (3, 2, 1)
    ]


def test_it_looks_at_the_printer(peer: IppEvePrinter) -> None:
    status = ipp(peer).check()
    assert (status.state, status.accepting, str(status.trouble)) == (PrinterState.IDLE, True, "")
    assert status.formats == ("application/pdf",)
    assert status.up_seconds is not None
    assert 0 <= status.up_seconds < 600


def test_it_tells_what_a_printer_without_pdf_takes() -> None:
    with IppEvePrinter(formats="image/pwg-raster") as peer:
        status = ipp(peer).check()
    assert status.raster_dpis == (203, 300)
    assert status.raster(dpi=203) == Raster(203, "black_1")


def test_it_may_send_again_what_a_busy_printer_did_not_take(peer: IppEvePrinter) -> None:
    peer.set(held=1)
    send(ipp(peer))
    with pytest.raises(NotTaken, match="0507"):
        send(ipp(peer), 2)
    peer.set(held=0)
    assert peer.wait_printed(1)
    assert [name for name, _ in peer.printed] == ["label-1"]


def test_it_reports_paper_out_until_fed(peer: IppEvePrinter) -> None:
    printer = ipp(peer)
    peer.set(paper=1)
    send(printer)
    assert peer.wait_printed(1)
    assert wait(lambda: printer.check().state is PrinterState.IDLE)
    job_id = send(printer, 2)
    assert wait(lambda: bool(printer.check().trouble))
    assert printer.check().trouble == "The printer is out of paper: put in a new roll."
    assert is_in(printer, job_id, JobState.PROCESSING)
    peer.feed()
    assert wait(lambda: is_in(printer, job_id, JobState.COMPLETED))
    assert printer.check().trouble == ""


def test_it_says_why_a_job_was_given_up(peer: IppEvePrinter) -> None:
    peer.set(fails=1)
    job_id = send(ipp(peer))
    assert wait(lambda: is_in(ipp(peer), job_id, JobState.ABORTED))
    job = ipp(peer).job(job_id)
    assert job
    assert job.why == "The printer gave up."
    assert peer.printed == []


def test_it_cancels_what_is_not_done(peer: IppEvePrinter) -> None:
    peer.set(paper=0)
    job_id = send(ipp(peer))
    assert wait(lambda: is_in(ipp(peer), job_id, JobState.PROCESSING))
    assert ipp(peer).cancel(job_id)
    peer.feed()
    assert wait(lambda: is_in(ipp(peer), job_id, JobState.CANCELED))
    assert not ipp(peer).cancel(job_id)
    assert not ipp(peer).cancel(99)


def test_it_repeats_why_the_printer_refuses(peer: IppEvePrinter) -> None:
    with pytest.raises(Refused) as caught:
        send(ipp(peer), mime="image/png")
    assert "The printer's message: “Unsupported document-format" in caught.value.sentence
    with pytest.raises(Refused, match="media"):
        ipp(peer).send(PDF, mime="application/pdf", name="label-1", width_mm=50, height_mm=50)
    assert ipp(peer).jobs() == []


def test_it_uses_the_printers_own_name_for_its_paper() -> None:
    with IppEvePrinter(media=("iso_a4_210x297mm", "oe_4x6-label_4x6in")) as peer:
        ipp(peer).send(PDF, mime="application/pdf", name="label-1", width_mm=101.6, height_mm=152.4)
        assert peer.wait_printed(1)
        assert peer.wished[0].startswith("oe_4x6-label_4x6in ")


def test_it_asks_again_for_the_names_of_paper_after_a_refusal() -> None:
    with IppEvePrinter(media=("iso_a4_210x297mm",)) as peer:
        with pytest.raises(Refused, match="media"):
            send(ipp(peer))
        peer.load("om_small-photo_100x150mm")
        send(ipp(peer))
        assert peer.wait_printed(1)
        assert peer.wished[0].startswith("om_small-photo_100x150mm ")


def test_it_forgets_in_a_power_cut_and_gives_ids_again(peer: IppEvePrinter) -> None:
    peer.set(paper=0)
    assert send(ipp(peer)) == 1
    peer.kill()
    with pytest.raises(NotConnected):
        ipp(peer).job(1)
    peer.feed()
    peer.restart()
    assert ipp(peer).job(1) is None
    assert send(ipp(peer), 2) == 1
    assert peer.wait_printed(1)
    assert [name for name, _ in peer.printed] == ["label-2"]


def test_it_trusts_the_certificate_that_was_confirmed(peer: IppEvePrinter) -> None:
    shown = certificate_of("localhost", peer.port, seconds=PATIENCE, allow_local=True)
    assert len(shown) == 64
    colons = ":".join(shown[place : place + 2] for place in range(0, 64, 2)).upper()
    for pin in (shown, colons):
        assert secured(peer.port, pin).check().state is PrinterState.IDLE
    job_id = send(secured(peer.port, shown))
    assert wait(lambda: is_in(secured(peer.port, shown), job_id, JobState.COMPLETED))


@pytest.mark.parametrize("pin", ["00" * 32, "nonsense", ""])
def test_it_sends_nothing_to_who_shows_another_certificate(peer: IppEvePrinter, pin: str) -> None:
    with pytest.raises(NotTrusted) as caught:
        send(secured(peer.port, pin))
    assert caught.value.may_send_again
    assert "Print-Job" not in peer.log


def test_it_trusts_whom_an_authority_vouches_for(
    peer: IppEvePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate_of(
        "localhost", peer.port, seconds=PATIENCE, allow_local=True
    )  # it makes its certificate for the first caller
    monkeypatch.setenv("SSL_CERT_FILE", str(peer.folder / "keys/localhost.crt"))
    tls._context.cache_clear()
    try:
        with pytest.raises(NotTrusted):  # the certificate is for a name
            secured(peer.port, host="127.0.0.1").check()
        assert secured(peer.port).check().state is PrinterState.IDLE
    finally:
        tls._context.cache_clear()


def test_it_is_not_connected_to_who_speaks_no_tls() -> None:
    def hold(line: socket.socket) -> None:
        line.recv(1)
        silent.over.wait()

    with FakeIpp(lambda line: line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as plain:
        for ask in (lambda: secured(plain.port).check(), lambda: certificate_of("::1", plain.port)):
            with pytest.raises(NotConnected):
                ask()
    with FakeIpp(hold) as silent, pytest.raises(NotConnected):
        send(IppPrinter(f"ipps://127.0.0.1:{silent.port}/", allow_local=True, connect_seconds=0.2))


def test_it_is_unknown_to_a_zpl_printer() -> None:
    with ZplPrinter() as peer, pytest.raises(NotConnected):
        certificate_of("127.0.0.1", peer.port, seconds=0.2, allow_local=True)
