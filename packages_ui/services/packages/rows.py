"""A package as one flat row of the list: strings made once, so that a template only prints them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from packages_ui.seller_center.types import Address, Package
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint

STATUS_NAMES = {
    2: "Preparing",
    3: "Ready to Ship",
    4: "Shipped",
    5: "Delivered",
    6: "Delivery Failed",
}


def status_name(status: int | None) -> str:
    """The document's word for a status; "Status N" for one it does not name."""
    return STATUS_NAMES.get(status or 0, "No status" if status is None else f"Status {status}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the list shows of one package. `updated_at` is the ISO text that forms carry; `bare_fingerprint`
    is the fingerprint that it had before the carrier gave out numbers."""

    number: str
    order_number: str
    customer: str
    city: str
    status: int | None
    status_name: str
    shipping_method: str
    amount: str
    gift: bool
    note: bool
    manual: bool
    placed: str
    age: str
    updated_at: str
    fingerprint: str
    bare_fingerprint: str


def row(package: Package, *, now: datetime | None = None) -> Row:
    """Flatten `package`; its age is counted from when the order was placed, else from its making."""
    now = now or timezone.now()
    born = package.date_placed or package.created_at
    address = package.shipping_address or Address()
    return Row(
        number=package.number,
        order_number=package.order_number or "",
        customer=_words(address.first_name, address.last_name),
        city=_words(address.city),
        status=package.status,
        status_name=status_name(package.status),
        shipping_method=package.shipping_method or "",
        amount=money(package.amount, package.currency),
        gift=bool(package.has_gift_box or package.gift_box_note),
        note=bool(package.notes or address.notes),
        manual=bool(package.is_requires_manual_entry),
        placed=timezone.localtime(born).strftime("%d.%m.%Y %H:%M") if born else "",
        age=age(now - born) if born else "",
        updated_at=package.updated_at.isoformat() if package.updated_at else "",
        fingerprint=fingerprint(package),
        bare_fingerprint=bare_fingerprint(package),
    )


def money(amount: Decimal | None, currency: str | None) -> str:
    """`1,234.50 TRY`; empty when there is no amount."""
    return f"{amount:,.2f} {currency or ''}".strip() if amount is not None else ""


def age(span: timedelta) -> str:
    """The largest two units at most: `3 d 4 h`, `5 h`, `12 min`."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h" if days < 10 else f"{days} d"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
