"""Control a batch: name, pause, resume, cancel, move it to another printer, retry failed labels."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.services.batches import batches
from packages_ui.services.batches.batch_order import name_batch
from packages_ui.services.batches.batches import Progress
from packages_ui.services.batches.failures import failed_for, that_can_succeed
from packages_ui.services.errors import InvalidBatch, PrinterGone
from packages_ui.services.printing.control import move_batch, pause_batch, resume_batch
from packages_ui.views.batches.batch import Result, answer, find_batch, queue_out, refuse, why_stopped
from packages_ui.views.batches.print_request import BROWSER, chosen_printer, name_in
from packages_ui.views.http import StaffRequest, Undo, id_of


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_pause(request: StaffRequest, pk: int) -> HttpResponse:
    """The printer continues with the next batch."""
    batch = find_batch(pk)
    paused = pause_batch(batch=batch, user_id=request.user.pk)
    batch.refresh_from_db()
    done = (
        _("Paused. Labels that the printer has will print; it continues with the next batch.")
        if paused
        else _("Already paused. Nothing was changed.")
    )
    undo = _undo("batch_unpause", batch) if paused else None
    return answer(request, batch, Result(done=done, undo=undo))


def _undo(name: str, batch: LabelBatch, **values: str) -> Undo:
    return Undo(href=reverse(f"packages_ui:{name}", args=[batch.pk]), values=values, target="#progress")


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_unpause(request: StaffRequest, pk: int) -> HttpResponse:
    """It continues after its printer's current batch."""
    batch = find_batch(pk)
    resumed = resume_batch(batch=batch, user_id=request.user.pk)
    woken = tasks.wake_feeders() if resumed else True
    batch.refresh_from_db()
    done = _("Resumed.") if resumed else _("It was not paused. Nothing was changed.")
    undo = _undo("batch_pause", batch) if resumed else None
    return answer(request, batch, Result(done=done, warning="" if woken else queue_out(), undo=undo))


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_name(request: StaffRequest, pk: int) -> HttpResponse:
    """`name`; an empty one takes it away."""
    batch = name_batch(batch=find_batch(pk), name=name_in(request), user_id=request.user.pk)
    messages.success(request, _("This batch is now called: %(batch)s.") % {"batch": batch})
    return redirect("packages_ui:batch", pk=pk)


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """For the browser, fetched labels are kept and joined; for a printer, only labels that it has are
    printed."""
    batch = find_batch(pk)
    count = batches.cancel(batch=batch, user_id=request.user.pk)
    if count and not batch.is_fed:
        tasks.wake_joiner(batch.pk)  # fetched labels can be printed at once
    batch.refresh_from_db()
    return answer(request, batch, Result(done=_cancelled_sentence(count, batches.progress(batch))))


def _cancelled_sentence(count: int, progress: Progress) -> str:
    if not count:
        return " ".join([_("Nothing was cancelled: no label of this batch was waiting."), *_held(progress)])
    if progress.fed:
        cancelled = ngettext(
            "Cancelled: %(count)s label will not be printed.",
            "Cancelled: %(count)s labels will not be printed.",
            count,
        )
        return " ".join([cancelled % {"count": count}, *_held(progress)])
    cancelled = ngettext(
        "Cancelled: %(count)s label will not be fetched. Labels that are fetched are kept.",
        "Cancelled: %(count)s labels will not be fetched. Labels that are fetched are kept.",
        count,
    )
    return cancelled % {"count": count}


