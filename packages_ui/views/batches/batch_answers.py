"""A person's answers about a batch's labels: print them although something is wrong, all are printed, they
were checked for duplicates."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services.printing.answers import answer_question, answer_twice
from packages_ui.services.printing.browser import came_out
from packages_ui.services.printing.progress import forget_head
from packages_ui.views.batches.batch import (
    Result,
    answer,
    find_batch,
    job_ids,
    queue_out,
    refuse,
    why_stopped,
)
from packages_ui.views.http import StaffRequest


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """`job` (repeated, or `all=1` for all that are held) and `print_it`: yes or no."""
    batch, print_it = find_batch(pk), request.POST.get("print_it", "")
    if print_it not in ("yes", "no"):
        return refuse(
            request,
            batch,
            _("Answer missing. Nothing was changed. Press one of the two buttons."),
            status=422,
        )
    held = batch.jobs.exclude(question="")
    jobs = held if request.POST.get("all") == "1" else held.filter(pk__in=job_ids(request))
    user_id = request.user.pk
    count = answer_question(jobs=list(jobs), print_it=print_it == "yes", user_id=user_id)
    forget_head()
    if not count and print_it == "yes" and (refusal := why_stopped(jobs)):
        return refuse(request, batch, refusal)
    woken = tasks.wake_feeders() if count and print_it == "yes" else True
    warning = "" if woken else queue_out()
    return answer(request, batch, Result(done=_answered(count, print_it), warning=warning))


def _answered(count: int, print_it: str) -> str:
    if not count:
        return already_answered()
    if print_it == "yes":
        sentence = ngettext("%(count)s label will be printed.", "%(count)s labels will be printed.", count)
    else:
        sentence = ngettext("%(count)s label is left out.", "%(count)s labels are left out.", count)
    return sentence % {"count": count}


def already_answered() -> str:
    return _("Already answered. Nothing was changed.")


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_came_out(request: StaffRequest, pk: int) -> HttpResponse:
    """A browser does not report what its dialog printed."""
    batch = find_batch(pk)
    count = came_out(batch=batch, user_id=request.user.pk)
    confirmed = ngettext("%(count)s label confirmed.", "%(count)s labels confirmed.", count)
    done = confirmed % {"count": count} if count else already_answered()
    return answer(request, batch, Result(done=done))


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_looked(request: StaffRequest, pk: int) -> HttpResponse:
    """`job` (repeated): the labels that the page named, and none that became questionable since."""
    batch = find_batch(pk)
    jobs = batch.jobs.filter(pk__in=job_ids(request))
    count = answer_twice(jobs=list(jobs), user_id=request.user.pk)
    checked = ngettext(
        "%(count)s label checked for a duplicate.", "%(count)s labels checked for duplicates.", count
    )
    nothing = _("Nothing was changed: already answered, or not printed yet.")
    done = checked % {"count": count} if count else nothing
    return answer(request, batch, Result(done=done))
