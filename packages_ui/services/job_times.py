"""When a label came from one step to the next: asked, fetched, ready, sent, printed, read back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from packages_ui.models import LabelBatch, PrintJob

State = PrintJob.State
STEPS = ("fetched_at", "ready_at", "sent_at", "printed_at", "read_back_at")
# what a row that is not as far any more, or not for this time, still bears from before says nothing
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


def clock(moment: datetime | None) -> str:
    """`14:03:22` in the warehouse's time."""
    return timezone.localtime(moment).strftime("%H:%M:%S") if moment else ""


def steps_of(job: PrintJob) -> tuple[str, ...]:
    """One text for each of STEPS: how long after it was asked for; empty where it did not come so far."""
    reached = REACHED.get(job.state, STEPS)
    return tuple(span(job.wanted_at, getattr(job, step) if step in reached else None) for step in STEPS)


def medians(*, batch: LabelBatch) -> tuple[str, ...]:
    """The median over all labels of the batch for each of STEPS; empty where none came so far."""
    rows = list(batch.jobs.values_list("state", "wanted_at", *STEPS))
    return tuple(_median(rows, place) for place in range(len(STEPS)))


def span(start: datetime, end: datetime | None) -> str:
    """`+1.2 s`, `+4 min` or `+3 h`; empty when there is no end, or it was before the start."""
    return _words(end - start) if end and end >= start else ""


def _median(rows: Sequence[tuple[object, ...]], place: int) -> str:
    spans = []
    for state, asked, *moments in rows:
        moment = moments[place] if STEPS[place] in REACHED.get(str(state), STEPS) else None
        if isinstance(moment, datetime) and isinstance(asked, datetime) and moment >= asked:
            spans.append((moment - asked).total_seconds())
    return _words(timedelta(seconds=median(spans))) if spans else ""


def _words(length: timedelta) -> str:
    seconds = length.total_seconds()
    if seconds < 100:
        return f"+{seconds:.1f} s"
    return f"+{seconds / 60:.0f} min" if seconds < 6000 else f"+{seconds / 3600:.0f} h"
