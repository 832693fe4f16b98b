"""Products: their pictures, from our own disk to whoever is signed in; and the table of names, shelves and
barcodes that a warehouse keeps for itself."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import condition, require_GET, require_POST, require_safe

from packages_ui.messages.message import Message
from packages_ui.models import Product
from packages_ui.services.csv_table import FileRefused
from packages_ui.services.goods import files
from packages_ui.services.goods.table import export_table, import_table
from packages_ui.views.http import (
    StaffRequest,
    any_permission_required,
    csv_download,
    import_csv_file,
    respond,
)

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
        "problem": problem,
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
    return csv_download(export_table(), name="products.csv")


@require_POST
@permission_required("packages_ui.teach_barcode", raise_exception=True)
def products_import(request: StaffRequest) -> HttpResponse:
    """`file`; 422 with the errors by line."""
    return import_csv_file(
        request, import_table, refuse=partial(_refuse, request), back="packages_ui:products"
    )


def _refuse(request: StaffRequest, problem: Message | str, refused: FileRefused | None) -> HttpResponse:
    return show_products(request, refused=refused, problem=problem, status=422)
