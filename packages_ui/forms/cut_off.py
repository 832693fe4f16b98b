"""The forms of a cut-off time and of a holiday."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from packages_ui.forms.carrier_dpi import NO_NAME
from packages_ui.forms.moment import FIRST_YEAR, LAST_YEAR, WRONG_YEAR
from packages_ui.models import CutOff

DAYS = (
    (1, _("Mon")),
    (2, _("Tue")),
    (4, _("Wed")),
    (8, _("Thu")),
    (16, _("Fri")),
    (32, _("Sat")),
    (64, _("Sun")),
)
WORKING_WEEK = [1, 2, 4, 8, 16]


class CutOffForm(forms.Form):
    """`cut_off` is the id of the one to be changed; 0 for a new one."""

    cut_off = forms.IntegerField(
        required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput, initial=0
    )
    carrier = forms.CharField(
        max_length=100, label=_("Shipping company"), error_messages={"required": NO_NAME}
    )
    at = forms.TimeField(
        label=_("Cut-off time"),
        error_messages={"required": _("Enter a time."), "invalid": _("Enter a time, for instance 17:30.")},
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        choices=DAYS,
        coerce=int,
        initial=WORKING_WEEK,
        label=_("Weekdays"),
        error_messages={"required": _("Choose at least one weekday.")},
        widget=forms.CheckboxSelectMultiple,
    )
    notice = forms.IntegerField(
        min_value=0, max_value=24 * 60, initial=60, label=_("Minutes needed before it"), localize=False
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        for name in ("carrier", "at", "notice"):
            self.fields[name].widget.attrs.update({"class": "form-control", "autocomplete": "off"})
        self.fields["carrier"].widget.attrs["list"] = "carriers-known"

    def clean_at(self) -> Any:
        return self.cleaned_data["at"].replace(second=0, microsecond=0, tzinfo=None)

    @property
    def cut_off_id(self) -> int:
        """Of the one to be changed; 0 for a new one, and where it was sent as something else."""
        try:
            return self.fields["cut_off"].clean(self["cut_off"].value()) or 0
        except forms.ValidationError:
            return 0

    @property
    def days(self) -> int:
        return sum(set(self.cleaned_data["weekdays"]))

    @classmethod
    def of(cls, one: CutOff) -> "CutOffForm":
        """To change it."""
        days = [bit for bit, _name in DAYS if one.weekdays & bit]
        initial = {"cut_off": one.pk, "carrier": one.carrier, "at": one.at, "weekdays": days}
        return cls(initial=initial | {"notice": one.notice})


class HolidayForm(forms.Form):
    """A day, and what it is called."""

    day = forms.DateField(
        label=_("Day"),
        error_messages={"required": _("Enter a day."), "invalid": _("Enter a day, for instance 2026-05-19.")},
        widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    holiday = forms.CharField(
        max_length=60,
        required=False,
        label=_("Name"),
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(WRONG_YEAR)
        return day
