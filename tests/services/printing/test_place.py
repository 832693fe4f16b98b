"""Which batches a printer does first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.printing.queue import ahead_of
from tests.services.batch_makers import move
from tests.services.printing.makers import printer_of, ready_batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def queued(printer: Printer, number: str, minutes: int) -> LabelBatch:
    batch = ready_batch(printer, number)
    LabelBatch.objects.filter(pk=batch.pk).update(queued_at=timezone.now() + timedelta(minutes=minutes))
    return LabelBatch.objects.select_related("printer").get(pk=batch.pk)


def test_it_names_the_batch_in_the_middle_then_the_longest_waiting() -> None:
    printer = printer_of()
    late, early, mine = (queued(printer, str(n), n) for n in (9, 1, 5))
    Printer.objects.filter(pk=printer.pk).update(current=late)
    mine.refresh_from_db()
    assert ahead_of(batch=mine) == (late, early)


def test_it_names_none_when_it_is_its_turn() -> None:
    printer = printer_of()
    queued(printer, "1", 1)
    mine = queued(printer, "2", 2)
    Printer.objects.filter(pk=printer.pk).update(current=mine)
    mine.refresh_from_db()
    assert ahead_of(batch=mine) == ()


def test_a_browser_has_no_queue() -> None:
    printer = printer_of("browser", "")
    queued(printer, "1", 1)
    assert ahead_of(batch=queued(printer, "2", 2)) == ()


def test_it_passes_over_what_cannot_go_on() -> None:
    printer = printer_of()
    paused, done, asking, mine = (queued(printer, str(n), n) for n in (1, 2, 3, 4))
    LabelBatch.objects.filter(pk=paused.pk).update(paused_at=timezone.now())
    move(done, PrintJob.State.PRINTED)
    asking.jobs.update(question="No barcode can be read.")
    queued(printer_of(), "9", 0)
    assert ahead_of(batch=mine) == ()
