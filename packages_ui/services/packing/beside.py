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


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`goods`: what is known of its products, by their codes."""

    goods: Mapping[str, Goods] = field(default_factory=dict)


def beside_of(packing: Packing) -> Beside:
    """Of an open package."""
    found = BESIDE.rows(pk=packing.pk)
    (products,) = found[0] if found else ("",)
    return Beside(goods={sku: goods(told) for sku, *told in map(_told, _parts(products))})


def _told(text: str) -> list[str]:
    told = json.loads(text)
    return [told[name] for name in COLUMNS]


def _parts(joined: str | None) -> list[str]:
    return joined.split(SEPARATOR) if joined else []


def _beside(*, pk: int) -> QuerySet[Packing, Any]:
    units = PackingUnit.objects.filter(packing=OuterRef(OuterRef("pk"))).values("product")
    products = known().filter(sku__in=units)
    return Packing.objects.filter(pk=pk).values_list(Subquery(_joined(products, *COLUMNS)))


def _joined(rows: QuerySet[Any, Any], *columns: str) -> QuerySet[Any, Any]:
    told = JSONObject(**{name: name for name in columns})
    return rows.values(joined=Joined(Cast(told, TextField())))


BESIDE = Compiled(_beside)
