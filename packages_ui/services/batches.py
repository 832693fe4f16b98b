"""Batches of cargo labels: make one, retry what failed, cancel, and say how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import sleep

from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from packages_ui.models import Act, LabelBatch, PrintJob
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services import lease, listing
from packages_ui.services.client import seller_center
from packages_ui.services.errors import InvalidBatch

MOST_PACKAGES = 1000
SAME_LIST_SECONDS = 120
LONGEST_WAIT_TENTHS = 50
State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is. `seconds_left` is None until something has been fetched."""

    total: int
    waiting: int
    ready: int
    failed: int
    cancelled: int
    seconds_left: int | None
    joined: bool

    @property
    def settled(self) -> bool:
        return self.waiting == 0

    @property
    def finished(self) -> bool:
        """Nothing more happens by itself: settled, and the PDF is there if anything can be in it."""
        return self.settled and (self.joined or self.ready == 0)

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.waiting) // self.total if self.total else 100


def create(
    *, user_id: int, key: str, packages: Sequence[str], name: str = "", again: bool = False
) -> tuple[LabelBatch, bool]:
    """The batch for `packages`, in that order, and whether it was made now.

    The same `key` with the same list, or the same list by the same person within two minutes (unless
    `again`), finds the batch that there is. Raises InvalidBatch.
    """
    numbers = _checked(packages)
    digest = sha256("\n".join([str(user_id), *numbers]).encode()).hexdigest()
    # a page left open bears its old key: with another list it must not find the old batch
    key = sha256(f"{key}\n{digest}".encode()).hexdigest()
    if found := _existing(user_id, key, digest, again=again):
        return found, False
    token = _alone(digest)
    try:
        if found := _existing(user_id, key, digest, again=again):
            return found, False
        return _create(user_id, key, digest, numbers, name), True
    except IntegrityError:
        return LabelBatch.objects.get(key=key), False
    finally:
        lease.release(token=token)


def matching(*, filters: PackageFilters) -> list[str]:
    """The numbers of all packages that match, oldest first, at most 1,000.

    Raises InvalidBatch when there are more, and a SellerCenterError.
    """
    found = list(seller_center().all_packages(filters, most=MOST_PACKAGES + 1))
    if len(found) > MOST_PACKAGES:
        raise InvalidBatch(
            f"More than {MOST_PACKAGES:,} packages match. No batch was made; narrow the filter first."
        )
    found.sort(key=lambda package: (package.created_at is None, package.created_at))
    return [package.number for package in found]


def progress(batch: LabelBatch) -> Progress:
    """Counted from the rows, now."""
    counts = dict(batch.jobs.values_list("state").annotate(Count("id")))
    waiting = sum(counts.get(state, 0) for state in PrintJob.WAITING)
    failed, cancelled = counts.get(State.FAILED, 0), counts.get(State.CANCELLED, 0)
    total = sum(counts.values())
    return Progress(
        total=total,
        waiting=waiting,
        ready=total - waiting - failed - cancelled,
        failed=failed,
        cancelled=cancelled,
        seconds_left=_seconds_left(batch, waiting),
        joined=bool(batch.pdf_path),
    )


def retry(*, batch: LabelBatch, jobs: Sequence[int] | None = None, own: bool = False) -> int:
    """Ask again for the failed jobs (all, or those named); with `own`, draw our own label for them.
    Returns how many."""
    failed = PrintJob.objects.filter(batch=batch, state=State.FAILED)
    if jobs is not None:
        failed = failed.filter(pk__in=jobs)
    with transaction.atomic():
        # locked first, as services.join does, so that no PDF without these labels counts as the whole
        LabelBatch.objects.select_for_update().filter(pk=batch.pk).first()
        count = failed.update(
            state=State.WANTED,
            own=own,
            claim="",
            reason="",
            failed_at=None,
            fetching_at=None,
            wanted_at=timezone.now(),
        )
        if count:
            LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="", pdf_pages=0, pdf_at=None)
    return count


def renew_stale(*, batch: LabelBatch) -> int:
    """Fetch anew the labels of the batch whose package has changed since. Returns how many."""
    stale = batch.jobs.filter(state=State.READY, label__stale_at__isnull=False)
    ids = list(stale.values_list("pk", flat=True))
    with transaction.atomic():
        LabelBatch.objects.select_for_update().filter(pk=batch.pk).first()
        count = PrintJob.objects.filter(pk__in=ids, state=State.READY).update(
            state=State.WANTED, label=None, ready_at=None, fetching_at=None, wanted_at=timezone.now()
        )
        if count:
            LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="", pdf_pages=0, pdf_at=None)
    return count


def cancel(*, batch: LabelBatch) -> int:
    """Stop what has not been fetched yet. Returns how many labels that leaves out."""
    now = timezone.now()
    with transaction.atomic():
        waiting = PrintJob.objects.filter(batch=batch, state__in=PrintJob.WAITING)
        count = waiting.update(state=State.CANCELLED, claim="", cancelled_at=now)
        LabelBatch.objects.filter(pk=batch.pk, cancelled_at=None).update(cancelled_at=now)
    return count


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


def _alone(digest: str) -> str:
    """The lease on this very list; a second press waits for the first to be done. Raises InvalidBatch."""
    for _ in range(LONGEST_WAIT_TENTHS):
        if token := lease.take(name=f"batch-{digest[:48]}", seconds=10):
            return token
        sleep(0.1)
    raise InvalidBatch("This very list is being asked for at this moment. Reload to see its batch.")


def _existing(user_id: int, key: str, digest: str, *, again: bool) -> LabelBatch | None:
    if found := LabelBatch.objects.filter(key=key).first():
        return found
    if again:
        return None
    since = timezone.now() - timedelta(seconds=SAME_LIST_SECONDS)
    same = LabelBatch.objects.filter(owner_id=user_id, digest=digest, created_at__gte=since)
    return same.filter(cancelled_at=None).first()


def _create(user_id: int, key: str, digest: str, numbers: list[str], name: str) -> LabelBatch:
    seen = listing.fingerprints(numbers=numbers)
    now = timezone.now()
    with transaction.atomic():
        batch = LabelBatch.objects.create(owner_id=user_id, key=key, digest=digest, name=name)
        PrintJob.objects.bulk_create(
            PrintJob(
                batch=batch,
                package_number=number,
                position=position,
                fingerprint=seen.get(number, ""),
                wanted_at=now,
            )
            for position, number in enumerate(numbers, start=1)
        )
        Act.objects.bulk_create(
            Act(
                package_number=number,
                verb=Act.Verb.PRINT,
                outcome=Act.Outcome.DONE,
                user_id=user_id,
                after={"batch": batch.pk},
            )
            for number in numbers
        )
    return batch


def _seconds_left(batch: LabelBatch, waiting: int) -> int | None:
    """By the pace of those asked for together with what waits: a retry an hour later starts a new count."""
    if not waiting:
        return 0
    since = batch.jobs.filter(state__in=PrintJob.WAITING).aggregate(at=Min("wanted_at"))["at"]
    asked = batch.jobs.filter(wanted_at__gte=since) if since else batch.jobs.none()
    told = asked.aggregate(first=Min("fetching_at"), done=Count("id", filter=~Q(state__in=PrintJob.WAITING)))
    first: datetime | None = told["first"]
    if first is None or not told["done"]:
        return None
    return round((timezone.now() - first).total_seconds() / told["done"] * waiting) or 1
