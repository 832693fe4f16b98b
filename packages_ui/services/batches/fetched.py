"""Request one label, and save the result."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from packages_ui.drawing.errors import Busy
from packages_ui.labels.detect import DetectedLabel, LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.messages import batches as messages
from packages_ui.messages import common
from packages_ui.messages.message import NOTHING, Message, message
from packages_ui.models import Label, PrintJob
from packages_ui.seller_center.errors import (
    AnswerLost,
    Limited,
    NotFound,
    Refused,
    SellerCenterError,
    ServerFailed,
    TooLate,
    Unauthorized,
    Unreachable,
)
from packages_ui.services import label_files
from packages_ui.services.batches.own_label import draw_own_label
from packages_ui.services.client import seller_center
from packages_ui.services.locks import lock_batches
from packages_ui.services.packages import package_cache

logger = logging.getLogger(__name__)
State = PrintJob.State
OUTAGE = (Unreachable, AnswerLost, TooLate, Limited, ServerFailed)
GIVE_UP = timedelta(minutes=15)
GIVE_UP_ON_CARRIER = timedelta(minutes=5)  # which has not made the label yet
SOONEST, LATEST = timedelta(seconds=5), timedelta(seconds=60)  # until it is requested again
GIVE_UP_ON_ONE = timedelta(minutes=2)  # waiting does not help where the server fails on this label alone
DEADLINE_SECONDS = 25.0
NO_LABEL = {LabelFormat.UNKNOWN.value: messages.UNRECOGNISED, LabelFormat.URL.value: messages.LINK}
READY_SQL = (
    "UPDATE packages_ui_printjob SET state = 'ready', claim = '', reason = '', label_id = %s, "
    "fetched_at = %s, ready_at = %s WHERE id = %s AND state = 'fetching' AND claim = %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The result for one job: a stored label, or why there is none.

    `again`: the fault is not this label's. The row stays claimed until the fetch ends, then waits for the
    next one, so that it is not requested over and over. `later`: the carrier has not made it yet; it is
    requested again after a while, and nothing else waits for that.
    """

    job: PrintJob
    label: Label | None = None
    reason: Message = NOTHING
    retryable: bool = True
    again: bool = False
    later: bool = False
    key_refused: bool = False


class NotReady(Exception):
    """The carrier has not made the label yet. `sentence` is for the packer."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class Written:
    """The result of saving: batches in which nothing waits now, how many responses were outages, and the
    sentence of a refused key."""

    settled: list[int]
    outages: int
    key_refused: Message


def fetch_one(job: PrintJob) -> Fetched:  # noqa: PLR0911 - one result for each kind of error
    """Request the label of `job` (PKG104) or draw our own, and store its bytes. Never raises."""
    try:
        return _fetch(job)
    except Unauthorized as error:
        return Fetched(job=job, reason=error.sentence, again=True, key_refused=True)
    except Refused as error:
        return Fetched(job=job, reason=error.what + messages.RETRY_OR_OWN())
    except NotFound as error:
        return Fetched(job=job, reason=error.sentence, retryable=False)
    except OUTAGE as error:
        patience = GIVE_UP_ON_ONE if isinstance(error, ServerFailed) else GIVE_UP
        return Fetched(job=job, reason=error.sentence, again=timezone.now() - job.wanted_at < patience)
    except SellerCenterError as error:
        return Fetched(job=job, reason=error.sentence)
    except OSError as error:
        return Fetched(job=job, reason=messages.LABEL_NOT_STORED(why=error.strerror or common.DISK_REFUSED()))
    except LabelError as error:
        return Fetched(job=job, reason=error.sentence)
    except Busy:
        return Fetched(job=job, reason=messages.OTHERS_DRAWN(), again=True)
    except Exception:  # one unexpected label must not block all others for ever
        logger.exception("The label of job %s could not be fetched.", job.pk)
        return Fetched(job=job, reason=messages.FETCH_UNFORESEEN())


def _fetch(job: PrintJob) -> Fetched:
    try:
        label = fetch_label(number=job.package_number, fingerprint=job.fingerprint, own=job.own)
    except NotReady as error:
        later = timezone.now() - job.wanted_at < GIVE_UP_ON_CARRIER
        return Fetched(job=job, reason=error.sentence if later else messages.NEVER_MADE(), later=later)
    return Fetched(job=job, label=label, reason=why_none(label))


def why_none(label: Label) -> Message:
    """Why the carrier's response is kept but cannot be printed; empty for a label."""
    if label.format not in NO_LABEL:
        return NOTHING
    return message(label.problem) if label.problem else NO_LABEL[label.format]()


