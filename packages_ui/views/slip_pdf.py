"""A slip's PDF, for a browser that prints it itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from packages_ui.models import Slip
from packages_ui.services import label_files
from packages_ui.services.label_files import FileLost
from packages_ui.views.permission import any_permission_required

LOST = "The stored slip is gone. Nothing was printed; ask for it again."


@require_safe
@any_permission_required("packages_ui.print_labels", "packages_ui.manage_stations")
@xframe_options_sameorigin
def slip_pdf(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Inline; 404 with a sentence where its file is gone."""
    slip = get_object_or_404(Slip, pk=pk)
    try:
        content = label_files.load(slip.path, digest=slip.sha256)
    except FileLost:
        return HttpResponse(LOST, status=404, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="slip-{pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
