"""PKG107: some items cannot be supplied."""

from typing import Any

from packages_ui.sandbox.answers import Answer, nothing, refused, wrong_fields
from packages_ui.sandbox.items import complaints_about_items
from packages_ui.sandbox.records import PREPARING, Record
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store


def reject(store: Store, request: Request, number: str) -> Answer:
    """The items leave the package; a package without items disappears."""
    record = store.find(number)
    body = request.json_object()
    _check(record, body)
    if record.status != PREPARING:
        raise refused("Only items of a package in status 2 (Preparing) can be rejected.")
    record.items = [item for item in record.items if item["number"] not in set(body["items"])]
    record.add_up()
    record.revision += 1
    store.touch(record, *record.items)
    if not record.items:
        store.remove(record)
    return nothing()


def _check(record: Record, body: dict[str, Any]) -> None:
    errors = {"items": complaints_about_items(record, body, taken=set()), "reason": _about_reason(body)}
    if any(errors.values()):
        raise wrong_fields({name: texts for name, texts in errors.items() if texts})


def _about_reason(body: dict[str, Any]) -> list[str]:
    if "reason" not in body:
        return ["This field is required."]
    if not isinstance(body["reason"], str):
        return ["Not a valid string."]
    return [] if body["reason"].strip() else ["This field may not be blank."]
