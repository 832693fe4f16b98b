"""A package as plain texts for the screen, grouped as a packer needs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from packages_ui.seller_center.types import Address, Item, Package
from packages_ui.services.goods.shown import Goods, goods_of
from packages_ui.services.packages.rows import local, money
from packages_ui.services.packages.snapshot import Snapshot

HIDDEN = "••••"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that must be seen before the box is closed. `icon` is of static/vendor/icons.txt."""

    title: str
    text: str = ""
    icon: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`href` only where it is safe to be a link."""

    name: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An address: who, where in lines, and the rest."""

    title: str
    who: str
    lines: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item. `reserved`: stock is reserved for it."""

    number: str
    product: str
    goods: Goods | None
    amount: str
    discount: str
    tax: str
    reserved: bool


def notes(package: Package) -> tuple[Note, ...]:
    """Gift first, then what the customer wrote, then what staff must enter."""
    return tuple(_notes(package))


def _notes(package: Package) -> Iterator[Note]:
    if package.has_gift_box or package.gift_box_note:
        title = _("Gift box") if package.has_gift_box else _("Gift note")
        yield Note(title=title, text=package.gift_box_note or "", icon="gift", look="must-gift")
    if package.notes:
        yield Note(title=_("Package note"), text=package.notes, icon="note", look="must-note")
    if package.shipping_address and package.shipping_address.notes:
        yield Note(
            title=_("Address note"), text=package.shipping_address.notes, icon="home", look="must-note"
        )
    if package.is_requires_manual_entry:
        text = _("Enter the waybill and tracking numbers yourself; this carrier may give no label.")
        yield Note(title=_("Enter waybill"), text=text, icon="writing", look="must-hand")


def cards(package: Package) -> tuple[Card, ...]:
    """Shipping and billing address; one card where both are the same."""
    shipping, billing = package.shipping_address, package.billing_address
    if shipping and shipping == billing:
        return (_card(_("Shipping and billing address"), shipping),)
    return (
        _card(_("Shipping address"), shipping),
        _card(_("Billing address"), billing, with_note=True),
    )


def _card(title: str, address: Address | None, *, with_note: bool = False) -> Card:
    if address is None:
        return Card(title=title, who="", lines=(), facts=())
    area = _joined(address.postcode, address.district, address.township)
    country = _joined(address.country, f"({address.country_code})" if address.country_code else "")
    lines = (address.line, area, address.city, country)
    bill = (
        {True: _("yes"), False: _("no")}.get(address.e_bill_taxpayer)
        if address.e_bill_taxpayer is not None
        else ""
    )
    given = (
        (_("Phone"), address.phone_number),
        (_("E-mail"), address.email),
        (_("Company"), address.company_name),
        (_("Tax office"), address.tax_office),
        (_("Tax number"), masked(address.tax_no)),
        (_("Identity number"), masked(address.identity_number)),
        (_("E-invoice taxpayer"), bill),
        (_("Note"), address.notes if with_note else ""),
    )
    return Card(
        title=title,
        who=_joined(address.first_name, address.last_name),
        lines=tuple(line for line in lines if line),
        facts=tuple(Fact(name=name, value=value) for name, value in given if value),
    )


def shipment(package: Package) -> tuple[Fact, ...]:
    """What concerns the carrier, and the invoice."""
    company = package.shipping_company
    return (
        Fact(name=_("Method"), value=package.shipping_method or ""),
        Fact(name=_("Company"), value=(company.name or company.slug or "") if company else ""),
        Fact(name=_("Waybill"), value=package.waybill_number or ""),
        Fact(name=_("Tracking"), value=package.tracking_number or ""),
        Fact(name=_("Tracking link"), value=package.tracking_url or "", href=web(package.tracking_url)),
        Fact(name=_("Invoice"), value=package.invoice_number or ""),
        Fact(name=_("Invoice link"), value=package.invoice_url or "", href=web(package.invoice_url)),
    )


def dates(package: Package) -> tuple[Fact, ...]:
    """In the order in which they happen."""
    given = (
        (_("Ordered"), package.date_placed),
        (_("Created"), package.created_at),
        (_("Invoiced"), package.invoice_date),
        (_("Shipped"), package.shipment_date),
        (_("Delivered"), package.delivery_date),
        (_("Updated"), package.updated_at),
    )
    return tuple(Fact(name=name, value=local(moment)) for name, moment in given)


def items(snapshot: Snapshot) -> tuple[ItemRow, ...]:
    """Each item in the package."""
    currency, goods = snapshot.package.currency, goods_of(item.product or "" for item in snapshot.items)
    return tuple(_item(item, currency, goods.get(item.product or "")) for item in snapshot.items)


def _item(item: Item, currency: str | None, goods: Goods | None) -> ItemRow:
    return ItemRow(
        number=item.number,
        product=item.product or "",
        goods=goods,
        amount=money(item.amount, currency),
        discount=money(item.discount_amount, currency) if item.discount_amount else "",
        tax=_per_cent(item.tax_rate),
        reserved=bool(item.has_reservation),
    )


def masked(text: str | None) -> str:
    """Only the last 3 characters, or 2 of a short text; never how long it is."""
    text = (text or "").strip()
    if len(text) < 5:
        return HIDDEN if text else ""
    return HIDDEN + text[-3 if len(text) > 7 else -2 :]


def web(url: str | None) -> str:
    """The address if it may be a link: http or https, with a host, on one line."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and (url or "").isprintable()
    return (url or "") if good else ""


def _per_cent(rate: Decimal | None) -> str:
    return "" if rate is None else _("{rate} %").format(rate=number_format((rate * 100).normalize()))


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
