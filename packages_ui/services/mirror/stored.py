"""What is stored of a package: its columns, and the package again out of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.db import connection
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.codes.folding import BETWEEN, digits_of, document, fold
from packages_ui.models import StoredItem, StoredPackage
from packages_ui.seller_center.types import Address, Item, Package, PackageStatus
from packages_ui.services.barcodes.codes import LONGEST, plain
from packages_ui.services.mirror.fingerprint import bare_fingerprint, carrier_of, fingerprint

MOST_OF_SEARCH = 3000  # characters; a note may be long
MOST_OF_PRODUCTS = 2000
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)  # of one without a date
LIVE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)
CODES = ("number_code", "order_code", "waybill_code", "tracking_code")
Fields = dict[str, Any]
NO_CODES: Fields = dict.fromkeys(CODES)


def columns(package: Package, whole: Package) -> Fields:
    """Plain values by column, as `bulk.insert` takes them; all but what is known of its items. `whole` is the
    whole package, which labels must fit; `package` what may be stored of it: the same object, unless it is
    of somebody who must not be kept."""
    address = package.shipping_address or Address()
    customer = _named(address)
    return {
        "number": package.number,
        "order_number": _cut(package.order_number, 64),
        "waybill_number": _cut(package.waybill_number, 64),
        "tracking_number": _cut(package.tracking_number, 64),
        "status": package.status,
        "customer": _cut(customer, 200),
        "customer_key": fold(customer)[:200],
        "city": _cut(address.city, 100),
        "city_key": fold(address.city or "")[:100],
        "carrier": _cut(carrier_of(package), 100),
        "shipping_method": _cut(package.shipping_method, 100),
        "amount": _money(package.amount),
        "currency": _cut(package.currency, 10),
        "gift": bool(package.has_gift_box or package.gift_box_note),
        "note": bool(package.notes or address.notes),
        "manual": bool(package.is_requires_manual_entry),
        "placed_at": moment(package.date_placed or package.created_at or BEFORE_ALL),
        "created_at": moment(package.created_at),
        "updated_at": moment(package.updated_at),
        "read_at": moment(timezone.now()),
        "fingerprint": fingerprint(whole),
        "bare_fingerprint": bare_fingerprint(whole),
        "content": msgspec.json.encode(without_identity(package)).decode(),
        "search": document(_texts(package, address, customer), most=MOST_OF_SEARCH),
        "products": "",
        "items_wanted": package.status in LIVE,
        **(_codes(package) if package is whole else NO_CODES),
    }


def products_of(items: Iterable[Item], names: Mapping[str, str]) -> str:
    """The codes of its products and what they are called, as they are searched, to be put behind `search`."""
    return products_text([item.product for item in items], names)


def products_text(products: Sequence[str | None], names: Mapping[str, str]) -> str:
    """The same by their codes."""
    found = document([*products, *(names.get(code or "") for code in products)], most=MOST_OF_PRODUCTS)
    return f"{BETWEEN}{found}" if found else ""


def item_columns(items: Iterable[Item]) -> list[Fields]:
    """The same for the items of one package, each number once."""
    once = {item.number: item for item in items}
    return [
        {
            "number": item.number,
            "status": item.status,
            "product": _cut(item.product, 200),
            "code": plain(item.product or "")[:200],
            "amount": _money(item.amount),
            "has_reservation": bool(item.has_reservation),
            "position": position,
        }
        for position, item in enumerate(once.values(), start=1)
    ]


def without_identity(package: Package) -> Package:
    """Identity and tax numbers are not stored: nobody here needs them to send a parcel."""
    return replace(
        package,
        shipping_address=_without(package.shipping_address),
        billing_address=_without(package.billing_address),
    )


def package_of(row: StoredPackage) -> Package:
    """As it was read last, without identity and tax numbers."""
    return msgspec.json.decode(row.content, type=Package)


def item_of(row: StoredItem) -> Item:
    return Item(
        number=row.number,
        status=row.status,
        product=row.product or None,
        amount=row.amount,
        has_reservation=row.has_reservation,
    )


def moment(at: datetime | None) -> str | None:
    """As this database takes it in JSON."""
    if at is None:
        return None
    adapted = connection.ops.adapt_datetimefield_value(at)
    return adapted if isinstance(adapted, str) else at.isoformat()


def _codes(package: Package) -> Fields:
    """By which a desk finds it, while it can be packed."""
    if package.status != PackageStatus.PREPARING:
        return NO_CODES
    codes = (package.number, package.order_number, package.waybill_number, package.tracking_number)
    number, *others = (plain(text or "")[:LONGEST] for text in codes)
    return dict(zip(CODES, (number, *(code or None for code in others)), strict=True))


def _texts(package: Package, address: Address, customer: str) -> list[str | None]:
    billing = package.billing_address or Address()
    return [
        package.number,
        package.order_number,
        package.tracking_number,
        package.waybill_number,
        customer,
        address.city,
        address.township,
        digits_of(address.phone_number),
        address.company_name,
        package.shipping_method,
        carrier_of(package),
        _named(billing),
        billing.company_name,
        package.notes,
        address.notes,
        package.gift_box_note,
    ]


def _named(address: Address) -> str:
    return " ".join(part for part in (address.first_name, address.last_name) if part)


def _without(address: Address | None) -> Address | None:
    return replace(address, identity_number=None, tax_no=None) if address else None


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(Decimal("0.01")))


def _cut(text: str | None, most: int) -> str:
    """As the database takes it."""
    return (text or "").replace("\0", "")[:most]
