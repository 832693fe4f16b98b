"""PKG101, PKG102 and the shipping methods: what only reads."""

from packages_ui.sandbox.answers import Answer, RefusalError
from packages_ui.sandbox.filters import ITEM_FILTERS, PACKAGE_FILTERS, item_tests, matching, package_tests
from packages_ui.sandbox.invoices import addressed
from packages_ui.sandbox.methods import METHODS
from packages_ui.sandbox.paging import PAGING, paged, read_paging, read_query
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store


def list_packages(store: Store, request: Request) -> Answer:
    """PKG101: newest first."""
    query = read_query(request.query, {*PAGING, *PACKAGE_FILTERS})
    page, limit = read_paging(query)
    tests = package_tests({name: text for name, text in query.items() if name not in store.ignored})
    found = matching((record.body for record in store.newest_first()), tests)
    shown = slice((page - 1) * limit, page * limit)
    if any(row["number"] in store.unanswerable for row in found[shown]):
        raise RefusalError(500, {"detail": "Unexpected error."})
    found[shown] = [addressed(row, request.host) for row in found[shown]]
    return paged(found, page=page, limit=limit)


def list_items(store: Store, request: Request, number: str) -> Answer:
    """PKG102: in the order of their numbers."""
    record = store.find(number)
    query = read_query(request.query, {*PAGING, *ITEM_FILTERS})
    page, limit = read_paging(query)
    return paged(matching(record.items, item_tests(query)), page=page, limit=limit)


def list_methods(store: Store, request: Request) -> Answer:  # noqa: ARG001 (every call has this shape)
    """GET /api/i2/shipping-methods/."""
    page, limit = read_paging(read_query(request.query, PAGING))
    return paged([method.body() for method in METHODS], page=page, limit=limit)
