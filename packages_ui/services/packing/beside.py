"""What stands beside the open package on its desk: one statement, or a part of another."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from backoffice.compiled import SEPARATOR, Compiled, Joined
from packages_ui.messages.message import Message
from packages_ui.models import CartSlot, PackageMark, PackageTag, Packing, PackingUnit, PrintJob
from packages_ui.services.goods.shown import COLUMNS, Goods, goods, known_products
from packages_ui.services.marks.own import NONE, Own, tags_in
from packages_ui.services.packages import boxes as orders
from packages_ui.services.packages.boxes import Boxes, boxes
from packages_ui.services.packing.choices import slot_named
from packages_ui.services.packing.job import job_in, job_of_text

MARKS = ("note", "person__username", "station__name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`goods`: what is known of its products, by their codes. `boxes`: None where it is its order's only
    one. `slot`: its box on a cart, empty for none. `own`: what people wrote on it.
    `job`: of its label, as `job_of` finds it, once all units are counted."""

    goods: Mapping[str, Goods] = field(default_factory=dict)
    boxes: Boxes | None = None
    slot: Message | str = ""
    own: Own = NONE
    job: PrintJob | None = None


def beside_of(packing: Packing, text: str | None = None) -> Beside:
    """Of an open package. `text`: what `beside_in` selected."""
    found = json.loads(text) if text else None
    if found is None or found["pk"] != packing.pk:
        rows = BESIDE.rows(pk=packing.pk)
        if not rows:
            return Beside()
        found = json.loads(rows[0][0])
    products, others, slots, marks = (_rows(found[name]) for name in ("goods", "boxes", "slots", "marks"))
    return Beside(
        goods={row["sku"]: goods(row[name] for name in COLUMNS[1:]) for row in products},
        boxes=boxes(packing.package_number, others),
        slot=slot_named(slots[0]["cart"], slots[0]["slot"]) if slots else "",
        own=_own(marks[0], found["tags"]) if marks else NONE,
        job=job_of_text(found["job"]),
    )


def _own(row: dict[str, Any], tags: str | None) -> Own:
    assignee = row["person__username"] or row["station__name"] or ""
    return Own(note=row["note"], tags=tags_in(tags), assignee=assignee)


def _rows(joined: str | None) -> list[dict[str, Any]]:
    return [json.loads(part) for part in joined.split(SEPARATOR)] if joined else []


def beside_in(packings: QuerySet[Packing]) -> QuerySet[Packing, Any]:
    """The same as JSON, for a statement about something else."""
    units = PackingUnit.objects.filter(packing=OuterRef(OuterRef("pk"))).values("product")
    others = orders.of_order(OuterRef("order_number"))
    newest = CartSlot.objects.filter(package_number=OuterRef(OuterRef("package_number"))).order_by("-pk")
    slots = CartSlot.objects.filter(pk=Subquery(newest.values("pk")[:1])).order_by()
    marks = PackageMark.objects.filter(number=OuterRef("package_number"))
    tags = PackageTag.objects.filter(mark__number=OuterRef("package_number"))
    fields = JSONObject(
        pk="pk",
        goods=Subquery(_joined(known_products().filter(sku__in=units), COLUMNS)),
        boxes=Subquery(_joined(others, orders.COLUMNS)),
        slots=Subquery(_joined(slots, ("cart", "slot"))),
        marks=Subquery(_joined(marks.order_by(), MARKS)),
        tags=Subquery(tags.order_by().values(joined=Joined("tag"))),
        job=job_in(),
    )
    return packings.order_by().values_list(Cast(fields, TextField()))


def _joined(rows: QuerySet[Any, Any], columns: tuple[str, ...]) -> QuerySet[Any, Any]:
    fields = JSONObject(**{name: name for name in columns})
    return rows.values(joined=Joined(Cast(fields, TextField())))


BESIDE = Compiled(lambda *, pk: beside_in(Packing.objects.filter(pk=pk)))
