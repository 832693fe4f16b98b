"""Each move is made once, by the one who may, from where the row is."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, Printer, PrintJob
from packages_ui.services.printing import control, ledger, queue
from tests.services.batch_makers import move, states
from tests.services.printing.makers import hold, job_at, let_go, printer_of, ready_batch

State, Cause, Proof = PrintJob.State, PrintJob.Cause, PrintJob.Proof
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def printer(db: None) -> Printer:
    return printer_of()


@pytest.fixture
def batch(printer: Printer, media: Any) -> LabelBatch:
    return ready_batch(printer, "1", "2", "3")


def begin(batch: LabelBatch, position: int, *, token: str, printer: Printer | None = None) -> bool:
    at = printer or batch.printer
    assert at
    job = job_at(batch, position)
    return ledger.begin(job, printer=at, token=token, handle=f"h{position}", pieces=1, count_before=None)


def test_it_writes_down_who_sends_what_to_where(batch: LabelBatch, printer: Printer) -> None:
    token = hold(printer)
    assert begin(batch, 1, token=token)
    job = job_at(batch, 1)
    assert (job.state, job.claim, job.printer, job.handle, job.attempts) == (
        "sending",
        token,
        printer,
        "h1",
        1,
    )
    assert job.sending_at


@pytest.mark.parametrize(("holds", "kept"), [(True, "AB01\n1170"), (False, "")])
def test_it_keeps_what_was_read_on_a_label_that_goes_out(
    batch: LabelBatch, printer: Printer, holds: bool, kept: str
) -> None:
    job, token = job_at(batch, 1), hold(printer)
    how: dict[str, Any] = {"handle": "h", "pieces": 1, "count_before": None, "barcodes": ("AB01", "1170")}
    begun = ledger.begin(job, printer=printer, token=token if holds else "somebody else", **how)
    assert begun is holds
    assert Label.objects.get(jobs=job).barcodes == kept


def test_it_lets_only_the_holder_of_the_printer_send(batch: LabelBatch, printer: Printer) -> None:
    token = hold(printer)
    assert not begin(batch, 1, token="somebody else")
    let_go(token)
    assert not begin(batch, 1, token=token)
    assert states(batch) == [State.READY] * 3


def test_it_takes_a_lease_on_another_printer_for_none(batch: LabelBatch) -> None:
    assert not begin(batch, 1, token=hold(printer_of()))


@pytest.mark.parametrize(
    "stop",
    [
        lambda batch: control.pause_batch(batch=batch),
        lambda batch: control.pause_printer(printer=batch.printer, because="cleaning"),
        lambda batch: batch.jobs.update(question="Print it all the same?"),
        lambda batch: LabelBatch.objects.filter(pk=batch.pk).update(printer=printer_of()),
        lambda _batch: Label.objects.update(stale_at="2026-01-01T00:00Z"),
        lambda batch: batch.jobs.update(label=None),
        lambda batch: batch.jobs.update(state=State.CANCELLED),
    ],
    ids=["paused", "printer paused", "asked", "moved", "out of date", "no label", "cancelled"],
)
def test_it_begins_nothing_that_was_stopped_meanwhile(batch: LabelBatch, printer: Printer, stop: Any) -> None:
    job, token = job_at(batch, 1), hold(printer)
    stop(batch)
    assert not ledger.begin(job, printer=printer, token=token, handle="h", pieces=1, count_before=None)
    assert State.SENDING not in states(batch)


def test_it_sends_one_label_to_a_printer_at_a_time(batch: LabelBatch, printer: Printer) -> None:
    token = hold(printer)
    assert begin(batch, 1, token=token)
    assert not begin(batch, 2, token=token)
    assert ledger.sent(job_at(batch, 1), token=token, remote_id=None)
    assert begin(batch, 2, token=token)


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (lambda job, token: ledger.sent(job, token=token, remote_id=7), State.SENT),
        (lambda job, token: ledger.requeue_unsent(job, token=token), State.READY),
        (lambda job, token: ledger.mark_refused(job, token=token, reason="no"), State.FAILED),
        (lambda job, token: ledger.mark_unknown(job, token=token, cause="broke", reason="?"), State.UNKNOWN),
    ],
)
def test_it_ends_only_what_is_still_its_own(
    batch: LabelBatch, printer: Printer, end: Any, state: PrintJob.State
) -> None:
    token = hold(printer)
    begin(batch, 1, token=token)
    job = job_at(batch, 1)
    assert not end(job, "somebody else")
    assert end(job, token)
    assert not end(job, token)
    assert job_at(batch, 1).state == state


def test_it_does_not_count_what_never_went_out(batch: LabelBatch, printer: Printer) -> None:
    token = hold(printer)
    for _ in range(5):
        begin(batch, 1, token=token)
        ledger.requeue_unsent(job_at(batch, 1), token=token)
    assert job_at(batch, 1).attempts == 0


def test_it_abandons_what_a_dead_worker_was_sending(batch: LabelBatch, printer: Printer) -> None:
    dead = hold(printer)
    begin(batch, 1, token=dead)
    assert ledger.abandon() == 0
    let_go(dead)
    assert ledger.abandon() == 1
    job = job_at(batch, 1)
    assert (job.state, job.cause, job.claim) == (State.UNKNOWN, Cause.DIED, "")
    assert not ledger.sent(job, token=dead, remote_id=None)


def test_it_abandons_at_once_when_the_next_one_holds_the_printer(batch: LabelBatch, printer: Printer) -> None:
    dead = hold(printer)
    begin(batch, 1, token=dead)
    let_go(dead)
    living = hold(printer)
    assert ledger.abandon(printer_id=printer.pk, token=living) == 1
    assert begin(batch, 2, token=living)
    assert ledger.abandon(printer_id=printer.pk, token=living) == 0


def test_it_knows_no_other_moves(batch: LabelBatch) -> None:
    with pytest.raises(ValueError, match="no print job moves"):
        ledger.move(batch.jobs.all(), State.PRINTED, State.READY)
    with pytest.raises(ValueError, match="no print job moves"):
        ledger.move(batch.jobs.all(), State.READY, State.PRINTED)


def test_it_never_touches_what_is_printed(batch: LabelBatch) -> None:
    move(batch, State.PRINTED, 1)
    job = job_at(batch, 1)
    assert not ledger.requeue_unprinted(job)
    assert not ledger.mark_unconfirmed(job, cause=Cause.OFFLINE, reason="?")
    assert not ledger.mark_failed(job, reason="?")
    assert job_at(batch, 1).state == State.PRINTED


@pytest.mark.django_db(transaction=True)
def test_it_asks_a_database_that_is_away_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PAUSES", (0, 0, 0))
    monkeypatch.setattr(connection, "close", lambda: None)
    answers = iter([DatabaseError("gone"), DatabaseError("gone"), "written"])

    def write() -> object:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert ledger.persist(write) == "written"


@pytest.mark.django_db(transaction=True)
def test_it_rolls_a_callers_transaction_back_at_once(
    batch: LabelBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that is asked again there can succeed, and what was written before it must not stay."""
    waits: list[float] = []
    monkeypatch.setattr(ledger, "sleep", waits.append)

    def spoiled() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE no_such_table SET state = 'printed'")

    def answer() -> None:
        assert ledger.requeue_unprinted(job, reason="a person said so")
        ledger.persist(spoiled)

    job = unknown(batch)
    with pytest.raises(DatabaseError):
        transaction.atomic(answer)()
    assert (waits, states(batch)[0]) == ([], State.UNKNOWN)


def unknown(batch: LabelBatch) -> PrintJob:
    move(batch, State.UNKNOWN, 1)
    return job_at(batch, 1)


@pytest.mark.django_db(transaction=True)
def test_it_tells_when_the_database_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PAUSES", (0,))
    monkeypatch.setattr(connection, "close", lambda: None)

    def write() -> None:
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        ledger.persist(write)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL syncs every commit")
def test_it_syncs_before_the_first_byte(printer: Printer, media: Any) -> None:
    batch = ready_batch(printer, "1")
    begin(batch, 1, token=hold(printer))
    with connection.cursor() as cursor:
        full = 2
        assert cursor.execute("PRAGMA synchronous").fetchone() == (full,)


def test_it_finds_a_label_again_whose_batch_had_settled(batch: LabelBatch, printer: Printer) -> None:
    move(batch, State.UNKNOWN, printer=printer, cause=Cause.SILENT)
    LabelBatch.objects.update(settled_at=timezone.now())
    assert ledger.requeue_unprinted(job_at(batch, 1))
    assert list(queue.printers_with_work()) == [printer]
