"""What administrators say of a station, and what packers say when they stop a printer."""

from typing import Any

from django import forms
from django.http import QueryDict

from packages_ui.models import Station

NO_NAME = "Give it the name that stands on the desk."
NAME_TAKEN = "There is a station of this name already."


class StationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Its name, and where it prints."""

    class Meta:
        model = Station
        fields = ("name", "label_printer", "document_printer")
        labels = {"label_printer": "Labels are printed on", "document_printer": "Documents are printed on"}
        error_messages = {
            "name": {"required": NO_NAME, "unique": NAME_TAKEN},
            "label_printer": {"required": "Choose the printer for its labels."},
        }

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        self.fields["name"].widget.attrs.update({"class": "form-control", "autocomplete": "off"})
        for name, nothing in (("label_printer", "Choose…"), ("document_printer", "Nowhere yet")):
            field = self.fields[name]
            field.widget.attrs["class"] = "form-select"
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = nothing


class PauseForm(forms.Form):
    """Why nothing more is sent to a printer: whoever comes next reads it."""

    because = forms.CharField(
        max_length=300,
        label="Why",
        error_messages={"required": "Say why, so that whoever comes next knows."},
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
