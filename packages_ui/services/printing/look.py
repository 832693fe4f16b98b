"""Ask a printer now how it is, where nobody feeds it."""

from django.conf import settings
from django.utils import timezone

from packages_ui.models import Printer
from packages_ui.printers.address import InvalidAddress, parse_raw
from packages_ui.printers.errors import PrinterError
from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.raw import RawPrinter
from packages_ui.services import lease
from packages_ui.services.printing import ledger
from packages_ui.services.printing.raw_link import SILENT

CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 1.0  # some printers are asked twice
LEASE_SECONDS = 6
SEEN = ("trouble", "looked_at", "answers")


def look(*, printer: Printer) -> bool:
    """Whether it was asked: `printer` then bears what it said, in the database too. A browser cannot be
    asked; one that is being fed is left alone, its feeder looks at it all the time."""
    if not printer.is_fed:
        return False
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=LEASE_SECONDS)
    if token is None:
        printer.refresh_from_db(fields=SEEN)
        return False
    try:
        printer.trouble = trouble_of(printer)[:300]
    finally:
        lease.release(token=token)
    printer.looked_at = timezone.now()
    printer.save(update_fields=SEEN)
    return True


def trouble_of(printer: Printer) -> str:
    """What it says of itself; empty when all is well. Asks the database nothing; on the object it is noted
    whether a raw printer answers."""
    try:
        return _raw(printer) if printer.kind == Printer.Kind.RAW else _ipp(printer)
    except PrinterError as error:
        return error.sentence
    except InvalidAddress as error:
        return str(error)


def _raw(printer: Printer) -> str:
    address = parse_raw(printer.address)
    status = RawPrinter(
        address.host,
        address.port,
        connect_seconds=CONNECT_SECONDS,
        answer_seconds=ANSWER_SECONDS,
        allow_local=settings.PRINTERS_ON_THIS_MACHINE,
    ).status()
    printer.answers = printer.answers or status.answered
    return SILENT if printer.answers and not status.answered else status.trouble


def _ipp(printer: Printer) -> str:
    return (
        IppPrinter(
            printer.address,
            certificate=printer.certificate,
            connect_seconds=CONNECT_SECONDS,
            answer_seconds=2 * ANSWER_SECONDS,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
        .look()
        .trouble
    )
