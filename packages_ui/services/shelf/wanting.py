"""Which packages in Preparing want to be read, and which want their label fetched ahead."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from packages_ui.models import PrintJob, Shelved
from packages_ui.seller_center.types import Package

PAUSE = timedelta(minutes=10)  # for so long a package is left alone whose items or label could not be had
LABEL_IN_HAND = (PrintJob.State.READY, *PrintJob.ON_PAPER)


def confirm(packages: list[Package]) -> None:
    """What is on the shelf and has not changed is as it was told just now."""
    at = _updated_at()
    same = [row.number for row in packages if row.updated_at and at.get(row.number) == row.updated_at]
    Shelved.objects.filter(number__in=same).update(read_at=timezone.now())


def items(packages: list[Package]) -> Iterator[Package]:
    """New ones and those that have changed. Where Seller Center tells no `updated_at`, now and then."""
    at = _updated_at()
    old = set(Shelved.objects.filter(read_at__lt=timezone.now() - PAUSE).values_list("number", flat=True))
    left_alone = cache.get_many([skip_key(row) for row in packages])
    for row in packages:
        is_new = row.number not in at or at[row.number] != row.updated_at
        if (is_new or (row.updated_at is None and row.number in old)) and skip_key(row) not in left_alone:
            yield row


def labels(packages: list[Package]) -> Iterator[Package]:
    """Those without a good label, on the shelf or on paper; not those whose numbers are typed in by hand."""
    at = _updated_at()
    good = Q(label__isnull=False, label__stale_at=None)
    refused = ~Q(label_problem="") & Q(label_at__gte=timezone.now() - PAUSE)
    without = set(Shelved.objects.exclude(good).exclude(refused).values_list("number", flat=True))
    wanted = without - _in_hand(without)
    for row in packages:
        is_read = row.number in at and at[row.number] == row.updated_at
        if row.number in wanted and is_read and not row.is_requires_manual_entry:
            yield row


def skip_key(package: Package) -> str:
    """Where it is noted that the items of this version could not be read."""
    moment = package.updated_at.timestamp() if package.updated_at else 0
    return f"shelf:skip:{package.number}:{moment}"


def _updated_at() -> dict[str, datetime | None]:
    return dict(Shelved.objects.values_list("number", "updated_at"))


def _in_hand(numbers: set[str]) -> set[str]:
    jobs = PrintJob.objects.filter(package_number__in=numbers, state__in=LABEL_IN_HAND)
    fresh = jobs.filter(Q(label=None) | Q(label__stale_at=None))
    return set(fresh.values_list("package_number", flat=True))
