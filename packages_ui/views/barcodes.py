"""The barcodes that differ from the product code: one page to add, delete, export and import them, and to
print labels for products that have none."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from packages_ui.messages.message import Message
from packages_ui.models import Printer, ProductBarcode
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.csv_file import export_csv, import_csv
from packages_ui.services.barcodes.products import BarcodeRefused, TaughtOtherwise, add_barcode, forget
from packages_ui.services.csv_table import FileRefused
from packages_ui.services.goods.product_labels import MOST, Found, LabelsRefused, find, print_labels
from packages_ui.views.http import StaffRequest, csv_download, id_of, import_csv_file, respond
from packages_ui.views.stations.printer_slips import answer
from packages_ui.views.stations.this_browser import station_of

ROWS = 50
MOST_OF_SEARCH = 200
MOST_OF_KEY = 64


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def barcodes(request: StaffRequest) -> HttpResponse:
    """The list, searched by `q`; over htmx its rows."""
    return show_barcodes(request)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What could not be done, and what was entered. `offer`: it may replace the saved product. `errors` are
    those of a file."""

    problem: Message | str = ""
    text: str = ""
    product: str = ""
    offer: bool = False
    errors: tuple[Message, ...] = ()
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class LabelsForm:
    """What was entered for labels, the products that may be meant, and why none was printed. `anyway`: the
    product is not known here, and may be printed all the same."""

    product: str = ""
    copies: str = "1"
    printer: int = 0
    key: str = ""
    problem: str = ""
    found: tuple[Found, ...] = ()
    anyway: bool = False


def show_barcodes(
    request: StaffRequest,
    refusal: Refusal | None = None,
    *,
    labels: LabelsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, searched by `q`; over htmx its rows."""
    q = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:MOST_OF_SEARCH]
    context: dict[str, Any] = {
        "q": q,
        "page": Paginator(_found(q), ROWS).get_page(request.GET.get("page")),
        "refusal": refusal or Refusal(),
        "may_teach": request.user.has_perm("packages_ui.teach_barcode"),
    }
    if not request.htmx and request.user.has_perm("packages_ui.print_labels"):
        context |= {"labels": labels or _new_labels(request), "printers": Printer.objects.all(), "most": MOST}
    return respond(request, "barcodes/barcodes.html", context, part="rows", status=status)


def _found(q: str) -> QuerySet[ProductBarcode]:
    """Those whose barcode or product contains `q`."""
    rows = ProductBarcode.objects.select_related("taught_by")
    if not q:
        return rows
    named = Q(text__icontains=q) | Q(product__icontains=q)
    return rows.filter(named | Q(barcode__contains=plain(q)) if plain(q) else named)


@require_GET
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcodes_csv(request: StaffRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django gives it
    """A download, line by line."""
    return csv_download(export_csv(), name="barcodes.csv")


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcodes_import(request: StaffRequest) -> HttpResponse:
    """`file`; 422 with the errors by line."""
    return import_csv_file(request, import_csv, refuse=partial(_refuse, request), back="packages_ui:barcodes")


def _refuse(request: StaffRequest, problem: Message | str, refused: FileRefused | None) -> HttpResponse:
    errors, count = (refused.errors, refused.count) if refused else ((), 0)
    refusal = Refusal(problem=problem, errors=errors, more=count - len(errors))
    return show_barcodes(request, refusal, status=422)


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcode_teach(request: StaffRequest) -> HttpResponse:
    """`text` and `product`; 422 with both kept where one is invalid, 409 where the barcode is saved for
    another product and `replace` is not sent."""
    text, product = request.POST.get("text", ""), request.POST.get("product", "")
    replace = "replace" in request.POST
    try:
        row = add_barcode(text=text, product=product, user_id=request.user.pk, replace=replace)
    except BarcodeRefused as error:
        other = isinstance(error, TaughtOtherwise)
        refusal = Refusal(problem=error.sentence, text=text, product=product, offer=other)
        return show_barcodes(request, refusal, status=409 if other else 422)
    saved = _("Barcode {barcode}: saved for product {product}.")
    messages.success(request, saved.format(barcode=row.text, product=row.product))
    return redirect("packages_ui:barcodes")


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def barcode_forget(request: StaffRequest, pk: int) -> HttpResponse:
    """404 where it is already deleted."""
    row = get_object_or_404(ProductBarcode, pk=pk)
    if forget(barcode=row, user_id=request.user.pk):
        deleted = _("Barcode {barcode}: deleted. Its product was {product}.")
        messages.success(request, deleted.format(barcode=row.text, product=row.product))
    else:
        changed = _(
            "Barcode {barcode} has been changed by someone else. Nothing was deleted. Check it again."
        )
        messages.warning(request, changed.format(barcode=row.text))
    return redirect("packages_ui:barcodes")


def _new_labels(request: StaffRequest) -> LabelsForm:
    """For the product in the address, on the printer of this browser's station."""
    station = station_of(request)
    product = request.GET.get("product", "").strip()[:MOST_OF_SEARCH]
    printer = station.label_printer_id if station else 0
    return LabelsForm(product=product, printer=printer, key=uuid4().hex)


@require_POST
@permission_required(("packages_ui.pack_packages", "packages_ui.print_labels"), raise_exception=True)
def barcode_labels(request: StaffRequest) -> HttpResponse:
    """`product` (a code, barcode or name) or exactly `sku`; `copies`, `printer`, and `key`, new for each
    page. On to the slip's page; 422 where something is missing or several products may be meant."""
    sent = request.POST
    product, sku = sent.get("product", "").strip()[:MOST_OF_SEARCH], sent.get("sku", "")
    form = LabelsForm(
        product=product,
        copies=sent.get("copies", "")[:5],
        printer=id_of(sent.get("printer")),
        key=sent.get("key", "")[:MOST_OF_KEY] or uuid4().hex,
    )
    printer = Printer.objects.filter(pk=form.printer).first()
    if printer is None:
        return _labels_refused(request, form, _("Choose a printer. Nothing was printed."))
    found = [] if sku or not product else find(text=product)
    if product and not sku and len(found) != 1:
        return _which(request, form, found)
    sku, key, user_id = sku or (found[0].sku if found else ""), form.key, request.user.pk
    copies = id_of(form.copies)
    try:
        return answer(
            request,
            lambda: print_labels(sku=sku, copies=copies, printer=printer, user_id=user_id, key=key),
        )
    except LabelsRefused as error:
        return _labels_refused(request, form, str(error.sentence))


def _which(request: StaffRequest, form: LabelsForm, found: list[Found]) -> HttpResponse:
    if found:
        several = _("Several products match. Choose one. Nothing was printed yet.")
        return _labels_refused(request, replace(form, found=tuple(found)), several)
    unknown = _("No product with this code or name is known here. Nothing was printed.")
    return _labels_refused(request, replace(form, anyway=True), unknown)


def _labels_refused(request: StaffRequest, form: LabelsForm, problem: str) -> HttpResponse:
    return show_barcodes(request, labels=replace(form, problem=problem), status=422)
