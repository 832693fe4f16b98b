"""Stations and printers as administrators change them."""

from django.db.models import ProtectedError, Q

from packages_ui.models import LabelBatch, Printer, PrintJob, Station


def names_on(*, printer: Printer) -> tuple[str, ...]:
    """The names of the stations that print labels or documents on it."""
    used = Station.objects.filter(Q(label_printer=printer) | Q(document_printer=printer))
    return tuple(used.values_list("name", flat=True))


def set_label_printer(*, station: Station, printer: Printer) -> bool:
    """From now on the station's labels print there; what waits for the old one stays with it. False when
    they did already."""
    changed = Station.objects.filter(pk=station.pk).exclude(label_printer=printer)
    return bool(changed.update(label_printer=printer))


def why_not_delete(*, printer: Printer) -> str:
    """Why the printer has to stay, as a sentence; empty when it may go."""
    if names := names_on(printer=printer):
        first, verb = ("that station", "prints") if len(names) == 1 else ("those stations", "print")
        return f"It cannot be deleted: {', '.join(names)} {verb} on it. Give {first} another printer first."
    if (
        PrintJob.objects.filter(printer=printer).exists()
        or LabelBatch.objects.filter(printer=printer).exists()
    ):
        return (
            "It cannot be deleted: labels were printed on it, and their history names it. Rename it instead."
        )
    return ""


def delete_printer(*, printer: Printer) -> str:
    """Delete it; else why it has to stay, as a sentence."""
    try:
        printer.delete()
    except ProtectedError:
        return why_not_delete(printer=printer)
    return ""
