"""What a person says of a label that nobody else can tell of, or that should not be printed unasked."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from packages_ui.models import Act, PrintJob
from packages_ui.services.locks import lock_batches
from packages_ui.services.printing import ledger

State, Proof = PrintJob.State, PrintJob.Proof


def answer_unknown(*, jobs: Sequence[PrintJob], came_out: bool, user_id: int) -> int:
    """It came out: printed. It did not: it is printed again. How many were still unknown; a second answer,
    or one that the printer has given meanwhile, counts for nothing."""
    with transaction.atomic():
        lock_batches(_rows(jobs))
        answered = [job for job in jobs if job.state == State.UNKNOWN and _answer(job, came_out=came_out)]
        Act.objects.bulk_create(_act(job, user_id, {"came_out": came_out}) for job in answered)
    return len(answered)


def answer_question(*, jobs: Sequence[PrintJob], print_it: bool, user_id: int) -> int:
    """Print it although its barcodes are not as they should be, or leave it out. How many still asked."""
    asked = PrintJob.objects.filter(state=State.READY).exclude(question="")
    move = _let_print if print_it else _leave_out
    with transaction.atomic():
        lock_batches(_rows(jobs))
        answered = [job for job in jobs if move(asked.filter(pk=job.pk), job)]
        Act.objects.bulk_create(_act(job, user_id, {"print_it": print_it}) for job in answered)
    return len(answered)


def answer_twice(*, jobs: Sequence[PrintJob], user_id: int) -> int:
    """Somebody has looked whether they came out twice. How many were still asked about; of a label that is in
    the printer nobody can say yet."""
    asked = PrintJob.objects.filter(state=State.PRINTED, maybe_twice=True)
    with transaction.atomic():
        lock_batches(_rows(jobs))
        answered = [job for job in jobs if asked.filter(pk=job.pk).update(maybe_twice=False)]
        Act.objects.bulk_create(_act(job, user_id, {"looked_for_two": True}) for job in answered)
    return len(answered)


def _rows(jobs: Sequence[PrintJob]) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(pk__in=[job.pk for job in jobs])


def _let_print(asked: QuerySet[PrintJob], job: PrintJob) -> int:
    return asked.update(checked=True, warning=job.question, question="")


def _leave_out(asked: QuerySet[PrintJob], job: PrintJob) -> int:
    return ledger.move(asked, State.READY, State.CANCELLED, reason=job.question)


def _answer(job: PrintJob, *, came_out: bool) -> bool:
    return ledger.confirm(job, Proof.PERSON) if came_out else ledger.give_back(job, attempts=0)


def _act(job: PrintJob, user_id: int, answer: dict[str, bool]) -> Act:
    return Act(
        package_number=job.package_number,
        verb=Act.Verb.ANSWER,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        after={"batch": job.batch_id, **answer},
    )
