"""Which call a method and a path are."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from packages_ui.sandbox.answers import Answer, RefusalError, not_found
from packages_ui.sandbox.change_shipping_method import change_shipping_method
from packages_ui.sandbox.claims import list_claims
from packages_ui.sandbox.invoices import show_invoice
from packages_ui.sandbox.label import Shelf
from packages_ui.sandbox.products import find_products, show_picture
from packages_ui.sandbox.reading import list_items, list_methods, list_packages
from packages_ui.sandbox.reject import reject
from packages_ui.sandbox.release import release
from packages_ui.sandbox.split import split
from packages_ui.sandbox.update import update

PICTURE, INVOICE = "picture", "invoice"
OPEN = (PICTURE, INVOICE)  # for anybody, as on a host of files
_NUMBER = r"/api/i2/packages/([^/]+)"


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `handler(store, request, *parts of the path)` gives an answer, or what draws it."""

    call: str
    method: str
    path: re.Pattern[str]
    handler: Callable[..., Answer | Callable[[], Answer]]


def routes(shelf: Shelf) -> tuple[Route, ...]:
    """PKG101 to PKG108, shipping methods, products, claims; paths as in the document, with its slashes."""
    table: Iterable[tuple[str, str, str, Callable[..., Answer | Callable[[], Answer]]]] = (
        ("PKG101", "GET", "/api/i2/packages/", list_packages),
        ("PKG102", "GET", f"{_NUMBER}/items/", list_items),
        ("PKG103", "PUT", f"{_NUMBER}/", update),
        ("PKG104", "GET", f"{_NUMBER}/label/", shelf.label),
        ("PKG105", "POST", f"{_NUMBER}/change-shipping-method/", change_shipping_method),
        ("PKG106", "POST", f"{_NUMBER}/split/", split),
        ("PKG107", "POST", f"{_NUMBER}/reject/", reject),
        ("PKG108", "DELETE", f"{_NUMBER}/reservations/([^/]+)", release),
        ("shipping-methods", "GET", "/api/i2/shipping-methods/", list_methods),
        ("products", "GET", "/api/i2/products/search/", find_products),
        ("claims", "GET", "/api/i2/claims/", list_claims),
        (PICTURE, "GET", r"/media/([^/]+)\.png", show_picture),
        (INVOICE, "GET", r"/invoices/([^/]+)/([^/]+)\.pdf", show_invoice),
    )
    return tuple(Route(call, method, re.compile(path), handler) for call, method, path, handler in table)


def find_route(table: tuple[Route, ...], *, method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route and the parts of its path; 404 for no such path, 405 with `Allow` for the wrong method."""
    for route in table:
        if match := route.path.fullmatch(path):
            if route.method == method:
                return route, match.groups()
            text = f'Method "{method}" not allowed.'
            raise RefusalError(405, {"detail": text}, ("Allow", route.method))
    raise not_found()
