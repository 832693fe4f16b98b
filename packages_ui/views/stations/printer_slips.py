"""Print a test page or a pairing slip; how far it is, in words; its PDF for a browser that prints it
itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST, require_safe

from packages_ui import tasks
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.models import Printer, Slip
from packages_ui.services import label_files
from packages_ui.services.errors import PrinterGone
from packages_ui.services.label_files import FileLost
from packages_ui.services.printing.condition import moment
from packages_ui.services.printing.pairing import pair
from packages_ui.services.printing.slips import print_test_page
from packages_ui.views.http import StaffRequest, any_permission_required
from packages_ui.views.stations.station import rights

PATIENCE = 30  # seconds that the page asks again by itself
State, Kind = Slip.State, Slip.Kind
QUEUE_OUT = (
    "The queue of the workers cannot be reached at the moment. The slip is kept and is sent by itself when "
    "the queue is back."
)
NOT_MADE = (
    "The slip could not be made, so nothing was printed. Try again; if it stays so, tell an administrator."
)
BUSY = "{} may be busy with labels. If it is not, no worker of the back-office runs: tell an administrator."
LOOK_AT = {
    Kind.TEST: "Look at the paper: the frame has to be whole on all four sides, the barcode sharp.",
    Kind.PAIRING: "Take the slip that comes out and scan its barcode into the field.",
}
LOST = "The stored slip is gone. Nothing was printed; ask for it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipWords:
    """`asks`: the page asks again in a second. `pdf`: this browser prints it itself."""

    pk: int
    title: str
    sentence: str
    tone: str
    asks: bool
    pairing: bool
    pdf: bool = False


def words_of(slip: Slip) -> SlipWords:
    """What has become of it so far, and what to do next."""
    asks = slip.state in (State.WANTED, State.SENDING) and _age(slip) < PATIENCE
    sentence, tone = _told(slip, asks=asks)
    return SlipWords(
        pk=slip.pk,
        title=f"{slip.get_kind_display()}, {slip.printer.name}",
        sentence=sentence,
        tone=tone,
        asks=asks,
        pairing=slip.kind == Kind.PAIRING,
        pdf=not slip.printer.is_fed,
    )


def _told(slip: Slip, *, asks: bool) -> tuple[str, str]:
    name = slip.printer.name
    if slip.state == State.FAILED:
        return slip.sentence or f"{name} did not take it. Nothing was printed; try again.", "red"
    if slip.state == State.SENT:
        then = LOOK_AT.get(Kind(slip.kind), "")
        if not slip.printer.is_fed:
            return f"Print it from this browser. {then}", "green"
        return f"{name} has taken it, {moment(slip.sent_at or slip.asked_at)}. {then}", "green"
    if asks:
        going = slip.state == State.SENDING
        return (f"It is being sent to {name}…" if going else f"Waiting for {name}…"), "blue"
    return _late(slip), "orange"


def _late(slip: Slip) -> str:
    """Thirty seconds have gone by."""
    why = slip.printer.trouble or slip.sentence or BUSY.format(slip.printer.name)
    return f"It has not been sent within {PATIENCE} seconds. {why} It is sent by itself when that is over."


def _age(slip: Slip) -> float:
    return (timezone.now() - slip.asked_at).total_seconds()


def answer(request: StaffRequest, make: Callable[[], Slip]) -> HttpResponse:
    """Have a slip made, wake the feeder, show how far it is. A browser's printer gets the PDF at once."""
    try:
        slip = make()
    except (LabelError, Busy, OSError):
        return _not_made(request, NOT_MADE, status=503)
    except PrinterGone as error:
        return _not_made(request, str(error.sentence), status=409)
    if not slip.printer.is_fed:
        return redirect("packages_ui:slip_pdf", pk=slip.pk)
    woken = tasks.wake_feeders()
    if request.htmx:
        return show_slip(request, slip, warning="" if woken else QUEUE_OUT)
    if not woken:
        messages.warning(request, QUEUE_OUT)
    return redirect("packages_ui:slip", pk=slip.pk)


def show_slip(request: StaffRequest, slip: Slip, *, warning: str = "") -> HttpResponse:
    """A page; over htmx only the part that asks again."""
    context = {"slip": words_of(slip), "warning": warning, **rights(request)}
    return _show(request, context)


def _not_made(request: StaffRequest, why: str, *, status: int) -> HttpResponse:
    context = {"slip": None, "warning": why, **rights(request)}
    return _show(request, context, status=status)


def _show(request: StaffRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"stations/{'_slip' if request.htmx else 'slip'}.html", context, status=status)


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def slip(request: StaffRequest, pk: int) -> HttpResponse:
    """The page asks again each second until it was sent, for half a minute."""
    return show_slip(request, get_object_or_404(Slip.objects.select_related("printer"), pk=pk))


@require_safe
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
@xframe_options_sameorigin
def slip_pdf(request: StaffRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Inline; 404 with a sentence where its file is gone."""
    slip = get_object_or_404(Slip, pk=pk)
    try:
        content = label_files.load(slip.path, digest=slip.sha256)
    except FileLost:
        return HttpResponse(LOST, status=404, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="slip-{pk}.pdf"'
    return response


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_pair(request: StaffRequest, pk: int) -> HttpResponse:
    """A new code; the codes of earlier slips end."""
    printer = get_object_or_404(Printer, pk=pk)
    return answer(request, lambda: pair(printer=printer, user_id=request.user.pk))


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_test(request: StaffRequest, pk: int) -> HttpResponse:
    """It shows how the paper lies, and says what this back-office believes of the printer."""
    printer = get_object_or_404(Printer, pk=pk)
    return answer(request, lambda: print_test_page(printer=printer, user_id=request.user.pk))
