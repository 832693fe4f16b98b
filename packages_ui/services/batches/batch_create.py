"""Make a batch of cargo labels: once for one wish, in the wished order, for a printer or for the browser; and
with the labels that were fetched ahead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import Act, LabelBatch, Printer, PrintJob, Shelved, Station
from packages_ui.seller_center import page
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services import audit, bulk
from packages_ui.services.barcodes import package_codes
from packages_ui.services.client import seller_center
from packages_ui.services.errors import AlreadyPrinted, InvalidBatch
from packages_ui.services.locks import lock_name, locked_printer, locked_station
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.package_cache import Known
from packages_ui.services.printing.printed_before import ONE_AT_A_TIME, printed_before

Ahead = dict[str, dict[str, str | int]]  # fields of a print job, by its package's number
MOST_PACKAGES = 5000
SAME_LIST_SECONDS = 120
MATCHING_SECONDS = 20.0  # for a page that asks for as many packages
NO_PRINTER = "There is no such printer (any more). Nothing was printed; choose another one and print again."
Slips = LabelBatch.Slips
Kind = package_codes.Kind


def labels_ahead(*, numbers: Sequence[str], known: Mapping[str, Known]) -> Ahead:
    """`label_id` and `fingerprint` of those print jobs that need no fetching. The shelf's label fits the
    shelf's package; where that has been seen changed since (`known`), it is left out."""
    found = _shelved(numbers) if len(numbers) != 1 else OF_ONE.rows(number=numbers[0])
    return {
        number: {"label_id": label, "fingerprint": made_from}
        for number, label, made_from in found
        if number not in known or known[number].fingerprint == made_from
    }


def _shelved(numbers: Sequence[str]) -> QuerySet[Shelved, tuple[str, int, str]]:
    good = Shelved.objects.filter(number__in=numbers, label__isnull=False, label__stale_at=None)
    return good.order_by().values_list("number", "label_id", "label__fingerprint")


