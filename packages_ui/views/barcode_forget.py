"""A barcode is no longer a product's."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from packages_ui.models import ProductBarcode
from packages_ui.services.product_barcodes.product_barcodes import forget

GONE = "The barcode {} was changed meanwhile. Nothing was forgotten; look again."


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcode_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """404 where it is forgotten already."""
    row = get_object_or_404(ProductBarcode, pk=pk)
    if forget(barcode=row, user_id=request.user.pk or 0):
        messages.success(request, f"The barcode {row.text} is forgotten. It was {row.product}.")
    else:
        messages.warning(request, GONE.format(row.text))
    return redirect("packages_ui:barcodes")
