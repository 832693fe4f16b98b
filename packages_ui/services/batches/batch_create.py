"""Make a batch of cargo labels: once for each request, in the requested order, for a printer or for the
browser, with the prefetched labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages import batches as messages
from packages_ui.models import Act, LabelBatch, Printer, PrintJob, Station
from packages_ui.seller_center import page
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services import audit, bulk
from packages_ui.services.barcodes import package_codes
from packages_ui.services.batches.ahead import Prefetched, labels_ahead
from packages_ui.services.client import seller_center
from packages_ui.services.errors import AlreadyPrinted, InvalidBatch
from packages_ui.services.locks import lock_name, locked_printer, locked_station
from packages_ui.services.marks import stops
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import Known
from packages_ui.services.printing.printed_before import ONE_AT_A_TIME, printed_before

MOST_PACKAGES = 5000
SAME_LIST_SECONDS = 120
MATCHING_SECONDS = 20.0  # for a page that requests so many packages
Slips = LabelBatch.Slips
Kind = package_codes.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRequest:
    """What a person wants printed. `key` belongs to the requesting page. Without a `printer` it is for the
    browser. `again`: although the same list was requested just now. `because`: why labels that are printed
    already are printed again; `only_new` leaves those out instead. `from_desk`: for the package that is open
    at a packing station. `noted`: codes that were just saved as those of its package. `order` is
    how `packages` were put in order."""

    user_id: int
    key: str
    packages: Sequence[str]
    name: str = ""
    again: bool = False
    station: Station | None = None
    printer: Printer | None = None
    slips: str = Slips.NONE
    order: str = LabelBatch.Order.TICKED
    because: str = ""
    only_new: bool = False
    from_desk: bool = False
    noted: frozenset[str] = frozenset()


def create(request: PrintRequest) -> tuple[LabelBatch, bool]:
    """The batch for the packages, in that order, and whether it was made now.

    The same `key` with the same list, or the same list by the same person at the same station for the same
    printer within two minutes (unless `again`), finds the batch that there is. Raises InvalidBatch,
    AlreadyPrinted (nothing was made).
    """
    numbers = checked(request.packages)
    digest, key = identity(request, numbers)
    packages = package_cache.of(numbers=numbers)
    held = {} if request.from_desk else stops.stops_of(numbers=numbers)  # a desk has just checked
    if len(held) == len(numbers):
        raise InvalidBatch(stops.refusal_of(held[numbers[0]]))
    with transaction.atomic():
        lock_name(ONE_AT_A_TIME)  # a second request at the same moment sees this batch
        if found := _existing(request, key, digest):
            return found, False
        batch = insert(
            _where(request), key=key, digest=digest, numbers=_new(request, numbers), packages=packages
        )
        stops.set_aside(numbers=held)
        return batch, True


def identity(request: PrintRequest, numbers: list[str]) -> tuple[str, str]:
    """The digest and the key of its batch. A page left open still has its old key: with another list it must
    not find the old batch."""
    digest = _digest(request, numbers)
    return digest, sha256(f"{request.key}\n{digest}".encode()).hexdigest()


def _digest(request: PrintRequest, numbers: list[str]) -> str:
    """Of the list, who requested it and where it goes."""
    printer = request.printer.pk if request.printer else ""
    station = request.station.pk if request.station else ""
    return sha256("\n".join([f"{request.user_id} {printer} {station}", *numbers]).encode()).hexdigest()


def _where(request: PrintRequest) -> PrintRequest:
    """With the printer and the station as they are now, locked. Raises InvalidBatch where the printer was
    deleted."""
    printer = locked_printer(request.printer.pk) if request.printer else None
    if request.printer and printer is None:
        raise InvalidBatch(messages.NO_PRINTER())
    station = locked_station(request.station.pk) if request.station else None
    return replace(request, printer=printer, station=station)


def matching(*, filters: PackageFilters) -> list[str]:
    """the numbers of all packages that match, oldest first, at most MOST_PACKAGES.

    Raises InvalidBatch when there are more, and a SellerCenterError.
    """
    page.at_least(MATCHING_SECONDS)
    found = list(seller_center().all_packages(filters, most=MOST_PACKAGES + 1))
    if len(found) > MOST_PACKAGES:
        raise InvalidBatch(messages.TOO_MANY_MATCH(most=MOST_PACKAGES))
    package_cache.note(found)
    found.sort(key=lambda package: (package.created_at is None, package.created_at))
    return [package.number for package in found]


def checked(packages: Sequence[str]) -> list[str]:
    """The numbers, each once. Raises InvalidBatch where there is none, or too many, or one is no number."""
    numbers = list(dict.fromkeys(number.strip() for number in packages if number.strip()))
    if not numbers:
        raise InvalidBatch(messages.NOTHING_SELECTED())
    if len(numbers) > MOST_PACKAGES:
        raise InvalidBatch(messages.TOO_MANY_SELECTED(selected=len(numbers), most=MOST_PACKAGES))
    if any(len(number) > 64 or not number.isprintable() for number in numbers):
        raise InvalidBatch(messages.NOT_A_NUMBER())
    return numbers


def _new(request: PrintRequest, numbers: list[str]) -> list[str]:
    """Those that may be printed: a label that is printed already needs a person's consent."""
    if request.because:
        return numbers
    before = printed_before(numbers=numbers)
    if before and not request.only_new:
        raise AlreadyPrinted(before, total=len(numbers))
    printed = {job.number for job in before}
    if new := [number for number in numbers if number not in printed]:
        return new
    raise InvalidBatch(messages.ALL_PRINTED())


