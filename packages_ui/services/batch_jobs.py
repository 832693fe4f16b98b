"""The jobs of a batch as the screen shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from packages_ui.models import LabelBatch, PrintJob

PAGE_SIZE = 100
MOST_FAILURES = 50
State = PrintJob.State
TONES = {
    State.WANTED: "secondary",
    State.FETCHING: "blue",
    State.READY: "green",
    State.FAILED: "red",
    State.CANCELLED: "secondary",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One label of a batch. `took` is what its fetch lasted, in seconds."""

    id: int
    position: int
    number: str
    state: str
    tone: str
    own: bool
    since: str
    took: str
    reason: str
    label_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """The first 50 failed jobs. `common` is the reason when all have the same one."""

    rows: tuple[JobRow, ...]
    more: int
    common: str


def list_jobs(*, batch: LabelBatch, page: str | int | None = 1) -> tuple[tuple[JobRow, ...], Page[Any]]:
    """One page of all jobs, in the batch's order."""
    found = Paginator(batch.jobs.order_by("position"), PAGE_SIZE).get_page(page)
    return tuple(_row(job) for job in found), found


def failures(*, batch: LabelBatch) -> Failures:
    """What failed, in the batch's order, with the words of who refused it."""
    failed = batch.jobs.filter(state=State.FAILED).order_by("position")
    count = failed.count()
    reasons = list(failed.order_by().values_list("reason", flat=True).distinct()[:2])
    return Failures(
        rows=tuple(_row(job) for job in failed[:MOST_FAILURES]),
        more=max(count - MOST_FAILURES, 0),
        common=reasons[0] if count > 1 and len(reasons) == 1 else "",
    )


def stale_packages(*, batch: LabelBatch) -> tuple[str, ...]:
    """Packages of the batch that were changed here after their label had been fetched, in its order."""
    stale = batch.jobs.filter(state=State.READY, label__stale_at__isnull=False).order_by("position")
    return tuple(stale.values_list("package_number", flat=True))


def why_waiting(*, batch: LabelBatch) -> str:
    """What Seller Center answered where jobs wait although they were asked for; empty when none does."""
    told = batch.jobs.filter(state__in=PrintJob.WAITING).exclude(reason="")
    return told.values_list("reason", flat=True).first() or ""


def _row(job: PrintJob) -> JobRow:
    ended = job.ready_at or job.failed_at
    moved = _moved_at(job)
    return JobRow(
        id=job.pk,
        position=job.position,
        number=job.package_number,
        state=job.get_state_display(),
        tone=TONES.get(State(job.state), "secondary"),
        own=job.own,
        since=timezone.localtime(moved).strftime("%H:%M:%S"),
        took=_seconds(job.fetching_at, ended if job.state in (State.READY, State.FAILED) else None),
        reason=job.reason,
        label_id=job.label_id,
    )


def _moved_at(job: PrintJob) -> datetime:
    """When the job came into the state that it is in."""
    at: datetime | None = getattr(job, f"{job.state}_at", None)
    return at or job.wanted_at


def _seconds(start: datetime | None, end: datetime | None) -> str:
    return f"{(end - start).total_seconds():.1f} s" if start and end and end >= start else ""
