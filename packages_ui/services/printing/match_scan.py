"""Match a scan against recently printed labels."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.utils import timezone

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.services.barcodes.codes import plain, readings
from packages_ui.services.barcodes.package_codes import ON_BOX, numbers_of, numbers_within

RECENT = timedelta(days=7)
LEAST = 6  # characters that a part of a number must have to identify it


def job_of_scan(*, batch: LabelBatch, texts: Sequence[str]) -> PrintJob | None:
    """The label of the batch that holds what was scanned; of several copies the newest that is on paper.
    `texts` are the ways to read the scan, the likeliest first. None where no label matches, or labels of
    several packages do."""
    jobs = batch.jobs.filter(state__in=PrintJob.ON_PAPER, sending_at__isnull=False)
    newest_first = jobs.select_related("label", "printer", "batch__printer").order_by("-sending_at", "-copy")
    return scanned_among(newest_first, *texts)


def scanned_among(jobs: Iterable[PrintJob], *texts: str) -> PrintJob | None:
    """The first of `jobs` whose number, codes or barcodes equal the scan; else one that contains it, if all
    that do are of one package. `texts` as above."""
    known = [(job, codes_of(job)) for job in jobs]
    return next(filter(None, (_with_code(plain(text), known) for text in readings(texts))), None)


def _with_code(wanted: str, known: Sequence[tuple[PrintJob, set[str]]]) -> PrintJob | None:
    if not wanted:
        return None
    if exact := [job for job, codes in known if wanted in codes]:
        return _of_one_package(exact)
    return _of_one_package([job for job, codes in known if any(_part(wanted, code) for code in codes)])


def on_paper_lately(*, texts: Sequence[str], but: str = "") -> list[str]:
    """The packages, other than `but`, whose label was sent in the last days and holds what was scanned; the
    newest first. `texts` as above."""
    return sent_lately(numbers=bearing(texts=texts), but=but)


def bearing(*, texts: Sequence[str]) -> list[str]:
    """The packages with what was scanned on their boxes; else those with a part of it. `texts` as above."""
    return numbers_of(texts, kinds=ON_BOX) or numbers_within(texts, kinds=ON_BOX)


def sent_lately(*, numbers: Collection[str], but: str = "") -> list[str]:
    """Those, other than `but`, whose label was sent in the last days, the newest first."""
    sent = PrintJob.objects.filter(package_number__in=numbers, sending_at__gte=timezone.now() - RECENT)
    newest = sent.exclude(package_number=but).order_by("-sending_at")
    return list(dict.fromkeys(newest.values_list("package_number", flat=True))) if numbers else []


def codes_of(job: PrintJob) -> set[str]:
    """Package number, tracking and waybill number, and the texts read from its barcodes."""
    read = job.label.barcodes if job.label else ""
    texts = (job.package_number, *job.codes.split("\n"), *read.split("\n"))
    return {code for text in texts if (code := plain(text))}


def _part(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= LEAST and shorter in longer


def _of_one_package(jobs: Sequence[PrintJob]) -> PrintJob | None:
    return jobs[0] if len({job.package_number for job in jobs}) == 1 else None
