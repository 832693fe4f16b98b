"""Products: their pictures, from our own disk to whoever is signed in; and the table of names, shelves and
barcodes that a warehouse keeps for itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_GET, require_POST, require_safe

from packages_ui.messages.message import Message
from packages_ui.models import Product
from packages_ui.services.csv_table import MOST_BYTES, FileRefused
from packages_ui.services.goods import files
from packages_ui.services.goods.table import Imported, export_table, import_table
from packages_ui.views.http import StaffRequest, any_permission_required, respond

FOR_EVER = "private, max-age=31536000, immutable"  # its name is its content
ROWS = 50
MOST_OF_SEARCH = 200


def _tag(request: HttpRequest, digest: str, size: str) -> str | None:  # noqa: ARG001 - Django gives it
    return f'"{digest}-{size}"' if files.load(digest, size) is not None else None


@require_safe
@any_permission_required("packages_ui.view_packages", "packages_ui.pack_packages")
@condition(etag_func=_tag)
def picture(request: HttpRequest, digest: str, size: str) -> HttpResponse:  # noqa: ARG001 - the same
    """`size` is large or small; 404 where there is none."""
    content = files.load(digest, size)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = FOR_EVER
    return response


@require_GET
@permission_required("packages_ui.pack_packages", raise_exception=True)
def products(request: StaffRequest) -> HttpResponse:
    """The list, searched by `q`; over htmx its rows."""
    return show_products(request)


def show_products(
    request: StaffRequest,
    *,
    refused: FileRefused | None = None,
    problem: Message | str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `refused`: why a file was not imported."""
    q = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:MOST_OF_SEARCH]
    context: dict[str, Any] = {
        "q": q,
        "page": Paginator(_found(q), ROWS).get_page(request.GET.get("page")),
        "problem": refused.sentence if refused else problem,
        "errors": refused.errors if refused else (),
        "more": refused.count - len(refused.errors) if refused else 0,
        "may_teach": request.user.has_perm("packages_ui.teach_barcode"),
    }
    return respond(request, "goods/products.html", context, part="rows", status=status)


def _found(q: str) -> QuerySet[Product]:
    """Those whose code, name or shelf contains `q`."""
    columns = ("sku", "name", "own_name", "shelf")
    rows = Product.objects.all()
    return rows.filter(Q(*((f"{name}__icontains", q) for name in columns), _connector=Q.OR)) if q else rows


@require_GET
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def products_csv(request: StaffRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django gives it
    """A download, line by line."""
    response = StreamingHttpResponse(export_table(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="products.csv"'
    return response


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def products_import(request: StaffRequest) -> HttpResponse:
    """`file`; 422 with the errors by line."""
    upload = request.FILES.get("file")
    if upload is None:
        return show_products(request, problem=_("No file was chosen. Nothing was imported."), status=422)
    try:
        counts = import_table(content=upload.read(MOST_BYTES + 1), user_id=request.user.pk)
    except FileRefused as error:
        return show_products(request, refused=error, status=422)
    messages.success(request, _imported(counts))
    return redirect("packages_ui:products")


def _imported(counts: Imported) -> str:
    return _("File imported. New: {added}. Changed: {replaced}. Unchanged: {same}.").format(
        added=counts.added, replaced=counts.replaced, same=counts.same
    )
