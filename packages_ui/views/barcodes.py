"""The barcodes that differ from the code of their product: one page, on which they are taught, forgotten, and
go out and in as a CSV file."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from packages_ui.models import ProductBarcode
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.csv_file import MOST_BYTES, FileRefused, Imported, export_csv, import_csv
from packages_ui.services.barcodes.products import BarcodeRefused, TaughtOtherwise, forget, teach
from packages_ui.views.http import StaffRequest, respond

ROWS = 50
MOST_OF_SEARCH = 200
NO_FILE = "No file was chosen. Nothing was imported."
GONE = "The barcode {} was changed meanwhile. Nothing was forgotten; look again."


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def barcodes(request: StaffRequest) -> HttpResponse:
    """The list, searched by `q`; over htmx its rows."""
    return show(request)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What could not be done, and what was entered. `offer`: it could replace what was taught before.
    `errors` are those of a file."""

    problem: str = ""
    text: str = ""
    product: str = ""
    offer: bool = False
    errors: tuple[str, ...] = ()
    more: int = 0


def show(request: StaffRequest, told: Told | None = None, *, status: int = 200) -> HttpResponse:
    """The page, searched by `q`; over htmx its rows."""
    q = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:MOST_OF_SEARCH]
    context: dict[str, Any] = {
        "q": q,
        "page": Paginator(_found(q), ROWS).get_page(request.GET.get("page")),
        "told": told or Told(),
        "may_teach": request.user.has_perm("packages_ui.teach_barcode"),
    }
    return respond(request, "barcodes/barcodes.html", context, part="rows", status=status)


def _found(q: str) -> QuerySet[ProductBarcode]:
    """Those whose barcode or product has `q` in it."""
    rows = ProductBarcode.objects.select_related("taught_by")
    if not q:
        return rows
    named = Q(text__icontains=q) | Q(product__icontains=q)
    return rows.filter(named | Q(barcode__contains=plain(q)) if plain(q) else named)


@require_GET
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcodes_csv(request: StaffRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django gives it
    """A download, line by line."""
    response = StreamingHttpResponse(export_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="barcodes.csv"'
    return response


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcodes_import(request: StaffRequest) -> HttpResponse:
    """`file`; 422 with what is wrong, by line."""
    upload = request.FILES.get("file")
    if upload is None:
        return show(request, Told(problem=NO_FILE), status=422)
    try:
        told = import_csv(content=upload.read(MOST_BYTES + 1), user_id=request.user.pk)
    except FileRefused as error:
        more = error.count - len(error.errors)
        return show(request, Told(problem=str(error.sentence), errors=error.errors, more=more), status=422)
    messages.success(request, _said(told))
    return redirect("packages_ui:barcodes")


def _said(told: Imported) -> str:
    return (
        f"The file is imported: {told.added} new, {told.replaced} with another product than before, "
        f"{told.same} known already."
    )


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcode_teach(request: StaffRequest) -> HttpResponse:
    """`text` and `product`; 422 with both kept where they are not right, 409 where the barcode stands on
    another product and `replace` is not sent."""
    text, product = request.POST.get("text", ""), request.POST.get("product", "")
    replace = "replace" in request.POST
    try:
        row = teach(text=text, product=product, user_id=request.user.pk, replace=replace)
    except BarcodeRefused as error:
        other = isinstance(error, TaughtOtherwise)
        told = Told(problem=str(error.sentence), text=text, product=product, offer=other)
        return show(request, told, status=409 if other else 422)
    messages.success(request, f"The barcode {row.text} is {row.product} from now on.")
    return redirect("packages_ui:barcodes")


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcode_forget(request: StaffRequest, pk: int) -> HttpResponse:
    """404 where it is forgotten already."""
    row = get_object_or_404(ProductBarcode, pk=pk)
    if forget(barcode=row, user_id=request.user.pk):
        messages.success(request, f"The barcode {row.text} is forgotten. It was {row.product}.")
    else:
        messages.warning(request, GONE.format(row.text))
    return redirect("packages_ui:barcodes")
