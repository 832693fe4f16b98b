"""Steer a batch: pause it, let it go on, stop what has not gone anywhere yet, take it to another printer, ask
again for labels that failed."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import LabelBatch, Printer
from packages_ui.services.batches import batches
from packages_ui.services.batches.batches import Progress
from packages_ui.services.errors import InvalidBatch, PrinterGone
from packages_ui.services.printing.control import move_batch, pause_batch, resume_batch
from packages_ui.views.batches.batch import QUEUE_OUT, Told, find, labels, refuse, tell
from packages_ui.views.batches.print_request import chosen_printer
from packages_ui.views.http import StaffRequest, id_of

NOT_CHOSEN = "No printer was chosen. Nothing was moved; choose one and press Move."
THE_SAME = "The batch prints there already. Nothing was moved; choose another printer."
CANCELLED = (
    "No label was requested: this batch was cancelled. To print its packages, select them in the list and "
    "press Print labels."
)


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_pause(request: StaffRequest, pk: int) -> HttpResponse:
    """The printer goes on with the next batch."""
    batch = find(pk)
    paused = pause_batch(batch=batch, user_id=request.user.pk)
    batch.refresh_from_db()
    said = (
        "Paused. What the printer holds already comes out; it goes on with the next batch."
        if paused
        else "It was paused already. Nothing was changed."
    )
    return tell(request, batch, Told(said=said))


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_unpause(request: StaffRequest, pk: int) -> HttpResponse:
    """It goes on behind what its printer is in the middle of."""
    batch = find(pk)
    resumed = resume_batch(batch=batch, user_id=request.user.pk)
    woken = tasks.wake_feeders() if resumed else True
    batch.refresh_from_db()
    said = "It goes on." if resumed else "It was not paused. Nothing was changed."
    return tell(request, batch, Told(said=said, warning="" if woken else QUEUE_OUT))


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """For the browser, labels that have come stay and are joined; of those for a printer only what it holds
    already comes out."""
    batch = find(pk)
    count = batches.cancel(batch=batch, user_id=request.user.pk)
    if count and not batch.is_fed:
        tasks.wake_joiner(batch.pk)  # what has come can be printed at once
    batch.refresh_from_db()
    return tell(request, batch, Told(said=_cancelled_sentence(count, batches.progress(batch))))


def _cancelled_sentence(count: int, progress: Progress) -> str:
    if not count:
        nothing = "Nothing was cancelled: no label of this batch was waiting any more."
        return nothing + _held(progress)
    if progress.fed:
        return f"Cancelled: {labels(count)} will not be printed.{_held(progress)}"
    return f"Cancelled: {labels(count)} will not be fetched. Those that have come stay."


def _held(progress: Progress) -> str:
    held = progress.at_printer
    if not progress.fed or not held:
        return ""
    verbs = (
        "is in the printer already and still comes"
        if held == 1
        else "are in the printer already and still come"
    )
    return f" {labels(held)} {verbs} out."


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_move(request: StaffRequest, pk: int) -> HttpResponse:
    """`printer`: its id, or `browser`."""
    batch = find(pk)
    if not request.POST.get("printer"):
        return refuse(request, batch, NOT_CHOSEN, status=422)
    try:
        printer = chosen_printer(request)
    except InvalidBatch as error:
        return refuse(request, batch, str(error.sentence), status=422)
    if batch.printer == printer:
        return refuse(request, batch, THE_SAME)
    old = batch.printer
    try:
        count = move_batch(batch=batch, printer=printer, user_id=request.user.pk)
    except PrinterGone as error:
        return refuse(request, batch, str(error.sentence))
    moved = find(pk)
    warning = "" if _woken(moved) else QUEUE_OUT
    return tell(request, moved, Told(said=_moved_sentence(count, moved, old), warning=warning))


def _woken(batch: LabelBatch) -> bool:
    return tasks.wake_feeders() if batch.is_fed else tasks.wake_joiner(batch.pk)


def _moved_sentence(count: int, batch: LabelBatch, old: Printer | None) -> str:
    place = batch.printer.name if batch.printer else "the browser"
    if not count:
        return f"No label of this batch waited any more. Further copies go to {place}."
    held = batches.progress(batch).at_printer
    come = "comes" if held == 1 else "come"
    rest = f" {labels(held)} in {old.name} still {come} out there." if held and old else ""
    return f"Moved: {labels(count)} to {place}.{rest}"


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_retry(request: StaffRequest, pk: int) -> HttpResponse:
    """All failed jobs, or those named by `job` (repeated); `own=1` draws our own labels; `stale=1` takes
    those whose package has changed since instead."""
    batch = find(pk)
    named = request.POST.getlist("job")
    if not all(map(id_of, named)):
        return HttpResponse("A job's number is not a number. Nothing was retried.", status=400)
    own = request.POST.get("own") == "1"
    if request.POST.get("stale") == "1":
        count = batches.renew_stale(batch=batch, user_id=request.user.pk)
    else:
        jobs = [id_of(job) for job in named] or None
        count = batches.retry(batch=batch, jobs=jobs, own=own, user_id=request.user.pk)
    woken = tasks.wake_fetchers() if count else True
    if count and batch.is_fed:
        woken = tasks.wake_feeders() and woken
    batch.refresh_from_db()
    said = _retried_sentence(count, own=own, cancelled=batch.cancelled_at is not None)
    return tell(request, batch, Told(said=said, warning="" if woken else QUEUE_OUT))


def _retried_sentence(count: int, *, own: bool, cancelled: bool) -> str:
    if not count and cancelled:
        return CANCELLED
    if not count:
        return "No label was asked for: none of them is failed any more."
    labels = "1 label" if count == 1 else f"{count} labels"
    return f"{labels} of our own on the way." if own else f"{labels} asked for again."
