"""Which label somebody holds in the hand: what was scanned on it, compared with what is known of it."""

from collections.abc import Iterable, Sequence

from packages_ui.models import LabelBatch, PrintJob

LEAST = 6  # signs that a part of a number must have to stand for the whole


def job_of_scan(*, batch: LabelBatch, texts: Sequence[str]) -> PrintJob | None:
    """The label of the batch that bears what was scanned; of several copies the newest that is on paper.
    `texts` are the ways to read the scan, the likeliest first. None where no label fits, or labels of several
    packages do."""
    jobs = batch.jobs.filter(state__in=PrintJob.ON_PAPER, sending_at__isnull=False)
    newest_first = jobs.select_related("label", "printer", "batch__printer").order_by("-sending_at", "-copy")
    return scanned_among(newest_first, *texts)


def scanned_among(jobs: Iterable[PrintJob], *texts: str) -> PrintJob | None:
    """The first of `jobs` whose number, codes or barcodes are what was scanned; else the one that holds it
    as a part, if all that do are of one package. `texts` as above."""
    known = [(job, codes_of(job)) for job in jobs]
    return next(filter(None, (_bearing(plain(text), known) for text in texts)), None)


def _bearing(wanted: str, known: Sequence[tuple[PrintJob, set[str]]]) -> PrintJob | None:
    if not wanted:
        return None
    if exact := [job for job, codes in known if wanted in codes]:
        return _of_one_package(exact)
    return _of_one_package([job for job, codes in known if any(_part(wanted, code) for code in codes)])


def codes_of(job: PrintJob) -> set[str]:
    """Package number, tracking and waybill number, and what its barcodes were read as."""
    read = job.label.barcodes if job.label else ""
    texts = (job.package_number, *job.codes.split("\n"), *read.split("\n"))
    return {code for text in texts if (code := plain(text))}


def plain(text: str) -> str:
    """Letters and digits only, in capitals: a scanner on another keyboard turns all other signs into others,
    and a Turkish one i into ı."""
    upper = text.replace("ı", "i").replace("İ", "I").upper()
    return "".join(sign for sign in upper if sign.isascii() and sign.isalnum())


def _part(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= LEAST and shorter in longer


def _of_one_package(jobs: Sequence[PrintJob]) -> PrintJob | None:
    return jobs[0] if len({job.package_number for job in jobs}) == 1 else None
