"""Let all printers go on that were held because the database was restored from a backup."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from packages_ui import tasks
from packages_ui.services.printing.restored import go_on, to_tell

GOES_ON = "Printing goes on."
OPEN = "Printing goes on. Without an answer so far, and so not printed by itself: {count}."
BEFORE = "Printing was not held any more. Nothing was changed."


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printing_go_on(request: HttpRequest) -> HttpResponse:
    """What nobody has said anything of stays unknown."""
    if not go_on(user_id=request.user.pk):
        messages.info(request, BEFORE)
        return redirect("packages_ui:unknown")
    tasks.wake_feeders()
    count = to_tell()
    labels = f"{count} label{'' if count == 1 else 's'}"
    messages.success(request, OPEN.format(count=labels) if count else GOES_ON)
    return redirect("packages_ui:unknown")
