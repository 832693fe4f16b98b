"""The form of a station, and the one that pauses a printer."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from packages_ui.models import Station

NO_NAME = _("Enter a name.")
NAME_TAKEN = _("There is already a station with this name.")


class StationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Its name, and where it prints."""

    class Meta:
        model = Station
        fields = ("name", "label_printer", "document_printer", "invoices")
        labels = {
            "name": _("Name"),
            "label_printer": _("Label printer"),
            "document_printer": _("Document printer"),
            "invoices": _("Invoice with the last item"),
        }
        error_messages = {
            "name": {"required": NO_NAME, "unique": NAME_TAKEN},
            "label_printer": {"required": _("Choose the label printer.")},
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("invoices") and not data.get("document_printer"):
            self.add_error("document_printer", _("Choose the document printer that prints the invoices."))
        return data

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        self.fields["name"].widget.attrs.update({"class": "form-control", "autocomplete": "off"})
        self.fields["invoices"].widget.attrs["class"] = "form-select"
        for name, nothing in (("label_printer", _("Choose…")), ("document_printer", _("None"))):
            field = self.fields[name]
            field.widget.attrs["class"] = "form-select"
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = nothing


class PauseForm(forms.Form):
    """Why a printer is paused, for everyone who sees it."""

    because = forms.CharField(
        max_length=300,
        label=_("Reason"),
        error_messages={"required": _("Enter a reason, so that others know.")},
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
