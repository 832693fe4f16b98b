"""A package as one flat row of the list. What depends on the language is formatted when it is shown: rows are
cached for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from packages_ui.messages import common
from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import StoredPackage
from packages_ui.seller_center.types import Address, Package
from packages_ui.services.mirror.fingerprint import carrier_of
from packages_ui.services.mirror.stored import BEFORE_ALL
from packages_ui.services.packages.package_cache import bare_fingerprint, fingerprint

STATUS_NAMES: dict[int, Message] = {
    2: words.PREPARING(),
    3: words.READY_TO_SHIP(),
    4: words.SHIPPED(),
    5: words.DELIVERED(),
    6: words.DELIVERY_FAILED(),
}
DAY = 1440  # minutes


def status_name(status: int | None) -> Message:
    """The document's name of a status; "Status N" for one that it does not name."""
    if status is None:
        return words.NO_STATUS()
    return STATUS_NAMES.get(status) or words.OTHER_STATUS(status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the list shows of one package. `updated_at` is the ISO text that forms carry; `bare_fingerprint`
    is the fingerprint that it had before the carrier assigned numbers. Its age is that at `as_of`."""

    number: str
    order_number: str
    customer: str
    city: str
    status: int | None
    carrier: str
    shipping_method: str
    price: Decimal | None
    currency: str | None
    gift: bool
    note: bool
    manual: bool
    placed_at: datetime | None
    as_of: datetime
    updated_at: str
    fingerprint: str
    bare_fingerprint: str

    @property
    def status_name(self) -> str:
        return str(status_name(self.status))

    @property
    def amount(self) -> str:
        return money(self.price, self.currency)

    @property
    def placed(self) -> str:
        return local(self.placed_at)

    @property
    def age(self) -> str:
        return str(age(self.as_of - self.placed_at)) if self.placed_at else ""

    @property
    def minutes(self) -> int:
        """Its age; 0 where it is not known."""
        return int((self.as_of - self.placed_at).total_seconds() // 60) if self.placed_at else 0


def row(package: Package, *, now: datetime | None = None) -> Row:
    """Flatten `package`; its age is counted from when the order was placed, else from its creation."""
    address = package.shipping_address or Address()
    return Row(
        number=package.number,
        order_number=package.order_number or "",
        customer=_joined(address.first_name, address.last_name),
        city=_joined(address.city),
        status=package.status,
        carrier=carrier_of(package),
        shipping_method=package.shipping_method or "",
        price=package.amount,
        currency=package.currency,
        gift=bool(package.has_gift_box or package.gift_box_note),
        note=bool(package.notes or address.notes),
        manual=bool(package.is_requires_manual_entry),
        placed_at=package.date_placed or package.created_at,
        as_of=now or timezone.now(),
        updated_at=package.updated_at.isoformat() if package.updated_at else "",
        fingerprint=fingerprint(package),
        bare_fingerprint=bare_fingerprint(package),
    )


def stored_row(stored: StoredPackage, *, now: datetime | None = None) -> Row:
    """The same of a package of the copy."""
    return Row(
        number=stored.number,
        order_number=stored.order_number,
        customer=stored.customer,
        city=stored.city,
        status=stored.status,
        carrier=stored.carrier,
        shipping_method=stored.shipping_method,
        price=stored.amount,
        currency=stored.currency,
        gift=stored.gift,
        note=stored.note,
        manual=stored.manual,
        placed_at=stored.placed_at if stored.placed_at > BEFORE_ALL else None,
        as_of=now or timezone.now(),
        updated_at=stored.updated_at.isoformat() if stored.updated_at else "",
        fingerprint=stored.fingerprint,
        bare_fingerprint=stored.bare_fingerprint,
    )


def money(amount: Decimal | None, currency: str | None) -> str:
    """`1,234.50 TRY`, in Turkish `1.234,50 TL`; empty where there is no amount."""
    return "" if amount is None else _money(amount, currency or "", get_language())


def local(moment: datetime | None) -> str:
    """`22.05.2026 14:19` in the warehouse's time; empty where there is none."""
    return _local(moment, get_language()) if moment else ""


def age(span: timedelta, *, units: int = 2) -> Message:
    """The largest units, two at most: `3 d 4 h`, `5 h 2 min`, `12 min`."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours, rest = minutes // DAY, minutes // 60 % 24, minutes % 60
    if days:
        is_long = units == 1 or days >= 10
        return common.AGE_DAYS(days=days) if is_long else common.AGE_DAYS_HOURS(days=days, hours=hours)
    if hours:
        is_short = units == 1
        return (
            common.AGE_HOURS(hours=hours) if is_short else common.AGE_HOURS_MINUTES(hours=hours, minutes=rest)
        )
    return common.AGE_MINUTES(minutes=rest)


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str, language: str | None) -> str:
    shown = {"TRY": "TL"}.get(currency, currency) if language == "tr" else currency
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)} {shown}".strip()


@lru_cache(maxsize=4096)
def _local(moment: datetime, language: str | None) -> str:  # noqa: ARG001 - part of the key
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
