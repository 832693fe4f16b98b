"""The list of packages: what Seller Center answers to the filter in the address."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.seller_center.errors import NotFound, Refused, SellerCenterError, Unauthorized
from packages_ui.services.listing import Listing, last_known, list_packages
from packages_ui.services.search import search
from packages_ui.views.list_frame import frame, pages, tabs
from packages_ui.views.list_rows import drawn_rows, flat_rows, may_print
from packages_ui.views.print_where import SLIPS, where_to
from packages_ui.views.trouble import status_of

NO_MORE_CALLS = {"items_missing": False}
MOST_AT_ONCE = 1000  # packages in one batch

NO_SUCH_PAGE = "There is no page {page} of this list (any more). Nothing is wrong; go back to the first page."
BAD_FILTER = "The filter cannot be used as it is. Nothing was asked; correct the fields that are marked."


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def list_(request: HttpRequest) -> HttpResponse:
    """The page; over htmx only the table with its tabs, or form and table where the form changes too."""
    form = PackageFilterForm(request.GET)
    if not form.is_valid():
        return _answer(request, form, {"problem": BAD_FILTER}, status=422)
    try:
        found = ask(form, user_id=request.user.pk)
    except NotFound as error:
        page = form.cleaned_data["page"] or 1
        problem = NO_SUCH_PAGE.format(page=page) if page > 1 else error.sentence
        return _answer(request, form, {"problem": problem}, status=200 if page > 1 else status_of(error))
    except SellerCenterError as error:
        _mark(form, error)
        return _answer(request, form, _in_outage(request, form, error), status=status_of(error))
    shown = _shown(form, found, may_print=may_print(request))
    return _answer(request, form, {**shown, "where": where_to(request), "slips": SLIPS})


def ask(form: PackageFilterForm, *, user_id: int | None) -> Listing:
    """What the valid form asks for, not from before an act of that person. Raises a SellerCenterError."""
    q, filters = form.cleaned_data["q"], form.filters()
    if q:
        return search(q=q, filters=filters, user_id=user_id)
    return list_packages(filters=filters, user_id=user_id)


def _in_outage(request: HttpRequest, form: PackageFilterForm, error: SellerCenterError) -> dict[str, Any]:
    """What went wrong; and what Seller Center answered last, where it just cannot be asked."""
    problem = {"problem": error.sentence, "outage": True}
    if isinstance(error, Refused | Unauthorized) or form.cleaned_data["q"]:
        return problem
    last = last_known(filters=form.filters(), user_id=request.user.pk)
    if last is None:
        return problem
    shown = _shown(form, last, may_print=may_print(request))
    told = f"{error.sentence} Below is what it answered at {shown['as_of']}."
    return {**shown, "where": where_to(request), "slips": SLIPS, **problem, "problem": told} | NO_MORE_CALLS


def _shown(form: PackageFilterForm, found: Listing, *, may_print: bool) -> dict[str, Any]:
    rows = flat_rows(found.rows)
    beyond = found.page > found.pages
    return {
        "rows": drawn_rows(rows, may_print=may_print),
        "items_missing": any(not row["items"] for row in rows),
        "malformed": [(bad.index + 1, bad.number or "", bad.reason) for bad in found.malformed],
        "count": found.count,
        "problem": NO_SUCH_PAGE.format(page=found.page) if beyond else "",
        "all_match": "" if form.cleaned_data["q"] or found.count > MOST_AT_ONCE else str(found.count),
        "as_of": timezone.localtime(found.as_of).strftime("%H:%M:%S"),
        "paging": pages(form, found),
        "batch_key": uuid4().hex,
    }


def _mark(form: PackageFilterForm, error: SellerCenterError) -> None:
    if isinstance(error, Refused):
        for field in error.fields.keys() & form.fields.keys():
            form.add_error(field, list(error.fields[field]))


def _answer(
    request: HttpRequest, form: PackageFilterForm, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {**frame(form), **shown, "tabs": tabs(form), "may_print": may_print(request)}
    response = render(request, f"packages/list.html{_fragment(request, form)}", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    response["Cache-Control"] = "private, no-store"
    if getattr(request, "htmx", False) and form.errors:
        response["HX-Retarget"] = "#listing"
    return response


def _fragment(request: HttpRequest, form: PackageFilterForm) -> str:
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.history_restore_request:
        return ""
    return "#listing" if form.errors or htmx.target == "listing" else "#results"
