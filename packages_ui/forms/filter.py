"""The filter of the list, validated before anything is requested. Fields have the API's names."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.moment import MomentField
from packages_ui.models import PackageStop
from packages_ui.models.package_mark import MOST_OF_TAG
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.codes import bare_code
from packages_ui.services.mirror.wanted import SORTS, LabelFilter, Wanted
from packages_ui.services.packages.finding import Query

PAGE_SIZES = (25, 50, 100)
COMPARISONS = ("", "__gt", "__gte", "__lt", "__lte")
COLUMNS = {  # by the name in the address
    "number": "number",
    "order__number": "order_number",
    "waybill_number": "waybill_number",
    "status": "status",
    "carrier": "carrier",
    "shipping_method": "shipping_method",
}
FLAGS = ("gift", "note", "manual")
SAME = ("stopped", "tag", "city", "label", "items", "product", "older", "sort")
DATE_FILTERS = tuple(f"{field}{how}" for field in ("updated_at", "created_at") for how in COMPARISONS)

API = frozenset({"number", "order__number", "waybill_number", "status", "page", "limit", *DATE_FILTERS})


class NumberField(forms.CharField):
    """A package's, order's or waybill's number: text that is matched exactly, typed, pasted or scanned."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=64)

    def to_python(self, value: object) -> str:
        return bare_code(str(super().to_python(value)))


class SearchField(forms.CharField):
    """Words, or a code that was scanned."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=200)

    def to_python(self, value: object) -> str:
        return bare_code(str(super().to_python(value)))


def _yes(*others: tuple[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=[("1", gettext_lazy("yes")), *others])


class PackageFilterForm(forms.Form):
    """The query of the list: PKG101's own parameters, and what only the copy of packages can search by:
    words, filters, an order."""

    q = SearchField()
    number = NumberField()
    order__number = NumberField()
    waybill_number = NumberField()
    status = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=9999,
        error_messages={"invalid": gettext_lazy("A status is a number, for instance 2.")},
    )
    updated_at = MomentField(required=False)
    updated_at__gt = MomentField(required=False)
    updated_at__gte = MomentField(required=False)
    updated_at__lt = MomentField(required=False)
    updated_at__lte = MomentField(required=False)
    created_at = MomentField(required=False)
    created_at__gt = MomentField(required=False)
    created_at__gte = MomentField(required=False)
    created_at__lt = MomentField(required=False)
    created_at__lte = MomentField(required=False)
    carrier = forms.CharField(required=False, max_length=100)
    shipping_method = forms.CharField(required=False, max_length=100)
    city = forms.CharField(required=False, max_length=100)
    label = forms.ChoiceField(required=False, choices=[(one.value, one.name) for one in LabelFilter])
    stopped = forms.ChoiceField(required=False, choices=PackageStop.Kind.choices)
    tag = forms.CharField(required=False, max_length=MOST_OF_TAG)
    assigned = forms.RegexField(r"^(me|nobody|[ps][1-9]\d{0,8})$", required=False)
    own_note = _yes()
    late = _yes()
    gift = _yes()
    note = _yes()
    manual = _yes()
    mine = _yes()
    handed_over = _yes(("0", gettext_lazy("no")))
    items = forms.RegexField(r"^[1-9]\d{0,2}\+?$", required=False)
    product = forms.CharField(required=False, max_length=100)
    older = forms.IntegerField(required=False, min_value=1, max_value=8760)
    packed_by = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    sort = forms.ChoiceField(
        required=False, choices=[(f"{minus}{name}", name) for name in SORTS for minus in ("", "-")]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    limit = forms.IntegerField(required=False, min_value=1, max_value=max(PAGE_SIZES))

    def clean(self) -> dict[str, object]:
        """From must not be after to."""
        cleaned = super().clean() or self.cleaned_data
        for field in ("updated_at", "created_at"):
            begin, end = cleaned.get(f"{field}__gte"), cleaned.get(f"{field}__lte")
            if begin and end and begin > end:
                self.add_error(f"{field}__lte", _("The end is before the beginning."))
        return cleaned

    def filters(self) -> PackageFilters:
        """PKG101's filters; the form must be valid. `q` is separate: see services/packages/finding."""
        filled = {name: value for name, value in self._filled().items() if name in API}
        return PackageFilters(**{"limit": 50, **filled})

    def search_query(self, *, user_id: int | None) -> Query:
        """All of it, for Seller Center or for the copy; only once the form is valid."""
        filled = self._filled()
        wanted = Wanted(
            q=filled.get("q", ""),
            columns={column: filled[name] for name, column in COLUMNS.items() if name in filled}
            | {name: True for name in FLAGS if name in filled},
            moments={name: filled[name] for name in DATE_FILTERS if name in filled},
            assigned=_whose(filled.get("assigned", ""), user_id),
            own_note="own_note" in filled,
            late="late" in filled,
            packed_by=user_id if "mine" in filled else filled.get("packed_by"),
            handed_over=filled["handed_over"] == "1" if "handed_over" in filled else None,
            **{name: filled[name] for name in SAME if name in filled},
        )
        return Query(filters=self.filters(), wanted=wanted, needs_copy=bool(filled.keys() - API))

    def _filled(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def query(self) -> dict[str, str]:
        """The filter as in an address, without page and size: what tabs, pages and batches carry."""
        return {name: _text(value) for name, value in self._filled().items() if name not in ("page", "limit")}


def address(query: dict[str, str], **more: object) -> str:
    """`?status=2&page=3`; a parameter of `more` that is None or empty is left out."""
    parameters = {**query, **{name: str(value) for name, value in more.items() if value is not None}}
    return "?" + urlencode({name: value for name, value in parameters.items() if value != ""})


def local_moment(moment: datetime) -> str:
    """As `<input type="datetime-local">` wants it: no zone, no more digits than needed."""
    local = timezone.localtime(moment).replace(tzinfo=None)
    precision = "milliseconds" if local.microsecond else "seconds" if local.second else "minutes"
    return local.isoformat(timespec=precision)


def _whose(assigned: str, user_id: int | None) -> str:
    """A shared view of what is assigned to "me" shows everybody their own."""
    return f"p{user_id}" if assigned == "me" else assigned


def _text(value: object) -> str:
    return local_moment(value) if isinstance(value, datetime) else str(value)
