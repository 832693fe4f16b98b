"""Why a package goes without a label, or without the invoice that it needs."""

from django import forms
from django.utils.translation import gettext

from packages_ui.services.invoices.needed import MOST_OF_REASON


class WithoutLabelForm(forms.Form):
    """`because` is one of REASONS, else `other` the person's own words."""

    number = forms.CharField(max_length=64)
    because = forms.CharField(required=False, max_length=MOST_OF_REASON, strip=True)
    other = forms.CharField(required=False, max_length=MOST_OF_REASON, strip=True)

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        if not (data.get("because") or data.get("other")):
            self.add_error("other", gettext("Choose a reason, or write one."))
        return data

    @property
    def reason(self) -> str:
        return str(self.cleaned_data["because"] or self.cleaned_data["other"])
