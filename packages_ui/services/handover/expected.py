"""What a driver should take: packages that are Ready to Ship, or packed here, by shipping company; and which
of them would stay behind, and where they are. By our own rows: a driver does not wait for Seller Center."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from packages_ui.messages import handover as messages
from packages_ui.messages.message import Message
from packages_ui.models import Handover, HandoverBox, Packing, StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.packages.rows import status_name

MOST_NAMED = 50
MOST_KEPT = 500  # numbers that a closed handover remembers
COUNTS_AS_GONE = timedelta(days=1)  # after that a package that is Ready to Ship has come back
HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP)
State = Packing.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A package that was not scanned. `where` is what our packing knows of it."""

    number: str
    customer: str
    city: str
    where: Message


def still_here() -> dict[str, int]:
    """How many packages that are on no list each company should take; by its name, none under that of
    `No shipping company`."""
    counts = _unscanned().order_by().values_list("carrier").annotate(count=Count("pk"))
    return {carrier or messages.NO_COMPANY.one: count for carrier, count in counts}


def behind(*, carrier: str) -> tuple[Behind, ...]:
    """Those that the company should take and that are on no list, those that are to be found here first;
    MOST_NAMED at most."""
    rows = _of(carrier).order_by("placed_at", "id")
    return _named(list(rows.only("number", "customer", "city", "status")[:MOST_NAMED]))


def numbers_behind(*, carrier: str) -> tuple[int, list[str]]:
    """How many, and the first of their numbers, to be kept with a handover that is closed now."""
    numbers = list(_of(carrier).order_by("placed_at", "id").values_list("number", flat=True)[:MOST_KEPT])
    return (len(numbers) if len(numbers) < MOST_KEPT else _of(carrier).count()), numbers


def stayed_behind(*, handover: Handover) -> tuple[Behind, ...]:
    """Those that a closed handover left, and where they are by now; MOST_NAMED at most."""
    numbers: Sequence[str] = handover.behind[:MOST_NAMED]
    rows = StoredPackage.objects.filter(number__in=numbers).only("number", "customer", "city", "status")
    stored = {row.number: row for row in rows}
    return _named([stored[number] for number in numbers if number in stored])


def _of(carrier: str) -> QuerySet[StoredPackage]:
    name = "" if carrier == messages.NO_COMPANY.one else carrier
    return _unscanned().filter(carrier=name)


def _unscanned() -> QuerySet[StoredPackage]:
    """A package that is packed here is waited for although Seller Center does not have its status yet."""
    since = timezone.now() - COUNTS_AS_GONE
    boxes = HandoverBox.objects.filter(package_number=OuterRef("number"))
    boxes = boxes.filter(Q(handover__closed_at=None) | Q(handover__closed_at__gte=since))
    packed = Packing.objects.filter(package_number=OuterRef("number"), state=State.PACKED)
    due = Q(status=PackageStatus.READY_TO_SHIP) | Q(status=PackageStatus.PREPARING) & Q(Exists(packed))
    return StoredPackage.objects.filter(due, ~Exists(boxes), status__in=HERE)


def _named(rows: Iterable[StoredPackage]) -> tuple[Behind, ...]:
    found = list(rows)
    packings = Packing.objects.filter(package_number__in=[row.number for row in found])
    packings = packings.exclude(state=State.DROPPED).select_related("station").order_by("id")
    last = {packing.package_number: packing for packing in packings}
    named = [
        Behind(
            number=row.number, customer=row.customer, city=row.city, where=_where(row, last.get(row.number))
        )
        for row in found
    ]
    return tuple(sorted(named, key=lambda one: one.where.says(messages.NEVER_PACKED)))


def _where(row: StoredPackage, packing: Packing | None) -> Message:
    if row.status not in HERE:
        return messages.IS_NOW(status=status_name(row.status))
    if packing is None:
        return messages.NEVER_PACKED()
    station = packing.station.name if packing.station else messages.A_STATION()
    if packing.state == State.PACKED and packing.packed_at:
        return messages.PACKED_AT(station=station, at=packing.packed_at)
    aside = packing.state == State.PARKED
    return (messages.ASIDE_AT if aside else messages.PACKING_AT)(station=station)
