"""Read a station with its printers; add, change and delete stations and printers."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import ProtectedError, Q

from backoffice.compiled import Compiled
from packages_ui.messages import stations as messages
from packages_ui.messages.message import Message
from packages_ui.models import Act, LabelBatch, Printer, PrintJob, Station
from packages_ui.services import audit
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.locks import lock_batches, lock_printers, locked_printer
from packages_ui.services.printing.control import redraw, waiting_for

PRINTER, STATION = Act.Verb.PRINTER, Act.Verb.STATION
PRINTERS = ("label_printer__agent", "document_printer")


def with_printers(*, pk: int) -> Station | None:
    """The station, read with its printers; None where it was deleted."""
    return next(iter(WITH_PRINTERS.objects(pk=pk)), None)


WITH_PRINTERS = Compiled(lambda *, pk: Station.objects.filter(pk=pk).select_related(*PRINTERS))


def to_read(*, pk: int) -> Station:
    """A station of which only the id is known: `fill` brings the rest. It may have been deleted."""
    return Station.from_db(DEFAULT_DB_ALIAS, ["id"], [pk])


def is_read(station: Station) -> bool:
    return not station.get_deferred_fields()


def fill(station: Station, read: Station) -> None:
    """Make it what was read, with its printers."""
    vars(station).update(vars(read))


def names_on(*, printer: Printer) -> tuple[str, ...]:
    """The names of the stations that print labels or documents on it."""
    used = Station.objects.filter(Q(label_printer=printer) | Q(document_printer=printer))
    return tuple(used.values_list("name", flat=True))


def set_label_printer(*, station: Station, printer: Printer, user_id: int | None = None) -> bool:
    """Print the station's labels there; what waits for the old printer stays with it. False when nothing
    changed. Raises PrinterGone."""
    with transaction.atomic():
        if locked_printer(printer.pk) is None:
            raise PrinterGone
        before = Station.objects.select_for_update(no_key=True).exclude(label_printer=printer)
        if (found := before.filter(pk=station.pk).first()) is None:
            return False
        Station.objects.filter(pk=station.pk).update(label_printer=printer)
        named = {"station": station.pk, "name": found.name}
        audit.note(
            STATION,
            user_id=user_id,
            before=named | {"label_printer": found.label_printer_id},
            after=named | {"label_printer": printer.pk},
        )
    return True


def save_printer(*, printer: Printer, fields: Sequence[str], user_id: int | None = None) -> None:
    """Add it, or save only these fields: a feeder may be writing the others. Labels that wait for it are
    prepared again where the change affects them. Raises PrinterGone, and Busy where someone else has just
    changed its address: see `readdress`."""
    with transaction.atomic():
        if printer.pk:
            lock_batches(waiting_for(printer))
        before = locked_printer(printer.pk) if printer.pk else None
        if printer.pk and before is None:
            raise PrinterGone
        if before and (before.kind, before.address) != (printer.kind, printer.address):
            raise Busy(messages.ADDRESS_CHANGED())
        printer.save(update_fields=fields if before else None)
        if before:
            redraw(before=before)
        note_printer(printer, before=before, fields=fields, user_id=user_id)


def note_printer(
    printer: Printer, *, before: Printer | None, fields: Sequence[str], user_id: int | None
) -> None:
    """Write to the audit that a printer was added or changed."""
    _note(PRINTER, "printer", printer, before=before, fields=fields, user_id=user_id)


def save_station(*, station: Station, fields: Sequence[str], user_id: int | None = None) -> bool:
    """Add it, or save these fields. False where it was deleted meanwhile. Raises PrinterGone."""
    printers = {pk for pk in (station.label_printer_id, station.document_printer_id) if pk}
    with transaction.atomic():
        if lock_printers(Printer.objects.filter(pk__in=printers)) != printers:
            raise PrinterGone
        before = Station.objects.select_for_update(no_key=True).filter(pk=station.pk).first()
        if station.pk and before is None:
            return False
        station.save(update_fields=fields if before else None)
        _note(STATION, "station", station, before=before, fields=fields, user_id=user_id)
    return True


def delete_station(*, station: Station, user_id: int | None = None) -> bool:
    """False when it was already deleted. Its printers and batches are kept."""
    with transaction.atomic():
        found = Station.objects.select_for_update().filter(pk=station.pk).first()
        if found is None:
            return False
        before = {"station": found.pk, "name": found.name}
        found.delete()
        audit.note(STATION, user_id=user_id, before=before, after={"deleted": True})
    return True


def delete_refusal(*, printer: Printer) -> Message | None:
    """Why the printer cannot be deleted; None when it can."""
    if names := names_on(printer=printer):
        return messages.DELETE_IN_USE(count=len(names), stations=names)
    if (
        PrintJob.objects.filter(printer=printer).exists()
        or LabelBatch.objects.filter(printer=printer).exists()
    ):
        return messages.DELETE_HISTORY()
    return None


def delete_printer(*, printer: Printer, user_id: int | None = None) -> Message | None:
    """Delete it and return None, else why it cannot be deleted."""
    try:
        with transaction.atomic():
            if (found := locked_printer(printer.pk)) is not None:
                before = {"printer": found.pk, "name": found.name}
                found.delete()
                audit.note(PRINTER, user_id=user_id, before=before, after={"deleted": True})
    except ProtectedError:
        return delete_refusal(printer=printer)
    except IntegrityError:  # a document requested at this moment refers to it
        return messages.DELETE_BUSY()
    return None


def _note(
    verb: Act.Verb,
    kind: str,
    row: Printer | Station,
    *,
    before: Printer | Station | None,
    fields: Sequence[str],
    user_id: int | None,
) -> None:
    """The fields that have changed, or all of a new one."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}  # noqa: SLF001 - documented
    names = [columns[name] for name in fields]
    changed = [name for name in names if before is None or getattr(before, name) != getattr(row, name)]
    named = {kind: row.pk, "name": row.name}
    old = {name: getattr(before, name) for name in changed} if before else {}
    new = {name: getattr(row, name) for name in changed}
    then = {**named, "name": before.name, **old} if before else {}
    audit.note(verb, user_id=user_id, before=then, after=named | new)
