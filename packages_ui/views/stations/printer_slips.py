"""Print a test page or a pairing slip; show its progress in words; its PDF for browsers that print it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST, require_safe

from packages_ui import tasks
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.messages import printers, printing
from packages_ui.models import Printer, Slip
from packages_ui.services import label_files
from packages_ui.services.errors import PrinterGone
from packages_ui.services.label_files import FileLost
from packages_ui.services.printing.condition import moment
from packages_ui.services.printing.pairing import pair
from packages_ui.services.printing.slips import print_test_page
from packages_ui.views.http import StaffRequest, any_permission_required
from packages_ui.views.stations.station import rights

PATIENCE = 30  # seconds for which the page polls
State, Kind = Slip.State, Slip.Kind
QUEUE_OUT = gettext_lazy(
    "The task queue cannot be reached. The slip is saved and will be sent when the queue is back."
)
NOT_MADE = gettext_lazy(
    "The slip could not be created. Nothing was printed. Try again, or tell an administrator."
)
BUSY = gettext_lazy("{printer} may be busy with labels. If not, no worker is running: tell an administrator.")
NEXT_STEP = {
    Kind.TEST: gettext_lazy("Check the paper: the frame is complete on all sides and the barcode is sharp."),
    Kind.PAIRING: gettext_lazy("Take the slip from the printer and scan its barcode into the field."),
}
UNCERTAIN = gettext_lazy(
    "Sending broke off, so some of the labels may have printed. Count them, then print only those that are "
    "missing."
)
LOST = gettext_lazy("The stored slip is missing. Nothing was printed. Print a new one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipWords:
    """`asks`: the page polls again in a second. `pdf`: this browser prints it."""

    pk: int
    title: str
    sentence: str
    tone: str
    asks: bool
    pairing: bool
    pdf: bool = False
    of_product: bool = False


def words_of(slip: Slip) -> SlipWords:
    """Its progress so far, and what to do next."""
    asks = slip.state in (State.WANTED, State.SENDING) and _age(slip) < PATIENCE
    sentence, tone = _progress(slip, asks=asks)
    return SlipWords(
        pk=slip.pk,
        title=_title(slip),
        sentence=sentence,
        tone=tone,
        asks=asks,
        pairing=slip.kind == Kind.PAIRING,
        pdf=not slip.printer.is_fed,
        of_product=slip.kind == Kind.PRODUCT,
    )


def _title(slip: Slip) -> str:
    times = f" × {slip.copies}" if slip.copies > 1 else ""
    return f"{slip.get_kind_display()}{times}, {slip.printer.name}"


def _progress(slip: Slip, *, asks: bool) -> tuple[str, str]:
    """Its sentence and the name of its colour."""
    name = slip.printer.name
    if slip.state == State.FAILED:
        return _failed(slip), "red"
    if slip.state == State.SENT:
        return f"{_sent(slip)} {NEXT_STEP.get(Kind(slip.kind), '')}".strip(), "green"
    if not asks:
        return _late(slip), "orange"
    going = slip.state == State.SENDING
    text = _("Sending to {printer}…") if going else _("Waiting for {printer}…")
    return text.format(printer=name), "blue"


def _failed(slip: Slip) -> str:
    """Why; where some of many labels may have printed, what to do."""
    if not str(slip.sentence):
        return _refused(slip.printer.name)
    broke_off = slip.sentence.says(printers.SEND_BROKEN, printing.SLIP_SENDER_DIED)
    return str(UNCERTAIN if slip.kind == Kind.PRODUCT and broke_off else slip.sentence)


def _refused(name: str) -> str:
    return _("{printer} did not accept it. Nothing was printed. Try again.").format(printer=name)


def _sent(slip: Slip) -> str:
    if not slip.printer.is_fed:
        return _("Print it from this browser.")
    sent_at = moment(slip.sent_at or slip.asked_at)
    return _("Sent to {printer} at {time}.").format(printer=slip.printer.name, time=sent_at)


def _late(slip: Slip) -> str:
    """Half a minute has passed."""
    name = slip.printer.name
    late = ngettext("Not sent after {count} second.", "Not sent after {count} seconds.", PATIENCE).format(
        count=PATIENCE
    )
    why = str(slip.printer.trouble) or str(slip.sentence) or BUSY.format(printer=name)
    return " ".join((late, why, _("It will be sent automatically.")))


def _age(slip: Slip) -> float:
    return (timezone.now() - slip.asked_at).total_seconds()


def answer(request: StaffRequest, make: Callable[[], Slip]) -> HttpResponse:
    """Make a slip, wake the feeder, show its progress. For a browser's printer: the PDF at once."""
    try:
        slip = make()
    except (LabelError, Busy, OSError):
        return _not_made(request, str(NOT_MADE), status=503)
    except PrinterGone as error:
        return _not_made(request, str(error.sentence), status=409)
    if not slip.printer.is_fed:
        return redirect("packages_ui:slip_pdf", pk=slip.pk)
    woken = tasks.wake_feeders()
    if request.htmx:
        return show_slip(request, slip, warning="" if woken else str(QUEUE_OUT))
    if not woken:
        messages.warning(request, str(QUEUE_OUT))
    return redirect("packages_ui:slip", pk=slip.pk)


def show_slip(request: StaffRequest, slip: Slip, *, warning: str = "") -> HttpResponse:
    """A page; over htmx only the part that polls."""
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
    """The page polls each second until it was sent, for half a minute."""
    return show_slip(request, get_object_or_404(Slip.objects.select_related("printer"), pk=pk))


@require_safe
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
@xframe_options_sameorigin
def slip_pdf(request: StaffRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Inline; 404 with a sentence where its file is missing."""
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
    """With a new code; the codes of earlier slips become invalid."""
    printer = get_object_or_404(Printer, pk=pk)
    return answer(request, lambda: pair(printer=printer, user_id=request.user.pk))


@require_POST
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
def printer_test(request: StaffRequest, pk: int) -> HttpResponse:
    """It shows the orientation of the paper and the settings saved for the printer."""
    printer = get_object_or_404(Printer, pk=pk)
    return answer(request, lambda: print_test_page(printer=printer, user_id=request.user.pk))
