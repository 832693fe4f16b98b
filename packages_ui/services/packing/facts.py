"""What a scan of an open package depends on, and its units: one statement, once the package is locked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from backoffice.compiled import SEPARATOR, Compiled, Joined, rows_as_text, rows_of_text
from packages_ui.models import Packing, PackingUnit, PrintJob, ProductBarcode, Scan, StoredPackage
from packages_ui.services.barcodes.codes import MOST_READINGS, plain
from packages_ui.services.barcodes.products import LONGEST
from packages_ui.services.marks.stops import UNSENT
from packages_ui.services.mirror.at_desk import WHOLE
from packages_ui.services.packing.job import job_in, job_of_text
from packages_ui.services.packing.stopped import Stop, stop_of_packing

NAMES = "abcdefghijkl"


@dataclass(frozen=True, slots=True)
class Last:
    """The scan before this one. `clock` is the page's, in milliseconds."""

    text: str
    clock: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`outcome` of an earlier scan with this key; empty where that was not finished. `is_newer`: the package
    has changed at Seller Center since it was opened. `products`: product codes that the texts may mean,
    normalised. `stop`: what stops the package, if anything does. `units`: all, in their order. `is_unsent`:
    a label of it was not sent to a printer yet. `job`: as `job_of` finds it, once all units are counted."""

    outcome: str | None
    is_newer: bool
    last: Last | None
    products: frozenset[str]
    stop: Stop | None = None
    units: list[PackingUnit]
    is_unsent: bool = True
    job: PrintJob | None = None


def facts_of(packing: Packing, *, texts: Sequence[str], key: str = "") -> Facts:
    """Call it after locking: it must include what another tab of this station has just counted."""
    codes = [plain(text)[:LONGEST] for text in texts[:MOST_READINGS]]
    values = dict(zip(NAMES, codes + [""] * (len(NAMES) - len(codes)), strict=True))
    found = FACTS.rows(pk=packing.pk, key=key, **values)[0]
    outcome, is_newer, last, taught, stop, units, is_unsent, job = found
    products = {*map(plain, texts), *map(plain, taught.split(SEPARATOR) if taught else ())}
    return Facts(
        outcome=outcome,
        is_newer=bool(is_newer),
        last=Last(**json.loads(last)) if last else None,
        products=frozenset(products - {""}),
        stop=Stop(**json.loads(stop)) if stop else None,
        is_unsent=bool(is_unsent),
        job=job_of_text(job),
        units=sorted(rows_of_text(PackingUnit, units), key=lambda unit: unit.position),
    )


def _facts(*, pk: int, key: str, **codes: str) -> QuerySet[Packing, Any]:
    sent = Scan.objects.filter(key=key).values("outcome")
    newer = StoredPackage.objects.filter(WHOLE, number=OuterRef("package_number"))
    newer = newer.filter(updated_at__gt=OuterRef("seen_at")).order_by()
    last = Scan.objects.filter(packing=OuterRef("pk")).exclude(outcome="").order_by("-id")
    scanned = Cast(JSONObject(text="text", clock="clock", outcome="outcome"), TextField())
    taught = ProductBarcode.objects.filter(barcode__in=list(codes.values())).order_by()
    return Packing.objects.filter(pk=pk).values_list(
        Subquery(sent[:1]),
        Exists(newer),
        Subquery(last.values(as_json=scanned)[:1]),
        Subquery(taught.values(products=Joined("product"))),
        stop_of_packing(),
        Subquery(rows_as_text(PackingUnit.objects.filter(packing=OuterRef("pk")))),
        Exists(PrintJob.objects.filter(package_number=OuterRef("package_number"), state__in=UNSENT)),
        job_in(),
    )


FACTS = Compiled(_facts)
