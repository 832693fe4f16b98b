"""One label asked for, and what is written of the answer."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from packages_ui.drawing.errors import Busy
from packages_ui.labels.detect import DetectedLabel, LabelFormat, detect
from packages_ui.labels.errors import LabelError
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
GIVE_UP_ON_CARRIER = timedelta(minutes=5)  # that has not made the label yet
SOONEST, LATEST = timedelta(seconds=5), timedelta(seconds=60)  # until it is asked for again
GIVE_UP_ON_ONE = timedelta(minutes=2)  # a server that fails on this label alone never gets better by waiting
DEADLINE_SECONDS = 25.0
REFUSED_ADVICE = "Retry later, or print our own label."
NEVER_MADE = (
    "The carrier still has not made this label after 5 minutes, so it was given up. Nothing was printed. "
    "Retry it later, or print our own label."
)
UNRECOGNISED = (
    "The carrier sent something that is not a label we know (ZPL, EPL, PDF, a picture or HTML). "
    "It is kept for download; print our own label or ask the carrier."
)
A_LINK = (
    "The carrier sent a link instead of a label, and links are not opened. "
    "It is kept for download; print our own label or open the link yourself."
)
NO_LABEL = {LabelFormat.UNKNOWN.value: UNRECOGNISED, LabelFormat.URL.value: A_LINK}
UNFORESEEN = (
    "Something unexpected went wrong with this label; nothing was stored. Retry it; if it fails again, print "
    "our own label and tell an administrator: the log says more."
)
BUSY = "Other labels are being drawn at the moment; this one comes after them."
NO_DISK = "The label could not be stored: {reason}. Free some space where labels are kept, then retry."
READY_SQL = (
    "UPDATE packages_ui_printjob SET state = 'ready', claim = '', reason = '', label_id = %s, "
    "fetched_at = %s, ready_at = %s WHERE id = %s AND state = 'fetching' AND claim = %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The answer for one job: a stored label, or why there is none.

    `again`: the fault is not this label's. The row stays claimed until the fetch ends, then waits for the
    next one, so that it is not asked for over and over. `later`: the carrier has not made it yet; it is asked
    for again after a while, and nothing else waits for that.
    """

    job: PrintJob
    label: Label | None = None
    reason: str = ""
    retryable: bool = True
    again: bool = False
    later: bool = False
    key_refused: bool = False


class NotReady(Exception):
    """The carrier has not made the label yet. str() is a sentence for the packer."""


@dataclass(slots=True)
class Written:
    """What writing told: batches in which nothing waits now, how many answers were outages, and the sentence
    of a refused key."""

    settled: list[int]
    outages: int
    key_refused: str


def fetch_one(job: PrintJob) -> Fetched:  # noqa: PLR0911 - one answer for each kind of error
    """Ask for the label of `job` (PKG104) or draw our own, and store its bytes. Never raises."""
    try:
        return _fetch(job)
    except Unauthorized as error:
        return Fetched(job=job, reason=str(error.sentence), again=True, key_refused=True)
    except Refused as error:
        return Fetched(job=job, reason=f"{error.what} {REFUSED_ADVICE}")
    except NotFound as error:
        return Fetched(job=job, reason=str(error.sentence), retryable=False)
    except OUTAGE as error:
        patience = GIVE_UP_ON_ONE if isinstance(error, ServerFailed) else GIVE_UP
        return Fetched(job=job, reason=str(error.sentence), again=timezone.now() - job.wanted_at < patience)
    except SellerCenterError as error:
        return Fetched(job=job, reason=str(error.sentence))
    except OSError as error:
        return Fetched(job=job, reason=NO_DISK.format(reason=error.strerror or "the disk refused it"))
    except LabelError as error:
        return Fetched(job=job, reason=str(error))
    except Busy:
        return Fetched(job=job, reason=BUSY, again=True)
    except Exception:  # one label that nobody foresaw must not hold up all others for ever
        logger.exception("The label of job %s could not be fetched.", job.pk)
        return Fetched(job=job, reason=UNFORESEEN)


def _fetch(job: PrintJob) -> Fetched:
    try:
        label = ask(number=job.package_number, fingerprint=job.fingerprint, own=job.own)
    except NotReady as why:
        later = timezone.now() - job.wanted_at < GIVE_UP_ON_CARRIER
        return Fetched(job=job, reason=str(why) if later else NEVER_MADE, later=later)
    return Fetched(job=job, label=label, reason=why_none(label))


def why_none(label: Label) -> str:
    """Why what came is kept, but cannot be printed; empty for a label."""
    return label.problem or NO_LABEL[label.format] if label.format in NO_LABEL else ""


def ask(*, number: str, fingerprint: str, own: bool = False, carrier: str = "") -> Label:
    """Ask for the package's label (PKG104) or draw our own, and store its bytes. The row is not saved yet;
    `why_none` tells of what cannot be printed. Raises NotReady, SellerCenterError, LabelError, Busy,
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
    """Write the answers of rows that are still ours (`token`), in one transaction."""
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
        key_refused=next((result.reason for result in results if result.key_refused), ""),
    )


def _note_carriers(labels: list[Label]) -> None:
    """Whose labels they are: what a company makes its labels for is said once for all."""
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
    """The fields that an answer without a usable label sets on its row."""
    if result.later:
        pause = min(max((now - result.job.wanted_at) / 2, SOONEST), LATEST)
        return {"state": State.WANTED, "claim": "", "reason": result.reason, "due_at": now + pause}
    if result.again:
        return {"reason": "" if result.key_refused else result.reason}  # every page says that of the key
    return {
        "state": State.FAILED,
        "claim": "",
        "label": result.label,
        "reason": result.reason,
        "retryable": result.retryable,
        "failed_at": now,
    }
