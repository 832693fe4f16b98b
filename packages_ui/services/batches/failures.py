"""The failed labels of a batch, grouped by why they failed, so that one press deals with all that failed
alike."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import QuerySet

from backoffice.compiled import Compiled
from packages_ui.messages.message import NOTHING, Message, dump
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.batches.boxes import UNKNOWN_BOX, Box, boxes_of
from packages_ui.services.marks.stops import NO_STOPS

MOST_SHOWN = 50
State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRow:
    """One failed label. `label_id` is what came instead of it; `stop` why it is not tried again, where its
    package is stopped."""

    id: int
    position: int
    number: str
    label_id: int | None
    box: Box
    stop: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureGroup:
    """All that failed for one `reason`: `count` labels, the first of them as `rows`; `free` of them are of
    packages that are not stopped. `key` names the reason in a form. `can_succeed`: another try may do."""

    key: str
    reason: Message
    can_succeed: bool
    count: int
    free: int
    rows: tuple[FailedRow, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """In the order of the first label of each group. `more` labels failed for still other reasons.
    `can_succeed`: so many may succeed if they are tried again. `free`: so many are of packages that are not
    stopped."""

    groups: tuple[FailureGroup, ...]
    more: int
    can_succeed: int
    free: int

    @property
    def count(self) -> int:
        return self.more + sum(group.count for group in self.groups)


def failures(*, batch: LabelBatch, stops: Mapping[str, Message] = NO_STOPS) -> Failures:
    """The groups of the first 50 failed labels, in the batch's order, by two queries. `stops`: why packages
    are stopped, by number."""
    jobs = FAILED_IN.objects(batch=batch.pk)
    shown = jobs[:MOST_SHOWN]
    free = [job for job in jobs if job.package_number not in stops]
    counts, free_counts = (Counter(map(_group_of, some)) for some in (jobs, free))
    boxes = boxes_of(numbers=[job.package_number for job in shown])
    rows: dict[tuple[str, bool], list[PrintJob]] = defaultdict(list)
    for job in shown:
        rows[_group_of(job)].append(job)
    groups = tuple(
        _group(some, (counts[group], free_counts[group]), boxes, stops) for group, some in rows.items()
    )
    return Failures(
        groups=groups,
        more=len(jobs) - sum(group.count for group in groups),
        can_succeed=sum(job.retryable for job in free),
        free=len(free),
    )


def failed_for(*, batch: LabelBatch, key: str) -> list[int]:
    """The ids of all jobs that failed for the reason with this key; empty where none does any more."""
    reasons = _failed(batch).order_by().values_list("reason", flat=True).distinct()
    named = [dump(reason) for reason in reasons if key_of(reason) == key]
    return list(_failed(batch).filter(reason__in=named).order_by("pk").values_list("pk", flat=True))


def that_can_succeed(*, batch: LabelBatch) -> list[int]:
    """The ids of failed jobs that may succeed if they are tried again."""
    return list(_failed(batch).filter(retryable=True).order_by("pk").values_list("pk", flat=True))


def key_of(reason: Message) -> str:
    """Short enough for a form, the same in every language."""
    return sha256(dump(reason).encode()).hexdigest()[:16]


def _group_of(job: PrintJob) -> tuple[str, bool]:
    return dump(job.reason), job.retryable


def _group(
    jobs: list[PrintJob], counts: tuple[int, int], boxes: dict[str, Box], stops: Mapping[str, Message]
) -> FailureGroup:
    first, (count, free) = jobs[0], counts
    rows = tuple(
        FailedRow(
            id=job.pk,
            position=job.position,
            number=job.package_number,
            label_id=job.label_id,
            box=boxes.get(job.package_number, UNKNOWN_BOX),
            stop=stops.get(job.package_number, NOTHING),
        )
        for job in jobs
    )
    return FailureGroup(
        key=key_of(first.reason),
        reason=first.reason,
        can_succeed=first.retryable,
        count=count,
        free=free,
        rows=rows,
    )


def _failed(batch: LabelBatch | int) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(batch=batch, state=State.FAILED)


FAILED_IN = Compiled(
    lambda batch: _failed(batch).order_by("position", "copy").defer("question", "warning", "codes")
)
