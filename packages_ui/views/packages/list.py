"""The list of packages: the page that Seller Center returns for the filter in the address, how many items
each has, and all that match as a file for spreadsheets."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.seller_center.errors import NotFound, Refused, SellerCenterError, Unauthorized
from packages_ui.seller_center.page import short_wait
from packages_ui.services.batches.batch_create import MOST_PACKAGES
from packages_ui.services.mirror.sync import copy_state
from packages_ui.services.mirror.wanted import Wanted
from packages_ui.services.packages import listing
from packages_ui.services.packages.export import MOST, export_columns, export_csv, export_xlsx
from packages_ui.services.packages.finding import Query, find_packages, find_stored, scanned, widened
from packages_ui.services.packages.listing import Listing, last_listing
from packages_ui.services.packages.views import layout_of, views_of
from packages_ui.views.batches.print_request import ORDERS, SLIPS, where_to
from packages_ui.views.http import StaffRequest, go, status_of
from packages_ui.views.packages.bulk import offers
from packages_ui.views.packages.list_filters import chips, column_choices, filter_fields, heads
from packages_ui.views.packages.list_frame import frame, pages, tabs
from packages_ui.views.packages.list_notices import COPY_BELOW, LAST_BELOW, notices
from packages_ui.views.packages.list_rows import arranged, drawn_rows, flat_rows, may_print
from packages_ui.views.packages.status_counts import shown as with_commas

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_MORE_CALLS = {"items_missing": False}
MOST_AT_ONCE = MOST_PACKAGES
EXPORTED = gettext_lazy("All that match, at most {most}, in these columns: {columns}.")
NO_SUCH_PAGE = gettext_lazy("This list has no page {page} any more. Go back to the first page.")


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def list_(request: StaffRequest) -> HttpResponse:
    """The page; over htmx only the table with its tabs, or form and table where the form changes too. A code
    that only one package has opens that package."""
    form = PackageFilterForm(request.GET)
    if not form.is_valid():
        return _answer(request, form, {"problem": _("Correct the marked fields of the filter.")}, status=422)
    if number := _opened(form):
        return go(request, reverse("packages_ui:detail", args=[number]))
    query = form.search_query(user_id=request.user.pk)
    try:
        found = _found(request, query)
    except NotFound as error:
        page = form.cleaned_data["page"] or 1
        problem = str(NO_SUCH_PAGE).format(page=page) if page > 1 else str(error.sentence)
        return _answer(request, form, {"problem": problem}, status=200 if page > 1 else status_of(error))
    except SellerCenterError as error:
        _mark(form, error)
        return _in_outage(request, form, query, error)
    if found is None:
        return _meanwhile(request, form, query)
    return _answer(request, form, {**_shown(request, form, found), **_offered(request)})


def _found(request: StaffRequest, query: Query) -> Listing | None:
    """None where the response takes long and the copy has something to show until then: the page requests
    it again with `patient=1`. Raises a SellerCenterError."""
    if request.GET.get("patient") != "1":
        with short_wait() as wait:
            try:
                return find_packages(query, user_id=request.user.pk)
            except SellerCenterError:
                if not wait.is_over:
                    raise
        if copy_state().as_of:
            return None
    return find_packages(query, user_id=request.user.pk)


def _meanwhile(request: StaffRequest, form: PackageFilterForm, query: Query) -> HttpResponse:
    """The copy, until Seller Center responds."""
    context = {**_shown(request, form, find_stored(query)), **_offered(request)} | NO_MORE_CALLS
    return _answer(request, form, context | {"is_asking": True})


def _opened(form: PackageFilterForm) -> str:
    """The package that was scanned or typed whole, where nothing else was requested."""
    q = form.cleaned_data["q"]
    return scanned(q) if q and form.query().keys() <= {"q", "status"} else ""


def _in_outage(
    request: StaffRequest, form: PackageFilterForm, query: Query, error: SellerCenterError
) -> HttpResponse:
    """What went wrong; and what is known, where Seller Center is just down: what it returned last, if
    that was a moment ago, else the copy."""
    problem = {"problem": str(error.sentence), "outage": True}
    if isinstance(error, Refused):
        return _answer(request, form, problem, status=status_of(error))
    last = None
    if not query.needs_copy and not isinstance(error, Unauthorized):
        last = last_listing(filters=query.filters, user_id=request.user.pk)
    copied = None if last else _copied(query)
    found = last or copied
    if found is None:
        return _answer(request, form, problem, status=status_of(error))
    shown = _shown(request, form, found)
    below = COPY_BELOW if copied else LAST_BELOW
    problem["problem"] = f"{error.sentence} {str(below).format(time=shown['as_of'])}"
    context = {**shown, **_offered(request), **problem} | NO_MORE_CALLS
    return _answer(request, form, context, status=200 if copied else status_of(error))


def _copied(query: Query) -> Listing | None:
    """None where there is no copy yet."""
    return find_stored(query) if copy_state().as_of else None


def _offered(request: StaffRequest) -> dict[str, Any]:
    return {"where": where_to(request), "slips": SLIPS, "orders": ORDERS, "bulk": offers(request)}


def _shown(request: StaffRequest, form: PackageFilterForm, found: Listing) -> dict[str, Any]:
    rows = flat_rows(found.rows, q=form.cleaned_data["q"], hits=found.hits)
    beyond = found.page > found.pages
    most = MOST_AT_ONCE
    return {
        "rows": drawn_rows(rows, may_print=may_print(request)),
        "items_missing": any(not row["items"] for row in rows),
        "malformed": [(bad.index + 1, bad.number or "", bad.reason) for bad in found.malformed],
        "count": found.count,
        "is_more": found.is_more,
        "problem": str(NO_SUCH_PAGE).format(page=found.page) if beyond else "",
        "all_match": "" if found.is_more or not 0 < found.count <= most else str(found.count),
        "as_of": f"{timezone.localtime(found.as_of):%H:%M:%S}",
        "notices": notices(form, found),
        "can_export": found.count > 0 and (found.copy or copy_state()).is_whole,
        "exported": str(EXPORTED).format(most=with_commas(MOST), columns=", ".join(export_columns())),
        "paging": pages(form, found),
        "batch_key": uuid4().hex,
    }


def _mark(form: PackageFilterForm, error: SellerCenterError) -> None:
    if isinstance(error, Refused):
        for field in error.fields.keys() & form.fields.keys():
            form.add_error(field, list(error.fields[field]))


def _answer(
    request: StaffRequest, form: PackageFilterForm, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    fragment, layout = _fragment(request, form), layout_of(user_id=request.user.pk)
    if "rows" in shown:
        shown["rows"] = arranged(shown["rows"], layout.columns)
        shown["items_missing"] = shown["items_missing"] and "items" in layout.columns
    context = {**frame(form), **shown, "tabs": tabs(form), "may_print": may_print(request)}
    if form.is_valid():
        count = shown.get("count", 0)
        context |= {"chips": chips(form), "heads": heads(form, layout.columns, count=count)}
    context |= {
        "views": views_of(user_id=request.user.pk),
        "may_share": request.user.has_perm("packages_ui.share_view"),
        "groups": Group.objects.order_by("name"),  # read where there is a shared view
        "layout": layout,
        "column_choices": column_choices(layout),
    }
    context |= {} if fragment == "#results" else {"more_fields": filter_fields(form)}
    response = render(request, f"packages/list.html{fragment}", context, status=status)
    if request.htmx and form.errors:
        response["HX-Retarget"] = "#listing"
    return response


def _fragment(request: StaffRequest, form: PackageFilterForm) -> str:
    htmx = request.htmx
    if not htmx or htmx.history_restore_request:
        return ""
    return "#listing" if form.errors or htmx.target == "listing" else "#results"


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def item_counts(request: StaffRequest) -> HttpResponse:
    """Out-of-band counts for the rows that the same query shows; empty where they cannot be read."""
    form = PackageFilterForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=204)
    try:
        found = find_packages(form.search_query(user_id=request.user.pk), user_id=request.user.pk)
    except SellerCenterError:
        return HttpResponse(status=204)
    counts = listing.item_counts(rows={row.number: row.updated_at for row in found.rows})
    counted = [(number, "–" if count is None else count) for number, count in counts.items()]
    return render(request, "packages/list.html#item_counts", {"counted": counted})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("packages_ui.view_packages", raise_exception=True)
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """All that match the list's own query, from the copy; where that is wrong, the list shows what. POST: of
    `packages` (repeated) only those, in the list's order."""
    form = PackageFilterForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('packages_ui:list')}?{request.GET.urlencode()}")
    wanted = widened(form.search_query(user_id=request.user.pk)).wanted
    if chosen := request.POST.getlist("packages")[:MOST_AT_ONCE]:
        wanted = Wanted(columns={"number__in": chosen}, sort=wanted.sort)
    name = f"packages-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        file = export_xlsx(wanted=wanted)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(export_csv(wanted=wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
