"""All taught barcodes as a CSV file."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from packages_ui.services.product_barcodes.exchange import export_csv


@require_GET
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcodes_csv(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django gives it
    """A download, line by line."""
    response = StreamingHttpResponse(export_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="barcodes.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
