"""The invoice of a package: what its page shows of it, its PDF, printing it again, and going on without."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from packages_ui import tasks
from packages_ui.forms.without_label import WithoutLabelForm
from packages_ui.messages.invoices import NOT_HELD_UP
from packages_ui.models import Invoice, Slip
from packages_ui.services.errors import NotAllowed, PrinterGone
from packages_ui.services.invoices.address import address_of
from packages_ui.services.invoices.needed import REASONS, go_without, refusals
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
GOES_WITHOUT = gettext_lazy("Package {number} may leave without its invoice.")
LOST = gettext_lazy("The invoice is not stored here. Fetch it again.")


def invoice_context(
    request: StaffRequest, number: str, url: str | None, *, without: str = ""
) -> dict[str, Any]:
    """Of `detail_invoice.html`; nothing where there is no invoice to speak of. `without`: why the package
    does not leave without it. One statement."""
    row = Invoice.objects.filter(package_number=number).select_related("slip__printer").first()
    if row is None and not url and not without:
        return {}
    return {
        "invoice": row,
        "invoice_slip": words_of(row.slip) if row and row.slip else None,
        "invoice_is_kept": row is not None and row.state == Invoice.State.KEPT,
        "invoice_key": uuid4().hex,
        "may_print_invoice": request.user.has_perm("packages_ui.print_labels"),
        "invoice_why": without,
        "may_go_without": bool(without) and request.user.has_perm("packages_ui.pack_without_invoice"),
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


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.pack_without_invoice", raise_exception=True)
def package_without_invoice(request: StaffRequest, number: str) -> HttpResponse:
    """GET shows a lead the form for the reason; POST lets the package leave without its invoice: 422 without
    a reason, 409 where nothing waits for one. 404 for a package that the copy does not have."""
    address = address_of(number)
    if len(number) > MOST_OF_NUMBER or address is None:
        raise Http404
    if request.method != "POST":
        waits = refusals(addresses={number: address})
        problem = "" if waits else str(NOT_HELD_UP(number=number))
        return _show_form(request, number, WithoutLabelForm(), problem=problem)
    form = WithoutLabelForm(request.POST)
    if not form.is_valid():
        return _show_form(request, number, form, status=422)
    try:
        go_without(number=number, because=form.reason, user_id=request.user.pk)
    except NotAllowed as error:
        return _show_form(request, number, form, problem=str(error.sentence), status=409)
    messages.success(request, str(GOES_WITHOUT).format(number=number))
    return _back(request, number)


def _show_form(
    request: StaffRequest, number: str, form: WithoutLabelForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "number": number,
        "form": form,
        "reasons": REASONS.items(),
        "problem": problem,
        "chosen": form.data.get("because", ""),
        "other": form.data.get("other", ""),
        "back": reverse("packages_ui:detail", args=[number]),
        "section": "packages",
    }
    return render(request, "packing/without_invoice.html", context, status=status)


def _back(request: StaffRequest, number: str) -> HttpResponse:
    return go(request, reverse("packages_ui:detail", args=[number]))
