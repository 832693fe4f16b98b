"""PKG108: give back the stock that is reserved for one item."""

from packages_ui.sandbox.answers import Answer, RefusalError, not_found, nothing
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store


def release(store: Store, request: Request, number: str, item_number: str) -> Answer:  # noqa: ARG001 (common shape)
    """Clear `has_reservation`; a bare text as 400 when there is no reservation."""
    record = store.find(number)
    item = next((item for item in record.items if item["number"] == item_number), None)
    if item is None:
        raise not_found()
    if not item["has_reservation"]:
        raise RefusalError(400, "This item has no reservation.")
    item["has_reservation"] = False
    store.touch(record, item)
    return nothing()
