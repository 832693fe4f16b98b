"""The filter of the list, validated before anything is requested. Fields have the API's names."""

from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.moment import MomentField
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.codes import said

PAGE_SIZES = (25, 50, 100)
COMPARISONS = ("", "__gt", "__gte", "__lt", "__lte")
DATE_FILTERS = tuple(f"{field}{how}" for field in ("updated_at", "created_at") for how in COMPARISONS)


class NumberField(forms.CharField):
    """A package's, order's or waybill's number: text that is matched exactly, typed, pasted or scanned."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=64)

    def to_python(self, value: object) -> str:
        return said(str(super().to_python(value)))


class PackageFilterForm(forms.Form):
    """The query of the list: PKG101's own parameters, and `q`, which searches for a number of any kind."""

    q = NumberField()
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
        """PKG101's filters; the form must be valid. `q` is separate: see services.search."""
        asked = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        asked.pop("q", None)
        return PackageFilters(**{"limit": 50, **asked})

    def query(self) -> dict[str, str]:
        """The filter as in an address, without page and size: what tabs, pages and batches carry."""
        asked = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: _text(value) for name, value in asked.items() if name not in ("page", "limit")}


def address(query: dict[str, str], **more: object) -> str:
    """`?status=2&page=3`; a parameter of `more` that is None or empty is left out."""
    asked = {**query, **{name: str(value) for name, value in more.items() if value is not None}}
    return "?" + urlencode({name: value for name, value in asked.items() if value != ""})


def local_moment(moment: datetime) -> str:
    """As `<input type="datetime-local">` wants it: no zone, no more digits than needed."""
    local = timezone.localtime(moment).replace(tzinfo=None)
    precision = "milliseconds" if local.microsecond else "seconds" if local.second else "minutes"
    return local.isoformat(timespec=precision)


def _text(value: object) -> str:
    return local_moment(value) if isinstance(value, datetime) else str(value)
