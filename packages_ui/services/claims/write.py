"""Which packages open cancel claims stop, written down; those of closed ones go on."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from packages_ui.models import PackageStop, PackingUnit, StoredItem, StoredPackage
from packages_ui.seller_center.claims import Claim
from packages_ui.services.marks import stops
from packages_ui.services.mirror.stored import LIVE

CANCEL = PackageStop.Kind.CANCEL
Key = tuple[str, str, str]  # number, claim, item


def write(*, claims: Collection[Claim], started_at: datetime, missing_before: datetime) -> bool:
    """Stop the packages of `claims`, which are open. What was last seen before `missing_before` and is not
    among them is let go. Whether labels that were set aside continue."""
    found = dict(_stops(claims))
    now = {"at": started_at, "seen_at": started_at}
    rows = [
        PackageStop(kind=CANCEL, number=number, claim=claim, item=item, because=reason, **now)
        for (number, claim, item), reason in sorted(found.items())
    ]
    with transaction.atomic():
        PackageStop.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["number", "kind", "claim", "item"],
            update_fields=["seen_at", "because"],
        )
        stops.set_aside(numbers=sorted({key[0] for key in found if key[0]}))
        old = PackageStop.objects.filter(kind=CANCEL).exclude(seen_at=started_at)
        old = old.filter(Q(seen_at=None) | Q(seen_at__lte=missing_before) | Q(number=""))
        gone = set(old.values_list("number", flat=True))
        old.delete()
        return bool(stops.let_go(numbers=sorted(gone - {""})))


def _stops(claims: Iterable[Claim]) -> Iterator[tuple[Key, str]]:
    wanted = list(claims)
    packages = _packages_of([item for claim in wanted for item, _ in claim.items])
    orders = _packages_of_orders([claim.order for claim in wanted if not claim.items and not claim.package])
    for claim in wanted:
        for item, package in claim.items:
            number = packages.get(item) or package or claim.package
            yield _key(number, claim, item), claim.reason
        if not claim.items:
            for number in [claim.package] if claim.package else orders.get(claim.order, [""]):
                yield _key(number, claim, ""), claim.reason


def _key(number: str, claim: Claim, item: str) -> Key:
    return number[:64], claim.id[:64], item[:64]


def _packages_of(items: Collection[str]) -> dict[str, str]:
    """The package of each item as our rows know it: it may have moved since the claim was made."""
    places = (
        PackingUnit.objects.filter(number__in=items).values_list("number", "packing__package_number"),
        StoredItem.objects.filter(number__in=items).values_list("number", "package__number"),
    )
    return {item: number for rows in places if items for item, number in rows.order_by()}


def _packages_of_orders(orders: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = StoredPackage.objects.filter(
        order_number__in=[order for order in orders if order], status__in=LIVE
    )
    for order, number in rows.values_list("order_number", "number"):
        found.setdefault(order, []).append(number)
    return found
