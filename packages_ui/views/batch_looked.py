"""Say that somebody has looked whether labels came out twice."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui.services.printing.answer import answer_twice
from packages_ui.views.batch_page import Told, find
from packages_ui.views.batch_told import job_ids, labels, tell

NOTHING = "Nothing was noted: that was answered already, or the label has not come out yet."


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_looked(request: HttpRequest, pk: int) -> HttpResponse:
    """`job` (repeated): the labels that the page named, and no others that are in doubt since."""
    batch = find(pk)
    jobs = batch.jobs.filter(pk__in=job_ids(request))
    count = answer_twice(jobs=list(jobs), user_id=request.user.pk or 0)
    said = f"Noted: somebody has looked for {labels(count)}." if count else NOTHING
    return tell(request, batch, Told(said=said))
