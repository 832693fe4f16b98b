"""Send no more labels of a batch to its printer."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui.services.printing.pause import pause_batch
from packages_ui.views.batch_page import Told, find
from packages_ui.views.batch_told import tell


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """The printer goes on with the next batch."""
    batch = find(pk)
    paused = pause_batch(batch=batch, user_id=request.user.pk)
    batch.refresh_from_db()
    said = (
        "Paused. What the printer holds already comes out; it goes on with the next batch."
        if paused
        else "It was paused already. Nothing was changed."
    )
    return tell(request, batch, Told(said=said))
