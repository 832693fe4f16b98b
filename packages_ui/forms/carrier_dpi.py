"""What an administrator says of a shipping company's labels."""

from typing import Any

from django import forms
from django.http import QueryDict

from packages_ui.models import Printer

NO_NAME = "Give the shipping company's name as the packages have it."
BY_ITSELF = "As the label says"


class CarrierDpiForm(forms.Form):
    """The company, and the dpi that its labels are made for; none: as each label says of itself."""

    carrier = forms.CharField(max_length=200, label="Shipping company", error_messages={"required": NO_NAME})
    dpi = forms.TypedChoiceField(
        choices=[("", BY_ITSELF), *Printer.Dpi.choices],
        coerce=int,
        empty_value=None,
        required=False,
        label="Its labels are made for",
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        self.fields["carrier"].widget.attrs.update(
            {"class": "form-control", "autocomplete": "off", "list": "carriers-known"}
        )
        self.fields["dpi"].widget.attrs["class"] = "form-select"
