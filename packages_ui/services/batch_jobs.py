"""The jobs of a batch as the screen shows them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.job_times import clock, steps_of
from packages_ui.services.printing.job_words import cannot_tell, copy_words, word_of

PAGE_SIZE = 100
MOST_FAILURES = 50
State = PrintJob.State


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One label of a batch. `copy` says which copy it is and why, `asked` when it was asked for, `steps` how
    long after that it was fetched, ready, sent, printed and read back. `again`: it may be printed again."""

    id: int
    position: int
    number: str
    copy: str
    state: str
    tone: str
    own: bool
    asked: str
    steps: tuple[str, ...]
    reason: str
    warning: str
    question: str
    label_id: int | None
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """The first 50 jobs of a kind. `common` is what is said of all of them when it is the same, `ids` are
    then those of all."""

    rows: tuple[JobRow, ...]
    count: int
    common: str

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def list_jobs(*, batch: LabelBatch, page: str | int | None = 1) -> tuple[tuple[JobRow, ...], Page[Any]]:
    """One page of all jobs, in the batch's order."""
    jobs = batch.jobs.select_related("printer").order_by("position", "copy")
    found = Paginator(jobs, PAGE_SIZE).get_page(page)
    newest = {job.position: job.copy for job in found}  # they come in the order of their copies
    return tuple(_row(job, newest=newest[job.position]) for job in found), found


def failures(*, batch: LabelBatch) -> Some:
    """What failed, in the batch's order, with the words of who refused it."""
    return _some(batch, "reason", state=State.FAILED)


def questions(*, batch: LabelBatch) -> Some:
    """What is held back until somebody has said whether to print it, in the batch's order."""
    return _some(batch, "question", state=State.READY)


def stale_packages(*, batch: LabelBatch) -> tuple[str, ...]:
    """Packages of the batch that were changed here after their label had been fetched, in its order."""
    stale = batch.jobs.filter(state=State.READY, label__stale_at__isnull=False).order_by("position")
    return tuple(stale.values_list("package_number", flat=True))


def why_waiting(*, batch: LabelBatch) -> str:
    """What Seller Center answered where jobs wait although they were asked for; empty when none does."""
    told = batch.jobs.filter(state__in=PrintJob.WAITING).exclude(reason="")
    return told.values_list("reason", flat=True).first() or ""


def _some(batch: LabelBatch, column: str, *, state: PrintJob.State) -> Some:
    jobs = batch.jobs.filter(state=state)
    jobs = jobs.exclude(question="") if column == "question" else jobs
    count = jobs.count()
    said = list(jobs.order_by().values_list(column, flat=True).distinct()[:2])
    shown = jobs.select_related("printer").order_by("position", "copy")[:MOST_FAILURES]
    common = said[0] if count > 1 and len(said) == 1 else ""
    return Some(rows=tuple(_row(job) for job in shown), count=count, common=common)


def _row(job: PrintJob, *, newest: int = 0) -> JobRow:
    state, tone = word_of(job)
    return JobRow(
        id=job.pk,
        position=job.position,
        number=job.package_number,
        copy=copy_words(job),
        state=state,
        tone=tone,
        own=job.own,
        asked=clock(job.wanted_at),
        steps=steps_of(job),
        reason=job.reason,
        warning=job.warning,
        question=job.question,
        label_id=job.label_id,
        again=job.copy >= newest and (job.state == State.PRINTED or cannot_tell(job)),
    )
