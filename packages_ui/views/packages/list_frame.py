"""What surrounds the rows of the list: the filter as typed, a tab for each status, links to other pages."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.filter import DATE_FILTERS, PAGE_SIZES, PackageFilterForm, address, local_moment
from packages_ui.messages.packages import OTHER_STATUS
from packages_ui.services.packages.listing import Listing
from packages_ui.services.packages.rows import STATUS_NAMES, status_name
from packages_ui.views.packages.list_filters import NAMES
from packages_ui.views.packages.status_counts import shown_before

LABELS = {
    "number": gettext_lazy("Package number"),
    "order__number": gettext_lazy("Order number"),
    "waybill_number": gettext_lazy("Waybill number"),
    "created_at__gte": gettext_lazy("Created from"),
    "created_at__lte": gettext_lazy("Created to"),
    "updated_at__gte": gettext_lazy("Updated from"),
    "updated_at__lte": gettext_lazy("Updated to"),
}


def frame(form: PackageFilterForm) -> dict[str, Any]:
    """The form's fields as typed, the filter as an address, and what a batch of all that match must carry."""
    typed = {name: form.data.get(name, "") for name in form.fields}
    query = form.query()
    return {
        "q": typed["q"],
        "q_errors": form.errors.get("q", []),
        "fields": [_field(form, name, label) for name, label in LABELS.items()],
        "hidden": [(name, typed[name]) for name in DATE_FILTERS if name not in LABELS and typed[name]],
        "sort": typed["sort"],
        "status_choices": _status_choices(typed["status"]),
        "status_errors": form.errors.get("status", []),
        "other_errors": [text for name in _unseen(form) for text in form.errors.get(name, [])],
        "limit": typed["limit"],
        "filtered": bool(form.errors),  # what is set stands in chips
        "any_filter": bool(query),
        "clear": reverse("packages_ui:list") + address({}, limit=typed["limit"]),
        "query_pairs": list(query.items()),
        "filter_key": address(query),
        "here": address(query, page=typed["page"], limit=typed["limit"]),
        "filter_target": "#listing" if form.errors else "#results",
    }


def tabs(form: PackageFilterForm) -> list[dict[str, Any]]:
    """One for all and one for each status; one that the document does not name only when selected."""
    query, limit = form.query(), form.data.get("limit")
    current = form.cleaned_data.get("status")
    statuses: list[int | None] = [None, *STATUS_NAMES]
    statuses += [] if current in statuses else [current]
    known = shown_before(query)
    return [
        {
            "id": "all" if status is None else str(status),
            "name": _("All") if status is None else str(status_name(status)),
            "href": address({**query, "status": "" if status is None else str(status)}, limit=limit) or "?",
            "count": known.get(status, ""),
            "current": status == current,
        }
        for status in statuses
    ]


def pages(form: PackageFilterForm, found: Listing) -> dict[str, Any]:
    """Links to the pages near this one, and to the page sizes."""
    query, limit = form.query(), form.data.get("limit")
    around = {1, *range(found.page - 2, found.page + 3), found.pages}
    near = sorted(page for page in around if 1 <= page <= found.pages)
    last = min(found.page, found.pages)
    return {
        "page": found.page,
        "pages": found.pages,
        "first": address(query, limit=limit),
        "previous": address(query, page=last - 1, limit=limit) if last > 1 else "",
        "next": address(query, page=found.page + 1, limit=limit) if found.page < found.pages else "",
        "near": [
            (page, address(query, page=page, limit=limit), page == found.page, page - 1 not in (0, *near))
            for page in near
        ],
        "sizes": [(size, address(query, limit=size), size == found.limit) for size in PAGE_SIZES],
    }


def _field(form: PackageFilterForm, name: str, label: Promise) -> dict[str, Any]:
    moment = name in DATE_FILTERS
    value = form.data.get(name, "")
    cleaned = form.cleaned_data.get(name)
    return {
        "name": name,
        "label": label,
        "type": "datetime-local" if moment and (cleaned or not value) else "text",
        "value": local_moment(cleaned) if moment and cleaned else value,
        "errors": form.errors.get(name, []),
    }


def _status_choices(typed: str) -> list[tuple[str, str, bool]]:
    choices = [
        ("", _("All statuses")),
        *((str(status), str(name)) for status, name in STATUS_NAMES.items()),
    ]
    if typed not in dict(choices):
        choices.append((typed, str(OTHER_STATUS(status=typed))))
    return [(value, name, value == typed) for value, name in choices]


def _unseen(form: PackageFilterForm) -> list[str]:
    return [name for name in form.errors if name not in LABELS and name not in (*NAMES, "q", "status")]