def _existing(request: PrintRequest, key: str, digest: str) -> LabelBatch | None:
    same_key: list[LabelBatch] = BY_KEY.objects(key=key)
    if same_key:
        return same_key[0]
    if request.again or request.because or request.only_new:  # the person has confirmed it
        return None
    since = timezone.now() - timedelta(seconds=SAME_LIST_SECONDS)
    same = LabelBatch.objects.filter(owner_id=request.user_id, digest=digest, created_at__gte=since)
    return same.filter(cancelled_at=None).first()


BY_KEY = Compiled(lambda *, key: LabelBatch.objects.filter(key=key).order_by())


def insert(
    request: PrintRequest,
    *,
    key: str,
    digest: str,
    numbers: list[str],
    packages: dict[str, Known],
    ahead: Prefetched | None = None,
) -> LabelBatch:
    """Within a transaction in which it was found that they may be printed. `ahead`: see `labels_ahead`."""
    now = timezone.now()
    batch = LabelBatch.objects.create(
        owner_id=request.user_id,
        key=key,
        digest=digest,
        name=request.name,
        station=request.station,
        printer=request.printer,
        slips=request.slips,
        order=request.order,
        from_desk=request.from_desk,
        queued_at=now,
    )
    headings = dict(_headings(batch, numbers, packages))
    jobs = [
        {
            "package_number": number,
            "position": position,
            "fingerprint": packages.get(number, Known()).fingerprint,
            "codes": "\n".join(packages.get(number, Known()).codes)[:300],
            "heading": headings.get(number, ""),
        }
        for position, number in enumerate(numbers, start=1)
    ]
    common = {"batch_id": batch.pk, "reprint_because": request.because, "wanted_at": now}
    ready = labels_ahead(numbers=numbers, known=packages) if ahead is None else ahead
    _insert(jobs, common, ready)
    batch.waits = len(ready) < len(numbers)
    package_codes.note(
        package_codes.CodesOf(number, {Kind.TRACKING: codes})
        for number in numbers
        if not {number, *(codes := packages.get(number, Known()).codes)} <= request.noted
    )
    after = {"batch": batch.pk} | ({"because": request.because} if request.because else {})
    audit.note_all(Act.Verb.PRINT, user_id=request.user_id, numbers=numbers, after=after)
    return batch


def _insert(jobs: list[dict[str, Any]], common: dict[str, Any], ahead: Prefetched) -> None:
    """Prefetched labels are ready at once."""
    ready = [job | ahead[job["package_number"]] for job in jobs if job["package_number"] in ahead]
    now = common["wanted_at"]
    at_once = common | {"state": PrintJob.State.READY, "fetched_at": now, "ready_at": now}
    bulk.insert(PrintJob, common=at_once, rows=ready)
    bulk.insert(PrintJob, common=common, rows=[job for job in jobs if job["package_number"] not in ahead])


def _headings(batch: LabelBatch, numbers: list[str], packages: dict[str, Known]) -> Iterator[tuple[str, str]]:
    """The first number of each group that begins with a separator slip, and the slip's title."""
    if batch.slips == Slips.BATCH:
        yield numbers[0], str(batch)[:120]
    elif batch.slips == Slips.CARRIER:
        for carrier, group in groupby(numbers, key=lambda number: packages.get(number, Known()).carrier):
            yield next(group), (carrier or str(batch))[:120]
