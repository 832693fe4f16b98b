"""PKG106: some items of a package become new packages of the same order."""

from copy import deepcopy
from typing import Any

from packages_ui.sandbox.answers import Answer, RefusalError, nothing, refused
from packages_ui.sandbox.items import complaints_about_items
from packages_ui.sandbox.methods import DEFAULT_METHOD, Method, method_of
from packages_ui.sandbox.records import PREPARING, Body, Record
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store

NO_METHOD = "Invalid shipping method."
_CLEARED = ("shipment_date", "delivery_date", "invoice_date", "invoice_number", "invoice_url")


def split(store: Store, request: Request, number: str) -> Answer:
    """One new package per element. Items not named stay, and at least one must.

    Moved items get the new package's number: `{new number}-1` and so on, in the order named.
    400 is a list with one object per element, or a bare text when nothing would stay.
    """
    record = store.find(number)
    parts = _read(record, request.json())
    if record.status != PREPARING:
        raise refused("Only a package in status 2 (Preparing) can be split.")
    moved = {name for part in parts for name in part["items"]}
    if len(moved) == len(record.items):
        raise RefusalError(400, "At least one item must stay in the package.")
    for part in parts:
        _new_package(store, record, part)
    record.items = [item for item in record.items if item["number"] not in moved]
    record.add_up()
    record.revision += 1
    store.touch(record, *record.items)
    return nothing()


def _read(record: Record, body: Any) -> list[Body]:
    if not isinstance(body, list):
        text = f'Expected a list of items but got type "{type(body).__name__}".'
        raise RefusalError(400, {"non_field_errors": [text]})
    if not body:
        raise RefusalError(400, {"non_field_errors": ["This list may not be empty."]})
    taken: set[str] = set()
    errors = [_complaints(record, part, taken) for part in body]
    if any(errors):
        raise RefusalError(400, errors)
    return body


def _complaints(record: Record, part: Any, taken: set[str]) -> dict[str, list[str]]:
    if not isinstance(part, dict):
        return {"non_field_errors": [f"Invalid data. Expected a dictionary, but got {type(part).__name__}."]}
    errors = {"items": complaints_about_items(record, part, taken=taken)}
    if "shipping_method" in part and method_of(part["shipping_method"]) is None:
        errors["shipping_method"] = [NO_METHOD]
    return {name: texts for name, texts in errors.items() if texts}


def _new_package(store: Store, parent: Record, part: Body) -> None:
    method: Method = method_of(part.get("shipping_method")) or DEFAULT_METHOD
    number, moment = store.new_number(), store.ticker.tick()
    body = {**deepcopy(parent.body), "number": number, "created_at": moment, "updated_at": moment}
    body.update(dict.fromkeys(_CLEARED))
    by_number = {item["number"]: item for item in parent.items}
    items = [
        {**by_number[name], "number": f"{number}-{place}", "updated_at": moment}
        for place, name in enumerate(part["items"], start=1)
    ]
    record = Record(body=body, items=items, method=method, money_as_text=parent.money_as_text)
    record.use_method(method, tracking_number=store.tracking_number(method))
    record.add_up()
    store.add(record)
