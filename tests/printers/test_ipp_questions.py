import socket
from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ippx import IppMessage, Operation, Tag

from packages_ui.printers import ipp_message
from packages_ui.printers.errors import NoAnswer, NotConnected
from packages_ui.printers.exchange import MalformedAnswer
from packages_ui.printers.ipp import IppJob, IppPrinter, IppStatus, JobState, PrinterState
from tests.printers.daemons import PATIENCE
from tests.printers.fake_ipp import IDLE, Act, FakeIpp, Told, answers, drip, http, ipp, read_request, reset

QUESTIONS: dict[str, Callable[[IppPrinter], object]] = {
    "look": IppPrinter.check,
    "job": lambda printer: printer.job(3),
    "jobs": IppPrinter.jobs,
    "cancel": lambda printer: printer.cancel(3),
}
asked = pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)


def printer_at(uri: str, *, seconds: float = PATIENCE) -> IppPrinter:
    return IppPrinter(uri, allow_local=True, connect_seconds=PATIENCE, answer_seconds=seconds)


def asking(act: Act, ask: Callable[[IppPrinter], object]) -> object:
    with FakeIpp(act) as peer:
        return ask(printer_at(peer.uri))


def told(job_id: int, name: str, state: int, reason: str = "none") -> Told:
    return {
        "job-id": (Tag.INTEGER, [job_id]),
        "job-name": (Tag.NAME, [name]),
        "job-state": (Tag.ENUM, [state]),
        "job-state-reasons": (Tag.KEYWORD, [reason]),
    }


def request_seen(ask: Callable[[IppPrinter], object]) -> IppMessage:
    seen: list[IppMessage] = []
    with FakeIpp(lambda line: seen.append(read_request(line))) as peer, pytest.raises(NoAnswer):
        ask(printer_at(peer.uri))
    return seen[0]


@asked
@pytest.mark.parametrize(
    "act",
    [
        reset,
        answers(b"", "503 Service Unavailable"),
        answers(b"", "401 Unauthorized"),
        answers(b"no IPP"),
        answers(ipp(0x0500)),
        answers(ipp(0, Tag.JOB_ATTRS, told(0, "", 99))[:-1]),
    ],
)
def test_it_has_no_answer(act: Act, ask: Callable[[IppPrinter], object]) -> None:
    with pytest.raises((NoAnswer, NotConnected)) as caught:
        asking(act, ask)
    assert "printed by asking" in caught.value.sentence or isinstance(caught.value, NotConnected)


@asked
@pytest.mark.parametrize("drips", [True, False])
def test_it_waits_no_longer_for_a_silent_printer(ask: Callable[[IppPrinter], object], drips: bool) -> None:
    """Else it would wait for ever."""

    def act(line: socket.socket) -> None:
        if drips:
            drip(line, http(ipp(0)), every=0.02)
        peer.over.wait()

    with FakeIpp(act) as peer, pytest.raises((NoAnswer, NotConnected)):
        ask(printer_at(peer.uri, seconds=0.3))


@asked
def test_it_says_who_asks(ask: Callable[[IppPrinter], object]) -> None:
    names = [each.name for each in request_seen(ask).groups[0][1]]
    assert names[:3] == ["attributes-charset", "attributes-natural-language", "printer-uri"]
    assert "requesting-user-name" in names


def test_it_asks_cups_for_the_names_of_old_jobs() -> None:
    request = request_seen(IppPrinter.jobs)
    wanted = request.groups[0][1][-1]
    assert request.code == Operation.GET_JOBS
    assert {"job-name", "time-at-processing"} < set(wanted.values)


def test_it_reads_a_status() -> None:
    group: Told = {
        **IDLE,
        "printer-state-reasons": (Tag.KEYWORD, ["media-low-warning", "none"]),
        "printer-is-accepting-jobs": (Tag.BOOLEAN, [False]),
        "printer-up-time": (Tag.INTEGER, [99]),
        "document-format-supported": (Tag.MIME_TYPE, ["application/pdf"]),
        "printer-state-message": (Tag.TEXT, ["\x1b]0;I\u200b am\nfine\x00 " + "x" * 5000]),
    }
    status = asking(answers(ipp(0, Tag.PRINTER_ATTRS, group)), IppPrinter.check)
    assert isinstance(status, IppStatus)
    assert status.message.startswith("]0;I am fine xxx")
    assert len(status.message) == 100
    assert (status.state, status.reasons) == (PrinterState.IDLE, ("media-low-warning",))
    assert (status.accepting, status.up_seconds) == (False, 99)
    assert (status.formats, status.media) == (("application/pdf",), ("om_label_100x150mm",))


