"""Packages of the sandbox that a test can act on."""

from datetime import datetime

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import PREPARING, Record


def preparing(sandbox: Sandbox, *, items: int = 3, status: int = PREPARING) -> Record:
    """An ordinary package with at least so many items, each reserved; `status` is what it is moved to."""
    record = next(
        record
        for record in sandbox.packages.values()
        if record.status == PREPARING
        and len(record.items) >= items
        and not record.method.manual
        and whole(record)
    )
    record.body["status"] = status
    for item in record.items:
        item["has_reservation"] = True
    return record


def whole(record: Record) -> bool:
    """Not one of the packages with hostile or missing fields."""
    body = record.body
    url = body.get("tracking_url") or ""
    return bool(body.get("shipping_address") and body.get("currency")) and url.startswith("https:")


def seen(record: Record) -> datetime:
    """What a person who looks now would have seen."""
    return datetime.fromisoformat(record.body["updated_at"])


def numbers(record: Record) -> list[str]:
    """The numbers of its items."""
    return [item["number"] for item in record.items]


def somebody_else(sandbox: Sandbox, record: Record, **changes: object) -> None:
    """Another person changes the package at Seller Center."""
    record.body.update(changes)
    sandbox._store.touch(record)
