"""What is not on paper goes elsewhere; what is, stays."""

import pytest

from packages_ui.models import Printer, PrintJob
from packages_ui.services.printing.control import move_batch
from packages_ui.services.printing.queue import next_job
from tests.services.batch_makers import move
from tests.services.printing.makers import job_at, printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_it_takes_the_rest_to_the_other_printer() -> None:
    old, new = printer_of(), printer_of()
    batch = ready_batch(old, "1", "2", "3")
    move(batch, State.PRINTED, 1, printer=old)
    move(batch, State.SENT, 2, printer=old)
    assert move_batch(batch=batch, printer=new) == 1
    job = next_job(new)
    assert job
    assert job.package_number == "3"
    assert next_job(old) is None
    assert job_at(batch, 2).printer == old


def test_it_ends_the_old_printers_turn() -> None:
    old, new = printer_of(), printer_of()
    batch = ready_batch(old, "1")
    next_job(old)
    assert old.current == batch
    move_batch(batch=batch, printer=new)
    assert Printer.objects.get(pk=old.pk).current is None


def test_it_asks_anew_at_the_other_printer() -> None:
    batch = ready_batch(printer_of(), "1")
    batch.jobs.update(question="No barcode can be read at 203 dpi.")
    move_batch(batch=batch, printer=printer_of(dpi=600))
    assert job_at(batch, 1).question == ""


def test_it_goes_to_the_browser() -> None:
    batch = ready_batch(printer_of(), "1")
    move_batch(batch=batch, printer=None)
    batch.refresh_from_db()
    assert not batch.is_fed
