"""Screens on the wall: the page that makes and revokes their addresses, and what such an address shows."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from packages_ui.services.mirror.sync import copy_state
from packages_ui.services.overview import screens
from packages_ui.services.overview.backlog import total
from packages_ui.services.overview.summary import Summary, summary
from packages_ui.services.overview.waits import waits
from packages_ui.views.http import StaffRequest
from packages_ui.views.overview.words import backlog_rows
from packages_ui.views.packages.list_notices import copy_notices
from packages_ui.views.stations.station import version_of

MOST_ROWS = 5
MANAGES = "packages_ui.manage_screens"


class ScreenForm(forms.Form):
    """Where the screen hangs, and for how many days its address works."""

    screen = forms.CharField(
        max_length=60,
        label=gettext_lazy("Where it hangs"),
        error_messages={"required": gettext_lazy("Enter a name.")},
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=365,
        initial=90,
        localize=False,
        label=gettext_lazy("Days until the address expires"),
        widget=forms.NumberInput({"class": "form-control"}),
    )

    def __init__(self, *values: Any, **options: Any) -> None:
        super().__init__(*values, **{"label_suffix": "", **options})


@require_http_methods(["GET", "POST"])
@permission_required(MANAGES, raise_exception=True)
def wall_screens(request: StaffRequest) -> HttpResponse:
    """GET: those that work. POST: make one; its address is shown this once. 422 with errors."""
    if request.method != "POST":
        return _show(request, ScreenForm())
    form = ScreenForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    name, days = form.cleaned_data["screen"], form.cleaned_data["days"]
    token = screens.make_screen(name=name, days=days, user_id=request.user.pk)
    address = request.build_absolute_uri(reverse("packages_ui:wall_screen", args=[token]))
    return _show(request, ScreenForm(), address=address)


@require_POST
@permission_required(MANAGES, raise_exception=True)
def wall_screen_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    revoked = screens.revoke_screen(pk=pk, user_id=request.user.pk)
    messages.success(request, _("The address no longer works.") if revoked else _("It did not work anyway."))
    return redirect("packages_ui:wall_screens")


@login_not_required
@require_GET
def wall_screen(request: HttpRequest, token: str) -> HttpResponse:
    """What hangs on the wall; 204 where the page has `seen` it. 404 for a wrong, expired or revoked token,
    429 where too many are tried. It reads no session and sets no cookie."""
    address = request.META.get("REMOTE_ADDR", "")
    if not screens.may_try(address=address):
        return HttpResponse(status=429)
    found = screens.screen_of(token)
    if found is None:
        screens.tried_wrong(address=address)
        raise Http404
    if not screens.may_show(found):
        return HttpResponse(status=429)
    return _screen(request)


def _screen(request: HttpRequest) -> HttpResponse:
    found = summary()
    context = board(found)
    context["version"] = version_of(*context.values())
    made_at = timezone.localtime(found.made_at).strftime("%H:%M:%S")
    if request.GET.get("seen") == context["version"]:
        response = HttpResponse(status=204)
    else:
        part = "#board" if "seen" in request.GET else ""
        response = render(request, f"overview/screen.html{part}", {**context, "as_of": made_at})
    response["X-As-Of"] = made_at
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def board(found: Summary) -> dict[str, Any]:
    """No name of a person, customer or packer is on it."""
    every = total(found.backlog)
    return {
        "notices": [str(notice.sentence) for notice in copy_notices(copy_state())],
        "figures": [
            (_("To pack"), every.to_pack, ""),
            (_("Ready to Ship"), every.packed, ""),
            (_("Late"), every.late, "late" if every.late else ""),
            (_("Packed today"), found.packed_today, ""),
            (_("In the last hour"), found.packed_hour, ""),
        ],
        "rows": [row for row in backlog_rows(found) if row["pickup"]][:MOST_ROWS],
        "waits": [(str(wait.sentence), str(wait.severity)) for wait in waits() if wait.count],
    }


def _show(request: StaffRequest, form: ScreenForm, *, address: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "screens": screens.open_screens(), "address": address}
    return render(request, "overview/screens.html", context, status=status)
