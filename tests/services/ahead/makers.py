"""Packages and their labels, made without Seller Center."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label
from packages_ui.seller_center.types import Address, Item, Package
from packages_ui.services.packages.package_cache import fingerprint
from packages_ui.services.packages.snapshot import Snapshot
from tests.services.batch_makers import label_of

NOON = datetime(2026, 1, 15, 12, 0, 0, 123456, tzinfo=UTC)


def package_of(number: str, **fields: Any) -> Package:
    """In Preparing."""
    given: dict[str, Any] = {"order_number": f"O-{number}", "status": 2, "amount": Decimal("10.50")}
    given |= {"shipping_address": Address(line="Sokak 1"), "updated_at": NOON}
    return Package(number=number, **{**given, **fields})


def snapshot_with(number: str, *products: str, **fields: Any) -> Snapshot:
    items = [Item(number=f"{number}-{place}", product=name) for place, name in enumerate(products, start=1)]
    return Snapshot(package_of(number, **fields), tuple(items))


def later(minutes: float = 1) -> datetime:
    return NOON + timedelta(minutes=minutes)


def label_for(package: Package, made_from: str | None = None, **fields: Any) -> Label:
    """A carrier's label, made from the package as it is."""
    label = label_of(package.number, b"^XA^XZ", LabelFormat.ZPL)
    fields["fingerprint"] = fingerprint(package) if made_from is None else made_from
    Label.objects.filter(pk=label.pk).update(**fields)
    label.refresh_from_db()
    return label
