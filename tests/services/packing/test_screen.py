import pytest

from packages_ui.models import PrintJob
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.screen import read_desk
from tests.services.packing.at_desk import outcomes
from tests.services.printing.makers import printer_of, ready_batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def label_word(desk: Desk) -> str:
    seen = read_desk(desk=desk).open
    assert seen is not None
    assert seen.label is not None
    return str(seen.label.more)


def test_it_says_what_the_printer_does_before_the_label(desk: Desk, record: Record) -> None:
    desk.station.label_printer = printer = printer_of()
    desk.station.save()
    batch = ready_batch(printer, "1", "2")
    printer.current = batch
    printer.save()
    outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    mine = PrintJob.objects.filter(package_number=record.number)
    mine.update(state=PrintJob.State.READY)
    assert label_word(desk).startswith(f"{printer}: 2 labels of a batch print first.")
    batch.jobs.filter(position=1).update(state=PrintJob.State.PRINTED)
    assert label_word(desk).startswith(f"{printer}: 1 label of a batch prints first.")
    batch.jobs.update(state=PrintJob.State.PRINTED)
    assert label_word(desk) == ""
