"""What the feeder asks of a printer, whatever its kind; the paper that lies in one; and whether a lease
surely lasts as long as the next hand-over may take, by a clock that counts sleep too."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from packages_ui.labels.media import Language, Media
from packages_ui.labels.papers import Printable
from packages_ui.labels.size import LabelSize
from packages_ui.models import Printer, PrintJob
from packages_ui.printers.line import Deadline


class Link(Protocol):
    """One printer while one feeder holds it. `reached` and `trouble` are from the last look. `draws_until` is
    the monotonic time at which drawing is left to the next run."""

    printer: Printer
    reached: bool
    trouble: str
    draws_until: float

    @property
    def gone(self) -> bool:
        """Whether the printer itself was not there at the last look, and may have been off."""

    @property
    def language(self) -> object:
        """What labels are made ready in; when it is another one, they are made ready anew."""

    def look(self) -> None:
        """Ask the printer how it is, at most as often as that makes sense."""

    def follow(self, jobs: list[PrintJob]) -> None:
        """Move what was handed over (`sent`, `unknown`; in the order of sending) as the printer proves."""

    def has_settled(self, jobs: list[PrintJob]) -> bool:
        """Whether it is known of all that it had before it was away what became of it."""

    def has_room(self, jobs: list[PrintJob]) -> bool:
        """Whether it can take one more label on top of `jobs`."""

    def count_before(self, jobs: list[PrintJob]) -> int | None:
        """What its label counter will be just before the next label; None where it tells none."""

    def prepare(self, content: bytes, label_format: str, *, made_for: int = 0) -> Printable:
        """A label's own bytes as this printer's paper. `made_for`: the dpi that its shipping company makes
        labels for, 0 where that is not known. Raises LabelError or Busy."""

    def prepare_document(self, pdf: bytes) -> Printable:
        """A document of ours as this printer's paper. Raises LabelError or Busy."""

    def together(self, first: Printable, second: Printable) -> Printable:
        """Both as one, so that nothing comes between them."""

    def send(self, printable: Printable, *, handle: str, until: Deadline) -> int | None:
        """Hand it over once, no byte of it after `until`; the printer's own number for it. Raises
        PrinterError."""

    def pause(self) -> float:
        """Seconds until it is worth looking again."""


def media_of(printer: Printer) -> Media:
    """What labels are fitted to."""
    size = LabelSize(printer.width_mm, printer.height_mm)
    language = Language.ZPL if printer.takes_pages else Language(printer.language)
    return Media(size, dpi=printer.dpi, turn=printer.turn, language=language)


@dataclass
class Fence:
    """`token` holds the printer until `until`, as far as we know: nothing may begin to go out later."""

    token: str
    until: Deadline

    @classmethod
    def around(cls, token: str, *, asked: float) -> "Fence":
        """`asked`: the clock before the lease was taken or renewed."""
        return cls(token, _end(asked))

    def renewed(self, *, asked: float) -> None:
        self.until = _end(asked)

    def holds(self) -> bool:
        return Deadline.within(settings.PRINT_STEP_SECONDS) < self.until


def _end(asked: float) -> Deadline:
    return Deadline(asked + settings.PRINT_LEASE_SECONDS)
