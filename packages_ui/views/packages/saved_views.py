"""Save the list as it is under a name, delete what was saved, let a group start there; choose its columns."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.services.packages.views import (
    COLUMNS,
    MOST,
    NotSaved,
    delete_view,
    reset_layout,
    save_view,
    set_layout,
    set_start,
)
from packages_ui.views.http import StaffRequest, go, id_of

MOST_OF_QUERY = 1000
WHY = {
    "name": gettext_lazy("Give the view a name of up to 60 letters. Nothing was saved."),
    "full": gettext_lazy("You have {most} views already. Delete one first. Nothing was saved."),
    "query": gettext_lazy("This filter cannot be saved. Correct it first. Nothing was saved."),
}


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def view_save(request: StaffRequest) -> HttpResponse:
    """`name`, `query` (as in the list's address), and `shared=1` for whoever may share."""
    form = PackageFilterForm(QueryDict(request.POST.get("query", "").lstrip("?")[:MOST_OF_QUERY]))
    if not form.is_valid():
        return _back(request, "", "query")
    query = urlencode(form.query())
    shared = request.POST.get("shared") == "1" and request.user.has_perm("packages_ui.share_view")
    try:
        save_view(user_id=request.user.pk, name=request.POST.get("name", ""), query=query, shared=shared)
    except NotSaved as error:
        return _back(request, query, error.why)
    messages.success(request, _("The view is saved."))
    return _back(request, query)


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def view_delete(request: StaffRequest, pk: str) -> HttpResponse:
    """One's own; whoever may share also deletes what others share."""
    may_share = request.user.has_perm("packages_ui.share_view")
    if delete_view(user_id=request.user.pk, view_id=id_of(pk), any_shared=may_share):
        messages.success(request, _("The view is deleted."))
    return _back(request, "")


@require_POST
@permission_required(("packages_ui.view_packages", "packages_ui.share_view"), raise_exception=True)
def view_start(request: StaffRequest) -> HttpResponse:
    """`group` starts at the shared `view` after signing in; without one, as everybody does."""
    view, group = id_of(request.POST.get("view")), id_of(request.POST.get("group"))
    if set_start(view_id=view, group_id=group):
        messages.success(request, _("The start page is saved."))
    else:
        messages.error(request, _("Choose a group and a shared view. Nothing was saved."))
    return _back(request, "")


@require_POST
@permission_required("packages_ui.view_packages", raise_exception=True)
def list_layout(request: StaffRequest) -> HttpResponse:
    """`column` (repeated) are shown, in the order of the numbers in `place-COLUMN`; `compact=1`; `reset=1`
    shows all as usual."""
    if request.POST.get("reset") == "1":
        reset_layout(user_id=request.user.pk)
    else:
        chosen = [name for name in COLUMNS if name in request.POST.getlist("column")]
        chosen.sort(key=lambda name: id_of(request.POST.get(f"place-{name}")))
        compact = request.POST.get("compact") == "1"
        set_layout(user_id=request.user.pk, columns=chosen, compact=compact)
    form = PackageFilterForm(QueryDict(request.POST.get("query", "").lstrip("?")[:MOST_OF_QUERY]))
    return _back(request, urlencode(form.query()) if form.is_valid() else "")


def _back(request: StaffRequest, query: str, why: str = "") -> HttpResponse:
    if why:
        messages.error(request, str(WHY[why]).format(most=MOST))
    return go(request, reverse("packages_ui:list") + (f"?{query}" if query else ""))
