"""The page of taught barcodes: what its views have in common."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from packages_ui.models import ProductBarcode
from packages_ui.services.barcodes.codes import plain

ROWS = 50
MOST_OF_SEARCH = 200


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


def show(request: HttpRequest, told: Told | None = None, *, status: int = 200) -> HttpResponse:
    """The page, searched by `q`; over htmx its rows."""
    fragment = bool(getattr(request, "htmx", False))
    q = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:MOST_OF_SEARCH]
    context: dict[str, Any] = {
        "q": q,
        "page": Paginator(_found(q), ROWS).get_page(request.GET.get("page")),
        "told": told or Told(),
        "may_teach": request.user.has_perm("packages_ui.teach_barcode"),
    }
    template = f"barcodes/barcodes.html{'#rows' if fragment else ''}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _found(q: str) -> QuerySet[ProductBarcode]:
    """Those whose barcode or product has `q` in it."""
    rows = ProductBarcode.objects.select_related("taught_by")
    if not q:
        return rows
    named = Q(text__icontains=q) | Q(product__icontains=q)
    return rows.filter(named | Q(barcode__contains=plain(q)) if plain(q) else named)
