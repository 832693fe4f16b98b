"""Invoices fetched ahead, as labels are: of the oldest packages in Preparing, before anybody opens one, where
a station prints invoices. They come after those that somebody waits for, a few at once, and a host in
trouble is left alone for a while."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from packages_ui.models import Invoice, Station, StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services.batches.fetch_pause import document_waits, wait_for_people
from packages_ui.services.invoices.address import address_in, digest_of

CHECKED, CHECK_SECONDS = "invoices:ahead", 30
SEEN_SECONDS = 600
REST = timedelta(minutes=1)  # for a host that does not answer, or limits requests


def want_ahead() -> None:
    """Request those that are named and not requested yet, and those whose address is another one now; not
    more often than every CHECK_SECONDS. With SHELF_IN_FLIGHT 0 nothing is fetched ahead."""
    if not settings.SHELF_IN_FLIGHT or not cache.add(CHECKED, 1, CHECK_SECONDS):
        return
    if not Station.objects.exclude(invoices=Station.Invoices.NEVER).exists():
        return
    now, fresh, oldest = timezone.now(), {}, _oldest()
    for number, digest, row in _named(_unseen(oldest)):
        if row is None:
            fresh[number] = digest
        elif row.is_ahead and row.url_digest != digest:
            _refetch(row, digest)
    fields = {"wanted_at": now, "due_at": now, "is_ahead": True}
    rows = [Invoice(package_number=number, url_digest=digest, **fields) for number, digest in fresh.items()]
    Invoice.objects.bulk_create(rows, ignore_conflicts=True)
    cache.set(_seen(), oldest, SEEN_SECONDS)


def _refetch(row: Invoice, digest: str) -> None:
    """From its other address, unless somebody waits for it by now."""
    now, ahead = timezone.now(), Invoice.objects.filter(pk=row.pk, is_ahead=True)
    fresh = {"state": Invoice.State.WANTED, "tries": 0, "wanted_at": now, "due_at": now, "reason": ""}
    ahead.filter(printer=None, slip=None).update(**fresh, url_digest=digest)


def may_fetch_ahead(*, until: float) -> bool:
    """Not while somebody waits for labels or a document."""
    return not document_waits() and wait_for_people(until=until)


def of_others(rows: Iterable[Invoice]) -> list[Invoice]:
    """Those to be fetched now: all that somebody waits for, else a few of the others."""
    found = list(rows)
    awaited = [row for row in found if not row.is_ahead]
    return awaited or found[: settings.SHELF_IN_FLIGHT]


def rest(address: str) -> None:
    """Its host is in trouble."""
    cache.set(_key(address), 1, REST.total_seconds())


def rests(address: str) -> bool:
    return cache.get(_key(address)) is not None


def postpone(row: Invoice) -> None:
    """Until its host has rested, unless somebody waits for it by now."""
    Invoice.objects.filter(pk=row.pk, is_ahead=True).update(due_at=timezone.now() + REST)


def _oldest() -> dict[str, float]:
    """When each of the oldest packages was read last, by its key; as JSON keeps it."""
    oldest = StoredPackage.objects.filter(status=PackageStatus.PREPARING).order_by("placed_at", "id")
    rows = oldest.values_list("pk", "read_at")[: settings.SHELF_MOST]
    return {str(pk): read_at.timestamp() for pk, read_at in rows}


def _unseen(oldest: Mapping[str, float]) -> list[int]:
    """Those that were read since the last check; the contents of the others are unchanged."""
    seen = cache.get(_seen()) or {}
    return [int(pk) for pk, read_at in oldest.items() if seen.get(pk) != read_at]


def _named(packages: Sequence[int]) -> Iterator[tuple[str, str, Invoice | None]]:
    """Number, digest of the address, and row of those of the packages that have an address."""
    if not packages:
        return
    row = Invoice.objects.filter(package_number=OuterRef("number")).order_by().values("pk")[:1]
    found = StoredPackage.objects.filter(pk__in=packages).order_by("placed_at", "id")
    stored = list(found.annotate(invoice=Subquery(row)).values_list("number", "content", "invoice"))
    rows = Invoice.objects.in_bulk([pk for _, _, pk in stored if pk])
    for number, content, pk in stored:
        if address := address_in(content):
            yield number, digest_of(address), rows.get(pk)


def _seen() -> str:
    """Another one every SEEN_SECONDS: then all are checked, whatever became of their rows."""
    return f"{CHECKED}:seen:{int(timezone.now().timestamp()) // SEEN_SECONDS}"


def _key(address: str) -> str:
    return f"invoices:rest:{(urlsplit(address).hostname or '')[:100]}"
