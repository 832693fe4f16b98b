"""A printer is another machine from now on: what the old one said proves nothing any more."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.locks import lock_batches, locked_printer
from packages_ui.services.printing import ledger
from packages_ui.services.printing.move import OPEN
from packages_ui.services.printing.redraw import redraw
from packages_ui.services.stations import note_printer

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
