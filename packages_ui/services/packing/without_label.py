"""A lead packs the open package without a label, or without the invoice that it needs, and gives a reason."""

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import invoices as invoice_words
from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message, dump
from packages_ui.models import Act, Packing, PrintJob, Station
from packages_ui.services.errors import NotAllowed
from packages_ui.services.invoices import needed
from packages_ui.services.invoices.needed import MOST_OF_REASON
from packages_ui.services.marks.stops import refusal_of, stop_of
from packages_ui.services.packing.desk import Desk, current_locked
from packages_ui.services.packing.invoice import close_invoice, stop_for_invoice
from packages_ui.services.packing.packed import become_packed, cancel_unsent
from packages_ui.services.packing.steps import Step, step_of
from packages_ui.services.printing.history import needs_a_person

State = PrintJob.State
IN_DOUBT = (*PrintJob.AT_PRINTER, State.UNKNOWN)
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
        close_invoice(packing, desk.station)
        packing.no_label_because, packing.touched_at = _stored(because), timezone.now()
        become_packed(packing, desk, verb=Act.Verb.PACK_WITHOUT_LABEL, because=packing.no_label_because)
        packing.save(update_fields=KEPT)


def pack_without_invoice(*, desk: Desk, number: str, because: str) -> None:
    """Packing goes on as if the station printed none. `because`: as for `needed.go_without`. The permission
    has been checked. Raises NotAllowed where nothing waits for the invoice."""
    with transaction.atomic():
        packing = current_locked(desk)
        if packing is None or packing.package_number != number:
            raise NotAllowed(messages.NOT_OPEN(number=number) + common.NOTHING_CHANGED())
        if reason := invoice_refusal(packing, desk.station):
            raise NotAllowed(reason)
        close_invoice(packing, desk.station)
        where = {"packing": packing.pk, "station": desk.station.pk}
        kept = needed.let_go(number=number, because=because, user_id=desk.user_id, **where)
        packing.no_invoice_because, packing.touched_at = kept, timezone.now()
        packing.save(update_fields=("no_invoice_because", "touched_at"))


def invoice_refusal(packing: Packing, station: Station) -> Message:
    """Why there is nothing to decide; empty where a lead may."""
    if stop_for_invoice(packing, station) is None:
        return invoice_words.NOT_HELD_UP(number=packing.package_number) + common.NOTHING_CHANGED()
    return NOTHING


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
    if packing.station and (stopped := stop_for_invoice(packing, packing.station)):
        return stopped.sentence + common.NOTHING_CHANGED()
    return _may_print(number)


def _may_print(number: str) -> Message:
    jobs = PrintJob.objects.filter(package_number=number, state__in=IN_DOUBT).select_related("printer")
    for job in jobs:
        if job.state == State.UNKNOWN:
            return messages.UNCONFIRMED() + common.NOTHING_CHANGED()
        if not needs_a_person(job):
            return messages.MAY_STILL_PRINT(printer=str(job.printer)) + common.NOTHING_CHANGED()
    return NOTHING
