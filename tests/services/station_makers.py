"""Printers and stations made for tests."""

from itertools import count
from typing import Any

from packages_ui.models import Printer, Slip, Station
from packages_ui.services import label_files

Kind = Printer.Kind
_numbers = count(1)


def printer_of(kind: Printer.Kind = Kind.RAW, **fields: Any) -> Printer:
    """Ready to print, at an address where nothing is."""
    address = {Kind.RAW: "127.0.0.1:9100", Kind.IPP: "ipp://127.0.0.1:8631/ipp/print", Kind.BROWSER: ""}[kind]
    name = f"Printer {next(_numbers)}"
    return Printer.objects.create(**{"name": name, "kind": kind, "address": address, **fields})


def station_at(printer: Printer | None = None, **fields: Any) -> Station:
    """A desk whose labels are printed there."""
    name = f"Desk {next(_numbers)}"
    return Station.objects.create(**{"name": name, "label_printer": printer or printer_of(), **fields})


def slip_of(printer: Printer, kind: Slip.Kind = Slip.Kind.TEST, **fields: Any) -> Slip:
    """A stored slip that waits for its printer."""
    path, digest = label_files.store(b"%PDF-1.7 slip", folder="slips", suffix="pdf")
    return Slip.objects.create(printer=printer, kind=kind, path=path, sha256=digest, **fields)
