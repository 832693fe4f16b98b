"""A lead packs the open package without a label: an action of its own, with a reason."""

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, Packing, PrintJob
from packages_ui.services.errors import NotAllowed
from packages_ui.services.packing.desk import Desk, current_locked
from packages_ui.services.packing.packed import become_packed, cancel_unsent
from packages_ui.services.packing.steps import Step, step_of
from packages_ui.services.printing.history import cannot_tell

State = PrintJob.State
IN_DOUBT = (*PrintJob.AT_PRINTER, State.UNKNOWN)
MOST_OF_REASON = 200
KEPT = ("state", "notes", "packed_at", "touched_at", "no_label_because")
NOT_OPEN = "Package {} is not open at this desk. Nothing was changed."
NOT_YET = "Package {} is not ready for that: read the notes and count its units first. Nothing was changed."
MANUAL = "Package {} has the carrier's own label: scan its number. Nothing was changed."
STILL_COMES = "Its label is at {} and may still come out: see to that printer first. Nothing was changed."
UNKNOWN = "Nobody knows whether its label came out: answer that first, under Labels. Nothing was changed."


def pack_without_label(*, desk: Desk, number: str, because: str) -> None:
    """open → packed. The right to it has been checked. Raises NotAllowed. A label that no printer has been
    given yet is cancelled; one that may still come out has to be seen to first."""
    with transaction.atomic():
        packing = current_locked(desk)
        if packing is None or packing.package_number != number:
            raise NotAllowed(NOT_OPEN.format(number))
        if reason := why_not(packing):
            raise NotAllowed(reason)
        cancel_unsent(packing)
        packing.no_label_because, packing.touched_at = because[:MOST_OF_REASON], timezone.now()
        become_packed(packing, desk, verb=Act.Verb.PACK_WITHOUT_LABEL, because=packing.no_label_because)
        packing.save(update_fields=KEPT)


def why_not(packing: Packing) -> str:
    """Why it cannot be packed without a label now, as a sentence; empty where it can."""
    number = packing.package_number
    if packing.is_manual:
        return MANUAL.format(number)
    if packing.block or step_of(packing) not in (Step.LABEL, Step.READ_BACK):
        return NOT_YET.format(number)
    return _may_come_out(number)


def _may_come_out(number: str) -> str:
    jobs = PrintJob.objects.filter(package_number=number, state__in=IN_DOUBT).select_related("printer")
    for job in jobs:
        if job.state == State.UNKNOWN:
            return UNKNOWN
        if not cannot_tell(job):
            return STILL_COMES.format(job.printer)
    return ""
