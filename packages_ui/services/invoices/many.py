"""Invoices of many packages: fetched several at a time, printed in the order of the packages."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from packages_ui.drawing import errors as drawing
from packages_ui.messages import common
from packages_ui.messages import invoices as messages
from packages_ui.messages.message import Message, message
from packages_ui.models import Invoice, Printer, Slip, Station, StoredPackage
from packages_ui.services.errors import Busy, NotAllowed, PrinterGone
from packages_ui.services.invoices.address import address_in
from packages_ui.services.invoices.fetch import fetch_some
from packages_ui.services.invoices.paper import print_again, want

TOGETHER = 8


def printers() -> list[tuple[str, str]]:
    """Ids and names of the document printers of stations that workers send to."""
    used = Station.objects.exclude(document_printer=None).values("document_printer")
    rows = Printer.objects.filter(pk__in=used).exclude(kind=Printer.Kind.BROWSER)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def refusals(packages: Sequence[StoredPackage], _value: str, _shown: str) -> Mapping[str, Message]:
    """Why none will be printed, by number: it was printed already, or there is none."""
    found = _printed().filter(package_number__in=[row.number for row in packages])
    printed = set(found.values_list("package_number", flat=True))
    without = {row.number for row in packages if not address_in(row.content)} - printed
    return {
        **dict.fromkeys(printed, messages.ALREADY_PRINTED()),
        **dict.fromkeys(without, messages.NO_LINK()),
    }


def fetch_together(numbers: Sequence[str]) -> dict[str, Message]:
    """Those that are not here; why they did not come, by number. Raises Busy."""
    rows = [want(number=number) for number in numbers]
    try:
        reasons = fetch_some([row for row in rows if row.state != Invoice.State.KEPT])
    except drawing.Busy as error:
        raise Busy(messages.FETCHING()) from error
    return {number: message(reason) or messages.FETCHING() for number, reason in reasons.items()}


def print_for(*, number: str, printer: str, user_id: int | None, key: str, is_resumed: bool) -> Message:
    """Fetch it if it is not here, and print it on the printer with this id, unless it was printed before.
    Raises NotAllowed, PrinterGone or Busy."""
    found = Printer.objects.filter(pk=int(printer) if printer.isdecimal() else 0).first()
    if found is None:
        raise PrinterGone
    if failed := fetch_together([number]):
        raise NotAllowed(failed[number])
    if _printed().filter(package_number=number).exists():
        if is_resumed:
            return messages.REQUESTED(printer=found.name)
        raise NotAllowed(messages.ALREADY_PRINTED())
    try:
        print_again(number=number, printer=found, user_id=user_id, key=key)
    except OSError as error:
        raise NotAllowed(messages.NO_DISK() + common.TRY_AGAIN()) from error
    return messages.REQUESTED(printer=found.name)


def _printed() -> QuerySet[Invoice]:
    return Invoice.objects.filter(slip__isnull=False).exclude(slip__state=Slip.State.FAILED)
