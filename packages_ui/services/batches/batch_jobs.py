"""The jobs of a batch as the screen shows them, and when each label reached each step: requested, fetched,
ready, sent, printed, read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format

from backoffice.compiled import Compiled
from packages_ui.messages import batches as messages
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.batches.boxes import UNKNOWN_BOX, Box, boxes_of
from packages_ui.services.marks.stops import NO_STOPS
from packages_ui.services.printing.history import describe_copy, needs_a_person, state_text
from packages_ui.services.printing.progress import HELD_BY_QUESTION

PAGE_SIZE = 100
MOST_QUESTIONS = 50
State = PrintJob.State
STEPS = ("fetched_at", "ready_at", "sent_at", "printed_at", "read_back_at")
# ignore timestamps left over from an earlier attempt
REACHED: dict[str, tuple[str, ...]] = {
    State.WANTED: (),
    State.FETCHING: (),
    State.FAILED: STEPS[:3],
    State.READY: STEPS[:2],
    State.SENDING: STEPS[:2],
    State.SENT: STEPS[:3],
    State.UNKNOWN: STEPS[:3],
    State.CANCELLED: STEPS[:2],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One label of a batch. `copy` is which copy it is and why, `requested` when that was, `steps` how
    long after that it was fetched, ready, sent, printed and read back. `again`: it may be printed again,
    unless its package is stopped: `stop` says why. `box` is whose it is."""

    id: int
    position: int
    number: str
    copy: Message
    box: Box
    state: Message
    tone: str
    own: bool
    requested: str
    steps: tuple[Message, ...]
    warning: Message
    question: Message
    label_id: int | None
    again: bool
    stop: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The first 50 of `count` jobs that a question holds back. `common` is the question of all of them when
    it is the same. `open`: not all of them wait for a stop to end."""

    rows: tuple[JobRow, ...]
    count: int
    common: Message
    open: bool

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def list_jobs(
    *, batch: LabelBatch, stops: Mapping[str, Message] = NO_STOPS, page: str | int | None = 1
) -> tuple[tuple[JobRow, ...], Page[Any]]:
    """One page of all jobs, in the batch's order. `stops`: why packages are stopped, by number."""
    jobs = batch.jobs.prefetch_related("printer").order_by("position", "copy")  # one object for all rows
    found = Paginator(jobs, PAGE_SIZE).get_page(page)
    newest = {job.position: job.copy for job in found}  # they come in the order of their copies
    boxes = boxes_of(numbers=[job.package_number for job in found])
    return tuple(_row(job, boxes, stops, newest=newest[job.position]) for job in found), found


def questions(*, batch: LabelBatch, stops: Mapping[str, Message] = NO_STOPS) -> Questions:
    """Jobs that are held back until a person decides whether to print them, in the batch's order."""
    found = FIRST_ASKED.objects(batch=batch.pk)
    count = len(found) if len(found) <= MOST_QUESTIONS else _asked(batch=batch.pk).count()
    shown = found[:MOST_QUESTIONS]
    boxes = boxes_of(numbers=[job.package_number for job in shown])
    rows = tuple(_row(job, boxes, stops) for job in shown)
    is_open = count > len(rows) or not all(row.stop for row in rows)
    return Questions(rows=rows, count=count, common=_common(batch, shown, count), open=is_open)


def _common(batch: LabelBatch, shown: list[PrintJob], count: int) -> Message:
    """The question of all, when there are several and it is the same."""
    first = shown[0].question if shown else NOTHING
    if count < 2 or any(job.question != first for job in shown):
        return NOTHING
    is_same = count == len(shown) or not _asked(batch=batch.pk).exclude(question=first).exists()
    return first if is_same else NOTHING


def _asked(*, batch: int) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(HELD_BY_QUESTION, batch=batch).order_by("position", "copy")


FIRST_ASKED = Compiled(lambda **of: _asked(**of).select_related("printer")[: MOST_QUESTIONS + 1])


def stale_packages(*, batch: LabelBatch) -> tuple[str, ...]:
    """Packages of the batch that were changed after their label was fetched, in its order."""
    stale = batch.jobs.filter(state=State.READY, label__stale_at__isnull=False).order_by("position")
    return tuple(stale.values_list("package_number", flat=True))


def why_waiting(*, batch: LabelBatch) -> Message:
    """What Seller Center answered where jobs still wait after a request; empty when none does."""
    waiting = batch.jobs.filter(state__in=PrintJob.WAITING).exclude(reason="")
    return waiting.values_list("reason", flat=True).first() or NOTHING


def _row(job: PrintJob, boxes: dict[str, Box], stops: Mapping[str, Message], *, newest: int = 0) -> JobRow:
    state, tone = state_text(job)
    return JobRow(
        id=job.pk,
        position=job.position,
        number=job.package_number,
        copy=describe_copy(job),
        box=boxes.get(job.package_number, UNKNOWN_BOX),
        state=state,
        tone=tone,
        own=job.own,
        requested=clock(job.wanted_at),
        steps=steps_of(job),
        warning=job.warning,
        question=job.question,
        label_id=job.label_id,
        again=job.copy >= newest and (job.state == State.PRINTED or needs_a_person(job)),
        stop=stops.get(job.package_number, NOTHING),
    )


def clock(moment: datetime | None) -> str:
    """`14:03:22` in the warehouse's time."""
    return timezone.localtime(moment).strftime("%H:%M:%S") if moment else ""


def steps_of(job: PrintJob) -> tuple[Message, ...]:
    """One for each of STEPS: how long after its request; empty where it has not got so far."""
    reached = REACHED.get(job.state, STEPS)
    return tuple(span(job.wanted_at, getattr(job, step) if step in reached else None) for step in STEPS)


def medians(*, batch: LabelBatch) -> tuple[Message, ...]:
    """The median over all labels of the batch for each of STEPS; empty where none got so far."""
    rows = list(batch.jobs.values_list("state", "wanted_at", *STEPS))
    return tuple(_median(rows, place) for place in range(len(STEPS)))


def span(start: datetime, end: datetime | None) -> Message:
    """`+1.2 s`, `+4 min` or `+3 h`; empty when there is no end, or it was before the start."""
    return _after((end - start).total_seconds()) if end and end >= start else NOTHING


def _median(rows: Sequence[tuple[object, ...]], place: int) -> Message:
    spans = []
    for state, requested_at, *moments in rows:
        moment = moments[place] if STEPS[place] in REACHED.get(str(state), STEPS) else None
        if isinstance(moment, datetime) and isinstance(requested_at, datetime) and moment >= requested_at:
            spans.append((moment - requested_at).total_seconds())
    return _after(median(spans)) if spans else NOTHING


def _after(seconds: float) -> Message:
    if seconds < 100:
        return messages.SECONDS_AFTER(number=number_format(seconds, 1))
    if seconds < 6000:
        return messages.MINUTES_AFTER(number=round(seconds / 60))
    return messages.HOURS_AFTER(number=round(seconds / 3600))
