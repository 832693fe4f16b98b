"""A lead packs the open package without a label and gives a reason."""

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message, dump
from packages_ui.models import Act, Packing, PrintJob
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.stops import refusal_of, stop_of
from packages_ui.services.packing.desk import Desk, current_locked
from packages_ui.services.packing.packed import become_packed, cancel_unsent
from packages_ui.services.packing.steps import Step, step_of
from packages_ui.services.printing.history import cannot_tell

State = PrintJob.State
IN_DOUBT = (*PrintJob.AT_PRINTER, State.UNKNOWN)
MOST_OF_REASON = 200
KEPT = ("state", "notes", "packed_at", "touched_at", "no_label_because")
REASONS = {
    "printer_broken": messages.PRINTER_BROKEN(),
    "carrier_brings_label": messages.CARRIER_BRINGS_LABEL(),
    "carrier_has_no_label": messages.CARRIER_HAS_NO_LABEL(),
}


def pack_without_label(*, desk: Desk, number: str, because: str) -> None:
    """open → packed. `because`: one of REASONS, or the lead's own words. The permission has been checked.
    Unsent labels are cancelled. Raises NotAllowed, also where a label may still print."""
    with transaction.atomic():
        packing = current_locked(desk)
        if packing is None or packing.package_number != number:
            raise NotAllowed(messages.NOT_OPEN(number=number) + common.NOTHING_CHANGED())
        if reason := refusal_reason(packing):
            raise NotAllowed(reason)
        cancel_unsent(packing)
        packing.no_label_because, packing.touched_at = _stored(because), timezone.now()
        become_packed(packing, desk, verb=Act.Verb.PACK_WITHOUT_LABEL, because=packing.no_label_because)
        packing.save(update_fields=KEPT)


def _stored(because: str) -> str:
    return dump(REASONS[because]) if because in REASONS else because[:MOST_OF_REASON]


def refusal_reason(packing: Packing) -> Message:
    """Why it cannot be packed without a label now; empty where it can."""
    number = packing.package_number
    if packing.is_manual:
        return messages.SCAN_ITS_NUMBER(number=number) + common.NOTHING_CHANGED()
    if packing.block or step_of(packing) not in (Step.LABEL, Step.READ_BACK):
        return messages.NOT_READY_FOR_IT(number=number) + common.NOTHING_CHANGED()
    if stop := stop_of(number=number):
        return refusal_of(stop)
    return _may_print(number)


def _may_print(number: str) -> Message:
    jobs = PrintJob.objects.filter(package_number=number, state__in=IN_DOUBT).select_related("printer")
    for job in jobs:
        if job.state == State.UNKNOWN:
            return messages.UNCONFIRMED() + common.NOTHING_CHANGED()
        if not cannot_tell(job):
            return messages.MAY_STILL_PRINT(printer=str(job.printer)) + common.NOTHING_CHANGED()
    return NOTHING