def _held(progress: Progress) -> list[str]:
    held = progress.at_printer
    if not progress.fed or not held:
        return []
    still = ngettext(
        "%(count)s label is already in the printer and will print.",
        "%(count)s labels are already in the printer and will print.",
        held,
    )
    return [still % {"count": held}]


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_move(request: StaffRequest, pk: int) -> HttpResponse:
    """`printer`: its id, or `browser`."""
    batch = find_batch(pk)
    if not request.POST.get("printer"):
        return refuse(
            request,
            batch,
            _("No printer was chosen. Nothing was moved. Choose one and press Move."),
            status=422,
        )
    try:
        printer = chosen_printer(request)
    except InvalidBatch as error:
        return refuse(request, batch, str(error.sentence), status=422)
    if batch.printer == printer:
        return refuse(
            request, batch, _("The batch already prints there. Nothing was moved. Choose another printer.")
        )
    old = batch.printer
    try:
        count = move_batch(batch=batch, printer=printer, user_id=request.user.pk)
    except PrinterGone as error:
        return refuse(request, batch, str(error.sentence))
    moved = find_batch(pk)
    warning = "" if _woken(moved) else queue_out()
    back = _undo("batch_move", moved, printer=str(old.pk) if old else BROWSER) if count else None
    done = _moved_sentence(count, moved, old)
    return answer(request, moved, Result(done=done, warning=warning, undo=back))


def _woken(batch: LabelBatch) -> bool:
    return tasks.wake_feeders() if batch.is_fed else tasks.wake_joiner(batch.pk)


def _moved_sentence(count: int, batch: LabelBatch, old: Printer | None) -> str:
    place = batch.printer.name if batch.printer else _("the browser")
    if not count:
        return _("No label of this batch was waiting. Reprints go to: %(place)s.") % {"place": place}
    moved = ngettext("Moved %(count)s label to: %(place)s.", "Moved %(count)s labels to: %(place)s.", count)
    sentences = [moved % {"count": count, "place": place}]
    if old and (held := batches.progress(batch).at_printer):
        still = ngettext(
            "%(count)s label still prints on: %(printer)s.",
            "%(count)s labels still print on: %(printer)s.",
            held,
        )
        sentences.append(still % {"count": held, "printer": old.name})
    return " ".join(sentences)


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_retry(request: StaffRequest, pk: int) -> HttpResponse:
    """All failed jobs that may succeed now, those named by `job` (repeated), or those that failed for `why`;
    `own=1` draws our own labels, of all unless some are named; `stale=1` takes the outdated ones instead."""
    batch = find_batch(pk)
    named = request.POST.getlist("job")
    if not all(map(id_of, named)):
        return HttpResponse(_("A label's number is not valid. Nothing was retried."), status=400)
    own = request.POST.get("own") == "1"
    if request.POST.get("stale") == "1":
        count = batches.renew_stale(batch=batch, user_id=request.user.pk)
    else:
        jobs = _chosen(batch, [id_of(job) for job in named], why=request.POST.get("why", ""), own=own)
        count = batches.retry(batch=batch, jobs=jobs, own=own, user_id=request.user.pk)
        if not count and (refusal := _why_none(batch, jobs)):
            return refuse(request, batch, refusal)
    woken = tasks.wake_fetchers() if count else True
    if count and batch.is_fed:
        woken = tasks.wake_feeders() and woken
    batch.refresh_from_db()
    done = _retried_sentence(count, own=own, cancelled=batch.cancelled_at is not None)
    return answer(request, batch, Result(done=done, warning="" if woken else queue_out()))


def _why_none(batch: LabelBatch, jobs: list[int] | None) -> str:
    """What stops the packages of those that are failed still."""
    failed = batch.jobs.filter(state=PrintJob.State.FAILED, batch__cancelled_at=None)
    return why_stopped(failed if jobs is None else failed.filter(pk__in=jobs))


def _chosen(batch: LabelBatch, named: list[int], *, why: str, own: bool) -> list[int] | None:
    """Ids of jobs; None for all that failed."""
    if named or why:
        return named or failed_for(batch=batch, key=why)
    return None if own else that_can_succeed(batch=batch)


def _retried_sentence(count: int, *, own: bool, cancelled: bool) -> str:
    if not count and cancelled:
        return _(
            "Nothing was requested: this batch was cancelled. Select its packages in the list and print them."
        )
    if not count:
        return _("Nothing was requested: no label is failed any more.")
    if own:
        sentence = ngettext(
            "%(count)s label of our own is on the way.", "%(count)s labels of our own are on the way.", count
        )
    else:
        sentence = ngettext("%(count)s label requested again.", "%(count)s labels requested again.", count)
    return sentence % {"count": count}
