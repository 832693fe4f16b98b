"""Documents: request a pick list, packing slips, a command sheet or a station slip; the list of the newest;
and one: its progress, its PDF, and printing it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, trigger_client_event

from packages_ui import tasks
from packages_ui.messages.documents import NO_PACKAGE, TOO_MANY
from packages_ui.models import Document, Printer
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services.documents.want import (
    MOST_PACKAGES,
    OF_PACKAGES,
    left_out,
    load,
    missing_on,
    print_copy,
    want,
)
from packages_ui.services.errors import InvalidBatch, InvalidDocument, PrinterGone
from packages_ui.services.packages.export import export_columns
from packages_ui.services.pages import newest_first
from packages_ui.views.batches.print_request import packages_of
from packages_ui.views.documents.document_labels import progress_of, title_of
from packages_ui.views.http import StaffRequest, any_permission_required, go, id_of, respond, status_of
from packages_ui.views.stations.station import version_of
from packages_ui.views.stations.this_browser import station_of

NEWEST = 50
may_ask = any_permission_required("packages_ui.pack_packages", "packages_ui.print_labels")
may_look = any_permission_required(
    "packages_ui.pack_packages", "packages_ui.print_labels", "packages_ui.hand_over"
)
NO_PRINTER = gettext_lazy("This station has no document printer. Nothing was printed. Open the PDF instead.")
NOT_KEPT = gettext_lazy("The document could not be sent. Nothing was printed. Try again, or open the PDF.")
MOST_OF_KEY = 64
MOST_NAMED = 10
AT_STATION = "printer"
QUEUE_OUT = gettext_lazy(
    "The task queue cannot be reached. The document is saved and will be made when the queue is back."
)


def find_document(pk: int) -> Document:
    """The document with all that its page shows, or 404."""
    rows = Document.objects.select_related("slip__printer", "printer", "user")
    return get_object_or_404(rows, pk=pk)


def show_document(
    request: StaffRequest, document: Document, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page; over htmx its moving part, or 204 where that has not changed."""
    words, printer, station = progress_of(document), document_printer(request), station_of(request)
    context: dict[str, Any] = {
        "document": document,
        "words": words,
        "problem": problem,
        "where": f"{station.name} · {printer.name}" if station and printer else "",
        "mine": document.user_id == request.user.pk,
        "missing": len(missing_on(document)),
        "key": uuid4().hex,
        "version": version_of(words, document.done),
    }
    if request.htmx and request.method == "GET" and request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return respond(request, "documents/document.html", context, part="moving", status=status)