def test_it_finds_nothing_of_a_restart_in_the_time_of_day() -> None:
    group: Told = {**IDLE, "printer-up-time": (Tag.INTEGER, [1_795_528_574])}
    status = asking(answers(ipp(0, Tag.PRINTER_ATTRS, group)), IppPrinter.check)
    assert isinstance(status, IppStatus)
    assert status.up_seconds is None


@pytest.mark.parametrize("code", [0x0406, 0x0407])
def test_it_knows_when_a_job_is_gone(code: int) -> None:
    assert asking(answers(ipp(code)), QUESTIONS["job"]) is None


def test_it_reads_a_job_that_does_not_repeat_its_id() -> None:
    group = {name: value for name, value in told(3, "label-3", 5).items() if name != "job-id"}
    assert asking(answers(ipp(0, Tag.JOB_ATTRS, group)), QUESTIONS["job"]) == IppJob(
        3, "label-3", JobState.PROCESSING
    )


@pytest.mark.parametrize(("told_at", "began"), [(1_795_767_772, 1_795_767_772), (-1, None)])
def test_it_reads_when_a_job_was_begun(told_at: int, began: int | None) -> None:
    group: Told = {**told(3, "label-3", 5), "time-at-processing": (Tag.INTEGER, [told_at])}
    job = asking(answers(ipp(0, Tag.JOB_ATTRS, group)), QUESTIONS["job"])
    assert isinstance(job, IppJob)
    assert job.began == began


@pytest.mark.parametrize("state", [0, 2, 10, -1])
def test_it_takes_an_unknown_state_for_no_answer(state: int) -> None:
    with pytest.raises(NoAnswer):
        asking(answers(ipp(0, Tag.JOB_ATTRS, told(3, "label-3", state))), QUESTIONS["job"])


def test_it_lists_jobs_that_are_done_and_not() -> None:
    pages = [told(5, "label-5", 5), told(4, "label-4", 9), told(5, "label-5", 5), told(4, "other", 9)]

    def act(line: socket.socket) -> None:
        read_request(line)
        line.sendall(http(ipp(0, Tag.JOB_ATTRS, pages.pop(0))))

    with FakeIpp(act) as peer:
        jobs = printer_at(peer.uri).jobs()
        assert printer_at(peer.uri).jobs(named="label-") == jobs[:1]
    assert jobs == [IppJob(5, "label-5", JobState.PROCESSING), IppJob(4, "label-4", JobState.COMPLETED)]


@pytest.mark.parametrize(("code", "done"), [(0, True), (0x0404, False), (0x0406, False)])
def test_it_cancels(code: int, *, done: bool) -> None:
    assert asking(answers(ipp(code)), QUESTIONS["cancel"]) is done


def test_it_asks_for_paper_once() -> None:
    with FakeIpp(answers(ipp(0, Tag.PRINTER_ATTRS, IDLE))) as peer:
        printer = printer_at(peer.uri)
        assert printer._media() == ("om_label_100x150mm",)
        with patch.object(IppPrinter, "_call", side_effect=AssertionError):
            assert printer._media() == ("om_label_100x150mm",)


def test_it_sends_nothing_where_the_question_for_paper_finds_nobody() -> None:
    with FakeIpp(reset) as peer:
        uri = peer.uri
    with pytest.raises(NotConnected):
        printer_at(uri)._media()


@given(st.binary(max_size=300))
def test_it_survives_any_answer(noise: bytes) -> None:
    good = ipp(0, Tag.JOB_ATTRS, told(3, "label-3", 5))
    for body in (noise, good[:8] + noise + b"\x03", good[:40] + noise + good[40:]):
        try:
            answer = ipp_message.read_answer(body)
        except MalformedAnswer:
            continue
        assert answer.first.number("job-id") is None or answer.groups
