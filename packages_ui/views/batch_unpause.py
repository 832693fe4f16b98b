"""Let a paused batch go on."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services.printing.pause import resume_batch
from packages_ui.views.batch_page import QUEUE_OUT, Told, find
from packages_ui.views.batch_told import tell


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_unpause(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on behind what its printer is in the middle of."""
    batch = find(pk)
    resumed = resume_batch(batch=batch, user_id=request.user.pk)
    woken = tasks.wake_feeders() if resumed else True
    batch.refresh_from_db()
    said = "It goes on." if resumed else "It was not paused. Nothing was changed."
    return tell(request, batch, Told(said=said, warning="" if woken else QUEUE_OUT))
