"""Which packages in Preparing have to be read and which need their label prefetched; what was fetched is
stored, many packages together, in as many statements as for one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from msgspec.structs import replace

from packages_ui.messages import packages as words
from packages_ui.messages.message import Message
from packages_ui.models import Label, PrintJob, Shelved, StatusChange
from packages_ui.seller_center.types import Package
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.packages import package_cache
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.shelf.ask import Answer
from packages_ui.services.shelf.shelf import shelve_all

LISTED = timedelta(minutes=1)  # the list of a run is not older
GIVEN_OUT = ("waybill_number", "tracking_number", "tracking_url", "updated_at")
PAUSE = timedelta(minutes=10)  # for so long a package is left alone whose items or label could not be had
LABEL_IN_HAND = (PrintJob.State.READY, *PrintJob.ON_PAPER)


def keep_items(answers: Sequence[Answer]) -> None:
    """Store the items of each, unless we have changed its status meanwhile; or that reading failed."""
    moved_on = _moved_on(answer.package.number for answer in answers)
    found = [answer.snapshot for answer in answers if answer.snapshot]
    shelve_all(snapshots=[snapshot for snapshot in found if snapshot.package.number not in moved_on])
    keep_with_items(snapshots={one.package.number: (one.package, one.items) for one in found})
    unread = [answer for answer in answers if answer.problem and not answer.snapshot]
    cache.set_many({skip_key(answer.package): 1 for answer in unread}, PAUSE.total_seconds())


def keep_labels(answers: Sequence[Answer]) -> None:
    """Store the labels that fit their packages as they are now; or why there is none."""
    now = _snapshots(answer.package.number for answer in answers)
    came = [answer for answer in answers if answer.label and answer.package.number in now]
    package_cache.note([answer.again for answer in came if answer.again])
    _keep(
        [
            (answer.label, snapshot)
            for answer in came
            if answer.label and (snapshot := _with_numbers(now[answer.package.number], answer.again))
        ]
    )
    for answer in answers:
        if answer.problem and answer not in came:
            _note([answer.package.number], answer.problem)


def _keep(fitting: Sequence[tuple[Label, Snapshot]]) -> None:
    labels = [label for label, _ in fitting]
    with transaction.atomic():
        Label.objects.bulk_create(labels)
        rows = shelve_all(snapshots=[snapshot for _, snapshot in fitting])
        taken = {label.package_number: label.pk == rows[label.package_number].label_id for label in labels}
        _note([number for number, is_taken in taken.items() if is_taken], "")
        _note([number for number, is_taken in taken.items() if not is_taken], words.LABEL_MEANWHILE_CHANGED())


def _moved_on(numbers: Iterable[str]) -> set[str]:
    since = timezone.now() - LISTED
    sent = StatusChange.objects.filter(package_number__in=list(numbers), sent_at__gte=since)
    return set(sent.values_list("package_number", flat=True))


def _snapshots(numbers: Iterable[str]) -> dict[str, Snapshot]:
    rows = Shelved.objects.filter(number__in=list(numbers)).exclude(reading="")
    found = rows.values_list("number", "reading")
    return {number: msgspec.json.decode(text, type=Snapshot) for number, text in found}


def _note(numbers: Sequence[str], problem: Message | str) -> None:
    if numbers:
        Shelved.objects.filter(number__in=numbers).update(label_problem=problem, label_at=timezone.now())


def _with_numbers(snapshot: Snapshot, again: Package | None) -> Snapshot | None:
    """With the numbers that the carrier has assigned. None after any other change: the label may not fit, and
    the next run reads the package again."""
    if again is None:
        return snapshot
    before = {name: getattr(snapshot.package, name) for name in GIVEN_OUT}
    return Snapshot(again, snapshot.items) if replace(again, **before) == snapshot.package else None


def confirm(packages: list[Package]) -> None:
    """Mark what is on the shelf and has not changed as just read."""
    at = _updated_at()
    same = [row.number for row in packages if row.updated_at and at.get(row.number) == row.updated_at]
    Shelved.objects.filter(number__in=same).update(read_at=timezone.now())


def items(packages: list[Package]) -> Iterator[Package]:
    """New ones and those that have changed. Without `updated_at` from Seller Center, now and then."""
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
