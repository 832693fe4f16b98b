"""PKG103: a partial update of status and shipping fields."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from packages_ui.sandbox.answers import Answer, RefusalError, json_answer, wrong_fields
from packages_ui.sandbox.methods import company_of
from packages_ui.sandbox.moments import parse_moment
from packages_ui.sandbox.records import DELIVERED, PREPARING, READY, STATUSES, Record, iso
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store

_ON_THE_LABEL = {"waybill_number", "tracking_number", "shipping_company"}


def update(store: Store, request: Request, number: str) -> Answer:
    """Change the fields that the body names; unknown ones are ignored. 200 with the whole package."""
    record = store.find(number)
    changes = _read(request.json_object())
    _check_status(record, changes)
    if any(record.body.get(name) != changes[name] for name in changes.keys() & _ON_THE_LABEL):
        record.revision += 1
    record.body.update(changes)
    store.touch(record)
    return json_answer(record.body)


def _check_status(record: Record, changes: dict[str, Any]) -> None:
    if record.status == DELIVERED and changes.get("status") in {PREPARING, READY}:
        raise RefusalError(400, {"non_field_errors": "A delivered package cannot be prepared again."})


def _read(body: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name in body.keys() & _FIELDS.keys():
        try:
            changes[name] = _value(_FIELDS[name], body[name])
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise wrong_fields(dict(sorted(errors.items())))
    return changes


def _value(read: Callable[[Any], Any], value: Any) -> Any:
    if value is None:
        raise ValueError("This field may not be null.")
    return read(value)


def text(value: Any) -> str:
    """Any text without a NUL; numbers are not texts."""
    if not isinstance(value, str):
        raise ValueError("Not a valid string.")  # noqa: TRY004 (the caller lists values that are wrong)
    if "\0" in value:
        raise ValueError("Null characters are not allowed.")
    return value


def _filled(value: Any) -> str:
    if not text(value).strip():
        raise ValueError("This field may not be blank.")
    return text(value)


def _url(value: Any) -> str:
    address = _filled(value)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or set(address) & set(' \t\r\n<>"'):
        raise ValueError("Enter a valid URL.")
    return address


def _status(value: Any) -> int:
    # JSON has one kind of number: 3.0 is 3, and true is not 1
    if isinstance(value, bool) or value not in STATUSES:
        raise ValueError(f'"{value}" is not a valid choice.')
    return int(value)


def _moment(value: Any) -> str:
    return iso(parse_moment(value))


def _company(value: Any) -> dict[str, str]:
    return company_of(_filled(value))


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "status": _status,
    "waybill_number": text,
    "tracking_number": text,
    "tracking_url": _url,
    "shipping_company": _company,
    "shipment_date": _moment,
    "delivery_date": _moment,
    "invoice_date": _moment,
    "invoice_number": text,
    "invoice_url": _url,
}