def fetch_label(*, number: str, fingerprint: str, own: bool = False, carrier: str = "") -> Label:
    """Request the package's label (PKG104) or draw our own, and store its bytes. The row is not saved yet;
    `why_none` is why it cannot be printed. Raises NotReady, SellerCenterError, LabelError, Busy,
    OSError."""
    found = _drawn(number) if own else _answered(number)
    path, digest = label_files.store(found.content, folder="labels", suffix=found.format.value)
    return Label(
        package_number=number,
        source=Label.Source.OWN if own else Label.Source.CARRIER,
        carrier="" if own else carrier[:200],
        format=found.format.value,
        size=len(found.content),
        sha256=digest,
        path=path,
        problem=found.problem,
        fingerprint=fingerprint,
        made_at=timezone.now(),
    )


def _drawn(number: str) -> DetectedLabel:
    return DetectedLabel(LabelFormat.PDF, draw_own_label(number=number))


def _answered(number: str) -> DetectedLabel:
    found = detect(seller_center().get_label(number, deadline=DEADLINE_SECONDS))
    if found.is_pending:
        raise NotReady(found.problem)
    if found.is_empty:
        raise LabelError(found.problem)
    return found


def write(results: list[Fetched], *, token: str) -> Written:
    """Save the results of rows that are still ours (`token`), in one transaction."""
    now = timezone.now()
    _note_carriers([result.label for result in results if result.label])
    with transaction.atomic():
        lock_batches(PrintJob.objects.filter(pk__in=[result.job.pk for result in results]))
        Label.objects.bulk_create(result.label for result in results if result.label)
        _write_ready([result for result in results if not result.reason], token, now)
        for result in results:
            if result.reason:
                mine = PrintJob.objects.filter(pk=result.job.pk, state=State.FETCHING, claim=token)
                mine.update(**_not_ready(result, now))
    touched = {result.job.batch_id for result in results}
    waiting_in = PrintJob.objects.filter(batch_id__in=touched, state__in=PrintJob.WAITING)
    unsettled = set(waiting_in.values_list("batch_id", flat=True).distinct())
    return Written(
        settled=sorted(touched - unsettled),
        outages=sum(result.again and not result.key_refused for result in results),
        key_refused=next((result.reason for result in results if result.key_refused), NOTHING),
    )


def _note_carriers(labels: list[Label]) -> None:
    """Save the shipping company of each label: the dpi of its labels is set for the company."""
    found = package_cache.of(numbers=[label.package_number for label in labels]) if labels else {}
    for label in labels:
        if label.source == Label.Source.CARRIER and label.package_number in found:
            label.carrier = found[label.package_number].carrier[:200]


def _write_ready(results: list[Fetched], token: str, now: datetime) -> None:
    """fetching → ready. One statement for many rows: the ORM's own would cost as much as the fetch."""
    at = connection.ops.adapt_datetimefield_value
    rows = [
        (result.label.pk, at(result.label.made_at), at(now), result.job.pk, token)
        for result in results
        if result.label
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(READY_SQL, rows)


def _not_ready(result: Fetched, now: datetime) -> dict[str, object]:
    """The fields that a result without a usable label sets on its row."""
    if result.later:
        pause = min(max((now - result.job.wanted_at) / 2, SOONEST), LATEST)
        return {"state": State.WANTED, "claim": "", "reason": result.reason, "due_at": now + pause}
    if result.again:
        return {"reason": "" if result.key_refused else result.reason}  # every page shows a refused key
    return {
        "state": State.FAILED,
        "claim": "",
        "label": result.label,
        "reason": result.reason,
        "retryable": result.retryable,
        "failed_at": now,
    }
