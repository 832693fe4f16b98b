"""What a person says of a batch's labels: they are printed although something is wrong with them, all are on
paper, somebody has looked whether they came out twice."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services.printing.answers import answer_question, answer_twice
from packages_ui.services.printing.browser import came_out
from packages_ui.services.printing.progress import forget_head
from packages_ui.views.batches.batch import QUEUE_OUT, Told, find, job_ids, labels, refuse, tell
from packages_ui.views.http import StaffRequest

NO_ANSWER = "It was not said whether to print. Nothing was changed; press one of the two buttons."
BEFORE = "That was answered already. Nothing was changed."
NOTHING = "Nothing was noted: that was answered already, or the label has not come out yet."


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """`job` (repeated, or `all=1` for all that ask) and `print_it`: yes or no."""
    batch, print_it = find(pk), request.POST.get("print_it", "")
    if print_it not in ("yes", "no"):
        return refuse(request, batch, NO_ANSWER, status=422)
    asking = batch.jobs.exclude(question="")
    jobs = asking if request.POST.get("all") == "1" else asking.filter(pk__in=job_ids(request))
    user_id = request.user.pk
    count = answer_question(jobs=list(jobs), print_it=print_it == "yes", user_id=user_id)
    forget_head()
    woken = tasks.wake_feeders() if count and print_it == "yes" else True
    warning = "" if woken else QUEUE_OUT
    return tell(request, batch, Told(said=_said(count, print_it), warning=warning))


def _said(count: int, print_it: str) -> str:
    if not count:
        return BEFORE
    what = "printed all the same" if print_it == "yes" else "left out"
    return f"{labels(count)} {'is' if count == 1 else 'are'} {what}."


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_came_out(request: StaffRequest, pk: int) -> HttpResponse:
    """A browser tells nobody what became of its dialog."""
    batch = find(pk)
    count = came_out(batch=batch, user_id=request.user.pk)
    said = f"Noted: {labels(count)} printed." if count else "That was answered already. Nothing was changed."
    return tell(request, batch, Told(said=said))


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_looked(request: StaffRequest, pk: int) -> HttpResponse:
    """`job` (repeated): the labels that the page named, and no others that are in doubt since."""
    batch = find(pk)
    jobs = batch.jobs.filter(pk__in=job_ids(request))
    count = answer_twice(jobs=list(jobs), user_id=request.user.pk)
    said = f"Noted: somebody has looked for {labels(count)}." if count else NOTHING
    return tell(request, batch, Told(said=said))
