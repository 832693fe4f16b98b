"""The parts of a batch's page that are sent again only when something in them has moved."""

from typing import Any

from django.db.models import Count, Max

from packages_ui.models import LabelBatch, Station
from packages_ui.services import batch_jobs
from packages_ui.services.batches import Progress
from packages_ui.services.job_times import clock, medians
from packages_ui.services.printing.browser import in_dialog
from packages_ui.services.printing.paper import maybe_twice, to_destroy
from packages_ui.services.printing.unknown import unknown_labels
from packages_ui.views.print_where import where_else

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
