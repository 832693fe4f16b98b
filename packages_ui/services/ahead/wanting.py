"""Which packages in Preparing have to be read and which need their label prefetched; what was fetched is
stored, many packages together."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.models import Label, PrintJob, StatusChange, StoredPackage
from packages_ui.seller_center.types import Package
from packages_ui.services.ahead.ask import Answer
from packages_ui.services.batches.ahead import good_labels
from packages_ui.services.batches.stale import outdate_stored
from packages_ui.services.mirror.at_desk import HERE, WHOLE
from packages_ui.services.mirror.keep import keep, keep_with_items
from packages_ui.services.packages import package_cache

LISTED = timedelta(minutes=1)  # the list of a run is not older
GIVEN_OUT = ("waybill_number", "tracking_number", "tracking_url", "updated_at")
PAUSE = timedelta(minutes=10)  # for so long a package is left alone whose items or label could not be had
LABEL_IN_HAND = (PrintJob.State.READY, *PrintJob.ON_PAPER)


def keep_new(packages: Sequence[Package]) -> None:
    """Those that no desk finds yet are in the copy from now on; their items come later."""
    stored = StoredPackage.objects.filter(HERE, number__in=[package.number for package in packages])
    there = set(stored.values_list("number", flat=True))
    new = [package for package in packages if package.number not in there]
    if new:
        moved_on = _moved_on(package.number for package in new)
        keep(packages=[package for package in new if package.number not in moved_on])


def keep_items(answers: Sequence[Answer]) -> None:
    """Store the items of each, unless we have changed its status meanwhile; or that reading failed."""
    moved_on = _moved_on(answer.package.number for answer in answers)
    found = [answer.snapshot for answer in answers if answer.snapshot]
    kept = {snapshot.package.number: (snapshot.package, snapshot.items) for snapshot in found}
    keep_with_items(snapshots={number: kept[number] for number in kept.keys() - moved_on})
    outdate_stored(numbers=kept)
    _leave_alone(ITEMS, [answer.package for answer in answers if answer.problem and not answer.snapshot])


def keep_labels(answers: Sequence[Answer]) -> None:
    """Store the labels of packages that have not changed meanwhile, but for the numbers that the carrier has
    assigned; or that there is none."""
    package_cache.note([answer.again for answer in answers if answer.again])
    came = [answer for answer in answers if answer.label and _is_same(answer)]
    with transaction.atomic():
        Label.objects.bulk_create(answer.label for answer in came if answer.label)
        for answer in came:
            if answer.again and answer.again != answer.package:
                _give_numbers(answer.package, answer.again)
        outdate_stored(numbers=[answer.package.number for answer in came])
    _leave_alone(LABEL, [answer.package for answer in answers if answer.problem and not answer.label])


def _is_same(answer: Answer) -> bool:
    """Else the label may not fit, and the next run reads the package again."""
    if answer.again is None:
        return True
    before = {name: getattr(answer.package, name) for name in GIVEN_OUT}
    return replace(answer.again, **before) == answer.package


def _give_numbers(before: Package, again: Package) -> None:
    """What is in it was read as it was `before`, and is the same."""
    keep(packages=[again])
    same = StoredPackage.objects.filter(number=again.number, updated_at=again.updated_at)
    same.filter(items_at=before.updated_at).update(items_at=F("updated_at"), items_wanted=False)


def _moved_on(numbers: Iterable[str]) -> set[str]:
    since = timezone.now() - LISTED
    sent = StatusChange.objects.filter(package_number__in=list(numbers), sent_at__gte=since)
    return set(sent.values_list("package_number", flat=True))


def items(packages: list[Package]) -> Iterator[Package]:
    """New ones and those that have changed. Without `updated_at` from Seller Center, now and then."""
    at = _updated_at(packages)
    undated = StoredPackage.objects.filter(HERE, updated_at=None, read_at__lt=timezone.now() - PAUSE)
    old = set(undated.values_list("number", flat=True))
    left_alone = _left_alone(ITEMS, packages)
    for row in packages:
        is_new = row.number not in at or at[row.number] != row.updated_at
        if (is_new or row.number in old) and row.number not in left_alone:
            yield row


def labels(packages: list[Package]) -> Iterator[Package]:
    """Those without a good label, here or on paper; not those whose numbers are typed in by hand."""
    at = _updated_at(packages)
    good = good_labels().filter(package_number__in=list(at)).order_by()
    without = at.keys() - set(good.values_list("package_number", flat=True)) - _left_alone(LABEL, packages)
    wanted = without - _in_hand(without)
    for row in packages:
        is_read = row.number in at and at[row.number] == row.updated_at
        if row.number in wanted and is_read and not row.is_requires_manual_entry:
            yield row


ITEMS, LABEL = "items", "label"


def skip_key(what: str, package: Package) -> str:
    """Where it is noted that the items, or the label, of this version could not be had."""
    moment = package.updated_at.timestamp() if package.updated_at else 0
    return f"ahead:{what}:{package.number}:{moment}"


def _leave_alone(what: str, packages: Iterable[Package]) -> None:
    cache.set_many({skip_key(what, package): 1 for package in packages}, PAUSE.total_seconds())


def _left_alone(what: str, packages: Iterable[Package]) -> set[str]:
    keys = {skip_key(what, package): package.number for package in packages}
    return {keys[key] for key in cache.get_many(keys)}


def _updated_at(packages: Iterable[Package]) -> dict[str, datetime | None]:
    """Of those whose items the copy has."""
    stored = StoredPackage.objects.filter(WHOLE, number__in=[package.number for package in packages])
    return dict(stored.values_list("number", "updated_at"))


def _in_hand(numbers: set[str]) -> set[str]:
    jobs = PrintJob.objects.filter(package_number__in=numbers, state__in=LABEL_IN_HAND)
    fresh = jobs.filter(Q(label=None) | Q(label__stale_at=None))
    return set(fresh.values_list("package_number", flat=True))
