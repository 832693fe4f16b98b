"""A label as the carrier sent it, for download."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from packages_ui.models import Label
from packages_ui.services.raw_label import RawLabelLost, raw_label


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def label_file(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """Never shown in the browser: the bytes are a stranger's."""
    label = get_object_or_404(Label, pk=pk)
    try:
        raw = raw_label(label=label)
    except RawLabelLost as error:
        return HttpResponse(error.sentence, status=404, content_type="text/plain; charset=utf-8")
    kind = "text/plain; charset=utf-8" if raw.text else "application/octet-stream"
    response = HttpResponse(raw.content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=raw.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
