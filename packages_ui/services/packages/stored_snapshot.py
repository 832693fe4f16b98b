"""A package out of the copy: to be packed, and to be shown while Seller Center does not return it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from backoffice.compiled import SEPARATOR, Compiled, Joined
from packages_ui.models import StoredItem, StoredPackage
from packages_ui.models.stored_package import UNKNOWN
from packages_ui.seller_center.types import Item, Package
from packages_ui.services.mirror.at_desk import WHOLE
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.mirror.stored import item_of, package_of
from packages_ui.services.packages.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSnapshot:
    """As it was read last, at `read_at`. `fingerprints` are of the whole package, with what is not stored of
    it. `has_items`: whether what is in it was ever read; `items_at` is the package's `updated_at` of then;
    `is_complete`: it has not changed since."""

    snapshot: Snapshot
    read_at: datetime
    fingerprints: tuple[str, str]
    has_items: bool
    items_at: datetime | None
    is_complete: bool


def is_stored(*, number: str) -> bool:
    return StoredPackage.objects.filter(number=number).exists()


def stored_snapshot(*, number: str) -> StoredSnapshot | None:
    """None where it is not stored."""
    row = StoredPackage.objects.filter(number=number).first()
    if row is None:
        return None
    items = tuple(item_of(item) for item in row.items.order_by("position"))
    return StoredSnapshot(
        snapshot=Snapshot(package_of(row), items),
        read_at=row.read_at,
        fingerprints=(row.fingerprint, row.bare_fingerprint),
        has_items=row.items_count != UNKNOWN,
        items_at=row.items_at,
        is_complete=row.items_count != UNKNOWN and row.items_at == row.updated_at,
    )


def snapshot_of(*, number: str) -> Snapshot | None:
    """The package and its items as they were last read; None where it is not in Preparing, may have changed
    since, or is of somebody who must not be kept: then it is read from Seller Center. Identity and tax
    numbers are left out: its fingerprint is that of its row."""
    return next(iter(_decoded(OF_ONE.rows(number=number)).values()), None)


def snapshots_of(*, numbers: Sequence[str]) -> dict[str, Snapshot]:
    """The same of many, by number; those that `snapshot_of` has none of are left out."""
    return _decoded(_whole(StoredPackage.objects.filter(number__in=numbers)))


def newer_snapshot_of(*, number: str, seen: datetime) -> Snapshot | None:
    """The same, where it has changed since."""
    return next(iter(_decoded(NEWER.rows(number=number, seen=seen)).values()), None)


def keep_read(*, snapshot: Snapshot) -> None:
    """It was read just now, whole: it goes to the copy."""
    number = snapshot.package.number
    keep_with_items(snapshots={number: (snapshot.package, snapshot.items)})


def items_text() -> Subquery:
    """What is in a stored package, in one text that `decoded` reads."""
    amount = Cast("amount", TextField())
    names = ("number", "status", "product", "has_reservation", "position")
    fields = JSONObject(**{name: name for name in names}, amount=amount)
    rows = StoredItem.objects.filter(package=OuterRef("pk")).order_by()
    return Subquery(rows.values(joined=Joined(Cast(fields, TextField()))))


def decoded(content: str, items: str | None) -> Snapshot | None:
    """None for a package from before its form was what it is now."""
    try:
        package = msgspec.json.decode(content, type=Package)
    except msgspec.ValidationError:
        return None
    found = [json.loads(part) for part in items.split(SEPARATOR)] if items else []
    return Snapshot(package, tuple(map(_item, sorted(found, key=lambda row: row["position"]))))


def _whole(rows: QuerySet[StoredPackage]) -> QuerySet[StoredPackage, Any]:
    return rows.filter(WHOLE).order_by().values_list("number", "content", items_text())


OF_ONE = Compiled(lambda *, number: _whole(StoredPackage.objects.filter(number=number)))
NEWER = Compiled(
    lambda *, number, seen: _whole(StoredPackage.objects.filter(number=number, updated_at__gt=seen))
)


def _decoded(rows: "Sequence[tuple[Any, ...]] | QuerySet[StoredPackage, Any]") -> dict[str, Snapshot]:
    return {number: snapshot for number, content, items in rows if (snapshot := decoded(content, items))}


def _item(row: dict[str, Any]) -> Item:
    amount = row["amount"]
    return Item(
        number=row["number"],
        status=row["status"],
        product=row["product"] or None,
        amount=None if amount is None else Decimal(amount),
        has_reservation=bool(row["has_reservation"]),
    )
