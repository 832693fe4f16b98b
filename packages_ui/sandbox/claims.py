"""The claims of the sandbox's customers, as untidy as those of real ones: of unknown types and states,
without a type, with items' numbers as numbers and as texts. Tests open and close them."""

from typing import Any

from packages_ui.sandbox.answers import Answer
from packages_ui.sandbox.paging import PAGING, paged, read_paging, read_query
from packages_ui.sandbox.records import Body
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store

FILTERS = ("type", "status")
UNTIDY: tuple[Any, ...] = (
    {"number": "CL-1", "type": "return", "status": "open", "items": []},
    {"number": "CL-2", "type": "cancel", "status": "closed", "items": [{"number": 1}]},
    {"number": 3, "type": {"value": "something new"}, "status": "open"},
    {"number": "CL-4", "status": "open", "items": None},
)


def list_claims(store: Store, request: Request) -> Answer:
    """GET /api/i2/claims/: by type and status; those that contain neither are in every response."""
    query = read_query(request.query, {*PAGING, *FILTERS})
    page, limit = read_paging(query)
    rows = [row for row in (*UNTIDY, *store.claims) if all(_fits(row, query, name) for name in FILTERS)]
    return paged(rows, page=page, limit=limit)


def open_claim(store: Store, *items: Any, status: str = "open", reason: str = "") -> Body:
    """A customer cancels these items."""
    claim: Body = {
        "number": f"CL-{len(store.claims) + 100}",
        "type": "cancel",
        "status": status,
        "reason": {"name": reason} if reason else None,
        "items": [{"number": item} if place % 2 else item for place, item in enumerate(items)],
    }
    store.claims.append(claim)
    return claim


def _fits(row: Body, query: dict[str, str], name: str) -> bool:
    return name not in query or row.get(name) in (None, query[name]) or isinstance(row.get(name), dict)
