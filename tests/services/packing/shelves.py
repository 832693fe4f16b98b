"""Packages of the copy, made for tests."""

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import PREPARING, Record
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import keep_read
from tests.packages import whole

OURS = "77000000000000"


def shelved(sandbox: Sandbox, *products: str, manual: bool = False, **body: object) -> Record:
    """A package in Preparing with one unit of each, nothing to be read first unless `body` says so; read from
    Seller Center into the copy."""
    record = next(one for one in sandbox.packages.values() if _is_free(one, len(products)))
    taken = sum(one.order_number.startswith(OURS) for one in sandbox.packages.values())
    del record.items[len(products) :]
    for item, product in zip(record.items, products, strict=True):
        item["product"] = product
        item["has_reservation"] = True
    record.body |= {"order_number": f"{OURS}{taken:02}", "has_gift_box": False, "gift_box_note": None}
    record.body |= {"notes": None, "is_requires_manual_entry": manual, **body}
    record.body["shipping_address"]["notes"] = None
    sandbox._store.orders[record.order_number] = [record.number]
    keep_read(snapshot=read(number=record.number))
    return record


def _is_free(record: Record, items: int) -> bool:
    ours = record.order_number.startswith(OURS)
    fits = record.status == PREPARING and len(record.items) >= items and not record.method.manual
    return fits and not ours and whole(record)
