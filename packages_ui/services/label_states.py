"""Where the cargo label of each package in a list stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, PrintJob
from packages_ui.services.rows import Row

State = PrintJob.State
UNUSABLE = (LabelFormat.UNKNOWN.value, LabelFormat.URL.value)


class LabelWord(StrEnum):
    """What the list says about a label."""

    NONE = "none"
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class LabelState:
    """`reason` says why a label failed or is stale; `batch_id` is the newest batch it was asked for in."""

    word: LabelWord = LabelWord.NONE
    reason: str = ""
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Label:
    fingerprint: str
    stale: bool
    stale_because: str


@dataclass(frozen=True, slots=True)
class _Job:
    batch_id: int
    state: str
    reason: str


def label_states(rows: Iterable[Row]) -> dict[str, LabelState]:
    """The state for each row's number, by two queries: the newest print job of a package decides, and its
    newest label, which is stale when somebody said so or when the row no longer is what it was made from."""
    fingerprints = {row.number: row.fingerprint for row in rows}
    labels, jobs = _newest_labels(list(fingerprints)), _newest_jobs(list(fingerprints))
    return {number: _state(labels.get(number), jobs.get(number), now) for number, now in fingerprints.items()}


def _newest_labels(numbers: list[str]) -> dict[str, _Label]:
    usable = Label.objects.exclude(format__in=UNUSABLE)
    found = usable.filter(package_number__in=numbers).order_by("made_at", "id")
    fields = found.values_list("package_number", "fingerprint", "stale_at", "stale_because")
    return {number: _Label(made_from, at is not None, why) for number, made_from, at, why in fields}


def _newest_jobs(numbers: list[str]) -> dict[str, _Job]:
    found = PrintJob.objects.filter(package_number__in=numbers).exclude(state=State.CANCELLED).order_by("id")
    fields = found.values_list("package_number", "batch_id", "state", "reason")
    return {number: _Job(batch_id, state, reason) for number, batch_id, state, reason in fields}


def _state(label: _Label | None, job: _Job | None, fingerprint_now: str) -> LabelState:
    batch_id = job.batch_id if job else None
    if job and job.state in PrintJob.WAITING:
        return LabelState(LabelWord.FETCHING, batch_id=batch_id)
    if job and job.state == State.FAILED:
        return LabelState(LabelWord.FAILED, job.reason, batch_id)
    if label is None:
        return LabelState(batch_id=batch_id)
    if label.stale:
        return LabelState(LabelWord.STALE, label.stale_because, batch_id)
    if label.fingerprint and label.fingerprint != fingerprint_now:
        return LabelState(LabelWord.STALE, "The package has changed since its label was made.", batch_id)
    return LabelState(LabelWord.READY, batch_id=batch_id)
