"""A barcode is taught: this is that product."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from packages_ui.services.product_barcodes.product_barcodes import BarcodeRefused, TaughtOtherwise, teach
from packages_ui.views.barcodes_page import Told, show


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcode_teach(request: HttpRequest) -> HttpResponse:
    """`text` and `product`; 422 with both kept where they are not right, 409 where the barcode stands on
    another product and `replace` is not sent."""
    text, product = request.POST.get("text", ""), request.POST.get("product", "")
    replace = "replace" in request.POST
    try:
        row = teach(text=text, product=product, user_id=request.user.pk or 0, replace=replace)
    except BarcodeRefused as error:
        other = isinstance(error, TaughtOtherwise)
        told = Told(problem=error.sentence, text=text, product=product, offer=other)
        return show(request, told, status=409 if other else 422)
    messages.success(request, f"The barcode {row.text} is {row.product} from now on.")
    return redirect("packages_ui:barcodes")
