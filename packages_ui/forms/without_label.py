"""Why a package is packed without a label."""

from django import forms

from packages_ui.services.packing.without_label import MOST_OF_REASON

REASONS = (
    "The printer is broken",
    "The carrier brings its label",
    "The carrier gives no label",
)


class WithoutLabelForm(forms.Form):
    """One of REASONS, or other words."""

    number = forms.CharField(max_length=64)
    because = forms.CharField(required=False, max_length=MOST_OF_REASON, strip=True)
    other = forms.CharField(required=False, max_length=MOST_OF_REASON, strip=True)

    def clean(self) -> dict[str, object]:
        data = super().clean() or self.cleaned_data
        if not (data.get("because") or data.get("other")):
            self.add_error("other", "Choose a reason, or write one.")
        return data

    @property
    def reason(self) -> str:
        return str(self.cleaned_data["because"] or self.cleaned_data["other"])
