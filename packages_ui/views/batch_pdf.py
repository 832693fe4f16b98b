"""The joined labels of a batch, for the browser's own viewer and print dialog."""

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from packages_ui.services.batch_pdf import PdfNotReady, open_pdf
from packages_ui.views.batch_page import Told, find, show


@require_safe
@permission_required("packages_ui.print_labels", raise_exception=True)
@xframe_options_sameorigin
def batch_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF, inline; 409 and the batch's page with a sentence where there is none (now)."""
    batch = find(pk)
    try:
        content = open_pdf(batch=batch)
    except PdfNotReady as error:
        batch.refresh_from_db()
        return show(request, batch, Told(problem=error.sentence), status=409)
    name = "-".join(filter(None, ("labels", str(batch.pk), slugify(batch.name))))
    response = FileResponse(content, content_type="application/pdf", filename=f"{name}.pdf")
    response["Cache-Control"] = "private, no-store"
    return response
