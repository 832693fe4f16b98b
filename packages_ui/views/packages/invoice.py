"""The invoice of a package: what its page shows of it, its PDF, and printing it again."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from packages_ui import tasks
from packages_ui.models import Invoice, Slip
from packages_ui.services.errors import PrinterGone
from packages_ui.services.invoices.paper import load, print_again
from packages_ui.views.http import StaffRequest, go
from packages_ui.views.stations.printer_slips import words_of
from packages_ui.views.stations.this_browser import station_of

MOST_OF_NUMBER, MOST_OF_KEY = 64, 64
NO_PRINTER = gettext_lazy("This station has no document printer. Nothing was printed.")
NO_STATION = gettext_lazy(
    "Choose a station first: its document printer prints the invoice. Nothing was printed."
)
NOT_STORED = gettext_lazy("The invoice could not be printed. Nothing was printed. Try again.")
SENT = gettext_lazy("The invoice prints on {printer}.")
FETCHED_FIRST = gettext_lazy("The invoice is fetched, then it prints on {printer}.")
FETCHED = gettext_lazy("The invoice is being fetched. Reload the page to open it.")
QUEUE_OUT = gettext_lazy("The task queue cannot be reached. The invoice prints when the queue is back.")
LOST = gettext_lazy("The invoice is not stored here. Fetch it again.")


def invoice_context(request: StaffRequest, number: str, url: str | None) -> dict[str, Any]:
    """Of `detail_invoice.html`; nothing where there is no invoice to speak of. One statement."""
    row = Invoice.objects.filter(package_number=number).select_related("slip__printer").first()
    if row is None and not url:
        return {}
    return {
        "invoice": row,
        "invoice_slip": words_of(row.slip) if row and row.slip else None,
        "invoice_is_kept": row is not None and row.state == Invoice.State.KEPT,
        "invoice_key": uuid4().hex,
        "may_print_invoice": request.user.has_perm("packages_ui.print_labels"),
    }


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def package_invoice_print(request: StaffRequest, number: str) -> HttpResponse:
    """On the document printer of this browser's station, fetched first where it is not here; in a browser
    that prints itself its PDF. `key` is the page's own: the same page prints once."""
    if len(number) > MOST_OF_NUMBER:
        raise Http404
    station = station_of(request)
    printer = station.document_printer if station else None
    if printer is None:
        messages.error(request, str(NO_PRINTER if station else NO_STATION))
        return _back(request, number)
    key = request.POST.get("key", "")[:MOST_OF_KEY] or uuid4().hex
    try:
        slip = print_again(number=number, printer=printer, user_id=request.user.pk, key=key)
    except PrinterGone as error:
        messages.error(request, str(error.sentence))
        return _back(request, number)
    except OSError:
        messages.error(request, str(NOT_STORED))
        return _back(request, number)
    return _printed(request, number, slip, name=printer.name, is_fed=printer.is_fed)


def _printed(
    request: StaffRequest, number: str, slip: Slip | None, *, name: str, is_fed: bool
) -> HttpResponse:
    if slip is not None and not is_fed:
        return redirect("packages_ui:slip_pdf", pk=slip.pk)
    if not (tasks.wake_invoices() if slip is None else tasks.wake_feeders()):
        messages.warning(request, str(QUEUE_OUT))
    elif slip is None:
        messages.success(request, str(FETCHED_FIRST if is_fed else FETCHED).format(printer=name))
    else:
        messages.success(request, str(SENT).format(printer=name))
    return _back(request, number)


@require_safe
@permission_required("packages_ui.print_labels", raise_exception=True)
def package_invoice(request: StaffRequest, number: str) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """A download, never rendered: untrusted content. 404 with a sentence where it is not here."""
    row = Invoice.objects.filter(package_number=number, state=Invoice.State.KEPT).first()
    content = load(row) if row else None
    if content is None:
        return HttpResponse(str(LOST), status=404, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="invoice.pdf"'
    return response


def _back(request: StaffRequest, number: str) -> HttpResponse:
    return go(request, reverse("packages_ui:detail", args=[number]))
