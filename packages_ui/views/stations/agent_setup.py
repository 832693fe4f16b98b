"""Pair a PC, take that back, give its printers to another one, and the agent's file to download."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from packages_ui.models import PrintAgent
from packages_ui.services.printing import agent_file, agents
from packages_ui.services.printing.agent_move import Moved, move_printers, targets_of
from packages_ui.services.printing.agents import NotPaired
from packages_ui.views.http import StaffRequest, go
from packages_ui.views.stations.agents import Pairing
from packages_ui.views.stations.printer_edit import to_check
from packages_ui.views.stations.stations import show_stations


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def agent_code(request: StaffRequest) -> HttpResponse:
    """`name`: the page with a code for it, which is shown this once; 422 where there is none."""
    name = request.POST.get("name", "")
    try:
        agent, code = agents.make_code(name=name, user_id=request.user.pk)
    except NotPaired as error:
        return show_stations(request, pairing=Pairing(name=name, sentence=str(error)), status=422)
    return show_stations(request, pairing=Pairing(name=agent.name, code=code))


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def agent_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """What waits for its printers stays where it is."""
    agent = get_object_or_404(PrintAgent, pk=pk)
    if agents.revoke(agent=agent, user_id=request.user.pk):
        sentence = _("{pc} is revoked. Labels for its printers wait.").format(pc=agent.name)
    else:
        sentence = _("{pc} was revoked already. Nothing was changed.").format(pc=agent.name)
    messages.success(request, sentence)
    return go(request, reverse("packages_ui:stations"))


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def agent_delete(request: StaffRequest, pk: int) -> HttpResponse:
    """One whose printers are still there stays, and the message says why."""
    agent = get_object_or_404(PrintAgent, pk=pk)
    if agents.forget(agent=agent, user_id=request.user.pk):
        messages.success(request, _("{pc} is deleted.").format(pc=agent.name))
    else:
        why = _("{pc} was not deleted: printers use it. Change or delete those first.").format(pc=agent.name)
        messages.error(request, why)
    return go(request, reverse("packages_ui:stations"))


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def agent_move(request: StaffRequest, pk: int) -> HttpResponse:
    """`to`: the PC that gets its printers. Each that stays is named with the reason."""
    agent = get_object_or_404(PrintAgent, pk=pk)
    to = next((target for target in targets_of(agent) if str(target.pk) == request.POST.get("to")), None)
    if to is None:
        messages.error(request, _("Choose the PC that gets the printers. Nothing was changed."))
        return go(request, reverse("packages_ui:stations"))
    moved = move_printers(agent=agent, to=to, user_id=request.user.pk)
    if moved.printers:
        messages.success(request, _moved(moved, to.name))
    for sentence in moved.left:
        messages.error(request, str(sentence))
    return go(request, reverse("packages_ui:stations"))


def _moved(moved: Moved, pc: str) -> str:
    sentence = ngettext(
        "{printers} now prints by {pc}. Verify it: print a pairing slip and scan it.",
        "{printers} now print by {pc}. Verify them: print pairing slips and scan them.",
        len(moved.printers),
    ).format(printers=", ".join(moved.printers), pc=pc)
    return f"{sentence} {to_check(moved.to_check)}" if moved.to_check else sentence


@require_GET
@permission_required("packages_ui.manage_stations", raise_exception=True)
def agent_download(request: StaffRequest) -> HttpResponse:
    """The agent, with this server's address in it."""
    server = f"{request.scheme}://{request.get_host()}"
    response = HttpResponse(agent_file.for_download(server=server), content_type="text/x-python")
    response["Content-Disposition"] = f'attachment; filename="{agent_file.NAME}"'
    return response
