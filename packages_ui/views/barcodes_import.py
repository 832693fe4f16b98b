"""Barcodes are taught by a CSV file."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from packages_ui.services.product_barcodes.csv_file import MOST_BYTES, FileRefused
from packages_ui.services.product_barcodes.exchange import Imported, import_csv
from packages_ui.views.barcodes_page import Told, show

NO_FILE = "No file was chosen. Nothing was imported."


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcodes_import(request: HttpRequest) -> HttpResponse:
    """`file`; 422 with what is wrong, by line."""
    upload = request.FILES.get("file")
    if upload is None:
        return show(request, Told(problem=NO_FILE), status=422)
    try:
        told = import_csv(content=upload.read(MOST_BYTES + 1), user_id=request.user.pk or 0)
    except FileRefused as error:
        more = error.count - len(error.errors)
        return show(request, Told(problem=error.sentence, errors=error.errors, more=more), status=422)
    messages.success(request, _said(told))
    return redirect("packages_ui:barcodes")


def _said(told: Imported) -> str:
    return (
        f"The file is imported: {told.added} new, {told.replaced} with another product than before, "
        f"{told.same} known already."
    )
