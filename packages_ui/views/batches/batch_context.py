"""What a batch does now, in words that are read from two metres; and the parts of its page that are sent
again only when something in them has moved."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, Station
from packages_ui.services.batches import batch_jobs
from packages_ui.services.batches.batch_jobs import clock, medians
from packages_ui.services.batches.batches import Progress
from packages_ui.services.printing.answers import unknown_labels
from packages_ui.services.printing.browser import in_dialog
from packages_ui.services.printing.condition import headline, moment
from packages_ui.services.printing.history import maybe_twice, to_destroy
from packages_ui.services.printing.queue import ahead_of
from packages_ui.views.batches.print_request import where_else

HEADS = ("Fetched", "Ready", "Sent", "Printed", "Read back")


def version(batch: LabelBatch, progress: Progress) -> str:
    """Another one whenever a list reads otherwise; while all goes well ten times in a batch's life."""
    shown = (progress.failed, progress.unknown, progress.asking, progress.cancelled, progress.handed > 0)
    counts = ".".join(str(int(count)) for count in shown)
    return f"{progress.percent // 10}.{counts}.{int(progress.finished)}.{batch.printer_id or 0}"


def controls(batch: LabelBatch, progress: Progress) -> str:
    """Another one whenever other buttons are offered: they are left alone meanwhile, so that a question which
    somebody has opened stays open."""
    shown = (
        progress.finished,
        progress.joined,
        progress.open > 0,
        progress.on_paper > 0,
        progress.handed > 0,
        batch.paused_at is not None,
    )
    return "".join(str(int(one)) for one in shown) + f".{batch.printer_id or 0}.{batch.pdf_path[-8:-4]}"


def parts(batch: LabelBatch, progress: Progress, *, page: str, moved: bool, turned: bool) -> dict[str, Any]:
    """What the lists and the buttons print; nothing is asked for what is not sent."""
    context: dict[str, Any] = {"rows": (), "pages": None}
    if turned:
        context |= _buttons(batch, progress)
    if moved:
        context |= _lists(batch, progress, page)
    return context


def _buttons(batch: LabelBatch, progress: Progress) -> dict[str, Any]:
    dialog = in_dialog(batch=batch).aggregate(count=Count("id"), last=Max("sending_at"))
    return {
        "stale": batch_jobs.stale_packages(batch=batch) if progress.joined else (),
        "elsewhere": where_else(batch) if progress.open else (),
        "may_cancel": progress.open > 0 if progress.fed else not progress.finished,
        "at_station": _station_of(batch) if progress.fed else None,
        "in_dialog": dialog["count"],
        "handed_at": clock(dialog["last"])[:5],
    }


def _station_of(batch: LabelBatch) -> int | None:
    """A station on whose page its printer is seen, best the one where the batch was asked for."""
    stations = list(Station.objects.filter(label_printer=batch.printer_id).values_list("pk", flat=True))
    return batch.station_id if batch.station_id in stations else next(iter(stations), None)


def _lists(batch: LabelBatch, progress: Progress, page: str) -> dict[str, Any]:
    rows, pages = batch_jobs.list_jobs(batch=batch, page=page)
    return {
        "rows": rows,
        "pages": pages,
        "heads": HEADS,
        "medians": medians(batch=batch) if progress.finished else (),
        "failures": batch_jobs.failures(batch=batch) if progress.failed else None,
        "questions": batch_jobs.questions(batch=batch) if progress.asking else None,
        "unknown": unknown_labels(batch=batch) if progress.unknown else (),
        "twice": maybe_twice(batch=batch) if progress.on_paper or progress.unknown else (),
        "destroy": to_destroy(batch=batch) if progress.on_paper or progress.unknown else (),
    }


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
        head, more = map(str, headline(printer.trouble))
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
