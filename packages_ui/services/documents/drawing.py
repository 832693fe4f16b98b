"""Turn rows and packages into documents, drawn in a child process."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypedDict

from django.utils import timezone, translation

from packages_ui.drawing import requests
from packages_ui.drawing.draw import draw_document
from packages_ui.labels.documents.contents import (
    Count,
    Desk,
    HandoverList,
    PackingSlip,
    Paper,
    Parcel,
    PickGoods,
    PickList,
    PickPackage,
    SlipLine,
    StationSlip,
)
from packages_ui.labels.documents.words import Language
from packages_ui.labels.papers import Drawn
from packages_ui.messages import documents as messages
from packages_ui.messages.message import Message
from packages_ui.models import Document, Handover, Station
from packages_ui.seller_center.types import Address, Item
from packages_ui.services.documents.read_packages import Read
from packages_ui.services.errors import InvalidDocument
from packages_ui.services.goods import files
from packages_ui.services.goods.shown import goods_of
from packages_ui.services.packages.package_cache import carrier_of
from packages_ui.services.packages.snapshot import Snapshot

NAMELESS = "–"
MOST_PICTURES = 500  # on one paper


def pick_list(document: Document, read: Sequence[Read]) -> Drawn:
    """`read` is in the order of the labels."""
    packages = tuple(
        _in_slot(_picked(place, one, document), document.cart) for place, one in enumerate(read, start=1)
    )
    made = PickList(
        code=document.code,
        at=timezone.localtime(document.wanted_at),
        who=_who(document),
        packages=packages[::-1] if document.is_reversed else packages,
        is_reversed=document.is_reversed,
        goods=_goods(packages),
    )
    return draw_document(requests.DrawPickList(pick_list=made, **_options(document)))


def _in_slot(package: PickPackage, slots: int) -> PickPackage:
    """As services/documents/want.py has numbered the boxes."""
    if not slots:
        return package
    cart, slot = divmod(package.position - 1, slots)
    return replace(package, cart=cart + 1, slot=slot + 1)


def _goods(packages: Sequence[PickPackage]) -> dict[str, PickGoods]:
    """One statement, and one file for each picture."""
    found = goods_of(unit.product for package in packages for unit in package.units)
    pictured = [sku for sku, one in found.items() if one.picture][:MOST_PICTURES]
    pictures = {sku: files.load(found[sku].picture, "small") or b"" for sku in pictured}
    return {
        sku: PickGoods(name=one.name, look=one.look, shelf=one.shelf, picture=pictures.get(sku, b""))
        for sku, one in found.items()
    }


def packing_slips(document: Document, slips: Sequence[PackingSlip]) -> Drawn:
    """In the order given."""
    wanted = requests.DrawPackingSlips(
        slips=tuple(slips), with_prices=document.with_prices, **_options(document)
    )
    return draw_document(wanted)


def packing_slip(snapshot: Snapshot) -> PackingSlip:
    """One package as its recipient sees it, with the package's own discount and total."""
    package, address = snapshot.package, snapshot.package.shipping_address or Address()
    return PackingSlip(
        package_number=package.number,
        order_number=package.order_number or "",
        name=_joined(" ", address.first_name, address.last_name) or address.company_name or "",
        address_lines=_address_lines(address),
        carrier=carrier_of(package),
        units=tuple(_slip_lines(snapshot.items)),
        gift_note=(package.gift_box_note or "") if package.has_gift_box else "",
        currency=package.currency or "",
        discount=package.discount_amount,
        total=package.amount,
    )


def command_sheet(document: Document) -> Drawn:
    """With a card for each station."""
    desks = tuple(Desk(station.pk, station.name) for station in Station.objects.all())
    return draw_document(requests.DrawCommandSheet(desks=desks, **_options(document)))


def station_slip(document: Document) -> Drawn:
    """Raises InvalidDocument where the station is missing."""
    stations = Station.objects.select_related("label_printer", "document_printer")
    station = stations.filter(pk=document.about["station"]).first()
    if station is None:
        raise InvalidDocument(messages.NO_STATION())
    slip = StationSlip(
        desk=Desk(station.pk, station.name),
        label_printer=station.label_printer.name,
        document_printer=station.document_printer.name if station.document_printer else "",
    )
    return draw_document(requests.DrawStationSlip(slip=slip, **_options(document)))


def handover_list(document: Document) -> Drawn:
    """The boxes in the order of their scans. Raises InvalidDocument where the handover is missing."""
    found = Handover.objects.select_related("station", "user").filter(pk=document.about["handover"]).first()
    if found is None:
        raise InvalidDocument(messages.NO_HANDOVER())
    boxes = found.boxes.order_by("id").values_list("package_number", "tracking_number")
    made = HandoverList(
        code=document.code,
        company=found.carrier,
        at=timezone.localtime(found.closed_at or document.wanted_at),
        station=found.station.name if found.station else NAMELESS,
        who=found.user.get_full_name() or found.user.get_username() if found.user else NAMELESS,
        parcels=tuple(Parcel(package_number=number, tracking_number=code) for number, code in boxes),
    )
    return draw_document(requests.DrawHandoverList(handover=made, **_options(document)))


class Options(TypedDict):
    """The options that all documents have."""

    paper: Paper
    language: Language


def _options(document: Document) -> Options:
    return {"paper": Paper(document.paper), "language": Language(document.language)}


def _who(document: Document) -> str:
    user = document.user
    return (user.get_full_name() or user.get_username()) if user else NAMELESS


def _picked(place: int, read: Read, document: Document) -> PickPackage:
    if read.snapshot is None:
        return PickPackage(
            position=place, number=read.number, problem=_in_language_of(read.problem, document)
        )
    package, address = read.snapshot.package, read.snapshot.package.shipping_address or Address()
    counts = Counter(item.product or NAMELESS for item in read.snapshot.items)
    return PickPackage(
        position=place,
        number=package.number,
        order_number=package.order_number or "",
        carrier=carrier_of(package),
        units=tuple(Count(product=product, count=count) for product, count in sorted(counts.items())),
        has_gift=bool(package.has_gift_box),
        has_note=bool((package.notes or "").strip() or (address.notes or "").strip()),
        is_manual=bool(package.is_requires_manual_entry),
    )


def _in_language_of(problem: Message, document: Document) -> str:
    """In the language of the paper."""
    with translation.override(document.language):
        return str(problem)


def _slip_lines(items: Sequence[Item]) -> Iterator[SlipLine]:
    counts = Counter(item.product or NAMELESS for item in items)
    for product, count in sorted(counts.items()):
        amounts = [item.amount for item in items if (item.product or NAMELESS) == product]
        known = [amount for amount in amounts if amount is not None]
        amount = sum(known, Decimal(0)) if len(known) == count else None
        yield SlipLine(product=product, count=count, amount=amount)


def _address_lines(address: Address) -> tuple[str, ...]:
    """Without identity or tax numbers; the company's name only below a person's."""
    company = address.company_name if address.first_name or address.last_name else ""
    place = _joined(" / ", address.district, address.township, address.city)
    parts = (company, address.line, _joined(" ", address.postcode, place), address.country)
    return tuple(line for line in parts if line)


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)
