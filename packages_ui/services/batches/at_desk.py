"""The label of the package that is open at a desk, requested in the transaction of its last scan."""

import json
from typing import Any

from django.db.models import Exists, F, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from backoffice.compiled import Compiled
from packages_ui.models import LabelBatch, Station, StoredPackage
from packages_ui.services.batches.ahead import Prefetched, good_labels
from packages_ui.services.batches.batch_create import PrintRequest, checked, identity, insert
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import Known
from packages_ui.services.printing.printed_before import printed


def create_at_once(request: PrintRequest) -> LabelBatch | None:
    """Its batch, with all that `create` reads before in one statement; for one package, at its station, in a
    transaction that holds ONE_AT_A_TIME: a second request at the same moment sees this batch. None where
    `create` has to decide: it was requested before, a good label is on paper, or the station has another
    printer now. Raises InvalidBatch."""
    (number,) = numbers = checked(request.packages)
    digest, key = identity(request, numbers)
    known = package_cache.seen_lately(numbers=numbers)
    station = _locked(request, number, key)
    if station is None:
        return None
    facts = vars(station)
    if number not in known and (stored := facts["stored"]):
        made_from, *codes, carrier = json.loads(stored).values()
        known = {number: Known(made_from, tuple(filter(None, codes)), carrier)}
    ahead = _ahead(number, known, facts["ahead"])
    return insert(request, key=key, digest=digest, numbers=numbers, packages=known, ahead=ahead)


def _locked(request: PrintRequest, number: str, key: str) -> Station | None:
    """Its station and that one's printer, locked as all do: the printer first. None as above."""
    if request.station is None or request.printer is None:
        return None
    station: Station | None = next(
        iter(FACTS.objects(station=request.station.pk, number=number, key=key)), None
    )
    if station is None or station.label_printer_id != request.printer.pk:
        return None
    return None if vars(station)["has_batch"] or vars(station)["is_printed"] else station


def _ahead(number: str, known: dict[str, Known], text: str | None) -> Prefetched:
    if not text:
        return {}
    found: dict[str, Any] = json.loads(text)
    fits = number not in known or known[number].fingerprint == found["fingerprint"]
    return {number: found} if fits else {}


def _facts(*, station: int, number: str, key: str) -> QuerySet[Station]:
    rows = Station.objects.filter(pk=station).order_by().select_related("label_printer")
    stored = StoredPackage.objects.filter(number=number).order_by()
    ahead = good_labels().filter(package_number=number).order_by("-made_at", "-id")
    label = JSONObject(label_id=F("pk"), fingerprint="fingerprint")
    known = JSONObject(a="fingerprint", b="tracking_number", c="waybill_number", d="carrier")
    return rows.select_for_update(no_key=True, of=("label_printer", "self")).annotate(
        has_batch=Exists(LabelBatch.objects.filter(key=key)),
        is_printed=Exists(printed().filter(package_number=number)),
        stored=Subquery(stored.values(text=Cast(known, TextField()))[:1]),
        ahead=Subquery(ahead.values(text=Cast(label, TextField()))[:1]),
    )


FACTS = Compiled(_facts)
