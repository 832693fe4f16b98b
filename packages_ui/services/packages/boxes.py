"""The boxes of one order, from the copy: which of how many a package is, where the others are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message, joined
from packages_ui.models import HandoverBox, Packing, StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.packages.rows import status_name

State = Packing.State
COLUMNS = ("number", "status", "packing_state", "station_name", "is_listed")
MOST_SHOWN = 8
HERE = (PackageStatus.PREPARING, PackageStatus.READY_TO_SHIP, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherBox:
    """Another package of the order, and where it is."""

    number: str
    where: Message

    @property
    def sentence(self) -> Message:
        return words.BOX_ELSEWHERE(number=self.number, where=self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """A package is number `position` of `total`. `others` are the first MOST_SHOWN."""

    position: int
    total: int
    others: tuple[OtherBox, ...]

    @property
    def sentence(self) -> Message:
        return words.BOX_OF(position=self.position, total=self.total)

    @property
    def whole(self) -> Message:
        """The same, with where the others are."""
        return self.sentence + joined(box.sentence for box in self.others)


def boxes_of(*, number: str, order_number: str) -> Boxes | None:
    """None where the order has no other package; one statement."""
    if not order_number:
        return None
    rows = of_order(order_number[:64]).values(*COLUMNS)
    return boxes(number, list(rows[: MOST_SHOWN * 10]))


def of_order(order: str | Combinable) -> QuerySet[StoredPackage]:
    """Its packages with COLUMNS."""
    packings = Packing.objects.filter(package_number=OuterRef("number")).exclude(state=State.DROPPED)
    last = packings.order_by("-pk")
    listed = HandoverBox.objects.filter(package_number=OuterRef("number"))
    return (
        StoredPackage.objects.filter(order_number=order)
        .exclude(order_number="")
        .order_by()
        .annotate(
            packing_state=Subquery(last.values("state")[:1]),
            station_name=Subquery(last.values("station__name")[:1]),
            is_listed=Exists(listed),
        )
    )


def boxes(number: str, rows: Iterable[Mapping[str, Any]]) -> Boxes | None:
    """From rows of COLUMNS, in any order: by number, which grows with each split."""
    found = {str(row["number"]): row for row in rows}
    numbers = sorted({number, *found}, key=lambda one: (len(one), one))
    if len(numbers) < 2:
        return None
    others = [OtherBox(number=one, where=_where(found[one])) for one in numbers if one != number]
    return Boxes(position=numbers.index(number) + 1, total=len(numbers), others=tuple(others[:MOST_SHOWN]))


def _where(row: Mapping[str, Any]) -> Message:
    station, state = row["station_name"] or "", row["packing_state"]
    if row["status"] not in HERE:
        return status_name(row["status"])
    if row["is_listed"]:
        return words.BOX_ON_LIST()
    if state == State.OPEN and station:
        return words.BOX_OPEN_AT(station=station)
    if state in Packing.LIVE:
        return words.BOX_SET_ASIDE()
    if state == State.PACKED:
        return words.BOX_PACKED_AT(station=station) if station else words.BOX_PACKED()
    return words.BOX_NOT_PACKED() if row["status"] == PackageStatus.PREPARING else status_name(row["status"])
