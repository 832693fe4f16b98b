"""Say that every label of the print dialog is on paper."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui.services.printing.browser import came_out
from packages_ui.views.batch_page import Told, find
from packages_ui.views.batch_told import labels, tell


@require_POST
@permission_required("packages_ui.print_labels", raise_exception=True)
def batch_came_out(request: HttpRequest, pk: int) -> HttpResponse:
    """A browser tells nobody what became of its dialog."""
    batch = find(pk)
    count = came_out(batch=batch, user_id=request.user.pk)
    said = f"Noted: {labels(count)} printed." if count else "That was answered already. Nothing was changed."
    return tell(request, batch, Told(said=said))
