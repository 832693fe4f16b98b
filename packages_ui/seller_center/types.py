"""Seller Center's requests and responses as frozen typed values.

Source: the document's "Packages" page, PKG101 to PKG108. Every field but `number` may be null or absent,
unknown fields are ignored and unknown statuses kept. A row whose `number` is too long is malformed.
Decoding is in `decoding.py`.
"""

from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

T = TypeVar("T")
Status = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
MOST_DIGITS = 20
MOST_OF_NUMBER = 64  # signs: what a row of ours is found by is never cut
Number = Annotated[str, Meta(max_length=MOST_OF_NUMBER)]
PACKAGE_DATES = (
    "date_placed",
    "shipment_date",
    "delivery_date",
    "invoice_date",
    "updated_at",
    "created_at",
)


class PackageStatus(IntEnum):
    """The statuses that the document names; others exist and are kept as plain numbers."""

    PREPARING = 2
    READY_TO_SHIP = 3
    SHIPPED = 4
    DELIVERED = 5
    DELIVERY_FAILED = 6


class Address(Struct, frozen=True, kw_only=True):
    """Where a package or its invoice goes. Personal data: never log it."""

    email: str | None = None
    phone_number: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    country: str | None = None
    country_code: str | None = None
    city: str | None = None
    township: str | None = None
    district: str | None = None
    line: str | None = None
    postcode: str | None = None
    company_name: str | None = None
    tax_office: str | None = None
    tax_no: str | None = None
    e_bill_taxpayer: bool | None = None
    identity_number: str | None = None
    notes: str | None = None


class ShippingCompany(Struct, frozen=True, kw_only=True):
    """A carrier, for instance DHL, dhl."""

    name: str | None = None
    slug: str | None = None


class Package(Struct, frozen=True, kw_only=True):
    """One package (PKG101, PKG103). Money is in `currency`; dates are aware."""

    number: Number
    order_number: str | None = None
    status: Status | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    currency: str | None = None
    amount: Decimal | None = None
    discount_amount: Decimal | None = None
    has_gift_box: bool | None = None
    gift_box_note: str | None = None
    notes: str | None = None
    date_placed: Moment | None = None
    shipping_method: str | None = None
    shipping_company: ShippingCompany | None = None
    is_requires_manual_entry: bool | None = None
    waybill_number: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    shipment_date: Moment | None = None
    delivery_date: Moment | None = None
    invoice_date: Moment | None = None
    invoice_number: str | None = None
    invoice_url: str | None = None
    updated_at: Moment | None = None
    created_at: Moment | None = None

    def __post_init__(self) -> None:
        _demand_ordinary(self.amount, "amount")
        _demand_ordinary(self.discount_amount, "discount_amount")
        for name in PACKAGE_DATES:
            _demand_usable(getattr(self, name), name)


class Item(Struct, frozen=True, kw_only=True):
    """One unit in a package (PKG102). `tax_rate` is a fraction: 0.1 is ten per cent."""

    number: Number
    status: Status | None = None
    product: str | None = None
    amount: Decimal | None = None
    discount_amount: Decimal | None = None
    tax_rate: Decimal | None = None
    has_reservation: bool | None = None
    updated_at: Moment | None = None
    created_at: Moment | None = None

    def __post_init__(self) -> None:
        _demand_ordinary(self.amount, "amount")
        _demand_ordinary(self.discount_amount, "discount_amount")
        _demand_ordinary(self.tax_rate, "tax_rate")
        _demand_usable(self.updated_at, "updated_at")
        _demand_usable(self.created_at, "created_at")


class ShippingMethod(Struct, frozen=True, kw_only=True):
    """A way to send a package. `id` is a UUID as text, which PKG105 and PKG106 take."""

    id: str
    name: str | None = None
    shipping_company: ShippingCompany | None = None


class MalformedRow(Struct, frozen=True, kw_only=True):
    """A row of a list that is not as documented. `index` counts from 0; `reason` names the path."""

    index: int
    number: str | None = None
    reason: str


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list. `count` is of all pages, None where the answer has none."""

    count: int | None = None
    page: int = 1
    limit: int = 10
    results: tuple[T, ...] = ()
    malformed: tuple[MalformedRow, ...] = ()


class ItemFilters(Struct, frozen=True, kw_only=True):
    """The query of PKG102. `page` and `limit` begin at 1; dates must be aware."""

    page: int = 1
    limit: int = 10
    updated_at: datetime | None = None
    updated_at__gt: datetime | None = None
    updated_at__gte: datetime | None = None
    updated_at__lt: datetime | None = None
    updated_at__lte: datetime | None = None
    created_at: datetime | None = None
    created_at__gt: datetime | None = None
    created_at__gte: datetime | None = None
    created_at__lt: datetime | None = None
    created_at__lte: datetime | None = None

    def __post_init__(self) -> None:
        if self.page < 1 or self.limit < 1:
            raise ValueError("page and limit begin at 1")

    def params(self) -> dict[str, str]:
        """The query, dates as UTC with Z. Raises ValueError for a date without a zone."""
        filters = msgspec.structs.asdict(self)
        return {name: _param(value) for name, value in filters.items() if value is not None}


class PackageFilters(ItemFilters, frozen=True, kw_only=True):
    """The query of PKG101: numbers are matched exactly."""

    number: str | None = None
    status: int | None = None
    waybill_number: str | None = None
    order__number: str | None = None


class PackageChanges(Struct, frozen=True, kw_only=True):
    """What PKG103 may change. A field left UNSET is not sent; None is sent as null."""

    status: int | UnsetType | None = UNSET
    waybill_number: str | UnsetType | None = UNSET
    tracking_number: str | UnsetType | None = UNSET
    tracking_url: str | UnsetType | None = UNSET
    shipping_company: str | UnsetType | None = UNSET
    shipment_date: datetime | UnsetType | None = UNSET
    delivery_date: datetime | UnsetType | None = UNSET
    invoice_date: datetime | UnsetType | None = UNSET
    invoice_number: str | UnsetType | None = UNSET
    invoice_url: str | UnsetType | None = UNSET

    def body(self) -> dict[str, int | str | None]:
        """Only the changed fields, ready for JSON, dates as UTC with Z."""
        return {
            name: _json(value) for name, value in msgspec.structs.asdict(self).items() if value is not UNSET
        }


class SplitPart(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One new package of a split (PKG106): item numbers, and a method's id or None for the default."""

    items: tuple[str, ...]
    shipping_method: str | None = None


def utc(moment: datetime) -> str:
    """`moment` as `2025-05-22T11:19:08.218Z`. Raises ValueError for a date without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a date needs a zone")
    precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def _param(value: datetime | str | int) -> str:
    return utc(value) if isinstance(value, datetime) else str(value)


def _json(value: datetime | str | int | None) -> int | str | None:
    return utc(value) if isinstance(value, datetime) else value


def _demand_ordinary(value: Decimal | None, name: str) -> None:
    """Refuse NaN, infinities and exponents that would fill a page when printed."""
    if value is not None and not (value.is_finite() and abs(value.adjusted()) < MOST_DIGITS):
        raise ValueError(f"Not an ordinary amount - at `$.{name}`")


def _demand_usable(moment: datetime | None, name: str) -> None:
    """Refuse a date that another zone would push out of the calendar."""
    if moment is not None and not 1 < moment.year < 9999:
        raise ValueError(f"Not a usable date - at `$.{name}`")
