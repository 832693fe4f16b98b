"""Give the printers of one PC to another one: the desk has got a new PC."""

from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import QuerySet

from packages_ui.messages import agents as words
from packages_ui.messages import stations as messages
from packages_ui.messages.message import Message
from packages_ui.models import PrintAgent, Printer
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.printing.printer_setup import readdress


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The names of the printers that were moved; why each of the others was not; and how many labels the old
    PC had not confirmed: an operator has to check them."""

    printers: tuple[str, ...]
    left: tuple[Message, ...]
    to_check: int


def targets_of(agent: PrintAgent) -> QuerySet[PrintAgent]:
    """The PCs that may get its printers."""
    return PrintAgent.objects.filter(revoked_at=None, paired_at__isnull=False).exclude(pk=agent.pk)


def move_printers(*, agent: PrintAgent, to: PrintAgent, user_id: int | None) -> Moved:
    """Each printer that the other PC sees, or that is on the network, is one of that PC. What waits for it
    prints there; a label that is being sent at this moment ends first, so its printer stays."""
    moved, left, to_check = list[str](), list[Message](), 0
    for printer in agent.printers.all():
        try:
            to_check += _move(printer, to, user_id)
        except (Busy, PrinterGone) as error:
            left.append(messages.NAMED(printer=printer.name, state=error.sentence))
        else:
            moved.append(printer.name)
    return Moved(printers=tuple(moved), left=tuple(left), to_check=to_check)


def _move(printer: Printer, to: PrintAgent, user_id: int | None) -> int:
    """How many labels have to be checked. Raises Busy, PrinterGone."""
    before, key = printer.address, printer.address.partition("/")[2]
    printer.agent, printer.address = to, f"{to.pk}/{key}"
    if refusal := _refusal(printer, to, key):
        raise Busy(refusal)
    try:
        return readdress(printer=printer, fields=["agent", "address"], user_id=user_id, was_at=before)
    except IntegrityError as error:  # the other PC has just been deleted
        raise Busy(words.NOT_SEEN(pc=to.name)) from error


def _refusal(printer: Printer, to: PrintAgent, key: str) -> Message | None:
    """Why it cannot be one of that PC. Two entries of one printer would both send to it."""
    seen = {found.get("key") for found in to.found}
    if key not in seen and not key.startswith("tcp:"):
        return words.NOT_SEEN(pc=to.name)
    if printer.takes_pages and to.system.startswith("Windows"):
        return words.NO_PAGES()
    if other := Printer.objects.filter(kind=printer.kind, address=printer.address).first():
        return words.THERE_ALREADY(printer=other.name)
    return None
