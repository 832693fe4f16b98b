"""Names and values of a package's fields, as the history and the list of changes show them."""

from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.services.packages.rows import local, status_name

FIELD_NAMES: Final[dict[str, Promise]] = {
    "status": gettext_lazy("Status"),
    "order_number": gettext_lazy("Order number"),
    "shipping_method": gettext_lazy("Shipping method"),
    "shipping_company": gettext_lazy("Shipping company"),
    "waybill_number": gettext_lazy("Waybill number"),
    "tracking_number": gettext_lazy("Tracking number"),
    "tracking_url": gettext_lazy("Tracking link"),
    "shipment_date": gettext_lazy("Shipped at"),
    "delivery_date": gettext_lazy("Delivered at"),
    "invoice_date": gettext_lazy("Invoiced at"),
    "invoice_number": gettext_lazy("Invoice number"),
    "invoice_url": gettext_lazy("Invoice link"),
    "amount": gettext_lazy("Amount"),
    "notes": gettext_lazy("Package note"),
    "gift_box_note": gettext_lazy("Gift note"),
    "shipping_address": gettext_lazy("Shipping address"),
    "billing_address": gettext_lazy("Billing address"),
    "items": gettext_lazy("Items"),
    "item": gettext_lazy("Item"),
    "reason": gettext_lazy("Reason"),
    "has_reservation": gettext_lazy("Reserved stock"),
}


def field_name(field: str) -> str:
    """As a person calls it; the field itself where it has no name here."""
    return str(FIELD_NAMES.get(field) or field.replace("_", " ").capitalize())


def shown_value(field: str, value: object) -> str:
    """A field's value as text: statuses by name, dates in the warehouse's time."""
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    if field == "status" and text.isdecimal():
        return str(status_name(int(text)))
    if field.endswith("_date") and text[:1].isdecimal():
        return _date(text)
    return text


def _date(text: str) -> str:
    try:
        return local(datetime.fromisoformat(text))
    except ValueError:
        return text
