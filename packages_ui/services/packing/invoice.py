"""The invoice of the package that is being packed: whether the station prints one, what keeps it from paper,
and whether packing stops for that."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import invoices as say
from packages_ui.messages.common import TRY_AGAIN
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.models import Invoice, Packing, Printer, Slip, Station
from packages_ui.services.errors import PrinterGone
from packages_ui.services.invoices import paper
from packages_ui.services.invoices.needed import refusal_with
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.printing.condition import condition_of

State, SlipState = Invoice.State, Slip.State
HOLD = timedelta(seconds=20)  # so long a box waits for an invoice that is on its way but not needed


class Button(StrEnum):
    """What a packer can do about it: fetch it again, print it again, or open it in this browser."""

    NONE = ""
    RETRY = "retry"
    AGAIN = "again"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSeen:
    """What the desk shows of it. `is_bad`: a person has to see to it. `stops`: the package cannot be packed
    now."""

    sentence: Message
    next: Message = NOTHING
    is_bad: bool = False
    stops: bool = False
    button: Button = Button.NONE


def want_invoice(packing: Packing | None, station: Station) -> None:
    """Have it fetched ahead of the last unit, where the station prints them. Wake the worker afterwards."""
    if packing is not None and _is_printed(packing, station):
        paper.want(number=packing.package_number)


def print_invoice(packing: Packing, station: Station) -> None:
    """Once, at this station. Safe to call any number of times."""
    printer = station.document_printer
    if not _is_printed(packing, station):
        return
    if printer is None:
        paper.want(number=packing.package_number)
    else:
        paper.request_print(number=packing.package_number, printer=printer)


def invoice_seen(packing: Packing, station: Station) -> InvoiceSeen | None:
    """None where the station prints none, or there is none to print. One statement at most."""
    if not _is_printed(packing, station) or not packing.units_done_at:
        return None
    row = next(iter(SEEN.objects(number=packing.package_number)), None)
    printer, is_needed = station.document_printer, station.invoices == Station.Invoices.NEEDED
    if row is not None and row.without_because:
        return None
    if row is not None and row.slip is not None:
        return _on_paper(row.slip, is_needed=is_needed)
    if not is_needed and (row is None or not row.url_digest) and _has_tried(row):
        return None
    if printer is None:
        return _bad(say.NO_PRINTER(), say.OTHER_STATION(), is_needed=is_needed)
    return _off_paper(row, printer, packing, is_needed=is_needed)


def stop_for_invoice(packing: Packing, station: Station) -> ScanResult | None:
    """Why the closed box cannot be packed now."""
    seen = invoice_seen(packing, station)
    if seen is None or not seen.stops:
        return None
    sentence = refusal_with(seen.sentence) if seen.is_bad else seen.sentence
    return ScanResult(outcome=ScanOutcome.NO_INVOICE, sentence=sentence, next=seen.next)


def close_invoice(packing: Packing, station: Station) -> Message:
    """The box is packed: nothing prints later. A sentence where it goes without its invoice."""
    if not _is_printed(packing, station):
        return NOTHING
    seen = invoice_seen(packing, station)
    paper.give_up(number=packing.package_number)
    return say.PACKED_WITHOUT() + seen.sentence if seen and (seen.is_bad or seen.stops) else NOTHING


def again(packing: Packing, desk: Desk) -> ScanResult:
    """A packer's button: print it again, or fetch it at once."""
    printer, station = desk.station.document_printer, desk.station
    if not _is_printed(packing, station):
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=say.NOTHING_TO_PRINT())
    number = packing.package_number
    if printer is None or not printer.is_fed:
        paper.retry(number=number)
        return ScanResult(outcome=ScanOutcome.INVOICE, sentence=say.ASKED_AGAIN())
    try:
        slip = paper.print_again(number=number, printer=printer, user_id=desk.user_id, key=uuid4().hex)
    except OSError:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=say.NO_DISK(), next=TRY_AGAIN())
    except PrinterGone as error:
        return ScanResult(outcome=ScanOutcome.NOT_NOW, sentence=error.sentence)
    return ScanResult(outcome=ScanOutcome.INVOICE, sentence=say.PRINTS_AGAIN() if slip else say.ASKED_AGAIN())


def _is_printed(packing: Packing, station: Station) -> bool:
    return bool(station.invoices) and not packing.no_invoice_because


def _has_tried(row: Invoice | None) -> bool:
    return row is None or bool(row.reason)


def _on_paper(slip: Slip, *, is_needed: bool) -> InvoiceSeen:
    name = slip.printer.name
    if slip.state == SlipState.SENT:
        if not slip.printer.is_fed:
            return InvoiceSeen(sentence=say.OPENED(), button=Button.OPEN)
        return InvoiceSeen(sentence=say.PRINTED(printer=name), button=Button.AGAIN)
    if slip.state == SlipState.FAILED:
        following = message(slip.sentence) + say.LOOK()
        return _bad(say.NOT_SURE(printer=name), following, is_needed=is_needed, button=Button.AGAIN)
    condition = condition_of(slip.printer)
    if condition.bad:
        sentence = say.HELD_UP() + condition.of(name)
        return _bad(sentence, message(condition.more) + say.WAIT(), is_needed=is_needed)
    return InvoiceSeen(sentence=say.PRINTING(printer=name), next=say.WAIT(), stops=is_needed)


def _off_paper(
    row: Invoice | None, printer: Printer, packing: Packing, *, is_needed: bool
) -> InvoiceSeen | None:
    if row is not None and row.state == State.KEPT and not printer.is_fed:
        return _bad(say.FROM_BROWSER(), say.OPEN_IT(), is_needed=is_needed, button=Button.OPEN)
    if row is None or row.state == State.KEPT or not row.reason:
        stops = is_needed or _is_young(packing)
        return InvoiceSeen(sentence=say.FETCHING(), next=say.WAIT(), stops=stops)
    following = say.TRIED_AGAIN() if row.state == State.WANTED and row.due_at else NOTHING
    if is_needed:
        following += say.RETRY_OR_LEAD()
    return _bad(message(row.reason), following, is_needed=is_needed, button=Button.RETRY)


def _bad(
    sentence: Message, following: Message, *, is_needed: bool, button: Button = Button.NONE
) -> InvoiceSeen:
    return InvoiceSeen(
        sentence=sentence,
        next=following if is_needed else following + say.WITHOUT_IT(),
        is_bad=True,
        stops=is_needed,
        button=button,
    )


def _is_young(packing: Packing) -> bool:
    return packing.units_done_at is not None and timezone.now() - packing.units_done_at < HOLD


def invoice_of(*, number: str) -> QuerySet[Invoice]:
    return Invoice.objects.filter(package_number=number).select_related("slip__printer__agent").order_by()


SEEN = Compiled(invoice_of)
