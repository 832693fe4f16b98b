"""A status change in conflict is sent once more."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services.status_changes.decide import again
from packages_ui.views.pack_waiting_told import decided

QUEUE_OUT = " The queue cannot be reached, so it waits until that is back."


@require_POST
@permission_required("packages_ui.pack_packages", raise_exception=True)
def pack_again(request: HttpRequest, pk: int) -> HttpResponse:
    """At once; with the same trouble it comes back as a conflict."""

    def send_again() -> str:
        change = again(change_id=pk, user_id=request.user.pk or 0)
        said = f"Package {change.package_number} is sent again."
        return said if tasks.wake_status_changes() else said + QUEUE_OUT

    return decided(request, send_again)
