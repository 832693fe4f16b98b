"""A printer that is changed while labels wait for it gets them as it is now."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.printing import ledger, queue
from packages_ui.services.printing.prepare import Preparer
from packages_ui.services.printing.printer_setup import readdress
from packages_ui.services.printing.raw import RawConnection
from packages_ui.services.printing.stations import save_printer
from tests.services.batch_makers import move
from tests.services.printing.makers import hold, job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "unhurried")]
IPP = "ipp://127.0.0.1:8631/ipp/print"


@pytest.fixture
def peer() -> Iterator[ZplPrinter]:
    with ZplPrinter() as peer:
        yield peer


@pytest.fixture
def printer(db: None) -> Printer:
    return printer_of()


def save(printer: Printer, **fields: Any) -> None:
    """As the form does: on an object of its own."""
    changed = Printer.objects.get(pk=printer.pk)
    for name, value in fields.items():
        setattr(changed, name, value)
    if {"kind", "address"} & set(fields):
        readdress(printer=changed, fields=[*fields])
    else:
        save_printer(printer=changed, fields=[*fields])


@pytest.mark.parametrize("change", [{"dpi": 300}, {"width_mm": 60}, {"turn": 180}])
def test_it_draws_a_label_anew_that_was_ready_for_the_old_paper(
    peer: ZplPrinter, change: dict[str, int]
) -> None:
    printer = printer_of(address=f"{peer.host}:{peer.port}")
    job = job_at(ready_batch(printer, "AB01"), 1)
    preparer = Preparer(RawConnection(printer), bool)
    before = preparer.prepare(job)
    assert before
    assert preparer.prepare(job) is before
    save(printer, **change)
    printer.refresh_from_db()
    after = preparer.prepare(job)
    assert after
    assert after is not before


def test_it_does_not_begin_with_a_label_that_was_drawn_for_the_paper_of_before(printer: Printer) -> None:
    job, token = job_at(ready_batch(printer, "AB01"), 1), hold(printer)
    save(printer, width_mm=60)
    how: dict[str, Any] = {"token": token, "handle": "h", "pieces": 1, "count_before": None}
    assert not ledger.begin(job, printer=printer, **how)
    printer.refresh_from_db()
    assert ledger.begin(job, printer=printer, **how)


def asked_of(batch: LabelBatch) -> list[tuple[str, bool]]:
    return [(str(job.question), job.checked) for job in batch.jobs.order_by("position")]


@pytest.mark.parametrize(
    "change", [{"kind": "ipp", "address": IPP}, {"dpi": 300}, {"height_mm": 100}, {"turn": 90}]
)
def test_it_asks_anew_what_was_asked_of_the_old_paper(printer: Printer, change: dict[str, Any]) -> None:
    batch = ready_batch(printer, "1", "2")
    move(batch, State.READY, 1, question="Its barcode cannot be read.")
    move(batch, State.READY, 2, checked=True)
    save(printer, **change)
    assert asked_of(batch) == [("", False)] * batch.jobs.count()


def test_it_judges_anew_by_other_rules_and_keeps_what_a_person_has_said(printer: Printer) -> None:
    batch = ready_batch(printer, "1", "2")
    move(batch, State.READY, 1, question="Its barcode cannot be read.")
    move(batch, State.READY, 2, checked=True)
    save(printer, check_barcodes=Printer.Check.OFF)
    assert asked_of(batch) == [("", False), ("", True)]


def test_it_leaves_what_waits_as_it_is_where_only_the_name_is_another(printer: Printer) -> None:
    batch = ready_batch(printer, "1")
    move(batch, State.READY, question="Its barcode cannot be read.")
    save(printer, name="another name")
    assert batch.jobs.get().question


@pytest.fixture
def joined(db: None, media: Any) -> LabelBatch:
    """Its PDF waits for a print dialog."""
    browser = printer_of(kind="browser", address="")
    batch = ready_batch(browser, "1")
    LabelBatch.objects.update(pdf_path="batches/1.pdf", pdf_pages=1, pdf_at=timezone.now())
    return batch


def test_it_prints_what_waited_for_a_browser_on_the_printer_that_it_is_now(joined: LabelBatch) -> None:
    assert joined.printer
    save(joined.printer, kind="ipp", address=IPP)
    joined.refresh_from_db()
    assert (joined.pdf_path, joined.paused_at) == ("", None)
    assert queue.next_job(Printer.objects.get()) == job_at(joined, 1)


def test_it_asks_before_it_prints_a_pdf_that_nobody_opened(joined: LabelBatch) -> None:
    LabelBatch.objects.update(settled_at=timezone.now())
    assert joined.printer
    save(joined.printer, kind="ipp", address=IPP)
    joined.refresh_from_db()
    assert joined.paused_at
    assert joined.settled_at is None
    assert queue.next_job(Printer.objects.get()) is None
