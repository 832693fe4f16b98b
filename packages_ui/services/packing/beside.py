"""What stands beside the open package on its desk: one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from backoffice.compiled import SEPARATOR, Compiled, Joined
from packages_ui.models import Packing, PackingUnit
from packages_ui.services.goods.shown import COLUMNS, Goods, goods, known
from packages_ui.services.packages import boxes as orders
from packages_ui.services.packages.boxes import Boxes, boxes


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`goods`: what is known of its products, by their codes. `boxes`: None where it is its order's only
    one."""

    goods: Mapping[str, Goods] = field(default_factory=dict)
    boxes: Boxes | None = None


def beside_of(packing: Packing) -> Beside:
    """Of an open package."""
    found = BESIDE.rows(pk=packing.pk)
    if not found:
        return Beside()
    products, others = map(_told, found[0])
    return Beside(
        goods={told["sku"]: goods(told[name] for name in COLUMNS[1:]) for told in products},
        boxes=boxes(packing.package_number, others),
    )


def _told(joined: str | None) -> list[dict[str, Any]]:
    return [json.loads(part) for part in joined.split(SEPARATOR)] if joined else []


def _beside(*, pk: int) -> QuerySet[Packing, Any]:
    units = PackingUnit.objects.filter(packing=OuterRef(OuterRef("pk"))).values("product")
    others = orders.of_order(OuterRef("order_number"))
    return Packing.objects.filter(pk=pk).values_list(
        Subquery(_joined(known().filter(sku__in=units), COLUMNS)),
        Subquery(_joined(others, orders.COLUMNS)),
    )


def _joined(rows: QuerySet[Any, Any], columns: tuple[str, ...]) -> QuerySet[Any, Any]:
    told = JSONObject(**{name: name for name in columns})
    return rows.values(joined=Joined(Cast(told, TextField())))


BESIDE = Compiled(_beside)
