"""What a printer tells an administrator who sets it up; and when it is another machine from now on: what the
old one said proves nothing any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.printers.address import InvalidAddress, parse_ipp, parse_raw
from packages_ui.printers.errors import PrinterError
from packages_ui.printers.raw import RawPrinter
from packages_ui.printers.tls import certificate_of
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.locks import lock_batches, locked_printer
from packages_ui.services.printing import ledger
from packages_ui.services.printing.control import OPEN, redraw
from packages_ui.services.printing.stations import note_printer

CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 1.5
NOT_SECURED = "Only an address that begins with ipps:// has a certificate."
State, Cause = PrintJob.State, PrintJob.Cause
BUSY = (
    "A label is being sent to this printer at this very moment. Nothing was changed; save again in a few "
    "seconds."
)
LEFT = "The printer's address was changed before the printer had said that this label was printed."
FORGOTTEN: dict[str, object] = {
    "proved_at": None,
    "proved_by": None,
    "pairing_code": "",
    "answers": False,
    "away_at": None,
    "trouble": "",
    "looked_at": None,
}


class NotTold(Exception):
    """str() is a sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The printer at `address` (as it is kept) has printed `labels` labels so far."""

    address: str
    labels: int


def ask_count(*, address: str) -> Counted:
    """How many labels a raw printer says that it has printed. Raises NotTold."""
    try:
        found = parse_raw(address.strip())
        printer = RawPrinter(
            found.host,
            found.port,
            connect_seconds=CONNECT_SECONDS,
            answer_seconds=ANSWER_SECONDS,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
        count = printer.count()
    except InvalidAddress as error:
        raise NotTold(str(error)) from error
    except PrinterError as error:
        raise NotTold(error.sentence) from error
    if count is None:
        raise NotTold("It did not say how many labels it has printed. Leave this unticked.")
    return Counted(found.text, count)


def ask_certificate(*, address: str) -> str:
    """The SHA-256 of the certificate that an ipps printer shows, as hex digits. Raises NotTold."""
    try:
        found = parse_ipp(address.strip())
        if found.scheme != "ipps":
            raise NotTold(NOT_SECURED)
        return certificate_of(
            found.host,
            found.port,
            seconds=CONNECT_SECONDS + ANSWER_SECONDS,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
    except InvalidAddress as error:
        raise NotTold(str(error)) from error
    except PrinterError as error:
        raise NotTold(error.sentence) from error


def readdress(*, printer: Printer, fields: Sequence[str], user_id: int | None = None) -> int:
    """Save `fields` of `printer`, its address or kind among them, and forget what was known of the old one.
    How many labels the old one had not confirmed: a person has to say what became of them. Raises Busy,
    PrinterGone."""
    jobs = PrintJob.objects.filter(printer=printer.pk)
    left = Q(printer=printer.pk, state__in=(State.SENT, State.UNKNOWN))
    with transaction.atomic():
        lock_batches(PrintJob.objects.filter(left | Q(batch__printer=printer.pk, state__in=OPEN)))
        before = locked_printer(printer.pk)
        if before is None:
            raise PrinterGone
        if jobs.filter(state=State.SENDING).exists():
            raise Busy(BUSY)
        count = ledger.move(jobs, State.SENT, State.UNKNOWN, cause=Cause.AWAY, reason=LEFT)
        # the new machine's counter says nothing of paper that came out of the old one
        jobs.filter(state=State.UNKNOWN).update(count_before=None)
        Slip.objects.filter(printer=printer.pk).update(count_after=None)
        for name, nothing in FORGOTTEN.items():
            setattr(printer, name, nothing)
        printer.save(update_fields=[*fields, *FORGOTTEN])
        redraw(before=before)
        note_printer(printer, before=before, fields=fields, user_id=user_id)
    return count
