"""Take what has not been printed of a batch to another printer, or to the browser."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.models import LabelBatch, Printer
from packages_ui.services import batches
from packages_ui.services.errors import InvalidBatch, PrinterGone
from packages_ui.services.printing.move import move_batch
from packages_ui.views.batch_page import QUEUE_OUT, Told, find, refuse
from packages_ui.views.batch_told import labels, tell
from packages_ui.views.print_where import chosen_printer

NOT_CHOSEN = "No printer was chosen. Nothing was moved; choose one and press Move."
THE_SAME = "The batch prints there already. Nothing was moved; choose another printer."


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_move(request: HttpRequest, pk: int) -> HttpResponse:
    """`printer`: its id, or `browser`."""
    batch = find(pk)
    if not request.POST.get("printer"):
        return refuse(request, batch, NOT_CHOSEN, status=422)
    try:
        printer = chosen_printer(request)
    except InvalidBatch as error:
        return refuse(request, batch, error.sentence, status=422)
    if batch.printer == printer:
        return refuse(request, batch, THE_SAME)
    old = batch.printer
    try:
        count = move_batch(batch=batch, printer=printer, user_id=request.user.pk)
    except PrinterGone as error:
        return refuse(request, batch, error.sentence)
    moved = find(pk)
    warning = "" if _woken(moved) else QUEUE_OUT
    return tell(request, moved, Told(said=_said(count, moved, old), warning=warning))


def _woken(batch: LabelBatch) -> bool:
    return tasks.wake_feeders() if batch.is_fed else tasks.wake_joiner(batch.pk)


def _said(count: int, batch: LabelBatch, old: Printer | None) -> str:
    place = batch.printer.name if batch.printer else "the browser"
    if not count:
        return f"No label of this batch waited any more. Further copies go to {place}."
    held = batches.progress(batch).at_printer
    come = "comes" if held == 1 else "come"
    rest = f" {labels(held)} in {old.name} still {come} out there." if held and old else ""
    return f"Moved: {labels(count)} to {place}.{rest}"
