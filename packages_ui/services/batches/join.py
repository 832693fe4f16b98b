"""Join the labels of a settled batch into one PDF, in the batch's order."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import PATIENT, Patience
from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.labels.compare import matches
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import loses_barcode
from packages_ui.messages import batches as messages
from packages_ui.messages import common
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services import label_files, lease
from packages_ui.services.label_files import FileLost, Folder
from packages_ui.services.locks import lock_batches, locked_batch
from packages_ui.services.marks.stops import stopped
from packages_ui.services.printing import carrier_dpi

logger = logging.getLogger(__name__)
State = PrintJob.State
LEASE_SECONDS = 15
CHUNK = 50
THREADS = 2


class GoesOn(Exception):
    """A label had to be given up, which took long: the rest is done in another run."""


class LeaseLost(Exception):
    """Another worker may be joining the batch by now."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages of one job's label (a path relative to MEDIA_ROOT) and what is missing on them, or why there
    are none."""

    job: PrintJob
    path: str = ""
    note: Message = NOTHING
    reason: Message = NOTHING
    lost: bool = False


def join_batch(*, batch_id: int, on_rest: Callable[[], object] = bool) -> bool:
    """Make the PDF of the batch if it has settled and has none. Returns whether anything was written.

    A label that cannot be drawn fails its own job; one whose file is missing is requested again. `on_rest` is
    called where joining continues once others have had their turn.
    """
    token = lease.take(name=f"join-{batch_id}", seconds=LEASE_SECONDS)
    if token is None:
        return False
    try:
        with lease.kept(token=token, seconds=LEASE_SECONDS):
            return _join_while_held(batch_id, token)
    except GoesOn:
        on_rest()
    return False


def _join_while_held(batch_id: int, token: str) -> bool:
    try:
        return _join(batch_id, token)
    except OSError as error:
        problem = messages.PDF_NOT_WRITTEN(why=error.strerror or common.DISK_REFUSED())
        LabelBatch.objects.filter(pk=batch_id).update(problem=problem)
    except (Busy, LeaseLost) as why:
        logger.info("Batch %s is joined later: %s.", batch_id, type(why).__name__)
    return False


def pages(label: Label, *, made_for: int = 0, patience: Patience = PATIENT) -> str:
    """The label's PDF (a path relative to MEDIA_ROOT), made on first use; then `label.undrawn` is set too,
    and the caller saves both. `made_for`: its carrier's, from printing/carrier_dpi. Raises LabelError,
    Busy or FileLost."""
    if label.pages_path and (label_files.root() / label.pages_path).exists():
        return label.pages_path
    content = label_files.load(label.path, digest=label.sha256)
    paged = draw.to_paged(content, LabelFormat(label.format), made_for=made_for, patience=patience)
    path, _ = label_files.store(paged.pdf, folder="pages", suffix="pdf")
    label.undrawn = paged.note
    return path


def _join(batch_id: int, token: str) -> bool:
    jobs = PrintJob.objects.filter(batch_id=batch_id)
    batch = LabelBatch.objects.select_related("printer").filter(pk=batch_id, pdf_path="").first()
    if batch is None or batch.is_fed or _waits(batch_id):
        return False
    ready = list(
        jobs.filter(~stopped(), state=State.READY).order_by("position", "copy").select_related("label")
    )
    drawn = _draw_all(ready, token)
    good = [result for result in drawn if result.path]
    return bool(good) and not any(result.lost for result in drawn) and _write_pdf(batch_id, good)


def _draw_all(ready: list[PrintJob], token: str) -> list[Drawn]:
    """The result of each, saved as it comes. After one that had to be given up, other tasks have their turn
    first. Raises GoesOn, Busy, or LeaseLost."""
    drawn: list[Drawn] = []
    stop, dpis = Event(), {row.carrier: row.dpi for row in carrier_dpi.all_set()}
    with ThreadPoolExecutor(THREADS, thread_name_prefix="draw") as pool:
        for start in range(0, len(ready), CHUNK):
            tried = pool.map(partial(_draw, stop=stop, dpis=dpis), ready[start : start + CHUNK])
            some = [result for result in tried if result]
            _write_drawn(some)
            drawn.extend(some)
            if not lease.renew(token=token, seconds=LEASE_SECONDS):
                raise LeaseLost
            if stop.is_set():
                raise GoesOn
    return drawn


def _waits(batch_id: int) -> bool:
    return PrintJob.objects.filter(batch_id=batch_id, state__in=PrintJob.WAITING).exists()


def _draw(job: PrintJob, stop: Event, dpis: Mapping[str, int]) -> Drawn | None:
    """The pages of one label; runs in a thread, so it makes no queries. Sets `stop` where the label had to be
    given up; None once that is set."""
    if stop.is_set():
        return None
    if job.label is None:
        return Drawn(job, lost=True)
    try:
        return _checked(job, job.label, pages(job.label, made_for=dpis.get(job.label.carrier, 0)))
    except LabelError as error:
        if isinstance(error, Undrawable):
            stop.set()
        return Drawn(job, reason=error.sentence)
    except FileLost:
        return Drawn(job, lost=True)
    except (OSError, Busy):
        raise  # the disk is full, or others draw: reported for the whole batch
    except Exception:  # one unexpected label must not block the batch for ever
        logger.exception("The label of job %s could not be drawn.", job.pk)
        return Drawn(job, reason=messages.JOIN_UNFORESEEN())


def _checked(job: PrintJob, label: Label, path: str) -> Drawn:
    """Without its own barcode a label is useless: a barcode that was not drawn may be that one."""
    if loses_barcode(label.undrawn):
        read = draw.read_barcodes((label_files.root() / path).read_bytes())
        if not matches(read, job.codes.split("\n")):
            return Drawn(job, reason=label.undrawn + messages.OTHER_NUMBER())
    return Drawn(job, path=path, note=label.undrawn)


def _write_drawn(drawn: list[Drawn]) -> None:
    now = timezone.now()
    labels = []
    with transaction.atomic():
        lock_batches(PrintJob.objects.filter(pk__in=[result.job.pk for result in drawn]))
        for result in drawn:
            mine = PrintJob.objects.filter(pk=result.job.pk, state=State.READY)
            if result.lost:
                mine.update(state=State.WANTED, label=None, ready_at=None, wanted_at=now)
            elif result.reason:
                mine.update(state=State.FAILED, reason=result.reason, failed_at=now)
            elif result.note:
                mine.update(warning=result.note)
            if result.path and result.job.label and result.job.label.pages_path != result.path:
                result.job.label.pages_path = result.path
                labels.append(result.job.label)
        Label.objects.bulk_update(labels, ["pages_path", "undrawn"], batch_size=CHUNK)


def _write_pdf(batch_id: int, good: list[Drawn]) -> bool:
    folder: Folder = "batches"
    path = Path(folder, f"{batch_id}-{uuid4().hex[:12]}.pdf")
    target = label_files.root() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = draw.join([label_files.root() / result.path for result in good], target)
    except LabelError as error:
        _write_drawn(_culprits(good, error))
        return False
    with transaction.atomic():
        # locked, so that a retry pressed while the pages were drawn comes wholly before or wholly after
        batch = locked_batch(batch_id)
        still = PrintJob.objects.filter(batch_id=batch_id, state=State.READY).count() == len(good)
        if batch and not batch.pdf_path and not batch.is_fed and still and not _waits(batch_id):
            fields = {"pdf_path": str(path), "pdf_pages": count, "pdf_at": timezone.now(), "problem": ""}
            LabelBatch.objects.filter(pk=batch_id).update(**fields)
            return True
    target.unlink(missing_ok=True)
    return False


def _culprits(good: list[Drawn], error: LabelError) -> list[Drawn]:
    """The label that could not be joined; where it is not known which, each is tried alone."""
    if error.position is not None:
        return [Drawn(good[error.position].job, reason=error.sentence)]
    bad = [Drawn(result.job, reason=reason) for result in good if (reason := _why_not_alone(result))]
    return bad or [Drawn(result.job, reason=messages.NOT_TOGETHER()) for result in good]


def _why_not_alone(one: Drawn) -> Message:
    alone = label_files.root() / f"{one.path}.alone"
    try:
        draw.join([label_files.root() / one.path], alone)
    except LabelError as error:
        return error.sentence
    finally:
        alone.unlink(missing_ok=True)
    return NOTHING
