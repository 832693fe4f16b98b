"""What a printer tells an administrator who sets it up."""

from dataclasses import dataclass

from django.conf import settings

from packages_ui.printers.address import InvalidAddress, parse_ipp, parse_raw
from packages_ui.printers.errors import PrinterError
from packages_ui.printers.raw import RawPrinter
from packages_ui.printers.tls import certificate_of

CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 1.5
NOT_SECURED = "Only an address that begins with ipps:// has a certificate."


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