def show_documents(request: StaffRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The newest documents, and those that can be requested here."""
    rows = Document.objects.select_related("user", "slip__printer")
    before, after = request.GET.get("before"), request.GET.get("after")
    found = newest_first(rows, size=NEWEST, before=before, after=after)
    newest = [(row, title_of(row), progress_of(row)) for row in found.rows]
    context = {"newest": newest, "pages": found, "problem": problem}
    return render(request, "documents/documents.html", context, status=status)


@require_GET
@may_look
def document(request: StaffRequest, pk: int) -> HttpResponse:
    """The page polls each second until the document is made and, where it goes to a printer, sent."""
    return show_document(request, find_document(pk))


@require_safe
@may_look
@xframe_options_sameorigin
def document_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """Inline, or a download with `?download=1`; 409 and the document's page with a sentence where there is
    none."""
    document = find_document(pk)
    try:
        content = load(document=document)
    except InvalidDocument as error:
        return show_document(request, document, problem=str(error.sentence), status=409)
    kept = "attachment" if request.GET.get("download") == "1" else "inline"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'{kept}; filename="{document.kind}-{document.code}.pdf"'
    return response


@require_POST
@may_look
def document_print(request: StaffRequest, pk: int) -> HttpResponse:
    """Print it on the document printer of this browser's station. 409 where there is none, or no PDF."""
    document, printer = find_document(pk), document_printer(request)
    if printer is None:
        return show_document(request, document, problem=str(NO_PRINTER), status=409)
    try:
        print_copy(document=document, printer=printer, user_id=request.user.pk)
    except (InvalidDocument, PrinterGone) as error:
        return show_document(request, document, problem=str(error.sentence), status=409)
    except OSError:
        return show_document(request, document, problem=str(NOT_KEPT), status=503)
    tasks.wake_feeders()
    if request.htmx:
        return show_document(request, find_document(pk))
    return redirect("packages_ui:document", pk=pk)


def requested_document(request: StaffRequest) -> Document:
    """Raises InvalidDocument, InvalidBatch or a SellerCenterError."""
    sent = request.POST
    return want(
        kind=sent.get("kind", ""),
        about=_about(request),
        user_id=request.user.pk,
        key=sent.get("document_key", "")[:MOST_OF_KEY] or uuid4().hex,
        paper=sent.get("paper", Document.Paper.A4),
        language=sent.get("language", Document.Language.TR),
        is_reversed=sent.get("order") == "reverse",
        cart=id_of(sent.get("cart")),
        with_prices=sent.get("with_prices") == "1",
        station=station_of(request),
        printer=document_printer(request) if sent.get("document_where") == AT_STATION else None,
    )


def document_printer(request: StaffRequest) -> Printer | None:
    """The fed printer for documents at the station of this browser."""
    station = station_of(request)
    printer = station.document_printer if station else None
    return printer if printer and printer.is_fed else None


def _about(request: StaffRequest) -> dict[str, Any]:
    kind = request.POST.get("kind")
    if kind == Document.Kind.STATION_SLIP:
        return {"station": request.POST.get("station", "")}
    if kind not in OF_PACKAGES:
        return {"handover": request.POST.get("handover", "")}
    if again := id_of(request.POST.get("again")):
        return {"numbers": missing_on(find_document(again))}
    if batch := request.POST.get("batch", ""):
        return {"batch": batch}
    return {"numbers": packages_of(request)}


@require_http_methods(["GET", "POST"])
@may_ask
def documents(request: StaffRequest) -> HttpResponse:
    """POST: `kind`, `packages` (repeated, in the order of their labels), `all=1` with the list's filter,
    `batch`, or `again`, the id of a document for those that are missing on it; `station` for its slip.
    `paper`, `language`, `order`, `with_prices`, `document_where`; `document_key` is new for each page. It
    goes on to the document's page."""
    if request.method == "GET":
        return show_documents(request)
    try:
        document = requested_document(request)
    except (InvalidDocument, InvalidBatch) as error:
        return _refused(request, str(error.sentence), status=422)
    except SellerCenterError as error:
        return _refused(request, str(error.sentence), status=status_of(error))
    if not tasks.wake_documents():
        messages.warning(request, str(QUEUE_OUT))
    return go(request, reverse("packages_ui:document", args=[document.pk]))


@require_POST
@may_ask
def documents_forecast(request: StaffRequest) -> HttpResponse:
    """What a pick list, slips or a file of the selection would hold: a part of the list's page, and of a
    batch's, which offers no file."""
    try:
        numbers = list(dict.fromkeys(packages_of(request)))
    except (InvalidBatch, SellerCenterError) as error:
        return render(request, "documents/forecast.html", {"problem": str(error.sentence)})
    if not numbers:
        return render(request, "documents/forecast.html", {"problem": str(NO_PACKAGE())})
    out = left_out(numbers=numbers)
    named = [(number, str(out[number])) for number in numbers if number in out]
    context = {
        "total": len(numbers),
        "count": len(numbers) - len(out),
        "named": named[:MOST_NAMED],
        "more": max(len(named) - MOST_NAMED, 0),
        "too_many": str(TOO_MANY(count=len(numbers), most=MOST_PACKAGES))
        if len(numbers) > MOST_PACKAGES
        else "",
        "columns": [] if "batch" in request.POST else export_columns(),
    }
    return render(request, "documents/forecast.html", context)


def _refused(request: StaffRequest, sentence: str, *, status: int) -> HttpResponse:
    """Over htmx the page stays as it is, with its selection, and shows the sentence."""
    if not request.htmx:
        return show_documents(request, problem=sentence, status=status)
    response = reswap(HttpResponse(status=status), "none")
    return trigger_client_event(response, "problem", {"sentence": sentence})
