"""What a batch is doing, in words that can be read from two metres; and the parts of its page that are sent
again only when they have changed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from packages_ui.messages.message import Message, message
from packages_ui.models import LabelBatch, Printer, Station
from packages_ui.services.batches import batch_jobs
from packages_ui.services.batches.batch_jobs import clock, medians
from packages_ui.services.batches.batches import Progress
from packages_ui.services.batches.failures import failures
from packages_ui.services.head import head
from packages_ui.services.marks.stops import refusals_in
from packages_ui.services.printing.answers import unknown_labels
from packages_ui.services.printing.browser import in_dialog
from packages_ui.services.printing.condition import condition_of, moment
from packages_ui.services.printing.history import maybe_twice, to_destroy
from packages_ui.services.printing.queue import ahead_of
from packages_ui.views.batches.print_request import where_else


def version(batch: LabelBatch, progress: Progress) -> str:
    """Changes whenever a list changes; while all goes well, ten times in a batch's life."""
    shown = (progress.failed, progress.unknown, progress.asking, progress.cancelled, progress.handed > 0)
    counts = ".".join(str(int(count)) for count in shown)
    return f"{progress.percent // 10}.{counts}.{int(progress.finished)}.{batch.printer_id or 0}"


def controls(batch: LabelBatch, progress: Progress) -> str:
    """Changes whenever other buttons are offered: else they are left alone, so that an open question stays
    open."""
    shown = (
        progress.finished,
        progress.joined,
        progress.open > 0,
        progress.on_paper > 0,
        progress.handed > 0,
        batch.paused_at is not None,
    )
    return "".join(str(int(flag)) for flag in shown) + f".{batch.printer_id or 0}.{batch.pdf_path[-8:-4]}"


def parts(batch: LabelBatch, progress: Progress, *, page: str, moved: bool, turned: bool) -> dict[str, Any]:
    """The context of the lists and the buttons; nothing is queried for parts that are not sent."""
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
    """A station whose page shows its printer, preferably the one where the batch was requested."""
    stations = list(Station.objects.filter(label_printer=batch.printer_id).values_list("pk", flat=True))
    return batch.station_id if batch.station_id in stations else next(iter(stations), None)


def _lists(batch: LabelBatch, progress: Progress, page: str) -> dict[str, Any]:
    stops = refusals_in(batch)
    rows, pages = batch_jobs.list_jobs(batch=batch, stops=stops, page=page)
    return {
        "rows": rows,
        "pages": pages,
        "heads": (_("Fetched"), _("Ready"), _("Sent"), _("Printed"), _("Read back")),
        "medians": medians(batch=batch) if progress.finished else (),
        "failures": failures(batch=batch, stops=stops) if progress.failed else None,
        "questions": batch_jobs.questions(batch=batch, stops=stops) if progress.asking else None,
        "unknown": unknown_labels(batch=batch) if progress.unknown else (),
        "twice": maybe_twice(batch=batch) if progress.on_paper or progress.unknown else (),
        "destroy": to_destroy(batch=batch) if progress.on_paper or progress.unknown else (),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """`head` is what it does, `more` what that means or what to do; `tone` is the name of a colour, `as_of`
    since or as of when. `stopped`: nothing is printed until a person acts; `at_printer`: on the printer.
    `behind` are batches that the printer does first."""

    head: Message | str
    more: Message | str = ""
    tone: str = "blue"
    as_of: Message | str = ""
    stopped: bool = False
    at_printer: bool = False
    behind: tuple[LabelBatch, ...] = ()


def doing(batch: LabelBatch, progress: Progress) -> Doing | None:
    """None for a batch for the browser."""
    printer = batch.printer
    if printer is None or not progress.fed:
        return None
    if progress.settled:
        return _settled(progress)
    if batch.paused_at and progress.open:
        more = _("No more labels are sent. Labels that the printer has will print. Press Resume to continue.")
        since = _("since %(time)s") % {"time": moment(batch.paused_at)}
        return Doing(head=_("Paused"), more=more, tone="orange", as_of=since, stopped=True)
    return _stopped(printer) or _moving(batch, progress)


def _settled(progress: Progress) -> Doing:
    if progress.asking:
        more = _("Nothing more is printed until you answer the questions below.")
        return Doing(head=_("Needs an answer"), more=more, tone="orange", stopped=True)
    if progress.unknown:
        more = _("Check the printer, then say below what was printed.")
        return Doing(head=_("Needs an answer"), more=more, tone="red", stopped=True)
    if progress.failed:
        return Doing(
            head=_("Finished, some failed"), more=_("See the reasons below and retry."), tone="orange"
        )
    if not progress.on_paper:
        return Doing(head=_("Finished"), more=_("Nothing was printed."), tone="secondary")
    return Doing(head=_("Finished"), tone="green")


def _stopped(printer: Printer) -> Doing | None:
    """Why the printer cannot print; None where it can."""
    condition = condition_of(printer)
    if not condition.bad:
        return None
    head, more = condition.head, condition.more
    if printer.paused_at:
        head = message(_("The printer is paused"))
        more += _("Press Resume on the printer's page when it is ready.")
    return Doing(
        head=head, more=more, tone=condition.tone, as_of=condition.as_of, stopped=True, at_printer=True
    )


def _moving(batch: LabelBatch, progress: Progress) -> Doing:
    if behind := () if progress.at_printer else ahead_of(batch=batch):
        return Doing(
            head=_("Waiting behind %(batch)s") % {"batch": behind[0]}, tone="secondary", behind=behind
        )
    no_key = _no_key() if progress.waiting else ""
    if progress.at_printer or progress.ready:
        rest = no_key or _("The rest is still being fetched.")
        return Doing(head=_("Printing"), more=rest if progress.waiting else "")
    if no_key:
        return Doing(head=_("Waiting for Seller Center…"), more=no_key, tone="orange")
    return Doing(head=_("Fetching"), more=_("Printing starts with the first label that is fetched."))


def _no_key() -> str:
    """Why labels that wait are not being fetched; empty where they are. The head of the page says what an
    administrator has to do."""
    if not head().fetch_pause:
        return ""
    return _(
        "Seller Center does not accept our access key. Waiting labels are kept and fetched once it does."
    )
