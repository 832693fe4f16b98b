"""Which labels are asked about."""

from datetime import timedelta

import pytest
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.printing.answers import held_labels, unknown_labels
from tests.services.batch_makers import move
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def lost(printer: Printer, *numbers: str) -> LabelBatch:
    """All unknown, the first the oldest."""
    batch = ready_batch(printer, *numbers)
    for position in range(1, len(numbers) + 1):
        at = timezone.now() - timedelta(minutes=10 - position)
        fields = {
            "printer": printer,
            "sending_at": at,
            "sent_at": at,
            "unknown_at": at,
            "reason": "It broke.",
        }
        move(batch, State.UNKNOWN, position, **fields)
    return batch


def test_it_shows_the_newest_first_with_what_happened() -> None:
    printer = printer_of()
    batch = lost(printer, "1", "2")
    first, second = unknown_labels()
    assert (first.number, second.number) == ("2", "1")
    assert (first.printer, first.batch_id, str(first.ago), str(first.reason)) == (
        printer.name,
        batch.pk,
        "8 min ago",
        "It broke.",
    )


def test_it_shows_those_of_one_printer_or_batch() -> None:
    one, other = printer_of(), printer_of()
    batch = lost(one, "1")
    lost(other, "2")
    assert [row.number for row in unknown_labels(one)] == ["1"]
    assert [row.number for row in unknown_labels(batch=batch)] == ["1"]
    assert len(unknown_labels()) == 2


def test_it_shows_nothing_else() -> None:
    move(ready_batch(printer_of(), "1"), State.SENT)
    assert unknown_labels() == ()


def test_it_names_printers_in_trouble_that_hold_labels() -> None:
    now = timezone.now()
    silent = printer_of(answers=True, looked_at=now, trouble="The printer does not respond: check it.")
    mute = printer_of(looked_at=now, trouble="The printer could not be reached. Look.")
    fine = printer_of(answers=True, looked_at=now)
    for place, printer in enumerate((silent, fine, mute)):
        move(ready_batch(printer, f"{place}1", f"{place}2"), State.SENT, printer=printer)
    (held,) = held_labels()
    assert (str(held.condition), held.count) == (f"{silent.name}: The printer does not respond", 2)
    assert held_labels(silent) == held_labels()
    assert held_labels(fine) == ()
