"""The browser's print dialog and the joined labels that it prints: it opens by itself only once, in however
many tabs and for whomever the batch is open."""

from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.batches.batch_jobs import clock
from packages_ui.services.batches.downloads import PdfNotReady, open_pdf
from packages_ui.services.errors import AlreadyPrinted, Busy
from packages_ui.services.printing.browser import in_pdf, open_dialog
from packages_ui.views.batches.batch import Result, find_batch, refuse, show_batch
from packages_ui.views.batches.batches import ask_reason
from packages_ui.views.batches.print_request import BROWSER
from packages_ui.views.http import StaffRequest, show_in_dialog


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_open(request: StaffRequest, pk: int) -> HttpResponse:
    """200: sent to the dialog now, so print; 409: it was before, or its labels are printed by another batch,
    so ask: the answer makes a batch of its own. As JSON for the page that prints by itself; over htmx the
    changed parts and the event `print`; without JavaScript the PDF."""
    batch = find_batch(pk)
    try:
        open_pdf(batch=batch).close()
        count = open_dialog(batch=batch)
    except (PdfNotReady, Busy) as error:
        return refuse(request, find_batch(pk), str(error.sentence))
    except AlreadyPrinted as error:
        if _wants_json(request):
            return JsonResponse({"sentence": str(error.sentence)}, status=409)
        return ask_reason(request, error, batch=str(pk), printer=BROWSER, key=uuid4().hex)
    return _opened(request, batch) if count else _show_question(request, batch)


def _opened(request: StaffRequest, batch: LabelBatch) -> HttpResponse:
    address = reverse("packages_ui:batch_pdf", args=[batch.pk])
    if _wants_json(request):
        return JsonResponse({"pdf": address})
    if request.htmx:
        return trigger_client_event(show_batch(request, batch), "print", {"pdf": address})
    return redirect(address)


def _show_question(request: StaffRequest, batch: LabelBatch) -> HttpResponse:
    last = in_pdf(batch=batch).order_by("-sending_at").values_list("sending_at", flat=True).first()
    at = clock(last)[:5]
    if _wants_json(request):
        return JsonResponse({"handed_at": at}, status=409)
    context = {
        "batch": batch,
        "handed_at": at,
        "reasons": PrintJob.Reason.choices,
        "section": "labels",
    }
    return show_in_dialog(request, "batches/opened.html", context, part="question", status=409)


def _wants_json(request: StaffRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


@require_safe
@permission_required("packages_ui.print_labels", raise_exception=True)
@xframe_options_sameorigin
def batch_pdf(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The PDF, inline; 409 and the batch's page with a sentence where there is none."""
    batch = find_batch(pk)
    try:
        content = open_pdf(batch=batch)
    except PdfNotReady as error:
        batch.refresh_from_db()
        return show_batch(request, batch, Result(problem=str(error.sentence)), status=409)
    name = "-".join(filter(None, ("labels", str(batch.pk), slugify(batch.name))))
    return FileResponse(content, content_type="application/pdf", filename=f"{name}.pdf")
