"""Stations and printers as administrators change them."""

import pytest

from packages_ui.models import Printer, PrintJob
from packages_ui.services.printing.stations import delete_printer, delete_refusal, set_label_printer
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of, station_at

pytestmark = pytest.mark.django_db


def test_it_gives_a_station_another_printer_and_leaves_what_waits() -> None:
    station, other = station_at(), printer_of()
    batch = batch_of("1", printer=station.label_printer, station=station)
    assert set_label_printer(station=station, printer=other)
    assert not set_label_printer(station=station, printer=other)
    batch.refresh_from_db()
    assert batch.printer == station.label_printer
    station.refresh_from_db()
    assert station.label_printer == other


def test_it_deletes_a_printer_that_nobody_needs() -> None:
    printer = printer_of()
    assert delete_refusal(printer=printer) is None
    assert delete_printer(printer=printer) is None
    assert not Printer.objects.exists()


def test_it_keeps_a_printer_of_a_station() -> None:
    printer = printer_of()
    station_at(printer, name="Desk 1", document_printer=printer)
    station_at(name="Desk 2", document_printer=printer)
    assert "2 stations print on it (Desk 1, Desk 2)" in str(delete_refusal(printer=printer))
    assert "Desk 1, Desk 2" in str(delete_printer(printer=printer))


def test_it_keeps_a_printer_on_which_labels_were_printed() -> None:
    printer = printer_of()
    batch = batch_of("1")
    move(batch, PrintJob.State.PRINTED, printer=printer)
    assert "Rename it instead" in str(delete_printer(printer=printer))
    assert Printer.objects.exists()
