"""The slip after a batch: what did not come out, and why. On paper, where the labels are."""

import logging

from django.db import IntegrityError, transaction
from django.db.models import Q

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.models import LabelBatch, Printer, PrintJob, Slip
from packages_ui.services import label_files
from packages_ui.services.printing.queue import OPEN
from packages_ui.services.printing.slip_make import upright

logger = logging.getLogger(__name__)
State = PrintJob.State
MISSING = Q(state__in=(State.FAILED, State.UNKNOWN)) | Q(state=State.READY) & ~Q(question="")


def end_batch(*, batch: LabelBatch, printer: Printer) -> Slip | None:
    """Ask for the end slip, once for a batch; None where none is wanted, nothing is missing, or it goes on
    later."""
    if batch.slips == LabelBatch.Slips.NONE or batch.jobs.filter(OPEN).exists():
        return None
    missing = list(batch.jobs.filter(MISSING).order_by("position", "copy"))
    if not missing:
        return None
    try:
        pdf = _draw(batch, missing, printer)
    except (LabelError, Busy):
        logger.warning("The end slip of batch %s could not be drawn.", batch.pk)
        return None
    path, digest = label_files.store(pdf, folder="slips", suffix="pdf")
    try:
        with transaction.atomic():
            return Slip.objects.create(
                printer=printer, kind=Slip.Kind.END, batch=batch, path=path, sha256=digest
            )
    except IntegrityError:  # it has had its slip
        return None


def _draw(batch: LabelBatch, missing: list[PrintJob], printer: Printer) -> bytes:
    count = f"{len(missing)} {'label' if len(missing) == 1 else 'labels'} missing"
    rows = tuple((job.package_number, job.question or job.reason) for job in missing)
    lines = (str(batch), f"of {batch.jobs.filter(copy=1).count()} labels")
    return draw.draw_slip(Drawing(title=count, lines=lines, rows=rows), size=upright(printer).size)
