"""What a real CUPS server does with our jobs, printer and power cuts included."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from ippx import Attribute, IppMessage, Operation, Tag, encode

from packages_ui.printers import ipp_message
from packages_ui.printers.address import parse_ipp
from packages_ui.printers.errors import NotTaken, Refused
from packages_ui.printers.exchange import Caller
from packages_ui.printers.ipp import IppPrinter, JobState, PrinterState
from packages_ui.printers.line import Deadline
from tests.printers.cups_server import CupsServer
from tests.printers.daemons import PATIENCE, wait
from tests.printers.ipp_printer import IppEvePrinter
from tests.printers.test_ippeveprinter import is_in, send


@pytest.fixture(scope="module")
def paper() -> Iterator[IppEvePrinter]:
    with IppEvePrinter() as printer:
        yield printer


@pytest.fixture(scope="module")
def cups(paper: IppEvePrinter) -> Iterator[CupsServer]:
    with CupsServer(paper.uri) as server:
        yield server


def queue(cups: CupsServer) -> IppPrinter:
    return IppPrinter(cups.uri, allow_local=True, connect_seconds=PATIENCE, answer_seconds=PATIENCE)


def tell(cups: CupsServer, operation: Operation, *attributes: Attribute) -> None:
    message: IppMessage = ipp_message._message(operation, cups.uri, list(attributes))
    caller = Caller(parse_ipp(cups.uri), "", allow_local=True, connect_seconds=PATIENCE)
    answer = caller.post(encode(message), Deadline.within(PATIENCE))
    assert ipp_message.read_answer(answer.body).code == 0


def test_it_follows_a_label_through_cups_to_paper(cups: CupsServer, paper: IppEvePrinter) -> None:
    before = len(paper.printed)
    job_id = send(queue(cups), 11)
    assert wait(lambda: is_in(queue(cups), job_id, JobState.COMPLETED))
    job = queue(cups).job(job_id)
    assert job
    assert (job.name, str(job.why)) == ("label-11", "")
    assert paper.printed[before:] == [("label-11", b"%PDF-1.4 label 11")]
    assert paper.wished[before] == "om_label_100x150mm none 1 application/pdf"
    assert job in queue(cups).jobs(named="label-11")  # it tells the names of jobs that are done


def test_it_looks_at_a_queue(cups: CupsServer) -> None:
    status = queue(cups).check()
    assert (status.accepting, status.up_seconds) == (True, None)  # CUPS tells the time of day there
    assert "application/pdf" in status.formats


def test_it_keeps_a_job_while_the_printer_is_off(cups: CupsServer, paper: IppEvePrinter) -> None:
    paper.kill()
    job_id = send(queue(cups), 12)
    assert wait(lambda: bool(queue(cups).check().trouble))
    assert queue(cups).check().trouble == (
        "The print server does not reach the printer: check that it is switched on."
    )
    assert is_in(queue(cups), job_id, JobState.PROCESSING)
    paper.restart()
    assert queue(cups).cancel(job_id)
    assert wait(lambda: is_in(queue(cups), job_id, JobState.CANCELED))
    assert not queue(cups).cancel(job_id)


def test_it_sees_that_a_job_is_held(cups: CupsServer) -> None:
    tell(cups, Operation.PAUSE_PRINTER)
    assert queue(cups).check().trouble == "The printer is paused: resume it."
    assert queue(cups).check().state is PrinterState.STOPPED
    job_id = send(queue(cups), 13)
    tell(cups, Operation.HOLD_JOB, Attribute("job-id", Tag.INTEGER, [job_id]))
    job = queue(cups).job(job_id)
    assert job
    assert (job.state, str(job.why)) == (JobState.HELD, "It is on hold.")
    assert queue(cups).cancel(job_id)
    tell(cups, Operation.RESUME_PRINTER)


def test_it_repeats_why_cups_refuses(cups: CupsServer) -> None:
    nowhere = replace(queue(cups), uri=cups.uri.replace("labels", "nowhere"))
    with pytest.raises(Refused, match="does not exist"):
        send(nowhere)
    with pytest.raises(Refused, match="document-format"):
        send(queue(cups), mime="application/nonsense")


def test_it_tells_of_the_latest_jobs(paper: IppEvePrinter) -> None:
    with CupsServer(paper.uri) as cups:
        tell(cups, Operation.PAUSE_PRINTER)
        sent = [send(queue(cups), number) for number in range(1, 6)]
        for job_id in sent[:3]:
            assert queue(cups).cancel(job_id)
        # a second is the smallest time by which it orders what is over
        found = queue(cups).jobs(most=2)
        assert {job.id for job in found[:2]} == set(sent[3:])
        assert len(found) == 4
        assert all(job.state is JobState.CANCELED for job in found[2:])


def test_it_may_send_again_what_a_full_cups_did_not_take(paper: IppEvePrinter) -> None:
    with CupsServer(paper.uri, most=2) as cups:
        tell(cups, Operation.PAUSE_PRINTER)
        assert [send(queue(cups), number) for number in (1, 2)] == [1, 2]
        with pytest.raises(NotTaken, match="Too many active jobs"):
            send(queue(cups), 3)


def test_cups_forgets_in_a_crash_what_it_accepted_and_gives_the_id_again(paper: IppEvePrinter) -> None:
    with CupsServer(paper.uri, dirty=30) as cups:
        tell(cups, Operation.PAUSE_PRINTER)
        assert send(queue(cups), 1) == 1
        cups.kill()
        cups.restart()
        assert queue(cups).job(1) is None
        assert queue(cups).jobs() == []
        tell(cups, Operation.PAUSE_PRINTER)
        assert send(queue(cups), 2) == 1  # the same id under another name
        job = queue(cups).job(1)
        assert job
        assert job.name == "label-2"


def test_a_label_that_cups_forgot_in_a_crash_may_come_after_the_next(paper: IppEvePrinter) -> None:
    """Who was handing it to the printer goes on without CUPS, however slowly."""
    before = len(paper.printed)
    with CupsServer(paper.uri, dirty=30) as cups:
        paper.kill()
        send(queue(cups), 1)
        assert wait(lambda: bool(queue(cups).check().trouble))
        (backend,) = cups.children()
        cups.kill()
        backend.suspend()
        cups.restart()
        assert queue(cups).job(1) is None
        paper.restart()
        job_id = send(queue(cups), 2)
        assert wait(lambda: is_in(queue(cups), job_id, JobState.COMPLETED))
        backend.resume()
        assert paper.wait_printed(before + 2)
    assert [name for name, _ in paper.printed[before:]] == ["label-2", "label-1"]


def test_cups_keeps_over_a_crash_what_it_wrote_at_once(paper: IppEvePrinter) -> None:
    with CupsServer(paper.uri) as cups:
        tell(cups, Operation.PAUSE_PRINTER)
        assert [send(queue(cups), number) for number in (1, 2)] == [1, 2]
        assert queue(cups).cancel(1)
        cups.kill()
        cups.restart()
        known = [(job.id, job.name, job.state) for job in queue(cups).jobs()]
        assert known[0][:2] == (2, "label-2")
        assert known[1] == (1, "label-1", JobState.CANCELED)  # names of jobs that are over, too
