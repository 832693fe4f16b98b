"""What a scan of an open package depends on, and its units: one statement, which locks the package too."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Expression, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from backoffice.compiled import SEPARATOR, Compiled, Joined, rows_as_text, rows_of_text
from packages_ui.models import Packing, PackingUnit, PrintJob, ProductBarcode, Scan, StoredPackage
from packages_ui.services.barcodes.codes import MOST_READINGS, plain
from packages_ui.services.barcodes.products import LONGEST
from packages_ui.services.marks.stops import UNSENT
from packages_ui.services.mirror.at_desk import WHOLE
from packages_ui.services.packing.desk import Desk, open_at
from packages_ui.services.packing.job import job_in, job_of_text
from packages_ui.services.packing.stopped import Stop, stop_of_packing
from packages_ui.services.printing.stations import PRINTERS

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


def open_with_facts(desk: Desk, *, texts: Sequence[str], key: str) -> tuple[Packing, Facts] | None:
    """What is open here, locked for writing, with its station: within a transaction. Whoever changes what a
    scan depends on changes the packing's `touched_at`: where that is another one than when the statement
    began, another tab was waited for, and the facts are read again."""
    here = {"user_id": desk.user_id, "station_id": desk.station.pk}
    packing: Packing | None = next(iter(OPEN.objects(**here, key=key, **_codes(texts))), None)
    if packing is None:
        return None
    found = vars(packing)
    touched_at, *values = [found.pop(name) for name in (AS_IT_BEGAN, *PARTS)]
    if touched_at != packing.touched_at:
        return packing, facts_of(packing, texts=texts, key=key)
    return packing, _facts(values, texts)


def facts_of(packing: Packing, *, texts: Sequence[str], key: str = "") -> Facts:
    """Call it after locking: it must include what another tab of this station has just counted."""
    return _facts(FACTS.rows(pk=packing.pk, key=key, **_codes(texts))[0], texts)


def _codes(texts: Sequence[str]) -> dict[str, str]:
    codes = [plain(text)[:LONGEST] for text in texts[:MOST_READINGS]]
    return dict(zip(NAMES, codes + [""] * (len(NAMES) - len(codes)), strict=True))


def _facts(found: Sequence[Any], texts: Sequence[str]) -> Facts:
    """From the PARTS."""
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


AS_IT_BEGAN = "as_it_began"
PARTS = ("sent", "is_newer", "last", "taught", "stop_json", "units_json", "is_unsent", "job_json")


def _parts(key: str, codes: Sequence[str]) -> dict[str, Expression | Exists | Subquery]:
    sent = Scan.objects.filter(key=key).values("outcome")
    newer = StoredPackage.objects.filter(WHOLE, number=OuterRef("package_number"))
    newer = newer.filter(updated_at__gt=OuterRef("seen_at")).order_by()
    last = Scan.objects.filter(packing=OuterRef("pk")).exclude(outcome="").order_by("-id")
    scanned = Cast(JSONObject(text="text", clock="clock", outcome="outcome"), TextField())
    taught = ProductBarcode.objects.filter(barcode__in=codes).order_by()
    found = (
        Subquery(sent[:1]),
        Exists(newer),
        Subquery(last.values(as_json=scanned)[:1]),
        Subquery(taught.values(products=Joined("product"))),
        stop_of_packing(),
        Subquery(rows_as_text(PackingUnit.objects.filter(packing=OuterRef("pk")))),
        Exists(PrintJob.objects.filter(package_number=OuterRef("package_number"), state__in=UNSENT)),
        job_in(),
    )
    return dict(zip(PARTS, found, strict=True))


def _of_one(*, pk: int, key: str, **codes: str) -> QuerySet[Packing, Any]:
    return Packing.objects.filter(pk=pk).values_list(*_parts(key, list(codes.values())).values())


def _open(*, user_id: int, station_id: int, key: str, **codes: str) -> QuerySet[Packing]:
    began = Packing.objects.filter(pk=OuterRef("pk")).order_by().values("touched_at")
    rows = open_at(user_id=user_id, station_id=station_id).select_for_update(of=("self",))
    rows = rows.select_related(*(f"station__{printer}" for printer in PRINTERS))
    return rows.annotate(**{AS_IT_BEGAN: Subquery(began)}, **_parts(key, list(codes.values())))


FACTS, OPEN = Compiled(_of_one), Compiled(_open)
