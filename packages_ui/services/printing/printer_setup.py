"""Read from a printer what setting it up needs; and give a printer another address: it then points to another
device, so the old one's counters and pending confirmations are forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from packages_ui.messages import stations as messages
from packages_ui.messages.message import Message, message
from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.printers.address import InvalidAddress, parse_ipp, parse_raw
from packages_ui.printers.errors import PrinterError
from packages_ui.printers.tls import certificate_of
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.locks import lock_batches, locked_printer
from packages_ui.services.printing import ledger
from packages_ui.services.printing.agent_link import agent_printer
from packages_ui.services.printing.control import OPEN, redraw
from packages_ui.services.printing.raw import raw_printer
from packages_ui.services.printing.stations import note_printer

CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 1.5
State, Cause = PrintJob.State, PrintJob.Cause
PENDING_CAUSES = (Cause.DIED, Cause.DISCONNECTED)
FORGOTTEN: dict[str, object] = {
    "proved_at": None,
    "proved_by": None,
    "pairing_code": "",
    "answers": False,
    "away_at": None,
    "quiet_since": None,
    "trouble": "",
    "looked_at": None,
}


class NotReadable(Exception):
    """The printer did not answer usefully; `sentence` is for the administrator."""

    def __init__(self, sentence: Message | str) -> None:
        super().__init__(sentence)
        self.sentence = message(sentence)


@dataclass(frozen=True, slots=True)
class LabelCount:
    """The printer at `address` (normalised) has printed `labels` labels so far."""

    address: str
    labels: int


def read_count(*, address: str) -> LabelCount:
    """How many labels a raw printer reports as printed. Raises NotReadable."""
    try:
        found = parse_raw(address.strip())
        printer = raw_printer(found.text, connect_seconds=CONNECT_SECONDS, answer_seconds=ANSWER_SECONDS)
        count = printer.count()
    except InvalidAddress as error:
        raise NotReadable(str(error)) from error
    except PrinterError as error:
        raise NotReadable(error.sentence) from error
    if count is None:
        raise NotReadable(messages.NO_COUNT())
    return LabelCount(found.text, count)


def read_agent_count(*, address: str) -> LabelCount:
    """The same of a printer behind an agent. Raises NotReadable."""
    agent_id = address.partition("/")[0]
    printer = Printer(kind=Printer.Kind.AGENT, address=address)
    printer.agent_id = int(agent_id) if agent_id.isdecimal() else 0
    try:
        count = agent_printer(printer, answer_seconds=ANSWER_SECONDS).count()
    except PrinterError as error:
        raise NotReadable(error.sentence) from error
    if count is None:
        raise NotReadable(messages.NO_COUNT())
    return LabelCount(address, count)


def read_certificate(*, address: str) -> str:
    """The SHA-256 of an ipps printer's certificate, as hex digits. Raises NotReadable."""
    try:
        found = parse_ipp(address.strip())
        if found.scheme != "ipps":
            raise NotReadable(messages.NOT_SECURED())
        return certificate_of(
            found.host,
            found.port,
            seconds=CONNECT_SECONDS + ANSWER_SECONDS,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
    except InvalidAddress as error:
        raise NotReadable(str(error)) from error
    except PrinterError as error:
        raise NotReadable(error.sentence) from error


def readdress(
    *, printer: Printer, fields: Sequence[str], user_id: int | None = None, was_at: str = ""
) -> int:
    """Save `fields` of `printer`, its address or kind among them, and forget the state of the old device; if
    it still `was_at` this address, where one is given. Returns how many labels the old one had not confirmed:
    an operator has to check them. Raises Busy, PrinterGone."""
    jobs = PrintJob.objects.filter(printer=printer.pk)
    left = Q(printer=printer.pk, state__in=(State.SENT, State.UNKNOWN))
    with transaction.atomic():
        lock_batches(PrintJob.objects.filter(left | Q(batch__printer=printer.pk, state__in=OPEN)))
        before = locked_printer(printer.pk)
        if before is None:
            raise PrinterGone
        if was_at and before.address != was_at:
            raise Busy(messages.ADDRESS_CHANGED())
        if jobs.filter(state=State.SENDING).exists():
            raise Busy(messages.SAVE_BUSY())
        count = ledger.move(
            jobs, State.SENT, State.UNKNOWN, cause=Cause.OFFLINE, reason=messages.ADDRESS_LEFT()
        )
        # the new device's counter does not cover what the old one printed
        jobs.filter(state=State.UNKNOWN).update(count_before=None)
        # and another PC's agent, which never saw them, must not be polled for them
        jobs.filter(state=State.UNKNOWN, cause__in=PENDING_CAUSES).update(cause=Cause.OFFLINE)
        Slip.objects.filter(printer=printer.pk).update(count_after=None)
        for name, nothing in FORGOTTEN.items():
            setattr(printer, name, nothing)
        printer.save(update_fields=[*fields, *FORGOTTEN])
        redraw(before=before)
        note_printer(printer, before=before, fields=fields, user_id=user_id)
    return count
