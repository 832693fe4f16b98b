"""What a batch does now, in words that are read from two metres."""

from dataclasses import dataclass

from django.utils import timezone

from packages_ui.models import LabelBatch, Printer
from packages_ui.services.batches import Progress
from packages_ui.services.printing.condition import headline, moment
from packages_ui.services.printing.place import ahead_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """`head` is what it does, `more` what that means or what to do; `tone` is a colour's name, `as_of` since
    or as of when. `stopped`: nothing comes out until somebody does something; `at_printer`: to the printer.
    `behind` are batches that the printer does first."""

    head: str
    more: str = ""
    tone: str = "blue"
    as_of: str = ""
    stopped: bool = False
    at_printer: bool = False
    behind: tuple[LabelBatch, ...] = ()


def doing(batch: LabelBatch, progress: Progress) -> Doing | None:
    """None for a batch of the browser's."""
    printer = batch.printer
    if printer is None or not progress.fed:
        return None
    if progress.settled:
        return _settled(progress)
    if batch.paused_at and progress.open:
        more = "Nothing more of it is sent; what the printer holds already comes out. Press Resume to go on."
        return Doing(
            head="Paused", more=more, tone="orange", as_of=f"since {moment(batch.paused_at)}", stopped=True
        )
    return _stopped(printer) or _moving(batch, progress)


def _settled(progress: Progress) -> Doing:
    if progress.asking:
        more = "Nothing more comes out until you have said whether to print what is asked about."
        return Doing(head="Needs an answer", more=more, tone="orange", stopped=True)
    if progress.unknown:
        more = "Look at the printer, then say below what came out."
        return Doing(head="Needs an answer", more=more, tone="red", stopped=True)
    if progress.failed:
        return Doing(head="Finished, some failed", more="See below why, and retry them.", tone="orange")
    if not progress.on_paper:
        return Doing(head="Finished", more="Nothing was printed.", tone="secondary")
    return Doing(head="Finished", tone="green")


def _stopped(printer: Printer) -> Doing | None:
    """The printer's own trouble; None where it is well."""
    if printer.paused_at:
        because = printer.paused_because or "Nobody said why."
        head, more = "The printer is paused", f"{because} Press Resume on its page when it is ready again."
        tone, as_of = "orange", f"since {moment(printer.paused_at)}"
    elif printer.trouble:
        head, more = headline(printer.trouble)
        tone, as_of = "red", f"as of {moment(printer.looked_at or timezone.now())}"
    else:
        return None
    return Doing(head=head, more=more, tone=tone, as_of=as_of, stopped=True, at_printer=True)


def _moving(batch: LabelBatch, progress: Progress) -> Doing:
    if behind := () if progress.at_printer else ahead_of(batch=batch):
        return Doing(head=f"Waiting behind {behind[0]}", tone="secondary", behind=behind)
    if progress.at_printer or progress.ready:
        return Doing(head="Printing", more="The rest is still being fetched." if progress.waiting else "")
    return Doing(head="Fetching", more="The printer starts with the first label that comes.")
