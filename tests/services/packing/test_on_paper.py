"""A package is packed only by the read-back of a label that was printed for it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.models import Act, Label, LabelBatch, Packing, Printer, PrintJob, StatusChange
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing import read_back
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.scan import print_label
from packages_ui.services.packing.screen import read_desk
from packages_ui.services.packing.steps import Step
from packages_ui.services.printing import ledger
from tests.services.batch_makers import batch_of, label_of
from tests.services.packing.at_desk import outcomes, press, scans
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of

O = ScanOutcome  # noqa: E741 - many of them follow
State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
OUT_OF_PAPER = "The printer is out of paper: put in a new roll."
TRACKING = "TRACK-123456"


@pytest.fixture
def record(sandbox: Sandbox, desk: Desk) -> Record:
    """All its units are in the box; its tracking number is known before its label is printed."""
    made = shelved(sandbox, "AKN-A", tracking_number=TRACKING, waybill_number="WAY-777777")
    assert outcomes(desk, made.number, "AKN-A")[-1] is O.ALL_COUNTED
    return made


def be(state: State, record: Record, **fields: Any) -> PrintJob:
    """Its newest print job, with a label."""
    job = PrintJob.objects.filter(package_number=record.number).latest("pk")
    now = timezone.now()
    on_paper = {"sending_at": now, "sent_at": now, "printer": job.batch.printer}
    label = {"label": label_of(record.number, b"%PDF"), "codes": TRACKING}
    known = label | (on_paper if state in PrintJob.ON_PAPER else {}) | fields
    PrintJob.objects.filter(pk=job.pk).update(state=state, **known)
    return PrintJob.objects.get(pk=job.pk)


def refused(desk: Desk, text: str = TRACKING) -> ScanResult:
    """The result of a scan that does not pack the package."""
    word = scans(desk, text)[0]
    assert word.outcome is O.NO_LABEL_YET
    assert Packing.objects.get().state == Packing.State.OPEN
    assert not StatusChange.objects.exists()
    assert word.sentence
    assert word.next
    return word


def printer_says(desk: Desk, trouble: str) -> None:
    Printer.objects.filter(pk=desk.station.label_printer_id).update(trouble=trouble, looked_at=timezone.now())


@pytest.mark.parametrize("text", [TRACKING, "WAY-777777"])
@pytest.mark.parametrize("state", [State.WANTED, State.FETCHING, State.READY, State.SENDING])
def test_it_is_not_packed_before_its_label_is_sent(
    desk: Desk, record: Record, state: State, text: str
) -> None:
    be(state, record)
    assert "coming" in refused(desk, text).sentence


def test_it_is_not_packed_without_any_label(desk: Desk, record: Record) -> None:
    PrintJob.objects.all().delete()
    Packing.objects.update(batch=None)
    assert refused(desk).sentence == "There is no label yet"


def test_it_says_what_to_do_about_a_failed_label(desk: Desk, record: Record) -> None:
    be(State.FAILED, record, reason="The carrier said no.")
    assert refused(desk).next == "Press A to retry, or O to print our own label."


def test_it_says_what_to_do_about_a_label_that_asks(desk: Desk, record: Record) -> None:
    be(State.READY, record, question="No barcode can be read.")
    assert "Press Y" in refused(desk).next


@pytest.mark.parametrize("state", [State.READY, State.SENT, State.UNKNOWN])
def test_it_is_not_packed_while_its_printer_is_in_trouble(desk: Desk, record: Record, state: State) -> None:
    be(state, record)
    printer_says(desk, OUT_OF_PAPER)
    word = refused(desk)
    assert word.sentence == f"{desk.station.label_printer}: The printer is out of paper"
    assert str(word.next).startswith("Put in a new roll.")
    printer_says(desk, "")
    assert (outcomes(desk, TRACKING) == [O.PACKED]) is (state != State.READY)


@pytest.mark.parametrize("state", [State.SENT, State.UNKNOWN])
def test_it_is_packed_where_the_printer_confirms_the_label_at_that_moment(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    job = be(state, record)

    def confirmed_meanwhile(*_: object) -> None:
        assert ledger.confirm(job, PrintJob.Proof.PRINTER)

    monkeypatch.setattr(read_back, "missing_label", confirmed_meanwhile)
    assert outcomes(desk, TRACKING) == [O.PACKED]
    job.refresh_from_db()
    assert (job.state, job.proof) == (State.PRINTED, PrintJob.Proof.PRINTER)
    assert job.read_back_at


def test_it_is_scanned_again_where_the_label_is_being_reprinted_at_that_moment(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = be(State.UNKNOWN, record)

    def requeued_meanwhile(*_: object) -> None:
        assert ledger.requeue_unprinted(job)

    monkeypatch.setattr(read_back, "missing_label", requeued_meanwhile)
    word = scans(desk, TRACKING)[0]
    assert (word.outcome, str(word.sentence)) == (O.NO_LABEL_YET, "The label's state has just changed.")


def test_it_is_packed_by_a_label_that_was_printed_before_the_paper_ran_out(
    desk: Desk, record: Record
) -> None:
    be(State.PRINTED, record)
    printer_says(desk, OUT_OF_PAPER)
    assert outcomes(desk, TRACKING) == [O.PACKED]


def test_it_names_the_pause_of_the_printer_or_the_batch(desk: Desk, record: Record) -> None:
    job = be(State.READY, record)
    LabelBatch.objects.filter(pk=job.batch_id).update(paused_at=timezone.now())
    assert refused(desk).sentence == "Its batch is paused"
    LabelBatch.objects.update(paused_at=None)
    Printer.objects.update(paused_at=timezone.now(), paused_because="Jam")
    assert refused(desk).sentence == f"{desk.station.label_printer} is paused"


def test_it_locks_the_batches_before_the_label_that_is_read_first_then(
    desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = be(State.PRINTED, record)
    batch_of(record.number, because="other")
    assert job.label is not None
    Label.objects.filter(pk=job.label.pk).update(pages_path=job.label.path)
    monkeypatch.setattr(draw, "read_barcodes", lambda *_, **__: [TRACKING])
    with CaptureQueriesContext(connection) as statements:
        assert outcomes(desk, TRACKING) == [O.PACKED]
    written = [one["sql"].startswith('UPDATE "packages_ui_label" ') for one in statements]
    locked = ['FROM "packages_ui_labelbatch"' in one["sql"] for one in statements]
    assert locked.index(True) < written.index(True)


def test_a_browsers_label_counts_once_it_is_confirmed(desk: Desk, record: Record) -> None:
    Printer.objects.update(kind=Printer.Kind.BROWSER)
    be(State.SENT, record)
    assert refused(desk).sentence == "Did the label print?"
    assert press(desk, "CAMEOUT") is O.CONFIRMED
    assert press(desk, "CAMEOUT") is O.NOT_NOW
    job = PrintJob.objects.get()
    assert (job.state, job.proof) == (State.PRINTED, PrintJob.Proof.PERSON)
    assert Act.objects.get(verb=Act.Verb.ANSWER).after["came_out"] is True
    assert outcomes(desk, TRACKING) == [O.PACKED]


def test_an_outdated_label_is_not_the_one(desk: Desk, record: Record) -> None:
    job = be(State.PRINTED, record)
    assert job.label
    job.label.stale_at = timezone.now()
    job.label.save()
    assert refused(desk).sentence == "This label is outdated"
    assert press(desk, "REPRINT") is O.WHY
    assert outcomes(desk, "other", kind="reprint") == [O.REPRINTED]
    assert PrintJob.objects.latest("pk").state == State.WANTED


def test_a_label_of_an_earlier_packing_is_not_the_one(desk: Desk, record: Record) -> None:
    be(State.PRINTED, record)
    assert outcomes(desk, TRACKING) == [O.PACKED]
    StatusChange.objects.all().delete()  # and it is back in Preparing
    Packing.objects.all().delete()
    assert outcomes(desk, record.number, "AKN-A")[-1] is O.ALL_COUNTED
    assert refused(desk).sentence == "This label was used before"
    assert press(desk, "REPRINT") is O.WHY
    assert outcomes(desk, "lost", kind="reprint") == [O.REPRINTED]
    again = PrintJob.objects.latest("pk")
    packing = current(desk)
    assert packing
    assert (again.reprint_because, again.batch_id) == ("lost", packing.batch_id)
    be(State.PRINTED, record)
    assert outcomes(desk, TRACKING) == [O.PACKED]


def test_a_label_of_a_batch_elsewhere_counts_once_it_is_printed(
    desk: Desk, other_desk: Desk, sandbox: Sandbox
) -> None:
    record = shelved(sandbox, "AKN-A", tracking_number=TRACKING)
    batch_of(record.number, printer=other_desk.station.label_printer)
    be(State.READY, record)
    assert outcomes(desk, record.number, "AKN-A")[-1] is O.ALL_COUNTED
    assert LabelBatch.objects.count() == 1
    assert "coming" in refused(desk).sentence
    be(State.PRINTED, record)
    assert outcomes(desk, TRACKING) == [O.PACKED]


def test_a_label_from_elsewhere_is_printed_again_here(desk: Desk, other_desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", tracking_number=TRACKING)
    batch_of(record.number, printer=other_desk.station.label_printer)
    be(State.PRINTED, record)
    outcomes(desk, record.number, "AKN-A")
    assert outcomes(desk, "lost", kind="reprint") == [O.REPRINTED]
    assert PrintJob.objects.latest("pk").batch.printer == desk.station.label_printer


def test_an_unknown_label_from_elsewhere_is_printed_again_here_alone(
    desk: Desk, other_desk: Desk, sandbox: Sandbox
) -> None:
    record = shelved(sandbox, "AKN-A", tracking_number=TRACKING)
    batch_of(record.number, printer=other_desk.station.label_printer)
    there = be(State.UNKNOWN, record)
    outcomes(desk, record.number, "AKN-A")
    assert outcomes(desk, "lost", kind="reprint") == [O.REPRINTED]
    there.refresh_from_db()
    assert there.state == State.CANCELLED
    assert PrintJob.objects.latest("pk").batch.printer == desk.station.label_printer


@pytest.mark.parametrize("state", [State.READY, State.FAILED, State.PRINTED])
def test_a_label_still_to_be_printed_goes_with_its_package(
    desk: Desk, other_desk: Desk, record: Record, state: State
) -> None:
    job = be(state, record)
    assert press(desk, "PARK") is O.PARKED
    assert outcomes(other_desk, record.number) == [O.OPENED]
    job.batch.refresh_from_db()
    here = desk if state == State.PRINTED else other_desk
    assert job.batch.printer_id == here.station.label_printer_id


def test_a_cancelled_label_is_requested_by_a_key(desk: Desk, record: Record) -> None:
    be(State.CANCELLED, record)
    assert refused(desk).sentence == "The label was cancelled"
    assert press(desk, "RETRY") is O.REPRINTED
    print_label(desk)
    assert PrintJob.objects.latest("pk").state in (State.WANTED, State.READY)
    be(State.PRINTED, record)
    assert outcomes(desk, TRACKING) == [O.PACKED]


@pytest.mark.parametrize("command", ["RETRY", "OWN"])
def test_a_label_that_failed_in_a_cancelled_batch_is_requested_again(
    desk: Desk, record: Record, command: str
) -> None:
    be(State.FAILED, record)
    LabelBatch.objects.update(cancelled_at=timezone.now())
    assert press(desk, command) is O.REPRINTED
    job = PrintJob.objects.latest("pk")
    assert (job.state, job.own) == (State.WANTED, command == "OWN")
    assert job.batch.cancelled_at is None


def test_no_label_prints_after_it_is_packed(desk: Desk, record: Record) -> None:
    be(State.PRINTED, record)
    other = batch_of(record.number, "another", printer=printer_of(), because="lost")
    assert outcomes(desk, TRACKING) == [O.PACKED]
    assert other.jobs.get(package_number=record.number).state == State.CANCELLED
    assert other.jobs.get(package_number="another").state == State.WANTED


def test_a_joined_pdf_with_its_label_is_made_again(desk: Desk, record: Record) -> None:
    be(State.PRINTED, record)
    other = batch_of(record.number, printer=printer_of(Printer.Kind.BROWSER), because="lost")
    other.jobs.update(state=State.READY)
    LabelBatch.objects.filter(pk=other.pk).update(pdf_path="batches/1.pdf", pdf_pages=1)
    assert outcomes(desk, TRACKING) == [O.PACKED]
    other.refresh_from_db()
    assert other.pdf_path == ""


def test_a_carriers_own_label_needs_none_of_ours(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", manual=True, tracking_number=None, waybill_number=None)
    printer_says(desk, OUT_OF_PAPER)
    assert outcomes(desk, record.number, "OK", "AKN-A", "TN-424242", "TN-424242")[-2:] == [
        O.NUMBER,
        O.PACKED,
    ]


def test_its_step_is_the_label_until_it_counts(desk: Desk, record: Record) -> None:
    def step() -> Step:
        seen = read_desk(desk=desk).open
        assert seen
        return seen.step

    be(State.SENT, record)
    assert step() is Step.READ_BACK
    printer_says(desk, OUT_OF_PAPER)
    assert step() is Step.LABEL