OF_ONE = Compiled(lambda *, number: _shelved([number]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants printed. `key` is the asking page's own. Without a `printer` it is for the browser.
    `again`: although this very list was asked for just now. `because`: why labels that are on paper already
    are printed once more; `only_new` leaves those out instead. `from_desk`: for the package that is open at a
    packing station. `noted`: codes that were noted as those of its package just now."""

    user_id: int
    key: str
    packages: Sequence[str]
    name: str = ""
    again: bool = False
    station: Station | None = None
    printer: Printer | None = None
    slips: str = Slips.NONE
    because: str = ""
    only_new: bool = False
    from_desk: bool = False
    noted: frozenset[str] = frozenset()


def create(wish: Wish) -> tuple[LabelBatch, bool]:
    """The batch for the packages, in that order, and whether it was made now.

    The same `key` with the same list, or the same list by the same person at the same station for the same
    printer within two minutes (unless `again`), finds the batch that there is. Raises InvalidBatch,
    AlreadyPrinted (nothing was made).
    """
    numbers = _checked(wish.packages)
    digest = _digest(wish, numbers)
    # a page left open bears its old key: with another list it must not find the old batch
    key = sha256(f"{wish.key}\n{digest}".encode()).hexdigest()
    packages = package_cache.of(numbers=numbers)
    with transaction.atomic():
        lock_name(ONE_AT_A_TIME)  # who asks at the same moment sees this batch, and is asked
        if found := _existing(wish, key, digest):
            return found, False
        return _create(_where(wish), key, digest, _new(wish, numbers), packages), True


def _digest(wish: Wish, numbers: list[str]) -> str:
    """Of the list, who asked for it and where it goes."""
    printer = wish.printer.pk if wish.printer else ""
    station = wish.station.pk if wish.station else ""
    return sha256("\n".join([f"{wish.user_id} {printer} {station}", *numbers]).encode()).hexdigest()


def _where(wish: Wish) -> Wish:
    """With the printer and the station as they are now, locked. Raises InvalidBatch where the printer is
    gone."""
    printer = locked_printer(wish.printer.pk) if wish.printer else None
    if wish.printer and printer is None:
        raise InvalidBatch(NO_PRINTER)
    station = locked_station(wish.station.pk) if wish.station else None
    return replace(wish, printer=printer, station=station)


def matching(*, filters: PackageFilters) -> list[str]:
    """the numbers of all packages that match, oldest first, at most MOST_PACKAGES.

    Raises InvalidBatch when there are more, and a SellerCenterError.
    """
    page.at_least(MATCHING_SECONDS)
    found = list(seller_center().all_packages(filters, most=MOST_PACKAGES + 1))
    if len(found) > MOST_PACKAGES:
        raise InvalidBatch(
            f"More than {MOST_PACKAGES:,} packages match. No batch was made; narrow the filter first."
        )
    package_cache.note(found)
    found.sort(key=lambda package: (package.created_at is None, package.created_at))
    return [package.number for package in found]


def _checked(packages: Sequence[str]) -> list[str]:
    numbers = list(dict.fromkeys(number.strip() for number in packages if number.strip()))
    if not numbers:
        raise InvalidBatch("No package is selected. Nothing was made; tick at least one.")
    if len(numbers) > MOST_PACKAGES:
        raise InvalidBatch(
            f"{len(numbers):,} packages are selected; a batch takes {MOST_PACKAGES:,}. "
            "Nothing was made; print them in two batches."
        )
    if any(len(number) > 64 or not number.isprintable() for number in numbers):
        raise InvalidBatch("One of the package numbers is not a package number. Nothing was made.")
    return numbers


def _new(wish: Wish, numbers: list[str]) -> list[str]:
    """Those that may be printed: a label that is on paper already is asked about first."""
    if wish.because:
        return numbers
    before = printed_before(numbers=numbers)
    if before and not wish.only_new:
        raise AlreadyPrinted(before, total=len(numbers))
    printed = {one.number for one in before}
    if new := [number for number in numbers if number not in printed]:
        return new
    raise InvalidBatch("Every one of these labels is on paper already. Nothing was made.")


def _existing(wish: Wish, key: str, digest: str) -> LabelBatch | None:
    same_key: list[LabelBatch] = BY_KEY.objects(key=key)
    if same_key:
        return same_key[0]
    if wish.again or wish.because or wish.only_new:  # the person has been asked, and means it
        return None
    since = timezone.now() - timedelta(seconds=SAME_LIST_SECONDS)
    same = LabelBatch.objects.filter(owner_id=wish.user_id, digest=digest, created_at__gte=since)
    return same.filter(cancelled_at=None).first()


BY_KEY = Compiled(lambda *, key: LabelBatch.objects.filter(key=key).order_by())


def _create(wish: Wish, key: str, digest: str, numbers: list[str], packages: dict[str, Known]) -> LabelBatch:
    now = timezone.now()
    batch = LabelBatch.objects.create(
        owner_id=wish.user_id,
        key=key,
        digest=digest,
        name=wish.name,
        station=wish.station,
        printer=wish.printer,
        slips=wish.slips,
        from_desk=wish.from_desk,
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
    common = {"batch_id": batch.pk, "reprint_because": wish.because, "wanted_at": now}
    _insert(jobs, common, labels_ahead(numbers=numbers, known=packages))
    package_codes.note(
        package_codes.CodesOf(number, {Kind.TRACKING: codes})
        for number in numbers
        if not {number, *(codes := packages.get(number, Known()).codes)} <= wish.noted
    )
    after = {"batch": batch.pk} | ({"because": wish.because} if wish.because else {})
    audit.note_all(Act.Verb.PRINT, user_id=wish.user_id, numbers=numbers, after=after)
    return batch


def _insert(jobs: list[dict[str, Any]], common: dict[str, Any], ahead: Ahead) -> None:
    """What was fetched ahead is ready at once."""
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
