"""What a feeder needs of a printer, whatever its kind; the paper in it; and whether a lease surely lasts as
long as sending the next label may take, by a clock that counts sleep too."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from packages_ui.labels.media import Language, Media
from packages_ui.labels.papers import Printable
from packages_ui.labels.size import LabelSize
from packages_ui.messages.message import Message
from packages_ui.models import Printer, PrintJob
from packages_ui.printers.line import Deadline


class PrinterConnection(Protocol):
    """One printer while one feeder holds it. `reached` and `trouble` are from the last check. `draws_until`
    is the monotonic time after which drawing is left to the next run."""

    printer: Printer
    reached: bool
    trouble: Message
    draws_until: float

    @property
    def was_off(self) -> bool:
        """Whether the printer itself was not there at the last check, and may have been off."""

    @property
    def language(self) -> object:
        """The language labels are prepared in; when it changes, they are prepared again."""

    def check(self) -> None:
        """Ask the printer for its status, no more often than makes sense."""

    def follow(self, jobs: list[PrintJob]) -> None:
        """Move labels that were sent (`sent`, `unknown`; in the order of sending) as the printer confirms."""

    def has_settled(self, jobs: list[PrintJob]) -> bool:
        """Whether every label that it had before it was offline is settled."""

    def has_room(self, jobs: list[PrintJob]) -> bool:
        """Whether it can take one more label on top of `jobs`."""

    @property
    def holds(self) -> tuple[int, int] | None:
        """The labels that it says it holds, and the copies still to come; None where it cannot say, or
        something is wrong with it that everybody sees."""

    def count_before(self, jobs: list[PrintJob]) -> int | None:
        """What its label counter will be just before the next label; None where it reports none."""

    def prepare(self, content: bytes, label_format: str, *, made_for: int = 0) -> Printable:
        """A label's own bytes as this printer's paper. `made_for`: the dpi that its shipping company makes
        labels for, 0 where that is not known. Raises LabelError or Busy."""

    def prepare_document(self, pdf: bytes) -> Printable:
        """A document of ours as this printer's paper. Raises LabelError or Busy."""

    def copied(self, printable: Printable, copies: int) -> Printable:
        """One label or page of ours so many times, in one job. Raises LabelError or Busy."""

    def together(self, first: Printable, second: Printable) -> Printable:
        """Both as one, so that nothing comes between them."""

    def send(self, printable: Printable, *, handle: str, until: Deadline) -> int | None:
        """Send it once, no byte of it after `until`; the printer's own number for it. Raises PrinterError."""

    def pause(self) -> float:
        """Seconds until it is worth checking again."""

    def leave(self) -> None:
        """Its feeder ends; the next one has a connection of its own."""


def media_of(printer: Printer) -> Media:
    """What labels are fitted to."""
    size = LabelSize(printer.width_mm, printer.height_mm)
    language = Language.ZPL if printer.takes_pages else Language(printer.language)
    return Media(size, dpi=printer.dpi, turn=printer.turn, language=language)


@dataclass
class LeaseGuard:
    """`token` holds the printer until `until`, as far as we know: no sending may start later."""

    token: str
    until: Deadline

    @classmethod
    def around(cls, token: str, *, requested_at: float) -> "LeaseGuard":
        """`requested_at`: the clock just before the lease was taken or renewed."""
        return cls(token, _end(requested_at))

    def renewed(self, *, requested_at: float) -> None:
        self.until = _end(requested_at)

    def holds(self) -> bool:
        return Deadline.within(settings.PRINT_STEP_SECONDS) < self.until


def _end(requested_at: float) -> Deadline:
    return Deadline(requested_at + settings.PRINT_LEASE_SECONDS)
