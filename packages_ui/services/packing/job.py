"""The print job of the label of a package that is being packed: one statement, or a part of another."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When

from backoffice.compiled import Compiled, OneOf, row_as_text, row_of_text, texts
from packages_ui.models import Packing, PrintJob

State = PrintJob.State
READ_WITH = ("label", "printer", "batch", "batch__printer")


def job_of(packing: Packing) -> PrintJob | None:
    """The newest copy of its label that is not cancelled."""
    number, batch = packing.package_number, packing.batch_id
    found = JOB_IN.objects(number=number, batch=batch) if batch else JOB.objects(number=number)
    return next(iter(found), None)


def job_in() -> Case:
    """The same as JSON, for a statement about packings; none before the units are done."""
    number = OuterRef("package_number")
    mine = row_as_text(_job_in(number=number, batch=OuterRef("batch")), *READ_WITH)
    return Case(
        When(units_done_at=None, then=Value(None)),
        When(batch=None, then=Subquery(row_as_text(_good_job(number=number), *READ_WITH))),
        default=Subquery(mine),
        output_field=TextField(),
    )


def job_of_text(text: str | None) -> PrintJob | None:
    """What `job_in` selected."""
    return row_of_text(PrintJob, text, *READ_WITH) if text else None


def _jobs(number: str | OuterRef) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(package_number=number).exclude(state=State.CANCELLED)


def _job_in(*, number: str | OuterRef, batch: int | OuterRef) -> QuerySet[PrintJob]:
    return _jobs(number).filter(batch=batch).order_by("-copy", "-id")


def _good_job(*, number: str | OuterRef) -> QuerySet[PrintJob]:
    good = _jobs(number).exclude(state=State.FAILED).exclude(label__stale_at__isnull=False)
    return good.order_by("-id")


JOB_IN = Compiled(lambda *, number, batch: _job_in(number=number, batch=batch).select_related(*READ_WITH)[:1])
JOB = Compiled(lambda *, number: _good_job(number=number).select_related(*READ_WITH)[:1])


def jobs_of(packings: Iterable[Packing]) -> dict[int, PrintJob]:
    """The same for many, in one query: by the id of the packing."""
    by_number: dict[str, list[PrintJob]] = {}
    numbers = {packing.package_number for packing in packings}
    for job in JOBS_OF.objects(numbers=texts(numbers)) if numbers else ():
        by_number.setdefault(job.package_number, []).append(job)
    found = {packing.pk: _newest(packing, by_number.get(packing.package_number, [])) for packing in packings}
    return {pk: job for pk, job in found.items() if job is not None}


def _jobs_of(*, numbers: str) -> QuerySet[PrintJob]:
    jobs = PrintJob.objects.filter(OneOf("package_number", numbers)).exclude(state=State.CANCELLED)
    return jobs.select_related(*READ_WITH).order_by("id")


JOBS_OF = Compiled(_jobs_of)


def _newest(packing: Packing, jobs: Sequence[PrintJob]) -> PrintJob | None:
    """Of `jobs` in the order of their ids."""
    if packing.batch_id:
        mine = [job for job in jobs if job.batch_id == packing.batch_id]
        return max(mine, key=lambda job: (job.copy, job.pk), default=None)
    good = [job for job in jobs if job.state != State.FAILED and not (job.label and job.label.stale_at)]
    return good[-1] if good else None
